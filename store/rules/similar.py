"""Requests like this one, and what they took: the reference class that an estimate is held against. Pure.

Two requests are alike by the words of title, goals and description, by their systems and by their type. Rare words tell
more than common ones: each weighs by how few of the requests at hand hold it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import log, sqrt

from bihuan.store.rules.ball import full_launch
from bihuan.store.rules.figures import percentile, working_days
from bihuan.store.rules.grams import JOINT, grams
from bihuan.store.rules.record import Record
from bihuan.store.rules.terms import fold
from bihuan.store.rules.workdays import Calendar

READ = 4_000  # characters of a text that are compared: a description says in its beginning what it is about
SHOWN = 20
# How far words, systems and type count, and from when on two requests are alike at all.
BY_WORDS, BY_SYSTEMS, BY_TYPE = 60, 25, 15
ALIKE = 30
AT_LEAST = 5  # a percentile of fewer is no class (``check.G2-33``)
LOW, HALF, MOST = 20, 50, 80
REWORK = frozenset({"return", "rollback"})


@dataclass(frozen=True, slots=True)
class Described:
    """What a request is compared by.

    Attributes:
        kind: its type; of an urgent one the type whose rules it follows.
        systems: the systems concerned.
        title: the words of its title.
        words: those of title, goals and description.
    """

    kind: str | None
    systems: frozenset[str]
    title: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Past:
    """A request as a comparison sees it.

    Attributes:
        request: its id.
        actual: working days from entering developing to the launch; None when it has not come so far.
        rework: returns, rollbacks and failed acceptances.
    """

    request: int
    name: str
    title: str | None
    status: str
    described: Described
    estimate: Decimal | None = None
    actual: Decimal | None = None
    rework: int = 0


@dataclass(frozen=True, slots=True)
class Alike:
    """A request that is like the one asked about, and how much, of 100."""

    past: Past
    score: int


@dataclass(frozen=True, slots=True)
class Reference:
    """What closed requests of a kind took, in working days: the class that an estimate is held against."""

    count: int
    p20: Decimal | None
    p50: Decimal | None
    p80: Decimal | None

    def warns(self, estimate: Decimal | None) -> bool:
        """The estimate lies below the 20th percentile of at least five."""
        return estimate is not None and self.count >= AT_LEAST and self.p20 is not None and estimate < self.p20


# ---- a request as a comparison sees it ---------------------------------------------------------------------------
def words_of(*texts: str | None) -> tuple[str, ...]:
    """The words of some texts, each once, in order: pairs of Chinese characters, Latin words, numbers."""
    folded = "\n".join(fold(text[:READ]) for text in texts if text)
    found = (w for w in grams(folded).split() if len(w) > 1 and w[0].isalnum() and JOINT not in w)
    return tuple(dict.fromkeys(found))


def told(record: Record) -> tuple[str, ...]:
    """The words that say what a request is about: of its title, its goals, its description."""
    r = record.request
    goals = (text for g in record.goals for text in (g.what, g.target))
    return words_of(r.title, *goals, r.description)


def described(record: Record) -> Described:
    """What a request is compared by."""
    r = record.request
    kind = r.urgent_kind if r.type == "urgent" and r.urgent_kind else r.type
    return Described(kind, frozenset(r.systems), frozenset(words_of(r.title)), frozenset(told(record)))


def past(record: Record, calendar: Calendar) -> Past:
    """A request with what it was thought to take and what it took."""
    r = record.request
    return Past(
        r.id,
        record.name,
        r.title,
        r.status,
        described(record),
        r.estimate_days,
        actual(record, calendar),
        rework(record),
    )


def actual(record: Record, calendar: Calendar) -> Decimal | None:
    """The working days from first entering developing to the launch that counts."""
    began = next((m.at for m in record.moves if m.kind == "forward" and m.to_status == "developing"), None)
    launch = full_launch(record)
    return None if began is None or launch is None else working_days(calendar, began, launch.at)


def rework(record: Record) -> int:
    """How often something was done again: returns, rollbacks, and rounds of acceptance that failed."""
    failed = {j.round for j in record.judgements if j.verdict == "fail"}
    back = [m for m in record.moves if m.kind in REWORK]
    # A failed round is followed by its return; one that was mended on the spot counts by itself.
    from_testing = sum(m.from_status == "testing" for m in back)
    return len(back) - from_testing + max(from_testing, len(failed))


# ---- how alike ---------------------------------------------------------------------------------------------------
def similar(asked: Described, others: Iterable[Past], most: int = SHOWN) -> tuple[Alike, ...]:
    """The requests that are like the one asked about, the likest first."""
    pool = tuple(others)
    held = Counter(w for one in pool for w in one.described.words)
    weights = {w: log(1 + (len(pool) + 1) / (held[w] + 1)) for w in held.keys() | asked.words}
    scored = ((likeness(asked, one.described, weights), one) for one in pool)
    found = [Alike(one, score) for score, one in scored if score >= ALIKE]
    found.sort(key=lambda a: (-a.score, -a.past.request))
    return tuple(found[:most])


def likeness(one: Described, other: Described, weights: Mapping[str, float]) -> int:
    """How alike two requests are, of 100. Where neither names a system, words and type decide alone."""
    # Two texts by different people about the same thing share a third of their words: half in both is all one expects.
    words = in_common(one.title, other.title, weights) + in_common(one.words, other.words, weights)
    score = BY_WORDS * min(1.0, words) + BY_TYPE * (one.kind == other.kind)
    whole = BY_WORDS + BY_TYPE
    if one.systems or other.systems:
        score += BY_SYSTEMS * len(one.systems & other.systems) / len(one.systems | other.systems)
        whole += BY_SYSTEMS
    return round(100 * score / whole)


def in_common(one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]) -> float:
    """The weight of the words that both hold, of 1: the cosine of two sets."""
    shared = sum(weights[w] for w in one & other)
    sizes = sum(weights[w] for w in one) * sum(weights[w] for w in other)
    return shared / sqrt(sizes) if sizes else 0.0


def reference(found: Iterable[Alike]) -> Reference:
    """What the closed ones among them took."""
    took = [a.past.actual for a in found if a.past.status == "closed" and a.past.actual is not None]
    return Reference(len(took), percentile(took, LOW), percentile(took, HALF), percentile(took, MOST))
