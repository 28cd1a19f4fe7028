"""Parts a long text where its reader would: at headings, else between paragraphs, never inside a code fence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

# Of an imported text; a field that people type is never longer.
PIECE = 50_000

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")


def pieces(text: str, size: int = PIECE) -> list[str]:
    """Parts of at most `size` characters that make up the text again; only a block longer than that stays whole."""
    if len(text) <= size:
        return [text]
    parts: list[str] = []
    for section in _packed(_sections(text), size):
        parts += [section] if len(section) <= size else _packed(_paragraphs(section), size)
    return parts


def _packed(parts: Iterator[str], size: int) -> list[str]:
    """Neighbours put together as long as they fit."""
    packed: list[str] = []
    held: list[str] = []
    length = 0
    for part in parts:
        if held and length + len(part) > size:
            packed.append("".join(held))
            held, length = [], 0
        held.append(part)
        length += len(part)
    return [*packed, "".join(held)] if held else packed


def _sections(text: str) -> Iterator[str]:
    return _cut_before(text, lambda line, _before: _HEADING.match(line) is not None)


def _paragraphs(text: str) -> Iterator[str]:
    return _cut_before(text, lambda line, before: bool(line.strip()) and not before.strip() and line[0] not in " \t")


def _cut_before(text: str, opens: Callable[[str, str], bool]) -> Iterator[str]:
    """Parts that begin at a line which opens one; lines inside a code fence never do."""
    held: list[str] = []
    fence = ""
    before = ""
    for line in text.splitlines(keepends=True):
        if held and not fence and opens(line, before):
            yield "".join(held)
            held = []
        held.append(line)
        fence = _fence_after(line, fence)
        before = line
    if held:
        yield "".join(held)


def _fence_after(line: str, fence: str) -> str:
    """The fence that is open after a line, empty if none."""
    found = _FENCE.match(line.rstrip("\r\n"))
    if not found:
        return fence
    marks, rest = found.groups()
    if not fence:
        return "" if marks[0] == "`" and "`" in rest else marks
    closes = marks[0] == fence[0] and len(marks) >= len(fence) and not rest.strip()
    return "" if closes else fence
