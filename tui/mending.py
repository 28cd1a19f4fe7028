"""From a check to its field and back: the gate panel's jumps, reasons, and the wording check's findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import cast

from bihuan.store.rules import wording
from bihuan.store.rules.planned import Goal
from bihuan.store.rules.record import FIELDS, MANY, TABLES, Check, Record
from bihuan.store.rules.worded import (
    GOAL_COLUMNS,
    TEXTS,
    checked,
    described,
    goal_text,
    plain_goals,
    vague,
    worded_goal,
)
from bihuan.store.rules.wording import Field
from bihuan.tui.doing import Doing
from bihuan.tui.editing import FILLED_BY
from bihuan.tui.page import Finding, Written
from bihuan.tui.screens.request import RequestPage
from bihuan.tui.screens.sign import SignReview
from bihuan.tui.sight import row_at
from bihuan.tui.widgets.ask import Ask
from bihuan.tui.widgets.edit import Look
from bihuan.tui.widgets.gate import GatePanel

# Where wording is looked at: goals, criteria, and every text that has a kind of wording.
HEADS = ("goals", "criteria", *TEXTS)


def goal_of(values: Mapping[str, str]) -> Goal:
    """A goal as it is being typed."""
    what, target, baseline, window = (values.get(name, "") for name in GOAL_COLUMNS)
    return Goal(what=what, target=target or None, baseline=baseline or None, window=window or None)


class Mending(Doing):
    """What the gate panel and the pages ask of the program."""

    # The wording check.

    def written(self, record: Record) -> dict[str, Written]:
        """Give the texts of a record with which something is wrong, by field and row."""
        found = vague(record, self.around(record).words, HEADS)
        return {one.place: Written(one.text, self._said(one.verdict.findings)) for one in found}

    def look(self, record: Record) -> Look:
        """Give the wording check for what is being typed into a record's fields and rows."""
        return partial(self._look, record)

    def _look(self, record: Record, many: str, values: Mapping[str, str]) -> Sequence[tuple[str, Finding]]:
        words = self.around(record).words
        if many == "goals":
            return self._look_at_goal(record, values)
        columns = TABLES.column[MANY[many].table] if many in MANY else FIELDS
        found: list[tuple[str, Finding]] = []
        for name, text in values.items():
            if name in columns and columns[name].f.wording and text.strip():
                verdict = checked(text, cast("Field", columns[name].f.wording), words)
                found += [(name, one) for one in self._said(verdict.findings)]
        return found

    def _look_at_goal(self, record: Record, values: Mapping[str, str]) -> Sequence[tuple[str, Finding]]:
        """Read a goal's columns as one text, and give each finding to the column it begins in."""
        goal = goal_of(values)
        if not goal.what.strip():
            return ()
        needs = record.team.numbers.goal_score
        one = worded_goal(goal, fix=plain_goals(record.request), words=self.around(record).words, needs=needs)
        found: list[tuple[str, Finding]] = []
        for finding in self._said(one.verdict.findings):
            name, start, end = next((c for c in one.columns if c[1] <= finding.start < c[2]), one.columns[0])
            places = [max(0, min(at, end) - start) for at in (finding.start, finding.end, *finding.place)]
            moved = replace(finding, start=places[0], end=places[1], place=(places[2], places[3]))
            found.append((name, moved))
        return found

    def _said(self, findings: Sequence[wording.Finding]) -> tuple[Finding, ...]:
        say = self.home.say
        return tuple(
            Finding(
                one.start,
                one.end,
                one.place,
                one.severity == "refuse",
                say(one.why, **one.values),
                "" if one.text.startswith("〈") or not one.rewrite else say(one.rewrite, **one.values),
                self.instead(one),
            )  # for a blank of an earlier rewrite nothing can be offered
            for one in findings
        )

    def instead(self, finding: wording.Finding) -> str:
        """Offer the other way out of a goal that says what to build: it belongs in the functional description."""
        if finding.why != "wording.why.unmeasured":
            return ""
        return self.home.say("describe", key=self.home.cap_of("describe"))

    async def describe(self, record: Record, goal: int, values: Mapping[str, str] | None = None) -> Record | None:
        """Move a goal to the functional description, as it is worded in a form; 0 is one that is not saved yet."""
        text = goal_text(goal_of(values)) if values else None
        if goal:
            return await self.do_act("describe", record.request.id, {"goal": goal, "text": text})
        words = described(record.request.description, text or "")
        return await self.do_act("edit", record.request.id, {"fields": {"description": words}})

    def findings_at(self, record: Record, stop: str) -> Sequence[Finding]:
        """List the findings of wording in a field or a row of a record; a table's own stop stands for its first row."""
        row = row_at(record, stop) if stop in MANY else None
        found = self.written(record).get(f"{stop}.{row.n}" if row else stop)
        return found.findings if found else ()

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
            given = {name: value for name, value in check.values if FILLED_BY[head] == "test" and name == "kind"}
            await self.begin(FILLED_BY[head], panel.record, number, given)
        elif head == "priority" and panel.record.request.step == "assessing":
            await self.begin("priority", panel.record, preset={"value": panel.record.request.priority})
        elif head == "criteria" and panel.record.request.step == "testing":
            await self.after_judging(panel.record, number)
        elif refusal := page.off_edit():
            self.home.view.tell(refusal + self.home.say("tell.checks"), "soon")
        else:
            kind = dict(check.values).get("kind") if check.field in MANY else None
            await (page.edit(f"{head}+", {"kind": kind}) if kind else page.do_edit())
            if page.panel is not None and hasattr(page.panel, "jump"):
                page.panel.jump(rest.partition(".")[2] or head)
        if page.panel is not None:
            self.home.view.tell(self.home.say("tell.gate_return"), "muted")
            self.home.view.hinting = True  # it goes with the form it is about

    async def after_judging(self, record: Record, number: int) -> None:
        """Judge a criterion; one that failed technical sends back to be fixed."""
        failed = any(c.n == number and c.verdict == "fail" for c in record.criteria)
        if failed and self.home.me is not None and self.home.me.party == "technical":
            await self.begin("return", record)
        else:
            await self.begin("judge", record, number)

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
            back = GatePanel(panel.record, panel.act, panel.checks, reasons, panel.data)
            await view.open(back)
            back.pane.go(key)

        words = self.home.sight().check(check)
        what, empty = self.home.say("reason.for", check=words), self.home.say("why.reason_empty")
        await view.open(Ask(what, panel.reasons.get(key, ""), given, empty))

    async def pass_gate(self, panel: GatePanel) -> None:
        """Do the act of the gate with the reasons given; the panel goes when it was done."""
        by_key = {panel.key_of(check): f"{check.code}:{check.field}" for check in panel.checks}
        reasons = {by_key[key]: reason for key, reason in panel.reasons.items() if key in by_key}
        view = self.home.view
        data = panel.data | ({"reasons": reasons} if reasons else {})
        record = await self.do_act(panel.act, panel.record.request.id, data)
        if record is not None and view.panel is panel:
            if isinstance(view, RequestPage):
                view.gate = None
            words = view.message.left
            await view.close()
            if isinstance(view, SignReview):
                await view.signed(record)
            else:
                view.message.put(words)
