"""All real requests at once: in, found, out and in again, nothing lost on the way."""

import io
import itertools
import json

import pytest
from outside import every_line, every_query

from bihuan.store import read, search
from bihuan.store.acts.exchange import bring
from bihuan.store.exchange import out
from bihuan.store.exchange.lines import read_lines
from bihuan.store.file import create
from bihuan.store.rules.record import Person
from bihuan.store.verify import verify

pytestmark = pytest.mark.soak
KEEPER = Person(login="keeper", name="周静", party="technical", keeper=True)
COMPARED = """
SELECT source, source_id, number, title, (SELECT body FROM text WHERE hash = description), imported_people, status,
    step, imported_status, created_at, closed_at, step_since, flags,
    (SELECT count(*) FROM imported_event e WHERE e.request = request.id),
    (SELECT count(*) FROM imported_comment c WHERE c.request = request.id)
FROM request ORDER BY source, source_id
"""


def whole(tallies):
    *_, tally = tallies
    return tally


def test_every_real_request_comes_in_is_found_and_survives_export(tmp_path, corpora):
    with create(tmp_path / "a.db", KEEPER) as store:
        tally = whole(bring(store, every_line()))
        assert (tally.new, tally.faults) == (tally.read, [])
        for line in itertools.islice(every_line(), 0, None, 7):
            as_told(store, line.data)
        found_as_a_scan_finds(store)
        assert list(verify(store)) == []
        document = "".join(out.as_json(store, out.chosen(store, None), "zh", full_names=True)).encode()
        with create(tmp_path / "b.db", KEEPER) as other:
            assert whole(bring(other, read_lines(io.BytesIO(document)))).new == tally.new
            assert list(other.sql(COMPARED)) == list(store.sql(COMPARED))


def as_told(store, data):
    record = read.record(store, read.resolve(store, f"{data['source']}/{data['id']}"))
    r = record.request
    assert (r.title, r.description or "", list(r.imported_people)) == (data["title"], data["body_md"], data["people"])
    rest = json.loads(r.imported_rest)
    placed = ("source", "id", "title", "status", "people", "body_md", "events", "comments")
    assert rest == {key: value for key, value in data.items() if key not in placed}
    assert [(e.at, e.from_status, e.to_status, e.who) for e in record.events] == [
        (e["at"], e["from"], e["to"], e["who"]) for e in data["events"]
    ]
    assert [(c.at, c.who, c.kind, c.text) for c in record.comments] == [
        (c["at"], c["who"], c["kind"], c["text"]) for c in data["comments"]
    ]


def found_as_a_scan_finds(store):
    names = dict(store.sql("SELECT id, source || '/' || source_id FROM request"))
    for q in every_query():
        hits = {names[n] for n in search.holding(store.db.connection(), q["q"])}
        assert len(hits) == q["n_hits"] and set(q["hits"] or q["sample"] or ()) <= hits, q["q"]
