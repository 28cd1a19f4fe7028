"""When a working day is open: shifts on the wall clock, turned into exact UTC milliseconds of any IANA zone.

A moment is open when the zone's wall clock, at that moment, shows a time within a shift. So an hour that daylight
saving skips is never open, and an hour that it repeats is open twice; nothing is guessed about local times that do
not exist. Shifts are half-open, ``[open, close)``, and stay within one day; a night shift is written as its two parts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = EPOCH.toordinal()
# Outside these years nothing is reckoned: a slip of the pen (year 9025) is refused, not computed for seconds.
FIRST_YEAR, LAST_YEAR = 1970, 2199


class BadPromise(ValueError):
    """What a time cannot be reckoned from: a code, the field it is about, and the values of its sentence."""

    def __init__(self, code: str, field: str, **values: object) -> None:
        super().__init__(code, field, values)
        self.code, self.field, self.values = code, field, values


class Shift(NamedTuple):
    """Open from one minute of the day to another, the second not included."""

    opens: int
    closes: int

    def __str__(self) -> str:
        return "-".join(f"{m // 60:02}:{m % 60:02}" for m in self)


class Offset(NamedTuple):
    """From one UTC instant to another the wall clock is ahead of UTC by ``ahead`` milliseconds."""

    since: int
    until: int
    ahead: int


Span = tuple[int, int]
_SHIFT = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])-([01]?[0-9]|2[0-4]):([0-5][0-9])")


def read_shifts(text: str) -> tuple[Shift, ...]:
    """Read ``09:00-12:00,13:30-18:00``, in any order.

    Raises:
        BadPromise: not of that form, a shift that ends before it starts (a night shift), or two that overlap.
    """
    return checked_shifts(map(_read_shift, text.split(",")))


def checked_shifts(shifts: Iterable[Shift]) -> tuple[Shift, ...]:
    """Sort shifts and refuse those that overlap, are empty or leave the day.

    Raises:
        BadPromise: they do, or there is none.
    """
    found = tuple(sorted(shifts))
    for shift in found:
        if not 0 <= shift.opens < shift.closes <= 24 * 60:
            raise BadPromise("E-DUE-SHIFT", "hours", shift=str(shift))
    for one, other in pairwise(found):
        if other.opens < one.closes:
            raise BadPromise("E-DUE-OVERLAP", "hours", one=str(one), other=str(other))
    if not found:
        raise BadPromise("E-DUE-HOURS", "hours", hours="")
    return found


def _read_shift(text: str) -> Shift:
    found = _SHIFT.fullmatch(text.strip())
    if not found:
        raise BadPromise("E-DUE-HOURS", "hours", hours=text.strip())
    a, b, c, d = map(int, found.groups())
    return Shift(a * 60 + b, c * 60 + d)


@cache
def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name.

    Raises:
        BadPromise: there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; a path; a folder such as "Europe"
        raise BadPromise("E-DUE-ZONE", "zone", zone=name) from None


def instant_of(moment: datetime) -> int:
    """The UTC milliseconds of an aware moment, exactly; parts of a millisecond are cut off."""
    return (moment - EPOCH) // timedelta(milliseconds=1)


def moment_of(instant: int, zone: ZoneInfo) -> datetime:
    """The wall clock's reading of an instant in a zone."""
    return (EPOCH + timedelta(milliseconds=instant)).astimezone(zone)


def wall(day: int) -> int:
    """The midnight that begins a day (an ordinal), in milliseconds of the wall clock."""
    return (day - EPOCH_DAY) * DAY


@cache
def offsets(zone_name: str, year: int) -> tuple[Offset, ...]:
    """The zone's offsets during a local year, with two days to spare on both sides, oldest first."""
    zone = zone_named(zone_name)
    begin = (wall(date(year, 1, 1).toordinal()) - 2 * DAY) // SECOND
    end = (wall(date(year, 12, 31).toordinal()) + 3 * DAY) // SECOND
    found: list[Offset] = []
    since, ahead = begin, _ahead(zone, begin)
    for at in range(begin, end, DAY // SECOND):
        if (later := _ahead(zone, at)) != ahead:
            change = _change(zone, at - DAY // SECOND, at)
            found.append(Offset(since * SECOND, change * SECOND, ahead * SECOND))
            since, ahead = change, later
    return (*found, Offset(since * SECOND, end * SECOND, ahead * SECOND))


def _ahead(zone: ZoneInfo, second: int) -> int:
    offset = datetime.fromtimestamp(second, zone).utcoffset()
    assert offset is not None  # an aware moment has one
    return offset // timedelta(seconds=1)


def _change(zone: ZoneInfo, before: int, after: int) -> int:
    """The second at which the offset changes; it has changed once between the two."""
    old = _ahead(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if _ahead(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def open_on(day: int, shifts: tuple[Shift, ...], known: Iterable[Offset]) -> Iterator[Span]:
    """The open spans of one day (an ordinal), as UTC instants."""
    midnight = wall(day)
    for since, until, ahead in known:
        for opens, closes in shifts:
            begin = max(midnight + opens * MINUTE - ahead, since)
            end = min(midnight + closes * MINUTE - ahead, until)
            if begin < end:
                yield begin, end


def opened(days: list[int], shifts: tuple[Shift, ...], known: tuple[Offset, ...]) -> tuple[list[Span], list[int]]:
    """The open spans of the given days (ordinals, rising) and the last closing time of each day that opens at all."""
    spans: list[Span] = []
    closings: list[int] = []
    minutes = [(opens * MINUTE, closes * MINUTE) for opens, closes in shifts]
    last = minutes[-1][1]
    done = 0
    for since, until, ahead in known:
        # Days a day away from any change of the offset: nothing of them is skipped or repeated.
        first = max(done, bisect_left(days, EPOCH_DAY - (-(since + ahead) // DAY) + 1))
        after = max(first, bisect_left(days, EPOCH_DAY + (until + ahead) // DAY - 1))
        for day in days[done:first]:
            if found := list(open_on(day, shifts, known)):
                spans += found
                closings.append(max(end for _, end in found))
        midnights = [(day - EPOCH_DAY) * DAY - ahead for day in days[first:after]]
        spans += [(midnight + opens, midnight + closes) for midnight in midnights for opens, closes in minutes]
        closings += [midnight + last for midnight in midnights]
        done = after
    return sorted(spans), sorted(closings)
