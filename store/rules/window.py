"""The window of a goal: how long after the launch it is measured again, read from the words of the goal. Pure.

``上线后 20 个工作日``, ``1 个月``, ``半年``, ``4 weeks after launch``, ``2026-06-30``; without one so many working
days as the team has set (``spec/workflow.md``, "Did it come true?").
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from bihuan.store.rules.ball import full_launch
from bihuan.store.rules.due_times import Promise, due_time
from bihuan.store.rules.happened import Measurement
from bihuan.store.rules.planned import Goal
from bihuan.store.rules.record import Record
from bihuan.store.rules.workdays import Calendar, closing_of, date_of

Unit = Literal["hours", "working_days", "days", "months"]


class Window(NamedTuple):
    """So many of a unit from the launch on."""

    amount: int
    unit: Unit


LONGEST: Final = 3660  # days; a number beyond ten years is something else

# What stands behind the number → the unit, and how many of it that is.
UNITS: Final[tuple[tuple[str, Unit, int], ...]] = (
    (r"个?工作日|(?:working|business|work)[ -]?days?", "working_days", 1),
    (r"个?小时|hours?|hrs?", "hours", 1),
    (r"个?(?:自然日|日历日)|[天日]|(?:calendar |natural )?days?", "days", 1),
    (r"个?(?:星期|礼拜)|周|weeks?", "days", 7),
    (r"个月|months?", "months", 1),
    (r"个季度?|quarters?", "months", 3),
    (r"年|years?", "months", 12),
)
HALVES: Final = {"半个月": Window(15, "days"), "半月": Window(15, "days"), "半年": Window(6, "months")}
HAN: Final = {han: n for n, han in enumerate("零一二三四五六七八九")} | {"两": 2}
_ENGLISH = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_TENS = {"a": 1, "an": 1, "twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90}
WORDS: Final = {word: n for n, word in enumerate(_ENGLISH.split(" "))} | _TENS
_NUMBER = rf"(?<![\d.])\d{{1,4}}|[{''.join(HAN)}十百]{{1,5}}|\b(?:{'|'.join(WORDS)})\b"
_UNIT = "|".join(f"(?P<u{n}>{words})" for n, (words, _, _) in enumerate(UNITS))
_SPAN = rf"(?:(?P<half>半(?:个?月|年))|(?P<count>{_NUMBER})[ -]?(?:{_UNIT})(?![a-z]))"
_LAUNCH_ZH = r"(?:上线|发布|投产|启用|实施|交付)"
_LAUNCH_EN = r"(?:the )?(?:launch(?:ed|ing)?|go(?:ing|es)?[ -]?live|release[d]?|roll[ -]?out)"
# Said of the launch: this alone makes a window of words beside the column of its own.
AFTER: Final = (
    re.compile(rf"{_LAUNCH_ZH}[之以]?后\s*(?:的?[前首第头]|满|运行|[连持]续)*\s*{_SPAN}", re.IGNORECASE),
    re.compile(rf"{_LAUNCH_ZH}(?:满|运行)?\s*{_SPAN}\s*[之以]?[后内]", re.IGNORECASE),
    re.compile(rf"{_SPAN}\s*(?:after|from|of|following|since) {_LAUNCH_EN}", re.IGNORECASE),
)
# Behind such a word it is what was before the launch, a rate, or a date: 近 30 天, 每 3 天, 6 月 30 日.
_BEFORE = r"(?<![近前去每月])(?<![近前去每月]\s)(?<!per )(?<!last )(?<!past )(?<!every )"
ANY: Final = re.compile(rf"{_BEFORE}{_SPAN}", re.IGNORECASE)
DAY: Final = re.compile(r"(?<!\d)(20\d\d)(?:-(\d\d?)-(\d\d?)(?!\d)|\s?年\s?(\d\d?)\s?月\s?(\d\d?)\s?日)")


def window_of(goal: Goal) -> Window | date | None:
    """The window that a goal names: in its own column, else where it says "after the launch"; None when nowhere."""
    own = goal.window or ""
    found = _said(own, AFTER) or _day(own) or _said(own, (ANY,))
    return found or _said(goal.what, AFTER) or _said(goal.target or "", AFTER)


def end_of(calendar: Calendar, launched_at: int, window: Window | date | None, days: int) -> int:
    """When a window that begins with the launch is over, else so many working days; a date before it says nothing."""
    launched = date_of(calendar, launched_at)
    match window:
        case date() if window > launched:
            return closing_of(calendar, window)
        case Window(amount, "days"):
            return closing_of(calendar, launched + timedelta(amount))
        case Window(amount, "months"):
            return closing_of(calendar, months_later(launched, amount))
        case Window(amount, "hours"):
            promise = Promise("elapsed", amount)
        case Window(amount):
            promise = Promise("working_days", amount)
        case _:
            promise = Promise("working_days", days)
    at = due_time(calendar, launched_at, promise).at
    assert at is not None
    return at


def measured(record: Record) -> Iterator[Measurement]:
    """What was measured since the launch that counts; what a launch rolled back came to says nothing of the next."""
    launch = full_launch(record)
    since = launch.at if launch else 0
    # One that came from elsewhere without its instant belongs to the only launch that is known.
    return (m for m in record.measurements if not 0 < m.at < since)


def months_later(day: date, months: int) -> date:
    """The same day so many months later, else the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _said(text: str, patterns: tuple[re.Pattern[str], ...]) -> Window | None:
    for pattern in patterns:
        for found in pattern.finditer(text):
            if window := _read(found):
                return window
    return None


def _read(found: re.Match[str]) -> Window | None:
    if half := found["half"]:
        return HALVES[half]
    count = _count(found["count"].casefold())
    _, unit, times = next(u for n, u in enumerate(UNITS) if found[f"u{n}"])
    days = count * times * (30 if unit == "months" else 1)
    return Window(count * times, unit) if 0 < days <= LONGEST else None


def _count(text: str) -> int:
    """A number in digits, in English words, or in Chinese up to some hundreds: 二十, 一百二十."""
    if text.isdecimal():
        return int(text)
    if text in WORDS:
        return WORDS[text]
    total, digit = 0, 0
    for han in text:
        if han in "十百":
            total, digit = total + (digit or 1) * (10 if han == "十" else 100), 0
        else:
            digit = HAN[han]
    return total + digit


def _day(text: str) -> date | None:
    for found in DAY.finditer(text):
        year, month, day = (int(g) for g in found.groups() if g is not None)
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return None
