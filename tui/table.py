"""The lists of the command line as a table for a terminal: measured in columns, cut to the window, no colour.

Cheap to import: of the texts only the sections that a list needs are read.
"""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from typing import Any

# The columns of each list and the least columns of the terminal that show them; the title takes what is left.
SHOWN: Mapping[str, tuple[tuple[str, int], ...]] = {
    "ls": (("number", 0), ("title", 0), ("status", 0), ("ball", 80), ("department", 100), ("due", 0)),
    "inbox": (("number", 0), ("title", 0), ("act", 0), ("status", 80), ("department", 100), ("due", 0)),
}
TITLE_LEAST = 12
DUE_MARKS = ("estimated", "disputed")  # what may be said behind a due time


@cache
def section(lang: str, subject: str, name: str) -> Mapping[str, str]:
    """One section of the texts, without reading the rest of its file."""
    import tomllib

    from bihuan.store import __path__ as store

    with open(os.path.join(store[0], "text", lang, f"{subject}.toml"), encoding="utf-8") as file:
        text = file.read()
    begin = text.find(f"\n[{name}]\n")
    if begin < 0:
        return {}
    end = text.find("\n[", begin + 1)
    found: dict[str, Any] = tomllib.loads(text[begin + len(name) + 3 : None if end < 0 else end])
    return found


def width(text: str) -> int:
    """The columns that a text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


def cut(text: str, columns: int) -> str:
    """A text of at most so many columns, ending in ``…`` where something was left out."""
    if width(text) <= columns:
        return text
    kept, room = "", columns - 1
    for c in text:
        room -= width(c)
        if room < 0:
            break
        kept += c
    return f"{kept}…"


def pad(text: str, columns: int) -> str:
    """A text of exactly so many columns."""
    text = cut(text, columns)
    return text + " " * (columns - width(text))


def table(verb: str, rows: Sequence[Mapping[str, Any]], lang: str, now: int) -> Iterator[str]:
    """The lines of a list: a sign (``!`` late, ``~`` due today, ``=`` halted), the columns under their heads."""
    room = shutil.get_terminal_size().columns
    names = [name for name, least in SHOWN[verb] if least <= room]
    heads = section(lang, "lists", "lists.head")
    cells = [[said(name, row, lang) for name in names] for row in rows]
    widths = [max(width(line[i]) for line in [[heads[n] for n in names], *cells]) for i in range(len(names))]
    title = names.index("title")
    others = sum(widths) - widths[title] + len(names) + 1
    widths[title] = max(TITLE_LEAST, min(widths[title], room - others))
    yield laid(" ", [heads[name] for name in names], widths)
    for row, line in zip(rows, cells, strict=True):
        yield laid(sign(row, now), line, widths)


def laid(mark: str, cells: Iterable[str], widths: Sequence[int]) -> str:
    """One line: the last column is not filled up."""
    return f"{mark} {' '.join(pad(cell, n) for cell, n in zip(cells, widths, strict=True))}".rstrip()


def said(name: str, row: Mapping[str, Any], lang: str) -> str:
    """One cell in words."""
    from bihuan.store.text.shown import shown

    value = row.get(name)
    match name:
        case "number":
            return str(value or row["id"])
        case "title":
            return shown(value) if value else section(lang, "lists", "lists")["no_title"]
        case "status":
            return section(lang, "fields", "short.status").get(str(value), str(value))
        case "ball":
            return section(lang, "fields", "choice.ball").get(str(value), str(value))
        case "act":
            return owed_word(str(value), row.get("clock"), lang, row.get("field", ""))
        case "due":
            return due(value, [mark for mark in DUE_MARKS if row.get(f"due_{mark}")], lang)
    return shown(str(value)) if value else ""


def owed_word(act: str, clock: str | None, lang: str, field: str = "") -> str:
    """What an act is called that is owed, by the act and, of what an urgent request owes later, its clock; else "".

    A debt is called by the field that is to be filled as well, by its path.
    """
    from bihuan.store.text.places import place

    later = section(lang, "acts", f"owed_later.{clock}").get(act)
    word = later or section(lang, "acts", "owed").get(act, "")
    if not field:
        return word
    return f"{word} {place(field.partition('.')[0], partial(label, lang))}".rstrip()


def label(lang: str, code: str) -> str | None:
    """The label of a field, a table or a column by its code: ``field.title.label``."""
    return section(lang, "fields", code.removesuffix(".label")).get("label")


def due(value: str | None, marks: Sequence[str], lang: str) -> str:
    """An instant in full, marked when its year's days off are not known yet, or when it is in dispute."""
    if value is None:
        return "-"
    at = datetime.fromisoformat(value)
    words = section(lang, "lists", "lists")
    weekday = section(lang, "lists", "lists.weekday")[str(at.isoweekday())]
    day = f"{at:%Y-%m-%d} {weekday}" if lang == "zh" else f"{weekday} {at:%Y-%m-%d}"
    return f"{day} {at:%H:%M}" + "".join(f" {words[mark]}" for mark in marks)


def sign(row: Mapping[str, Any], now: int) -> str:
    """The sign of a row."""
    if row["due"] is not None:
        at = datetime.fromisoformat(row["due"])
        if at.timestamp() * 1000 < now:
            return "!"
        if at.date() == datetime.fromtimestamp(now / 1000, at.tzinfo).date():
            return "~"
    return "=" if row["status"] == "blocked" else " "
