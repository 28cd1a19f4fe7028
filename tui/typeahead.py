"""Keys in their order: each finds the focus where the one before it put it, however fast they come.

Textual hands a key to the queue of the widget that has the focus and goes on to the next at once: what the first one
moves (the focus, a panel) may come too late, and the second lands in the wrong field. Here a key waits until the one
before it was handled all the way up, and until the act that it began was done.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.worker import Worker

PATIENCE = 2.0  # seconds that a key or its act may hold the next ones back; a store that is busy for longer must not
LOOK_AGAIN = 0.005


class InOrder(App[None]):
    """What keeps keys and pasted texts back until their turn has come."""

    handling = False

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        """Begin without a key held back."""
        super().__init__(ansi_color=ansi_color)
        self.ahead: deque[events.Key | events.Paste] = deque()
        self.outlasted: set[Worker[Any]] = set()  # acts that held a key back for long enough

    async def on_event(self, event: events.Event) -> None:
        """Take a key at once, or keep it while another is being handled."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self.handling:
            self.ahead.append(event)
        else:
            await self._hand_on(event)

    async def _hand_on(self, event: events.Key | events.Paste) -> None:
        self.handling = True
        nodes = (self.focused or self.screen).ancestors_with_self
        await super().on_event(event)
        self._follower = asyncio.create_task(self._follow(nodes))

    async def _follow(self, nodes: Sequence[DOMNode]) -> None:
        """Wait until a key went its way from the focus up to the program; then it is the next one's turn."""
        until = asyncio.get_running_loop().time() + PATIENCE
        for node in nodes:
            done = asyncio.Event()
            asked = node.is_running and node.call_later(done.set)
            while asked and not done.is_set() and node.is_running:  # it may be gone before it answers
                with suppress(TimeoutError):
                    await asyncio.wait_for(done.wait(), LOOK_AGAIN)
                if asyncio.get_running_loop().time() > until:
                    break
        while (acting := self._acting() - self.outlasted) and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(LOOK_AGAIN)
        self.outlasted = (self.outlasted & self._acting()) | acting
        self.call_later(self._next)

    def after_keys(self, do: Callable[[], Awaitable[None]]) -> None:
        """Do something once the keys that were pressed before it are handled."""

        async def wait() -> None:
            until = asyncio.get_running_loop().time() + PATIENCE
            while self.handling and asyncio.get_running_loop().time() < until:
                await asyncio.sleep(LOOK_AGAIN)
            await do()

        def begin() -> None:
            self._waiter = asyncio.create_task(wait())

        self.call_later(begin)

    def _acting(self) -> set[Worker[Any]]:
        return {worker for worker in self.workers if worker.group == "act" and not worker.is_finished}

    async def _next(self) -> None:
        self.handling = False
        if self.ahead:
            await self._hand_on(self.ahead.popleft())
