"""A choice on one line: `高  [中]  低`, walked with the arrow keys; for a few values that are all worth seeing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message

from bihuan.tui.cells import width
from bihuan.tui.lines import Line, Span
from bihuan.tui.widgets.painted import Painted


class Choice(Painted, can_focus=True):
    """One of several values, or none."""

    @dataclass
    class Changed(Message):
        """Another value was chosen."""

        choice: Choice

        @property
        def control(self) -> Choice:
            """Give the widget that changed."""
            return self.choice

    def __init__(self, options: Sequence[tuple[str, str]], value: str | None = None, *, id: str | None = None) -> None:
        """Make a choice of (value, words) pairs."""
        super().__init__(id=id)
        self.options = tuple(options)
        self.value = value if value in [one for one, _ in options] else None

    def resay(self, options: Sequence[tuple[str, str]]) -> None:
        """Say the values in other words."""
        self.options = tuple(options)
        self.refresh()

    def line_count(self) -> int:
        """There is one line."""
        return 1

    def line_at(self, index: int) -> Line:
        """Print all values, the chosen one in brackets."""
        spans: list[Span] = []
        for value, words in self.options:
            chosen = value == self.value
            spans.append(Span(f"[{words}]" if chosen else f" {words} ", "here" if chosen else "muted"))
            spans.append(Span(" "))
        return tuple(spans)

    def choose(self, place: int) -> None:
        """Choose by place, from 0."""
        value = self.options[max(0, min(place, len(self.options) - 1))][0]
        if value != self.value:
            self.value = value
            self.refresh()
            self.post_message(self.Changed(self))

    @property
    def place(self) -> int:
        """Give the place of the value chosen, -1 for none."""
        return next((place for place, (value, _) in enumerate(self.options) if value == self.value), -1)

    def on_key(self, event: events.Key) -> None:
        """Walk with the arrows, jump with a digit, clear with Backspace."""
        if event.key in ("left", "right", "space"):
            self.choose(self.place + (-1 if event.key == "left" else 1) if event.key != "space" else self._around())
        elif event.character and event.character.isdecimal() and 1 <= int(event.character) <= len(self.options):
            self.choose(int(event.character) - 1)
        elif event.key in ("backspace", "delete") and self.value is not None:
            self.value = None
            self.refresh()
            self.post_message(self.Changed(self))
        else:
            return
        event.stop()
        event.prevent_default()

    def _around(self) -> int:
        return (self.place + 1) % len(self.options)

    def on_click(self, event: events.Click) -> None:
        """Choose the value clicked."""
        at = 0
        for place, (_, words) in enumerate(self.options):
            at += width(words) + 3
            if event.x < at:
                self.choose(place)
                return
