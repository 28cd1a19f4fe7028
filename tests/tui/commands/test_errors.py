"""What goes wrong at the command line: the code, the field, the exit code, in words and as JSON; never a traceback."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
from pathlib import Path
from typing import Any

import apsw
import pytest
from outside import BIHUAN

from bihuan.store import file
from bihuan.store.file import create
from bihuan.store.rules.record import Person
from bihuan.tui import place
from bihuan.tui.cli import main

REFUSED = [
    # An unmet gate: every check, never only the first.
    ("liqiang", ["advance", "2026-001"], 1, "E-GATE", "contacts"),
    ("wangfang", ["advance", "d2"], 1, "E-GATE", "title"),
    # The wrong party, role, step; a number that there is not.
    ("wangfang", ["confirm", "2026-001", "clear"], 4, "E-ROLE", None),
    ("liqiang", ["set", "2026-001", "title=改名"], 4, "E-FIELD-PARTY", "title"),
    ("wangfang", ["set", "2026-001", "approach=…"], 4, "E-FIELD-PARTY", "approach"),
    ("liqiang", ["update", "2026-001", "写完了"], 4, "E-STEP", None),
    ("nobody", ["ls"], 4, "E-AS-UNKNOWN", "as"),
    ("wangfang", ["show", "2026-999"], 3, "E-NO-REQUEST", None),
    ("wangfang", ["show", "d²"], 3, "E-NO-REQUEST", None),
    ("wangfang", ["show", "d99999999999999999999"], 3, "E-NO-REQUEST", None),
    ("wangfang", ["answer", "2026-001", "7", "好"], 3, "E-NO-ROW", "questions.7"),
    ("liqiang", ["show", "d2"], 3, "E-NO-REQUEST", None),  # a draft is its author's
    # What cannot be read.
    ("wangfang", ["set", "2026-001", "colour=red"], 2, "E-FIELD-UNKNOWN", "colour"),
    ("wangfang", ["set", "2026-001", "status=closed"], 4, "E-FIELD-ACT", "status"),
    ("wangfang", ["set", "2026-001", "goals=[{"], 2, "E-USAGE-JSON", "goals"),
    ("wangfang", ["set", "2026-001", "title"], 2, "E-USAGE-EXTRA", "title"),
    ("wangfang", ["set", "2026-001", "expected_launch=soon"], 2, "E-INPUT-DAY", "expected_launch"),
    ("liqiang", ["take"], 2, "E-USAGE-MISSING", "request"),
    ("liqiang", ["confirm", "2026-001", "maybe"], 2, "E-INPUT-CHOICE", "verdict"),
    ("liqiang", ["confirm", "2026-001"], 2, "E-INPUT-MISSING", "verdict"),
    ("liqiang", ["confirm", "2026-001", "clear", "and", "more"], 2, "E-USAGE-EXTRA", "and"),
    ("liqiang", ["confirm", "2026-001", "--colour", "red"], 2, "E-USAGE-OPTION", "--colour"),
    ("liqiang", ["confirm", "2026-001", "--verdict"], 2, "E-USAGE-VALUE", "--verdict"),
    ("liqiang", ["show"], 2, "E-USAGE-MISSING", "no"),
    ("liqiang", ["show", "2026-001", "--part", "12"], 2, "E-USAGE-BAD", "--part"),
    ("liqiang", ["show", "2026-001", "more"], 2, "E-USAGE-EXTRA", "more"),
    ("liqiang", ["show", "2026-001", "--json=3"], 2, "E-USAGE-FLAG", "--json"),
    ("liqiang", ["diff", "2026-001", "last"], 2, "E-USAGE-INT", "v1"),
    ("liqiang", ["search", "退款", "--limit", "-1"], 2, "E-USAGE-LEAST", "--limit"),
    ("liqiang", ["completion", "csh"], 2, "E-USAGE-CHOICE", "shell"),
    ("liqiang", ["frobnicate"], 2, "E-NO-VERB", "verb"),
    ("liqiang", ["lss"], 2, "E-NO-VERB", "verb"),
    ("liqiang", ["export", "--out", "a.json"], 2, "E-USAGE-OPTION", "--out"),
    ("liqiang", ["search", "退款", "--limits", "3"], 2, "E-USAGE-OPTION", "--limits"),
    ("liqiang", ["ls", "colour:red"], 2, "E-QUERY-KEY", "query"),
    ("liqiang", ["edit", "2026-001", "title"], 2, "E-NO-EDITOR-TERMINAL", "title"),
    ("liqiang", ["tui"], 2, "E-NO-TERMINAL", None),
    ("liqiang", ["apply", "/nowhere/at/all"], 2, "E-INPUT-FILE", "file"),
    ("liqiang", ["set", "2026-001", "approach=\udcff"], 2, "E-TEXT-SURROGATE", None),
    ("liqiang", ["log", "--since", "last week"], 2, "E-AT", "since"),
    ("liqiang", ["diff", "2026-001"], 3, "E-NO-VERSION", "version"),
    ("liqiang", ["backup", "/tmp/never.db"], 4, "E-KEEPER", None),
]  # fmt: skip


@pytest.fixture
def two(shell: Any, submitted: str) -> Any:
    """A submitted request, and a draft that is not ready."""
    shell.by("wangfang", "03-02T10:00", "new")
    return shell


def test_each_says_what_where_and_by_which_code(two: Any) -> None:
    for login, words, code, name, where in REFUSED:
        exit_code, error = two.refused(login, "03-02T10:10", *words)
        assert (words, exit_code, error["code"], error["field"]) == (words, code, name, where)
        assert error["text"] not in ("", name) and "{" not in error["text"], error
        exit_code, out, err = two.run("--as", login, "--now", "2026-03-02T10:10", *words)
        assert (exit_code, out) == (code, "")
        assert name in err and "Traceback" not in err


def test_a_gate_lists_every_check_with_its_field(two: Any) -> None:
    _, error = two.refused("wangfang", "03-02T10:10", "submit", "d2")
    codes = {c["code"]: c["field"] for c in error["checks"]}
    assert {"G0-01": "title", "G0-02": "type", "G0-06": "goals"}.items() <= codes.items()
    assert {c["severity"] for c in error["checks"]} == {"blocking"}
    unmet = json.loads(two.run("--as", "wangfang", "check", "d2", "--json")[1])["unmet"]
    assert unmet == error["checks"]
    code, out, err = two.run("--as", "wangfang", "check", "d2")
    assert (code, out.splitlines()[0].split("\t")[:3], err) == (1, ["G0-01", "blocking", "title"], "")


def test_what_is_wrong_is_said_in_the_language_that_is_asked_for(two: Any) -> None:
    _, _, err = two.run("--lang", "zh", "show", "2026-999")
    assert err.splitlines()[-1] == "  接下来：bihuan ls"
    assert "2026-999" in err and "E-NO-REQUEST" in err


def test_the_command_line_speaks_the_language_that_is_named_behind_the_mistake(two: Any) -> None:
    for _, words, code, name, _ in REFUSED:
        if name.startswith(("E-USAGE", "E-NO-VERB")):
            exit_code, _, err = two.run(*words, "--lang", "zh")
            first = err.splitlines()[0]
            assert (exit_code, first[:3]) == (code, "闭环：")
            assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", first), "no sentence of the library's own"


def test_the_nearest_verb_is_named_and_none_that_is_not_near(two: Any) -> None:
    assert "最接近的是 ls、" in two.run("lss", "--lang", "zh")[2]
    said = two.run("frobnicate", "--lang", "en")[2].splitlines()
    assert ("Nearest" in said[0], said[-1]) == (False, "  Next: bihuan --help")


def test_a_frozen_field_names_the_way_to_change_it(shell: Any, submitted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from bihuan.store.acts import edit

    monkeypatch.setattr(edit, "frozen", lambda record: True)
    code, error = shell.refused("wangfang", "03-02T10:10", "set", submitted, "title=别的")
    assert (code, error["code"], error["field"]) == (4, "E-FROZEN", "title")
    _, _, err = shell.run("--as", "wangfang", "--now", "2026-03-02T10:10", "set", submitted, "title=别的")
    assert f"Next: bihuan change {submitted} FIELD=VALUE" in err


# ---- who and when ------------------------------------------------------------------------------------------------
def test_only_a_demo_plays_with_people_and_time(tmp_path: Path, shell: Any) -> None:
    real = tmp_path / "real.db"
    create(real, Person(login=place.account(), name="周静", party="technical", keeper=True)).close()
    shell.path = real
    for words, name in ((["--as", "wangfang"], "E-AS-DEMO"), (["--now", "2026-03-02T10:00"], "E-NOW-DEMO")):
        code, _, err = shell.run("ls", *words, "--json")
        assert (code, json.loads(err)["error"]["code"]) == (4, name)
        assert "bihuan demo" in shell.run("--lang", "en", "ls", *words)[2]


def test_a_demos_clock_never_goes_back(two: Any) -> None:
    code, error = two.refused("wangfang", "03-02T09:00", "ls")
    assert (code, error["code"]) == (4, "E-NOW-BACK")
    assert "2026-03-02 10:00" in error["text"]


def test_a_stranger_may_read_and_is_told_whom_to_ask(two: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "account", lambda: "stranger")
    code, out, err = two.run("ls")
    assert (code, len(out.splitlines())) == (0, 1)
    assert "stranger" in err and "孙档" in err
    code, error = json_error(two, "take", "2026-001")
    assert (code, error["code"]) == (4, "E-NO-PERSON")


def json_error(shell: Any, *words: str) -> tuple[int, dict[str, Any]]:
    code, out, err = shell.run(*words, "--json")
    assert out == ""
    return code, json.loads(err)["error"]


# ---- the file ----------------------------------------------------------------------------------------------------
def test_a_file_that_cannot_be_used_is_said_so(tmp_path: Path, shell: Any) -> None:
    shell.path = tmp_path / "none.db"
    assert json_error(shell, "ls")[1]["code"] == "E-STORE-MISSING"
    shell.path.write_text("no store at all, only words" * 200)
    code, error = json_error(shell, "show", "2026-001")
    assert (code, error["code"]) == (6, "E-STORE-NOT-ONE")


def test_a_damaged_page_is_told_not_thrown(two: Any) -> None:
    body = bytearray(two.path.read_bytes())
    two.run("ls")
    body[4096 * 3 :] = b"\xa5" * (len(body) - 4096 * 3)
    for end in ("-wal", "-shm"):
        two.path.with_name(two.path.name + end).unlink(missing_ok=True)
    two.path.write_bytes(body)
    for words in (["show", "2026-001"], ["ls"], ["set", "2026-001", "title=x"], ["log"]):
        code, out, err = two.run(*words)
        assert (code, "Traceback" in err, "E-STORE" in err) == (6, False, True), (words, out, err)
    code, out, _ = two.run("verify", "--json")
    assert code in (1, 6)


def test_a_full_disk_changes_nothing(two: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise apsw.FullError("database or disk is full")

    monkeypatch.setattr(file.Store, "seal", full)
    code, error = two.refused("liqiang", "03-02T10:10", "take", "2026-001")
    assert (code, error["code"]) == (6, "E-STORE-FULL")
    monkeypatch.undo()
    os.environ["BIHUAN_LANG"] = "en"


def test_what_nobody_foresaw_is_one_line_and_a_report(two: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file.Store, "seal", lambda *_: 1 / 0)
    code, out, err = two.run("--as", "liqiang", "--now", "2026-03-02T10:10", "take", "2026-001")
    assert (code, out, len(err.splitlines())) == (70, "", 1)
    report = Path(err.partition("The report is in ")[2].partition(";")[0])
    assert "ZeroDivisionError" in report.read_text("utf-8")
    assert report.stat().st_mode & 0o077 == 0


def test_settings_that_are_no_toml_are_named(two: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config" / "bihuan").mkdir(parents=True)
    (tmp_path / "config" / "bihuan" / "config.toml").write_text("store = ")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    assert main(["ls", "--json"]) == 2
    assert json.loads(two.read()[1])["error"]["code"] == "E-CONFIG"


# ---- processes of their own --------------------------------------------------------------------------------------


def piped(two: Any, words: list[str], rest: str, limit: str = "") -> tuple[str, str]:
    """Run a command with a shell's redirection; its exit code and what it said."""
    command = subprocess.list2cmdline([*BIHUAN, "-C", str(two.path), *words])
    script = f"{limit}{command} {rest}; echo ${{PIPESTATUS[0]}} >&2"
    done = subprocess.run(["bash", "-c", script], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    *said, code = done.stderr.splitlines()
    return code, "\n".join(said)


def test_a_closed_pipe_is_silent(two: Any) -> None:
    for words in (["ls"], ["acts"], ["show", "2026-001"]):
        code, said = piped(two, words, "| true")
        assert (code in ("141", "0"), said) == (True, "")


def test_an_output_that_is_full_is_said_so(two: Any) -> None:
    for words in (["ls"], ["acts"]):
        code, said = piped(two, words, "> /dev/full")
        assert (code, "E-OUTPUT" in said, "Traceback" in said) == ("6", True, False)


def test_a_limit_on_the_file_breaks_nothing(two: Any) -> None:
    lines = "".join(
        json.dumps({"act": "new", "title": f"{n}", "background": "长" * 9000 + str(n)}) + "\n" for n in range(60)
    )
    file = two.path.with_name("in.jsonl")
    file.write_text(lines)
    limit = two.path.stat().st_size // 512 + 200
    code, said = piped(two, ["apply", str(file)], "", limit=f"ulimit -f {limit}; ")
    assert (code, "E-STORE" in said, "Traceback" in said) == ("6", True, False)
    assert two.json("verify")["ok"] is True
    assert len(two.json("--as", "wangfang", "ls")["requests"]) == 2


def test_ctrl_c_is_130(two: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bihuan.tui.commands.lists.found", interrupted)
    code, out, err = two.run("ls", "订单")
    assert (code, out, err.strip()) == (130, "", "")


def test_on_a_terminal_lists_are_tables_and_acts_say_a_sentence(two: Any) -> None:
    def typed(*words: str) -> list[str]:
        master, slave = pty.openpty()
        env = {**os.environ, "BIHUAN_LANG": "zh", "COLUMNS": "80", "TERM": "dumb"}
        process = subprocess.Popen([*BIHUAN, "-C", str(two.path), *words], stdout=slave, stderr=slave, env=env)
        os.close(slave)
        said = b""
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:
                break
            said += part
            if not part:
                break
        process.wait()
        os.close(master)
        return said.decode().splitlines()

    head, row = typed("ls")
    assert head.split() == ["编号", "名称", "状态", "球在", "到期"]
    assert row.split()[:5] == ["!", "2026-001", "订单状态实时同步", "提交中", "技术"]
    assert typed("--as", "liqiang", "take", "2026-001") == ["已认领 2026-001"]
    assert "E-NO-TERMINAL" in " ".join(typed())
