"""A calendar file of any kind as days that are worked or off: told by its contents, each fault by its line.

ICS, CSV and JSON are known; nothing of a file is taken that has a single fault.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bihuan.store.errors import BadInput
from bihuan.store.exchange.day_ics import days_of_ics
from bihuan.store.exchange.day_tables import days_of_csv, days_of_json
from bihuan.store.exchange.day_words import Run, Skipped, reckoned_with
from bihuan.store.exchange.lines import Fault
from bihuan.store.rules.hours import FIRST_YEAR, LAST_YEAR
from bihuan.store.rules.record import Check
from bihuan.store.rules.workdays import Day

SPREADSHEETS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
LONGEST: Final = 400  # days in a row; more is a slip of the pen
LARGEST: Final = 8 << 20
SHOWN: Final = 50  # faults told one by one
NAME_LIMIT: Final = 200
AT_THE_EDGE: Final = 14  # days at the border of a year that its neighbour's notice may already decide


@dataclass(frozen=True, slots=True)
class FileDays:
    """What a calendar file says.

    Attributes:
        days: one a date, in order.
        years: those that it covers.
        skipped: what it names that changes no day.
    """

    days: tuple[Day, ...]
    years: frozenset[int]
    skipped: tuple[Skipped, ...]


def file_days(body: bytes, zone: ZoneInfo) -> FileDays:
    """Read a file; the zone is for what it tells in UTC.

    Raises:
        BadInput: it has faults, each of them by its line.
    """
    text = decoded(body)
    begin = text.lstrip()[:16].upper()
    given: frozenset[int] = frozenset()
    told: Iterable[Run | Skipped | Fault]
    if begin.startswith("BEGIN:VCALENDAR"):
        told = days_of_ics(text, zone)
    elif begin[:1] in ("{", "["):
        told, given = days_of_json(text)
    else:
        told = days_of_csv(text)
    return gathered(told, given)


def decoded(body: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or GBK.

    Raises:
        BadInput: it is a spreadsheet or no text, or too large.
    """
    if body.startswith(SPREADSHEETS):
        raise BadInput("E-CALENDAR-SPREADSHEET", "file")
    if len(body) > LARGEST:
        raise BadInput("E-CALENDAR-LARGE", "file", limit=LARGEST >> 20)
    for encoding in ("utf-16",) if body.startswith(UTF16) else ("utf-8-sig", "gb18030"):
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadInput("E-CALENDAR-ENCODING", "file")


def gathered(told: Iterable[Run | Skipped | Fault], given: frozenset[int]) -> FileDays:
    """One entry a date; a date that is named twice alike bears both names.

    Raises:
        BadInput: there are faults, or nothing at all.
    """
    days: dict[date, Day] = {}
    lines: dict[date, int] = {}
    faults: list[Fault] = []
    skipped: list[Skipped] = []
    for one in told:
        match one:
            case Run():
                faults += entered(days, lines, one)
            case Skipped():
                skipped.append(one)
            case Fault():
                faults.append(one)
    if faults:
        checks = tuple(Check(f.code, f"file:{f.line}", values=placed(f)) for f in faults[:SHOWN])
        raise BadInput("E-CALENDAR-FILE", "file", checks, count=len(faults))
    if not days:
        raise BadInput("E-CALENDAR-NOTHING", "file")
    return FileDays(tuple(days[on] for on in sorted(days)), given or covered(days), tuple(skipped))


def placed(fault: Fault) -> tuple[tuple[str, object], ...]:
    """The values of a fault's sentence."""
    return (("line", fault.line), ("column", fault.column), *fault.values.items())


def entered(days: dict[date, Day], lines: dict[date, int], run: Run) -> Iterator[Fault]:
    """Enter a run of days, or say why it cannot be."""
    line, first, last, work, name = run
    span = {"first": first.isoformat(), "last": last.isoformat()}
    if last < first:
        yield Fault(line, 1, "E-CALENDAR-ORDER", values={**span})
    elif not reckoned_with(first) or not reckoned_with(last):
        years = {"since": FIRST_YEAR, "until": LAST_YEAR}
        yield Fault(line, 1, "E-CALENDAR-RANGE", values={"value": first.isoformat(), **years})
    elif (last - first).days >= LONGEST:
        yield Fault(line, 1, "E-CALENDAR-LONG", values={**span, "limit": LONGEST})
    elif len(name) > NAME_LIMIT:
        yield Fault(line, 1, "E-CALENDAR-NAME", values={"count": len(name), "limit": NAME_LIMIT})
    else:
        for on in (first + timedelta(n) for n in range((last - first).days + 1)):
            known = days.get(on)
            if known and known.work != work:
                values = {"day": on.isoformat(), "other": lines[on]}
                yield Fault(line, 1, "E-CALENDAR-TWICE", values=values)
                return
            names = dict.fromkeys(n for n in (known and known.name, name) if n)
            days[on] = Day(on, work, "、".join(names) or None)
            lines.setdefault(on, line)


def covered(days: Iterable[date]) -> frozenset[int]:
    """The years that a file is about: not one of which it only names days at the border to another."""
    years = frozenset(on.year for on in days)
    inner = frozenset(on.year for on in days if AT_THE_EDGE < on.timetuple().tm_yday <= 365 - AT_THE_EDGE)
    return inner or years
