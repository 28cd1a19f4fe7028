"""Days off and make-up days from a table (CSV, with or without a head) and from JSON (`days`, a list of objects)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Any, Final, Literal

from bihuan.store.exchange.day_words import Run, Skipped, is_weekday, plain, read_days, read_state, read_yes
from bihuan.store.exchange.lines import Fault
from bihuan.store.rules.hours import FIRST_YEAR, LAST_YEAR

Role = Literal["date", "end", "state", "off", "work", "name"]
HEADS: Final[Mapping[Role, frozenset[str]]] = {
    "date": frozenset(
        {"date", "day", "start", "start date", "from", "日期", "开始", "开始日期", "起始日期", "日子", "时间"}
    ),
    "end": frozenset({"end", "end date", "to", "until", "结束", "结束日期", "截止日期"}),
    "state": frozenset({"state", "status", "type", "kind", "work/off", "off/work"})
    | {"状态", "类型", "安排", "性质", "类别", "休/班", "班/休"},
    "off": frozenset(
        {"off", "isoffday", "is_off_day", "isholiday", "is_holiday", "是否休息", "是否放假", "休息", "休"}
    ),
    "work": frozenset({"work", "isworkday", "is_workday", "workday", "是否上班", "是否工作日", "上班", "工作日", "班"}),
    "name": frozenset(
        {"name", "title", "subject", "summary", "holiday", "名称", "节日", "节日名称", "节假日", "说明", "备注"}
    ),
}
SHOWN: Final = 60
_DECODER: Final = json.JSONDecoder()
_NEXT: Final = re.compile(r"[\s,]*")
_DAYS: Final = re.compile(r'"days"\s*:\s*\[')


# ---- CSV ---------------------------------------------------------------------------------------------------------
def days_of_csv(text: str) -> Iterator[Run | Skipped | Fault]:
    """Yield what each line says; commas, semicolons or tabs part its cells."""
    roles: dict[Role, int] = {}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    begin, head = 1, True
    try:
        for cells in reader:
            line, begin = begin, reader.line_num + 1
            cells = [cell.strip() for cell in cells]
            if not any(cells) or cells[0].startswith("#"):
                continue
            if head and (roles := _roles(cells)):
                head = False
                continue
            head = False
            yield _row(line, cells, roles)
    except csv.Error:
        yield Fault(max(begin, reader.line_num), 1, "E-CALENDAR-CSV")


def _delimiter(text: str) -> str:
    """What parts the cells: the sign that the first line with anything in it holds most of."""
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    return max(",;\t，", key=first.count)


def _roles(cells: Sequence[str]) -> dict[Role, int]:
    """Which column is what, by its head; nothing when the line is no head."""
    if any(read_days(cell) for cell in cells):
        return {}
    names = [plain(cell).casefold() for cell in cells]
    found = {role: names.index(name) for role, known in HEADS.items() for name in known if name in names}
    return found if "date" in found else {}


def _row(line: int, cells: Sequence[str], roles: Mapping[Role, int]) -> Run | Fault:
    told = _by_head(cells, roles) if roles else _by_looks(cells)
    dates, state, name = told["date"], told["state"], told["name"]
    days = read_days(dates)
    if days is not None and told["end"]:
        until = read_days(told["end"])
        days = (days[0], until[1]) if until else None
        dates = dates if until else told["end"]
    if days is None:
        return Fault(line, 1, "E-CALENDAR-DATE", values={"value": (dates or cells[0])[:SHOWN]})
    work = _state(cells, roles, state)
    if work is None:
        return Fault(line, 1, "E-CALENDAR-STATE", values={"value": state[:SHOWN] or "-"})
    return Run(line, *days, work, name)


def _by_head(cells: Sequence[str], roles: Mapping[Role, int]) -> dict[str, str]:
    """The cells by the heads above them."""
    found = {role: cells[at] if at < len(cells) else "" for role, at in roles.items()}
    state = found.get("state") or found.get("off") or found.get("work") or ""
    return {"date": found["date"], "end": found.get("end", ""), "state": state, "name": found.get("name", "")}


def _by_looks(cells: Sequence[str]) -> dict[str, str]:
    """The cells by what they hold: dates, then the state, then the name; a day of the week says nothing new."""
    left = [cell for cell in cells if cell and not is_weekday(cell)]
    dates = [cell for cell in left if read_days(cell)][:2]
    left = [cell for cell in left if cell not in dates]
    states = [cell for cell in left if read_state(cell) is not None][:1]
    names = [cell for cell in left if cell not in states]
    state = states[0] if states else names[0] if names else ""
    name = names[0] if states and names else ""
    return {"date": dates[0] if dates else "", "end": dates[1] if len(dates) > 1 else "", "state": state, "name": name}


def _state(cells: Sequence[str], roles: Mapping[Role, int], state: str) -> bool | None:
    """Worked or off: by the word, or by yes and no under a head that says which of the two is meant."""
    for role in ("off", "work"):
        at = roles.get(role, len(cells))
        if at < len(cells) and (yes := read_yes(cells[at])) is not None:
            return yes if role == "work" else not yes
    return read_state(state)


# ---- JSON --------------------------------------------------------------------------------------------------------
def days_of_json(text: str) -> tuple[Iterator[Run | Skipped | Fault], frozenset[int]]:
    """What a JSON file says, and the years that it names as its own."""
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as e:
        fault = Fault(e.lineno, e.colno, "E-CALENDAR-JSON")
        return iter([fault]), frozenset()
    except RecursionError:
        return iter([Fault(1, 1, "E-CALENDAR-DAYS")]), frozenset()
    days = whole.get("days") if isinstance(whole, dict) else whole
    begin = _DAYS.search(text) if isinstance(whole, dict) else re.search(r"\[", text)
    if not isinstance(days, list) or begin is None:
        return iter([Fault(1, 1, "E-CALENDAR-DAYS")]), frozenset()
    year = whole.get("year") if isinstance(whole, dict) else None
    numbers = chain(_numbered(text, begin.end()), repeat(1))
    told = (t for day, line in zip(days, numbers, strict=False) if (t := _object(line, day)) is not None)
    return told, frozenset({year} if isinstance(year, int) and FIRST_YEAR <= year <= LAST_YEAR else ())


def _numbered(text: str, at: int) -> Iterator[int]:
    """The line on which each value of a list begins."""
    line, counted = 1, 0
    while (found := _NEXT.match(text, at)) and text[found.end()] != "]":
        line += text.count("\n", counted, found.end())
        counted = found.end()
        yield line
        at = _DECODER.raw_decode(text, counted)[1]


def _object(line: int, day: Any) -> Run | Fault | None:
    """One day; nothing for one that its own publisher only estimated."""
    if not isinstance(day, dict):
        return Fault(line, 1, "E-CALENDAR-DAYS")
    if day.get("source") == "estimate":
        return None
    on, name = day.get("date"), day.get("name")
    days = read_days(on) if isinstance(on, str) else None
    if days is None:
        return Fault(line, 1, "E-CALENDAR-DATE", values={"value": str(on)[:SHOWN]})
    work = next((day[key] for key in ("work", "isWorkDay") if key in day), None)
    off = next((day[key] for key in ("off", "isOffDay") if key in day), None)
    if not isinstance(work if off is None else off, bool):
        return Fault(line, 1, "E-CALENDAR-STATE", values={"value": str(work if off is None else off)[:SHOWN]})
    return Run(line, *days, not off if isinstance(off, bool) else bool(work), name if isinstance(name, str) else "")
