"""People's text in a document says what it said, and can do nothing there."""

import pytest

from bihuan.store.markdown import to_html
from bihuan.store.quoting import block, cell, fenced, inline, settled


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("用户订单状态实时同步功能", "用户订单状态实时同步功能"),
        ("2024-015 · 1.支付回调；a_b_c，3~5天", "2024-015 · 1.支付回调；a_b_c，3~5天"),
        ("市场部*经理", "市场部*经理"),
        ("a*b*c", "a\\*b\\*c"),
        ("甲 | 乙", "甲 \\| 乙"),
        ("甲\r\n  乙\u2028丙", "甲 乙 丙"),
        ("# 标题", "\\# 标题"),
        ("#1 号", "#1 号"),
        ("- 项", "\\- 项"),
        ("-5 度", "-5 度"),
        ("1. 项", "1\\. 项"),
        ("> 引用", "\\> 引用"),
        ("---", "\\---"),
        ("`code`", "\\`code\\`"),
        ("a \\ b \\| c", "a \\ b \\\\\\| c"),
        ("末尾\\", "末尾\\\\"),
        ("<script> 5<6 &lt; a&b", "\\<script> 5<6 \\&lt; a&b"),
        ("[甲](http://a) [乙]", "\\[甲](http://a) \\[乙]"),
        ("[紧急] 修复", "[紧急] 修复"),
        ("~~划掉~~", "\\~\\~划掉\\~\\~"),
        ("_重点_ 与 _x", "\\_重点\\_ 与 \\_x"),
    ],
)
def test_a_line_is_plain(text, expected):
    assert inline(text) == expected


@pytest.mark.parametrize(
    "text", ["*a* **b** _c_ `d` [e](f) ~~g~~ &amp; <b> \\* | # 1. h", "# a", "1) b", "+ c", "=", "***"]
)
def test_a_line_reads_as_it_was_typed(text):
    import html
    import re

    read = html.unescape(re.sub(r"</?[a-z][^>]*>", "", to_html(inline(text)))).strip()
    assert read == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一\n\n二\\\n三 | 四", "一<br>二<br>三 \\| 四"),
        ("用 `a|b<c>` 与 <b>", "用 `a\\|b<c>` 与 \\<b>"),
        ("```sql\nselect 1\n```", "select 1"),
        ("研发部*工程师交给市场部*经理", "研发部\\*工程师交给市场部\\*经理"),
        ("**重点**", "**重点**"),
    ],
)
def test_a_cell_keeps_its_row(text, expected):
    assert cell(text, ("研发部*工程师", "市场部*经理")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# 一\n## 二", "#### 一\n##### 二"),
        ("###### 六", "###### 六"),
        ("一\n===", "#### 一\n"),
        ("一\n二\n---", "##### 一 二\n\n"),
        ("> 一\n> ---", "> 一\n> \\---"),
        ("- # 一", "- #### 一"),
        ("```\n# 不是标题 <b>", "```\n# 不是标题 <b>\n```"),
        ("~~~~ x\na\n~~~\n", "~~~~ x\na\n~~~\n~~~~"),
        ("- a\n\n  ```\n  b", "- a\n\n  ```\n  b"),
        ("    # 缩进 <b>\n\n<b>", "    # 缩进 <b>\n\n\\<b>"),
        ("<https://a.example/x> <mailto:a@b.example>", "<https://a.example/x> <mailto:a@b.example>"),
    ],
)
def test_a_block_stays_below_its_heading(text, expected):
    assert block(text) == expected


def test_a_text_that_would_cost_too_much_stands_as_it_is():
    text = "[" * 60_000
    assert block(text) == fenced(text)
    assert fenced("a\n```\nb") == "````text\na\n```\nb\n````"


def test_two_names_in_one_place_make_no_emphasis():
    names = ("研发部*工程师2", "研发部*工程师", "市场部*经理")
    line = "由 研发部*工程师 交给 研发部*工程师2"
    table = "| 市场部*经理 | 研发部*工程师（市场部*经理） |"
    document = f"{line}\n\n{table}\n\n```\n{line}\n```"
    assert settled(document, names) == (
        f"{line.replace('*', chr(92) + '*')}\n\n| 市场部*经理 | 研发部\\*工程师（市场部\\*经理） |\n\n```\n{line}\n```"
    )
