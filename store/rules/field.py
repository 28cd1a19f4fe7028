"""What is known of a column: kinds, and the one mapping between what a table holds and the frozen value.

A dataclass of ``record.py`` or ``rows.py`` is a table; one annotated line of it is a column with all that is known of
it. Models, triggers, forms, exports, differences and JSON are loops over ``COLUMNS``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

ColumnKind = Literal[
    "line",  # one line of text
    "markdown",  # long text, kept once by its hash
    "choice",  # one of a Literal's values
    "int",
    "bool",
    "day",  # a date, YYYY-MM-DD
    "instant",  # integer UTC milliseconds
    "decimal",  # days and effort; the ledger knows no floats
    "person",  # a person's id
    "people",  # several persons' ids
    "words",  # several short texts
    "row",  # the number of a row of the same request
    "request",  # the id of another request
    "requests",  # (inputs of acts only) the ids of several requests
    "rows",  # (inputs of acts only) rows of a table
    "fields",  # (inputs of acts only) fields of the record
    "reasons",  # (inputs of acts only) reasons by the code of a check
    "file",  # (inputs of acts only) a file's contents
]


@dataclass(frozen=True, slots=True)
class F:
    """What is known of a column beside its type.

    Attributes:
        code: the check that asks for it, ``G1-03``: the gate and its number; empty when no gate does.
        types: the request types that ask for it; empty means all.
        part: the part of the record (1-6) it stands in.
        party: who may set it; empty means that only the acts that the spec names do.
        wording: the kind of text the wording check takes it for.
        na: may be marked not applicable, with a reason.
        frozen: signed contents: after both signatures only a change request changes it.
        typed: people type it in; otherwise an act fills it.
        ref: the table it points to.
        choices: its values, where another table lists them; else a Literal does.
        offered: the setting with the team's list that it is from, once the team has one.
    """

    kind: ColumnKind = "line"
    code: str = ""
    types: tuple[str, ...] = ()
    part: int = 0
    party: str = ""
    wording: str = ""
    na: bool = False
    frozen: bool = False
    typed: bool = True
    ref: str = ""
    choices: tuple[str, ...] = ()
    offered: str = ""


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """What stands in the place of a text that does not apply, and why."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row of a table of the record."""

    table: ClassVar[str] = ""
    id: Annotated[int, F("int", typed=False)] = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Child(Row):
    """A row that belongs to a request. Its number is given once and never reused; a row is dropped, never deleted."""

    many: ClassVar[str] = ""
    part: ClassVar[int] = 0
    edited_by: ClassVar[str] = ""
    request: Annotated[int, F("request", ref="request", typed=False)] = 0
    n: Annotated[int, F("int", typed=False)] = 0
    dropped: Annotated[bool, F("bool", typed=False)] = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column as read from its annotation."""

    name: str
    f: F
    null: bool
    required: bool
    choices: tuple[str, ...] = ()
    default: Any = None

    @property
    def kind(self) -> ColumnKind:
        """The kind of its values."""
        return self.f.kind


BARE: Mapping[Any, ColumnKind] = {str: "line", int: "int", bool: "bool", date: "day", Decimal: "decimal"}


def column(name: str, hint: Any, default: Any = MISSING) -> Column:
    """Read one annotation: Annotated, a union with None, Literal, in any nesting that we use."""
    f, null = F(), False
    for _ in range(3):
        if get_origin(hint) is Annotated:
            hint, f = get_args(hint)
        if get_origin(hint) in (Union, UnionType):
            args = get_args(hint)
            null = null or NoneType in args
            hint = next(a for a in args if a not in (NoneType, NotApplicable))
    kind, choices = f.kind, f.choices
    if get_origin(hint) is Literal:
        choices, kind = get_args(hint), "choice"
    elif kind == "line" and hint in BARE:
        kind = BARE[hint]
    known = {n: getattr(f, n) for n in F.__slots__} | {"kind": kind}
    return Column(name, F(**known), null, default is MISSING, choices, None if default is MISSING else default)


def columns(cls: type[Row]) -> tuple[Column, ...]:
    """The columns of a table in the order of its lines."""
    hints = get_type_hints(cls, include_extras=True)
    return tuple(column(f.name, hints[f.name], f.default) for f in fields(cls))


# Reads one JSON value and nothing around it, in a quarter of the time of ``json.loads``: for what SQLite or we wrote.
decoded: Callable[[str], tuple[Any, int]] = json.JSONDecoder().raw_decode
canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def stored(c: Column, v: Any) -> Any:
    """What the table holds for a value."""
    if v is None:
        return None
    match c.kind:
        case "day":
            return v.isoformat()
        case "bool":
            return int(v)
        case "decimal":
            return f"{v.normalize():f}"
        case "people" | "words":
            return canonical(list(v))
    if c.f.na:
        return canonical({"not_applicable": v.reason} if isinstance(v, NotApplicable) else v)
    return v


def _text(v: str) -> str | NotApplicable:
    known: str | dict[str, str] = decoded(v)[0]
    return NotApplicable(known["not_applicable"]) if isinstance(known, dict) else known


def _several(v: str) -> tuple[Any, ...]:
    return tuple(decoded(v)[0])


LOADERS: Mapping[str, Callable[[Any], Any]] = {
    "day": date.fromisoformat,
    "bool": bool,
    "decimal": Decimal,
    "people": _several,
    "words": _several,
}


def loader(c: Column) -> Callable[[Any], Any] | None:
    """What makes the value of what a table holds; None where it is the same."""
    return _text if c.f.na else LOADERS.get(c.kind)


def decimal(text: str) -> Decimal | None:
    """A finite number of days or effort from its decimal string; None when it is none."""
    try:
        d = Decimal(text)
    except InvalidOperation:
        return None
    return d if d.is_finite() else None


T = TypeVar("T", bound=Row)


class Tables:
    """The tables and what loops need of them, computed once."""

    def __init__(self, tables: Iterable[type[Row]]) -> None:
        self.all = tuple(tables)
        self.by_name: dict[str, type[Row]] = {cls.table: cls for cls in self.all}
        self.columns: dict[str, tuple[Column, ...]] = {cls.table: columns(cls) for cls in self.all}
        self.column: dict[str, dict[str, Column]] = {t: {c.name: c for c in cs} for t, cs in self.columns.items()}
        self.names = {t: tuple(c.name for c in cs) for t, cs in self.columns.items()}
        self.long = {t: tuple(c.name for c in cs if c.kind == "markdown") for t, cs in self.columns.items()}
        self._selected = {t: self._select(t) for t in self.names}
        self._load = {
            t: {c.name: load for c in cs if (load := loader(c)) is not None} for t, cs in self.columns.items()
        }

    def value(self, cls: type[T], row: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> T:
        """Make a frozen value of a table's row, whether it was read or folded."""
        data = dict(row)
        for name, load in self._load[cls.table].items():
            if (v := data[name]) is not None:
                data[name] = load(v)
        return cls(**data)

    def row(self, v: Row) -> dict[str, Any]:
        """The other way: what the table holds."""
        data = {name: getattr(v, name) for name in self.names[v.table]}
        for name in self._load[v.table]:
            data[name] = stored(self.column[v.table][name], data[name])
        return data

    def differing(self, was: Row, now: Row) -> dict[str, Any]:
        """What the table is to hold of a row where it holds something else."""
        found = {}
        for c in self.columns[now.table]:
            old, new = getattr(was, c.name), getattr(now, c.name)
            if old is not new and (held := stored(c, new)) != stored(c, old):
                found[c.name] = held
        return found

    def as_read(self, was: T, now: T, data: Mapping[str, Any]) -> T:
        """A row that was written, as it would be read: by what differs of it from what it was."""
        again: dict[str, Any] = {
            c: getattr(was, c) if c not in data else None if data[c] is None else load(data[c])
            for c, load in self._load[now.table].items()
            if getattr(now, c) is not getattr(was, c)
        }
        return replace(now, **again) if again else now

    def selected(self, table: str) -> str:
        """The column list of a SELECT: long texts fetched by their hash."""
        return self._selected[table]

    def _select(self, table: str) -> str:
        long = self.long[table]
        return ", ".join(
            f'(SELECT body FROM text WHERE hash = {table}."{n}")' if n in long else f'"{n}"' for n in self.names[table]
        )
