"""Columns never shift and Chinese lines never begin or end wrongly."""

import pytest

from bihuan.tui import cells
from bihuan.tui.lines import Span, cut_line, ends, line, plain, rule


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("订单状态", 8, "订单状态"),
        ("订单状态", 7, "订单状…"),
        ("订单状态", 6, "订单…"),
        ("订单", 1, "…"),
        ("订单", 0, ""),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
    ],
)
def test_cut_counts_columns_and_tears_no_character(text: str, columns: int, expected: str) -> None:
    assert cells.cut(text, columns) == expected
    assert cells.width(cells.pad(text, columns)) == columns


def test_wrapped_chinese_keeps_closing_marks_off_the_start_and_opening_ones_off_the_end() -> None:
    text = "审批环节由五步减少到两步，平均用时（工作日）由二十六小时降到八小时；“加急”除外。"
    for columns in range(6, 40):
        for row in cells.wrap(text, columns):
            assert cells.width(row) <= columns
            assert not row or (row[0] not in "，。、；：？！）」”" and row[-1] not in "（「“")
        assert "".join(cells.wrap(text, columns)) == text


def test_words_stay_whole_and_a_word_longer_than_the_line_is_parted() -> None:
    assert cells.wrap("use the Redis cache", 10) == ["use the", "Redis", "cache"]
    assert cells.wrap("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]
    assert cells.wrap("一\n\n二", 10) == ["一", "", "二"]


def test_ends_and_rules_fill_the_width_exactly() -> None:
    for columns in (40, 79, 80, 100):
        assert cells.width(plain(ends(line("待我办理 · 6 项"), line("周二 14:05"), columns))) == columns
        assert cells.width(plain(rule("2026-029 退款审批流程由五步精简为两步", columns))) == columns
        assert cells.width(plain(rule("推进：设计 > 开发", columns, "满足 10 / 14"))) == columns
    assert plain(ends(line("很长很长的左边"), line("右"), 8)) == "很长… 右"
    assert plain(cut_line((Span("ab"), Span("cd")), 3)) == "ab…"
