"""Bring an older file to today's tables: a backup first, then each step in a transaction of its own, as an act."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bihuan.store import migrations, schema
from bihuan.store.rules.ledger import canonical

if TYPE_CHECKING:
    from bihuan.store.file import Store


def backup_name(path: Path, have: int) -> Path:
    """Where the file is kept as it was before its steps."""
    return path.with_name(f"{path.name}.before-step-{have + 1}")


def upgrade(store: Store, have: int) -> None:
    """Apply the steps a file lacks."""
    kept = backup_name(store.path, have)
    if not kept.exists():
        store.sql("VACUUM INTO ?", (str(kept),))
    for n, step in enumerate(migrations.steps()[have:], have + 1):
        apply(store, n, step)


def apply(store: Store, number: int, step: dict[str, Any]) -> None:
    """One step: new columns, whose values for the rows that are there are changes in the ledger, and new triggers."""
    today = store.version
    store.version = store.one("PRAGMA user_version")
    try:
        with store.acting("schema", reason=step["name"]) as do:
            if store.version >= number:
                return
            for table, columns in step["tables"].items():
                for sql in added(store, table, columns):
                    store.sql(sql)
                for c in columns:
                    new = canonical({c["name"]: c["default"]})
                    store.sql(
                        "INSERT INTO pending(tbl, row, op, about, old, new) VALUES (?, 0, 'c', 'store', NULL, ?)",
                        (table, new),
                    )
                retrigger(store, table)
            store.sql(f"PRAGMA user_version={number}")
            store.version = number
            assert do.act == "schema"
    finally:
        store.version = today


def added(store: Store, table: str, columns: list[dict[str, Any]]) -> list[str]:
    """The statements that add a step's columns to a table that is there, or make a table that is not."""
    there = store.one("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", table)
    if there:
        return [f'ALTER TABLE {table} ADD COLUMN "{c["name"]}" {c["sql"]}' for c in columns]
    lines = ", ".join(f'"{c["name"]}" {c["sql"]}' for c in columns if c["name"] != "id")
    return [f"CREATE TABLE {table}(id INTEGER NOT NULL PRIMARY KEY, {lines}) STRICT"]


def retrigger(store: Store, table: str) -> None:
    """Make a table's triggers anew from the columns the file has now."""
    columns = tuple(r[1] for r in store.sql(f"PRAGMA table_info({table})"))
    for sql in schema.triggers(table, columns):
        store.sql(f"DROP TRIGGER IF EXISTS {schema.trigger_name(sql)}; {sql}")
