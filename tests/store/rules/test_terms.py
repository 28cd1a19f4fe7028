"""What a query means and what it finds in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.store.rules.terms import Term, fold, matches, snippet, terms

QUERIES = [
    ("订单", ["订单"]),
    ("mysql 调优", ["mysql", "调优"]),
    ("Guido van Rossum", ["guido", "van", "rossum"]),
    ("ＡＲＭ６４", ["arm64"]),
    ("支持DDE", ["支持dde"]),
    # A name and its whole number belong together; a version is a term of its own.
    ("PEP 572", ["pep 572"]),
    ("GCC 10.3", ["gcc", "10.3"]),
    ("2026 发票", ["2026", "发票"]),
    ('"openstack wallaby" 支持', ["openstack wallaby", "支持"]),
    ("“部分 退款” 超时", ["部分 退款", "超时"]),
    ('"half a phrase', ["half a phrase"]),
    ("订单 -退款", ["订单", "-退款"]),
    ('订单 -"部分 退款"', ["订单", "-部分 退款"]),
    ("--dry-run", ["--dry-run"]),
    ("1e-5", ["1e-5"]),
    ("-", ["-"]),
    ('""', []),
    ("  \t ", []),
    ("订单 订单", ["订单"]),
]


@pytest.mark.parametrize(("query", "meant"), QUERIES)
def test_a_query_is_read_as_it_is_meant(query, meant):
    assert [f"-{t.text}" if t.negated else t.text for t in terms(query)] == meant


FINDS = [
    ("单", "部分退款订单超时"),
    ("22.03", "openEuler v22.03LTS"),
    ("22", "22.03"),
    ("net", "a .NET service"),
    (".net", "blog.yossarian.net/"),
    ("c++", "C++/Rust"),
    ("dde", "支持DDE桌面"),
    ("arm64", "ＡＲＭ６４"),
    ("pep 572", "see PEP\n  572, which"),
    ("café", "CAFÉ1"),
    ("μs", "5 µs"),
]
MISSES = [
    ("net", "internet"),
    ("22.03", "122.03"),
    ("22.03", "22.035"),
    ("pep 57", "PEP 572"),
    ("caf", "café"),
    ("订单", "订 单"),
    ("部分退款", "部分的退款"),
]


@pytest.mark.parametrize(("term", "text"), FINDS)
def test_a_term_is_found(term, text):
    assert matches(Term(term), fold(text))
    assert not matches(Term(term, negated=True), fold(text))


@pytest.mark.parametrize(("term", "text"), MISSES)
def test_a_term_is_not_found_where_it_only_seems_to_stand(term, text):
    assert not matches(Term(term), fold(text))
    assert matches(Term(term, negated=True), fold(text))


def cut(text, query, width=40):
    found = snippet(text, fold(text), terms(query), width)
    return found.text, [found.text[a:b] for a, b in found.marks]


def test_a_snippet_shows_the_text_as_written_with_its_terms_marked():
    text = "背景：\r\n\r\n客服每天要处理　大量的ＡＲＭ６４订单…咨询，" + "其他内容" * 50
    assert cut(text, "arm64 咨询") == ("…要处理 大量的ＡＲＭ６４订单…咨询，其他内…", ["ＡＲＭ６４", "咨询"])


def test_a_snippet_of_a_short_text_is_the_text():
    assert cut("订单", "订单") == ("订单", ["订单"])
    assert cut("nothing of it", "订单") == ("nothing of it", [])


def test_a_mark_needs_free_edges_in_the_text_and_not_in_the_snippet():
    assert cut("internet net " * 2, "net", 26)[1] == ["net", "net"]
    assert cut("xxxxxxxxxxxxxxxxxxxxxxx订单", "单", 9) == ("…x订单", ["单"])


@given(st.text(), st.text(min_size=1), st.integers(10, 60))
def test_a_snippet_never_fails_and_its_marks_lie_in_it(text, query, width):
    found = snippet(text, fold(text), terms(query), width)
    assert all(0 <= a < b <= len(found.text) for a, b in found.marks)
