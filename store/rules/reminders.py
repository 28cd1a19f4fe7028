"""What time alone brings about on a request: who is reminded of which promise, and when. Pure.

When most of a promise is spent its owner is reminded; when it is missed owner and asker; some time later both heads;
never outside working hours, except on an urgent request (``spec/workflow.md``, "Clocks"; how much and how long the team
sets). Waiting periods are never missed; a delay by force majeure is not counted as one (``running.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from bihuan.store.rules.ball import open_block
from bihuan.store.rules.clocks import Code
from bihuan.store.rules.due_times import partly_spent
from bihuan.store.rules.holding import spells
from bihuan.store.rules.kept import Nudge
from bihuan.store.rules.owed import Owed
from bihuan.store.rules.record import Party, Record
from bihuan.store.rules.roles import holders, participants, stood_in_for
from bihuan.store.rules.running import DATED, Running
from bihuan.store.rules.settings import reckoned
from bihuan.store.rules.steps import ENDS
from bihuan.store.rules.waits import pauses, waits
from bihuan.store.rules.workdays import Calendar, day_length, later, next_open, open_between

ReminderKind = Literal["reminder_80", "missed", "escalated", "deferral_due", "nudged", "concerned"]
HEADS = ("business_head", "technical_head")
# The acts that are owed about a row, and its table; of the first ones whoever wrote the row asked for the act.
ASKED_BY = {
    "answer": "questions",
    "respond": "concerns",
    "tell": "deviations",
    "settle": "deviations",
    "approve": "changes",
    "agree": "proposals",
}
ABOUT_ROWS = ASKED_BY | {"measure": "goals"}


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing that time brings about; each is told once.

    Attributes:
        kind: what it is.
        clock: the promise it is about.
        act: the act that is owed.
        party: who owes it.
        row: the row that act is about, 0 for none; of a nudge its own number.
        started_at: when the promise started, or when somebody nudged.
        due_at: when the promise is due; None while it is paused.
        at: from when on it is told.
        owners: who owes the act.
    """

    kind: ReminderKind
    clock: Code
    act: str
    party: Party
    row: int
    started_at: int
    due_at: int | None
    at: int
    owners: tuple[int, ...]

    @property
    def key(self) -> tuple[str, str, str, str, int, int, int]:
        """Which of its request's reminders it is; a date that was planned anew is another promise."""
        dated = self.due_at or 0 if self.clock in DATED or self.kind == "deferral_due" else 0
        return self.kind, self.clock, self.act, self.party, self.row, self.started_at, dated


def reminders(record: Record, running: Iterable[Running], calendar: Calendar) -> tuple[Reminder, ...]:
    """Everything that time will bring about on a request if nobody acts, and what it has brought already."""
    every = tuple(running)
    found = [r for one in owing(every) for r in _of(record, calendar, one)]
    if (nudge := standing_nudge(record, calendar, every)) is not None:
        found.append(nudge)
    found += concerned(record)
    if record.request.type != "urgent":
        found = [replace(r, at=next_open(calendar, r.at)) for r in found]
    return tuple(sorted(found, key=lambda r: r.at))


def come(reminder: Reminder, now: int) -> bool:
    """Its time has come, and it still says what is so: of what is missed nobody is told any more that it nearly is."""
    if reminder.at > now:
        return False
    if reminder.kind == "reminder_80":
        return reminder.due_at is not None and now <= reminder.due_at
    if reminder.kind in ("deferral_due", "nudged", "concerned"):
        return True
    return reminder.due_at is not None and now > reminder.due_at


def owing(running: Iterable[Running]) -> tuple[Running, ...]:
    """The clocks that somebody owes something on, as the inbox has them: of the daily updates only the earliest."""
    found = sorted((r for r in running if r.open and not r.waiting), key=lambda r: r.started_at)
    first = next((r for r in found if r.code == "progress"), None)
    return tuple(r for r in found if r.code != "progress" or r is first)


def _of(record: Record, calendar: Calendar, r: Running) -> Iterator[Reminder]:
    """What one clock brings about while it runs."""
    if r.due_at is None:
        return
    if r.act == "unblock":
        yield _about(r, "deferral_due", r.shown_from)
    elif (spent := _spent(record, calendar, r)) is not None:
        yield _about(r, "reminder_80", spent)
    if not _excused(record, r):
        yield _about(r, "missed", r.due_at)
        told = record.team.numbers.reminder_heads * day_length(calendar)
        yield _about(r, "escalated", later(calendar, r.due_at, told))


def _about(r: Running, kind: ReminderKind, at: int) -> Reminder:
    assert r.party is not None
    return Reminder(kind, r.code, r.act, r.party, r.row, r.started_at, r.due_at, at, r.owed_by)


def _spent(record: Record, calendar: Calendar, r: Running) -> int | None:
    """When its owner is reminded that most of it is spent; None when it has no time, or is paused before that."""
    assert r.party is not None
    assert r.due_at is not None
    numbers = record.team.numbers
    if r.code in DATED:
        allowance = open_between(calendar, r.started_at, r.due_at)
        spent = allowance * numbers.reminder_percent // 100
        return later(calendar, r.started_at, spent) if allowance > 0 else None
    paused = pauses(waits(record), r.code, r.party, r.due_at)
    return partly_spent(calendar, r.started_at, reckoned(numbers, r.code), numbers.reminder_percent, paused)


def _excused(record: Record, r: Running) -> bool:
    """A delay by force majeure was recorded before the date passed."""
    return r.code in DATED and any(r.started_at <= d.at <= (r.due_at or 0) for d in record.delays)


# ---- nudges ------------------------------------------------------------------------------------------------------
def standing_nudge(record: Record, calendar: Calendar, running: Iterable[Running]) -> Reminder | None:
    """The last nudge, until what it asked for is done: the act due first of whoever had the ball when it came.

    Where others outside are waited for, the technical lead follows it up until the wait is over.
    """
    if not record.nudges:
        return None
    nudge = max(record.nudges, key=lambda n: (n.at, n.n))
    holder = next((s.holder for s in spells(record, calendar, nudge.at + 1) if s.since <= nudge.at < s.until), "nobody")
    if holder == "nobody":
        return None
    if holder == "third_party":
        block = open_block(record)
        persons = holders(record, "technical_lead")
        return _nudged(nudge, "technical", None, persons) if block and block.at <= nudge.at and persons else None
    party: Party = "business" if holder == "business" else "technical"
    then = [r for r in running if r.party == party and _ran(r, nudge.at)]
    first = min(then, key=lambda r: (r.due_at is None, r.due_at or 0), default=None)
    return _nudged(nudge, party, first.due_at, first.owed_by) if first is not None and first.open else None


def _ran(r: Running, at: int) -> bool:
    return max(r.started_at, r.shown_from) <= at and (r.stopped_at is None or r.stopped_at > at)


def _nudged(nudge: Nudge, party: Party, due_at: int | None, persons: tuple[int, ...]) -> Reminder:
    return Reminder("nudged", "response", "nudge", party, nudge.n, nudge.at, due_at, nudge.at, persons)


# ---- other departments -------------------------------------------------------------------------------------------
def concerned(record: Record) -> Iterator[Reminder]:
    """The contact of each other department that the request concerns, until they have noted it."""
    r, people = record.request, record.team.people
    if r.submitted_at is None or r.source is not None or r.status in ENDS:
        return
    for d in record.other_departments:
        if d.untold is not None:
            at, party = r.submitted_at, people[d.untold].party
            yield Reminder("concerned", "response", "note", party, d.n, at, None, at, (d.untold,))


# ---- to whom -----------------------------------------------------------------------------------------------------
def told_to(record: Record, reminder: Reminder, on: date) -> tuple[int, ...]:
    """The persons that a reminder goes to, and who stands in for them that day: active, and allowed to see it."""
    found = [*reminder.owners]
    if reminder.kind == "missed":
        found += asker(record, reminder)
    elif reminder.kind == "escalated":
        found = [p for role in HEADS for p in holders(record, role)]
    may = seeing(record, on)
    people = record.team.people
    return tuple(p for p in with_deputies(record, found, on) if p in may and people[p].active)


def with_deputies(record: Record, persons: Iterable[int], on: date) -> tuple[int, ...]:
    """Some persons, then who stands in for them on a day."""
    known = tuple(dict.fromkeys(persons))
    deputies = {d.deputy: stood_in_for(record.team, d.deputy, on) for d in record.team.deputies}
    return (*known, *(p for p, whom in deputies.items() if p not in known and whom & set(known)))


def seeing(record: Record, on: date) -> frozenset[int]:
    """Who may see a submitted request, as ``seen.seen_by`` says it in SQL."""
    people = record.team.people
    if not record.request.confidential:
        return frozenset(people)
    keepers = (p.id for p in people.values() if p.keeper)
    return frozenset({*with_deputies(record, participants(record), on), *keepers} & people.keys())


def asker(record: Record, reminder: Reminder) -> tuple[int, ...]:
    """Who asked for what is owed: of a row the person who wrote it, else the other party's contact."""
    many = ASKED_BY.get(reminder.act)
    row = next((r for r in getattr(record, many) if r.n == reminder.row), None) if many else None
    if row is not None and row.by is not None:
        return (row.by,)
    return holders(record, "requester" if reminder.party == "technical" else "technical_lead")


def notices(record: Record, told: Iterable[Reminder]) -> tuple[Owed, ...]:
    """What stands in an inbox beside the acts that are owed: one escalation for each head, the last nudge, and what
    another department is told of.

    They go when the act is done. Whoever owes the act itself has it there already.
    """
    heads = tuple(dict.fromkeys(p for role in HEADS for p in holders(record, role)))
    late = [r for r in told if r.kind == "escalated"]
    found = [
        Owed("escalation", first.clock, (head,), first.due_at, first.row, first.at)
        for head in heads
        if (first := min((r for r in late if head not in r.owners), key=lambda r: r.at, default=None)) is not None
    ]
    found += [
        Owed(r.kind, r.clock, r.owners, r.due_at, r.row, r.started_at)
        for r in told
        if r.kind in ("nudged", "concerned")
    ]
    return tuple(found)
