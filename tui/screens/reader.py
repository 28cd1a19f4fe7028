"""A long text on a screen of its own: a document, a version, a difference."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from typing import ClassVar

from textual.widget import Widget

from bihuan.store.rules.record import Record
from bihuan.store.text.shown import shown
from bihuan.tui.cells import wrap
from bihuan.tui.keys import Place
from bihuan.tui.lines import Line, Role, Span, line
from bihuan.tui.screens.view import View
from bihuan.tui.widgets.pane import Pane


def laid_out(text: str, width: int) -> list[Line]:
    """Lay a Markdown text out as it was written, headings and tables in their roles."""
    rows: list[Line] = []
    for one in shown(text, lines=True).split("\n"):
        role: Role = "head" if one.startswith("#") else "muted" if one.startswith(("|-", "---", "```")) else "text"
        rows += [line(" ", Span(row, role)) for row in wrap(one, width)]
    return rows


def compared(before: str, after: str, width: int) -> list[Line]:
    """Lay out the difference of two texts, line by line: `-` what went, `+` what came."""
    roles: dict[str, Role] = {"-": "late", "+": "ok"}
    rows: list[Line] = []
    old, new = (shown(text, lines=True).split("\n") for text in (before, after))
    for one in difflib.ndiff(old, new):
        if not one.startswith("?"):
            rows += [line(" ", Span(row, roles.get(one[:1], "muted"))) for row in wrap(one.rstrip(), width)]
    return rows


class Reader(View):
    """Lines to be read; Esc goes back."""

    scopes: ClassVar[tuple[Place, ...]] = ("pick", "any")
    AUTO_FOCUS: ClassVar[str | None] = "Pane"

    def __init__(self, title: str, lay: Callable[[int], list[Line]], record: Record | None = None) -> None:
        """Read what `lay` lays out at a width."""
        super().__init__()
        self.words, self.lay, self.record = title, lay, record
        self.pane = Pane(id="reader")

    def body(self) -> Iterable[Widget]:
        """There is only the text."""
        yield self.pane

    def walked(self) -> Pane:
        """The moving keys scroll the text."""
        return self.pane

    def record_here(self) -> Record | None:
        """Give the record that the text belongs to."""
        return self.record

    def tabs_line(self) -> tuple[Line, Line]:
        """Name the text."""
        return line(Span(f" {self.words}", "head")), line(Span(self.home.who_words(whole=False), "muted"), " ")

    def heading_line(self) -> tuple[Line, Line]:
        """Draw a rule."""
        return line(Span("─" * self.size.width, "rule")), ()

    def relabel(self) -> None:
        """Lay the text out again."""
        super().relabel()
        if self.is_attached:
            self.pane.put(self.lay(self.size.width - 2))

    def off_pick(self) -> str:
        """There is nothing to choose in a text."""
        return self.say("why.nothing_to_pick")

    def do_pick(self) -> None:
        """Nothing is chosen in a text."""
