"""The new values that a change request asks for: told apart when it is made, read back where it is shown. Pure.

They are kept as JSON by path: ``title``, ``goals.2.target``, ``goals+`` for new rows, ``goals.3`` null for a row that
goes. Only what differs is in it, and persons by their id alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from bihuan.store.rules.field import Child, Column, canonical, stored
from bihuan.store.rules.freeze import CHANGED_ROWS, FROZEN_FIELDS
from bihuan.store.rules.record import FIELDS, MANY, TABLES, Record


class NewValue(NamedTuple):
    """One thing that is to be other than it was.

    Attributes:
        name: the field, or the table of a row.
        n: the row's number; a field and a new row have none.
        cells: the new values; none of a row that goes.
    """

    name: str
    n: int | None
    cells: tuple[tuple[Column, Any], ...]


def differing(before: Record, after: Record) -> dict[str, Any]:
    """What a change request that would make one record of another asks for, as JSON by path."""
    found: dict[str, Any] = {}
    for name in FROZEN_FIELDS:
        if (new := getattr(after.request, name)) != getattr(before.request, name):
            found[name] = stored(FIELDS[name], new)
    for many in CHANGED_ROWS:
        found |= _rows(many, {row.n: row for row in getattr(before, many)}, getattr(after, many))
    return found


def _rows(many: str, gone: dict[int, Child], now: tuple[Child, ...]) -> Iterator[tuple[str, Any]]:
    columns = [c for c in TABLES.columns[MANY[many].table] if c.f.typed]
    new = []
    for row in now:
        told = [(c, getattr(row, c.name)) for c in columns]
        if (was := gone.pop(row.n, None)) is None:
            new.append({c.name: _plain(c, v) for c, v in told if v is not None})
        else:
            yield from ((f"{many}.{row.n}.{c.name}", _plain(c, v)) for c, v in told if v != getattr(was, c.name))
    if new:
        yield f"{many}+", new
    yield from ((f"{many}.{n}", None) for n in gone)


def _plain(c: Column, value: Any) -> Any:
    return value if isinstance(value, bool) else stored(c, value)


def new_values(values: str) -> Iterator[NewValue]:
    """Read back what a change request asks for."""
    for path, raw in json.loads(values).items():
        name, _, rest = path.partition(".")
        name = name.removesuffix("+")
        if name in FIELDS:
            yield NewValue(name, None, ((FIELDS[name], raw),))
        elif name in MANY:
            n, _, column = rest.partition(".")
            rows = raw if isinstance(raw, list) else [{column: raw}] if column else [raw]
            yield from (NewValue(name, int(n) if n.isdigit() else None, tuple(_cells(name, row))) for row in rows)


def with_people(values: str, name: Callable[[int], str]) -> str:
    """What a change request asks for, persons by name in the place of their ids."""
    told = json.loads(values)
    for path, raw in told.items():
        for row in raw if isinstance(raw, list) else ():
            row |= {n: name(row[n]) for n in PERSONS & row.keys() if isinstance(row[n], int)}
        if path.rpartition(".")[2] in PERSONS and isinstance(raw, int):
            told[path] = name(raw)
    return canonical(told)


PERSONS = {c.name for many in CHANGED_ROWS for c in TABLES.columns[MANY[many].table] if c.kind == "person"}


def _cells(many: str, row: Any) -> Iterator[tuple[Column, Any]]:
    told = row if isinstance(row, dict) else {}
    for c in TABLES.columns[MANY[many].table]:
        if c.name in told:
            raw = told[c.name]
            yield c, date.fromisoformat(raw) if c.kind == "day" and raw is not None else raw
