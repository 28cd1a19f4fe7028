"""When a promise is due: working days, working hours or plain time, with pauses taken out exactly.

A promise has an allowance: the business time (plain time for an elapsed promise) from its start to the due time it
would have without any pause. It is spent only while no pause is on; due is the earliest instant at which it is spent.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from datetime import date
from operator import itemgetter
from typing import Literal, NamedTuple

from bihuan.store.rules.hours import HOUR, MINUTE, BadPromise
from bihuan.store.rules.workdays import Calendar, checked, closing_of

Rule = Literal["working_days", "working_hours", "elapsed", "date"]
Pause = tuple[int, int | None]  # from, until; None while it is still open

_UNITS: dict[str, Rule] = {"wd": "working_days", "wh": "working_hours", "h": "elapsed"}
_BEGIN = itemgetter(0)
_PROMISE = re.compile(r"([0-9]{1,9})(wd|wh|h)")


class Promise(NamedTuple):
    """So many working days, working hours or hours."""

    rule: Rule
    amount: int

    def __str__(self) -> str:
        return f"{self.amount}{next(unit for unit, rule in _UNITS.items() if rule == self.rule)}"


class Due(NamedTuple):
    """When a promise is due, and why.

    Args:
        at: the instant; None while a pause is open.
        rule: which rule it came from.
        estimated: a year on the way has no official days.
        left: while a pause is open, the milliseconds of the allowance that remain.
    """

    at: int | None
    rule: Rule
    estimated: bool = False
    left: int = 0

    @property
    def minutes_left(self) -> int:
        """The whole minutes that remain while a pause is open."""
        return self.left // MINUTE


def read_promise(text: str) -> Promise:
    """Read ``2wd``, ``4wh`` or ``24h``.

    Raises:
        BadPromise: not of that form, or nothing promised.
    """
    found = _PROMISE.fullmatch(text.strip().lower())
    if not found or not int(found[1]):
        raise BadPromise("E-DUE-PROMISE", "promise", promise=text.strip())
    return Promise(_UNITS[found[2]], int(found[1]))


def due_on(calendar: Calendar, on: date) -> Due:
    """When a promise of a date is due: at its usual last closing time, also on a day off, never paused."""
    return Due(closing_of(calendar, on), "date")


def due_time(calendar: Calendar, start: int, promise: Promise, pauses: Iterable[Pause] = ()) -> Due:
    """When a promise that starts at an instant is due.

    Raises:
        BadPromise: beyond the years that are reckoned with.
    """
    rule, amount = promise
    if rule == "elapsed":
        at, left = _spend(start, start + amount * HOUR, pauses, int)
        return Due(checked(at), rule) if left is None else Due(None, rule, left=left)
    walk = _Walk(calendar, start)
    goal = walk.after_days(start, amount) if rule == "working_days" else walk.before(start) + amount * HOUR
    reached, left = _spend(start, goal, pauses, walk.before)
    if left is None:
        at = walk.instant(reached)
        return Due(at, rule, calendar.estimated(start, at))
    return Due(None, rule, calendar.estimated(start, max(reached, walk.instant(goal))), left)


def partly_spent(
    calendar: Calendar, start: int, promise: Promise, percent: int, pauses: Iterable[Pause] = ()
) -> int | None:
    """When so many per cent of a promise's allowance are spent; None while it is paused before that.

    Raises:
        BadPromise: beyond the years that are reckoned with.
    """
    rule, amount = promise
    if rule == "elapsed":
        at, left = _spend(start, start + amount * HOUR * percent // 100, pauses, int)
        return checked(at) if left is None else None
    walk = _Walk(calendar, start)
    begun = walk.before(start)
    allowance = walk.after_days(start, amount) - begun if rule == "working_days" else amount * HOUR
    reached, left = _spend(start, begun + allowance * percent // 100, pauses, walk.before)
    return walk.instant(reached) if left is None else None


class _Walk:
    """The calendar's tables while one promise is reckoned; they grow when it goes beyond them."""

    __slots__ = ("calendar", "tables")

    def __init__(self, calendar: Calendar, start: int) -> None:
        self.calendar = calendar
        self.tables = calendar.tables(start, start)

    def before(self, instant: int) -> int:
        """Open time up to an instant."""
        tables = self.tables
        if instant >= tables.until:
            tables = self.tables = self.calendar.further(tables, instant)
        return tables.before(instant)

    def after_days(self, start: int, days: int) -> int:
        """Open time up to the last closing time of the day that is so many working days after the start's day 0."""
        # Day 0 is the first day whose last closing time lies ahead: the start's own day, else the next working day.
        at = bisect_right(self.tables.closings, start) + days
        while at >= len(self.tables.closings):
            self.tables = self.calendar.further(self.tables)
        return self.tables.before(self.tables.closings[at])

    def instant(self, goal: int) -> int:
        """The earliest instant before which so much time was open."""
        tables = self.tables
        while not tables.spent or tables.spent[-1] < goal:
            tables = self.tables = self.calendar.further(tables)
        at = bisect_left(tables.spent, goal)
        return tables.closes[at] - tables.spent[at] + goal


def _spend(start: int, goal: int, pauses: Iterable[Pause], before: Callable[[int], int]) -> tuple[int, int | None]:
    """Move a goal, told in time spent since long ago, later by what the pauses cost on the way to it.

    Returns: the goal moved and None, or, where a pause is still open, the instant it began and what remains.
    """
    since = start
    for begin, end in sorted(pauses, key=_BEGIN):
        if end is not None and end <= since:  # before the start, or within an earlier pause
            continue
        if begin < since:
            begin = since
        spent = before(begin)
        if spent >= goal:
            break
        if end is None:
            return begin, goal - spent
        if end < begin:
            raise ValueError("a pause ends before it begins")
        goal += before(end) - spent
        since = end
    return goal, None
