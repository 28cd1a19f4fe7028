"""The demo store: 24 requests in every status, as a team of twelve would have brought them about by today.

``templates/demo/zh.jsonl`` and ``en.jsonl`` are batch lines (``acts/batch.py``), line by line the same acts; every act
passes its gates and rights, as the person it is by and at its own time, in the order of time. Only the one record that
the users' own template carries is entered as history.

A line's ``"at"`` is relative to now, on the working calendar:

- ``w-12 10:05``: that time on the twelfth working day before today. Today is the day that a promise given now counts
  from: a working day that has not closed yet, else the next one. So ``w-1`` is always over; its times end at 16:30.
- ``now-35m``: so many minutes ago, at most 90.
- ``evening-24h``: 24 hours before this evening: today's last closing time or, when that is over, half-way from now to
  midnight. What was asked then is due today. What comes before it lies on ``w-2`` or earlier.

Within values ``{w+3}`` is the third working day after today, ``me`` is the login of the person who opens the demo.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from bihuan.store import derive, file
from bihuan.store.acts import batch
from bihuan.store.calendar_seed import china_days, china_official, china_years
from bihuan.store.file import Store
from bihuan.store.rules.hours import HOUR, MINUTE, instant_of, moment_of, read_shifts
from bihuan.store.rules.record import CalendarDay, Person
from bihuan.store.rules.workdays import DEFAULT_HOURS, DEFAULT_ZONE, Calendar, closing_of, date_of, works_on
from bihuan.store.text import Lang

WORKING_DAY = re.compile(r"w-(\d+) (\d\d):(\d\d)")
AGO = re.compile(r"now-(\d+)m")
EVENING = "evening-24h"
DAY_WITHIN = re.compile(r"\{w([+-]\d+)\}")
ME = "me"


def build(path: Path, *, now: Callable[[], int], login: str, lang: Lang) -> Store:
    """Make a demo store and open it as its technical lead and keeper of records.

    Args:
        path: where; nothing may be there yet.
        now: gives UTC milliseconds; nothing in the store lies ahead of it.
        login: the account of the person who opens it.
        lang: the language of its texts and documents.

    Raises:
        Unavailable: something is there already, or the place cannot be written.
    """
    calendar = Calendar(DEFAULT_ZONE, read_shifts(DEFAULT_HOURS), *china_official())
    first, *rest = told(Times(calendar, now()), login, lang)
    known = {k: v for k, v in first.data.items() if k not in ("act", "by", "at")}
    settings = {"calendar.official": list(china_years()), "documents.lang": lang}
    store = file.create(
        path, Person(**known), demo=True, now=lambda: first.at, settings=settings, days=official_days(lang)
    )
    try:
        with store.batch():
            run(store, rest)
            store.now, store.login = now, login
            derive.everything(store)
    except BaseException:
        store.close()
        path.unlink()
        raise
    return store


def official_days(lang: Lang) -> Iterator[CalendarDay]:
    """The days that China's official notices decide, named in a language."""
    for year in china_years():
        for d in china_days(year, lang):
            yield CalendarDay(day=d.on, work=d.work, name=d.name or "", source=d.source or "")


def run(store: Store, acts: list[Told]) -> None:
    """Do every act as the person it is by, at its time: the store's clock moves along."""
    labels = batch.Labels()
    for act in acts:
        store.login, store.now = act.data["by"], lambda at=act.at: at  # type: ignore[misc]
        batch.run(store, batch.Line(act.number, act.data), labels)


# ---- the file's lines, placed in time -----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Told:
    """One line of the file as a plain batch line, and its instant."""

    number: int
    at: int
    data: dict[str, Any]


@dataclass(frozen=True)
class Times:
    """What the file's words for times mean now."""

    calendar: Calendar
    now: int
    known: dict[int, date] = field(default_factory=dict)

    def day(self, n: int) -> date:
        """The working day that lies so many after today, before it when negative."""
        if n not in self.known:
            step = timedelta(-1 if n < 0 else 1)
            on = self.today() if n == 0 else self.day(n - (1 if n > 0 else -1)) + step
            while not works_on(self.calendar, on):
                on += step
            self.known[n] = on
        return self.known[n]

    def today(self) -> date:
        """The first day whose closing time lies ahead."""
        on = date_of(self.calendar, self.now)
        return on if closing_of(self.calendar, on) > self.now else on + timedelta(1)

    def evening(self) -> int:
        """Today's last closing time; when that is over, half-way to midnight."""
        on = date_of(self.calendar, self.now)
        closing = closing_of(self.calendar, on)
        midnight = self.local(on + timedelta(1), 0, 0)
        return closing if closing > self.now else (self.now + midnight) // 2

    def local(self, on: date, hour: int, minute: int) -> int:
        """A time of day in the calendar's zone."""
        return instant_of(datetime(on.year, on.month, on.day, hour, minute, tzinfo=self.calendar.info))

    def instant(self, text: str) -> int:
        """What ``"at"`` says.

        Raises:
            ValueError: it is none of the words above.
        """
        if found := WORKING_DAY.fullmatch(text):
            return self.local(self.day(-int(found[1])), int(found[2]), int(found[3]))
        if found := AGO.fullmatch(text):
            return self.now - int(found[1]) * MINUTE
        if text == EVENING:
            return self.evening() - 24 * HOUR
        raise ValueError(text)


def told(times: Times, login: str, lang: Lang) -> list[Told]:
    """Every line of the file, placed in time, the earliest first."""
    text = files("bihuan.templates").joinpath("demo", f"{lang}.jsonl").read_text("utf-8")
    lines = list(batch.lines(text.splitlines()))
    logins = accounts(lines, login)
    return sorted((placed(times, line, logins) for line in lines), key=lambda act: act.at)


def accounts(lines: list[batch.Line], login: str) -> dict[str, str]:
    """The login of everybody in the file; a colleague called like the account itself gives way."""
    people = [line.data["login"] for line in lines if line.data["act"] == "person"]
    return {p: f"{p}2" if p == login else p for p in people} | {ME: login}


def placed(times: Times, line: batch.Line, logins: dict[str, str]) -> Told:
    """One line with dates and logins in the place of the file's words for them."""
    at = times.instant(line.data["at"])
    data = {k: filled(times, v, logins) for k, v in line.data.items() if k != "at"}
    return Told(line.number, at, {**data, "at": moment_of(at, times.calendar.info).isoformat()})


def filled(times: Times, value: Any, logins: dict[str, str]) -> Any:
    """A value of a line with the file's words replaced, at any depth."""
    match value:
        case str():
            return logins.get(value) or DAY_WITHIN.sub(lambda m: times.day(int(m[1])).isoformat(), value)
        case list():
            return [filled(times, v, logins) for v in value]
        case dict():
            return {k: filled(times, v, logins) for k, v in value.items()}
    return value
