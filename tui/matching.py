"""Fuzzy finding by title, key, either language, or the pinyin initials of Chinese words: `qz` finds 签字."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

# GB 2312 orders its 3,755 common characters by pinyin; these are the first codes of each initial.
_FIRST = (
    (0xB0A1, "a"), (0xB0C5, "b"), (0xB2C1, "c"), (0xB4EE, "d"), (0xB6EA, "e"), (0xB7A2, "f"), (0xB8C1, "g"),
    (0xB9FE, "h"), (0xBBF7, "j"), (0xBFA6, "k"), (0xC0AC, "l"), (0xC2E8, "m"), (0xC4C3, "n"), (0xC5B6, "o"),
    (0xC5BE, "p"), (0xC6DA, "q"), (0xC8BB, "r"), (0xC8F6, "s"), (0xCBFA, "t"), (0xCDDA, "w"), (0xCEF4, "x"),
    (0xD1B9, "y"), (0xD4D1, "z"),
)  # fmt: skip
_CODES = [code for code, _ in _FIRST]
_LAST = 0xD7F9


@lru_cache(maxsize=1024)
def initials(text: str) -> str:
    """Give the pinyin initials of the common Chinese characters in a text; everything else is left out."""
    found = []
    for char in text:
        code = int.from_bytes(char.encode("gb2312", "ignore"), "big")
        if _CODES[0] <= code <= _LAST:
            found.append(_FIRST[bisect_right(_CODES, code) - 1][1])
    return "".join(found)


def score(sought: str, words: str) -> int:
    """Rate how well words fit what is sought: 0 not at all, more is better; every part must fit."""
    total = 0
    folded = words.casefold()
    letters = initials(words)
    for part in sought.casefold().split():
        best = max(_inside(part, folded), _inside(part, letters) // 2, _scattered(part, folded))
        if not best:
            return 0
        total += best
    return total or 1


def _inside(part: str, text: str) -> int:
    place = text.find(part)
    if place < 0:
        return 0
    return 100 - min(place, 40) + (30 if place == 0 or not text[place - 1].isalnum() else 0)


def _scattered(part: str, text: str) -> int:
    if len(part) < 3:
        return 0
    at = -1
    for char in part:
        at = text.find(char, at + 1)
        if at < 0:
            return 0
    return 10
