"""Every check of every gate: a record that passes, one change to it, the codes that appear."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from bihuan.store.rules import happened, kept, planned
from bihuan.store.rules.checks import Circumstances, graphemes, title_limit
from bihuan.store.rules.field import NotApplicable
from bihuan.store.rules.freeze import contents_digest
from bihuan.store.rules.gates import unmet
from bihuan.store.rules.record import FIELDS, Person, Record, Request, Team
from bihuan.store.rules.settings import DEFAULTS
from bihuan.store.rules.workdays import Calendar, Day

HOUR = 3_600_000
NOW = 1_772_500_000_000  # Tuesday 2026-03-03 09:06 in Shanghai
CALENDAR = Calendar(days=(Day(date(2026, 3, 7), True, "调休"),))
TEAM = Team(
    people={
        1: Person(id=1, login="wang", name="王芳", department="市场部", title="经理", party="business"),
        2: Person(id=2, login="li", name="李强", department="研发部", title="工程师", party="technical"),
    }
)
R = 1
# workflow.md, Gates: "documents of steps 1–5", by the table of the steps; each step leaves those of one line.
BEFORE_CLOSING = (
    *("record", "original_request"),
    "assessment_report",
    "signed_design",
    *("progress_board", "issue_log"),
    *("test_report", "uat_report", "launch_confirmation"),
)
WAY = tuple(pairwise(("draft", "submitting", "assessing", "designing", "developing", "testing", "launched")))
PLANNED = (date(2026, 3, 5), date(2026, 3, 10), date(2026, 3, 12), date(2026, 3, 13))
WHOLE = Record(
    request=Request(
        id=R,
        number="2026-001",
        title="订单状态实时同步",
        department="市场部",
        requester=1,
        proposed_on=date(2026, 3, 2),
        type="new_feature",
        expected_launch=date(2026, 3, 31),
        technical_contact=2,
        background="咨询量增加20%",
        description="回调触发更新",
        effect="咨询量降低15%",
        priority="high",
        interrupted="每天60单须人工核对",
        technical_lead=2,
        assessed_on=date(2026, 3, 3),
        feasible=True,
        approach="消息队列",
        complexity="medium",
        resources="后端1人",
        estimate_days=Decimal(5),
        solution="消息队列",
        logic_diagram="图",
        interface_design="POST /x",
        data_structures=NotApplicable("不改表"),
        test_cases="100笔",
        test_version="v1",
        launch_plan="20:00",
        rollback="回退",
        contingency="加派",
        data_check="一致",
        user_notice=NotApplicable("无界面变化"),
        monitoring_note="无事故",
        feedback="没有问题",
    ),
    team=TEAM,
    goals=(planned.Goal(n=1, what="5秒内同步", target="5秒"), planned.Goal(n=2, what="咨询量降15%", after_launch=True)),
    priority_proposals=(
        planned.PriorityProposal(n=1, party="business", value="high", at=1),
        planned.PriorityProposal(n=2, party="technical", value="high", at=2),
    ),
    contacts=(happened.Contact(n=1, at=5, by=2, channel="电话", verdict="clear"),),
    work_items=(
        planned.WorkItem(n=1, title="回调", owner=2, effort_days=Decimal(3), state="done"),
        planned.WorkItem(n=2, title="推送", kind="non_core", owner=2, effort_days=Decimal("2.5")),
    ),
    risks=(planned.Risk(n=1, text="接口不清晰"),),
    reviews=(planned.Review(n=1, on=date(2026, 3, 3), conclusions="可行"),),
    business_review=tuple(
        planned.BusinessReview(n=i, point=p, ticked=True)  # type: ignore[arg-type]
        for i, p in enumerate(("scope", "data_fields", "interaction", "meets_goals"), 1)
    ),
    milestones=tuple(
        planned.Milestone(n=i, kind=k, on=on, owner=2)  # type: ignore[arg-type]
        for i, (k, on) in enumerate(zip(("design", "development", "test", "launch"), PLANNED, strict=True), 1)
    ),
    criteria=(happened.Criterion(n=1, text="延迟≤3秒", goal=1, verdict="pass"),),
    test_runs=tuple(
        happened.TestRun(n=i, kind=k, result="pass", version="v1")
        for i, k in enumerate(("functional", "performance", "compatibility"), 1)
    ),
    launches=(happened.Launch(n=1, at=NOW - 30 * 24 * HOUR, by=2),),
    confirmations=(
        happened.Confirmation(n=1, party="technical", by=2, at=8),
        happened.Confirmation(n=2, party="business", by=1, at=9),
    ),
    documents=tuple(kept.Document(n=i, kind=k, body="x", frozen_at=1) for i, k in enumerate(BEFORE_CLOSING, 1)),
    moves=tuple(kept.Move(n=i, kind="forward", from_status=s, to_status=t) for i, (s, t) in enumerate(WAY, 1)),
)


def signed(record: Record) -> Record:
    """Both parties sign what stands there."""
    now = contents_digest(record)
    made = (
        planned.SignOff(n=1, party="technical", by=2, version=1, digest=now, statement="s"),
        planned.SignOff(n=2, party="business", by=1, version=1, digest=now, statement="s"),
    )
    return replace(record, signoffs=made)


def at_step(step: str, **changes: Any) -> Record:
    """The whole record at a step, with changes to its fields and rows."""
    fields = {k: v for k, v in changes.items() if k in FIELDS}
    rows = {k: v for k, v in changes.items() if k not in FIELDS}
    request = replace(WHOLE.request, status=step, step=step, **fields)  # type: ignore[arg-type]
    return replace(
        signed(replace(WHOLE, request=request, **{k: v for k, v in rows.items() if k != "signoffs"})), **rows
    )


def codes(record: Record, now: int = NOW, **around: Any) -> dict[str, str]:
    """The codes found, with their severity."""
    return {c.code: c.severity for c in unmet(record, Circumstances(now, CALENDAR, **around))}


@pytest.mark.parametrize("step", ["draft", "submitting", "assessing", "designing", "developing", "testing", "launched"])
def test_a_whole_record_passes_every_gate(step: str) -> None:
    assert codes(at_step(step)) == {}


def milestone(n: int, **changes: Any) -> tuple[planned.Milestone, ...]:
    return tuple(replace(m, **changes) if m.n == n else m for m in WHOLE.milestones)


OPEN_ISSUE = happened.Issue(n=1, text="偶发超时")
B, W = "blocking", "warning"
TABLE: tuple[tuple[str, dict[str, Any], dict[str, str]], ...] = (
    ("draft", {"title": None}, {"G0-01": B}),
    ("draft", {"title": "  "}, {"G0-01": B}),
    ("draft", {"type": None}, {"G0-02": B}),
    ("draft", {"priority": None}, {"G0-03": B}),
    ("draft", {"expected_launch": None}, {"G0-04": B}),
    ("draft", {"background": None}, {"G0-05": B}),
    ("draft", {"goals": ()}, {"G0-06": B}),
    ("draft", {"description": None}, {"G0-07": B}),
    ("draft", {"effect": None}, {"G0-08": B}),
    ("draft", {"requester": None, "department": None}, {"G0-10": B, "G0-11": B}),
    ("draft", {"type": "urgent"}, {"G0-13": B}),
    ("draft", {"title": "用" * 21}, {"G0-20": B}),
    ("draft", {"title": "用" * 21, "flags": ("title_long",)}, {}),  # an import may exceed it
    ("draft", {"interrupted": None}, {"G0-30": W}),
    ("draft", {"expected_launch": date(2026, 3, 1)}, {"G0-31": W}),
    ("submitting", {"contacts": ()}, {"G1-01": B}),
    ("submitting", {"step_since": 6}, {"G1-01": B}),
    ("assessing", {"feasible": None}, {"G2-03": B}),
    ("assessing", {"feasible": False}, {"G2-11": B, "G2-16": B}),
    ("assessing", {"complexity": "low"}, {"G2-14": B}),
    ("assessing", {"complexity": None}, {"G2-05": B}),
    ("assessing", {"estimate_days": Decimal("0")}, {"G2-17": B}),
    ("assessing", {"estimate_days": Decimal("5.3")}, {"G2-17": B}),
    ("assessing", {"estimate_days": Decimal("4.5")}, {}),
    ("assessing", {"estimate_days": Decimal("2.5"), "complexity": "low"}, {"G2-30": W}),
    ("assessing", {"estimate_days": Decimal("6")}, {"G2-31": W}),
    ("assessing", {"assessed_on": date(2026, 3, 1)}, {"G2-15": B, "G2-32": W}),
    ("assessing", {"assessed_on": date(2026, 3, 7)}, {}),
    ("assessing", {"assessed_on": date(2026, 3, 8)}, {"G2-32": W}),
    ("assessing", {"work_items": ()}, {"G2-08": B}),
    ("assessing", {"work_items": (planned.WorkItem(n=1, title="x"),)}, {"G2-18": B}),
    ("assessing", {"risks": ()}, {"G2-09": B}),
    ("assessing", {"risks": (), "no_risks": True}, {}),
    ("assessing", {"reviews": ()}, {"G2-10": B}),
    ("assessing", {"priority_proposals": WHOLE.priority_proposals[:1]}, {"G2-12": B}),
    ("assessing", {"concerns": (planned.Concern(n=1, text="x"),)}, {"G2-13": B}),
    ("designing", {"solution": None}, {"G3-01": B}),
    ("designing", {"data_structures": NotApplicable(" ")}, {"G3-04": B}),
    ("designing", {"criteria": ()}, {"G3-06": B}),
    ("designing", {"criteria": (happened.Criterion(n=1, text="x"),)}, {"G3-05": W, "G3-17": W}),
    ("designing", {"criteria": (*WHOLE.criteria, happened.Criterion(n=2, text="无重复推送", goal=9))}, {"G3-17": W}),
    ("designing", {"signoffs": ()}, {"G3-07": B, "G3-08": B}),
    ("designing", {"business_review": WHOLE.business_review[:3]}, {"G3-15": B}),
    ("designing", {"milestones": WHOLE.milestones[:3]}, {"G3-09": B}),
    ("designing", {"milestones": milestone(3, on=date(2026, 3, 9))}, {"G3-10": B}),
    ("designing", {"milestones": milestone(2, on=date(2026, 3, 8))}, {"G3-11": W}),
    ("designing", {"milestones": milestone(2, on=date(2026, 3, 7))}, {}),
    ("designing", {"milestones": milestone(1, owner=None)}, {"G3-12": B}),
    ("designing", {"milestones": milestone(4, on=date(2026, 4, 1))}, {"G3-13": W}),
    ("designing", {"milestones": milestone(4, on=date(2026, 4, 1)), "expected_launch": None}, {}),  # a debt elsewhere
    ("designing", {"type": "fix"}, {"G3-21": B, "G3-22": B}),
    ("designing", {"type": "urgent", "urgent_kind": "fix"}, {"G3-21": B, "G3-22": B}),
    ("designing", {"milestones": (*WHOLE.milestones, replace(WHOLE.milestones[3], n=5))}, {"G3-18": B}),
    ("designing", {"type": "integration"}, {"G3-20": B, "G3-23": B}),
    (
        "designing",
        {"type": "urgent", "urgent_kind": "integration", "interface_design": NotApplicable("无")},
        {"G3-20": B, "G3-23": B, "G3-24": B},
    ),
    ("developing", {"test_version": None}, {"G4-02": B}),
    ("developing", {"work_items": (planned.WorkItem(n=1, title="x", state="doing"),)}, {"G4-01": B}),
    ("testing", {"test_runs": WHOLE.test_runs[:2]}, {"G5-01": B}),
    ("testing", {"test_runs": (replace(WHOLE.test_runs[0], result="fail"), *WHOLE.test_runs[1:])}, {"G5-02": B}),
    (
        "testing",
        {"test_runs": (*WHOLE.test_runs[:2], replace(WHOLE.test_runs[2], result="not_applicable", text=" "))},
        {"G5-11": B},
    ),
    ("testing", {"test_version": "v2"}, {"G5-01": B}),
    ("testing", {"criteria": (happened.Criterion(n=1, text="x", goal=1),)}, {"G5-08": B}),
    ("testing", {"rollback": None}, {"G5-04": B}),
    ("testing", {"questions": (happened.Question(n=1, to="business", text="?", stops_work=True),)}, {"G5-09": B}),
    ("testing", {"issues": (OPEN_ISSUE,)}, {"G5-22": W}),
    ("testing", {"issues": (replace(OPEN_ISSUE, serious=True),)}, {"G5-10": B}),
    ("testing", {"issues": (replace(OPEN_ISSUE, serious=True, resolved_at=5),)}, {}),
    ("testing", {"links": (planned.Link(n=1, kind="depends_on", to=9),)}, {"G5-21": W}),
    ("launched", {"launches": (happened.Launch(n=1, at=NOW - HOUR, by=2),)}, {"G6-01": B, "G6-02": B}),
    ("launched", {"launches": (happened.Launch(n=1, at=NOW - 30 * HOUR, by=2),)}, {"G6-02": B}),
    ("launched", {"monitoring_note": None}, {"G6-03": B}),
    ("launched", {"feedback": None}, {"G6-04": B}),
    ("launched", {"confirmations": ()}, {"G6-05": B, "G6-06": B}),
    ("launched", {"debts": (kept.Debt(n=1, code="G3-01"),)}, {"G6-08": B}),
    ("launched", {"issues": (OPEN_ISSUE,)}, {"G6-09": B}),
    ("launched", {"criteria": (happened.Criterion(n=1, text="x", goal=1),)}, {"G6-10": B}),
)


@pytest.mark.parametrize(("step", "changes", "found"), TABLE)
def test_one_change_gives_these_checks(step: str, changes: dict[str, Any], found: dict[str, str]) -> None:
    around = {"statuses": ((9, "developing"),)} if "links" in changes else {}
    assert codes(at_step(step, **changes), **around) == found


def test_depending_on_a_request_that_has_ended_is_none() -> None:
    record = at_step("testing", links=(planned.Link(n=1, kind="depends_on", to=9),))
    assert [codes(record, statuses=((9, status),)) for status in ("closed", "withdrawn")] == [{}, {}]


@pytest.mark.parametrize("kind", BEFORE_CLOSING)
def test_each_document_is_asked_for_and_a_version_that_is_not_frozen_does_not_count(kind: str) -> None:
    others = tuple(d for d in WHOLE.documents if d.kind != kind)
    draft = (*others, kept.Document(n=10, kind=kind, body="x"))
    for documents in (others, draft):
        found = unmet(at_step("launched", documents=documents), Circumstances(NOW, CALENDAR))
        assert [(c.code, dict(c.values)) for c in found] == [("G6-07", {"kind": kind})]


def test_an_acknowledged_warning_is_not_asked_again() -> None:
    record = at_step("draft", interrupted=None)
    said = kept.Acknowledgement(n=1, code="G0-30", field="interrupted", reason="r", by=1)
    settled = replace(record, acknowledgements=(said,))
    assert codes(record) == {"G0-30": W}
    assert codes(settled) == {}


TITLES = (
    ("订单", 2, 20),
    ("Sync order state", 16, 60),
    ("e\u0301te\u0301", 3, 60),
    ("👨‍👩‍👧 家庭", 4, 20),
    ("🇨🇳中", 2, 20),
)


@pytest.mark.parametrize(("title", "count", "limit"), TITLES)
def test_titles_are_counted_as_people_count(title: str, count: int, limit: int) -> None:
    assert (graphemes(title), title_limit(title, DEFAULTS)) == (count, limit)


def test_a_later_serious_incident_restarts_the_stable_run() -> None:
    incident = happened.Incident(n=1, at=NOW - HOUR, serious=True, text="x")
    assert codes(at_step("launched", incidents=(incident,))) == {"G6-01": B, "G6-02": B}
    assert codes(at_step("launched", incidents=(replace(incident, serious=False),))) == {}
