"""What random walks found: acts that took the ground from under what others had built upon it."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.store.errors import BadInput, NotAllowed, NotFound
from bihuan.store.rules.freeze import frozen
from bihuan.store.verify import verify

TICKED = ["scope", "data_fields", "interaction", "meets_goals"]


# ---- undo --------------------------------------------------------------------------------------------------------
def test_a_change_request_that_both_have_signed_is_not_undone(house: Any) -> None:
    no = house.signed()
    house.as_("wangfang", "change", no, fields={"title": "订单状态实时同步"}, reason="更短", effect="无")
    house.as_("liqiang", "approve", no, change=1)
    house.refused("E-UNDO-CHANGED", "wangfang", "undo", no)
    assert house.record(no).changes[0].technical_by is not None


def test_a_question_that_was_answered_and_a_block_that_was_lifted_are_not_undone(house: Any) -> None:
    no = house.signed()
    house.as_("wangfang", "ask", no, to="technical", text="每天几单？")
    house.as_("liqiang", "answer", no, question=1, text="60单")
    house.refused("E-UNDO-CHANGED", "wangfang", "undo", no)
    house.as_("wangfang", "block", no, reason="等预算", who="business")
    house.as_("liqiang", "unblock", no)
    house.as_("liqiang", "block", no, reason="等接口")
    house.refused("E-UNDO-CHANGED", "wangfang", "undo", no)
    assert [b.ended_at is None for b in house.record(no).blocks] == [False, True]


def test_what_a_step_or_a_signature_rests_upon_is_not_undone(house: Any) -> None:
    no = house.signed()
    house.refused("E-NO-UNDO", "liqiang", "undo", no)
    house.as_("liqiang", "advance", no)
    house.as_("liqiang", "set", no, test_version="v1")
    house.as_("liqiang", "item", no, item=1, state="done")
    house.as_("liqiang", "undo", no)
    house.as_("liqiang", "item", no, item=1, state="done")
    house.as_("keeper", "hand-over", no, role="technical_lead", to="qianjun", person="liqiang", reason="休假")
    house.as_("qianjun", "advance", no)
    house.refused("E-UNDO-CHANGED", "liqiang", "undo", no)
    assert house.record(no).work_items[0].state == "done"


def test_a_draft_and_a_split_are_withdrawn_and_not_undone(house: Any) -> None:
    house.as_("wangfang", "new", **house.DETAILS)
    house.refused("E-NO-UNDO", "wangfang", "undo", "d1")
    house.as_("wangfang", "split", "d1", parts=["库存盘点", "会员对账"])
    house.refused("E-NO-UNDO", "wangfang", "undo", "d2")


def test_undo_brings_each_value_back_to_its_own_field(house: Any) -> None:
    no = house.submitted()
    before = house.record(no).request
    house.as_("wangfang", "set", no, title="库存盘点导出", systems=["订单"], effect="少打2个电话", department="运营部")
    assert house.as_("wangfang", "undo", no).request == before


def test_a_signature_comes_back_with_an_undo_only_over_what_was_signed(house: Any) -> None:
    no = house.signed()
    house.as_("liqiang", "return", no, to="assessing", reason="漏了退款")
    house.as_("liqiang", "advance", no)
    house.as_("liqiang", "sign", no)
    house.as_("liqiang", "set", no, logic_diagram="回调 → 推送")
    house.as_("liqiang", "undo", no)
    assert [s.void_at is None for s in house.record(no).signoffs] == [False, False, True]
    house.as_("liqiang", "set", no, logic_diagram="回调 → 推送")
    house.as_("wangfang", "set", no, description="1.每天同步2次")
    house.as_("liqiang", "undo", no)
    assert [s.void_at is None for s in house.record(no).signoffs] == [False, False, False]


def test_a_date_moved_under_the_first_signature_voids_it_at_once(house: Any) -> None:
    no = house.signed()
    house.as_("liqiang", "return", no, to="assessing", reason="漏了退款")
    house.as_("liqiang", "advance", no)
    house.as_("wangfang", "sign", no, ticked=TICKED)
    house.as_("liqiang", "replan", no, milestones=[{"kind": "test", "on": "2026-03-11"}], reason="提前一天")
    record = house.record(no)
    assert record.signoffs[-1].void_at == house.time - 60_000
    assert [p.ticked for p in record.business_review] == [False] * 4
    house.as_("liqiang", "undo", no)
    assert house.record(no).signoffs[-1].void_at is None


# ---- signatures --------------------------------------------------------------------------------------------------
def test_criteria_typed_anew_between_two_signatures_are_the_same_criteria(house: Any) -> None:
    no = house.signed()
    house.as_("liqiang", "return", no, to="assessing", reason="漏了退款")
    house.as_("liqiang", "advance", no)
    house.as_("liqiang", "sign", no)
    house.as_("wangfang", "set", no, criteria=house.CRITERIA)
    assert house.record(no).signoffs[-1].void_at is None
    house.as_("wangfang", "sign", no, ticked=TICKED)
    house.as_("wangfang", "set", no, background="客服每天约60次来电")
    assert frozen(house.record(no))


def test_calling_a_signed_request_urgent_does_not_thaw_it(house: Any) -> None:
    no = house.signed()
    house.refused("E-TYPE-BOUND", "wangfang", "set", no, type="urgent", urgent_kind="fix")
    house.as_("wangfang", "set", no, type="optimization")
    assert frozen(house.record(no))


def test_a_second_launch_date_is_no_way_round_the_frozen_one(house: Any) -> None:
    no = house.signed()
    house.refused("E-FROZEN", "liqiang", "set", no, **{"milestones+": [{"kind": "launch", "on": "2026-03-13"}]})
    house.refused("E-FROZEN", "liqiang", "set", no, **{"milestones.3.kind": "launch"})
    house.as_("liqiang", "set", no, **{"milestones.3.owner": "qianjun"})


def test_signatures_of_an_earlier_design_do_not_come_back_with_its_contents(house: Any) -> None:
    no = house.signed()
    house.as_("wangfang", "change", no, fields={"title": "订单状态实时同步"}, reason="更短", effect="无")
    house.as_("wangfang", "approve", no, change=1)
    house.as_("liqiang", "approve", no, change=1)
    house.as_("liqiang", "advance", no)
    house.as_("liqiang", "return", no, to="designing", reason="漏了退款")
    house.as_("wangfang", "set", no, title=house.DETAILS["title"])
    house.refused("E-GATE", "liqiang", "advance", no)
    house.as_("liqiang", "sign", no)
    house.as_("wangfang", "sign", no, ticked=TICKED)
    house.as_("liqiang", "advance", no)
    assert frozen(house.record(no))


def test_a_change_request_does_not_blank_what_was_signed(house: Any) -> None:
    no = house.signed()
    house.refused("E-INPUT-MISSING", "wangfang", "change", no, fields={"title": ""}, reason="更短", effect="无")


# ---- ends and reopening ------------------------------------------------------------------------------------------
def test_a_request_reopens_no_further_than_it_had_come(house: Any) -> None:
    no = house.submitted()
    house.as_("liqiang", "reject", no, reason="重复", kind="duplicate")
    with pytest.raises(BadInput) as error:
        house.as_("wangfang", "reopen", no, step="launched", reason="仍需要")
    assert error.value.code == "E-REOPEN-STEP"
    house.as_("wangfang", "reopen", no, step="submitting", reason="仍需要")
    assert house.as_("liqiang", "agree", no).request.status == "submitting"


def test_a_design_that_is_reopened_is_signed_anew(house: Any) -> None:
    no = house.signed()
    house.as_("wangfang", "cancel", no, reason="预算取消", kept="无", effort_days="0")
    house.as_("liqiang", "agree", no)
    house.as_("wangfang", "reopen", no, step="designing", reason="预算恢复")
    house.as_("liqiang", "agree", no)
    house.refused("E-GATE", "liqiang", "advance", no)
    assert not frozen(house.record(no))


def test_a_proposal_to_defer_lapses_when_the_request_ends(house: Any) -> None:
    no = house.submitted()
    house.as_("wangfang", "defer", no, reason="等旺季过去", until="2026-04-01")
    house.as_("liqiang", "reject", no, reason="重复", kind="duplicate")
    with pytest.raises(NotFound) as error:
        house.as_("liqiang", "agree", no)
    assert error.value.code == "E-NO-PROPOSAL"
    assert house.record(no).request.status == "rejected"


# ---- people and inputs -------------------------------------------------------------------------------------------
def test_nobody_changes_sides_while_taking_part(house: Any) -> None:
    house.submitted()
    with pytest.raises(NotAllowed) as error:
        house.as_("keeper", "person", login="wangfang", party="technical")
    assert error.value.code == "E-PERSON-PARTY"
    house.as_("keeper", "person", login="zhoumin", party="technical")


def test_what_cannot_be_read_is_refused_in_words(house: Any) -> None:
    no = house.submitted()
    house.refused("E-INPUT-REQUEST", "wangfang", "link", no, kind="follows", to=1.5)
    house.refused("E-NO-REQUEST", "wangfang", "link", no, kind="follows", to=99)
    house.refused("E-INPUT-INT", "wangfang", "heed", no, lesson=2**70, answer="done")
    house.refused("E-TEXT-SURROGATE", "wangfang", "set", no, title="订单\ud800")
    house.as_("wangfang", "defer", no, reason="等", until="9999-12-31")
    house.refused("E-DUE-RANGE", "liqiang", "agree", no)
    house.refused("E-TEXT-SURROGATE", "wangfang", "link", no, kind="follows", to="\ud800")
    house.refused("E-INPUT-FILE", "wangfang", "attach", no, file="a\0b")
    house.refused("E-INPUT-MISSING", "wangfang", "set", no, **{"goals.1.what": None})
    house.refused("E-INPUT-MISSING", "wangfang", "set", no, goals=[{"id": 1, "what": None}])
    assert list(verify(house.store)) == []


def test_what_a_split_of_a_confidential_request_copies_is_confidential(house: Any) -> None:
    no = house.submitted()
    house.as_("wangfang", "set", no, confidential=True)
    house.as_("wangfang", "split", no, parts=["库存盘点"])
    assert house.record("d2").request.confidential


def test_withdrawing_needs_agreement_once_both_have_signed_whatever_was_refined_since(house: Any) -> None:
    no = house.signed()
    house.as_("liqiang", "set", no, logic_diagram="回调 → 推送")
    with pytest.raises(NotAllowed) as error:
        house.as_("wangfang", "withdraw", no, reason="不做了")
    assert error.value.code == "E-WITHDRAW-SIGNED"


# ---- what is derived ---------------------------------------------------------------------------------------------
def owing(house: Any, act: str) -> set[str]:
    """Who owes an act by the inboxes."""
    people = house.store.team.people
    return {people[p].login for (p,) in house.store.sql("SELECT person FROM owed WHERE act = ?", (act,))}


def test_a_submission_stands_in_the_inbox_of_a_technical_person_who_comes_later(house: Any) -> None:
    house.submitted()
    house.as_("keeper", "person", login="sunli", name="孙丽", party="technical")
    assert "sunli" in owing(house, "confirm")
    house.as_("liqiang", "take", "2026-001")
    assert owing(house, "confirm") == {"liqiang"}


def test_who_answers_for_a_department_takes_part_at_once(house: Any) -> None:
    house.submitted()
    house.as_("keeper", "duty", of="department", name="市场部", role="technical_contact", person="qianjun")
    assert owing(house, "confirm") == {"qianjun"}


def test_nobody_answers_for_a_department_in_a_role_of_the_other_party(house: Any) -> None:
    house.submitted()
    told = {"of": "department", "name": "市场部", "role": "technical_contact", "person": "wangfang"}
    house.refused("E-ROLE-PARTY", "keeper", "duty", **told)


def test_an_act_that_was_undone_moves_no_clock(house: Any) -> None:
    no = house.submitted()
    house.as_("liqiang", "confirm", no, verdict="clear", channel="电话")
    infeasible = {"feasible": False, "alternatives": [{"text": "每晚同步1次", "effect": "延迟1天"}]}
    house.as_("liqiang", "set", no, **{**house.ASSESSMENT, **infeasible})
    house.as_("liqiang", "priority", no, value="medium")
    before = house.store.sql("SELECT * FROM owed ORDER BY 1, 2, 3").fetchall()
    house.as_("liqiang", "set", no, approach="批量同步，每晚1次")
    house.as_("liqiang", "undo", no)
    assert house.store.sql("SELECT * FROM owed ORDER BY 1, 2, 3").fetchall() == before


def test_nothing_given_is_what_the_act_does_untold(house: Any) -> None:
    no = house.submitted()
    house.as_("wangfang", "concern", no, text="人手不够2人", kind=None)
    assert house.record(no).concerns[0].kind == "bottleneck"


def test_an_update_before_the_day_begins_leaves_the_next_days_in_the_inbox(house: Any) -> None:
    no = house.signed()
    house.as_("liqiang", "advance", no)
    house.at("2026-03-05 06:30").as_("liqiang", "update", no, text="完成1个接口")
    assert owing(house, "update") == {"liqiang"}
    due = house.store.one("SELECT due_at FROM owed WHERE act = 'update'")
    assert due == house.moment("2026-03-06 18:00")


def test_an_act_that_changes_nothing_moves_no_clock(house: Any) -> None:
    no = house.signed()
    house.as_("liqiang", "advance", no)
    for item in (1, 2):
        house.as_("liqiang", "item", no, item=item, state="to_test")
    before = house.store.sql("SELECT * FROM owed ORDER BY 1, 2, 3").fetchall()
    house.at("2026-03-09 10:00").as_("liqiang", "item", no, item=1, state="to_test")
    assert house.store.sql("SELECT * FROM owed ORDER BY 1, 2, 3").fetchall() == before


def test_what_only_stops_a_clock_is_nobodys_act(house: Any) -> None:
    no = house.signed()
    house.as_("liqiang", "advance", no)
    house.as_("liqiang", "set", no, test_version="v1")
    house.as_("liqiang", "item", no, item=1, state="to_test")
    house.as_("liqiang", "advance", no)
    house.as_("zhaolei", "test", no, kind="functional", result="pass")
    house.as_("keeper", "config", key="tests.kinds", value='["functional"]')  # so all of them have run
    house.as_("liqiang", "item", no, item=1, state="to_test")
    last = house.store.sql("SELECT act, body ->> 'by', body ->> '$.changes[0][0]' FROM entry ORDER BY seq DESC LIMIT 1")
    assert last.fetchone() == ("clock", None, "verdict")
    assert list(verify(house.store)) == []
