"""The texts of a record before the wording check: which are checked, as what, and how a row becomes one text.

A goal is one text made of its row, ``what`` + ``target``; where that alone binds no number, the target is read as
"what 达到 target" (*what* reaches *target*), because that is what its column says. Baseline and window follow after a
semicolon: they may hold no placeholder, and they never make a goal measured. Titles and choices are never checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from bihuan.store.rules.ledger import digest
from bihuan.store.rules.planned import Goal
from bihuan.store.rules.record import FIELDS, Record, Request
from bihuan.store.rules.sentences import is_han

# The wording check is read when a text is checked: every list and count imports the gates, none of them its grammars.
if TYPE_CHECKING:
    from bihuan.store.rules.vocabulary import Lang, Words
    from bihuan.store.rules.wording import Field, Finding, Verdict

    TeamWords = Mapping[Lang, Words]

TEXTS = tuple(name for name, c in FIELDS.items() if c.f.wording)
GOAL_COLUMNS = ("what", "target", "baseline", "window")
# How the columns of a goal become one text: before a target, before one that binds nothing by itself, before the rest.
HAN, LATIN = ("", "达到", "；"), (" ", " reaches ", "; ")
MEASURED, WHOLE = 2, 3  # scores; ``spec/wording.md``


@dataclass(frozen=True, slots=True)
class Worded:
    """One text of a record and what the wording check says of it.

    Attributes:
        place: the field, or the row: ``effect``, ``goals.2``, ``criteria.1``.
        kind: what kind of text it is taken for.
        text: the text; spans of the findings count its code points.
        columns: of a goal, where in the text each of its columns stands.
    """

    place: str
    kind: Field
    text: str
    verdict: Verdict
    columns: tuple[tuple[str, int, int], ...] = ()

    @property
    def refused(self) -> bool:
        """The text may not stand so."""
        return self.verdict.verdict == "refuse"

    @property
    def counted(self) -> tuple[Finding, ...]:
        """The findings that its verdict comes from."""
        return tuple(f for f in self.verdict.findings if f.severity == self.verdict.verdict)

    @property
    def piece(self) -> str:
        """The first phrase at fault."""
        return self.counted[0].text

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes of fault, each once."""
        return tuple(dict.fromkeys(f.cls for f in self.counted))

    @property
    def about(self) -> str:
        """The hash of what a check of this text is about: an acknowledgement or override is of exactly this."""
        return digest("\n".join((self.kind, self.verdict.verdict, self.text)))


def plain_goals(request: Request) -> bool:
    """Goals may be plainly verifiable instead of measured: those of a fix, also of an urgent one of that kind."""
    return request.type == "fix" or (request.type == "urgent" and request.urgent_kind == "fix")


def worded(record: Record, words: TeamWords) -> Iterator[Worded]:
    """Every text of a record that the wording check is for, goals first."""
    fix = plain_goals(record.request)
    needs = record.team.numbers.goal_score
    yield from (worded_goal(g, fix=fix, words=words, needs=needs) for g in record.goals)
    for name in TEXTS:
        if text := getattr(record.request, name):
            kind = cast("Field", FIELDS[name].f.wording)
            yield Worded(name, kind, text, checked(text, kind, words))
    for c in record.criteria:
        yield Worded(f"criteria.{c.n}", "criterion", c.text, checked(c.text, "criterion", words))


def vague(record: Record, words: TeamWords, heads: tuple[str, ...]) -> Iterator[Worded]:
    """The texts of some fields and tables with which something is wrong."""
    for one in worded(record, words):
        if one.verdict.verdict != "pass" and one.place.partition(".")[0] in heads:
            yield one


def checked(text: str, kind: Field, words: TeamWords, *, fix: bool = False, needs: int = MEASURED) -> Verdict:
    """What the wording check says of a text; asked again it answers at once."""
    lang: Lang = "zh" if is_han(text) else "en"
    return _checked(text, kind, lang, fix, words.get(lang), needs)


@lru_cache(maxsize=256)
def _checked(text: str, kind: Field, lang: Lang, fix: bool, words: Words | None, needs: int) -> Verdict:
    from bihuan.store.rules.wording import check

    return check(text, field=kind, lang=lang, fix=fix, words={lang: words} if words else None, needs=needs)


# ---- goals -------------------------------------------------------------------------------------------------------
def worded_goal(goal: Goal, *, fix: bool, words: TeamWords, needs: int) -> Worded:
    """A goal as one text, with its verdict: of the score that it needs the last point may stand in other columns."""
    text, columns = _joined(goal)
    whole = {"baseline", "window"} <= {name for name, _, _ in columns}
    needs = min(needs, MEASURED) if whole else needs
    verdict = checked(_stated(text, columns), "goal", words, fix=fix, needs=needs)
    if verdict.verdict == "refuse" and any(name == "target" for name, _, _ in columns):
        bound, places = _joined(goal, bound=True)
        again = checked(_stated(bound, places), "goal", words, fix=fix, needs=needs)
        if again.verdict != "refuse":
            text, columns, verdict = bound, places, again
    blanks = tuple(_blanks(text, columns, words))
    if verdict.score >= MEASURED and whole:
        verdict = replace(verdict, score=WHOLE)
    if blanks:
        verdict = replace(verdict, verdict="refuse", findings=(*verdict.findings, *blanks))
    return Worded(f"goals.{goal.n}", "goal", text, verdict, columns)


def goal_text(goal: Goal) -> str:
    """A goal's columns as one text."""
    return _joined(goal)[0]


def described(description: str | None, text: str) -> str:
    """The functional description with a text behind it, in a paragraph of its own."""
    return "\n\n".join(part.strip() for part in (description or "", text) if part.strip())


def _joined(goal: Goal, *, bound: bool = False) -> tuple[str, tuple[tuple[str, int, int], ...]]:
    """The columns of a goal in one text, and where each stands in it; a target that *what* says already is left out."""
    given = {name: getattr(goal, name) or "" for name in GOAL_COLUMNS}
    plain, binding, apart = HAN if is_han("".join(given.values())) else LATIN
    text, places = "", []
    for name, value in given.items():
        if not value.strip() or (name == "target" and value.strip() in goal.what):
            continue
        text += "" if not text else apart if name != "target" else binding if bound else plain
        places.append((name, len(text), len(text) + len(value)))
        text += value
    return text, tuple(places)


def _stated(text: str, columns: tuple[tuple[str, int, int], ...]) -> str:
    """What and target, which must be measured."""
    return text[: max((end for name, _, end in columns if name in ("what", "target")), default=0)]


def _blanks(text: str, columns: tuple[tuple[str, int, int], ...], words: TeamWords) -> Iterator[Finding]:
    """Placeholders in baseline and window."""
    for name, start, end in columns:
        if name in ("baseline", "window"):
            for f in checked(text[start:end], "effect", words).findings:
                if f.severity == "refuse":
                    low, high = f.place
                    yield replace(f, start=f.start + start, end=f.end + start, place=(low + start, high + start))
