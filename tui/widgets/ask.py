"""A line that asks for one thing, a reason or a folder, and gives it back to whoever asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Input

from bihuan.tui.keys import Place
from bihuan.tui.widgets.panel import Panel


class Ask(Panel):
    """One line under a rule that says what it is for. Enter or Ctrl+S gives it, Esc goes back without."""

    scopes: ClassVar[tuple[Place, ...]] = ("ask", "panel", "any")

    def __init__(self, what: str, text: str, given: Callable[[str], Awaitable[None]], empty: str) -> None:
        """Make the line; `given` is called with what was typed, or with nothing on Esc; `empty` says what is wanted."""
        super().__init__()
        self.what, self.text, self.given, self.empty = what, text, given, empty

    def compose(self) -> ComposeResult:
        """Set the rule above the line."""
        yield self.rule
        yield Input(self.text, compact=True, select_on_focus=False)

    def title(self) -> tuple[str, str]:
        """Say what it is for."""
        return self.what, ""

    async def do_take(self) -> None:
        """Give what was typed."""
        if text := self.query_one(Input).value.strip():
            await self.given(text)
        else:
            self.home.view.tell(self.empty, "soon")

    async def do_back(self) -> None:
        """Go back without."""
        await self.given("")
