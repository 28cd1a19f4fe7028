"""Another department that a request concerns: its contact is told, notes that, may ask and may accept."""

from __future__ import annotations

from typing import Any

from bihuan.store import read, ticks
from bihuan.store.digest import digest


def person(house: Any, login: str) -> Any:
    return next(p for p in house.store.team.people.values() if p.login == login)


def told(house: Any, login: str) -> list[str]:
    return [o.act for o in read.inbox(house.store, person(house, login))]


def concerning(house: Any, contact: str = "zhoumin") -> str:
    known = {**house.DETAILS, "other_departments": [{"department": "运营部", "contact": contact}]}
    draft = house.as_("wangfang", "new", **known)
    assert told(house, contact) == []
    no: str = house.as_("wangfang", "submit", draft.name).name
    return no


def test_the_contact_is_told_at_once_until_it_is_noted(house: Any) -> None:
    no = concerning(house)
    assert told(house, "zhoumin") == ["concerned"]
    house.store.login = "zhoumin"
    assert [o.name for o in digest(house.store, person(house, "zhoumin")).concerned] == [no]
    sent = [(e.reminder.kind, e.to) for e, _ in ticks.tick(house.store)]
    assert sent == [("concerned", ("zhoumin",))]
    assert ticks.tick(house.store) == []
    house.refused("E-NOTE-OTHER", "wangfang", "note", no)
    house.as_("zhoumin", "ask", no, to="business", text="退款订单也同步吗？")
    house.as_("zhoumin", "note", no)
    assert "concerned" not in told(house, "zhoumin")
    house.refused("E-NOTE-OTHER", "zhoumin", "note", no)


def test_who_comes_in_the_contacts_place_is_told_anew(house: Any) -> None:
    no = concerning(house)
    house.as_("zhoumin", "note", no)
    house.as_("keeper", "person", login="sunli", name="孙丽", party="business", department="运营部", title="专员")
    house.as_("wangfang", "set", no, **{"other_departments.1.contact": "sunli"})
    assert told(house, "sunli") == ["concerned"]
    house.as_("wangfang", "withdraw", no, reason="不做了")
    assert told(house, "sunli") == []


def in_uat(house: Any) -> str:
    no: str = house.signed()
    house.as_("wangfang", "set", no, other_departments=[{"department": "运营部", "contact": "zhoumin"}])
    house.developed(no)
    return no


def test_the_contact_may_accept_but_nobody_waits_for_it(house: Any) -> None:
    no = in_uat(house)
    for criterion in (1, 2):
        house.as_("zhoumin", "judge", no, criterion=criterion, verdict="pass")
    assert [c.verdict for c in house.record(no).criteria] == [None, None]
    for criterion in (1, 2):
        house.as_("wangfang", "judge", no, criterion=criterion, verdict="pass")
    assert house.record(no).request.result == "pass"


def test_what_the_contact_finds_failed_has_failed(house: Any) -> None:
    no = in_uat(house)
    house.as_("wangfang", "judge", no, criterion=1, verdict="pass")
    failed = {"verdict": "fail", "reason": "运营后台慢3秒", "rectification_on": "2026-03-20"}
    house.as_("zhoumin", "judge", no, criterion=1, **failed)
    assert house.record(no).criteria[0].verdict == "fail"
    house.refused("E-FIELD-ROLE", "zhoumin", "set", no, background="改写")
