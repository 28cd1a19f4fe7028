"""What stands beside an act on the command line: similar requests before submitting, full weeks after planning."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import Any

from bihuan.store import numbers, past
from bihuan.store.file import Store
from bihuan.store.rules.load import Week
from bihuan.store.rules.record import Record
from bihuan.store.rules.similar import Alike
from bihuan.store.text import shown
from bihuan.tui.beside import SCHEDULES, SHOWN, like_lines, overload_words, overloads
from bihuan.tui.columns import days
from bihuan.tui.lines import plain
from bihuan.tui.session import Session
from bihuan.tui.sight import sight_in

COLUMNS = 100
SUBMITTING = ("submit", "advance")
Full = Sequence[tuple[int, Week]]


# ---- similar requests --------------------------------------------------------------------------------------------
def similar_to_draft(store: Store, record: Record) -> tuple[Alike, ...]:
    """The requests to look at before a draft is submitted; of anything else none."""
    return past.compare(store, record).found[:SHOWN] if record.request.step == "draft" else ()


def similar_lines(here: Session, store: Store, found: Sequence[Alike]) -> Iterator[str]:
    """Similar requests, a line each under a heading; nothing where there are none."""
    sight = sight_in(here.lang, store.calendar.info, store.team.people, store.now())
    if found:
        yield here.say("beside.similar_told", n=len(found))
        yield from (shown(plain(one).rstrip()) for one in like_lines(sight, found, COLUMNS))


def told(found: Alike) -> dict[str, Any]:
    """A similar request as programs read it."""
    one = found.past
    return {
        "number": one.name,
        "title": one.title,
        "status": one.status,
        "type": one.described.kind,
        "systems": sorted(one.described.systems),
        "score": found.score,
        "estimate_days": days(one.estimate),
        "actual_days": days(one.actual),
        "rework": one.rework,
    }


# ---- full weeks --------------------------------------------------------------------------------------------------
def full_weeks(store: Store, before: Record, after: Record) -> Full | None:
    """The weeks on which too much lies once the schedule of a request was changed; None when it was not."""
    moved = any(getattr(before, many) != getattr(after, many) for many in SCHEDULES)
    moved = moved or before.request.estimate_days != after.request.estimate_days
    return overloads(numbers.load_beside(store, after)) if moved else None


def full_lines(here: Session, store: Store, record: Record, found: Full) -> Iterator[str]:
    """Full weeks in words, and the command that makes them a concern."""
    sight = sight_in(here.lang, store.calendar.info, store.team.people, store.now())
    words = [overload_words(sight, *one) for one in found]
    if words:
        yield from (shown(f"! {one}") for one in words)
        command = f"bihuan concern {record.name} --kind resource_conflict {shlex.quote(words[0])}"
        yield shown(here.say("cli.next", command=command))


def told_full(store: Store, found: Full) -> list[dict[str, Any]]:
    """Full weeks as programs read them."""
    people = store.team.people
    return [
        {
            "person": people[who].login if who in people else None,
            "week": week.monday.isoformat(),
            "effort_days": days(week.effort),
            "capacity_days": week.capacity,
        }
        for who, week in found
    ]
