"""An urgent request goes on at once; what it goes on without is owed by the next working day, and blocks closing."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.store import read
from bihuan.store.errors import NotAllowed, Refused
from bihuan.store.rules.running import clocks
from bihuan.store.verify import verify

BARE = {
    "title": "支付页证书今晚到期",
    "type": "urgent",
    "urgent_kind": "fix",
    "background": "22点证书到期，支付页打不开",
}


def debts(house: Any, no: str) -> set[str]:
    return {d.code for d in house.record(no).debts if d.settled_at is None}


def hurried(house: Any) -> str:
    house.as_("wangfang", "new", **BARE)
    no = house.as_("wangfang", "submit", "d1").name
    house.as_("liqiang", "confirm", no, verdict="clear", channel="电话", text="王芳电话同意")
    for _ in range(3):
        house.as_("liqiang", "advance", no)
    return str(no)


def test_it_goes_on_with_title_what_is_wrong_and_who_agreed(house: Any) -> None:
    house.as_("wangfang", "new", title="证书", type="urgent", urgent_kind="fix")
    with pytest.raises(Refused) as refused:
        house.as_("wangfang", "submit", "d1")
    assert {c.code for c in refused.value.checks} == {"G0-05"}
    house.as_("wangfang", "set", "d1", background="22点证书到期")
    no = house.as_("wangfang", "submit", "d1").name
    with pytest.raises(Refused) as contact:
        house.as_("liqiang", "advance", no)
    assert {c.code for c in contact.value.checks} == {"G1-01"}


def test_what_it_lacks_is_owed_by_the_next_working_day(house: Any) -> None:
    no = hurried(house)
    record = house.record(no)
    assert record.request.status == "testing"
    assert {"G0-03", "G0-06", "G2-05", "G3-07", "G3-08", "G3-21", "G4-02"} <= debts(house, no)
    assert len({(d.code, d.field) for d in record.debts}) == len(record.debts)
    owners = {d.code: d.owner for d in record.debts}
    assert (owners["G3-07"], owners["G3-08"], owners["G0-06"]) == ("business", "technical", "business")
    found = {
        r.code: r for r in clocks(record, house.store.calendar, house.time) if r.code in ("debt", "late_signature")
    }
    assert {r.due_at for r in found.values()} == {house.moment("2026-03-03 18:00")}
    with pytest.raises(Refused) as way_back:
        house.as_("liqiang", "launch", no)
    assert {c.code for c in way_back.value.checks} == {"G5-04"}


def test_debts_are_paid_by_filling_what_was_missing_and_block_closing(house: Any) -> None:
    no = hurried(house)
    house.as_("liqiang", "set", no, rollback="换回旧证书")
    house.as_("liqiang", "launch", no)
    assert "G5-08" not in debts(house, no) or house.record(no).criteria
    details = {k: v for k, v in house.DETAILS.items() if k not in ("title", "type")}
    house.as_("wangfang", "set", no, **details)
    assert not debts(house, no) & {"G0-03", "G0-06", "G0-07"}
    house.as_("liqiang", "set", no, **{k: v for k, v in house.ASSESSMENT.items() if k != "reviews"})
    house.as_("liqiang", "review", no, conclusions="可行")
    house.as_("liqiang", "priority", no, value="medium")
    assert not {d for d in debts(house, no) if d.startswith("G2")}
    plan = {**house.PLAN, "root_cause": "证书没有自动续期", "verification_steps": "查看有效期"}
    house.as_("liqiang", "set", no, **plan)
    house.as_("wangfang", "set", no, criteria=house.CRITERIA)
    house.as_("liqiang", "sign", no)
    house.as_("wangfang", "sign", no)
    house.as_("liqiang", "item", no, item=1, state="done")
    launch = {k: v for k, v in house.LAUNCH.items() if k != "rollback"}
    house.as_("liqiang", "set", no, test_version="v1", **launch)
    for kind in ("functional", "performance", "compatibility"):
        house.as_("liqiang", "test", no, kind=kind, result="pass", text="通过")
    house.at("2026-03-20 10:00").as_("liqiang", "monitor", no, text="无事故")
    house.as_("wangfang", "feedback", no, text="没有问题")
    with pytest.raises(Refused) as owing:
        house.as_("liqiang", "close", no)
    assert {c.code for c in owing.value.checks} == {"G6-10"}
    for n in (1, 2):
        house.as_("wangfang", "judge", no, criterion=n, verdict="pass")
    assert debts(house, no) == set()
    house.as_("liqiang", "close", no)
    assert house.as_("wangfang", "close", no).request.status == "closed"
    assert list(verify(house.store)) == []


def test_scope_is_not_frozen_and_others_cannot_sign_late(house: Any) -> None:
    no = hurried(house)
    house.as_("wangfang", "set", no, title="支付页证书到期")
    assert house.record(no).request.title == "支付页证书到期"
    other = house.signed()
    house.as_("liqiang", "advance", other)
    with pytest.raises(NotAllowed) as late:
        house.as_("wangfang", "sign", other)
    assert late.value.code == "E-STEP"
    assert read.resolve(house.store, other)
