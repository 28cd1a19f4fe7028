"""The ground of every widget of ours: lines of spans painted straight by Textual's line API, a screenful at a time."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual.scroll_view import ScrollView
from textual.strip import Strip

from bihuan.tui.lines import ROLES, Line, Role, strip


class Painted(ScrollView):
    """Lines that are asked for when they are seen; nothing is laid out, composed or held per line."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"span--{role}" for role in ROLES} | {"span--cursor"}

    def line_at(self, index: int) -> Line:
        """Give the line at a place."""
        raise NotImplementedError

    def line_count(self) -> int:
        """Count all lines."""
        raise NotImplementedError

    def is_cursor(self, index: int) -> bool:
        """Tell whether a line belongs to the row under the cursor."""
        return False

    painted_with: dict[bool, dict[Role, Style]] | None = None

    def notify_style_update(self) -> None:
        """Look the roles up again, after the theme or the style sheet changed."""
        super().notify_style_update()
        self.painted_with = None

    def roles(self, cursor: bool) -> dict[Role, Style]:
        """Give the style of each role, on the ground of the cursor's row or of any other."""
        if self.painted_with is None:
            self.painted_with = {False: self._looked_up(False), True: self._looked_up(True)}
        return self.painted_with[cursor]

    def _looked_up(self, cursor: bool) -> dict[Role, Style]:
        plain: dict[Role, Style] = {role: self.get_component_rich_style(f"span--{role}") for role in ROLES}
        if not cursor:
            return plain
        ground = Style(bgcolor=self.get_component_rich_style("span--cursor").bgcolor)
        return {role: style if role == "late" else style + ground for role, style in plain.items()}

    def render_line(self, y: int) -> Strip:
        """Paint one line of the widget."""
        index = y + self.scroll_offset.y
        here = index < self.line_count()
        spans = self.line_at(index) if here else ()
        return strip(
            spans, self.size.width, self.roles(here and self.is_cursor(index)), getattr(self.app, "ascii_only", False)
        )

    def measured(self) -> None:
        """Tell Textual how many lines there are now, and paint them."""
        self.virtual_size = self.size.with_height(self.line_count())
        self.refresh()

    def reveal(self, first: int, last: int) -> bool:
        """Scroll at once so that these lines are seen, the first rather than the last; tell whether it moved."""
        top, height = self.scroll_offset.y, max(1, self.size.height)
        target = max(top, last - height + 1)
        target = min(target, first)
        if target == top:
            return False
        self.virtual_size = self.size.with_height(self.line_count())
        self.scroll_to(y=target, animate=False, force=True, immediate=True)
        return True
