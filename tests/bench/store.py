"""One act of ten row changes against the same rows by raw apsw; a record whole, now and in the past; verify; due lists.

The bare floor writes the same ten rows and an entry of the same size with the same pragmas in one transaction, no more;
the sealed one has the store's own triggers note them and chains what they noted.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import apsw
from tests.bench._stores import fill

from bihuan.store import file, read
from bihuan.store.acts.every import ACTS
from bihuan.store.connection import PRAGMAS
from bihuan.store.file import Store
from bihuan.store.rules.ledger import canonical, commitment, link
from bihuan.store.rules.record import Person
from bihuan.store.verify import ENTRIES, verify

ROUNDS, ACTS_A_ROUND, OPEN = 7, 40, 10_000
TOLD, RISKS = 60, 30  # of the record that is read: 40 rows with the request and its goals
SALT = b"s" * 16
BODY = canonical({"changes": "x" * 900})
FOUNDER = Person(login="wang", name="王敏", department="市场部", title="经理", party="business", keeper=True)


def run() -> dict[str, float | int]:
    """Measure on a fresh store in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        store = file.create(Path(folder) / "s.db", FOUNDER)
        requests = [made(store) for _ in range(ROUNDS)]
        bare, sealed = floor(Path(folder) / "bare.db", store, bare=True), floor(Path(folder) / "sealed.db", store)
        ours, rows, noted = [], [], []
        for n, rid in enumerate(requests):
            ours.append(timed(lambda n=n, rid=rid: act(store, rid, n)))
            rows.append(timed(lambda n=n, rid=rid: write(bare, rid, n)))
            noted.append(timed(lambda n=n, rid=rid: write(sealed, rid, n, seal=True)))
        found: dict[str, float | int] = {
            "one act of ten rows (ms)": median(ours) / ACTS_A_ROUND * 1e3,
            "the same rows and an entry by raw apsw (ms)": median(rows) / ACTS_A_ROUND * 1e3,
            "ratio": median(o / t for o, t in zip(ours, rows, strict=True)),
            "the same noted by triggers and sealed (ms)": median(noted) / ACTS_A_ROUND * 1e3,
            "ratio to that": median(o / t for o, t in zip(ours, noted, strict=True)),
        } | one_record(store)
        found["verify, whole (entries/s)"] = round(store.head / each(lambda: list(verify(store)), 5) * 1e3)
        found["verify, the chain alone (entries/s)"] = round(store.head / each(lambda: chained(store), 20) * 1e3)
        assert list(verify(store)) == []
        store.close()
        return found | due_list(Path(folder) / "many.db")


def made(store: Store, **more: object) -> int:
    """A request with nine goals."""
    goals = [{"what": f"目标{i}"} for i in range(9)]
    return ACTS["new"](store, None, fields={"title": "订单状态", "goals": goals, **more}).request.id


def act(store: Store, rid: int, n: int) -> None:
    """One act: a field and nine goals change."""
    for i in range(ACTS_A_ROUND):
        goals = {f"goals.{g}.target": f"{n} {i} {g}" for g in range(1, 10)}
        ACTS["set"](store, rid, fields={"project": f"{n} {i}", **goals})


def floor(path: Path, store: Store, *, bare: bool = False) -> apsw.Connection:
    """The same file for raw apsw, bare of its triggers or with them."""
    store.sql("VACUUM INTO ?", (str(path),))
    raw = apsw.Connection(str(path))
    for name, value in PRAGMAS:
        raw.execute(f"PRAGMA {name} = {value}")
    for (trigger,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall() if bare else ():
        raw.execute(f"DROP TRIGGER {trigger}")
    return raw


def write(raw: apsw.Connection, rid: int, n: int, *, seal: bool = False) -> None:
    """The floor of the same act: its rows, and one entry."""
    for i in range(ACTS_A_ROUND):
        raw.execute("BEGIN IMMEDIATE")
        if seal:
            raw.execute("INSERT INTO open_act VALUES (1, 'set')")
        raw.execute("UPDATE request SET project = ? WHERE id = ?", (f"{n} {i}", rid))
        for g in range(1, 10):
            raw.execute("UPDATE goal SET target = ? WHERE request = ? AND n = ?", (f"{n} {i} {g}", rid, g))
        seq, prev = raw.execute("SELECT seq + 1, hash FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
        body, core, mark = BODY, (seq, seq, 0, 0, "set", f"request/{rid}", "c" * 64), "h" * 64
        if seal:
            noted = raw.execute("SELECT tbl, row, op, old, new FROM pending ORDER BY n").fetchall()
            changes = [[t, r, op, json.loads(old), json.loads(new)] for t, r, op, old, new in noted]
            body = canonical({"by": 1, "changes": changes})
            core = (*core[:-1], commitment(SALT, body))
            mark = link(*core, prev)
        raw.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*core, mark, SALT, body))
        raw.execute("DELETE FROM pending; DELETE FROM open_act")
        raw.execute("COMMIT")


def one_record(store: Store) -> dict[str, float]:
    """A record of some entries and rows, as it is and as it was."""
    rid = made(store, risks=[{"text": f"风险{i}"} for i in range(RISKS)])
    for i in range(TOLD - 1):
        ACTS["set"](store, rid, fields={"project": f"{i}", f"goals.{1 + i % 9}.target": f"{i}"})
    assert len(read.history_of(store, rid)) == TOLD
    return {
        "a record of 60 entries, 40 rows (ms)": each(lambda: read.record(store, rid, history=True), 200),
        "the same as of the past (ms)": each(lambda: read.as_of(store, rid, store.now()), 200),
    }


def chained(store: Store) -> None:
    """What the chain costs by itself: each entry is hashed and linked."""
    prev = ""
    for seq, first, at, recorded, act, about, commit, _, _, _ in store.sql(ENTRIES):
        prev = link(seq, first, at, recorded, act, about, commit, prev)


def due_list(path: Path) -> dict[str, float]:
    """The first fifty of what is due next, with ten thousand open requests."""
    store = file.create(path, FOUNDER)
    fill(store, OPEN)
    sql = "SELECT request, due_at, due_clock FROM standing WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 50"
    return {"next due of 10,000 open requests (ms)": each(lambda: store.sql(sql).fetchall(), 200)}


def timed(work: object) -> float:
    """How long it took, in seconds."""
    began = perf_counter()
    work()  # type: ignore[operator]
    return perf_counter() - began


def each(work: object, times: int) -> float:
    """The median of one call, in milliseconds."""
    return median(timed(work) for _ in range(times)) * 1e3
