"""What the pages tell a keeper to type does what they say: every command, in its order, in a new store."""

from __future__ import annotations

import grp
import os
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from bihuan.tui.cli import main

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"```(?:sh|cron)\n(.*?)```", re.DOTALL)
LINE = re.compile(r"^(?:(?:\S+ +){5})?(bihuan .*?)(?: +#.*)?$", re.MULTILINE)
UNMET = {"bihuan check d1"}  # "exit 1 while there is something"


def commands(page: str, language: int) -> list[str]:
    """Every command of a page's blocks, of its first half (English) or its second."""
    half = (ROOT / page).read_text("utf-8").split("\n---\n")[language]
    return [line for block in BLOCK.findall(half) for line in LINE.findall(block)]


@pytest.mark.parametrize("language", [0, 1], ids=["en", "zh"])
def test_every_command_of_the_pages_works_in_their_order(
    language: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    for name in ("srv", "backup"):
        (tmp_path / name).mkdir()
    (tmp_path / "acts.jsonl").write_text('{"act": "new", "title": "二"}\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BIHUAN_STORE", str(tmp_path / "srv"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    group = grp.getgrgid(os.getgid()).gr_name
    typed = [*commands("MANUAL.md", language), *commands("README.md", 0)]
    assert len(typed) > 18
    for line in typed:
        here = line
        for told, stands in {
            "/srv/requests": str(tmp_path / "srv"),
            "/backup/": f"{tmp_path}/backup/",
            "$(date +\\%u)": "3",
            "--group requests": f"--group {group} --party technical --no-input",
        }.items():
            here = here.replace(told, stands)
        code = main(shlex.split(here)[1:])
        out, err = capsys.readouterr()
        assert code == 0 or line in UNMET, (line, code, out, err)
