"""What pauses what, and what a pause costs: the table of ``spec/clocks.md``, and a walk minute by minute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.store.rules import happened, kept, planned
from bihuan.store.rules.record import Record
from bihuan.store.rules.running import Running, clocks, owed_from
from bihuan.store.rules.workdays import Calendar, is_open

Told = Callable[[Any], Any]

HALTS: dict[str, Told] = {
    "a question that stops the work": lambda x: x.ask("business"),
    "a question that does not": lambda x: x.ask("business", stops=False),
    "a question to technical": lambda x: x.ask("technical"),
    "blocked by business": lambda x: x.block("business"),
    "blocked by a third party": lambda x: x.block("third_party"),
    "blocked by its own doing": lambda x: x.block("technical"),
    "blocked by testing": lambda x: x.block("testing"),
    "force majeure": lambda x: x.block("technical", disaster=True),
    "deferred": lambda x: x.block("nobody", deferred=True, until="03-20"),
}
TECHNICALS = {"feedback", "progress", "deviation", "response"}
OF_ALL = TECHNICALS | {"look"}
PAUSED: tuple[tuple[str, set[str]], ...] = (
    ("a question that stops the work", TECHNICALS),
    ("a question that does not", set()),
    ("a question to technical", set()),
    ("blocked by business", TECHNICALS),
    ("blocked by a third party", OF_ALL),
    ("blocked by its own doing", set()),
    ("blocked by testing", set()),
    ("force majeure", OF_ALL),
    ("deferred", OF_ALL | {"debt"}),
)


def everything(x: Any) -> Any:
    """A request in developing with a clock of every kind that may run there, begun on Tuesday at 10:00."""
    x.to("developing").at("03 10:00")
    x.put(
        planned.Concern(text="…", at=x.time),
        happened.Deviation(text="…", at=x.time),
        happened.Question(to="technical", text="?", at=x.time),
        planned.Change(reason="…", values="{}", by=1, at=x.time),
        kept.Debt(code="G3-01", at=x.time),
        kept.Debt(code="G3-08", at=x.time),
    )
    return x.look()


@pytest.mark.parametrize(("halt", "expected"), PAUSED)
def test_what_pauses_what(life: Any, halt: str, expected: set[str]) -> None:
    x = everything(life())
    HALTS[halt](x.at("03 11:00"))
    found = [r for r in x.now("03 11:30") if r.open and not (r.code == "answer" and r.row == 2)]
    assert {r.code for r in found if r.state == "paused"} == expected
    technicals = [r for r in found if r.code == "response" and r.party == "technical"]
    business = [r for r in found if r.code == "response" and r.party == "business" and r.act == "approve"]
    assert {r.state for r in technicals if r.act == "approve"} == {"paused" if "response" in expected else "running"}
    assert {r.state for r in business} == {"paused" if halt == "deferred" else "running"}
    assert {r.state for r in found if r.code in ("answer", "late_signature", "milestone")} == {"running"}
    assert all(r.due_at is None and r.remaining > 0 for r in found if r.state == "paused")
    resting = {(r.act, p) for r in found if r.state == "paused" for p in r.owed_by}
    assert not resting & {(o.act, p) for o in owed_from(found) for p in o.persons}


@pytest.mark.parametrize(("halt", "expected"), PAUSED)
def test_the_confirmation_waits_for_others_too(life: Any, halt: str, expected: set[str]) -> None:
    x = life().submit()
    HALTS[halt](x.at("02 10:00"))
    assert x.told("confirmation", "02 11:00") == [
        "confirm paused -" if "response" in expected else "confirm running 03-03 18:00"
    ]


def test_an_elapsed_pause_moves_the_due_time_by_working_time_only(life: Any) -> None:
    x = everything(life()).at("03 11:00").block("third_party").at("04 11:00").unblock()
    assert x.told("deviation", "04 11:30") == ["tell running 03-04 15:30"]  # three of its four hours were left
    assert x.told("feedback", "04 11:30") == ["respond running 03-06 18:00"]


def test_a_paused_clock_that_stops_is_met_and_pauses_from_the_stop_on_change_nothing(life: Any) -> None:
    x = everything(life()).at("03 11:00").block("third_party").at("03 16:00")
    x.put(replace(x.record.deviations[0], told_at=x.time))
    x.at("20 10:00").unblock()
    assert x.told("deviation", "20 11:00") == ["tell met - 03-03 16:00"]


def test_a_deferral_is_in_both_inboxes_on_its_date(life: Any) -> None:
    x = life().to("developing").at("03 10:00").block("nobody", deferred=True, until="03-20")
    found = [o for o in owed_from(x.now("03 11:00")) if o.act == "unblock"]
    assert {(o.persons, x.shown(o.from_at), x.shown(o.due_at)) for o in found} == {
        ((1,), "03-20 00:00", "03-20 18:00"),
        ((2,), "03-20 00:00", "03-20 18:00"),
    }
    assert {o.act for o in owed_from(x.now("03 11:00"))} == {"unblock", "advance", "launch"}  # and the signed dates


def test_a_milestone_shows_for_how_long_others_held_it_up(life: Any) -> None:
    x = life().to("developing").at("03 11:00").block("third_party").ask("business").at("04 10:00").unblock()
    x.at("04 11:00").answer(1)
    held = {r.row: r.held_up / 3_600_000 for r in x.now("04 17:00") if r.code == "milestone" and r.open}
    assert held == {2: 7.5, 3: 7.5, 4: 7.5}  # 1 + 4.5 on Tuesday, 2 on Wednesday; the overlap once


def test_a_signature_owed_as_a_debt_is_the_late_signature(life: Any) -> None:
    found = everything(life()).now("03 11:00")
    assert {(r.code, r.act, r.row) for r in found if r.code in ("debt", "late_signature")} == {
        ("debt", "set", 1),
        ("late_signature", "sign", 2),
    }


# ---- pauses, minute by minute ------------------------------------------------------------------------------------
MINUTE = 60_000
START = 1_772_503_200_000  # Tuesday 2026-03-03 10:00 in Shanghai
offsets = st.integers(0, 4 * 24 * 60)
spans = st.tuples(offsets, st.integers(1, 2 * 24 * 60))
halts = st.lists(st.tuples(spans, st.sampled_from(sorted(HALTS))), max_size=4)
PAUSES_TECHNICAL = {name for name, paused in PAUSED if "deviation" in paused}
FAR = START + 60 * 24 * 3_600_000


def halted(record: Record, found: list[tuple[tuple[int, int], str]]) -> Record:
    """The record with these waits written into its rows."""
    blocks, questions = list[happened.Block](), list[happened.Question]()
    for n, ((begin, length), kind) in enumerate(found, 1):
        at, end = START + begin * MINUTE, START + (begin + length) * MINUTE
        if "question" in kind:
            to = "technical" if "technical" in kind else "business"
            stops = "does not" not in kind
            questions.append(happened.Question(n=n, to=to, text="?", stops_work=stops, at=at, answered_at=end))
        else:
            by: Any = {"business": "business", "party": "third_party", "testing": "testing"}.get(
                kind.split()[-1], "technical"
            )
            b = happened.Block(n=n, reason="…", by=by, at=at, ended_at=end, deferred=kind == "deferred")
            blocks.append(replace(b, force_majeure=kind == "force majeure"))
    return replace(record, blocks=tuple(blocks), questions=tuple(questions))


def deviation(record: Record, calendar: Calendar) -> Running:
    return next(r for r in clocks(record, calendar, FAR) if r.code == "deviation")


@settings(max_examples=60, deadline=None)
@given(found=halts)
def test_the_due_time_is_that_of_a_walk_minute_by_minute(life: Any, found: list[tuple[tuple[int, int], str]]) -> None:
    x = life().to("developing")
    x.put(happened.Deviation(text="…", at=START))
    record = halted(x.record, found)
    pauses = [(START + b * MINUTE, START + (b + n) * MINUTE) for (b, n), kind in found if kind in PAUSES_TECHNICAL]
    at, left = START, 4 * 60
    while left:
        left -= is_open(x.CALENDAR, at) and not any(begin <= at < end for begin, end in pauses)
        at += MINUTE
    assert deviation(record, x.CALENDAR).due_at == at


@settings(max_examples=60, deadline=None)
@given(found=halts, more=st.tuples(spans, st.sampled_from(sorted(HALTS))))
def test_waiting_longer_never_makes_anything_due_earlier(
    life: Any, found: list[tuple[tuple[int, int], str]], more: tuple[tuple[int, int], str]
) -> None:
    x = everything(life())
    before = {r.key: r for r in clocks(halted(x.record, found), x.CALENDAR, FAR) if r.code != "answer"}
    after = {r.key: r for r in clocks(halted(x.record, [*found, more]), x.CALENDAR, FAR)}
    for key, r in before.items():
        if key in after:  # a day that begins in a pause has no update at all
            assert (after[key].due_at or FAR) >= (r.due_at or FAR)
        else:
            assert r.code == "progress" or r.act == "unblock"
