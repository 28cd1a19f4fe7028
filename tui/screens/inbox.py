"""Inbox 收件箱: the acts that the person at the keys owes, one row an act; Enter does it in place."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import ClassVar

from bihuan.store import read
from bihuan.store.digest import TOLD
from bihuan.store.read import Owed
from bihuan.tui.cells import width
from bihuan.tui.keys import Place
from bihuan.tui.lines import Line, Role, Span, line
from bihuan.tui.listing import INBOX, Column, Name, header, marked, row
from bihuan.tui.screens.main import MainView
from bihuan.tui.widgets.rows import Look


def key_of(owed: Owed) -> tuple[int, str, int, str]:
    """Tell an owed act from every other."""
    return owed.request, owed.act, owed.row, owed.clock


class Inbox(MainView):
    """What I owe: late first, then unanswered questions, then by due time, as the store orders it."""

    name_here: ClassVar[str] = "inbox"
    scopes: ClassVar[tuple[Place, ...]] = ("inbox", "list", "record", "main", "any")

    def __init__(self) -> None:
        """Make the list."""
        super().__init__(Look(key_of, self.words_of, self.sign_of, self.draw))
        self.late = self.soon = self.put_off = 0
        self.laid: tuple[Column, ...] = INBOX

    def act_of(self, owed: Owed) -> str:
        """Name the act; of a debt with its field, so that no two look alike."""
        return self.home.act_word(owed.act, owed.clock, owed.field)

    def words_of(self, owed: Owed) -> str:
        """Give what the filter searches."""
        return " ".join((owed.name, owed.title or "", owed.department or "", self.act_of(owed)))

    def sign_of(self, owed: Owed) -> Span:
        """Give the sign of how pressing it is."""
        return Span(*self.home.moments().sign(owed.due_at))

    def draw(self, owed: Owed, columns: int) -> Line:
        """Draw a row."""
        due, role = self.home.moments().due(owed.due_at)
        texts: dict[Name, str] = {
            "number": owed.name,
            "title": owed.title or self.say("no_title"),
            "act": self.act_of(owed),
            "status": self.home.sight().status(owed.status),
            "department": owed.department or "",
            "due": due + marked(owed, self.say),
        }
        muted: dict[Name, Role] = {"number": "accent", "status": "muted", "department": "muted"}
        return row(self.laid, columns, self.home.lang, texts, {**muted, "due": role})

    def header(self, columns: int) -> Line:
        """Draw the heads of the columns."""
        names = {column.name: self.say(f"column.{column.name}") for column in INBOX}
        return header(self.laid, columns, self.home.lang, names)

    def heading_line(self) -> tuple[Line, Line]:
        """Count what waits."""
        spans = [Span(f" {self.say('inbox.waiting', n=len(self.rows.items))}")]
        if self.late:
            spans.append(Span(f" · {self.say('inbox.late', n=self.late)}", "soon"))
        if self.soon:
            spans.append(Span(f" · {self.say('inbox.soon', n=self.soon)}"))
        if self.put_off:
            spans.append(Span(f" · {self.say('inbox.put_off', n=self.put_off)}", "muted"))
        if self.rows.sought:
            spans.append(Span(f" · /{self.rows.sought} {len(self.rows.order)}", "accent"))
        else:
            spans.append(Span(f" · {self.say('inbox.order')}", "muted"))
        return tuple(spans), line(Span(self.home.moments().clock(), "muted"), " ")

    def empty(self) -> tuple[str, ...]:
        """Say that nothing waits, and what could be done instead."""
        nothing = "list.no_hit" if self.rows.sought else "inbox.empty"
        words = "inbox.nobody" if self.home.me is None else nothing
        keys = f"c {self.say('cmd.new')}    2 {self.say('tab.requests')}    6 {self.say('tab.archive')}"
        alone = self.home.me is not None and sum(one.active for one in self.home.team.people.values()) == 1
        return self.say(words), keys, *([self.say("inbox.alone")] if alone else [])

    def request_here(self) -> int | None:
        """Give the request of the row."""
        owed = self.rows.current
        return owed.request if isinstance(owed, Owed) else None

    def about(self, key: Hashable) -> frozenset[int]:
        """The first part of a row's identity is its request."""
        return frozenset((key[0],)) if isinstance(key, tuple) else frozenset()

    async def reread(self) -> None:
        """Ask what I owe now."""
        owed = await self.home.link.ask(read.inbox)
        later = self.home.later()
        shown = [item for item in owed if ":".join(map(str, key_of(item))) not in later]
        moments = self.home.moments()
        self.late = sum(item.due_at is not None and item.due_at < moments.now for item in shown)
        self.soon = sum(moments.sign(item.due_at)[0] == "~" for item in shown)
        self.put_off = len(owed) - len(shown)
        self.home.owed_count = len(shown)
        longest = max((width(self.act_of(item)) for item in shown), default=0)
        self.laid = tuple(
            replace(c, zh=max(c.zh, longest), en=max(c.en, longest)) if c.name == "act" else c for c in INBOX
        )
        await self.put(shown)

    async def do_inbox_do(self) -> None:
        """Do the act of the row, in place; what is only told opens its request."""
        owed = self.rows.current
        if owed and owed.act in TOLD:
            await self.do_open()
            return
        record = await self.home.record(owed.request) if owed else None
        if owed and record:
            await self.home.begin(owed.act, record, owed.row)

    async def do_inbox_open(self) -> None:
        """Open the request of the row."""
        await self.do_open()

    async def do_later(self) -> None:
        """Hide the row until tomorrow morning; its clock runs on."""
        owed = self.rows.current
        assert owed is not None  # nothing_here has told otherwise
        until = self.home.put_off(":".join(map(str, key_of(owed))))
        await self.reread()
        self.tell(self.say("tell.later", when=self.home.moments().near(until)), "muted")

    off_inbox_do = off_inbox_open = off_later = MainView.nothing_here
