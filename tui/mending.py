"""From a check to its field and back: the gate panel's jumps, reasons, and the wording check's findings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bihuan.store.rules import wording
from bihuan.store.rules.record import FIELDS, MANY, TABLES, Check, Record
from bihuan.tui.doing import Doing
from bihuan.tui.page import Finding, Look
from bihuan.tui.screens.request import RequestPage
from bihuan.tui.sight import rows_of
from bihuan.tui.widgets.gate import GatePanel
from bihuan.tui.widgets.reason import Reason

# Fields that people do not type: the act that fills them.
FILLED_BY = {
    "signoffs": "sign",
    "contacts": "confirm",
    "concerns": "respond",
    "questions": "answer",
    "issues": "resolve",
    "confirmations": "close",
    "monitoring_note": "monitor",
    "feedback": "feedback",
    "business_review": "sign",
    "test_runs": "test",
}
KINDS = tuple(wording.FIELDS)


class Mending(Doing):
    """What the gate panel and the pages ask of the program."""

    # The wording check.

    def look(self, record: Record) -> Look:
        """Give the wording check for a record: a fix's goals may be plainly verifiable."""
        fix = "fix" in (record.request.type, record.request.urgent_kind)
        return partial(self._findings, fix)

    def _findings(self, fix: bool, kind: str, text: str) -> Sequence[Finding]:
        field = next((one for one in wording.FIELDS if one == kind), None)
        if field is None or not text:
            return ()
        return tuple(self._finding(one) for one in wording.check(text, field=field, fix=fix).findings)

    def _finding(self, one: wording.Finding) -> Finding:
        say = self.home.say
        rewrite = say(one.rewrite, **one.values) if one.rewrite else ""
        return Finding(one.start, one.end, one.place, one.severity == "refuse", say(one.why, **one.values), rewrite)

    def findings_at(self, record: Record, stop: str) -> Sequence[Finding]:
        """List the findings of wording in a field or a row of a record."""
        head, _, number = stop.partition(".")
        look = self.look(record)
        if head in FIELDS:
            text = getattr(record.request, head)
            return look(FIELDS[head].f.wording, text) if FIELDS[head].f.wording and isinstance(text, str) else ()
        if head not in MANY:
            return ()
        found: list[Finding] = []
        for place, row in enumerate(rows_of(record, head)):
            if str(row.n) == number or (not number and place == 0):
                for column in TABLES.columns[row.table]:
                    if column.f.wording:
                        found += look(column.f.wording, str(getattr(row, column.name) or ""))
        return found

    # The gate panel.

    async def mend(self, panel: GatePanel, check: Check) -> None:
        """Go to what a check is about: its field opened for editing, or the act that fills it; F6 comes back."""
        page = await self.page_of(panel.record)
        if page is None:
            return
        page.gate = panel
        await page.close()
        head, _, rest = check.field.partition(".")
        number = int(rest.split(".")[0]) if rest.split(".")[0].isdigit() else 0
        await page.show_field(check.field)
        if head in FILLED_BY:
            await self.begin(FILLED_BY[head], panel.record, number)
        elif head == "criteria" and panel.record.request.step == "testing":
            await self.begin("judge", panel.record, number)
        elif not page.off_edit():
            await page.do_edit()
            if page.panel is not None and hasattr(page.panel, "jump"):
                page.panel.jump(rest.partition(".")[2] or head)
        if page.panel is not None:
            self.home.view.tell(self.home.say("tell.gate_return"), "muted")

    async def page_of(self, record: Record) -> RequestPage | None:
        """Give the page of a record: the one seen, else a new one."""
        if isinstance(self.home.view, RequestPage) and self.home.view.record.request.id == record.request.id:
            return self.home.view
        await self.home.open_request(record.request.id)
        return self.home.view if isinstance(self.home.view, RequestPage) else None

    async def show_field(self, request: int, name: str) -> None:
        """Go to a field of a request, opening its page where need be."""
        record = await self.record(request)
        if record:
            page = await self.page_of(record)
            if page:
                await page.show_field(name)

    async def ask_reason(self, panel: GatePanel, check: Check | None) -> None:
        """Ask why one goes on in spite of a check; the panel comes back with the reason in it."""
        if check is None:
            return
        key, view = panel.key_of(check), self.home.view

        async def given(reason: str) -> None:
            reasons = {**panel.reasons, key: reason} if reason else dict(panel.reasons)
            back = GatePanel(panel.record, panel.act, panel.checks, reasons)
            await view.open(back)
            back.pane.go(key)

        words = self.home.sight().check(check)
        await view.open(Reason(self.home.say("reason.for", check=words), panel.reasons.get(key, ""), given))

    async def pass_gate(self, panel: GatePanel) -> None:
        """Do the act of the gate with the reasons given; the panel goes when it was done."""
        reasons = {key.split(" ")[0]: reason for key, reason in panel.reasons.items()}
        view = self.home.view
        data = {"reasons": reasons} if reasons else {}
        record = await self.do_act(panel.act, panel.record.request.id, data)
        if record is not None and view.panel is panel:
            if isinstance(view, RequestPage):
                view.gate = None
            words = view.message.left
            await view.close()
            view.message.put(words)
