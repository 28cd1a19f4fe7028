"""The list: cursor, marks, filter and wide characters, over a few rows and over five thousand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from bihuan.tui.cells import width
from bihuan.tui.lines import Span, cells
from bihuan.tui.themes import ROLE_DEFAULTS, THEMES
from bihuan.tui.widgets.rows import Look, RowList

Pair = tuple[int, str]


class Holder(App[None]):
    """A program of one list."""

    CSS_PATH: ClassVar[str] = str(__import__("pathlib").Path(__file__).resolve().parents[2] / "tui" / "bihuan.tcss")

    def __init__(self) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "bihuan-dark"
        look: Look[Pair] = Look(
            lambda item: item[0],
            lambda item: item[1],
            lambda item: Span("!" if item[0] % 7 == 0 else " ", "late"),
            lambda item, columns: cells((str(item[0]), 6, "accent"), (item[1], columns - 8, "text")),
        )
        self.rows: RowList[Pair] = RowList(look)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return ROLE_DEFAULTS

    def compose(self) -> ComposeResult:
        yield self.rows


@asynccontextmanager
async def showing(count: int, size: tuple[int, int] = (40, 10)) -> AsyncIterator[tuple[RowList[Pair], Pilot[None]]]:
    app = Holder()
    async with app.run_test(size=size) as pilot:
        app.rows.put([(n, f"订单状态同步 {n} order") for n in range(count)])
        await pilot.pause()
        yield app.rows, pilot


def painted(rows: RowList[Pair]) -> list[str]:
    """What stands on the screen, row by row."""
    return [rows.render_line(y).text for y in range(rows.size.height)]


async def test_every_row_is_exactly_as_wide_as_the_list_at_every_width() -> None:
    for columns in (20, 23, 24, 37, 80):
        async with showing(30, (columns, 8)) as (rows, _):
            assert {width(text) for text in painted(rows)} == {columns}


async def test_the_cursor_moves_scrolls_and_stays_within() -> None:
    async with showing(5000) as (rows, pilot):
        rows.move(-1)
        assert rows.cursor == 0
        rows.move(15)
        await pilot.pause()
        assert rows.current == (15, "订单状态同步 15 order")
        assert [text[:8] for text in painted(rows)][-1] == ">  15   "
        rows.edge(last=True)
        await pilot.pause()
        assert rows.current_key == 4999
        assert painted(rows)[-1].startswith(">  4999")
        rows.leap(-0.5)
        assert rows.current_key == 4994


async def test_the_filter_narrows_widens_and_keeps_the_row() -> None:
    async with showing(5000) as (rows, _):
        rows.go(1234)
        for typed in ("1", "12", "123", "1234"):
            rows.sift(typed)
            assert rows.current_key == 1234
        assert len(rows.order) == 1
        rows.sift("12 订单")
        assert rows.current_key == 1234
        rows.sift("没有这个")
        assert rows.current is None
        assert rows.current_key is None
        rows.sift("")
        assert len(rows.order) == 5000


async def test_new_values_keep_cursor_and_marks_on_their_rows() -> None:
    async with showing(50) as (rows, _):
        rows.go(20)
        rows.mark()
        rows.go(20)
        rows.put([(n, "新") for n in range(10, 60)])
        assert rows.current_key == 20
        assert rows.marked == {20}
        rows.put([(n, "新") for n in range(30, 60)])
        assert rows.marked == set()
        assert rows.cursor == 10


async def test_marks_toggle_range_all_and_none() -> None:
    async with showing(6) as (rows, _):
        rows.mark()
        rows.mark()
        assert rows.marked == {0, 1}
        rows.mark_through()
        rows.move(2)
        rows.mark_through()
        assert rows.marked == {0, 1, 2, 3, 4}
        rows.mark_shown()
        assert rows.marked == set(range(6))
        rows.mark_shown()
        assert rows.marked == set()
        rows.mark()
        assert rows.clear_marks()
        assert not rows.clear_marks()
        assert painted(rows)[0].startswith(" ! 0") or painted(rows)[0].startswith(">! 0")


async def test_a_step_of_the_cursor_paints_two_rows_not_the_screen() -> None:
    async with showing(5000, (80, 24)) as (rows, pilot):
        drawn: list[int] = []
        line_at = rows.line_at
        rows.line_at = lambda index: drawn.append(index) or line_at(index)  # type: ignore[method-assign,func-returns-value]
        rows.move(1)
        await pilot.pause()
        assert sorted(set(drawn)) == [0, 1]


@pytest.mark.parametrize("text", ["\x1b[31m红", "a\u202eb", "x\x07y"])
async def test_hostile_text_is_spelt_out_not_obeyed(text: str) -> None:
    async with showing(0) as (rows, pilot):
        rows.put([(1, text)])
        await pilot.pause()
        assert not {char for char in painted(rows)[0] if ord(char) < 32 or char == "\u202e"}


async def test_codes_that_rows_keep_are_said_in_words(team, sit) -> None:
    no = team.submitted(type="urgent", urgent_kind="fix", effect=None)
    team.act("liqiang", "reject", no, kind="not_worth", reason="成本高于收益 3 倍")
    team.act("zhoumin", "reopen", no, step="submitting", reason="收益算错了")
    async with sit("liqiang") as li:
        await li.app.open_request(1, field="proposals")
        await li.settled()
        assert "收益算错了 · 提交中 · 重新打开" in li.text()
        assert "缺预期效果 · 业务" in li.text()
