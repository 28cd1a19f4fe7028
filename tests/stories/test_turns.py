"""The turns that a request may take beside the main line, each as the workflow page tells it."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.store import read
from bihuan.store.acts import batch
from bihuan.store.acts.every import ACTS
from bihuan.store.errors import BihuanError, Conflict, NotAllowed, NotFound, Refused
from bihuan.store.rules.ball import ball
from bihuan.store.verify import verify


def holder(house: Any, no: str) -> str:
    return ball(house.record(no), house.store.calendar, house.time)


def status(house: Any, no: str) -> tuple[str, str]:
    r = house.record(no).request
    return r.status, r.step


def owed(house: Any, login: str) -> list[tuple[str, str]]:
    house.store.login = login
    return [(o.name, o.act) for o in read.inbox(house.store)]


def test_a_block_in_the_waiting_period_has_the_ball_when_the_period_is_over(house: Any) -> None:
    no = house.launched()  # on Friday at 15:00: stable from Wednesday 18:00 on
    house.at("2026-03-16 10:00").as_(
        "liqiang", "block", no, reason="支付平台停机", who="third_party", until="2026-03-23"
    )
    for when, has in (("2026-03-18 17:59", "nobody"), ("2026-03-18 18:00", "third_party")):
        house.at(when)
        assert [row.ball for row in read.listed(house.store)] == [holder(house, no)] == [has]


def test_a_block_remembers_its_step_and_names_who_must_act(house: Any) -> None:
    no = house.signed()
    house.as_("liqiang", "advance", no)
    house.as_("liqiang", "block", no, reason="支付平台停机", who="third_party", until="2026-03-09")
    assert status(house, no) == ("blocked", "developing")
    assert holder(house, no) == "third_party"
    (told,) = house.record(no).blocks
    assert (told.reason, told.by, str(told.until)) == ("支付平台停机", "third_party", "2026-03-09")
    with pytest.raises(NotAllowed):
        house.as_("liqiang", "advance", no)
    house.as_("liqiang", "unblock", no)
    assert status(house, no) == ("developing", "developing")


def test_a_request_is_blocked_at_any_step_but_the_last() -> None:
    steps = ("submitting", "assessing", "designing", "developing", "testing", "launched")
    assert {code: ACTS[code].declared.statuses for code in ("block", "defer")} == {"block": steps, "defer": steps}


def test_deferring_is_agreed_by_both_and_nobody_has_the_ball(house: Any) -> None:
    no = house.submitted()
    house.as_("wangfang", "defer", no, reason="等预算", until="2026-04-10")
    with pytest.raises(NotAllowed) as own:
        house.as_("wangfang", "agree", no)
    assert own.value.code == "E-PROPOSAL-OWN"
    house.as_("liqiang", "agree", no)
    assert status(house, no) == ("blocked", "submitting")
    assert holder(house, no) == "nobody"
    assert (no, "unblock") not in owed(house, "wangfang")
    house.at("2026-04-10 09:00")
    assert (no, "unblock") in owed(house, "wangfang")


def test_before_both_have_signed_the_requester_withdraws_afterwards_both_cancel(house: Any) -> None:
    first = house.submitted()
    house.as_("wangfang", "withdraw", first, reason="不需要了")
    assert status(house, first) == ("withdrawn", "submitting")
    second = house.signed()
    with pytest.raises(NotAllowed) as refused:
        house.as_("wangfang", "withdraw", second, reason="不需要了")
    assert refused.value.code == "E-WITHDRAW-SIGNED"
    house.as_("wangfang", "cancel", second, reason="业务下线", kept="接口文档", effort_days="1.5")
    house.as_("liqiang", "agree", second)
    assert status(house, second) == ("withdrawn", "designing")


def test_an_end_is_reopened_by_both_at_a_step(house: Any) -> None:
    no = house.submitted()
    house.as_("liqiang", "reject", no, reason="与 2026-000 重复", kind="duplicate")
    assert status(house, no) == ("rejected", "submitting")
    house.as_("wangfang", "reopen", no, step="submitting", reason="不是重复")
    house.as_("liqiang", "agree", no)
    assert status(house, no) == ("submitting", "submitting")
    assert house.record(no).request.returned_from is None  # it was not sent back


def test_a_return_to_design_voids_the_signatures_and_thaws_the_scope(house: Any) -> None:
    no = house.signed()
    house.as_("liqiang", "advance", no)
    house.as_("liqiang", "return", no, to="designing", reason="漏了退款场景")
    house.as_("wangfang", "set", no, description="加上退款")
    house.as_("liqiang", "sign", no)
    house.as_("wangfang", "sign", no)
    house.as_("liqiang", "advance", no)
    assert status(house, no) == ("developing", "developing")
    assert [v.number for v in house.record(no).versions] == [1, 2]


def test_a_rollback_keeps_the_attempt_and_a_serious_incident_restarts_the_waiting(house: Any) -> None:
    no = house.launched()
    house.at("2026-03-17 10:00").as_("liqiang", "incident", no, text="回调超时", serious=True)
    house.at("2026-03-18 18:30")
    with pytest.raises(Refused) as waiting:
        house.as_("liqiang", "close", no)
    assert "G6-02" in {c.code for c in waiting.value.checks}
    house.as_("liqiang", "rollback", no, reason="回调超时未解决", to="developing")
    record = house.record(no)
    assert status(house, no) == ("developing", "developing")
    assert record.launches[0].rolled_back_at is not None
    assert record.moves[-1].kind == "rollback"
    kept = [d.body for d in record.documents if d.kind == "launch_confirmation" and d.frozen_at is not None]
    assert "回调超时未解决" in kept[-1]
    assert "closure_confirmation" not in {d.kind for d in record.documents}


def test_a_concern_keeps_the_gate_shut_until_it_is_answered(house: Any) -> None:
    no = house.submitted()
    house.as_("liqiang", "confirm", no, verdict="clear")
    house.as_("liqiang", "set", no, **house.ASSESSMENT, priority="medium")
    house.as_("liqiang", "concern", no, text="测试环境只有一套", kind="resource_conflict")
    with pytest.raises(Refused) as shut:
        house.as_("liqiang", "advance", no)
    assert {c.code for c in shut.value.checks} == {"G2-13"}
    house.as_("liqiang", "respond", no, concern=1, alternative="错峰测试", effect="工期不变")
    house.as_("liqiang", "advance", no)
    assert [a.text for a in house.record(no).alternatives] == ["错峰测试"]


def test_not_feasible_needs_a_chosen_alternative(house: Any) -> None:
    no = house.submitted()
    house.as_("liqiang", "confirm", no, verdict="clear")
    house.as_("liqiang", "set", no, **{**house.ASSESSMENT, "feasible": False}, priority="medium")
    house.as_(
        "liqiang", "set", no, infeasible_reason="平台不支持推送", alternatives=[{"text": "轮询", "effect": "30秒"}]
    )
    assert holder(house, no) == "business"
    with pytest.raises(Refused) as shut:
        house.as_("liqiang", "advance", no)
    assert {c.code for c in shut.value.checks} == {"G2-11"}
    house.as_("wangfang", "choose", no, alternative=1)
    house.as_("liqiang", "advance", no)


def test_the_priority_is_agreed_when_both_say_the_same(house: Any) -> None:
    no = house.submitted()
    house.as_("liqiang", "confirm", no, verdict="clear")
    house.as_("liqiang", "set", no, **house.ASSESSMENT, priority="low")
    record = house.record(no)
    assert (record.request.priority, [(p.party, p.value) for p in record.priority_proposals]) == (
        "medium",
        [("business", "medium"), ("technical", "low")],
    )
    assert holder(house, no) == "business"
    with pytest.raises(Refused) as shut:
        house.as_("liqiang", "advance", no)
    assert {c.code for c in shut.value.checks} == {"G2-12"}
    house.as_("wangfang", "priority", no, value="low")
    house.as_("liqiang", "advance", no)
    assert house.record(no).request.priority == "low"


def test_a_deviation_is_told_and_settled_by_both(house: Any) -> None:
    no = house.signed()
    house.as_("liqiang", "advance", no)
    house.as_("liqiang", "deviation", no, text="推送渠道理解不一致")
    assert (no, "tell") in owed(house, "liqiang")
    house.as_("liqiang", "tell", no, deviation=1, channel="电话")
    house.as_("liqiang", "settle", no, deviation=1)
    assert house.record(no).deviations[0].settled_at is None
    house.as_("wangfang", "settle", no, deviation=1)
    assert house.record(no).deviations[0].settled_at is not None


def test_a_role_is_handed_over_with_what_is_open(house: Any) -> None:
    no = house.submitted()
    house.as_("liqiang", "take", no)
    assert (no, "confirm") in owed(house, "liqiang")
    with pytest.raises(NotAllowed):
        house.as_("wangfang", "hand-over", no, role="technical_contact", to="qianjun", reason="休假")
    house.as_("liqiang", "hand-over", no, role="technical_contact", to="qianjun", reason="休假")
    assert (no, "confirm") not in owed(house, "liqiang")
    assert (no, "confirm") in owed(house, "qianjun")
    with pytest.raises(NotAllowed) as owes:
        house.as_("keeper", "person", login="qianjun", active=False)
    assert owes.value.code == "E-PERSON-OWES"


def test_a_deputy_sees_and_does_a_persons_acts(house: Any) -> None:
    no = house.submitted()
    house.as_("liqiang", "confirm", no, verdict="needs_more", text="金额上限？")
    assert (no, "answer") not in owed(house, "zhoumin")
    house.as_("wangfang", "deputy", deputy="zhoumin", first_on="2026-03-01", last_on="2026-03-10")
    assert (no, "answer") in owed(house, "zhoumin")
    house.as_("zhoumin", "answer", no, question=1, text="5万元")
    assert house.record(no).questions[0].answer == "5万元"


def test_a_deputy_who_is_named_again_stands_in_on_the_days_told_last(house: Any) -> None:
    no = house.submitted()
    house.as_("liqiang", "confirm", no, verdict="needs_more", text="金额上限？")
    days = {"deputy": "zhoumin", "first_on": "2026-03-01"}
    house.as_("wangfang", "deputy", deputy="zhoumin", first_on="2026-04-01", last_on="2026-04-10")  # another time
    house.as_("wangfang", "deputy", **days, last_on="2026-03-31")
    assert (no, "answer") in owed(house.at("2026-03-03 10:00"), "zhoumin")
    house.as_("wangfang", "deputy", **days, last_on="2026-03-03")
    assert (no, "answer") in owed(house, "zhoumin")
    assert (no, "answer") not in owed(house.at("2026-03-04 10:00"), "zhoumin")
    house.as_("wangfang", "deputy", deputy="zhoumin", first_on="2026-03-03", last_on="2026-03-05")
    kept = sorted((str(d.first_on), str(d.last_on)) for d in house.store.team.deputies)
    assert kept == [("2026-03-01", "2026-03-02"), ("2026-03-03", "2026-03-05"), ("2026-04-01", "2026-04-10")]


def test_a_split_copies_the_texts_to_drafts_with_a_link(house: Any) -> None:
    no = house.submitted()
    house.as_("wangfang", "split", no, parts=["状态推送", "列表刷新"])
    house.store.login = "wangfang"
    assert status(house, no) == ("submitting", "submitting")
    drafts = [r for r in read.listed(house.store) if r.status == "draft"]
    assert {d.title for d in drafts} == {"状态推送", "列表刷新"}
    child = read.record(house.store, drafts[0].id)
    assert child.request.background == house.DETAILS["background"]
    assert [(x.kind, x.to) for x in child.links] == [("split_from", read.resolve(house.store, no))]
    assert len(child.goals) == 2


def test_a_nudge_once_a_day_and_a_question_to_one_person(house: Any) -> None:
    no = house.submitted()
    house.as_("wangfang", "nudge", no)
    with pytest.raises(Conflict):
        house.as_("wangfang", "nudge", no)
    house.at("2026-03-03 09:30").as_("wangfang", "nudge", no)
    house.as_("wangfang", "ask", no, to="qianjun", text="排期？", stops_work=True)
    assert owed(house, "qianjun")[0] == (no, "answer")
    with pytest.raises(NotAllowed):
        house.as_("liqiang", "answer", no, question=1, text="下周")
    with pytest.raises(NotFound):
        house.as_("qianjun", "answer", no, question=9, text="下周")


def test_after_closing_only_what_the_page_allows(house: Any) -> None:
    no = closed(house)
    house.as_("wangfang", "measure", no, goal=2, value="16%", verdict="achieved")
    house.as_("liqiang", "lesson", no, text="先定联调时间", type="integration", step="designing")
    house.as_("liqiang", "link", no, kind="causes", to=_other(house))
    for act, inputs in (
        ("set", {"project": "x"}),
        ("ask", {"to": "business", "text": "?"}),
        ("return", {"to": "testing"}),
    ):
        with pytest.raises(BihuanError) as refused:
            house.as_("liqiang", act, no, **{"reason": "x", **inputs} if act == "return" else inputs)
        assert refused.value.code == "E-STEP", act
    assert list(verify(house.store)) == []


def closed(house: Any) -> str:
    no = house.stable()
    house.as_("liqiang", "retro", no, kind="shortcoming", text="联调时间未定", count=1)
    house.closed(no)
    return str(no)


def test_a_confidential_request_is_found_only_by_its_participants(house: Any) -> None:
    no = house.submitted()
    house.as_("liqiang", "take", no)
    house.as_("wangfang", "set", no, confidential=True)
    for login, sees in (
        ("wangfang", True),
        ("liqiang", True),
        ("keeper", True),
        ("zhoumin", False),
        ("zhaolei", False),
    ):
        house.store.login = login
        assert (no in [r.name for r in read.listed(house.store)]) is sees, login
        if not sees:
            with pytest.raises(NotFound):
                read.resolve(house.store, no)


def test_a_draft_is_its_authors_alone(house: Any) -> None:
    house.as_("wangfang", "new", title="草稿")
    for login in ("liqiang", "zhoumin"):
        house.store.login = login
        assert read.listed(house.store) == []
    with pytest.raises(NotFound):
        house.as_("zhoumin", "submit", "d1")


def _other(house: Any) -> str:
    house.as_("wangfang", "new", **house.DETAILS)
    drafts = [r.name for r in read.listed(house.store) if r.status == "draft"]
    return str(house.as_("wangfang", "submit", drafts[0]).name)


def entered(house: Any, login: str, act: str, no: str, **inputs: Any) -> None:
    """The keeper of records enters what somebody said elsewhere."""
    batch.run(house.store, batch.Line(1, {"act": act, "request": no, "by": login, **inputs}), batch.Labels())
    house.time += 60_000


def test_what_is_entered_for_somebody_needs_its_right_and_its_proof(house: Any, tmp_path: Any) -> None:
    no = house.designed()
    paper = tmp_path / "签字.pdf"
    paper.write_bytes(b"%PDF-1.4")
    house.store.login = "liqiang"
    with pytest.raises(batch.BadLine) as no_right:
        entered(house, "wangfang", "sign", no, ticked="all")
    assert (no_right.value.code, no_right.value.exit_code) == ("E-ENTERED-FOR", 4)
    house.store.login = "keeper"
    with pytest.raises(batch.BadLine) as no_proof:
        entered(house, "wangfang", "sign", no, ticked="all")
    assert no_proof.value.code == "E-PROOF"
    house.as_("wangfang", "attach", no, file=str(paper))
    house.store.login = "keeper"
    entered(house, "wangfang", "sign", no, ticked="all", channel="paper", proof=1)
    signature = house.record(no).signoffs[0]
    keeper = house.store.me.id
    assert (signature.method, signature.entered_by, signature.channel, signature.proof) == (
        "entered",
        keeper,
        "paper",
        1,
    )
    with pytest.raises(batch.BadLine) as one_hand:
        entered(house, "liqiang", "sign", no, channel="paper", proof=1)
    assert one_hand.value.code == "E-SIGN-SAME-HAND"
    house.as_("liqiang", "sign", no)
    house.as_("liqiang", "advance", no)
    assert list(verify(house.store)) == []


CONFIRM = {"act": "confirm", "verdict": "clear", "channel": "phone"}
HAPPENED: tuple[tuple[str, dict[str, str], str, str | None], ...] = (
    ("2026-03-04 09:00", CONFIRM, "2026-03-02T10:30+08:00", None),
    ("2026-03-05 09:00", CONFIRM, "2026-03-02T10:30+08:00", "E-AT-KEEPER"),  # three working days back
    ("2026-03-04 09:00", CONFIRM, "2027-01-01", "E-AT-AHEAD"),
    ("2026-03-04 09:00", {"act": "take"}, "2026-03-03T10:30+08:00", "E-AT-KEEPER"),  # no happening
)


@pytest.mark.parametrize(("now", "act", "at", "code"), HAPPENED)
def test_a_happening_may_lie_two_working_days_back(
    house: Any, now: str, act: dict[str, str], at: str, code: str | None
) -> None:
    no = house.submitted()
    house.at(now).store.login = "liqiang"
    line = batch.Line(1, {**act, "request": no, "at": at})
    if code is None:
        batch.run(house.store, line, batch.Labels())
        assert house.record(no).contacts[0].at == house.moment("2026-03-02 10:30")
    else:
        with pytest.raises(batch.BadLine) as refused:
            batch.run(house.store, line, batch.Labels())
        assert refused.value.code == code
