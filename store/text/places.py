"""What a place of the record is called, by its path: a field, a table, a row of it, a column."""

from __future__ import annotations

from collections.abc import Callable


def place(path: str, words: Callable[[str], str | None]) -> str:
    """The name of a place; nothing where the record has no such place.

    Args:
        path: ``title``; ``goals``, or ``goals+`` of a row to come; ``goals.2``, the second row; ``goals.2.target``.
        words: the text of a code, if there is one: ``catalog(lang).get``, or a reader of one section at a time.
    """
    head, _, rest = path.partition(".")
    head = head.removesuffix("+")
    name = words(f"field.{head}.label") or words(f"many.{head}.label")
    if name is None:
        return ""
    first, _, last = rest.rpartition(".")
    column = words(f"column.{head}.{last}.label") if last and not last.isdigit() else None
    number = (first or last).partition(".")[0]
    return column or (f"{name} {number}" if number.isdigit() else name)
