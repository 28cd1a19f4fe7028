"""Verify a store: the chain, every commitment, then replay — folding the ledger must give exactly the tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bihuan.store import schema
from bihuan.store.file import STRAY
from bihuan.store.heads import Head, lost
from bihuan.store.rules.ledger import Change, State, commitment, digest, fold, link
from bihuan.store.rules.record import TABLES

if TYPE_CHECKING:
    from bihuan.store.file import Store

ENTRIES = 'SELECT seq, first, at, recorded, act, about, "commit", hash, salt, body FROM entry ORDER BY seq'


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as the ledger says: a code (``fault.CODE``) and where."""

    code: str
    entry: int | None = None
    table: str | None = None
    row: int | None = None
    column: str | None = None
    note: str | None = None


def verify(store: Store, head: Head | None = None) -> Iterator[Fault]:
    """Yield every fault; the first broken link ends the walk, because nothing after it can be trusted.

    Args:
        store: what is verified.
        head: the last head that the person has seen, which must lie on the chain.
    """
    if head is not None and lost(store, head):
        yield Fault("head", head.seq)
    state: State = {}
    broken = False
    for fault in chain(store, state):
        broken = broken or fault.code in ("chain", "body")
        yield fault
    if not broken:
        yield from replayed(store, state)
    yield from contents(store)
    yield from structure(store)


def first_link(changes: list[Change]) -> str:
    """What the first entry is chained to: the hash of the store's own name."""
    for table, _, _, _, new in changes:
        if table == "setting" and new.get("key") == "store":
            return digest(json.loads(new["value"]))
    return ""


def chain(store: Store, state: State) -> Iterator[Fault]:
    """Walk the chain and fold every body into the state."""
    prev, n = "", 0
    for seq, first, at, recorded, act, about, commit, h, salt, body in store.sql(ENTRIES):
        n += 1
        if body is not None and commitment(salt or b"", body) != commit:
            yield Fault("body", seq)
            return
        told = json.loads(body) if body is not None else None
        if n == 1 and told is not None:
            prev = first_link(told["changes"])
        prev = link(seq, first, at, recorded, act, about, commit, prev)
        if seq != n or prev != h:
            yield Fault("chain", n)
            return
        if told is None:
            continue
        for misfit in fold(state, told["changes"]):
            yield Fault("misfit", seq, note=misfit)


def replayed(store: Store, state: State) -> Iterator[Fault]:
    """Compare every column of every row with what the ledger gives."""
    for table in TABLES.by_name:
        left = dict(state.get(table, {}))
        columns = tuple(r[1] for r in store.sql(f"PRAGMA table_info({table})"))
        names = ", ".join(f'"{c}"' for c in columns)
        for row in store.sql(f"SELECT {names} FROM {table}"):
            want = left.pop(row[0], None)
            if want is None:
                yield Fault("not-in-ledger", table=table, row=row[0])
                continue
            for column, value in zip(columns, row, strict=True):
                if want.get(column) != value:
                    yield Fault("differs", table=table, row=row[0], column=column)
        for rid in left:
            yield Fault("missing", table=table, row=rid)


def contents(store: Store) -> Iterator[Fault]:
    """Every long text and attachment is there and is what its hash says; signatures are over their version."""
    for table, long in TABLES.long.items():
        for column in long:
            lost = store.sql(
                f'SELECT id FROM {table} WHERE "{column}" IS NOT NULL AND "{column}" NOT IN (SELECT hash FROM text)'
            )
            yield from (Fault("text-missing", table=table, row=rid, column=column) for (rid,) in lost)
    for rid, h, body in store.sql("SELECT id, hash, body FROM text"):
        if digest(body) != h:
            yield Fault("altered", table="text", row=rid)
    for rid, h, body in store.sql("SELECT id, hash, body FROM blob"):
        if hashlib.sha256(body).hexdigest() != h:
            yield Fault("altered", table="blob", row=rid)
    for (rid,) in store.sql("SELECT id FROM attachment WHERE hash NOT IN (SELECT hash FROM blob)"):
        yield Fault("text-missing", table="attachment", row=rid, column="hash")
    for rid, n, claimed, body in store.sql(
        "SELECT v.id, v.n, v.digest, t.body FROM version v JOIN text t ON t.hash = v.contents"
    ):
        if digest(body) != claimed:
            yield Fault("version", table="version", row=rid, note=str(n))
    for (rid,) in store.sql(
        "SELECT s.id FROM sign_off s WHERE NOT EXISTS (SELECT 1 FROM version v WHERE v.request = s.request "
        "AND v.number = s.version AND v.digest = s.digest)"
    ):
        yield Fault("signature", table="sign_off", row=rid)


def expected_objects() -> dict[str, str]:
    """Every trigger that a store of today has, by its name."""
    found = {}
    for cls in TABLES.all:
        for sql in schema.triggers(cls.table, TABLES.names[cls.table]):
            found[schema.trigger_name(sql)] = sql
    for line in schema.LEDGER.split(";\nCREATE ")[1:]:
        if line.startswith("TRIGGER"):
            name = line.split()[1]
            found[name] = "CREATE " + line.removesuffix(";\n")
    return found


def structure(store: Store) -> Iterator[Fault]:
    """No trigger is missing or planted, no view stands there, nothing waits outside an act."""
    want = set(expected_objects())
    have = {n for (n,) in store.sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    yield from (Fault("trigger-missing", note=n) for n in sorted(want - have))
    yield from (Fault("trigger-planted", note=n) for n in sorted(have - want))
    yield from (Fault("view-planted", note=n) for (n,) in store.sql("SELECT name FROM sqlite_master WHERE type='view'"))
    if store.one(STRAY):
        yield Fault("stray")


def told(fault: Fault) -> dict[str, Any]:
    """A fault as JSON: what is known of it."""
    found = {n: getattr(fault, n) for n in ("code", "entry", "table", "row", "column", "note")}
    return {k: v for k, v in found.items() if v is not None}
