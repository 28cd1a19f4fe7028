"""Every field with a star on the page is asked for by the gate that ends its step; other rules of single fields."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bihuan.store.rules import happened, kept
from bihuan.store.rules.checks import Circumstances
from bihuan.store.rules.gates import complexity_of, unmet
from bihuan.store.rules.record import Record, Request, Team
from bihuan.store.rules.settings import DEFAULTS
from bihuan.store.rules.steps import STEPS
from bihuan.store.rules.workdays import Calendar

AROUND = Circumstances(1_772_500_000_000, Calendar())
# The step that a gate ends, and the starred fields of the record that it asks for.
STARRED = (
    (
        "draft",
        "title department requester proposed_on type expected_launch background goals description effect priority",
    ),
    (
        "assessing",
        "technical_lead assessed_on feasible approach complexity resources estimate_days work_items risks reviews",
    ),
    (
        "designing",
        "solution logic_diagram interface_design data_structures test_cases "
        "business_review milestones criteria signoffs",
    ),
    ("developing", "test_version"),
    ("testing", "test_runs launch_plan rollback contingency data_check user_notice"),
    ("launched", "launches monitoring_note feedback confirmations documents"),
)
BY_TYPE = (
    ("fix", "root_cause verification_steps"),
    ("integration", "systems joint_debug_on"),
)


def asked_for(step: Any, **known: Any) -> dict[str, str]:
    """The fields that the gate of an empty record, come so far, asks for, and how severely."""
    passed = STEPS[: STEPS.index(step)]
    moves = tuple(kept.Move(n=n, kind="forward", from_status=s, to_status=step) for n, s in enumerate(passed, 1))
    record = Record(Request(id=1, status=step, step=step, **known), Team(), moves=moves)
    return {c.field: c.severity for c in unmet(record, AROUND)}


@pytest.mark.parametrize(("step", "fields"), STARRED, ids=[s for s, _ in STARRED])
def test_a_gate_asks_for_every_starred_field(step: str, fields: str) -> None:
    found = asked_for(step)
    assert {name: found.get(name) for name in fields.split()} == dict.fromkeys(fields.split(), "blocking")


@pytest.mark.parametrize(("kind", "fields"), BY_TYPE)
def test_a_type_asks_for_its_own(kind: str, fields: str) -> None:
    assert set(fields.split()) <= set(asked_for("designing", type=kind))
    assert not set(fields.split()) & set(asked_for("designing", type="new_feature"))


SPANS = (
    ("0.5", "low"),
    ("3", "low"),
    ("3.5", "medium"),
    ("7", "medium"),
    ("7.5", "high"),
    ("60", "high"),
)


@pytest.mark.parametrize(("days", "complexity"), SPANS)
def test_complexity_goes_by_the_duration(days: str, complexity: str) -> None:
    assert complexity_of(Decimal(days), DEFAULTS) == complexity


ISSUES = (
    (happened.Issue(n=1, text="偶发超时"), "warning"),
    (happened.Issue(n=1, text="偶发超时", serious=True), "blocking"),
    (happened.Issue(n=1, text="偶发超时", criterion=1), "blocking"),
    (happened.Issue(n=1, text="偶发超时", criterion=2), "warning"),
    (happened.Issue(n=1, text="偶发超时", criterion=1, resolved_at=5), None),
)


@pytest.mark.parametrize(("issue", "severity"), ISSUES)
def test_an_open_issue_blocks_only_when_serious_or_of_a_failed_criterion(
    issue: happened.Issue, severity: str | None
) -> None:
    criteria = (happened.Criterion(n=1, text="x", verdict="fail"), happened.Criterion(n=2, text="y", verdict="pass"))
    record = Record(Request(id=1, status="testing", step="testing"), Team(), criteria=criteria, issues=(issue,))
    assert {c.field: c.severity for c in unmet(record, AROUND)}.get("issues.1") == severity
