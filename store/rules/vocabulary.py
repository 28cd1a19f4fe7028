"""The word lists of the wording check: read, merged with a team's own, and made ready for fast matching.

A list is TOML: ``[[words]]`` and ``[[patterns]]`` groups with a class and a kind of rewrite (``inflected`` words stand
for their adverbs and comparatives too), ``[names]`` in which vague words do not count, ``[units]``, ``[comparators]``,
``[bare]``. A team's list has the same form: its groups are added, its lists appended, and what stands under ``drop`` is
taken out.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import Any, Literal

Lang = Literal["zh", "en"]
Table = Mapping[str, Any]

# The classes of the domain page, and what a group that names no rewrite is mended by.
_REWRITES = {
    "direction": "change",
    "empty_noun": "quality",
    "vague_adjective": "much",
    "hedge": "firm",
    "open_end": "list",
    "placeholder": "value",
}

_BRACES = re.compile(r"\{([^{}]*)\}")
_LATIN = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?")
# Longer adjectives take "more".
_SHORT = 7


class BadWords(ValueError):
    """A team's word list cannot be used: the group or key at fault, and what is wrong with it."""

    def __init__(self, place: str, reason: str) -> None:
        self.place, self.reason = place, reason
        super().__init__(f"{place}: {reason}")


@dataclass(frozen=True, slots=True)
class Term:
    """What a listed word is: its class, its kind of rewrite; a weak one counts only beside another."""

    cls: str
    rewrite: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A vague word found: where, and what it is."""

    start: int
    end: int
    term: Term


@dataclass(frozen=True, eq=False)
class Words:
    """One language's lists, ready to match; ``table`` is what they were made from. Hashed by identity, for caches."""

    lang: Lang
    table: Table
    index: Mapping[str, tuple[tuple[str, Term | None], ...]]
    patterns: tuple[tuple[re.Pattern[str], Term], ...]
    names: re.Pattern[str] | None

    def listed(self, section: str, key: str) -> tuple[str, ...]:
        """A plain list of the table, longest first."""
        return _longest(_spread(self.table.get(section, {}).get(key, ())))


def _spread(value: object) -> Iterator[str]:
    """Every word of a list, or of a text of words parted by blanks, with its braces opened."""
    for word in value.split() if isinstance(value, str) else value:  # type: ignore[attr-defined]
        yield from _opened(word)


def _opened(word: str) -> Iterator[str]:
    match = _BRACES.search(word)
    if match is None:
        yield word
        return
    for choice in match[1].split(","):
        yield from _opened(word[: match.start()] + choice + word[match.end() :])


def _longest(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words), key=lambda word: (-len(word), word)))


def merged(*tables: Table) -> Table:
    """Put a team's tables behind the shipped one, group by group and list by list."""
    result: dict[str, Any] = {}
    for table in tables:
        for key, value in table.items():
            old = result.get(key)
            if old is None:
                result[key] = value
            elif isinstance(value, Mapping):
                result[key] = merged(old, value)
            else:
                result[key] = [*_items(old), *_items(value)]
    return result


def _items(value: Any) -> list[Any]:
    return value.split() if isinstance(value, str) else list(value)


def _entries(table: Table) -> Iterator[tuple[str, Term | None]]:
    for group in table.get("words", ()):
        term = _term(group)
        for word in _spread(_listed(group, "words")):
            yield from ((form, term) for form in (_inflected(word) if group.get("inflected") else (word,)))
    names = table.get("names", {})
    yield from ((word, None) for word in _spread(names.get("words", ())))
    for pair in names.get("compounds", ()):
        yield from ((head + tail, None) for head in _spread(pair["heads"]) for tail in _spread(pair["tails"]))


def _inflected(word: str) -> Iterator[str]:
    """An English adjective, its adverb and, where it is short, its comparative; forms nobody uses do no harm."""
    yield word
    if " " in word or word.endswith("ly"):
        return
    stem = word[:-1] + "i" if word.endswith("y") else word.removesuffix("e")
    yield f"{word}ally" if word.endswith("ic") else f"{stem}y" if word.endswith("le") else f"{stem}ly"
    if word.endswith("e"):
        yield f"{word}ly"
    if len(word) <= _SHORT:
        yield from (f"{stem}er", f"{stem}{stem[-1]}er")  # "the fastest route" is a definite one


def _term(group: Table) -> Term:
    cls = group.get("class")
    if cls not in _REWRITES:
        raise BadWords(f"class = {cls!r}", f"is none of {', '.join(_REWRITES)}")
    return Term(cls, group.get("rewrite", _REWRITES[cls]), bool(group.get("weak", False)))


def _listed(group: Table, key: str) -> Any:
    if not isinstance(group.get(key), str | list):
        raise BadWords(f"class = {group.get('class')!r}", f"has no list {key!r}")
    return group[key]


def _pattern(place: str, patterns: Iterable[str]) -> re.Pattern[str]:
    try:
        return re.compile(_joined(patterns))
    except re.error as wrong:
        raise BadWords(place, str(wrong)) from wrong


def _key(word: str, lang: Lang) -> str:
    return word[:2] if lang == "zh" else word.split(" ", 1)[0]


def ready(lang: Lang, *tables: Table) -> Words:
    """Make lists ready to match.

    Args:
        lang: whose grammar matches them: Chinese by characters, English by whole words.
        tables: the shipped table first, then a team's own.

    Raises:
        BadWords: a group without a known class or without words, or a pattern that is none.
    """
    table = merged(*tables)
    dropped = frozenset(_spread(table.get("drop", ())))
    index: dict[str, dict[str, Term | None]] = {}
    for word, term in _entries(table):
        plain = word if lang == "zh" else " ".join(_LATIN.findall(word.lower()))
        if plain and word not in dropped:
            index.setdefault(_key(plain, lang), {})[plain] = term
    patterns = tuple(
        (_pattern("patterns", _listed(group, "patterns")), _term(group)) for group in table.get("patterns", ())
    )
    names = table.get("names", {}).get("patterns", ())
    return Words(
        lang,
        table,
        {key: tuple((w, words[w]) for w in _longest(words)) for key, words in index.items()},
        patterns,
        _pattern("names.patterns", names) if names else None,
    )


def _joined(patterns: Iterable[str]) -> str:
    """One alternation; a leading ``(?i)`` holds for its own pattern only."""
    return "|".join(f"(?i:{p[4:]})" if p.startswith("(?i)") else f"(?:{p})" for p in patterns)


@cache
def shipped(lang: Lang) -> Words:
    """The lists that come with the program."""
    return ready(lang, shipped_table(lang))


def shipped_table(lang: Lang) -> Table:
    """The table that comes with the program, to be merged with a team's own."""
    return tomllib.loads(files("bihuan.store.rules").joinpath("words", f"{lang}.toml").read_text("utf-8"))


def hits(text: str, words: Words) -> list[Hit]:
    """Every vague word of a normalised text in order, the longest at each place, none inside a name."""
    named = [match.span() for match in words.names.finditer(text)] if words.names else []
    quoted = _Spans(named)
    found = [
        Hit(match.start(), match.end(), term) for pattern, term in words.patterns for match in pattern.finditer(text)
    ]
    taken = _Spans((hit.start, hit.end) for hit in found)
    listed = _han_hits(text, words) if words.lang == "zh" else _latin_hits(text, words)
    for start, end, term in listed:
        if term is None:
            named.append((start, end))
        elif not quoted.hold(start, end) and not taken.touch(start, end):
            found.append(Hit(start, end, term))
    names = _Spans(named)
    kept = [hit for hit in found if hit.term.cls == "placeholder" or not names.hold(hit.start, hit.end)]
    return sorted(kept, key=lambda hit: (hit.start, -hit.end))


class _Spans:
    """Stretches of a text, asked many times: ``ends`` holds the farthest end of all that begin so far."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self.starts = [start for start, _ in ordered]
        self.ends = list(accumulate((end for _, end in ordered), max))

    def hold(self, start: int, end: int) -> bool:
        """One of them begins no later and ends no earlier."""
        at = bisect_right(self.starts, start) - 1
        return at >= 0 and self.ends[at] >= end

    def touch(self, start: int, end: int) -> bool:
        """One of them overlaps."""
        at = bisect_left(self.starts, end) - 1
        return at >= 0 and self.ends[at] > start


def _han_hits(text: str, words: Words) -> Iterator[tuple[int, int, Term | None]]:
    index = words.index
    at, last = 0, len(text)
    while at < last:
        step = 1
        for word, term in index.get(text[at : at + 2], ()) or index.get(text[at], ()):
            if text.startswith(word, at):
                yield at, at + len(word), term
                step = len(word)
                break
        at += step


def _latin_hits(text: str, words: Words) -> Iterator[tuple[int, int, Term | None]]:
    tokens = [(m[0].lower(), m.start(), m.end()) for m in _LATIN.finditer(text)]
    at = 0
    while at < len(tokens):
        step = 1
        for phrase, term in words.index.get(tokens[at][0], ()):
            length = phrase.count(" ") + 1
            if length == 1 or _same(tokens, at, phrase, length, text):
                yield tokens[at][1], tokens[at + length - 1][2], term
                step = length
                break
        at += step


def _same(tokens: list[tuple[str, int, int]], at: int, phrase: str, length: int, text: str) -> bool:
    """The next tokens are the phrase, with nothing but blanks or hyphens between them."""
    part = tokens[at : at + length]
    if " ".join(token for token, _, _ in part) != phrase:
        return False
    return all(text[a[2] : b[1]].strip("-\u2010\u2011 \t\n") == "" for a, b in pairwise(part))
