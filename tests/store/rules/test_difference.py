"""Two texts compared: what went stands as [-…-], what came as {+…+}."""

from __future__ import annotations

import pytest

from bihuan.store.rules.difference import Row, around, changed, difference

MARKS = {"same": "{}", "gone": "[-{}-]", "came": "{{+{}+}}"}


def written(row: Row) -> str:
    return "".join(MARKS[piece.op].format(piece.text) for piece in row)


COMPARED = (
    ("采用消息队列推送", "采用长连接推送", "采用[-消息队列-]{+长连接+}推送"),
    ("响应时间≤5秒", "响应时间≤3秒", "响应时间≤[-5-]{+3+}秒"),
    ("within 30 days", "within 20 days", "within [-30-]{+20+} days"),
    ("支持export导出", "支持import导入", "支持[-export-]{+import+}导[-出-]{+入+}"),
    ("一", "一二", "一{+二+}"),
    ("", "新", "{+新+}"),
    ("旧", "", "[-旧-]"),
    ("same", "same", "same"),
    ("a\nb\nc", "a\nc", "a\n[-b-]\nc"),
    ("a\nc", "a\nb\nc", "a\n{+b+}\nc"),
    ("h\n一二\n三", "h\n一三\n三", "h\n一[-二-]{+三+}\n三"),
)


@pytest.mark.parametrize(("old", "new", "expected"), COMPARED)
def test_words_and_han_characters_are_compared(old: str, new: str, expected: str) -> None:
    assert "\n".join(map(written, difference(old, new))) == expected


@pytest.mark.parametrize(("old", "new", "_"), COMPARED)
def test_both_texts_can_be_read_back(old: str, new: str, _: str) -> None:
    rows = difference(old, new)
    for text, without in ((old, "came"), (new, "gone")):
        kept = ["".join(p.text for p in row if p.op != without) for row in rows]
        lines = [line for line, row in zip(kept, rows, strict=True) if {p.op for p in row} != {without}]
        assert [x for x in lines if x] == [x for x in text.split("\n") if x]


def test_what_is_too_long_to_be_compared_is_shown_whole() -> None:
    old, new = "旧" * 3000, "新" * 3000
    assert [p.op for p in difference(old, new)[0]] == ["gone", "came"]


def test_only_what_is_near_a_change_is_shown() -> None:
    old = [str(n) for n in range(20)]
    new = [*old[:5], "x", *old[6:15], "y", *old[16:]]
    found = list(around(difference("\n".join(old), "\n".join(new)), 1))
    assert [[written(row) for row in some] for some in found] == [
        ["4", "[-5-]{+x+}", "6"],
        ["14", "[-15-]{+y+}", "16"],
    ]
    assert sum(changed(row) for some in found for row in some) == 2
