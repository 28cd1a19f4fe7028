"""What differs between two texts, word by word; Chinese, which does not part its words, by character. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final, Literal, NamedTuple

Op = Literal["same", "gone", "came"]
# A word of letters and digits, a run of blanks, else one character: a Han one, a sign.
TOKEN: Final = re.compile(r"[0-9A-Za-z_\u00c0-\u024f]+|[ \t]+|.", re.DOTALL)
# So many comparisons a piece of text is worth; beyond them it is shown as gone and come whole.
MOST: Final = 4_000_000


class Piece(NamedTuple):
    """A run of text that stayed, went or came."""

    op: Op
    text: str


Row = tuple[Piece, ...]


def difference(old: str, new: str) -> tuple[Row, ...]:
    """The lines of both texts in order: of one that stayed a single piece, of one that changed what changed in it."""
    return tuple(_rows(old.split("\n"), new.split("\n")))


def changed(row: Row) -> bool:
    """Something of a line went or came."""
    return any(piece.op != "same" for piece in row)


def around(rows: Sequence[Row], context: int) -> Iterator[tuple[Row, ...]]:
    """The stretches of lines in which something changed, each with so many lines that stayed around it."""
    near = {n + by for n, row in enumerate(rows) if changed(row) for by in range(-context, context + 1)}
    kept = sorted(n for n in near if 0 <= n < len(rows))
    for _, some in groupby(enumerate(kept), key=lambda pair: pair[1] - pair[0]):
        yield tuple(rows[n] for _, n in some)


def _rows(old: list[str], new: list[str]) -> Iterator[Row]:
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            yield from ((Piece("same", text),) for text in old[a:b])
            continue
        paired = min(b - a, d - c)
        yield from (words(old[a + n], new[c + n]) for n in range(paired))
        yield from ((Piece("gone", text),) for text in old[a + paired : b])
        yield from ((Piece("came", text),) for text in new[c + paired : d])


def words(old: str, new: str) -> Row:
    """What went and what came between two lines."""
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    if len(before) * len(after) > MOST:
        return tuple(_joined((Piece("gone", old), Piece("came", new))))
    found: list[Piece] = []
    for op, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            found.append(Piece("same", "".join(before[a:b])))
        else:
            found += (Piece("gone", "".join(before[a:b])), Piece("came", "".join(after[c:d])))
    return tuple(_joined(found))


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces that hold anything."""
    return (piece for piece in pieces if piece.text)
