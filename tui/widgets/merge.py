"""Two people changed the same thing: what stood there, what the other wrote, what one wrote oneself; pick or go on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events

from bihuan.tui.cells import pad, wrap
from bihuan.tui.keys import Place
from bihuan.tui.lines import Line, Span, line
from bihuan.tui.widgets.panel import LinesPanel

COLUMNS = ("base", "theirs", "mine")


@dataclass(frozen=True, slots=True)
class Clash:
    """One column that both changed."""

    name: str
    label: str
    base: str
    theirs: str
    mine: str


class Merge(LinesPanel):
    """Three columns for each thing that both changed; `1 2 3` picks for all of them, Enter goes on with one's own."""

    scopes: ClassVar[tuple[Place, ...]] = ("merge", "pick", "panel", "any")

    def __init__(self, clashes: Sequence[Clash], who: str, picked: Callable[[str], Awaitable[None]]) -> None:
        """Show the clashes; `picked` is called with base, theirs or mine."""
        super().__init__()
        self.clashes, self.who, self.picked = tuple(clashes), who, picked

    def title(self) -> tuple[str, str]:
        """Say who else changed it."""
        return self.say("merge.title", who=self.who), self.say("merge.keys")

    def lines(self) -> tuple[list[Line], dict[str, int]]:
        """Set the three texts of each clash side by side."""
        total = self.size.width or self.screen.size.width
        room = (total - 4) // 3
        heads = [pad(f"{n} {self.say(f'merge.{name}')}", room) for n, name in enumerate(COLUMNS, 1)]
        lines: list[Line] = []
        stops: dict[str, int] = {}
        for clash in self.clashes:
            stops[clash.name] = len(lines)
            lines.append(line(Span(clash.label, "head")))
            lines.append(line(Span(" ".join(heads), "muted")))
            texts = [wrap(text or self.say("empty"), room - 1) for text in (clash.base, clash.theirs, clash.mine)]
            for row in range(max(map(len, texts))):
                parts = [pad(text[row] if row < len(text) else "", room) for text in texts]
                lines.append(line(Span(f"{parts[0]} ", "muted"), f"{parts[1]} ", Span(parts[2], "accent")))
        return lines, stops

    async def on_key(self, event: events.Key) -> None:
        """Pick one of the three."""
        if event.key in ("1", "2", "3"):
            event.stop()
            event.prevent_default()
            await self.picked(COLUMNS[int(event.key) - 1])

    async def do_pick(self) -> None:
        """Go on with what one wrote oneself."""
        await self.picked("mine")
