"""Statistics over many requests: what happened within a time, counted by step, type, priority, department. Pure.

Everything is counted when it happened: a step when it was left, a clock when it stopped, a return when it was made. So
the figures of the years add up to those of all time. Durations are working days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Generic, TypeVar

from bihuan.store.rules.ball import full_launch
from bihuan.store.rules.course import stays
from bihuan.store.rules.figures import days_of_minutes, mean, percentile, rounded, share
from bihuan.store.rules.holding import lead_minutes, minutes, spells
from bihuan.store.rules.hours import instant_of
from bihuan.store.rules.record import Record
from bihuan.store.rules.running import clocks
from bihuan.store.rules.similar import actual
from bihuan.store.rules.steps import ENDS, RUNNING
from bihuan.store.rules.window import measured
from bihuan.store.rules.workdays import Calendar, date_of, minutes_between

T = TypeVar("T")
Value = int | Decimal | None
ALL = ("all", "")
STOPPED = ("met", "missed", "void")
# The rows that the figures are made of.
WANTED = (
    *("moves", "blocks", "changes", "judgements", "launches", "goals", "measurements", "acknowledgements", "verdicts"),
    *("criteria", "questions", "incidents", "confirmations", "test_runs", "priority_proposals", "proposals"),
    *("signoffs", "versions", "alternatives", "work_items", "updates", "looks", "contacts", "concerns", "deviations"),
    *("milestones", "debts", "delays", "issues"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """The values of one measure for one group: ``cycle_time`` by ``type`` ``fix``."""

    measure: str
    by: str
    key: str
    values: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is counted: when, by which calendar, until now.

    Attributes:
        since: from this instant on.
        until: before this instant.
        year: a whole year of which the rest has no meaning: what is late now, say.
    """

    calendar: Calendar
    now: int
    since: int = 0
    until: int = 1 << 62
    year: int | None = None

    def holds(self, at: int | None) -> bool:
        """Something happened within that time."""
        return at is not None and self.since <= at < self.until


def asked(calendar: Calendar, now: int, year: int | None = None) -> Asked:
    """All time, or one year on the calendar's wall clock."""
    if year is None:
        return Asked(calendar, now)
    since, until = (instant_of(datetime(y, 1, 1, tzinfo=calendar.info)) for y in (year, year + 1))
    return Asked(calendar, now, since, until, year)


def stats(records: Iterable[Record], a: Asked) -> tuple[Figure, ...]:
    """Every figure, the measures in the order of the domain page."""
    every = tuple(records)
    return tuple(figure for measure in MEASURES.values() for figure in measure(every, a))


# ---- groups ------------------------------------------------------------------------------------------------------
def groups(record: Record) -> Iterator[tuple[str, str]]:
    """All together, and its type, priority and department."""
    r = record.request
    yield ALL
    yield from ((name, str(getattr(r, name))) for name in ("type", "priority", "department") if getattr(r, name))


class Heap(Generic[T]):
    """Observations by group, in the order of groups: all together first."""

    def __init__(self) -> None:
        self.of: dict[tuple[str, str], list[T]] = defaultdict(list)

    def add(self, group: tuple[str, str], seen: T) -> None:
        """Keep one observation."""
        self.of[group].append(seen)

    def figures(self, measure: str, made: Callable[[list[T]], Iterable[tuple[str, Value]]]) -> Iterator[Figure]:
        """A figure for each group."""
        order = sorted(self.of, key=lambda g: (g != ALL, BY.index(g[0]), in_order(g)))
        yield from (Figure(measure, *group, tuple(made(self.of[group]))) for group in order)


BY = ("all", "step", "type", "priority", "department", "clock", "party", "holder", "month", "class", "code")
PRIORITIES = ("high", "medium", "low")


def in_order(group: tuple[str, str]) -> tuple[int, str]:
    """Steps and priorities stand in their own order, the rest by name."""
    by, key = group
    known: tuple[str, ...] = RUNNING if by == "step" else PRIORITIES if by == "priority" else ()
    return (known.index(key) if key in known else len(known)), key


def spread(days: list[Decimal]) -> Iterator[tuple[str, Value]]:
    """How many, their mean, and the values that half and four fifths do not exceed."""
    yield from (("n", len(days)), ("mean", mean(days)), ("p50", percentile(days, 50)), ("p80", percentile(days, 80)))


def sums(seen: list[dict[str, int]]) -> dict[str, int]:
    """The sums of counts."""
    found: dict[str, int] = {}
    for one in seen:
        for name, n in one.items():
            found[name] = found.get(name, 0) + n
    return found


# ---- cycle time --------------------------------------------------------------------------------------------------
def cycle_time(records: tuple[Record, ...], a: Asked) -> Iterator[Figure]:
    """How long requests stood in each step, and from submission to closure by group."""
    heap = Heap[Decimal]()
    for record in records:
        stood: dict[str, tuple[int, int]] = {}
        for stay in stays(record):
            if stay.until is not None:
                spent = minutes_between(a.calendar, stay.since, stay.until)
                stood[stay.step] = (stood.get(stay.step, (0, 0))[0] + spent, stay.until)
        for step, (spent, left) in stood.items():
            if a.holds(left):
                heap.add(("step", step), days_of_minutes(a.calendar, spent))
        closed = record.request.closed_at
        if stood and record.request.status == "closed" and a.holds(closed):
            for group in groups(record):
                heap.add(group, days_of_minutes(a.calendar, lead_minutes(record, a.calendar, closed or 0)))
    yield from heap.figures("cycle_time", spread)


# ---- clocks ------------------------------------------------------------------------------------------------------
def kept_clocks(records: tuple[Record, ...], a: Asked) -> Iterator[Figure]:
    """Which promises were met and missed, by the verdicts that were frozen; and what is late and open now."""
    heap = Heap[dict[str, int]]()
    for record in records:
        seen: list[tuple[str, str, str]] = [
            (v.clock, v.party, v.state) for v in record.verdicts if a.holds(v.stopped_at)
        ]
        if a.year is None and record.request.status not in ENDS:
            running = clocks(record, a.calendar, a.now)
            seen += [(r.code, r.party or "", "late") for r in running if r.open and r.state == "missed"]
        for clock, party, state in seen:
            if party:  # a waiting period is no promise
                for group in (ALL, ("clock", clock), ("party", party)):
                    heap.add(group, {state: 1})

    def made(seen: list[dict[str, int]]) -> Iterator[tuple[str, Value]]:
        n = sums(seen)
        met, missed, void = (n.get(state, 0) for state in STOPPED)
        yield from (("met", met), ("missed", missed), ("void", void), ("late", n.get("late", 0)))
        yield "met_percent", share(met, met + missed)

    yield from heap.figures("clocks", made)


# ---- rework ------------------------------------------------------------------------------------------------------
REWORK = ("returns", "failed_acceptances", "rollbacks", "change_requests")


def rework(records: tuple[Record, ...], a: Asked) -> Iterator[Figure]:
    """Returns, rounds of acceptance that failed, rollbacks, change requests but editorial ones."""
    heap = Heap[dict[str, int]]()
    for record in records:
        failed = {j.round: j.at for j in reversed(record.judgements) if j.verdict == "fail"}
        n = {
            "returns": sum(m.kind == "return" and a.holds(m.at) for m in record.moves),
            "failed_acceptances": sum(map(a.holds, failed.values())),
            "rollbacks": sum(m.kind == "rollback" and a.holds(m.at) for m in record.moves),
            "change_requests": sum(not c.editorial and a.holds(c.at) for c in record.changes),
        }
        if any(n.values()):
            for group in groups(record):
                heap.add(group, {**n, "requests": 1})
    yield from heap.figures("rework", lambda seen: [(k, sums(seen)[k]) for k in ("requests", *REWORK)])


# ---- time blocked ------------------------------------------------------------------------------------------------
def blocked(records: tuple[Record, ...], a: Asked) -> Iterator[Figure]:
    """The working days in which requests were blocked, by whom they waited for; deferring is no blocked time."""
    heap = Heap[int]()
    for record in records:
        for b in record.blocks:
            begin, end = max(b.at, a.since), min(b.ended_at or a.now, a.until)
            if not b.deferred and begin < end:
                spent = minutes_between(a.calendar, begin, end)
                for group in (("holder", b.by), *groups(record)):
                    heap.add(group, spent)
    yield from heap.figures("blocked", lambda m: [("n", len(m)), ("days", days_of_minutes(a.calendar, sum(m)))])


# ---- estimate against actual -------------------------------------------------------------------------------------
def estimates(records: tuple[Record, ...], a: Asked) -> Iterator[Figure]:
    """What was estimated and what it took, of what was launched within the time."""
    heap = Heap[tuple[Decimal, Decimal]]()
    for record in records:
        launch, estimate, took = full_launch(record), record.request.estimate_days, actual(record, a.calendar)
        if launch is not None and a.holds(launch.at) and estimate and took is not None:
            for group in groups(record):
                heap.add(group, (estimate, took))

    def made(seen: list[tuple[Decimal, Decimal]]) -> Iterator[tuple[str, Value]]:
        ratios = [rounded(100 * took / estimate) for estimate, took in seen]
        yield from (("n", len(seen)), ("estimate_mean", mean([e for e, _ in seen])))
        yield from (("actual_mean", mean([t for _, t in seen])), ("percent_p50", percentile(ratios, 50)))
        yield from (("percent_p80", percentile(ratios, 80)), ("in_time", sum(r <= 100 for r in ratios)))

    yield from heap.figures("estimates", made)


# ---- throughput --------------------------------------------------------------------------------------------------
THROUGHPUT = ("submitted", "launched", "closed", "rejected", "withdrawn")


def throughput(records: tuple[Record, ...], a: Asked) -> Iterator[Figure]:
    """What came in and what went out, month by month."""
    heap = Heap[dict[str, int]]()
    for record in records:
        r, launch = record.request, full_launch(record)
        happened = [("submitted", r.submitted_at), ("launched", launch.at if launch else None)]
        happened += [(r.status, r.closed_at)] if r.status in ENDS else []
        for what, at in happened:
            if at is not None and a.holds(at):
                heap.add(("month", month(date_of(a.calendar, at))), {what: 1})
    yield from heap.figures("throughput", lambda seen: [(k, sums(seen).get(k, 0)) for k in THROUGHPUT])


def month(day: date) -> str:
    """The month of a day, as it is sorted."""
    return f"{day:%Y-%m}"


# ---- acceptance --------------------------------------------------------------------------------------------------
def first_pass(records: tuple[Record, ...], a: Asked) -> Iterator[Figure]:
    """How many requests passed their acceptance at the first go, of those that were decided."""
    heap = Heap[bool]()
    for record in records:
        failed = any(j.verdict == "fail" for j in record.judgements)
        decided = record.judgements and (failed or record.request.result == "pass")
        if decided and a.holds(record.judgements[0].at):
            for group in groups(record):
                heap.add(group, not failed)

    def made(seen: list[bool]) -> Iterator[tuple[str, Value]]:
        yield from (("n", len(seen)), ("passed", sum(seen)), ("percent", share(sum(seen), len(seen))))

    yield from heap.figures("first_pass", made)


# ---- overrides ---------------------------------------------------------------------------------------------------
def overrides(records: tuple[Record, ...], a: Asked) -> Iterator[Figure]:
    """What went on in spite of a check, by class of wording, else by the check itself."""
    heap = Heap[int]()
    for record in records:
        for given in record.acknowledgements:
            if given.kind == "overridden" and a.holds(given.at):
                heap.add(ALL, 1)
                heap.add(("code", given.code), 1)
                for cls in given.classes:
                    heap.add(("class", cls), 1)
    yield from heap.figures("overrides", lambda seen: [("n", len(seen))])


# ---- outcomes ----------------------------------------------------------------------------------------------------
OUTCOMES = ("goals", "achieved", "missed", "unmeasured")


def outcomes(records: tuple[Record, ...], a: Asked) -> Iterator[Figure]:
    """What became of the goals of what was launched: each by its last measurement."""
    heap = Heap[dict[str, int]]()
    for record in records:
        launch = full_launch(record)
        if launch is None or not a.holds(launch.at) or not record.goals:
            continue
        last = {m.goal: m.verdict for m in measured(record)}
        found = [last.get(g.n, "unmeasured") for g in record.goals]
        n = {"goals": len(found), **{k: found.count(k) for k in OUTCOMES[1:]}}
        for group in groups(record):
            heap.add(group, n)
    yield from heap.figures("outcomes", lambda seen: [(k, sums(seen)[k]) for k in OUTCOMES])


# ---- who had the ball --------------------------------------------------------------------------------------------
def ball(records: tuple[Record, ...], a: Asked) -> Iterator[Figure]:
    """How many working days each holder had the ball, of the requests that were closed within the time."""
    heap = Heap[int]()
    for record in records:
        closed = record.request.closed_at
        if record.request.status == "closed" and closed is not None and a.holds(closed):
            for holder, spent in minutes(spells(record, a.calendar, closed), a.calendar).items():
                heap.add(("holder", holder), spent)
    whole = sum(map(sum, heap.of.values()))
    yield from heap.figures(
        "ball", lambda m: [("days", days_of_minutes(a.calendar, sum(m))), ("percent", share(sum(m), whole))]
    )


Measure = Callable[[tuple[Record, ...], Asked], Iterator[Figure]]
MEASURES: dict[str, Measure] = {
    "cycle_time": cycle_time,
    "clocks": kept_clocks,
    "rework": rework,
    "blocked": blocked,
    "estimates": estimates,
    "throughput": throughput,
    "first_pass": first_pass,
    "overrides": overrides,
    "outcomes": outcomes,
    "ball": ball,
}
MEASURED = tuple(MEASURES)
