"""Drafts from options and files, fields and rows by `set`, one's own editor, and the form it edits."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from bihuan.store import flat, read
from bihuan.store.file import Store
from bihuan.tui import sheet

AT = "03-02T10:00"


def request(shell: Any, no: str, who: str = "wangfang") -> dict[str, Any]:
    found: dict[str, Any] = shell.json("--as", who, "show", no)["request"]
    return found


def test_a_draft_from_options_fields_and_a_file(shell: Any, tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(json.dumps({"title": "旧名", "project": "订单", "systems": ["支付", "客服"]}))
    no = shell.by(
        "wangfang", AT, "new", "--from", str(tmp_path / "in.json"), "--title", "新名", "--expected_launch",
        "2026-04-01", "--goals", '[{"what": "5秒内同步"}]', "type=fix", "background=-", stdin="第一行\n第二行\n",
    )  # fmt: skip
    r = request(shell, no)
    assert (r["title"], r["project"], r["systems"]) == ("新名", "订单", ["支付", "客服"])
    assert (r["type"], r["expected_launch"], r["background"]) == ("fix", "2026-04-01", "第一行\n第二行")
    assert r["goals"] == [
        {"id": 1, "what": "5秒内同步", "target": None, "baseline": None, "window": None, "after_launch": False}
    ]


def test_rows_are_added_changed_and_dropped_by_their_number(shell: Any, submitted: str) -> None:
    def done(*words: str) -> list[dict[str, Any]]:
        shell.by("wangfang", AT, "set", submitted, *words)
        return request(shell, submitted)["goals"]

    assert [g["id"] for g in done('goals+={"what": "第三"}', 'goals+=[{"what": "第四"}]')] == [1, 2, 3, 4]
    assert done("goals.2.target=15%", "goals.2.after_launch=no")[1]["target"] == "15%"
    assert [g["id"] for g in done("goals.3=")] == [1, 2, 4]
    assert [g["id"] for g in done('goals+={"what": "第五"}')] == [1, 2, 4, 5]  # a number is never given again
    assert done('goals=[{"id": 2, "what": "只剩它"}]') == [
        {"id": 2, "what": "只剩它", "target": "15%", "baseline": None, "window": None, "after_launch": False}
    ]
    assert done("goals=[]") == []


def test_a_text_may_begin_like_json_or_like_an_option(shell: Any, submitted: str) -> None:
    for text in ("{curly}", "[方括号]", "-减号开头", "a=b=c", "=", '"引号"'):
        shell.by("wangfang", AT, "set", submitted, f"effect={text}")
        assert request(shell, submitted)["effect"] == text
    shell.by("liqiang", AT, "take", submitted)
    shell.by("liqiang", AT, "set", submitted, 'test_cases={"not_applicable": "无"}', "no_risks=yes", "feasible=否")
    r = request(shell, submitted)
    assert (r["test_cases"], r["no_risks"], r["feasible"]) == ({"not_applicable": "无"}, True, False)
    for field in ("solution", "root_cause", "verification_steps", "approach"):
        code, _, told = shell.run("--as", "liqiang", "--json", "set", submitted, f'{field}={{"not_applicable": "无"}}')
        assert (code, json.loads(told)["error"]["code"]) == (2, "E-INPUT-NA")
    shell.by("wangfang", AT, "set", submitted, "effect=", "systems=支付、客服", "acceptors=wangfang")
    r = request(shell, submitted)
    assert (r["effect"], r["systems"], r["acceptors"]) == (None, ["支付", "客服"], ["wangfang"])


def test_undo_takes_back_ones_own_last_act_wherever_it_was(shell: Any, submitted: str) -> None:
    shell.by("wangfang", AT, "set", submitted, "project=甲")
    assert shell.by("wangfang", AT, "undo") == f"{submitted}\tsubmitting"
    assert request(shell, submitted)["project"] is None


def test_what_would_be_signed_is_printed_to_the_byte(shell: Any, submitted: str) -> None:
    found = shell.json("sign", submitted, "--print")
    import hashlib

    assert hashlib.sha256(found["contents"].encode()).hexdigest() == found["sha256"]


# ---- the form ----------------------------------------------------------------------------------------------------
HOSTILE = "## title · 假的\n<!-- 注释 -->\n\\## goals\n\\<!-- 又一个 -->\n- what: 不是行\n  正文"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_form_comes_back_as_it_went(shell: Any, submitted: str, lang: Any) -> None:
    goals = [{"what": '"引号" 开头', "baseline": "两\n行"}, {"what": "[方]", "target": "x: y"}, {"what": "普通"}]
    shell.by("wangfang", AT, "set", submitted, f"background={HOSTILE}", f"goals={json.dumps(goals)}")
    with Store(shell.path, "wangfang", write=False) as store:
        values = flat.of_store(store, read.resolve(store, submitted))
    found = sheet.read(sheet.written(values, lang))
    assert found["background"] == HOSTILE
    assert {n: sheet.normal(v) for n, v in found.items()} == {n: sheet.normal(values[n]) for n in found}


def test_a_form_that_cannot_be_read_names_its_line(shell: Any) -> None:
    for text, code in (("title: 没有标题行", "E-FORM-HEADING"), ("## goals · 目标\n随便写", "E-FORM-ROW")):
        code_, error = shell.refused("wangfang", AT, "new", "--from", write(shell, text))
        assert (code_, error["code"]) == (2, code)
    no = shell.by("wangfang", AT, "new", "--from", write(shell, "## title\n从表单来\n\n## goals\n- what: 快 5 秒\n"))
    r = request(shell, no)
    assert (r["title"], r["goals"][0]["what"]) == ("从表单来", "快 5 秒")


def write(shell: Any, text: str) -> str:
    path = shell.path.with_name("form.md")
    path.write_text(text, "utf-8")
    return str(path)


# ---- one's own editor --------------------------------------------------------------------------------------------
@pytest.fixture
def editor(shell: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An editor that does what a Python line says to the text `t`, and a terminal to run it in."""

    def use(line: str) -> None:
        script = tmp_path / "editor.py"
        script.write_text(
            "import sys, pathlib\np = pathlib.Path(sys.argv[1])\nt = p.read_text('utf-8')\n"
            f"{line}\np.write_text(t, 'utf-8')\n"
        )
        monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
        typed = shell.typed

        def on_terminal(text: str) -> None:
            typed(text)
            monkeypatch.setattr("sys.stdin.isatty", lambda: True)

        shell.typed = on_terminal

    return use


def test_a_field_is_edited_and_only_what_changed_is_written(shell: Any, submitted: str, editor: Any) -> None:
    editor("t = t.replace('60', '80')")
    shell.by("wangfang", AT, "edit", submitted, "effect")
    assert request(shell, submitted)["effect"] == "客服咨询量由每天80次降到51次"
    editor("t = t.replace('≤5秒', '≤3秒')")
    shell.by("wangfang", AT, "edit", submitted)
    assert request(shell, submitted)["goals"][0]["target"] == "≤3秒"
    (entry,) = (e for e in shell.json("log", submitted)["entries"][-1:])
    assert [c["field"] for c in entry["changes"]] == ["goals.1.target"]
    head = shell.json("verify")["entries"]
    editor("pass")
    assert shell.run("--as", "wangfang", "--now", f"2026-{AT}", "edit", submitted)[0] == 0
    assert shell.json("verify")["entries"] == head
    assert list((shell.path.parent / "state" / "bihuan" / "drafts").glob("*.md")) == []


def test_what_was_typed_is_kept_when_it_is_refused(shell: Any, submitted: str, editor: Any) -> None:
    editor("t = t.replace('medium', 'lofty')")
    code, _, err = shell.run("--as", "wangfang", "--now", f"2026-{AT}", "edit", submitted)
    assert (code, "E-INPUT-CHOICE" in err) == (2, True)
    (kept,) = (shell.path.parent / "state" / "bihuan" / "drafts").glob("*.md")
    assert "lofty" in kept.read_text("utf-8")
    assert f"kept in {kept}" in err
    assert kept.stat().st_mode & 0o077 == 0


def test_an_editor_that_fails_changes_nothing(shell: Any, submitted: str, editor: Any, monkeypatch: Any) -> None:
    editor("sys.exit(3)")
    code, error = shell.refused("wangfang", AT, "edit", submitted, "effect")
    assert (code, error["code"]) == (2, "E-EDITOR")
    monkeypatch.setenv("VISUAL", "/no/such/editor")
    assert shell.refused("wangfang", AT, "edit", submitted, "effect")[1]["code"] == "E-EDITOR"


def test_two_people_at_the_same_field_do_not_overwrite_each_other(shell: Any, submitted: str, editor: Any) -> None:
    other = (
        "import subprocess; subprocess.run([sys.executable, '-c', 'import sys; from bihuan.tui.cli import main;"
        f" sys.exit(main())', '-C', {str(shell.path)!r}, '--as', 'wangfang', '--now', '2026-{AT}', 'set',"
        f" {submitted!r}, 'effect=别人写的'], check=True); t += '我写的'"
    )
    editor(other)
    code, error = shell.refused("wangfang", AT, "edit", submitted, "effect")
    assert (code, error["code"], error["field"]) == (5, "E-EDIT-CHANGED", "effect")
    assert request(shell, submitted)["effect"] == "别人写的"
    assert os.listdir(shell.path.parent / "state" / "bihuan" / "drafts")
