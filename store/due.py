"""Questions for a due time as people and programs write them: texts in, a due time out; no store is needed.

An instant without an offset is on the zone's wall clock. One that the clock skips is read with the offset before the
change, one that it shows twice is the first of the two, as Python does (PEP 495).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from bihuan.store.rules.due_times import Due, Pause, due_time, read_promise
from bihuan.store.rules.hours import BadPromise, instant_of, moment_of, read_shifts, zone_named
from bihuan.store.rules.workdays import DEFAULT_HOURS, DEFAULT_ZONE, Calendar

CALENDARS: Final = ("cn", "weekdays")


class Question(NamedTuple):
    """When is a promise due that starts then? Everything as it was written."""

    start: str
    promise: str
    pauses: tuple[tuple[str, str | None], ...] = ()
    zone: str = DEFAULT_ZONE
    hours: str = DEFAULT_HOURS
    calendar: str = "cn"


def answer(question: Question) -> Due:
    """Reckon the due time.

    Raises:
        BadPromise: a part of the question cannot be read, or lies beyond the years that are reckoned with.
    """
    calendar = calendar_of(question.zone, question.hours, question.calendar)
    start = read_instant(question.start, question.zone, "start")
    pauses = [_pause(*pause, question.zone) for pause in question.pauses]
    return due_time(calendar, start, read_promise(question.promise), pauses)


def answered(due: Due, zone: str) -> dict[str, object]:
    """The answer as programs read it."""
    if due.at is None:
        return {"due": None, "rule": due.rule, "estimated": due.estimated, "remaining_minutes": due.minutes_left}
    return {"due": moment_of(due.at, zone_named(zone)).isoformat(), "rule": due.rule, "estimated": due.estimated}


def question_of(given: object) -> Question:
    """A question from decoded JSON.

    Keys that mean nothing here are the asker's own and are left alone, unless they look like one of ours misspelt.

    Raises:
        BadPromise: not an object, or a part that is missing or of another form.
    """
    if not isinstance(given, Mapping):
        raise BadPromise("E-DUE-LINE", "line")
    for key in given.keys() - set(Question._fields):
        from difflib import get_close_matches

        if near := get_close_matches(str(key), Question._fields, 1, 0.75):
            raise BadPromise("E-DUE-KEY", near[0], key=key, near=near[0])
    parts: dict[str, object] = {name: given[name] for name in Question._fields if given.get(name) is not None}
    pauses = parts.pop("pauses", [])
    for name, part in parts.items():
        if not isinstance(part, str):
            raise BadPromise("E-DUE-TEXT", name, name=name)
    for name in ("start", "promise"):
        if name not in parts:
            raise BadPromise("E-DUE-MISSING", name, name=name)
    return Question(**parts, pauses=tuple(_pairs(pauses)))  # type: ignore[arg-type]  # texts, by the loop above


def _pairs(pauses: object) -> Iterable[tuple[str, str | None]]:
    if not isinstance(pauses, list):
        raise BadPromise("E-DUE-PAUSES", "pauses")
    for pause in pauses:
        match pause:
            case [str(begin), str() | None as end]:
                yield begin, end
            case _:
                raise BadPromise("E-DUE-PAUSES", "pauses")


@lru_cache(256)
def calendar_of(zone: str, hours: str, name: str) -> Calendar:
    """The calendar that a question names: ``cn`` with the official days, or ``weekdays``, Monday to Friday for ever.

    Raises:
        BadPromise: no such calendar or zone, or hours that cannot be read.
    """
    if name not in CALENDARS:
        raise BadPromise("E-DUE-CALENDAR", "calendar", calendar=name)
    if name == "weekdays":
        return Calendar(zone, read_shifts(hours))
    from bihuan.store.calendar_seed import china_official

    return Calendar(zone, read_shifts(hours), *china_official())


def read_instant(text: str, zone: str, field: str) -> int:
    """Read an ISO 8601 instant, on the zone's wall clock when it has no offset.

    Raises:
        BadPromise: not of that form.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        return instant_of(moment if moment.tzinfo else moment.replace(tzinfo=zone_named(zone)))
    except (ValueError, OverflowError):
        raise BadPromise("E-DUE-INSTANT", field, text=text.strip()) from None


def _pause(begin: str, end: str | None, zone: str) -> Pause:
    since = read_instant(begin, zone, "pauses")
    until = None if end is None else read_instant(end, zone, "pauses")
    if until is not None and until < since:
        raise BadPromise("E-DUE-PAUSE-ORDER", "pauses", begin=begin, end=end)
    return since, until
