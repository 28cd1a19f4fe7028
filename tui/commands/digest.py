"""``bihuan digest``: what a person owes, is told of and waits for, as text for a mail or as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import click

from bihuan.store.digest import Digest
from bihuan.store.digest import digest as reckoned
from bihuan.store.errors import NotAllowed, NotFound
from bihuan.store.file import Store
from bihuan.store.read import ListRow, Owed
from bihuan.store.rules.hours import DAY, HOUR
from bihuan.store.rules.mask import masked
from bihuan.store.rules.record import Person
from bihuan.store.text import say, shown
from bihuan.tui import quick
from bihuan.tui.commands.lists import owed_row
from bihuan.tui.session import Session
from bihuan.tui.table import DUE_MARKS, cut, owed_word
from bihuan.tui.table import due as due_words
from bihuan.tui.verb import verb

AT_MOST = 20  # so many that others have to do are printed; JSON has them all
TITLE_COLUMNS = 40
ACTS = ("late", "today", "coming", "escalated", "nudged", "concerned")


@verb("digest")
@click.option("--for", "whom", metavar="WHO")
@click.option("--week", is_flag=True)
def digest(here: Session, whom: str | None, week: bool) -> None:
    """Print what waits for a person."""
    store = here.open()
    found = reckoned(store, person(store, whom), week=week)
    if here.json:
        here.print_json(**told(here, store, found, week))
        return
    for line in Lines(here, store, found).all():
        here.print(line)


def person(store: Store, login: str | None) -> Person:
    """The person of a login, or the one at the store.

    Raises:
        NotFound: there is none of that login.
        NotAllowed: the account is a stranger to the store.
    """
    if login is None:
        if store.me is None:
            raise NotAllowed("E-NO-PERSON")
        return store.me
    found = next((p for p in store.team.people.values() if p.login == login), None)
    if found is None:
        raise NotFound("E-NO-SUCH-PERSON", "for", login=login)
    return found


# ---- as programs read it -----------------------------------------------------------------------------------------
def told(here: Session, store: Store, d: Digest, week: bool) -> dict[str, Any]:
    """The digest as JSON: every list by its name, each line as ``inbox`` and ``ls`` have it."""
    zone = store.calendar.zone
    lists: dict[str, Any] = {
        name: [{**owed_row(o, zone), "nearly_spent": d.is_nearly_spent(o)} for o in getattr(d, name)]
        for name in (*ACTS, "after")
    }
    waiting = [
        quick.told_row(
            ("id", "number", "title", "status", "step", "ball", "due", "due_clock", "due_estimated", "due_disputed"),
            (r.id, r.number, r.title, r.status, r.step, r.ball, r.due_at, r.due_clock, r.estimated, r.disputed),
            zone,
        )
        for r in d.waiting
    ]
    return {"for": d.person.login, "at": quick.instant(d.now, zone), "week": week, **lists, "waiting": waiting}


# ---- as people read it -------------------------------------------------------------------------------------------
class Lines:
    """The lines of a digest in one language."""

    def __init__(self, here: Session, store: Store, digest: Digest) -> None:
        """Take what is said, and how."""
        self.here, self.store, self.digest = here, store, digest

    def all(self) -> Iterable[str]:
        """The digest from top to bottom; a section without lines is left out."""
        d = self.digest
        yield self.head()
        for name in ACTS:
            yield from self.section(name, [self.act(o) for o in getattr(d, name)])
        if d.after:
            yield ""
            yield self.here.say("digest.after", n=len(d.after), due=self.due(d.after[0]))
        if not any(getattr(d, name) for name in (*ACTS, "after")):
            yield ""
            yield self.here.say("digest.nothing")
        yield from self.section("waiting", [self.holding(r) for r in d.waiting], AT_MOST)

    def head(self) -> str:
        """Whose digest, and as of when."""
        p, mine = self.digest.person, self.store.me == self.digest.person
        now = due_words(quick.instant(self.digest.now, self.store.calendar.zone), (), self.here.lang)
        post = " ".join(part for part in (p.department, p.title) if part and mine) or p.login
        line = self.here.say("digest.head", name=p.name if mine else masked(p), post=post, now=now)
        return f"{self.here.say('digest.demo')}  {line}" if self.store.team.demo else line

    def section(self, name: str, lines: Sequence[str], most: int = 0) -> Iterable[str]:
        """A heading with its lines."""
        if not lines:
            return
        yield ""
        yield self.here.say(f"digest.{name}", n=len(lines))
        yield from lines[: most or None]
        if most and len(lines) > most:
            yield self.here.say("digest.more", n=len(lines) - most)

    def act(self, o: Owed) -> str:
        """An act that is owed, or told of."""
        lang = self.here.lang
        act = say(f"clock.{o.clock}", lang) if o.act == "escalation" else owed_word(o.act, o.clock, lang, o.field)
        notes = self.notes(o.due_at) or (self.nearly() if self.digest.is_nearly_spent(o) else "")
        known = {"number": o.name, "title": self.title(o.title), "act": act, "notes": notes}
        return self.here.say("digest.line", sign=self.sign(o), due=self.due(o), **known)

    def nearly(self) -> str:
        """How much of a promise is spent."""
        return self.here.say("digest.nearly", percent=self.store.team.numbers.reminder_percent)

    def holding(self, r: ListRow) -> str:
        """A request that waits for others."""
        late = r.due_at is not None and r.due_at < self.digest.now
        known = {"number": r.name, "title": self.title(r.title), "ball": say(f"choice.ball.{r.ball}", self.here.lang)}
        due = self.due(r)
        return self.here.say("digest.holding", sign="!" if late else " ", due=due, notes=self.notes(r.due_at), **known)

    def sign(self, o: Owed) -> str:
        """The same signs as in lists."""
        if o in self.digest.late or o in self.digest.escalated:
            return "!"
        return "~" if o in self.digest.today or self.digest.is_nearly_spent(o) else " "

    def title(self, title: str | None) -> str:
        """A title, not longer than a line can bear."""
        return cut(shown(title), TITLE_COLUMNS) if title else say("lists.no_title", self.here.lang)

    def due(self, o: Owed | ListRow) -> str:
        """When something is due."""
        if o.due_at is None:
            return self.here.say("digest.no_due")
        marks = [mark for mark in DUE_MARKS if getattr(o, mark)]
        return due_words(quick.instant(o.due_at, self.store.calendar.zone), marks, self.here.lang)

    def notes(self, at: int | None) -> str:
        """How late something is; empty when it is not."""
        over = 0 if at is None else self.digest.now - at
        if over <= 0:
            return ""
        unit, length = next((u for u in (("days", DAY), ("hours", HOUR)) if over >= u[1]), ("minutes", HOUR))
        return self.here.say(f"digest.late_{unit}", n=over // length)
