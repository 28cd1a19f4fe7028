"""What a request waited for, from when to when: its blocks, and the questions that stop the work.

Which of them pause a clock says the table (``clocks.pausing``): waiting for others, never one's own doing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bihuan.store.rules.ball import asked_party
from bihuan.store.rules.clocks import CLOCK, Code, Wait, pausing
from bihuan.store.rules.due_times import Pause
from bihuan.store.rules.happened import Block
from bihuan.store.rules.record import Record


class Waited(NamedTuple):
    """One wait: for what, from when, until when; None while it lasts."""

    wait: Wait
    since: int
    until: int | None


def waits(record: Record) -> tuple[Waited, ...]:
    """Every wait of a request that may pause a clock; they may overlap."""
    # What came from elsewhere may say that it ended before it began; such a wait took no time.
    told = (*_halts(record), *_questions(record))
    return tuple(w for w in told if w.until is None or w.until > w.since)


def _halts(record: Record) -> Iterator[Waited]:
    for b in record.blocks:
        yield from (Waited(wait, b.at, b.ended_at) for wait in _of_block(b))


def _of_block(b: Block) -> Iterator[Wait]:
    if b.deferred:
        yield "deferred"
    if b.force_majeure:
        yield "force_majeure"
    if b.by in ("business", "third_party"):
        yield b.by


def _questions(record: Record) -> Iterator[Waited]:
    for q in record.questions:
        if q.stops_work and asked_party(record, q) == "business":
            yield Waited("business", q.at, q.answered_at)


def pauses(found: tuple[Waited, ...], code: Code, party: str, until: int) -> tuple[Pause, ...]:
    """The pauses of a clock that a party owes, as they stood at an instant: what lasted then is open."""
    those = pausing(CLOCK[code], party)
    return tuple(
        (w.since, w.until if w.until is not None and w.until <= until else None)
        for w in found
        if w.wait in those and w.since < until
    )


def held_up(found: tuple[Waited, ...], since: int, until: int) -> Iterator[tuple[int, int]]:
    """The stretches within a span in which others held the technical party up, in order and apart."""
    end = since
    for w in sorted(found, key=lambda w: w.since):
        begin, stop = max(w.since, end), until if w.until is None else min(w.until, until)
        if begin < stop:
            yield begin, stop
            end = stop
