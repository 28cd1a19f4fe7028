"""A text as the wording check reads it: clauses, vague words, quantities, and which vague words still stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from bihuan.store.rules import quantity_en, quantity_zh
from bihuan.store.rules.quantity import Quantity, alternation, score
from bihuan.store.rules.sentences import Clause, Normal, clauses, normal
from bihuan.store.rules.vocabulary import Hit, Words, hits

# A heading is short: "易用性：", "产品稳定性方面：".
_HEADING = 18
_HEADING_TAIL = re.compile(r"\s*(?:方面|要求|指标|测试|需求|requirements?|goals?)?\s*$", re.IGNORECASE)
_NEVER_ALONE = frozenset(("open_end", "placeholder"))
_NO_CLAIM = frozenset(("empty_noun", "open_end", "placeholder"))
_BLANK_NUMBER = re.compile(r"(?:[XxNnYM]{1,3}|\.{3}|…)\s?-?\s?(?:[%‰一-龥]|[a-z]+$)|〈")
_HAN_PAIR = re.compile(r"(?=([一-龥]{2}))|([A-Za-z]{3,})")


@dataclass(frozen=True, slots=True)
class Reading:
    """One text, given and normalised, with everything found in it in order."""

    given: str
    normal: Normal
    parts: tuple[Clause, ...]
    words: Words
    hits: tuple[Hit, ...]
    hits_of: Mapping[int, tuple[Hit, ...]]
    quantities: tuple[Quantity, ...]
    score: int

    @property
    def text(self) -> str:
        """The normalised text; spans of clauses, hits and quantities count its characters."""
        return self.normal.text

    @property
    def first_number(self) -> str:
        """The first quantity as typed, empty where there is none."""
        if not self.quantities:
            return ""
        start, end = self.normal.given(self.quantities[0].start, self.quantities[0].end)
        return self.given[start:end].strip()

    def clause_at(self, at: int) -> int:
        """The number of the clause that holds a place of the normalised text."""
        return _clause_at(self.parts, at)


def _clause_at(parts: tuple[Clause, ...], at: int) -> int:
    return max(bisect_right(parts, at, key=lambda part: part.start) - 1, 0)


def read(text: str, words: Words) -> Reading:
    """Read a text with one language's words."""
    grammar = quantity_zh if words.lang == "zh" else quantity_en
    folded = normal(text)
    parts = clauses(folded.text)
    found = grammar.quantities(folded.text, parts, words)
    grade = score(found, baseline=grammar.has_baseline(folded.text), window=grammar.has_window(folded.text))
    listed = tuple(hits(folded.text, words))
    by_clause = {at: tuple(same) for at, same in groupby(listed, key=lambda hit: _clause_at(parts, hit.start))}
    return Reading(text, folded, parts, words, listed, by_clause, found, grade)


def standing(reading: Reading, *, verifiable: bool) -> Iterator[Hit]:
    """Every vague word that nothing excuses.

    Excused are those whose own or next clause is quantified, and a heading whose sentence is; words of speed whose
    sentence gives a time further on ("实时显示，数据来自服务端，每30秒一次"); weak ones with no other beside them; and,
    where a plainly verifiable text will do, nouns that only head it or that a definite result follows ("性能无劣化").
    Beside a measured clause a noun alone is what is spoken of, not what is promised ("依赖于连接质量").
    """
    if not reading.hits:
        return
    excused = _excused(reading)
    claims = {reading.clause_at(hit.start) for hit in reading.hits if hit.term.cls not in _NO_CLAIM}
    places = [reading.clause_at(hit.start) for hit in reading.hits]
    measured = {reading.parts[at].item for at in excused}
    strong = {
        at
        for hit, at in zip(reading.hits, places, strict=True)
        if not hit.term.weak and hit.term.cls not in _NEVER_ALONE
    }
    for hit, at in zip(reading.hits, places, strict=True):
        if hit.term.cls == "placeholder":
            yield hit
        elif at in excused or (hit.term.weak and at not in strong) or _is_timed(reading, hit, at):
            continue
        elif hit.term.cls != "empty_noun" or not (
            (reading.parts[at].item in measured and at not in claims)
            or (verifiable and _is_settled(reading, hit, reading.parts[at]))
        ):
            yield hit


@lru_cache(maxsize=16)
def _time(words: Words) -> re.Pattern[str]:
    return re.compile(rf"{alternation(words.listed('units', 'time'))}$", re.IGNORECASE)


def _is_timed(reading: Reading, hit: Hit, at: int) -> bool:
    if hit.term.rewrite != "time":
        return False
    end = next((part.end for part in reading.parts[at:] if part.last), len(reading.text))
    return any(
        quantity.binds
        and hit.end <= quantity.start < end
        and _time(reading.words).search(reading.text[quantity.start : quantity.end].rstrip())
        for quantity in reading.quantities
    )


def _excused(reading: Reading) -> frozenset[int]:
    parts = reading.parts
    quantified = {reading.clause_at(q.start) for q in reading.quantities if q.binds}
    excused = quantified | {reading.clause_at(hit.start) for hit in reading.hits if _is_blank_number(reading.text, hit)}
    headings = (at for at, part in enumerate(parts) if _is_heading(reading.text, part))
    excused |= {at for at in headings if quantified.intersection(_sentence(parts, at))}
    for at in range(len(parts) - 2, -1, -1):
        if parts[at].item != parts[at + 1].item:
            continue
        if at + 1 in quantified or (at + 2 in quantified and at + 1 in excused and _same_matter(reading, at)):
            excused.add(at)
    return frozenset(excused)


def _sentence(parts: tuple[Clause, ...], at: int) -> range:
    """The clauses from one to the end of its sentence."""
    return range(at, next((n for n in range(at, len(parts)) if parts[n].last), len(parts) - 1) + 1)


def _is_heading(text: str, part: Clause) -> bool:
    """A few words before a colon: what follows says what they mean."""
    return text[part.end : part.end + 2].lstrip().startswith(":") and part.end - part.start <= _HEADING


def _is_blank_number(text: str, hit: Hit) -> bool:
    """X步, N %: once it is filled the clause is quantified, so the blank is the only fault to name."""
    return hit.term.cls == "placeholder" and _BLANK_NUMBER.match(text, hit.start, hit.end) is not None


def _same_matter(reading: Reading, at: int) -> bool:
    """A clause and the next speak of the same thing: the same vague word and another one besides."""
    first, second = (_pairs(reading, part) for part in reading.parts[at : at + 2])
    vague = {reading.text[hit.start : hit.end] for hit in reading.hits_of.get(at, ())}
    shared = first & second
    return any(pair in word for pair in shared for word in vague) and len(shared) >= 2


def _pairs(reading: Reading, part: Clause) -> set[str]:
    return {m[1] or m[2] for m in _HAN_PAIR.finditer(reading.text, part.start, part.end)}


@lru_cache(maxsize=16)
def _settled(words: Words) -> re.Pattern[str]:
    return re.compile(alternation(words.listed("settled", "words")), re.IGNORECASE)


def _is_settled(reading: Reading, hit: Hit, part: Clause) -> bool:
    text = reading.text
    if _settled(reading.words).search(text, hit.end, part.end):
        return True
    return _is_heading(text, part) and _HEADING_TAIL.match(text[hit.end : part.end]) is not None
