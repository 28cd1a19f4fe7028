"""A change request obeys the title limit and the wording check like any edit; the old launch date is disputed."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.store import flat, read
from bihuan.store.documents import render
from bihuan.store.errors import BadInput, Refused
from bihuan.store.rules.freeze import disputed_launch
from bihuan.store.rules.overridden import overrides_unseen
from bihuan.store.rules.running import clocks, owed_from

WHY = {"reason": "客服12月起改按自然月统计", "effect": "工期不变"}
REFUSED = (
    ({"title": "用" * 24}, {("G0-20", "title")}),
    ({"criteria+": {"text": "响应要快", "goal": 1}}, {("G3-40", "criteria.3")}),
    ({"goals.2.what": "提升用户体验", "goals.2.target": ""}, {("G3-40", "goals.2")}),
    ({"description": "具体做法待定"}, {("G3-40", "description")}),
    ({"criteria": []}, {("G3-06", "criteria")}),
    ({"milestones.4.on": "2026-03-11"}, {("G3-10", "milestones.4.on")}),
)


@pytest.mark.parametrize(("fields", "found"), REFUSED)
def test_what_an_edit_may_not_say_a_change_may_not_either(house: Any, fields: Any, found: Any) -> None:
    no = house.signed()
    with pytest.raises(Refused) as refused:
        house.as_("wangfang", "change", no, fields=fields, **WHY)
    assert {(c.code, c.field) for c in refused.value.checks} == found
    assert house.record(no).changes == ()


def test_who_asks_overrides_by_name_and_the_other_party_sees_it_before_deciding(house: Any) -> None:
    no = house.signed()
    reasons = {"G3-40": "上线后再量"}
    asked = {"fields": {"goals.2.what": "提升用户体验", "goals.2.target": ""}, "reasons": reasons, **WHY}
    given = house.as_("wangfang", "change", no, **asked)
    assert [(a.kind, a.field) for a in given.acknowledgements] == [("overridden", "goals.2")]
    around = read.circumstances(house.store, given, house.time)
    assert [a.code for a in overrides_unseen(given, around, "technical")] == ["G3-40"]
    for who in ("liqiang", "wangfang"):
        house.as_(who, "approve", no, change=1)
    record = house.record(no)
    assert record.goals[1].what == "提升用户体验"
    house.as_("liqiang", "advance", no)  # the override stands for exactly these words


# ---- the launch date ---------------------------------------------------------------------------------------------
LATER = (
    ({"milestones.4.on": "2026-03-20"}, "2026-03-20"),
    ({"milestones.#4.on": "2026-03-20"}, "2026-03-20"),
    ({"milestones": [{"id": "4", "on": "2026-03-20"}]}, "2026-03-20"),
    ({"milestones": [{"id": 4, "kind": "launch", "on": "2026-03-20", "owner": "liqiang"}]}, "2026-03-20"),
    ({"milestones.4.on": "2026-03-12"}, None),
    ({"title": "订单状态实时同步"}, None),
)


@pytest.mark.parametrize(("fields", "on"), LATER)
def test_until_it_is_decided_the_old_launch_date_stands_and_is_disputed(house: Any, fields: Any, on: Any) -> None:
    no = house.signed()
    rows = fields.get("milestones")
    if rows:  # the list as a whole: the other three stay
        kept = [
            {"id": m.n, "kind": m.kind, "on": str(m.on), "owner": "liqiang"} for m in house.record(no).milestones[:3]
        ]
        fields = {"milestones": [*kept, *rows]}
    record = house.as_("wangfang", "change", no, fields=fields, **WHY)
    found = disputed_launch(record)
    assert (str(found.on) if found else None) == on
    assert str(record.milestones[3].on) == "2026-03-13"
    assert flat.of_store(house.store, record.request.id)["launch_disputed"] == on
    milestone = next(o for o in owed_from(clocks(record, house.store.calendar, house.time)) if o.act == "launch")
    assert milestone.disputed == bool(on)
    board = render(record, "progress_board", "zh")
    assert (f"有争议：变更提出改到 {on}" in board) == bool(on)
    if on:
        house.as_("liqiang", "decline", no, change=1, reason="排得开")
        assert disputed_launch(house.record(no)) is None


# ---- what is asked for ------------------------------------------------------------------------------------------
def test_a_change_says_only_what_would_be_new_and_in_words(house: Any) -> None:
    no = house.signed()
    asked = {
        "goals": [
            {"id": 1, "what": "订单状态支付成功后5秒内同步", "target": "≤5秒", "baseline": "3分钟"},
            {"what": "每月投诉减少5件", "after_launch": True},
        ],
        "milestones.4.on": "2026-03-20",
        "milestones.4.owner": "qianjun",
        "criteria.2.goal": 1,
    }
    record = house.as_("wangfang", "change", no, fields=asked, **WHY)
    shown = (
        "目标描述（新增一行）：目标：每月投诉减少5件；上线后复核：是",
        "目标描述第 2 行：删去",
        "排期计划第 4 行的「日期」：2026-03-20",
        "排期计划第 4 行的「负责人」：研发部*主管",
    )
    for kind in ("signed_design", "record"):
        text = render(record, kind, "zh")
        assert not [words for words in shown if words not in text]
        assert not [code for code in ("qianjun", "True", "criteria.2", "milestones.4") if code in text]
    assert "qianjun" in flat.of_store(house.store, record.request.id)["changes"][0]["values"]
    for who in ("liqiang", "wangfang"):
        house.as_(who, "approve", no, change=1)
    goals = [(g.what, g.after_launch) for g in house.record(no).goals]
    assert goals == [("订单状态支付成功后5秒内同步", False), ("每月投诉减少5件", True)]


def test_a_change_that_changes_nothing_is_refused(house: Any) -> None:
    no = house.signed()
    with pytest.raises(BadInput) as refused:
        house.as_("wangfang", "change", no, fields={"title": house.DETAILS["title"]}, **WHY)
    assert refused.value.code == "E-CHANGE-NOTHING"
