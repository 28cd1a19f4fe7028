"""Days off and make-up days from a calendar file (ICS), as several publishers write them.

What tells the two apart, in this order: Apple's own property; words of the summary and the categories (休, 班, working
day); where there are none, that a file shows its days off as free time and one at a weekend as busy.
In a file that marks its days off in words, what is not marked is a festival on which people work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from bihuan.store.exchange.day_words import Run, Skipped, bare_name, is_unclear, marks_off, plain, says_work
from bihuan.store.exchange.lines import Fault

APPLE_DAY: Final = "X-APPLE-SPECIAL-DAY"
APPLE: Final = {"ALTERNATE-WORKDAY": True, "WORK-HOLIDAY": False}
PUBLIC: Final = re.compile(
    r"(public|bank|national|statutory) holiday|法定节?假日?|公共假[期日]|公众假[期日]", re.IGNORECASE
)
FESTIVE: Final = re.compile(r"observance|season|纪念日|节庆|节气|庆祝", re.IGNORECASE)
PART_OF_A_DAY: Final = timedelta(hours=20)  # an event at a time of day that is shorter says nothing of the whole day
SHOWN: Final = 60


class Event(NamedTuple):
    """What counts of an event."""

    line: int
    summary: str
    said: str  # categories and the first line of the description
    marked: bool | None  # worked or off, by its words
    transparent: str
    source: Any


def days_of_ics(text: str, zone: ZoneInfo) -> Iterator[Run | Skipped | Fault]:
    """Yield what each event says; the zone is for events that are told in UTC."""
    if fault := _torn(text):
        yield fault
        return
    try:
        events = list(_events(text))
    except (ValueError, IndexError, KeyError):
        number, why = _unreadable(text)
        yield Fault(number, 1, "E-CALENDAR-ICS", values={"why": why[:SHOWN]})
        return
    marks = any(_is_marked_off(e) for e in events)
    free = {e.transparent for e in events if e.marked is None}
    for event in events:
        if str(event.source.get("STATUS", "")).upper() != "CANCELLED":
            yield _read(event, zone, marks, busy_is_work=free >= {"OPAQUE", "TRANSPARENT"})


def _is_marked_off(event: Event) -> bool:
    """Its publisher marks days off, so that what bears no mark is worked."""
    by_words = APPLE_DAY in event.source or marks_off(event.summary)
    return (event.marked is False and by_words) or _is_public(event)


def _is_public(event: Event) -> bool:
    return PUBLIC.search(event.said) is not None


def _torn(text: str) -> Fault | None:
    """Find where a file breaks off, or ends what it did not begin."""
    begun: list[str] = []
    number = 0
    for number, line in enumerate(text.splitlines(), 1):
        word, _, what = line.strip().upper().partition(":")
        if word == "BEGIN":
            begun.append(what)
        elif word == "END" and (not begun or begun.pop() != what):
            return Fault(number, 1, "E-CALENDAR-ICS", values={"why": line.strip()[:SHOWN]})
    return Fault(number, 1, "E-CALENDAR-CUT", values={"what": begun[-1]}) if begun else None


def _unreadable(text: str) -> tuple[int, str]:
    """The first line that is no property, else the first, and what stands there."""
    lines = enumerate(text.splitlines(), 1)
    wrong = ((n, line.strip()) for n, line in lines if line.strip() and line[:1] not in " \t" and ":" not in line)
    return next(wrong, (1, text.partition("\n")[0].strip()))


def _events(text: str) -> Iterator[Event]:
    from icalendar import Calendar

    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.strip().upper() == "BEGIN:VEVENT"]
    found = [event for calendar in Calendar.from_ical(text, multiple=True) for event in calendar.walk("VEVENT")]
    for line, event in zip(lines, found, strict=False):
        summary = plain(str(event.get("SUMMARY", "")))
        described = plain(str(event.get("DESCRIPTION", ""))).split("\n")[0]
        categories = _categories(event)
        marked = APPLE.get(str(event.get(APPLE_DAY, "")).upper(), says_work(f"{summary} | {categories}"))
        transparent = str(event.get("TRANSP", "")).upper()
        yield Event(line, summary, f"{categories} {described}", marked, transparent, event)


def _categories(event: Any) -> str:
    found = event.get("CATEGORIES")
    several = found if isinstance(found, list) else [found] if found is not None else []
    return " | ".join(str(word) for one in several for word in getattr(one, "cats", [one]))


def _read(event: Event, zone: ZoneInfo, marks: bool, *, busy_is_work: bool) -> Run | Skipped | Fault:
    shown = event.summary[:SHOWN] or "-"
    if any(event.source.get(name) is not None for name in ("RRULE", "RDATE")):
        return Fault(event.line, 1, "E-CALENDAR-REPEATS", values={"name": shown})
    days = _days(event, zone)
    if isinstance(days, Fault):
        return days
    work = event.marked
    if work is None and is_unclear(event.summary):
        return Fault(event.line, 1, "E-CALENDAR-UNCLEAR", values={"name": shown})
    if work is None and not _is_public(event) and (marks or FESTIVE.search(event.said)):
        return Skipped(event.line, shown)
    if work is None:
        weekend = all((days[0] + timedelta(n)).weekday() > 4 for n in range((days[1] - days[0]).days + 1))
        work = busy_is_work and event.transparent == "OPAQUE" and weekend
    return Run(event.line, *days, work, bare_name(event.summary))


def _days(event: Event, zone: ZoneInfo) -> tuple[date, date] | Fault:
    """The first and the last day of an event; its end is the first day that is no longer of it."""
    start = _value(event, "DTSTART")
    if not isinstance(start, date):
        given = str(event.source.get("DTSTART", "-"))[:SHOWN]
        return Fault(event.line, 1, "E-CALENDAR-START", values={"value": given, "name": event.summary[:SHOWN]})
    end, lasts = _value(event, "DTEND"), _value(event, "DURATION")
    if end is None and "DTEND" in event.source:
        given = str(event.source["DTEND"])[:SHOWN]
        return Fault(event.line, 1, "E-CALENDAR-END", values={"value": given, "name": event.summary[:SHOWN]})
    if end is None and isinstance(lasts, timedelta):
        end = start + lasts
    if isinstance(start, datetime):
        return _whole_days(event, start, end, zone)
    last = end.date() if isinstance(end, datetime) else end
    if not isinstance(last, date) or last == start:  # no end, or one written as if it belonged to the event
        return start, start
    return (start, last - timedelta(1)) if last > start else _backwards(event, start, last)


def _value(event: Event, name: str) -> Any:
    """What a property holds; None for none, and for one that the library could not read."""
    broken = any(found == name for found, _ in event.source.errors)
    return None if broken else getattr(event.source.get(name), "dt", None)


def _whole_days(event: Event, start: datetime, end: Any, zone: ZoneInfo) -> tuple[date, date] | Fault:
    """The days of an event at times of day: a make-up day is told by its working hours, a day off from midnight on."""
    begin = _local(start, zone)
    until = _local(end, zone) if isinstance(end, datetime) else begin
    if until < begin:
        return _backwards(event, begin.date(), until.date())
    if event.marked is not True and until - begin < PART_OF_A_DAY:
        return Fault(event.line, 1, "E-CALENDAR-TIMED", values={"name": event.summary[:SHOWN] or "-"})
    last = (until - timedelta(seconds=1)).date() if until > begin else begin.date()
    return begin.date(), last


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """The wall clock's reading where the event is: its own zone's, the team's for one in UTC."""
    if moment.tzinfo is not None and moment.utcoffset() == timedelta(0) and moment.tzname() in ("UTC", "Z", None):
        return moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return moment.replace(tzinfo=None)


def _backwards(event: Event, first: date, last: date) -> Fault:
    return Fault(event.line, 1, "E-CALENDAR-ORDER", values={"first": first.isoformat(), "last": last.isoformat()})
