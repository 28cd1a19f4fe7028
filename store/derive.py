"""The derived tables: ball, due times, participants, search; the act that changes a request rewrites them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bihuan.store import read, schema, search
from bihuan.store.errors import BadInput
from bihuan.store.rules.checks import Circumstances
from bihuan.store.rules.field import Child, NotApplicable
from bihuan.store.rules.freeze import overtaken, voided
from bihuan.store.rules.ledger import CLOCK
from bihuan.store.rules.owed import Owed
from bihuan.store.rules.record import CHILDREN, FIELDS, TABLES, Entry, Record
from bihuan.store.rules.reminders import notices, reminders
from bihuan.store.rules.roles import participants
from bihuan.store.rules.running import Running, clocks, owed_from, unfrozen
from bihuan.store.rules.standing import standing_of
from bihuan.store.rules.steps import ENDS
from bihuan.store.rules.urgent import paid
from bihuan.store.rules.workdays import Calendar

if TYPE_CHECKING:
    from bihuan.store.acting import Moved
    from bihuan.store.file import Acting, Store

SEARCHED_KINDS = ("line", "markdown", "words")
# Hashes, canonical texts and statuses are no words of anybody's; versions and documents repeat the record. What others
# remarked on an imported text (often "merge branch") is its history: a hit there would bury the texts themselves.
NOT_SEARCHED = frozenset(
    {
        "sign_off",
        "version",
        "change_request",
        "document",
        "imported_event",
        "imported_comment",
        "move",
        "nudge",
        "look",
        "verdict",
    }
)
# The number is told by what people call the request.
NOT_SEARCHED_FIELDS = frozenset({"number", "flags", "source", "imported_rest", "imported_status"})
# Of several texts that hold the words, the first one is shown: the title before what another tracker called it.
FIRST = ("title", "source_id")
SEARCHED_FIELDS = sorted(
    (name for name, c in FIELDS.items() if c.kind in SEARCHED_KINDS and name not in NOT_SEARCHED_FIELDS),
    key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST),
)
SEARCHED_ROWS = {
    cls.many: [c.name for c in TABLES.columns[cls.table] if c.kind in SEARCHED_KINDS]
    for cls in CHILDREN
    if cls.table not in NOT_SEARCHED
}


def request(store: Store, record: Record, running: tuple[Running, ...] | None = None) -> Record:
    """Bring the derived rows of one request to what its record says, and give that back without its history."""
    rid = record.request.id
    standing(store, record, store.now(), running)
    taking_part(store, record)
    search.index(store.db.connection(), rid, newest(store, record), dict(texts(record)))
    return replace(record, history=())


def taking_part(store: Store, record: Record) -> None:
    """Write who takes part in a request."""
    rid = record.request.id
    bring(store, "participant", rid, [(rid, p) for p in sorted(participants(record))])


def bring(store: Store, table: str, rid: int, rows: list[tuple[Any, ...]]) -> None:
    """Bring the rows of a request in a derived table to these; what stands there already is not written again."""
    have = set(store.sql(f"SELECT * FROM {table} WHERE request = ?", (rid,)))
    if have == set(rows):
        return
    if have:
        store.sql(f"DELETE FROM {table} WHERE request = ?", (rid,))
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        store.db.connection().executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows)


WROTE = "SELECT EXISTS (SELECT 1 FROM pending WHERE about = ? AND (op <> 'u' OR new <> '{}'))"


def settle(do: Acting, rid: int) -> tuple[Record, tuple[Running, ...] | None]:
    """Note what the act has settled: debts that are paid, signatures over what has changed, every clock that stopped.

    The act's own entry is not sealed yet, so it is told to the record beforehand. Gives the record as it is left, and
    its clocks where the act is of now.
    """
    wrote, by = do.store.one(WROTE, f"request/{rid}"), do.who.id or None
    mine = (do.act, by, do.reason) if wrote else (CLOCK, None, None)
    told = Entry(do.store.head + 1, do.entry_at, do.now, *mine, do.imported, happened=do.at)
    record = as_made(do, rid, told)
    settled: list[Child] = [
        *(replace(debt, settled_at=do.at) for debt in paid(record, Circumstances(do.entry_at, do.store.calendar))),
        *(row for signature in overtaken(record) for row in voided(record, signature, do.at)),
    ]
    for row in settled:
        do.put(row)
    record = as_made(do, rid, told) if settled else record
    running = clocks(record, do.store.calendar, do.entry_at)
    given = tuple(do.put(verdict) for verdict in unfrozen(running, do.store.calendar, rid))
    left = replace(record, verdicts=(*record.verdicts, *given)) if given else record
    return left, running if do.at == do.now else None


def keep_over(do: Acting, calendar: Calendar) -> None:
    """Keep what time alone has stopped, the waiting periods that are over, as it was reckoned before the act.

    Args:
        do: an act that changes what clocks are reckoned by; until it is sealed the team is as it was before.
        calendar: the working calendar before it.

    Raises:
        BadInput: it is told for a time up to which requests went by what stood there before.
    """
    if do.at < (last := do.store.one("SELECT max(at) FROM entry WHERE about GLOB 'request/*'") or 0):
        raise BadInput("E-AT-SETTING", "at", at=do.at, last=last)
    for rid in [rid for (rid,) in do.store.sql(WAITED)]:
        record = replace(read.record(do.store, rid), history=read.history_of(do.store, rid))
        for verdict in unfrozen(clocks(record, calendar, do.at), calendar, rid):
            do.added(verdict)


def as_made(do: Acting, rid: int, told: Entry) -> Record:
    """A request as the act has made it so far, with its history and what the act will tell."""
    mine = do.record is not None and do.record.request.id == rid
    history = (*read.history_of(do.store, rid), told)
    return do.so_far(history=history) if mine else replace(read.record(do.store, rid), history=history)


def newest(store: Store, record: Record) -> int:
    """When the request last became news: closing for a closed one, else its submission or making."""
    r = record.request
    return r.closed_at or r.submitted_at or r.created_at


def standing(store: Store, record: Record, now: int, running: tuple[Running, ...] | None = None) -> None:
    """Write who has the ball, what is owed by whom until when, and of what time will remind them."""
    rid = record.request.id
    running = clocks(record, store.calendar, now) if running is None else running
    found = owed_from(running)
    s = standing_of(record, store.calendar, now, found)
    told = reminders(record, running, store.calendar)
    marks = (int(s.estimated), int(s.disputed), newest(store, record))
    stands = (rid, s.ball, s.turns_at, s.turns_to, s.due_at, s.due_clock, *marks)
    bring(store, "standing", rid, [stands])
    bring(store, "owed", rid, lines(rid, found))
    bring(store, "notice", rid, lines(rid, notices(record, told)))
    bring(store, "reminder", rid, [(rid, *r.key, r.due_at, r.at) for r in told])


def lines(rid: int, found: tuple[Owed, ...]) -> list[tuple[Any, ...]]:
    """The lines of a request in the inboxes: of acts that are owed, or of what is only told."""
    return [
        (rid, p, o.act, o.row, o.clock, o.due_at, o.from_at, int(o.estimated), int(o.disputed))
        for o in found
        for p in o.persons
    ]


def texts(record: Record) -> Iterator[tuple[str, str]]:
    """Every text of a request that search finds, by its field."""
    yield "number", record.name
    for name in SEARCHED_FIELDS:
        if value := getattr(record.request, name):
            yield name, value.reason if isinstance(value, NotApplicable) else said(value)
    for many, columns in SEARCHED_ROWS.items():
        for row in getattr(record, many):
            if text := "\n".join(said(value) for name in columns if (value := getattr(row, name))):
                yield f"{many}.{row.n}", text


def said(value: str | tuple[str, ...]) -> str:
    """A text, or several short ones a line each."""
    return value if isinstance(value, str) else "\n".join(value)


def follow(store: Store, moved: Collection[Moved]) -> None:
    """Bring what is derived to what moved around the requests: calendar, settings, duties, people.

    Whatever has ended and owes nothing stays as it is, but for who takes part in it by a duty.
    """
    if any(m.what == "times" for m in moved):
        anew(store, OWING)
    elif moved:
        anew(store, UNTAKEN)
    names = json.dumps([m.name for m in moved if m.what == "duty"])
    for record in read.records(store, [rid for (rid,) in store.sql(BY_DUTY, (names,))]):
        taking_part(store, record)


def anew(store: Store, wanted: str) -> None:
    """Reckon anew what is derived of some requests."""
    now = store.now()
    for record in read.records(store, [rid for (rid,) in store.sql(wanted)]):
        standing(store, replace(record, history=read.history_of(store, record.request.id)), now)
        taking_part(store, record)


RUNNING = f"request.status NOT IN ({', '.join(repr(status) for status in sorted(ENDS))})"
WAITED = f"SELECT id FROM request WHERE step = 'launched' AND {RUNNING} ORDER BY 1"
OWING = f"SELECT id FROM request WHERE {RUNNING} UNION SELECT request FROM owed ORDER BY 1"
# What stands in every technical inbox until someone takes it; questions to a person, who may have another login now.
UNTAKEN = f"""
SELECT id FROM request WHERE {RUNNING} AND technical_contact IS NULL AND technical_lead IS NULL
UNION SELECT question.request FROM question JOIN request ON request.id = question.request
    WHERE {RUNNING} AND "to" IN (SELECT login FROM person) ORDER BY 1
"""


BY_DUTY = f"""
SELECT id FROM request WHERE NOT ({RUNNING}) AND (department IN (SELECT value FROM json_each(?1))
    OR EXISTS (SELECT 1 FROM json_each(systems) WHERE value IN (SELECT value FROM json_each(?1)))) ORDER BY 1
"""


def everything(store: Store) -> None:
    """Recompute every derived row: after acts at other times than now, or when ``doctor`` found a difference."""
    for (rid,) in list(store.sql("SELECT id FROM request ORDER BY id")):
        request(store, read.record(store, rid, history=True))


def fits(store: Store) -> bool:
    """The file's derived tables are those of today."""
    names = schema.derived_objects()
    marks = ", ".join("?" * len(names))
    kept = dict(store.sql(f"SELECT name, sql FROM sqlite_master WHERE name IN ({marks})", tuple(names)))
    return kept == names


def renew(store: Store) -> None:
    """Make the derived tables anew, as an older program left others, and reckon every row."""
    with store.db.atomic():
        if fits(store):
            return
        kept = {n for (n,) in store.sql("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for name, sql in schema.derived_objects().items():
            if name in schema.KEPT_DERIVED and name in kept:
                continue
            if sql.startswith("CREATE TABLE"):
                store.sql(f"DROP TABLE IF EXISTS {name}")
            store.sql(sql)
        everything(store)
