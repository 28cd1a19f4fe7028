"""Sentences of the workflow page where two rules meet: a halt and a decision, an end and what was still proposed."""

from __future__ import annotations

from typing import Any

import pytest
from tests.stories.test_urgent import hurried

from bihuan.store import read
from bihuan.store.acts import batch
from bihuan.store.errors import BihuanError
from bihuan.store.verify import verify


def developing(house: Any) -> str:
    no: str = house.signed()
    house.as_("liqiang", "advance", no)
    return no


def test_a_change_request_is_made_and_decided_while_the_request_is_blocked(house: Any) -> None:
    no = developing(house)
    house.as_("liqiang", "block", no, reason="等支付平台", who="third_party")
    house.as_("wangfang", "change", no, fields={"title": "订单状态同步"}, reason="更短", effect="无")
    house.as_("wangfang", "approve", no, change=1)
    record = house.as_("liqiang", "approve", no, change=1)
    assert (record.request.status, record.request.title) == ("blocked", "订单状态同步")


def test_an_urgent_request_is_signed_late_also_while_it_is_blocked(house: Any) -> None:
    no = hurried(house)
    house.as_("wangfang", "set", no, criteria=house.CRITERIA, goals=house.DETAILS["goals"])
    fix = {"root_cause": "证书没有自动续期", "verification_steps": "用浏览器打开支付页"}
    house.as_("liqiang", "set", no, **house.PLAN, **fix)
    house.as_("liqiang", "block", no, reason="等证书机构", who="third_party")
    house.as_("liqiang", "sign", no)
    house.as_("wangfang", "sign", no)
    assert {d.code for d in house.record(no).debts if d.settled_at} >= {"G3-07", "G3-08"}


def test_what_was_proposed_ends_with_the_request_and_does_not_come_back_with_it(house: Any) -> None:
    no = developing(house)
    house.as_("wangfang", "defer", no, reason="等预算", until="2026-03-20")
    house.as_("wangfang", "cancel", no, reason="不做了", kept="无", effort_days="1")
    house.as_("liqiang", "agree", no, proposal=2)
    house.as_("wangfang", "reopen", no, step="developing", reason="预算批了")
    house.as_("liqiang", "agree", no)
    house.refused("E-NO-PROPOSAL", "liqiang", "agree", no)
    record = house.record(no)
    assert record.request.status == "developing"
    assert [v.state for v in record.verdicts if v.act == "agree"] == ["void", "met", "met"]


def test_the_lifting_of_the_mark_may_still_be_agreed_to_after_the_end(house: Any) -> None:
    no = house.submitted()
    house.as_("liqiang", "take", no)
    house.as_("wangfang", "set", no, confidential=True)
    house.as_("wangfang", "disclose", no, reason="已公告")
    house.as_("wangfang", "withdraw", no, reason="不做了")
    assert not house.as_("liqiang", "agree", no).request.confidential


def test_agreeing_without_a_number_means_what_the_other_party_proposed(house: Any) -> None:
    no = developing(house)
    house.as_("wangfang", "cancel", no, reason="不做了", kept="无", effort_days="1")
    house.as_("liqiang", "defer", no, reason="等预算", until="2026-03-20")
    assert house.as_("wangfang", "agree", no).request.status == "blocked"


@pytest.mark.parametrize("act", ["defer", "block"])
def test_a_day_to_look_again_lies_ahead(house: Any, act: str) -> None:
    no = developing(house)
    house.refused("E-DAY-PAST", "wangfang", act, no, reason="等预算", until="2026-03-03")


def test_who_raised_a_request_in_anothers_name_does_not_withdraw_it_but_a_deputy_does(house: Any) -> None:
    draft = house.as_("liqiang", "new", **house.DETAILS, requester="wangfang", department="市场部")
    no = house.as_("liqiang", "submit", draft.name).name
    house.refused("E-ROLE", "liqiang", "withdraw", no, reason="误提")
    house.as_("wangfang", "deputy", deputy="zhoumin", first_on="2026-03-02", last_on="2026-03-03")
    assert house.as_("zhoumin", "withdraw", no, reason="误提").request.status == "withdrawn"


def test_whether_to_take_an_alternative_is_a_question_to_the_requester(house: Any) -> None:
    no = house.submitted()
    house.as_("liqiang", "confirm", no, verdict="clear", channel="电话")
    house.as_("liqiang", "concern", no, text="缺测试环境")
    house.as_("liqiang", "respond", no, concern=1, alternative="先做一半", effect="晚一周")
    house.store.login = "wangfang"
    assert [(o.act, o.clock) for o in read.inbox(house.store)] == [("answer", "answer")]
    record = house.as_("wangfang", "choose", no, alternative=1)
    (asked,) = record.questions
    assert (asked.to, asked.answer, asked.answered_by) == ("wangfang", "先做一半", record.request.requester)
    assert read.inbox(house.store) == []


def test_a_plan_that_is_moved_stays_in_order_and_its_rows_go_by_their_id(house: Any) -> None:
    no = developing(house)
    house.refused("E-GATE", "liqiang", "replan", no, milestones=[{"id": 2, "on": "2026-03-30"}], reason="联调推迟")
    house.as_("liqiang", "replan", no, milestones=[{"id": 2, "on": "2026-03-11"}], reason="联调推迟")
    assert [m.on.isoformat() for m in house.record(no).milestones if m.kind == "development"] == ["2026-03-11"]


def told(house: Any, login: str, act: str, no: str, at: str, **inputs: Any) -> None:
    house.store.login = login
    batch.run(house.store, batch.Line(1, {"act": act, "request": no, "at": at, **inputs}), batch.Labels())
    house.time += 60_000


def test_a_happening_is_told_after_other_entries_and_keeps_its_time(house: Any) -> None:
    no = house.submitted()
    house.at("2026-03-03 10:00").as_("wangfang", "set", no, effect="客服咨询量由每天60次降到50次")
    house.at("2026-03-04 09:30")
    with pytest.raises(BihuanError, match="E-AT-BEFORE-LAST"):
        told(house, "liqiang", "confirm", no, "2026-03-02T09:00", verdict="clear", channel="电话")
    told(house, "liqiang", "confirm", no, "2026-03-03T09:30", verdict="clear", channel="电话")
    house.as_("liqiang", "ask", no, to="business", text="按天还是按月？")
    house.at("2026-03-04 11:00").as_("liqiang", "set", no, approach="缓存")
    house.at("2026-03-04 17:00")
    with pytest.raises(BihuanError, match="E-AT-BEFORE-LAST"):
        told(house, "wangfang", "answer", no, "2026-03-04T09:00", question=1, text="按月")
    told(house, "wangfang", "answer", no, "2026-03-04T10:00", question=1, text="按月")
    record = house.record(no)
    assert [v.state for v in record.verdicts if v.clock in ("confirmation", "answer")] == ["met", "met"]
    assert (record.contacts[0].at, record.questions[0].answered_at) == tuple(
        house.moment(at) for at in ("2026-03-03 09:30", "2026-03-04 10:00")
    )
    assert list(verify(house.store)) == []


def test_what_others_noted_meanwhile_does_not_keep_a_happening_from_its_time(house: Any) -> None:
    no = house.submitted()
    house.at("2026-03-03 09:30").as_("wangfang", "ask", no, to="technical", text="何时答复？")
    told(house, "liqiang", "confirm", no, "2026-03-02T16:00", verdict="clear", channel="电话")
    assert [v.state for v in house.record(no).verdicts if v.clock == "confirmation"] == ["met"]
    no = house.at("2026-03-02 09:30").launched()
    house.at("2026-03-16 09:30").as_("wangfang", "feedback", no, text="没有问题")
    told(house, "liqiang", "monitor", no, "2026-03-14T15:30", text="无异常")
    record = read.record(house.store, read.resolve(house.store, no), history=True)
    noted = record.history[-1]
    assert (noted.act, noted.since, noted.later) == ("monitor", house.moment("2026-03-14 15:30"), True)
    (verdict,) = [v for v in record.verdicts if v.act == "monitor"]
    assert (verdict.state, verdict.stopped_at) == ("met", house.moment("2026-03-14 15:30"))
    house.at("2026-03-16 11:00").as_("wangfang", "incident", no, text="偶发超时", serious=True)
    house.at("2026-03-16 14:00")
    with pytest.raises(BihuanError, match="E-AT-BEFORE-LAST"):  # the note of a period that an incident has ended
        told(house, "liqiang", "monitor", no, "2026-03-16T10:00", text="无异常")
    assert list(verify(house.store)) == []


def test_a_criterion_is_traced_to_a_goal_that_is_there(house: Any) -> None:
    no = house.as_("wangfang", "new", **house.DETAILS, criteria=house.CRITERIA).name
    for fields in ({"criteria.1.goal": "7"}, {"criteria": [{"text": "无数据错漏", "goal": 7}]}):
        assert house.refused("E-NO-ROW", "wangfang", "set", no, fields=fields).field.endswith(".goal")
    house.as_("wangfang", "set", no, goals=[{"what": "客服咨询量降低15%"}])  # the others are gone
    house.as_("wangfang", "set", no, fields={"criteria.1.text": "100笔订单延迟≤3秒"})
    assert [c.goal for c in house.as_("wangfang", "set", no, fields={"criteria.1.goal": "3"}).criteria] == [3, 1]
    no = house.signed()
    house.as_("liqiang", "advance", no)
    house.refused("E-NO-ROW", "wangfang", "change", no, fields={"criteria.1.goal": "7"}, reason="改", effect="无")


def test_a_role_that_somebody_holds_changes_hands_only_by_a_hand_over_with_its_reason(house: Any) -> None:
    no = house.submitted()
    house.as_("liqiang", "take", no)
    house.as_("liqiang", "set", no, technical_lead="liqiang")
    for role, to in (("technical_lead", "qianjun"), ("technical_lead", None), ("requester", "zhoumin")):
        login = "wangfang" if role == "requester" else "liqiang"
        house.refused("E-ROLE-HELD", login, "set", no, **{role: to})
    record = house.as_("liqiang", "hand-over", no, role="technical_lead", to="qianjun", reason="出差")
    assert [(h.role, h.reason) for h in record.handovers] == [("technical_lead", "出差")]


def test_the_monitoring_goes_on_while_a_launched_request_is_blocked(house: Any) -> None:
    house.refused("E-STEP", "liqiang", "monitor", developing(house), text="无异常")
    no = house.at("2026-03-02 09:30").launched()
    house.as_("liqiang", "block", no, reason="等支付平台", who="third_party")
    house.as_("wangfang", "incident", no, text="偶发超时", serious=False)
    house.at("2026-03-16 16:00").as_("liqiang", "monitor", no, text="无异常")
    record = house.as_("wangfang", "feedback", no, text="没有问题")
    assert (record.request.status, record.request.monitoring_note) == ("blocked", "无异常")
    assert [v.state for v in record.verdicts if v.clock == "monitoring" and v.act] == ["met"]


def test_what_both_have_signed_no_party_ends_alone(house: Any) -> None:
    no = house.signed()
    house.refused("E-WITHDRAW-SIGNED", "wangfang", "withdraw", no, reason="不做了")
    house.refused("E-WITHDRAW-SIGNED", "liqiang", "reject", no, reason="不值得", kind="not_worth")


def test_an_issue_belongs_to_a_criterion_that_is_there(house: Any) -> None:
    house.refused("E-NO-ROW", "liqiang", "issue", house.signed(), text="偶发超时", criterion=9)


def test_a_further_acceptor_has_to_pass_what_the_others_have_passed(house: Any) -> None:
    no = house.developed(developing(house))
    for n in (1, 2):
        house.as_("wangfang", "judge", no, criterion=n, verdict="pass")
    assert house.record(no).request.result == "pass"
    record = house.as_("wangfang", "set", no, acceptors=["wangfang", "zhoumin"])
    assert ([c.verdict for c in record.criteria], record.request.result) == ([None, None], None)
    record = house.as_("wangfang", "set", no, acceptors=["wangfang"])
    assert ([c.verdict for c in record.criteria], record.request.result) == (["pass", "pass"], "pass")
