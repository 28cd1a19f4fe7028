"""The gate panel: every check that is unmet, each a jump to its field; it stays at hand while the faults are mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult

from bihuan.store import past
from bihuan.store.rules.freeze import steps_ending
from bihuan.store.rules.record import Check, Record
from bihuan.store.rules.similar import Alike
from bihuan.store.rules.steps import gate_of
from bihuan.tui.beside import SHOWN, like_lines
from bihuan.tui.cells import width, wrap
from bihuan.tui.keys import Command, Place
from bihuan.tui.lines import Line, Role, Span, line
from bihuan.tui.widgets.bar import Bar
from bihuan.tui.widgets.panel import LinesPanel


class GatePanel(LinesPanel):
    """The checks of a gate or of an act that was refused; blocking ones first."""

    scopes: ClassVar[tuple[Place, ...]] = ("gate", "pick", "panel", "any")
    SHARE: ClassVar[float] = 0.4  # the page behind it shows what the check under the cursor is about

    def __init__(
        self,
        record: Record,
        act: str,
        checks: Sequence[Check],
        reasons: dict[str, str] | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """Make the panel for what an act still wants; `data` is what else it was given, for when it is tried again."""
        super().__init__()
        self.record, self.act = record, act
        self.checks = tuple(sorted(checks, key=lambda check: check.severity != "blocking"))
        self.reasons, self.data = reasons or {}, dict(data or {})
        self.due = Bar(classes="due")
        self.similar: Sequence[Alike] = ()
        self.ahead: tuple[Check, ...] = ()  # what the next gate asks besides, where both may be passed in one go

    def compose(self) -> ComposeResult:
        """Set what is due between the rule and the checks."""
        yield self.rule
        yield self.due
        yield self.pane

    def relabel(self) -> None:
        """Say what is due with its rule, on a line of its own, and write the checks again."""
        if not self.is_attached:
            return
        self.ahead = self.home.unmet_ahead(self.record) if self.act == "advance" else ()
        found = self.home.dues(self.record)
        self.due.display, self.above = bool(found), len(found[:1])
        self.due.put(line(" ", *found[0]) if found else ())
        super().relabel()

    def on_mount(self) -> None:
        """Look for requests like a draft: they are shown before it is submitted."""
        super().on_mount()
        if self.record.request.step == "draft":
            self.look_for_similar()

    @work(group="beside", exclusive=True)
    async def look_for_similar(self) -> None:
        """Ask for them, and show them below the checks."""
        self.similar = (await self.home.link.ask(past.compare, self.record)).found[:SHOWN]
        self.relabel()

    def renew(self, record: Record, checks: Sequence[Check]) -> None:
        """Take in what was mended meanwhile: the checks that are met are gone."""
        self.record = record
        self.checks = tuple(sorted(checks, key=lambda check: check.severity != "blocking"))
        if self.is_attached:
            self.relabel()

    @staticmethod
    def key_of(check: Check) -> str:
        """Tell a check from every other."""
        return " ".join((check.code, check.field, *(str(value) for _, value in check.values)))

    def title(self) -> tuple[str, str]:
        """Name the move, and how many checks there are."""
        gate, last = gate_of(self.record.request.step), gate_of(steps_ending(self.record)[-1])
        words = self.say(f"act.{self.act}.label")
        if gate and last and gate.act == self.act:
            words = self.say(
                "gate.move",
                before=self.say(f"step.{gate.before}"),
                after=self.say(f"step.{last.after}"),
                act=words,
            )
        left = len(self.blocking()) + len(self.unanswered())
        told = self.say("gate.left", n=left) if left else self.say("gate.free")
        return f"{words} · {self.record.name}", " · ".join(filter(None, (told, self.below())))

    def word(self, command: Command) -> str:
        """Name the act that goes through the gate, and what Enter does on a check."""
        if command.id == "save":
            return self.home.act_word(self.act)
        return self.say("foot.gate_pick") if command.id == "pick" else super().word(command)

    def blocking(self) -> tuple[Check, ...]:
        """List the checks that keep the gate shut."""
        return tuple(c for c in self.checks if c.severity == "blocking" and self.key_of(c) not in self.reasons)

    def unanswered(self) -> tuple[Check, ...]:
        """List the warnings that want a reason yet."""
        return tuple(c for c in self.checks if c.severity == "warning" and self.key_of(c) not in self.reasons)

    def current(self) -> Check | None:
        """Give the check under the cursor."""
        return next((check for check in (*self.checks, *self.ahead) if self.key_of(check) == self.pane.stop), None)

    def lines(self) -> tuple[list[Line], dict[str, int]]:
        """Print the checks in two groups, each with the place it points to."""
        lines: list[Line] = []
        stops: dict[str, int] = {}
        for severity, role in (("blocking", "late"), ("warning", "soon")):
            group = [check for check in self.checks if check.severity == severity]
            if group:
                lines.append(line(Span(self.say(f"gate.{severity}", n=len(group)), "head")))
            for check in group:
                stops[self.key_of(check)] = len(lines)
                lines += self._check(check, role)  # type: ignore[arg-type]
        for words in (*self.home.unseen(self.record), *self.home.suggestions(self.record)):
            lines += [line(Span(row, "soon")) for row in wrap(words, max(20, self.size.width - 2))]
        if not self.checks:
            lines.append(line(Span(self.say("gate.all_met"), "ok")))
        if self.ahead:
            lines.append(line(Span(self.say("gate.ahead", n=len(self.ahead)), "head")))
        for check in self.ahead:
            stops[self.key_of(check)] = len(lines)
            lines += self._check(check, "muted")
        return self._with_similar(lines, stops)

    def _with_similar(self, lines: list[Line], stops: dict[str, int]) -> tuple[list[Line], dict[str, int]]:
        """Print requests like the draft below the checks, each a way to open it."""
        if self.similar:
            lines.append(line(Span(self.say("beside.similar", n=len(self.similar)), "head")))
            found = like_lines(self.home.sight(), self.similar, self.size.width or self.screen.size.width)
            stops |= {f"similar.{one.past.request}": len(lines) + place for place, one in enumerate(self.similar)}
            lines += found
        return lines if stops else [line(" ", *one) for one in lines], stops  # without a stop no cursor's column

    def _check(self, check: Check, role: Role) -> list[Line]:
        total = self.size.width or self.screen.size.width
        where = f"> {self.home.sight().label(check.field)}" if check.field else ""
        code = f"{check.code}  "
        room = total - width(code) - width(where) - 6
        rows = wrap(self.home.sight().check(check), max(20, room))
        mark = "x " if check.severity == "blocking" else "! "
        fill = " " * max(1, total - 4 - width(mark) - width(code) - width(rows[0]) - width(where))
        first = line(Span(mark[0], role), Span(f" {code}", "muted"), rows[0], fill, Span(where, "accent"))
        found = [first, *(line(" " * (width(mark) + width(code)), row) for row in rows[1:])]
        found += self._wording(check, " " * (width(mark) + width(code)), total)
        if reason := self.reasons.get(self.key_of(check)):
            found.append(line(" " * (width(mark) + width(code)), Span(self.say("gate.reason", text=reason), "ok")))
        return found

    def _wording(self, check: Check, margin: str, total: int) -> list[Line]:
        """Say why the first phrase at fault is one, and what could stand there instead."""
        if not check.findings:
            return []
        first, room = check.findings[0], max(20, total - len(margin) - 4)
        why = [line(margin, Span(row, "muted")) for row in wrap(self.say(first.why, **first.values), room)]
        offers = (self.say("gate.offer", text=self.say(first.rewrite, **first.values)), self.home.instead(first))
        return [
            *why,
            *(line(margin, Span(row, "accent")) for offer in filter(None, offers) for row in wrap(offer, room)),
        ]

    async def do_pick(self) -> None:
        """Jump to the field of the check, or open the similar request."""
        check = self.current()
        head, _, request = self.pane.stop.partition(".")
        if head == "similar":
            await self.home.open_request(int(request))
        elif check is not None:
            await self.home.mend(self, check)

    def off_pick(self) -> str:
        """There must be a field to go to."""
        check = self.current()
        found = self.pane.stop.startswith("similar.") or (check is not None and check.field)
        return "" if found else self.say("gate.all_met" if not self.checks else "why.no_field")

    async def do_sign(self) -> None:
        """Sign: where the panel is about signing it goes on, elsewhere the signing screen opens."""
        if self.act == "sign":
            self.do_save()
        else:
            await self.home.begin("sign", self.record)

    def off_sign(self) -> str:
        """A signing that was refused goes on like any other act."""
        return self.off_save() if self.act == "sign" else ""

    async def do_gate_reason(self) -> None:
        """Say why one goes on in spite of a warning."""
        await self.home.ask_reason(self, self.current())

    def off_gate_reason(self) -> str:
        """Only a warning is acknowledged."""
        check = self.current()
        if check in self.ahead:
            return self.say("why.gate_ahead")
        return "" if check is not None and check.severity == "warning" else self.say("why.not_a_warning")

    async def do_gate_override(self) -> None:
        """Override a check of wording or contents, by name and with a reason."""
        await self.home.ask_reason(self, self.current())

    def off_gate_override(self) -> str:
        """Signatures, acceptance and the order of steps are never overridden."""
        check = self.current()
        if check in self.ahead:
            return self.say("why.gate_ahead")
        can = check is not None and check.severity == "blocking" and check.overridable
        return "" if can else self.say("why.not_overridable")

    def do_describe(self) -> None:
        """Move the goal of the check to the functional description."""
        check = self.current()
        if check is not None:
            self.home.run_worker(self._describe(int(check.field.split(".")[1])), group="act")

    async def _describe(self, goal: int) -> None:
        record = await self.home.describe(self.record, goal)
        if record is not None:
            self.renew(record, self.home.unmet(record))

    def off_describe(self) -> str:
        """Only a goal is moved there."""
        check = self.current()
        return "" if check is not None and check.field.startswith("goals.") else self.say("why.not_a_goal")

    def do_save(self) -> None:
        """Go through the gate."""
        self.home.run_worker(self.home.pass_gate(self), group="act")  # it outlives the panel

    def off_save(self) -> str:
        """Nothing may block, and every warning wants its reason."""
        if self.blocking():
            return self.say("why.gate_blocked", n=len(self.blocking()))
        return self.say("why.gate_unanswered", n=len(self.unanswered())) if self.unanswered() else ""
