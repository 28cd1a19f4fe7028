"""Instants that no row keeps, told by the entries of the history: who did which act when.

A record may be read without its history. Then these are not known, and what depends on them is left out: an instant is
never made up, so nothing is called late that perhaps was not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bihuan.store.rules.course import Stay
from bihuan.store.rules.record import CHILDREN, TABLES, Entry, Record

WAITING_STATES = ("to_test", "done")
INSTANTS = {cls.many: tuple(c.name for c in TABLES.columns[cls.table] if c.kind == "instant") for cls in CHILDREN}
# What is no part of the course: noting it has no order among what happens.
BOOKKEEPING = frozenset({"attachments", "documents", "acknowledgements", "verdicts", "handovers", "nudges", "looks"})
# What a happening follows upon besides the last move; whatever else was noted meanwhile has no order with it.
BEFORE: Final[dict[str, tuple[str, ...]]] = {
    "confirm": ("blocks", "contacts"),
    "launch": ("blocks", "signoffs", "changes", "test_runs", "judgements", "launches"),
    "rollback": tuple(INSTANTS.keys() - BOOKKEEPING),
    "monitor": ("launches", "incidents"),
}


def earliest(record: Record, act: str) -> int:
    """The earliest instant of a happening that is told after other entries about its request.

    An answer follows upon its question, which the act itself looks at; a review or an incident belongs to the step.
    A rollback voids what was running, so it follows upon all that has stopped or started.
    """
    if act in ("answer", "tell"):
        return record.request.created_at
    rows = ((row, many) for many in BEFORE.get(act, ()) for row in getattr(record, many))
    answered = (q.answered_at or 0 for q in record.questions if q.stops_work and act == "launch")
    instants = (getattr(row, name) or 0 for row, many in rows for name in INSTANTS[many])
    return max(record.request.step_since, *instants, *answered, 0)


def standing(record: Record) -> Iterator[Entry]:
    """The entries of what was not undone: an undo names the first entry of the act that it took back."""
    undone = {int(e.reason.rpartition(" ")[2]) for e in record.history if e.act == "undo" and e.reason}
    return (e for e in record.history if e.seq not in undone)


def acted(record: Record, *acts: str, since: int, until: int | None, by: int | None = None) -> Iterator[int]:
    """When one of some acts was done within a span, its ends included, by anybody or by one person."""
    for e in standing(record):
        if e.act in acts and e.since >= since and (until is None or e.since <= until) and by in (None, e.by):
            yield e.since


def contested(record: Record, stay: Stay) -> Iterator[int]:
    """When what was entered for somebody was contested in a stay."""
    return acted(record, "contest", since=stay.since, until=stay.until)


def knows(record: Record, act: str) -> bool:
    """The history tells of such an act at all; a text that an import brought has none."""
    return any(e.act == act for e in standing(record))


def items_waiting_since(record: Record, stay: Stay) -> int | None:
    """Since when, in a stay in developing, all work items wait for test; None when they do not.

    A work item keeps no instant: the last move of one tells, else the last update, else the whole stay counts.
    """
    if not record.work_items or any(i.state not in WAITING_STATES for i in record.work_items):
        return None
    moved = list(acted(record, "item", since=stay.since, until=stay.until))
    return max(moved or [u.at for u in record.updates if stay.within(u.at)], default=stay.since)


def chosen_over(record: Record, stay: Stay) -> tuple[int, int | None] | None:
    """From when to when, in a stay in assessing, business had an alternative to choose; None when it had not.

    It begins with the technical party's last word before the choice, for the rows keep neither instant.
    """
    chosen = any(a.chosen for a in record.alternatives)
    if record.request.feasible is not False or not record.alternatives:
        return None
    end = max(acted(record, "choose", since=stay.since, until=stay.until), default=None)
    if chosen and end is None:
        return None
    people = record.team.people
    said = (
        e.at
        for e in standing(record)
        if e.act in ("set", "edit", "respond")
        and stay.since <= e.at
        and (end is None or e.at <= end)
        and (who := people.get(e.by or 0)) is not None
        and who.party == "technical"
    )
    return max(said, default=stay.since), end if chosen else None
