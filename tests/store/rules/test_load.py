"""Load by owner and week, and the queue: where work lies, what sums to what, who is next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from bihuan.store.rules import happened, planned
from bihuan.store.rules.load import Work, by_week, in_turn, load, queue, span, work_of
from bihuan.store.rules.record import Record, Request, Team
from bihuan.store.rules.workdays import Calendar, Day

D = Decimal
TODAY = date(2026, 3, 4)  # a Wednesday
CALENDAR = Calendar(days=(Day(date(2026, 3, 7), True, "调休"), Day(date(2026, 3, 10), False, "休")))
PLAN = {"design": 4, "development": 10, "test": 12, "launch": 13}


def a_record(step: str = "developing", plan: dict[str, int] | None = None, **changes: Any) -> Record:
    """A request of two items, 3 and 1.5 days, planned for March."""
    rows = {k: changes.pop(k) for k in list(changes) if k in ("work_items", "blocks", "priority_proposals")}
    items = (
        planned.WorkItem(n=1, title="回调", owner=2, effort_days=D(3)),
        planned.WorkItem(n=2, title="推送", owner=3, effort_days=D("1.5")),
    )
    dates = PLAN if plan is None else plan
    milestones = tuple(
        planned.Milestone(n=i, kind=k, on=date(2026, 3, day))  # type: ignore[arg-type]
        for i, (k, day) in enumerate(dates.items(), 1)
    )
    known: dict[str, Any] = {"id": 1, "status": step, "step": step, "estimate_days": D("2.5"), **changes}
    return Record(Request(**known), Team(), **{"work_items": items, "milestones": milestones, **rows})


def days(*of: int) -> list[date]:
    return [date(2026, 3, day) for day in of]


@pytest.mark.parametrize(
    ("plan", "today", "expected"),
    [
        (None, 4, days(4, 5, 6, 7, 9, 11, 12)),  # with the make-up day, without the day off
        (None, 1, days(4, 5, 6, 7, 9, 11, 12)),  # begins when the design is done
        (None, 11, days(11, 12)),
        (None, 20, days(20)),  # should be over: lies on today
        (None, 22, days(23)),  # today is no working day
        ({}, 4, days(4, 5, 6)),  # no plan: the estimate, from today on
        ({"design": 4}, 7, days(7, 9, 11)),
    ],
)
def test_where_the_work_lies(plan: Any, today: int, expected: list[date]) -> None:
    assert span(a_record(plan=plan), CALENDAR, date(2026, 3, today)) == expected


DEFERRED = happened.Block(reason="x", deferred=True)
BLOCKED = happened.Block(reason="x", by="third_party")


@pytest.mark.parametrize(
    ("record", "left"),
    [
        (a_record(), {2: D(3), 3: D("1.5")}),
        (a_record("assessing"), {2: D(3), 3: D("1.5")}),
        (a_record("launched"), {}),
        (a_record("submitting"), {}),
        (a_record(status="rejected"), {}),
        (a_record(status="blocked", blocks=(BLOCKED,)), {2: D(3), 3: D("1.5")}),
        (a_record(status="blocked", blocks=(DEFERRED,)), {}),
        (a_record(status="developing", blocks=(replace(DEFERRED, ended_at=1),)), {2: D(3), 3: D("1.5")}),
        (a_record(work_items=(planned.WorkItem(title="x", owner=2, effort_days=D(1), state="to_test"),)), {}),
        (a_record(work_items=(planned.WorkItem(title="x", owner=2),)), {}),
        (a_record(work_items=(planned.WorkItem(title="x", effort_days=D(1)),), development_lead=5), {5: D(1)}),
        (a_record(work_items=(planned.WorkItem(title="x", effort_days=D(1)),)), {None: D(1)}),
    ],
)
def test_what_is_left_and_whose_it_is(record: Record, left: dict[int | None, Decimal]) -> None:
    assert {w.person: w.effort for w in work_of(record, CALENDAR, TODAY)} == left


def test_only_what_both_signed_or_is_developed_is_called_signed() -> None:
    assert {w.signed for w in work_of(a_record(), CALENDAR, TODAY)} == {True}
    assert {w.signed for w in work_of(a_record("designing"), CALENDAR, TODAY)} == {False}


def test_parts_of_weeks_sum_exactly_to_the_whole() -> None:
    random = Random(7)
    for _ in range(200):
        effort = D(random.randrange(1, 4000)) / 100
        first = TODAY + timedelta(random.randrange(20))
        some = tuple(first + timedelta(n) for n in range(0, random.randrange(1, 60), random.randrange(1, 4)))
        parts = list(by_week(Work(1, 2, effort, some, True)))
        assert sum(e for _, e in parts) == effort
        assert all(e > 0 and monday.weekday() == 0 for monday, e in parts)


def test_a_week_with_more_work_than_days_is_an_overload() -> None:
    both = [*work_of(a_record(), CALENDAR, TODAY), *work_of(a_record(id=9), CALENDAR, TODAY)]
    first, second = load(both, CALENDAR, TODAY)
    assert (first.person, second.person) == (2, 3)  # who is fullest comes first
    # Four of seven days lie in the first week: 3 × 4/7 = 1.71 of each request.
    assert [(w.monday.day, w.effort, w.capacity, w.overload) for w in first.weeks] == [
        (2, D("3.42"), 4, False),
        (9, D("2.58"), 4, False),
    ]
    assert first.weeks[0].of == ((1, D("1.71")), (9, D("1.71")))
    fuller = load([*both, *both], CALENDAR, TODAY)[0]
    assert [w.overload for w in fuller.weeks] == [True, True]
    assert load((), CALENDAR, TODAY) == ()


def test_nobodys_work_comes_last() -> None:
    work = [Work(1, None, D(50), tuple(days(4)), False), Work(1, 2, D(1), tuple(days(4)), False)]
    assert [one.person for one in load(work, CALENDAR, TODAY)] == [2, None]


# ---- the queue ---------------------------------------------------------------------------------------------------
def agreed(value: str) -> tuple[planned.PriorityProposal, ...]:
    return tuple(planned.PriorityProposal(party=p, value=value) for p in ("business", "technical"))  # type: ignore[arg-type]


def waiting(id: int, expected: int | None, value: str | None = None, **changes: Any) -> Record:
    launch = None if expected is None else date(2026, 5, expected)
    step = changes.pop("step", "assessing")
    said = agreed(value) if value else ()
    return a_record(step, {}, id=id, expected_launch=launch, priority_proposals=said, **changes)


def test_the_queue_goes_by_agreed_priority_then_by_expected_launch() -> None:
    records = [
        waiting(1, 3, "low"),
        waiting(2, 9, "high"),
        waiting(3, 1, None),  # nothing agreed: after what is
        waiting(4, None, "high"),
        waiting(5, 2, "high", step="submitting"),
        waiting(6, 2, "medium", step="designing"),
        waiting(7, 1, "high", status="blocked", blocks=(DEFERRED,)),
        waiting(8, 1, "high", status="withdrawn"),
        waiting(9, 1, "high", step="developing"),
        replace(waiting(10, 1, "high"), milestones=(planned.Milestone(kind="launch", on=TODAY),)),
    ]
    assert [r.request.id for r in queue(records)] == [5, 2, 4, 6, 1, 3]
    assert in_turn(records[0]) < in_turn(records[2])
