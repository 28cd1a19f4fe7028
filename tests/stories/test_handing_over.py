"""A role is handed over on one request, on several or on all that somebody has, in one act, with what is open."""

from __future__ import annotations

from typing import Any

from bihuan.store import read
from bihuan.store.acts import batch
from bihuan.store.rules.roles import holders
from bihuan.store.verify import verify


def taken(house: Any, by: str) -> str:
    no: str = house.submitted()
    house.as_(by, "take", no)
    return no


def contacts(house: Any, *numbers: str) -> list[str]:
    people = house.store.team.people
    return [people[house.record(no).request.technical_contact].login for no in numbers]


def test_all_of_a_persons_requests_change_hands_in_one_act(house: Any) -> None:
    one, two, other = taken(house, "liqiang"), taken(house, "liqiang"), taken(house, "qianjun")
    house.as_("wangfang", "ask", two, to="liqiang", text="排期？")
    before = house.store.head
    house.as_(
        "keeper", "hand-over", None, role="technical_contact", to="zhaolei", person="liqiang", every=True, reason="离职"
    )
    firsts = house.store.sql("SELECT count(*), count(DISTINCT first) FROM entry WHERE seq > ?", (before,)).fetchone()
    assert firsts == (2, 1)
    assert contacts(house, one, two, other) == ["zhaolei", "zhaolei", "qianjun"]
    assert [h.reason for no in (one, two) for h in house.record(no).handovers] == ["离职", "离职"]
    assert house.record(two).questions[0].to == "zhaolei"
    house.as_("keeper", "person", login="liqiang", active=False)
    house.refused(
        "E-HAND-OVER-NONE", "zhoumin", "hand-over", None, role="requester", to="wangfang", every=True, reason="x"
    )
    assert list(verify(house.store)) == []


def test_several_change_hands_all_or_none(house: Any) -> None:
    one, two, other = taken(house, "liqiang"), taken(house, "liqiang"), taken(house, "qianjun")
    handing = {"role": "technical_contact", "to": "zhaolei", "reason": "休假"}
    house.refused("E-HAND-OVER", "liqiang", "hand-over", one, **handing, requests=[two, other])
    house.refused("E-HAND-OVER-NOT-THEIRS", "keeper", "hand-over", one, **handing, person="liqiang", requests=[other])
    assert contacts(house, one, two, other) == ["liqiang", "liqiang", "qianjun"]
    house.store.login = "liqiang"
    line = {"act": "hand-over", **handing, "requests": [one, two]}
    batch.run(house.store, batch.Line(1, line), batch.Labels())
    house.time += 60_000
    assert contacts(house, one, two, other) == ["zhaolei", "zhaolei", "qianjun"]
    house.as_("liqiang", "undo", one)
    assert contacts(house, one, two, other) == ["liqiang", "liqiang", "qianjun"]


def test_milestones_and_work_items_go_along_with_who_does_them(house: Any) -> None:
    no = house.signed()
    house.as_("liqiang", "hand-over", no, role="developer", to="qianjun", reason="换人")
    people, record = house.store.team.people, house.record(no)
    assert {people[i.owner].login for i in record.work_items} == {"qianjun"}
    assert [people[m.owner].login for m in record.milestones] == ["qianjun", "qianjun", "zhaolei", "qianjun"]
    assert people[holders(record, "technical_lead")[0]].login == "liqiang"


def test_who_leaves_hands_every_role_over_first_though_nothing_is_owed(house: Any) -> None:
    no = house.submitted()
    house.as_("keeper", "person", login="zhaolei", active=False)  # what nobody has taken falls to the others
    house.as_("liqiang", "confirm", no, verdict="clear")
    house.as_("keeper", "duty", of="department", name="市场部", role="technical_head", person="liqiang")
    house.as_("liqiang", "ask", no, to="zhoumin", text="客服口径？")
    house.as_("liqiang", "hand-over", no, role="technical_contact", to="qianjun", reason="换人")
    house.as_("qianjun", "set", no, architect="liqiang", technical_lead="qianjun")
    handed = {"role": "architect", "person": "liqiang", "to": "qianjun", "every": True, "reason": "离职"}
    named = {"of": "department", "name": "市场部", "role": "technical_head", "person": "qianjun"}
    for code, act, inputs in (("E-PERSON-ROLES", "hand-over", handed), ("E-PERSON-DUTY", "duty", named)):
        stays = house.refused(code, "keeper", "person", login="liqiang", active=False)
        assert stays.values.get("requests", (no,)) == (no,)
        house.as_("keeper", act, None, **inputs)
    house.as_("keeper", "person", login="liqiang", active=False)
    assert house.store.team.people[house.record(no).request.technical_contact].login == "qianjun"


def test_who_owes_a_measurement_after_closing_hands_it_over(house: Any) -> None:
    no = house.closed()
    house.refused("E-PERSON-OWES", "keeper", "person", login="wangfang", active=False)
    house.refused("E-STEP", "keeper", "hand-over", no, role="technical_lead", to="qianjun", reason="离职")
    house.as_("keeper", "hand-over", None, role="requester", person="wangfang", to="zhoumin", every=True, reason="离职")
    house.as_("keeper", "person", login="wangfang", active=False)
    zhou = next(p for p in house.store.team.people.values() if p.login == "zhoumin")
    assert {o.act for o in read.inbox(house.at("2026-05-10 10:00").store, zhou)} == {"measure"}
