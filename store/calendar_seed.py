"""The days off of a country: rows for the store, taken from a library that keeps them; no network is asked.

China's come from `chinesecalendar`, which knows its make-up working days; it holds complete years only and refuses all
others, and so do we. Those of other countries come from `holidays`, an optional library. Both are imported where used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from bihuan.store.errors import BadInput
from bihuan.store.rules.hours import BadPromise
from bihuan.store.rules.workdays import Day

if TYPE_CHECKING:
    from holidays import HolidayBase

SOURCE = "chinesecalendar"
OTHERS = "holidays"
MOST_YEARS = 50  # asked for at once
# The library cuts 节 off three names that are always said with it.
_SHORT = frozenset({"清明", "端午", "中秋"})


def china_years() -> range:
    """The years whose official days are known."""
    from chinese_calendar.constants import holidays

    return range(min(holidays).year, max(holidays).year + 1)


def china_days(year: int, lang: str = "zh") -> tuple[Day, ...]:
    """The days off and make-up working days of a year in China, each named after its holiday, in order.

    Weekends that belong to no holiday and ordinary working days are not among them.

    Raises:
        BadPromise: the official days of that year are not known.
    """
    from chinese_calendar.constants import Holiday, holidays, workdays

    years = china_years()
    if year not in years:
        raise BadPromise("E-CALENDAR-YEAR", "year", year=year, first=years[0], last=years[-1])

    def row(on: date, work: bool, name: str) -> Day:
        chinese = str(Holiday(name).chinese)
        return Day(on, work, name if lang == "en" else chinese + "节" * (chinese in _SHORT), SOURCE)

    found = [row(on, False, name) for on, name in holidays.items() if on.year == year]
    return tuple(sorted(found + [row(on, True, name) for on, name in workdays.items() if on.year == year]))


@cache
def china_official() -> tuple[tuple[Day, ...], frozenset[int]]:
    """The days of all known years, and those years: what a `Calendar` asks for."""
    years = china_years()
    return tuple(day for year in years for day in china_days(year)), frozenset(years)


def country_days(country: str, subdivision: str, first: int, last: int) -> tuple[Day, ...]:
    """The days of some years in a country, or a part of it, that are more than a place in the week, in order.

    Args:
        country: two or three letters, ``DE``.
        subdivision: a part of it that has days of its own, ``BY``; empty for what holds everywhere.
        first: the first year.
        last: the last year.

    Raises:
        BadInput: the library is not installed, or does not know the country, its part or a year.
    """
    if not 0 <= last - first < MOST_YEARS:
        raise BadInput("E-CALENDAR-SPAN", "years", limit=MOST_YEARS)
    wanted = range(first, last + 1)
    if country.upper() in ("CN", "CHN") and not subdivision:
        try:
            return tuple(day for year in wanted for day in china_days(year))
        except BadPromise as e:
            raise BadInput(e.code, e.field, (), **e.values) from e
    known = _country(country.upper(), subdivision.upper())
    for year in wanted:
        if not known.start_year <= year <= known.end_year:
            raise BadInput("E-CALENDAR-YEAR", "year", year=year, first=known.start_year, last=known.end_year)
    return tuple(_of_country(known, source_of(country, subdivision), wanted))


def source_of(country: str, subdivision: str) -> str:
    """Where a country's days come from, as their rows say it."""
    part = "-".join(filter(None, (country.upper(), subdivision.upper())))
    return SOURCE if part in ("CN", "CHN") else f"{OTHERS}:{part}"


def _country(country: str, subdivision: str) -> HolidayBase:
    try:
        import holidays
    except ImportError:
        raise BadInput("E-CALENDAR-LIBRARY", "country", library=OTHERS) from None
    countries = holidays.list_supported_countries()
    if country not in countries:
        raise BadInput("E-CALENDAR-COUNTRY", "country", value=country)
    parts = countries[country]
    if subdivision and subdivision not in parts:
        known = tuple(parts)
        raise BadInput("E-CALENDAR-PART", "subdivision", value=subdivision, country=country, known=known)
    found = holidays.country_holidays(country, subdiv=subdivision or None)
    # In the country's own language, whatever this machine speaks.
    return holidays.country_holidays(country, subdiv=subdivision or None, language=found.default_language)


def _of_country(known: HolidayBase, source: str, years: Iterable[int]) -> Iterator[Day]:
    """Holidays with their names, make-up working days, and a weekend that is not Saturday and Sunday."""
    for year in years:
        first = date(year, 1, 1)
        for on in (first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days)):
            work, name = known.is_working_day(on), known.get(on)
            if name or work != (on.weekday() < 5):
                yield Day(on, work, name, source)
