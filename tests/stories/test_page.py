"""Sentences of the domain page that the other stories pass by, each as a short story of its own."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.site.build import build
from bihuan.store import documents, flat, read
from bihuan.store.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from bihuan.store.rules.ball import agreed_priority
from bihuan.store.rules.record import MANY
from bihuan.store.rules.running import clocks
from bihuan.store.verify import verify

TICKED = ["scope", "data_fields", "interaction", "meets_goals"]


# ---- who takes part ----------------------------------------------------------------------------------------------
PARTIES = (
    ("technical_contact", "zhoumin"),
    ("business_contact", "qianjun"),
    ("testers", ["zhoumin"]),
    ("acceptors", ["qianjun"]),
)


@pytest.mark.parametrize(("field", "person"), PARTIES)
def test_nobody_holds_roles_of_both_parties(house: Any, field: str, person: Any) -> None:
    house.as_("wangfang", "new", **house.DETAILS)
    house.refused("E-ROLE-PARTY", "wangfang", "set", "d1", **{field: person})


def test_one_person_may_hold_several_roles_of_a_party(house: Any) -> None:
    no = house.signed()
    request = house.record(no).request
    assert request.technical_contact == request.technical_lead
    house.as_("liqiang", "set", no, analyst="liqiang", architect="liqiang")
    assert house.record(no).request.architect == request.technical_lead


def test_requester_and_technical_head_confirm_the_closure(house: Any) -> None:
    no = house.launched()
    house.as_("liqiang", "set", no, technical_head="qianjun")
    house.as_("liqiang", "monitor", no, text="无事故")
    house.as_("wangfang", "feedback", no, text="没有问题")
    house.at("2026-03-18 18:01")
    for login in ("zhoumin", "liqiang", "zhaolei"):
        house.refused("E-ROLE", login, "close", no)
    house.as_("qianjun", "close", no)
    assert house.as_("wangfang", "close", no).request.status == "closed"


def test_only_acceptors_judge_and_all_of_them_must_pass_it(house: Any) -> None:
    no = house.signed()
    house.as_("wangfang", "set", no, acceptors=["wangfang", "zhoumin"])
    house.developed(no)
    house.refused("E-ROLE", "liqiang", "judge", no, criterion=1, verdict="pass")
    house.as_("wangfang", "judge", no, criterion=1, verdict="pass", measured="1.8秒")
    assert (house.record(no).criteria[0].verdict, house.record(no).criteria[0].measured) == (None, "1.8秒")
    house.as_("zhoumin", "judge", no, criterion=1, verdict="pass")
    assert house.record(no).criteria[0].verdict == "pass"
    house.refused("E-JUDGE-DATE", "zhoumin", "judge", no, criterion=2, verdict="fail", reason="漏推1单")


def person(house: Any, login: str) -> Any:
    """Somebody of the team."""
    return next(p for p in house.store.team.people.values() if p.login == login)


def test_a_deputy_is_of_the_same_party_and_is_named_by_the_person_or_a_keeper(house: Any) -> None:
    days = {"first_on": "2026-03-01", "last_on": "2026-03-10"}
    house.refused("E-DEPUTY-PARTY", "wangfang", "deputy", deputy="qianjun", **days)
    house.refused("E-KEEPER", "zhoumin", "deputy", person="wangfang", deputy="zhoumin", **days)
    house.as_("keeper", "deputy", person="wangfang", deputy="zhoumin", **days)


def test_the_store_keeps_a_keeper_who_may_pass_the_right_on(house: Any) -> None:
    house.refused("E-LAST-KEEPER", "keeper", "person", login="keeper", keeper=False)
    house.as_("keeper", "person", login="qianjun", keeper=True)
    house.as_("qianjun", "person", login="keeper", keeper=False)
    assert (person(house, "qianjun").keeper, person(house, "keeper").keeper) == (True, False)


KEEPERS = (
    ("import", {"status": "closed", "step": "closed", "title": "旧"}),
    ("person", {"login": "new", "name": "新", "party": "business"}),
    ("calendar", {"day": "2026-03-05", "work": False}),
    ("config", {"key": "documents.lang", "value": "en"}),
)


@pytest.mark.parametrize(("code", "inputs"), KEEPERS)
def test_history_people_calendar_and_settings_are_the_keepers(house: Any, code: str, inputs: Any) -> None:
    house.refused("E-KEEPER", "wangfang", code, **inputs)
    house.as_("keeper", code, **inputs)


def test_who_submits_is_the_requester_unless_another_is_named(house: Any) -> None:
    no = house.submitted()
    request = house.record(no).request
    assert (request.requester, request.department) == (person(house, "wangfang").id, "市场部")
    house.as_("qianjun", "new", title="对账差异", type="fix")
    assert house.record("d2").request.requester is None
    house.as_("qianjun", "set", "d2", requester="zhoumin")
    assert house.record("d2").request.department == "运营部"


# ---- priority ----------------------------------------------------------------------------------------------------
def test_every_proposal_of_a_priority_stays_in_the_history(house: Any) -> None:
    no = house.submitted()
    assert agreed_priority(house.record(no)) is None
    house.as_("liqiang", "priority", no, value="low")
    house.as_("wangfang", "priority", no, value="low")
    record = house.record(no)
    assert agreed_priority(record) == "low"
    assert [(p.party, p.value) for p in record.priority_proposals] == [
        ("business", "medium"),
        ("technical", "low"),
        ("business", "low"),
    ]


# ---- the record --------------------------------------------------------------------------------------------------
def test_a_request_is_one_flat_object_of_plain_values(house: Any) -> None:
    no = house.signed()
    house.as_("wangfang", "set", no, project="订单\r\n  中台")
    found = flat.of_store(house.store, read.resolve(house.store, no))
    assert all(isinstance(row["id"], int) for many in MANY for row in found[many])
    assert not [n for n, v in found.items() if isinstance(v, dict) and set(v) != {"not_applicable"}]
    assert (found["estimate_days"], found["work_items"][1]["effort_days"]) == ("5", "2.5")
    assert (found["expected_launch"], found["submitted_at"][-6:]) == ("2026-03-31", "+08:00")
    assert (found["end_reason"], found["data_structures"]) == (None, {"not_applicable": "不改表结构"})
    assert found["status"] == found["step"] == "designing"


# ---- steps -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["not_feasible", "duplicate", "replaced", "not_worth", "outside"])
def test_a_rejection_has_one_of_the_pages_reasons(house: Any, kind: str) -> None:
    no = house.submitted()
    house.as_("liqiang", "reject", no, reason="见附件", kind=kind)
    request = house.record(no).request
    assert (request.status, request.end_kind, request.end_reason) == ("rejected", kind, "见附件")
    assert kind not in documents.render(house.record(no), "record", "zh")
    assert "已拒绝" in [d.body for d in house.record(no).documents if d.kind == "record"][-1]
    with pytest.raises(BadInput):
        house.as_("liqiang", "reject", no, reason="x", kind="no_time")


LINKS = ("part_of", "split_from", "duplicate_of", "replaces", "depends_on", "causes", "follows")


@pytest.mark.parametrize("kind", LINKS)
def test_requests_are_linked_in_seven_ways(house: Any, kind: str) -> None:
    no, other = house.submitted(), house.as_("wangfang", "new", title="另一个").name
    house.as_("wangfang", "link", no, kind=kind, to=other)
    assert [(x.kind, x.to) for x in house.record(no).links] == [(kind, read.resolve(house.store, other))]


def test_a_gate_that_refuses_leaves_nothing_behind(house: Any) -> None:
    no = house.submitted()
    house.as_("liqiang", "confirm", no, verdict="clear", channel="电话")
    before, entries = house.record(no), house.store.one("SELECT count(*) FROM entry")
    with pytest.raises(Refused):
        house.as_("liqiang", "advance", no)
    assert (house.record(no), house.store.one("SELECT count(*) FROM entry")) == (before, entries)


def test_a_first_contact_that_needs_more_leaves_it_with_its_questions(house: Any) -> None:
    no = house.submitted()
    house.as_("liqiang", "confirm", no, verdict="needs_more", channel="电话", text="上限多少？")
    record = house.record(no)
    assert (record.request.status, [(q.text, q.stops_work) for q in record.questions]) == (
        "submitting",
        [("上限多少？", True)],
    )
    house.refused("E-GATE", "liqiang", "advance", no)


def test_a_returned_request_says_so_until_it_moves_on(house: Any) -> None:
    no = house.signed()
    house.refused("E-RETURN-STEP", "liqiang", "return", no, to="designing", reason="表述不清")
    house.refused("E-RETURN-STEP", "liqiang", "return", no, to="testing", reason="表述不清")
    house.as_("liqiang", "return", no, to="submitting", reason="表述不清")
    record = house.record(no)
    assert (record.request.status, record.request.returned_from) == ("submitting", "designing")
    assert "| 退回自 | 设计中 |" in documents.render(record, "record", "zh")
    house.as_("liqiang", "confirm", no, verdict="clear", channel="电话")
    record = house.record(no)
    assert (record.request.status, record.request.returned_from) == ("assessing", None)


def test_advance_takes_the_next_move_whichever_act_it_is(house: Any) -> None:
    house.as_("wangfang", "new", **house.DETAILS)
    assert house.as_("wangfang", "advance", "d1").request.number == "2026-001"
    house.refused("E-ROLE", "wangfang", "advance", "2026-001")
    no = through_test(house)
    assert house.as_("liqiang", "advance", no).request.status == "launched"


def test_the_archive_shows_only_links_to_what_is_published(house: Any, tmp_path: Any) -> None:
    no = house.launched()
    house.as_("wangfang", "new", **house.DETAILS)
    other = house.as_("wangfang", "submit", "d2").name
    house.as_("liqiang", "link", no, kind="causes", to=other)
    house.as_("liqiang", "monitor", no, text="无事故")
    house.as_("wangfang", "feedback", no, text="没有问题")
    house.closed(no)
    build(house.store, tmp_path / "site", lang="zh")
    pages = [p.read_text("utf-8") for p in (tmp_path / "site").rglob("*") if p.is_file()]
    assert any(no in page for page in pages)
    assert not [page for page in pages if other in page]


def test_the_archive_shows_what_a_goal_was_measured_to(house: Any, tmp_path: Any) -> None:
    no = house.launched()
    house.as_("liqiang", "monitor", no, text="无事故")
    house.as_("wangfang", "feedback", no, text="没有问题")
    house.closed(no)
    house.at("2026-04-10 10:00").as_("wangfang", "measure", no, goal=2, value="客服咨询量降低16.4%", verdict="achieved")
    build(house.store, tmp_path / "site", lang="zh")
    page = (tmp_path / "site" / "r" / no / "index.html").read_text("utf-8")
    assert all(words in page for words in ("客服咨询量降低16.4%", "2026-04-10", "达成"))


# ---- launch ------------------------------------------------------------------------------------------------------
def through_test(house: Any) -> str:
    """A request that has passed its tests and acceptance."""
    no: str = house.signed()
    house.as_("liqiang", "advance", no)
    house.as_("liqiang", "item", no, item=1, state="done")
    house.as_("liqiang", "set", no, test_version="v1")
    house.at("2026-03-10 10:00").as_("liqiang", "advance", no)
    for kind in ("functional", "performance", "compatibility"):
        house.as_("zhaolei", "test", no, kind=kind, result="pass")
    for n in (1, 2):
        house.as_("wangfang", "judge", no, criterion=n, verdict="pass")
    house.as_("liqiang", "set", no, **house.LAUNCH)
    return no


def test_the_first_full_launch_gives_the_date_and_starts_the_waiting(house: Any) -> None:
    no = through_test(house)
    house.at("2026-03-12 15:00").as_("liqiang", "launch", no, share="10%", full=False)
    partly = house.record(no)
    assert (partly.request.status, partly.request.launched_on) == ("testing", None)
    assert not [c for c in clocks(partly, house.store.calendar, house.time) if c.code == "monitoring"]
    house.at("2026-03-13 15:00").as_("liqiang", "launch", no)
    record = house.record(no)
    assert [(row.share, row.full, row.by == house.store.me.id) for row in record.launches] == [
        ("10%", False, True),
        (None, True, True),
    ]
    assert str(record.request.launched_on) == "2026-03-13"
    assert {c.code for c in clocks(record, house.store.calendar, house.time)} >= {"monitoring", "stable_run"}


def test_an_incident_is_serious_unless_told_otherwise(house: Any) -> None:
    no = house.launched()
    house.as_("liqiang", "incident", no, text="回调超时")
    house.as_("liqiang", "incident", no, text="日志缺一行", serious=False)
    assert [i.serious for i in house.record(no).incidents] == [True, False]


# ---- signed ------------------------------------------------------------------------------------------------------
def test_a_signer_takes_a_signature_back_until_both_have_signed(house: Any) -> None:
    no = house.signed()
    house.refused("E-SIGN-BOTH", "liqiang", "revoke", no)
    house.as_("liqiang", "return", no, to="assessing", reason="重评")
    house.as_("liqiang", "advance", no)
    house.as_("liqiang", "sign", no)
    house.as_("liqiang", "revoke", no)
    house.refused("E-GATE", "liqiang", "advance", no)
    house.as_("liqiang", "sign", no)
    signed = house.record(no).signoffs[-1]
    assert (signed.party, signed.by, signed.at) == ("technical", house.store.me.id, house.time - 60_000)
    assert (len(signed.digest), signed.void_at, signed.revoked_at) == (64, None, None)
    said = ("signed design", signed.digest, "party: technical; by: 研发部*工程师; at: 2026-03-04T", "ledger head: ")
    assert [words for words in said if words not in signed.statement] == []


def test_other_contents_of_the_design_may_be_refined_after_signing(house: Any) -> None:
    no = house.signed()
    house.as_("liqiang", "set", no, logic_diagram="回调 → 推送", interface_design="PUT /callback")
    record = house.record(no)
    assert record.request.logic_diagram == "回调 → 推送"
    assert [s.void_at for s in record.signoffs] == [None, None]


def test_a_change_that_is_declined_keeps_the_old_version(house: Any) -> None:
    no = house.signed()
    before = house.record(no)
    house.refused("E-CHANGE-EFFECT", "wangfang", "change", no, fields={"title": "新名"}, reason="更短")
    house.as_("wangfang", "change", no, fields={"title": "新名"}, reason="更短", effect="晚一天")
    house.as_("liqiang", "decline", no, change=1, reason="名称已对外")
    record = house.record(no)
    assert (record.request, record.versions, record.signoffs) == (before.request, before.versions, before.signoffs)
    assert (record.changes[0].state, record.changes[0].declined_reason) == ("declined", "名称已对外")


def test_deciding_a_change_is_signing_the_same_hash_by_both(house: Any) -> None:
    no = house.signed()
    house.as_("wangfang", "change", no, fields={"title": "新名"}, reason="更短", effect="无")
    house.as_("wangfang", "approve", no, change=1)
    house.refused("E-SIGN-TWICE", "wangfang", "approve", no, change=1)
    house.as_("liqiang", "approve", no, change=1)
    record = house.record(no)
    new = [s for s in record.signoffs if s.version == 2]
    assert {(s.party, s.digest) for s in new} == {(p, record.versions[1].digest) for p in ("business", "technical")}


def test_a_slip_of_the_pen_needs_no_effect(house: Any) -> None:
    no = house.signed()
    house.as_("wangfang", "change", no, fields={"title": "订单状态同步"}, reason="笔误", editorial=True)
    house.as_("liqiang", "approve", no, change=1)
    house.as_("wangfang", "approve", no, change=1)
    record = house.record(no)
    assert (record.request.title, record.changes[0].editorial) == ("订单状态同步", True)


def test_a_later_launch_date_is_a_change_request_and_until_then_the_old_one_stands(house: Any) -> None:
    no = house.signed()
    launch = next(m for m in house.record(no).milestones if m.kind == "launch")
    house.refused("E-FROZEN", "liqiang", "set", no, **{f"milestones.{launch.n}.on": "2026-03-20"})
    later = {f"milestones.{launch.n}.on": "2026-03-20"}
    house.as_("liqiang", "change", no, fields=later, reason="平台停机", effect="晚5个工作日")
    assert launch in house.record(no).milestones
    house.as_("liqiang", "approve", no, change=1)
    house.as_("wangfang", "approve", no, change=1)
    assert [str(m.on) for m in house.record(no).milestones if m.kind == "launch"] == ["2026-03-20"]


# ---- the ledger, lists, questions --------------------------------------------------------------------------------
def test_a_warning_is_acknowledged_with_a_reason_that_is_kept(house: Any) -> None:
    house.as_("wangfang", "new", **{**house.DETAILS, "priority": "high"})
    house.refused("E-GATE", "wangfang", "submit", "d1")
    house.as_("wangfang", "submit", "d1", reasons={"G0-30": "无法量化"})
    (given,) = house.record("2026-001").acknowledgements
    assert (given.code, given.kind, given.reason) == ("G0-30", "acknowledged", "无法量化")


def test_a_nudge_is_kept_with_who_and_when(house: Any) -> None:
    no = house.submitted()
    house.as_("zhaolei", "nudge", no, text="客户在等")
    (nudge,) = house.record(no).nudges
    assert (nudge.by, nudge.at, nudge.text) == (house.store.me.id, house.time - 60_000, "客户在等")


def test_a_late_act_comes_before_an_unanswered_question_and_that_before_the_rest(house: Any) -> None:
    no = house.submitted()
    house.as_("liqiang", "take", no)
    house.at("2026-03-04 09:00")
    other = house.as_("wangfang", "new", **{**house.DETAILS, "title": "退款状态同步"}).name
    other = house.as_("wangfang", "submit", other).name
    house.as_("liqiang", "take", other)
    house.at("2026-03-05 10:00").as_("wangfang", "ask", other, to="liqiang", text="排期？")  # due after the contact
    house.store.login = "liqiang"
    assert [(o.name, o.act) for o in read.inbox(house.store)] == [
        (no, "confirm"),
        (other, "answer"),
        (other, "confirm"),
    ]


def confirmations(house: Any, no: str) -> list[str]:
    """How the clocks of the first contact stand."""
    found = clocks(house.record(no), house.store.calendar, house.time)
    return [c.state for c in found if c.code == "confirmation"]


def test_an_end_makes_running_clocks_void_and_a_reopening_starts_new_ones(house: Any) -> None:
    no = house.submitted()
    house.as_("wangfang", "withdraw", no, reason="不需要了")
    assert confirmations(house, no) == ["void"]
    house.as_("wangfang", "reopen", no, step="submitting", reason="又需要了")
    house.as_("liqiang", "agree", no)
    assert confirmations(house, no) == ["void", "running"]
    assert list(verify(house.store)) == []


def test_nobody_agrees_twice_nor_to_nothing(house: Any) -> None:
    no = house.submitted()
    with pytest.raises(NotFound):
        house.as_("liqiang", "agree", no)
    house.as_("wangfang", "cancel", no, reason="业务下线", kept="文档", effort_days="1.5")
    with pytest.raises(Conflict):
        house.as_("wangfang", "cancel", no, reason="业务下线", kept="文档", effort_days="1.5")
    (proposal,) = house.record(no).proposals
    assert (proposal.kept, str(proposal.effort_days)) == ("文档", "1.5")
    with pytest.raises(NotAllowed):
        house.as_("wangfang", "agree", no)
