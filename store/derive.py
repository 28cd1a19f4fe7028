"""The derived tables: ball, due times, participants, search; the act that changes a request rewrites them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from bihuan.store import read, schema, search, ticks
from bihuan.store.rules.field import NotApplicable
from bihuan.store.rules.gates import Circumstances
from bihuan.store.rules.ledger import CLOCK
from bihuan.store.rules.owed import Owed
from bihuan.store.rules.record import CHILDREN, FIELDS, TABLES, Entry, Record
from bihuan.store.rules.reminders import notices, reminders
from bihuan.store.rules.roles import participants
from bihuan.store.rules.running import Running, clocks, owed_from, unfrozen
from bihuan.store.rules.standing import standing_of
from bihuan.store.rules.steps import ENDS
from bihuan.store.rules.urgent import paid

if TYPE_CHECKING:
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
NOT_SEARCHED_FIELDS = frozenset({"flags", "source", "imported_rest", "imported_status"})


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
    store.sql("DELETE FROM participant WHERE request = ?", (rid,))
    store.db.connection().executemany(
        "INSERT INTO participant VALUES (?, ?)", [(rid, p) for p in sorted(participants(record))]
    )


WROTE = "SELECT EXISTS (SELECT 1 FROM pending WHERE about = ? AND (op <> 'u' OR new <> '{}'))"


def settle(do: Acting, rid: int) -> tuple[Record, tuple[Running, ...] | None]:
    """Note what the act has settled: debts that are paid, and the verdict on every clock that it has stopped.

    The act's own entry is not sealed yet, so it is told to the record beforehand. Gives the record as it is left, and
    its clocks where the act is of now.
    """
    record = read.record(do.store, rid, history=True)
    wrote = do.store.one(WROTE, f"request/{rid}")
    for debt in paid(record, Circumstances(do.at, do.store.calendar)):
        do.put(replace(debt, settled_at=do.at))
        record = read.record(do.store, rid, history=True)
    seq, by = do.store.head + 1, do.who.id or None
    told = Entry(seq, do.at, do.now, *((do.act, by, do.reason) if wrote else (CLOCK, None, None)), do.imported)
    record = replace(record, history=(*record.history, told))
    running = clocks(record, do.store.calendar, do.at)
    given = tuple(do.put(verdict) for verdict in unfrozen(running, do.store.calendar, rid))
    left = replace(record, verdicts=(*record.verdicts, *given))
    return left, running if do.at == do.now and not given else None


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
    store.sql(
        "INSERT OR REPLACE INTO standing VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (rid, s.ball, s.turns_at, s.turns_to, s.due_at, s.due_clock, int(s.estimated), newest(store, record)),
    )
    owing(store, "owed", rid, found)
    told = reminders(record, running, store.calendar)
    owing(store, "notice", rid, notices(record, told))
    ticks.schedule(store, rid, told)


def owing(store: Store, table: str, rid: int, found: tuple[Owed, ...]) -> None:
    """Write the lines of a request in the inboxes: of acts that are owed, or of what is only told."""
    store.sql(f"DELETE FROM {table} WHERE request = ?", (rid,))
    store.db.connection().executemany(
        f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(rid, p, o.act, o.row, o.clock, o.due_at, o.from_at, int(o.estimated)) for o in found for p in o.persons],
    )


def texts(record: Record) -> Iterator[tuple[str, str]]:
    """Every text of a request that search finds, by its field."""
    r = record.request
    yield "number", record.name
    # Of several texts that hold the words, the first one is shown: the title before what another tracker called it.
    yield from ((name, text) for name, text in (("title", r.title), ("source_id", r.source_id)) if text)
    for name, c in FIELDS.items():
        if (
            c.kind in SEARCHED_KINDS
            and name not in NOT_SEARCHED_FIELDS
            and name not in ("number", "title", "source_id")
        ):
            value = getattr(r, name)
            if isinstance(value, tuple):
                value = "\n".join(value)
            if isinstance(value, NotApplicable):
                value = value.reason
            if value:
                yield name, value
    for cls in CHILDREN:
        if cls.table not in NOT_SEARCHED:
            columns = [c.name for c in TABLES.columns[cls.table] if c.kind in SEARCHED_KINDS]
            for row in getattr(record, cls.many):
                said = [v if isinstance(v, str) else "\n".join(v) for n in columns if (v := getattr(row, n))]
                if said:
                    yield f"{cls.many}.{row.n}", "\n".join(said)


def due_times(store: Store) -> None:
    """Reckon anew who has the ball, who takes part and what is owed until when, of every request that owes anything.

    After a change of the calendar or of who answers for a department or system; whatever has ended and owes nothing
    stays as it is.
    """
    anew(store, OWING)


def untaken(store: Store) -> None:
    """The same after a change of people: of what stands in every technical inbox until someone takes it.

    And of the questions to a person, who may have changed the login or gone.
    """
    anew(store, UNTAKEN)


def anew(store: Store, wanted: str) -> None:
    """Reckon anew what is derived of some requests."""
    now = store.now()
    for record in read.records(store, [rid for (rid,) in store.sql(wanted)]):
        standing(store, replace(record, history=read.history_of(store, record.request.id)), now)
        taking_part(store, record)


RUNNING = f"request.status NOT IN ({', '.join(repr(status) for status in sorted(ENDS))})"
OWING = f"SELECT id FROM request WHERE {RUNNING} UNION SELECT request FROM owed ORDER BY 1"
UNTAKEN = f"""
SELECT id FROM request WHERE {RUNNING} AND technical_contact IS NULL AND technical_lead IS NULL
UNION SELECT question.request FROM question JOIN request ON request.id = question.request
    WHERE {RUNNING} AND "to" IN (SELECT login FROM person) ORDER BY 1
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
