"""A single line with two ends: the tabs, a heading, the message line and the footer."""

from __future__ import annotations

from bihuan.tui.lines import Line, ends
from bihuan.tui.widgets.painted import Painted


class Bar(Painted, can_focus=False):
    """One line; the right end is whole, the left one gives way."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        """Make an empty line."""
        super().__init__(id=id, classes=classes)
        self.left: Line = ()
        self.right: Line = ()

    def put(self, left: Line, right: Line = ()) -> None:
        """Show other words."""
        if (left, right) != (self.left, self.right):
            self.left, self.right = left, right
            self.refresh()

    def line_count(self) -> int:
        """There is one line."""
        return 1

    def line_at(self, index: int) -> Line:
        """Set the two ends at this width."""
        return ends(self.left, self.right, self.size.width)
