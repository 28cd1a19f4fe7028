"""The first minutes: a new store, a demo, people, calendar and settings; the screens where there is a terminal."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from outside import ED, ED_PRINT

from bihuan.store.file import Store
from bihuan.store.rules.workdays import works_on
from bihuan.store.verify import verify
from bihuan.tui import place
from bihuan.tui.cli import main
from bihuan.tui.commands import start


def test_a_new_store_knows_its_founder_and_chinas_calendar(shell: Any, tmp_path: Path) -> None:
    shell.path = tmp_path / "team" / "b.db"
    told = shell.json("init", "--name", "李强", "--department", "研发部", "--title", "工程师", "--party", "技术")
    assert told["path"] == str(shell.path)
    with Store(shell.path, place.account(), write=False) as store:
        assert store.me is not None and (store.me.name, store.me.party, store.me.keeper) == ("李强", "technical", True)
        assert not works_on(store.calendar, date("2026-10-01")) and works_on(store.calendar, date("2026-10-10"))
        assert 2026 in (store.calendar.official or ())
        assert list(verify(store)) == []
        assert [act for (act,) in store.sql("SELECT act FROM entry GROUP BY act")] == ["init"]
    code, _, err = shell.run("init", "--json")
    assert (code, json.loads(err)["error"]["code"]) == (6, "E-STORE-EXISTS")


def test_a_new_store_may_know_the_calendar_of_another_country(shell: Any, tmp_path: Path) -> None:
    shell.path = tmp_path / "b.db"
    shell.json("init", "--name", "Li", "--department", "IT", "--title", "Lead", "--party", "t", "--country", "DE-BY")
    with Store(shell.path, place.account(), write=False) as store:
        year = max(store.calendar.official or ())
        assert not works_on(store.calendar, date(f"{year}-12-25")) or date(f"{year}-12-25").weekday() > 4
        assert {d.source for d in store.calendar.days} == {"holidays:DE-BY"}
    shell.path = tmp_path / "c.db"
    code, _, err = shell.run("init", "--name", "Li", "--party", "t", "--country", "Atlantis", "--json")
    assert (code, json.loads(err)["error"]["code"], shell.path.exists()) == (2, "E-CALENDAR-COUNTRY", False)


def date(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)


def test_a_wrong_answer_makes_nothing(shell: Any, tmp_path: Path) -> None:
    shell.path = tmp_path / "b.db"
    for words, code, name in (
        (["--party", "管理"], 2, "E-INPUT-CHOICE"),
        (["--group", "no-such-group"], 2, "E-NO-GROUP"),
    ):
        got, _, err = shell.run("init", *words, "--json")
        assert (got, json.loads(err)["error"]["code"], shell.path.exists()) == (code, name, False)


def test_four_lines_on_a_terminal_and_enter_takes_the_guess(
    shell: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.path = tmp_path / "b.db"
    shell.typed("\n市场部\n经理\nbusiness\n")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert main(["-C", str(shell.path), "--lang", "zh", "init"]) == 0
    _, err = shell.read()
    assert [line for line in err.split(": ") if "姓名" in line] and "属于哪一方" in err
    with Store(shell.path, place.account(), write=False) as store:
        assert store.me is not None
        assert (store.me.name, store.me.department, store.me.party) == (start.guess("name"), "市场部", "business")


@pytest.mark.skipif(os.getuid() != 0, reason="only root may give files to a group it is not in")
def test_a_group_may_write_the_store_and_nobody_else(shell: Any, tmp_path: Path) -> None:
    import grp

    group = grp.getgrall()[1]
    shell.path = tmp_path / "team" / "b.db"
    shell.json("init", "--group", group.gr_name)
    file, folder = shell.path.stat(), shell.path.parent.stat()
    assert (stat.S_IMODE(file.st_mode), file.st_gid) == (0o660, group.gr_gid)
    assert (stat.S_IMODE(folder.st_mode), folder.st_gid) == (0o3770, group.gr_gid)


def test_the_store_is_found_where_one_stands(shell: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / "work" / "deep" / "er"
    deep.mkdir(parents=True)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(deep)
    assert place.find_store(None) == str(tmp_path / "data" / "bihuan" / "bihuan.db")
    (tmp_path / "config" / "bihuan").mkdir(parents=True)
    (tmp_path / "config" / "bihuan" / "config.toml").write_text('store = "~/team.db"')
    assert place.find_store(None) == os.path.expanduser("~/team.db")
    (tmp_path / "work" / ".bihuan.db").touch()
    assert place.find_store(None) == str(tmp_path / "work" / ".bihuan.db")
    monkeypatch.setenv("BIHUAN_STORE", str(tmp_path / "env.db"))
    assert place.find_store(None) == str(tmp_path / "env.db")
    assert place.find_store(str(tmp_path / "work")) == str(tmp_path / "work" / ".bihuan.db")


# ---- people, calendar, settings ----------------------------------------------------------------------------------
def test_people_are_listed_added_and_changed(shell: Any) -> None:
    code, out, _ = shell.run("person")
    assert (code, len(out.splitlines())) == (0, 3)
    assert f"{place.account()}\t孙档\t综合部\t档案员\ttechnical\tkeeper" in out.splitlines()
    shell.by(place.account(), "03-02T10:00", "person", "wangfang", "--title", "总监", "--no-active")
    people = {p["login"]: p for p in shell.json("person")["people"]}
    assert (people["wangfang"]["title"], people["wangfang"]["active"], people["wangfang"]["name"]) == (
        "总监", False, "王芳",
    )  # fmt: skip
    code, error = shell.refused("liqiang", "03-02T10:00", "person", "new", "--name", "新", "--party", "business")
    assert (code, error["code"]) == (4, "E-KEEPER")
    code, error = shell.refused(place.account(), "03-02T10:00", "person", "new", "--name", "新")
    assert (code, error["field"]) == (2, "party")


def test_a_day_set_to_work_moves_what_is_due(shell: Any, submitted: str) -> None:
    before = shell.json("ls")["requests"][0]["due"]
    assert before == "2026-03-03T18:00:00+08:00"
    shell.by(place.account(), "03-02T10:00", "calendar", "set", "2026-03-03", "off", "停电")
    assert shell.json("ls")["requests"][0]["due"] == "2026-03-04T18:00:00+08:00"
    days = {d["date"]: d for d in shell.json("calendar", "show", "2026")["days"]}
    assert days["2026-03-03"] == {"date": "2026-03-03", "work": False, "name": "停电", "source": "set"}
    assert days["2026-10-10"]["work"] is True
    assert shell.refused("liqiang", "03-02T10:00", "calendar", "set", "2026-03-03", "work")[1]["code"] == "E-KEEPER"
    assert shell.refused("liqiang", "03-02T10:00", "calendar", "show", "soon")[1]["code"] == "E-INPUT-INT"


def test_settings_are_shown_and_changed_by_keepers(shell: Any) -> None:
    settings = shell.json("config")["settings"]
    assert settings["demo"] is True and 2026 in settings["calendar.official"]
    shell.by(place.account(), "03-02T10:00", "config", "documents.lang", "en")
    assert shell.json("config", "documents.lang")["settings"] == {"documents.lang": "en"}
    assert shell.refused("liqiang", "03-02T10:00", "config", "documents.lang", "zh")[1]["code"] == "E-KEEPER"
    assert shell.refused("liqiang", "03-02T10:00", "config", "colour")[1]["code"] == "E-NO-SETTING"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_setting_is_listed_with_its_value_and_what_it_is(shell: Any, lang: str) -> None:
    shell.by(place.account(), "03-02T10:00", "config", "clock.answer", "2wd")
    lines = {line.split("\t")[0]: line.split("\t")[1:] for line in shell.run("config", "--lang", lang)[1].splitlines()}
    told = {"zh": ("「答复」时限", "已设", "默认"), "en": ("Answer: time allowed", "set", "default")}[lang]
    assert lines["clock.answer"] == ['"2wd"', told[1], told[0]]
    assert lines["title.han"][:2] == ["20", told[2]]
    known = {one["key"]: one for one in shell.json("config")["known"]}
    assert {k: known["nudge.daily"][k] for k in ("value", "default", "unit", "least", "most")} == {
        "value": 1, "default": 1, "unit": "times", "least": 1, "most": 20,
    }  # fmt: skip
    assert known["clock.answer"]["page"] == "clocks"
    last = shell.json("log")["entries"][-1]
    assert (last["act"], last["by"], last["about"]) == ("config", place.account(), "store")
    assert last["changes"] == [{"field": "clock.answer", "old": None, "new": '"2wd"'}]


@pytest.mark.parametrize(("lang", "said"), [("zh", "不超过 30 字"), ("en", "30 characters if it holds")])
def test_the_help_of_a_verb_speaks_the_number_that_is_set(shell: Any, lang: str, said: str) -> None:
    shell.by(place.account(), "03-02T10:00", "config", "title.han", "30")
    assert said in " ".join(shell.run("--lang", lang, "new", "--help")[1].split())


def test_a_setting_out_of_bounds_says_the_bounds(shell: Any) -> None:
    code, error = shell.refused(place.account(), "03-02T10:00", "config", "title.han", "500")
    assert (code, error["code"]) == (2, "E-SETTING-RANGE")
    assert "5" in error["text"] and "200" in error["text"]
    code, error = shell.refused(place.account(), "03-02T10:00", "config", "clock.answer", "soon")
    assert "2wd" in error["text"]


# ---- the record as text ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_request_is_shown_part_by_part(shell: Any, submitted: str, lang: str) -> None:
    shell.by("liqiang", "03-02T10:00", "ask", submitted, "business", "峰值多少？\x1b[31m")
    code, out, err = shell.run("--lang", lang, "show", submitted)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == f"{submitted} 订单状态实时同步"
    heads = [line for line in out.splitlines() if line.startswith("── ")]
    assert [h.split()[1] for h in heads] == list("123456789")
    assert "客服咨询量增加20%" in out and "峰值多少？␛[31m" in out and "\x1b" not in out
    code, part, _ = shell.run("--lang", lang, "show", submitted, "--part", "8")
    assert "峰值多少？" in part and "客服咨询量" not in part
    code, md, _ = shell.run("--lang", lang, "show", submitted, "--md")
    assert md.startswith("# ") and "订单状态实时同步" in md


# ---- the demo ----------------------------------------------------------------------------------------------------
def test_the_demo_is_made_and_said_where(shell: Any, tmp_path: Path) -> None:
    told = shell.json("demo", "--no-tui", "--at", str(tmp_path / "demo"))
    assert (tmp_path / "demo" / "site" / "index.html").is_file()
    shell.path = Path(told["path"])
    assert len(shell.json("ls")["requests"]) >= 24
    assert shell.json("verify")["ok"] is True
    assert shell.json("inbox")["inbox"]
    code, _, err = shell.run("demo", "--no-tui", "--at", str(tmp_path / "demo"), "--json")
    assert (code, json.loads(err)["error"]["code"]) == (6, "E-STORE-EXISTS")


def test_without_a_terminal_no_demo_is_made(shell: Any, tmp_path: Path) -> None:
    code, _, err = shell.run("demo", "--at", str(tmp_path / "demo"), "--json")
    assert (code, json.loads(err)["error"]["code"]) == (2, "E-NO-TERMINAL")
    assert not (tmp_path / "demo").exists()


def test_ssh_keys_are_entered_from_a_file_listed_and_removed(shell: Any) -> None:
    shell.by("wangfang", "03-02T09:00", "ssh-key", "-", stdin=f"{ED} 办公电脑\n")
    told = {"login": "wangfang", "fingerprint": ED_PRINT, "type": "ssh-ed25519", "comment": "办公电脑"}
    assert shell.json("ssh-key")["keys"] == [told]
    assert shell.run("ssh-key")[1] == f"wangfang\t{ED_PRINT}\tssh-ed25519\t办公电脑\n"
    shell.by("wangfang", "03-02T09:01", "drop-ssh-key", ED_PRINT)
    assert shell.json("ssh-key")["keys"] == []
