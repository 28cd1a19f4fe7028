"""A part of a record as lines: every field in reading order, what a gate still wants of it, what its wording lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bihuan.store.rules.field import Child, Column
from bihuan.store.rules.freeze import frozen
from bihuan.store.rules.record import FIELDS, MANY, Check, Record
from bihuan.tui.cells import cut, pad, width, wrap
from bihuan.tui.lines import Line, Role, Span, line
from bihuan.tui.sight import PARTS, ROLE_OF_STATE, TABLES_OF, Sight, rows_of

LABEL_MOST = 20
FOLDED = 6
# Tables that the spec names among the fields of their part, and the field that each stands before.
BEFORE = {"goals": "description", "criteria": "test_version", "test_runs": "launch_plan"}
SELDOM = ("confidential", "rectification_on", "acceptors")


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of wording on the page: where in the text, why, what could stand there, what else can be done."""

    start: int
    end: int
    place: tuple[int, int]
    refused: bool
    why: str
    rewrite: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A text as the wording check reads it (a goal's columns are one text), and what is wrong with it."""

    text: str
    findings: Sequence[Finding]


@dataclass
class Page:
    """The lines of one part, and on which of them each field begins."""

    sight: Sight
    record: Record
    width: int
    checks: Sequence[Check] = ()
    worded: Mapping[str, Written] = field(default_factory=dict)
    unfolded: frozenset[str] = frozenset()
    notes: Mapping[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    stops: dict[str, int] = field(default_factory=dict)
    longest: int = 0
    long: set[str] = field(default_factory=set)  # the fields whose text folds

    def part(self, number: int) -> tuple[list[Line], dict[str, int]]:
        """Lay out a part."""
        names = list(self._order(number))
        lock = width(self.sight.say("frozen")) + 1 if frozen(self.record) else 0
        self.longest = max((width(self.sight.label(name)) for name in names), default=0) + lock
        for name in names:
            if name in FIELDS:
                self._field(name)
            else:
                self._table(name)
        return self.lines, self.stops

    def _order(self, number: int) -> Iterator[str]:
        """Give fields and tables in the order of the spec; what is seldom needed comes last."""
        tables = [many for many in TABLES_OF[number] if self._wanted(many)]
        fields = [name for name in PARTS[number] if self._applies(FIELDS[name], name)]
        for name in sorted(fields, key=lambda name: name in SELDOM):
            for many in [many for many in tables if BEFORE.get(many) == name]:
                tables.remove(many)
                yield many
            yield name
        yield from tables

    def _wanted(self, many: str) -> bool:
        """Show a table that people fill in; one that acts fill only when it holds something."""
        return bool(MANY[many].edited_by or rows_of(self.record, many) or self.notes.get(many))

    def _applies(self, column: Column, name: str) -> bool:
        request = self.record.request
        kinds = {request.type, request.urgent_kind}
        # What a type asks of the design is for that type alone; the systems of part 1 only it must name, all may.
        if column.f.part == 4 and column.f.types and not kinds & set(column.f.types):
            return False
        if name == "infeasible_reason" and request.feasible and not request.infeasible_reason:
            return False
        return column.f.typed or getattr(request, name) not in (None, (), "")

    # One field.

    def _field(self, name: str) -> None:
        column = FIELDS[name]
        text = self.sight.value(column, getattr(self.record.request, name))
        self.stops[name] = len(self.lines)
        wanted = [check for check in self.checks if check.field == name]
        self._text(name, self._label(name, column.f.frozen), text, self._sign(wanted))
        self._note(name)
        self._below(name, wanted)

    def _label(self, name: str, may_freeze: bool) -> str:
        lock = f" {self.sight.say('frozen')}" if may_freeze and frozen(self.record) else ""
        return cut(self.sight.label(name), self.indent - 3 - width(lock)) + lock

    def _sign(self, checks: Sequence[Check]) -> Span:
        if any(check.severity == "blocking" for check in checks):
            return Span("!", "late")
        return Span("~", "soon") if checks else Span(" ")

    def _text(self, name: str, label: str, text: str, sign: Span) -> None:
        margin = self.indent
        rows = wrap(text, self.width - margin - 3) if text else []
        if not rows:
            self.lines.append(
                line(Span(pad(label, margin - 2), "muted"), sign, Span(" " + self.sight.say("empty"), "muted"))
            )
            return
        if len(rows) > FOLDED + 2:
            self.long.add(name)
        folded = name in self.long - self.unfolded
        shown = rows[:FOLDED] if folded else rows
        self.lines.append(line(Span(pad(label, margin - 2), "muted"), sign, " " + shown[0]))
        self.lines += [line(" " * margin, row) for row in shown[1:]]
        if folded:
            more = self.sight.say("folded", n=len(rows) - FOLDED)
            self.lines.append(line(" " * margin, Span(more, "accent")))

    def _note(self, name: str) -> None:
        """Print what is worth knowing beside a field or row."""
        if note := self.notes.get(name, ""):
            self.lines += [line(" " * self.indent, Span(row, "soon")) for row in wrap(note, self._room)]

    @property
    def indent(self) -> int:
        """The column in which values begin: behind the longest label of the part."""
        return min(self.longest, LABEL_MOST) + 3

    def _below(self, name: str, checks: Sequence[Check]) -> None:
        """Print what a gate wants of a field, then what its wording lacks; a check of wording is not said twice."""
        margin = " " * self.indent
        for check in [one for one in checks if not (one.findings and name in self.worded)]:
            role: Role = "late" if check.severity == "blocking" else "soon"
            words = self.sight.check(check)
            for number, row in enumerate(wrap(words, self.width - self.indent - 4)):
                mark = ("x " if check.severity == "blocking" else "! ") if number == 0 else "  "
                self.lines.append(line(margin, Span(mark[0], "muted" if number else role), Span(f" {row}", "muted")))
        if name in self.worded:
            for finding in self.worded[name].findings:
                self._finding(finding, self.worded[name].text, numbered="." in name)

    def _finding(self, finding: Finding, text: str, numbered: bool) -> None:
        margin = " " * (self.indent + (2 if numbered else 0))
        piece = text[finding.start : finding.end].split("\n")[0]
        role: Role = "late" if finding.refused else "soon"
        before = width(text[: finding.start])
        fits = "\n" not in text[: finding.start] and before + width(piece) < self._room
        under = " " * (before if fits else 0) + "^" * max(1, min(width(piece), 20))
        words = wrap(finding.why, self._room)
        self.lines.append(line(margin, Span(under, role)))
        self.lines += [line(margin, Span(row, "muted")) for row in words]
        offer = self.sight.say("rewrite", text=finding.rewrite) if finding.rewrite else ""
        for way in filter(None, (offer, finding.instead)):
            self.lines += [line(margin, Span(row, "accent")) for row in wrap(way, self._room)]

    @property
    def _room(self) -> int:
        return max(10, self.width - self.indent - 3)

    # One table.

    def _table(self, many: str) -> None:
        rows = rows_of(self.record, many)
        wanted = [check for check in self.checks if check.field == many]
        label = self._label(many, many in ("goals", "criteria"))
        self.stops[many] = len(self.lines)
        if not rows:
            self._text(many, label, "", self._sign(wanted))
            self._note(many)
            self._below(many, wanted)
        for number, row in enumerate(rows):
            if number:
                self.stops[f"{many}.{row.n}"] = len(self.lines)
            self._row(many, row, label if number == 0 else "", self._sign(self._checks_of(many, row, number == 0)))
            self._row_below(many, row, wanted if row is rows[-1] else ())
        if rows:
            self._note(many)

    def _checks_of(self, many: str, row: Child, first: bool) -> list[Check]:
        here = f"{many}.{row.n}"
        return [
            c for c in self.checks if c.field == here or c.field.startswith(here + ".") or (first and c.field == many)
        ]

    def _row(self, many: str, row: Child, label: str, sign: Span) -> None:
        margin = self.indent
        number = f"{row.n} " if many in ("goals", "criteria", "work_items") else ""
        state = getattr(row, "verdict", None) or getattr(row, "state", None) or ""
        role: Role = ROLE_OF_STATE.get(state, "text")
        entered = "" if hasattr(row, "entered_by") else self._entered(row)
        words = wrap(self.sight.row(row) + entered, self.width - margin - 3 - len(number))
        self.lines.append(
            line(Span(pad(label, margin - 2), "muted"), sign, Span(f" {number}", "muted"), Span(words[0], role))
        )
        self.lines += [line(" " * (margin + len(number)), Span(rest, role)) for rest in words[1:]]

    def _entered(self, row: Child) -> str:
        """Mark what was entered for somebody."""
        return self.sight.entered(self.record, getattr(row, "by", None), getattr(row, "at", None))

    def _row_below(self, many: str, row: Child, wanted: Sequence[Check]) -> None:
        here = f"{many}.{row.n}"
        self._note(here)
        self._below(here, [*wanted, *(c for c in self.checks if c.field == here or c.field.startswith(here + "."))])


def unmet_parts(checks: Sequence[Check]) -> Mapping[int, int]:
    """Count the checks that wait inside each part."""
    found: dict[int, int] = {}
    for check in checks:
        part = part_of(check.field)
        found[part] = found.get(part, 0) + 1
    return found


def part_of(name: str) -> int:
    """Tell in which part of the record a field or a row stands; questions have their own tab, 8, documents 7."""
    head = name.split(".")[0]
    if head in ("questions", "documents"):
        return 8 if head == "questions" else 7
    if head in MANY:
        return MANY[head].part
    return FIELDS[head].f.part or 1 if head in FIELDS else 5
