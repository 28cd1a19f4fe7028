"""Editing in place: the form of one field, or of one row of a table, handed in as the act `edit`."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, ClassVar

from textual import on
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input as TextLine
from textual.widgets import TextArea
from textual.widgets.input import Selection
from textual.widgets.text_area import Selection as AreaSelection

from bihuan.store.acts import asked
from bihuan.store.acts.every import ACTS
from bihuan.store.acts.inputs import Input, typed_columns
from bihuan.store.rules.field import Column
from bihuan.store.rules.record import FIELDS, MANY, TABLES, Record
from bihuan.tui.form import Area, Asking, entered, put_text, text_of, typed
from bihuan.tui.keys import Command, Place
from bihuan.tui.lines import Line, Role, Span, line
from bihuan.tui.page import Finding
from bihuan.tui.sight import row_at, rows_of
from bihuan.tui.widgets.form import Form
from bihuan.tui.widgets.merge import Clash, Merge

CHECK_AFTER = 0.2
BLANK = re.compile("〈[^〈〉\n]*〉")
# Goes on from a field or row to the next one that can be edited, or to the one before.
Onward = Callable[[str, int], Awaitable[None]]
# Looks at what is typed into a field or the columns of a table: what is wrong with the wording, and in which.
Look = Callable[[str, Mapping[str, str]], Sequence[tuple[str, Finding]]]


def select_blank(one: Widget) -> None:
    """Select the first 〈blank〉 of a text; what is typed next takes its place."""
    found = BLANK.search(text_of(one))
    if found is None:
        return
    if isinstance(one, Area):
        before = [one.text[:at] for at in found.span()]
        first, last = ((text.count("\n"), len(text) - text.rfind("\n") - 1) for text in before)
        one.selection = AreaSelection(first, last)
    elif isinstance(one, TextLine):
        one.selection = Selection(*found.span())


class Edit(Form):
    """One field (`background`), one row (`goals.2`) or a new row (`goals+`), with the wording check live."""

    scopes: ClassVar[tuple[Place, ...]] = ("edit", "form", "panel", "any")

    def __init__(
        self,
        record: Record,
        path: str,
        look: Look,
        preset: Mapping[str, Any] | None = None,
        onward: Onward | None = None,
    ) -> None:
        """Make the form for a path; a new row may begin with some columns filled in."""
        super().__init__(ACTS["edit"], record, preset=preset)
        self.path, self.look, self.onward, self.by = path, look, onward, 0
        self.many = path.partition(".")[0].removesuffix("+")
        self.checking: Timer | None = None

    @property
    def is_row(self) -> bool:
        """Tell whether this is about a row of a table."""
        return self.many in MANY

    def columns(self) -> tuple[Column, ...]:
        """List the columns asked for."""
        return typed_columns(self.many) if self.is_row else (FIELDS[self.path],)

    def inputs(self) -> tuple[Input, ...]:
        """Ask for the field, or for each column of the row."""
        return tuple(asked(column) for column in self.columns())

    def value_of(self, record: Record, name: str) -> Any:
        """Give what stands in a field or column of a record."""
        if not self.is_row:
            return getattr(record.request, name)
        row = row_at(record, self.path)
        return TABLES.column[MANY[self.many].table][name].default if row is None else getattr(row, name)

    def start(self, i: Input) -> Any:
        """Begin with what stands there."""
        assert self.record is not None
        value = self.preset[i.name] if i.name in self.preset else self.value_of(self.record, i.name)
        return value if i.kind != "row" or value is None else str(value)

    def asking(self) -> Asking:
        """Name choices by the row's table."""
        return Asking(self.home.sight(), self.home.team, self.record, self.many if self.is_row else "")

    def label(self, name: str) -> str:
        """Name the field, or the column of the table."""
        sight = self.home.sight()
        return sight.column_label(self.many, name) if self.is_row else sight.label(name)

    def about(self, name: str) -> str:
        """Give where the words about a column stand."""
        return f"column.{self.many}.{name}" if self.is_row else f"field.{name}"

    def title(self) -> tuple[str, str]:
        """Name the field, or the row by its number."""
        number = self.path.partition(".")[2]
        words = self.home.sight().label(self.many)
        kind = "edit.row" if number else "edit.new_row" if self.is_row else "edit.field"
        return self.say(kind, field=words, n=number), self.record.name if self.record else ""

    @property
    def draft_key(self) -> str:
        """Name the draft by request and path."""
        kind = " ".join(map(str, self.preset.values()))
        return " ".join(filter(None, ("edit", self.subject(), self.path, kind)))

    def packed(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Hand in only what was changed, as paths."""
        if not self.is_row:
            return {"fields": {self.path: given[self.path]}}
        if self.path.endswith("+"):
            return {"fields": {self.path: {k: v for k, v in given.items() if v not in (None, [])}}}
        changed = {name: value for name, value in given.items() if text_of(self.fields[name]) != self.first[name]}
        return {"fields": {f"{self.path}.{name}": value for name, value in changed.items()}}

    def schedule(self) -> tuple[str, Sequence[Mapping[str, Any]]]:
        """Give the field or table that is typed, and the row as it is now."""
        given = {i.name: entered(i, self.fields[i.name], self.asking()) for i in self.inputs()}
        number = self.path.partition(".")[2]
        row = {k: v for k, v in given.items() if v is not None} | ({"id": int(number)} if number.isdigit() else {})
        return self.many, (row,) if self.is_row else ()

    def first_focus(self) -> None:
        """Begin at the first column, in a new row at the first that is not filled in."""
        left = [one for name, one in self.fields.items() if name not in self.preset]
        next(iter(left or self.fields.values())).focus()
        self.call_after_refresh(self.show_note)

    def word(self, command: Command) -> str:
        """Say that this only saves."""
        return self.say("foot.save_edit") if command.id == "save" else super().word(command)

    # On to the next field.

    def _go(self, by: int) -> None:
        """Go to another column; beyond the last one save what was changed and go on to the next field."""
        if self.onward is None or 0 <= self._place() + by < len(self.fields):
            super()._go(by)
        elif not self.sending:
            self.home.run_worker(self.leave(by), group="act")

    async def leave(self, by: int) -> None:
        """Hand in what was changed; then, unless it was refused, open the field before or after."""
        self.by = by
        if self.untouched():
            await self.handed_in(self.record)
        else:
            await self.hand_in()
        self.by = 0

    def untouched(self) -> bool:
        """Tell whether everything stands as it did at first."""
        return all(text_of(one) == self.first[name] for name, one in self.fields.items())

    def do_save(self) -> None:
        """Hand in what was changed; where nothing was, say so and go."""
        if self.act.code == "edit" and not self.path.endswith("+") and self.untouched():
            self.home.run_worker(self._leave_as_it_was(), group="act")
        else:
            super().do_save()

    async def _leave_as_it_was(self) -> None:
        await self.home.view.close()
        self.home.view.tell(self.say("tell.unchanged"), "muted")

    async def handed_in(self, record: Any) -> None:
        """Go on where Tab leads; Ctrl+S leads to the row that is new, else nowhere."""
        if self.by and self.onward:
            await self.onward(self.path, self.by)
        elif self.path.endswith("+") and (rows := rows_of(record, self.many)):
            await self.home.show_field(record.request.id, f"{self.many}.{rows[-1].n}")

    # Somebody else at the same field.

    async def hand_in(self) -> None:
        """Look whether somebody changed the same thing meanwhile; if so let one pick, else hand in."""
        assert self.record is not None
        now = await self.home.record(self.record.request.id)
        if now is None:
            return
        clashes = self.clashes(now)
        if clashes:
            await self._merge(now, clashes)
        else:
            await super().hand_in()

    def clashes(self, now: Record) -> list[Clash]:
        """List the columns that stand otherwise than when this began, and that were changed here too."""
        assert self.record is not None
        found: list[Clash] = []
        if self.path.endswith("+") or (self.is_row and row_at(now, self.path) is None):
            return found
        for i in self.inputs():
            if i.name not in {column.name for column in self.columns()}:
                continue
            base, theirs = (typed(i, self.value_of(one, i.name), self.asking()) for one in (self.record, now))
            mine = text_of(self.fields[i.name])
            if theirs not in (base, mine) and mine != base:
                found.append(Clash(i.name, self.label(i.name), base, theirs, mine))
        return found

    async def _merge(self, now: Record, clashes: Sequence[Clash]) -> None:
        kept = {name: text_of(one) for name, one in self.fields.items()}
        view, again = self.home.view, type(self)(now, self.path, self.look)
        again.onward = self.onward

        async def picked(which: str) -> None:
            await view.open(again)
            for name, text in kept.items():
                put_text(again.fields[name], text)
            for clash in clashes:
                put_text(again.fields[clash.name], getattr(clash, which))

        history = await self.home.record(now.request.id)
        last = history.history[-1].by if history and history.history else None
        await view.open(Merge(clashes, self.home.sight().short(last), picked))

    # The wording, while it is typed.

    @on(TextLine.Changed)
    @on(TextArea.Changed)
    def check_soon(self) -> None:
        """Look at the wording once typing pauses."""
        if self.checking:
            self.checking.stop()
        self.checking = self.set_timer(CHECK_AFTER, self.show_findings)

    def found(self) -> Sequence[tuple[str, Finding]]:
        """List what the wording check finds in what is typed now."""
        return self.look(self.many, {name: text_of(one) for name, one in self.fields.items()})

    def show_findings(self) -> None:
        """Say the first finding above the hint."""
        self.show_note()

    def hint(self, i: Input) -> Line:
        """Offer the ways out of a finding in the place of the hint while there is one."""
        found = [one for name, one in self.found() if name == i.name]
        if not found:
            return super().hint(i)
        offers = [one.rewrite for one in found if one.rewrite]
        words = self.say("rewrite", text=offers[0]) if offers else ""
        words = self.say("fill_blank") if BLANK.search(text_of(self.fields[i.name])) else words
        ways = " · ".join(filter(None, (words, *(one.instead for one in found[:1]))))
        return line(Span(f" {ways}", "accent")) if ways else super().hint(i)

    def faults(self, i: Input) -> Line:
        """Say why the first finding is one."""
        found = [one for name, one in self.found() if name == i.name]
        if not found:
            return ()
        role: Role = "late" if found[0].refused else "soon"
        return line(" ", Span("x" if found[0].refused else "!", role), f" {found[0].why}")

    def do_rewrite(self) -> None:
        """Put the rewrite into the field and select its first blank, to be typed over; then the next blank."""
        blank = self._with_blank()
        if blank is None:
            name, first = next(one for one in self.found() if one[1].rewrite)
            blank, (start, end) = self.fields[name], first.place
            text = text_of(blank)
            put_text(blank, text[:start] + first.rewrite + text[end:])
        select_blank(blank)
        blank.focus()

    def _with_blank(self) -> Widget | None:
        return next((one for one in self.fields.values() if BLANK.search(text_of(one))), None)

    def off_rewrite(self) -> str:
        """There must be a finding that offers one, or a blank to fill."""
        offered = self._with_blank() is not None or any(one.rewrite for _, one in self.found())
        return "" if offered else self.say("why.no_finding")

    def do_describe(self) -> None:
        """Move the goal to the functional description, as it is worded here."""
        self.home.run_worker(self._describe(), group="act")

    async def _describe(self) -> None:
        assert self.record is not None
        given = {name: text_of(one) for name, one in self.fields.items()}
        await self.send(self.home.describe(self.record, int(self.path.partition(".")[2] or 0), given))

    def off_describe(self) -> str:
        """Only a goal that says something is moved there."""
        wanted = self.many == "goals" and text_of(self.fields["what"]).strip()
        return "" if wanted else self.say("why.not_a_goal")

    def do_finding_next(self) -> None:
        """Go to the next text with a finding."""
        found = [name for name, _ in self.found()]
        if found:
            here = self.here()
            rest = [name for name in found if here is None or name != here.name]
            self.fields[(rest or found)[0]].focus()

    def off_finding_next(self) -> str:
        """There must be one."""
        return "" if self.found() else self.say("why.no_finding")
