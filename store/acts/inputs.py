"""What an act asks for: read from its signature, parsed from JSON, the same for form, command and batch."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_origin

from bihuan.store import read
from bihuan.store.errors import BadInput, NotFound
from bihuan.store.rules.field import Column, ColumnKind, NotApplicable, column, decimal
from bihuan.store.rules.record import MANY, TABLES, Team
from bihuan.store.rules.settings import listed

if TYPE_CHECKING:
    from bihuan.store.file import Store

LINE_LIMIT = 1_000
TEXT_LIMIT = 50_000  # characters; ``design/trust.md``, "Hostile text"
TRUE = frozenset({"true", "yes", "1", "是", "y"})
FALSE = frozenset({"false", "no", "0", "否", "n"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file's contents, read at the edge, before the act begins."""

    name: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Input:
    """One thing an act asks for; its kind is the key of its widget, its command-line type and its JSON type."""

    name: str
    kind: ColumnKind
    required: bool = True
    choices: tuple[str, ...] = ()
    na: bool = False
    rows: str = ""
    ref: str = ""
    default: Any = None
    offered: str = ""

    def told(self) -> dict[str, Any]:
        """As ``acts --json`` prints it."""
        found: dict[str, Any] = {"name": self.name, "kind": self.kind, "required": self.required}
        if self.choices:
            found["choices"] = list(self.choices)
        if self.na:
            found["not_applicable"] = True
        if self.ref:
            found["of"] = self.ref
        if self.offered:
            found["offered"] = self.offered
        if self.rows:
            found["columns"] = [asked(c).told() for c in typed_columns(self.rows)]
        return found


def asked(c: Column, name: str = "") -> Input:
    """A column as an input, by its own name or as part of a row."""
    return Input(name or c.name, c.kind, c.required, c.choices, c.f.na, "", c.f.ref, c.default, c.f.offered)


def typed_columns(many: str) -> tuple[Column, ...]:
    """The columns of a table that people type in."""
    return tuple(c for c in TABLES.columns[MANY[many].table] if c.f.typed)


def read_input(name: str, hint: Any, default: Any) -> Input:
    """Read one parameter of an act."""
    required = default is inspect.Parameter.empty
    if get_origin(hint) is tuple and (made := get_args(hint)[0]) in MANY.values():
        return Input(name, "rows", required, rows=made.many)
    c = column(name, hint)
    return replace(asked(c), required=required, default=None if required else default)


def parsed(store: Store, inputs: tuple[Input, ...], data: Mapping[str, Any]) -> dict[str, Any]:
    """The typed values of what was given as JSON.

    Raises:
        BadInput: an unknown or a missing name, or a value that is not of its kind.
    """
    known = {i.name for i in inputs}
    open_end = next((i.name for i in inputs if i.kind == "fields"), None)
    if open_end is not None:
        data = gathered(open_end, known, data)
    for name in data:
        if name not in known:
            raise BadInput("E-INPUT-UNKNOWN", name, name=name, known=tuple(sorted(known)))
    for i in inputs:
        if i.required and data.get(i.name) is None:
            raise BadInput("E-INPUT-MISSING", i.name, name=i.name)
    found = {i: given(store, i, data[i.name]) for i in inputs if i.name in data}
    # Nothing given, as null or an empty text, is what the act does when it is not told.
    return {i.name: v for i, v in found.items() if v is not None or i.default is None}


def given(store: Store, i: Input, raw: Any) -> Any:
    """One typed value; another request is named by its number.

    Raises:
        NotFound: no request of that number or id is seen here.
        BadInput: it is not of its kind.
    """
    if i.kind == "request" and isinstance(raw, str):
        return read.resolve(store, raw)
    if i.kind == "request" and isinstance(raw, int) and not read.visible(store, [raw]):
        raise NotFound("E-NO-REQUEST", number=f"d{raw}")
    if i.kind == "requests":
        return tuple(given(store, replace(i, kind="request"), one) for one in value(store.team, i, raw))
    return value(store.team, i, raw)


def gathered(into: str, known: set[str], data: Mapping[str, Any]) -> dict[str, Any]:
    """Fields may stand beside the other inputs: ``{"act": "set", "title": …}`` is ``{"fields": {"title": …}}``."""
    fields = {k: v for k, v in data.items() if k not in known}
    told = data.get(into) or {}
    held = {**told, **fields} if isinstance(told, Mapping) else told  # what is no object is refused as such
    return {k: v for k, v in data.items() if k in known} | {into: held}


def value(team: Team, i: Input, raw: Any) -> Any:
    """One typed value.

    Raises:
        BadInput: it is not of the input's kind.
    """
    if raw is None or (raw == "" and not i.required and i.kind not in ("line", "markdown")):
        return () if i.kind in ("people", "words", "rows", "requests") else None
    reader = READERS.get(i.kind)
    found = reader(team, i, raw) if reader else raw
    if found is BAD:
        raise BadInput(f"E-INPUT-{i.kind.upper()}", i.name, name=i.name, value=raw, choices=i.choices)
    if i.offered and found:
        return on_list(team, i, found) if isinstance(found, str) else tuple(on_list(team, i, one) for one in found)
    return found


def on_list(team: Team, i: Input, name: str) -> str:
    """A name as the team's list has it.

    Raises:
        BadInput: it is not on the list.
    """
    found = listed(team.settings, i.offered, name)
    if found is None:
        raise BadInput("E-INPUT-OFFERED", i.name, value=name, known=team.told(i.offered), key=i.offered)
    return found


BAD: Any = object()


def read_text(team: Team, i: Input, raw: Any) -> Any:
    """A text, or ``{"not_applicable": REASON}`` where that is allowed.

    Raises:
        BadInput: it is not allowed here, or it is too long.
    """
    if isinstance(raw, dict) and set(raw) == {"not_applicable"} and isinstance(raw["not_applicable"], str):
        if not i.na:
            raise BadInput("E-INPUT-NA", i.name, name=i.name)
        return NotApplicable(raw["not_applicable"])
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        raw = str(raw)
    if i.kind == "line" and isinstance(raw, list) and all(isinstance(x, str) for x in raw):
        raw = "、".join(raw)
    if not isinstance(raw, str):
        return BAD
    limit = TEXT_LIMIT if i.kind == "markdown" else LINE_LIMIT
    if len(raw) > limit:
        raise BadInput("E-INPUT-LONG", i.name, name=i.name, count=len(raw), limit=limit)
    return raw if raw.strip() else (None if not i.required else BAD)


def read_bool(team: Team, i: Input, raw: Any) -> Any:
    """A yes or no."""
    if isinstance(raw, bool):
        return raw
    text = str(raw).strip().lower()
    return True if text in TRUE else False if text in FALSE else BAD


def read_day(team: Team, i: Input, raw: Any) -> Any:
    """A date, YYYY-MM-DD."""
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(raw) if isinstance(raw, str) and len(raw.strip()) == 10 else BAD
    except ValueError:
        return BAD


def read_int(team: Team, i: Input, raw: Any) -> Any:
    """A whole number."""
    if isinstance(raw, bool):
        return BAD
    if isinstance(raw, int):
        return raw if abs(raw) < 10**15 else BAD
    text = str(raw).strip().lstrip("#")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else BAD


def read_decimal(team: Team, i: Input, raw: Any) -> Any:
    """Days or effort: a decimal string in half days and finer."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return BAD
    found = decimal(str(raw).strip())
    return found if found is not None and 0 <= found < 100_000 else BAD


def read_choice(team: Team, i: Input, raw: Any) -> Any:
    """One of the values of ``spec/names.md``."""
    return raw if raw in i.choices else BAD


def read_person(team: Team, i: Input, raw: Any) -> Any:
    """A person by login; inside the program also by id.

    Raises:
        BadInput: nobody of that login.
    """
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw if raw in team.people else BAD
    login = str(raw).strip()
    found = next((p.id for p in team.people.values() if p.login == login), None)
    if found is None:
        raise BadInput("E-INPUT-PERSON", i.name, name=i.name, value=login)
    return found


def read_people(team: Team, i: Input, raw: Any) -> Any:
    """Several persons by login."""
    items = [x.strip() for x in raw.split(",") if x.strip()] if isinstance(raw, str) else raw
    if not isinstance(items, list | tuple):
        return BAD
    return tuple(read_person(team, i, x) for x in items)


def read_words(team: Team, i: Input, raw: Any) -> Any:
    """Several short texts."""
    items = apart(raw) if isinstance(raw, str) else raw
    if not isinstance(items, list | tuple) or not all(isinstance(x, str) for x in items):
        return BAD
    return tuple(x.strip() for x in items if x.strip())


def apart(text: str) -> list[str]:
    """Short texts that stand in one, with commas between them."""
    return [part.strip() for part in text.replace("，", ",").replace("、", ",").split(",") if part.strip()]


def read_requests(team: Team, i: Input, raw: Any) -> Any:
    """Several requests by their numbers; inside the program also by id."""
    items = apart(raw) if isinstance(raw, str) else raw
    return tuple(items) if isinstance(items, list | tuple) and all(isinstance(x, str | int) for x in items) else BAD


def read_request(team: Team, i: Input, raw: Any) -> Any:
    """Another request by its id; by its number :func:`given` has found it before."""
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else BAD


def read_rows(team: Team, i: Input, raw: Any) -> Any:
    """Rows as a list of objects; a row that names its ``id`` is the one that is there."""
    if not isinstance(raw, list | tuple) or not all(isinstance(r, dict) for r in raw):
        return BAD
    return tuple(read_row(team, i, r) for r in raw)


def read_row(team: Team, i: Input, raw: Mapping[str, Any]) -> dict[str, Any]:
    """One row: its columns by name, typed; ``id`` is its number in the request.

    Raises:
        BadInput: an unknown column, or a value that is not of its kind.
    """
    columns = {c.name: c for c in typed_columns(i.rows)}
    found: dict[str, Any] = {}
    for name, v in raw.items():
        if name == "id":
            found["n"] = v
            continue
        if name not in columns:
            if name in TABLES.column[MANY[i.rows].table]:
                continue  # what an act fills is not typed in; an export brings it along
            known = tuple(columns)
            raise BadInput("E-INPUT-UNKNOWN", f"{i.name}.{name}", name=name, known=known)
        column = asked(columns[name], f"{i.name}.{name}")
        got = value(team, column, v)
        found[name] = column.default if got is None and column.default is not None else got
    return found


def read_file(team: Team, i: Input, raw: Any) -> Any:
    """A file by its path, read before the act begins.

    Raises:
        BadInput: it cannot be read.
    """
    if isinstance(raw, Upload):
        return raw
    path = Path(str(raw))
    try:
        return Upload(path.name, path.read_bytes())
    except (OSError, ValueError) as e:  # a path may hold what no path can
        raise BadInput("E-INPUT-FILE", i.name, name=i.name, value=str(raw), why=e) from e


def read_fields(team: Team, i: Input, raw: Any) -> Any:
    """Fields and rows of the record; ``edit`` reads them one by one."""
    return dict(raw) if isinstance(raw, Mapping) else BAD


def read_reasons(team: Team, i: Input, raw: Any) -> Any:
    """Reasons by the code of the check they are about."""
    good = isinstance(raw, Mapping) and all(isinstance(v, str) for v in raw.values())
    return {str(k).upper(): v for k, v in raw.items()} if good else BAD


READERS = {
    "line": read_text,
    "markdown": read_text,
    "bool": read_bool,
    "day": read_day,
    "int": read_int,
    "row": read_int,
    "decimal": read_decimal,
    "choice": read_choice,
    "person": read_person,
    "people": read_people,
    "request": read_request,
    "requests": read_requests,
    "words": read_words,
    "rows": read_rows,
    "file": read_file,
    "fields": read_fields,
    "reasons": read_reasons,
}
