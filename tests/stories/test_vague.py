"""A vague sentence at the gate: refused with a way to mend it, or overridden by name; the other party sees that."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.store import documents, read
from bihuan.store.errors import NotAllowed, NotFound, Refused
from bihuan.store.rules.overridden import overrides_unseen
from bihuan.store.text import say
from bihuan.store.verify import verify

VAGUE = [{"what": "提升用户体验"}]
WHY = "评分表下月才有，先上线再量"


def unseen(house: Any, no: str, party: str) -> list[str]:
    """The overrides that a party has not seen."""
    record = house.record(no)
    around = read.circumstances(house.store, record, house.time)
    return [f"{a.code} {a.field}" for a in overrides_unseen(record, around, party)]


def test_a_vague_goal_is_refused_and_mended_by_its_rewrite(house: Any) -> None:
    house.as_("wangfang", "new", **{**house.DETAILS, "goals": VAGUE})
    with pytest.raises(Refused) as refused:
        house.as_("wangfang", "submit", "d1")
    (check,) = refused.value.checks
    assert (check.code, check.field, check.overridable) == ("G0-40", "goals.1", True)
    first = check.findings[0]
    rewrite = say(first.rewrite, "zh", **first.values)
    assert rewrite.startswith("〈操作〉的用户评分由〈现在的值〉升到〈目标值〉")
    # Inserted and left unfilled it is refused again; filled in it passes.
    house.as_("wangfang", "set", "d1", **{"goals.1.what": rewrite})
    with pytest.raises(Refused):
        house.as_("wangfang", "submit", "d1")
    filled = "查订单的用户评分由3.1升到4.2（满分 5 分），相关投诉每月不超过3件"
    house.as_("wangfang", "set", "d1", **{"goals.1.what": filled})
    assert house.as_("wangfang", "submit", "d1").name == "2026-001"
    assert house.record("2026-001").acknowledgements == ()


def test_a_vague_goal_is_overridden_by_name_and_shown_to_the_other_party(house: Any) -> None:
    house.as_("wangfang", "new", **{**house.DETAILS, "goals": VAGUE})
    for reasons in ({"G0-40": "  "}, {"G0-40:goals.2": WHY}, {"G0-41": WHY}):
        with pytest.raises(Refused):
            house.as_("wangfang", "submit", "d1", reasons=reasons)
    no = house.as_("wangfang", "submit", "d1", reasons={"G0-40:goals.1": WHY}).name
    (given,) = house.record(no).acknowledgements
    wangfang = house.store.me
    assert (given.kind, given.reason, given.by) == ("overridden", WHY, wangfang.id)
    assert given.classes == ("direction", "empty_noun")
    assert (unseen(house, no, "technical"), unseen(house, no, "business")) == (["G0-40 goals.1"], [])
    house.as_("liqiang", "confirm", no, verdict="clear", channel="电话")
    assert unseen(house, no, "technical") == []
    text = documents.render(house.record(no), "record", "zh")
    assert "| 越过检查 | 提交时表述太含糊（有方向没数字、空泛名词） | 目标描述 第 1 行 | " + WHY in text
    assert list(verify(house.store)) == []


def test_a_change_of_the_text_asks_again(house: Any) -> None:
    house.as_("wangfang", "new", **{**house.DETAILS, "goals": VAGUE})
    no = house.as_("wangfang", "submit", "d1", reasons={"G0-40": WHY}).name
    to_designing(house, no)
    house.as_("liqiang", "sign", no)
    house.as_("wangfang", "set", no, **{"goals.1.what": "优化用户体验"})
    with pytest.raises(Refused) as refused:
        house.as_("liqiang", "sign", no)
    assert [(c.code, c.field) for c in refused.value.checks] == [("G3-40", "goals.1")]


def test_whoever_signs_first_overrides_a_criterion_and_the_other_sees_it_before_signing(house: Any) -> None:
    no = house.submitted()
    to_designing(house, no, criteria=[{"text": "界面友好", "goal": 1}])
    with pytest.raises(Refused) as refused:
        house.as_("liqiang", "sign", no)
    assert [(c.code, c.field) for c in refused.value.checks] == [("G3-40", "criteria.1")]
    house.as_("liqiang", "sign", no, reasons={"G3-40:criteria.1": "按评审过的设计稿验收"})
    assert unseen(house, no, "business") == ["G3-40 criteria.1"]
    house.as_("wangfang", "sign", no)
    assert unseen(house, no, "business") == []
    assert house.as_("liqiang", "advance", no).request.status == "developing"


NEVER = {"G3-07": "没空", "G3-08": "没空", "G3-15": "没空", "G3-06": "没有"}


def test_signatures_and_what_is_missing_are_never_overridden(house: Any) -> None:
    no = house.submitted()
    to_designing(house, no, criteria=[])
    with pytest.raises(Refused) as refused:
        house.as_("liqiang", "advance", no, reasons=NEVER)
    assert set(NEVER) <= {c.code for c in refused.value.checks}
    assert house.record(no).acknowledgements == ()


def test_an_import_is_not_asked(house: Any) -> None:
    made = house.as_("keeper", "import", number="2024-001", status="closed", step="closed", title="旧", goals=VAGUE)
    assert made.request.status == "closed"


def to_designing(house: Any, no: str, criteria: Any = None) -> None:
    """Confirm, assess and plan a submitted request."""
    house.as_("liqiang", "confirm", no, verdict="clear", channel="电话")
    house.at("2026-03-03 10:00").as_("liqiang", "set", no, **house.ASSESSMENT, priority="medium")
    house.as_("liqiang", "advance", no)
    rows = [{**c, "goal": 1} for c in house.CRITERIA] if criteria is None else criteria
    house.at("2026-03-04 10:00").as_("wangfang", "set", no, criteria=rows)
    house.as_("liqiang", "set", no, **house.PLAN)


def test_a_goal_that_is_a_feature_is_moved_to_the_description(house: Any) -> None:
    goals = [*house.DETAILS["goals"], {"what": "支持导出", "target": "按月"}]
    house.as_("wangfang", "new", **{**house.DETAILS, "goals": goals})
    moved = house.as_("wangfang", "describe", "d1", goal=3)
    assert moved.request.description == f"{house.DETAILS['description']}\n\n支持导出按月"
    assert [g.n for g in moved.goals] == [1, 2]
    assert house.as_("wangfang", "undo", "d1").goals[2].what == "支持导出"
    assert house.as_("wangfang", "describe", "d1", goal=3, text="支持按月导出").request.description.endswith("按月导出")
    with pytest.raises(NotFound):
        house.as_("wangfang", "describe", "d1", goal=3)
    no = house.signed()
    for login, code in (("wangfang", "E-FROZEN"), ("liqiang", "E-FIELD-PARTY")):
        with pytest.raises(NotAllowed) as refused:
            house.as_(login, "describe", no, goal=1)
        assert refused.value.code == code
