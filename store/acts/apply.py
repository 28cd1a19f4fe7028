"""A file of acts applied: whole up to 200 lines, else tried on a copy, then in short transactions that can be resumed.

Each entry that a file brings about says which file and line it came from, so that a file that was broken off goes on
where it stopped.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bihuan.store.acts.batch import WHOLE_LINES, Labels, Line, request, run
from bihuan.store.backup import copy
from bihuan.store.file import Store
from bihuan.store.rules.record import Record

LOCKED_SECONDS: Final = 0.04  # a transaction aims at this, so that it stays below 50 ms
ROOM_SECONDS: Final = 0.003  # left to others between two transactions: the longest sleep of one who waits
MARKS = """
SELECT body ->> 'batch', about FROM entry WHERE body ->> 'batch' >= ? AND body ->> 'batch' < ? ORDER BY seq
"""

Done = tuple[Line, Record | None]


@dataclass(frozen=True, slots=True)
class Batch:
    """A file's lines, and the name by which its entries are known again."""

    lines: tuple[Line, ...]
    name: str

    @property
    def long(self) -> bool:
        """It has too many lines for one transaction."""
        return len(self.lines) > WHOLE_LINES


def batch_of(lines: Sequence[Line], contents: bytes) -> Batch:
    """The batch of a file's contents."""
    return Batch(tuple(lines), hashlib.sha256(contents).hexdigest()[:32])


def applied(store: Store, batch: Batch, *, each: bool = False, resume: bool = False) -> Iterator[list[Done]]:
    """Apply a batch; yield what each transaction brought about, once it is committed.

    Raises:
        BadLine: a line could not be applied; what was yielded before stands, unless the batch is all or nothing.
    """
    labels = Labels()
    left = remaining(store, batch, labels) if resume else batch.lines
    if each:
        yield from ([(line, marked(store, batch, line, labels))] for line in left)
    elif not batch.long:
        with store.batch():
            made = [(line, marked(store, batch, line, labels)) for line in left]
        yield made
    else:
        tried(store, batch, left, labels)
        yield from in_short_ones(store, batch, left, labels)


def marked(store: Store, batch: Batch, line: Line, labels: Labels) -> Record | None:
    """Do one line's act, noting file and line in its entry."""
    store.batch_line = f"{batch.name}:{line.number}"
    try:
        return run(store, line, labels)
    finally:
        store.batch_line = ""


def tried(store: Store, batch: Batch, lines: Sequence[Line], labels: Labels) -> None:
    """Apply the whole batch to a copy that is thrown away.

    Raises:
        BadLine: a line could not be applied; the store is as it was.
    """
    with tempfile.TemporaryDirectory(prefix="bihuan-") as folder:
        path = Path(folder) / "copy.db"
        copy(store.db.connection(), path)
        with Store(path, store.login, store.now) as other, other.batch():
            other.words = store.words
            known = Labels(dict(labels.ids))
            for line in lines:
                marked(other, batch, line, known)


def in_short_ones(store: Store, batch: Batch, lines: Sequence[Line], labels: Labels) -> Iterator[list[Done]]:
    """Apply lines in transactions that hold the file for a blink each."""
    coming = iter(lines)
    line = next(coming, None)
    while line is not None:
        made: list[Done] = []
        with store.batch():
            began = time.perf_counter()
            while line is not None and (not made or time.perf_counter() - began < LOCKED_SECONDS):
                made.append((line, marked(store, batch, line, labels)))
                line = next(coming, None)
        yield made
        time.sleep(ROOM_SECONDS)


def remaining(store: Store, batch: Batch, labels: Labels) -> tuple[Line, ...]:
    """The lines behind the last one that was committed; the requests that earlier ones made get their labels again."""
    about: dict[int, list[int]] = {}
    for mark, subject in store.sql(MARKS, (f"{batch.name}:", f"{batch.name};")):
        kind, _, rid = subject.partition("/")
        about.setdefault(int(mark.rpartition(":")[2]), []).extend([int(rid)] if kind == "request" else [])
    last = max(about, default=0)
    for line in batch.lines:
        label = line.data.get("label")
        if label and line.number <= last:
            labels.ids[str(label)] = made_by(store, line, about.get(line.number, []), labels)
    return tuple(line for line in batch.lines if line.number > last)


def made_by(store: Store, line: Line, touched: list[int], labels: Labels) -> int:
    """The request that a labelled line was about: the one it made, else the one it named."""
    named = line.data.get("request")
    old = request(store, labels.named(named)) if named is not None else 0
    return min((rid for rid in touched if rid != old), default=old)
