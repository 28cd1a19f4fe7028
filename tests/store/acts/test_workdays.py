"""The working calendar changed by acts: a day, a run of days, a year from a file; what is known stays known."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bihuan.store import file
from bihuan.store.acts.every import ACTS
from bihuan.store.acts.inputs import Upload, parsed
from bihuan.store.acts.workdays import Plan, plan
from bihuan.store.calendar_seed import china_days
from bihuan.store.errors import BadInput, NotAllowed
from bihuan.store.file import Store
from bihuan.store.rules.record import CalendarDay, Person
from bihuan.store.rules.workdays import day_of, days_of, works_on
from bihuan.store.verify import verify

NOTICE = b"""2027-01-01,\xe4\xbc\x91,\xe5\x85\x83\xe6\x97\xa6
2027-02-06..2027-02-12,\xe4\xbc\x91,\xe6\x98\xa5\xe8\x8a\x82
2027-02-14,\xe7\x8f\xad,\xe6\x98\xa5\xe8\x8a\x82
"""  # 元旦 and 春节 of a year that no library knows


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store that knows the official days of 2026."""
    founder = Person(login="keeper", name="孙档", party="technical", keeper=True)
    rows = [CalendarDay(day=d.on, work=d.work, name=d.name or "", source=d.source or "") for d in china_days(2026)]
    made = file.create(tmp_path / "s.db", founder, settings={"calendar.official": [2026]}, days=rows)
    yield made
    made.close()


def done(store: Store, code: str, **inputs: Any) -> None:
    """One act as the person at the store."""
    ACTS[code](store, None, **parsed(store, ACTS[code].inputs, inputs))


def upload(body: bytes | str, name: str = "2027.csv") -> Upload:
    return Upload(name, body if isinstance(body, bytes) else body.encode())


def brought(store: Store, body: bytes | str, **inputs: Any) -> Plan:
    """What an import said, and did."""
    coming = plan(store, upload(body), **inputs)
    done(store, "calendar-import", file=upload(body), **inputs)
    return coming


def test_a_run_of_days_is_set_at_once(store: Store) -> None:
    done(store, "calendar", day="2026-07-30", until="2026-08-02", work="no", name="高温假")
    assert not any(works_on(store.calendar, date(2026, 7, 30 + n)) for n in (0, 1))
    assert day_of(store.calendar, date(2026, 8, 2)) == (date(2026, 8, 2), False, "高温假", "set")
    assert works_on(store.calendar, date(2026, 8, 3))
    assert store.one("SELECT count(*) FROM entry WHERE act = 'calendar'") == 1
    for wrong, code in (("2026-07-29", "E-CALENDAR-RUN"), ("2028-07-30", "E-CALENDAR-RUN-LONG")):
        with pytest.raises(BadInput, match=code):
            done(store, "calendar", day="2026-07-30", until=wrong, work=False)
    with pytest.raises(BadInput, match="E-CALENDAR-YEARS"):
        ACTS["calendar"](store, None, day=date(1969, 12, 31), work=False)


def test_a_file_brings_its_year_once(store: Store) -> None:
    coming = brought(store, NOTICE)
    assert (coming.years, coming.official, len(coming.changes), coming.same) == ((2027,), (2027,), 9, 0)
    assert store.calendar.official == {2026, 2027}
    new_year = day_of(store.calendar, date(2027, 1, 1))
    assert (new_year.work, new_year.name, new_year.source) == (False, "元旦", "import:2027.csv")
    assert works_on(store.calendar, date(2027, 2, 14))
    head = store.head
    again = brought(store, NOTICE)
    assert (again.changes, again.official, again.same, store.head) == ((), (), 9, head)
    done(store, "calendar-import", file=upload(NOTICE, "copy.csv"))  # another name says nothing new
    assert store.head == head
    assert list(verify(store)) == []


@pytest.mark.parametrize("form", ["ics", "json"])
def test_a_published_year_is_in_the_store_day_by_day(store: Store, corpora: Path, form: str) -> None:
    published = json.loads((corpora / "calendar" / "2025.json").read_text("utf-8"))["days"]
    brought(store, (corpora / "calendar" / f"2025.{form}").read_bytes())
    assert [(d.on.isoformat(), d.work, d.name) for d in days_of(store.calendar, 2025)] == [
        (d["date"], not d["off"], d["name"]) for d in published
    ]
    rows = store.one("SELECT count(*) FROM calendar_day WHERE day LIKE '2025-%'")
    assert rows == 33  # what the week says already takes no row
    other = {"ics": "json", "json": "ics"}[form]
    assert plan(store, upload((corpora / "calendar" / f"2025.{other}").read_bytes())).changes == ()


def test_what_was_set_by_hand_stays(store: Store) -> None:
    done(store, "calendar", day="2027-02-12", work=True, name="值班")
    done(store, "calendar", day="2027-06-01", work=False, name="司庆")
    coming = brought(store, NOTICE, whole=True)
    assert [(d.on, d.name) for d in coming.kept] == [(date(2027, 2, 12), "值班")]
    assert works_on(store.calendar, date(2027, 2, 12)) and not works_on(store.calendar, date(2027, 6, 1))


def test_days_that_a_file_does_not_name_stay_unless_it_says_all(store: Store) -> None:
    berlin = "2026-01-01,off,Neujahr\n2026-10-03,off,Tag der Deutschen Einheit\n2026-12-25,off,Weihnachten\n"
    coming = brought(store, berlin)
    assert (len(coming.beside), coming.official) == (len(china_days(2026)) - 2, ())
    assert not works_on(store.calendar, date(2026, 10, 5))
    coming = brought(store, berlin, whole=True)
    assert coming.beside == ()
    deviating = [d.on for d in days_of(store.calendar, 2026) if d.work != (d.on.weekday() < 5)]
    assert deviating == [date(2026, 1, 1), date(2026, 12, 25)]
    assert day_of(store.calendar, date(2026, 10, 5)).source == "week"
    head = store.head
    brought(store, berlin, whole=True)
    assert store.head == head


def test_nothing_of_a_file_with_a_fault_is_taken(store: Store) -> None:
    head = store.head
    with pytest.raises(BadInput) as wrong:
        done(store, "calendar-import", file=upload(NOTICE + b"2027-02-30,off\n"))
    assert [(c.code, c.field) for c in wrong.value.checks] == [("E-CALENDAR-DATE", "file:4")]
    assert (store.head, store.calendar.official) == (head, {2026})


# ---- another country ---------------------------------------------------------------------------------------------
def deviating(store: Store, year: int) -> dict[str, bool]:
    return {d.on.isoformat(): d.work for d in days_of(store.calendar, year) if d.work != (d.on.weekday() < 5)}


def test_the_days_of_a_country_come_whole_from_the_library_and_hand_set_ones_stay(store: Store) -> None:
    done(store, "calendar", day="2026-05-01", work=True, name="值班")
    done(store, "calendar-country", country="de", subdivision="by", year=2026, until=2027)
    found = deviating(store, 2026)
    assert {"2026-01-06", "2026-06-04", "2026-12-25"} <= set(found)  # Epiphany and Corpus Christi are Bavaria's
    assert not any(found.values()) and "2026-10-05" not in found and "2026-05-01" not in found
    epiphany = day_of(store.calendar, date(2026, 1, 6))
    assert (epiphany.name, epiphany.source) == ("Heilige Drei Könige", "holidays:DE-BY")
    assert store.calendar.official == {2026, 2027}
    head = store.head
    done(store, "calendar-country", country="DE", subdivision="BY", year=2026, until=2027)
    assert store.head == head
    done(store, "calendar-country", country="CN", year=2026)  # and back, from its own library
    assert works_on(store.calendar, date(2026, 2, 14)) and not works_on(store.calendar, date(2026, 10, 5))


def test_make_up_days_and_another_weekend_are_days_of_a_country_too(store: Store) -> None:
    done(store, "calendar-country", country="HU", year=2026)
    assert deviating(store, 2026)["2026-08-08"] is True
    done(store, "calendar-country", country="IL", year=2026)
    found = deviating(store, 2026)
    assert (found["2026-03-01"], found["2026-02-27"]) == (True, False)  # a Sunday, a Friday


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"country": "XX", "year": 2026}, "E-CALENDAR-COUNTRY"),
        ({"country": "DE", "subdivision": "ZZ", "year": 2026}, "E-CALENDAR-PART"),
        ({"country": "DE", "year": 1980}, "E-CALENDAR-YEAR"),
        ({"country": "CN", "year": 2199}, "E-CALENDAR-YEAR"),
        ({"country": "DE", "year": 2026, "until": 2025}, "E-CALENDAR-SPAN"),
        ({"country": "DE", "year": 2000, "until": 2099}, "E-CALENDAR-SPAN"),
        ({"country": "DE", "year": 2000, "until": 10**12}, "E-CALENDAR-SPAN"),
    ],
)
def test_what_the_library_does_not_know_is_refused(store: Store, inputs: dict[str, Any], code: str) -> None:
    head = store.head
    with pytest.raises(BadInput, match=code):
        done(store, "calendar-country", **inputs)
    assert store.head == head


def test_without_the_library_it_is_said_which_one_is_missing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    with pytest.raises(BadInput, match="E-CALENDAR-LIBRARY") as wrong:
        done(store, "calendar-country", country="DE", year=2026)
    assert wrong.value.values["library"] == "holidays"
    done(store, "calendar-country", country="CN", year=2025)


@pytest.mark.parametrize("act", ["calendar", "calendar-import", "calendar-country"])
def test_only_keepers_of_records_change_the_calendar(store: Store, act: str) -> None:
    done(store, "person", login="wangfang", name="王芳", party="business")
    store.login = "wangfang"
    inputs = {"calendar": {"day": "2026-07-30", "work": False}, "calendar-import": {"file": upload(NOTICE)}}
    inputs["calendar-country"] = {"country": "DE", "year": 2026}
    with pytest.raises(NotAllowed, match="E-KEEPER"):
        done(store, act, **inputs[act])


def test_a_calendar_that_estimates_nothing_stays_so(tmp_path: Path) -> None:
    founder = Person(login="keeper", name="孙档", party="technical", keeper=True)
    with file.create(tmp_path / "s.db", founder, settings={"calendar.official": None}) as store:
        assert brought(store, NOTICE).official == ()
        assert store.calendar.official is None
