"""Calendar files as their publishers write them: days off and make-up days told apart, faults told by their lines."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bihuan.store.errors import BadInput
from bihuan.store.exchange.days import FileDays, file_days

ZONE = ZoneInfo("Asia/Shanghai")
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"


def told(body: str | bytes) -> FileDays:
    return file_days(body if isinstance(body, bytes) else body.encode(), ZONE)


def days(body: str | bytes) -> list[str]:
    """The days in short: ``10-01 off 国庆节``."""
    return [f"{d.on:%m-%d} {'work' if d.work else 'off'} {d.name or ''}".rstrip() for d in told(body).days]


def faults(body: str | bytes) -> list[tuple[str, str]]:
    """What is wrong, and in which line."""
    with pytest.raises(BadInput) as wrong:
        told(body)
    return [(c.code, c.field) for c in wrong.value.checks] or [(wrong.value.code, wrong.value.field)]


def ics(*events: str) -> str:
    """A calendar; an event is its summary, days and further properties: ``春节|20260215/20260224|TRANSP:OPAQUE``."""
    lines = [HEAD]
    for event in events:
        summary, span, *more = event.split("|")
        first, _, last = span.partition("/")
        kind = "" if "T" in first else ";VALUE=DATE"
        ends = [f"DTEND{kind}:{last}"] if last else []
        lines.append("\r\n".join(["BEGIN:VEVENT", f"SUMMARY:{summary}", f"DTSTART{kind}:{first}", *ends, *more]))
        lines.append("\r\nEND:VEVENT\r\n")
    return "".join([*lines, "END:VCALENDAR\r\n"])


# ---- what others publish -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("year", [2024, 2025])
def test_both_forms_of_a_year_say_the_same_day_by_day(corpora: Path, year: int) -> None:
    published = json.loads((corpora / "calendar" / f"{year}.json").read_text("utf-8"))["days"]
    whole = told((corpora / "calendar" / f"{year}.json").read_bytes())
    events = told((corpora / "calendar" / f"{year}.ics").read_bytes())
    assert [(d.on.isoformat(), not d.work, d.name) for d in whole.days] == [
        (d["date"], d["off"], d["name"]) for d in published
    ]
    deviating = {d for d in whole.days if d.name or d.work != (d.on.weekday() < 5)}
    assert {d for d in deviating if d.name} == set(events.days)
    assert all(d.work == (d.on.weekday() < 5) for d in whole.days if d not in deviating)
    assert whole.years == events.years == {year}
    assert events.skipped == ()


EVENTS = [
    # A make-up day by its working hours, days one by one.
    (["元旦 假期 第1天/共1天|20260101/20260102|TRANSP:TRANSPARENT",
      "元旦 补班 第1天/共1天|20260104T090000/20260104T180000|STATUS:TENTATIVE|TRANSP:OPAQUE"],
     ["01-01 off 元旦", "01-04 work 元旦"]),
    # Apple: a property of its own; festivals beside.
    (["春节（休）|20260217|X-APPLE-SPECIAL-DAY:WORK-HOLIDAY",
      "春节（班）|20260214|X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY", "元宵节|20260303"],
     ["02-14 work 春节", "02-17 off 春节"]),
    (["休｜国庆节|20261001/20261003", "班｜国庆节|20261010"],
     ["10-01 off 国庆节", "10-02 off 国庆节", "10-10 work 国庆节"]),
    # English: the word, a category, the first line of a description.
    (["New Year|20260101", "Make-up working day|20260104", "Easter Monday - day off|20260406"],
     ["01-01 off New Year", "01-04 work Make-up working day", "04-06 off Easter Monday - day off"]),
    (["Labour Day|20260501|DESCRIPTION:Public holiday", "May Day Eve|20260430|DESCRIPTION:Observance\\nHide it"],
     ["05-01 off Labour Day"]),
    (["National Day|20261001|CATEGORIES:Holiday,China", "National Day|20261010|CATEGORIES:Working day"],
     ["10-01 off National Day", "10-10 work National Day"]),
    (["International Workers' Day|20260501"], ["05-01 off International Workers' Day"]),
    # Nothing but free and busy time.
    (["Founding|20261002/20261003|TRANSP:TRANSPARENT", "Founding|20261010|TRANSP:OPAQUE"],
     ["10-02 off Founding", "10-10 work Founding"]),
    (["Founding|20261002|TRANSP:OPAQUE", "Other|20261005|TRANSP:TRANSPARENT"],
     ["10-02 off Founding", "10-05 off Other"]),
    # Midnight to midnight, in UTC, with a duration, with an end that is the start, called off.
    (["放假|20260101T000000/20260103T000000"], ["01-01 off 放假", "01-02 off 放假"]),
    (["放假|20251231T160000Z/20260101T160000Z"], ["01-01 off 放假"]),
    (["放假|20260101|DURATION:P2D"], ["01-01 off 放假", "01-02 off 放假"]),
    (["放假|20260101/20260101"], ["01-01 off 放假"]),
    (["放假|20260101", "放假|20260105|STATUS:CANCELLED"], ["01-01 off 放假"]),
    # Two holidays on one day bear both names.
    (["国庆节假期|20261001", "中秋节假期|20261001"], ["10-01 off 国庆节、中秋节"]),
]  # fmt: skip


@pytest.mark.parametrize(("events", "expected"), EVENTS, ids=lambda value: value[0][:24])
def test_a_publishers_habit_is_understood(events: list[str], expected: list[str]) -> None:
    assert days(ics(*events)) == expected


def test_what_is_left_out_is_named() -> None:
    assert [(s.line, s.name) for s in told(ics("春节（休）|20260217", "元宵节|20260303")).skipped] == [(7, "元宵节")]


TABLES = [
    "2026-10-01,休,国庆节\n2026-10-10,班,国庆节\n",
    "date,state,name\n2026-10-01,off,国庆节\n2026-10-10,work,国庆节\n",
    "日期,星期,安排,节日\n2026年10月1日,周四,放假,国庆节\n2026年10月10日,周六,上班,国庆节\n",
    "名称;日期;是否休息\n国庆节;2026/10/1;是\n国庆节;2026/10/10;否\n",
    "day\twork\tname\n20261001\tfalse\t国庆节\n20261010\ttrue\t国庆节\n",
    "日期,isOffDay,名称\n2026.10.1,1,国庆节\n2026.10.10,0,国庆节\n",
    "# 2026\n\n国庆节，2026-10-01（周四），休\n国庆节，2026-10-10（周六），补班\n",
    '"2026-10-01 00:00:00","休","国庆节"\r\n"２０２６-１０-１０","班","国庆节"\r\n',
]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_table_may_be_of_many_forms(table: str, encoding: str) -> None:
    assert days(table.encode(encoding)) == ["10-01 off 国庆节", "10-10 work 国庆节"]


@pytest.mark.parametrize(
    "table",
    [
        "2026-10-01..2026-10-03,休\n",
        "2026年10月1日至2026年10月3日,放假\n",
        "2026-10-01,2026-10-03,off\n",
        "开始日期,结束日期,状态\n2026-10-01,2026-10-03,休\n",
        "date,off/work,name\n2026-10-01..2026-10-03,off,\n",  # as the manual writes it
    ],
)
def test_a_line_may_be_of_several_days(table: str) -> None:
    assert days(table) == ["10-01 off", "10-02 off", "10-03 off"]


@pytest.mark.parametrize("key", ["off", "isOffDay", "work"])
def test_json_is_known_by_its_days(key: str) -> None:
    off, worked = (False, True) if key == "work" else (True, False)
    listed = [{"date": "2026-10-01", key: off, "name": "国庆节"}, {"date": "2026-10-10", key: worked}]
    for whole in ({"year": 2026, "days": listed}, {"days": listed}, listed):
        assert days(json.dumps(whole)) == ["10-01 off 国庆节", "10-10 work"]
        assert told(json.dumps(whole)).years == {2026}


def test_a_day_that_its_publisher_only_estimated_says_nothing() -> None:
    listed = [{"date": f"2027-03-0{n}", "work": True, "name": None, "source": "estimate"} for n in (1, 2)]
    assert faults(json.dumps({"schema": 1, "days": listed})) == [("E-CALENDAR-NOTHING", "file")]


@pytest.mark.parametrize(
    ("table", "years"),
    [
        ("2026-12-31,休\n2027-01-01,休\n2027-02-06,休\n", {2027}),
        ("2026-10-01,休\n2027-10-01,休\n", {2026, 2027}),
        ("2027-01-01,休\n", {2027}),
    ],
)
def test_a_file_covers_the_years_that_it_is_about(table: str, years: set[int]) -> None:
    assert told(table).years == years


# ---- faults ------------------------------------------------------------------------------------------------------
FAULTS = [
    ("日期,安排\n2026-10-01,休\n2026-02-30,休\n10/01/2026,休\n", [("E-CALENDAR-DATE", 3), ("E-CALENDAR-DATE", 4)]),
    ("2026-10-01,休\n\n2026-10-02,调休\n2026-10-03\n", [("E-CALENDAR-STATE", 3), ("E-CALENDAR-STATE", 4)]),
    ("2026-10-01,true\n", [("E-CALENDAR-STATE", 1)]),
    ("2026-10-01,休\n2026-10-01,班\n", [("E-CALENDAR-TWICE", 2)]),
    ("2026-10-03..2026-10-01,休\n", [("E-CALENDAR-ORDER", 1)]),
    ("2026-01-01..2028-01-01,休\n", [("E-CALENDAR-LONG", 1)]),
    ("9026-01-01,休\n", [("E-CALENDAR-RANGE", 1)]),
    ('2026-10-01,休,"国庆\n', [("E-CALENDAR-CSV", 1)]),
    (f"2026-10-01,休,{'长' * 201}\n", [("E-CALENDAR-NAME", 1)]),
    ('{"days": [{"date": "2026-10-01", "off": true},\n {"date": "1 Oct"},\n {"date": "2026-10-02"}, 7]}',
     [("E-CALENDAR-DATE", 2), ("E-CALENDAR-STATE", 3), ("E-CALENDAR-DAYS", 3)]),
    ('{"days": [\n}', [("E-CALENDAR-JSON", 2)]),
    ('{"holidays": []}', [("E-CALENDAR-DAYS", 1)]),
    ("[" * 100_000, [("E-CALENDAR-DAYS", 1)]),
    (ics("放假|2026101"), [("E-CALENDAR-START", 3)]),
    (ics("放假|20261001/2026100"), [("E-CALENDAR-END", 3)]),
    (ics("放假|20261001", "开会|20261002T090000/20261002T100000"), [("E-CALENDAR-TIMED", 7)]),
    (ics("Christmas|20261225|RRULE:FREQ=YEARLY"), [("E-CALENDAR-REPEATS", 3)]),
    (ics("国庆调休|20261010"), [("E-CALENDAR-UNCLEAR", 3)]),
    (ics("放假|20261005/20261001"), [("E-CALENDAR-ORDER", 3)]),
    (ics("放假|20261001").replace("END:VCALENDAR", ""), [("E-CALENDAR-CUT", 7)]),
    (ics("放假|20261001").replace("VERSION:2.0", "version two"), [("E-CALENDAR-ICS", 2)]),
    (ics("放假|20261001").replace("END:VEVENT", "END:VTODO"), [("E-CALENDAR-ICS", 6)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FAULTS, ids=lambda value: value[:30] if isinstance(value, str) else "")
def test_every_fault_is_told_by_its_line(text: str, expected: list[tuple[str, int]]) -> None:
    assert faults(text) == [(code, f"file:{line}") for code, line in expected]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "E-CALENDAR-NOTHING"),
        (b"PK\x03\x04....", "E-CALENDAR-SPREADSHEET"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "E-CALENDAR-ENCODING"),
        (b" " * (8 << 20 | 1), "E-CALENDAR-LARGE"),
        (ics().encode(), "E-CALENDAR-NOTHING"),
    ],
)
def test_what_is_no_calendar_is_refused(body: bytes, code: str) -> None:
    assert faults(body) == [(code, "file")]


def test_thousands_of_faults_are_counted_and_some_are_told() -> None:
    with pytest.raises(BadInput) as wrong:
        told("nothing,here\n" * 3000)
    assert (wrong.value.values["count"], len(wrong.value.checks)) == (3000, 50)


def test_a_leap_day_is_a_day() -> None:
    assert told("2024-02-29,休\n").days[0].on == date(2024, 2, 29)
