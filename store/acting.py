"""What an act may use while it runs: who, when, the record, and the one way to write."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from bihuan.store import read
from bihuan.store.errors import BadInput
from bihuan.store.rules.field import Child, Row
from bihuan.store.rules.ledger import digest
from bihuan.store.rules.record import TABLES, CalendarDay, Duty, Person, Record, Request, Setting
from bihuan.store.rules.settings import SETTINGS
from bihuan.store.rules.workdays import date_of

if TYPE_CHECKING:
    from bihuan.store.file import Store

V = TypeVar("V", bound=Row)


class Moved(NamedTuple):
    """What moved: people, the times of all that is owed, or who answers for a department or system of a name."""

    what: Literal["people", "times", "duty"]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """How a person's word came who was not at a terminal: the channel, and the attachment that proves it."""

    channel: str
    attachment: int | None = None


@dataclass
class Acting:
    """What an act may use while it runs: who, when, the record, and the one way to write."""

    store: Store
    act: str
    who: Person
    at: int
    now: int
    record: Record | None
    entered_by: Person | None = None
    proof: Proof | None = None
    reason: str | None = None
    imported: bool = False
    touched: set[int] = field(default_factory=set)
    written: dict[type[Row], dict[int, Any]] = field(default_factory=dict)  # rows by their ids, as the act leaves them
    left: dict[int, Record] = field(default_factory=dict)
    made: int = 0
    entry_at: int = 0  # when its entry stands in the ledger: `at`, unless it tells late of what happened before others

    def __post_init__(self) -> None:
        self.entry_at = self.entry_at or self.at

    @property
    def on(self) -> Record:
        """The record the act goes by: as it was when the act began, unless the act has put another in its place."""
        assert self.record is not None
        return self.record

    @property
    def current(self) -> Record:
        """The same as the act has made it so far."""
        return self.so_far()

    def so_far(self, **now: Any) -> Record:
        """What the act found, with the rows that it has written, and with more."""
        for cls, written in self.written.items():
            if cls is Request:
                now["request"] = written.get(self.on.request.id, self.on.request)
            elif issubclass(cls, Child):
                now[cls.many] = tuple(self.rows(cls).values())
        return replace(self.on, team=self.store.team, **now)

    def rows(self, cls: type[Child]) -> dict[int, Any]:
        """The rows of a table by their numbers, as the act has made them so far."""
        rid, found = self.on.request.id, {row.n: row for row in getattr(self.on, cls.many)}
        found |= {row.n: row for row in self.written.get(cls, {}).values() if row.request == rid}
        return {n: found[n] for n in sorted(found) if not found[n].dropped}

    @property
    def entered(self) -> dict[str, Any]:
        """The columns that mark a row as entered for somebody; empty when the person acted themselves."""
        if self.entered_by is None:
            return {}
        proof = self.proof or Proof("")
        return {"entered_by": self.entered_by.id, "channel": proof.channel or None, "proof": proof.attachment}

    @property
    def today(self) -> date:
        """The day of the act in the calendar's zone."""
        return date_of(self.store.calendar, self.at)

    def put(self, v: V) -> V:
        """Insert a value that has no id yet, or bring its row to it."""
        now = self.brought(v) if v.id else self.added(v)
        if isinstance(now, Child):
            self.touched.add(now.request)
        elif isinstance(now, Request):
            self.touched.add(now.id)
        return now

    def added(self, v: V) -> V:
        """Insert a row; one of a request gets the next number of its table there."""
        data = TABLES.row(v)
        if data.get("n") == 0:
            last = self.store.one(f"SELECT coalesce(max(n), 0) FROM {v.table} WHERE request = ?", data["request"])
            data["n"] = last + 1
        held = self.kept(v.table, {c: held for c, held in data.items() if c != "id"})
        self.store.sql(self.store.statement(v.table, tuple(held)), tuple(held.values()))
        rid = self.store.db.connection().last_insert_rowid()
        self.made = self.made or (rid if v.table == "request" else 0)
        return self.noted(TABLES.value(type(v), {**data, "id": rid}), data)

    def brought(self, v: V) -> V:
        """Write what differs of a row."""
        was = self.found(type(v), v.id)
        data = TABLES.differing(was, v)
        if not data:
            return was
        held = self.kept(v.table, data)
        self.store.sql(self.store.statement(v.table, tuple(held), update=True), (*held.values(), v.id))
        return self.noted(TABLES.as_read(was, v, data), data)

    def noted(self, now: V, columns: Collection[str]) -> V:
        """Remember a row of which some columns were written, and what that moves."""
        self.written.setdefault(type(now), {})[now.id] = now
        self.store.moved |= moved_by(now, columns)
        return now

    def found(self, cls: type[V], rid: int) -> V:
        """A row as it stands within the act."""
        known = self.written.get(cls, {}).get(rid)
        if known is None and self.record is not None:
            rows = getattr(self.on, cls.many) if issubclass(cls, Child) else (self.on.request,)
            known = next((row for row in rows if type(row) is cls and row.id == rid), None)
        found: V = read.rows(self.store, cls, "WHERE id = ?", rid)[0] if known is None else known
        return found

    def kept(self, table: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """What a table holds, its long texts kept and told by their hashes."""
        return {c: self.keep(held) if c in TABLES.long[table] else held for c, held in data.items()}

    def keep(self, text: str | None) -> str | None:
        """Store a long text once, by its hash; the row and the ledger hold the hash.

        Raises:
            BadInput: it holds half of a character, which UTF-8 cannot keep.
        """
        if text is None:
            return None
        try:
            h = digest(text)
        except UnicodeEncodeError:
            raise BadInput("E-TEXT-SURROGATE") from None
        self.store.sql("INSERT INTO text(hash, body) VALUES (?, ?) ON CONFLICT DO NOTHING", (h, text))
        return h

    def keep_bytes(self, body: bytes) -> str:
        """Store an attachment once, by its hash."""
        h = hashlib.sha256(body).hexdigest()
        self.store.sql("INSERT INTO blob(hash, body) VALUES (?, ?) ON CONFLICT DO NOTHING", (h, body))
        return h


# What of a person says whose an act is; where they sit and how they are reached does not.
WHOSE = frozenset({"login", "party", "active", "keeper"})


def moved_by(row: Row, columns: Collection[str]) -> frozenset[Moved]:
    """What columns of a row of the team move on requests that the act is not about (``derive.follow``)."""
    match row:
        case Person() if WHOSE & set(columns):
            return frozenset({Moved("people")})
        case Duty():
            return frozenset({Moved("times"), Moved("duty", row.name)})
        case Setting() if not ((known := SETTINGS.get(row.key)) and known.moves):
            return frozenset()  # what nobody sets, such as the mark of a restored store, moves nothing either
        case Setting() | CalendarDay():
            return frozenset({Moved("times")})
    return frozenset()
