"""Every number of the domain pages is a setting: its default is the page's, and what it is set to is what holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bihuan.store.rules import happened, planned
from bihuan.store.rules.checks import Circumstances, title_limit
from bihuan.store.rules.gates import complexity_of, stable, submit
from bihuan.store.rules.reminders import reminders
from bihuan.store.rules.running import unfrozen
from bihuan.store.rules.settings import DEFAULTS, SETTINGS, fits, numbers_of, out_of_order
from bihuan.store.rules.worded import worded_goal
from bihuan.store.text import LANGS
from bihuan.store.text.measures import hinted, setting_label, setting_words

# The pages' numbers, in the order of the pages.
PAGES = {
    "title.han": 20, "title.latin": 60, "complexity.low": 3, "complexity.medium": 7, "priority.counters": 2,
    "clock.debt": "1wd", "reopen.days": 20, "happening.days": 2, "reminder.percent": 80, "reminder.heads": 1,
    "nudge.daily": 1, "measure.days": 20, "goal.score": 2,
    "clock.confirmation": "1wd", "clock.feedback": "2wd", "clock.progress": "1wd", "clock.look": "2wd",
    "clock.deviation": "4wh", "clock.answer": "24h", "clock.response": "2wd",
    "waiting.monitoring": "24h", "clock.monitoring": "1wd", "waiting.stable_run": "3wd", "clock.stable_run": "1wd",
    "clock.late_signature": "1wd",
}  # fmt: skip
NUMBERS = ("promise", "days", "whole")


def test_each_number_of_the_pages_is_a_setting_with_the_pages_default() -> None:
    assert {key: known.default for key, known in SETTINGS.items() if known.kind in NUMBERS} == PAGES
    assert all(
        known.page.split(",")[0] in ("workflow", "clocks", "wording") for known in SETTINGS.values() if known.page
    )


@pytest.mark.parametrize("lang", LANGS)
def test_each_setting_has_its_words(lang: Any) -> None:
    labels = [setting_label(known, lang) for known in SETTINGS.values()]
    assert len(set(labels)) == len(SETTINGS)
    assert all(setting_words(known, known.default, lang) for known in SETTINGS.values())


def test_hints_speak_the_number_that_is_set() -> None:
    def said(lang: Any, **values: Any) -> str:
        return hinted("many.questions.hint", lang, lambda: {k: json.dumps(v) for k, v in values.items()})

    assert said("zh").endswith("24 小时内答复")
    assert said("en", **{"clock.answer": "1wd"}).endswith("answered within 1 working day")
    assert said("en", **{"clock.answer": "2wd"}).endswith("answered within 2 working days")


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("clock.answer", ["1wd", "24h", "4WH"], ["0wd", "261wd", "9999h", "soon", "", 24, None, "1 day"]),
        ("clock.progress", ["1wd", "2wd"], ["4wh", "24h"]),
        ("title.han", [5, 200], [4, 201, "20", 20.5, True, None, []]),
        ("happening.days", [0, 30], [-1, 31]),
        ("calendar.zone", ["Europe/Berlin"], ["Middle/Earth", "", 8]),
        ("calendar.hours", ["08:00-16:00"], ["18:00-09:00", 9]),
        ("calendar.official", [[], [2025]], [["2025"], 2025, [20250]]),
        ("tests.kinds", [["functional"]], [[], [""], "functional"]),
        ("documents.lang", ["zh", "en", None], ["fr", 1]),
        ("site.rejected", [True], ["yes", 1]),
        ("store", [], ["x"]),
    ],
)
def test_a_value_is_of_its_kind_and_within_its_bounds(key: str, good: list[Any], bad: list[Any]) -> None:
    assert [value for value in good if not fits(SETTINGS[key], value)] == []
    assert [value for value in bad if fits(SETTINGS[key], value)] == []


# ---- what is set is what holds -----------------------------------------------------------------------------------
def with_settings(x: Any, **settings: Any) -> Any:
    """The same life of another team."""
    told = {key.replace("_", ".", 1): json.dumps(value) for key, value in settings.items()}
    x.record = replace(x.record, team=replace(x.record.team, settings=told))
    return x


Told = Callable[[Any], Any]
CLOCKS: tuple[tuple[str, Told, str, str, str, str, str], ...] = (
    # the clock and its act, a life, when one looks, due by the pages, what the team sets, due then
    ("confirmation", lambda x: x.submit(), "02 17:00", "03-03 18:00", "2wd", "03-04 18:00", "confirm"),
    ("answer", lambda x: x.submit().ask("business"), "02 10:00", "03-03 09:31", "4wh", "03-02 15:01", "answer"),
    ("response", lambda x: x.to("assessing"), "02 10:00", "03-04 18:00", "3wd", "03-05 18:00", "advance"),
    ("look", lambda x: x.to("developing"), "02 10:00", "03-04 18:00", "4wd", "03-06 18:00", "look"),
    ("progress", lambda x: x.to("developing"), "02 10:00", "03-03 18:00", "3wd", "03-05 18:00", "update"),
    (
        "monitoring",
        lambda x: x.at("12 14:00").to("launched"),
        "13 15:00",
        "03-16 18:00",
        "2wd",
        "03-17 18:00",
        "monitor",
    ),
    ("stable_run", lambda x: x.at("12 14:00").to("launched"), "18 10:00", "03-19 18:00", "2wd", "03-20 18:00", "close"),
)


@pytest.mark.parametrize(("code", "told", "now", "due", "value", "then", "act"), CLOCKS, ids=[c[0] for c in CLOCKS])
def test_a_clock_runs_as_long_as_the_team_has_set(
    life: Any, code: str, told: Told, now: str, due: str, value: str, then: str, act: str
) -> None:
    x = told(life())
    assert x.told(f"{code} {act}", now)[0] == f"{act} running {due}"
    with_settings(x, **{f"clock_{code}": value})
    assert x.told(f"{code} {act}", now)[0] == f"{act} running {then}"


def test_one_entry_every_few_days_where_the_team_wants_that(life: Any) -> None:
    x = with_settings(life().to("developing"), clock_progress="2wd")
    x.at("04 11:00").update()
    assert x.told("progress", "05 09:30") == [
        "update met 03-04 18:00 03-04 11:00",
        "update running 03-06 18:00",
        "update running 03-10 18:00",  # the next one to begin
    ]


def test_a_waiting_period_is_as_long_as_the_team_has_set(life: Any) -> None:
    x = with_settings(life().at("12 14:00").to("launched"), waiting_monitoring="48h", waiting_stable_run="1wd")
    assert x.told("monitoring", "12 15:00") == ["running 03-14 14:07", "monitor running 03-17 18:00"]
    assert x.told("stable_run", "12 15:00")[0] == "running 03-13 18:00"
    found = {
        c.code: str(dict(c.values)["wait"])
        for c in stable(x.record, Circumstances(x.time, x.CALENDAR))
        if c.code < "G6-03"
    }
    assert found == {"G6-01": "48h", "G6-02": "1wd"}


def test_a_goal_is_measured_as_long_after_the_launch_as_the_team_has_set(life: Any) -> None:
    x = with_settings(life().to("launched").go_on(), measure_days=5)
    assert x.told("response measure", "03 10:00") == ["measure running 03-12 18:00"]


def test_what_has_stopped_keeps_its_verdict_and_nothing_else_appears(life: Any) -> None:
    x = life().to("developing").at("03 11:00").update().at("04 11:00").update().at("05 11:00").look()
    x = x.at("05 11:30").go_on().test().judge(1, "pass").judge(2, "pass").at("06 10:00").go_on()
    x = x.at("13 10:00").confirm("technical")
    x.put(happened.Measurement(goal=1, on=x.record.milestones[0].on, value="4 秒", verdict="achieved", at=x.time))
    x.done("measure")
    before = {r.key: (r.state, r.due_at, r.stopped_at) for r in x.now("13 10:30") if not r.open}
    x.put(*unfrozen(x.now("13 10:30"), x.CALENDAR, 1))
    for key, known in SETTINGS.items():
        if known.kind in NUMBERS:
            for value in ("3wd", "1wd") if known.kind != "whole" else (known.least, known.most):
                with_settings(x, **{key.replace(".", "_", 1): value})
                after = {r.key: (r.state, r.due_at, r.stopped_at) for r in x.now("13 10:30") if not r.open}
                assert after == before, (key, value)


def test_the_owner_is_reminded_when_as_much_is_spent_and_the_heads_as_late_as_set(life: Any) -> None:
    def told(x: Any) -> dict[str, str]:
        found = reminders(x.record, x.now("02 10:00"), x.CALENDAR)
        return {r.kind: x.shown(r.at) for r in found if r.clock == "confirmation"}

    x = life().submit()
    early = told(with_settings(life().submit(), reminder_percent=50, reminder_heads=2))
    assert early["reminder_80"] < told(x)["reminder_80"]
    assert early["escalated"] > told(x)["escalated"]


def test_titles_complexity_and_goals_are_measured_by_the_teams_numbers() -> None:
    ours = replace(DEFAULTS, title_han=5, title_latin=10, complexity_low=1, complexity_medium=2)
    assert [title_limit(text, ours) for text in ("订单", "order")] == [5, 10]
    assert [complexity_of(Decimal(d), ours) for d in ("1", "1.5", "2.5")] == ["low", "medium", "high"]
    goal = planned.Goal(n=1, what="提升环节效率30%")
    scores = [worded_goal(goal, fix=False, words={}, needs=needs).refused for needs in (1, 2, 3)]
    assert scores == [False, False, True]
    whole = replace(goal, baseline="现在每单 10 分钟", window="上线后 20 个工作日")
    assert not worded_goal(whole, fix=False, words={}, needs=3).refused


def test_numbers_that_must_rise_are_told_apart() -> None:
    assert out_of_order(DEFAULTS) is None
    assert out_of_order(numbers_of({"complexity.low": "7"})) == ("complexity.low", "complexity.medium")


def test_a_gate_tells_the_limit_that_is_set(life: Any) -> None:
    x = with_settings(life(), title_han=5)
    x.put(title="订单状态实时同步")
    found = {c.code: dict(c.values) for c in submit(x.record, Circumstances(x.time, x.CALENDAR))}
    assert found["G0-20"] == {"count": 8, "limit": 5, "over": 3}
