"""The course of a request as its moves tell it: in which step it stood from when to when, and how it came and left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, NamedTuple, cast

from bihuan.store.rules.kept import Move
from bihuan.store.rules.record import Record, Step
from bihuan.store.rules.steps import ENDS, RUNNING

Span = tuple[int, int | None]  # from, until; None while it lasts
# The moves that start new clocks and leave what was running void (``spec/clocks.md``, "Rules").
BACK: Final = frozenset({"return", "rollback", "reopen", "resubmit"})


@dataclass(frozen=True, slots=True)
class Stay:
    """An unbroken time in one step, a halt within it included.

    Attributes:
        step: where the request stood.
        since: when it came there.
        until: when it left; None when it stands there now.
        came: the kind of the move by which it came; ``resubmit`` for a later submission of the same request.
        left: the kind of the move by which it left.
        cycle: 1, and one more after each reopening.
        round: how many times it had come to testing; judgements carry the same number.
    """

    step: Step
    since: int
    until: int | None = None
    came: str = "forward"
    left: str | None = None
    cycle: int = 1
    round: int = 0

    def holds(self, instant: int) -> bool:
        """The request stood there at an instant; at the one of a move it has left."""
        return self.since <= instant and (self.until is None or instant < self.until)

    def within(self, instant: int) -> bool:
        """The same, the instant of leaving included: what an act wrote that then moved the request on."""
        return self.since <= instant and (self.until is None or instant <= self.until)


class Cut(NamedTuple):
    """An instant at which running clocks became void, and when what is still open starts anew, if it does."""

    at: int
    again: int | None


def stays(record: Record) -> tuple[Stay, ...]:
    """Every stay from submission on; between an end and a reopening there is none."""
    found: list[Stay] = []
    here = _untold(record)
    cycle = tested = 0
    for m in record.moves:
        if here is not None:
            found.append(replace(here, until=max(m.at, here.since), left=m.kind))
            here = None
        if m.to_status in RUNNING:
            cycle += m.kind == "reopen"
            tested += m.to_status == "testing"
            here = Stay(m.to_status, m.at, came=_came(m, bool(found)), cycle=1 + cycle, round=max(1, tested))
    return tuple(_to_the_present(record, found, here))


def _came(m: Move, submitted: bool) -> str:
    return "resubmit" if m.kind == "forward" and m.to_status == "submitting" and submitted else m.kind


def _untold(record: Record) -> Stay | None:
    """Where a request stood before the first move that is on record: history from elsewhere may lack moves."""
    r = record.request
    if record.moves:
        first = record.moves[0]
        told = first.from_status in RUNNING and r.submitted_at is not None and r.submitted_at < first.at
        return Stay(cast(Step, first.from_status), r.submitted_at or 0, round=1) if told else None
    return Stay(r.step, r.step_since, round=1) if r.step in RUNNING else None


def _to_the_present(record: Record, found: list[Stay], here: Stay | None) -> Iterator[Stay]:
    """Close the last stay as the request itself says, where its moves do not."""
    r = record.request
    yield from found
    if r.status in ENDS:
        if here is not None:
            left = "forward" if r.status == "closed" else "withdraw"
            yield replace(here, until=max(here.since, r.closed_at or here.since), left=left)
    elif r.step in RUNNING and (here is None or here.step != r.step):
        since = max(r.step_since, here.since if here else 0)
        if here is not None:
            yield replace(here, until=since, left="forward")
        yield Stay(r.step, since, cycle=here.cycle if here else 1, round=here.round if here else 1)
    elif here is not None:
        yield here


def cuts(course: tuple[Stay, ...]) -> tuple[Cut, ...]:
    """Where running clocks became void: at each return, rollback, reopening, resubmission and end."""
    found = [
        Cut(a.until, b.since)
        for a, b in pairwise(course)
        if a.until is not None and (b.came in BACK or b.since > a.until)
    ]
    last = course[-1] if course else None
    if last is not None and last.until is not None:
        found.append(Cut(last.until, None))
    return tuple(found)


def cycle_at(course: tuple[Stay, ...], instant: int) -> int:
    """The cycle that an instant belongs to; between two, the one that has ended."""
    return next((s.cycle for s in reversed(course) if s.since <= instant), 1)


def overlap(one: Span, other: Span) -> Span | None:
    """What two spans have in common; None when that is nothing."""
    since = max(one[0], other[0])
    ends = [end for end in (one[1], other[1]) if end is not None]
    until = min(ends, default=None)
    return None if until is not None and until <= since else (since, until)
