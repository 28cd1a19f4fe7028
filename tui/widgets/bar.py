"""A single line with two ends: the tabs, a heading, the message line and the footer; a message may take a few."""

from __future__ import annotations

from textual import events

from bihuan.tui.lines import Line, ends, line_width, wrap_line
from bihuan.tui.widgets.painted import Painted


class Bar(Painted, can_focus=False):
    """One line, or as many as its left end needs within `most`; the right end is whole, the left one gives way."""

    def __init__(self, *, id: str | None = None, classes: str | None = None, most: int = 1) -> None:
        """Make an empty line."""
        super().__init__(id=id, classes=classes)
        self.left: Line = ()
        self.right: Line = ()
        self.most = most

    def put(self, left: Line, right: Line = ()) -> None:
        """Show other words."""
        if (left, right) != (self.left, self.right):
            self.left, self.right = left, right
            self.fit()
            self.refresh()

    def fit(self) -> None:
        """Take as many lines as the words need."""
        if self.most > 1 and self.is_attached:
            self.styles.height = self.line_count()

    def on_resize(self, event: events.Resize) -> None:
        """Fold the words at the new width."""
        self.fit()

    def rows(self) -> list[Line]:
        """Fold the left end at this width."""
        room = (self.size.width or self.app.size.width) - (line_width(self.right) + 1 if self.right else 0)
        return wrap_line(self.left, max(2, room), self.most)

    def line_count(self) -> int:
        """Count the lines."""
        return len(self.rows()) if self.most > 1 else 1

    def line_at(self, index: int) -> Line:
        """Set the two ends at this width."""
        return ends(self.rows()[index], () if index else self.right, self.size.width)
