"""The index of the archive's search: classic scripts that a page loads also from ``file://``.

Terms are words, numbers and pairs of neighbouring other characters (Han above all), each with the records that hold it;
they lie sorted in shards. What pairs alone cannot decide the browser decides by the texts, which lie in packs. The same
normal form and the same edges as `store.rules.terms`; `templates/site/static/search.js` is the reader.
"""

from __future__ import annotations

import hashlib
import json
import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from bihuan.site.language import lang_of
from bihuan.site.pages import GROUPS, entry_path
from bihuan.site.values import Archive, Entry
from bihuan.site.words import Words
from bihuan.store.rules.terms import LATIN, fold

SHARD = 24_000
TEXTS = 96_000
CARDS = 200
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
# Characters without word edges; whatever is in no class is found by looking at the texts.
OTHER = (
    "\u0370-\u1dff\u1f00-\u1fff\u2e80-\u2fff\u3005-\u3007\u3021-\u30fa\u30fc-\u9fff\ua000-\ud7ff"
    "\uf900-\ufdff\U00010000-\U0003ffff"
)

# What joins two words or numbers to one name (22.03, arm64, 1e-5), ends one (C++, 77%) and begins one (.NET).
JOINS, ENDS, BEGINS = ".-_/+:@#&", "+#%", "."

_WORDS = re.compile(f"[{LATIN}]+|[0-9]+")
_OTHERS = re.compile(f"[{OTHER}]+")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Index:
    """The files of the index and the path of the one that knows the others."""

    path: str
    files: tuple[tuple[str, bytes], ...]


def index(archive: Archive, words: Words) -> Index:
    """Make the index of all entries, oldest first, so that what is new comes last."""
    entries = tuple(reversed(archive.entries))
    texts = [" ".join(entry.words.split()) for entry in entries]
    files: list[tuple[str, bytes]] = []

    def put(data: object) -> str:
        name, body = _script(data)
        files.append((f"search/{name}.js", body))
        return name

    shards = [(lines[0].partition("\t")[0], put("\n".join(lines))) for lines in _shards(texts)]
    packs = [(first, put(pack)) for first, pack in _packed(texts, len, TEXTS)]
    cards = [(first, put(pack)) for first, pack in _packed([_card(e, words) for e in entries], lambda _: 1, CARDS)]
    manifest = {
        "size": len(entries),
        "shards": shards,
        "texts": packs,
        "cards": cards,
        "facets": {group: _facet(entries, group, words) for group in GROUPS},
        "skip": [len(fold(f"{entry.number} {entry.title}")) for entry in entries],
    }
    return Index(f"search/{put(manifest)}.js", tuple(files))


def tokens(text: str) -> set[str]:
    """What of a text in normal form the index holds.

    Words, numbers and the names that two of them make; pairs of other characters, and the last one of each run. All
    that a term yields is yielded by every text that holds it.
    """
    found: set[str] = set()
    word, end = "", -2
    for match in _WORDS.finditer(text):
        before, start, word_before = end, match.start(), word
        word, end = match.group(), match.end()
        found.add(word)
        if start == before or (start == before + 1 and text[before] in JOINS):
            found.add(word_before + text[before:start] + word)
        if text[end : end + 1] in ENDS and end < len(text):
            found.add(word + text[end])
        if start and text[start - 1] in BEGINS:
            found.add(text[start - 1] + word)
    for run in _OTHERS.findall(text):
        found.update(map("".join, pairwise(run)))
        found.add(run[-1])
    return found


def _postings(texts: Iterable[str]) -> dict[str, array[int]]:
    postings: dict[str, array[int]] = {}
    for doc, text in enumerate(texts):
        for token in tokens(fold(text)):
            docs = postings.get(token)
            if docs is None:
                postings[token] = docs = array("I")
            docs.append(doc)
    return postings


def _shards(texts: Iterable[str]) -> Iterator[list[str]]:
    """Lines of a term and its records, sorted as browsers sort (by UTF-16 units), in lots of bounded size."""
    postings = _postings(texts)
    lot: list[str] = []
    size = 0
    for token in sorted(postings, key=lambda token: token.encode("utf-16-be")):
        line = f"{token}\t{_gaps(postings[token])}"
        length = len(line.encode()) + 3  # as JSON spells the tab and the line end
        if lot and size + length > SHARD:
            yield lot
            lot, size = [], 0
        lot.append(line)
        size += length
    if lot:
        yield lot


def _gaps(docs: Sequence[int]) -> str:
    """Ascending numbers as gaps, five bits a character, the sixth where more follow."""
    before = -1
    parts: list[str] = []
    for doc in docs:
        parts.append(_digits(doc - before - 1))
        before = doc
    return "".join(parts)


def _digits(value: int) -> str:
    text = ALPHABET[value & 31]
    while value := value >> 5:
        text = ALPHABET[32 | (value & 31)] + text
    return text


def _packed(items: Sequence[T], weight: Callable[[T], int], limit: int) -> Iterator[tuple[int, list[T]]]:
    """Neighbours in lots up to a weight, each with the number of its first."""
    lot: list[T] = []
    first = size = 0
    for at, item in enumerate(items):
        if lot and size + weight(item) > limit:
            yield first, lot
            lot, first, size = [], at, 0
        lot.append(item)
        size += weight(item)
    if lot:
        yield first, lot


def _card(entry: Entry, words: Words) -> list[object]:
    about = [words.choice("type", entry.type) if entry.type else "", entry.department]
    about += [words.choice("outcome", entry.outcome), entry.ended_on.isoformat()]
    return [
        f"{entry.number} {entry.title}",
        entry_path(entry.number),
        [part for part in about if part],
        lang_of(entry.words),
    ]


def _facet(entries: Sequence[Entry], group: str, words: Words) -> dict[str, object]:
    values = sorted({str(getattr(entry, group)) for entry in entries}, reverse=group == "year")
    place = {value: ALPHABET[at // 64] + ALPHABET[at % 64] for at, value in enumerate(values)}
    return {
        "names": [words.choice(group, value) if value else words("none") for value in values],
        "column": "".join(place[str(getattr(entry, group))] for entry in entries),
    }


def _script(data: object) -> tuple[str, bytes]:
    """A file that hands its data to the page, named by what is in it."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # Valid in JSON, line ends in old scripts.
    body = body.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    name = hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return name, f'bihuanIndex("{name}",{body});\n'.encode("utf-8", "replace")
