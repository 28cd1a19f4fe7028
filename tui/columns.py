"""Tables of figures on the command line: aligned under their heads on a terminal, parted by tabs in a pipe."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from decimal import Decimal

from bihuan.store.text import shown
from bihuan.tui.session import Session
from bihuan.tui.table import pad, width

LEAST = 12
NONE = "-"


def print_table(here: Session, heads: Sequence[str], rows: Sequence[Sequence[object]], wide: int = -1) -> None:
    """Print rows under heads; on a terminal the wide column gives way when the line is too long.

    Args:
        here: the call.
        heads: codes of ``numbers.head``.
        rows: the cells; None is nothing.
        wide: the place of the column that may be cut.
    """
    cells = [[said(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for row in cells:
            here.print("\t".join(row))
        return
    named = [here.say(f"numbers.head.{head}") for head in heads]
    widths = [max(width(line[i]) for line in (named, *cells)) for i in range(len(heads))]
    if wide >= 0:
        room = shutil.get_terminal_size().columns - sum(widths) + widths[wide] - 2 * (len(widths) - 1)
        widths[wide] = max(LEAST, min(widths[wide], room))
    for row in (named, *cells):
        here.print("  ".join(pad(cell, n) for cell, n in zip(row, widths, strict=True)).rstrip())


def said(cell: object) -> str:
    """A cell on one line, fit for a terminal."""
    return NONE if cell is None or cell == "" else shown(" ".join(str(cell).split()))


def days(value: Decimal | None) -> str | None:
    """A number of days as it is written everywhere."""
    return None if value is None else f"{value.normalize():f}"
