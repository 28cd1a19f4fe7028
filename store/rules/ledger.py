"""The ledger as values: canonical form, hashes, fold, inverse. Pure.

An entry's core is bound into one global chain; its body is bound by a salted commitment, so that a person can be erased
and the chain still holds (``design/trust.md``, "The ledger").
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from bihuan.store.rules.field import canonical

__all__ = [
    "CLOCK",
    "LATER",
    "Change",
    "State",
    "by_clock",
    "canonical",
    "commitment",
    "digest",
    "fold",
    "inverse",
    "link",
]

# [table, row, op, old, new]; op: i inserted, u updated, c a column that a schema step added, t a table that one added,
# e a row restated by an erasure
Change = list[Any]
State = dict[str, dict[int, dict[str, Any]]]
# What an entry is called that nobody's deed made: clocks stopped or debts paid, and nothing else.
CLOCK = "clock"
LATER = 60_000  # ms between a happening and its entry, beyond which it is marked as entered later


def by_clock(changes: Iterable[Change]) -> bool:
    """Only what the clocks write down by themselves: verdicts, and debts that are paid."""
    return all(table == "verdict" or (table == "debt" and op == "u") for table, _, op, *_ in changes)


def digest(text: str) -> str:
    """The SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def commitment(salt: bytes, body: str) -> str:
    """What the chain holds of an entry's body."""
    return hashlib.sha256(salt + body.encode()).hexdigest()


def link(seq: int, first: int, at: int, recorded: int, act: str, about: str, commit: str, prev: str) -> str:
    """The hash of an entry: its core's canonical form is written out, as nothing in it needs escaping."""
    core = (
        f'{{"about":"{about}","act":"{act}","at":{at},"commit":"{commit}","first":{first},'
        f'"prev":"{prev}","recorded":{recorded},"seq":{seq}}}'
    )
    return hashlib.sha256(core.encode()).hexdigest()


def fold(state: State, changes: Iterable[Change]) -> Iterator[str]:
    """Apply changes to the state; yield where one does not fit: a row there already or not yet, another old value."""
    for table, rid, op, old, new in changes:
        rows = state.setdefault(table, {})
        if op == "c":
            for r in rows.values():
                r.update(new)
        elif op == "e":
            rows[rid] = dict(new)
        elif op == "i":
            if rid in rows:
                yield f"{table} {rid}"
            rows[rid] = {"id": rid, **new}
        elif rid not in rows:
            yield f"{table} {rid}"
        else:
            row = rows[rid]
            if not old.items() <= row.items():  # else nothing can differ: most changes are passed at once
                for name, was in old.items():
                    if row.get(name) != was:
                        yield f"{table} {rid}.{name}"
            row.update(new)


def inverse(changes: Iterable[Change]) -> Iterator[Change]:
    """The changes that take these back, last first; a row that came is dropped, one that cannot be gives op ``no``."""
    for table, rid, op, old, new in reversed(list(changes)):
        if op == "i" and "dropped" in new:
            yield [table, rid, "u", {"dropped": 0}, {"dropped": 1}]
        else:
            yield [table, rid, "u" if op == "u" else "no", new, old]
