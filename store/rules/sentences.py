"""Text made comparable and cut into clauses, without losing where each character stood.

Matching happens on NFKC; people see, and the editor underlines, the text as they typed it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Numbers of list items (①, ⑴, ⒈): NFKC would make plain digits of them and "①100笔" would read 1100.
_ITEM_SIGNS = re.compile("[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793]")
# NFKC makes ASCII of it, and "4，500人" would read as one number.
_KEPT = frozenset("，")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003347f]")


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in NFKC; ``starts`` and ``ends`` lead back, a pair a character; absent when nothing moved."""

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def given(self, start: int, end: int) -> tuple[int, int]:
        """The span in the text as given, in code points, half-open."""
        if self.starts is None or self.ends is None:
            return start, end
        if start == end:
            at = self.starts[start] if start < len(self.starts) else self.ends[-1] if self.ends else 0
            return at, at
        return self.starts[start], self.ends[end - 1]


def is_han(text: str) -> bool:
    """The text holds a Han character, so it is checked as Chinese."""
    return _HAN.search(text) is not None


def normal(text: str) -> Normal:
    """Bring a text into NFKC and remember where each character came from."""
    if text.isascii():
        return Normal(text)
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _chunks(text):
        piece = text[start:end]
        if _ITEM_SIGNS.match(piece):
            folded = "\n" * len(piece)
        elif piece in _KEPT:
            folded = piece
        else:
            folded = unicodedata.normalize("NFKC", piece)
        chars.append(folded)
        starts.extend([start] * len(folded))
        ends.extend([end] * len(folded))
    result = "".join(chars)
    return Normal(result) if result == text else Normal(result, tuple(starts), tuple(ends))


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    """Each base character with the marks that follow it: the pieces that normalise on their own."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not unicodedata.combining(text[at]):
            yield start, at
            start = at


# No one writes such a clause; what is longer is cut, so that no text takes more than its length in time.
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between commas; ``item`` counts list items, ``last`` ends a sentence."""

    start: int
    end: int
    item: int
    last: bool


_LIST_MARK = (
    r"(?:^|(?<=[\n;；。.]))[ \t\u200b]*(?:[-*+•·][ \t]+|\d{1,2}[.、)](?!\d)|[(]\d{1,2}[)]|[一二三四五六七八九十]+、)"
)
# Group 1 ends an item, 2 a sentence, 3 a clause.
_BREAK = re.compile(
    rf"({_LIST_MARK}|\n+)|([。!?;]+|\.(?=\s|$|[A-Z][a-z])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.))|"
    r"(，|,(?!\d{3}(?!\d))|(?<!\d),|:(?!\d|//)|——|\s--?\s|\s[–—]\s)"
)


def clauses(text: str) -> tuple[Clause, ...]:
    """Cut a normalised text into clauses; list marks and separators belong to none."""
    found: list[Clause] = []
    start = item = 0
    for match in _BREAK.finditer(text):
        _keep(found, text, start, match.start(), item, last=match[3] is None)
        item += match[1] is not None
        start = match.end()
    _keep(found, text, start, len(text), item, last=True)
    return tuple(found)


def _keep(found: list[Clause], text: str, start: int, end: int, item: int, *, last: bool) -> None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        cut = text.rfind(" ", start + 1, start + LONGEST) + 1 or start + LONGEST
        found.append(Clause(start, cut, item, False))
        start = cut
    if start < end:
        found.append(Clause(start, end, item, last))
    elif last and found and not found[-1].last:
        found[-1] = Clause(found[-1].start, found[-1].end, found[-1].item, True)
