"""People's text inside a Markdown document: readable, and unable to break the document that holds it.

Three ways to stand in it: :func:`inline` (a plain line), :func:`cell` (long text in a table's cell) and :func:`block`
(long text under a heading). In any Markdown reader, not only ours: HTML is spelled out.
"""

from __future__ import annotations

import re
from collections.abc import Collection

# The document's own headings have the ranks 1 to 3; those within a text come below.
LOWEST_OWN = 3
_LOWEST = 6

_LINE_ENDS = re.compile(r"[ \t]*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+[ \t]*")
_PUNCTUATION = r"[!-/:-@\[-`{-~]"
_BACKSLASH = re.compile(rf"\\(?={_PUNCTUATION}|$)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!(?:https?://|mailto:)[^\s<>|]*>)")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_LOOSE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_OPENING = re.compile(r"(?=#{1,6}(?:\s|$)|>|[-+*](?:\s|$)|[-=]+$|(?:-[ \t]*){3,}$|~~~)")
_NUMBERING = re.compile(r"(\d{1,9})(?=[.)](?:\s|$))")
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")
_CELL_END = re.compile(r"(?<!\\)(\|)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_FENCE_LINE = re.compile(r"[\s>]*(?:`{3,}|~{3,})[^`]*")


def one_line(text: str) -> str:
    """The text without line ends."""
    return _LINE_ENDS.sub(" ", text.strip())


def inline(text: str) -> str:
    """A plain line that says in Markdown just what it says: no mark in it is one.

    Marks that cannot act where they stand are left alone, so that the source stays readable: the one star of a masked
    name, the underscore within a word.
    """
    text = _BACKSLASH.sub(r"\\\\", one_line(text))
    text = text.replace("`", "\\`").replace("|", "\\|")
    text = _ENTITY.sub(r"\\&", _TAG.sub(r"\\<", text))
    if any(mark in text for mark in ("](", "][", "]:")):
        text = text.replace("[", "\\[")
    if text.count("*") > 1:
        text = text.replace("*", "\\*")
    if text.count("_") > 1:
        text = _LOOSE_UNDERSCORE.sub(r"\\_", text)
    text = text.replace("~~", "\\~\\~")
    if _OPENING.match(text):
        return f"\\{text}"
    return _NUMBERING.sub(r"\1\\", text, count=1) if _NUMBERING.match(text) else text


def cell(text: str, names: Collection[str] = ()) -> str:
    """Long text in a cell of a table: its emphasis and code stay, its lines are parted by ``<br>``."""
    lines = (line.strip().rstrip("\\") for line in re.split(r"\r\n?|\n", _starred(text, names)))
    shown = [_spelled(line).replace("|", "\\|") for line in lines if line and not _FENCE_LINE.fullmatch(line)]
    return "<br>".join(_LINE_ENDS.sub(" ", line) for line in shown)


def block(text: str, names: Collection[str] = ()) -> str:
    """Long text under a heading: its own headings come below the document's, what it opens is closed.

    Args:
        text: Markdown as people or imports brought it.
        names: masked names, whose stars are no emphasis.
    """
    from bihuan.store.pieces import pieces

    text = re.sub(r"\r\n?", "\n", text).strip("\n")
    return "\n\n".join(_contained(part.strip("\n"), names) for part in pieces(text))


def fenced(text: str) -> str:
    """The text as it is, in a fence that nothing within can close."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def settled(document: str, names: Collection[str]) -> str:
    """A whole document in which no two masked names of one line or cell make an emphasis."""
    if not names:
        return document
    find = re.compile("|".join(re.escape(inline(name)) for name in names))
    fence, lines = "", []
    for line in document.split("\n"):
        opening = _FENCE.match(line)
        if opening and not fence:
            fence = opening.group(1)
        elif opening and fence and opening.group(1).startswith(fence):
            fence = ""
        elif not fence and line.count("*") > 1:
            parts = _CELL_END.split(line) if line.startswith("|") else [line]
            line = "".join(_settled(part, find) for part in parts)
        lines.append(line)
    return "\n".join(lines)


def _settled(part: str, find: re.Pattern[str]) -> str:
    if part.count("*") - part.count("\\*") < 2:
        return part
    return find.sub(lambda name: name.group().replace("*", "\\*"), part)


def _starred(text: str, names: Collection[str]) -> str:
    """A pair of masked names in one text is no emphasis."""
    if text.count("*") > 1:
        for name in names:
            text = text.replace(name, name.replace("*", "\\*"))
    return text


def _spelled(line: str) -> str:
    """The line with its HTML spelled out, code spans apart."""
    shown, done = [], 0
    for span in _CODE_SPAN.finditer(line):
        shown += [_TAG.sub(r"\\<", line[done : span.start()]), span.group()]
        done = span.end()
    return "".join([*shown, _TAG.sub(r"\\<", line[done:])])


def _contained(text: str, names: Collection[str]) -> str:
    from bihuan.store.dialect import TooCostly, parser
    from bihuan.store.pieces import PIECE

    if len(text) > PIECE:
        return fenced(text)
    text = _starred(text, names)
    try:
        tokens = parser().parse(text)
    except TooCostly:
        return fenced(text)
    lines = text.split("\n")
    code: set[int] = set()
    closing = ""
    for token in tokens:
        if token.map and token.type in ("fence", "code_block"):
            code |= set(range(*token.map))
            if token.type == "fence" and token.level == 0 and _is_open(lines[slice(*token.map)], token.markup):
                closing = f"\n{token.markup}"
    shown = [line if at in code else _spelled(line) for at, line in enumerate(lines)]
    for token in tokens:
        if token.type == "heading_open" and token.map:
            _lower(shown, token.map[0], token.map[1], token.markup, token.level)
    return "\n".join(shown) + closing


def _is_open(lines: list[str], markup: str) -> bool:
    """A fence that the text never closes."""
    last = lines[-1].strip()
    return len(lines) < 2 or not (last.startswith(markup) and set(last) == {markup[0]})


def _lower(lines: list[str], first: int, end: int, markup: str, level: int) -> None:
    """Bring a heading below the document's own, in place; ``===`` below a line makes it one too."""
    if markup.startswith("#"):
        rank = min(len(markup) + LOWEST_OWN, _LOWEST)
        lines[first] = lines[first].replace(markup, "#" * rank, 1)
        return
    last = end - 1
    while last > first and markup not in lines[last]:
        last -= 1
    if level:
        lines[last] = lines[last].replace(markup, f"\\{markup}", 1)
        return
    marks = "#" * (LOWEST_OWN + (1 if markup == "=" else 2))
    lines[first] = f"{marks} " + " ".join(line.strip() for line in lines[first:last])
    for at in range(first + 1, last + 1):
        lines[at] = ""
