"""Each owner's person-days by week over all plans and assessments, and the queue of what is not scheduled yet. Pure.

The work that is left of a request lies evenly on the working days from the planned end of design to that of the test;
what has no schedule yet begins today and takes as long as it was estimated. What should be over lies on today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

from bihuan.store.rules.ball import agreed_priority, open_block
from bihuan.store.rules.figures import rounded
from bihuan.store.rules.freeze import standing_signatures
from bihuan.store.rules.planned import WorkItem
from bihuan.store.rules.record import Record
from bihuan.store.rules.roles import holders
from bihuan.store.rules.steps import reached
from bihuan.store.rules.workdays import Calendar, works_on

HUNDREDTH = Decimal("0.01")
LOADING = ("assessing", "designing", "developing", "testing")
WAITING_FOR_A_PLAN = ("submitting", "assessing", "designing")
# What waits for test has had its effort; so has what is done.
LEFT = frozenset({"todo", "doing", "blocked"})
PRIORITIES = ("high", "medium", "low", None)
A_WEEK = timedelta(7)


@dataclass(frozen=True, slots=True)
class Work:
    """What is left of a work item, and on which days it lies.

    Attributes:
        request: the request's id.
        person: whose it is; None while nobody has it.
        effort: person-days.
        days: the working days it lies on, in order.
        signed: by a signed plan, else by an assessment or a plan that is not signed.
    """

    request: int
    person: int | None
    effort: Decimal
    days: tuple[date, ...]
    signed: bool


@dataclass(frozen=True, slots=True)
class Week:
    """One owner's week.

    Attributes:
        monday: its first day.
        effort: the person-days that lie on it.
        capacity: its working days, of the present one those that are left.
        of: the person-days of each request.
    """

    monday: date
    effort: Decimal
    capacity: int
    of: tuple[tuple[int, Decimal], ...]

    @property
    def overload(self) -> bool:
        """More lies on it than it has working days."""
        return self.effort > self.capacity


@dataclass(frozen=True, slots=True)
class Load:
    """One owner's weeks, in order; weeks with nothing to do are left out."""

    person: int | None
    weeks: tuple[Week, ...]


# ---- what is left, and when --------------------------------------------------------------------------------------
def work_of(record: Record, calendar: Calendar, today: date) -> Iterator[Work]:
    """The work that is left of a request; of one that has ended or is deferred there is none."""
    block = open_block(record)
    if record.request.step not in LOADING or record.request.status in ("rejected", "withdrawn"):
        return
    if block is not None and block.deferred:
        return
    items = [i for i in record.work_items if i.state in LEFT and i.effort_days]
    if not items:
        return
    days = tuple(span(record, calendar, today))
    signed = reached(record.request.step, "developing") or len(standing_signatures(record)) == 2
    for i in items:
        yield Work(record.request.id, owner(record, i), i.effort_days or Decimal(), days, signed)


def owner(record: Record, item: WorkItem) -> int | None:
    """Whose a work item is: its owner's, else the development lead's."""
    return item.owner if item.owner is not None else next(iter(holders(record, "development_lead")), None)


def span(record: Record, calendar: Calendar, today: date) -> list[date]:
    """The working days on which the work of a request lies."""
    planned = {m.kind: m.on for m in record.milestones}
    if "design" in planned and "test" in planned:
        found = list(working(calendar, max(planned["design"], today), planned["test"]))
        return found or first_days(calendar, max(planned["design"], today), 1)
    efforts = [i.effort_days for i in record.work_items if i.effort_days is not None]
    return first_days(calendar, today, ceil(record.request.estimate_days or max(efforts)))


def working(calendar: Calendar, first: date, last: date) -> Iterator[date]:
    """The working days from one day to another, both included."""
    for n in range((last - first).days + 1):
        if works_on(calendar, first + timedelta(n)):
            yield first + timedelta(n)


def first_days(calendar: Calendar, first: date, count: int) -> list[date]:
    """So many working days from a day on, at least one."""
    found: list[date] = []
    while len(found) < max(1, count):
        if works_on(calendar, first):
            found.append(first)
        first += timedelta(1)
    return found


# ---- by owner and week -------------------------------------------------------------------------------------------
def load(work: Iterable[Work], calendar: Calendar, today: date) -> tuple[Load, ...]:
    """Each owner's weeks; who has most on a week over its measure comes first, what nobody has last."""
    found: dict[int | None, dict[date, dict[int, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    for one in work:
        for monday, effort in by_week(one):
            of = found[one.person][monday]
            of[one.request] = of.get(one.request, Decimal()) + effort
    loads = [Load(p, tuple(week(calendar, today, m, of) for m, of in sorted(w.items()))) for p, w in found.items()]
    return tuple(sorted(loads, key=lambda one: (one.person is None, -most(one), one.person or 0)))


def by_week(one: Work) -> Iterator[tuple[date, Decimal]]:
    """The part of a work's effort that lies on each week; the parts sum exactly to the whole."""
    done = Decimal()
    counted: dict[date, int] = {}
    for day in one.days:
        counted[monday_of(day)] = counted.get(monday_of(day), 0) + 1
    passed = 0
    for monday, days in counted.items():
        passed += days
        until = rounded(one.effort * passed / len(one.days), HUNDREDTH) if passed < len(one.days) else one.effort
        if until != done:
            yield monday, until - done
        done = until


def monday_of(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(day.weekday())


def week(calendar: Calendar, today: date, monday: date, of: dict[int, Decimal]) -> Week:
    """One week with its measure."""
    capacity = len(list(working(calendar, max(monday, today), monday + A_WEEK - timedelta(1))))
    return Week(monday, sum(of.values(), Decimal()), capacity, tuple(sorted(of.items())))


def most(one: Load) -> Decimal:
    """By how much an owner's fullest week is over its measure; negative when none is."""
    return max(w.effort - w.capacity for w in one.weeks)


# ---- the queue ---------------------------------------------------------------------------------------------------
def queue(records: Iterable[Record]) -> tuple[Record, ...]:
    """The requests that have no planned launch yet, by agreed priority and expected launch."""
    return tuple(sorted(filter(unscheduled, records), key=in_turn))


def unscheduled(record: Record) -> bool:
    """It is before developing, neither ended nor deferred, and no launch is planned."""
    block = open_block(record)
    if record.request.step not in WAITING_FOR_A_PLAN or record.request.status in ("rejected", "withdrawn"):
        return False
    return not (block is not None and block.deferred) and all(m.kind != "launch" for m in record.milestones)


def in_turn(record: Record) -> tuple[int, date, int]:
    """Its place in the queue: what the parties have not agreed upon comes after what they have."""
    r = record.request
    return PRIORITIES.index(agreed_priority(record)), r.expected_launch or date.max, r.id
