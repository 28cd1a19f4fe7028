"""Lists and queries: what a person sees, what programs read, and that the quick way says the same as the long one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

import apsw
import pytest

from bihuan.store import file, read, seen
from bihuan.store.errors import BadInput
from bihuan.store.file import Store
from bihuan.store.query import condition
from bihuan.tui import place, quick

HEAVY = ("textual", "rich", "peewee", "asyncio", "click", "dataclasses", "platformdirs")


@pytest.fixture
def three(shell: Any, submitted: str) -> Any:
    """A request being assessed, a draft of 王芳's, and a confidential request of hers."""
    shell.by("liqiang", "03-02T10:00", "confirm", submitted, "clear")
    shell.by("liqiang", "03-02T10:05", "ask", submitted, "business", "峰值多少？", "--stops-work")
    shell.by("wangfang", "03-02T10:10", "new", "--title", "草稿", "--type", "fix")
    form = json.dumps(shell.json("--as", "wangfang", "show", submitted)["request"])
    shell.by(
        "wangfang",
        "03-02T10:20",
        "new",
        "--from",
        "-",
        "--title",
        "工资接口",
        "--confidential",
        "yes",
        "technical_contact=",
        stdin=form,
    )
    shell.by("wangfang", "03-02T10:30", "submit", "d3")
    return shell


FOUND = [
    ("", {"2026-001", "2026-002", "d2"}),
    ("status:assessing", {"2026-001"}),
    ("状态：评估中", {"2026-001"}),
    ("status:assessing,submitting", {"2026-001", "2026-002"}),
    ("-status:draft", {"2026-001", "2026-002"}),
    ("step:sub", {"2026-002"}),
    ("type:new", {"2026-001", "2026-002"}),
    ("类型:修复", {"d2"}),
    ("prio:medium", {"2026-001", "2026-002"}),
    ("优先级:中 -no:2026-002", {"2026-001"}),
    ("dept:市场", {"2026-001", "2026-002", "d2"}),
    ("by:me", {"2026-001", "2026-002", "d2"}),
    ("by:王芳 lead:李强", {"2026-001"}),
    ("ball:business", {"2026-001", "d2"}),
    ("球:技术", {"2026-002"}),
    ("due:<3d", {"2026-001", "2026-002"}),
    ("due:>30d", set()),
    ("到期:2026-03-03", {"2026-001", "2026-002"}),
    ("due:none", {"d2"}),
    ("changed:>2026-03-01", {"2026-001", "2026-002", "d2"}),
    ("changed:<15m", None),
    ("changed:<1h", {"2026-001", "2026-002", "d2"}),
    ("no:2026-0*", {"2026-001", "2026-002"}),
    ("no:d2", {"d2"}),
    ("q:open", {"2026-001"}),
    ("q:me", {"2026-001"}),
    ("sign:me", set()),
    ("late", set()),
    ("blocked", set()),
    ("暂停", set()),
    ("订单", {"2026-001", "2026-002"}),
    ('"订单状态" 同步 -工资', {"2026-001"}),
    ("colour:red", None),
    ("status:", None),
    ("status:odd", None),
    ("ball:t", None),
    ("by:nobody", None),
    ("due:soon", None),
    ("due:<2026-13-01", None),
    ("due:>9999-12-31", None),
    ('"colour:red"', set()),
    ("[" * 500, set()),
    ("no:[a-z]*?'\"", set()),
]


def test_a_query_finds_what_it_says_or_names_its_mistake(three: Any) -> None:
    with Store(three.path, "wangfang", now=lambda: 1_772_419_000_000, write=False) as store:
        for query, wanted in FOUND:
            try:
                where, args = condition(store, query)
            except BadInput as e:
                assert (query, wanted, e.field) == (query, None, "query")
                assert query[e.values["place"] - 1 :][: e.values["length"]] == e.values["part"]
                continue
            assert (query, {r.name for r in read.listed(store, where, *args)}) == (query, wanted)


def test_everyone_sees_what_is_theirs(three: Any) -> None:
    for who, wanted in (("wangfang", {"2026-001", "2026-002", "d2"}), ("liqiang", {"2026-001"})):
        rows = three.json("--as", who, "ls")["requests"]
        assert {r["number"] or r["id"] for r in rows} == wanted
    rows = three.json("ls")["requests"]  # a keeper of records
    assert {r["number"] for r in rows} == {"2026-001", "2026-002"}


def test_the_quick_way_says_the_same(three: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for login in ("wangfang", "liqiang", place.account()):
        for verb in ("ls", "inbox"):
            for how in (["--json"], []):
                long = three.run("--as", login, verb, *how)
                monkeypatch.setattr(place, "account", lambda login=login: login)
                assert quick.answer(["-C", str(three.path), verb, *how]) == 0
                assert (three.read()[0], long[0]) == (long[1], 0)
                monkeypatch.undo()
                monkeypatch.setenv("BIHUAN_LANG", "en")


def test_shapes_that_programs_read(three: Any) -> None:
    (row,) = three.json("--as", "liqiang", "ls")["requests"]
    assert row == {
        "number": "2026-001", "id": "d1", "title": "订单状态实时同步", "type": "new_feature", "priority": "medium",
        "status": "assessing", "step": "assessing", "ball": "business", "due": "2026-03-03T10:05:00+08:00",
        "due_clock": "answer", "due_estimated": False, "due_disputed": False,
        "department": "市场部", "confidential": False, "closed_at": None,
    }  # fmt: skip
    inbox = three.json("--as", "wangfang", "--now", "2026-03-02T11:00", "inbox")["inbox"]
    assert [(o["act"], o["number"], o["row"], o["clock"]) for o in inbox] == [("answer", "2026-001", 1, "answer")]
    (question,) = three.json("questions")["questions"]
    assert (question["request"], question["id"], question["stops_work"]) == ("2026-001", 1, True)
    assert {a["act"] for a in three.json("acts")["acts"]} >= {"new", "submit", "sign", "close", "undo"}
    entries = three.json("log", "2026-001")["entries"]
    assert [e["act"] for e in entries] == ["new", "submit", "confirm", "ask"]
    assert {"field": "questions.1.text", "old": None, "new": "峰值多少？"} in entries[-1]["changes"]
    assert {"field": "status", "old": "draft", "new": "submitting"} in entries[1]["changes"]
    assert entries[0]["by"] == "wangfang"


def test_a_log_speaks_to_people_in_words(three: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    said = three.run("--lang", "zh", "log", "2026-001")[1]
    assert "2026-03-02 09:40  2026-001  提交  王芳\n" in said
    assert "\n    当前状态: 草稿 > 提交中\n" in said and "\n    待确认问题 1 问题: - > 峰值多少？\n" in said
    assert not re.search(r"[a-z]+_[a-z]+|submitting|T\d\d:|true|false", said), "no word of programs"
    asked = three.run("--lang", "zh", "questions")[1]
    assert asked.startswith("2026-001  问题 1 问 业务  到期 2026-03-03 ")


def test_one_line_for_a_prompt(three: Any) -> None:
    asked = ["--as", "wangfang", "--now", "2026-03-04T10:00", "inbox", "--short"]
    assert three.run(*asked)[1] == "1 due, 1 late\n"
    assert three.run(*asked, "--lang", "zh")[1] == "1 项待办，1 项逾期\n"


def test_a_past_list(three: Any) -> None:
    rows = three.json("--as", "wangfang", "ls", "--as-of", "2026-03-02T09:35")["requests"]
    assert [(r["number"], r["status"]) for r in rows] == [(None, "draft")]
    assert three.json("ls", "--as-of", "2026-01-01")["requests"] == []


def test_nothing_heavy_is_imported_for_a_list(three: Any) -> None:
    code = (
        "import sys; from bihuan.tui.cli import main;"
        f"assert main(['-C', {str(three.path)!r}, *sys.argv[1:]]) == 0;"
        f"print([m for m in {HEAVY} if m in sys.modules], file=sys.stderr)"
    )
    for words in (["ls"], ["ls", "--json"], ["inbox"], ["inbox", "--short"]):
        done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True)
        assert (done.stderr, bool(done.stdout)) == ("[]\n", True), words
    done = subprocess.run([sys.executable, "-c", code, "ls", "no:2026"], capture_output=True, text=True)
    assert (done.returncode, "textual" in done.stderr) == (0, False)


def test_every_statement_of_the_quick_way_fits_a_fresh_file(shell: Any) -> None:
    db = apsw.Connection(str(shell.path))
    condition, args = seen.seen_by(1, False, "2026-03-02")
    for sql, given in (
        (quick.ME, ("x",)),
        (quick.SETTINGS, ()),
        (quick.LAST, ()),
        (quick.listed(0, condition), args),
        (quick.listed(0, seen.seen_by(1, True, "")[0]), (1,)),
        seen.inbox(1, False, "2026-03-02", 0),
        seen.inbox(1, True, "2026-03-02", 0),
    ):
        db.execute(sql, given).fetchall()
    assert quick.steps() == db.execute("PRAGMA user_version").get
    db.close()


def test_what_is_not_plain_is_left_to_the_verbs() -> None:
    for words in (
        ["ls", "late"],
        ["ls", "--as-of", "x"],
        ["inbox", "--short", "--json"],
        ["show"],
        [],
        ["--lang", "zh", "ls"],
    ):
        assert quick.asked(words) is None, words
    assert quick.asked(["-C", "a.db", "ls", "--json"]) == ("ls", "a.db", True, False)


def test_all_requests_of_a_person_are_handed_over_by_one_command(shell: Any, submitted: str) -> None:
    shell.by("liqiang", "03-02T10:00", "take", submitted)
    again = shell.by("wangfang", "03-02T10:01", "new", "--title", "对账").split("\t")[0]
    shell.by(place.account(), "03-02T10:02", "person", "qianjun", "--name", "钱军", "--party", "technical")
    words = ("hand-over", "technical_contact", "qianjun", "休假", "--person", "liqiang", "--all")
    assert shell.by("liqiang", "03-02T10:03", *words) == f"{submitted}\tsubmitting"
    code, error = shell.refused("liqiang", "03-02T10:04", *words)
    assert (code, error["code"], again) == (3, "E-HAND-OVER-NONE", "d2")
    for until in ("2026-03-31", "2026-03-03"):  # named again with an earlier end, a deputy stands in no longer
        shell.by("liqiang", "03-02T10:05", "deputy", "qianjun", "2026-03-02", until)
    with file.Store(shell.path, write=False) as store:
        assert [str(d.last_on) for d in store.team.deputies] == ["2026-03-03"]
