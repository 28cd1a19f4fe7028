"""The table of the clocks is the spec's."""

from __future__ import annotations

import pytest

from bihuan.store.rules.clocks import CLOCK, CLOCKS, Code, pausing
from bihuan.store.text import LANGS, has

ALL = {"business", "third_party", "force_majeure", "deferred"}


@pytest.mark.parametrize(
    ("code", "promise", "rule", "owes", "pauses"),
    [
        ("confirmation", "1wd", "working_days", "technical_contact", ALL),
        ("feedback", "2wd", "working_days", "technical", ALL),
        ("progress", "1wd", "working_days", "developers", ALL),
        ("look", "2wd", "working_days", "business_contact", ALL - {"business"}),
        ("deviation", "4wh", "working_hours", "technical", ALL),
        ("answer", "24h", "elapsed", "asked", set()),
        ("response", "2wd", "working_days", "actor", ALL),
        ("monitoring", "1wd", "working_days", "technical", set()),
        ("stable_run", "1wd", "working_days", "each_party", set()),
        ("rectification", None, "date", "technical", set()),
        ("late_signature", "1wd", "working_days", "owner", set()),
        ("debt", "1wd", "working_days", "owner", {"deferred"}),
        ("milestone", None, "date", "owner", set()),
    ],
)
def test_each_clock(code: Code, promise: str | None, rule: str, owes: str, pauses: set[str]) -> None:
    clock = CLOCK[code]
    assert (str(clock.promise) if clock.promise else None, clock.rule, clock.owes) == (promise, rule, owes)
    assert pausing(clock, "business" if code == "look" else "technical") == pauses


def test_what_business_owes_waits_only_while_deferred() -> None:
    assert pausing(CLOCK["response"], "business") == {"deferred"}
    assert pausing(CLOCK["answer"], "business") == set()


def test_waiting_periods_choices_and_names() -> None:
    assert {c.code: str(c.waiting) for c in CLOCKS if c.waiting} == {"monitoring": "24h", "stable_run": "3wd"}
    assert all(has(f"clock.{clock.code}", lang) for clock in CLOCKS for lang in LANGS)
