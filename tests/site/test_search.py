"""The browser finds exactly what a plain scan of the published texts finds, from the disk, by keys alone."""

import json
import random
import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.site import search
from bihuan.site.words import Words
from bihuan.store.rules.terms import fold, matches, terms

CHARS = st.sampled_from("订单状态同步ab1 ２ＢΩπ.-+%#、\n𠮷é·")


@given(st.text(CHARS, max_size=30), st.data())
def test_no_piece_of_a_text_is_missed_by_its_tokens(text, data):
    """Narrowing may leave too much, never too little."""
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded)))
    for term in terms('"' + folded[start : start + 4].replace('"', "") + '"'):
        if not term.negated and matches(term, folded):
            whole = search.tokens(term.text)
            pairs = {token for token in whole if len(token) > 1 or token.isascii()}
            assert pairs - search.tokens(folded) <= {
                token for token in whole if not token.isascii() and len(token) == 1
            }


@given(st.lists(st.integers(0, 100_000), unique=True))
def test_gaps_are_read_back_as_written(numbers):
    docs = sorted(numbers)
    read, at, value = [], -1, 0
    for char in search._gaps(docs):
        digit = search.ALPHABET.index(char)
        value = value * 32 + digit % 32
        if digit < 32:
            at += value + 1
            read.append(at)
            value = 0
    assert read == docs


def test_the_reader_and_the_index_agree_on_classes_and_alphabet():
    script = (search_files() / "search.js").read_text("utf-8")
    assert f'ALPHABET = "{search.ALPHABET}"' in script
    assert f'JOINS = "{search.JOINS}", ENDS = "{search.ENDS}", BEGINS = "{search.BEGINS}"' in script
    other = re.search(r'OTHER = "([^"]+)"', script)
    assert other
    spelt = re.sub(r"\\u\{([0-9a-f]+)\}|\\u([0-9a-f]{4})", lambda m: chr(int(m[1] or m[2], 16)), other[1])
    assert spelt == search.OTHER


def search_files():
    from importlib.resources import files

    return files("bihuan.templates") / "site" / "static"


def test_shards_are_small_and_sorted_as_browsers_sort(sample):
    many = [
        sample.small(f"2023-{n:03}", "".join(chr(0x4E00 + (n * 37 + k * 91) % 20_000) for k in range(60)))
        for n in range(300)
    ]
    index = search.index(sample.archive(*many), Words("zh"))
    manifest = json.loads(dict(index.files)[index.path].decode().partition(",")[2].rstrip().removesuffix(");"))
    firsts = [first.encode("utf-16-be") for first, _ in manifest["shards"]]
    assert len(firsts) > 5
    assert all(one < other for one, other in pairwise(firsts))
    names = [f"search/{name}.js" for _, name in manifest["shards"]]
    assert all(len(dict(index.files)[name]) <= search.SHARD + 200 for name in names)


# ---- in a browser --------------------------------------------------------------------------------------------------

TALL = "2024-002 热补丁与内存分级：openEuler 22.03 LTS，支持DDE、C++17 和 .NET 6；延迟1e-5秒，PEP 572。"
TEXTS = [
    ("2023-001", "虚拟机热迁移", "虚拟机 热迁移的网络；ＡＲＭ６４ 与 arm64-v8。internet 不是 net。"),
    ("2023-002", "内存分级扩展", TALL),
    ("2023-003", "遗留问题清单", "遗留\n问题一：遗留问题二。Straße ΣΊΣΥΦΟΣ 𠮷野家"),
    ("2023-004", "English only", "The network of nodes: net, NET and Net; C is not C++."),
]
QUERIES = [
    "热",
    "𠮷",
    "野家",
    "内存",
    "遗留问题",
    "虚拟机 热迁移",
    "net",
    "network",
    "22.03",
    "v8",
    "8",
    "c++",
    "c",
    ".net",
    "1e-5",
]
QUERIES += [
    "ＡＲＭ６４",
    "arm64",
    "支持dde",
    "PEP 572",
    "pep",
    '"热迁移的网络"',
    "net -network",
    "-net",
    "-热",
    "strasse",
    "ΣΊΣΥΦΟΣ",
]
QUERIES += ["22.03 lts", "17", "v8。", "arm64-v8", "64-v", ".03", "2.03", "e-5", "net:", "-5秒", "c+", "++", "lts，"]
QUERIES += ["无此词", "级：", "。", "2023-003", "％", "问题一", "遗留 问题", "鳐", "订单 状态 -推送"]


@pytest.fixture
def searching(sample, publishing, page, tmp_path):
    """A page of the search, and the texts it searches by number."""
    more = [
        sample.small(number, title, on=date(2023, 1, n + 1), words=text)
        for n, (number, title, text) in enumerate(TEXTS)
    ]
    archive = sample.archive(*more)
    publishing(tmp_path, archive)
    page.goto((tmp_path / "search.html").as_uri())
    return page, {entry.number: fold(entry.words) for entry in archive.entries}


def find(page, query):
    """Type a query and take the numbers of the rows, in their order."""
    page.fill("#q", "")
    page.wait_for_function("() => document.getElementById('status').textContent === ''")
    page.fill("#q", query)
    page.wait_for_function("() => /^找到|^没有/.test(document.getElementById('status').textContent)")
    found = int(re.sub(r"\D", "", page.inner_text("#status")) or 0)
    page.wait_for_function("n => document.querySelectorAll('#results > li').length === n", arg=found)
    return [text.split()[0] for text in page.locator("#results > li > a").all_inner_texts()]


def scanned(texts, query):
    wanted = terms(query)
    return {number for number, text in texts.items() if all(matches(term, text) for term in wanted)}


def test_rows_are_those_of_a_plain_scan(searching):
    page, texts = searching
    for query in QUERIES:
        assert set(find(page, query)) == scanned(texts, query), query


def test_any_piece_of_any_text_is_found(searching):
    page, texts = searching
    pick = random.Random(7)
    for _ in range(25):
        text = pick.choice(sorted(texts.values()))
        start = pick.randrange(len(text))
        query = text[start : start + pick.randint(1, 5)].replace('"', "").strip(" -")
        if terms(query):
            assert set(find(page, query)) == scanned(texts, query), query


def test_newest_first_with_hits_marked_in_their_context(searching):
    page, _ = searching
    assert find(page, "net") == ["2023-004", "2023-002", "2023-001"]
    page.wait_for_selector("#results .snippet mark")
    assert page.locator("#results li").first.locator(".snippet mark").first.inner_text().lower() == "net"


def test_everything_works_by_keys(searching):
    page, _ = searching
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    find(page, "热")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent").startswith("2023-001")
    page.keyboard.press("Enter")
    page.wait_for_url("**/r/2023-001/index.html")
    page.go_back()
    page.wait_for_selector("#results li")
    assert page.input_value("#q") == "热"


def test_a_facet_narrows_and_stays_in_the_address(searching):
    page, _ = searching
    assert len(find(page, "2024")) == 3
    page.select_option("select[name=type]", label="新功能开发 (1)")
    page.wait_for_function("() => document.querySelectorAll('#results > li').length === 1")
    assert "type=" in page.evaluate("location.hash")
    page.reload()
    page.wait_for_selector("#results li")
    assert page.locator("#results > li").count() == 1


def test_half_typed_words_of_an_input_method_do_not_search(searching):
    page, _ = searching
    find(page, "热")
    page.evaluate("""() => {
        const q = document.getElementById('q');
        q.dispatchEvent(new CompositionEvent('compositionstart'));
        q.value = 'nei';
        q.dispatchEvent(new Event('input'));
    }""")
    assert page.inner_text("#status") == "找到 2 项"
    page.evaluate("""() => {
        const q = document.getElementById('q');
        q.value = '遗留';
        q.dispatchEvent(new CompositionEvent('compositionend'));
    }""")
    page.wait_for_function("() => document.getElementById('status').textContent === '找到 1 项'")


def test_the_first_page_leads_to_the_search(sample, publishing, page, tmp_path):
    publishing(tmp_path, sample.archive())
    page.goto((tmp_path / "index.html").as_uri())
    page.fill("#q", "订单状态")
    page.keyboard.press("Enter")
    page.wait_for_selector("#results li")
    assert page.inner_text("#results li a").startswith("2024-015")


@pytest.mark.parametrize(
    "path", ["index.html", "r/2024-015/index.html", "by/index.html", "by/type/fix/index.html", "about/index.html"]
)
def test_a_telephone_shows_every_page_without_sideways_scrolling(sample, publishing, page, tmp_path, path):
    publishing(tmp_path, sample.archive())
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto((tmp_path / path).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
