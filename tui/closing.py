"""What acceptance and closing are shown first: the remainders with owner and date, and a retrospective's suggestion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bihuan.store import read
from bihuan.store.file import Store
from bihuan.store.rules.checks import Circumstances
from bihuan.store.rules.record import Record
from bihuan.store.rules.remainders import open_remainders
from bihuan.store.rules.retrospective import suggested
from bihuan.store.rules.running import Running, clocks
from bihuan.store.text import shown
from bihuan.tui.session import Session
from bihuan.tui.sight import Sight, sight_in


def remainder_lines(sight: Sight, record: Record, around: Circumstances) -> Iterator[str]:
    """Each remainder: what it is, who resolves it and until when; nothing where there is none."""
    found = tuple(open_remainders(record, around.statuses))
    if found:
        yield sight.say("remainder.head", n=len(found))
    for i in found:
        who = sight.short(i.owner) if i.owner is not None else sight.say("remainder.no_owner")
        until = sight.moments.day(i.due_on) if i.due_on else sight.say("remainder.no_date")
        yield sight.say("remainder.line", n=i.n, text=" ".join(i.text.split()), owner=who, due=until)


def suggestion_lines(sight: Sight, record: Record, running: Iterable[Running]) -> Iterator[str]:
    """That a retrospective is suggested, and why."""
    if check := suggested(record, running):
        yield sight.check(check)


def told_first(here: Session, store: Store, code: str, record: Record) -> Iterator[str]:
    """What the command line says before somebody judges or closes."""
    sight = sight_in(here.lang, store.calendar.info, store.team.people, store.now())
    if code == "judge":
        found = remainder_lines(sight, record, read.circumstances(store, record, store.now()))
    elif code == "close":
        found = suggestion_lines(sight, record, clocks(read.with_history(store, record), store.calendar, store.now()))
    else:
        return
    yield from (shown(words) for words in found)
