"""From an input's kind to the widget that asks for it, and back to what JSON would say: the only such map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from textual import events
from textual.widget import Widget
from textual.widgets import Input as Line
from textual.widgets import TextArea

from bihuan.store.acts.inputs import Input, apart, typed_columns
from bihuan.store.acts.keys import keys_of
from bihuan.store.rules.field import Child, NotApplicable
from bihuan.store.rules.record import MANY, Record, Team
from bihuan.store.rules.roles import PARTY_OF, SEVERAL
from bihuan.store.rules.settings import SETTINGS, KnownSetting
from bihuan.store.rules.steps import steps_before
from bihuan.store.text.measures import setting_label, setting_words
from bihuan.tui.sight import Sight, rows_of
from bihuan.tui.widgets.choice import Choice
from bihuan.tui.widgets.pick import Pick

PARTIES = ("business", "technical")
# The column by which a row is done with.
ENDED_BY = {
    "questions": "answered_at",
    "concerns": "answered_at",
    "issues": "resolved_at",
    "changes": "decided_at",
    "proposals": "decided_at",
    "deviations": "settled_at",
}
# The party whose people a field about a role takes; a field of several is named in the plural.
HOLDER = {**PARTY_OF, **{SEVERAL[role]: PARTY_OF[role] for role in SEVERAL}}
# The inputs that name a step to stand at again, and whether it may be the one where the request stands.
BACK = {("return", "to"): False, ("rollback", "to"): False, ("reopen", "step"): True}
NOT_APPLICABLE = ("不适用：", "不适用:", "n/a:", "N/A:")
ROW_MARK = " | "


@dataclass(frozen=True, slots=True)
class Asking:
    """What a form knows beside the inputs: the words, the team, the record it is about."""

    sight: Sight
    team: Team
    record: Record | None
    many: str = ""
    act: str = ""

    def people(self, *, parties: bool = False, party: str = "") -> list[tuple[str, str]]:
        """List the active people by login, of a party perhaps; after the two parties where those may be named too."""
        people = (p for p in self.sight.people.values() if p.active and party in ("", p.party))
        found = [(p.login, self.sight.person(p.id)) for p in people]
        return [*((one, self.sight.say(f"party.{one}")) for one in PARTIES if parties), *found]

    def rows(self, table: str) -> list[tuple[str, str]]:
        """List the rows of a table of the record by their number."""
        many = table if table in MANY else next((many for many, cls in MANY.items() if cls.table == table), "")
        if not many or self.record is None:
            return []
        return [(str(row.n), f"{row.n} {self.sight.row(row)}") for row in open_rows(self.record, many)]

    def choices(self, i: Input) -> list[tuple[str, str]]:
        """List an input's choices with their words."""
        if i.name in ("type", "urgent_kind") and not self.many:
            return [(one, self.sight.say(f"short.type.{one}")) for one in i.choices]  # all five fit on a line
        if self.record is not None and (self.act, i.name) in BACK:
            steps = steps_before(self.record.request.step, itself=BACK[self.act, i.name])
            return [(one, self.sight.status(one)) for one in i.choices if one in steps]
        places = [f"input.{self.act}.{i.name}", f"choice.{self.many}.{i.name}", f"choice.{i.name}"]
        known = [at for at in places if all(self.sight.has(f"{at}.{one}") for one in i.choices)]
        family = known[0] if known else self.sight.family(i.choices)
        return [(one, self.sight.say(f"{family}.{one}") if family else one) for one in i.choices]

    def offered(self, i: Input) -> list[tuple[str, str]]:
        """List what the team offers for a line: kinds of test, systems, names of settings, SSH keys to remove."""
        if i.offered:
            words = self.sight.coded if i.offered == "tests.kinds" else _as_it_is
            return [(name, words("test_runs.kind", name)) for name in self.team.told(i.offered)]
        match self.act, i.name:
            case "drop-ssh-key", "fingerprint":
                found = [(p.id, key) for p in self.sight.people.values() for key in keys_of(p)]
                return [(k.fingerprint, f"{k.fingerprint} {self.sight.person(p)} {k.comment}") for p, k in found]
            case "config", "key":
                return [(known.key, self.setting(known)) for known in SETTINGS.values() if known.settable]
        return []

    def setting(self, known: KnownSetting) -> str:
        """Say a setting with what it is set to."""
        value = setting_words(known, self.team.told(known.key), self.sight.lang)
        return f"{known.key} · {setting_label(known, self.sight.lang)} · {value}"


def _as_it_is(name: str, value: str) -> str:
    """A name that the team gave is its own word."""
    return value


def open_rows(record: Record, many: str) -> tuple[Child, ...]:
    """Give the rows that something can still be done with: questions without answer, issues unresolved …"""
    ended = ENDED_BY.get(many)
    return tuple(row for row in rows_of(record, many) if ended is None or getattr(row, ended) is None)


def widget(i: Input, value: Any, asking: Asking) -> Widget:
    """Make the widget for an input, holding a value as JSON has it."""
    text = typed(i, value, asking)
    match i.kind:
        case "markdown" | "rows":
            return Area(text, id=i.name)
        case "choice" | "bool":
            return Choice(options(i, asking), text or None, id=i.name)
        case "person" | "people" | "row":
            return Pick(options(i, asking), text, several=i.kind == "people", id=i.name)
        case "line" | "words" if i.name == "to" or asking.offered(i):
            return Pick(options(i, asking), text, several=i.kind == "words", id=i.name)
    return Line(text, id=i.name, compact=True, select_on_focus=False)


def options(i: Input, asking: Asking) -> list[tuple[str, str]]:
    """Give the values that an input may have, with their words."""
    match i.kind:
        case "choice":
            return asking.choices(i)
        case "bool":
            return [("true", asking.sight.say("yes")), ("false", asking.sight.say("no"))]
        case "row":
            return asking.rows(i.ref)
    return asking.offered(i) or asking.people(parties=i.kind == "line", party=HOLDER.get(i.name, ""))


class Area(TextArea):
    """A text of several lines; Tab goes on to the next field, and nothing in it is read as code."""

    def __init__(self, text: str, *, id: str | None = None) -> None:
        """Make an area holding a text."""
        super().__init__(text, id=id, soft_wrap=True, show_line_numbers=False, tab_behavior="focus")

    def on_key(self, event: events.Key) -> None:
        """Walk the lines with the arrows; beyond the first and the last they lead to another field."""
        at = self.cursor_location
        if event.key == "up" and not self.navigator.is_first_wrapped_line(at):
            self.action_cursor_up()
        elif event.key == "down" and not self.navigator.is_last_wrapped_line(at):
            self.action_cursor_down()
        else:
            return
        event.stop()
        event.prevent_default()


def typed(i: Input, value: Any, asking: Asking) -> str:
    """Write a value as a person would type it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case NotApplicable(reason=reason):
            return f"{asking.sight.say('not_applicable_typed')}{reason}"
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value.normalize():f}"
        case int() if i.kind == "person":
            person = asking.sight.people.get(value)
            return person.login if person else ""
        case tuple() | list() if i.kind == "people":
            return ", ".join(p.login for one in value if (p := asking.sight.people.get(one)))
        case tuple() | list() if i.kind == "rows":
            return "\n".join(value)
        case tuple() | list():
            return ", ".join(map(str, value))
    return str(value)


def text_of(one: Widget) -> str:
    """Give what stands in a widget, as it is kept in a draft."""
    if isinstance(one, TextArea):
        return one.text
    if isinstance(one, Choice):
        return one.value or ""
    return one.value if isinstance(one, Line) else ""


def put_text(one: Widget, text: str) -> None:
    """Put a kept text back into a widget."""
    if isinstance(one, TextArea):
        one.text = text
        one.move_cursor(one.document.end)
    elif isinstance(one, Choice):
        one.value = text if text in [value for value, _ in one.options] else None
        one.refresh()
    elif isinstance(one, Line):
        one.value = text


def entered(i: Input, one: Widget, asking: Asking) -> Any:
    """Give what was entered as JSON says it: None when nothing was."""
    text = text_of(one)
    if isinstance(one, Pick):
        picked = one.picked
        if i.kind in ("people", "words"):
            return list(picked)
        return (int(picked[0]) if i.kind == "row" and picked[0].isdigit() else picked[0]) if picked else None
    if not text.strip():
        return [] if i.kind in ("words", "rows") else None
    match i.kind:
        case "bool":
            return text == "true"
        case "day":
            found = asking.sight.moments.read_day(text)
            return found.isoformat() if found else text
        case "rows":
            return _rows(i, text)
        case "words":
            return apart(text)
        case "line" | "markdown" if i.na:
            return _maybe_not_applicable(text)
        case "line":
            return text.strip()
    return text


def _maybe_not_applicable(text: str) -> Any:
    for head in NOT_APPLICABLE:
        if text.strip().startswith(head):
            return {"not_applicable": text.strip().removeprefix(head).strip()}
    return text


def _rows(i: Input, text: str) -> list[dict[str, str]]:
    names = [column.name for column in typed_columns(i.rows)]
    rows = [line.split("|") for line in text.splitlines() if line.strip()]
    return [{n: v.strip() for n, v in zip(names, row, strict=False) if v.strip()} for row in rows]


def row_hint(i: Input, sight: Sight) -> str:
    """Name the columns that a line of a rows input holds, in order."""
    return ROW_MARK.join(sight.column_label(i.rows, column.name) for column in typed_columns(i.rows))
