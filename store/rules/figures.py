"""Numbers that people plan with: working days between instants, percentiles, shares. Exact decimals, never floats."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from bihuan.store.rules.hours import MINUTE
from bihuan.store.rules.workdays import Calendar, open_between

TENTH = Decimal("0.1")


def rounded(value: Decimal, to: Decimal = TENTH) -> Decimal:
    """A number as people say it: halves go up."""
    return value.quantize(to, ROUND_HALF_UP)


def days_of_minutes(calendar: Calendar, minutes: int) -> Decimal:
    """Working minutes as working days of the calendar's own length, to a tenth."""
    return rounded(Decimal(minutes) / sum(s.closes - s.opens for s in calendar.shifts))


def working_days(calendar: Calendar, since: int, until: int) -> Decimal:
    """The working days between two instants, to a tenth."""
    return days_of_minutes(calendar, open_between(calendar, since, until) // MINUTE)


def percentile(values: Sequence[Decimal], percent: int) -> Decimal | None:
    """The value that so many per cent of all do not exceed: always one that was there; None of none."""
    if not values:
        return None
    rank = -(-len(values) * percent // 100)
    return sorted(values)[max(rank, 1) - 1]


def mean(values: Sequence[Decimal]) -> Decimal | None:
    """The mean to a tenth, None of none."""
    return rounded(sum(values, Decimal()) / len(values)) if values else None


def share(part: int, whole: int) -> Decimal | None:
    """How many per cent a part is of a whole, to a tenth; None of nothing."""
    return rounded(Decimal(100 * part) / whole) if whole else None
