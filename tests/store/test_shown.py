"""Nothing that acts, hides or reorders reaches a terminal; what people really write arrives as they wrote it."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.store.text import has_hidden, shown

ACTIVE = {chr(c) for c in (*range(0x20), *range(0x7F, 0xA0))}
BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

HARMLESS = [
    "",
    "用户订单状态实时同步功能",
    "延迟 ≤ 3 秒 —— “通过” ·《报告》（第 2 版）…",
    "ＡＲＭ６４　全角",
    "家人 👨‍👩‍👧 已确认 ✅ ⚠️ ❤️ 1️⃣ 👍🏽",
    "naïve café e\u0301 Ω и 한국어",
    "张\u3000三",
    "𠮷野家 㐂 \U00031350",
    "مرحبا שלום",
    "[bold red]已批准[/]",
    "市场部∗经理",
]

SPELT = [
    ("拒绝\r同意", "拒绝␍同意"),
    ("\x1b]0;PWN\x07", "␛]0;PWN␇"),
    ("a\x7fb", "a␡b"),
    ("\x9b2J", "⟨U+009B⟩2J"),
    ("同意\u202e绝拒\u202c", "同意⟨U+202E⟩绝拒⟨U+202C⟩"),
    ("通\ufeff过", "通⟨U+FEFF⟩过"),
    ("is\u200bAdmin", "is⟨U+200B⟩Admin"),
    ("pass\xaded", "pass⟨U+00AD⟩ed"),
    ("好\ufe00", "好⟨U+FE00⟩"),
    ("好\ufe0f", "好⟨U+FE0F⟩"),
    ("a\u200db", "a⟨U+200D⟩b"),
    ("👨\u200d", "👨⟨U+200D⟩"),
    ("\u3164\uffa0", "⟨U+3164⟩⟨U+FFA0⟩"),
    ("\ud800x", "⟨U+D800⟩x"),
    ("\ue000\uffff\U0003ffff", "⟨U+E000⟩⟨U+FFFF⟩⟨U+3FFFF⟩"),
    ("\u0301x", "⟨U+0301⟩x"),
    ("a" + "\u0301" * 5, "a" + "\u0301" * 4 + "⟨U+0301⟩"),
    ("一\u2028二", "一⟨U+2028⟩二"),
]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_people_write_arrives_unchanged(text):
    assert shown(text) == text
    assert shown(text, lines=True) == text
    assert not has_hidden(text)


@pytest.mark.parametrize(("text", "expected"), SPELT)
def test_what_acts_or_hides_is_spelt_out(text, expected):
    assert shown(text) == expected
    assert shown(text, lines=True) == expected
    assert has_hidden(text)


def test_one_line_shows_line_ends_and_several_keep_them():
    assert shown("甲\r\n乙\n\t丙") == "甲␍␊乙␊␉丙"
    assert shown("甲\r\n乙\n\t丙", lines=True) == "甲\n乙\n    丙"
    assert not has_hidden("甲\r\n乙\n\t丙")


@pytest.mark.parametrize(
    "name",
    [
        "terminal_escapes",
        "unicode_spoof",
        "trojan_source",
        "naughty_strings",
        "header_injection",
        "markdown_links",
        "path_traversal",
        "sql_fts_injection",
        "xss_payloadsallthethings",
        "xss_dompurify",
        "xss_h5sc",
    ],
)
def test_no_bad_string_keeps_its_power(corpora, name):
    for entry in json.loads((corpora / "bad" / f"{name}.json").read_text("utf-8")):
        text = entry if isinstance(entry, str) else entry.get("s", entry.get("md"))
        for lines in (False, True):
            assert_inert(shown(text, lines=lines), lines)


@given(st.text(st.characters(exclude_categories=()), max_size=60), st.booleans())
def test_no_text_at_all_keeps_power_and_a_second_pass_changes_nothing(text, lines):
    once = shown(text, lines=lines)
    assert_inert(once, lines)
    assert shown(once, lines=lines) == once


def assert_inert(text, lines):
    acting = ACTIVE - {"\n"} if lines else ACTIVE
    assert not acting & set(text)
    assert not BIDI & set(text)
    text.encode("utf-8")
    assert not {c for c in text if unicodedata.category(c) in ("Cs", "Co", "Zl", "Zp")}
