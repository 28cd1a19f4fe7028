"""The working calendar of a team: a day or a run of days by hand, a year from a file or of a country.

What was set by hand stays whatever is imported. Due times follow in the same act (``derive.follow``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Final

from bihuan.store import read
from bihuan.store.acts import Acting, act
from bihuan.store.acts.inputs import Upload
from bihuan.store.calendar_seed import country_days, source_of
from bihuan.store.errors import BadInput
from bihuan.store.exchange.day_words import Skipped, reckoned_with
from bihuan.store.exchange.days import LONGEST, FileDays, file_days
from bihuan.store.file import Store
from bihuan.store.rules.field import F, canonical
from bihuan.store.rules.hours import FIRST_YEAR, LAST_YEAR
from bihuan.store.rules.record import CalendarDay, Setting
from bihuan.store.rules.workdays import BY_WEEK, Calendar, Day, day_of

BY_HAND: Final = "set"  # the source of a day that a keeper of records set
IMPORTED: Final = "import"
OFFICIAL: Final = "calendar.official"
SOURCE_LIMIT: Final = 100


@act("calendar", about="store", keeper=True, undoable=False)
def calendar(
    do: Acting,
    day: Annotated[date, F("day")],
    work: bool,
    name: str = "",
    source: str = BY_HAND,
    until: Annotated[date | None, F("day")] = None,
) -> None:
    """Say that a day, or each of a run of days, is worked or off."""
    last = until or day
    if last < day:
        raise BadInput("E-CALENDAR-RUN", "until", first=day, last=last)
    if (last - day).days >= LONGEST:
        raise BadInput("E-CALENDAR-RUN-LONG", "until", first=day, last=last, limit=LONGEST)
    if not reckoned_with(day) or not reckoned_with(last):
        raise BadInput("E-CALENDAR-YEARS", "day", since=FIRST_YEAR, until=LAST_YEAR)
    rows = stored(do.store)
    for on in (day + timedelta(n) for n in range((last - day).days + 1)):
        do.put(row(rows, Day(on, work, name), source))


def stored(store: Store) -> dict[date, CalendarDay]:
    """The rows of the calendar by their day."""
    return {row.day: row for row in read.rows(store, CalendarDay)}


def row(rows: Mapping[date, CalendarDay], day: Day, source: str) -> CalendarDay:
    """A day as its row: the one that is there, or a new one."""
    found = rows.get(day.on)
    return CalendarDay(id=found.id if found else 0, day=day.on, work=day.work, name=day.name or "", source=source)


# ---- a file ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Plan:
    """What importing a calendar file would do.

    Attributes:
        years: those that the file covers.
        official: those of them that rested on an estimate so far.
        changes: the days that become something else.
        same: how many of the file's days are known just so.
        kept: days that were set by hand and stay, though the file says something else.
        beside: days of these years that the store knows and the file does not name; they stay.
        skipped: what the file names that changes no day.
    """

    years: tuple[int, ...]
    official: tuple[int, ...]
    changes: tuple[CalendarDay, ...]
    same: int
    kept: tuple[Day, ...]
    beside: tuple[Day, ...]
    skipped: tuple[Skipped, ...]


def plan(store: Store, file: Upload, *, whole: bool = False) -> Plan:
    """Say what importing a file would do.

    Args:
        store: the store.
        file: ICS, CSV or JSON.
        whole: the file says all of its years: what it does not name goes by the week.

    Raises:
        BadInput: the file has faults; each is among the checks, by its line.
    """
    found = file_days(file.body, store.calendar.info)
    return plan_of(store, found, f"{IMPORTED}:{file.name}"[:SOURCE_LIMIT], whole=whole)


def plan_country(store: Store, country: str, subdivision: str, first: int, last: int) -> Plan:
    """Say what taking some years of a country would do: they are whole.

    Raises:
        BadInput: the library is not there, or knows no such country, part or year.
    """
    days = country_days(country, subdivision, first, last)
    found = FileDays(days, frozenset(range(first, last + 1)), ())
    return plan_of(store, found, source_of(country, subdivision), whole=True)


def plan_of(store: Store, found: FileDays, source: str, *, whole: bool) -> Plan:
    """Say what some days would change."""
    calendar, rows = store.calendar, stored(store)
    by_hand = {on for on, r in rows.items() if r.source == BY_HAND}
    other = [day for day in found.days if differs(calendar, day)]
    beside = tuple(unnamed(calendar, found.years, {day.on for day in found.days} | by_hand))
    changes = [row(rows, day, source) for day in other if day.on not in by_hand]
    if whole:
        changes += [row(rows, Day(day.on, day.on.weekday() < 5), BY_WEEK) for day in beside]
    return Plan(
        tuple(sorted(found.years)),
        tuple(sorted(found.years - (found.years if calendar.official is None else calendar.official))),
        tuple(sorted(changes, key=lambda r: r.day)),
        len(found.days) - len(other),
        tuple(calendar.decided[day.on] for day in other if day.on in by_hand),
        () if whole else beside,
        found.skipped,
    )


def differs(calendar: Calendar, day: Day) -> bool:
    """The calendar says something else of a day, or knows no name for it."""
    known = day_of(calendar, day.on)
    return (known.work, known.name or "") != (day.work, day.name or "")


def unnamed(calendar: Calendar, years: frozenset[int], named: set[date]) -> Iterator[Day]:
    """The days of some years that are more than a place in the week, and that nobody names."""
    for on, day in sorted(calendar.decided.items()):
        if on.year in years and on not in named and (day.name or day.work != (on.weekday() < 5)):
            yield day


@act("calendar-import", about="store", keeper=True, undoable=False)
def calendar_import(do: Acting, file: Annotated[Upload, F("file")], whole: bool = False) -> None:
    """Take the days off and make-up days of a year from a calendar file; its years become official."""
    carry_out(do, plan(do.store, file, whole=whole))


@act("calendar-country", about="store", keeper=True, undoable=False)
def calendar_country(
    do: Acting,
    country: Annotated[str, F("line")],
    year: int,
    until: int | None = None,
    subdivision: str = "",
) -> None:
    """Take the days off and make-up days of some years of a country from the library that keeps them."""
    carry_out(do, plan_country(do.store, country, subdivision, year, year if until is None else until))


def carry_out(do: Acting, coming: Plan) -> None:
    """Write the days that become something else; the years are official from now on."""
    for change in coming.changes:
        do.put(change)
    if coming.official:
        years = sorted({*(do.store.calendar.official or ()), *coming.official})
        found = do.store.one("SELECT id FROM setting WHERE key = ?", OFFICIAL) or 0
        do.put(Setting(id=found, key=OFFICIAL, value=canonical(years)))
