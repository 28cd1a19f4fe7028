"""Statistics: one request with everything in it, counted; each figure by hand, years that add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from bihuan.store.rules import happened, kept, planned
from bihuan.store.rules.record import Record, Request, Team
from bihuan.store.rules.stats import MEASURED, WANTED, Figure, asked, stats
from bihuan.store.rules.workdays import Calendar

CALENDAR = Calendar()
D = Decimal


def at(text: str) -> int:
    """An instant of Shanghai."""
    return int(datetime.fromisoformat(f"2026-{text}:00+08:00").timestamp() * 1000)


NOW = at("04-01T09:00")
# Monday 2026-03-02; a working day has 7.5 hours.
COURSE = (
    ("forward", "draft", "submitting", "03-02T09:00"),
    ("forward", "submitting", "assessing", "03-03T09:00"),  # 1 day
    ("return", "assessing", "submitting", "03-04T09:00"),  # 1 day
    ("forward", "submitting", "assessing", "03-05T09:00"),  # 1 more
    ("forward", "assessing", "designing", "03-06T09:00"),  # 1 more
    ("forward", "designing", "developing", "03-09T09:00"),  # 1 day
    ("forward", "developing", "testing", "03-11T09:00"),  # 2 days
    ("return", "testing", "developing", "03-12T09:00"),  # 1 day
    ("forward", "developing", "testing", "03-13T09:00"),  # 1 more
    ("forward", "testing", "launched", "03-16T09:00"),  # 1 more
    ("forward", "launched", "closed", "03-20T09:00"),  # 4 days
)


def move(kind: Any, before: str, after: str, when: str) -> kept.Move:
    return kept.Move(kind=kind, from_status=before, to_status=after, at=at(when))


WHOLE = Record(
    Request(
        id=1,
        number="2026-001",
        type="fix",
        priority="high",
        department="市场部",
        status="closed",
        step="closed",
        submitted_at=at("03-02T09:00"),
        closed_at=at("03-20T09:00"),
        estimate_days=D(4),
        result="pass",
    ),
    Team(),
    moves=tuple(move(*m) for m in COURSE),
    goals=(planned.Goal(n=1, what="a"), planned.Goal(n=2, what="b"), planned.Goal(n=3, what="c")),
    measurements=(
        happened.Measurement(goal=1, on=datetime(2026, 3, 30).date(), value="1", verdict="missed"),
        happened.Measurement(goal=1, on=datetime(2026, 3, 31).date(), value="2", verdict="achieved"),
        happened.Measurement(goal=2, on=datetime(2026, 3, 31).date(), value="2", verdict="missed"),
    ),
    judgements=(
        happened.Judgement(criterion=1, verdict="fail", by=1, round=1, at=at("03-11T16:00")),
        happened.Judgement(criterion=2, verdict="fail", by=1, round=1, at=at("03-11T17:00")),
        happened.Judgement(criterion=1, verdict="pass", by=1, round=2, at=at("03-13T16:00")),
    ),
    changes=(
        planned.Change(reason="x", values="{}", by=1, at=at("03-10T09:00"), state="declined"),
        planned.Change(reason="x", values="{}", by=1, at=at("03-10T09:00"), editorial=True, state="approved"),
    ),
    blocks=(
        happened.Block(reason="x", by="third_party", at=at("03-10T09:00"), ended_at=at("03-10T18:00")),
        happened.Block(reason="x", by="nobody", deferred=True, at=at("03-09T09:00"), ended_at=at("03-10T09:00")),
    ),
    launches=(happened.Launch(at=at("03-16T09:00"), by=1),),
    acknowledgements=(
        kept.Acknowledgement(
            code="G0-40", kind="overridden", classes=("direction",), reason="x", by=1, at=at("03-02T09:00")
        ),
        kept.Acknowledgement(code="G3-10", kind="overridden", reason="x", by=1, at=at("03-06T09:00")),
        kept.Acknowledgement(code="G2-31", reason="x", by=1, at=at("03-06T09:00")),
    ),
    verdicts=(
        kept.Verdict(clock="answer", party="business", state="met", stopped_at=at("03-04T09:00")),
        kept.Verdict(clock="answer", party="technical", state="missed", stopped_at=at("03-05T09:00")),
        kept.Verdict(clock="look", party="business", state="void", stopped_at=at("03-05T09:00")),
        kept.Verdict(clock="stable_run", party="", state="met", stopped_at=at("03-19T18:00")),
    ),
)


def figures(*records: Record, year: int | None = None) -> dict[tuple[str, str, str], dict[str, Any]]:
    found = stats(records, asked(CALENDAR, NOW, year))
    return {(f.measure, f.by, f.key): dict(f.values) for f in found}


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (("cycle_time", "step", "submitting"), {"n": 1, "mean": D(2), "p50": D(2), "p80": D(2)}),
        (("cycle_time", "step", "assessing"), {"n": 1, "mean": D(2), "p50": D(2), "p80": D(2)}),
        (("cycle_time", "step", "developing"), {"n": 1, "mean": D(3), "p50": D(3), "p80": D(3)}),
        (("cycle_time", "step", "launched"), {"n": 1, "mean": D(4), "p50": D(4), "p80": D(4)}),
        (("cycle_time", "all", ""), {"n": 1, "mean": D(14), "p50": D(14), "p80": D(14)}),
        (("cycle_time", "department", "市场部"), {"n": 1, "mean": D(14), "p50": D(14), "p80": D(14)}),
        (("clocks", "all", ""), {"met": 1, "missed": 1, "void": 1, "late": 0, "met_percent": D(50)}),
        (("clocks", "clock", "look"), {"met": 0, "missed": 0, "void": 1, "late": 0, "met_percent": None}),
        (("clocks", "party", "business"), {"met": 1, "missed": 0, "void": 1, "late": 0, "met_percent": D(100)}),
        (
            ("rework", "type", "fix"),
            {"requests": 1, "returns": 2, "failed_acceptances": 1, "rollbacks": 0, "change_requests": 1},
        ),
        (("blocked", "all", ""), {"n": 1, "days": D(1)}),
        (("blocked", "holder", "third_party"), {"n": 1, "days": D(1)}),
        (
            ("estimates", "priority", "high"),
            {
                "n": 1, "estimate_mean": D(4), "actual_mean": D(5), "percent_p50": D(125), "percent_p80": D(125),
                "in_time": 0,
            },
        ),
        (
            ("throughput", "month", "2026-03"),
            {"submitted": 1, "launched": 1, "closed": 1, "rejected": 0, "withdrawn": 0},
        ),
        (("first_pass", "all", ""), {"n": 1, "passed": 0, "percent": D(0)}),
        (("overrides", "all", ""), {"n": 2}),
        (("overrides", "class", "direction"), {"n": 1}),
        (("overrides", "code", "G3-10"), {"n": 1}),
        (("outcomes", "all", ""), {"goals": 3, "achieved": 1, "missed": 1, "unmeasured": 1}),
    ],
)  # fmt: skip
def test_each_figure_by_hand(group: tuple[str, str, str], expected: dict[str, Any]) -> None:
    assert figures(WHOLE)[group] == expected


def test_a_rollback_is_rework_and_no_return() -> None:
    back = (*COURSE[:10], ("rollback", "launched", "developing", "03-18T09:00"))
    found = figures(replace(WHOLE, moves=tuple(move(*m) for m in back)))["rework", "all", ""]
    assert (found["returns"], found["rollbacks"]) == (2, 1)


def test_groups_that_have_nothing_are_left_out() -> None:
    found = figures(WHOLE)
    assert ("overrides", "code", "G2-31") not in found  # acknowledged, not overridden
    assert ("clocks", "clock", "stable_run") not in found  # a waiting period is no promise
    assert ("blocked", "holder", "nobody") not in found  # deferring is no blocked time
    assert figures() == {}


def test_the_ball_of_all_holders_is_the_whole() -> None:
    found = [v for (measure, _, _), v in figures(WHOLE).items() if measure == "ball"]
    assert sum(v["days"] for v in found) == D(14)
    assert sum(v["percent"] for v in found) == pytest.approx(D(100), abs=D("0.2"))


def test_two_requests_by_their_types() -> None:
    other = replace(WHOLE, request=replace(WHOLE.request, id=2, type="optimization", priority="low", department=None))
    other = replace(other, judgements=other.judgements[2:])
    found = figures(WHOLE, other)
    assert found[("first_pass", "all", "")] == {"n": 2, "passed": 1, "percent": D(50)}
    assert found[("first_pass", "type", "optimization")]["passed"] == 1
    order = [f.key for f in stats((other, WHOLE), asked(CALENDAR, NOW)) if (f.measure, f.by) == ("rework", "priority")]
    assert order == ["high", "low"]


def test_what_is_open_counts_as_far_as_it_has_come() -> None:
    request = replace(WHOLE.request, status="testing", step="testing", closed_at=None, result=None)
    testing = replace(WHOLE, request=request, moves=WHOLE.moves[:9], launches=(), verdicts=(), judgements=())
    found = figures(testing)
    assert found[("cycle_time", "step", "developing")]["mean"] == D(3)
    assert not [g for g in found if g[:2] == ("cycle_time", "all") or g[0] in ("estimates", "outcomes", "first_pass")]
    assert found[("clocks", "all", "")]["late"] > 0  # the test that is owed
    assert figures(testing, year=2026).get(("clocks", "all", "")) is None  # of a year nothing is late now


def test_imported_history_without_moves_has_no_cycle_time() -> None:
    imported = replace(WHOLE, moves=(), request=replace(WHOLE.request, source="x", source_id="1"))
    found = figures(imported)
    assert not [g for g in found if g[0] == "cycle_time"]
    assert found[("throughput", "month", "2026-03")]["closed"] == 1


# ---- years -------------------------------------------------------------------------------------------------------
def shifted(record: Record, years: int) -> Record:
    """The same, some years of 364 days earlier."""
    back = years * 364 * 86_400_000

    def row(one: Any) -> Any:
        names = ("at", "ended_at", "stopped_at", "submitted_at", "closed_at")
        return replace(one, **{n: v - back for n in names if (v := getattr(one, n, None))})

    rows = {many: tuple(map(row, getattr(record, many))) for many in WANTED}
    return replace(record, request=row(record.request), **rows)


COUNTS = (
    *("n", "met", "missed", "void", "requests", "returns", "failed_acceptances", "change_requests", "passed", "goals"),
    *("achieved", "unmeasured", "submitted", "launched", "closed"),
)


def test_the_years_add_up_to_all_time() -> None:
    records = (WHOLE, shifted(WHOLE, 1), shifted(WHOLE, 3))
    whole = figures(*records)
    parts = [figures(*records, year=year) for year in range(2022, 2028)]
    assert sum(map(bool, parts)) == 3
    for group, values in whole.items():
        for name in set(values) & set(COUNTS):
            assert sum(p.get(group, {}).get(name, 0) for p in parts) == values[name], (group, name)


def test_every_measure_is_known_by_its_name() -> None:
    found = stats((WHOLE,), asked(CALENDAR, NOW))
    assert list(dict.fromkeys(f.measure for f in found)) == list(MEASURED)
    assert all(isinstance(f, Figure) and isinstance(v, int | Decimal | None) for f in found for _, v in f.values)
