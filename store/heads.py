"""The last head of the ledger that a person has seen, kept outside the file.

A chain alone does not show that its tail was cut off together with its rows, or that all of it was hashed anew; a head
remembered elsewhere does (``design/trust.md``, "Heads outside the file").
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from bihuan.store.file import Store


class Head(NamedTuple):
    """An entry's number and hash."""

    seq: int
    hash: str


def name_of(store: Store) -> str:
    """The store's own name, which its first entry set."""
    return str(store.team.told("store"))


def current(store: Store) -> Head:
    """The last entry."""
    return Head(*store.sql("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1").fetchone())


def remembered(folder: Path, store: Store) -> Head | None:
    """The head this person saw last, None when they never did."""
    try:
        seq, h = (folder / name_of(store)).read_text("utf-8").split()
        return Head(int(seq), h)
    except (OSError, ValueError):
        return None


def remember(folder: Path, store: Store) -> None:
    """Note the head there is now, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    head, target = current(store), folder / name_of(store)
    beside = target.with_name(f"{target.name}.{os.getpid()}")
    beside.write_text(f"{head.seq} {head.hash}\n", "utf-8")
    os.replace(beside, target)


def lost(store: Store, head: Head | None) -> bool:
    """The remembered head no longer lies on the chain: the file was rolled back or written anew."""
    return head is not None and store.one("SELECT hash FROM entry WHERE seq = ?", head.seq) != head.hash
