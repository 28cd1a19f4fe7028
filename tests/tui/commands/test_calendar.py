"""``bihuan calendar``: shown with and without a store, changed by hand and from files, and what follows from that."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bihuan.store.rules.workdays import ESTIMATE
from bihuan.tui import place
from bihuan.tui.cli import main

SPRING_2027 = "日期,安排,节日\n2027-02-06..2027-02-12,休,春节\n2027-02-14,班,春节\n"


@pytest.fixture
def keeper() -> str:
    return place.account()


def days(shell: Any, year: int) -> dict[str, dict[str, Any]]:
    """Every day of a year as programs read it."""
    whole = shell.json("calendar", "show", str(year))
    assert set(whole) == {"schema", "days"}
    return {d["date"]: d for d in whole["days"]}


# ---- show --------------------------------------------------------------------------------------------------------
def test_every_day_of_a_year_is_told_to_programs(shell: Any) -> None:
    found = days(shell, 2028)
    assert list(found) == [(date(2028, 1, 1) + timedelta(n)).isoformat() for n in range(366)]
    assert found["2028-01-03"] == {"date": "2028-01-03", "work": True, "name": None, "source": ESTIMATE}
    golden = days(shell, 2026)
    assert golden["2026-10-10"] == {"date": "2026-10-10", "work": True, "name": "国庆节", "source": "chinesecalendar"}
    code, out, _ = shell.run("calendar", "2026")
    assert (code, out.splitlines()[0]) == (0, "2026-01-01\toff\t元旦\tchinesecalendar")
    assert shell.run("calendar")[0] == 0


def test_without_a_store_it_is_chinas(
    tmp_path: Path, corpora: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.delenv("BIHUAN_STORE", raising=False)
    for year in (2024, 2025):
        assert main(["calendar", "show", str(year), "--json"]) == 0
        said = capsys.readouterr()
        found = [(d["date"], d["work"]) for d in json.loads(said.out)["days"]]
        published = json.loads((corpora / "calendar" / f"{year}.json").read_text("utf-8"))["days"]
        assert found == [(d["date"], not d["off"]) for d in published]
        assert "bihuan.db" in said.err  # which store was not there
    assert main(["-C", str(tmp_path / "named.db"), "calendar", "show", "2024"]) == 6
    assert main(["calendar", "set", "2026-03-03", "off"]) == 6


def test_a_terminal_shows_holidays_and_make_up_days(shell: Any) -> None:
    lines = at_a_terminal(shell, "calendar", "show", "2026", "--lang", "en")
    assert lines[:2] == ["2026 · Asia/Shanghai · 09:00-12:00, 13:30-18:00", "248 days worked, 117 days off"]
    assert "off    2026-10-01 Thu – 2026-10-07 Wed  7      国庆节  chinesecalendar" in lines
    assert "work   2026-10-10 Sat                   1      国庆节  chinesecalendar" in lines
    assert "2027 has no official days yet" in "\n".join(at_a_terminal(shell, "calendar", "2027", "--lang", "en"))


def at_a_terminal(shell: Any, *words: str) -> list[str]:
    """What a command line prints on a terminal."""
    parent, child = pty.openpty()
    code = "import sys; from bihuan.tui.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "-C", str(shell.path), *words]
    ran = subprocess.run(command, stdout=child, stderr=subprocess.PIPE, check=True)
    assert ran.stderr == b""
    os.close(child)
    said = b""
    try:
        while more := os.read(parent, 1 << 16):
            said += more
    except OSError:  # the other end is closed
        pass
    os.close(parent)
    return said.decode().replace("\r", "").splitlines()


# ---- set ---------------------------------------------------------------------------------------------------------
def test_a_make_up_day_moves_what_is_due(shell: Any, submitted: str, keeper: str) -> None:
    def due() -> str:
        return str(shell.json("ls")["requests"][0]["due"])

    shell.by("liqiang", "03-05T10:00", "confirm", submitted, "clear", "--channel", "电话")
    assert due() == "2026-03-09T18:00:00+08:00"  # two working days from Thursday
    out = shell.by(keeper, "03-06T11:00", "calendar", "set", "2026-03-07", "work", "--name", "补班")
    assert (out, due()) == ("2026-03-07\twork\t补班\tset", "2026-03-07T18:00:00+08:00")
    told = json.loads(shell.by(keeper, "03-06T11:10", "calendar", "set", "2026-03-07..2026-03-09", "off", "--json"))
    assert (told["moved"], [d["work"] for d in told["days"]]) == (1, [False] * 3)
    assert due() == "2026-03-10T18:00:00+08:00"


def test_other_shifts_and_another_zone_move_what_is_due(shell: Any, submitted: str, keeper: str) -> None:
    for key, value, due in (
        ("calendar.hours", "08:30-12:00,13:00-17:00", "2026-03-03T17:00:00+08:00"),
        ("calendar.zone", "Europe/Berlin", "2026-03-03T17:00:00+01:00"),
    ):
        shell.by(keeper, "03-02T10:00", "config", key, value)
        assert shell.json("ls")["requests"][0]["due"] == due
        assert shell.json("show", submitted)["request"]["due"] == due


# ---- import ------------------------------------------------------------------------------------------------------
def test_a_year_is_estimated_until_its_notice_is_imported(shell: Any, submitted: str, keeper: str) -> None:
    shell.by(keeper, "03-02T10:00", "config", "calendar.official", "[2025]")
    row = shell.json("ls")["requests"][0]
    assert (row["due"], row["due_estimated"]) == ("2026-03-03T18:00:00+08:00", True)
    assert shell.json("show", submitted)["request"]["due_estimated"] is True
    assert "2026-03-03 18:00 est" in "\n".join(at_a_terminal(shell, "ls", "--lang", "en"))
    shown = "\n".join(at_a_terminal(shell, "show", submitted, "--lang", "en"))
    assert "2026-03-03 18:00, by working days, estimated: the official days off of that year are not known" in shown
    notice = "2026-03-03,off,停电\n2026-05-01,off,劳动节\n"
    told = json.loads(shell.by(keeper, "03-02T10:10", "calendar", "import", "-", "--json", stdin=notice))
    assert (told["years"], told["official"], told["moved"]) == ([2026], [2026], 1)
    row = shell.json("ls")["requests"][0]
    assert (row["due"], row["due_estimated"]) == ("2026-03-04T18:00:00+08:00", False)


def test_a_plan_changes_nothing_and_an_import_is_done_once(shell: Any, keeper: str, tmp_path: Path) -> None:
    file = tmp_path / "2027.csv"
    file.write_bytes(SPRING_2027.encode("gbk"))
    code, out, err = shell.run("calendar", "import", str(file), "--dry-run")
    assert code == 0
    assert out.splitlines() == [
        "Covers 2027",
        "Days that change: 8",
        "  2027-02-06 Sat – 2027-02-12 Fri  off  春节",
        "  2027-02-14 Sun  work  春节",
        "Now with official days, no longer “estimated”: 2027",
    ]
    assert "--dry-run" in err
    assert days(shell, 2027)["2027-02-14"]["source"] == ESTIMATE
    out = shell.by(keeper, "03-02T10:00", "calendar", "import", str(file))
    assert "Days that change: 8" in out
    found = days(shell, 2027)
    assert found["2027-02-14"] == {"date": "2027-02-14", "work": True, "name": "春节", "source": "import:2027.csv"}
    assert found["2027-03-01"]["source"] == "week"
    again = json.loads(shell.by(keeper, "03-02T10:10", "calendar", "import", str(file), "--json"))
    assert (again["changed"], again["official"], again["same"], again["moved"]) == ([], [], 8, 0)


def test_what_is_shown_can_be_imported_elsewhere(shell: Any, keeper: str, corpora: Path, tmp_path: Path) -> None:
    shell.by(keeper, "03-02T10:00", "calendar", "import", str(corpora / "calendar" / "2024.ics"))
    shown = tmp_path / "shown.json"
    shown.write_text(json.dumps(shell.json("calendar", "show", "2024")), "utf-8")
    told = json.loads(shell.run("calendar", "import", str(shown), "--dry-run", "--json")[1])
    assert (told["changed"], told["same"], told["years"]) == ([], 366, [2024])


# ---- what goes wrong ---------------------------------------------------------------------------------------------
def test_faults_are_told_by_line_and_nothing_is_imported(shell: Any, keeper: str, tmp_path: Path) -> None:
    file = tmp_path / "2027.csv"
    file.write_text(f"{SPRING_2027}2027-02-30,休,\n2027-05-01,调休,劳动节\n", "utf-8")
    words = ["calendar", "import", str(file)]
    code, error = shell.refused(keeper, "03-02T10:00", *words)
    assert (code, error["code"], error["field"]) == (2, "E-CALENDAR-FILE", "file")
    assert [(c["code"], c["field"]) for c in error["checks"]] == [
        ("E-CALENDAR-DATE", "file:4"),
        ("E-CALENDAR-STATE", "file:5"),
    ]
    assert days(shell, 2027)["2027-02-14"]["source"] == ESTIMATE
    code, out, err = shell.run("--as", keeper, "--lang", "zh", *words)
    assert (code, out) == (2, "")
    assert "第 4 行的「2027-02-30」不是日期。请写成 2026-10-01。" in err
    assert "第 5 行的「调休」看不出是上班还是休息" in err


REFUSED = [
    ("wangfang", ["set", "2026-03-03", "off"], 4, "E-KEEPER"),
    ("wangfang", ["import", "-"], 4, "E-KEEPER"),
    ("", ["set", "2026-02-30", "off"], 2, "E-INPUT-DAY"),
    ("", ["set", "2026-03-03..", "off"], 2, "E-INPUT-DAY"),
    ("", ["set", "2026-03-03..2026-03-01", "off"], 2, "E-CALENDAR-RUN"),
    ("", ["set", "2026-03-03", "maybe"], 2, "E-USAGE-CHOICE"),
    ("", ["set", "2026-03-03"], 2, "E-USAGE-MISSING"),
    ("", ["import", "/nowhere/2027.ics"], 2, "E-INPUT-FILE"),
    ("", ["import", "-"], 2, "E-CALENDAR-NOTHING"),
    ("", ["show", "3000"], 2, "E-CALENDAR-YEARS"),
    ("", ["frobnicate"], 2, "E-USAGE-CHOICE"),
]  # fmt: skip


@pytest.mark.parametrize(("login", "words", "exit_code", "name"), REFUSED)
def test_what_is_refused_says_why(
    shell: Any, keeper: str, login: str, words: list[str], exit_code: int, name: str
) -> None:
    code, error = shell.refused(login or keeper, "03-02T10:00", "calendar", *words)
    assert (code, error["code"]) == (exit_code, name)
    assert "{" not in error["text"]


# ---- country -----------------------------------------------------------------------------------------------------
def test_a_country_is_taken_after_it_was_shown_what_would_change(shell: Any, keeper: str) -> None:
    asked = ("calendar", "country", "DE", "2027", "--subdivision", "BY")
    coming = shell.json(*asked, "--dry-run")
    assert (coming["dry_run"], coming["years"], coming["official"]) == (True, [2027], [2027])
    assert "2027-01-06" not in {d for d, day in days(shell, 2027).items() if day["source"] == "holidays:DE-BY"}
    out = shell.by(keeper, "03-02T10:00", *asked)
    assert "Heilige Drei Könige" in out
    epiphany = {"date": "2027-01-06", "work": False, "name": "Heilige Drei Könige", "source": "holidays:DE-BY"}
    assert days(shell, 2027)["2027-01-06"] == epiphany
    code, error = shell.refused(keeper, "03-02T10:01", "calendar", "country", "Atlantis", "2027")
    assert (code, error["code"]) == (2, "E-CALENDAR-COUNTRY")
    assert shell.refused("liqiang", "03-02T10:01", *asked)[1]["code"] == "E-KEEPER"
