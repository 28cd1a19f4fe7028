"""Due times and business time: the spec's checked values, every day of two years, and a walk minute by minute."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from walking.asked import MINUTE, SPARE, Asked, Walk, as_pauses, equal_to_a_walk, questions

from bihuan.store.calendar_seed import china_days, china_official, china_years
from bihuan.store.rules.due_times import Due, Pause, Promise, due_on, due_time, read_promise
from bihuan.store.rules.hours import BadPromise, instant_of, moment_of, read_shifts
from bihuan.store.rules.workdays import (
    Calendar,
    Day,
    day_of,
    days_of,
    is_open,
    minutes_between,
    open_between,
    works_on,
)

CHINA = Calendar("Asia/Shanghai", read_shifts("09:00-12:00,13:30-18:00"), *china_official())
WEEK = Calendar()


def at(text: str, zone: str = "Asia/Shanghai") -> int:
    return instant_of(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


def pause(span: str) -> Pause:
    begin, _, end = span.partition("..")
    return at(begin), at(end) if end else None


def told(due: Due, zone: str = "Asia/Shanghai") -> str:
    return "-" if due.at is None else f"{moment_of(due.at, ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


# spec/clocks.md, "Checked values" and "Pauses, exactly"
@pytest.mark.parametrize(
    ("start", "promise", "pauses", "due"),
    [
        ("2024-04-03T17:30", "1wd", [], "2024-04-07T18:00"),
        ("2025-09-26T17:59", "1wd", [], "2025-09-28T18:00"),
        ("2025-09-30T17:00", "1wd", [], "2025-10-09T18:00"),
        ("2025-09-30T17:00", "3wd", [], "2025-10-11T18:00"),
        ("2026-02-13T17:00", "3wd", [], "2026-02-25T18:00"),
        ("2025-09-25T10:00", "15wh", ["2025-09-26T16:00..2025-10-09T10:00"], "2025-10-09T14:30"),
        ("2025-09-25T10:00", "2wd", ["2025-09-26T16:00..2025-10-09T10:00"], "2025-10-10T12:00"),
        # Day 0: before opening and at lunch are that day; at the last closing time it is the next working day.
        ("2025-06-11T08:00", "1wd", [], "2025-06-12T18:00"),
        ("2025-06-11T12:30", "1wd", [], "2025-06-12T18:00"),
        ("2025-06-11T17:59", "1wd", [], "2025-06-12T18:00"),
        ("2025-06-11T18:00", "1wd", [], "2025-06-13T18:00"),
        ("2025-06-14T10:00", "1wd", [], "2025-06-17T18:00"),
        # Working hours: spent exactly at a closing time is due then; begun at it, the next opening counts.
        ("2025-06-11T09:00", "3wh", [], "2025-06-11T12:00"),
        ("2025-06-11T12:00", "1wh", [], "2025-06-11T14:30"),
        ("2025-06-11T16:00", "2wh", [], "2025-06-11T18:00"),
        ("2025-06-13T18:00", "4wh", [], "2025-06-16T14:30"),
        ("2025-12-31T17:00", "2wh", [], "2026-01-04T10:00"),
        # Elapsed: plain time, at night and on days off too.
        ("2025-09-30T17:00", "24h", [], "2025-10-01T17:00"),
        ("2025-09-30T17:00", "24h", ["2025-09-30T20:00..2025-09-30T22:30"], "2025-10-01T19:30"),
        # Pauses that cost nothing, then a union, one from before the start, and one that begins when all is spent.
        ("2025-06-11T10:00", "4wh", ["2025-06-11T12:00..2025-06-11T13:30"], "2025-06-11T15:30"),
        ("2025-06-11T10:00", "4wh", ["2025-06-10T10:00..2025-06-11T10:00"], "2025-06-11T15:30"),
        ("2025-06-11T10:00", "4wh", ["2025-06-11T15:30..2025-06-12T10:00"], "2025-06-11T15:30"),
        ("2025-06-11T10:00", "4wh", ["2025-06-11T15:30.."], "2025-06-11T15:30"),
        ("2025-06-11T10:00", "4wh", ["2025-06-11T11:00..2025-06-11T14:00"], "2025-06-11T17:00"),
        ("2025-06-11T10:00", "4wh", ["2025-06-11T10:30..2025-06-11T11:30"] * 2, "2025-06-11T16:30"),
        (
            "2025-06-11T10:00",
            "4wh",
            ["2025-06-11T11:00..2025-06-11T12:00", "2025-06-11T10:30..2025-06-11T11:30"],
            "2025-06-11T17:00",
        ),
        ("2025-06-11T10:00", "4wh", ["2025-06-10T10:00..2025-06-11T11:00"], "2025-06-11T16:30"),
    ],
)
def test_checked_values(start: str, promise: str, pauses: list[str], due: str) -> None:
    assert told(due_time(CHINA, at(start), read_promise(promise), map(pause, pauses))) == due


@pytest.mark.parametrize(
    ("promise", "pauses", "left"),
    [
        ("4wh", ["2025-06-11T11:00.."], 180),
        ("4wh", ["2025-06-10T11:00.."], 240),
        ("4wh", ["2025-06-11T10:15..2025-06-11T11:00", "2025-06-11T10:30.."], 225),
        ("2wd", ["2025-06-11T18:00.."], 2 * 450),
        ("24h", ["2025-06-11T22:00.."], 12 * 60),
    ],
)
def test_an_open_pause_leaves_no_due_time_but_what_remains(promise: str, pauses: list[str], left: int) -> None:
    due = due_time(CHINA, at("2025-06-11T10:00"), read_promise(promise), map(pause, pauses))
    assert (due.at, due.minutes_left) == (None, left)


@pytest.mark.parametrize(
    ("start", "promise", "estimated"),
    [
        ("2026-12-30T10:00", "1wd", False),
        ("2026-12-30T10:00", "2wd", True),
        ("2026-12-31T18:00", "1wh", True),
        ("2003-12-31T18:00", "1wd", True),
        ("2004-01-02T10:00", "1wd", False),
        ("2030-05-01T10:00", "1wd", True),
        ("2030-05-01T10:00", "24h", False),  # plain time rests on no calendar
    ],
)
def test_a_year_without_official_days_is_monday_to_friday_and_says_so(
    start: str, promise: str, estimated: bool
) -> None:
    due = due_time(CHINA, at(start), read_promise(promise))
    assert due.estimated is estimated
    if at(start) > at("2027-01-01T00:00"):
        assert due.at == due_time(WEEK, at(start), read_promise(promise)).at
    assert not due_time(WEEK, at(start), read_promise(promise)).estimated


def test_a_date_is_due_at_its_usual_closing_time_also_on_a_day_off() -> None:
    assert told(due_on(CHINA, date(2025, 10, 1))) == "2025-10-01T18:00"
    round_the_clock = Calendar("Europe/Berlin", read_shifts("00:00-24:00"))
    assert told(due_on(round_the_clock, date(2025, 3, 30)), "Europe/Berlin") == "2025-03-31T00:00"
    # Samoa had no 30 December 2011, a Friday: a promise of one working day is not spent on it.
    samoa = Calendar("Pacific/Apia")
    assert told(due_on(samoa, date(2011, 12, 30)), "Pacific/Apia") >= "2011-12-29"
    start = at("2011-12-29T10:00", "Pacific/Apia")
    assert told(due_time(samoa, start, Promise("working_days", 1)), "Pacific/Apia") == "2012-01-02T18:00"


@pytest.mark.parametrize("year", [2024, 2025])
def test_every_day_of_china_as_the_notices_say(corpora: Path, year: int) -> None:
    told = json.loads((corpora / "calendar" / f"{year}.json").read_text("utf-8"))["days"]
    assert {day["date"]: not day["off"] for day in told} == {str(day.on): day.work for day in days_of(CHINA, year)}
    named = {day["date"]: day["name"] for day in told if day["name"]}
    assert named.keys() == {str(day.on) for day in china_days(year)}
    assert all(day.name in named[str(day.on)] for day in china_days(year) if day.name)


def test_the_seed_names_days_in_both_languages_and_refuses_years_it_does_not_know() -> None:
    assert Day(date(2024, 4, 7), True, "清明节", "chinesecalendar") in china_days(2024)
    assert Day(date(2024, 4, 7), True, "Tomb-sweeping Day", "chinesecalendar") in china_days(2024, "en")
    for year in (china_years()[0] - 1, china_years()[-1] + 1):
        with pytest.raises(BadPromise) as wrong:
            china_days(year)
        assert wrong.value.code == "E-CALENDAR-YEAR"


def test_a_day_tells_who_decided_it_and_an_override_wins() -> None:
    ours = Day(date(2025, 10, 9), False, "搬家", "manual")
    calendar = Calendar(CHINA.zone, CHINA.shifts, (*CHINA.days, ours), CHINA.official)
    assert day_of(calendar, ours.on) == ours
    assert not works_on(calendar, ours.on)
    assert told(due_time(calendar, at("2025-09-30T17:00"), Promise("working_days", 1))) == "2025-10-10T18:00"
    sources = [day_of(CHINA, date(y, m, d)).source for y, m, d in ((2025, 10, 1), (2025, 6, 11), (2030, 6, 11))]
    assert sources == ["chinesecalendar", "week", "estimate"]
    assert len({calendar.version, CHINA.version, WEEK.version}) == 3
    assert CHINA.version == Calendar(CHINA.zone, CHINA.shifts, CHINA.days[::-1], CHINA.official).version


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9-12", "E-DUE-HOURS"),
        ("", "E-DUE-HOURS"),
        ("09:00-12:00,", "E-DUE-HOURS"),
        ("09:00-25:00", "E-DUE-HOURS"),
        ("09:60-12:00", "E-DUE-HOURS"),
        ("22:00-06:00", "E-DUE-SHIFT"),
        ("09:00-09:00", "E-DUE-SHIFT"),
        ("09:00-24:30", "E-DUE-SHIFT"),
        ("09:00-12:00,11:59-18:00", "E-DUE-OVERLAP"),
    ],
)
def test_hours_that_cannot_be_are_refused(text: str, code: str) -> None:
    with pytest.raises(BadPromise) as wrong:
        read_shifts(text)
    assert (wrong.value.code, wrong.value.field) == (code, "hours")


@pytest.mark.parametrize("text", ["", "wd", "0wd", "-1wd", "1.5wd", "2d", "２wd", "1wd 2wd"])
def test_promises_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(BadPromise, match="E-DUE-PROMISE"):
        read_promise(text)


@pytest.mark.parametrize("promise", ["999999999wd", "999999999wh", "999999999h"])
def test_what_leads_out_of_the_reckoned_years_is_refused_not_walked(promise: str) -> None:
    with pytest.raises(BadPromise, match="E-DUE-RANGE"):
        due_time(WEEK, at("2025-06-11T10:00"), read_promise(promise))
    for start in (-(10**15), 10**16, 10**30):
        with pytest.raises(BadPromise, match="E-DUE-RANGE"):
            due_time(WEEK, start, read_promise(promise))


def test_promises_and_shifts_are_written_as_they_are_read() -> None:
    for text in ("2wd", "4wh", "24h"):
        assert str(read_promise(text)) == text
    assert [str(shift) for shift in read_shifts("13:30-24:00, 9:00-12:00")] == ["09:00-12:00", "13:30-24:00"]


@settings(max_examples=120, deadline=None)
@given(questions(), st.none() | st.integers(0, SPARE))
def test_due_times_equal_a_walk_minute_by_minute(question: Asked, held: int | None) -> None:
    equal_to_a_walk(question, held)


@settings(max_examples=40, deadline=None)
@given(questions(), st.integers(0, SPARE))
def test_business_time_equals_a_walk_and_its_parts_sum_to_the_whole(question: Asked, length: int) -> None:
    calendar, start, *_ = question
    walk, middle, end = Walk(calendar), start + length // 3, start + length
    assert open_between(calendar, start * MINUTE, end * MINUTE) == MINUTE * sum(map(walk.open, range(start, end)))
    assert is_open(calendar, start * MINUTE) == walk.open(start)
    a, b, c = start * MINUTE + 17, middle * MINUTE + 20_345, end * MINUTE + 59_999
    for between in (open_between, minutes_between):
        assert between(calendar, a, b) + between(calendar, b, c) == between(calendar, a, c)
        assert between(calendar, c, a) == -between(calendar, a, c)


@settings(max_examples=150, deadline=None)
@given(questions(), st.integers(0, SPARE), st.integers(0, SPARE))
def test_a_further_pause_never_moves_a_due_time_earlier(question: Asked, begin: int, length: int) -> None:
    calendar, start, promise, pauses = question
    usual = due_time(calendar, start * MINUTE, promise, as_pauses(pauses)).at
    more = [*pauses, (start - 600 + begin, start - 600 + begin + length)]
    later = due_time(calendar, start * MINUTE, promise, as_pauses(more)).at
    assert usual is not None and later is not None and later >= usual
    # What the clock shows while the pause is open is spent after it: no more, no less.
    still = due_time(calendar, start * MINUTE, promise, [*as_pauses(pauses), (more[-1][0] * MINUTE, None)])
    if still.at is None:
        # Pauses that lie behind the open one are of no matter to what remained when it began.
        assert still.left > 0
    else:
        assert later == usual == still.at


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1972, 2190), st.integers(0, 40_000_000)), min_size=2, max_size=6))
def test_answers_do_not_depend_on_what_was_asked_before(questions: list[tuple[int, int]]) -> None:
    used = Calendar("Europe/Berlin", read_shifts("08:00-16:30"))
    for year, second in questions:
        start = instant_of(datetime(year, 1, 1, tzinfo=UTC)) + second * 1000
        for promise in (Promise("working_days", 3), Promise("working_hours", 30)):
            fresh = Calendar("Europe/Berlin", read_shifts("08:00-16:30"))
            assert due_time(used, start, promise) == due_time(fresh, start, promise)
