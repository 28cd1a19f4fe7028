"""Our own export read back: the request object of ``flat.py`` as rows, persons and signatures left aside.

A person of another store is nobody here, and nobody has signed here: what rests on a person is kept as JSON, as is
everything else without a place. Texts and attachments come back equal.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any, Final

from bihuan.store.exchange.neutral import LIMIT, Brought, Unfit
from bihuan.store.rules.field import Child, Column, NotApplicable
from bihuan.store.rules.field import decimal as read_decimal
from bihuan.store.rules.kept import SIZE_LIMIT, Attachment
from bihuan.store.rules.record import CHILDREN, FIELDS, TABLES, Request, Status, Step

OWN: Final = "bihuan"
# What an import gives anew, or decides by itself.
GIVEN: Final = frozenset({"id", "number", "source", "source_id", "status", "step", "created_at", "step_since", "flags"})
PERSONAL: Final = ("person", "people", "request")
_LINE: Final = FIELDS["source_id"]
# Frozen copies: they are signed over.
FROZEN_COPIES: Final = frozenset({"versions", "documents"})


def own_source(store: str | None) -> str:
    """The source of requests that were made in a store, by the store's name."""
    return f"{OWN}-{store[:8]}" if store else OWN


def restored(cls: type[Child]) -> bool:
    """Tell whether rows of a table can come back: none that needs a person, another request or a signature."""
    needs = any(c.required and c.kind in PERSONAL for c in TABLES.columns[cls.table])
    return not needs and cls.many not in FROZEN_COPIES


def exported(data: Mapping[str, Any], zone: tzinfo) -> Brought:
    """Map one request of an export.

    Raises:
        Unfit: a value is not of its field's kind, or a text is too long.
    """
    names = [n for n, c in FIELDS.items() if n not in GIVEN and c.kind not in PERSONAL]
    values = {name: _value(FIELDS[name], data[name], name) for name in names if data.get(name) is not None}
    created = _value(FIELDS["created_at"], data.get("created_at"), "created_at") or 0
    files = tuple(_files(data))
    tables = {
        cls.many: tuple(_rows(cls, data)) for cls in CHILDREN if restored(cls) and (files or cls is not Attachment)
    }
    values["imported_rest"] = _rest(data, {*values, *(many for many, rows in tables.items() if rows)})
    source, source_id, number = (_value(_LINE, data.get(key), key) for key in ("source", "source_id", "number"))
    status: Status = "submitting" if data.get("status") in (None, "draft") else _choice("status", data)
    step: Step = "submitting" if data.get("step") in (None, "draft") else _choice("step", data)
    request = Request(
        source=source or OWN,
        source_id=source_id or number or _value(_LINE, data.get("id"), "id"),
        status=status,
        step=step,
        created_at=created,
        step_since=_value(FIELDS["step_since"], data.get("step_since"), "step_since") or created,
        flags=_value(FIELDS["flags"], data.get("flags"), "flags") or (),
        **values,
    )
    if not request.source_id:
        raise Unfit("E-IMPORT-MISSING", "id")
    year = int(str(data["created_at"])[:4]) if created else None
    return Brought(request, tuple(row for rows in tables.values() for row in rows), year, files)


def _files(data: Mapping[str, Any]) -> Iterator[bytes]:
    """The bytes of the attachments, each the one that its hash says; none where the export left them out."""
    rows = data.get("attachments") or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unfit("E-IMPORT-OBJECTS", "attachments")
    for row in rows if any("content" in row for row in rows) else ():
        name = str(row.get("name"))[:40]
        try:
            body = base64.b64decode(row["content"], validate=True)
        except (KeyError, TypeError, ValueError):
            raise Unfit("E-IMPORT-FILE", "attachments", name=name) from None
        if hashlib.sha256(body).hexdigest() != row.get("hash") or len(body) != row.get("size"):
            raise Unfit("E-IMPORT-FILE", "attachments", name=name)
        if len(body) > SIZE_LIMIT:
            raise Unfit("E-FILE-LARGE", "attachments", name=name, size=len(body), limit=SIZE_LIMIT)
        yield body


def _choice(field: str, data: Mapping[str, Any]) -> Any:
    return _value(FIELDS[field], data[field], field)


def _rest(data: Mapping[str, Any], placed: set[str]) -> str:
    rest = {key: value for key, value in data.items() if key not in placed and value not in (None, [], "")}
    rest |= {"imported_rest": data["imported_rest"]} if data.get("imported_rest") else {}
    return json.dumps(rest, ensure_ascii=False, separators=(",", ":"))


def _rows(cls: type[Child], data: Mapping[str, Any]) -> Iterator[Child]:
    rows = data.get(cls.many) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unfit("E-IMPORT-OBJECTS", cls.many)
    known = {f.name for f in fields(cls)} - {"id", "n", "request", "dropped"}
    columns = [c for c in TABLES.columns[cls.table] if c.name in known and c.kind not in PERSONAL]
    ids = [row.get("id") for row in rows]
    numbered = len(set(map(str, ids))) == len(ids) and all(type(n) is int and n > 0 for n in ids)
    for row in rows:
        told = {c.name: _value(c, row[c.name], cls.many) for c in columns if row.get(c.name) is not None}
        if missing := next((c.name for c in columns if c.required and c.name not in told), None):
            raise Unfit("E-IMPORT-MISSING", missing)
        yield cls(**told, n=row["id"] if numbered else 0)


def _value(c: Column, raw: Any, key: str) -> Any:
    """One value of its kind."""
    if raw is None:
        return None
    made = _READERS[c.kind](c, raw)
    if made is None:
        raise Unfit("E-IMPORT-VALUE", key, value=str(raw)[:40])
    if isinstance(made, str) and len(made) > LIMIT:
        raise Unfit("E-IMPORT-LONG", key, count=len(made), limit=LIMIT)
    return made


def _text(c: Column, raw: Any) -> str | NotApplicable | None:
    if c.f.na and isinstance(raw, dict) and isinstance(raw.get("not_applicable"), str):
        return NotApplicable(raw["not_applicable"])
    return raw if isinstance(raw, str) else None


def _whole(c: Column, raw: Any) -> int | None:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else None


def _words(c: Column, raw: Any) -> tuple[str, ...] | None:
    return tuple(raw) if isinstance(raw, list) and all(isinstance(word, str) for word in raw) else None


def _day(c: Column, raw: Any) -> date | None:
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError):
        return None


def _instant(c: Column, raw: Any) -> int | None:
    try:
        at = datetime.fromisoformat(raw)
    except (TypeError, ValueError):
        return None
    return round(at.timestamp() * 1000) if at.tzinfo else None


def _decimal(c: Column, raw: Any) -> Decimal | None:
    return read_decimal(raw) if isinstance(raw, str) else None


_READERS: Final = {
    "line": _text,
    "markdown": _text,
    "words": _words,
    "choice": lambda c, raw: raw if raw in c.choices else None,
    "bool": lambda c, raw: raw if isinstance(raw, bool) else None,
    "int": _whole,
    "row": _whole,
    "day": _day,
    "instant": _instant,
    "decimal": _decimal,
}
