"""What both parties agree on beside the signatures: the priority, and that a request is no longer confidential."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.store import read
from bihuan.store.errors import NotAllowed
from bihuan.store.rules.ball import agreed_priority, ball
from bihuan.store.verify import verify


def owed(house: Any, login: str) -> list[str]:
    """The acts that a person owes."""
    house.store.login = login
    return [o.act for o in read.inbox(house.store)]


# ---- the priority ------------------------------------------------------------------------------------------------
def countered(house: Any) -> str:
    """A request of wangfang's with heads of both parties, on whose priority technical has countered once."""
    no = str(house.submitted())
    house.as_("liqiang", "confirm", no, verdict="clear")
    house.as_("keeper", "hand-over", no, role="business_head", to="zhoumin", reason="部门负责人")
    house.as_("keeper", "hand-over", no, role="technical_head", to="qianjun", reason="团队负责人")
    house.as_("liqiang", "priority", no, value="low")
    return no


def test_after_two_counter_proposals_the_two_heads_decide(house: Any) -> None:
    no = countered(house)
    house.refused("E-GATE", "liqiang", "advance", no)
    house.as_("wangfang", "priority", no, value="medium")  # she insists
    house.as_("liqiang", "priority", no, value="low")
    assert "priority" in owed(house, "zhoumin")
    assert "priority" in owed(house, "qianjun")
    assert "priority" not in owed(house, "wangfang")
    for login in ("wangfang", "liqiang"):
        house.refused("E-ROLE", login, "priority", no, value="low")
        house.refused("E-ROLE", login, "set", no, priority="high")
    house.as_("qianjun", "priority", no, value="high")
    assert agreed_priority(house.record(no)) is None
    assert ball(house.record(no), house.store.calendar, house.time) == "business"
    house.as_("zhoumin", "priority", no, value="high")
    record = house.record(no)
    assert (agreed_priority(record), record.request.priority) == ("high", "high")
    assert [(p.party, p.value) for p in record.priority_proposals][-2:] == [("technical", "high"), ("business", "high")]
    assert list(verify(house.store)) == []


def test_a_form_that_saves_the_same_priority_again_insists_on_nothing(house: Any) -> None:
    no = countered(house)
    before = len(house.record(no).priority_proposals)
    house.as_("wangfang", "set", no, priority="medium")
    assert len(house.record(no).priority_proposals) == before


# ---- confidential ------------------------------------------------------------------------------------------------
MARKERS = (("wangfang", None), ("liqiang", None), ("zhoumin", "E-FIELD-ROLE"), ("zhaolei", "E-ROLE"))


@pytest.mark.parametrize(("login", "code"), MARKERS)
def test_requester_or_technical_lead_marks_a_request_confidential(house: Any, login: str, code: str | None) -> None:
    no = house.submitted()
    house.as_("liqiang", "take", no)
    house.as_("liqiang", "set", no, testers="zhaolei")
    if code is None:
        assert house.as_(login, "set", no, confidential=True).request.confidential
    else:
        house.refused(code, login, "set", no, confidential=True)


def confidential(house: Any) -> str:
    """A request that its requester has marked; liqiang is its technical contact."""
    no = str(house.submitted())
    house.as_("liqiang", "take", no)
    house.as_("wangfang", "set", no, confidential=True)
    return no


def test_the_mark_is_lifted_when_both_parties_agree(house: Any) -> None:
    no = confidential(house)
    assert house.as_("wangfang", "set", no, confidential=False).request.confidential
    house.refused("E-PROPOSAL-OPEN", "wangfang", "set", no, confidential=False)
    house.refused("E-PROPOSAL-OWN", "wangfang", "agree", no)
    assert "agree" in owed(house, "liqiang")
    assert house.as_("liqiang", "agree", no, agreed=False).request.confidential
    house.as_("liqiang", "disclose", no, reason="已对外发布公告")
    opened = house.as_("wangfang", "agree", no)
    assert not opened.request.confidential
    assert [(p.kind, p.agreed) for p in opened.proposals] == [("open", False), ("open", True)]
    house.store.login = "zhoumin"
    assert read.resolve(house.store, no)
    assert list(verify(house.store)) == []


def test_whoever_marked_it_cannot_lift_the_mark_by_taking_it_back(house: Any) -> None:
    no = confidential(house)
    with pytest.raises(NotAllowed) as found:
        house.as_("wangfang", "undo", no)
    assert (found.value.code, found.value.values["instead"]) == ("E-NO-UNDO", "disclose")


def test_a_draft_is_marked_and_unmarked_freely(house: Any) -> None:
    draft = house.as_("wangfang", "new", **house.DETAILS, confidential=True).name
    assert not house.as_("wangfang", "set", draft, confidential=False).request.confidential


def test_after_the_end_both_can_still_lift_the_mark(house: Any) -> None:
    no = confidential(house)
    house.as_("liqiang", "reject", no, kind="outside", reason="不属本组职责")
    house.refused("E-STEP", "wangfang", "set", no, confidential=False)
    house.as_("wangfang", "disclose", no, reason="供他人参考")
    opened = house.as_("liqiang", "agree", no)
    assert (opened.request.confidential, opened.request.status) == (False, "rejected")


def test_a_confidential_request_that_nobody_has_taken_stands_with_the_keepers_alone(house: Any) -> None:
    draft = house.as_("wangfang", "new", **house.DETAILS, confidential=True).name
    house.as_("wangfang", "submit", draft)
    assert owed(house, "keeper") == ["confirm"]
    for login in ("liqiang", "qianjun", "zhaolei"):
        assert owed(house, login) == []


def test_who_stands_in_for_a_keeper_is_told_nothing_of_what_keepers_alone_see(house: Any) -> None:
    no = house.submitted()
    house.as_("keeper", "deputy", deputy="zhaolei", first_on="2026-03-02", last_on="2026-03-31")
    for confidential in (False, True):
        house.as_("wangfang", "set", no, confidential=confidential)
        owed = {}
        for login in ("keeper", "zhaolei"):
            house.store.login = login
            owed[login] = [o.name for o in read.inbox(house.store)]
        assert owed == {"keeper": [no], "zhaolei": [] if confidential else [no]}


def test_a_person_asked_becomes_a_participant_and_a_deputy_sees_it_for_the_time(house: Any) -> None:
    no = confidential(house)
    house.store.login = "zhoumin"
    assert read.listed(house.store) == []
    house.as_("wangfang", "deputy", deputy="zhoumin", first_on="2026-03-03", last_on="2026-03-04")
    for moment, sees in (("2026-03-02 17:00", False), ("2026-03-03 09:00", True), ("2026-03-05 09:00", False)):
        house.at(moment).store.login = "zhoumin"
        assert [r.name for r in read.listed(house.store)] == [no] * sees
