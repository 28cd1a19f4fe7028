"""A request as JSON against the raw rows: each column once more by its kind, without the program's own mapping."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bihuan.store.rules.field import Column
from bihuan.store.rules.record import CHILDREN, TABLES
from walking.rows import Row, Rows

LEFT_OUT = {"id", "request", "n", "dropped"}


def differing(rows: Rows, rid: int, data: dict[str, Any]) -> Iterator[str]:
    """Every value of a request's JSON that is not what its rows say."""
    logins = {p["id"]: p["login"] for p in rows.tables["person"]}
    single = next(r for r in rows.tables["request"] if r["id"] == rid)
    yield from columns(rows, "request", single, data, logins)
    for cls in CHILDREN:
        found = rows.of(cls.table, rid)
        if [r["n"] for r in found] != [r["id"] for r in data[cls.many]]:
            yield f"{cls.many} has other rows"
            continue
        for raw, told in zip(found, data[cls.many], strict=True):
            yield from columns(rows, cls.table, raw, told, logins)


def columns(rows: Rows, table: str, raw: Row, told: dict[str, Any], logins: dict[int, str]) -> Iterator[str]:
    """The columns of one row that are told otherwise than they are."""
    for c in TABLES.columns[table]:
        if c.name not in LEFT_OUT and not same(rows, c, raw[c.name], told[c.name], logins):
            yield f"{table}.{c.name} is {told[c.name]!r}, the row holds {raw[c.name]!r}"


def same(rows: Rows, c: Column, raw: Any, told: Any, logins: dict[int, str]) -> bool:
    """A value as JSON has it is the one that the row holds."""
    if raw is None or told is None:
        return raw is None and told is None
    text = rows.text(raw) if c.kind == "markdown" else raw
    if c.f.na:
        return bool(told == json.loads(text))
    match c.kind:
        case "instant":
            return round(datetime.fromisoformat(told).timestamp() * 1000) == raw
        case "person":
            return bool(told == logins[raw])
        case "people":
            return bool(told == [logins[p] for p in json.loads(raw)])
        case "words":
            return bool(told == json.loads(raw))
        case "bool":
            return told is bool(raw)
        case "request":
            # A confidential request is not named to everybody.
            hidden = rows.sql("SELECT coalesce(number, ''), confidential FROM request WHERE id = ?", (raw,)).fetchone()
            return told == f"d{raw}" if not hidden[0] else told == hidden[0] or (hidden[1] and told == f"d{raw}")
    return bool(told == text)
