"""The wording check 表述检查: a vague phrase is refused where a number is needed, and it is shown how to mend it.

NFKC → clauses → numbers that are none → quantities → word lists → severity by field. Nothing here makes a sentence:
``why`` and ``rewrite`` are codes of ``store/text/*/wording.toml`` with values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from bihuan.store.rules.bare import bare
from bihuan.store.rules.reading import Reading, read, standing
from bihuan.store.rules.rewrites import mended
from bihuan.store.rules.sentences import is_han
from bihuan.store.rules.vocabulary import Hit, Lang, Words, shipped

__all__ = ["FIELDS", "Field", "Finding", "Lang", "Severity", "Verdict", "check", "language"]

Field = Literal["goal", "criterion", "effect", "background", "description"]
FIELDS: tuple[Field, ...] = get_args(Field)
Severity = Literal["refuse", "warn", "pass"]

# Columns of the table in the domain page, wording: what a class means in the two kinds of field.
_STRICT: frozenset[str] = frozenset(("goal", "criterion"))
_ONLY_WARNS: frozenset[str] = frozenset(("open_end",))
_WORST: tuple[Severity, ...] = ("pass", "warn", "refuse")
# Words that only say how a function works where it is described (the model record's own description has one): vague as
# a goal or a criterion, no finding elsewhere.
_MANNER: frozenset[str] = frozenset(("实时", "real-time", "real time"))
# A goal says by how much; what scores less is a capability or a wish.
_MEASURED = 2  # an object, a comparator, a number and a unit; baseline and window make it 3
_WANTING = ("unmeasured", "unbound", "unbased")  # by the score that falls short


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: its class, its span in the text as given, why, and a fill-in rewrite for ``place``."""

    cls: str
    severity: Severity
    start: int
    end: int
    text: str
    why: str
    rewrite: str
    values: Mapping[str, str]
    place: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The worst severity found, the score of what is measured (0–3), and every finding in order."""

    verdict: Severity
    score: int
    findings: tuple[Finding, ...]


def language(text: str) -> Lang:
    """The language a text is checked in: Chinese when it holds any Han character."""
    return "zh" if is_han(text) else "en"


def check(
    text: str,
    *,
    field: Field,
    lang: Lang | None = None,
    fix: bool = False,
    words: Mapping[Lang, Words] | None = None,
    needs: int = _MEASURED,
) -> Verdict:
    """Check one text as the contents of one kind of field.

    Args:
        text: as typed; spans of the findings count its code points.
        field: goals and criteria are refused, the other kinds are warned of.
        lang: whose word lists; by default the text's own language.
        fix: a goal of a technical fix, which may be plainly verifiable instead of measured.
        words: a team's lists by language; by default the shipped ones.
        needs: the score that a goal needs.
    """
    lang = lang or language(text)
    reading = read(text, (words or {}).get(lang) or shipped(lang))
    found = tuple(_findings(reading, field, needs, verifiable=field == "criterion" or fix))
    worst = max((_WORST.index(finding.severity) for finding in found), default=0)
    return Verdict(_WORST[worst], reading.score, found)


def _findings(reading: Reading, field: Field, needs: int, *, verifiable: bool) -> Iterator[Finding]:
    refused = False
    for hit in standing(reading, verifiable=verifiable):
        if field not in _STRICT and reading.normal.text[hit.start : hit.end].casefold() in _MANNER:
            continue
        severity = _severity(hit.term.cls, field)
        refused = refused or severity == "refuse"
        yield _of_hit(reading, hit, severity)
    if refused or field not in _STRICT or not reading.parts:
        return
    if reading.score >= (needs if field == "goal" else _MEASURED):
        return
    if not verifiable:
        yield _of_whole(reading, "unmeasured", _WANTING[reading.score])
    elif kind := bare(reading.text, reading.parts, reading.words):
        yield _of_whole(reading, "bare", f"bare_{kind}")


def _severity(cls: str, field: Field) -> Severity:
    if cls == "placeholder":
        return "refuse"
    return "refuse" if field in _STRICT and cls not in _ONLY_WARNS else "warn"


def _of_hit(reading: Reading, hit: Hit, severity: Severity) -> Finding:
    code, values, place = mended(reading, hit)
    start, end = reading.normal.given(hit.start, hit.end)
    text = reading.given[start:end]
    return Finding(
        hit.term.cls, severity, start, end, text, f"wording.why.{hit.term.cls}", code, {"word": text, **values}, place
    )


def _of_whole(reading: Reading, cls: str, code: str) -> Finding:
    """A fault of the text as a whole: no number at all, a number that binds nothing, a mere name."""
    start, end = reading.normal.given(reading.parts[0].start, reading.parts[-1].end)
    number = reading.first_number
    return Finding(
        cls,
        "refuse",
        start,
        end,
        reading.given[start:end],
        f"wording.why.{code}",
        f"wording.rewrite.{code}",
        {"word": number, "clause": reading.given[start:end]},
        (start, end),
    )
