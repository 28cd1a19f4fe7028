"""The numbers of a whole store: load and queue of what is open, statistics over everything. Reads, never writes.

Every request counts, confidential ones too; who may not see one is never told its name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, get_args

from bihuan.store import read, seen
from bihuan.store.rules.columns import Holder
from bihuan.store.rules.holding import Spell, spells
from bihuan.store.rules.load import LOADING, WAITING_FOR_A_PLAN, Load, load, queue, work_of
from bihuan.store.rules.record import Record
from bihuan.store.rules.stats import MEASURED, WANTED, Figure, asked, stats
from bihuan.store.rules.steps import ENDS
from bihuan.store.rules.workdays import date_of

__all__ = ["MEASURED", "Counted", "at_steps", "ball_of", "held_now", "load_of", "queue_of", "stats_of"]

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


def load_beside(store: Store, record: Record) -> tuple[Load, ...]:
    """The load of those who have work in a request, over the weeks that it lies on, as the request is given."""
    rid = record.request.id
    of_it = ((one, [w for w in one.weeks if rid in dict(w.of)]) for one in load_of(store, store.now(), record))
    return tuple(Load(one.person, tuple(weeks)) for one, weeks in of_it if weeks)


def queue_of(store: Store) -> tuple[Record, ...]:
    """The requests without a plan that the person at the store may see, in their turn."""
    where, args = read.seen_by(store, store.me)
    return queue(at_steps(store, WAITING_FOR_A_PLAN, where, *args))


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures, and over how many requests: of some the person may not even know the name."""

    figures: tuple[Figure, ...]
    requests: int
    unnamed: int


def stats_of(store: Store, now: int, year: int | None = None) -> Counted:
    """Every figure over every request that was ever submitted."""
    ids = [i for (i,) in store.sql("SELECT id FROM request WHERE status <> 'draft' ORDER BY id")]
    visible = read.visible(store, ids)
    figures = stats(unnamed(store, read.records(store, ids, only=WANTED), visible), asked(store.calendar, now, year))
    return Counted(figures, len(ids), len(ids) - len(visible))


def unnamed(store: Store, records: Iterable[Record], visible: Collection[int]) -> Iterator[Record]:
    """Requests of which those that the person may not see bring no department that only they name."""
    known = {p.department for p in store.team.people.values()}
    known |= {d.name for d in store.team.duties if d.of == "department"}
    for record in records:
        r = record.request
        if r.id in visible or r.department in known:
            yield record
        else:
            yield replace(record, request=replace(r, department=None))


def ball_of(store: Store, rid: int, now: int) -> tuple[Record, tuple[Spell, ...]]:
    """One request and who had the ball, from submission to its end or to now."""
    record = read.record(store, rid, history=True)
    return record, spells(record, store.calendar, now)


def held_now(store: Store, now: int) -> dict[str, int]:
    """Of how many open requests each holder has the ball now, of all that were submitted."""
    marks = ", ".join("?" * len(ENDS))
    counted = store.sql(
        f"SELECT {seen.ball(now)} holder, count(*) FROM standing JOIN request ON request.id = standing.request "
        f"WHERE status NOT IN ('draft', {marks}) GROUP BY holder",
        ENDS,
    )
    found = dict(counted)
    return {holder: found[holder] for holder in get_args(Holder) if holder in found}
