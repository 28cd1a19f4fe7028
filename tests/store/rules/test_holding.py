"""Who had the ball, over time: the spec's order as a table, and any life against its own past, instant by instant."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.store.rules.ball import asked_party, ball, open_block, stopping_questions, waiting
from bihuan.store.rules.freeze import standing_signatures
from bihuan.store.rules.holding import elapsed, lead_minutes, minutes, spells
from bihuan.store.rules.record import Record
from bihuan.store.rules.steps import RUNNING
from bihuan.store.rules.workdays import Calendar, minutes_between

SIGNED = ("technical 09:30", "business 09:33", "technical 09:34")  # the way to a signed design
Lived = Callable[[Any], Any]
ORDER: tuple[tuple[str, Lived, str, list[str]], ...] = (
    ("the step's responsible party", lambda x: x.submit(), "02 10:00", ["technical 09:30"]),
    (
        "a question that stops the work: the one asked",
        lambda x: x.submit().at("02 09:40").ask("business").at("02 09:50").answer(1),
        "02 10:00",
        ["technical 09:30", "business 09:40", "technical 09:50"],
    ),
    (
        "one that does not stop it changes nothing",
        lambda x: x.submit().ask("business", stops=False),
        "02 10:00",
        ["technical 09:30"],
    ),
    (
        "a block comes before a question",
        lambda x: x.submit().at("02 09:40").ask("business").at("02 09:50").block("third_party"),
        "02 10:00",
        ["technical 09:30", "business 09:40", "third_party 09:50"],
    ),
    (
        "deferred: nobody",
        lambda x: x.submit().at("02 09:40").block("nobody", deferred=True).at("02 09:50").unblock(),
        "02 10:00",
        ["technical 09:30", "nobody 09:40", "technical 09:50"],
    ),
    (
        "a counter-proposal is business's to answer",
        lambda x: (
            x.to("assessing").at("02 09:40").propose("technical", "low").at("02 09:50").propose("business", "low")
        ),
        "02 10:00",
        ["technical 09:30", "business 09:40", "technical 09:50"],
    ),
    (
        "a signature: technical first, then business; an edit takes it back",
        lambda x: x.to("designing").at("02 09:40").sign("technical").at("02 09:50").edit(),
        "02 10:00",
        ["technical 09:30", "business 09:40", "technical 09:50"],
    ),
    (
        "a change request: technical first, then business",
        lambda x: (
            x.to("developing")
            .at("02 09:40")
            .change()
            .at("02 09:45")
            .approve("technical")
            .at("02 09:50")
            .approve("business")
        ),
        "02 10:00",
        [*SIGNED, "business 09:45", "technical 09:50"],
    ),
    (
        "test runs are testing's, UAT business's, the launch technical's",
        lambda x: x.to("testing").at("02 09:40").test().at("02 09:45").judge(1, "pass").at("02 09:50").judge(2, "fail"),
        "02 10:00",
        [*SIGNED, "testing 09:36", "business 09:40", "technical 09:50"],
    ),
    (
        "every round is judged anew",
        lambda x: rejudged(x.to("testing").at("02 09:40").test().judge(1, "pass").judge(2, "fail")),
        "02 10:00",
        [*SIGNED, "testing 09:36", "business 09:40", "technical 09:42", "business 09:50"],
    ),
    (
        "a waiting period is nobody's, blocked or not",
        lambda x: x.to("launched").at("02 09:50").block("business"),
        "02 10:00",
        [*SIGNED, "testing 09:36", "nobody 09:37"],
    ),
    (
        "a closed request has no spell any more",
        lambda x: x.submit().at("02 09:40").end(),
        "02 10:00",
        ["technical 09:30"],
    ),
)


def rejudged(x: Any) -> None:
    """Back for the failed criterion, and forward again with what was tested."""
    x.back("developing").at("02 09:50").go_on()


@pytest.mark.parametrize(("why", "lived", "when", "said"), ORDER)
def test_the_ball_in_the_specs_order(life: Any, why: str, lived: Lived, when: str, said: list[str]) -> None:
    x = life()
    lived(x)
    found = spells(x.record, x.CALENDAR, x.instant(when))
    assert [f"{s.holder} {x.shown(s.since)[6:]}" for s in found] == said


def test_after_the_waiting_periods_technical_confirms_first(life: Any) -> None:
    x = life().to("launched").at("06 10:00").confirm("technical").at("09 10:00").confirm("business").go_on()
    found = [(s.holder, x.shown(s.since)) for s in spells(x.record, x.CALENDAR, x.instant("20 10:00"))]
    assert found[4:] == [("nobody", "03-02 09:37"), ("technical", "03-05 18:00"), ("business", "03-06 10:00")]


def test_the_parts_sum_to_the_lead_time_of_both_cycles(life: Any) -> None:
    x = life().submit().at("03 10:00").end().at("09 10:00").move("reopen", "submitting", "agree")
    now = x.instant("09 12:00")
    found = spells(x.record, x.CALENDAR, now)
    assert minutes(found, x.CALENDAR) == {"technical": 7 * 60 + 60 + 2 * 60}
    assert elapsed(found) == {"technical": 24 * 60 + 30 + 2 * 60}
    assert lead_minutes(x.record, x.CALENDAR, now) == 10 * 60


# ---- any life ----------------------------------------------------------------------------------------------------
def acts(x: Any) -> dict[str, Lived]:
    """What may be done now."""
    r = x.record.request
    unanswered = [q.n for q in x.record.questions if q.answered_at is None]
    if r.status in ("rejected", "withdrawn", "closed"):
        return {"reopen": lambda x: reopened(x)}
    found: dict[str, Lived] = {
        "ask business": lambda x: x.ask("business"),
        "ask technical": lambda x: x.ask("li"),
        "ask aside": lambda x: x.ask("business", stops=False),
        "suggest": lambda x: x.suggest("business"),
        "suggest too": lambda x: x.suggest("technical"),
    }
    if unanswered:
        found["answer"] = lambda x: x.answer(unanswered[0])
        found["answer the last"] = lambda x: x.answer(unanswered[-1])
    if any(p.decided_at is None for p in x.record.proposals):
        found = {**found, "decide": lambda x: x.decide()}
        del found["suggest"], found["suggest too"]
    if r.status == "blocked":
        return found | {"unblock": lambda x: x.unblock()}
    found |= {
        "go on": lambda x: x.go_on(),
        "on again": lambda x: x.go_on(),
        "block": lambda x: x.block("third_party"),
        "block business": lambda x: x.block("business"),
        "defer": lambda x: x.block("nobody", deferred=True),
        "end": lambda x: x.end(),
    }
    found |= of_the_step(x, r.step)
    if r.step == "testing" and not any(t.at >= r.step_since for t in x.record.test_runs):
        # No row says which version was in hand in a stay without a run, so here none is left so.
        found = {name: act for name, act in found.items() if name not in ("go on", "on again", "back", "mend", "end")}
    return found


def of_the_step(x: Any, step: str) -> dict[str, Lived]:
    """What may be done in a step only."""
    found: dict[str, Lived] = {}
    if step == "assessing":
        found = {f"{p} {v}": (lambda x, p=p, v=v: x.propose(p, v)) for p in ("business", "technical") for v in "ab"}
    if step == "designing":
        standing = standing_signatures(x.record)
        found = {f"sign {p}": (lambda x, p=p: x.sign(p)) for p in ("technical", "business") if p not in standing}
        found["edit"] = lambda x: x.edit()
        if len(standing) == 1:
            found["revoke"] = lambda x: x.revoke(next(iter(standing)))
    if step == "testing":
        found = {f"judge {n} {v}": (lambda x, n=n, v=v: x.judge(n, v)) for n in (1, 2) for v in ("pass", "fail")}
        found |= {"test": lambda x: x.test(), "test badly": lambda x: x.test("fail", ("performance",))}
    if step == "launched":
        found = {"incident": lambda x: x.incident(), "roll back": lambda x: x.roll_back()}
        given = {c.party for c in x.record.confirmations if not c.void}
        found |= {f"confirm {p}": (lambda x, p=p: x.confirm(p)) for p in ("technical", "business") if p not in given}
        del found["confirm business" if "technical" not in given and "confirm business" in found else "incident"]
    elif step in ("designing", "developing", "testing"):
        found["back"] = lambda x: x.back("assessing")
        if step == "testing":
            found["mend"] = lambda x: (x.put(test_version=f"{x.record.request.test_version}+"), x.back("developing"))
    if step in ("designing", "developing", "testing") and not any(c.state == "proposed" for c in x.record.changes):
        found["change"] = lambda x: x.change()
    for c in x.record.changes:
        if c.state == "proposed":
            for p in ("technical", "business"):
                if getattr(c, f"{p}_by") is None:
                    found[f"approve {p}"] = lambda x, p=p: x.approve(p)
    return found


def reopened(x: Any) -> None:
    x.put(*(replace(c, void=True) for c in x.record.confirmations))
    x.move("reopen", "assessing", "agree")


@st.composite
def courses(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Which of the possible acts comes next, after how many minutes."""
    gaps = st.one_of(st.integers(1, 600), st.integers(1, 6000))
    return draw(st.lists(st.tuples(st.integers(0, 1000), gaps), min_size=1, max_size=40))


def lived(life: Any, start: str, course: list[tuple[int, int]]) -> Any:
    """A life that has come to a step on the straight way, and then goes on as it likes."""
    x = life().to(start)
    for choice, gap in course:
        x.time += gap * 60_000
        possible = acts(x)
        name = sorted(possible)[choice % len(possible)]
        possible[name](x)
    return x


def as_at(x: Any, instant: int) -> Record:
    """The record as it was at an instant: what the last act before it had left."""
    at = bisect_right([t for t, _ in x.past], instant) - 1
    record: Record = x.past[at][1]
    return record


def by_the_spec(record: Record, calendar: Calendar, now: int) -> str:
    """The ball at an instant, with two sentences of the spec that it does not keep to.

    In a waiting period nobody has it, before a block is asked for; and after a reopening the latest launch counts.
    """
    record = replace(record, launches=record.launches[-1:])
    period = waiting(record, calendar) if record.request.step == "launched" else None
    block = open_block(record)
    if record.request.status == "blocked" and block and not block.deferred and period and now < period.stable_at:
        return "nobody"
    return ball(record, calendar, now)


@settings(max_examples=400, deadline=None)
@given(start=st.sampled_from(RUNNING), course=courses())
def test_every_instant_has_the_holder_it_had_then_and_the_minutes_sum_exactly(
    life: Any, start: str, course: list[tuple[int, int]]
) -> None:
    x = lived(life, start, course)
    now, calendar = x.time + 600 * 60_000, x.CALENDAR
    found = spells(x.record, calendar, now)
    edges = sorted({t for t, _ in x.past} | {s.since for s in found} | {s.until for s in found})
    for at in {*edges, *(e + 1 for e in edges), *(e - 1 for e in edges)}:
        if edges[0] <= at < now:
            holder = next((s.holder for s in found if s.since <= at < s.until), "nobody")
            assert holder == by_the_spec(as_at(x, at), calendar, at), x.shown(at)
    for a, b in pairwise(found):
        assert a.until < b.since or (a.until == b.since and a.holder != b.holder)
    total = lead_minutes(x.record, calendar, now)
    assert sum(minutes(found, calendar).values()) == total
    if not any(m.to_status in ("closed", "rejected") for m in x.record.moves):
        assert total == minutes_between(calendar, x.record.request.submitted_at, now)


def test_the_one_asked_has_a_party_whoever_it_is(life: Any) -> None:
    x = life().submit().ask("li")
    assert [asked_party(x.record, q) for q in stopping_questions(x.record)] == ["technical"]
