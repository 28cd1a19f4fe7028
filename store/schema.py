"""The tables of the store's file: models, DDL and triggers, all made from the frozen values of ``rules``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from peewee import SQL, BooleanField, IntegerField, Model, TextField
from peewee import Check as Constraint
from playhouse.apsw_ext import APSWDatabase

from bihuan.store.rules.field import Column, Row
from bihuan.store.rules.record import TABLES, Entry

APPLICATION_ID = 0x42484E31  # "BHN1"

OPEN_ACT = "SELECT RAISE(ABORT, 'changes go through an act') WHERE NOT EXISTS (SELECT 1 FROM open_act);"

# One line of a history, as SQL. Its own index answers it: a history is read in every act, and JSON reads slowly.
TOLD = ", ".join([*Entry._fields[:4], *(f"body ->> '{name}'" for name in Entry._fields[4:])])

LEDGER = f"""
CREATE TABLE entry(
    seq INTEGER PRIMARY KEY, first INTEGER NOT NULL, at INTEGER NOT NULL, recorded INTEGER NOT NULL, act TEXT NOT NULL,
    about TEXT NOT NULL, "commit" TEXT NOT NULL, hash TEXT NOT NULL, salt BLOB, body TEXT) STRICT;
CREATE INDEX entry_told ON entry(about, {TOLD});
CREATE INDEX entry_first ON entry(first);
CREATE TABLE text(id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT;
CREATE TABLE blob(id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, body BLOB NOT NULL) STRICT;
CREATE TABLE pending(
    n INTEGER PRIMARY KEY, tbl TEXT NOT NULL, row INTEGER NOT NULL, op TEXT NOT NULL, about TEXT NOT NULL,
    old TEXT, new TEXT) STRICT;
CREATE TABLE open_act(id INTEGER PRIMARY KEY CHECK (id = 1), act TEXT NOT NULL) STRICT;
CREATE TRIGGER entry_i BEFORE INSERT ON entry BEGIN {OPEN_ACT} END;
CREATE TRIGGER entry_u BEFORE UPDATE ON entry
WHEN NOT EXISTS (SELECT 1 FROM open_act WHERE act = 'erase') OR new.body IS NOT NULL OR new.hash IS NOT old.hash
    OR new.seq IS NOT old.seq OR new.first IS NOT old.first OR new.at IS NOT old.at OR new.recorded IS NOT old.recorded
    OR new.act IS NOT old.act OR new.about IS NOT old.about OR new."commit" IS NOT old."commit"
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER entry_d BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER text_i BEFORE INSERT ON text BEGIN {OPEN_ACT} END;
CREATE TRIGGER text_u BEFORE UPDATE ON text BEGIN SELECT RAISE(ABORT, 'texts never change'); END;
CREATE TRIGGER text_d BEFORE DELETE ON text BEGIN SELECT RAISE(ABORT, 'texts never change'); END;
CREATE TRIGGER blob_i BEFORE INSERT ON blob BEGIN {OPEN_ACT} END;
CREATE TRIGGER blob_u BEFORE UPDATE ON blob BEGIN SELECT RAISE(ABORT, 'attachments never change'); END;
CREATE TRIGGER blob_d BEFORE DELETE ON blob BEGIN SELECT RAISE(ABORT, 'attachments never change'); END;
"""

# Derived from the record by ``derive.py``: no triggers, rewritten by the act that changes the request, recomputable.
# Only `tick` is not: it says which reminder went to which receiver, which is no part of what happened to a request.
DERIVED = """
CREATE TABLE standing(
    request INTEGER PRIMARY KEY, ball TEXT NOT NULL, turns_at INTEGER, turns_to TEXT, due_at INTEGER, due_clock TEXT,
    estimated INTEGER NOT NULL, disputed INTEGER NOT NULL, newest INTEGER NOT NULL) STRICT;
CREATE INDEX standing_due ON standing(due_at);
CREATE TABLE owed(
    request INTEGER NOT NULL, person INTEGER NOT NULL, act TEXT NOT NULL, row INTEGER NOT NULL, clock TEXT NOT NULL,
    due_at INTEGER, from_at INTEGER NOT NULL, estimated INTEGER NOT NULL, disputed INTEGER NOT NULL,
    PRIMARY KEY (person, request, act, row, clock)) STRICT, WITHOUT ROWID;
CREATE INDEX owed_request ON owed(request);
CREATE TABLE notice(
    request INTEGER NOT NULL, person INTEGER NOT NULL, act TEXT NOT NULL, row INTEGER NOT NULL, clock TEXT NOT NULL,
    due_at INTEGER, from_at INTEGER NOT NULL, estimated INTEGER NOT NULL, disputed INTEGER NOT NULL,
    PRIMARY KEY (person, request, act, row, clock)) STRICT, WITHOUT ROWID;
CREATE INDEX notice_request ON notice(request);
CREATE TABLE reminder(
    request INTEGER NOT NULL, kind TEXT NOT NULL, clock TEXT NOT NULL, act TEXT NOT NULL, party TEXT NOT NULL,
    row INTEGER NOT NULL, started_at INTEGER NOT NULL, dated INTEGER NOT NULL, due_at INTEGER, at INTEGER NOT NULL,
    PRIMARY KEY (request, kind, clock, act, party, row, started_at, dated)) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_at ON reminder(at);
CREATE TABLE participant(
    request INTEGER NOT NULL, person INTEGER NOT NULL, PRIMARY KEY (request, person)) STRICT, WITHOUT ROWID;
CREATE TABLE tick(
    request INTEGER NOT NULL, kind TEXT NOT NULL, clock TEXT NOT NULL, act TEXT NOT NULL, party TEXT NOT NULL,
    row INTEGER NOT NULL, started_at INTEGER NOT NULL, dated INTEGER NOT NULL, receiver TEXT NOT NULL,
    claimed_at INTEGER NOT NULL,
    PRIMARY KEY (request, kind, clock, act, party, row, started_at, dated, receiver)) STRICT, WITHOUT ROWID;
"""
# Its rows cannot be recomputed: dropping them would send everything again.
KEPT_DERIVED = frozenset({"tick"})


def derived_objects() -> dict[str, str]:
    """The statement of each derived table and index, as SQLite keeps it, by its name."""
    found = (line.strip() for line in DERIVED.split(";"))
    return {re.split(r"[\s(]+", line)[2]: line for line in found if line}


LEDGER_TABLES = frozenset({"entry", "text", "blob", "pending", "open_act"})

UNIQUE = {("request", "number"), ("person", "login"), ("setting", "key"), ("calendar_day", "day")}


class Whole(IntegerField):
    """An integer that refuses what is none: Peewee's own turns 1.5 into 1 without a word."""

    def db_value(self, value: Any) -> Any:
        """Pass integers and booleans on."""
        if value is not None and type(value) not in (int, bool):
            raise TypeError(f"{self.name}: {value!r} is no integer")
        return value


WHOLE_KINDS = ("int", "instant", "person", "row", "request")


def peewee_field(table: str, c: Column) -> Any:
    """Peewee's field of a column, with every constraint that the database can hold."""
    kind: Any = Whole if c.kind in WHOLE_KINDS else BooleanField if c.kind == "bool" else TextField
    values = ", ".join(f"'{v}'" for v in c.choices)
    checks = [Constraint(f'"{c.name}" IN ({values})')] if values else []
    refs = [SQL(f"REFERENCES {c.f.ref}(id)")] if c.f.ref and c.kind in ("person", "request") else []
    return kind(null=c.null, unique=(table, c.name) in UNIQUE, constraints=checks + refs)


def model(cls: type[Row], db: APSWDatabase) -> type[Model]:
    """Peewee's model of one frozen value."""
    attrs: dict[str, Any] = {c.name: peewee_field(cls.table, c) for c in TABLES.columns[cls.table] if c.name != "id"}
    indexes = ((("request", "n"), True),) if "n" in attrs else ()
    meta = {"database": db, "table_name": cls.table, "strict_tables": True, "indexes": indexes}
    attrs["Meta"] = type("Meta", (), meta)
    return type(f"{cls.__name__}Model", (Model,), attrs)


def models(db: APSWDatabase) -> dict[str, type[Model]]:
    """Every table's model."""
    return {cls.table: model(cls, db) for cls in TABLES.all}


def about(table: str, cols: Iterable[str]) -> str:
    """The SQL that says which request or person a row's change is about."""
    if table in ("request", "person"):
        return f"'{table}/' || new.id"
    if "request" in cols:
        return "'request/' || new.request"
    return "'person/' || new.person" if table == "deputy" else "'store'"


def triggers(table: str, cols: tuple[str, ...]) -> Iterator[str]:
    """Three triggers a table: note each row's change, refuse it outside an act, keep ids and keys for ever."""
    fixed = " OR ".join(f'old."{c}" IS NOT new."{c}"' for c in ("id", "request", "n") if c in cols)
    whole = "json_object(" + ", ".join(f"'{c}', new.\"{c}\"" for c in cols if c != "id") + ")"

    def differing(side: str) -> str:
        parts = (f'SELECT \'{c}\' k, {side}."{c}" v WHERE old."{c}" IS NOT new."{c}"' for c in cols if c != "id")
        return f"(SELECT json_group_object(k, v) FROM ({' UNION ALL '.join(parts)}))"

    def note(op: str, old: str, new: str) -> str:
        row = f"('{table}', new.id, '{op}', {about(table, cols)}, {old}, {new})"
        return f"INSERT INTO pending(tbl, row, op, about, old, new) VALUES {row};"

    yield f"CREATE TRIGGER {table}_i AFTER INSERT ON {table} BEGIN {OPEN_ACT} {note('i', 'NULL', whole)} END"
    yield (
        f"CREATE TRIGGER {table}_u AFTER UPDATE ON {table} BEGIN {OPEN_ACT} "
        f"SELECT RAISE(ABORT, 'keys never change') WHERE {fixed}; {note('u', differing('old'), differing('new'))} END"
    )
    yield f"CREATE TRIGGER {table}_d BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END"


def trigger_name(sql: str) -> str:
    """The name in a CREATE TRIGGER."""
    return sql.split()[2]


INDEXES = """
CREATE UNIQUE INDEX request_source ON request(source, source_id) WHERE source IS NOT NULL;
CREATE INDEX request_status ON request(status);
"""
