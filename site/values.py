"""What may be public, as frozen values: all that pages, index and drawings ever see of the store.

Texts in them are masked already. They name things by code; the words of a language come when a page is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from bihuan.store.rules.columns import Holder
from bihuan.store.rules.stats import Figure

# Up to so many columns and characters a table with texts is read as a grid.
GRID_COLUMNS, GRID_TEXT = 6, 120
Outcome = Literal["closed", "rejected", "withdrawn"]
ValueKind = Literal["line", "prose", "choice", "bool", "request", "not_applicable", "count"]


@dataclass(frozen=True, slots=True)
class Value:
    """One value, masked and in the form it is read in; a choice keeps its code, a request its number."""

    kind: ValueKind
    text: str
    of: str = ""

    @property
    def words(self) -> str:
        """What a reader may search for in it."""
        return self.text if self.kind in ("line", "prose", "not_applicable") else ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A value under its name."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table of the record. Long texts and many columns make entries one below another, else a grid."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value | None, ...], ...]

    @property
    def are_long(self) -> bool:
        """Some text is long, or has to share its line with many columns."""
        texts = [value.text for row in self.rows for value in row if value is not None and value.kind == "prose"]
        crowded = bool(texts) and len(self.columns) > GRID_COLUMNS
        return crowded or any(len(text) > GRID_TEXT or "\n" in text for text in texts)

    def facts(self) -> Iterator[tuple[Fact, ...]]:
        """Each row as facts, empty ones left out."""
        for row in self.rows:
            yield tuple(Fact(name, value) for name, value in zip(self.columns, row, strict=True) if value is not None)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a record's page."""

    key: str
    facts: tuple[Fact, ...] = ()
    prose: tuple[Fact, ...] = ()
    tables: tuple[Rows, ...] = ()

    @property
    def is_empty(self) -> bool:
        """There is nothing to show."""
        return not (self.facts or self.prose or self.tables)

    def values(self) -> Iterator[Value]:
        """Every value in it."""
        yield from (fact.value for fact in (*self.facts, *self.prose))
        for table in self.tables:
            yield from (value for row in table.rows for value in row if value is not None)


@dataclass(frozen=True, slots=True)
class Paper:
    """One frozen version of a document."""

    kind: str
    version: int
    body: str
    digest: str
    frozen_on: str


@dataclass(frozen=True, slots=True)
class File:
    """An attachment: what it is called, where its bytes will lie, of which document it is, who brought it and when."""

    name: str
    path: str
    size: int
    hash: str
    document: str = ""
    by: str = ""
    at: str = ""

    @property
    def is_image(self) -> bool:
        """A browser shows it in place."""
        return self.path.endswith((".png", ".jpg", ".gif", ".webp"))


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay in one step, from and to (UTC milliseconds)."""

    step: str
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class Held:
    """How long one holder had the ball, of the lead time.

    Attributes:
        minutes: working minutes; those of all holders sum to the lead time.
        days: the same in working days.
        percent: its share.
        elapsed: plain minutes, shown of urgent requests.
    """

    holder: Holder
    minutes: int
    days: Decimal
    percent: Decimal | None
    elapsed: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """How a clock ended, and what of the request it was about; one without a party is a waiting period, no promise."""

    clock: str
    about: str
    party: str
    due: str
    stopped: str
    state: Literal["met", "missed", "void"]


@dataclass(frozen=True, slots=True)
class Goal:
    """What became of a goal; without a verdict it was not measured."""

    what: str
    target: str
    value: str = ""
    on: str = ""
    verdict: Literal["", "achieved", "missed"] = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """What a published request did about a lesson."""

    number: str
    title: str
    answer: Literal["done", "not_applicable"]
    why: str


@dataclass(frozen=True, slots=True)
class Learnt:
    """A lesson of a published request: when it comes back, and where it applied."""

    code: str
    text: str
    source: str
    title: str
    type: str
    step: str
    words: tuple[str, ...]
    system: str
    people: tuple[str, ...] = ()
    applied: tuple[Applied, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One published request."""

    number: str
    title: str
    outcome: Outcome
    type: str
    priority: str
    department: str
    ended_on: date
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    papers: tuple[Paper, ...] = ()
    files: tuple[File, ...] = ()
    stays: tuple[Stay, ...] = ()
    people: tuple[str, ...] = ()
    words: str = ""
    held: tuple[Held, ...] = ()
    clocks: tuple[Stopped, ...] = ()
    goals: tuple[Goal, ...] = ()

    @property
    def lead_minutes(self) -> int:
        """The lead time in working minutes: what all holders had together."""
        return sum(one.minutes for one in self.held)

    @property
    def year(self) -> str:
        """The year of its number, where people look for it."""
        return self.number.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Archive:
    """All that is published, newest end first."""

    entries: tuple[Entry, ...]
    demo: bool = False
    title: str = ""
    figures: tuple[Figure, ...] = ()
    lessons: tuple[Learnt, ...] = ()
