"""What time alone brings about: when, of what kind, to whom; lives in rows as in ``test_running.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.store.rules import kept
from bihuan.store.rules.due_times import due_time, partly_spent, read_promise
from bihuan.store.rules.record import Deputy, Duty, Person
from bihuan.store.rules.reminders import Reminder, come, notices, reminders, told_to
from bihuan.store.rules.workdays import Calendar, is_open, later, next_open, open_between

BUSINESS, TECHNICAL, TESTER, BOSS, HEAD = 1, 2, 3, 4, 5
ON = date(2026, 3, 9)
Told = Callable[[Any], Any]


def found(x: Any, text: str) -> tuple[Reminder, ...]:
    """Every reminder of a life as it is known at a moment."""
    return reminders(x.record, x.now(text), x.CALENDAR)


def told(x: Any, asked: str, text: str) -> list[str]:
    """Those of a clock or an act: of what kind, from when on."""
    return [f"{r.kind} {x.shown(r.at)}" for r in found(x, text) if asked in (r.clock, r.act)]


def with_heads(x: Any) -> Any:
    """The same with a head on both sides."""
    heads = {
        BOSS: Person(id=BOSS, login="boss", name="周敏", party="business"),
        HEAD: Person(id=HEAD, login="head", name="钱军", party="technical"),
    }
    x.record = replace(x.record, team=replace(x.record.team, people={**x.record.team.people, **heads}))
    x.put(business_head=BOSS, technical_head=HEAD)
    return x


# ---- when --------------------------------------------------------------------------------------------------------
# Where it starts; what happens; when one looks; of which clock or act; what is told and from when on.
WHEN: tuple[tuple[str, str, Told, str, str, list[str]], ...] = (
    (
        "80 % across a weekend; what is missed at closing time is told when the next day opens",
        "06 17:00",
        lambda x: x.submit(),
        "06 17:01",
        "confirmation",
        ["reminder_80 03-09 16:18", "missed 03-10 09:00", "escalated 03-11 09:00"],
    ),
    (
        "80 % across a holiday onto a make-up day, a Sunday",
        "2024-04-03 17:30",
        lambda x: x.submit(),
        "2024-04-03 17:31",
        "confirmation",
        ["reminder_80 04-07 16:24", "missed 04-08 09:00", "escalated 04-09 09:00"],
    ),
    (
        "working hours within a day: missed is told at once, the heads one working day later",
        "02 09:30",
        lambda x: x.submit().at("03 10:00").deviate(),
        "03 10:01",
        "deviation",
        ["reminder_80 03-03 14:42", "missed 03-03 15:30", "escalated 03-04 15:30"],
    ),
    (
        "plain hours run at night, what comes at night is told in the morning",
        "02 09:30",
        lambda x: x.submit().at("03 10:00").ask("business", stops=False),
        "03 10:01",
        "answer",
        ["reminder_80 03-04 09:00", "missed 03-04 10:00", "escalated 03-05 10:00"],
    ),
    (
        "nothing is told at the weekend",
        "02 09:30",
        lambda x: x.submit().at("06 17:00").ask("business", stops=False),
        "06 17:01",
        "answer",
        ["reminder_80 03-09 09:00", "missed 03-09 09:00", "escalated 03-10 09:00"],
    ),
    (
        "but on an urgent request it is",
        "02 09:30",
        lambda x: x.urgent().submit().at("06 17:00").ask("business", stops=False),
        "06 17:01",
        "answer",
        ["reminder_80 03-07 12:12", "missed 03-07 17:00", "escalated 03-09 18:00"],
    ),
    (
        "the daily update is asked for at 16:30 of a day in developing",
        "02 09:30",
        lambda x: x.to("developing"),
        "03 10:00",
        "progress",
        ["reminder_80 03-03 16:30", "missed 03-04 09:00", "escalated 03-05 09:00"],
    ),
    (
        "a pause moves all of it",
        "02 10:00",
        lambda x: x.submit().at("02 16:00").block("third_party").at("05 10:00").unblock(),
        "05 10:01",
        "confirmation",
        ["reminder_80 03-06 09:12", "missed 03-06 13:30", "escalated 03-09 13:30"],
    ),
    (
        "while it is paused nothing",
        "02 10:00",
        lambda x: x.submit().block("third_party"),
        "05 10:00",
        "confirmation",
        [],
    ),
    ("what is done is done", "02 10:00", lambda x: x.submit().contact("needs_more"), "05 10:00", "confirmation", []),
    (
        "a date has 80 % too, of the working time from the signing on",
        "02 09:30",
        lambda x: x.to("designing").sign("technical").sign("business"),
        "02 10:00",
        "launch",
        ["reminder_80 03-12 09:06", "missed 03-16 09:00", "escalated 03-17 09:00"],
    ),
    (
        "a delay by force majeure told before the date: it is not missed",
        "02 09:30",
        lambda x: x.to("designing").sign("technical").sign("business").at("03 09:00").delay(),
        "20 10:00",
        "design",
        [],
    ),
    (
        "deferring ends on its date, in both inboxes",
        "02 09:30",
        lambda x: x.submit().at("03 10:00").block("nobody", until="03-10", deferred=True),
        "03 11:00",
        "unblock",
        [
            *["deferral_due 03-10 09:00"] * 2,
            *["missed 03-11 09:00"] * 2,
            *["escalated 03-12 09:00"] * 2,
        ],
    ),
)


def deviate(x: Any) -> Any:
    """Log a likely problem."""
    from bihuan.store.rules import happened

    x.put(happened.Deviation(at=x.time, text="…", by=TECHNICAL))
    return x.done("deviation")


def urgent(x: Any) -> Any:
    """Make it urgent."""
    x.put(type="urgent", urgent_kind="fix")
    return x


def delay(x: Any) -> Any:
    """Record a delay by force majeure."""
    x.put(kept.Delay(reason="…", by=TECHNICAL, at=x.time))
    return x.done("delay")


def nudge(x: Any, by: int = BUSINESS) -> Any:
    """Ask for haste."""
    x.put(kept.Nudge(by=by, at=x.time))
    return x.done("nudge", by)


@pytest.fixture
def alive(life: Any) -> Callable[[str], Any]:
    """A life that knows a few more acts."""
    return type("More", (life,), {f.__name__: f for f in (deviate, urgent, delay, nudge)})


@pytest.mark.parametrize(
    ("start", "happens", "at", "asked", "expected"), [r[1:] for r in WHEN], ids=[r[0] for r in WHEN]
)
def test_when(alive: Any, start: str, happens: Told, at: str, asked: str, expected: list[str]) -> None:
    assert told(happens(alive(start)), asked, at) == expected


def test_waiting_periods_are_never_missed_only_what_is_owed_after_them(alive: Any) -> None:
    x = alive().to("launched")
    by_act = {(r.act, r.kind): x.shown(r.at) for r in found(x, "02 10:00")}
    assert ("", "missed") not in by_act
    assert by_act["monitor", "reminder_80"] == "03-04 15:07"
    assert by_act["close", "missed"] == "03-10 09:00"


def test_of_the_daily_updates_only_the_earliest_reminds(alive: Any) -> None:
    x = alive().to("developing")
    assert [r.kind for r in found(x, "06 10:00") if r.clock == "progress"] == ["reminder_80", "missed", "escalated"]
    x.at("06 10:00").update()
    assert told(x, "progress", "06 11:00")[0] == "reminder_80 03-09 16:30"


def test_an_event_has_come_at_its_instant_and_is_overtaken_by_what_follows(alive: Any) -> None:
    x = alive("06 17:00").submit()
    seen = [
        [r.kind for r in found(x, text) if r.clock == "confirmation" and come(r, x.instant(text))]
        for text in ("09 16:17", "09 16:18", "09 18:00", "10 08:59", "10 09:00", "11 09:00")
    ]
    eighty = ["reminder_80"]
    assert seen == [[], eighty, eighty, [], ["missed"], ["missed", "escalated"]]


def test_a_date_planned_anew_is_another_promise_a_moved_due_time_is_not(alive: Any) -> None:
    x = alive().to("designing").sign("technical").sign("business")
    before = {r.key for r in found(x, "02 10:00") if r.act == "launch" and r.clock == "milestone"}
    x.put(replace(x.record.milestones[3], on=date(2026, 3, 20)))
    assert before.isdisjoint(r.key for r in found(x, "02 10:00"))
    y = alive().submit()
    first = {r.key for r in found(y, "02 10:00")}
    y.at("02 11:00").block("third_party").at("04 10:00").unblock()
    assert {r.key for r in found(y, "04 11:00")} == first


# ---- to whom -----------------------------------------------------------------------------------------------------
TO: tuple[tuple[str, Told, str, str, tuple[int, ...]], ...] = (
    ("its owner", lambda x: x.submit(), "reminder_80", "confirm", (TECHNICAL,)),
    ("owner and requester", lambda x: x.submit(), "missed", "confirm", (TECHNICAL, BUSINESS)),
    ("both heads", lambda x: x.submit(), "escalated", "confirm", (BOSS, HEAD)),
    ("owner and technical lead", lambda x: x.to("developing"), "missed", "look", (BUSINESS, TECHNICAL)),
    ("owner and who asked", lambda x: x.submit().asked_by(TESTER), "missed", "answer", (BUSINESS, TESTER)),
    ("a deputy too", lambda x: x.submit().away(TECHNICAL, TESTER), "reminder_80", "confirm", (TECHNICAL, TESTER)),
    ("nobody who has left", lambda x: x.submit().left(BUSINESS), "missed", "confirm", (TECHNICAL,)),
    (
        "of a confidential request nobody outside it",
        lambda x: (
            x.put(confidential=True, technical_contact=None, technical_lead=None, technical_head=None) or x.submit()
        ),
        "reminder_80",
        "confirm",
        (TECHNICAL, TESTER),
    ),
)


def asked_by(x: Any, person: int) -> Any:
    """A question of somebody's."""
    from bihuan.store.rules import happened

    x.put(happened.Question(to="business", text="?", at=x.time, by=person))
    return x.done("ask")


def away(x: Any, person: int, deputy: int) -> Any:
    """Somebody stands in for a person."""
    d = Deputy(id=1, person=person, deputy=deputy, first_on=date(2026, 3, 1), last_on=date(2026, 3, 31))
    x.record = replace(x.record, team=replace(x.record.team, deputies=(d,)))
    return x


def left(x: Any, person: int) -> Any:
    """Somebody is no longer active."""
    people = {**x.record.team.people, person: replace(x.record.team.people[person], active=False)}
    x.record = replace(x.record, team=replace(x.record.team, people=people))
    return x


@pytest.mark.parametrize(("happens", "kind", "act", "expected"), [r[1:] for r in TO], ids=[r[0] for r in TO])
def test_to_whom(alive: Any, happens: Told, kind: str, act: str, expected: tuple[int, ...]) -> None:
    more = type("Asking", (alive,), {f.__name__: f for f in (asked_by, away, left)})
    x = happens(with_heads(more()))
    one = next(r for r in found(x, "03 09:30") if (r.kind, r.act) == (kind, act))
    assert told_to(x.record, one, ON) == expected


# ---- in the inbox ------------------------------------------------------------------------------------------------
def at_the_inbox(x: Any, text: str) -> list[tuple[str, tuple[int, ...], str, str]]:
    """The notices of a life: what, for whom, from when on, due when."""
    rows = notices(x.record, found(x, text))
    return [(o.act, o.persons, x.shown(o.from_at), x.shown(o.due_at)) for o in rows]


def test_an_escalation_stands_with_the_heads_that_do_not_owe_the_act_themselves(alive: Any) -> None:
    x = with_heads(alive().submit())
    assert at_the_inbox(x, "02 10:00") == [
        ("escalation", (head,), "03-05 09:00", "03-03 18:00") for head in (BOSS, HEAD)
    ]
    x.put(technical_contact=HEAD, technical_lead=HEAD)
    assert [row[1] for row in at_the_inbox(x, "02 10:00")] == [(BOSS,)]
    x.at("06 10:00").contact("needs_more")
    assert not [row for row in at_the_inbox(x, "06 10:30") if row[3] == "03-03 18:00"]


def test_a_department_has_its_head_from_the_table_of_the_team(alive: Any) -> None:
    x = with_heads(alive().submit())
    duty = Duty(id=1, of="department", name="市场部", role="business_head", person=TESTER)
    x.put(business_head=None, department="市场部")
    x.record = replace(x.record, team=replace(x.record.team, duties=(duty,)))
    assert [row[1] for row in at_the_inbox(x, "02 10:00")] == [(TESTER,), (HEAD,)]


def nudges(x: Any, text: str) -> list[tuple[int, ...]]:
    """Whom a nudge stands with."""
    return [persons for act, persons, *_ in at_the_inbox(x, text) if act == "nudged"]


def test_a_nudge_stands_with_who_had_the_ball_until_the_act_is_done(alive: Any) -> None:
    x = alive().submit().at("03 10:00").nudge()
    assert nudges(x, "03 10:30") == [(TECHNICAL,)]
    assert [x.shown(r.due_at) for r in found(x, "03 10:30") if r.kind == "nudged"] == ["03-03 18:00"]
    assert nudges(x.at("03 11:00").contact("needs_more"), "03 11:30") == []
    assert nudges(x.at("03 14:00").nudge(TECHNICAL), "03 14:30") == [(BUSINESS,)]


def test_a_nudge_while_others_outside_are_waited_for_goes_to_the_lead(alive: Any) -> None:
    x = alive().submit().at("03 10:00").block("third_party").at("03 11:00").nudge()
    assert nudges(x, "03 11:30") == [(TECHNICAL,)]
    assert nudges(x.at("04 10:00").unblock(), "04 10:30") == []


def test_a_nudge_in_a_deferral_waits_for_nobody(alive: Any) -> None:
    x = alive().submit().at("03 10:00").block("nobody", until="03-20", deferred=True).at("03 11:00").nudge()
    assert nudges(x, "03 11:30") == []


# ---- properties --------------------------------------------------------------------------------------------------
instants = st.integers(1_735_700_000_000, 1_780_000_000_000)
spans = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 300)), max_size=4)


@settings(max_examples=60, deadline=None)
@given(instants, st.sampled_from(["1wd", "2wd", "4wh", "24h", "20wd"]), spans)
def test_eighty_per_cent_come_before_the_due_time_and_all_of_it_is_the_due_time(
    start: int, text: str, found_spans: list[tuple[int, int]]
) -> None:
    calendar, promise = Calendar(), read_promise(text)
    hour = 3_600_000
    pauses = [(start + a * hour, start + (a + b) * hour) for a, b in found_spans]
    due = due_time(calendar, start, promise, pauses).at
    assert partly_spent(calendar, start, promise, 100, pauses) == due
    eighty = partly_spent(calendar, start, promise, 80, pauses)
    assert due is not None and eighty is not None and start < eighty < due


@settings(max_examples=60, deadline=None)
@given(instants, st.integers(1, 10**9))
def test_later_is_the_inverse_of_business_time_and_the_next_opening_is_open(start: int, worked: int) -> None:
    calendar = Calendar()
    end = later(calendar, start, worked)
    assert open_between(calendar, start, end) == worked
    assert open_between(calendar, start, end - 1) == worked - 1
    opening = next_open(calendar, start)
    assert is_open(calendar, opening) and open_between(calendar, start, opening) == 0
