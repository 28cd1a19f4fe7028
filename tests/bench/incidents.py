"""445 real incidents, to the minute, through the clocks and the ball, against a count of single minutes.

The status changes of a company's incidents (UCI no. 498) become moves, blocks and launches. Then for every incident the
holders' minutes must sum to its lead time, what waited for the user must be business's and for the vendor a third
party's, and the confirmation must be due when its allowance is spent, minute by minute.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

from bihuan.store.rules.columns import Holder
from bihuan.store.rules.happened import Block, Launch
from bihuan.store.rules.holding import elapsed, lead_minutes, minutes, spells
from bihuan.store.rules.hours import MINUTE
from bihuan.store.rules.kept import Move
from bihuan.store.rules.record import Person, Record, Request, Team
from bihuan.store.rules.running import clocks
from bihuan.store.rules.workdays import Calendar

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "requests" / "uci-incidents.jsonl.gz"
CALENDAR = Calendar(zone="UTC")
STEPS = {"New": "submitting", "Active": "developing", "Resolved": "launched", "Closed": "closed"}
# Whom each halt waits for; a problem or evidence is looked for by the technical party itself.
HALTS: dict[str, Holder] = {
    "Awaiting User Info": "business",
    "Awaiting Vendor": "third_party",
    "Awaiting Problem": "technical",
    "Awaiting Evidence": "technical",
}
TEAM = Team(people={1: Person(id=1, login="t", name="T", party="technical")})
FIRST = datetime(2016, 1, 1, tzinfo=UTC)
DAYS = 800


# ---- the naive side: one flag a minute -----------------------------------------------------------------------------
def flags() -> bytearray:
    """For every minute whether it is worked: Monday to Friday, 09:00–12:00 and 13:30–18:00."""
    day = bytearray(24 * 60)
    for opens, closes in ((9 * 60, 12 * 60), (13 * 60 + 30, 18 * 60)):
        day[opens:closes] = b"\1" * (closes - opens)
    off = bytearray(24 * 60)
    return bytearray().join(day if (FIRST + timedelta(n)).weekday() < 5 else off for n in range(DAYS))


OPEN = flags()


def minute_of(at: int) -> int:
    """The place of an instant among the flags."""
    return at // MINUTE - int(FIRST.timestamp()) // 60


def worked(since: int, until: int) -> int:
    """The worked minutes between two instants."""
    return sum(OPEN[minute_of(since) : minute_of(until)])


def due_after(start: int, pauses: list[tuple[int, int]]) -> int:
    """When one working day from an instant is over, walked minute by minute with the pauses left out."""
    at = minute_of(start)
    day_ends = [n * 24 * 60 + 18 * 60 for n in range(DAYS) if (FIRST + timedelta(n)).weekday() < 5]
    first = next(n for n, end in enumerate(day_ends) if end > at)
    left = sum(OPEN[at : day_ends[first + 1]])
    halted = [(minute_of(a), minute_of(b)) for a, b in pauses]
    while left:
        left -= OPEN[at] and not any(a <= at < b for a, b in halted)
        at += 1
    return int(FIRST.timestamp() * 1000) + at * MINUTE


# ---- an incident as a record ---------------------------------------------------------------------------------------
@dataclass
class Replay:
    """One incident on its way: its step, its open halt, the rows it leaves."""

    moves: list[Move] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    launches: list[Launch] = field(default_factory=list)
    step: str = "draft"
    halt: tuple[Holder, int] | None = None

    def go(self, to: str, at: int) -> None:
        """Take the incident to a step; from launched back is a rollback, an end is never left here."""
        if to == self.step:
            return
        kind = "rollback" if self.step == "launched" and to != "closed" else "forward"
        if kind == "rollback":
            self.launches[-1] = Launch(at=self.launches[-1].at, by=1, rolled_back_at=at)
        self.moves.append(Move(kind=kind, from_status=self.step, to_status=to, at=at, by=1))  # type: ignore[arg-type]
        if to == "launched":
            self.launches.append(Launch(at=at, by=1))
        self.step = to

    def take(self, status: str, at: int) -> None:
        """Take in one change of status."""
        if self.halt is not None:
            by, since = self.halt
            self.blocks.append(Block(reason="x", by=by, at=since, ended_at=at))
            self.halt = None
        if status in HALTS:
            if self.step == "launched":
                self.go("developing", at)
            self.halt = HALTS[status], at
        else:
            self.go(STEPS[status], at)


def instant(text: str) -> int:
    """UTC milliseconds of a time as the corpus writes it."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def record_of(incident: dict[str, Any]) -> Record:
    """An incident as a closed request."""
    events = [(e["to"], instant(e["at"])) for e in incident["events"]]
    begun = min(instant(incident["created"]), events[0][1])
    replay = Replay()
    replay.go("submitting", begun)
    for status, at in events:
        replay.take(status, at)
    request = Request(
        id=1,
        status="closed",
        step="closed",
        submitted_at=begun,
        closed_at=events[-1][1],
        step_since=events[-1][1],
        technical_contact=1,
    )
    return Record(
        request, TEAM, moves=tuple(replay.moves), blocks=tuple(replay.blocks), launches=tuple(replay.launches)
    )


def naive(incident: dict[str, Any], length: Any) -> Counter[str]:
    """The time in each status, by the corpus's own events."""
    events = incident["events"]
    found: Counter[str] = Counter()
    for one, other in pairwise(events):
        found[one["to"]] += length(instant(one["at"]), instant(other["at"]))
    return found


def incidents() -> Iterator[dict[str, Any]]:
    """The incidents of the corpus."""
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


# ---- both sides ----------------------------------------------------------------------------------------------------
def faults(incident: dict[str, Any]) -> Iterator[str]:
    """Where the ball or a clock of an incident differs from the count of minutes."""
    record = record_of(incident)
    end = record.request.closed_at or 0
    found = spells(record, CALENDAR, end)
    held, begun = minutes(found, CALENDAR), record.request.submitted_at or 0
    if not sum(held.values()) == lead_minutes(record, CALENDAR, end) == worked(begun, end):
        yield "sum"
    if sum(elapsed(found).values()) != (end - begun) // MINUTE:
        yield "plain sum"
    waited = naive(incident, worked)
    for status, holder in (("Awaiting User Info", "business"), ("Awaiting Vendor", "third_party")):
        plain = naive(incident, lambda a, b: (b - a) // MINUTE)
        if plain[status] != elapsed(found).get(holder, 0):  # type: ignore[call-overload]
            yield f"{status}, plain"
        if waited[status] != held.get(holder, 0):  # type: ignore[call-overload]
            yield status
    yield from clock_faults(record, end)


def clock_faults(record: Record, end: int) -> Iterator[str]:
    """Where the confirmation is not due when its allowance is spent."""
    for start, due, halts in confirmations(record, end):
        if due != due_after(start, halts):
            yield "confirmation"


def confirmations(record: Record, end: int) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """The confirmations that stopped while nothing paused them: start, due time, and the pauses before the stop."""
    for r in clocks(record, CALENDAR, end):
        if r.code == "confirmation" and r.due_at is not None and r.stopped_at is not None:
            halts = [(b.at, b.ended_at or end) for b in record.blocks if b.by in ("business", "third_party")]
            yield r.started_at, r.due_at, [(a, b) for a, b in halts if b <= r.stopped_at]


def run() -> dict[str, float | int]:
    """Replay every incident and compare."""
    began = perf_counter()
    every = list(incidents())
    held: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for one in every:
        record = record_of(one)
        end = record.request.closed_at or 0
        held.update(minutes(spells(record, CALENDAR, end), CALENDAR))
        states.update(r.state for r in clocks(record, CALENDAR, end) if not r.waiting)
        wrong.update(faults(one))
    due = [list(confirmations(r, r.request.closed_at or 0)) for r in map(record_of, every)]
    waited = sum((naive(one, worked) for one in every), Counter())
    return {
        "incidents": len(every),
        "reopened or taken back": sum(any(m.kind == "rollback" for m in record_of(one).moves) for one in every),
        "lead time, working minutes": sum(held.values()),
        **{f"  {holder}": n for holder, n in sorted(held.items())},
        "naive: Awaiting User Info": waited["Awaiting User Info"],
        "naive: Awaiting Vendor": waited["Awaiting Vendor"],
        "confirmations compared": sum(len(found) for found in due),
        "  of them paused": sum(any(start < a < at for a, _ in halts) for found in due for start, at, halts in found),
        **{f"clocks {state}": n for state, n in sorted(states.items())},
        "incidents that differ": sum(any(True for _ in faults(one)) for one in every),
        **{f"  {what}": n for what, n in sorted(wrong.items())},
        "seconds": perf_counter() - began,
    }
