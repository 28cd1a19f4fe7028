"""One act of ten row changes against the same rows by raw apsw; a record whole, now and in the past; verify; due lists.

The floor writes the same ten rows and an entry of the same size with the same pragmas in one transaction, no more.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import apsw

from bihuan.store import file, read
from bihuan.store.acts.every import ACTS
from bihuan.store.connection import PRAGMAS
from bihuan.store.file import Store
from bihuan.store.rules.record import TABLES, Person
from bihuan.store.verify import verify

ROUNDS, ACTS_A_ROUND, OPEN = 7, 40, 10_000
FOUNDER = Person(login="wang", name="王敏", department="市场部", title="经理", party="business", keeper=True)


def run() -> dict[str, float | int]:
    """Measure on a fresh store in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        store = file.create(Path(folder) / "s.db", FOUNDER)
        goals = [{"what": f"目标{i}"} for i in range(9)]
        rid = ACTS["new"](store, None, fields={"title": "订单状态", "goals": goals}).request.id
        raw = floor(Path(folder) / "raw.db", store)
        ours, theirs = [], []
        for n in range(ROUNDS):
            ours.append(timed(lambda n=n: act(store, rid, n)))
            theirs.append(timed(lambda n=n: rows(raw, n)))
        found: dict[str, float | int] = {
            "one act of ten rows (ms)": median(ours) / ACTS_A_ROUND * 1e3,
            "the same rows by raw apsw (ms)": median(theirs) / ACTS_A_ROUND * 1e3,
            "ratio": median(o / t for o, t in zip(ours, theirs, strict=True)),
            "a record whole (ms)": each(lambda: read.record(store, rid), 200),
            "a record as of the past (ms)": each(lambda: read.as_of(store, rid, store.now()), 50),
        }
        began = perf_counter()
        assert list(verify(store)) == []
        found["verify (entries/s)"] = round(store.head / (perf_counter() - began))
        store.close()
        return found | due_list(Path(folder) / "many.db")


def act(store: Store, rid: int, n: int) -> None:
    """One act: a field and nine goals change."""
    for i in range(ACTS_A_ROUND):
        goals = {f"goals.{g}.target": f"{n} {i} {g}" for g in range(1, 10)}
        ACTS["set"](store, rid, fields={"project": f"{n} {i}", **goals})


def floor(path: Path, store: Store) -> apsw.Connection:
    """The same tables with the same rows, without triggers."""
    raw = apsw.Connection(str(path))
    for name, value in PRAGMAS:
        raw.execute(f"PRAGMA {name} = {value}")
    for table in ("person", "request", "goal"):
        raw.execute(store.one("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", table))
        names = ", ".join(TABLES.names[table])
        marks = ", ".join("?" * len(TABLES.names[table]))
        for row in store.sql(f"SELECT {names} FROM {table}").fetchall():
            raw.execute(f"INSERT INTO {table}({names}) VALUES ({marks})", row)
    raw.execute("CREATE TABLE entry(seq INTEGER PRIMARY KEY, hash TEXT, salt BLOB, body TEXT) STRICT")
    return raw


def rows(raw: apsw.Connection, n: int) -> None:
    """The floor of the same act."""
    body = "x" * 900
    for i in range(ACTS_A_ROUND):
        with raw:
            raw.execute("UPDATE request SET project = ? WHERE id = 1", (f"{n} {i}",))
            for g in range(1, 10):
                raw.execute("UPDATE goal SET target = ? WHERE request = 1 AND n = ?", (f"{n} {i} {g}", g))
            raw.execute("INSERT INTO entry(hash, salt, body) VALUES (?, ?, ?)", ("h" * 64, b"s" * 16, body))


def due_list(path: Path) -> dict[str, float]:
    """The first fifty of what is due next, with ten thousand open requests."""
    store = file.create(path, FOUNDER)
    with store.acting("fill") as do:
        for n in range(OPEN):
            store.sql(
                "INSERT INTO request(number, title, status, step, flags, confidential, created_at, step_since, systems,"
                " developers, operations, testers, no_risks, acceptors, imported_people)"
                " VALUES (?, '需求', 'assessing', 'assessing', '[]', 0, 0, 0, '[]', '[]', '[]', '[]', 0, '[]', '[]')",
                (f"2026-{n + 1:05}",),
            )
            store.sql(
                "INSERT INTO standing VALUES (?, 'technical', NULL, NULL, ?, 'response', 0, 0)",
                (n + 1, 1_700_000_000_000 + n * 7_919 % 10_007),
            )
        assert do.act == "fill"
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
