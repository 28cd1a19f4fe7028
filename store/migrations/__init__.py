"""Named, ordered, frozen steps from an older file to today's tables.

A step is a JSON file ``NNNN_name.json`` written by ``python -m bihuan.store.migrations NAME`` from the difference
between the tables of ``rules`` and the sum of the earlier steps; the first holds them all. Steps are never edited after
release. A file's ``user_version`` is the number of steps it has.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from bihuan.store.rules.field import Column, stored
from bihuan.store.rules.record import TABLES

Step = dict[str, Any]


@cache
def steps() -> tuple[Step, ...]:
    """Every step in order."""
    folder = files("bihuan.store.migrations")
    found = sorted((p for p in folder.iterdir() if p.name.endswith(".json")), key=lambda p: p.name)
    return tuple(json.loads(p.read_text("utf-8")) for p in found)


def version() -> int:
    """The number of steps: the ``user_version`` of a file of today."""
    return len(steps())


def known() -> dict[str, list[str]]:
    """The columns of each table as the steps leave them."""
    tables: dict[str, list[str]] = {}
    for step in steps():
        for table, cols in step["tables"].items():
            tables.setdefault(table, []).extend(c["name"] for c in cols)
    return tables


def told(c: Column) -> dict[str, Any]:
    """What a step says of a new column: its name, its SQL, and what the rows that are there get."""
    sql = "INTEGER" if c.kind in ("int", "bool", "instant", "person", "row", "request") else "TEXT"
    default = stored(c, c.default)
    if not c.null:
        literal = str(default) if isinstance(default, int) else "'" + str(default or "").replace("'", "''") + "'"
        sql += f" NOT NULL DEFAULT {literal}"
        default = default if default is not None else ""
    if c.choices:
        values = ", ".join(f"'{v}'" for v in c.choices)
        sql += f' CHECK ("{c.name}" IN ({values}))'
    return {"name": c.name, "sql": sql, "default": default}


def missing() -> dict[str, list[dict[str, Any]]]:
    """The columns that the tables of ``rules`` have and the steps do not."""
    have = known()
    found = {t: [told(c) for c in cols if c.name not in have.get(t, ())] for t, cols in TABLES.columns.items()}
    return {t: cols for t, cols in found.items() if cols}
