"""The ground of every widget of ours: lines of spans painted straight by Textual's line API, a screenful at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.scroll_view import ScrollView
from textual.strip import Strip

from bihuan.store.text.shown import shown
from bihuan.tui.lines import ROLES, Line, Role, Span

ASCII = str.maketrans({"─": "-", "│": "|", "┬": "+", "┴": "+", "┼": "+", "…": "..", "·": "|", "“": "「", "”": "」"})


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


def strip(spans: Iterable[Span], columns: int, styles: Mapping[Role, Style], ascii_only: bool = False) -> Strip:
    """Paint a line at exactly so many columns: the only way from a span to the terminal."""
    segments: list[Segment] = []
    for text, role, click in joined(spans, styles):
        safe = shown(text.translate(ASCII) if ascii_only else text)
        style = styles[role]
        segments.append(Segment(safe, style + Style.from_meta({"@click": f"app.run({click!r})"}) if click else style))
    return Strip(segments).adjust_cell_length(columns, styles["text"]).simplify()


def joined(spans: Iterable[Span], styles: Mapping[Role, Style]) -> list[Span]:
    """Join neighbours that look the same: each span costs the terminal its colours anew; blanks have but a ground."""
    found: list[Span] = []
    for span in (span for span in spans if span.text):
        last = found[-1] if found else Span("", click=" ")
        one, other = styles[last.role], styles[span.role]
        blank = span.text.isspace() or last.text.isspace()
        alike = one == other or (blank and bare(one) and bare(other) and one.bgcolor == other.bgcolor)
        if span.click != last.click or not alike:
            found.append(span)
        else:
            found[-1] = Span(last.text + span.text, last.role if span.text.isspace() else span.role, span.click)
    return found


def bare(style: Style) -> bool:
    """On a blank nothing of it is seen but its ground."""
    return not (style.reverse or style.underline or style.strike or style.overline)
