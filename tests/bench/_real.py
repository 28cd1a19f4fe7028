"""The real requests that every benchmark of many of them takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bihuan.store.exchange.lines import Fault, Line, read_lines

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"


def every_line() -> Iterator[Line | Fault]:
    """The lines of all collections."""
    for path in sorted((CORPORA / "requests").glob("*.jsonl.gz")):
        with path.open("rb") as file:
            yield from read_lines(file)
