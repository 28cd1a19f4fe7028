"""The form of an act, docked under what it is about: one input a line, a hint below, a draft never 2 s behind."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input as TextLine
from textual.widgets import Static, TextArea

from bihuan.store.acts import Act
from bihuan.store.acts.inputs import Input
from bihuan.store.errors import Unavailable
from bihuan.store.rules.field import decimal
from bihuan.store.rules.record import Record
from bihuan.store.text.shown import shown
from bihuan.tui.counted import counted
from bihuan.tui.drafts import Draft
from bihuan.tui.form import Asking, entered, options, put_text, row_hint, text_of, widget
from bihuan.tui.keys import Place
from bihuan.tui.lines import Line, Span, line
from bihuan.tui.widgets.bar import Bar
from bihuan.tui.widgets.beside import BesideLines
from bihuan.tui.widgets.choice import Choice
from bihuan.tui.widgets.inputs import Inputs
from bihuan.tui.widgets.pick import Pick

KEEP_AFTER = 1.0
LOOK_AFTER = 0.3


class Form(Inputs):
    """Ask for the inputs of an act and hand them in."""

    scopes: ClassVar[tuple[Place, ...]] = ("form", "panel", "any")

    def __init__(
        self,
        act: Act[Any],
        record: Record | None,
        row: int = 0,
        preset: Mapping[str, Any] | None = None,
        others: Sequence[Record] = (),
    ) -> None:
        """Make the form of an act on a request, about one of its rows perhaps, some inputs filled in before."""
        super().__init__()
        self.preset, self.others = preset or {}, others
        self.act, self.record, self.row = act, record, row
        self.note, self.fault = Bar(classes="note", most=5), Bar(classes="fault", most=2)
        self.beside = BesideLines()
        self.first: dict[str, str] = {}  # what stood in each at first
        self.labels: dict[str, Static] = {}
        self.dirty = False
        self.timer: Timer | None = None
        self.looking: Timer | None = None
        self.sending = self.gone = False
        self.refused = False
        self.restored = ""

    # What a form is about; an edit in place answers these otherwise.

    def inputs(self) -> tuple[Input, ...]:
        """Give the inputs to ask for, those that must be there first."""
        found = [i for i in self.act.inputs if i.kind not in ("fields", "reasons")]
        return tuple(sorted(found, key=lambda i: not i.required))

    def start(self, i: Input) -> Any:
        """Give the value that stands in an input at first."""
        if i.name in self.preset:
            return self.preset[i.name]
        rows = [int(value) for value, _ in self.asking().rows(i.ref)] if i.kind == "row" else []
        if i.kind == "row" and i.required:
            return self.row or (rows[-1] if len(rows) == 1 else None)
        if i.kind == "line":
            return None  # what the act takes for granted is no word that somebody typed
        return None if i.default in ((), "") else i.default

    def packed(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Give the act's inputs for what was entered."""
        return {name: value for name, value in given.items() if value not in (None, [])}

    def subject(self) -> str:
        """Name what the form is about, for the rule and the draft."""
        more = f" +{len(self.others)}" if self.others else ""
        return self.record.name + more if self.record else ""

    @property
    def draft_key(self) -> str:
        """Name the draft."""
        return f"{self.act.code} {self.subject()} {self.row}"

    def title(self) -> tuple[str, str]:
        """Name act and request."""
        return " · ".join(filter(None, (self.say(f"act.{self.act.code}.label"), self.subject()))), ""

    def label(self, name: str) -> str:
        """Name an input."""
        return self.say(f"{self.about(name)}.label")

    def about(self, name: str) -> str:
        """Give where the words about an input stand: its label, its hint, its example."""
        own = f"input.{self.act.code}.{name}"
        return own if self.home.has(f"{own}.label") else f"field.{name}"

    def asking(self) -> Asking:
        """Give what the widgets need to know."""
        return Asking(self.home.sight(), self.home.team, self.record, act=self.act.code)

    # The widgets.

    def compose(self) -> ComposeResult:
        """Ask for one input after another."""
        yield self.rule
        yield self.beside
        draft = self.home.drafts.find(self.draft_key)
        kept = draft.values if draft else {}
        if draft:
            self.restored = f"{self.home.moments().local(draft.at):%H:%M:%S}"
        with VerticalScroll(id="fields", can_focus=False):
            for i in self.inputs():
                one = widget(i, self.start(i), self.asking())
                self.first[i.name] = text_of(one)
                if i.name in kept and not (i.kind == "choice" and i.name in self.preset):  # what was chosen just now
                    put_text(one, str(kept[i.name]))
                self._set_example(i, one)
                self.fields[i.name] = one
                self.labels[i.name] = Static("", classes="label", markup=False)
                with Horizontal(classes="field"):
                    yield self.labels[i.name]
                    yield one
        yield self.fault
        yield self.note

    def _set_example(self, i: Input, one: Widget) -> None:
        """Show an example in an empty input; a day's shows the ways to write one."""
        code = f"{self.about(i.name)}.example"
        if isinstance(one, TextLine | TextArea) and not isinstance(one, Pick):
            example = self.say("example", text=self.say(code)) if self.home.has(code) else ""
            one.placeholder = shown(self.say("day_hint") if i.kind == "day" else example)

    def on_mount(self) -> None:
        """Say when a kept copy came back."""
        super().on_mount()
        if self.restored:
            self.home.view.tell(self.say("tell.restored", when=self.restored), "accent")
            self.dirty = True
        self.look_beside()

    def relabel(self) -> None:
        """Write rule, labels and hint again."""
        if not self.is_attached:
            return
        super().relabel()
        self.set_class(self.home.lang == "en", "en")
        for i in self.inputs():
            if i.name in self.labels:
                star = " *" if i.required else ""
                self.labels[i.name].update(shown(f" {self.label(i.name)}{star}"))
            if isinstance(one := self.fields.get(i.name), Choice | Pick):
                one.resay(options(i, self.asking()))
            elif i.name in self.fields:
                self._set_example(i, self.fields[i.name])
        self.show_note()
        self.beside.relabel()

    def first_focus(self) -> None:
        """Begin at the first input that is empty; what was typed before is gone on with where it ends."""
        typed = [one for name, one in self.fields.items() if self.restored and text_of(one) != self.first[name]]
        empty = [one for one in self.fields.values() if not text_of(one)]
        for one in [*typed[-1:], *empty, *self.fields.values()][:1]:
            one.focus()
        self.call_after_refresh(self.show_note)

    @on(events.DescendantFocus)
    def focused(self) -> None:
        """Hint at what the input wants; in a text other keys work than elsewhere."""
        self.show_note()
        self.home.view.show_footer()

    # Hints.

    def show_note(self) -> None:
        """Say what the input under the cursor wants, and how much of it is there."""
        i = self.here()
        if i is not None:
            self.note.put(self.hint(i), counted(self.home, i, self.fields[i.name], self.about(i.name)))
            faults = self.faults(i)
            self.fault.display = bool(faults)
            self.fault.put(faults)

    def faults(self, i: Input) -> Line:
        """Say what is wrong with what stands in an input; an edit in place knows."""
        return ()

    def hint(self, i: Input) -> Line:
        """Give the hint of an input: its candidates, else one line on what to write."""
        one = self.fields[i.name]
        if isinstance(one, Pick) and one.hidden():
            return line(Span(f" {one.hidden()}", "muted"))
        if isinstance(one, Pick):
            found = one.candidates()
            words = self.say("list_comma").join(found[:6]) + (" …" if len(found) > 6 else "")
            return line(Span(f" {self.say('candidates', words=words or '-')}", "muted"))
        if i.kind == "rows":
            return line(Span(f" {row_hint(i, self.home.sight())}", "muted"))
        about = self.about(i.name)
        words = self.home.hint(f"{about}.hint")
        ways = self.say("na_hint") if i.na else ""
        if i.kind == "day" and self.home.moments().read_day(text_of(one)) is None:
            ways = self.say("day_hint")
        return line(Span(f" {' · '.join(filter(None, (words, ways)))}", "muted"))

    # What stands beside it: similar requests, the load of the owners.

    def schedule(self) -> tuple[str, Sequence[Mapping[str, Any]]]:
        """Give the field or table that is typed, and its rows as they are now; of an act what it plans anew."""
        rows = self.fields.get("milestones")
        planned = next((i for i in self.inputs() if i.name == "milestones"), None)
        return ("milestones", entered(planned, rows, self.asking())) if planned and rows else ("", ())

    def look_beside(self) -> None:
        """Ask what stands beside what is typed now."""
        if self.record is not None and self.is_attached:
            estimate = decimal(text_of(self.fields["estimate_days"])) if "estimate_days" in self.fields else None
            self.beside.look(self.record, *self.schedule(), estimate)

    async def do_overload(self) -> None:
        """Log the overload as a concern; what is typed here is kept as a draft."""
        assert self.record is not None
        preset = {"kind": "resource_conflict", "text": "\n".join(self.beside.overloaded())}
        await self.home.begin("concern", self.record, preset=preset)

    def off_overload(self) -> str:
        """Somebody must have too much to do."""
        return "" if self.beside.overloaded() else self.say("why.no_overload")

    # Typing and keeping.

    @on(TextLine.Changed)
    @on(TextArea.Changed)
    @on(Choice.Changed)
    def typed(self) -> None:
        """Keep a copy soon, whether or not more is typed meanwhile."""
        if self.refused:
            self.refused = False
            self.home.view.tell("")  # why it was refused, of which something is mended now
        as_it_was = all(text_of(one) == self.first[name] for name, one in self.fields.items())
        if not self.is_mounted or (as_it_was and not self.dirty):
            return
        self.dirty = True
        if self.timer is None:
            self.timer = self.set_timer(KEEP_AFTER, self.keep)
        if self.looking:
            self.looking.stop()
        self.looking = self.set_timer(LOOK_AFTER, self.look_beside)
        self.show_note()

    def keep(self) -> None:
        """Write the draft, if anything was typed.

        Raises:
            Unavailable: it cannot be written.
        """
        if self.timer:
            self.timer.stop()
            self.timer = None
        if self.dirty and not self.gone:
            values = {name: text_of(one) for name, one in self.fields.items()}
            base = self.record.request.id if self.record else 0
            self.home.drafts.keep(Draft(self.draft_key, self.home.now(), base, values))

    def let_go(self) -> None:
        """Keep what is typed when the form goes away undone; from then on the draft is another form's."""
        self.keep()
        self.gone = True

    def on_unmount(self) -> None:
        """Keep what is typed when the form goes away with its screen; that it cannot be kept was said before."""
        with suppress(Unavailable):
            self.keep()

    # Handing in.

    def do_save(self) -> None:
        """Hand the inputs in."""
        if not self.sending:
            self.home.run_worker(self.hand_in(), group="act")  # the program's: it outlives the form

    async def hand_in(self) -> None:
        """Do the act with what was entered, on all the requests it is for."""
        given = {i.name: entered(i, self.fields[i.name], self.asking()) for i in self.inputs()}
        await self.send(self._do(self.packed(given)))

    async def _do(self, data: Mapping[str, Any]) -> Any:
        code, about = self.act.code, self.act.declared.about
        if self.others and about == "requests":
            data = {**data, "requests": [record.name for record in self.others]}
        elif self.others and self.record:
            return self.record if await self.home.do_many(code, (self.record, *self.others), data) else None
        return await self.home.do_act(code, self.record.request.id if self.record else None, data, origin=self)

    async def send(self, doing: Awaitable[Any]) -> None:
        """Wait for an act; when it was done the form goes and its draft with it, else everything stays."""
        with suppress(Unavailable):  # what is handed in needs no copy
            self.keep()
        self.sending, view = True, self.home.view
        self.home.drafts.handed_in.add(self.draft_key)  # a form opened meanwhile begins afresh
        try:
            record = await doing
        finally:
            self.sending = False
            self.home.drafts.handed_in.discard(self.draft_key)
        if record is not None:
            self.dirty = False
            self.home.drafts.drop(self.draft_key)
            if view.panel is self:
                await view.close()
            await self.handed_in(record)

    async def handed_in(self, record: Any) -> None:
        """Go on after the act was done: a new request opens, and says how to go on."""
        about = self.act.declared.about == "request" and not self.others
        if about and (self.record is None or record.request.id != self.record.request.id):
            self.home.view.tell("")  # it is said on the page that opens
            await self.home.open_request(record.request.id)
            self.home.view.tell(self.say("tell.new", number=record.name), "ok")
