"""A panel: docked at the bottom of a screen, under the list or page it is about; opened by one key, left by Esc."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from bihuan.tui.keys import Place
from bihuan.tui.lines import Line, rule
from bihuan.tui.widgets.bar import Bar
from bihuan.tui.widgets.pane import Pane
from bihuan.tui.widgets.placed import Placed
from bihuan.tui.widgets.walking import Walking


class Panel(Placed, Vertical):
    """A titled box in the lower part of the screen; it takes the focus and gives it back when it goes."""

    scopes: ClassVar[tuple[Place, ...]] = ("panel", "any")
    over: ClassVar[bool] = False  # it lies over the panel that is open, which comes back after it

    def __init__(self, *, id: str | None = None) -> None:
        """Make a panel with a rule on top of it."""
        super().__init__(id=id)
        self.rule = Bar(classes="rule")

    def title(self) -> tuple[str, str]:
        """Give the words in the rule, left and right."""
        return "", ""

    def relabel(self) -> None:
        """Write the rule again."""
        if self.is_attached:
            left, right = self.title()
            self.rule.put(rule(left, self.size.width or self.screen.size.width, right))

    def on_mount(self) -> None:
        """Write the rule."""
        self.relabel()

    def on_resize(self, event: events.Resize) -> None:
        """Draw the rule at the new width."""
        self.relabel()

    def let_go(self) -> None:
        """Keep what is to be kept: it is about to be taken away, and another like it may come before it is gone."""

    def first_focus(self) -> None:
        """Take the focus."""
        for widget in self.query("*"):
            if widget.focusable:
                widget.focus()
                return


class LinesPanel(Walking, Panel):
    """A panel of lines with stops: a menu, a list of checks."""

    scopes: ClassVar[tuple[Place, ...]] = ("pick", "panel", "any")
    SHARE: ClassVar[float] = 0.5

    def __init__(self, *, id: str | None = None) -> None:
        """Make a panel around a pane."""
        super().__init__(id=id)
        self.pane, self.height = Pane(), 0
        self.above = 0  # lines between the rule and the pane

    def compose(self) -> ComposeResult:
        """Set the rule above the pane."""
        yield self.rule
        yield self.pane

    def lines(self) -> tuple[list[Line], dict[str, int]]:
        """Give the lines and where the stops are."""
        raise NotImplementedError

    def relabel(self) -> None:
        """Write the lines and the rule again; the panel is as high as its lines, within its share of the screen."""
        if not self.is_attached:
            return
        lines, stops = self.lines()
        self.height = min(len(lines), max(4, int(self.screen.size.height * self.SHARE)))
        self.styles.height = self.height + 1 + self.above
        self.pane.put(lines, stops)
        super().relabel()
        self.call_after_refresh(super().relabel)  # what lies below is known once the pane has its height

    def on_pane_moved(self) -> None:
        """Count again what lies below."""
        self.call_after_refresh(super().relabel)

    def below(self) -> str:
        """Say how many stops lie below what is seen, for the rule."""
        last = self.pane.scroll_offset.y + self.height
        count = sum(index >= last for index in self.pane.stops.values())
        return self.say("panel.below", n=count) if count else ""

    def walked(self) -> Pane:
        """The moving keys walk the pane."""
        return self.pane
