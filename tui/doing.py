"""How the program acts: from a command to the act on the writing thread, and from its outcome to what people see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, cast

from bihuan.store import read
from bihuan.store.acts import Act, parsed
from bihuan.store.acts.every import ACTS
from bihuan.store.errors import BihuanError, NotFound, Refused
from bihuan.store.file import Store
from bihuan.store.read import Related
from bihuan.store.rules.ball import ball
from bihuan.store.rules.checks import Circumstances
from bihuan.store.rules.gates import unmet, unmet_ahead
from bihuan.store.rules.overridden import overrides_unseen
from bihuan.store.rules.record import MANY, Check, Record, Request
from bihuan.store.rules.running import Running, clocks, owed_from
from bihuan.store.rules.steps import ENDS, STATUSES, Gate, gate_of
from bihuan.tui.beside import class_words
from bihuan.tui.closing import suggestion_lines
from bihuan.tui.form import open_rows
from bihuan.tui.keys import Command
from bihuan.tui.lines import Line
from bihuan.tui.noted import notes
from bihuan.tui.outcome import outcome
from bihuan.tui.overridden import in_words
from bihuan.tui.prefilled import of_row, row_meant, untaught
from bihuan.tui.preview import preview
from bihuan.tui.screens.sign import SignReview
from bihuan.tui.screens.uat import Uat
from bihuan.tui.standing import due_line, open_clocks, replanning
from bihuan.tui.table import owed_word
from bihuan.tui.typeahead import InOrder
from bihuan.tui.widgets.form import Form
from bihuan.tui.widgets.fresh import NewForm
from bihuan.tui.widgets.gate import GatePanel
from bihuan.tui.widgets.menu import Menu

if TYPE_CHECKING:
    from bihuan.tui.app import Bihuan

BUSY_AFTER = 0.5
# A request as an act left it, and what those are called that it touched.
Done = tuple[Record, Mapping[int, str]]
# `confirm` brings the contact that G1 asks for, `close` the confirmations of G6.
BROUGHT = frozenset({"G1-01", "G6-05", "G6-06"})
MORNING = time(9)


class Doing(InOrder):
    """Acts, their reasons against, and where they lead."""

    acts: Mapping[str, Act[Any]] = ACTS
    arounds: dict[int, Circumstances]
    clocks_of: dict[int, tuple[Running, ...]]
    related_of: dict[int, Related]
    requests: dict[int, str]

    @property
    def home(self) -> Bihuan:
        """Give the program itself, with all it has."""
        return cast("Bihuan", self)

    # Reading.

    async def record(self, request: int) -> Record | None:
        """Read a request whole, its history too; tell when it is gone."""

        def whole(store: Store) -> tuple[Record, Circumstances, tuple[Running, ...], Related]:
            found, now = read.record(store, request, history=True), store.now()
            around, running = read.circumstances(store, found, now), clocks(found, store.calendar, now)
            return found, around, running, read.related(store, found)

        try:
            record, around, running, related = await self.home.link.ask(whole)
        except NotFound as gone:
            self.tell_error(gone)
            return None
        self.arounds[request], self.clocks_of[request], self.related_of[request] = around, running, related
        self.requests.update(related.names)
        return record

    async def written_record(self, record: Record) -> Record:
        """Read a request again once everything handed in before has been written; as it was when it is gone."""
        await self.home.link.do(lambda store: None)
        return await self.record(record.request.id) or record

    def around(self, record: Record) -> Circumstances:
        """Give what a gate asks beside the record, at this moment."""
        known = self.arounds.get(record.request.id)
        return replace(known, now=self.home.now()) if known else Circumstances(self.home.now(), self.home.calendar)

    def dues(self, record: Record) -> list[Line]:
        """Say what is due of a request and by which rule, the next one first."""
        found = open_clocks(self.clocks_of.get(record.request.id, ()), self.home.now())
        return [due_line(self.home.sight(), record, r) for r in found]

    def notes_on(self, record: Record) -> Mapping[str, str]:
        """Say what is worth knowing beside its fields and rows, of its estimate what requests like it took."""
        sight, keys = self.home.sight(), {name: self.home.cap_of(name) for name in ("replan", "change")}
        running, related = self.clocks_of.get(record.request.id, ()), self.related_of.get(record.request.id, Related())
        found = notes(sight, self.home.calendar, record, running, related, keys)
        took = self.around(record).took
        return {**found, "estimate_days": "".join(class_words(sight, took))} if took else found

    def unmet(self, record: Record) -> tuple[Check, ...]:
        """List what the gate of the request's step still asks for, but for what its own act brings."""
        found = unmet(record, self.around(record))
        return tuple(check for check in found if check.code not in BROUGHT)

    def unmet_ahead(self, record: Record) -> tuple[Check, ...]:
        """List what designing asks for as well, where both gates may be passed in one go."""
        return unmet_ahead(record, self.around(record))

    def unseen(self, record: Record) -> list[str]:
        """Say what the other party overrode since one's own party last judged or signed; nothing mostly."""
        if self.home.me is None:
            return []
        found = overrides_unseen(record, self.around(record), self.home.me.party)
        words = [in_words(one, self.home.sight().short(one.by), self.home.lang) for one in found]
        return [self.home.say("override.head", n=len(found)), *words] if found else []

    def owed(self, record: Record) -> list[str]:
        """List the acts on a request that the person at the keys owes now, the first due first."""
        running, me = self.clocks_of.get(record.request.id, ()), self.home.me
        found = [o for o in owed_from(running) if me is not None and me.id in o.persons]
        gate = gate_of(record.request.step)  # what else is due at its time comes before the gate
        return [o.act for o in sorted(found, key=lambda o: (o.due_at or 0, gate is not None and o.act == gate.act))]

    def suggestions(self, record: Record) -> list[str]:
        """Say that a retrospective is suggested, and why; nothing mostly."""
        return list(suggestion_lines(self.home.sight(), record, self.clocks_of.get(record.request.id, ())))

    def preview(self, record: Record, columns: int) -> list[Line]:
        """Lay out the preview of a record."""
        holder = ball(record, self.home.calendar, self.home.now())
        framed = not self.home.view.has_class("wide")
        return preview(self.home.sight(), record, self.unmet(record), self.dues(record), holder, columns, framed)

    def status_rank(self, status: str) -> int:
        """Give the place of a status in the course of a request."""
        return STATUSES.index(status)

    def act_word(self, act: str, clock: str = "", field: str = "") -> str:
        """Name an act in a word, for the inbox and the footer; what an urgent request owes later by clock and field."""
        label = self.home.say(f"act.{act}.label") if act in self.acts else act
        return owed_word(act, clock, self.home.lang, field) or label[:1].lower() + label[1:]

    # Why not.

    def why_not(self, command: Command, record: Record | None) -> str:
        """Say why the act that a command stands for cannot be done; nothing when it can or when it is none."""
        if not command.act:
            return ""
        if command.act == "advance" and record is not None:
            gate = gate_of(record.request.step)
            return self.why_not_act(gate.act, record) if gate else self.home.say("why.no_gate")
        return self.why_not_act(command.act, record)

    def why_not_act(self, code: str, record: Record | None) -> str:
        """Say why an act cannot be done on a request."""
        act = self.acts[code]
        if record is None and not act.declared.new and act.declared.about == "request":
            return self.home.say("why.no_row")
        today = self.home.moments().today()
        reasons = act.why_not(record, self.home.me, today)
        if reasons:
            return self.home.sight().check(reasons[0])
        return self._no_rows(act, record) if record else ""

    def _no_rows(self, act: Act[Any], record: Record) -> str:
        """An act about a row wants one that is not done with yet."""
        for i in act.inputs:
            wanted = i.kind == "row" and (i.required or act.code == "agree") and i.ref in MANY
            if wanted and not open_rows(record, i.ref):
                return self.home.say("why.no_rows", rows=self.home.sight().label(i.ref))
        return ""

    # Doing.

    async def do_act(
        self, code: str, request: int | None, data: Mapping[str, Any], origin: Form | None = None
    ) -> Record | None:
        """Do an act on a request or the store, with inputs as JSON has them; None when it was refused and told why.

        Call it from a worker, never from a handler of a key: another process may hold the store for a while.
        """
        shown = self.home.view.record_here()
        before = shown if shown is not None and shown.request.id == request else None
        waiting = self.set_timer(BUSY_AFTER, lambda: self.home.view.tell(self.home.say("tell.busy"), "soon"))
        try:
            done = await self.home.link.do(self._run(code, request, data))
        except BihuanError as error:
            await self.refused(code, request, error, origin, data)
            return None
        finally:
            waiting.stop()
        await self._done(self.acts[code], done, before)
        return done[0]

    def _run(self, code: str, request: int | None, data: Mapping[str, Any]) -> Callable[[Store], Done]:
        act = self.acts[code]

        def run(store: Store) -> Done:
            record = act(store, request, **parsed(store, act.inputs, data))
            if act.declared.about == "store":
                record = Record(request=Request(), team=store.team)  # there is none
            return record, read.named(store, store.touched)

        return run

    async def _done(self, act: Act[Any], done: Done, before: Record | None) -> None:
        """Say that it was done, where the request stands now if it moved, and which keys go back."""
        record, touched = done
        await self.home.read_around()
        await self.home.refresh_views(frozenset((record.request.id, *touched)))
        names = touched.values() if act.declared.about == "requests" else [record.name]
        words = outcome(self.home.say, act.code, record, self.home.say("list_comma").join(names), before)
        status = record.request.status
        if before is not None and status != before.request.status and status not in ENDS:
            sight = self.home.sight()
            holder = sight.ball(ball(record, self.home.calendar, self.home.now()))
            now = self.home.say("tell.now", status=sight.choice("status", status))
            words += self.home.say("list_comma").join(filter(None, (now, holder)))
        undo = self.home.say("tell.undo") if act.declared.undoable and "undo" in self.acts else ""
        back = self.home.say("tell.checks") if self.home.view.mends() else ""
        self.home.view.tell(words + undo + back, "ok")

    async def refused(
        self,
        code: str,
        request: int | None,
        error: BihuanError,
        origin: Form | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """Show why an act was not done: unmet checks in the gate panel, anything else in the message line.

        What is wrong with an input of the form it came from is said where the input is.
        """
        own = origin is not None and error.field.split(".")[0] in origin.fields
        if origin is not None and own:
            origin.jump(error.field)
            origin.refused = True
            self.tell_error(error, origin.label(error.field.split(".")[0]))
            self.home.view.hinting = True  # it goes with the form it is about
            return
        if isinstance(error, Refused) and error.checks and request is not None:
            record = await self.record(request)
            if record:
                await self.home.view.open(GatePanel(record, code, error.checks, data=data))
                return
        self.tell_error(error)

    def tell_error(self, error: BihuanError, label: str = "") -> None:
        """Say what an error says, with the field it is about, which a form may label in its own words."""
        named = dict.fromkeys(("name", "field"), label) if label else {}
        self.home.view.tell(self.home.sight().told(error.code, error.field, {**error.values, **named}), "late")

    # Where acts lead.

    async def begin(self, code: str, record: Record, row: int = 0, preset: Mapping[str, Any] | None = None) -> None:
        """Open what an act is done with: a screen, the gate panel, or the form made from its inputs."""
        if reason := self.why_not_act(code, record) if code in self.acts else self.home.say("why.no_act", act=code):
            self.home.view.tell(reason, "soon")
            return
        gate = gate_of(record.request.step)
        if code == "sign":
            await self.push_screen(SignReview(record))
        elif code == "judge":
            await self.push_screen(Uat(record))
        elif code in ("set", "edit"):
            owed = next((d.field for d in record.debts if d.n == row), "")
            await self.home.open_request(record.request.id, field=owed)
        elif gate and code in (gate.act, "advance") and gate.act != "confirm":
            await self.open_gate(record, gate)
        elif gate and code == "advance":
            await self.begin(gate.act, record)
        elif not [i for i in self.acts[code].inputs if i.kind != "reasons"]:
            self.run_worker(self.do_act(code, record.request.id, {}), group="act")
        else:
            act = self.acts[code]
            about = row or row_meant(act, record, self.home.view.row_here())
            await self.home.view.open(Form(act, record, about, preset or self.first_of(code, record)))
        if code in ("confirm", "judge", "approve") and (told := self.unseen(record)):
            self.home.view.tell(" ".join(told), "soon")

    async def begin_for_store(self, code: str) -> None:
        """Open the form of an act about the store itself: people, calendar, settings."""
        if reason := self.why_not_act(code, None):
            self.home.view.tell(reason, "soon")
        else:
            await self.home.view.open(Form(self.acts[code], None))

    def first_of(self, code: str, record: Record) -> Mapping[str, Any]:
        """Give what stands in an act's form at first.

        Re-planning begins with the dates as they are, and why; the return of what failed with where it is fixed, and
        the reason that business gave; a lesson with the shortcoming that it is made of.
        """
        if code == "replan":
            running = self.clocks_of.get(record.request.id, ())
            return replanning(self.home.sight(), self.home.calendar, record, running)
        if code == "return" and record.request.step == "testing" and record.request.result == "fail":
            return {"to": "developing", "reason": record.request.result_reason}
        return of_row(code, self.home.view.row_here()) or of_row(code, untaught(record))

    async def begin_many(self, code: str, records: Sequence[Record]) -> None:
        """Do an act on several requests: with one form for all of them, or at once where it asks for nothing."""
        if [i for i in self.acts[code].inputs if i.kind != "reasons"]:
            await self.home.view.open(Form(self.acts[code], records[0], others=records[1:]))
        else:
            self.run_worker(self.do_many(code, records, {}), group="act")

    async def do_many(self, code: str, records: Sequence[Record], data: Mapping[str, Any]) -> bool:
        """Do an act on one request after another; say on which it was done, and on which not and why."""
        done: list[str] = []
        left: list[str] = []
        for record in records:
            try:
                await self.home.link.do(self._run(code, record.request.id, data))
                done.append(record.name)
            except BihuanError as error:
                reason = error.checks[0].code if error.checks else error.code
                left.append(f"{record.name} ({reason})")
        await self.home.read_around()
        await self.home.refresh_views(frozenset(record.request.id for record in records))
        comma = self.home.say("list_comma")
        words = self.home.say("tell.done_many", act=self.home.say(f"act.{code}.label"), n=len(done))
        if left:
            words += self.home.say("tell.left_many", names=comma.join(left))
        self.home.view.tell(words, "soon" if left else "ok")
        return bool(done)

    async def do_menu(self) -> None:
        """Open the act menu for the request here, or for all that are marked."""
        records = await self.home.view.records_here()
        if records:
            await self.home.view.open(Menu(records))

    def off_menu(self) -> str:
        """There must be a request."""
        return "" if self.home.view.record_here() is not None else self.home.say("why.no_row")

    async def do_advance(self) -> None:
        """Open the gate of the step, whichever act goes through it."""
        record = self.home.view.record_here()
        if record:
            await self.begin("advance", record)

    async def open_gate(self, record: Record, gate: Gate) -> None:
        """Open the panel of the gate that ends the request's step."""
        await self.home.view.open(GatePanel(record, gate.act, self.unmet(record)))

    async def do_new(self) -> None:
        """Open the form of a new request."""
        await self.home.view.open(NewForm())

    def do_undo(self) -> None:
        """Take back one's own last act on the request."""
        record = self.home.view.record_here()
        if record:
            self.run_worker(self.do_act("undo", record.request.id, {}), group="act")

    # Putting off.

    def later(self) -> frozenset[str]:
        """Give the inbox rows that are put off."""
        return frozenset(self.home.notes.later(self.home.now()))

    def put_off(self, key: str) -> int:
        """Put a row off until tomorrow morning; tell when that is. No clock stops."""
        moments = self.home.moments()
        morning = datetime.combine(moments.today() + timedelta(days=1), MORNING, moments.zone)
        until = int(morning.timestamp() * 1000)
        self.home.notes.put_off(key, until, self.home.now())
        return until
