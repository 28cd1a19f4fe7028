"""What one request teaches comes back at the gate of another: similar ones, lessons that must be answered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bihuan.store import past, read
from bihuan.store.errors import BadInput, Conflict, NotAllowed, NotFound, Refused

LESSON = {"text": "先定联调时间", "type": "new_feature", "step": "assessing", "words": ["推送"]}


def closed(house: Any) -> str:
    """The house's request, closed."""
    no: str = house.launched()
    house.at("2026-03-16 16:00").as_("liqiang", "monitor", no, text="24 小时无事故")
    house.at("2026-03-18 18:30").as_("wangfang", "feedback", no, text="没有问题")
    house.as_("liqiang", "close", no)
    house.as_("wangfang", "close", no)
    house.as_("wangfang", "lesson", no, **LESSON)
    return no


def assessed(house: Any, **changes: Any) -> str:
    """A second request, all but through its assessment."""
    draft = house.as_("zhoumin", "new", **{**house.DETAILS, "title": "订单状态推送到小程序", **changes})
    no: str = house.as_("zhoumin", "submit", draft.name).name
    house.as_("liqiang", "confirm", no, verdict="clear", channel="电话")
    house.as_("liqiang", "set", no, **{**house.ASSESSMENT, "assessed_on": "2026-03-19"})
    house.as_("liqiang", "priority", no, value="medium")
    return no


def test_a_lesson_is_answered_at_the_gate_it_names(house):
    first = closed(house)
    no = assessed(house)
    with pytest.raises(Refused) as refused:
        house.as_("liqiang", "advance", no)
    assert [(c.code, c.severity) for c in refused.value.checks] == [("L-001", "blocking")]

    with pytest.raises(BadInput) as why:
        house.as_("liqiang", "heed", no, lesson=1, answer="not_applicable", why=" ")
    assert why.value.code == "E-HEED-WHY"
    with pytest.raises(NotAllowed):
        house.as_("zhaolei", "heed", no, lesson=1, answer="done")
    with pytest.raises(NotFound):
        house.as_("liqiang", "heed", no, lesson=2, answer="done")
    house.as_("liqiang", "heed", no, lesson=1, answer="not_applicable", why="没有第三方")
    with pytest.raises(Conflict):
        house.as_("liqiang", "heed", no, lesson=1, answer="done")
    assert house.as_("liqiang", "advance", no).request.step == "designing"

    (taught,) = past.taught(house.store)
    assert (taught.learnt.source, taught.waiting) == (first, ())
    assert [(a.name, a.answer.answer, a.answer.why) for a in taught.answers] == [(no, "not_applicable", "没有第三方")]
    assert house.record(no).lesson_answers[0].text == taught.learnt.lesson.text


def test_where_both_gates_are_passed_in_one_go_the_lessons_of_both_are_asked(house):
    house.as_("liqiang", "lesson", closed(house), text="先约定接口，再写设计", step="designing")
    no = assessed(house, goals=house.DETAILS["goals"])
    house.as_("zhoumin", "set", no, criteria=house.CRITERIA)
    house.as_("liqiang", "set", no, **house.PLAN, complexity="low", estimate_days="3")
    for who in ("liqiang", "zhoumin"):
        house.as_(who, "sign", no)
    with pytest.raises(Refused) as refused:
        house.as_("liqiang", "advance", no)
    assert [c.code for c in refused.value.checks] == ["L-001", "L-002"]
    for lesson in (1, 2):
        house.as_("liqiang", "heed", no, lesson=lesson, answer="done")
    assert house.as_("liqiang", "advance", no).request.step == "developing"


def test_it_waits_for_requests_that_are_still_to_come_to_its_gate(house):
    closed(house)
    no = assessed(house)
    other = house.as_("zhoumin", "new", **{**house.DETAILS, "type": "fix"})
    assert past.taught(house.store)[0].waiting == (no,)
    assert past.learnt(house.store, "designing") == ()
    assert other.request.number is None


def test_what_a_confidential_request_taught_stays_within_it(house):
    no = closed(house)
    with house.store.acting("set", read.resolve(house.store, no)) as do:
        do.put(replace(do.on.request, confidential=True))
    other = assessed(house)
    assert past.taught(house.store) == ()
    assert house.as_("liqiang", "advance", other).request.step == "designing"
    everything = ("1", ())
    assert len(past.taught(house.store, everything)) == 1


def test_similar_ones_are_found_with_what_they_took(house):
    first = closed(house)
    no = assessed(house)
    stranger = house.as_("wangfang", "new", title="门店排班表", type="fix", description="店长看一周排班")
    found = past.similar_to(house.store, house.record(no))
    assert [(a.past.name, a.past.status) for a in found] == [(first, "closed")]
    assert (found[0].past.estimate, found[0].past.actual, found[0].past.rework) == (5, pytest.approx(7, abs=1), 0)
    held = past.reference_of(house.store, house.record(no))
    assert (held.count, held.p50) == (1, found[0].past.actual)
    assert past.similar_to(house.store, stranger) == ()
    assert [a.past.name for a in past.similar_to(house.store, house.record(first))] == [no]
    assert past.similar_to(house.store, house.record(first), closed=True) == ()


def test_a_confidential_one_is_similar_only_for_who_may_see_it(house):
    first = closed(house)
    no = assessed(house)
    with house.store.acting("set", read.resolve(house.store, first)) as do:
        do.put(replace(do.on.request, confidential=True))
    assert past.similar_to(house.store, house.record(no)) == ()
    people = {p.login: p for p in house.store.team.people.values()}
    seen = {login: read.seen_by(house.store, people[login]) for login in ("wangfang", "zhoumin")}
    assert [len(past.similar_to(house.store, house.record(no), seen[login])) for login in seen] == [1, 0]
