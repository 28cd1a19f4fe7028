"""Wording at the gates: how a goal is read, what is refused, what is warned of, what an override is of and for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bihuan.store.rules import happened, kept, planned
from bihuan.store.rules.checks import Circumstances
from bihuan.store.rules.gates import unmet
from bihuan.store.rules.overridden import overrides, overrides_unseen
from bihuan.store.rules.planned import Goal
from bihuan.store.rules.record import Check, Person, Record, Request, Team
from bihuan.store.rules.vocabulary import ready, shipped_table
from bihuan.store.rules.worded import worded, worded_goal
from bihuan.store.rules.workdays import Calendar

AROUND = Circumstances(1_772_500_000_000, Calendar())
TEAM = Team(
    people={
        1: Person(id=1, login="wang", name="王芳", party="business"),
        2: Person(id=2, login="li", name="李强", party="technical"),
    }
)
VAGUE = Goal(n=1, what="提升用户体验")


def draft(*goals: Goal, criteria: tuple[str, ...] = (), step: Any = "draft", **fields: Any) -> Record:
    """A record with these goals and criteria at a step, everything else absent."""
    request = Request(id=1, status=step, step=step, type=fields.pop("type", "optimization"), **fields)
    rows = tuple(happened.Criterion(n=n, text=text) for n, text in enumerate(criteria, 1))
    return Record(request=request, team=TEAM, goals=goals, criteria=rows)


def found(record: Record, around: Circumstances = AROUND) -> list[Check]:
    """The checks of wording alone."""
    return [c for c in unmet(record, around) if c.code.endswith(("-40", "-41"))]


def override(check: Check, by: int = 1, at: int = 5) -> kept.Acknowledgement:
    """The row that an override of a check leaves."""
    kind: Any = "overridden" if check.severity == "blocking" else "acknowledged"
    return kept.Acknowledgement(
        n=1, code=check.code, field=check.field, kind=kind, reason="r", about=check.about, by=by, at=at
    )


# ---- a goal is one text ------------------------------------------------------------------------------------------
GOALS = (
    # what, target, baseline, window → the text that is read, verdict, score
    (("提升环节效率30%", None, None, None), "提升环节效率30%", "pass", 2),
    (("提升用户体验", None, None, None), "提升用户体验", "refuse", 0),
    (("退款审批步骤", "由5步降到2步", None, None), "退款审批步骤由5步降到2步", "pass", 2),
    (("订单同步时间", "5秒", None, None), "订单同步时间达到5秒", "pass", 2),
    (("NPS", "40", None, None), "NPS reaches 40", "pass", 2),
    (("Order sync delay", "5 s", None, None), "Order sync delay reaches 5 s", "pass", 2),
    (("客服咨询量降低15%", "15%", None, None), "客服咨询量降低15%", "pass", 2),
    (("客服咨询量", "降低15%", "1240次", "上线后20个工作日"), "客服咨询量降低15%；1240次；上线后20个工作日", "pass", 3),
    (("提升用户体验", "更好", None, None), "提升用户体验更好", "refuse", 0),
    # A baseline measures nothing by itself, and a placeholder may stand nowhere.
    (("提升用户体验", None, "5分", None), "提升用户体验；5分", "refuse", 0),
    (("客服咨询量降低15%", None, "待定", None), "客服咨询量降低15%；待定", "refuse", 2),
    (("减少操作步骤", "X步", None, None), "减少操作步骤X步", "refuse", 0),
)


@pytest.mark.parametrize(("columns", "text", "verdict", "score"), GOALS, ids=[g[1] for g in GOALS])
def test_a_goals_row_is_read_as_one_text(columns: Any, text: str, verdict: str, score: int) -> None:
    what, target, baseline, window = columns
    goal = Goal(n=1, what=what, target=target, baseline=baseline, window=window)
    one = worded_goal(goal, fix=False, words={}, needs=2)
    assert (one.text, one.verdict.verdict, one.verdict.score) == (text, verdict, score)
    assert [one.text[f.start : f.end] for f in one.verdict.findings] == [f.text for f in one.verdict.findings]
    assert {name: one.text[start:end] for name, start, end in one.columns}["what"] == what


TYPES = (
    ({"type": "fix"}, []),
    ({"type": "urgent", "urgent_kind": "fix"}, []),
    ({"type": "urgent", "urgent_kind": "optimization"}, ["goals.1"]),
    ({"type": "optimization", "urgent_kind": "fix"}, ["goals.1"]),
)


@pytest.mark.parametrize(("fields", "places"), TYPES)
def test_a_fix_may_be_plainly_verifiable(fields: dict[str, Any], places: list[str]) -> None:
    assert [c.field for c in found(draft(Goal(n=1, what="导出金额与账面一致"), **fields))] == places


# ---- what the gates ask ------------------------------------------------------------------------------------------
def test_submission_refuses_vague_goals_and_blanks_and_warns_of_the_rest() -> None:
    record = draft(
        VAGUE,
        Goal(n=2, what="客服咨询量降低15%，包括但不限于电话"),
        title="优化体验",
        background="客服响应不够及时",
        description="导出 Excel",
        effect="降低投诉率X%",
    )
    checks = {c.field: c for c in found(record)}
    assert {f: (c.code, c.severity, c.overridable) for f, c in checks.items()} == {
        "goals.1": ("G0-40", "blocking", True),
        "goals.2": ("G0-41", "warning", False),
        "background": ("G0-41", "warning", False),
        "effect": ("G0-40", "blocking", True),
    }
    assert dict(checks["goals.1"].values) == {"text": "提升", "classes": ("direction", "empty_noun")}
    assert [f.rewrite for f in checks["goals.1"].findings] == ["wording.rewrite.experience"] * 2


def test_designing_asks_for_criteria_and_again_for_goals_but_of_other_texts_only_for_blanks() -> None:
    record = draft(VAGUE, criteria=("界面友好", "无数据错漏"), step="designing", background="不够及时", effect="待定")
    assert {c.field: c.code for c in found(record)} == {"goals.1": "G3-40", "criteria.1": "G3-40", "effect": "G3-40"}


@pytest.mark.parametrize("step", ["submitting", "assessing", "developing", "testing", "launched"])
def test_the_other_gates_do_not_look_at_wording(step: str) -> None:
    assert found(draft(VAGUE, criteria=("界面友好",), step=step, effect="提升用户体验")) == []


def test_a_teams_own_words_count() -> None:
    words = {"zh": ready("zh", shipped_table("zh"), {"words": [{"class": "hedge", "words": ["酌量办理"]}]})}
    record = draft(Goal(n=1, what="酌量办理退款，必须登录"), type="fix")
    assert found(record) == []
    assert [c.field for c in found(record, replace(AROUND, words=words))] == ["goals.1"]


# ---- overrides ---------------------------------------------------------------------------------------------------
def test_an_override_is_of_exactly_this_text() -> None:
    record = draft(VAGUE)
    given = override(found(record)[0])
    settled = replace(record, acknowledgements=(given,))
    assert found(settled) == []
    assert overrides(settled, AROUND) == (given,)
    changed = replace(settled, goals=(replace(VAGUE, what="优化用户体验"),))
    assert [c.field for c in found(changed)] == ["goals.1"]
    assert overrides(changed, AROUND) == ()


def test_an_override_at_submission_holds_at_designing() -> None:
    record = draft(VAGUE)
    later = draft(VAGUE, step="designing")
    assert found(replace(later, acknowledgements=(override(found(record)[0]),))) == []


def test_an_acknowledged_warning_is_no_override() -> None:
    check = found(draft(VAGUE))[0]
    said = replace(override(check), kind="acknowledged")
    assert found(replace(draft(VAGUE), acknowledgements=(said,))) != []


CONTRARY = (
    ("assessing", {"estimate_days": Decimal(5), "complexity": "low"}, "G2-14", {"complexity": "high"}),
    (
        "assessing",
        {"assessed_on": date(2026, 3, 2), "proposed_on": date(2026, 3, 3)},
        "G2-15",
        {"assessed_on": date(2026, 2, 27)},
    ),
)


@pytest.mark.parametrize(("step", "fields", "code", "change"), CONTRARY)
def test_a_check_of_contents_is_overridden_for_the_values_it_was_about(
    step: str, fields: dict[str, Any], code: str, change: dict[str, Any]
) -> None:
    record = draft(step=step, **fields)
    check = next(c for c in unmet(record, AROUND) if c.code == code)
    assert check.overridable
    settled = replace(record, acknowledgements=(override(check),))
    assert code not in {c.code for c in unmet(settled, AROUND)}
    changed = replace(settled, request=replace(settled.request, **change))
    assert code in {c.code for c in unmet(changed, AROUND)}


@pytest.mark.parametrize("step", ["draft", "submitting", "assessing", "designing", "developing", "testing", "launched"])
def test_nothing_else_is_ever_overridable(step: str) -> None:
    empty = draft(step=step, title="用" * 21)
    milestones = (planned.Milestone(n=1, kind="design", on=date(2026, 3, 5)),)
    rows: dict[str, Any] = {"milestones": milestones, "concerns": (planned.Concern(n=1, text="x"),)}
    assert [c.code for c in unmet(replace(empty, **rows), AROUND) if c.overridable] == []


# ---- shown to the other party ------------------------------------------------------------------------------------
SEEN = (
    ({}, True),
    ({"contacts": (happened.Contact(n=1, at=9, by=2, channel="电话", verdict="clear"),)}, False),
    ({"contacts": (happened.Contact(n=1, at=9, by=2, channel="电话"),)}, True),
    ({"contacts": (happened.Contact(n=1, at=4, by=2, channel="电话", verdict="clear"),)}, True),
    (
        {"signoffs": (planned.SignOff(n=1, party="technical", by=2, at=9, version=1, digest="d", statement="s"),)},
        False,
    ),
    ({"judgements": (happened.Judgement(n=1, criterion=1, verdict="pass", by=1, at=9),)}, True),
)


@pytest.mark.parametrize(("rows", "unseen"), SEEN)
def test_the_other_party_sees_it_until_its_next_verdict_or_signature(rows: dict[str, Any], unseen: bool) -> None:
    record = draft(VAGUE)
    record = replace(record, acknowledgements=(override(found(record)[0]),), **rows)
    assert bool(overrides_unseen(record, AROUND, "technical")) == unseen
    assert overrides_unseen(record, AROUND, "business") == ()


def test_every_text_of_a_record_is_looked_at_but_titles() -> None:
    record = draft(VAGUE, criteria=("x",), title="t", background="b", description="d", effect="e")
    assert [one.place for one in worded(record, {})] == ["goals.1", "background", "description", "effect", "criteria.1"]
