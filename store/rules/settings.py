"""What a team may set, one line a setting: its default, its bounds, and where the spec says so. Pure.

Every number of the domain pages (days, thresholds, limits) is the default of a setting: here, those of promises and
waiting periods in the table of the clocks. Rules read them as one frozen value, `Numbers`, of a record's team.

A number that changes holds from then on: what still runs is reckoned anew in the same act, what has stopped keeps the
verdict that was frozen (``spec/clocks.md``: "later calendar edits change open clocks only"), as do waiting periods that
are over and the bargains that the heads have begun to decide. The ledger says who set what, when.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from bihuan.store.rules.clocks import CLOCK, CLOCKS, Code
from bihuan.store.rules.due_times import Promise, Rule, read_promise
from bihuan.store.rules.hours import FIRST_YEAR, LAST_YEAR, BadPromise, read_shifts, zone_named
from bihuan.store.rules.terms import fold
from bihuan.store.rules.workdays import DEFAULT_HOURS, DEFAULT_ZONE

SettingKind = Literal["promise", "days", "whole", "zone", "hours", "years", "words", "text", "yes_no", "lang", "fixed"]
Unit = Literal["", "characters", "days", "working_days", "times", "percent", "points"]

# Beyond these a promise is a slip of the pen: a year of it.
LONGEST: Final[dict[Rule, int]] = {"working_days": 260, "working_hours": 2_080, "elapsed": 8_760}


@dataclass(frozen=True, slots=True)
class KnownSetting:
    """One setting.

    Attributes:
        key: its name, everywhere.
        kind: what its value is: a promise (``2wd``, ``4wh``, ``24h``), one of working days only, a whole number …
        default: what holds until the team sets it, as JSON says it.
        page: where the spec says so: page and heading.
        unit: what a whole number counts.
        least: the smallest whole number allowed.
        most: the largest.
        moves: what is due, who has the ball, or who is told what, may be another when it changes.
    """

    key: str
    kind: SettingKind
    default: Any
    page: str
    unit: Unit = ""
    least: int = 1
    most: int = 0
    moves: bool = False

    @property
    def settable(self) -> bool:
        """It may change after the store was made."""
        return self.kind != "fixed"


def _promises() -> Iterator[KnownSetting]:
    for c in CLOCKS:
        if c.promise is not None:
            kind: SettingKind = "days" if c.day_by_day else "promise"
            yield KnownSetting(f"clock.{c.code}", kind, str(c.promise), "clocks", moves=True)
        if c.waiting is not None:
            yield KnownSetting(f"waiting.{c.code}", "promise", str(c.waiting), "clocks", moves=True)


WHOLE: Final = (
    KnownSetting("title.han", "whole", 20, "workflow, The record", "characters", 5, 200),
    KnownSetting("title.latin", "whole", 60, "workflow, The record", "characters", 5, 200),
    KnownSetting("goal.score", "whole", 2, "wording", "points", 1, 3),
    KnownSetting("complexity.low", "whole", 3, "workflow, The record", "days", 1, 250),
    KnownSetting("complexity.medium", "whole", 7, "workflow, The record", "days", 1, 250),
    KnownSetting("priority.counters", "whole", 2, "workflow, Request types and priority", "times", 1, 20),
    KnownSetting("happening.days", "whole", 2, "workflow, Audit", "working_days", 0, 30),
    KnownSetting("reopen.days", "whole", 20, "workflow, Steps and statuses", "working_days", 0, 250),
    KnownSetting("measure.days", "whole", 20, "workflow, Did it come true?", "working_days", 1, 250, moves=True),
    KnownSetting("reminder.percent", "whole", 80, "workflow, Clocks", "percent", 1, 99, moves=True),
    KnownSetting("reminder.heads", "whole", 1, "workflow, Clocks", "working_days", 1, 30, moves=True),
    KnownSetting("nudge.daily", "whole", 1, "workflow, Clocks", "times", 1, 20),
)
OTHERS: Final = (
    KnownSetting("calendar.zone", "zone", DEFAULT_ZONE, "clocks", moves=True),
    KnownSetting("calendar.hours", "hours", DEFAULT_HOURS, "clocks", moves=True),
    KnownSetting("calendar.official", "years", [], "clocks", moves=True),
    KnownSetting(
        "tests.kinds", "words", ["functional", "performance", "compatibility"], "workflow, The record", moves=True
    ),
    KnownSetting("systems", "words", [], "workflow, The record", least=0),
    KnownSetting("documents.lang", "lang", None, "workflow, Documents"),
    KnownSetting("documents.templates", "text", "", "workflow, Documents"),
    KnownSetting("site.title", "text", "", "workflow, The archive site"),
    KnownSetting("site.rejected", "yes_no", False, "workflow, The archive site"),
    KnownSetting("store", "fixed", "", ""),
    KnownSetting("demo", "fixed", False, ""),
)
SETTINGS: Final[dict[str, KnownSetting]] = {known.key: known for known in (*_promises(), *WHOLE, *OTHERS)}


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers that a team works with.

    Attributes:
        promises: what each clock promises.
        waiting: how long the waiting periods are.
        title_han: the most characters of a title; without any Chinese character ``title_latin``.
        goal_score: the score of the wording check that a goal needs.
        complexity_low: up to so many days a request is simple; up to ``complexity_medium`` it is medium.
        priority_counters: after so many counter-proposals the heads decide.
        happening_days: so many working days back a happening may be entered by any participant.
        reopen_days: within so many working days an end may be reopened.
        measure_days: a goal without a window of its own is measured so many working days after the launch.
        reminder_percent: when so much of a promise is spent its owner is reminded.
        reminder_heads: so many working days after it was missed both heads are told.
        nudge_daily: so often a day a person may nudge on a request.
    """

    promises: Mapping[Code, Promise] = field(hash=False)
    waiting: Mapping[Code, Promise] = field(hash=False)
    title_han: int
    title_latin: int
    goal_score: int
    complexity_low: int
    complexity_medium: int
    priority_counters: int
    happening_days: int
    reopen_days: int
    measure_days: int
    reminder_percent: int
    reminder_heads: int
    nudge_daily: int


def told(settings: Mapping[str, str], key: str) -> Any:
    """A setting's value as JSON says it: the team's, else the default."""
    said = settings.get(key)
    return SETTINGS[key].default if said is None else json.loads(said)


def numbers_of(settings: Mapping[str, str]) -> Numbers:
    """The numbers of a team's settings."""
    return Numbers(
        promises={c.code: read_promise(told(settings, f"clock.{c.code}")) for c in CLOCKS if c.promise},
        waiting={c.code: read_promise(told(settings, f"waiting.{c.code}")) for c in CLOCKS if c.waiting},
        **{known.key.replace(".", "_"): told(settings, known.key) for known in WHOLE},
    )


DEFAULTS: Final = numbers_of({})


def reckoned(numbers: Numbers, code: Code) -> Promise:
    """What a clock promises, as it is reckoned: of one that goes day by day the day it starts on is the first."""
    promise = numbers.promises[code]
    return promise._replace(amount=promise.amount - 1) if CLOCK[code].day_by_day else promise


def listed(settings: Mapping[str, str], key: str, name: str) -> str | None:
    """A name as a team's list has it, however it was written; as it is while there is no list, None if not on it."""
    names = told(settings, key)
    return next((one for one in names if fold(one) == fold(name)), None) if names else name


# ---- what a value may be -----------------------------------------------------------------------------------------
def fits(known: KnownSetting, value: object) -> bool:
    """A value, as JSON says it, is one that a setting may have."""
    try:
        return FITS[known.kind](known, value)
    except BadPromise:
        return False


def out_of_order(numbers: Numbers) -> tuple[str, str] | None:
    """Two settings of which the first must be below the second and is not."""
    return None if numbers.complexity_low < numbers.complexity_medium else ("complexity.low", "complexity.medium")


def _promise(known: KnownSetting, value: object) -> bool:
    promise = read_promise(value) if isinstance(value, str) else None
    if promise is None or promise.amount > LONGEST[promise.rule]:
        return False
    return known.kind == "promise" or promise.rule == "working_days"


def _whole(known: KnownSetting, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and known.least <= value <= known.most


def _years(known: KnownSetting, value: object) -> bool:
    return isinstance(value, list) and all(type(y) is int and FIRST_YEAR <= y <= LAST_YEAR for y in value)


def _words(known: KnownSetting, value: object) -> bool:
    if not isinstance(value, list) or len(value) < known.least:
        return False
    return all(isinstance(word, str) and word.strip() for word in value)


FITS: Final[dict[SettingKind, Callable[[KnownSetting, Any], bool]]] = {
    "promise": _promise,
    "days": _promise,
    "whole": _whole,
    "zone": lambda known, value: isinstance(value, str) and bool(zone_named(value)),
    "hours": lambda known, value: isinstance(value, str) and bool(read_shifts(value)),
    "years": _years,
    "words": _words,
    "text": lambda known, value: isinstance(value, str),
    "yes_no": lambda known, value: isinstance(value, bool),
    "lang": lambda known, value: value in ("zh", "en", None),
    "fixed": lambda known, value: False,
}
