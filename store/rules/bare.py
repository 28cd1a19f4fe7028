"""A criterion that states nothing to judge: a mere name ("导出功能"), or an errand without a result ("修复导出问题").

Everything else that holds no vague word is taken as plainly verifiable: asking for listed forms refused a third to a
half of real criteria wrongly (domain page, wording).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bihuan.store.rules.quantity import alternation
from bihuan.store.rules.sentences import Clause
from bihuan.store.rules.vocabulary import Words

Bareness = Literal["noun", "errand"]

# Longer ones say something, even where no listed predicate is seen.
_NAME_LENGTH = {"zh": 8, "en": 5}
_ENGLISH_VERB = re.compile(r"(?:ed|ing|n't|[a-z]{2}ate|[a-z]{2}if(?:y|ies)|[a-z]{2}i[sz]es?)$")
_SIGNS = re.compile(r"[<>=≤≥→%]|(?!(?:19|20)\d\d\b)\b\d|\B\d")
# What stands in brackets at the end explains the name and makes no statement.
_ASIDE = re.compile(r"\s*\([^()]*\)$")


@dataclass(frozen=True, eq=False)
class _Grammar:
    heads: re.Pattern[str]
    predicates: frozenset[str]
    predicate: re.Pattern[str]
    errand: re.Pattern[str]


@lru_cache(maxsize=16)
def _grammar(words: Words) -> _Grammar:
    heads, faults = alternation(words.listed("bare", "heads")), alternation(words.listed("bare", "faults"))
    predicates, repairs = words.listed("bare", "predicates"), alternation(words.listed("bare", "repairs"))
    if words.lang == "zh":
        errand = rf"(?:请|需要?|要|尽快)?{repairs}了?[^，,。；;]{{0,24}}?{faults}(?:修复|处理|解决)?"
        return _Grammar(
            re.compile(rf"{heads}$"),
            frozenset(),
            re.compile(alternation(predicates)),
            re.compile(rf"(?:{errand}|[^，,。；;]{{1,16}}?{faults}的?{repairs})$"),
        )
    about = r"(?:\s+(?:with|in|on|of|from|when|during|for)\b[\w\s'/-]{0,40})?"
    return _Grammar(
        re.compile(rf"\b{heads}$", re.IGNORECASE),
        frozenset(predicates),
        re.compile(r"(?!)"),
        re.compile(rf"(?:please |to )?{repairs}\b[\w\s'/-]{{0,60}}?\b{faults}\b{about}$", re.IGNORECASE),
    )


def bare(text: str, parts: tuple[Clause, ...], words: Words) -> Bareness | None:
    """Say whether a normalised text as a whole is only a name or an errand."""
    if len(parts) != 1:
        return None
    whole = _ASIDE.sub("", text[parts[0].start : parts[0].end].rstrip(".。! "))
    grammar = _grammar(words)
    if grammar.errand.match(whole):
        return "errand"
    return "noun" if _is_name(whole, grammar, words) else None


def _is_name(whole: str, grammar: _Grammar, words: Words) -> bool:
    head = grammar.heads.search(whole)
    if head is None or _SIGNS.search(whole):
        return False
    if words.lang == "zh":
        return len(whole) <= _NAME_LENGTH["zh"] and not grammar.predicate.search(whole, 0, head.start())
    tokens = [token for token in whole.lower().split() if not token.isdigit()]
    if len(tokens) > _NAME_LENGTH["en"]:
        return False
    # The last word is the head: "search page" names, "shows reports" states.
    return not any(token in grammar.predicates or _ENGLISH_VERB.search(token) for token in tokens[:-1])
