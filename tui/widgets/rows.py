"""The list of rows: a cursor, marks and a filter over any number of frozen values, drawn one screenful at a time."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual import events
from textual.geometry import Size
from textual.message import Message

from bihuan.tui.lines import Line, Span
from bihuan.tui.widgets.painted import Painted

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Look(Generic[T]):
    """How values become rows: their identity, their words for the filter, their sign (late, today …), their line."""

    key: Callable[[T], Hashable]
    words: Callable[[T], str]
    sign: Callable[[T], Span]
    draw: Callable[[T, int], Line]


class RowList(Painted, Generic[T], can_focus=True):
    """Rows with three columns of signs before them: `>` cursor, the row's own sign, `*` marked or `^` changed."""

    @dataclass
    class Moved(Message):
        """The cursor stands on another row, or on none."""

        rows: RowList[object]

    def __init__(self, look: Look[T], *, id: str | None = None) -> None:
        """Make an empty list that draws its rows by `look`."""
        super().__init__(id=id)
        self.look = look
        self.items: Sequence[T] = ()
        self.words: list[str] = []
        self.order = array("l")
        self.cursor = 0
        self.sought = ""
        self.marked: set[Hashable] = set()
        self.changed: set[Hashable] = set()
        self.range_from: int | None = None

    # What is in the list.

    def put(self, items: Sequence[T]) -> None:
        """Show other values; cursor and scroll stay on the row they were on, else at the place they were at."""
        stood_on = self.current_key
        place = self.cursor
        self.items = items
        self.words = [self.look.words(item).casefold() for item in items]
        keys = {self.look.key(item) for item in items}
        self.marked &= keys
        self.changed &= keys
        self.order = self._sifted(self.sought, array("l", range(len(items))))
        self.cursor = self._place_of(stood_on, place)
        self._shown()

    def sift(self, sought: str) -> None:
        """Keep the rows that hold every word; what was found already is searched again when only letters came."""
        narrower = self.sought and sought.startswith(self.sought)
        stood_on, place = self.current_key, self.cursor
        start = self.order if narrower else array("l", range(len(self.items)))
        self.sought = sought
        self.order = self._sifted(sought, start)
        self.cursor = self._place_of(stood_on, place)
        self._shown()

    def _sifted(self, sought: str, among: array[int]) -> array[int]:
        for word in sought.casefold().split():
            words = self.words
            among = array("l", [index for index in among if word in words[index]])
        return among

    def _place_of(self, key: Hashable, otherwise: int) -> int:
        look, items = self.look, self.items
        for place, index in enumerate(self.order):
            if key is not None and look.key(items[index]) == key:
                return place
        return max(0, min(otherwise, len(self.order) - 1))

    def _shown(self) -> None:
        self.measured()
        self.reveal(self.cursor, self.cursor)
        self.post_message(self.Moved(self))  # type: ignore[arg-type]

    # The row under the cursor.

    @property
    def current(self) -> T | None:
        """Give the value under the cursor."""
        return self.items[self.order[self.cursor]] if self.cursor < len(self.order) else None

    @property
    def current_key(self) -> Hashable:
        """Give the identity of the value under the cursor, None when the list is empty."""
        found = self.current
        return None if found is None else self.look.key(found)

    def go(self, place: int) -> None:
        """Set the cursor on a row; only the two rows touched are painted unless the list scrolls."""
        place = max(0, min(place, len(self.order) - 1))
        if place == self.cursor or not self.order:
            return
        left, self.cursor = self.cursor, place
        if not self.reveal(place, place):
            self.refresh_line(left)
            self.refresh_line(place)
        self.post_message(self.Moved(self))  # type: ignore[arg-type]

    def move(self, by: int) -> None:
        """Move the cursor by so many rows."""
        self.go(self.cursor + by)

    def leap(self, screens: float) -> None:
        """Move the cursor by a part of the screen's height."""
        self.move(round(screens * max(1, self.size.height)) or (1 if screens > 0 else -1))

    def edge(self, last: bool) -> None:
        """Set the cursor on the first or the last row."""
        self.go(len(self.order) - 1 if last else 0)

    # Marks.

    def mark(self) -> None:
        """Mark the row under the cursor or take its mark away, and go on to the next."""
        key = self.current_key
        if key is not None:
            self.marked ^= {key}
            self.refresh_line(self.cursor)
            self.move(1)

    def mark_through(self) -> None:
        """Begin a range here, or mark everything between its beginning and here."""
        if self.range_from is None:
            self.range_from = self.cursor
            return
        first, last = sorted((self.range_from, self.cursor))
        self.marked |= {self.look.key(self.items[index]) for index in self.order[first : last + 1]}
        self.range_from = None
        self.refresh()

    def mark_shown(self) -> None:
        """Mark all rows shown; if they are, take all marks away."""
        shown = {self.look.key(self.items[index]) for index in self.order}
        self.marked = set() if shown <= self.marked else self.marked | shown
        self.refresh()

    def clear_marks(self) -> bool:
        """Take all marks away; tell whether there were any."""
        had = bool(self.marked) or self.range_from is not None
        self.marked, self.range_from = set(), None
        self.refresh()
        return had

    # Painting and the mouse.

    def line_count(self) -> int:
        """Count the rows shown."""
        return len(self.order)

    def is_cursor(self, index: int) -> bool:
        """Tell whether the cursor stands on a row."""
        return index == self.cursor

    def line_at(self, index: int) -> Line:
        """Draw a row with its three signs."""
        item = self.items[self.order[index]]
        key = self.look.key(item)
        flag = Span("*", "accent") if key in self.marked else Span("^", "accent") if key in self.changed else Span(" ")
        cursor = Span(">" if index == self.cursor else " ", "accent")
        return (cursor, self.look.sign(item), flag, *self.look.draw(item, self.size.width - 3))

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in sight."""
        self.virtual_size = Size(event.size.width, self.line_count())
        self.reveal(self.cursor, self.cursor)

    def on_click(self, event: events.Click) -> None:
        """Set the cursor on the row clicked."""
        self.go(event.y + self.scroll_offset.y)
