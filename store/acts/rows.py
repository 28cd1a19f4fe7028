"""Rows of the record as people name them: ``goals`` the list, ``goals.2.target`` a column, ``goals+`` a new row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from bihuan.store.acts import Acting, asked
from bihuan.store.acts.inputs import Input, typed_columns, value
from bihuan.store.errors import BadInput, NotFound
from bihuan.store.rules.field import Child, Column
from bihuan.store.rules.record import MANY, TABLES, Record, Team

C = TypeVar("C", bound=Child)


def row_of(record: Record, cls: type[C], n: int) -> C:
    """The row of a number in its request.

    Raises:
        NotFound: there is none.
    """
    found: C | None = next((row for row in getattr(record, cls.many) if row.n == n), None)
    if found is None:
        raise NotFound("E-NO-ROW", f"{cls.many}.{n}", many=cls.many, n=n)
    return found


def with_rows(record: Record, many: str, here: Mapping[int, Child]) -> Record:
    """A record with other rows in a table; those that are dropped are gone."""
    now: dict[str, Any] = {many: tuple(row for row in here.values() if not row.dropped)}
    return replace(record, **now)


def rows_to_put(do: Acting, many: str, path: str, raw: Any, here: Mapping[int, Child]) -> Iterator[Child]:
    """The rows that a path and its value mean, among those that are here.

    Raises:
        BadInput: the path or the value means no row.
        NotFound: there is no row of that number.
    """
    name, _, rest = path.partition(".")
    if name.endswith("+"):
        for row in parse_rows(do, many, [raw] if isinstance(raw, dict) else raw):
            yield made(do, many, row)
        return
    if not rest:
        yield from replaced(do, many, parse_rows(do, many, raw), here)
        return
    n, _, column = rest.partition(".")
    found = by_number(here, many, n)
    if not column:
        if raw not in (None, ""):
            raise BadInput("E-FIELD-UNKNOWN", path)
        yield replace(found, dropped=True)
        return
    changed: dict[str, Any] = {column: column_value(do, many, column, path, raw)}
    yield replace(found, **changed)


def put_rows(do: Acting, many: str, paths: Mapping[str, Any]) -> None:
    """Write the rows of a table that paths and their values mean; a later path finds them as they are now."""
    here = do.rows(MANY[many])
    for path, raw in paths.items():
        for row in list(rows_to_put(do, many, path, raw, here)):
            now = do.put(row)
            here[now.n] = now
            if now.dropped:
                del here[now.n]


def refuse_astray(was: Record, now: Record) -> None:
    """A criterion is traced to a goal that is there; one that lost its goal is a warning at the gate.

    An urgent request may owe its goals still: while there are none, it is told which one it will be.

    Raises:
        NotFound: it is told of another one.
    """
    goals, before = {g.n for g in now.goals}, {c.n: c.goal for c in was.criteria}
    for c in now.criteria:
        if goals and c.goal not in (None, before.get(c.n), *goals):
            raise NotFound("E-NO-ROW", f"criteria.{c.n}.goal", many="goals", n=c.goal)


def as_typed(team: Team, record: Record, many: str, rows: Iterable[Mapping[str, Any]]) -> Record:
    """A record with rows as they are being typed; one that cannot be read yet is left as it stands.

    A row is known by its id, a milestone also by its kind; any other is new.
    """
    here: dict[int, Any] = numbered(record, many)
    for raw in rows:
        try:
            (given,) = value(team, Input(many, "rows", False, rows=many), [raw])
        except BadInput:
            continue
        kinds = {row.kind: n for n, row in here.items()} if many == "milestones" else {}
        n = given.pop("n", kinds.get(given.get("kind")))
        if n in here:
            here[n] = replace(here[n], **given)
        elif all(given.get(c.name) is not None for c in typed_columns(many) if c.required):
            here[max(here, default=0) + 1] = MANY[many](request=record.request.id, **given)
    return with_rows(record, many, here)


def parse_rows(do: Acting, many: str, raw: Any) -> tuple[dict[str, Any], ...]:
    """Rows as given."""
    found: tuple[dict[str, Any], ...] = value(do.store.team, Input(many, "rows", False, rows=many), raw)
    return found


def replaced(do: Acting, many: str, rows: tuple[dict[str, Any], ...], here: Mapping[int, Child]) -> Iterator[Child]:
    """The list becomes these rows: one with its id is changed, one without is new, one left out is dropped."""
    kept = set()
    for row in rows:
        n = row.pop("n", None)
        if n is None:
            yield made(do, many, row)
            continue
        current = by_number(here, many, str(n))
        kept.add(current.n)
        refuse_blank(many, row)
        if any(getattr(current, k) != v for k, v in row.items()):
            yield replace(current, **row)
    for n, gone in here.items():
        if n not in kept:
            yield replace(gone, dropped=True)


def numbered(record: Record, many: str) -> dict[int, Child]:
    """The rows of a table by their numbers."""
    return {row.n: row for row in getattr(record, many)}


def by_number(here: Mapping[int, Child], many: str, n: str) -> Child:
    """The row of a number.

    Raises:
        NotFound: there is none.
    """
    told = n.removeprefix("#")
    found = next((row for known, row in here.items() if str(known) == told), None)
    if found is None:
        raise NotFound("E-NO-ROW", f"{many}.{n}", many=many, n=n)
    return found


def column_value(do: Acting, many: str, column: str, path: str, raw: Any) -> Any:
    """One column's typed value.

    Raises:
        BadInput: there is no such column, or people do not type it.
    """
    c: Column | None = TABLES.column[MANY[many].table].get(column)
    if c is None or not c.f.typed:
        raise BadInput("E-FIELD-UNKNOWN", path)
    got = value(do.store.team, asked(c, path), raw)
    refuse_blank(many, {column: got})
    return c.default if got is None and not c.null else got


def refuse_blank(many: str, row: dict[str, Any]) -> None:
    """What a row must have is not taken from it.

    Raises:
        BadInput: a column that it needs is given as nothing.
    """
    columns = TABLES.column[MANY[many].table]
    for name, given in row.items():
        if given is None and columns[name].f.typed and columns[name].required:
            raise BadInput("E-INPUT-MISSING", f"{many}.{name}", name=f"{many}.{name}")


def made(do: Acting, many: str, row: dict[str, Any]) -> Child:
    """A new row, with the person and time of the act where its table keeps them.

    Raises:
        BadInput: a column that it needs is missing.
    """
    cls = MANY[many]
    columns = TABLES.column[cls.table]
    row.pop("n", None)
    refuse_blank(many, dict.fromkeys(columns) | row)
    filled: dict[str, Any] = {
        k: v for k, v in (("by", do.who.id or None), ("at", do.at)) if k in columns and not columns[k].f.typed
    }
    if many == "test_runs":
        filled["version"] = do.on.request.test_version
    return cls(request=do.on.request.id, **{**filled, **row})
