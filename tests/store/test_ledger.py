"""No write escapes the ledger: refused outside an act, captured inside one, named by verify when it was forced."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import apsw
import pytest

from bihuan.store import file, schema
from bihuan.store.errors import BadInput, Unavailable
from bihuan.store.file import Store
from bihuan.store.rules.field import Column
from bihuan.store.rules.ledger import canonical, digest
from bihuan.store.rules.record import CHILDREN, TABLES, CalendarDay, Deputy, Duty, NumberGap, Person, Request
from bihuan.store.verify import told, verify

FOUNDER = Person(login="wang", name="王敏", department="市场部", title="经理", party="business", keeper=True)


class Clock:
    """A clock that goes on by a second whenever it is asked."""

    def __init__(self) -> None:
        self.now = 1_772_000_000_000

    def __call__(self) -> int:
        self.now += 1000
        return self.now


def something(c: Column) -> Any:
    """A value that a column can hold."""
    if c.choices:
        return c.choices[0]
    return {
        "int": 1,
        "bool": False,
        "day": date(2026, 1, 2),
        "instant": 5,
        "decimal": Decimal("1.5"),
        "person": 1,
        "people": (1,),
        "words": ("a",),
        "row": 1,
        "request": 1,
    }.get(c.kind, "x")


def filled(cls: Any, **known: Any) -> Any:
    """A row of a table with something in every column."""
    values = {c.name: something(c) for c in TABLES.columns[cls.table] if c.name not in ("id", "n", "dropped")}
    return cls(**{**values, **known})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with a row in every table."""
    made = file.create(tmp_path / "s.db", FOUNDER, now=Clock())
    with made.acting("fill") as do:
        do.put(filled(Request, number="2026-001", source="s", source_id="1", status="submitting", step="submitting"))
        known = {"version": {"digest": digest("x")}, "sign_off": {"digest": digest("x")}}
        known["attachment"] = {"hash": do.keep_bytes(b"x")}
        for cls in CHILDREN:
            do.put(filled(cls, **known.get(cls.table, {})))
        for cls in (Deputy, Duty, CalendarDay, NumberGap):
            do.put(filled(cls))
    yield made
    made.close()


def test_every_table_of_the_record_has_its_triggers(store: Store) -> None:
    tables = {n for (n,) in store.sql("SELECT name FROM sqlite_master WHERE type = 'table'")}
    beside = {t for t in tables if t.startswith(("search_", "sqlite_"))} | schema.LEDGER_TABLES
    assert tables - beside - schema.derived_objects().keys() == set(TABLES.by_name)
    for table in TABLES.by_name:
        triggers = {
            n for (n,) in store.sql("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name=?", (table,))
        }
        assert triggers == {f"{table}_i", f"{table}_u", f"{table}_d"}, table


@pytest.mark.parametrize("table", TABLES.by_name)
def test_raw_sql_outside_an_act_is_refused(store: Store, table: str) -> None:
    column = next(c for c in TABLES.names[table] if c != "id")
    for sql in (
        f'UPDATE {table} SET "{column}" = "{column}"',
        f"DELETE FROM {table}",
        f"REPLACE INTO {table} SELECT * FROM {table}",
    ):
        with pytest.raises(apsw.ConstraintError):
            store.sql(sql)


def test_a_row_changed_with_the_triggers_dropped_is_named_by_verify(store: Store) -> None:
    assert list(verify(store)) == []
    path = str(store.path)
    store.close()
    raw = apsw.Connection(path)
    raw.execute("PRAGMA foreign_keys = 0; PRAGMA ignore_check_constraints = 1")
    kept = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in kept:
        raw.execute(f"DROP TRIGGER {name}")
    tried, read = 0, Store(path, "wang", write=False)
    for table in (*TABLES.by_name, "entry", "text"):
        for _, column, kind, *_ in raw.execute(f"PRAGMA table_info({table})").fetchall():
            if (table, column) == ("text", "id"):
                continue
            rowid, was = raw.execute(f'SELECT rowid, "{column}" FROM {table} ORDER BY rowid DESC LIMIT 1').fetchone()
            new = b"zz" if kind == "BLOB" else (was or 0) + 1 if kind == "INTEGER" else f"{was} "  # JSON stays JSON
            raw.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', (new, rowid))
            moved = new if column in ("id", "seq") else rowid
            faults = [f for f in verify(read) if f.code != "trigger-missing"]
            assert faults, (table, column)
            if table in TABLES.by_name and column != "id":
                assert any((f.table, f.column) == (table, column) for f in faults), (table, column, faults)
            raw.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', (was, moved))
            tried += 1
    read.close()
    for _, sql in kept:
        raw.execute(sql)
    raw.close()
    assert tried > 300
    with Store(path, "wang") as again:
        assert list(verify(again)) == []


def test_a_history_is_read_from_its_index_alone(store: Store) -> None:
    sql = f"EXPLAIN QUERY PLAN SELECT {schema.TOLD} FROM entry WHERE about = 'request/1' ORDER BY seq"
    assert [plan for *_, plan in store.sql(sql)] == ["SEARCH entry USING COVERING INDEX entry_told (about=?)"]


def test_rows_planted_for_the_next_act_are_found(store: Store) -> None:
    store.sql("INSERT INTO open_act VALUES (1, 'x'); UPDATE request SET project = 'planted'; DELETE FROM open_act")
    with pytest.raises(Unavailable) as refused, store.acting("next"):
        pass
    assert refused.value.code == "E-STORE-STRAY"
    assert "stray" in {f.code for f in verify(store)}


def test_a_planted_trigger_and_a_dropped_one_are_found(store: Store) -> None:
    store.sql("CREATE TRIGGER evil AFTER INSERT ON person BEGIN SELECT 1; END; DROP TRIGGER person_u")
    assert {(f.code, f.note) for f in verify(store)} == {("trigger-planted", "evil"), ("trigger-missing", "person_u")}


def test_an_act_that_fails_leaves_nothing(store: Store) -> None:
    before = store.head, store.one("SELECT count(*) FROM text")
    with pytest.raises(RuntimeError), store.acting("x", 1) as do:
        do.put(replace(do.on.request, project="never", background="never " * 99))
        raise RuntimeError
    assert (store.head, store.one("SELECT count(*) FROM text")) == before
    assert list(verify(store)) == []


def test_one_entry_for_each_thing_an_act_is_about(store: Store) -> None:
    with store.acting("two", 1) as do:
        do.put(replace(do.on.request, project="p"))
        do.put(replace(do.store.team.people[1], title="主管"))
    entries = store.sql("SELECT about, first, seq FROM entry ORDER BY seq DESC LIMIT 2").fetchall()
    assert {e[0] for e in entries} == {"request/1", "person/1"}
    assert len({e[1] for e in entries}) == 1
    for (body,) in store.sql("SELECT body FROM entry"):
        assert canonical(json.loads(body)) == body


def test_an_act_before_the_last_one_about_the_same_thing_is_refused(store: Store) -> None:
    with pytest.raises(BadInput) as refused, store.acting("late", 1, at=1_600_000_000_000) as do:
        do.put(replace(do.on.request, project="p"))
    assert refused.value.code == "E-AT-BEFORE-LAST"


def test_erasing_a_person_leaves_chain_and_replay_whole(store: Store) -> None:
    with store.acting("person") as do:
        p = do.put(Person(login="gone", name="张三丰", department="研发部", party="technical", email="z@example.com"))
    with store.acting("person") as do:
        do.put(replace(p, name="张三峰", active=False))
    from bihuan.store.acts.every import ACTS

    ACTS["erase"](store, None, login="gone")
    assert list(verify(store)) == []
    left = [b for (b,) in store.sql("SELECT body FROM entry WHERE body IS NOT NULL") if "张三" in b or "z@example" in b]
    assert left == []
    with store.acting("person") as do:
        do.put(replace(store.team.people[1], title="总监"))
    assert list(verify(store)) == []
    with pytest.raises(apsw.ConstraintError):
        store.sql("UPDATE entry SET body = NULL WHERE seq = 1")


def test_faults_say_where(store: Store) -> None:
    fault = next(iter(verify_after(store, "DROP TRIGGER goal_u; UPDATE goal SET target = 'other'")))
    assert told(fault) == {"code": "differs", "table": "goal", "row": 1, "column": "target"}


def verify_after(store: Store, sql: str) -> list[Any]:
    store.sql(sql)
    return [f for f in verify(store) if f.code != "trigger-missing"]
