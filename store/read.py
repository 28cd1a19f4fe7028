"""Everything that is read from the store: a record whole, lists, the inbox; the one place that says who sees what.

Plain SQL, frozen values out. Every list, count, search, export and page goes through :func:`seen_by`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from bihuan.store import schema, seen
from bihuan.store.errors import BadInput, NotFound
from bihuan.store.rules.checks import Circumstances
from bihuan.store.rules.field import Child
from bihuan.store.rules.field import Row as TableRow
from bihuan.store.rules.freeze import steps_ending
from bihuan.store.rules.hours import read_shifts
from bihuan.store.rules.ledger import State, fold
from bihuan.store.rules.planned import Link
from bihuan.store.rules.record import (
    CHILDREN,
    MANY,
    TABLES,
    CalendarDay,
    Deputy,
    Duty,
    Entry,
    Person,
    Post,
    Record,
    Request,
    Setting,
    Team,
)
from bihuan.store.rules.workdays import Calendar, Day, date_of
from bihuan.store.seen import ORDER

if TYPE_CHECKING:
    from bihuan.store.file import Store

V = TypeVar("V", bound=TableRow)
TOGETHER = 200  # requests read at once: few queries, and never the whole store in memory
WANTED = "SELECT value FROM json_each(?)"
# Most tables hold nothing of a given request: one statement says which do, and only those are read.
HELD = f"SELECT {', '.join(f'EXISTS (SELECT 1 FROM {cls.table} WHERE request = ?1)' for cls in CHILDREN)}"
# The entries of a request that wrote a column of one row.
WROTE = """
about = ? AND EXISTS (SELECT 1 FROM json_each(body, '$.changes') AS each WHERE each.value ->> 0 = ?
    AND each.value ->> 1 = ? AND each.value ->> 2 <> 'e' AND json_type(each.value, ?) IS NOT NULL)
"""


def rows(store: Store, cls: type[V], where: str = "", *args: Any) -> tuple[V, ...]:
    """Rows of a table as frozen values."""
    names = TABLES.names[cls.table]
    found = store.sql(f"SELECT {TABLES.selected(cls.table)} FROM {cls.table} {where}", args)
    return tuple(TABLES.value(cls, zip(names, r, strict=True)) for r in found)


def team(store: Store) -> Team:
    """The people, deputies, duties and settings as they are now."""
    settings = {s.key: s.value for s in rows(store, Setting)}
    return Team(
        people={p.id: p for p in rows(store, Person)},
        posts=posts(store),
        deputies=rows(store, Deputy, "WHERE NOT dropped"),
        duties=rows(store, Duty, "WHERE NOT dropped"),
        settings=settings,
        demo=settings.get("demo") == "true",
    )


POSTS = """
SELECT at, change ->> 1, change -> 4 ->> 'department', change -> 4 ->> 'title'
FROM (SELECT seq, at, each.value AS change FROM entry, json_each(body, '$.changes') each
      WHERE about >= 'person/' AND about < 'person0')
WHERE change ->> 0 = 'person' AND (change -> 4 ->> 'department' IS NOT NULL OR change -> 4 ->> 'title' IS NOT NULL)
ORDER BY seq
"""


def posts(store: Store) -> dict[int, tuple[Post, ...]]:
    """Where each person was and as what, oldest first, as the ledger has it; of an erased one nothing."""
    found: dict[int, tuple[Post, ...]] = {}
    for at, person, department, title in store.sql(POSTS):
        before = found.get(person, ())
        last = before[-1] if before else Post(at, "", "")
        now = Post(at, last.department if department is None else department, last.title if title is None else title)
        found[person] = (*before, now)
    return found


def calendar(store: Store) -> Calendar:
    """The working calendar of the team's settings and its days."""
    days = tuple(Day(d.day, d.work, d.name or None, d.source or None) for d in rows(store, CalendarDay, "ORDER BY id"))
    official = store.team.told("calendar.official")
    return Calendar(
        zone=store.team.told("calendar.zone"),
        shifts=read_shifts(store.team.told("calendar.hours")),
        days=days,
        official=None if official is None else frozenset(official),
    )


# ---- who sees what ----------------------------------------------------------------------------------------------
def seen_by(store: Store, who: Person | None) -> tuple[str, tuple[Any, ...]]:
    """The condition on ``request`` that leaves what a person may see, and its arguments."""
    today = date_of(store.calendar, store.now()).isoformat()
    return seen.seen_by(who.id if who else 0, bool(who and who.keeper), today)


def resolve(store: Store, no: str, who: Person | None = None, *, all_seen: bool = False) -> int:
    """The id of a request by its number, a draft's ``d12``, or ``source/source_id``.

    Raises:
        NotFound: there is none that this person may see.
        BadInput: it cannot even be looked for.
    """
    try:
        no.encode()
    except UnicodeEncodeError:
        raise BadInput("E-TEXT-SURROGATE") from None
    where, args = ("1", ()) if all_seen else seen_by(store, who or store.me)
    found = store.one(f"SELECT id FROM request WHERE number = ? AND {where}", no, *args)
    if found is None and no[:1] == "d" and no[1:].isdecimal() and no.isascii() and len(no) < 17:
        found = store.one(f"SELECT id FROM request WHERE id = ? AND {where}", int(no[1:]), *args)
    if found is None and "/" in no:
        source, _, source_id = no.partition("/")
        found = store.one(
            f"SELECT id FROM request WHERE source = ? AND source_id = ? AND {where}", source, source_id, *args
        )
    if found is None:
        raise NotFound("E-NO-REQUEST", number=no)
    return int(found)


# ---- one request whole ------------------------------------------------------------------------------------------
def record(store: Store, rid: int, *, history: bool = False) -> Record:
    """One request whole, as it is now.

    Raises:
        NotFound: there is none of that id.
    """
    found = rows(store, Request, "WHERE id = ?", rid)
    if not found:
        raise NotFound("E-NO-REQUEST", number=f"d{rid}")
    held = store.sql(HELD, (rid,)).fetchone()
    children: dict[str, Any] = {cls.many: of(store, cls, rid) for cls, some in zip(CHILDREN, held, strict=True) if some}
    entries = history_of(store, rid) if history else ()
    return Record(request=found[0], team=store.team, history=entries, **children)


def of(store: Store, cls: type[V], rid: int) -> tuple[V, ...]:
    """The rows of one table that belong to a request."""
    return rows(store, cls, "WHERE request = ? AND NOT dropped ORDER BY n", rid)


def records(store: Store, ids: Iterable[int], only: Collection[str] = ()) -> Iterator[Record]:
    """Many requests, some hundred at a time: one query a table instead of one a table and request.

    Args:
        store: where.
        ids: which.
        only: the rows that are wanted; without it they come whole.
    """
    left = list(ids)
    around = store.team
    none: dict[str, Any] = {cls.many: () for cls in CHILDREN}
    for begin in range(0, len(left), TOGETHER):
        wanted = json.dumps(left[begin : begin + TOGETHER])
        children: dict[int, dict[str, Any]] = {}
        for cls in (MANY[many] for many in only or MANY):
            found = rows(store, cls, f"WHERE request IN ({WANTED}) AND NOT dropped ORDER BY request, n", wanted)
            for rid, some in groupby(found, key=attrgetter("request")):
                children.setdefault(rid, {})[cls.many] = tuple(some)
        for request in rows(store, Request, f"WHERE id IN ({WANTED}) ORDER BY id", wanted):
            yield Record(request=request, team=around, history=(), **none | children.get(request.id, {}))


def circumstances(store: Store, found: Record, at: int) -> Circumstances:
    """What a gate asks beside the record: time, calendar, linked requests, the team's words, what past ones teach."""
    from bihuan.store import past  # it reads through here

    statuses = tuple((i, str(store.one("SELECT status FROM request WHERE id = ?", i))) for i in found.linked)
    assessed = found.request.step == "assessing" and found.request.estimate_days is not None
    took = past.reference_of(store, found) if assessed else None
    learnt = tuple(one for step in steps_ending(found) for one in past.learnt(store, step))
    return Circumstances(at, store.calendar, statuses, store.words, learnt, took)


@dataclass(frozen=True, slots=True)
class Related:
    """The requests around one, of those that a person may see.

    Attributes:
        names: what those are called that its rows name, or that name it.
        back: the links of others to it.
    """

    names: Mapping[int, str] = field(default_factory=dict)
    back: tuple[Link, ...] = ()


def related(store: Store, found: Record) -> Related:
    """The requests that a record links to and those that link to it."""
    back = rows(store, Link, 'WHERE "to" = ? AND NOT dropped ORDER BY request, n', found.request.id)
    known = visible(store, {*found.linked, *(x.request for x in back)})
    return Related(named(store, known), tuple(x for x in back if x.request in known))


def related_as_of(store: Store, found: Record, at: int) -> Related:
    """The same as all of them were at an instant; who may see them is as it is now."""
    linking = {rid for (rid,) in store.sql('SELECT DISTINCT request FROM link WHERE "to" = ?', (found.request.id,))}
    then: dict[int, Record] = {}
    for rid in sorted(visible(store, {*found.linked, *linking})):
        with suppress(NotFound):  # it came later
            then[rid] = as_of(store, rid, at)
    back = tuple(x for rid in then if rid in linking for x in then[rid].links if x.to == found.request.id)
    known = {*found.linked, *(x.request for x in back)}
    return Related({rid: one.name for rid, one in then.items() if rid in known}, back)


def history_of(store: Store, rid: int) -> tuple[Entry, ...]:
    """What happened to a request, oldest first, without the values."""
    return tuple(entries(store, "about = ?", f"request/{rid}"))


def wrote(store: Store, row: Child, column: str) -> Entry | None:
    """The last entry that wrote a column of a row; None of what an import brought, or while the act itself runs."""
    found = entries(store, WROTE, f"request/{row.request}", row.table, row.id, f"$[4].{column}")
    return max(found, key=attrgetter("seq"), default=None)


def entries(store: Store, where: str, *args: Any) -> Iterator[Entry]:
    """The entries that fit a condition, oldest first, without the values."""
    found = store.sql(f"SELECT {schema.TOLD} FROM entry WHERE {where} ORDER BY seq", args)
    for seq, at, recorded, act, by, reason, imported, *entered in found:
        yield Entry(seq, at, recorded, act, by, reason, bool(imported), *entered)


def with_history(store: Store, found: Record) -> Record:
    """The same with its history, read once."""
    return found if found.history else replace(found, history=history_of(store, found.request.id))


def as_of(store: Store, rid: int, at: int) -> Record:
    """One request as it was at an instant, by folding its entries; people and settings are as they are now.

    Raises:
        NotFound: it was not there yet.
    """
    state: State = {}
    entries = store.sql(
        "SELECT body FROM entry WHERE (about = ? AND at <= ?) OR act = 'schema' ORDER BY seq", (f"request/{rid}", at)
    )
    for (body,) in entries:
        for fault in fold(state, json.loads(body)["changes"]):
            raise AssertionError(fault)

    def past(cls: type[V]) -> tuple[V, ...]:
        names, long = TABLES.names[cls.table], TABLES.long[cls.table]
        here = [r for r in state.get(cls.table, {}).values() if not r.get("dropped")]
        here.sort(key=lambda r: r.get("n", 0))
        return tuple(
            TABLES.value(cls, ((c, text(store, r.get(c)) if c in long else r.get(c)) for c in names)) for r in here
        )

    found = past(Request)
    if not found:
        raise NotFound("E-NOT-YET", number=f"d{rid}")
    children: dict[str, Any] = {cls.many: past(cls) for cls in CHILDREN}
    return Record(request=found[0], team=store.team, **children)


def text(store: Store, h: str | None) -> str | None:
    """A long text by its hash."""
    return None if h is None else store.one("SELECT body FROM text WHERE hash = ?", h)


def blob(store: Store, h: str) -> bytes:
    """The bytes of an attachment by their hash."""
    return bytes(store.one("SELECT body FROM blob WHERE hash = ?", h))


# ---- lists ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of a list of requests."""

    id: int
    number: str | None
    title: str | None
    type: str | None
    priority: str | None
    status: str
    step: str
    ball: str
    due_at: int | None
    due_clock: str | None
    estimated: bool
    disputed: bool
    department: str | None
    confidential: bool
    closed_at: int | None
    newest: int

    @property
    def name(self) -> str:
        """What people call it: its number, a draft's ``d12``."""
        return self.number or f"d{self.id}"


def listed(store: Store, where: str = "1", *args: Any, order: str = ORDER, who: Person | None = None) -> list[ListRow]:
    """The requests that a person may see and that fit a condition, next due first."""
    condition, mine = seen_by(store, who or store.me)
    found = store.sql(f"{seen.listed(store.now())} WHERE {condition} AND ({where}) {order}", (*mine, *args))
    return [
        ListRow(i, no, ti, ty, pr, st, sp, ba, du, dc, bool(es), bool(di), de, bool(co), cl, ne)
        for i, no, ti, ty, pr, st, sp, ba, du, dc, es, di, de, co, cl, ne in found
    ]


@dataclass(frozen=True, slots=True)
class Owed:
    """One act that a person owes; of a debt with the field that is to be filled, else ""."""

    request: int
    number: str | None
    title: str | None
    status: str
    step: str
    department: str | None
    act: str
    row: int
    clock: str
    due_at: int | None
    estimated: bool
    disputed: bool
    field: str

    @property
    def name(self) -> str:
        """What people call the request."""
        return self.number or f"d{self.request}"


def inbox(store: Store, who: Person | None = None) -> list[Owed]:
    """The acts that a person owes: late ones first, then unanswered questions, then by due time."""
    me = who or store.me
    if me is None:
        return []
    now = store.now()
    today = date_of(store.calendar, now).isoformat()
    sql, args = seen.inbox(me.id, me.keeper, today, now)
    return owed_lines(store, sql, *args)


def owed_lines(store: Store, sql: str, *args: Any) -> list[Owed]:
    """The lines of a statement that begins with ``seen.OWED``."""
    found = store.sql(sql, args)
    return [
        Owed(*line)
        for line in ((*told, bool(estimated), bool(disputed), field) for *told, estimated, disputed, field in found)
    ]


def visible(store: Store, ids: Iterable[int], who: Person | None = None) -> set[int]:
    """Those of some requests that a person may see."""
    condition, mine = seen_by(store, who or store.me)
    wanted = json.dumps(list(ids))
    return {
        r
        for (r,) in store.sql(
            f"SELECT id FROM request WHERE id IN (SELECT value FROM json_each(?)) AND {condition}", (wanted, *mine)
        )
    }


def named(store: Store, ids: Iterable[int]) -> dict[int, str]:
    """What some requests are called, whoever asks."""
    wanted = json.dumps(sorted(set(ids)))
    return dict(store.sql(f"SELECT id, coalesce(number, 'd' || id) FROM request WHERE id IN ({WANTED})", (wanted,)))
