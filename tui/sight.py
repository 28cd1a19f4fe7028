"""Values in words: what a screen prints for a field, a person, a row of the record, in the language that is on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

from bihuan.store.rules.columns import Holder
from bihuan.store.rules.due_times import Promise
from bihuan.store.rules.field import Child, Column, NotApplicable, Row
from bihuan.store.rules.happened import Issue
from bihuan.store.rules.kept import Acknowledgement, Debt, Move
from bihuan.store.rules.record import MANY, TABLES, Check, Person, Record
from bihuan.store.text import Lang, catalog, has, say
from bihuan.store.text.asked import asked_words
from bihuan.store.text.checks import check_name
from bihuan.store.text.measures import promise_words
from bihuan.store.text.places import place
from bihuan.tui.because import because
from bihuan.tui.lines import Role
from bihuan.tui.moments import Moments, Say

# Values of checks and errors that are codes, and where their words stand.
CODED: Mapping[str, tuple[str, ...]] = {
    "party": ("party",), "parties": ("party",), "role": ("role",), "roles": ("role",), "status": ("choice.status",),
    "statuses": ("choice.status",), "step": ("choice.status",), "before": ("choice.milestones.kind",),
    "kind": ("choice.milestones.kind", "choice.test_runs.kind", "document", "choice.proposals.kind"),
    "point": ("choice.business_review.point",), "to": ("party", "choice.status"),
    "fits": ("choice.complexity",), "complexity": ("choice.complexity",), "clock": ("clock",),
    "classes": ("wording.class",), "priority": ("choice.priority",), "wants": ("setting.wants",),
    "offered": ("choice.status", "choice.type", "choice.priority", "choice.ball"),
}  # fmt: skip
# Where an act's choices may have their words: the fields and columns whose choices they are.
FAMILIES = (
    "choice.priority", "choice.updates.state", "choice.work_items.state", "choice.contacts.verdict", "choice.result",
    "choice.test_runs.result", "choice.measurements.verdict", "choice.retrospective.kind", "choice.ball",
    "choice.lesson_answers.answer", "choice.links.kind", "choice.concerns.kind", "short.status", "role", "document",
)  # fmt: skip
# The column that says what a row is about, before all others.
LEADS = frozenset({"text", "what", "title", "conclusions", "reason", "name"})
# The number, day or person that a row is plainly about; every other one is named before its value.
PLAIN = frozenset({"at", "by", "on", "owner"})
NAMED = frozenset({"instant", "day", "person", "int", "decimal", "row"})
HIDDEN = frozenset({"id", "request", "n", "dropped", "round", "row", "cycle"})
INSTANTS = frozenset({"at", "last", "due"})  # values of checks and errors


class Values(dict[str, object]):
    """Values of a sentence; one that it names and that is not there is printed as its name, never a crash."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def interface_say(lang: Lang, code: str, /, **values: object) -> str:
    """Give a text of the interface, or of the domain."""
    return say(f"tui.{code}" if has(f"tui.{code}", lang) else code, lang, **values)


def interface_has(lang: Lang, code: str) -> bool:
    """Tell whether there is a text of that code."""
    return has(code, lang) or has(f"tui.{code}", lang)


def sight_in(
    lang: Lang, zone: ZoneInfo, people: Mapping[int, Person], now: int = 0, requests: Mapping[int, str] | None = None
) -> Sight:
    """Give the way values are said in a language."""
    spoken = partial(interface_say, lang)
    return Sight(spoken, partial(interface_has, lang), lang, Moments(now, zone, spoken), people, requests or {})


@dataclass(frozen=True, slots=True)
class Sight:
    """How values are said: the language, the moment, the people by id."""

    say: Say
    has: Callable[[str], bool]
    lang: Lang
    moments: Moments
    people: Mapping[int, Person]
    requests: Mapping[int, str] = field(default_factory=dict)
    on_screen: bool = False

    # Words for single values.

    def person(self, who: int | None) -> str:
        """Name a person in full: department, name, title."""
        found = self.people.get(who or 0)
        return " ".join(filter(None, (found.department, found.name, found.title))) if found else "-"

    def addressee(self, to: str) -> str:
        """Name whom a question is put to: a party, or a person by their login."""
        if to in ("business", "technical"):
            return self.say(f"party.{to}")
        return next((self.person(person.id) for person in self.people.values() if person.login == to), to)

    def short(self, who: int | None) -> str:
        """Name a person by the name alone."""
        found = self.people.get(who or 0)
        return found.name if found else "-"

    def label(self, path: str) -> str:
        """Name a field, a table, a row or a column by its path; nothing when the record has none there."""
        return place(path, catalog(self.lang).get)

    def column_label(self, many: str, name: str) -> str:
        """Name a column of a table."""
        return self.say(f"column.{many}.{name}.label")

    def status(self, status: str) -> str:
        """Say a status, or a step, in a word."""
        return self.say(f"short.status.{status}")

    def choice(self, name: str, value: str) -> str:
        """Say one of a field's choices."""
        return self.say(f"choice.{name}.{value}")

    def ball(self, holder: Holder) -> str:
        """Say who has the ball; nothing when nobody has it."""
        return self.say("ball_at", who=self.choice("ball", holder)) if holder != "nobody" else ""

    def coded(self, name: str, value: str) -> str:
        """Say a choice by its words; a text that an import brought, or that a team chose itself, as it is."""
        return self.choice(name, value) if self.has(f"choice.{name}.{value}") else value

    def family(self, choices: tuple[str, ...]) -> str:
        """Find where the words of some choices stand together; nothing when they have none."""
        return next((code for code in FAMILIES if all(self.has(f"{code}.{one}") for one in choices)), "")

    def value(self, column: Column, value: object, many: str = "") -> str:
        """Say the value of a field, or of a column of a table; nothing when there is none."""
        match value:
            case None | () | "":
                return ""
            case NotApplicable(reason=reason):
                return self.say("not_applicable", reason=reason)
            case bool():
                return self.say("yes" if value else "no")
            case date():
                return self.moments.day(value)
            case Decimal():
                return f"{value.normalize():f}"
        return self._by_kind(column, value, many)

    def _by_kind(self, column: Column, value: object, many: str) -> str:
        match column.kind, value:
            case "person", int():
                return self.person(value)
            case "people", tuple():
                return self.say("list_comma").join(self.short(one) for one in value)
            case "words", tuple():
                return self.say("list_comma").join(map(str, value))
            case "line", str() if column.name == "to" and many == "questions":
                return self.addressee(value)
            case ("line", str()) if column.name == "kind" and many == "test_runs":
                return self.coded("test_runs.kind", value)
            case ("line", str()) if column.name in ("type", "step"):  # of a lesson, of a proposal to reopen
                return self.coded(column.name, value)
            case ("line", str()) if column.name == "field":  # of a debt
                return self.label(value) or value
            case ("line", str()) if column.name == "code":  # of a check
                return check_name(value, self.lang)
            case "choice", str():
                return self.coded(f"{many}.{column.name}" if many else column.name, value)
            case "markdown", str() if column.name == "values" and many == "changes":
                asked = asked_words(value, self.lang, self.value, _n)
                return self.say("list_comma").join(f"{name} → {words}" for name, words in asked)
            case "request", int():
                return self.requests.get(value) or self.say("another_request")
            case "instant", int():
                return self.moments.full(value) if value else ""
        return str(value)

    def check(self, check: Check) -> str:
        """Say what a check found."""
        return self.told(check.code, check.field, dict(check.values))

    def told(self, code: str, field: str, values: Mapping[str, object]) -> str:
        """Say a check or an error by its code, its values as people say them; one without words says its code."""
        known = {"field": self.label(field) or field, **values}
        said = {name: self.plain(name, value) for name, value in known.items()}
        sentence = self._sentence(code, ("nearest",) if values.get("near") else ())
        return sentence.format_map(Values(said)) if sentence else code

    def _sentence(self, code: str, better: tuple[str, ...] = ()) -> str:
        """Find the sentence of a check or an error, from a better family first; nothing when it has none."""
        numbered = f"check.{code.partition('-')[0]}"  # lessons: ``L-004``
        keyed = (f"tui.error.{code}",) if self.on_screen else ()  # what names a key rather than a verb
        codes = (*(f"{family}.{code}" for family in better), *keyed, f"error.{code}", f"check.{code}", numbered)
        return next((catalog(self.lang)[c] for c in codes if self.has(c)), "")

    def plain(self, name: str, value: object) -> object:
        """Say a value of a check or an error: days and instants in full, codes by their words."""
        match value:
            case None | ():
                return "-"
            case Promise():
                return promise_words(value, self.lang)
            case date():
                return self.moments.day(value)
            case Decimal():
                return f"{value.normalize():f}"
            case int() if name in INSTANTS:
                return self.moments.full(value)
            case tuple() | list():
                return self.say("list_comma").join(str(self.plain(name, one)) for one in value)
            case str():
                return self._coded(name, value)
            case BaseException():
                return because(value, self.say, self.has)
        return value

    def _coded(self, name: str, value: str) -> str:
        """Say a code by its words: a party, a role, a status, a field, a choice."""
        if name in ("field", "name"):
            return self.label(value) or value
        if name in ("act", "instead") and self.has(f"act.{value}.label"):
            return self.say(f"act.{value}.label")
        if name == "many" and value in MANY:
            return self.label(value)
        for code in CODED.get(name, ()):
            if self.has(f"{code}.{value}"):
                return self.say(f"{code}.{value}")
        return value

    # Rows of the record.

    def entered(self, record: Record, by: int | None, at: int | None) -> str:
        """Say who entered for somebody what that person did at an instant; nothing when they did it themselves."""
        hand = next((e.entered_by for e in record.history if (e.by, e.at) == (by, at) and e.entered_by), None)
        return f" {self.say('history.entered', by=self.short(hand))}" if hand else ""

    def row(self, child: Child) -> str:
        """Say a row of a table in one line: its texts first, the rest after a point."""
        columns = [c for c in TABLES.columns[child.table] if c.name not in HIDDEN]
        said = [(c, self._said(c, child)) for c in columns]
        texts = [words for c, words in said if words and c.kind in ("line", "markdown") and _is_read(c)]
        lead = next((words for c, words in said if c.name in LEADS and words), "")
        texts = [lead, *(words for words in texts if words != lead)] if lead else texts
        rest = [
            self._with_label(child.many, c, words) for c, words in said if words and c.kind not in ("line", "markdown")
        ]
        if isinstance(child, Issue) and child.resolved_at is None and child.became is None:
            texts.append(self.say("in_hand"))
        return " · ".join([*texts, *filter(None, rest)])

    def _said(self, column: Column, child: Child) -> str:
        """Say the value of a column of a row; where a step led from and to; a field that its check names not again."""
        match child, column.name:
            case Move(from_status=before, to_status=after), "to_status":
                return f"{self.status(before)} > {self.status(after)}"
            case ((Acknowledgement(code=code, field=field) | Debt(code=code, field=field)), "field"):
                named = self.label(field)
                return "" if named in check_name(code, self.lang) else named
        return self.value(column, getattr(child, column.name), child.many)

    def _with_label(self, many: str, column: Column, words: str) -> str:
        if column.kind == "bool":
            return self.column_label(many, column.name) if words == self.say("yes") else ""
        which = column.kind in NAMED and column.name not in PLAIN
        if which or (column.kind == "request" and not column.f.typed):
            return f"{self.column_label(many, column.name)} {words}"
        return words

    def title(self, record: Record) -> str:
        """Name a request: number and title."""
        return f"{record.name} {record.request.title or self.say('no_title')}"


def _is_read(column: Column) -> bool:
    """People read what people wrote; of what acts wrote a change's values, a move's end, the version tested."""
    return column.f.typed or column.name in ("values", "to_status", "version")


def _n(table: str, n: int) -> int:
    """A screen counts rows by their numbers."""
    return n


def rows_of(record: Record, many: str) -> tuple[Child, ...]:
    """Give the rows of one of the record's tables."""
    found: tuple[Child, ...] = getattr(record, many)
    return found


def row_at(record: Record, path: str) -> Child | None:
    """Give the row that a path names, `goals.2`; the first for `goals`, none for a new one, `goals+`."""
    many, _, number = path.partition(".")
    rows = rows_of(record, many) if many in MANY else ()
    return next((row for row in rows if number in ("", str(row.n))), None)


def blank(row: Row) -> bool:
    """Tell whether nothing was typed into a row."""
    return all(getattr(row, c.name) in (None, "", (), False) for c in TABLES.columns[row.table] if c.name not in HIDDEN)


PARTS: dict[int, tuple[str, ...]] = {
    part: tuple(c.name for c in TABLES.columns["request"] if c.f.part == part and (c.f.typed or part in (5, 6)))
    for part in range(1, 7)
}
TABLES_OF: dict[int, tuple[str, ...]] = {
    part: tuple(many for many, cls in MANY.items() if cls.part == part and many not in ("questions",))
    for part in range(1, 7)
}
ROLE_OF_STATE: dict[str, Role] = {"pass": "ok", "fail": "late", "achieved": "ok", "missed": "late"}
