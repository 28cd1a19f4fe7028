"""Days and their state as people and publishers write them: dates of several forms, 休 and 班, names with words around.

Everything is compared in NFKC, so that full-width digits, brackets and bars are the plain ones.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final, NamedTuple

from bihuan.store.rules.hours import FIRST_YEAR, LAST_YEAR

# A word alone, in a cell of a table.
OFF_WORDS: Final = frozenset(
    {"休", "休息", "休息日", "放假", "假", "假期", "假日", "节假日", "法定节假日", "公休", "周末", "非工作日", "不上班"}
    | {"off", "day off", "days off", "rest", "holiday", "public holiday", "bank holiday", "weekend", "closed"}
    | {"non-working", "non-working day", "nonworking", "vacation"}
)
WORK_WORDS: Final = frozenset(
    {"班", "上班", "补班", "补上班", "调休上班", "工作", "工作日"}
    | {"work", "workday", "work day", "working", "working day", "weekday"}
    | {"makeup", "make-up", "makeup day", "make-up day", "make-up work", "make-up working day"}
)
YES: Final = frozenset({"true", "yes", "y", "1", "是", "√", "对"})
NO: Final = frozenset({"false", "no", "n", "0", "否", "×", "不"})

# A word within what an event is called. What says that nobody works is asked first: 不上班 holds 上班.
_ALONE = r"(?:^|[\s(\[【|:,-]){}(?:$|[\s)\]】|:,-])"
_NO_WORK = r"不上班|非工作日|\bday off\b|\bnon-?working\b|\bno work\b"
_NOBODY_WORKS: Final = re.compile(_NO_WORK, re.IGNORECASE)
_OFF: Final = re.compile(rf"休息日|假期|放假|公休|{_ALONE.format('休')}")
_WORK: Final = re.compile(
    rf"补班|上班|调班|工作日|{_ALONE.format('班')}|\bmake-?up\b|\bwork(?:ing)?[ -]?days?\b", re.IGNORECASE
)
_UNCLEAR: Final = re.compile(r"调休|换休|swap", re.IGNORECASE)
_AROUND: Final = re.compile(
    r"补上班|补班|上班|假期|放假|公休|调休|第\s*\d+\s*天(?:\s*/\s*共\s*\d+\s*天)?"
    r"|[(\[【][休班][)\]】]|^[休班]\s*[|:\s-]|[|:\s-][休班]$"
)

_WEEKDAY = r"(?:[(]?\s*(?:周|星期|礼拜)[一二三四五六日天]\s*[)]?)"
_DATE: Final = re.compile(
    rf"(?:(\d{{4}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*日?|(\d{{4}})(\d\d)(\d\d))"
    rf"(?:[T ]0?0:00(?::00(?:\.0+)?)?)?\s*{_WEEKDAY}?"
)
_BETWEEN: Final = re.compile(r"\s*(?:\.\.|~|至|到|—|–|\s-\s)\s*")
_ANY_WEEKDAY: Final = re.compile(rf"{_WEEKDAY}|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*", re.IGNORECASE)


class Run(NamedTuple):
    """Days in a row that a file says are worked or off: the line that says so, the first and the last day."""

    line: int
    first: date
    last: date
    work: bool
    name: str = ""


class Skipped(NamedTuple):
    """What a file names that changes no day: a festival that is worked like any other day."""

    line: int
    name: str


def plain(text: str) -> str:
    """A text as it is compared."""
    return unicodedata.normalize("NFKC", text).strip()


def read_days(text: str) -> tuple[date, date] | None:
    """A day, or the first and the last of a run of days; None when it is none."""
    parts = [_read_day(part) for part in _BETWEEN.split(plain(text))]
    match parts:
        case [date() as day]:
            return day, day
        case [date() as first, date() as last]:
            return first, last
    return None


def _read_day(text: str) -> date | None:
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups() if part is not None))
    except ValueError:  # 30 February
        return None


def reckoned_with(on: date) -> bool:
    """The day lies within the years that are reckoned with."""
    return FIRST_YEAR <= on.year <= LAST_YEAR


def read_state(text: str) -> bool | None:
    """What a cell says: True for worked, False for off, None for neither."""
    word = plain(text).casefold()
    return True if word in WORK_WORDS else False if word in OFF_WORDS else None


def read_yes(text: str) -> bool | None:
    """A yes or a no; None for neither."""
    word = plain(text).casefold()
    return True if word in YES else False if word in NO else None


def is_weekday(text: str) -> bool:
    """A cell only names a day of the week."""
    return _ANY_WEEKDAY.fullmatch(plain(text)) is not None


def says_work(text: str) -> bool | None:
    """What the words of an event say: True for worked, False for off, None when they say neither."""
    text = plain(text)
    if _NOBODY_WORKS.search(text):
        return False
    if _WORK.search(text):  # before the words for days off: 上班(补春节假期) names the holiday that it makes up for
        return True
    return False if _OFF.search(text) else None


def marks_off(text: str) -> bool:
    """The words are a mark that a publisher puts on each day off, and only on those."""
    return _OFF.search(plain(text)) is not None


def is_unclear(text: str) -> bool:
    """The words tell of a swapped day, but not which way."""
    return _UNCLEAR.search(plain(text)) is not None


def bare_name(text: str) -> str:
    """The name of the holiday without the words around it: 上班(补春节假期) is about 春节."""
    rest = _AROUND.sub(" ", plain(text)).strip(" ()[]【】|:-")
    return re.sub(r"\s+", " ", rest.removeprefix("补").strip()) or plain(text)
