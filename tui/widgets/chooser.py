"""A line to type in and, below it, what fits: the ground of the palette and of the help."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from bihuan.tui.cells import pad, width
from bihuan.tui.keys import Place
from bihuan.tui.lines import Line, Span, line
from bihuan.tui.matching import score
from bihuan.tui.widgets.pane import Pane
from bihuan.tui.widgets.panel import Panel

MOST = 200


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to choose: its group, its words, other words that find it, its key, why it is off, what it does."""

    id: str
    group: str
    words: str
    run: Callable[[], Awaitable[None]]
    also: str = ""
    key: str = ""
    why: str = ""


class Chooser(Panel):
    """Offers that are sifted while one types; the arrows walk them, Enter takes one."""

    scopes: ClassVar[tuple[Place, ...]] = ("palette", "panel", "any")
    over: ClassVar[bool] = True
    prompt: ClassVar[str] = ":"

    def __init__(self) -> None:
        """Make the line and the pane."""
        super().__init__()
        self.pane = Pane(classes="lines")
        self.pane.can_focus = False
        self.offers: Sequence[Offer] = ()
        self.sought = ""

    def compose(self) -> ComposeResult:
        """Set the rule, the line and the offers."""
        yield self.rule
        with Horizontal(id="line"):
            yield Static(self.prompt, id="prompt", markup=False)
            yield Input(compact=True, select_on_focus=False)
        yield self.pane

    def collect(self) -> Sequence[Offer]:
        """Give everything there is to choose."""
        raise NotImplementedError

    def relabel(self) -> None:
        """Collect the offers again."""
        if not self.is_attached:
            return
        super().relabel()
        self.offers = self.collect()
        self.show()

    def fitting(self) -> list[Offer]:
        """List the offers that fit what is typed, the best first."""
        if not self.sought.strip():
            return list(self.offers)
        rated = [(score(self.sought, f"{one.words} {one.also} {one.key}"), one) for one in self.offers]
        return [one for rate, one in sorted(rated, key=lambda pair: -pair[0]) if rate][:MOST]

    def show(self) -> None:
        """Print what fits, by group while nothing is sought."""
        found = self.fitting()
        lines: list[Line] = []
        stops: dict[str, int] = {}
        group = ""
        total = self.size.width or self.screen.size.width
        keys = max((width(one.key) for one in found), default=0) + 2
        for one in found:
            if one.group != group and not self.sought.strip():
                group = one.group
                lines.append(line(Span(one.group, "head")))
            stops[one.id] = len(lines)
            lines.append(self._offer(one, keys, total))
        if not found:
            lines.append(line(Span(self.say("chooser.none"), "muted")))
        self.pane.stop = next(iter(stops), "") if self.pane.stop not in stops else self.pane.stop
        self.pane.put(lines, stops)

    def _offer(self, one: Offer, keys: int, total: int) -> Line:
        if one.why:
            return line(Span(f"{pad(one.key, keys)}{one.words}  {one.why}", "muted"))
        group = one.group if self.sought.strip() else ""
        fill = max(1, total - keys - width(one.words) - width(group) - 3)
        return line(Span(pad(one.key, keys), "key"), Span(one.words), " " * fill, Span(group, "muted"))

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """Sift by what is typed."""
        event.stop()
        self.sought = event.value
        self.pane.stop = ""
        self.show()

    async def on_key(self, event: events.Key) -> None:
        """Walk the offers."""
        steps = {"down": 1, "up": -1, "ctrl+n": 1}
        if event.key in steps:
            self.pane.move(steps[event.key])
        elif event.key in ("pagedown", "pageup"):
            self.pane.leap(1 if event.key == "pagedown" else -1)
        else:
            return
        event.stop()
        event.prevent_default()

    async def do_take(self) -> None:
        """Take the offer under the cursor."""
        await self.take(self.pane.stop)

    async def take(self, name: str) -> None:
        """Do what is offered; what is off says why."""
        one = next((one for one in self.fitting() if one.id == name), None)
        if one is None:
            await self.take_text(self.sought.strip())
        elif one.why:
            self.home.view.tell(one.why, "soon")
        else:
            await self.home.view.close()
            await one.run()

    async def take_text(self, text: str) -> None:
        """Do something with a text that no offer fits."""
        self.home.view.tell(self.say("chooser.none"), "soon")

    async def on_pane_picked(self, message: Pane.Picked) -> None:
        """Take the offer clicked."""
        message.stop()
        await self.take(message.entry)
