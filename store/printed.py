"""A record as the plain values that templates print: masked, with its days and hours as people read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from bihuan.store.rules.ball import agreed_priority
from bihuan.store.rules.field import Child, Column, NotApplicable
from bihuan.store.rules.freeze import FROZEN_MILESTONE, contents_digest, disputed_launch, signed_version
from bihuan.store.rules.hours import moment_of, zone_named
from bihuan.store.rules.lessons import code_of
from bihuan.store.rules.mask import mask_text
from bihuan.store.rules.masked_people import Names, instant_of
from bihuan.store.rules.planned import Change
from bihuan.store.rules.record import FIELDS, MANY, TABLES, Record
from bihuan.store.rules.remainders import remainders
from bihuan.store.rules.roles import ROLES, on_record
from bihuan.store.rules.window import measured
from bihuan.store.text import Lang, has, say
from bihuan.store.text.asked import asked_words
from bihuan.store.text.checks import check_name
from bihuan.store.text.clocks import about_words

# What documents never print: other requests (they may be confidential), what an import brought beside our fields (it
# may hold anything), and the documents themselves.
LEFT_OUT = frozenset({"documents", "links", "events", "comments"})
LEFT_OUT_FIELDS = frozenset({"imported_people", "imported_rest", "id"})


@dataclass(frozen=True, slots=True)
class Printer:
    """How the values of one record are printed; people and texts as of an instant."""

    record: Record
    lang: Lang
    zone: ZoneInfo
    names: Names
    somebody: str
    email: str
    phone: str

    def text(self, text: str, at: int | None = None) -> str:
        """What somebody typed, without names, addresses and numbers of people."""
        return mask_text(text, self.names.hidden(self.somebody, at), email=self.email, phone=self.phone)

    def person(self, person: int | None, at: int | None = None) -> str | None:
        """A person as others read them."""
        return None if person is None else self.names.of(person, at)

    def value(self, column: Column, value: Any, at: int | None) -> Any:
        """One value, plain; None where there is nothing."""
        if value is None or value == "":
            return None
        if isinstance(value, NotApplicable):
            return {"not_applicable": self.text(value.reason, at)}
        match column.kind:
            case "line" | "markdown":
                return self.addressee(value, at) if column.name == "to" else self.text(value, at)
            case "day":
                return str(value)
            case "instant":
                return f"{moment_of(value, self.zone):%Y-%m-%d %H:%M}" if value else None
            case "decimal":
                return f"{value.normalize():f}"
            case "person":
                return self.person(value, at)
            case "people":
                return [name for person in value if (name := self.person(person, at))]
            case "words":
                return [self.text(word, at) for word in value]
            case "request":
                return bool(value)
            case "row":
                return self.record.place(column.f.ref, value)
        return value

    def addressee(self, to: str, at: int | None) -> str:
        """A party by its code, a person masked."""
        known = next((p.id for p in self.record.team.people.values() if p.login == to), None)
        return self.text(to, at) if known is None else self.person(known, at) or ""

    def asked(self, change: Change) -> Iterator[tuple[str, str]]:
        """The new values that a change request asks for, each under its name."""

        def written(column: Column, value: Any) -> str | None:
            words: str | None = self.value(column, value, change.at)
            return words

        return asked_words(change.values, self.lang, written, self.record.place)

    def row(self, row: Child, at: int) -> dict[str, Any]:
        """A row and its place."""
        columns = TABLES.columns[row.table]
        told = {c.name: self.value(c, getattr(row, c.name), instant_of(self.record, c, row)) for c in columns}
        return told | {"at_place": at}


def printer(record: Record, lang: Lang) -> Printer:
    """What prints this record in a language."""
    zone = record.team.told("calendar.zone")
    somebody = say("documents.hidden.person", lang)
    email, phone = say("documents.hidden.email", lang), say("documents.hidden.phone", lang)
    return Printer(record, lang, zone_named(zone), Names(record), somebody, email, phone)


@cache
def named_fields() -> frozenset[str]:
    """The fields that the record document's own templates name, roles among them; others go under their labels."""
    folder = files("bihuan.templates").joinpath("documents", "zh")
    texts = "".join(folder.joinpath(name).read_text("utf-8") for name in ("record.md.j2", "words.md.j2"))
    roles = (n for n, c in FIELDS.items() if c.kind in ("person", "people"))
    return frozenset((*re.findall(r"\b(?:record|r)\.(\w+)", texts), *roles))


def printed(record: Record, by: Printer) -> dict[str, Any]:
    """The record as templates have it: the names of ``spec/names.md``, and what follows from them."""
    fields = {
        n: by.value(c, getattr(record.request, n), instant_of(record, c))
        for n, c in FIELDS.items()
        if n not in LEFT_OUT_FIELDS
    }
    fields["flags"] = [
        say(f"flag.{flag}", by.lang) if has(f"flag.{flag}", by.lang) else flag for flag in record.request.flags
    ]
    rows = printed_rows(record, by)
    signed = signed_version(record)
    left = {i.n for i in remainders(record)}
    since = {m.n for m in measured(record)}
    return {
        **fields,
        **rows,
        "others": [
            {"label": say(f"field.{n}.label", by.lang), "value": v}
            for n, v in fields.items()
            if v not in (None, [], False) and FIELDS[n].f.typed and n not in named_fields()
        ],
        "remainders": [row for row in rows["issues"] if row["n"] in left],
        "measured": [row for row in rows["measurements"] if row["n"] in since],
        "name": record.name,
        "priority_agreed": agreed_priority(record),
        "imported_people": len(record.request.imported_people),
        "roles": {role: [n for n in map(by.person, on_record(record, role)) if n] for role in ROLES},
        "signed": None if signed is None else next(v for v in rows["versions"] if v["number"] == signed.number),
        "signed_is_current": signed is not None and signed.digest == contents_digest(record),
    }


def printed_rows(record: Record, by: Printer) -> dict[str, list[dict[str, Any]]]:
    """The rows of its tables, with what each says beside its own columns."""
    rows = {
        many: [by.row(row, at) for at, row in enumerate(getattr(record, many), 1)]
        for many in MANY
        if many not in LEFT_OUT
    }
    for told, change in zip(rows["changes"], record.changes, strict=True):
        told["new"] = [{"field": f, "text": text} for f, text in by.asked(change)]
    for told, verdict in zip(rows["verdicts"], record.verdicts, strict=True):
        told["about"] = about_words(record, verdict, by.lang) or None
    for told in (*rows["acknowledgements"], *rows["debts"]):
        told["check"] = check_name(told["code"], by.lang)
    for told in rows["lesson_answers"]:
        told["lesson"] = code_of(told["lesson"])
    disputed = disputed_launch(record)
    for told in rows["milestones"]:
        told["disputed"] = str(disputed.on) if disputed and told["kind"] == FROZEN_MILESTONE else None
    return rows
