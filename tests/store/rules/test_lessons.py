"""Lessons at gates: which triggers fit which request, at which gate one is asked, and until when it blocks."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bihuan.store.rules import happened, planned
from bihuan.store.rules.checks import Circumstances
from bihuan.store.rules.gates import unmet
from bihuan.store.rules.lessons import Learnt, applies, asked_at, code_of, unanswered
from bihuan.store.rules.record import Record, Request, Team
from bihuan.store.rules.similar import Reference
from bihuan.store.rules.workdays import Calendar

REQUEST = Request(
    id=7,
    number="2026-007",
    title="对接仓储系统库存接口",
    type="integration",
    systems=("仓储系统", "OMS"),
    description="调用第三方 API，每 5 分钟一次",
    status="assessing",
    step="assessing",
    estimate_days=Decimal(2),
)
RECORD = Record(REQUEST, Team(), goals=(planned.Goal(n=1, what="库存差异率", target="≤1%"),))


def a_lesson(**known: Any) -> happened.Lesson:
    return happened.Lesson(**{"id": 4, "request": 1, "text": "联调时间应先约定", **known})


@pytest.mark.parametrize(
    ("trigger", "expected"),
    [
        ({}, True),
        ({"request": 7}, False),  # the request that taught it
        ({"type": "integration"}, True),
        ({"type": "fix"}, False),
        ({"system": "仓储系统"}, True),
        ({"system": "财务系统"}, False),
        ({"words": ("联调", "第三方")}, True),  # one of them is enough
        ({"words": ("差异率",)}, True),  # in a goal
        ({"words": ("api",)}, True),  # as search finds it
        ({"words": ("AP",)}, False),  # a part of a Latin word is none
        ({"words": ("退款",)}, False),
        ({"words": ("", " ")}, False),
        ({"type": "integration", "words": ("退款",)}, False),
        ({"type": "integration", "system": "OMS", "words": ("库存",)}, True),
    ],
)
def test_which_lessons_apply(trigger: dict[str, Any], expected: bool) -> None:
    assert applies(a_lesson(**trigger), RECORD) is expected


def test_an_urgent_request_takes_the_lessons_of_the_type_whose_rules_it_follows() -> None:
    urgent = replace(RECORD, request=replace(REQUEST, type="urgent", urgent_kind="fix"))
    assert [applies(a_lesson(type=t), urgent) for t in ("urgent", "fix", "integration")] == [True, True, False]


STEPS = ("draft", "submitting", "assessing", "designing", "developing", "testing", "launched")


@pytest.mark.parametrize("step", [None, *STEPS])
def test_it_is_asked_at_one_gate(step: str | None) -> None:
    lesson = a_lesson(step=step)
    asked = [
        at
        for at in STEPS
        if list(unanswered(replace(RECORD, request=replace(REQUEST, step=at)), [Learnt(lesson, "2026-001")]))  # type: ignore[arg-type]
    ]
    assert asked == [asked_at(lesson)] == [step or "assessing"]


def of_lessons(record: Record, **around: Any) -> dict[str, str]:
    checks = unmet(record, Circumstances(0, Calendar(), **around))
    return {c.code: c.severity for c in checks if c.code.startswith("L-") or c.code == "G2-33"}


def test_it_blocks_until_it_is_answered() -> None:
    learnt = (Learnt(a_lesson(), "2026-001"), Learnt(a_lesson(id=12, step="designing"), "2025-003"))
    assert of_lessons(RECORD, learnt=learnt) == {"L-004": "blocking"}
    answered = replace(RECORD, lesson_answers=(happened.LessonAnswer(n=1, lesson=4, answer="done", by=1),))
    assert of_lessons(answered, learnt=learnt) == {}
    designing = replace(RECORD, request=replace(REQUEST, step="designing"))
    assert of_lessons(designing, learnt=learnt) == {"L-012": "blocking"}
    ended = replace(RECORD, request=replace(REQUEST, status="rejected"))
    assert of_lessons(ended, learnt=learnt) == {}


def test_its_check_says_what_and_from_where() -> None:
    (check,) = unanswered(RECORD, [Learnt(a_lesson(), "2026-001")])
    assert dict(check.values) == {"lesson": 4, "text": "联调时间应先约定", "number": "2026-001"}
    assert (check.field, check.overridable, code_of(4), code_of(1234)) == ("lesson_answers", False, "L-004", "L-1234")


@pytest.mark.parametrize(
    ("took", "expected"),
    [
        (None, {}),
        (Reference(5, Decimal(3), Decimal(4), Decimal(8)), {"G2-33": "warning"}),
        (Reference(5, Decimal(2), Decimal(4), Decimal(8)), {}),
        (Reference(4, Decimal(3), Decimal(4), Decimal(8)), {}),
    ],
)
def test_an_estimate_that_lies_below_what_others_took(took: Reference | None, expected: dict[str, str]) -> None:
    assert of_lessons(RECORD, took=took) == expected
