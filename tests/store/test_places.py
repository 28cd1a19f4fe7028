"""What a place of the record is called, by its path, wherever it is said."""

from __future__ import annotations

from functools import partial

import pytest

from bihuan.store.text import catalog
from bihuan.store.text.places import place
from bihuan.tui.table import label


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("title", "需求名称", "Title"),
        ("goals", "目标描述", "Goals"),
        ("goals+", "目标描述", "Goals"),
        ("goals.2", "目标描述 2", "Goals 2"),
        ("goals.2.target", "目标值", "Target"),
        ("milestones.on", "日期", "Date"),
        ("goals.2.nothing", "目标描述 2", "Goals 2"),
        ("nothing", "", ""),
        ("", "", ""),
    ],
)
def test_a_place_is_called_alike_by_the_whole_texts_and_by_their_sections(path, zh, en) -> None:
    assert (place(path, catalog("zh").get), place(path, catalog("en").get)) == (zh, en)
    assert (place(path, partial(label, "zh")), place(path, partial(label, "en"))) == (zh, en)
