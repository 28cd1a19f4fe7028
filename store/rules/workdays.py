"""The working calendar: which days and hours are worked, and exact business time between two instants.

Instants are whole UTC milliseconds, days are dates of the calendar's own zone. Behind the frozen `Calendar` stand
sorted tables of open spans with their prefix sums, one chunk a year, made when a question first reaches that year, so
that business time is two bisections however far apart the instants are.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from hashlib import sha256
from itertools import accumulate
from typing import NamedTuple, NoReturn
from zoneinfo import ZoneInfo

from bihuan.store.rules.hours import (
    EPOCH,
    FIRST_YEAR,
    LAST_YEAR,
    MINUTE,
    BadPromise,
    Shift,
    Span,
    checked_shifts,
    instant_of,
    moment_of,
    offsets,
    open_on,
    opened,
    read_shifts,
    wall,
    zone_named,
)

DEFAULT_ZONE = "Asia/Shanghai"
DEFAULT_HOURS = "09:00-12:00,13:30-18:00"
BY_WEEK = "week"  # the source of a day that only its place in the week decides
ESTIMATE = "estimate"  # the same, in a year that still awaits its official notice


class Day(NamedTuple):
    """A day that something decided: whether it is worked, what it is called, who says so."""

    on: date
    work: bool
    name: str | None = None
    source: str | None = None


class Spans(NamedTuple):
    """The open spans of some whole years in a row, as tables to bisect."""

    first_year: int
    last_year: int
    since: int  # what the tables cover
    until: int
    opens: list[int]
    closes: list[int]
    spent: list[int]  # open time from `since` to the end of each span
    closings: list[int]  # the last closing time of each working day

    def before(self, instant: int) -> int:
        """Open milliseconds from the beginning of the tables to an instant within them."""
        at = bisect_right(self.opens, instant) - 1
        if at < 0:
            return 0
        left = self.closes[at] - instant
        return self.spent[at] - left if left > 0 else self.spent[at]


@dataclass(frozen=True)
class Calendar:
    """Zone, hours and days of a team.

    Args:
        zone: IANA name.
        shifts: within one day, in any order.
        days: what deviates from Monday to Friday, or only gives a day its name; the later of two entries for a day
            wins, so overrides are written after the official days.
        official: the years whose official days are among `days`; None when none are needed and nothing is estimated.

    Raises:
        BadPromise: an unknown zone, or shifts that do not fit into a day.
    """

    zone: str = DEFAULT_ZONE
    shifts: tuple[Shift, ...] = read_shifts(DEFAULT_HOURS)
    days: tuple[Day, ...] = ()
    official: frozenset[int] | None = None
    _years: dict[int, tuple[list[Span], list[int]]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _tables: Spans | None = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        zone_named(self.zone)
        object.__setattr__(self, "shifts", checked_shifts(self.shifts))

    @cached_property
    def info(self) -> ZoneInfo:
        """The zone itself."""
        return zone_named(self.zone)

    @cached_property
    def version(self) -> str:
        """A hash of all that decides due times; a frozen verdict carries it."""
        official = None if self.official is None else sorted(self.official)
        days = [[on.isoformat(), work, name, source] for on, work, name, source in sorted(self.decided.values())]
        parts = [self.zone, [str(shift) for shift in self.shifts], days, official]
        return sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()

    @cached_property
    def decided(self) -> dict[date, Day]:
        """The days that are more than a place in the week."""
        return {day.on: day for day in self.days}

    @cached_property
    def known(self) -> tuple[Span, ...]:
        """From when to when, in one piece each, official data say which days are worked."""
        years = sorted(self.official or ())
        starts = [year for year in years if year - 1 not in years]
        ends = [year for year in years if year + 1 not in years]
        return tuple((_new_year(self, a), _new_year(self, b + 1)) for a, b in zip(starts, ends, strict=True))

    def tables(self, since: int, until: int) -> Spans:
        """The tables, made to cover two instants."""
        tables = self._tables
        if tables is None or since < tables.since or since >= tables.until:
            first, last = _years_about(since)
            if tables is not None:
                first, last = min(first, tables.first_year), max(last, tables.last_year)
            tables = self._cover(first, last)
        return tables if until < tables.until else self.further(tables, until)

    def further(self, tables: Spans, until: int | None = None) -> Spans:
        """The same tables with more years at their end, up to an instant when one is given; what they held stays.

        Raises:
            BadPromise: beyond the years that are reckoned with.
        """
        if tables.last_year > LAST_YEAR:
            _too_far()
        # Twice as many when no end is known, so that a promise of many days is not walked year by year.
        wanted = 2 * tables.last_year + 1 - tables.first_year if until is None else _years_about(until)[1]
        return self._cover(tables.first_year, min(wanted, LAST_YEAR + 1))

    def estimated(self, since: int, until: int) -> bool:
        """A time between two instants has no official data to rest upon."""
        if self.official is None:
            return False
        for begin, end in self.known:  # noqa: SIM110 - on the path of every due time; a generator costs it a quarter
            if begin <= since and until <= end:
                return False
        return True

    def _cover(self, first: int, last: int) -> Spans:
        spans: list[Span] = []
        closings: list[int] = []
        for year in range(first, last + 1):
            if year not in self._years:
                self._years[year] = opened(list(_worked(self, year)), self.shifts, offsets(self.zone, year))
            more, ends = self._years[year]
            spans += more
            closings += ends
        opens, closes = [a for a, _ in spans], [b for _, b in spans]
        spent = list(accumulate(b - a for a, b in spans))
        since, until = _new_year(self, first), _new_year(self, last + 1)
        tables = Spans(first, last, since, until, opens, closes, spent, closings)
        object.__setattr__(self, "_tables", tables)  # one assignment: another thread sees the old tables or the new
        return tables


def _too_far() -> NoReturn:
    raise BadPromise("E-DUE-RANGE", "due", since=FIRST_YEAR, until=LAST_YEAR)


def _year(instant: int) -> int:
    """The year of an instant, in UTC; no zone is a whole day away from that."""
    try:
        year = (EPOCH + timedelta(milliseconds=instant)).year
    except OverflowError:
        _too_far()
    return year if FIRST_YEAR <= year <= LAST_YEAR else _too_far()


def _years_about(instant: int) -> tuple[int, int]:
    """The first and the last year that it may be on some wall clock at an instant."""
    _year(instant)
    moment = EPOCH + timedelta(milliseconds=instant)
    return (moment - timedelta(1)).year, (moment + timedelta(1)).year


def checked(instant: int) -> int:
    """The instant itself.

    Raises:
        BadPromise: beyond the years that are reckoned with.
    """
    _year(instant)
    return instant


def _new_year(calendar: Calendar, year: int) -> int:
    """The instant at which a year begins on the calendar's wall clock."""
    midnight = wall(date(year, 1, 1).toordinal())
    return min(
        begin for since, until, ahead in offsets(calendar.zone, year) if (begin := max(midnight - ahead, since)) < until
    )


def _worked(calendar: Calendar, year: int) -> Iterator[int]:
    """The working days of a year, as ordinals."""
    decided = calendar.decided
    first = date(year, 1, 1)
    start, weekday = first.toordinal(), first.weekday()
    changed = {on.toordinal(): day.work for on, day in decided.items() if on.year == year}
    for day in range(start, date(year, 12, 31).toordinal() + 1):
        if changed.get(day, (weekday + day - start) % 7 < 5):
            yield day


def open_between(calendar: Calendar, since: int, until: int) -> int:
    """Business time between two instants, in milliseconds; negative when they stand in the other order."""
    tables = calendar.tables(min(since, until), max(since, until))
    return tables.before(until) - tables.before(since)


def minutes_between(calendar: Calendar, since: int, until: int) -> int:
    """Business minutes between two instants, such that the minutes of parts sum exactly to those of the whole."""
    tables = calendar.tables(min(since, until), max(since, until))
    return tables.before(until) // MINUTE - tables.before(since) // MINUTE


def is_open(calendar: Calendar, instant: int) -> bool:
    """It is working time at an instant: a closing time is not, an opening time is."""
    tables = calendar.tables(instant, instant)
    at = bisect_right(tables.opens, instant) - 1
    return at >= 0 and instant < tables.closes[at]


def next_open(calendar: Calendar, instant: int) -> int:
    """The instant itself in working time, else the next opening."""
    tables = calendar.tables(instant, instant)
    at = bisect_right(tables.opens, instant)
    if at and instant < tables.closes[at - 1]:
        return instant
    while at >= len(tables.opens):
        tables = calendar.further(tables)
    return tables.opens[at]


def later(calendar: Calendar, instant: int, worked: int) -> int:
    """The earliest instant by which so many milliseconds of business time have gone by."""
    tables = calendar.tables(instant, instant)
    goal = tables.before(instant) + worked
    while not tables.spent or tables.spent[-1] < goal:
        tables = calendar.further(tables)
    at = bisect_left(tables.spent, goal)
    return tables.closes[at] - tables.spent[at] + goal


def day_length(calendar: Calendar) -> int:
    """The business time of one working day, in milliseconds."""
    return sum(shift.closes - shift.opens for shift in calendar.shifts) * MINUTE


def works_on(calendar: Calendar, on: date) -> bool:
    """A day is a working day."""
    day = calendar.decided.get(on)
    return day.work if day else on.weekday() < 5


def day_of(calendar: Calendar, on: date) -> Day:
    """A day with its name and who decided it: a row of the store, the week, or the week for want of official data."""
    if day := calendar.decided.get(on):
        return day
    sure = calendar.official is None or on.year in calendar.official
    return Day(on, on.weekday() < 5, None, BY_WEEK if sure else ESTIMATE)


def days_of(calendar: Calendar, year: int) -> tuple[Day, ...]:
    """Every day of a year."""
    first = date(year, 1, 1)
    return tuple(day_of(calendar, first + timedelta(n)) for n in range((date(year, 12, 31) - first).days + 1))


def date_of(calendar: Calendar, instant: int) -> date:
    """The calendar's date at an instant."""
    return moment_of(instant, calendar.info).date()


def closing_of(calendar: Calendar, on: date) -> int:
    """The usual last closing time of a date, also on a day off."""
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        _too_far()
    ends = [end for _, end in open_on(on.toordinal(), calendar.shifts, offsets(calendar.zone, on.year))]
    if ends:
        return max(ends)
    # The wall clock skips that time or the whole day: the instant stands for it that Python's own reading gives.
    midnight = datetime.combine(on, time(), calendar.info)
    return instant_of(midnight + timedelta(minutes=calendar.shifts[-1].closes))
