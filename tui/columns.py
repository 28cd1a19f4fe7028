"""Tables of figures on the command line: aligned under their heads on a terminal, parted by tabs in a pipe."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from decimal import Decimal
from itertools import zip_longest

from bihuan.store.text import shown
from bihuan.tui.cells import pad, width, wrap
from bihuan.tui.session import Session

LEAST = 12
NONE = "-"


def print_table(here: Session, heads: Sequence[str], rows: Sequence[Sequence[object]], *wide: int) -> None:
    """Print rows under heads; on a terminal the wide columns are folded when the line is too long, never cut.

    Args:
        here: the call.
        heads: codes of ``numbers.head``; none for a table without heads.
        rows: the cells; None is nothing.
        wide: the places of the columns that may be folded.
    """
    cells = [[said(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for row in cells:
            here.print("\t".join(row))
    elif rows:
        named = [here.say(f"numbers.head.{head}") for head in heads]
        lay_out(here, [named, *cells] if heads else cells, *wide)


def lay_out(here: Session, lines: Sequence[Sequence[str]], *wide: int) -> None:
    """Print lines of cells below each other on a terminal, the wide columns folded."""
    widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
    room = shutil.get_terminal_size().columns - 2 * (len(widths) - 1)
    while sum(widths) > room and wide and max(widths[i] for i in wide) > LEAST:
        widths[max(wide, key=widths.__getitem__)] -= 1
    for row in lines:
        for parts in zip_longest(*(wrap(cell, n) for cell, n in zip(row, widths, strict=True)), fillvalue=""):
            here.print("  ".join(pad(part, n) for part, n in zip(parts, widths, strict=True)).rstrip())


def said(cell: object) -> str:
    """A cell on one line, fit for a terminal."""
    return NONE if cell is None or cell == "" else shown(" ".join(str(cell).split()))


def days(value: Decimal | None) -> str | None:
    """A number of days as it is written everywhere."""
    return None if value is None else f"{value.normalize():f}"
