"""What the system said is told in the language that is on, as of then means as of then, codes of exit fit the table."""

from __future__ import annotations

import re

import pytest

from bihuan.tui.table import owed_word


@pytest.mark.parametrize(
    ("make", "zh", "en"),
    [
        (lambda at: None, "没有这个文件或文件夹", "there is no such file or folder"),
        (lambda at: at.mkdir(), "这是一个文件夹", "that is a folder"),
        (lambda at: at.write_bytes(b"\xff\xfe"), "不是 UTF-8 文本：第 1 字节", "not UTF-8 text: byte 1"),
        (lambda at: at.write_text('{"act": "new"}\n{"act": ', "utf-8"), "第 9 列起不合 JSON 格式", "from column 9 on"),
    ],
)
def test_why_a_file_cannot_be_read_is_said_in_either_language(shell, tmp_path, make, zh, en) -> None:
    file = tmp_path / "lines"
    make(file)
    for lang, words in (("zh", zh), ("en", en)):
        code, _, err = shell.run("--lang", lang, "--as", "wangfang", "apply", str(file))
        assert (code, words in err) == (2, True), err
        if lang == "zh":
            told = err.split("\n")[0].replace(str(file), "")
            assert not re.search(r"[a-z]{3,}", told.removeprefix("bihuan")), told


def test_a_value_that_is_no_json_says_where(shell) -> None:
    code, _, err = shell.run("--lang", "zh", "--as", "wangfang", "new", 'goals+={"what": x}')
    assert (code, "不合 JSON 格式：第 1 行第 10 列" in err) == (2, True), err


def test_what_a_state_forbids_exits_as_not_allowed(shell) -> None:
    for words in (("erase", "zhaolei"), ("person", "keeper", "--keeper", "no")):
        code, error = shell.refused("keeper", "03-02T09:00", *words)
        assert code == 4, error


def test_what_a_request_is_linked_to_is_told_as_of_then(shell) -> None:
    for at, title in (("03-02T09:00", "甲需求改造"), ("03-02T09:01", "乙需求改造")):
        shell.by("wangfang", at, "new", f"title={title}")
    shell.by("wangfang", "03-02T10:00", "link", "d2", "depends_on", "d1")
    shell.by("wangfang", "03-02T11:00", "undo", "d2")
    seen = ("--as", "wangfang", "show", "d1", "--part", "1", "--as-of")
    for at, told in (("09:30", False), ("10:30", True), ("11:30", False)):
        assert ("d2" in shell.run(*seen, f"2026-03-02T{at}")[1]) is told, at


@pytest.mark.parametrize(
    ("act", "clock", "zh", "en"),
    [
        ("set", "debt", "补填", "fill in"),
        ("take-over", "debt", "接手", "take over"),
        ("escalation", "debt", "升级", "escalated"),
        ("sign", "late_signature", "补签", "sign"),
        ("sign", "milestone", "签字", "sign"),
        ("nudged", None, "催办", "nudged"),
        ("submit", None, "", ""),
    ],
)
def test_what_is_owed_later_is_worded_by_act_and_clock(act, clock, zh, en) -> None:
    assert (owed_word(act, clock, "zh"), owed_word(act, clock, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("field", "zh", "en"),
    [
        ("effect", "补填 预期效果", "fill in Expected effect"),
        ("goals.1", "补填 目标描述", "fill in Goals"),
        ("", "补填", "fill in"),
        ("nothing", "补填", "fill in"),
    ],
)
def test_a_debt_is_worded_by_the_field_that_is_to_be_filled(field, zh, en) -> None:
    assert (owed_word("set", "debt", "zh", field), owed_word("set", "debt", "en", field)) == (zh, en)
