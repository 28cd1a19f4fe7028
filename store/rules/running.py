"""Every clock of a request as a value, reckoned on read: running, paused, met, missed or void.

A promise counts only the time in which nothing paused it (``spec/clocks.md``, "Pauses, exactly"). What the parties
promised stands in ``promised.py``; here it meets the calendar, the pauses and the time. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, cast

from bihuan.store.rules.ball import over
from bihuan.store.rules.clocks import CLOCK, Code
from bihuan.store.rules.course import cycle_at
from bihuan.store.rules.due_times import Due, Rule, due_on, due_time
from bihuan.store.rules.kept import Verdict, VerdictKey
from bihuan.store.rules.owed import Owed, untaken_import
from bihuan.store.rules.promised import Facts, Promised, along_the_way
from bihuan.store.rules.promised_steps import in_steps
from bihuan.store.rules.record import Party, Record
from bihuan.store.rules.settings import reckoned
from bihuan.store.rules.waits import Waited, held_up, pauses, waits
from bihuan.store.rules.workdays import Calendar, open_between

State = Literal["running", "paused", "met", "missed", "void"]
# Dates that others' delay does not move; it shows for how long it held them up (``spec/clocks.md``, never paused).
DATED = ("milestone", "rectification")


@dataclass(frozen=True, slots=True)
class Running:
    """One clock.

    Attributes:
        code: the promise, by the names of ``spec/clocks.md``.
        act: the act that stops it; empty for a waiting period, which only passes.
        row: the number of the row it is about, 0 for none.
        party: who owes it; None for a waiting period.
        owed_by: the same as persons.
        started_at: when it started, or will: what comes next is told in advance.
        due_at: when it is due; None while it is paused.
        state: an open clock is running, paused or missed already.
        rule: which rule its due time came from.
        stopped_at: when it stopped; None while it is open.
        remaining: while paused, the milliseconds of its allowance that are left.
        estimated: the due time rests on a year without official data.
        cycle: 1, and one more after each reopening.
        shown_from: before this instant nobody needs to see it.
        held_up: of a date, the working milliseconds in which others held it up.
        disputed: it is the launch date, and a later one is asked for.
        verdict: what was frozen when it stopped, where that is kept.
    """

    code: Code
    act: str
    row: int
    party: Party | None
    owed_by: tuple[int, ...]
    started_at: int
    due_at: int | None
    state: State
    rule: Rule
    stopped_at: int | None = None
    remaining: int = 0
    estimated: bool = False
    cycle: int = 1
    shown_from: int = 0
    held_up: int = 0
    disputed: bool = False
    verdict: Verdict | None = None

    @property
    def waiting(self) -> bool:
        """A waiting period: it has an end and is never missed."""
        return self.party is None

    @property
    def open(self) -> bool:
        """It has not stopped; a missed one may still be owed."""
        return self.stopped_at is None

    @property
    def key(self) -> VerdictKey:
        """Which clock it is, among those of its request."""
        return self.code, self.act, self.party or "", self.row, self.started_at


def clocks(record: Record, calendar: Calendar, now: int) -> tuple[Running, ...]:
    """Every clock of a request, the earliest first; a verdict that is kept stands, whatever is reckoned today."""
    if untaken_import(record):
        return ()
    facts = Facts(record, calendar, now)
    found = waits(record)
    frozen = {v.key: v for v in record.verdicts}
    every = [_under(_judged(facts, found, p), frozen) for p in promised(facts, found)]
    known = {r.key for r in every}
    every += [_told(v) for key, v in frozen.items() if key not in known]
    return tuple(sorted(every, key=lambda r: (r.started_at, r.code, r.act, r.row, r.party or "")))


def owed_from(running: Iterable[Running]) -> tuple[Owed, ...]:
    """What is owed now: the clocks that run or are late, of the daily updates only the earliest."""
    found: list[Owed] = []
    updating = False
    for r in running:
        if r.open and not r.waiting and r.state != "paused" and not (updating and r.code == "progress"):
            updating = updating or r.code == "progress"
            found.append(Owed(r.act, r.code, r.owed_by, r.due_at, r.row, r.shown_from, r.estimated, r.disputed))
    return tuple(found)


def unfrozen(running: Iterable[Running], calendar: Calendar, request: int) -> tuple[Verdict, ...]:
    """The verdicts to keep: of the clocks that have stopped and have none yet."""
    return tuple(
        Verdict(
            request=request,
            clock=r.code,
            act=r.act,
            party=r.party or "",
            row=r.row,
            started_at=r.started_at,
            due_at=r.due_at,
            stopped_at=r.stopped_at,
            state=r.state,
            estimated=r.estimated,
            cycle=r.cycle,
            calendar=calendar.version,
        )
        for r in running
        if r.stopped_at is not None and r.verdict is None and r.state in ("met", "missed", "void")
    )


# ---- what was running becomes void -------------------------------------------------------------------------------
def promised(facts: Facts, found: tuple[Waited, ...]) -> Iterator[Promised]:
    """Everything promised, parted where a return, a rollback, a reopening or an end made it void."""
    for p in (*along_the_way(facts), *in_steps(facts)):
        # What ceased to matter at the instant it began was never promised.
        yield from (q for q in _parted(facts, found, p) if q.done or q.left is None or q.left > q.since)


def _parted(facts: Facts, found: tuple[Waited, ...], p: Promised) -> Iterator[Promised]:
    since = p.since
    for cut in p.through:
        if cut.at <= since or (p.kept is not None and p.kept <= cut.at):
            continue
        piece = replace(p, since=since, kept=None, left=cut.at, through=())
        if cut.again == cut.at and _late_at(facts, found, piece, cut.at):
            break  # what is late already stays late, until it is done
        yield piece
        if cut.again is None or (p.kept is not None and p.kept <= cut.again):
            return
        since = cut.again
    yield replace(p, since=since, through=())


def _late_at(facts: Facts, found: tuple[Waited, ...], piece: Promised, cut: int) -> bool:
    """It was late at a cut: as was judged when it stopped, else as is reckoned today."""
    r = _judged(facts, found, piece)
    verdict = next((v for v in facts.record.verdicts if v.key == r.key), None)
    return r.state == "missed" if verdict is None else (verdict.stopped_at or 0) > cut


# ---- one clock ---------------------------------------------------------------------------------------------------
def _judged(facts: Facts, found: tuple[Waited, ...], p: Promised) -> Running:
    """Reckon when it is due and how it stands."""
    stopped = max(p.kept, p.since) if p.done and p.kept is not None else p.left
    # A pause that begins at the very instant of the stop came with it; one that begins now is on.
    due = _due(facts, found, p, facts.now + 1 if stopped is None else stopped)
    state, at = _state(facts, p, due, stopped)
    end = facts.now if at is None else at
    delayed = () if p.code not in DATED else held_up(found, p.since, max(end, p.since))
    return Running(
        code=p.code,
        act=p.act,
        row=p.row,
        party=p.party,
        owed_by=p.persons,
        started_at=p.since,
        due_at=due.at,
        state=state,
        rule=due.rule,
        stopped_at=at,
        remaining=due.left,
        estimated=due.estimated,
        cycle=cycle_at(facts.course, p.since),
        shown_from=p.shown,
        disputed=facts.disputed and (p.code, p.act) == ("milestone", "launch"),
        held_up=sum(open_between(facts.calendar, a, b) for a, b in delayed),
    )


def _due(facts: Facts, found: tuple[Waited, ...], p: Promised, until: int) -> Due:
    """When it is due, as its pauses stood when it stopped, or stand now."""
    if p.on is not None:
        return due_on(facts.calendar, p.on)
    if p.party is None:
        return over(facts.record, facts.calendar, p.code, p.since, p.left)
    promise = reckoned(facts.record.team.numbers, p.code)
    return due_time(facts.calendar, p.since, promise, pauses(found, p.code, p.party, until))


def _state(facts: Facts, p: Promised, due: Due, stopped: int | None) -> tuple[State, int | None]:
    """How it stands, and when it stopped."""
    if p.party is None:
        assert due.at is not None
        if stopped is not None and stopped < due.at:
            return "void", stopped
        return ("met", due.at) if due.at <= facts.now else ("running", None)
    end = facts.now if stopped is None else stopped
    late = due.at is not None and end > due.at
    if late and _excused(facts, p, cast(int, due.at)):
        return ("running", None) if stopped is None else ("void", stopped)
    if late:
        return "missed", stopped
    if stopped is None:
        return ("paused" if due.at is None else "running"), None
    return ("met" if p.done else "void"), stopped


def _excused(facts: Facts, p: Promised, due: int) -> bool:
    """A delay by force majeure was recorded before the date passed: it is not counted as missed."""
    return p.code in DATED and any(p.since <= d.at <= due for d in facts.record.delays)


# ---- frozen verdicts ---------------------------------------------------------------------------------------------
def _under(r: Running, frozen: dict[VerdictKey, Verdict]) -> Running:
    """A stopped clock as it was judged then; one that runs again, since its end was taken back, as it is."""
    verdict = frozen.get(r.key)
    if verdict is None or r.open:
        return r
    return replace(
        r,
        due_at=verdict.due_at,
        state=verdict.state,
        stopped_at=verdict.stopped_at,
        estimated=verdict.estimated,
        verdict=verdict,
    )


def _told(v: Verdict) -> Running:
    """A clock of which only its verdict is left."""
    clock = CLOCK[v.clock]
    return Running(
        code=clock.code,
        act=v.act,
        row=v.row,
        party=cast(Party, v.party) if v.party else None,
        owed_by=(),
        started_at=v.started_at,
        due_at=v.due_at,
        state=v.state,
        rule=clock.rule,
        stopped_at=v.stopped_at,
        estimated=v.estimated,
        cycle=v.cycle,
        verdict=v,
    )
