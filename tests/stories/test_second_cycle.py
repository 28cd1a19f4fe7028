"""What was given for one launch, version or signature does not count for the next: every such check, played twice."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.store import read
from bihuan.store.errors import BadInput, Refused
from bihuan.store.rules.gates import unmet


def asked(house: Any, no: str) -> set[str]:
    """The codes of what the gate still asks for."""
    house.store.login = "liqiang"
    record = house.record(no)
    return {c.code for c in unmet(record, read.circumstances(house.store, record, house.time))}


def launched_again(house: Any) -> str:
    """Launched, monitored and fed back, rolled back on Monday, launched once more on Tuesday 2026-03-17 at 15:00."""
    no: str = house.launched()
    house.at("2026-03-14 16:00").as_("liqiang", "monitor", no, text="24小时无事故")
    house.as_("wangfang", "feedback", no, text="使用正常，没有问题")
    house.at("2026-03-16 09:30").as_("liqiang", "rollback", no, reason="对账出错", to="testing")
    for criterion in (1, 2):
        house.as_("wangfang", "judge", no, criterion=criterion, verdict="pass")
    house.at("2026-03-17 15:00").as_("liqiang", "launch", no)
    return no


# Where it was sent back to, from which step, and what the next gate asks for anew, each time the step is reached.
AGAIN = (
    ("launched", "rollback", "testing", {"G5-08"}),
    ("launched", "return", "testing", {"G5-08"}),
    ("launched", "rollback", "developing", {"G4-02"}),
    ("launched", "return", "designing", {"G3-07", "G3-08", "G3-15"}),
    ("launched", "return", "submitting", {"G1-01"}),
)


@pytest.mark.parametrize(("step", "act", "to", "codes"), AGAIN)
def test_what_belonged_to_the_step_of_before_is_asked_for_anew(
    house: Any, step: str, act: str, to: str, codes: set[str]
) -> None:
    no = house.launched()
    assert house.record(no).request.step == step
    house.as_("liqiang", act, no, to=to, reason="还有问题")
    assert asked(house, no) == codes


def test_a_version_that_failed_is_handed_over_and_tested_anew(house: Any) -> None:
    no = house.signed()
    house.as_("liqiang", "advance", no)
    house.as_("liqiang", "item", no, item=1, state="done")
    house.as_("liqiang", "set", no, test_version="v1.0", **house.LAUNCH)
    house.as_("liqiang", "advance", no)
    for kind in ("functional", "performance", "compatibility"):
        house.as_("zhaolei", "test", no, kind=kind, result="pass")
    failed = {"criterion": 1, "verdict": "fail", "reason": "慢"}
    with pytest.raises(BadInput):
        house.as_("wangfang", "judge", no, **failed, rectification_on="2026-03-02")
    house.as_("wangfang", "judge", no, **failed, rectification_on="2026-03-11")
    house.as_("liqiang", "return", no, to="developing", reason="验收不通过")
    assert asked(house, no) == {"G4-02"}
    house.as_("liqiang", "set", no, test_version="v1.1")
    house.as_("liqiang", "advance", no)
    house.as_("liqiang", "resolve", no, issue=1, resolution="加了索引")
    assert asked(house, no) == {"G5-01", "G5-08"}
    assert house.record(no).request.launch_plan == house.LAUNCH["launch_plan"]


def test_an_old_note_and_old_feedback_say_nothing_of_a_later_launch(house: Any) -> None:
    no = launched_again(house)
    house.at("2026-03-20 18:01")
    with pytest.raises(Refused) as early:
        house.as_("liqiang", "close", no)
    assert {c.code for c in early.value.checks} == {"G6-03", "G6-04"}
    house.store.login = "liqiang"
    assert [(o.act, o.clock) for o in read.inbox(house.store) if o.name == no and o.act == "monitor"] == [
        ("monitor", "monitoring")
    ]
    house.as_("liqiang", "monitor", no, text="第二次上线后24小时无事故")
    house.as_("wangfang", "feedback", no, text="没有问题")
    house.as_("liqiang", "close", no)
    assert house.as_("wangfang", "close", no).request.status == "closed"
    documents = [d.version for d in house.record(no).documents if d.kind == "launch_confirmation"]
    assert len(documents) >= 2  # that of the launch rolled back is kept


def test_a_serious_incident_asks_for_another_note_and_keeps_the_feedback(house: Any) -> None:
    no = house.launched()
    house.at("2026-03-14 16:00").as_("liqiang", "monitor", no, text="24小时无事故")
    house.as_("wangfang", "feedback", no, text="没有问题")
    house.at("2026-03-16 10:00").as_("liqiang", "incident", no, text="推送中断20分钟")
    assert asked(house, no) >= {"G6-01", "G6-02", "G6-03"}
    assert "G6-04" not in asked(house, no)


def test_a_goal_is_measured_again_after_a_later_launch(house: Any) -> None:
    no = house.launched()
    house.at("2026-03-14 10:00").as_("wangfang", "measure", no, goal=2, value="16%", verdict="achieved")
    house.as_("liqiang", "rollback", no, reason="对账出错", to="testing")
    for criterion in (1, 2):
        house.as_("wangfang", "judge", no, criterion=criterion, verdict="pass")
    house.at("2026-03-16 15:00").as_("liqiang", "launch", no)
    house.at("2026-04-30 18:01").store.login = "wangfang"
    assert sorted(o.row for o in read.inbox(house.store) if (o.name, o.act) == (no, "measure")) == [1, 2]


def test_a_review_is_ticked_anew_with_each_signature(house: Any) -> None:
    no = house.signed()
    house.as_("liqiang", "return", no, to="assessing", reason="方案要换")
    house.as_("liqiang", "advance", no)
    house.as_("liqiang", "sign", no)
    with pytest.raises(Refused) as half:
        house.as_("wangfang", "sign", no, ticked=["scope"])
    assert {c.code for c in half.value.checks} == {"G3-15"}
    assert {dict(c.values)["point"] for c in half.value.checks} == {"data_fields", "interaction", "meets_goals"}
