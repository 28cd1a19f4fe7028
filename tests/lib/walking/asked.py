"""Questions about due times, and a walk that answers them minute by minute, knowing nothing of how the product does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bihuan.store.rules.due_times import Pause, Promise, due_time
from bihuan.store.rules.hours import read_shifts
from bihuan.store.rules.workdays import Calendar, Day


class Walk:
    """A calendar as a question to every single minute."""

    def __init__(self, calendar: Calendar) -> None:
        self.zone = ZoneInfo(calendar.zone)
        self.shifts = [tuple(shift) for shift in calendar.shifts]
        self.days = {day.on: day.work for day in calendar.days}

    def local(self, minute: int) -> datetime:
        return datetime.fromtimestamp(minute * 60, UTC).astimezone(self.zone)

    def works(self, on: date) -> bool:
        return self.days.get(on, on.weekday() < 5)

    def open(self, minute: int) -> bool:
        local = self.local(minute)
        time = local.hour * 60 + local.minute
        return any(a <= time < b for a, b in self.shifts) and self.works(local.date())

    def closing(self, minute: int, days: int) -> int:
        """After the last open minute of the working day that many days after the first one still open."""
        ends: dict[date, int] = {}
        while len(ends) < days + 2:
            if self.open(minute):
                ends[self.local(minute).date()] = minute + 1
            minute += 1
        return list(ends.values())[days]

    def due(
        self, start: int, promise: Promise, pauses: list[tuple[int, int]], held: int | None = None
    ) -> tuple[int | None, int]:
        """When the allowance is spent; from ``held`` on nothing is, and then it is what remains that is told."""
        if promise.rule == "working_days":
            end = self.closing(start, promise.amount)
            left = sum(self.open(m) for m in range(start, end))
        else:
            left = promise.amount * 60
        minute = start
        while left:
            if held is not None and held <= minute:
                return None, left
            counts = promise.rule == "elapsed" or self.open(minute)
            left -= counts and not any(a <= minute < b for a, b in pauses)
            minute += 1
        return minute, 0


HOURS = [
    "09:00-12:00,13:30-18:00",
    "00:00-24:00",
    "08:15-16:45",
    "06:00-10:00,10:00-14:00,20:00-24:00",
    "01:30-02:10,02:30-03:30",
    "02:00-03:00,23:00-24:00",
]
# Around a change of the clock (Berlin, also with a worked Sunday; Cairo at midnight; Lord Howe by half an hour), at
# a make-up day, at a year's end.
PLACES = [
    ("Europe/Berlin", date(2025, 3, 28)),
    ("Europe/Berlin", date(2025, 10, 24)),
    ("Africa/Cairo", date(2025, 4, 23)),
    ("Africa/Cairo", date(2025, 10, 29)),
    ("Australia/Lord_Howe", date(2025, 4, 4)),
    ("Asia/Shanghai", date(2025, 9, 25)),
    ("America/New_York", date(2025, 12, 29)),
    ("Pacific/Kiritimati", date(2025, 12, 29)),
]
MINUTE, SPARE = 60_000, 4 * 24 * 60  # milliseconds; how many minutes a question reaches over

Asked = tuple[Calendar, int, Promise, list[tuple[int, int]]]


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    """A calendar with some days changed, a start, a promise, pauses that may touch or overlap."""
    zone, first = draw(st.sampled_from(PLACES))
    changed = draw(st.dictionaries(st.integers(0, 6), st.booleans(), max_size=4))
    days = tuple(Day(first + timedelta(n), work) for n, work in changed.items())
    calendar = Calendar(zone, read_shifts(draw(st.sampled_from(HOURS))), days)
    begin = int(datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(zone)).timestamp()) // 60
    minutes = st.integers(0, SPARE) | st.integers(0, SPARE // 30).map(lambda n: n * 30)
    start = begin + draw(minutes)
    pauses = [sorted((begin + a, begin + b)) for a, b in draw(st.lists(st.tuples(minutes, minutes), max_size=3))]
    promise = draw(
        st.builds(Promise, st.just("working_days"), st.integers(1, 3))
        | st.builds(Promise, st.sampled_from(["working_hours", "elapsed"]), st.integers(1, 12))
    )
    return calendar, start, promise, [(a, b) for a, b in pauses]


def as_pauses(pauses: list[tuple[int, int]]) -> list[Pause]:
    """The same in milliseconds."""
    return [(a * MINUTE, b * MINUTE) for a, b in pauses]


def equal_to_a_walk(question: Asked, held: int | None) -> None:
    """The product says what the walk says; so many minutes after the start a pause may begin that is still open."""
    calendar, start, promise, pauses = question
    still = [] if held is None else [((start + held) * MINUTE, None)]
    due = due_time(calendar, start * MINUTE, promise, [*as_pauses(pauses), *still])
    at, left = Walk(calendar).due(start, promise, pauses, None if held is None else start + held)
    assert (due.at, due.left) == (None if at is None else at * MINUTE, left * MINUTE)
