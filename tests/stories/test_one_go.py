"""Where complexity is low, assessing and designing are passed in one go: both gates, one signing."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.store import numbers, read
from bihuan.store.errors import NotAllowed, Refused
from bihuan.store.rules.gates import unmet, unmet_ahead
from bihuan.store.rules.running import clocks
from bihuan.store.verify import verify

LOW = {"complexity": "low", "estimate_days": "3"}


def assessed(house: Any, **changes: Any) -> str:
    """A request that is assessed and designed, not moved on: its solution is what the approach says."""
    no: str = house.submitted()
    house.as_("liqiang", "confirm", no, verdict="clear", channel="电话")
    house.at("2026-03-03 10:00").as_("liqiang", "set", no, **{**house.ASSESSMENT, **LOW, **changes})
    house.as_("liqiang", "priority", no, value="medium")
    house.as_("wangfang", "set", no, criteria=house.CRITERIA)
    house.as_("liqiang", "set", no, **{name: v for name, v in house.PLAN.items() if name != "solution"})
    return no


def around(house: Any, no: str) -> Any:
    """The record and what its gate asks beside it."""
    record = house.record(no)
    return record, read.circumstances(house.store, record, house.time)


def owed(house: Any, login: str) -> list[str]:
    """The acts that a person owes."""
    who = next(p for p in house.store.team.people.values() if p.login == login)
    return [one.act for one in read.inbox(house.store, who)]


def test_both_gates_are_passed_by_one_move_after_one_signing(house: Any) -> None:
    no = assessed(house)
    record, beside = around(house, no)
    assert unmet(record, beside) == ()
    assert {c.code for c in unmet_ahead(record, beside)} == {"G3-07", "G3-08", "G3-15"}
    house.as_("liqiang", "sign", no)
    assert (owed(house, "wangfang"), numbers.held_now(house.store, house.time)) == (["sign"], {"business": 1})
    house.as_("wangfang", "sign", no)
    assert owed(house, "wangfang") == []
    with pytest.raises(NotAllowed) as refused:
        house.as_("wangfang", "set", no, title="另一个名称")
    assert refused.value.code == "E-FROZEN"
    done = house.as_("liqiang", "advance", no)
    assert done.request.step == "developing"
    assert [(m.from_status, m.to_status) for m in done.moves][-2:] == [
        ("assessing", "designing"),
        ("designing", "developing"),
    ]
    assert done.request.solution == house.ASSESSMENT["approach"]
    assert (len(done.versions), len(done.signoffs)) == (1, 2)
    assert {d.kind for d in done.documents if d.frozen_at} >= {"assessment_report", "signed_design"}
    assert [m.reached_on is not None for m in done.milestones] == [True, False, False, False]
    # Business had the ball while technical had signed and it had not; every milestone's clock has begun.
    spells = numbers.ball_of(house.store, done.request.id, house.time)[1]
    assert [s.holder for s in spells] == ["technical", "business", "technical"]
    running = clocks(read.record(house.store, done.request.id, history=True), house.store.calendar, house.time)
    assert [(r.row, r.state) for r in running if r.code == "milestone"] == [
        (1, "met"), (2, "running"), (3, "running"), (4, "running"),
    ]  # fmt: skip
    assert [r.state for r in running if r.act == "sign"] == ["met"]
    assert not list(verify(house.store))


def test_the_gates_may_be_passed_one_after_the_other_all_the_same(house: Any) -> None:
    no = assessed(house)
    house.as_("liqiang", "sign", no)
    assert house.as_("liqiang", "advance", no).request.step == "designing"
    house.as_("wangfang", "sign", no)
    assert house.as_("liqiang", "advance", no).request.step == "developing"


def test_nobody_signs_early_what_either_gate_would_refuse_nor_what_is_not_of_low_complexity(house: Any) -> None:
    no = assessed(house, risks=[])
    with pytest.raises(Refused) as refused:
        house.as_("liqiang", "sign", no)
    assert [c.code for c in refused.value.checks] == ["G2-09"]
    house.as_("liqiang", "set", no, no_risks=True, logic_diagram=None)
    with pytest.raises(Refused) as refused:
        house.as_("liqiang", "sign", no)
    assert [c.field for c in refused.value.checks] == ["logic_diagram"]
    house.as_("liqiang", "set", no, logic_diagram="回调 → 推送")
    house.as_("liqiang", "sign", no)
    # Once it takes longer it goes the long way, and what was signed early is void.
    house.as_("liqiang", "set", no, complexity="medium", estimate_days="5")
    assert house.record(no).signoffs[0].void_at is not None
    assert numbers.held_now(house.store, house.time) == {"technical": 1}
    with pytest.raises(NotAllowed) as early:
        house.as_("liqiang", "sign", no)
    assert early.value.code == "E-STEP"


def test_an_edit_of_the_approach_voids_a_signature_and_a_warning_of_either_gate_wants_its_reason(house: Any) -> None:
    no = assessed(house)
    house.as_("liqiang", "sign", no)
    house.as_("liqiang", "set", no, approach="改用轮询，每秒1次")
    assert house.record(no).signoffs[0].void_at is not None
    house.as_("wangfang", "set", no, **{"goals.2.after_launch": False})
    house.as_("liqiang", "sign", no)
    house.as_("wangfang", "sign", no)
    with pytest.raises(Refused) as refused:
        house.as_("liqiang", "advance", no)
    assert [(c.code, c.severity) for c in refused.value.checks] == [("G3-05", "warning")]
    done = house.as_("liqiang", "advance", no, reasons={"G3-05": "上线后看报表"})
    assert done.request.step == "developing"
