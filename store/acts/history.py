"""A request that ran elsewhere, entered as history by a keeper of records: whole, as it is told, through no gate.

What is not told stays empty. It may bring its number if that is free; the year's series goes on after the highest one,
and the numbers in between are on record as never allotted here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from bihuan.store import documents, read
from bihuan.store.acts import Acting, asked
from bihuan.store.acts.inputs import value
from bihuan.store.errors import BadInput, Conflict
from bihuan.store.rules.checks import graphemes, title_limit
from bihuan.store.rules.field import Child, Column
from bihuan.store.rules.hours import instant_of
from bihuan.store.rules.record import FIELDS, MANY, TABLES, NumberGap, Request
from bihuan.store.rules.workdays import date_of

NUMBER: Final = re.compile(r"(\d{4})-(\d{3}|[1-9]\d{3,})")
GIVEN: Final = ("id", "n", "request", "dropped")


def enter(do: Acting, told: Mapping[str, Any]) -> None:
    """Write one request with all its fields and rows.

    Raises:
        BadInput: a name that the record does not have, or a value that is not of its kind.
        Conflict: its number is taken.
    """
    do.imported = True
    for name in told:
        if name not in MANY and (name not in FIELDS or name in GIVEN):
            raise BadInput("E-FIELD-UNKNOWN", name)
    single = {n: typed(do, FIELDS[n], n, v) for n, v in told.items() if n in FIELDS}
    created = single.get("created_at") or do.at
    single["number"] = numbered(do, single.get("number"), date_of(do.store.calendar, created).year)
    title = single.get("title")
    flags = ("title_long",) if title and graphemes(title) > title_limit(title, do.store.team.numbers) else ()
    known = {"flags": flags, "step_since": created, **single, "created_at": created}
    request = do.put(Request(**{n: v for n, v in known.items() if v is not None}))
    for many in told.keys() & MANY.keys():
        for row in entered_rows(do, many, told[many]):
            do.put(replace(row, request=request.id))
    if request.status == "closed":
        # What ended elsewhere is filed at once; the request as first submitted nobody has seen here.
        documents.freeze(do, read.record(do.store, request.id), "launched")


def typed(do: Acting, c: Column, name: str, raw: Any) -> Any:
    """One value of its kind; what only acts fill can be told too.

    Raises:
        BadInput: it is not of its kind.
    """
    if raw is None:
        return c.default
    if c.kind != "instant":
        # A system of then need not be on the list of today.
        return value(do.store.team, replace(asked(c), name=name, required=True, offered=""), raw)
    try:
        moment = datetime.fromisoformat(raw)
    except (TypeError, ValueError):
        raise BadInput("E-AT", name, value=raw) from None
    return instant_of(moment if moment.tzinfo else moment.replace(tzinfo=do.store.calendar.info))


def entered_rows(do: Acting, many: str, raw: Any) -> Iterator[Child]:
    """The rows of a table, numbered in their order; when it happened is when it was entered, if nothing else is told.

    Raises:
        BadInput: no list of objects, an unknown column, or one that is missing.
    """
    cls = MANY[many]
    columns = {n: c for n, c in TABLES.column[cls.table].items() if n not in GIVEN}
    if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
        raise BadInput("E-INPUT-ROWS", many, name=many, value=raw, choices="")
    for n, row in enumerate(raw, 1):
        told = {k: v for k, v in row.items() if k != "id"}
        if unknown := next((k for k in told if k not in columns), None):
            known = tuple(columns)
            raise BadInput("E-INPUT-UNKNOWN", f"{many}.{unknown}", name=unknown, known=known)
        made = {k: typed(do, columns[k], f"{many}.{k}", v) for k, v in told.items()}
        if missing := next((k for k, c in columns.items() if c.required and made.get(k) is None), None):
            raise BadInput("E-INPUT-MISSING", f"{many}.{missing}", name=f"{many}.{missing}")
        at = {"at": do.at} if "at" in columns and not columns["at"].null else {}
        yield cls(n=n, **{**at, **made})


# ---- its number ---------------------------------------------------------------------------------------------------
def numbered(do: Acting, number: str | None, year: int) -> str:
    """The number it brings, or the next of its year.

    Raises:
        BadInput: it brings something that is no number.
        Conflict: the number is taken.
    """
    if number is None:
        return do.store.allot(year)
    found = NUMBER.fullmatch(number)
    if found is None:
        raise BadInput("E-NUMBER", "number", number=number)
    if do.store.one("SELECT 1 FROM request WHERE number = ?", number):
        raise Conflict("E-NUMBER-TAKEN", "number", number=number)
    note_gap(do, int(found[1]), int(found[2]))
    return number


def note_gap(do: Acting, year: int, serial: int) -> None:
    """Put the numbers that are passed over on record; one that fills an earlier gap parts it."""
    free = int(do.store.allot(year)[5:])
    if serial >= free:
        spans = [(free, serial - 1)]
    else:
        gap = next(g for g in read.rows(do.store, NumberGap, "WHERE year = ?", year) if g.first <= serial <= g.last)
        do.put(replace(gap, last=serial - 1))
        spans = [(serial + 1, gap.last)]
    for first, last in spans:
        if first <= last:
            do.put(NumberGap(year=year, first=first, last=last))
