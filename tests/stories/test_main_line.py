"""One request from a draft to closure, by two people of two parties, as the workflow page tells it."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.store import documents, read
from bihuan.store.errors import BihuanError, NotAllowed, Refused
from bihuan.store.rules.ball import ball
from bihuan.store.verify import verify


def test_a_request_from_draft_to_closure(house: Any) -> None:
    no = house.launched()
    assert no == "2026-001"
    assert house.record(no).request.status == "launched"
    house.at("2026-03-14 16:00").as_("liqiang", "monitor", no, text="24小时无事故")
    house.as_("wangfang", "feedback", no, text="使用正常，没有问题")
    with pytest.raises(Refused) as early:
        house.as_("liqiang", "close", no)
    assert [c.code for c in early.value.checks] == ["G6-02"]
    house.at("2026-03-18 18:01").as_("liqiang", "close", no)
    assert house.record(no).request.status == "launched"
    closed = house.as_("wangfang", "close", no)
    assert closed.request.status == "closed"
    assert closed.request.closed_at == house.time - 60_000
    assert {d.kind for d in closed.documents if d.frozen_at} == {
        *("record", "original_request", "assessment_report", "signed_design", "progress_board", "issue_log"),
        *("test_report", "uat_report", "launch_confirmation", "closure_confirmation"),  # nobody held a retrospective
    }
    assert list(verify(house.store)) == []


def test_the_number_comes_with_submission_and_the_original_request_is_kept(house: Any) -> None:
    no = house.submitted()
    record = house.record(no)
    assert record.request.submitted_at is not None
    assert [d.kind for d in record.documents if d.kind == "original_request"] == ["original_request"]
    house.as_("wangfang", "set", no, background="改过")
    assert "增加20%" in next(d for d in house.record(no).documents if d.kind == "original_request").body


def test_an_empty_draft_is_refused_with_everything_it_lacks(house: Any) -> None:
    house.as_("wangfang", "new")
    with pytest.raises(Refused) as refused:
        house.as_("wangfang", "submit", "d1")
    fields = {c.field for c in refused.value.checks}
    assert {"title", "type", "priority", "expected_launch", "background", "description", "effect", "goals"} <= fields
    assert house.record("d1").request.status == "draft"


def test_a_long_title_is_refused_with_its_count(house: Any) -> None:
    house.as_("wangfang", "new", **{**house.DETAILS, "title": "用" * 24})
    with pytest.raises(Refused) as refused:
        house.as_("wangfang", "submit", "d1")
    assert [(c.code, dict(c.values)) for c in refused.value.checks] == [
        ("G0-20", {"count": 24, "limit": 20, "over": 4}),
    ]


def test_signing_freezes_and_a_change_request_reopens_exactly_that(house: Any) -> None:
    no = house.signed()
    for name, value in (("title", "新名"), ("description", "新"), ("solution", "新"), ("goals", []), ("criteria", [])):
        who = "liqiang" if name == "solution" else "wangfang"
        with pytest.raises(NotAllowed) as refused:
            house.as_(who, "set", no, **{name: value})
        assert refused.value.code == "E-FROZEN", name
    house.as_("wangfang", "change", no, fields={"title": "订单状态实时同步"}, reason="更短", effect="无")
    house.as_("wangfang", "approve", no, change=1)
    assert house.record(no).request.title == house.DETAILS["title"]
    house.as_("liqiang", "approve", no, change=1)
    record = house.record(no)
    assert record.request.title == "订单状态实时同步"
    assert [v.number for v in record.versions] == [1, 2]
    house.as_("liqiang", "advance", no)
    assert house.record(no).request.status == "developing"


def test_an_edit_before_both_have_signed_voids_the_signature(house: Any) -> None:
    no = house.designed()
    house.as_("liqiang", "sign", no)
    house.as_("liqiang", "set", no, solution="另一方案")
    assert [s.void_at is not None for s in house.record(no).signoffs] == [True]
    assert "因内容改动失效" in documents.render(house.record(no), "record", "zh")
    house.as_("liqiang", "sign", no)
    with pytest.raises(NotAllowed) as twice:
        house.as_("liqiang", "sign", no)
    assert twice.value.code == "E-SIGN-SAME-PERSON"


BALLS = (
    ("draft", "business"),
    ("submitted", "technical"),
    ("asked", "business"),
    ("answered", "technical"),
)


def test_the_ball_goes_to_the_one_asked_and_back(house: Any) -> None:
    house.as_("wangfang", "new", **house.DETAILS)
    seen = [("draft", holder(house, "d1"))]
    no = house.as_("wangfang", "submit", "d1").name
    seen.append(("submitted", holder(house, no)))
    house.as_("liqiang", "confirm", no, verdict="needs_more", text="超过5万元的订单是否也推送？")
    seen.append(("asked", holder(house, no)))
    house.as_("wangfang", "answer", no, question=1, text="是")
    seen.append(("answered", holder(house, no)))
    assert tuple(seen) == BALLS


def holder(house: Any, no: str) -> str:
    return ball(house.record(no), house.store.calendar, house.time)


def test_a_failed_criterion_opens_an_issue_and_returns(house: Any) -> None:
    no = house.developed(house.signed())
    with pytest.raises(BihuanError) as unsaid:
        house.as_("wangfang", "judge", no, criterion=1, verdict="fail")
    assert unsaid.value.code == "E-JUDGE-REASON"
    house.as_(
        "wangfang", "judge", no, criterion=1, verdict="fail", reason="第37笔用时9秒", rectification_on="2026-03-11"
    )
    record = house.record(no)
    assert record.request.result == "fail"
    assert [i.criterion for i in record.issues] == [1]
    house.as_("liqiang", "return", no, to="developing", reason="验收不通过")
    record = house.record(no)
    assert (record.request.status, record.request.returned_from) == ("developing", "testing")


def test_undo_takes_back_ones_own_last_act_and_says_what_else_where_it_cannot(house: Any) -> None:
    no = house.submitted()
    before = house.record(no)
    house.as_("wangfang", "set", no, background="写错了", goals=[{"what": "另一个"}])
    house.as_("wangfang", "undo", no)
    after = house.record(no)
    assert (after.request.background, [g.what for g in after.goals]) == (
        before.request.background,
        [g.what for g in before.goals],
    )
    with pytest.raises(NotAllowed) as refused:
        house.as_("wangfang", "undo", no)
    assert refused.value.code in ("E-NO-UNDO",)
    assert list(verify(house.store)) == []


WRONG = (
    ("zhoumin", "confirm", {"verdict": "clear"}, "E-ROLE"),
    ("wangfang", "confirm", {"verdict": "clear"}, "E-ROLE"),
    ("liqiang", "set", {"background": "x"}, "E-FIELD-PARTY"),
    ("zhoumin", "set", {"background": "x"}, "E-FIELD-ROLE"),
    ("wangfang", "set", {"status": "closed"}, "E-FIELD-ACT"),
    ("wangfang", "set", {"nonsense": "x"}, "E-FIELD-UNKNOWN"),
    ("wangfang", "set", {"expected_launch": "明天"}, "E-INPUT-DAY"),
    ("wangfang", "sign", {}, "E-STEP"),
    ("nobody", "nudge", {}, "E-NO-PERSON"),
)


@pytest.mark.parametrize(("login", "act", "inputs", "code"), WRONG)
def test_what_one_may_not_do_is_refused_by_code(house: Any, login: str, act: str, inputs: Any, code: str) -> None:
    no = house.submitted()
    before = house.record(no)
    with pytest.raises(BihuanError) as refused:
        house.as_(login, act, no, **inputs)
    assert refused.value.code == code
    assert house.record(no) == before


def test_the_past_is_read_by_the_same_mapping(house: Any) -> None:
    no = house.submitted()
    rid = read.resolve(house.store, no, all_seen=True)
    snapshots = []
    for text in ("一", "二", "三"):
        house.as_("wangfang", "set", no, background=text)
        snapshots.append((house.store.one("SELECT max(at) FROM entry"), house.record(no)))
    for at, then in snapshots:
        assert read.as_of(house.store, rid, at) == then
