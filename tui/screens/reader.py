"""A long text on a screen of its own: a document, a version, a difference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import ClassVar

from textual.widget import Widget

from bihuan.store.rules.difference import Op, Piece, changed, difference
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
    """Lay out the difference of two texts, line by line: `-` what went, `+` what came, its words in colour."""
    rows: list[Line] = []
    for row in difference(shown(before, lines=True), shown(after, lines=True)):
        if not changed(row):
            rows += painted("  ", row, width)
            continue
        for mark, other in (("- ", "came"), ("+ ", "gone")):
            if any(piece.op != other for piece in row):
                rows += painted(mark, [piece for piece in row if piece.op != other], width)
    return rows


ROLES: dict[Op, Role] = {"same": "muted", "gone": "late", "came": "ok"}


def painted(mark: str, pieces: Sequence[Piece], width: int) -> list[Line]:
    """Fold a line of pieces, each in its role; blanks at which it is folded are left out."""
    role: Role = next((ROLES[piece.op] for piece in pieces if piece.op != "same"), "muted")
    letters = [(letter, role) for letter in mark] + [(x, ROLES[piece.op]) for piece in pieces for x in piece.text]
    left = iter(letters)
    rows: list[Line] = []
    for row in wrap("".join(letter for letter, _ in letters).rstrip(), width):
        told = [next(found for found in left if found[0] == letter) for letter in row]
        spans = ("".join(letter for letter, _ in some) for _, some in groupby(told, key=itemgetter(1)))
        rows.append(line(" ", *map(Span, spans, (role for role, _ in groupby(told, key=itemgetter(1))))))
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
