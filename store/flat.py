"""One request as one flat JSON object: every field and row by the names of ``spec/names.md``.

Dates are ISO, instants carry the offset of the calendar's zone, days and effort are decimal strings, persons are
logins; what is absent is null. Everything that gives a request to a program goes through here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bihuan.store import read
from bihuan.store.rules.changes import with_people
from bihuan.store.rules.field import Column, NotApplicable
from bihuan.store.rules.freeze import disputed_launch
from bihuan.store.rules.hours import moment_of
from bihuan.store.rules.mask import mask_text
from bihuan.store.rules.masked_people import Names, instant_of
from bihuan.store.rules.record import CHILDREN, FIELDS, TABLES, Record
from bihuan.store.rules.standing import Standing, standing_of
from bihuan.store.rules.workdays import Calendar

if TYPE_CHECKING:
    from bihuan.store.file import Store

# What only the store itself needs to tell rows apart; a row's ``id`` is its number in the request.
HOUSEKEEPING = frozenset({"id", "request", "n", "dropped"})


@dataclass(frozen=True, slots=True)
class StandIns:
    """What stands for people in an export for others: words of the language it is made in."""

    somebody: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Form:
    """How single values are written; people and texts as of an instant."""

    calendar: Calendar
    person: Callable[[int, int | None], str]
    text: Callable[[str, int | None], str]
    asked: Callable[[str, int | None], str]
    request: Callable[[int], str]

    def value(self, c: Column, v: Any, at: int | None) -> Any:
        """One value of a column."""
        match v:
            case None | bool():
                return v
            case date():
                return v.isoformat()
            case Decimal():
                return f"{v.normalize():f}"
            case NotApplicable(reason=reason):
                return {"not_applicable": self.text(reason, at)}
            case tuple():
                return [self.person(x, at) if c.kind == "people" else self.text(x, at) for x in v]
            case str():
                return self.written(c, v, at)
        return self.by_kind(c, v, at)

    def written(self, c: Column, v: str, at: int | None) -> str:
        """One text of a column: a code, whom a question is for, what a change request asks for, else what was typed."""
        if c.kind == "choice":
            return v
        match c.name:
            case "to":
                return self.asked(v, at)
            case "values":
                return with_people(self.text(v, at), lambda person: self.person(person, at))
        return self.text(v, at)

    def by_kind(self, c: Column, v: int, at: int | None) -> Any:
        """One number of a column: an instant, a person, another request, or just a number."""
        match c.kind:
            case "instant":
                return self.instant(v)
            case "person":
                return self.person(v, at)
            case "request":
                return self.request(v)
        return v

    def instant(self, at: int | None) -> str | None:
        """An instant with the offset of the calendar's zone."""
        return None if at is None else moment_of(at, self.calendar.info).isoformat()


def flat(
    record: Record,
    *,
    standing: Standing,
    calendar: Calendar,
    numbers: Mapping[int, str] | None = None,
    masked: StandIns | None = None,
) -> dict[str, Any]:
    """The request as JSON has it.

    Args:
        record: the request.
        standing: who has the ball and what is due.
        calendar: its zone says how instants are written.
        numbers: what the requests it links to are called; one that is not there is called by its id.
        masked: words for what is hidden; without them names stand in full, as logins.
    """
    form = formed(record, calendar, numbers or {}, masked)
    r = record.request
    found: dict[str, Any] = {
        name: form.value(c, getattr(r, name), instant_of(record, c))
        for name, c in FIELDS.items()
        if name not in HOUSEKEEPING
    }
    found |= {"id": f"d{r.id}", "ball": standing.ball}
    found |= {"due": form.instant(standing.due_at), "due_clock": standing.due_clock}
    disputed = disputed_launch(record)
    found |= {"due_estimated": standing.estimated, "due_disputed": standing.disputed}
    found |= {"launch_disputed": disputed.on.isoformat() if disputed else None}
    for cls in CHILDREN:
        columns = [c for c in TABLES.columns[cls.table] if c.name not in HOUSEKEEPING]
        found[cls.many] = [
            {"id": row.n, **{c.name: form.value(c, getattr(row, c.name), instant_of(record, c, row)) for c in columns}}
            for row in getattr(record, cls.many)
        ]
    return {name: found[name] for name in ORDER}


ORDER = (
    *("number", "id", "title", "type", "priority", "status", "step", "ball", "due", "due_clock", "due_estimated"),
    *("due_disputed", "launch_disputed"),
    *(n for n in FIELDS if n not in {"id", "number", "title", "type", "priority", "status", "step"}),
    *(cls.many for cls in CHILDREN),
)


def formed(record: Record, calendar: Calendar, numbers: Mapping[int, str], hide: StandIns | None) -> Form:
    """How the values of a record are written, in full or masked."""
    people = record.team.people

    def login(person: int, at: int | None) -> str:
        return people[person].login if person in people else f"#{person}"

    def plain(text: str, at: int | None) -> str:
        return text

    def number(request: int) -> str:
        return numbers.get(request, f"d{request}")

    if hide is None:
        return Form(calendar, login, plain, plain, number)
    names = Names(record)
    ids = {p.login: p.id for p in people.values()}

    def stand_in(person: int, at: int | None) -> str:
        return names.of(person, at) or hide.somebody

    def asked(to: str, at: int | None) -> str:
        return stand_in(ids[to], at) if to in ids else to

    def clean(text: str, at: int | None) -> str:
        return mask_text(text, names.hidden(hide.somebody, at), email=hide.email, phone=hide.phone)

    return Form(calendar, stand_in, clean, asked, number)


def of_store(store: Store, rid: int, *, as_of: int | None = None, masked: StandIns | None = None) -> dict[str, Any]:
    """One request of a store as JSON has it, now or as it was.

    Raises:
        NotFound: there is none of that id, or it was not there yet.
    """
    record = read.record(store, rid) if as_of is None else read.as_of(store, rid, as_of)
    now = store.now() if as_of is None else as_of
    standing = standing_of(record, store.calendar, now)
    return flat(record, standing=standing, calendar=store.calendar, numbers=numbers_of(store, record), masked=masked)


def numbers_of(store: Store, record: Record) -> dict[int, str]:
    """What the requests that a record links to are called, of those that the person may see."""
    return read.named(store, read.visible(store, record.linked)) if record.linked else {}
