"""A record as the sections of its page: a loop over its fields and tables, values masked one by one on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bihuan.site.values import Fact, Rows, Section, Value
from bihuan.store.rules.field import Child, Column, NotApplicable
from bihuan.store.rules.hours import moment_of
from bihuan.store.rules.lessons import code_of
from bihuan.store.rules.mask import mask_names, mask_text
from bihuan.store.rules.masked_people import Names, instant_of
from bihuan.store.rules.record import CHILDREN, FIELDS, TABLES, Record
from bihuan.store.text import Lang, has, say, shown
from bihuan.store.text.asked import asked_words

PARTS = {1: "basic", 2: "details", 3: "assessment", 4: "plan", 5: "progress", 6: "acceptance"}
# Tables that stand in a section of their own, and those that drawings, clocks, documents and links show.
OWN: dict[str, tuple[str, ...]] = {
    "signing": ("versions", "signoffs", "changes"),
    "questions": ("questions",),
    "retrospective": ("retrospective", "lessons", "lesson_answers", "measurements"),
    "history": ("moves", "handovers", "proposals", "nudges", "events", "comments"),
}
ELSEWHERE = frozenset({"documents", "attachments", "verdicts"})
# Canonical texts have pages of their own; what an import brought beside our fields may hold anything.
NOT_SHOWN = frozenset({"statement", "contents", "frozen", "about", "rest", "who", "n", "id", "request", "dropped"})
NOT_SHOWN_FIELDS = frozenset({"confidential", "returned_from", "status", "step", "step_since", "title"})
# Columns of plain text that hold codes of ours, or else words of an import, and whose words those are.
CODED = {
    "moves.from_status": "status",
    "moves.to_status": "status",
    "proposals.step": "status",
    "lessons.step": "status",
    "lessons.type": "type",
    "test_runs.kind": "test_runs.kind",
    "handovers.role": "role",
    "acknowledgements.code": "check",
    "acknowledgements.field": "field",
    "debts.code": "check",
    "debts.field": "field",
}

ROWS_OF = {cls.table: cls.many for cls in CHILDREN}

# Read each in its own way: new values of a change, a hash, whom a question is for, a lesson's number.
_ODD = frozenset({"values", "digest", "to", "lesson"})


@dataclass(frozen=True, slots=True)
class Reader:
    """How values of one record become public.

    Attributes:
        names: its people by their masked names.
        hidden: what of the team must not stand in a text of an instant, and what stands for it.
        brought: the same of people that only an import named.
        linked: the numbers of published requests that the record is linked to, by id.
    """

    lang: Lang
    zone: ZoneInfo
    names: Names
    hidden: Callable[[int | None], Mapping[str, str]]
    brought: Mapping[str, str]
    linked: Mapping[int, str]

    def prose(self, text: str, at: int | None = None) -> str:
        """A long text without anything of a person, and with what would hide or reorder it spelt out."""
        email, phone = say("documents.hidden.email", self.lang), say("documents.hidden.phone", self.lang)
        masked = mask_names(mask_text(text, self.hidden(at), email=email, phone=phone), self.brought)
        return shown(masked, lines=True)

    def line(self, text: str, at: int | None = None) -> str:
        """A short text without anything of a person."""
        return self.prose(" ".join(text.split()), at)

    def day(self, instant: int) -> str:
        """The day of an instant, as the team's calendar has it."""
        return moment_of(instant, self.zone).strftime("%Y-%m-%d")

    def moment(self, instant: int | None) -> str:
        """An instant to the minute, nothing where there is none."""
        return f"{moment_of(instant, self.zone):%Y-%m-%d %H:%M}" if instant else ""

    def person(self, person: int, at: int | None = None) -> str:
        """The masked name as of an instant."""
        return self.names.of(person, at) or say("documents.hidden.person", self.lang)

    def named_in(self, text: str) -> tuple[str, ...]:
        """The masked names that public texts hold, the longest first: of the record, and of the team besides."""
        of_the_team = {name for at in (None, *self.names.turns) for name in self.hidden(at).values() if name in text}
        return tuple(sorted(of_the_team | set(self.names.numbers.values()), key=lambda name: (-len(name), name)))

    def value(self, column: Column, value: object, record: Record, row: Child | None = None) -> Value | None:
        """One value in its public form; None where there is nothing to show."""
        if value is None or value in ("", ()):
            return None
        of, at = f"{row.many}.{column.name}" if row else column.name, instant_of(record, column, row)
        if isinstance(value, NotApplicable):
            return Value("not_applicable", self.prose(value.reason, at))
        if isinstance(value, tuple):
            parts = (self.person(p, at) if column.kind == "people" else self._word(of, str(p), at) for p in value)
            return Value("line", "、".join(parts) if self.lang == "zh" else ", ".join(parts))
        if column.name in _ODD:
            return self._odd(column, str(value), record, at)
        match column.kind:
            case "markdown":
                return Value("prose", self.prose(str(value), at))
            case "choice":
                return Value("choice", str(value), of)
            case "bool":
                # A plain no is what a box was left at; where nothing at all was possible, it was said.
                return Value("bool", "yes" if value else "no") if value or column.null else None
            case "line" if of in CODED:
                return Value("choice", self.line(str(value)), CODED[of])
            case "decimal":
                return Value("count", f"{value:f}")
            case "line" | "day":
                return Value("line", self.line(str(value), at))
        return self._pointer(column, int(str(value)), record, at)

    def _word(self, of: str, word: str, at: int | None) -> str:
        """One of several short texts; classes of the wording check are codes of ours, unless another program's."""
        code = f"wording.class.{word}"
        known = of == "acknowledgements.classes" and has(code, self.lang)
        return say(code, self.lang) if known else self.line(word, at)

    def _pointer(self, column: Column, value: int, record: Record, at: int | None) -> Value | None:
        """What is stored as a number: an instant, a person, another request, another row, or a count."""
        match column.kind:
            case "instant":
                return Value("line", self.moment(value))
            case "person":
                return Value("line", self.person(value, at))
            case "request":
                number = self.linked.get(value)
                return Value("request", number) if number else None
            case "row":
                place = record.place(column.f.ref, value)
                return None if place is None else Value("count", str(place), ROWS_OF[column.f.ref])
        return Value("line", str(value))

    def _odd(self, column: Column, value: str, record: Record, at: int | None) -> Value | None:
        """The columns whose text means more than it says."""
        if column.name == "values":
            return Value("prose", self._asked(value, record, at))
        if column.name == "digest":
            return Value("line", " ".join(re.findall("....", value[:16])))
        if column.name == "lesson":
            return Value("line", code_of(int(value)))
        if column.kind == "line":
            return self._addressee(value, record, at)
        return self._pointer(column, int(value), record, at)

    def _asked(self, values: str, record: Record, at: int | None) -> str:
        """The new values of a change request, each under its name."""

        def written(column: Column, value: object) -> str | None:
            told = self.value(column, value, record)
            return None if told is None else told.text

        told = asked_words(values, self.lang, written, record.place)
        return self.prose("\n\n".join(f"**{name}**\n\n{words}" for name, words in told), at)

    def _addressee(self, to: str, record: Record, at: int | None) -> Value:
        if to in ("business", "technical"):
            return Value("choice", to, "person.party")
        known = next((person.id for person in record.team.people.values() if person.login == to), None)
        return Value("line", self.line(to, at) if known is None else self.person(known, at))


def sections(record: Record, reader: Reader) -> Iterator[Section]:
    """The six parts of the record, then signing, questions, retrospective and history."""
    own = {many for group in OWN.values() for many in group}
    for part, key in PARTS.items():
        tables = [cls for cls in CHILDREN if cls.part == part and cls.many not in own | ELSEWHERE]
        facts = tuple(_facts(record, reader, part))
        yield Section(
            key,
            tuple(fact for fact in facts if fact.value.kind not in ("prose", "not_applicable")),
            tuple(fact for fact in facts if fact.value.kind in ("prose", "not_applicable")),
            tuple(_tables(tables, record, reader)),
        )
    for key, group in OWN.items():
        tables = [cls for many in group for cls in CHILDREN if cls.many == many]
        yield Section(key, tables=tuple(_tables(tables, record, reader)))


def _facts(record: Record, reader: Reader, part: int) -> Iterator[Fact]:
    for column in FIELDS.values():
        if column.f.part == part and column.name not in NOT_SHOWN_FIELDS:
            value = reader.value(column, getattr(record.request, column.name), record)
            if value is not None:
                yield Fact(column.name, value)


def _tables(tables: list[type[Child]], record: Record, reader: Reader) -> Iterator[Rows]:
    for cls in tables:
        if not (rows := getattr(record, cls.many)):
            continue
        columns = [column for column in TABLES.columns[cls.table] if column.name not in NOT_SHOWN]
        found = [tuple(reader.value(c, getattr(row, c.name), record, row) for c in columns) for row in rows]
        if cls.many == "links":
            found = [row for row in found if any(value and value.kind == "request" for value in row)]
        used = [at for at in range(len(columns)) if any(row[at] for row in found)]
        if used:
            names = tuple(columns[at].name for at in used)
            yield Rows(cls.many, names, tuple(tuple(row[at] for at in used) for row in found))
