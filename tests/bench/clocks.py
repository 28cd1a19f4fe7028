"""The due time of one clock with pauses, against the obvious way: walk the days, cut the pauses out of their shifts.

The peer asks the installed library `chinese_calendar` about each day, as one would; the same walk over a prepared dict
of the days is shown beside it. To reach: at most 5 µs and at least 50 times faster, equal on 10,000 random cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

from chinese_calendar import is_workday

from bihuan.store.calendar_seed import china_official
from bihuan.store.rules.due_times import Pause, Promise, due_time
from bihuan.store.rules.hours import instant_of, read_shifts
from bihuan.store.rules.workdays import DEFAULT_HOURS, DEFAULT_ZONE, Calendar

ROUNDS, CASES, WALKED = 7, 10_000, 500
CHINA = Calendar(DEFAULT_ZONE, read_shifts(DEFAULT_HOURS), *china_official())
ZONE = ZoneInfo(DEFAULT_ZONE)
SHIFTS = [(time(9), time(12)), (time(13, 30), time(18))]
WORKED = {day.on: day.work for day in CHINA.days}

Works = Callable[[date], bool]
Case = tuple[datetime, Promise, list[tuple[datetime, datetime]]]


def prepared(day: date) -> bool:
    """A day is worked, by a dict."""
    return WORKED.get(day, day.weekday() < 5)


def walk(works: Works, start: datetime, promise: Promise, pauses: list[tuple[datetime, datetime]]) -> datetime:
    """The peer: day by day and shift by shift, with aware datetimes."""
    left = _allowance(works, start, promise)
    for begin, end in _shifts(works, start):
        for a, b in _without(begin, end, pauses):
            if b - a >= left:
                return a + left
            left -= b - a
    raise AssertionError


def _allowance(works: Works, start: datetime, promise: Promise) -> timedelta:
    if promise.rule == "working_hours":
        return timedelta(hours=promise.amount)
    spent, days = timedelta(), set[date]()
    for begin, end in _shifts(works, start):
        if begin.date() not in days and len(days) > promise.amount:
            break
        days.add(begin.date())
        spent += end - begin
    return spent


def _shifts(works: Works, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    day = start.date()
    while True:
        if works(day):
            for opens, closes in SHIFTS:
                begin, end = datetime.combine(day, opens, ZONE), datetime.combine(day, closes, ZONE)
                if end > start:
                    yield max(begin, start), end
        day += timedelta(1)


def _without(
    begin: datetime, end: datetime, pauses: list[tuple[datetime, datetime]]
) -> Iterator[tuple[datetime, datetime]]:
    for a, b in sorted(pauses):
        if b > begin and a < end:
            if a > begin:
                yield begin, a
            begin = max(begin, b)
    if begin < end:
        yield begin, end


def cases(count: int) -> list[Case]:
    """Clocks of the usual kinds with two pauses each, the same in every run."""
    random = Random(20250925)
    first = datetime(2024, 1, 1, tzinfo=ZONE)

    def moment(since: datetime, days: int) -> datetime:
        return since + timedelta(minutes=random.randrange(days * 24 * 60))

    found: list[Case] = []
    for _ in range(count):
        start = moment(first, 900)
        begins = [moment(start, 6), moment(start, 12)]
        promise = random.choice([Promise("working_days", 2), Promise("working_days", 3), Promise("working_hours", 15)])
        found.append((start, promise, [(begin, moment(begin, 5)) for begin in begins]))
    return found


def run() -> dict[str, float | int]:
    """Measure both in turn and compare every answer."""
    asked = cases(CASES)
    whole: list[tuple[int, Promise, list[Pause]]] = [
        (instant_of(start), promise, [(instant_of(a), instant_of(b)) for a, b in pauses])
        for start, promise, pauses in asked
    ]
    equal = sum(
        due_time(CHINA, *ours).at == instant_of(walk(prepared, *theirs).astimezone(UTC))
        for ours, theirs in zip(whole, asked, strict=True)
    )
    sides = {
        "one clock with two pauses, µs": lambda: [due_time(CHINA, *case) for case in whole[:WALKED]],
        "day-by-day walk, µs": lambda: [walk(is_workday, *case) for case in asked[:WALKED]],
        "the same walk over a prepared dict, µs": lambda: [walk(prepared, *case) for case in asked[:WALKED]],
    }
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, side in sides.items():
            begin = perf_counter()
            side()
            taken[name].append((perf_counter() - begin) / WALKED * 1e6)
    ours, peer, dicts = (median(figures) for figures in taken.values())
    return {
        **dict(zip(sides, (ours, peer, dicts), strict=True)),
        "times faster than the walk": peer / ours,
        "times faster than the walk over a dict": dicts / ours,
        f"equal, of {CASES:,}": equal,
    }
