"""The page of a request: its six parts, documents, questions and history in nine tabs; read and edited in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from textual import events
from textual.widget import Widget

from bihuan.store.rules.ball import ball
from bihuan.store.rules.freeze import FROZEN_ROWS, contents, contents_digest
from bihuan.store.rules.planned import Version
from bihuan.store.rules.record import FIELDS, MANY, Check, Record
from bihuan.tui.cells import cut, width
from bihuan.tui.editing import why_not_edit
from bihuan.tui.keys import Command, Place
from bihuan.tui.lines import Line, Role, Span, line
from bihuan.tui.page import Page, part_of, unmet_parts
from bihuan.tui.screens.reader import Reader, compared, laid_out
from bihuan.tui.screens.view import View
from bihuan.tui.sight import rows_of
from bihuan.tui.standing import steps_line
from bihuan.tui.tabs import documents, history, questions
from bihuan.tui.widgets.bar import Bar
from bihuan.tui.widgets.edit import Edit
from bihuan.tui.widgets.fresh import ChangeForm
from bihuan.tui.widgets.gate import GatePanel
from bihuan.tui.widgets.pane import Pane


class RequestPage(View):
    """One request, open."""

    scopes: ClassVar[tuple[Place, ...]] = ("page", "record", "any")
    AUTO_FOCUS: ClassVar[str | None] = "Pane"

    def __init__(self, record: Record, siblings: tuple[int, ...], field: str = "") -> None:
        """Make the page of a record; `siblings` are the requests around it in the list it was opened from."""
        super().__init__()
        self.record, self.around = record, siblings
        self.tab = part_of(field) if field else self._likely_tab()
        self.start = field
        self.dues, self.names, self.ruled = Bar(id="dues"), Bar(id="names"), Bar(id="ruled")
        self.pane = Pane(id="page")
        self.checks: Sequence[Check] = ()
        self.unfolded: frozenset[str] = frozenset()
        self.gate: GatePanel | None = None
        self.stops_of: dict[int, str] = {}

    def body(self) -> Iterable[Widget]:
        """Set what is due and the names of the tabs above the page."""
        yield self.dues
        yield self.names
        yield self.ruled
        yield self.pane

    def walked(self) -> Pane:
        """The moving keys walk the fields."""
        return self.pane

    def record_here(self) -> Record:
        """Give the record of the page."""
        return self.record

    def name_of(self, request: int) -> str:
        """Name the request if it is this one."""
        return self.record.name if request == self.record.request.id else ""

    def _likely_tab(self) -> int:
        order = {"draft": 2, "submitting": 2, "assessing": 3, "designing": 4, "developing": 5, "testing": 6}
        return order.get(self.record.request.step, 6)

    # The frame.

    def tabs_line(self) -> tuple[Line, Line]:
        """Say where this is, and which of how many."""
        place = self.around.index(self.record.request.id) + 1 if self.record.request.id in self.around else 1
        back = self.say(f"tab.{self.home.here}")
        left = line(
            Span(f" {self.say('name')} > {back} > ", "muted"), Span(self.home.sight().title(self.record), "head")
        )
        return left, line(Span(f"{place}/{len(self.around)} K J ", "muted"))

    def heading_line(self) -> tuple[Line, Line]:
        """Print the steps with the one it stands at, and who has the ball."""
        sight = self.home.sight()
        holder = self.say("ball_at", who=sight.choice("ball", ball(self.record, self.home.calendar, self.home.now())))
        return steps_line(sight, self.record, self.size.width), line(Span(holder, "text"), " ")

    def relabel(self) -> None:
        """Write frame, tabs and page again."""
        if not self.is_attached:
            return
        self.checks = self.home.unmet(self.record)
        super().relabel()
        self._show_dues()
        self._show_names()
        self.show_page()

    def _show_dues(self) -> None:
        """Say below the steps what is due next and by which rule, and how many more clocks run."""
        found = self.home.dues(self.record)
        self.dues.display = bool(found)
        more = self.say("due.more", n=len(found) - 1) if len(found) > 1 else ""
        self.dues.put(line(" ", *found[0]) if found else (), line(Span(f"{more} ", "muted")))

    def _show_names(self) -> None:
        names = [self.say(f"part.{number}") for number in range(1, 10)]
        marks = [self._mark(number) for number in range(1, 10)]
        most = max(map(width, names))
        room = self.size.width - 2 - sum(3 + width(mark) for mark in marks)
        while most > 2 and sum(min(width(name), most) for name in names) > room:
            most -= 1
        spans: list[Span] = [Span(" ")]
        for number, (name, mark) in enumerate(zip(names, marks, strict=True), 1):
            here = number == self.tab
            role: Role = "here" if here else "muted"
            words = f"{number} {name if here else cut(name, most, '')}"
            spans.append(Span(f"[{words}" if here else f" {words}", role, f"part.{number}"))
            spans.append(Span(mark, "late" if mark == "!" else "soon"))
            spans.append(Span("]" if here else "", role))
        self.names.put(tuple(spans))
        self.ruled.put(line(Span("─" * self.size.width, "rule")))

    def _mark(self, number: int) -> str:
        """Give what stands behind a tab's name: `!` for unmet checks inside, the number of open questions."""
        if number == 8:
            count = sum(question.answered_at is None for question in self.record.questions)
            return f" {count}" if count else ""
        return "!" if number < 7 and unmet_parts(self.checks).get(number) else ""

    # The page.

    def show_page(self) -> None:
        """Lay the tab out."""
        columns = (self.pane.size.width or self.size.width) - 1
        sight = self.home.sight()
        if self.tab <= 6:
            worded, notes = self.home.written(self.record), self.home.notes_on(self.record)
            page = Page(sight, self.record, columns, self.checks, worded, self.unfolded, notes)
            lines, stops = page.part(self.tab)
        else:
            lines, stops = {7: documents, 8: questions, 9: history}[self.tab](sight, self.record, columns)
        self.pane.put(lines, stops)
        if self.start and self.pane.go(self.start):
            self.start = ""

    def on_resize(self, event: events.Resize) -> None:
        """Lay the page out at the new width."""
        super().on_resize(event)

    async def show_tab(self, number: int) -> None:
        """Go to a tab; each keeps its cursor."""
        if number == self.tab:
            return
        self.stops_of[self.tab] = self.pane.stop
        self.tab = number
        if number == 9 and not self.record.history:
            await self.reread()
        self.pane.put([], {})
        self.pane.scroll_to(y=0, animate=False, immediate=True, force=True)
        self.pane.stop = self.stops_of.get(number, "")
        self.relabel()
        self.pane.go(self.stops_of.get(number, ""))

    async def reread(self) -> None:
        """Read the record again."""
        record = await self.home.record(self.record.request.id, history=self.tab == 9)
        if record:
            self.record = record
            if isinstance(self.panel, GatePanel):
                self.panel.renew(record, self.home.unmet(record))
            if self.gate:
                self.gate.renew(record, self.home.unmet(record))
            self.relabel()

    async def changed(self, requests: frozenset[int], who: str) -> None:
        """Read the record again when it is one of those changed."""
        if self.record.request.id in requests:
            await self.reread()

    def on_pane_moved(self) -> None:
        """Grey the keys that do nothing on this field."""
        self.show_footer()

    async def show_field(self, name: str) -> None:
        """Go to a field wherever it stands; a row that is gone leads to its table."""
        await self.show_tab(part_of(name))
        parts = name.split(".")
        for length in (2, 1):
            if self.pane.go(".".join(parts[:length])):
                return

    # Going about.

    async def do_tab_next(self) -> None:
        """Go to the next tab."""
        await self.show_tab(self.tab % 9 + 1)

    async def do_tab_previous(self) -> None:
        """Go to the tab before."""
        await self.show_tab((self.tab - 2) % 9 + 1)

    async def run(self, command: Command) -> None:
        """A digit goes to its tab."""
        if command.id.startswith("part."):
            await self.show_tab(int(command.id.removeprefix("part.")))
            return
        await super().run(command)

    async def do_request_next(self) -> None:
        """Go to the next request of the list."""
        await self._sibling(1)

    async def do_request_previous(self) -> None:
        """Go to the request before in the list."""
        await self._sibling(-1)

    async def _sibling(self, by: int) -> None:
        place = self.around.index(self.record.request.id) + by
        record = await self.home.record(self.around[place], history=self.tab == 9)
        if record:
            self.record, self.gate = record, None
            self.unfolded = frozenset()
            self.relabel()

    def off_request_next(self) -> str:
        """The last request has none after it."""
        last = self.around[-1:] == (self.record.request.id,)
        return self.say("why.last_request") if last else ""

    def off_request_previous(self) -> str:
        """The first request has none before it."""
        return self.say("why.first_request") if self.around[:1] == (self.record.request.id,) else ""

    # Reading.

    def do_tab_open(self) -> None:
        """Read the document under the cursor on a screen of its own."""
        number = self.pane.stop.partition(".")[2]
        document = next(one for one in self.record.documents if str(one.n) == number)
        title = f"{self.record.name} · {self.say(f'document.{document.kind}')} v{document.version}"
        self.home.push_screen(Reader(title, partial(laid_out, document.body), self.record))

    def off_tab_open(self) -> str:
        """There must be a document."""
        return "" if self.pane.stop.startswith("documents.") else self.say("why.no_document")

    def do_difference(self) -> None:
        """Show what stands there now against what both signed, or else against the original request."""
        version = self._before()
        if version is not None:
            words = self.say("difference.title", number=self.record.name, version=version.number)
            before, after = version.contents, contents(self.record)
            self.home.push_screen(Reader(words, partial(compared, before, after), self.record))

    def _before(self) -> Version | None:
        now = contents_digest(self.record)
        return next((one for one in reversed(self.record.versions) if one.digest != now), None)

    def off_difference(self) -> str:
        """There must be a version that differs."""
        return "" if self._before() else self.say("why.no_version")

    # Folding and editing.

    def do_page_fold(self) -> None:
        """Fold a long text, or unfold it."""
        self.unfolded ^= {self.pane.stop.split(".")[0]}
        self.show_page()

    async def do_page_field(self) -> None:
        """Edit the field, read the document, or unfold a text where it cannot be edited."""
        if not self.off_tab_open():
            self.do_tab_open()
        elif self.off_edit():
            self.do_page_fold()
        else:
            await self.do_edit()

    async def do_edit(self) -> None:
        """Open the field or row under the cursor for editing."""
        await self.edit(self.pane.stop)

    async def edit(self, path: str, preset: Mapping[str, Any] | None = None) -> None:
        """Open a field, a row, or a new row where a table is empty; in a new row some columns may be filled in."""
        if path in MANY:
            rows = rows_of(self.record, path)
            path = f"{path}.{rows[0].n}" if rows else f"{path}+"
        await self.open(Edit(self.record, path, self.home.look(self.record), preset))

    async def do_change(self) -> None:
        """Ask for a change of the frozen field under the cursor."""
        head = self.pane.stop.split(".")[0]
        path = self.pane.stop
        if head in MANY and "." not in path:
            path = f"{path}.{rows_of(self.record, head)[0].n}"
        await self.open(ChangeForm(self.record, path, self.home.look(self.record)))

    def off_change(self) -> str:
        """Only what is frozen needs a change request."""
        head = self.pane.stop.split(".")[0]
        known = FIELDS.get(head)
        freezes = head in FROZEN_ROWS or head == "milestones" or bool(known and known.f.frozen)
        return "" if freezes else self.say("why.never_frozen")

    async def do_row_add(self) -> None:
        """Add a row to the table under the cursor."""
        await self.open(Edit(self.record, self.pane.stop.split(".")[0] + "+", self.home.look(self.record)))

    def off_row_add(self) -> str:
        """Only tables have rows, and only some are typed."""
        head = self.pane.stop.split(".")[0]
        if head not in MANY:
            return self.say("why.no_table")
        return "" if MANY[head].edited_by else self.say("why.not_typed")

    def do_row_drop(self) -> None:
        """Drop the row under the cursor; its number is never used again, and undo brings it back."""
        many, _, number = self.pane.stop.partition(".")
        n = number or str(rows_of(self.record, many)[0].n)
        data = {"fields": {f"{many}.{n}": ""}}
        self.home.run_worker(self.home.do_act("edit", self.record.request.id, data), group="act")

    def off_row_drop(self) -> str:
        """There must be a row."""
        head = self.pane.stop.split(".")[0]
        return self.off_row_add() or ("" if rows_of(self.record, head) else self.say("why.no_row"))

    def off_edit(self) -> str:
        """Say why the field under the cursor is not edited."""
        if not self.pane.stop:
            return self.say("why.nothing_to_edit")
        head = self.pane.stop.split(".")[0]
        known = FIELDS.get(head)
        typed = bool(MANY[head].edited_by) if head in MANY else bool(known and known.f.typed)
        if not typed:
            return self.say("why.not_typed")
        refusal = why_not_edit(self.record, self.home.me, head)
        return self.home.sight().told(refusal[0], head, refusal[1]) if refusal else ""

    off_edit_external = off_edit

    async def do_edit_external(self) -> None:
        """Edit the text under the cursor in $VISUAL or $EDITOR, then look at it in the form before it is handed in."""
        await self.do_edit()
        if isinstance(self.panel, Edit) and not self.panel.off_edit_external():
            self.panel.do_edit_external()

    async def do_rewrite(self) -> None:
        """Open the field with the next finding and put the rewrite into it."""
        await self.do_finding_next()
        await self.do_edit()
        if isinstance(self.panel, Edit) and not self.panel.off_rewrite():
            self.panel.do_rewrite()

    async def do_finding_next(self) -> None:
        """Go to the next field whose wording lacks something."""
        faulty = self.faulty()
        names = list(self.pane.stops)
        here = names.index(self.pane.stop) if self.pane.stop in names else -1
        after = [name for name in faulty if name in names and names.index(name) > here]
        self.pane.go((after or faulty)[0])

    def faulty(self) -> list[str]:
        """List the fields and rows of this tab with a finding of wording."""
        return [stop for stop in self.pane.stops if self.home.findings_at(self.record, stop)]

    def off_finding_next(self) -> str:
        """There must be one on this tab."""
        return "" if self.faulty() else self.say("why.no_finding")

    off_rewrite = off_finding_next

    # The gate panel.

    async def do_gate_return(self) -> None:
        """Go back to the gate panel after mending a fault."""
        gate = self.gate
        if gate:
            self.record = await self.home.written_record(self.record)
            panel = GatePanel(self.record, gate.act, self.home.unmet(self.record), gate.reasons)
            await self.open(panel)

    def off_gate_return(self) -> str:
        """There must be a panel to go back to."""
        return "" if self.gate else self.say("why.no_gate_panel")
