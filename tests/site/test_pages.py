"""Every page has its address before it is written, and keeps to its budget."""

import re
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bihuan.site.check import check
from bihuan.site.pages import PAGE_ROWS, Listing, href, pages, slug
from bihuan.site.rows import Reader, sections
from bihuan.site.words import Words
from bihuan.store.rules.kept import Acknowledgement
from bihuan.store.rules.masked_people import Names
from bihuan.store.rules.record import Person, Record, Request, Team


def texts(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.html")}


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("2024", "2024"),
        ("new_feature", "new_feature"),
        ("finance", "finance"),
        ("Finance", slug("Finance")),
        ("市场部", "xce6bdd0908"),
        ("", "xe3b0c44298"),
        ("a/../b", "x900ea8b7e0"),
        ("x" * 41, slug("x" * 41)),
    ],
)
def test_addresses_are_ascii_and_stay_for_ever(value, address):
    assert slug(value) == address
    assert re.fullmatch("[a-z0-9_-]{1,40}", slug(value))
    assert slug("Finance") != slug("finance")


def test_links_name_the_file_so_that_they_work_from_a_stick():
    assert href("index.html", "r/2024-015/index.html") == "../../index.html"
    assert href("r/2024-015/index.html", "r/2024-015/documents/record-1.html") == "../index.html"
    assert href("by/index.html", "index.html") == "by/index.html"


def test_no_two_pages_share_an_address_and_all_are_short(sample):
    paths = [page.path for page in pages(sample.archive())]
    assert len(paths) == len(set(paths))
    assert all(path.isascii() and len(path) <= 100 and path.endswith(".html") for path in paths)
    assert {"index.html", "search.html", "about/index.html", "r/2024-015/index.html"} <= set(paths)
    assert {"r/2024-015/documents/record-3.html", "by/year/2024/index.html", "by/outcome/rejected/index.html"} <= set(
        paths
    )


def test_a_list_longer_than_a_page_goes_on_and_leads_back(sample, publishing, tmp_path):
    many = [sample.small(f"2023-{n:03}", f"需求{n}", on=date(2023, 1, 1)) for n in range(1, PAGE_ROWS + 2)]
    publishing(tmp_path, sample.archive(*many))
    first, second = ((tmp_path / f"by/year/2023/{name}.html").read_text("utf-8") for name in ("index", "2"))
    assert (first.count("<tr>"), second.count("<tr>")) == (PAGE_ROWS + 1, 2)
    assert 'rel="next" href="2.html"' in first
    assert 'rel="prev" href="index.html"' in second
    assert Listing("year", "2023", ()).page_path(1) == "by/year/2023/index.html"
    assert list(check(tmp_path)) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_built_site_has_no_finding(sample, publishing, tmp_path, lang):
    publishing(tmp_path, sample.archive(), lang)
    assert list(check(tmp_path)) == []


def test_an_empty_archive_says_so(sample, publishing, tmp_path):
    publishing(tmp_path, sample.Archive(()))
    assert "尚无已归档的需求" in texts(tmp_path)["index.html"]
    assert list(check(tmp_path)) == []


def test_pages_keep_to_their_budget(sample, publishing, tmp_path):
    publishing(tmp_path, sample.archive())
    sizes = {path: path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()}
    assert max(size for path, size in sizes.items() if path.suffix == ".html") <= 30_000
    assert [size <= 14_000 for path, size in sizes.items() if path.suffix == ".css"] == [True]
    assert [size <= 16_384 for path, size in sizes.items() if path.match("assets/*.js")] == [True]


def test_nothing_is_inline_and_only_search_has_a_script(sample, publishing, tmp_path):
    publishing(tmp_path, sample.archive())
    for path, html in texts(tmp_path).items():
        assert " style=" not in html
        assert "default-src &#39;none&#39;; script-src &#39;self&#39;" in html
        assert ("<script" in html) == (path in ("index.html", "search.html"))
        assert not re.search(r"<script[^>]*>[^<]", html)


def test_a_demo_says_so_on_every_page(sample, publishing, tmp_path):
    archive = sample.archive()
    publishing(tmp_path, sample.Archive(archive.entries, demo=True))
    said = '<aside class="demo" aria-label="演示">演示：人、事和数字都是虚构的</aside>'
    assert all(said in html for html in texts(tmp_path).values())


def test_runs_in_another_language_are_marked(sample, publishing, tmp_path):
    publishing(tmp_path, sample.archive())
    pages = texts(tmp_path)
    assert '<html lang="zh-Hans">' in pages["index.html"]
    assert '<span lang="en">Autofill the invoice title</span>' in pages["index.html"]
    assert '<div class="prose" lang="en">' in pages["r/2025-003/index.html"]


def test_the_record_page_shows_all_of_the_model_record(sample, publishing, tmp_path):
    publishing(tmp_path, sample.archive())
    html = texts(tmp_path)["r/2024-015/index.html"]
    for words in (
        "2024-015",
        "用户订单状态实时同步功能",
        "市场部*经理",
        "客服咨询量增加20%",
        "<strong>注意：</strong>",
    ):
        assert words in html
    for words in (
        "<s>旧状态（待支付）</s>",
        "不适用：不改表结构",
        "目标 1",
        "最大 2.1 秒",
        "退款订单也要推送吗？",
        "5 个工作日",
    ):
        assert words in html
    said = re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", html))
    assert f"接口.log 734 B 测试报告 研发部*工程师 2024-03-12 16:20 SHA-256 {'bb' * 32}" in said
    assert 'download="接口.log"' in html
    assert '<svg class="course"' in html
    assert '<img src="../../../files/aa/' in texts(tmp_path)["r/2024-015/documents/record-3.html"]


def test_an_override_is_printed_with_its_class_its_place_and_who_gave_the_reason():
    given = Acknowledgement(
        n=1, code="G0-40", field="goals.2", kind="overridden", classes=("direction", "empty_noun"), reason="下月才有",
        about="ab" * 32, by=1, at=1_772_500_000_000,
    )  # fmt: skip
    somebody = Person(id=1, login="a", name="王芳", department="市场部", title="经理", party="business")
    record = Record(request=Request(), team=Team({1: somebody}), acknowledgements=(given,))
    reader = Reader("zh", ZoneInfo("Asia/Shanghai"), Names(record), lambda at: {}, {}, {})
    (rows,) = [t for s in sections(record, reader) for t in s.tables if t.name == "acknowledgements"]
    words = Words("zh")
    told = [words.shown(value) for value in rows.rows[0] if value is not None and value.kind != "prose"]
    assert told == [
        "提交时表述太含糊",
        "目标描述 2",
        "越过",
        "有方向没数字、空泛名词",
        "市场部*经理",
        "2026-03-03 09:06",
    ]
    assert "about" not in rows.columns
