"""What screens are painted with: a line is a row of spans, a span is a text with a role and perhaps a command.

Roles are looked up in `bihuan.tcss`; a span's text passes `shown()` when it is painted, so that nobody's text
reaches the terminal raw.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple, get_args

from bihuan.tui.cells import cut, pad, width, wrap

Role = Literal["text", "muted", "accent", "late", "soon", "ok", "paused", "frozen", "head", "here", "key", "rule"]
ROLES: tuple[Role, ...] = get_args(Role)


class Span(NamedTuple):
    """A piece of a line: its text, what it means, and the command that a click on it runs."""

    text: str
    role: Role = "text"
    click: str = ""


Line = tuple[Span, ...]


def line(*parts: str | Span) -> Line:
    """Put a line together; plain strings are ordinary text."""
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts)


def line_width(spans: Iterable[Span]) -> int:
    """Count the columns of a line."""
    return sum(width(span.text) for span in spans)


def plain(spans: Iterable[Span]) -> str:
    """Give the bare text of a line."""
    return "".join(span.text for span in spans)


def cut_line(spans: Iterable[Span], columns: int) -> Line:
    """Shorten a line to at most so many columns."""
    kept: list[Span] = []
    room = columns
    for span in spans:
        size = width(span.text)
        if size > room:
            kept.append(span._replace(text=cut(span.text, room)))
            break
        kept.append(span)
        room -= size
    return tuple(kept)


def wrap_line(spans: Line, columns: int, most: int) -> list[Line]:
    """Fold a line into at most so many, each after the first set in by a blank; the last is cut."""
    text = plain(spans)
    if most == 1 or width(text) <= columns:
        return [spans]
    found: list[Line] = []
    at = 0
    for row in wrap(text, columns - 1):
        at = text.index(row, at)
        rest = part(spans, at, at + len(row))
        if len(found) == most - 1:
            found.append((Span(" "), *part(spans, at, len(text))))
            break
        found.append((Span(" "), *rest) if found else rest)
        at += len(row)
    return found


def part(spans: Line, start: int, end: int) -> Line:
    """Give the characters of a line from a place to another."""
    found: list[Span] = []
    at = 0
    for span in spans:
        text = span.text[max(0, start - at) : max(0, end - at)]
        if text:
            found.append(span._replace(text=text))
        at += len(span.text)
    return tuple(found)


def ends(left: Line, right: Line, columns: int) -> Line:
    """Set two lines against the two edges; the left one gives way."""
    right = cut_line(right, columns)
    room = columns - line_width(right)
    left = cut_line(left, max(0, room - (1 if right else 0)))
    return (*left, Span(" " * (room - line_width(left))), *right)


def rule(title: str, columns: int, right: str = "") -> Line:
    """Draw a rule with a title in it: `── title ─────`; what stands at its right gives way."""
    head = f"── {cut(title, columns - 8)} " if title else ""
    tail = f" {cut(right, columns - width(head) - 5)} ──" if right else ""
    middle = "─" * max(0, columns - width(head) - width(tail))
    return (
        Span(head[:3], "rule"),
        Span(head[3:], "head"),
        Span(middle, "rule"),
        Span(tail[:-3] if tail else "", "head"),
        Span(tail[-3:], "rule"),
    )


def cells(*parts: tuple[str, int, Role]) -> Line:
    """Set texts into columns of given widths, one blank between them; width 0 leaves the text as it is."""
    return tuple(Span(pad(text, size) + " " if size else text, role) for text, size, role in parts)
