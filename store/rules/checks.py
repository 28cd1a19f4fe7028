"""What the gates' checks are made of: the circumstances they ask about, the findings they yield. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING
from unicodedata import normalize

import regex

from bihuan.store.rules.field import NotApplicable
from bihuan.store.rules.ledger import digest
from bihuan.store.rules.lessons import Learnt
from bihuan.store.rules.record import FIELDS, Check, Record
from bihuan.store.rules.settings import Numbers
from bihuan.store.rules.workdays import Calendar, works_on

if TYPE_CHECKING:
    from bihuan.store.rules.similar import Reference
    from bihuan.store.rules.worded import TeamWords, Worded

HAN = regex.compile(r"\p{Han}")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a gate asks beside the record: the time, the working calendar, how linked requests stand, word lists.

    Attributes:
        now: the instant.
        calendar: the working calendar.
        statuses: of the requests that it is linked to.
        words: the team's word lists.
        learnt: lessons of other requests.
        took: what closed requests like it took.
    """

    now: int
    calendar: Calendar
    statuses: tuple[tuple[int, str], ...] = ()
    words: TeamWords = field(default_factory=dict, hash=False)
    learnt: tuple[Learnt, ...] = ()
    took: Reference | None = None

    def day_off(self, day: date) -> bool:
        """The day is not worked."""
        return not works_on(self.calendar, day)


def warning(code: str, field: str, **values: object) -> Check:
    """A finding to be acknowledged with a reason."""
    return Check(code, field, "warning", tuple(values.items()))


def blocking(code: str, field: str, **values: object) -> Check:
    """A finding that keeps the gate shut."""
    return Check(code, field, "blocking", tuple(values.items()))


def contrary(code: str, field: str, **values: object) -> Check:
    """What is written breaks a rule about contents; whoever advances may override it, for exactly these values."""
    about = digest("\n".join((code, *map(str, values.values()))))
    return Check(code, field, "blocking", tuple(values.items()), overridable=True, about=about)


def of_wording(one: Worded, check: Check) -> Check:
    """A check of wording: about exactly this text, with every finding; a refusal may be overridden."""
    return replace(check, overridable=one.refused, about=one.about, findings=one.verdict.findings)


def graphemes(text: str) -> int:
    """The length of a title as people count it: grapheme clusters after NFC."""
    return len(regex.findall(r"\X", normalize("NFC", text)))


def title_limit(text: str, numbers: Numbers) -> int:
    """The most characters of a title; one without any Han character has a limit of its own."""
    return numbers.title_han if HAN.search(text) else numbers.title_latin


def empty(value: object) -> bool:
    """Nothing is written there."""
    if isinstance(value, NotApplicable):
        return not value.reason.strip()
    return value is None or value == () or (isinstance(value, str) and not value.strip())


def kinds(record: Record) -> set[str | None]:
    """The types whose rules apply: its own, and of an urgent one its kind."""
    return {record.request.type, record.request.urgent_kind if record.request.type == "urgent" else None}


def missing(record: Record, gate: str) -> Iterator[Check]:
    """The fields that this gate asks for and that are empty."""
    for name, c in FIELDS.items():
        wanted = c.f.code.startswith(gate) and (not c.f.types or kinds(record) & set(c.f.types))
        if wanted and empty(getattr(record.request, name)):
            yield blocking(c.f.code, name)


def titled(record: Record) -> Iterator[Check]:
    """The title is within its limit; an imported one that exceeds it is only flagged."""
    title = record.request.title or ""
    count, limit = graphemes(title), title_limit(title, record.team.numbers)
    if count > limit and "title_long" not in record.request.flags:
        yield blocking("G0-20", "title", count=count, limit=limit, over=count - limit)
