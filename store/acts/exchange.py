"""Bring in requests of other trackers: which lines are new, and the transactions in which they are written.

No gate runs on an imported request: what it lacks is shown as not recorded. The same file again changes nothing.
"""

from __future__ import annotations

import io
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, islice
from typing import Annotated, Final

from bihuan.store.acts import ACTS, Acting, act
from bihuan.store.acts.edit import Fields
from bihuan.store.acts.history import enter
from bihuan.store.acts.inputs import Upload
from bihuan.store.errors import BadInput, NotAllowed
from bihuan.store.exchange.lines import Fault, Line, read_lines, unfit
from bihuan.store.exchange.neutral import Brought, Unfit, brought
from bihuan.store.exchange.ours import exported, own_source
from bihuan.store.exchange.statuses import STATUSES
from bihuan.store.file import Store
from bihuan.store.rules.field import F, Row
from bihuan.store.rules.record import TABLES, Status
from bihuan.store.rules.workdays import date_of

LOCKED_SECONDS: Final = 0.04  # how long a transaction aims to hold the file; nobody else waits longer than a blink
ROOM_SECONDS: Final = 0.003  # left to others between two transactions: the longest sleep of one who waits
LARGEST: Final = 64


@dataclass
class Tally:
    """How far an import is: what was read, what became of it."""

    read: int = 0
    new: int = 0
    here: int = 0
    faults: list[Fault] = field(default_factory=list)
    statuses: Counter[tuple[str | None, Status]] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)

    def count(self, b: Brought) -> None:
        """Count one that is new."""
        self.new += 1
        self.statuses[b.request.imported_status, b.request.status] += 1
        self.flags.update(b.request.flags)


@dataclass
class Reading:
    """One pass over a file: maps its lines, and knows which requests it has already met."""

    store: Store
    statuses: Mapping[str, Status]
    tally: Tally = field(default_factory=Tally)
    met: dict[tuple[str | None, str | None], int] = field(default_factory=dict)

    def fresh(self, lines: Iterable[Line | Fault]) -> Iterator[Brought]:
        """Yield what the store does not have yet; count the rest."""
        for line in lines:
            self.tally.read += 1
            found = line if isinstance(line, Fault) else self._mapped(line)
            if isinstance(found, Fault):
                self.tally.faults.append(found)
            elif present(self.store, found):
                self.tally.here += 1
            else:
                self.tally.count(found)
                yield found

    def _mapped(self, line: Line) -> Brought | Fault:
        try:
            zone = self.store.calendar.info
            if line.ours:
                found = exported(line.data, zone)
            else:
                found = brought(line.data, self.statuses, zone, self.store.team.numbers)
            key = (found.request.source, found.request.source_id)
            if key in self.met:
                raise Unfit("E-IMPORT-TWICE", "id", id=key[1], first=self.met[key])
        except Unfit as why:
            return unfit(line, why)
        self.met[key] = line.number
        return found


def present(store: Store, b: Brought) -> bool:
    """Tell whether the store has this request: of this source, or as its own from an export of its own."""
    r = b.request
    if r.source == own_source(store.team.told("store")):
        own = "SELECT 1 FROM request WHERE number = ? OR (number IS NULL AND 'd' || id = ?)"
        return store.one(own, r.source_id, r.source_id) is not None
    return store.one("SELECT 1 FROM request WHERE source = ? AND source_id = ?", r.source, r.source_id) is not None


def plan(store: Store, lines: Iterable[Line | Fault], statuses: Mapping[str, Status] = STATUSES) -> Tally:
    """Say what an import would do."""
    reading = Reading(store, statuses)
    for _ in reading.fresh(lines):
        pass
    return reading.tally


def bring(store: Store, lines: Iterable[Line | Fault], statuses: Mapping[str, Status] = STATUSES) -> Iterator[Tally]:
    """Import a file of any length in short transactions; yield how far it is after each.

    Raises:
        NotAllowed: the person at the store is no keeper of records.
    """
    if found := ACTS["import"].why_not(None, store.me):
        raise NotAllowed(found[0].code, found[0].field, found, act="import")
    reading = Reading(store, statuses)
    coming = reading.fresh(lines)
    size = 4
    while some := list(islice(coming, size)):
        began = time.perf_counter()
        with store.acting("import", imported=True) as do:
            write(do, some)
        took = time.perf_counter() - began
        size = max(1, min(LARGEST, 2 * size, int(len(some) * LOCKED_SECONDS / took)))
        yield reading.tally
        time.sleep(ROOM_SECONDS)
    yield reading.tally


def write(do: Acting, some: Iterable[Brought]) -> None:
    """Write requests with their history, each under the next number of its year."""
    numbers: dict[int, int] = {}
    for b in some:
        if present(do.store, b):
            continue  # another import brought it since the plan was made
        year = b.year or date_of(do.store.calendar, do.at).year
        numbers[year] = numbers[year] + 1 if year in numbers else int(do.store.allot(year)[5:])
        request = replace(
            b.request,
            number=f"{year:04}-{numbers[year]:03}",
            created_at=b.request.created_at or do.at,
            step_since=b.request.step_since or do.at,
        )
        write_rows(do, (request,))
        rid = do.store.db.connection().last_insert_rowid()
        for body in b.files:
            do.keep_bytes(body)
        do.touched.add(rid)
        for _, rows in groupby(b.rows, key=lambda row: row.table):
            write_rows(do, [replace(row, request=rid, n=row.n or n) for n, row in enumerate(rows, 1)])


def write_rows(do: Acting, rows: Sequence[Row]) -> None:
    """Write new rows of one table, in plain SQL: an import brings tens of thousands, and Peewee would take longest."""
    if not rows:
        return
    table = rows[0].table
    names = TABLES.names[table][1:]
    stored = (do.kept(table, TABLES.row(row)) for row in rows)
    values = [[data[c] for c in names] for data in stored]
    columns, marks = ", ".join(f'"{c}"' for c in names), ", ".join("?" * len(names))
    do.store.db.connection().executemany(f"INSERT INTO {table}({columns}) VALUES ({marks})", values)


@act("import", about="store", keeper=True, undoable=False)
def import_(do: Acting, file: Annotated[Upload | None, F("file")] = None, fields: Fields | None = None) -> None:
    """Bring in requests of another tracker, all of a file or none; or enter one that ran elsewhere, by its fields."""
    if file is None:
        if not fields:
            raise BadInput("E-INPUT-MISSING", "file", name="file")
        enter(do, fields)
        return
    do.imported = True
    reading = Reading(do.store, STATUSES)
    some = list(reading.fresh(read_lines(io.BytesIO(file.body))))
    if reading.tally.faults:
        first = reading.tally.faults[0]
        raise BadInput(first.code, "file", (), line=first.line, column=first.column, key=first.key, **first.values)
    write(do, some)
