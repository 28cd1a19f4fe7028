"""The filter line: what is typed into it is sought while it is typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from bihuan.tui.keys import Place
from bihuan.tui.widgets.panel import Panel


class Finder(Panel):
    """A line at the bottom: `/` and an input. Enter keeps the filter and goes back to the list, Esc too."""

    scopes: ClassVar[tuple[Place, ...]] = ("find", "panel", "any")

    @dataclass
    class Sought(Message):
        """Other words stand in the line."""

        words: str

    def __init__(self, words: str, prompt: str = "/") -> None:
        """Make the line, with the words sought so far."""
        super().__init__()
        self.prompt = prompt
        self.words = words

    def compose(self) -> ComposeResult:
        """Set prompt and input side by side."""
        with Horizontal():
            yield Static(self.prompt, id="prompt", markup=False)
            yield Input(self.words, select_on_focus=True, compact=True)  # typed over, or gone on with after →

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """Pass on what stands in the line."""
        event.stop()
        if self.words != event.value:
            self.words = event.value
            self.post_message(self.Sought(event.value))

    async def on_key(self, event: events.Key) -> None:
        """Leave the line for the list with the keys that mean so; the filter stays."""
        if event.key in ("enter", "down", "up"):
            event.stop()
            event.prevent_default()
            await self.home.view.close()
