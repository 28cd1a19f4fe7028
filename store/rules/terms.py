"""Search terms: what a query means, and whether a text holds it.

A Chinese term is any run of characters, from one on. A Latin or digit edge of a term must not touch a further letter
or digit of the same sort: `net` is not in `internet`, while `22.03` is in `v22.03LTS`. Terms are joined by AND;
`"…"` keeps words together, `-word` excludes. The index (`grams`) only narrows; this module decides.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Letters that make words; every other letter (Han, kana, Greek …) is found at any place of its run.
LATIN = "a-z\u00df-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_SORT = re.compile(f"(?P<latin>[{LATIN}])|(?P<digit>[0-9])")
_TYPED = re.compile(r'(?P<minus>(?:-(?!-))?)(?:["“”](?P<phrase>[^"“”]*)(?:["“”]|$)|(?P<word>[^\s"“”]+))')
_NAME, _WHOLE = re.compile(f"[{LATIN}]+"), re.compile("[0-9]+")
_PIECE = 256


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to be found, in normal form; a negated one must be absent."""

    text: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text as it was written, and where in it terms stand (start, end)."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


def fold(text: str) -> str:
    """Bring a text to the normal form of search: NFKC, case-folded, white space collapsed."""
    return " ".join(_normal(text).split())


def _normal(text: str) -> str:
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def terms(query: str) -> tuple[Term, ...]:
    """Read a query as typed. A word and the whole number after it are one name: `PEP 572`."""
    found: list[Term] = []
    joinable = False
    for m in _TYPED.finditer(fold(query)):
        text, word = (m["phrase"] or m["word"] or "").strip(), m["word"]
        if not text:
            continue
        if joinable and not m["minus"] and word and _WHOLE.fullmatch(word):
            found[-1] = Term(f"{found[-1].text} {word}", found[-1].negated)
            joinable = False
        else:
            found.append(Term(text, m["minus"] == "-"))
            joinable = bool(word and _NAME.fullmatch(word))
    return tuple(dict.fromkeys(found))


def matches(term: Term, folded: str) -> bool:
    """Tell whether a text in normal form is as this one term wants it."""
    return (next(places(term.text, folded), None) is None) == term.negated


def places(text: str, folded: str) -> Iterator[int]:
    """Yield each place in `folded` where `text` stands with free edges."""
    at = folded.find(text)
    while at >= 0:
        end = at + len(text)
        if not (_touch(folded[at - 1 : at] + text[:1]) or _touch(text[-1:] + folded[end : end + 1])):
            yield at
        at = folded.find(text, at + 1)


def _touch(two: str) -> bool:
    """Tell whether two neighbours are letters, or digits, of the same sort."""
    sorts = [m.lastgroup for c in two if (m := _SORT.match(c))]
    return len(sorts) == 2 and sorts[0] == sorts[1]


def snippet(text: str, folded: str, wanted: Sequence[Term], width: int = 120) -> Snippet:
    """Cut the piece of `text` around the first place of the longest term that stands in it, `width` cells at most."""
    line = " ".join(text.split())
    sought = sorted((t.text for t in wanted if not t.negated), key=len, reverse=True)
    anchor = next((at for t in sought if (at := next(places(t, folded), None)) is not None), 0)
    start = _unfolded(line, anchor)
    begin = start - _fitting(reversed(line[:start]), width // 3)
    end = begin + _fitting(iter(line[begin:]), width)
    shown = f"{'…' if begin else ''}{line[begin:end]}{'…' if end < len(line) else ''}"
    return Snippet(shown, _marks(line, begin, end, sought))


def _unfolded(line: str, folded_at: int) -> int:
    """Find the place in `line` that became `folded_at`: normal forms can be longer or shorter than what was written."""
    done = 0
    for start in range(0, len(line), _PIECE):
        piece = line[start : start + _PIECE]
        grown = len(_normal(piece))
        if done + grown > folded_at:
            for n, char in enumerate(piece):
                done += len(_normal(char))
                if done > folded_at:
                    return start + n
        done += grown
    return len(line)


def _fitting(chars: Iterator[str], width: int) -> int:
    """Count the characters that fit into `width` cells of a terminal."""
    n = used = 0
    for char in chars:
        used += 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if used > width:
            break
        n += 1
    return n


def _marks(line: str, begin: int, end: int, sought: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Find where terms stand in the piece, counted in the snippet (which may begin with an ellipsis)."""
    first = max(begin - 1, 0)  # one neighbour on each side: edges must be free
    piece = line[first : end + 1]
    folded = _normal(piece)
    origin: Sequence[int] = range(first, first + len(piece))
    if len(folded) != len(piece):
        grown = [_normal(char) for char in piece]
        folded, origin = "".join(grown), [first + n for n, made in enumerate(grown) for _ in made]
    spans = ((origin[at], origin[at + len(t) - 1] + 1) for t in sought for at in places(t, folded))
    shift = (1 if begin else 0) - begin
    return tuple(_joined(sorted((s + shift, e + shift) for s, e in spans if s >= begin and e <= end)))


def _joined(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Merge spans that overlap."""
    held: tuple[int, int] | None = None
    for start, end in spans:
        if held and start < held[1]:
            held = (held[0], max(held[1], end))
        else:
            if held:
                yield held
            held = (start, end)
    if held:
        yield held
