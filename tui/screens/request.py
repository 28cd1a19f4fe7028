"""The page of a request: its six parts, documents, questions and history in nine tabs; read and edited in place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from bihuan.store.rules.ball import ball
from bihuan.store.rules.freeze import contents, contents_digest
from bihuan.store.rules.planned import Version
from bihuan.store.rules.record import Check, Record
from bihuan.store.rules.steps import gate_of
from bihuan.tui.cells import cut, width
from bihuan.tui.keys import Command, Place
from bihuan.tui.lines import Line, Role, Span, line
from bihuan.tui.page import Page, part_of, unmet_parts
from bihuan.tui.prefilled import of_row
from bihuan.tui.screens.edited import Edited
from bihuan.tui.screens.reader import Reader, compared
from bihuan.tui.standing import steps_line
from bihuan.tui.tabs import documents, history, questions
from bihuan.tui.widgets.bar import Bar
from bihuan.tui.widgets.gate import GatePanel
from bihuan.tui.widgets.pane import Pane
from bihuan.tui.widgets.panel import Panel


class RequestPage(Edited):
    """One request, open."""

    scopes: ClassVar[tuple[Place, ...]] = ("page", "record", "any")
    AUTO_FOCUS: ClassVar[str | None] = "Pane"

    def __init__(self, record: Record, siblings: tuple[int, ...], field: str = "") -> None:
        """Make the page of a record; `siblings` are the requests around it in the list it was opened from."""
        super().__init__(record)
        self.around = siblings
        self.tab = part_of(field) if field else self._likely_tab()
        self.start = field
        self.dues, self.names, self.ruled = Bar(id="dues"), Bar(id="names"), Bar(id="ruled")
        self.checks: Sequence[Check] = ()
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
        holder = sight.ball(ball(self.record, self.home.calendar, self.home.now()))
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

    def word(self, command: Command) -> str:
        """Name the act that goes through the gate of the step."""
        gate = gate_of(self.record.request.step) if command.id == "advance" else None
        return self.home.act_word(gate.act) if gate else super().word(command)

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
            words = f"{number} {name if here else cut(name, most, '.')}"
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
            self.long = frozenset(page.long)
        else:
            self.long = frozenset()
            lines, stops = {7: documents, 8: questions, 9: history}[self.tab](sight, self.record, columns)
        fresh = not self.pane.stops
        self.pane.put(lines, stops)
        if fresh:
            self.pane.go(self.first_wanted())
        if self.start and self.pane.go(self.start):
            self.start = ""

    async def show_tab(self, number: int) -> None:
        """Go to a tab; each keeps its cursor."""
        if number == self.tab:
            return
        self.stops_of[self.tab] = self.pane.stop
        self.tab = number
        self.pane.put([], {})
        self.pane.scroll_to(y=0, animate=False, immediate=True, force=True)
        self.pane.stop = ""
        self.relabel()
        self.pane.go(self.stops_of.get(number) or self.first_wanted())

    def first_wanted(self) -> str:
        """Give the first field of the tab that the gate still wants something of, else the first of all."""
        heads = {check.field.split(".")[0] for check in self.checks if check.severity == "blocking"}
        return next((stop for stop in self.pane.stops if stop.split(".")[0] in heads), next(iter(self.pane.stops), ""))

    async def reread(self) -> None:
        """Read the record again."""
        record = await self.home.record(self.record.request.id)
        if record:
            self.record = record
            if isinstance(self.panel, GatePanel):
                self.panel.renew(record, self.home.unmet(record))
            if self.gate:
                self.gate.renew(record, self.home.unmet(record))
            self.relabel()

    async def changed(self, requests: frozenset[int], who: str) -> None:
        """Read the record again when it is one of those changed; one's own act that moves it leads to the new step.

        What another one does moves nothing under the reader's eyes.
        """
        if self.record.request.id not in requests:
            return
        before = self.record.request.step
        await self.reread()
        if not who and self.record.request.step != before:
            await self.show_tab(self._likely_tab())

    async def on_pane_moved(self, message: Pane.Moved) -> None:
        """Grey the keys that do nothing on this field; show the field that the check under the cursor is about."""
        gate = self.panel
        if isinstance(gate, GatePanel) and message.pane is gate.pane:
            await self.show_checked(gate)
        self.show_footer()

    async def show_checked(self, gate: GatePanel) -> None:
        """Show what the check under the cursor of the gate panel is about."""
        check = gate.current()
        if check is not None and part_of(check.field) < 7:
            await self.show_field(check.field)

    async def open(self, panel: Panel) -> None:
        """Dock a panel; a gate panel speaks of a field, which is shown above it."""
        await super().open(panel)
        if isinstance(panel, GatePanel):
            await self.show_checked(panel)

    async def show_field(self, name: str) -> None:
        """Go to a field wherever it stands; a row that is gone leads to its table."""
        await self.show_tab(part_of(name))
        if not self.pane.stops:
            self.relabel()  # the page was opened just now
        parts = name.split(".")
        for length in (2, 1):
            if self.pane.go(".".join(parts[:length])):
                return

    async def do_new(self) -> None:
        """Make the suggestion or remainder under the cursor a linked new request; elsewhere start an empty one."""
        if of_row("follow", self.row_here()):
            await self.home.begin("follow", self.record)
        else:
            await self.home.do_new()

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
        record = await self.home.record(self.around[place])
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

    # The gate panel.

    def mends(self) -> bool:
        """Tell whether a fault is being mended that the gate panel listed."""
        return self.gate is not None and not isinstance(self.panel, GatePanel)

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
