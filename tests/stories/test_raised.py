"""A technical person raises a request: the business person named takes it over at the first contact."""

from __future__ import annotations

from typing import Any

from bihuan.store import read
from bihuan.store.acts import batch
from bihuan.store.acts.every import ACTS
from bihuan.store.rules.holding import minutes, spells
from bihuan.store.rules.roles import awaits_requester
from bihuan.store.verify import verify


def raised(house: Any, **known: Any) -> str:
    """Submitted by liqiang in the name of wangfang."""
    draft = house.as_("liqiang", "new", **{**house.DETAILS, "requester": "wangfang", **known})
    no: str = house.as_("liqiang", "submit", draft.name).name
    return no


def owed(house: Any, login: str) -> set[str]:
    house.store.login = login
    return {o.act for o in read.inbox(house.store)}


def test_the_requester_takes_it_over_at_the_first_contact_and_it_goes_on(house: Any) -> None:
    no = raised(house)
    assert "take-over" not in owed(house, "wangfang")
    house.as_("qianjun", "confirm", no, verdict="clear", channel="电话")
    record = house.record(no)
    assert (record.request.status, len(record.contacts), awaits_requester(record)) == ("submitting", 1, True)
    assert (owed(house, "wangfang"), owed(house, "qianjun")) == ({"take-over"}, set())
    assert house.store.one("SELECT ball FROM standing") == "business"
    house.refused("G1-02", "qianjun", "advance", no)
    house.refused("E-ROLE", "zhoumin", "take-over", no)
    house.at("2026-03-02 13:35").as_("wangfang", "take-over", no, text="情况属实")
    record = house.record(no)
    people = record.team.people
    (handed,) = record.handovers
    assert record.request.status == "assessing"
    assert (people[handed.from_person].login, people[handed.to_person].login) == ("liqiang", "wangfang")
    assert people[record.priority_proposals[-1].by].login == "wangfang"
    held = minutes(spells(record, house.store.calendar, house.moment("2026-03-02 13:35")), house.store.calendar)
    assert held["business"] == 143 + 5  # from 9:37 on, without the lunch break
    house.refused("E-TAKEN-OVER", "wangfang", "take-over", no)
    assert list(verify(house.store)) == []


def test_it_may_be_taken_over_before_the_contact_or_submitted_by_the_requester(house: Any) -> None:
    no = raised(house)
    house.as_("wangfang", "take-over", no)
    house.as_("qianjun", "confirm", no, verdict="clear")
    assert house.record(no).request.status == "assessing"
    draft = house.as_("liqiang", "new", **{**house.DETAILS, "requester": "wangfang"})
    house.store.login = "wangfang"
    own = ACTS["submit"](house.store, draft.request.id).name
    house.as_("qianjun", "confirm", own, verdict="clear")
    assert house.record(own).request.status == "assessing"


def test_a_requester_at_the_telephone_is_entered_by_who_made_the_contact(house: Any) -> None:
    no = raised(house)
    house.as_("qianjun", "confirm", no, verdict="clear", channel="电话")
    house.store.login = "qianjun"
    line = {"act": "take-over", "request": no, "by": "wangfang", "channel": "phone", "proof": None}
    batch.run(house.store, batch.Line(1, line), batch.Labels())
    assert house.record(no).request.status == "assessing"
    assert house.store.one("SELECT body ->> 'entered_by' FROM entry ORDER BY seq DESC LIMIT 1") is not None


def test_an_urgent_one_goes_on_and_the_requester_owes_it(house: Any) -> None:
    no = raised(house, type="urgent", urgent_kind="fix")
    house.as_("qianjun", "confirm", no, verdict="clear", channel="电话")
    record = house.record(no)
    assert (record.request.status, [d.code for d in record.debts]) == ("assessing", ["G1-02"])
    assert "take-over" in owed(house, "wangfang")
    house.as_("wangfang", "take-over", no)
    assert house.record(no).debts[0].settled_at is not None
