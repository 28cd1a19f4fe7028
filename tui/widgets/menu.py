"""The act menu: what can be done with the request, each with its key; what cannot be done is grey and says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events

from bihuan.store.rules.record import Record
from bihuan.tui.cells import pad, width
from bihuan.tui.keys import COMMANDS, Place
from bihuan.tui.lines import Line, Span, line
from bihuan.tui.widgets.panel import LinesPanel

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Acts that have ways of their own (editing in place, the gate) or are about the store, not about a request.
ELSEWHERE = frozenset({"set", "edit", "new", "undo", "import", "submit"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu."""

    act: str
    key: str
    words: str
    why: str


class Menu(LinesPanel):
    """What can be done now, two or three columns of it, then what cannot and why."""

    scopes: ClassVar[tuple[Place, ...]] = ("menu", "pick", "panel", "any")

    def __init__(self, records: Sequence[Record]) -> None:
        """Make the menu for one request, or for all that are marked."""
        super().__init__()
        self.records = tuple(records)
        self.entries: tuple[Entry, ...] = ()

    def title(self) -> tuple[str, str]:
        """Name the request and what the person is on it."""
        many = len(self.records)
        name = self.records[0].name if many == 1 else self.say("menu.many", n=many)
        status = self.home.sight().status(self.records[0].request.status) if many == 1 else ""
        return " · ".join(filter(None, (self.say("cmd.menu"), name, status))), self.below() or self.say("menu.cancel")

    def build(self) -> tuple[Entry, ...]:
        """Collect the acts; one that has a key of its own keeps it, the others get the next free letter."""
        keys = {c.act: c.keys[0] for c in COMMANDS if c.act and "record" in c.scopes and len(c.keys[0]) == 1}
        free = iter([letter for letter in LETTERS if letter not in keys.values() and letter not in "jkgGq"])
        found: list[Entry] = []
        acts = [act for act in self.home.acts.values() if self._belongs(act.code)]
        for act in sorted(acts, key=lambda act: (act.code not in keys, act.code)):
            reasons = {self.home.why_not_act(act.code, record) for record in self.records} - {""}
            why = min(reasons) if reasons else ""
            key = keys.get(act.code) or ("" if why else next(free, ""))
            found.append(Entry(act.code, key, self.say(f"act.{act.code}.label"), why))
        return tuple(found)

    def _belongs(self, code: str) -> bool:
        declared = self.home.acts[code].declared
        return code not in ELSEWHERE and not declared.new and declared.about != "store" and not declared.keeper

    def lines(self) -> tuple[list[Line], dict[str, int]]:
        """Print what is owed, one a line with its key, then what else can be done, then what cannot and why."""
        self.entries = self.build()
        lines: list[Line] = []
        stops: dict[str, int] = {}
        wide = max((width(entry.words) for entry in self.entries), default=0) + 2
        owed = [act for record in self.records for act in self.home.owed(record)]
        first = {act: place for place, act in reversed(list(enumerate(owed)))}
        for entry in sorted(self.entries, key=lambda entry: (bool(entry.why), first.get(entry.act, len(owed)))):
            stops[entry.act] = len(lines)
            if entry.why:
                lines.append(line(Span(f"{entry.key or ' '}  {pad(entry.words, wide)}{entry.why}", "muted")))
            else:
                lines.append(line(Span(f"{entry.key}  ", "key"), Span(entry.words)))
        return lines, stops

    async def choose(self, act: str) -> None:
        """Do an act of the menu, or say why it cannot be done."""
        entry = next((one for one in self.entries if one.act == act), None)
        if entry is None:
            return
        if entry.why:
            self.home.view.tell(entry.why, "soon")
            return
        view = self.home.view
        await view.close()
        if len(self.records) == 1:
            await self.home.begin(act, self.records[0])
        else:
            await self.home.begin_many(act, self.records)

    async def do_pick(self) -> None:
        """Do the act under the cursor."""
        await self.choose(self.pane.stop)

    async def on_key(self, event: events.Key) -> None:
        """A letter printed in the menu does its act."""
        if not event.character or len(event.character) != 1:
            return
        entry = next((one for one in self.entries if one.key == event.character), None)
        if entry is not None:
            event.stop()
            event.prevent_default()
            await self.choose(entry.act)
