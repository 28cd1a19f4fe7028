"""The new values of a change request in words: what each is of, and what it is to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bihuan.store.rules.changes import NewValue, new_values
from bihuan.store.rules.field import Column
from bihuan.store.rules.record import FIELDS, MANY
from bihuan.store.text import Lang, say

Write = Callable[[Column, object], str | None]
Place = Callable[[str, int], int | None]


def asked_words(values: str, lang: Lang, write: Write, place: Place) -> Iterator[tuple[str, str]]:
    """Each new value under its name.

    Args:
        values: as the change request keeps them.
        lang: the language.
        write: how the caller writes a plain value: a text, a day, a person; nothing where it shows none.
        place: the place of a row of a table, by its number, as the caller counts rows; None once it is gone.
    """
    for one in new_values(values):
        yield _name(one, lang, place), _words(one, lang, write, place)


def _name(one: NewValue, lang: Lang, place: Place) -> str:
    if one.name in FIELDS:
        return say(f"field.{one.name}.label", lang)
    rows = say(f"many.{one.name}.label", lang)
    if one.n is None:
        return say("asked.new", lang, rows=rows)
    n = place(MANY[one.name].table, one.n) or one.n
    if not one.cells:
        return say("asked.row", lang, rows=rows, n=n)
    return say("asked.column", lang, rows=rows, n=n, column=_label(one.name, one.cells[0][0], lang))


def _words(one: NewValue, lang: Lang, write: Write, place: Place) -> str:
    if not one.cells:
        return say("asked.gone", lang)
    said = [(c, _value(one.name, c, v, lang, write, place)) for c, v in one.cells]
    if one.n is not None or one.name in FIELDS:
        return said[0][1] or say("asked.cleared", lang)
    told = (say("asked.cell", lang, column=_label(one.name, c, lang), value=words) for c, words in said if words)
    return say("asked.and", lang).join(told)


def _label(many: str, column: Column, lang: Lang) -> str:
    return say(f"column.{many}.{column.name}.label", lang)


def _value(name: str, column: Column, value: object, lang: Lang, write: Write, place: Place) -> str:
    match column.kind, value:
        case _, bool():
            return say("asked.yes" if value else "asked.no", lang)
        case "choice", str():
            return say(f"choice.{name}.{column.name}.{value}", lang)
        case "row", int():
            return str(place(column.f.ref, value) or value)
    return "" if value is None else write(column, value) or ""
