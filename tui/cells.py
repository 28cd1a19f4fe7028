"""Text measured in terminal columns: a Chinese character takes two, and a column of a list must never shift.

Wrapping keeps the rules of Chinese typesetting (避头尾): no line starts with a closing mark or ends with an opening
one.
"""

import unicodedata
from functools import lru_cache

from rich.cells import cell_len

CUT = "…"
NEVER_FIRST = frozenset("，。、；：？！）」』”’》〉】〕…—～·,.;:?!)]}%")
NEVER_LAST = frozenset("（「『“‘《〈【〔([{")


def width(text: str) -> int:
    """Count the columns a text takes."""
    return len(text) if text.isascii() else cell_len(text)


@lru_cache(maxsize=8192)
def cut(text: str, columns: int, mark: str = CUT) -> str:
    """Shorten a text to at most so many columns, ending in `…` where something was left out."""
    if width(text) <= columns:
        return text
    if columns <= 0:
        return ""
    room, kept = columns - width(mark), []
    for cluster in clusters(text):
        room -= width(cluster)
        if room < 0:
            break
        kept.append(cluster)
    return "".join(kept) + mark


def pad(text: str, columns: int) -> str:
    """Cut or fill a text to exactly so many columns."""
    shortened = cut(text, columns)
    return shortened + " " * (columns - width(shortened))


def clusters(text: str) -> list[str]:
    """Part a text into what a reader takes for single characters, so that no accent or emoji is torn."""
    if text.isascii():
        return list(text)
    found: list[str] = []
    joined = False
    for char in text:
        mark = unicodedata.combining(char) or char in "\u200d\ufe0e\ufe0f" or "\U0001f3fb" <= char <= "\U0001f3ff"
        if found and (mark or joined):
            found[-1] += char
        else:
            found.append(char)
        joined = char == "\u200d"
    return found


def wrap(text: str, columns: int) -> list[str]:
    """Fold a text into lines of at most so many columns; its own line ends are kept."""
    return [line for paragraph in text.split("\n") for line in _fold(paragraph, max(columns, 2))]


def _fold(text: str, columns: int) -> list[str]:
    lines: list[str] = []
    line, room = "", columns
    for unit in _units(text):
        size = width(unit)
        if size > room and line:
            lines.append(line.rstrip())
            line, room = "", columns
            unit = unit.lstrip()
            size = width(unit)
        while size > columns:
            head = cut(unit, columns, "")
            lines.append(head)
            unit = unit[len(head) :]
            size = width(unit)
        line, room = line + unit, room - size
    return [*lines, line.rstrip()]


def _units(text: str) -> list[str]:
    """Part a text where a line may break: around wide characters and after blanks, never against 避头尾."""
    units: list[str] = []
    for char in clusters(text):
        previous = units[-1] if units else ""
        glued = previous and (
            char[0] in NEVER_FIRST
            or previous[-1] in NEVER_LAST
            or (char == " " and previous[-1] != " ")
            or (_narrow(char) and _narrow(previous[-1]) and previous[-1] != " ")
        )
        if glued:
            units[-1] += char
        else:
            units.append(char)
    return units


def _narrow(char: str) -> bool:
    return char != " " and width(char) == 1
