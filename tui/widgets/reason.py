"""A line that asks for a reason, and gives it back to whoever asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.widgets import Input

from bihuan.tui.keys import Place
from bihuan.tui.widgets.panel import Panel


class Reason(Panel):
    """One line under a rule that says what the reason is for. Enter or Ctrl+S gives it, Esc goes back without."""

    scopes: ClassVar[tuple[Place, ...]] = ("reason", "panel", "any")

    def __init__(self, what: str, text: str, given: Callable[[str], Awaitable[None]]) -> None:
        """Make the line; `given` is called with the reason, or with nothing on Esc."""
        super().__init__()
        self.what, self.text, self.given = what, text, given

    def compose(self) -> ComposeResult:
        """Set the rule above the line."""
        yield self.rule
        yield Input(self.text, compact=True, select_on_focus=False)

    def title(self) -> tuple[str, str]:
        """Say what the reason is for."""
        return self.what, self.say("reason.keys")

    async def on_key(self, event: events.Key) -> None:
        """Give the reason, or go back."""
        if event.key not in ("enter", "ctrl+s", "escape"):
            return
        event.stop()
        event.prevent_default()
        text = self.query_one(Input).value.strip()
        if event.key != "escape" and not text:
            self.home.view.tell(self.say("why.reason_empty"), "soon")
            return
        await self.given(text if event.key != "escape" else "")
