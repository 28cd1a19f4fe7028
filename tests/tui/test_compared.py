"""The difference of two texts on a screen: each line by its mark, the words that went or came in their roles."""

from __future__ import annotations

from bihuan.tui.screens.reader import compared

OLD, NEW = "同上\n采用消息队列推送\n旧行", "同上\n采用长连接推送"


def test_words_that_went_or_came_have_their_colour() -> None:
    rows = [[(span.text, span.role) for span in row[1:]] for row in compared(OLD, NEW, 40)]
    assert rows == [
        [("  同上", "muted")],
        [("- ", "late"), ("采用", "muted"), ("消息队列", "late"), ("推送", "muted")],
        [("+ ", "ok"), ("采用", "muted"), ("长连接", "ok"), ("推送", "muted")],
        [("- 旧行", "late")],
    ]


def test_long_lines_are_folded_and_nothing_is_lost() -> None:
    rows = compared("one two three four five", "one two 3 four five", 10)
    texts = ["".join(span.text for span in row[1:]) for row in rows]
    assert max(map(len, texts)) <= 10
    assert "".join("".join(texts).split()) == "-onetwothreefourfive+onetwo3fourfive"
