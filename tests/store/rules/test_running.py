"""Every clock by the sentences of ``spec/clocks.md``: a life in rows, a code, what the clocks of it say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bihuan.store.rules import happened, kept
from bihuan.store.rules.running import clocks, unfrozen
from bihuan.store.rules.workdays import Calendar, Day

Told = Callable[[Any], Any]
# What happens from Monday 2026-03-02 09:30 on; when one looks; the clock; what is told of each of its starts.
Row = tuple[str, Told, str, str, list[str]]

START_AND_STOP: tuple[Row, ...] = (
    ("runs from submission", lambda x: x.submit(), "02 17:00", "confirmation", ["confirm running 03-03 18:00"]),
    ("missed, and still owed", lambda x: x.submit(), "03 18:01", "confirmation", ["confirm missed 03-03 18:00"]),
    ("due at the very instant", lambda x: x.submit(), "03 18:00", "confirmation", ["confirm running 03-03 18:00"]),
    (
        "a contact stops it, whatever its verdict",
        lambda x: x.submit().at("03 10:00").contact("needs_more"),
        "05 10:00",
        "confirmation",
        ["confirm met 03-03 18:00 03-03 10:00"],
    ),
    (
        "a late finish stays late",
        lambda x: x.submit().at("04 09:00").go_on(),
        "20 10:00",
        "confirmation",
        ["confirm missed 03-03 18:00 03-04 09:00"],
    ),
    (
        "after the answers the next contact is a response",
        lambda x: x.submit().contact("needs_more").at("04 10:00").answer(1),
        "04 11:00",
        "response",
        ["confirm running 03-06 18:00"],
    ),
    (
        "assessing",
        lambda x: x.to("assessing").at("04 17:00").go_on(),
        "04 17:01",
        "response",
        ["advance met 03-04 18:00 03-04 17:00", "sign running 03-06 18:00"],
    ),
    (
        "business answers a counter-proposal",
        lambda x: (
            x.to("assessing").at("03 10:00").propose("technical", "low").at("04 10:00").propose("business", "low")
        ),
        "04 11:00",
        "response",
        ["advance running 03-04 18:00", "priority met 03-05 18:00 03-04 10:00"],
    ),
    (
        "technical signs, then business, then the lead goes on",
        lambda x: x.to("designing").at("03 10:00").sign("technical").at("04 10:00").sign("business"),
        "04 11:00",
        "response",
        [
            "advance met 03-04 18:00 03-02 09:32",
            "sign met 03-04 18:00 03-03 10:00",
            "sign met 03-05 18:00 03-04 10:00",
            "advance running 03-06 18:00",
        ],
    ),
    (
        "an edit voids the signature and business's clock with it",
        lambda x: x.to("designing").at("03 10:00").sign("technical").at("04 10:00").edit(),
        "04 11:00",
        "response",
        [
            "advance met 03-04 18:00 03-02 09:32",
            "sign met 03-04 18:00 03-03 10:00",
            "sign void 03-05 18:00 03-04 10:00",
            "sign running 03-06 18:00",
        ],
    ),
    ("no concern, no clock", lambda x: x.to("assessing"), "04 10:00", "feedback", []),
    (
        "a deviation is told within four working hours",
        lambda x: x.to("developing").at("03 16:00").done("x") and x.put(happened.Deviation(text="…", at=x.time)),
        "03 17:00",
        "deviation",
        ["tell running 03-04 11:01"],
    ),
    (
        "a question: 24 hours, plain time",
        lambda x: x.submit().at("06 17:00").ask("business", stops=False).at("09 09:00").answer(1),
        "09 10:00",
        "answer",
        ["answer missed 03-07 17:00 03-09 09:00"],
    ),
    (
        "UAT: test runs, then the acceptors, then the launch",
        lambda x: x.to("testing").at("04 10:00").test().at("05 10:00").judge(1, "pass").judge(2, "pass"),
        "05 11:00",
        "response test judge launch",
        [
            "test met 03-04 18:00 03-04 10:00",
            "judge met 03-06 18:00 03-05 10:01",
            "launch running 03-09 18:00",
        ],
    ),
    (
        "a failed acceptance is mended by its date: the return is no end of it, the new test is",
        lambda x: x.to("testing").test().at("03 10:00").judge(1, "fail", "03-06").at("04 10:00").back("developing"),
        "06 18:01",
        "rectification",
        ["advance missed 03-06 18:00"],
    ),
    (
        "the note within a working day after 24 hours of monitoring",
        lambda x: x.at("12 14:00").to("launched"),
        "13 14:00",
        "monitoring",
        ["running 03-13 14:07", "monitor running 03-16 18:00"],
    ),
    (
        "each party until it has confirmed",
        lambda x: x.at("12 14:00").to("launched").at("18 10:00").confirm("technical"),
        "19 18:01",
        "stable_run",
        [
            "met 03-17 18:00 03-17 18:00",
            "close missed 03-19 18:00",
            "close met 03-19 18:00 03-18 10:00",
            "feedback missed 03-19 18:00",
        ],
    ),
    (
        "measured 20 working days after launch",
        lambda x: x.to("launched").go_on(),
        "03 10:00",
        "response measure",
        ["measure running 04-02 18:00"],
    ),
)

RESTARTS: tuple[Row, ...] = (
    (
        "a serious incident restarts the waiting period",
        lambda x: x.at("12 14:00").to("launched").at("13 10:00").incident(),
        "13 11:00",
        "monitoring",
        ["void 03-13 14:07 03-13 10:00", "running 03-14 10:00", "monitor running 03-17 18:00"],
    ),
    (
        "one that is not serious does not",
        lambda x: x.at("12 14:00").to("launched").at("13 10:00").incident(serious=False),
        "13 11:00",
        "monitoring",
        ["running 03-13 14:07", "monitor running 03-16 18:00"],
    ),
    (
        "the note is owed again after the new period",
        lambda x: x.at("12 14:00").to("launched").at("16 10:00").note("monitor").at("17 10:00").incident(),
        "17 11:00",
        "monitoring",
        [
            "met 03-13 14:07 03-13 14:07",
            "monitor met 03-16 18:00 03-16 10:00",
            "running 03-18 10:00",
            "monitor running 03-19 18:00",
        ],
    ),
    (
        "a rollback voids what ran, and the next launch counts anew",
        lambda x: x.at("12 14:00").to("launched").at("13 10:00").roll_back().at("16 10:00").to("launched"),
        "16 11:00",
        "monitoring",
        ["void 03-13 14:07 03-13 10:00", "running 03-17 10:01", "monitor running 03-18 18:00"],
    ),
    (
        "a return starts new clocks, what was running is void",
        lambda x: x.to("assessing").at("03 10:00").back("submitting"),
        "03 11:00",
        "confirmation",
        ["confirm met 03-03 18:00 03-02 09:31", "confirm running 03-04 18:00"],
    ),
    (
        "what was late is missed, not void",
        lambda x: x.to("assessing").at("05 10:00").back("submitting"),
        "05 11:00",
        "response",
        ["advance missed 03-04 18:00 03-05 10:00"],
    ),
    (
        "an open question starts anew with a return",
        lambda x: x.to("assessing").ask("business", stops=False).at("03 09:00").back("submitting"),
        "03 10:00",
        "answer",
        ["answer void 03-03 09:32 03-03 09:00", "answer running 03-04 09:00"],
    ),
    (
        "one that is late stays late through a return",
        lambda x: x.to("assessing").ask("business", stops=False).at("03 10:00").back("submitting"),
        "03 11:00",
        "answer",
        ["answer missed 03-03 09:32"],
    ),
    (
        "an end voids what was running",
        lambda x: x.to("assessing").ask("business", stops=False).at("03 09:00").end(),
        "20 10:00",
        "answer",
        ["answer void 03-03 09:32 03-03 09:00"],
    ),
    (
        "a reopening starts it in a new cycle",
        lambda x: x.submit().at("03 09:00").end().at("09 10:00").move("reopen", "submitting", "agree"),
        "09 11:00",
        "confirmation",
        ["confirm void 03-03 18:00 03-03 09:00", "confirm running 03-10 18:00"],
    ),
    (
        "the dates run from the signing; a step to do again starts its own anew",
        lambda x: x.to("testing").at("03 10:00").back("developing"),
        "11 09:00",
        "milestone",
        [
            "advance met 03-05 18:00 03-02 09:35",
            "advance met 03-10 18:00 03-02 09:36",
            "advance void 03-12 18:00 03-03 10:00",
            "launch void 03-13 18:00 03-03 10:00",
            "advance missed 03-10 18:00",
            "advance running 03-12 18:00",
            "launch running 03-13 18:00",
        ],
    ),
    (
        "back in design the plan is no longer signed",
        lambda x: x.to("developing").at("03 10:00").back("designing"),
        "11 09:00",
        "milestone",
        [
            "advance met 03-05 18:00 03-02 09:35",
            "advance void 03-10 18:00 03-03 10:00",
            "advance void 03-12 18:00 03-03 10:00",
            "launch void 03-13 18:00 03-03 10:00",
        ],
    ),
)

DAILY: tuple[Row, ...] = (
    (
        "every working day that begins in developing; the day it came does not",
        lambda x: x.to("developing").at("03 17:00").update().at("04 18:30").update(),
        "05 10:00",
        "progress",
        [
            "update met 03-03 18:00 03-03 17:00",
            "update missed 03-04 18:00 03-04 18:30",
            "update running 03-05 18:00",
            "update running 03-06 18:00",
        ],
    ),
    (
        "an entry before opening is that day's",
        lambda x: x.to("developing").at("03 08:00").update(),
        "03 10:00",
        "progress",
        ["update met 03-03 18:00 03-03 09:00", "update running 03-04 18:00"],
    ),
    (
        "a later entry stops what was left open, late",
        lambda x: x.to("developing").at("05 10:00").update(),
        "05 11:00",
        "progress",
        [
            "update missed 03-03 18:00 03-05 10:00",
            "update missed 03-04 18:00 03-05 10:00",
            "update met 03-05 18:00 03-05 10:00",
            "update running 03-06 18:00",
        ],
    ),
    (
        "none while all items wait for test",
        lambda x: x.to("developing").at("03 17:00").update().item("to_test"),
        "05 10:00",
        "progress",
        ["update met 03-03 18:00 03-03 17:00"],
    ),
    (
        "a day that begins while business is waited for is taken out",
        lambda x: x.to("developing").at("03 16:00").ask("business").at("05 10:00").answer(1),
        "05 11:00",
        "progress",
        ["update running 03-05 12:00", "update running 03-06 18:00"],
    ),
    (
        "one's own doing pauses nothing",
        lambda x: x.to("developing").at("03 16:00").block("technical"),
        "04 10:00",
        "progress",
        ["update missed 03-03 18:00", "update running 03-04 18:00", "update running 03-05 18:00"],
    ),
    (
        "a look every two working days, from the last",
        lambda x: x.to("developing").at("04 10:00").look().at("09 10:00").look(),
        "09 11:00",
        "look",
        ["look met 03-04 18:00 03-04 10:00", "look missed 03-06 18:00 03-09 10:00", "look running 03-11 18:00"],
    ),
)


@pytest.mark.parametrize(("why", "lived", "when", "code", "said"), START_AND_STOP + RESTARTS + DAILY)
def test_each_clock_starts_and_stops(life: Any, why: str, lived: Told, when: str, code: str, said: list[str]) -> None:
    x = life()
    lived(x)
    assert x.told(code, when) == said


def test_force_majeure_on_record_before_the_date_is_not_missed(life: Any) -> None:
    x = life().to("developing").at("09 10:00")
    x.put(kept.Delay(reason="平台停机", at=x.time))
    assert x.told("milestone", "11 10:00")[1:] == [
        "advance running 03-10 18:00",
        "advance running 03-12 18:00",
        "launch running 03-13 18:00",
    ]
    x.at("11 10:00").go_on()
    assert x.told("milestone", "11 11:00")[1] == "advance void 03-10 18:00 03-11 10:00"


def test_the_date_of_a_failure_that_its_issue_keeps_outlives_the_next_round(life: Any) -> None:
    x = life().to("testing").test().at("03 10:00")
    x.put(happened.Issue(text="…", criterion=1, at=x.time, due_on=date(2026, 3, 6)))
    x.judge(1, "fail").at("04 10:00").back("developing").at("05 10:00").go_on().at("09 09:00").test()
    assert x.told("rectification", "09 10:00") == ["test missed 03-06 18:00 03-09 09:00"]


def test_a_team_may_set_the_answer_to_a_working_day(life: Any) -> None:
    x = life().submit().at("06 17:00").ask("business", stops=False)
    x.record = replace(x.record, team=replace(x.record.team, settings={"clock.answer": '"1wd"'}))
    assert x.told("answer", "06 17:30") == ["answer running 03-09 18:00"]


def test_cycles_are_told_apart(life: Any) -> None:
    x = life().submit().at("03 09:00").end().at("09 10:00").move("reopen", "submitting", "agree")
    assert [(r.code, r.cycle) for r in x.now("09 11:00") if r.code == "confirmation"] == [
        ("confirmation", 1),
        ("confirmation", 2),
    ]


# ---- frozen verdicts ---------------------------------------------------------------------------------------------
def test_a_later_edit_of_the_calendar_changes_open_clocks_only(life: Any) -> None:
    x = life().submit().at("04 09:00").contact("needs_more").ask("business", stops=False)
    now = x.instant("04 10:00")
    verdicts = unfrozen(clocks(x.record, x.CALENDAR, now), x.CALENDAR, 1)
    assert [(v.clock, v.state, v.calendar) for v in verdicts] == [("confirmation", "missed", x.CALENDAR.version)]
    eased = Calendar(days=(Day(date(2026, 3, 3), False, "停电"),))
    by_code = {r.code: r for r in clocks(x.record, eased, now)}
    kept_by_code = {r.code: r for r in clocks(replace(x.record, verdicts=verdicts), eased, now)}
    assert (by_code["confirmation"].state, kept_by_code["confirmation"].state) == ("met", "missed")
    assert kept_by_code["confirmation"].verdict == verdicts[0]
    assert unfrozen(kept_by_code.values(), eased, 1) == ()


def test_a_verdict_stays_when_its_row_is_gone_and_falls_when_its_end_is_taken_back(life: Any) -> None:
    x = life().submit().ask("business", stops=False).at("03 09:00").answer(1)
    verdicts = unfrozen(x.now("03 10:00"), x.CALENDAR, 1)
    gone = replace(x.record, questions=())
    assert [r.state for r in clocks(replace(gone, verdicts=verdicts), x.CALENDAR, x.time) if r.code == "answer"] == [
        "met"
    ]
    again = replace(x.record, questions=(replace(x.record.questions[0], answered_at=None),))
    assert [r.state for r in clocks(replace(again, verdicts=verdicts), x.CALENDAR, x.time) if r.code == "answer"] == [
        "running"
    ]


def test_drafts_and_imports_that_nobody_took_promise_nothing(life: Any) -> None:
    assert life().now("03 10:00") == ()
    x = life().submit()
    x.put(source="gitlab", technical_lead=None, technical_contact=None)
    assert x.now("03 10:00") == ()
