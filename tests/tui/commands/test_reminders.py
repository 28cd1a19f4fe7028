"""``tick``, ``hooks`` and ``digest`` as people and cron use them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bihuan.tui import place


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's hooks."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "etc"))
    made = tmp_path / "config" / "bihuan" / "hooks"
    made.mkdir(parents=True)
    return made


def script(path: Path, text: str) -> Path:
    """A hook."""
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def ticked(shell: Any, login: str, at: str) -> list[tuple[str, str]]:
    """What a tick tells programs."""
    told = json.loads(shell.by(login, at, "tick", "--json"))
    assert told["schema"] == 1
    return [(event["event"], event["request"]) for event in told["events"]]


# ---- tick --------------------------------------------------------------------------------------------------------
def test_cron_tells_each_event_once_and_hands_it_to_each_hook_once(shell: Any, submitted: str, folder: Path) -> None:
    script(folder / "log", f"cat >> '{folder}/got.txt'")
    assert ticked(shell, "liqiang", "03-04T10:00") == [("missed", submitted)]
    assert ticked(shell, "wangfang", "03-04T10:05") == []
    assert shell.by("wangfang", "03-05T10:00", "tick").split("\t")[:4] == [
        "escalated",
        submitted,
        "confirmation",
        "confirm",
    ]
    lines = [json.loads(line) for line in (folder / "got.txt").read_text("utf-8").splitlines()]
    assert [(e["event"], e["demo"]) for e in lines] == [("missed", True), ("escalated", True)]
    assert lines[0]["to"] == ["liqiang", "wangfang"] or lines[0]["to"][-1] == "wangfang"


def test_a_hook_that_comes_later_gets_what_still_is_so(shell: Any, submitted: str, folder: Path) -> None:
    assert ticked(shell, "liqiang", "03-04T10:00") == [("missed", submitted)]
    script(folder / "log", f"cat >> '{folder}/got.txt'")
    assert ticked(shell, "liqiang", "03-04T10:05") == []
    assert json.loads((folder / "got.txt").read_text("utf-8"))["event"] == "missed"


def test_a_hook_that_fails_is_told_of_and_holds_no_other_up(shell: Any, submitted: str, folder: Path) -> None:
    script(folder / "a", "echo no network >&2; exit 7")
    script(folder / "b", f"cat >> '{folder}/got.txt'")
    code, out, err = shell.run("--as", "liqiang", "--now", "2026-03-04T10:00", "tick")
    assert (code, out.split("\t")[0]) == (0, "missed")
    assert err == f"Hook {folder / 'a'} ended with 7. no network\n"
    assert (folder / "got.txt").exists()


def test_a_hook_of_somebody_outside_learns_nothing(shell: Any, submitted: str, folder: Path) -> None:
    script(folder / "log", f"cat >> '{folder}/got.txt'")
    form = json.dumps(shell.json("--as", "wangfang", "show", submitted)["request"])
    more = ("--title", "金丝雀9f3a", "--confidential", "yes", "technical_contact=liqiang")
    draft = shell.by("wangfang", "03-02T10:00", "new", "--from", "-", *more, stdin=form)
    number = shell.by("wangfang", "03-02T10:05", "submit", draft).split("\t")[0]
    shell.by(place.account(), "03-02T10:10", "person", "zhaolei", "--name", "赵磊", "--party", "technical")
    assert [no for _, no in ticked(shell, "zhaolei", "03-04T10:00")] == [submitted]
    assert [no for _, no in ticked(shell, "liqiang", "03-04T10:05")] == [number]
    assert "金丝雀" not in (folder / "got.txt").read_text("utf-8")


# ---- hooks -------------------------------------------------------------------------------------------------------
def test_hooks_are_listed_and_tried(shell: Any, folder: Path) -> None:
    assert shell.run("hooks")[2].startswith("There are no hooks yet.")
    well, other = script(folder / "a", f"cat > '{folder}/got.txt'"), script(folder / "b", "exit 2")
    (folder / "c").write_text("")
    assert shell.run("hooks", "list")[1] == f"{well}\truns\n{other}\truns\n{folder / 'c'}\tnot_executable\n"
    assert [h["why_not"] for h in shell.json("hooks")["hooks"]] == [None, None, "not_executable"]
    code, out, _ = shell.run("hooks", "test")
    assert (code, out.splitlines()) == (1, [f"{well}  ok", f"Hook {other} ended with 2."])
    assert json.loads((folder / "got.txt").read_text("utf-8"))["event"] == "test"
    assert [h["ok"] for h in shell.json("hooks", "test")["hooks"]] == [True, False]


# ---- digest ------------------------------------------------------------------------------------------------------
@pytest.fixture
def asked(shell: Any, submitted: str) -> str:
    """A request on which business owes an answer and technical an assessment."""
    shell.by("liqiang", "03-02T10:00", "confirm", submitted, "clear")
    shell.by("liqiang", "03-02T10:05", "ask", submitted, "business", "峰值多少？")
    return submitted


def test_a_digest_in_both_languages(shell: Any, asked: str) -> None:
    english = shell.by("wangfang", "03-03T09:30", "digest").splitlines()
    assert english == [
        "DEMO  王芳 (市场部 经理)  Tue 2026-03-03 09:30",
        "",
        "Due today: 1",
        f"~ {asked}  订单状态实时同步  answer  Tue 2026-03-03 10:05 (80% of its time spent)",
    ]
    chinese = shell.by("liqiang", "03-05T09:30", "digest", "--lang", "zh").splitlines()
    assert chinese == [
        "演示 DEMO  李强（研发部 工程师）  2026-03-05 周四 09:30",
        "",
        "逾期 1 项",
        f"! {asked}  订单状态实时同步  推进  2026-03-04 周三 18:00（逾期 15 小时）",
        "",
        "已升级给你 1 项",
        f"! {asked}  订单状态实时同步  答复  2026-03-03 周二 10:05（逾期 1 天）",
    ]


def test_what_is_due_this_week_what_others_owe_and_what_came_up(shell: Any, asked: str) -> None:
    told = json.loads(shell.by("liqiang", "03-03T09:30", "digest", "--week", "--json"))
    assert (told["for"], told["week"], [o["act"] for o in told["coming"]]) == ("liqiang", True, ["advance"])
    without = json.loads(shell.by("liqiang", "03-03T09:31", "digest", "--json"))
    assert (without["coming"], [o["act"] for o in without["after"]]) == ([], ["advance"])
    shell.by("wangfang", "03-03T09:35", "answer", asked, "1", "200单每秒")
    lines = shell.by("wangfang", "03-05T09:40", "digest").splitlines()
    assert lines[2:] == [
        "Nothing is waiting for you.",
        "",
        "Waiting for others: 1",
        f"! {asked}  订单状态实时同步  ball: technical  Wed 2026-03-04 18:00 (15 h late)",
    ]
    shell.by("wangfang", "03-05T09:45", "nudge", asked)
    assert "Nudged: 1" in shell.by("liqiang", "03-05T09:50", "digest")
    assert "Escalated to you: 1" in shell.by("wangfang", "03-06T09:05", "digest")


def test_of_others_one_sees_what_both_may_see(shell: Any, submitted: str) -> None:
    form = json.dumps(shell.json("--as", "wangfang", "show", submitted)["request"])
    more = ("--title", "金丝雀9f3a", "--confidential", "yes", "technical_contact=liqiang")
    shell.by("wangfang", "03-02T10:00", "new", "--from", "-", *more, stdin=form)
    shell.by("wangfang", "03-02T10:05", "submit", "d2")
    shell.by(place.account(), "03-02T10:10", "person", "zhaolei", "--name", "赵磊", "--party", "technical")
    words = ("digest", "--for", "liqiang", "--week")
    assert "金丝雀" in shell.by("wangfang", "03-03T09:00", *words)
    theirs = shell.by("zhaolei", "03-03T09:01", *words)
    assert submitted in theirs and "金丝雀" not in theirs
    assert "金丝雀" not in shell.by("zhaolei", "03-03T09:02", "digest", "--for", "wangfang", "--json")


def test_nobody_of_that_login(shell: Any) -> None:
    code, error = shell.refused("wangfang", "03-03T09:00", "digest", "--for", "nobody")
    assert (code, error["code"], error["field"]) == (3, "E-NO-SUCH-PERSON", "for")


def test_the_short_line_of_the_inbox_counts_what_is_late(shell: Any, asked: str) -> None:
    assert shell.by("wangfang", "03-03T09:30", "inbox", "--short") == "1 due, 0 late"
    assert shell.by("wangfang", "03-03T10:10", "inbox", "--short") == "1 due, 1 late"
