"""Search over a store's requests: exact sets, newest first, one hit a request."""

import gzip
import json

import apsw
import pytest
from outside import every_query

from bihuan.store import search
from bihuan.store.rules.terms import fold, matches, terms


def opened(path):
    conn = apsw.Connection(str(path))
    conn.config(apsw.SQLITE_DBCONFIG_DQS_DML, 0)
    conn.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
    conn.execute("CREATE TABLE request(id INTEGER PRIMARY KEY, status TEXT)")
    conn.execute(search.DDL)
    return conn


def add(conn, n, at, **fields):
    conn.execute("INSERT OR REPLACE INTO request VALUES (?, ?)", (n, fields.pop("status", "submitting")))
    search.index(conn, n, at, fields)


@pytest.fixture
def conn(tmp_path):
    with opened(tmp_path / "s.db") as conn:
        add(conn, 1, 300, number="2026-001", title="部分退款订单超时", description="客服每天处理 12 单。")
        add(conn, 2, 100, number="2026-002", title="导出 CSV", description="订单与部分退款一起导出", people="王芳")
        add(conn, 3, 200, number="2026-003", title="C++ 客户端", description="", status="draft")
        yield conn


def found(conn, query, limit=50, seen=search.EVERYONE):
    return [h.request for h in search.find(conn, query, limit, seen).hits]


@pytest.mark.parametrize(
    ("query", "requests"),
    [
        ("退款", [1, 2]),
        ("单", [1, 2]),
        ("退款 王芳", [2]),
        ("退款 -导出", [1]),
        ("-退款", [3]),
        ("c++", [3]),
        ('退款 -"一起 导出"', [1, 2]),
        ("2026-003", [3]),
        ("2026", [1, 3, 2]),
        ("-2026", []),
        ("2026 -.csv", [1, 3, 2]),
        ("超时 客服", [1]),
        ("超时客服", []),
        ("", []),
        ("🎉", []),
    ],
)
def test_a_query_finds_exactly_what_it_means_newest_first(conn, query, requests):
    assert found(conn, query) == requests


def test_the_total_is_true_whatever_the_limit(conn):
    few = search.find(conn, "退款", 1)
    assert (few.total, [h.request for h in few.hits]) == (2, [1])


def test_a_hit_shows_the_field_that_holds_most(conn):
    hit = search.find(conn, "导出 订单", 1).hits[0]
    assert (hit.field, hit.snippet.text) == ("description", "订单与部分退款一起导出")
    assert [hit.snippet.text[a:b] for a, b in hit.snippet.marks] == ["订单", "导出"]


def test_what_a_person_may_not_see_is_neither_shown_nor_counted(conn):
    seen = ("request.status <> ?", ("draft",))
    assert search.find(conn, "2026", 50, seen).total == 2
    assert found(conn, "C++", seen=seen) == []


def test_the_index_follows_the_request(conn):
    add(conn, 1, 300, title="改了名")
    assert found(conn, "超时") == []
    assert found(conn, "改了名") == [1]
    before = conn.total_changes()
    search.index(conn, 1, 300, {"title": "改了名"})
    assert conn.total_changes() == before
    search.forget(conn, 1)
    assert found(conn, "改了名") == []


def test_hostile_queries_are_only_words(conn, corpora):
    """They find what a scan of the texts finds, one that holds them all too, and nothing else happens."""
    bad = json.loads((corpora / "bad" / "sql_fts_injection.json").read_text("utf-8"))
    queries = [q for q in _strings(bad) if q.isprintable()][:400]
    add(conn, 4, 50, title="收到的攻击", description="\n".join(queries))
    texts = {n: "\n".join(map(fold, search._fields(conn, n).values())) for n in (1, 3, 2, 4)}
    before = conn.total_changes()
    for query in queries:
        wanted = terms(query)
        scanned = [n for n, text in texts.items() if wanted and all(matches(t, text) for t in wanted)]
        assert found(conn, query) == scanned, query
        assert 4 in scanned or not wanted or any(t.negated for t in wanted), query
    assert conn.total_changes() == before


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def test_real_queries_over_real_requests_find_what_a_scan_finds(tmp_path, corpora):
    names = []
    with opened(tmp_path / "real.db") as conn:
        for path in sorted((corpora / "requests").glob("*.jsonl.gz")):
            for line in gzip.decompress(path.read_bytes()).decode().split("\n")[:-1]:
                r = json.loads(line)
                people = "\n".join(r["people"])
                add(conn, len(names), 0, title=r["title"], id=r["id"], description=r["body_md"], people=people)
                names.append(f"{r['source']}/{r['id']}")
        for q in every_query():
            got = search.find(conn, q["q"], len(names))
            hits = {names[h.request] for h in got.hits}
            assert got.total == q["n_hits"] == len(hits), q["q"]
            assert set(q["hits"] or q["sample"] or ()) <= hits, q["q"]
