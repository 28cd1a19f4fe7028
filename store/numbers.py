"""The numbers of a whole store: load and queue of what is open, statistics over everything. Reads, never writes.

Every request counts, confidential ones too; who may not see one is never told its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from bihuan.store import read
from bihuan.store.rules.load import LOADING, WAITING_FOR_A_PLAN, Load, load, queue, work_of
from bihuan.store.rules.record import Record
from bihuan.store.rules.workdays import date_of

if TYPE_CHECKING:
    from bihuan.store.file import Store


def at_steps(store: Store, steps: Iterable[str], where: str = "1", *args: object) -> Iterator[Record]:
    """The open requests at some steps, whole."""
    wanted = tuple(steps)
    marks = ", ".join("?" * len(wanted))
    found = store.sql(
        f"SELECT id FROM request WHERE step IN ({marks}) AND status NOT IN ('rejected', 'withdrawn') AND {where} "
        "ORDER BY id",
        (*wanted, *args),
    )
    return read.records(store, [i for (i,) in found])


def load_of(store: Store, now: int, also: Record | None = None) -> tuple[Load, ...]:
    """Each owner's load by week.

    Args:
        store: where.
        now: the instant.
        also: a request as it is being typed, in the place of what the store holds of it.
    """
    calendar = store.calendar
    today = date_of(calendar, now)
    typed = also.request.id if also is not None else 0
    records = [r for r in at_steps(store, LOADING) if r.request.id != typed]
    every = (*records, also) if also is not None else records
    return load((work for r in every for work in work_of(r, calendar, today)), calendar, today)


def queue_of(store: Store) -> tuple[Record, ...]:
    """The requests without a plan that the person at the store may see, in their turn."""
    where, args = read.seen_by(store, store.me)
    return queue(at_steps(store, WAITING_FOR_A_PLAN, where, *args))
