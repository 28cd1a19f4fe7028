"""A pane of lines: read by scrolling, or, where lines carry stops, walked from stop to stop with a cursor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual import events
from textual.geometry import Size
from textual.message import Message

from bihuan.tui.lines import Line, Span
from bihuan.tui.widgets.painted import Painted


class Pane(Painted, can_focus=True):
    """Lines, some of which are stops: the first line of a field, a check, a menu's entry."""

    @dataclass
    class Moved(Message):
        """The cursor stands on another stop."""

        pane: Pane

    @dataclass
    class Picked(Message):
        """A stop was clicked."""

        pane: Pane
        entry: str

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        """Make an empty pane."""
        super().__init__(id=id, classes=classes)
        self.lines: Sequence[Line] = ()
        self.stops: Mapping[str, int] = {}
        self.stop = ""

    def put(self, lines: Sequence[Line], stops: Mapping[str, int] | None = None) -> None:
        """Show other lines; the cursor stays on its stop, else on the nearest one."""
        place = self.stops.get(self.stop, 0)
        self.lines, self.stops = lines, stops or {}
        if self.stop not in self.stops:
            after = [stop for stop, index in self.stops.items() if index >= place]
            self.stop = after[0] if after else next(reversed(tuple(self.stops)), "")
        self.measured()
        self.show_stop()

    def show_stop(self) -> None:
        """Scroll to the stop under the cursor."""
        if self.stop:
            first, last = self.extent(self.stop)
            self.reveal(first if first > min(self.stops.values()) else 0, last)  # a heading above the first one is seen

    def extent(self, stop: str) -> tuple[int, int]:
        """Give the first and last line that belong to a stop."""
        first = self.stops[stop]
        following = [index for index in self.stops.values() if index > first]
        return first, (min(following) if following else len(self.lines)) - 1

    def go(self, stop: str) -> bool:
        """Set the cursor on a stop; tell whether there is such a one."""
        if stop not in self.stops:
            return False
        if stop != self.stop:
            self.stop = stop
            self.refresh()
            self.post_message(self.Moved(self))
        self.show_stop()
        return True

    def move(self, by: int) -> None:
        """Move the cursor by so many stops; without stops, or at the last one, scroll by lines."""
        names = list(self.stops)
        if self.stop and names:
            target = names.index(self.stop) + by
            if 0 <= target < len(names):
                self.go(names[target])
                return
        self.scroll_to(y=self.scroll_offset.y + by, animate=False, immediate=True)

    def leap(self, screens: float) -> None:
        """Scroll by a part of the height, and take the cursor along."""
        top = self.scroll_offset.y + round(screens * self.size.height)
        top = max(0, min(top, len(self.lines) - self.size.height))
        self.scroll_to(y=top, animate=False, immediate=True, force=True)
        seen = [stop for stop, index in self.stops.items() if top <= index < top + self.size.height]
        if seen and self.stop not in seen:
            self.stop = seen[0] if screens > 0 else seen[-1]
            self.refresh()
            self.post_message(self.Moved(self))

    def edge(self, last: bool) -> None:
        """Go to the first or the last stop and line."""
        if self.stops:
            names = list(self.stops)
            self.go(names[-1] if last else names[0])
        self.scroll_to(y=len(self.lines) if last else 0, animate=False, immediate=True, force=True)

    @property
    def read_through(self) -> bool:
        """Tell whether the last line is in sight."""
        return self.scroll_offset.y + self.size.height >= len(self.lines)

    def line_count(self) -> int:
        """Count the lines."""
        return len(self.lines)

    def line_at(self, index: int) -> Line:
        """Give a line, with the cursor's sign in its first column when stops are walked."""
        if not self.stops:
            return self.lines[index]
        here = self.stop and self.stops[self.stop] == index
        return (Span(">" if here else " ", "accent"), *self.lines[index])

    def is_cursor(self, index: int) -> bool:
        """Tell whether a line is the one under the cursor."""
        return bool(self.stop) and self.stops[self.stop] == index

    def on_resize(self, event: events.Resize) -> None:
        """Keep what is under the cursor in sight."""
        self.virtual_size = Size(event.size.width, self.line_count())
        self.show_stop()

    def on_click(self, event: events.Click) -> None:
        """Set the cursor on the stop clicked."""
        index = event.y + self.scroll_offset.y
        before = [stop for stop, place in self.stops.items() if place <= index]
        if before and index < len(self.lines):
            self.go(before[-1])
            self.post_message(self.Picked(self, before[-1]))
