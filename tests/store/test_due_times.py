"""Due times follow the calendar: whatever moves it reckons them anew in the same act, for all that is still owed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from walking.team import BUSINESS, TECHNICAL
from walking.walk import Walk

from bihuan.store import derive, file, read
from bihuan.store.acting import moved_by
from bihuan.store.acts.every import ACTS
from bihuan.store.acts.inputs import parsed
from bihuan.store.calendar_seed import china_official
from bihuan.store.errors import BadInput, NotAllowed
from bihuan.store.file import Store
from bihuan.store.rules.hours import instant_of
from bihuan.store.rules.planned import Goal
from bihuan.store.rules.record import CalendarDay, Person, Setting
from bihuan.store.rules.roles import participants, to_hand_over
from bihuan.store.rules.running import clocks
from bihuan.store.rules.settings import SETTINGS
from bihuan.store.rules.steps import ENDS

START = 1_775_008_800_000  # Wed 2026-04-01 10:00 in Shanghai; 4, 5 and 6 April are off
DERIVED = ("standing", "owed", "notice", "reminder", "participant")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with China's calendar, a business and a technical person, and three requests in their first step."""
    founder = Person(login="keeper", name="孙档", party="technical", keeper=True)
    days, years = china_official()
    rows = [
        CalendarDay(day=d.on, work=d.work, name=d.name or "", source=d.source or "") for d in days if d.on.year == 2026
    ]
    made = file.create(
        tmp_path / "s.db", founder, now=lambda: START, settings={"calendar.official": sorted(years)}, days=rows
    )
    done(made, "person", login="wangfang", name="王芳", party="business", department="市场部")
    made.login = "wangfang"
    for title in ("甲", "乙", "丙"):
        draft = done(made, "new", title=title, type="new_feature")
        with made.acting("import") as do:  # no gate: the step is all that matters here
            do.put(replace(draft.request, status="submitting", step="submitting", step_since=START))
    made.login = "keeper"
    yield made
    made.close()


def done(store: Store, code: str, **inputs: Any) -> Any:
    """One act as the person at the store."""
    act = ACTS[code]
    return act(store, None, **parsed(store, act.inputs, inputs))


def due(store: Store) -> list[str]:
    """When each request is due, on Shanghai's wall clock."""
    rows = store.sql("SELECT datetime(due_at / 1000 + 28800, 'unixepoch') FROM standing ORDER BY request")
    return [at for (at,) in rows]


def derived(store: Store) -> dict[str, list[Any]]:
    """All derived rows."""
    return {t: sorted(store.sql(f"SELECT * FROM {t}").fetchall(), key=str) for t in DERIVED}


MOVES = [
    ("calendar", {"day": "2026-04-02", "work": False}, "2026-04-03 18:00:00"),
    ("calendar", {"day": "2026-04-02", "work": True}, "2026-04-02 18:00:00"),
    ("config", {"key": "calendar.hours", "value": "09:00-12:00,13:00-17:30"}, "2026-04-02 17:30:00"),
    ("config", {"key": "calendar.zone", "value": "Europe/Berlin"}, "2026-04-03 00:00:00"),
    ("config", {"key": "site.title", "value": "档案"}, "2026-04-02 18:00:00"),
]


@pytest.mark.parametrize(("code", "inputs", "at"), MOVES)
def test_an_act_that_moves_the_calendar_moves_what_is_due(
    store: Store, code: str, inputs: dict[str, Any], at: str
) -> None:
    assert due(store) == ["2026-04-02 18:00:00"] * 3
    done(store, code, **inputs)
    assert due(store) == [at] * 3
    moved = derived(store)
    derive.everything(store)
    assert derived(store) == moved


def test_a_year_that_becomes_official_is_no_longer_estimated(store: Store) -> None:
    done(store, "config", key="calendar.official", value="[2025]")
    assert {e for (e,) in store.sql("SELECT estimated FROM standing UNION SELECT estimated FROM owed")} == {1}
    done(store, "config", key="calendar.official", value="[2025, 2026]")
    assert {e for (e,) in store.sql("SELECT estimated FROM standing UNION SELECT estimated FROM owed")} == {0}


def test_a_batch_reckons_once_at_its_end(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[str] = []
    reckon = derive.anew
    monkeypatch.setattr(derive, "anew", lambda store, wanted: (counted.append(wanted), reckon(store, wanted)))
    with store.batch():
        for day in ("2026-04-02", "2026-04-03", "2026-04-07"):
            done(store, "calendar", day=day, work=False)
    assert (len(counted), due(store)[0]) == (1, "2026-04-08 18:00:00")
    done(store, "person", login="liqiang", name="李强", party="technical")
    assert counted == [derive.OWING, derive.UNTAKEN]


def test_what_fails_leaves_calendar_and_due_times(store: Store) -> None:
    before = derived(store), store.calendar
    with pytest.raises(BadInput), store.batch():
        done(store, "calendar", day="2026-04-02", work=False)
        done(store, "config", key="calendar.hours", value="never")
    assert (derived(store), store.calendar) == before
    assert not store.moved


def test_people_of_a_batch_that_was_taken_back_are_forgotten(store: Store) -> None:
    with pytest.raises(BadInput), store.batch():
        done(store, "person", login="liqiang", name="李强", party="technical")
        assert "liqiang" in {p.login for p in store.team.people.values()}
        done(store, "config", key="calendar.hours", value="never")
    done(store, "person", login="zhaolei", name="赵磊", party="technical")  # its entry has the other's number
    assert {p.login for p in store.team.people.values()} == {"keeper", "wangfang", "zhaolei"}


def test_an_act_finds_what_it_has_written_so_far(store: Store) -> None:
    with store.acting("set", 1) as do:
        do.put(replace(do.on.request, project="p"))
        first = do.put(Goal(request=1, what="甲"))
        do.put(Goal(request=1, what="乙"))
        do.put(replace(first, dropped=True))
        assert do.current == read.record(store, 1) != do.on
        assert ([g.what for g in do.current.goals], do.current.request.project) == (["乙"], "p")


def test_what_did_not_move_is_not_written_again(store: Store) -> None:
    written: list[str] = []
    store.db.connection().set_update_hook(lambda kind, base, table, row: written.append(table))
    with store.acting("set", 1) as do:
        do.put(replace(do.on.request, project="p"))
    assert "request" in written and not {*written} & set(DERIVED)


def test_what_has_ended_and_owes_nothing_is_left_alone(store: Store) -> None:
    with store.acting("import") as do:
        r = read.record(store, 1).request
        do.put(replace(r, status="withdrawn"))
    store.sql("UPDATE standing SET ball = 'testing' WHERE request = 1")  # what no reckoning would say
    done(store, "calendar", day="2026-04-02", work=False)
    assert store.one("SELECT ball FROM standing WHERE request = 1") == "testing"


def test_many_requests_are_read_as_each_alone(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "TOGETHER", 2)
    for text in ("问一", "问二"):
        ACTS["ask"](store, 2, to="business", text=text)
    ids = [3, 2, 1, 99]
    assert {r.request.id: r for r in read.records(store, ids)} == {i: read.record(store, i) for i in (1, 2, 3)}


def test_the_store_reads_its_calendar_as_it_was_set(store: Store) -> None:
    with store.acting("calendar") as do:
        do.put(CalendarDay(day=date(2030, 1, 2), work=False, name="盘点", source="set"))
        do.put(Setting(id=0, key="calendar.hours", value=json.dumps("08:00-16:00")))
    assert store.calendar.decided[date(2030, 1, 2)].name == "盘点"
    assert [str(s) for s in store.calendar.shifts] == ["08:00-16:00"]


@pytest.mark.parametrize(
    ("columns", "moves"),
    [(["ssh_keys"], False), (["name", "title", "email"], False), (["active"], True), (["login", "party"], True)],
)
def test_of_a_person_only_what_says_whose_an_act_is_moves_anything(columns: list[str], moves: bool) -> None:
    assert bool(moved_by(Person(login="x", name="x", party="business"), columns)) == moves


# ---- after any act around the requests ---------------------------------------------------------------------------
def around() -> Iterator[tuple[str, dict[str, Any]]]:
    """Acts about the store: every setting that moves something, days, people, duties, deputies."""
    for key, known in SETTINGS.items():
        if known.kind in ("promise", "days"):
            yield from (("config", {"key": key, "value": value}) for value in ("5wd", known.default))
        elif known.moves and known.kind == "whole":
            yield from (("config", {"key": key, "value": str(value)}) for value in (known.most, known.default))
    yield from (("config", {"key": "tests.kinds", "value": value}) for value in ("functional", "functional, security"))
    yield from (("calendar", {"day": "2025-10-21", "work": work}) for work in (False, True))
    for login in (*BUSINESS, *TECHNICAL):
        yield from (("person", {"login": login, **change}) for change in ({"keeper": True}, {"active": False}))
        yield "person", {"login": login, "active": True}
    yield "person", {"login": "neu", "name": "新人", "party": "technical"}
    for n, (role, person) in enumerate(HEADS):
        yield "duty", {"of": "department", "name": f"business-{n % 3}", "role": role, "person": person}
    yield "deputy", {"deputy": "zhoumin", "person": "wangfang", "first_on": "2025-10-01", "last_on": "2026-12-31"}


HEADS = [("business_head", "zhoumin"), ("technical_head", "qianjun"), ("technical_contact", "zhaolei")] * 3


def stopped(store: Store) -> dict[Any, Any]:
    """Every clock that an act has stopped, and how it was judged."""
    ids = [rid for (rid,) in store.sql("SELECT id FROM request")]
    records = [read.record(store, rid, history=True) for rid in ids]
    found = {(r.request.id, c.key): c for r in records for c in clocks(r, store.calendar, store.now())}
    return {key: (c.state, c.due_at, c.stopped_at) for key, c in found.items() if not (c.open or c.waiting)}


def needed(store: Store, login: str) -> bool:
    """The person owes an act where they take part, has a role on a request that goes on, or a duty."""
    who = next(p.id for p in store.team.people.values() if p.login == login)
    if any(d.person == who for d in store.team.duties):
        return True
    records = [read.record(store, rid) for (rid,) in store.sql("SELECT id FROM request WHERE number IS NOT NULL")]
    owed = {rid for (rid,) in store.sql("SELECT request FROM owed WHERE person = ?", (who,))}
    return any(
        (r.request.id in owed and who in participants(r))
        or (r.request.status not in ENDS and any(to_hand_over(r, who)))
        for r in records
    )


def test_after_any_act_what_is_due_is_what_is_reckoned_from_scratch_and_what_has_stopped_stays(tmp_path: Path) -> None:
    walk = Walk(tmp_path / "walk.db", 11)
    walk.walk(150)
    store, was = walk.store, stopped(walk.store)
    derive.everything(store)  # a walk is as of its last acts; from here on every act is looked at
    for code, inputs in around():
        walk.team.time += 60_000
        stays = inputs.get("active") is False and needed(store, inputs["login"])
        with pytest.raises(NotAllowed, match=r"E-PERSON-(OWES|ROLES|DUTY)") if stays else nullcontext():
            walk.team.do("keeper", code, None, **inputs)
        kept = derived(store)
        with pytest.raises(ZeroDivisionError), store.batch():
            derive.everything(store)
            assert derived(store) == kept, (code, inputs)
            raise ZeroDivisionError  # back to what was kept
        assert stopped(store) == was, (code, inputs)
    walk.close()


def test_the_clock_of_these_tests() -> None:
    assert instant_of(datetime(2026, 4, 1, 10, tzinfo=timezone(timedelta(hours=8)))) == START
