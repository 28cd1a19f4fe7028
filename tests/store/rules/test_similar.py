"""Requests that are alike, what they took, and the percentiles an estimate is held against."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from bihuan.store.rules import figures, happened, kept, planned
from bihuan.store.rules.record import Record, Request, Team
from bihuan.store.rules.similar import (
    Alike,
    Described,
    Past,
    Reference,
    actual,
    described,
    reference,
    rework,
    similar,
    words_of,
)
from bihuan.store.rules.workdays import Calendar

CALENDAR = Calendar()
MONDAY = 1_772_413_200_000  # 2026-03-02 09:00 in Shanghai
HOUR, DAY = 3_600_000, 86_400_000
D = Decimal


def a_record(title: str = "订单状态实时同步", **changes: Any) -> Record:
    rows = {k: changes.pop(k) for k in list(changes) if k in ("goals", "moves", "launches", "judgements")}
    return Record(Request(id=1, number="2026-001", title=title, **changes), Team(), **rows)


def a_past(n: int, took: str | None, status: str = "closed") -> Alike:
    of = Described("fix", frozenset(), frozenset(), frozenset())
    return Alike(Past(n, f"2026-{n:03}", "x", status, of, actual=None if took is None else D(took)), 50)


# ---- percentiles -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ((), 50, None),
        (("4",), 20, "4"),
        (("4",), 80, "4"),
        (("1", "2", "3", "4", "5"), 20, "1"),
        (("5", "1", "4", "2", "3"), 50, "3"),
        (("1", "2", "3", "4", "5"), 80, "4"),
        (("1", "2", "3", "4", "5", "6"), 20, "2"),
        (("1", "2"), 50, "1"),
    ],
)
def test_a_percentile_is_a_value_that_was_there(values: tuple[str, ...], percent: int, expected: str | None) -> None:
    assert figures.percentile([D(v) for v in values], percent) == (None if expected is None else D(expected))


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (0, 9 * HOUR, "1"),  # 09:00 to 18:00
        (0, 3 * HOUR, "0.4"),
        (3 * HOUR, 4 * HOUR + HOUR // 2, "0"),  # lunch
        (0, 7 * DAY, "5"),  # over a week-end
        (0, DAY + 3 * HOUR, "1.4"),
    ],
)
def test_working_days_between_instants(since: int, until: int, days: str) -> None:
    assert figures.working_days(CALENDAR, MONDAY + since, MONDAY + until) == D(days)


def test_means_and_shares_round_halves_up() -> None:
    assert figures.mean([D(1), D("1.1"), D("1.1"), D(1)]) == D("1.1")
    assert figures.mean([]) is figures.share(0, 0) is None
    assert [figures.share(a, 3) for a in (0, 1, 2, 3)] == [D(0), D("33.3"), D("66.7"), D(100)]


# ---- the class an estimate is held against -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("took", "estimate", "warns"),
    [
        (("3", "4", "5", "6", "7"), "2.5", True),
        (("3", "4", "5", "6", "7"), "3", False),
        (("3", "4", "5", "6", "7"), None, False),
        (("3", "4", "5", "6"), "1", False),  # fewer than five
        (("3", "4", "5", "6", None), "1", False),  # one never launched
        (("1", "3", "4", "5", "6", "7", "8", "9", "9", "9"), "2.5", True),  # one odd request decides nothing
    ],
)
def test_an_estimate_below_the_fifth_of_at_least_five(took: tuple[Any, ...], estimate: Any, warns: bool) -> None:
    held = reference(a_past(n, t) for n, t in enumerate(took))
    assert held.warns(None if estimate is None else D(estimate)) is warns


def test_only_closed_ones_count_in_it() -> None:
    found = [a_past(1, "3"), a_past(2, "9", "launched"), a_past(3, None)]
    assert reference(found) == Reference(1, D(3), D(3), D(3))
    assert reference([]) == Reference(0, None, None, None)


# ---- what a request took -----------------------------------------------------------------------------------------
def move(kind: str, before: str, after: str, at: int = 0) -> kept.Move:
    return kept.Move(kind=kind, from_status=before, to_status=after, at=at)  # type: ignore[arg-type]


def fail(round: int) -> happened.Judgement:
    return happened.Judgement(criterion=1, verdict="fail", by=1, round=round)


BEGUN = move("forward", "designing", "developing", MONDAY)


def test_it_took_from_developing_to_the_launch_that_counts() -> None:
    rolled_back = happened.Launch(at=MONDAY + DAY, by=1, rolled_back_at=MONDAY + 2 * DAY)
    some = happened.Launch(at=MONDAY + 2 * DAY, by=1, full=False)
    whole = happened.Launch(at=MONDAY + 3 * DAY, by=1)
    again = move("return", "testing", "developing", MONDAY + 2 * DAY)
    assert actual(a_record(moves=(BEGUN, again), launches=(rolled_back, some, whole)), CALENDAR) == D(3)
    assert actual(a_record(moves=(BEGUN,), launches=(rolled_back,)), CALENDAR) is None
    assert actual(a_record(launches=(whole,)), CALENDAR) is None


@pytest.mark.parametrize(
    ("rows", "times"),
    [
        ({"moves": (BEGUN,)}, 0),
        ({"moves": (move("return", "assessing", "submitting"),)}, 1),
        ({"moves": (move("return", "testing", "developing"),), "judgements": (fail(1), fail(1))}, 1),
        ({"moves": (move("return", "testing", "developing"),) * 2, "judgements": (fail(1),)}, 2),
        ({"judgements": (fail(1),)}, 1),  # mended on the spot
        ({"moves": (move("rollback", "launched", "testing"), move("return", "designing", "assessing"))}, 2),
    ],
)
def test_rework_counts_each_time_once(rows: dict[str, Any], times: int) -> None:
    assert rework(a_record(**rows)) == times


# ---- alike -------------------------------------------------------------------------------------------------------
POOL: tuple[tuple[str, dict[str, Any]], ...] = (
    ("订单状态同步到客服系统", {"type": "integration", "description": "支付成功后把订单状态推送给客服"}),
    ("门店排班表手机端查看", {"type": "new_feature", "description": "店长在手机上看一周的排班"}),
    ("Sync order state to the service desk", {"type": "integration", "description": "Push the order state"}),
    ("库存接口", {"type": "integration", "systems": ("仓储系统",), "description": "查询库存"}),
)


def pool() -> list[Past]:
    return [
        Past(n, f"2026-{n:03}", title, "closed", described(a_record(title, **known)))
        for n, (title, known) in enumerate(POOL)
    ]


@pytest.mark.parametrize(
    ("title", "known", "expected"),
    [
        ("订单状态支付成功后实时同步", {"type": "new_feature", "description": "订单状态推送"}, [0]),
        ("Order state in the desk", {"type": "fix", "description": "state of the order"}, [2]),
        ("别的", {"type": "integration", "systems": ("仓储系统",)}, [3]),  # same type, same system
        ("别的", {"type": "optimization"}, []),
        ("", {}, []),
    ],
)
def test_what_is_alike(title: str, known: dict[str, Any], expected: list[int]) -> None:
    found = similar(described(a_record(title, **known)), pool())
    assert [a.past.request for a in found] == expected


def test_the_order_of_the_pool_changes_nothing() -> None:
    asked = described(a_record("订单状态同步", type="integration", description="库存 order state"))
    first = similar(asked, pool())
    assert len(first) > 1
    assert all(similar(asked, some) == first for some in permutations(pool()))


def test_an_urgent_request_is_compared_by_the_type_whose_rules_it_follows() -> None:
    assert described(a_record(type="urgent", urgent_kind="fix")).kind == "fix"
    assert described(a_record(type="urgent")).kind == "urgent"


def test_goals_are_compared_too_and_words_keep_their_order() -> None:
    goal = planned.Goal(what="导出金额", target="一致")
    assert {"导出", "一致"} <= described(a_record(goals=(goal,))).words
    assert words_of("报表 CSV", None, "报表 2 22") == ("报表", "csv", "22")
