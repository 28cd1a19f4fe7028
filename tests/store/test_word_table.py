"""The words that the page names are found as the page classes them: its table row by row, and its further words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bihuan.store.rules.wording import check

# A class of the page's table, by the row's first words, and what its words do in a goal.
CLASSES = (
    ("direction without number", "direction"),
    ("empty noun", "empty_noun"),
    ("vague adjective/adverb", "vague_adjective"),
    ("hedge", "hedge"),
    ("open end", "open_end"),
    ("placeholder", "placeholder"),
)
STRICT: tuple[Any, ...] = ("goal", "criterion")
OTHERS: tuple[Any, ...] = ("background", "effect", "description")


def row(spec: Path, name: str) -> list[str]:
    """The cells of a row of the table of classes."""
    lines = (spec / "wording.md").read_text("utf-8").splitlines()
    return next(line for line in lines if line.startswith(f"| {name} |")).strip("| ").split(" | ")


@pytest.mark.parametrize(("name", "cls"), CLASSES, ids=[c[1] for c in CLASSES])
def test_every_word_of_a_row_is_of_its_class(spec: Path, name: str, cls: str) -> None:
    _, goal, other, examples = row(spec, name)
    zh, en = examples.split(" · ")
    texts = [f"订单{word}导出" for word in zh.split()] + [f"Orders {word} export" for word in en.split(", ")]
    for field in STRICT:
        found = {text: {f.severity for f in check(text, field=field).findings if f.cls == cls} for text in texts}
        assert {text: severities for text, severities in found.items() if severities != {goal}} == {}
    worst = {text: {check(text, field=field).verdict for field in OTHERS} for text in texts}
    assert {text: verdicts for text, verdicts in worst.items() if verdicts != {other}} == {}


SHAPES = {"易": "界面易操作", "能力": "新增处理能力", "竞争力": "形成竞争力", "左右": "耗时左右"}


def test_the_further_words_are_refused_in_a_criterion(spec: Path) -> None:
    lines = (spec / "wording.md").read_text("utf-8").splitlines()
    zh, en = next(line for line in lines if line.startswith("- Further words:")).split(": ")[1].rstrip(".").split(" · ")
    texts = [SHAPES.get(word, f"系统{word}，订单导出") for word in zh.split()]
    texts += [f"The form is {word} to customers" for word in en.split(", ")]
    assert len(texts) > 25
    assert [text for text in texts if check(text, field="criterion").verdict != "refuse"] == []
