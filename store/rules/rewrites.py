"""How a vague phrase can be mended: which fill-in rewrite, with which values, in place of which clause.

Fill-ins stand in 〈…〉 and are placeholders themselves: a rewrite inserted and left unfilled is refused again.
"""

from __future__ import annotations

from collections.abc import Mapping

from bihuan.store.rules.reading import Reading
from bihuan.store.rules.vocabulary import Hit

Mended = tuple[str, Mapping[str, str], tuple[int, int]]

# Kinds whose rewrite keeps the writer's clause and puts the number behind it.
_APPENDED = frozenset(("amount", "change"))


def mended(reading: Reading, hit: Hit) -> Mended:
    """The code of a rewrite, its values, and the span of the given text that it replaces."""
    part = reading.parts[reading.clause_at(hit.start)] if reading.parts else None
    low, high = (part.start, part.end) if part else (hit.start, hit.end)
    start, end = reading.normal.given(min(low, hit.start), max(high, hit.end))
    word_start, word_end = reading.normal.given(hit.start, hit.end)
    given = reading.given
    values = {
        "clause": given[start:end],
        "before": given[start:word_start],
        "after": given[word_end:end],
    }
    kind, more = _kind(reading, hit)
    return f"wording.rewrite.{kind}", {**values, **more}, (start, end)


def _kind(reading: Reading, hit: Hit) -> tuple[str, Mapping[str, str]]:
    """A direction borrows the rewrite of the empty noun it moves; 提升效率 alone also lacks its object."""
    if hit.term.cls == "placeholder":
        return "value", {"unit": _unit(reading.text[hit.start : hit.end])}
    kind = hit.term.rewrite
    at = reading.clause_at(hit.start)
    mates = reading.hits_of.get(at, ())
    nouns = [other for other in mates if other.term.cls == "empty_noun" and not other.term.weak]
    verbs = [other for other in mates if other.term.cls == "direction"]
    if kind == "efficiency" and verbs:
        kind = verbs[0].term.rewrite
    if hit.term.cls == "direction" and nouns and nouns[0].term.rewrite != "efficiency":
        return nouns[0].term.rewrite, {}
    if kind in _APPENDED and nouns and verbs and _is_only(reading, at, verbs[0], nouns[0]):
        return "amount_of", {name: _given(reading, mate) for name, mate in (("verb", verbs[0]), ("noun", nouns[0]))}
    return kind, {}


def _is_only(reading: Reading, at: int, verb: Hit, noun: Hit) -> bool:
    """The clause is a direction and an empty noun and nothing else."""
    part = reading.parts[at]
    rest = (
        reading.text[part.start : verb.start] + reading.text[verb.end : noun.start] + reading.text[noun.end : part.end]
    )
    return verb.end <= noun.start and rest.strip(" .的the") == ""


def _given(reading: Reading, hit: Hit) -> str:
    start, end = reading.normal.given(hit.start, hit.end)
    return reading.given[start:end]


def _unit(placeholder: str) -> str:
    """What remains of "X步" or "N %" when the letter goes: the unit, which the rewrite keeps."""
    return placeholder.lstrip("XxNnYM.…") if placeholder[:1] in "XxNnYM.…" else ""
