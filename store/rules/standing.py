"""How a request stands: who is next to act, for how long that holds by time alone, and what is due first. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.store.rules.ball import ball, waiting
from bihuan.store.rules.columns import Holder
from bihuan.store.rules.owed import Owed
from bihuan.store.rules.record import Record
from bihuan.store.rules.running import clocks, owed_from
from bihuan.store.rules.steps import ENDS
from bihuan.store.rules.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Standing:
    """What is reckoned from a record.

    Attributes:
        ball: who is next to act.
        turns_at: when time alone gives the ball to somebody else: the end of the waiting periods.
        turns_to: to whom.
        due_at: the earliest due instant of a running clock.
        due_clock: its promise.
        estimated: that instant rests on a year without official days.
        disputed: it is the launch date, and a later one is asked for.
    """

    ball: Holder
    turns_at: int | None
    turns_to: Holder | None
    due_at: int | None
    due_clock: str | None
    estimated: bool
    disputed: bool


def standing_of(record: Record, calendar: Calendar, now: int, found: tuple[Owed, ...] | None = None) -> Standing:
    """Reckon how a request stands.

    Args:
        record: the request.
        calendar: the working calendar.
        now: the instant.
        found: what is owed, where it is known already.
    """
    running = [
        o for o in (owed_from(clocks(record, calendar, now)) if found is None else found) if o.due_at is not None
    ]
    first = min(running, key=lambda o: o.due_at or 0, default=None)
    r = record.request
    period = waiting(record, calendar) if r.step == "launched" and r.status not in ENDS else None
    turns_at = period.stable_at if period and now < period.stable_at else None
    return Standing(
        ball(record, calendar, now),
        turns_at,
        None if turns_at is None else ball(record, calendar, turns_at),
        first.due_at if first else None,
        first.clock if first else None,
        bool(first and first.estimated),
        bool(first and first.disputed),
    )
