"""Importing real requests of other trackers: all of them, nothing twice, nothing lost."""

import io
import itertools
import json
import threading

import apsw
import pytest

from bihuan.store import read, search
from bihuan.store.acts import exchange
from bihuan.store.acts.exchange import bring, plan
from bihuan.store.acts.inputs import Upload
from bihuan.store.errors import BadInput, NotAllowed
from bihuan.store.exchange.lines import Line, read_lines
from bihuan.store.file import Store, create
from bihuan.store.rules.record import Person
from bihuan.store.rules.workdays import date_of
from bihuan.store.verify import verify

KEEPER = Person(login="keeper", name="周静", party="technical", keeper=True)


@pytest.fixture
def store(tmp_path):
    with create(tmp_path / "s.db", KEEPER) as store:
        yield store


def real(corpora, name):
    with (corpora / "requests" / f"{name}.jsonl.gz").open("rb") as file:
        yield from read_lines(file)


def lines(*data):
    return [Line(n, json.dumps(d), {"source": "s", "title": "订单", **d}) for n, d in enumerate(data, 1)]


def last(tallies):
    return list(tallies)[-1]


def test_a_real_file_comes_in_whole_and_a_second_time_changes_nothing(store, corpora):
    told = {line.data["id"]: line.data for line in real(corpora, "openeuler-features")}
    tally = last(bring(store, real(corpora, "openeuler-features")))
    assert (tally.read, tally.new, tally.here, tally.faults) == (842, 842, 0, [])
    assert tally.statuses["Accepted", "closed"] == 369
    head = store.head
    again = last(bring(store, real(corpora, "openeuler-features")))
    assert (again.new, again.here, store.head) == (0, 842, head)
    for source_id, data in itertools.islice(told.items(), 0, None, 40):
        as_told(read.record(store, read.resolve(store, f"openeuler-features/{source_id}")), data)
    assert list(verify(store)) == []


def as_told(record, data):
    """Everything a line says stands in the record."""
    r = record.request
    assert (r.title, r.description or "") == (data["title"], data["body_md"])
    assert list(r.imported_people) == data["people"]
    assert r.number[:4] == data["created"][:4]
    assert len(record.events) == len(data["events"]) and len(record.comments) == len(data["comments"])
    assert [(e.at, e.from_status, e.to_status) for e in record.events] == [
        (e["at"], e["from"], e["to"]) for e in data["events"]
    ]
    rest = json.loads(r.imported_rest)
    assert all(rest[key] == data[key] for key in ("created", "closed", "licence", "version", "type", "priority"))


def test_numbers_run_on_in_each_year(store):
    with_years = lines(
        {"id": "a", "created": "2021-05-01"}, {"id": "b", "created": "2020-05-01"}, {"id": "c", "created": "2021-01-01"}
    )
    last(bring(store, with_years))
    last(bring(store, lines({"id": "d", "created": "2021-07-01"}, {"id": "e"})))
    numbers = dict(store.sql("SELECT source_id, number FROM request"))
    this_year = date_of(store.calendar, store.now()).year
    assert numbers == {"a": "2021-001", "b": "2020-001", "c": "2021-002", "d": "2021-003", "e": f"{this_year}-001"}


def test_a_bad_line_is_reported_and_the_others_come_in(store):
    mixed = [
        *lines({"id": "1"}, {"id": "1"}, {"id": "2", "people": 3}, {"id": "3"}),
        *read_lines(io.BytesIO(b'{"id": \n')),
    ]
    tally = last(bring(store, mixed))
    assert [(f.line, f.code, f.key) for f in tally.faults] == [
        (2, "E-IMPORT-TWICE", "id"),
        (3, "E-IMPORT-TEXTS", "people"),
        (1, "E-IMPORT-JSON", ""),
    ]
    assert (tally.read, tally.new) == (5, 2)


def test_the_plan_says_what_would_happen_and_writes_nothing(store):
    some = lines({"id": "1", "status": "Final"}, {"id": "2", "status": "Odd", "created": "2021-21-01"})
    head = store.head
    tally = plan(store, some)
    assert store.head == head
    assert (tally.new, dict(tally.statuses)) == (2, {("Final", "closed"): 1, ("Odd", "submitting"): 1})
    assert dict(tally.flags) == {"status_unknown": 1, "created_impossible": 1}
    last(bring(store, some))
    assert (plan(store, some).new, plan(store, some).here) == (0, 2)


def test_only_a_keeper_of_records_imports(store):
    with store.acting("person") as do:
        do.put(Person(login="wang", name="王芳", party="business"))
    with Store(store.path, "wang") as other, pytest.raises(NotAllowed):
        last(bring(other, lines({"id": "1"})))


def test_as_a_batch_line_it_is_all_or_nothing(store):
    act = exchange.import_
    good = b'{"source": "s", "id": "1", "title": "t"}\n'
    with pytest.raises(BadInput) as refused:
        act(store, None, Upload("x.jsonl", good + b"{"))
    assert (refused.value.code, refused.value.values["line"]) == ("E-IMPORT-JSON", 2)
    assert store.one("SELECT count(*) FROM request") == 0
    act(store, None, Upload("x.jsonl", good))
    assert store.one("SELECT count(*) FROM request") == 1


def test_an_import_is_marked_in_the_history(store):
    last(bring(store, lines({"id": "1"})))
    (entry,) = read.history_of(store, read.resolve(store, "s/1"))
    assert (entry.act, entry.imported) == ("import", True)


def test_another_writer_gets_in_while_an_import_runs(store, corpora):
    written = []

    def write_some():
        with Store(store.path, "keeper") as other:
            for n in range(10):
                with other.acting("person") as do:
                    do.put(Person(login=f"p{n}", name="某", party="business"))
                written.append(store_size())

    def store_size():
        with Store(store.path, write=False) as reader:
            return reader.one("SELECT count(*) FROM request")

    coming = bring(store, itertools.islice(real(corpora, "paddle-rfcs"), 120))
    next(coming)
    writer = threading.Thread(target=write_some)
    writer.start()
    tally = last(coming)
    writer.join()
    assert (tally.new, len(written)) == (120, 10)
    assert written[0] < 120, "the first of the others' acts waited for the whole import"
    assert list(verify(store)) == []


def test_an_imported_request_is_found_by_its_words_and_people(store):
    last(bring(store, lines({"id": "PEP-0572", "title": "海象", "body_md": "赋值表达式", "people": ["Tim Peters"]})))
    for query in ("赋值表达式", "tim peters", "pep-0572", "海象"):
        assert search.find(store.db.connection(), query, 5, read.seen_by(store, store.me)).total == 1, query


def test_what_was_imported_is_guarded_like_all_else(store):
    last(bring(store, lines({"id": "1", "comments": [{"text": "x"}]})))
    with pytest.raises(apsw.ConstraintError):
        store.sql("UPDATE imported_comment SET who = 'y'")
