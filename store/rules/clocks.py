"""The clocks: what each promises, who owes it, by which rule it is due, and which waits pause it.

A promise is due and can be missed. A waiting period has an end and is never missed; only what is owed after it can be
late. (``spec/clocks.md``, the two tables at the top)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from bihuan.store.rules.due_times import Promise, Rule

Code = Literal[
    "confirmation",
    "feedback",
    "progress",
    "look",
    "deviation",
    "answer",
    "response",
    "monitoring",
    "stable_run",
    "rectification",
    "late_signature",
    "debt",
    "milestone",
]

# Who owes it: a role or a party; else whom the question asked, whose act it is, each party, or a row's own owner.
Owes = Literal[
    "technical_contact", "technical", "developers", "business_contact", "asked", "actor", "each_party", "owner"
]

# What a request may be waiting for. A block by one's own doing pauses nothing of one's own, so it is not among them.
Wait = Literal["business", "third_party", "force_majeure", "deferred"]

_TECHNICAL: Final[frozenset[Wait]] = frozenset({"business", "third_party", "force_majeure", "deferred"})
_LOOK: Final[frozenset[Wait]] = frozenset({"third_party", "force_majeure", "deferred"})
_DEFERRED: Final[frozenset[Wait]] = frozenset({"deferred"})
_NEVER: Final[frozenset[Wait]] = frozenset()


@dataclass(frozen=True, slots=True)
class Clock:
    """One line of the table.

    Args:
        code: its name, everywhere.
        owes: who must act for it to stop.
        promise: so many days or hours, unless the team sets others; None when it is due on a date of the record.
        waiting: the waiting period before the promise begins, likewise.
        pauses: the waits that pause it.
        day_by_day: the day that it starts on is the first of its days, so that one day is due at that day's end.
    """

    code: Code
    owes: Owes
    promise: Promise | None
    waiting: Promise | None = None
    pauses: frozenset[Wait] = _NEVER
    day_by_day: bool = False

    @property
    def rule(self) -> Rule:
        """Which rule its due time comes from."""
        return self.promise.rule if self.promise else "date"


def _days(amount: int) -> Promise:
    return Promise("working_days", amount)


def _elapsed(hours: int) -> Promise:
    return Promise("elapsed", hours)


CLOCKS: Final[tuple[Clock, ...]] = (
    Clock("confirmation", "technical_contact", _days(1), pauses=_TECHNICAL),
    Clock("feedback", "technical", _days(2), pauses=_TECHNICAL),
    # One entry every working day: a day that begins within a pause wants none, one that began before it is due later.
    Clock("progress", "developers", _days(1), pauses=_TECHNICAL, day_by_day=True),
    Clock("look", "business_contact", _days(2), pauses=_LOOK),
    Clock("deviation", "technical", Promise("working_hours", 4), pauses=_TECHNICAL),
    Clock("answer", "asked", _elapsed(24)),
    # These pause it where technical owes it; `pausing` knows the rest.
    Clock("response", "actor", _days(2), pauses=_TECHNICAL),
    Clock("monitoring", "technical", _days(1), waiting=_elapsed(24)),
    Clock("stable_run", "each_party", _days(1), waiting=_days(3)),
    Clock("rectification", "technical", None),
    Clock("late_signature", "owner", _days(1)),
    Clock("debt", "owner", _days(1), pauses=_DEFERRED),
    Clock("milestone", "owner", None),
)
CLOCK: Final[dict[Code, Clock]] = {clock.code: clock for clock in CLOCKS}


def pausing(clock: Clock, owed_by: str) -> frozenset[Wait]:
    """The waits that pause a clock while a party owes it.

    Waiting for others pauses what technical owes and business's look; a response that business owes only rests while
    the request is deferred.
    """
    own = owed_by == "technical" or clock.owes == "business_contact"
    return clock.pauses if own else clock.pauses & _DEFERRED
