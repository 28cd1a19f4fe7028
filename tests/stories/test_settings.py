"""A keeper sets a number: what runs is reckoned anew in the same act, what has stopped stays, the ledger says who."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bihuan.store import read
from bihuan.store.acts import batch
from bihuan.store.acts.every import ACTS
from bihuan.store.errors import BadInput, BihuanError, Conflict, NotAllowed, Refused
from bihuan.store.rules.running import clocks
from bihuan.store.verify import verify


def due(house: Any, no: str) -> list[str]:
    """What is owed on a request, as the inboxes have it: clock and due time in Shanghai."""
    rid = house.record(no).request.id
    at = "strftime('%Y-%m-%d %H:%M', due_at / 1000 + 28800, 'unixepoch')"
    sql = f"SELECT DISTINCT clock || ' ' || {at} FROM owed WHERE request = ? ORDER BY 1"
    return [line for (line,) in house.store.sql(sql, (rid,))]


def set_to(house: Any, key: str, value: Any) -> None:
    """The keeper sets one setting."""
    house.as_("keeper", "config", key=key, value=json.dumps(value) if not isinstance(value, str) else value)


def test_a_number_that_changes_moves_what_runs_in_the_same_act_and_nothing_that_has_stopped(house: Any) -> None:
    no = house.submitted()
    house.as_("wangfang", "ask", no, to="technical", text="排期？")
    house.as_("liqiang", "confirm", no, verdict="clear", channel="电话")
    verdicts = house.record(no).verdicts
    assert due(house, no) == ["answer 2026-03-03 09:37", "response 2026-03-04 18:00"]
    set_to(house, "clock.response", "5wd")
    set_to(house, "clock.answer", "1wd")
    set_to(house, "clock.confirmation", "3wd")
    assert due(house, no) == ["answer 2026-03-03 18:00", "response 2026-03-09 18:00"]
    assert house.record(no).verdicts == verdicts
    met = [r for r in clocks(house.record(no), house.store.calendar, house.time) if r.code == "confirmation"]
    assert [(r.state, r.due_at) for r in met] == [("met", house.moment("2026-03-03 18:00"))]


@pytest.mark.parametrize(
    ("act", "inputs"),
    [
        ("config", {"key": "waiting.stable_run", "value": "20wd"}),
        ("calendar", {"day": "2026-03-17", "work": False}),
        ("config", {"key": "calendar.hours", "value": "09:00-20:00"}),
    ],
)
def test_a_waiting_period_that_is_over_stays_over(house: Any, act: str, inputs: dict[str, Any]) -> None:
    no = house.launched()  # on Friday at 15:00: stable from Wednesday 18:00 on
    house.at("2026-03-17 10:00").as_("keeper", "config", key="waiting.monitoring", value="48h")  # over since Saturday
    house.at("2026-03-18 19:00").as_("keeper", act, **inputs)
    record = read.record(house.store, read.resolve(house.store, no), history=True)
    over = {r.code: (r.state, r.due_at) for r in clocks(record, house.store.calendar, house.time) if r.waiting}
    assert over == {
        "monitoring": ("met", house.moment("2026-03-14 15:00")),
        "stable_run": ("met", house.moment("2026-03-18 18:00")),
    }
    assert [row.ball for row in read.listed(house.store)] == ["technical"]
    assert list(verify(house.store)) == []


def test_a_setting_holds_from_now_on_and_not_from_before_what_went_by_the_old_one(house: Any) -> None:
    house.launched()
    house.at("2026-03-18 19:00").store.login = "keeper"
    answer = {"act": "config", "key": "clock.answer", "value": "1wd"}
    day_off = {"act": "calendar", "day": "2026-03-17", "work": False}
    for told, at, code in (
        (answer, "2026-03-12T10:00", "E-AT-SETTING"),
        (day_off, "2026-03-12T10:00", "E-AT-SETTING"),
        (answer, "2026-03-20T10:00", "E-AT-AHEAD"),
    ):
        with pytest.raises(BihuanError, match=code):
            batch.run(house.store, batch.Line(1, {**told, "at": at}), batch.Labels())
    batch.run(house.store, batch.Line(1, {**answer, "at": "2026-03-16T10:00"}), batch.Labels())
    assert str(house.store.team.numbers.promises["answer"]) == "1wd"
    assert list(verify(house.store)) == []


def test_the_ledger_says_who_set_what(house: Any) -> None:
    set_to(house, "clock.answer", "1wd")
    set_to(house, "clock.answer", "2wd")
    sql = "SELECT body ->> 'by', body -> 'changes' ->> 0 FROM entry WHERE act = 'config' ORDER BY seq"
    made, changed = [(by, json.loads(row)) for by, row in house.store.sql(sql)]
    keeper = next(p.id for p in house.store.team.people.values() if p.keeper)
    assert (made[0], made[1][4]["value"]) == (keeper, '"1wd"')
    assert changed[1][3:] == [{"value": '"1wd"'}, {"value": '"2wd"'}]


def test_a_bad_value_is_refused_with_what_is_wanted_and_changes_nothing(house: Any) -> None:
    for key, value, code in (
        ("clock.answer", "soon", "E-SETTING-VALUE"),
        ("clock.progress", "4wh", "E-SETTING-VALUE"),
        ("title.han", "3", "E-SETTING-RANGE"),
        ("complexity.low", "7", "E-SETTING-ORDER"),
        ("clock.colour", "1wd", "E-NO-SETTING"),
        ("store", "x", "E-SETTING-FIXED"),
    ):
        with pytest.raises(BihuanError) as wrong:
            set_to(house, key, value)
        assert wrong.value.code == code
    assert sorted(house.store.team.settings) == ["calendar.official", "demo", "store"]
    with pytest.raises(NotAllowed):
        house.as_("wangfang", "config", key="clock.answer", value="1wd")


def test_limits_hold_as_they_are_set(house: Any) -> None:
    set_to(house, "title.han", 10)
    set_to(house, "nudge.daily", 2)
    set_to(house, "reopen.days", 2)
    with pytest.raises(Refused) as long:
        house.submitted()
    assert {c.code: dict(c.values).get("limit") for c in long.value.checks} == {"G0-20": 10}
    set_to(house, "title.han", 20)
    no = house.submitted()
    house.as_("wangfang", "nudge", no)
    house.as_("wangfang", "nudge", no)
    with pytest.raises(Conflict, match="E-NUDGED"):
        house.as_("wangfang", "nudge", no)
    house.as_("liqiang", "reject", no, reason="不做", kind="not_worth")
    house.at("2026-03-05 10:00")
    with pytest.raises(Conflict, match="E-REOPEN-LATE"):
        house.as_("wangfang", "reopen", no, step="submitting", reason="又要做")


def test_after_as_many_counter_proposals_as_set_the_heads_decide_and_a_later_number_changes_no_past(house: Any) -> None:
    set_to(house, "priority.counters", 1)
    no = house.submitted()
    house.as_("liqiang", "confirm", no, verdict="clear", channel="电话")
    house.as_("liqiang", "priority", no, value="low")
    assert [p.heads for p in house.record(no).priority_proposals] == [False, True]
    set_to(house, "priority.counters", 5)
    house.as_("liqiang", "priority", no, value="low")
    house.as_("wangfang", "priority", no, value="low")
    assert house.record(no).request.priority == "low"


def test_documents_speak_the_number_that_is_set(house: Any) -> None:
    set_to(house, "waiting.monitoring", "48h")
    no = house.launched()
    bodies = {d.kind: d.body for d in house.record(no).documents}
    assert "## 六、上线后 48 小时监控" in bodies["launch_confirmation"]


def test_a_happening_is_entered_as_far_back_as_is_set(house: Any) -> None:
    no = house.submitted()
    house.at("2026-03-05 09:30")
    rid, then = house.record(no).request.id, house.moment("2026-03-02 11:00")

    def back() -> Any:
        house.store.login = "liqiang"
        return ACTS["confirm"].told(house.store, rid, then, None, None, verdict="clear", channel="电话")

    with pytest.raises(NotAllowed, match="E-AT-KEEPER"):
        back()
    set_to(house, "happening.days", 3)
    assert back().request.status == "assessing"


# ---- the team's list of systems ----------------------------------------------------------------------------------
def test_systems_are_from_the_list_of_the_team_once_it_has_one(house: Any) -> None:
    no = house.submitted()
    house.as_("wangfang", "set", no, systems="什么都行")  # no list yet
    set_to(house, "systems", "订单系统，CRM")
    assert house.store.team.told("systems") == ["订单系统", "CRM"]
    house.as_("wangfang", "set", no, systems=[" crm", "订单系统"])
    assert house.record(no).request.systems == ("CRM", "订单系统")
    with pytest.raises(BadInput, match="E-INPUT-OFFERED") as wrong:
        house.as_("wangfang", "set", no, systems="CRM, 什么都行")
    assert (wrong.value.field, wrong.value.values["known"]) == ("systems", ["订单系统", "CRM"])
    assert house.record(no).request.systems == ("CRM", "订单系统")


def test_who_answers_for_a_system_and_what_a_lesson_is_about_are_from_that_list(house: Any) -> None:
    set_to(house, "systems", ["CRM"])
    house.as_("keeper", "duty", of="system", name="crm", role="technical_contact", person="liqiang")
    assert [d.name for d in house.store.team.duties] == ["CRM"]
    with pytest.raises(BadInput, match="E-INPUT-OFFERED"):
        house.as_("keeper", "duty", of="system", name="ERP", role="technical_contact", person="liqiang")
    no = house.launched()
    with pytest.raises(BadInput, match="E-INPUT-OFFERED"):
        house.as_("liqiang", "lesson", no, text="先核对", system="ERP")
    assert house.as_("liqiang", "lesson", no, text="先核对", system="crm").lessons[0].system == "CRM"
    draft = house.as_("wangfang", "new", title="同步", systems="crm")
    assert draft.request.systems == ("CRM",)


def test_history_keeps_the_systems_of_its_time(house: Any) -> None:
    set_to(house, "systems", ["CRM"])
    told = {"title": "旧事", "type": "fix", "systems": ["旧系统"], "status": "closed", "step": "closed"}
    assert house.as_("keeper", "import", fields=told).request.systems == ("旧系统",)
