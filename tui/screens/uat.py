"""UAT 用户验收: one criterion after another, measured and judged; a fail asks why and by when it is mended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from bihuan.store.rules.happened import Criterion
from bihuan.store.rules.record import Record
from bihuan.tui.cells import pad, width, wrap
from bihuan.tui.closing import remainder_lines
from bihuan.tui.keys import Place
from bihuan.tui.lines import Line, Role, Span, line
from bihuan.tui.screens.view import View
from bihuan.tui.widgets.form import Form
from bihuan.tui.widgets.pane import Pane

ROLES: dict[str | None, Role] = {"pass": "ok", "fail": "late", None: "muted"}


class Uat(View):
    """The criteria of a request with their verdicts."""

    scopes: ClassVar[tuple[Place, ...]] = ("uat", "any")
    AUTO_FOCUS: ClassVar[str | None] = "Pane"

    def __init__(self, record: Record) -> None:
        """Judge the criteria of a record."""
        super().__init__()
        self.record = record
        self.pane = Pane(id="criteria")

    def body(self) -> Iterable[Widget]:
        """There are only the criteria."""
        yield self.pane

    def walked(self) -> Pane:
        """The moving keys walk the criteria."""
        return self.pane

    def record_here(self) -> Record:
        """Give the record that is judged."""
        return self.record

    def tabs_line(self) -> tuple[Line, Line]:
        """Count the verdicts."""
        verdicts = [criterion.verdict for criterion in self.record.criteria]
        done = sum(verdict is not None for verdict in verdicts)
        title = f" UAT · {self.home.sight().title(self.record)}"
        words = self.say(
            "uat.count", done=done, n=len(verdicts), passed=verdicts.count("pass"), failed=verdicts.count("fail")
        )
        return line(Span(title, "head")), line(words, " ")

    def heading_line(self) -> tuple[Line, Line]:
        """Say which goals have criteria."""
        covered = {criterion.goal for criterion in self.record.criteria}
        goals = [(goal.n, goal.n in covered or goal.after_launch) for goal in self.record.goals]
        bare = self.say("list_comma").join(str(n) for n, there in goals if not there)
        words = self.say("uat.bare", goals=bare) if bare else self.say("uat.covered")
        return line(Span(f" {words}", "soon" if bare else "muted")), ()

    def relabel(self) -> None:
        """Lay the criteria out again."""
        super().relabel()
        if self.is_attached:
            self.pane.put(*self._lines())

    def _lines(self) -> tuple[list[Line], dict[str, int]]:
        room = self.size.width - 30
        head = f"   {pad(self.say('uat.criterion'), room)}{pad(self.say('uat.measured'), 16)}{self.say('uat.verdict')}"
        lines: list[Line] = [line(Span(head, "muted"))]
        stops: dict[str, int] = {}
        for criterion in self.record.criteria:
            stops[str(criterion.n)] = len(lines)
            lines += self._criterion(criterion, room)
        for words in remainder_lines(self.home.sight(), self.record, self.home.around(self.record)):
            lines += [line(" ", Span(row, "soon")) for row in wrap(words, max(10, self.size.width - 3))]
        return lines, stops

    def _criterion(self, criterion: Criterion, room: int) -> list[Line]:
        number = f"{criterion.n} "
        rows = wrap(criterion.text, room - width(number) - 1)
        verdict = self.say(f"uat.{criterion.verdict}") if criterion.verdict else self.say("uat.open")
        first = line(
            Span(number, "muted"),
            pad(rows[0], room - width(number) + 2),
            Span(pad(criterion.measured or "", 15) + " ", "accent"),
            Span(verdict, ROLES[criterion.verdict]),
        )
        found = [first, *(line(" " * width(number), row) for row in rows[1:])]
        for judgement in self.record.judgements:
            if judgement.criterion == criterion.n:
                who = self.home.sight().short(judgement.by)
                words = (
                    f"{who} {self.say('uat.' + judgement.verdict)} {judgement.measured or ''} {judgement.reason or ''}"
                )
                found += [line(" " * width(number), Span(row, "muted")) for row in wrap(words.strip(), room)]
        return found

    async def reread(self) -> None:
        """Read the record again and go on to the next criterion that is open."""
        record = await self.home.record(self.record.request.id)
        if record:
            self.record = record
            self.relabel()

    async def changed(self, requests: frozenset[int], who: str) -> None:
        """Read again what others judged; after a verdict of one's own go on to the next open criterion."""
        if self.record.request.id in requests:
            await self.reread()
            here = next((c for c in self.record.criteria if str(c.n) == self.pane.stop), None)
            following = next((c for c in self.record.criteria if c.verdict is None), None)
            if not who and here is not None and here.verdict is not None and following is not None:
                self.pane.go(str(following.n))

    async def do_judge_pass(self) -> None:
        """Ask for what was measured, and judge."""
        await self._judge("pass")

    async def do_judge_fail(self) -> None:
        """Ask why it failed and by when it is mended."""
        await self._judge("fail")

    async def _judge(self, verdict: str) -> None:
        row = int(self.pane.stop)
        form = Form(self.home.acts["judge"], self.record, row, {"verdict": verdict})
        await self.open(form)
        if verdict == "fail":
            form.jump("reason")  # a failure may do without a figure, never without its reason

    def off_judge_pass(self) -> str:
        """There must be a criterion, and the act says who may."""
        if not self.pane.stop:
            return self.say("why.no_row")
        return self.home.why_not_act("judge", self.record)

    off_judge_fail = off_judge_pass
