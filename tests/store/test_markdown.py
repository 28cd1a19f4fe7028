"""What people write in Markdown comes out right in Chinese, and nothing they write acts on a page."""

import json
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.store.dialect import STEPS, TooCostly, is_safe_link, parser
from bihuan.store.markdown import to_html
from bihuan.store.pieces import PIECE, pieces

MASKED = ("研发部*工程师", "市场部*经理")

CHINESE = [
    ("**注意：**请检查", "<p><strong>注意：</strong>请检查</p>"),
    ("请**「务必」**检查", "<p>请<strong>「务必」</strong>检查</p>"),
    ("~~订单（旧）~~同步", "<p><s>订单（旧）</s>同步</p>"),
    ("订单状态在支付成功后\n五秒内同步", "<p>订单状态在支付成功后五秒内同步</p>"),
    ("他说，\n“**好**”\n就走了", "<p>他说，“<strong>好</strong>”就走了</p>"),
    ("订单**状态**\n同步", "<p>订单<strong>状态</strong>同步</p>"),
    ("two English\nlines", "<p>two English\nlines</p>"),
    ("采用Redis\n缓存", "<p>采用Redis\n缓存</p>"),
    (
        "见 https://a.example/x?y=1）。后文",
        '<p>见 <a href="https://a.example/x?y=1">https://a.example/x?y=1</a>）。后文</p>',
    ),
    (
        "(see https://a.example/x_(1).)",
        '<p>(see <a href="https://a.example/x_(1)">https://a.example/x_(1)</a>.)</p>',
    ),
    ("`https://a.example`", "<p><code>https://a.example</code></p>"),
    ("研发部*工程师，市场部*经理", "<p>研发部*工程师，市场部*经理</p>"),
    ("`研发部*工程师`", "<p><code>研发部*工程师</code></p>"),
    ("甲<br/>乙", "<p>甲<br>\n乙</p>"),
    ("<font color=green>■</font>", "<p>&lt;font color=green&gt;■&lt;/font&gt;</p>"),
    ("\ufeff标题\u202e", "<p>标题⟨U+202E⟩</p>"),
]


@pytest.mark.parametrize(("text", "html"), CHINESE)
def test_chinese_comes_out_right(text, html):
    assert to_html(text, literals=MASKED).strip() == html


def test_headings_rank_below_the_page_and_never_skip():
    html = to_html("## 概述\n#### 细节\n# 范围\n[细节](#细节) [无处](#无)", level=4, prefix="d")
    assert html.splitlines() == [
        '<h4 id="d-1">概述</h4>',
        '<h5 id="d-2">细节</h5>',
        '<h4 id="d-3">范围</h4>',
        '<p><a href="#d-2">细节</a> 无处</p>',
    ]


@pytest.mark.parametrize(
    ("words", "cell"),
    [
        ("2026-09-23 09:50", '<td class="n">2026-09-23 09:50</td>'),
        ("研发部*工程师2", '<td class="n">研发部*工程师2</td>'),
        ("研发部*工程师<br>2026-09-23 09:50", '<td class="n">'),
        ("汇总与标红完成，今天自测。", "<td>汇总与标红完成，今天自测。</td>"),
        ("9f86d081" * 8, '<td class="hash">'),
    ],
)
def test_a_day_or_a_person_in_a_table_stays_on_one_line_and_a_hash_may_break(words, cell):
    assert cell in to_html(f"| 甲 |\n| --- |\n| {words} |")


def test_a_table_scrolls_in_a_named_region_and_aligns_by_class():
    html = to_html("|项|数||\n|:-|-:|-|\n|甲|1||", title="方案", lang="zh")
    assert 'role="region" tabindex="0" aria-label="方案 · 表格 1"' in html
    assert '<th class="to-right" scope="col">数</th>' in html
    assert '<td class="to-right n">1</td>' in html
    assert "<td></td>\n</tr>\n</thead>" in html
    assert "style" not in html


def test_a_table_of_headers_alone_has_no_header_cells():
    assert "<th>" not in to_html("|项|数|\n|-|-|").replace("<th ", "<th>")


def test_a_diagram_stands_as_its_source():
    html = to_html("```mermaid\ngraph TD;A-->B\n```", lang="en")
    assert '<figure class="diagram"><pre role="region" tabindex="0" aria-label="Code 1">' in html
    assert "<figcaption>Diagram source (Mermaid)</figcaption></figure>" in html
    assert "A--&gt;B" in html


def test_images_come_only_from_attachments():
    html = to_html(
        "![图](a.png) ![](./a.png) ![信标](http://192.0.2.1/b.png) ![无](c.png)", attachments={"a.png": "f/1.png"}
    )
    assert html.count("<img") == 2
    assert '<img src="f/1.png" alt="图">' in html
    assert '<img src="f/1.png" alt="图片">' in html
    assert '<a href="http://192.0.2.1/b.png">信标</a>' in html
    assert '<span class="absent">无（图片未归档）</span>' in html


def test_attachments_are_known_by_their_chinese_names():
    html = to_html(
        "![](原型.png) [日志](./接口 1.log) [日志](<接口 1.log>)",
        attachments={"原型.png": "f/1.png", "接口 1.log": "f/2.bin"},
    )
    assert '<img src="f/1.png" alt="图片">' in html
    assert html.count('<a href="f/2.bin">日志</a>') == 1


def test_a_link_that_leads_nowhere_leaves_its_words():
    assert to_html("[文](b.md) [人]() [](http://a.example)") == "<p>文 人 http://a.example</p>\n"
    assert to_html("[文](../b.md) ![图](../../c.png)") == ('<p>文 <span class="absent">图（图片未归档）</span></p>\n')
    assert to_html("[文](b.md)", attachments={"b.md": "f/2.md"}) == '<p><a href="f/2.md">文</a></p>\n'


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("http://a.example/b?c=d#e", True),
        ("https://[2001:db8::1]:8080/", True),
        ("mailto:a@b.example", True),
        ("docs/设计.md", True),
        ("#概述", True),
        ("mailto:a@b?bcc=c@d", False),
        ("javascript:alert(1)", False),
        ("//192.0.2.1/p.png", False),
        ("/etc/passwd", False),
        ("../store.db", False),
        ("a/%2e%2e/%2e%2e/b", False),
        ("a\\..\\b", False),
        ("http://bank.example@192.0.2.1/", False),
        ("http://a.example:99999/", False),
        ("http:///x", False),
        ("tel:1", False),
        ("data:text/html,x", False),
        ("%6aavascript%3aalert(1)", False),
    ],
)
def test_which_addresses_are_safe(url, safe):
    assert is_safe_link(url) is safe


# Hostile texts


class Elements(HTMLParser):
    """Every element and attribute of a page."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


TAGS = {"p", "br", "hr", "h3", "h4", "h5", "h6", "em", "strong", "s", "a", "img", "ul", "ol", "li", "blockquote", "pre"}
TAGS |= {"code", "table", "thead", "tbody", "tr", "th", "td"}
TAGS |= {"figure", "figcaption", "div", "span"}
NAMES = {"class", "role", "tabindex", "aria-label", "href", "src", "alt", "start", "scope", "id"}


def assert_inert(html):
    for tag, attrs in Elements(html).found:
        assert tag in TAGS
        assert set(attrs) <= NAMES
        assert tag != "img"
        href = attrs.get("href", "#")
        assert href.startswith(("#", "http://", "https://", "mailto:"))
        assert is_safe_link(href)


@pytest.mark.parametrize(
    "name", ["xss_payloadsallthethings", "xss_dompurify", "xss_h5sc", "markdown_links", "naughty_strings"]
)
def test_no_payload_becomes_an_element(corpora, name):
    for entry in json.loads((corpora / "bad" / f"{name}.json").read_text("utf-8")):
        payload = entry if isinstance(entry, str) else entry.get("s", entry.get("md"))
        for text in (
            payload,
            f"[x]({payload})",
            f"![{payload}](x)",
            f"<{payload}>",
            f"|{payload}|\n|-|\n|{payload}|",
            f"```{payload}\nx",
        ):
            assert_inert(to_html(text))


@given(st.text(max_size=200))
def test_no_text_at_all_becomes_an_active_element(text):
    assert_inert(to_html(text))


def test_texts_written_to_hurt_cost_a_bounded_number_of_steps(corpora):
    """Steps bound the work of the rules, the table's cells the rest; what goes over stands as plain text."""
    plain = set()
    length = PIECE // 5
    for case in json.loads((corpora / "bad" / "markdown_pathological.json").read_text("utf-8")):
        size = sum(len(part) for part, count in case["build"] if count == "n")
        text = "".join(part * (length // size if count == "n" else count) for part, count in case["build"])[:length]
        html = to_html(text)
        assert len(html) < 200 * length
        plain |= {case["name"]} if 'class="plain"' in html else set()
    assert not plain
    assert 'class="plain"' in to_html("[a]: u\n" * 2_000 + "[a]")


def test_a_wide_header_over_many_short_rows_is_no_table():
    columns = 10_000
    html = to_html("|a" * columns + "|\n" + "|-" * columns + "|\n" + "|\n" * 900)
    assert "<table" not in html
    assert "<table" in to_html("|a" * 100 + "|\n" + "|-" * 100 + "|\n" + "|\n" * 150)


def test_the_steps_are_counted_afresh_for_each_text():
    hurting = "[a]: u\n" * 2_000 + "[a]"
    with pytest.raises(TooCostly):
        parser().parse(hurting)
    env: dict = {}
    parser().parse("订单状态实时同步。\n\n" * 2_000, env)
    assert env["steps"] > STEPS * 0.9


# Long texts


def test_a_long_text_is_parted_at_headings_outside_fences():
    section = "# 节\n\n```\n# 不是标题\n```\n" + "字" * 20_000 + "\n"
    parts = pieces(section * 5)
    assert [part.count("# 节") for part in parts] == [2, 2, 1]
    assert "".join(parts) == section * 5


def test_a_section_longer_than_a_piece_is_parted_between_paragraphs():
    text = ("字" * 9_999 + "\n\n") * 12
    assert [len(part) for part in pieces(text)] == [40_004] * 3


def test_a_block_longer_than_a_piece_stands_as_plain_text_and_the_rest_is_set():
    html = to_html("# 一\n\n" + "**字**" * 20_000 + "\n\n# 二\n\n**完**")
    assert html.count('class="plain"') == 1
    assert "<strong>完</strong>" in html
    assert '<h3 id="t-1">一</h3>' in html


@given(
    st.lists(st.sampled_from(["# h\n", "```\n", "~~~\n", "x\n", "\n", "- y\n", "    c\n", "\r\n", "z"])),
    st.integers(1, 30),
)
def test_pieces_make_up_the_text_again(lines, size):
    text = "".join(lines)
    assert "".join(pieces(text, size)) == text
