"""Every page and its address, decided before a byte is written."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from bihuan.site.values import Archive, Entry, Learnt, Paper
from bihuan.store.rules.stats import MEASURED, Figure

_PLAIN = re.compile("[a-z0-9_-]{1,40}")
PAGE_ROWS = 500
PAGE_LESSONS = 100
NEWEST = 12
# How the archive is listed; each is a property of an entry.
GROUPS = ("year", "type", "priority", "department", "outcome")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: where it lies, by which template it is made, from what."""

    path: str
    template: str
    values: Mapping[str, object] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Listing:
    """All entries with one value of one property."""

    group: str
    value: str
    entries: tuple[Entry, ...]

    @property
    def path(self) -> str:
        """Its first page."""
        return f"by/{self.group}/{slug(self.value)}/index.html"

    def page_path(self, number: int) -> str:
        """One of its pages, counted from 1."""
        return self.path if number == 1 else self.path.replace("index.html", f"{number}.html")


def slug(value: str) -> str:
    """An address for a value: itself where it is plain, else a part of its hash. Some disks know no capitals."""
    if _PLAIN.fullmatch(value):
        return value
    return f"x{hashlib.sha256(value.encode()).hexdigest()[:10]}"


def entry_path(number: str) -> str:
    """The page of a request."""
    return f"r/{slug(number)}/index.html"


def paper_path(number: str, paper: Paper) -> str:
    """The page of one version of a document."""
    return f"r/{slug(number)}/documents/{slug(paper.kind)}-{paper.version}.html"


def href(to: str, page: str) -> str:
    """The way from one page to another file of the site."""
    return posixpath.relpath(to, posixpath.dirname(page) or ".")


def listings(archive: Archive) -> dict[str, tuple[Listing, ...]]:
    """The lists of the archive by group: years newest first, else the longest first and what was not recorded last."""
    found: dict[str, tuple[Listing, ...]] = {}
    for group in GROUPS:
        by_value: dict[str, list[Entry]] = {}
        for entry in archive.entries:
            by_value.setdefault(getattr(entry, group), []).append(entry)
        lists = [Listing(group, value, tuple(entries)) for value, entries in by_value.items()]
        if group == "year":
            lists.sort(key=lambda listing: listing.value, reverse=True)
        else:
            lists.sort(key=lambda listing: (not listing.value, -len(listing.entries), listing.value))
        found[group] = tuple(lists)
    return found


def pages(archive: Archive) -> Iterator[Page]:
    """Decide all pages of the site."""
    groups = listings(archive)
    yield Page(
        "index.html", "index.html.j2", {"groups": groups, "newest": archive.entries[:NEWEST], **_numbers(archive)}
    )
    yield Page("search.html", "search.html.j2", {"groups": groups})
    yield Page("about/index.html", "about.html.j2", {})
    yield Page("numbers/index.html", "numbers.html.j2", {"measures": measures(archive.figures)})
    yield from _lesson_pages(archive.lessons)
    yield Page("by/index.html", "lists.html.j2", {"groups": groups})
    for lists in groups.values():
        for listing in lists:
            yield from _list_pages(listing)
    for entry in archive.entries:
        yield Page(entry_path(entry.number), "request.html.j2", {"entry": entry})
        for paper in entry.papers:
            yield Page(paper_path(entry.number, paper), "paper.html.j2", {"entry": entry, "paper": paper})


@dataclass(frozen=True, slots=True)
class Measure:
    """One of the statistics: the names of its values, and its figures group by group."""

    name: str
    heads: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Figure, ...]], ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All of them."""
        return tuple(figure for _, figures in self.groups for figure in figures)


def measures(figures: Sequence[Figure]) -> tuple[Measure, ...]:
    """The figures as tables, in the order of the domain page; a measure of which there is none is left out."""
    found: list[Measure] = []
    for name in MEASURED:
        some = [figure for figure in figures if figure.measure == name]
        if some:
            heads = tuple(head for head, _ in some[0].values)
            groups = tuple((by, tuple(group)) for by, group in groupby(some, attrgetter("by")))
            found.append(Measure(name, heads, groups))
    return tuple(found)


def lessons_path(number: int) -> str:
    """One of the pages of lessons, counted from 1."""
    return "lessons/index.html" if number == 1 else f"lessons/{number}.html"


def _lesson_pages(lessons: Sequence[Learnt]) -> Iterator[Page]:
    total = max(1, -(-len(lessons) // PAGE_LESSONS))
    for number in range(1, total + 1):
        rows = lessons[(number - 1) * PAGE_LESSONS : number * PAGE_LESSONS]
        values = {"lessons": rows, "count": len(lessons), "number": number, "total": total, "path": lessons_path}
        yield Page(lessons_path(number), "lessons.html.j2", values)


def _list_pages(listing: Listing) -> Iterator[Page]:
    total = -(-len(listing.entries) // PAGE_ROWS)
    for number in range(1, total + 1):
        rows = listing.entries[(number - 1) * PAGE_ROWS : number * PAGE_ROWS]
        values = {"listing": listing, "rows": rows, "number": number, "total": total}
        yield Page(listing.page_path(number), "list.html.j2", values)


def _numbers(archive: Archive) -> dict[str, object]:
    """The year in a few numbers: the latest year in which something ended."""
    entries = archive.entries
    year = max((entry.ended_on.year for entry in entries), default=0)
    this_year = [entry for entry in entries if entry.ended_on.year == year]
    return {
        "year": year,
        "this_year": len(this_year),
        "median_days": _median(sorted(_lead_days(this_year))),
        "departments": len({entry.department for entry in entries if entry.department}),
    }


def _lead_days(entries: Sequence[Entry]) -> Iterator[int]:
    for entry in entries:
        yield from (int(fact.value.text) for fact in entry.facts if fact.name == "lead_days")


def _median(days: Sequence[int]) -> int | None:
    return days[len(days) // 2] if days else None
