"""Closing: remainders with owner and date, suggestions that become requests, a retrospective that is only suggested."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.store import flat, read
from bihuan.store.errors import BadInput, Conflict, Refused
from bihuan.store.rules.gates import unmet
from bihuan.store.rules.remainders import remainders
from bihuan.store.rules.retrospective import suggested
from bihuan.store.rules.running import clocks

SUGGESTION = "需求阶段明确第三方接口联调时间\n避免延误"


def checks(house: Any, no: str) -> dict[str, dict[str, object]]:
    """What the gate asks, by code, with its values."""
    house.store.login = "liqiang"
    record = house.record(no)
    return {c.code: dict(c.values) for c in unmet(record, read.circumstances(house.store, record, house.time))}


def retold(house: Any, no: str, login: str = "wangfang") -> Any:
    """The request as programs read it."""
    house.store.login = login
    return flat.of_store(house.store, read.resolve(house.store, no))


def finished(house: Any) -> str:
    """Launched, monitored, fed back, and stable for long enough on 2026-03-18 at 18:01."""
    no: str = house.launched()
    house.at("2026-03-14 16:00").as_("liqiang", "monitor", no, text="24小时无事故")
    house.as_("wangfang", "feedback", no, text="没有问题")
    house.at("2026-03-18 18:01")
    return no


# ---- suggestions -------------------------------------------------------------------------------------------------
def test_a_suggestion_becomes_a_linked_new_request(house: Any) -> None:
    no = finished(house)
    house.as_("wangfang", "retro", no, kind="suggestion", text=SUGGESTION, owner="zhoumin")
    made = house.as_("wangfang", "follow", no, suggestion=1)
    r = made.request
    assert (r.status, r.title, r.background) == ("draft", SUGGESTION.split("\n")[0], SUGGESTION)
    assert (made.team.people[r.requester or 0].login, r.department) == ("zhoumin", "运营部")
    assert [(x["kind"], x["to"]) for x in retold(house, made.name)["links"]] == [("follows", no)]
    assert [row["became"] for row in retold(house, no)["retrospective"]] == [made.name]
    assert [x.request for x in read.related(house.store, house.record(no)).back] == [r.id]
    with pytest.raises(Conflict) as twice:
        house.as_("wangfang", "follow", no, suggestion=1)
    assert twice.value.code == "E-FOLLOWED"


def test_after_closing_too_and_again_when_the_new_one_was_withdrawn(house: Any) -> None:
    no = finished(house)
    house.as_("liqiang", "retro", no, kind="suggestion", text=SUGGESTION, owner="liqiang")
    house.as_("liqiang", "retro", no, kind="highlight", text="联调顺利")
    for who in ("liqiang", "wangfang"):
        house.as_(who, "close", no)
    with pytest.raises(BadInput) as highlight:
        house.as_("liqiang", "follow", no, suggestion=2)
    assert highlight.value.code == "E-FOLLOW-KIND"
    first = house.as_("liqiang", "follow", no, suggestion=1, title="明确联调时间")
    assert (first.request.title, first.request.technical_contact) == ("明确联调时间", first.request.author)
    house.as_("liqiang", "withdraw", first.name, reason="写错")
    second = house.as_("liqiang", "follow", no, suggestion=1)
    assert retold(house, no, "liqiang")["retrospective"][0]["became"] == second.name
    assert house.record(no).request.status == "closed"


def test_a_request_that_ended_long_ago_is_followed_with_all_it_says(house: Any) -> None:
    no = finished(house)
    for who in ("liqiang", "wangfang"):
        house.as_(who, "close", no)
    made = house.at("2026-05-20 10:00").as_("wangfang", "follow", no)
    assert [g.what for g in made.goals] == [g["what"] for g in house.DETAILS["goals"]]
    assert {c.verdict for c in made.criteria} == {None}
    assert made.request.description == house.DETAILS["description"]
    with pytest.raises(BadInput) as both:
        house.as_("wangfang", "follow", no, suggestion=1, issue=1)
    assert both.value.code == "E-FOLLOW-ONE"


# ---- remainders --------------------------------------------------------------------------------------------------
def with_a_remainder(house: Any) -> str:
    """In testing, all passed, with one issue that is not serious."""
    no: str = house.launched()
    house.as_("liqiang", "rollback", no, reason="再测", to="testing")
    house.as_("zhaolei", "issue", no, text="列表在窄屏换行")
    house.as_("zhaolei", "issue", no, text="提示错字")
    house.as_("zhaolei", "resolve", no, issue=2, resolution="已改")  # before the launch: nothing remains of it
    for criterion in (1, 2):
        house.as_("wangfang", "judge", no, criterion=criterion, verdict="pass")
    return no


def test_a_remainder_goes_along_with_owner_and_date(house: Any) -> None:
    no = with_a_remainder(house)
    assert checks(house, no) == {"G5-22": {"n": 1, "text": "列表在窄屏换行"}}
    house.as_("liqiang", "remainder", no, issue=1, owner="liqiang", due_on="2026-03-27")
    assert {c: (v["owner"], str(v["due"])) for c, v in checks(house, no).items()} == {"G5-20": ("李强", "2026-03-27")}
    launched = house.as_("liqiang", "launch", no, reasons={"G5-20": "不影响使用"})
    report = [d for d in launched.documents if d.kind == "uat_report"][-1].body
    assert "列表在窄屏换行" in report and "2026-03-27" in report and "处理中" in report
    assert [i.text for i in remainders(launched)] == ["列表在窄屏换行"]


def test_before_closing_a_remainder_is_resolved_or_a_submitted_request(house: Any) -> None:
    no = with_a_remainder(house)
    house.as_("liqiang", "remainder", no, issue=1, owner="liqiang", due_on="2026-03-27")
    house.at("2026-03-16 10:00").as_("liqiang", "launch", no, reasons={"G5-20": "不影响使用"})
    house.at("2026-03-17 16:00").as_("liqiang", "monitor", no, text="无事故")
    house.as_("wangfang", "feedback", no, text="没有问题")
    house.as_("zhaolei", "issue", no, text="导出按钮点两次才有反应")  # came after the launch: nothing that remained
    house.as_("liqiang", "resolve", no, issue=3, resolution="已修复")
    house.at("2026-03-19 18:01")
    with pytest.raises(Refused) as open_one:
        house.as_("liqiang", "close", no)
    assert [(c.code, c.field) for c in open_one.value.checks] == [("G6-09", "issues.1")]
    made = house.as_("liqiang", "follow", no, issue=1)
    assert made.request.technical_contact == made.request.author
    assert "G6-09" in checks(house, no)  # a draft takes over nothing
    house.DETAILS = {**house.DETAILS, "title": "列表在窄屏不换行", "goals": [{"what": "换行由5处降到0处"}]}
    house.as_("liqiang", "set", made.name, **house.DETAILS)
    number = house.as_("liqiang", "submit", made.name).name
    house.as_("liqiang", "close", no)
    closed = house.as_("wangfang", "close", no)
    assert closed.request.status == "closed"
    assert retold(house, no)["issues"][0]["became"] == number
    paper = [d for d in closed.documents if d.kind == "closure_confirmation"][-1].body
    assert "列表在窄屏换行" in paper and "已转为新需求" in paper and number not in paper
    assert "导出按钮" not in paper


# ---- the retrospective -------------------------------------------------------------------------------------------
def why(house: Any, no: str) -> dict[str, object] | None:
    """Why a retrospective is suggested now."""
    record = read.with_history(house.store, house.record(no))
    found = suggested(record, clocks(record, house.store.calendar, house.time))
    return None if found is None else dict(found.values)


def test_a_retrospective_is_suggested_and_never_demanded(house: Any) -> None:
    no = finished(house)
    assert why(house, no) == {"missed": 5, "rework": 0, "priority": "medium"}
    house.as_("wangfang", "set", no, no_retrospective="流程没有新的教训")
    assert why(house, no) is None
    house.as_("wangfang", "set", no, no_retrospective="")
    assert why(house, no) is not None
    for who in ("liqiang", "wangfang"):
        closed = house.as_(who, "close", no)
    assert closed.request.status == "closed"


def test_what_was_launched_elsewhere_is_closed_without_the_documents_of_there(house: Any) -> None:
    roles = {"requester": "wangfang", "technical_lead": "liqiang", "technical_head": "qianjun", "department": "市场部"}
    launch = [{"at": "2025-12-20T10:00", "by": "liqiang", "full": True}]
    passed = {"criteria": [{"text": "无错漏", "verdict": "pass"}], "monitoring_note": "无事", "feedback": "没有问题"}
    told = {
        "status": "launched",
        "step": "launched",
        "title": "历史需求",
        "created_at": "2025-12-01",
        **roles,
        **passed,
    }
    no = house.as_("keeper", "import", **told, launches=launch, launched_on="2025-12-20").name
    house.as_("wangfang", "close", no)
    record = house.as_("qianjun", "close", no)
    assert record.request.status == "closed"
    assert "closure_confirmation" in {d.kind for d in record.documents if d.frozen_at is not None}
