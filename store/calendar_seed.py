"""The days that China's official notices decide: rows for the store, taken from the library `chinesecalendar`.

The library holds complete years only and refuses all others; so do we. It is imported where it is used.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from bihuan.store.rules.hours import BadPromise
from bihuan.store.rules.workdays import Day

SOURCE = "chinesecalendar"
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
