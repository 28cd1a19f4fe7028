"""What an act may use while it runs: who, when, the record, and the one way to write."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from bihuan.store import read
from bihuan.store.errors import BadInput
from bihuan.store.rules.field import Row
from bihuan.store.rules.ledger import digest
from bihuan.store.rules.record import TABLES, Person, Record
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
    left: dict[int, Record] = field(default_factory=dict)
    made: int = 0

    @property
    def on(self) -> Record:
        """The record the act is about, as it was when the act began."""
        assert self.record is not None
        return self.record

    @property
    def current(self) -> Record:
        """The same as the act has made it so far."""
        return read.rewritten(self.store, self.on)

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
        data = TABLES.row(v)
        if not v.id and data.get("n") == 0:
            last = self.store.one(f"SELECT coalesce(max(n), 0) FROM {v.table} WHERE request = ?", data["request"])
            data["n"] = last + 1
        kept = {c: self.keep(data[c]) for c in TABLES.long[v.table]}
        rid = self.write(v.table, v.id, {**data, **kept})
        if "request" in data:
            self.touched.add(data["request"])
        elif v.table == "request":
            self.touched.add(rid)
            self.made = self.made or (rid if not v.id else 0)
        return TABLES.value(type(v), {**data, "id": rid})

    def write(self, table: str, rid: int, data: dict[str, Any]) -> int:
        """Write what the table holds; 0 inserts."""
        data = {k: v for k, v in data.items() if k != "id"}
        if not rid:
            self.store.moved |= moved_by(table, data)
            self.store.sql(self.store.statement(table, tuple(data)), tuple(data.values()))
            return int(self.store.db.connection().last_insert_rowid())
        names = ", ".join(f'"{c}"' for c in data)
        was = self.store.sql(f"SELECT {names} FROM {table} WHERE id = ?", (rid,)).fetchone()
        changed = {c: v for (c, v), old in zip(data.items(), was, strict=True) if v != old}
        if changed:
            self.store.moved |= moved_by(table, data)
            self.store.sql(self.store.statement(table, tuple(changed), update=True), (*changed.values(), rid))
        return rid

    def keep(self, text: str | None) -> str | None:
        """Store a long text once, by its hash; the row and the ledger hold the hash."""
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


def moved_by(table: str, data: Mapping[str, Any]) -> frozenset[Moved]:
    """What a row of the team moves on requests that the act is not about (``derive.follow``)."""
    match table:
        case "person":
            return frozenset({Moved("people")})
        case "duty":
            return frozenset({Moved("times"), Moved("duty", data["name"])})
        case "setting" if not ((known := SETTINGS.get(data["key"])) and known.moves):
            return frozenset()  # what nobody sets, such as the mark of a restored store, moves nothing either
        case "setting" | "calendar_day":
            return frozenset({Moved("times")})
    return frozenset()
