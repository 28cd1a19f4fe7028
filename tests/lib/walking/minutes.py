"""The working calendar once more, minute by minute and from the raw rows: slow, plain, by no rules but its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache

MINUTE, DAY = 60_000, 86_400_000
OPEN = (*range(9 * 60, 12 * 60), *range(13 * 60 + 30, 18 * 60))
ZONE = timedelta(hours=8)
AHEAD, EPOCH = 8 * 60 * MINUTE, date(1970, 1, 1)


class Minutes:
    """A store's calendar in Shanghai with the usual hours."""

    def __init__(self, days: Iterable[tuple[str, int]]) -> None:
        self.days = {date.fromisoformat(day): bool(work) for day, work in days}
        self.due = cache(self._due)
        self.worked = cache(lambda day: self.works(EPOCH + timedelta(day)))

    def works(self, day: date) -> bool:
        """The day is worked."""
        return self.days.get(day, day.weekday() < 5)

    def open(self, at: int) -> bool:
        """The minute that begins at an instant is worked."""
        return (at + AHEAD) // MINUTE % (24 * 60) in OPEN_SET and self.worked(day_of(at))

    def closing(self, day: date) -> int:
        """The last closing time of a day."""
        return instant(datetime(day.year, day.month, day.day, 18))

    def _due(self, start: int, days: int) -> int:
        """When so many working days from an instant are over: day 0 is the first whose closing lies ahead."""
        day = moment(start).date()
        while not self.works(day) or self.closing(day) <= start:
            day += timedelta(1)
        for _ in range(days):
            day += timedelta(1)
            while not self.works(day):
                day += timedelta(1)
        return self.closing(day)

    def between(self, since: int, until: int) -> int:
        """The working minutes between two whole minutes: whole days by their day, the rest minute by minute."""
        first, last = (midnight(day_of(at)) for at in (since + DAY - 1, until))
        if last <= first:
            return sum(self.open(at) for at in range(since, until, MINUTE))
        whole = sum(self.worked(day) for day in range(day_of(first), day_of(last)))
        return self.between(since, first) + len(OPEN) * whole + self.between(last, until)


OPEN_SET = frozenset(OPEN)


def day_of(at: int) -> int:
    """The number of an instant's day."""
    return (at + AHEAD) // DAY


def midnight(day: int) -> int:
    """The instant at which a day begins."""
    return day * DAY - AHEAD


def moment(at: int) -> datetime:
    """What the clock on the wall shows."""
    return (datetime.fromtimestamp(at / 1000, UTC) + ZONE).replace(tzinfo=None)


def instant(wall: datetime) -> int:
    """The instant of a time on the wall."""
    return int((wall - ZONE).replace(tzinfo=UTC).timestamp() * 1000)
