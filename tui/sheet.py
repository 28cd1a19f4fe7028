"""The Markdown form of a request: what `bihuan new --edit`, `edit NO` and `new --from FILE` write and read.

One heading a field (``## title · 需求名称``), its text below. A row is a list item, its columns one a line::

    ## goals · 目标描述
    - id: 1
      what: 订单状态同步不超过 5 秒
      target: 5 秒

A line of people's own that looks like such a heading is written with a backslash before it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bihuan.store.errors import BadInput
from bihuan.store.rules.record import FIELDS, MANY, TABLES
from bihuan.store.text import Lang, has, say
from bihuan.store.text.measures import hinted

HEADING = re.compile(r"## (?P<name>[a-z_]+)(?: · .*)?\s*")
ESCAPED = re.compile(r"\\+## [a-z_]+")
COLUMN = re.compile(r"(?P<item>- |  )(?P<name>[a-z_]+):(?: (?P<value>.*))?")
PLAIN = re.compile(r'[^\s"\[{][^\n]*(?<!\s)')
COMMENT = re.compile(r"\\*<!--.*-->\s*")


def written(
    values: Mapping[str, Any], lang: Lang, settings: Mapping[str, str] | None = None, *, all_fields: bool = True
) -> str:
    """The form with these values, by the names of ``spec/names.md``; its hints speak the numbers that are set."""
    return "\n".join(_lines(values, lang, settings or {}, all_fields)).rstrip() + "\n"


def _lines(values: Mapping[str, Any], lang: Lang, settings: Mapping[str, str], all_fields: bool) -> Iterator[str]:
    for name in _order():
        if name not in values and not all_fields:
            continue
        label = say(f"{'many' if name in MANY else 'field'}.{name}.label", lang)
        yield f"## {name} · {label}"
        hint = f"{'many' if name in MANY else 'field'}.{name}.hint"
        if not values.get(name) and has(hint, lang):
            yield f"<!-- {hinted(hint, lang, lambda: settings)} -->"
        yield from _value(name, values.get(name))
        yield ""


def _order() -> Iterator[str]:
    """Every field and table that people type in, part by part."""
    for part in range(1, 7):
        yield from (n for n, c in FIELDS.items() if c.f.typed and c.f.party and c.f.part == part)
        yield from (m for m, cls in MANY.items() if cls.edited_by and cls.part == part)


def _value(name: str, value: Any) -> Iterator[str]:
    if name in MANY:
        for row in value or ():
            yield from _row(name, row)
    elif isinstance(value, dict):
        yield json.dumps(value, ensure_ascii=False)
    elif isinstance(value, list):
        yield ", ".join(map(str, value))
    elif isinstance(value, bool):
        yield "yes" if value else "no"
    elif value is not None:
        for line in str(value).split("\n"):
            yield f"\\{line}" if _acts(line) else line


def _acts(line: str) -> bool:
    """The line would be read as part of the form."""
    heading = HEADING.fullmatch(line)
    return bool((heading and heading["name"] in _names()) or ESCAPED.match(line) or COMMENT.fullmatch(line))


def _names() -> frozenset[str]:
    return frozenset(_order())


def _row(name: str, row: Mapping[str, Any]) -> Iterator[str]:
    columns = ["id", *(c.name for c in TABLES.columns[MANY[name].table] if c.f.typed)]
    mark = "- "
    for column in columns:
        value = row.get(column)
        if value is None or (column == "id" and not value):
            continue
        value = ("no", "yes")[value] if isinstance(value, bool) else value
        said = value if isinstance(value, str) and PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
        yield f"{mark}{column}: {said}"
        mark = "  "


# ---- reading -----------------------------------------------------------------------------------------------------
def read(text: str) -> dict[str, Any]:
    """The values of a form; a field left empty is absent.

    Raises:
        BadInput: text before the first heading, or a row that cannot be read.
    """
    found: dict[str, list[str]] = {}
    name = ""
    for at, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        heading = HEADING.fullmatch(line)
        if heading and heading["name"] in _names():
            name = heading["name"]
            found[name] = []
        elif name:
            found[name].append(line)
        elif line.strip():
            raise BadInput("E-FORM-HEADING", "form", (), line=at)
    return {name: _read_value(name, lines) for name, lines in found.items()}


def _read_value(name: str, lines: list[str]) -> Any:
    if name in MANY:
        return _read_rows(name, lines)
    kept = (line for line in lines if line.startswith("\\") or not COMMENT.fullmatch(line))
    text = "\n".join(line[1:] if ESCAPED.match(line) or COMMENT.fullmatch(line) else line for line in kept).strip()
    if not text:
        return None
    c = FIELDS[name]
    if c.f.na and text.startswith('{"not_applicable"'):
        return json.loads(text)
    return text


def _read_rows(name: str, lines: list[str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    column = ""
    for line in lines:
        if not line.strip() or COMMENT.fullmatch(line):
            continue
        m = COLUMN.fullmatch(line.rstrip())
        if m is None:
            raise BadInput("E-FORM-ROW", name, (), name=name, text=line.strip())
        if m["item"] == "- ":
            rows.append({})
        if not rows:
            raise BadInput("E-FORM-ROW", name, (), name=name, text=line.strip())
        column, value = m["name"], m["value"] or None
        rows[-1][column] = _quoted(value)
    return rows


def _quoted(value: str | None) -> Any:
    """A text of several lines stands in quotation marks, as JSON."""
    if value is not None and value[:1] in ('"', "[", "{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def normal(value: Any) -> Any:
    """A value so that what was only written differently is the same: for telling what was changed in a form."""
    if value in (None, "", [], ()):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        if all(isinstance(row, dict) for row in value):
            return [{k: normal(v) for k, v in row.items() if normal(v) is not None} for row in value]
        return ", ".join(map(str, value))
    return value if isinstance(value, dict) else str(value).strip()
