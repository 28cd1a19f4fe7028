"""Entering a request that ran elsewhere: whole, through no gate, with its own number if that is free."""

from __future__ import annotations

import pytest

from bihuan.store import file, read
from bihuan.store.acts.batch import Labels, Line, run
from bihuan.store.errors import BihuanError
from bihuan.store.rules.record import NumberGap, Person
from bihuan.store.verify import verify

NOW = 1_790_000_000_000  # 2026-09
TOLD = {"status": "closed", "step": "closed", "created_at": "2024-03-01", "title": "实时同步"}


@pytest.fixture
def store(tmp_path):
    keeper = Person(login="keeper", name="孙档", party="technical", keeper=True)
    with file.create(tmp_path / "s.db", keeper, now=lambda: NOW) as made:
        run(made, Line(0, {"act": "person", "login": "wangfang", "name": "王芳", "party": "business"}), Labels())
        yield made


def enter(store, **told):
    return run(store, Line(1, {"act": "import", **TOLD, **told}), Labels())


def gaps(store):
    return sorted((g.year, g.first, g.last) for g in read.rows(store, NumberGap) if g.first <= g.last)


def test_fields_and_rows_are_as_told_and_the_rest_is_empty(store):
    record = enter(
        store,
        number="2024-015",
        requester="wangfang",
        feasible=True,
        estimate_days="5",
        launched_on="2024-03-15",
        closed_at="2024-03-20T18:00+08:00",
        test_cases={"not_applicable": "没有"},
        goals=[{"what": "5秒内同步"}],
        criteria=[{"text": "无数据错漏", "goal": 1, "verdict": "pass"}],
        updates=[{"on": "2024-03-07", "at": "2024-03-07T17:00", "text": "完成"}],
        lessons=[{"text": "明确联调时间"}],
    )
    r = record.request
    assert (record.name, r.status, r.requester, r.submitted_at, r.type) == ("2024-015", "closed", 2, None, None)
    assert r.closed_at - r.created_at == (19 * 24 + 18) * 3_600_000
    assert (record.goals[0].n, record.criteria[0].verdict) == (1, "pass")
    assert record.updates[0].at < record.lessons[0].at == NOW
    assert [e.imported for e in read.history_of(store, r.id)] == [True]
    assert list(verify(store)) == []


def test_the_series_goes_on_after_it_and_what_was_passed_over_is_on_record(store):
    assert enter(store).name == "2024-001"
    assert enter(store, number="2024-015").name == "2024-015"
    assert gaps(store) == [(2024, 2, 14)]
    assert enter(store).name == "2024-016"
    assert enter(store, number="2024-017").name == "2024-017"
    assert gaps(store) == [(2024, 2, 14)]


@pytest.mark.parametrize(
    ("number", "left"),
    [("2024-001", [(2, 14)]), ("2024-007", [(1, 6), (8, 14)]), ("2024-014", [(1, 13)])],
)
def test_a_number_that_was_passed_over_can_still_be_brought(store, number, left):
    enter(store, number="2024-015")
    assert enter(store, number=number).name == number
    assert gaps(store) == [(2024, *span) for span in left]
    assert list(verify(store)) == []


def test_a_title_that_is_too_long_is_kept_and_flagged(store):
    assert enter(store, title="长" * 21).request.flags == ("title_long",)
    assert enter(store).request.flags == ()


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"number": "2024-15"}, "E-NUMBER"),
        ({"number": "2024-015"}, "E-NUMBER-TAKEN"),
        ({"colour": "red"}, "E-FIELD-UNKNOWN"),
        ({"status": "done"}, "E-INPUT-CHOICE"),
        ({"created_at": "yesterday"}, "E-AT"),
        ({"requester": "nobody"}, "E-INPUT-PERSON"),
        ({"goals": "none"}, "E-INPUT-ROWS"),
        ({"goals": [{"colour": "red"}]}, "E-INPUT-UNKNOWN"),
        ({"goals": [{"target": "5"}]}, "E-INPUT-MISSING"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(store, told, code):
    enter(store, number="2024-015")
    with pytest.raises(BihuanError) as refused:
        enter(store, **told)
    assert refused.value.code == code
    assert store.one("SELECT count(*) FROM request") == 1


def test_an_import_of_nothing_says_so(store):
    with pytest.raises(BihuanError) as refused:
        run(store, Line(1, {"act": "import"}), Labels())
    assert refused.value.code == "E-INPUT-MISSING"


def test_only_a_keeper_of_records_enters_history(store):
    store.login = "wangfang"
    with pytest.raises(BihuanError) as refused:
        enter(store)
    assert refused.value.code == "E-KEEPER"
