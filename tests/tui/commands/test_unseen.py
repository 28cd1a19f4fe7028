"""What a person may not see shows in nothing that person runs: every column holds a mark, every verb is run."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from marks import DRAFT, LIKE, MARK, NOW, OUTSIDE, SEEN, UNSEEN

from bihuan.store import file, read, ticks
from bihuan.store.acts.every import ACTS
from bihuan.tui import place
from bihuan.tui.cli import VERBS, main
from bihuan.tui.commands.acts import about_request

DAYS_LATER = NOW + 5 * 24 * 3_600_000  # within working hours; all that time brings about has come


@pytest.fixture
def outside(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    request: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Any]:
    """A command line of somebody at a store: exit code, and everything that was printed, written or given to a hook."""
    login, kind = request.param if isinstance(request.param, tuple) else (request.param, "filled")
    store = tmp_path_factory.mktemp("outside") / "s.db"
    copyfile(request.getfixturevalue(kind), store)
    monkeypatch.setattr(place, "account", lambda: login)
    monkeypatch.setattr(file.Store.__init__, "__defaults__", ("", lambda: DAYS_LATER))
    folders = {"XDG_STATE_HOME": "state", "XDG_CONFIG_HOME": "config", "XDG_CONFIG_DIRS": "etc"}
    for name, folder in folders.items():
        monkeypatch.setenv(name, str(tmp_path / folder))
    monkeypatch.setenv("BIHUAN_LANG", "en")
    monkeypatch.chdir(tmp_path)
    for folder in ("config", "etc"):
        hook = tmp_path / folder / "bihuan" / "hooks" / "log"
        hook.parent.mkdir(parents=True)
        hook.write_text(f"#!/bin/sh\ncat >> {tmp_path}/{folder}-got\nenv >&2\nexit 1\n", "utf-8")
        hook.chmod(0o755)

    known: dict[Path, int] = {}

    def wrote() -> Iterator[str]:
        """What was written since it was looked last."""
        for path in filter(Path.is_file, tmp_path.rglob("*")):
            if known.get(path) != (at := path.stat().st_mtime_ns):
                known[path] = at
                yield path.read_bytes().decode("utf-8", "replace")

    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        code = main(["-C", str(store), *words])
        said = capsys.readouterr()
        return code, said.out + said.err + "".join(wrote())

    yield run


# Every verb, as it is called for all requests and for one; a verb that is missing here fails a test.
CALLS: dict[str, tuple[str, ...]] = {
    "init": ("init {tmp}/new.db --name X --department Y --title Z --party business",),
    "demo": (
        "demo --no-tui --at {tmp}/new.db",
    ),  # there is one: a demo of its own would take long and read nothing here
    "tui": ("tui",),
    "new": ("new --title X",),
    "ls": ("ls", "ls --json", f"ls {LIKE}", f"ls {LIKE} --json", "ls --as-of 2025-01-03", "ls status:assessing"),
    "inbox": ("inbox", "inbox --json", "inbox --short"),
    "show": (f"show {SEEN}", f"show {SEEN} --json", f"show {SEEN} --md"),
    "edit": (),
    "check": (f"check {SEEN}", f"check {SEEN} --json"),
    "sign": (),
    "apply": ("apply {tmp}/lines",),
    "acts": ("acts", "acts --json"),
    "questions": ("questions", "questions --json"),
    "digest": ("digest", "digest --week", "digest --json", "digest --for wangfang"),
    "tick": ("tick", "tick --json"),
    "hooks": ("hooks list", "hooks test"),
    "log": ("log", "log --json", f"log {SEEN}", "log --since 2025-01-01"),
    "diff": (f"diff {SEEN}", f"diff {SEEN} --words"),
    "due": ("due 2025-01-02T10:00 2wd",),
    "search": (f"search {LIKE}", f"search {LIKE} --json"),
    "similar": (f"similar {SEEN}", f"similar {SEEN} --json"),
    "lessons": ("lessons", "lessons --json"),
    "load": ("load", "load --json"),
    "queue": ("queue", "queue --json"),
    "stats": ("stats", "stats --json", "stats --csv"),
    "ball": (f"ball {SEEN}", f"ball {SEEN} --json"),
    "lint": (f"lint {SEEN}",),
    "import": ("import {tmp}/none.jsonl",),
    "export": (
        "export --to json",
        "export --to json --full-names",
        "export --to csv",
        "export --to xlsx -o {tmp}/a.xlsx",
        f"export {SEEN} --to md",
    ),
    "publish": ("publish {tmp}/site",),
    "verify": ("verify", "verify --json"),
    "backup": ("backup {tmp}/b.db",),
    "restore": ("restore {tmp}/none.db",),
    "person": ("person", "person list --json"),
    "ssh-key": ("ssh-key", "ssh-key --json"),
    "calendar": ("calendar show", "calendar --json"),
    "config": ("config", "config --json"),
    "keys": ("keys", "keys --md"),
    "completion": ("completion bash",),
}
# The verbs that take one request by its number; each of them does not find it.
OF_ONE = ("show", "edit", "check", "sign", "questions", "log", "diff", "similar", "ball")


NOT_FOUND = (3,)
REFUSED = (3, 4)  # not found, or not even looked for in another's name


def test_every_verb_is_called() -> None:
    assert set(VERBS) - CALLS.keys() == set()


@pytest.mark.parametrize("outside", OUTSIDE, indirect=True)
def test_no_verb_shows_what_its_caller_may_not_see(outside: Any, tmp_path: Path) -> None:
    (tmp_path / "lines").write_text(json.dumps({"act": "nudge", "request": UNSEEN, "by": "wangfang"}), "utf-8")
    told = {}
    for call in (call for calls in CALLS.values() for call in calls):
        code, said = outside(*call.format(tmp=tmp_path).split())
        assert code != 70, (call, said)
        told[call] = said.replace((tmp_path / "lines").read_text("utf-8"), "") if not call.startswith("apply") else ""
        assert MARK not in said, (call, said[max(0, said.find(MARK) - 300) : said.find(MARK) + 80])
    named = ("init", "demo")  # stores of their own
    assert [call for call, said in told.items() if UNSEEN in said and not call.startswith(named)] == []


@pytest.mark.parametrize("outside", OUTSIDE, indirect=True)
def test_no_verb_and_no_act_finds_it(outside: Any) -> None:
    acts = [code for code, a in ACTS.items() if about_request(a, {})]
    for verb in dict.fromkeys((*OF_ONE, *acts)):
        for no in (UNSEEN, DRAFT):
            code, said = outside(verb, no)
            assert (code, MARK in said) == (3, False), (verb, no, said[:600])


@pytest.mark.parametrize("outside", ["zhoumin"], indirect=True)
@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (f"export {UNSEEN} --to json", NOT_FOUND),
        (f"lint {UNSEEN}", NOT_FOUND),
        (f"show {UNSEEN} --part 2 --json", NOT_FOUND),
        (f"nudge {UNSEEN} --by wangfang", REFUSED),
        (f"sign {UNSEEN} --by wangfang", REFUSED),
        (f"sign {UNSEEN} --print", NOT_FOUND),
        (f"edit {UNSEEN} --by wangfang", NOT_FOUND),
        (f"link {SEEN} --kind causes --to {UNSEEN}", NOT_FOUND),
        (f"link {SEEN} --kind causes --to d1", NOT_FOUND),
        (f"merge {SEEN} --into {UNSEEN} --reason x", NOT_FOUND),
    ],
)
def test_no_detour_finds_it(outside: Any, words: str, codes: tuple[int, ...]) -> None:
    found, said = outside(*words.split())
    assert found in codes, said
    assert MARK not in said


# What the hooks of whoever ticks get: of what is seen its title, of what is confidential the number alone.
GOT = {
    ("zhoumin", "filled"): {(SEEN, LIKE)},
    ("qianjun", "filled"): {(SEEN, LIKE)},
    ("nobody", "filled"): {(SEEN, LIKE)},
    ("liqiang", "filled"): {(SEEN, LIKE), (UNSEEN, None)},
    ("keeper", "filled"): {(SEEN, LIKE), (UNSEEN, None)},
    ("wangfang", "filled"): {(SEEN, LIKE), (UNSEEN, None), (DRAFT, None)},
    ("zhoumin", "bared"): {(SEEN, LIKE), (UNSEEN, f"{LIKE} {MARK}")},
}


@pytest.mark.parametrize(("outside", "got"), GOT.items(), indirect=["outside"])
def test_a_hook_gets_what_whoever_ticks_sees(outside: Any, got: set[tuple[str, str | None]], tmp_path: Path) -> None:
    _, said = outside("tick")
    for folder in ("config", "etc"):
        events = [json.loads(line) for line in (tmp_path / f"{folder}-got").read_text("utf-8").splitlines()]
        assert {(e["request"], e["title"] and e["title"].rstrip("0123456789q")) for e in events} == got
    assert (MARK in said) == any(title and MARK in title for _, title in got)


@pytest.mark.parametrize("login", OUTSIDE)
def test_what_is_read_shows_none_of_it(filled: Path, login: str) -> None:
    with file.Store(filled, login) as store:
        assert [r.name for r in read.listed(store)] == [SEEN]
        found = [*read.listed(store), *read.inbox(store), *ticks.waiting(store, ["hook"])]
        told = [ticks.told(event, store) for event, _ in ticks.waiting(store, ["hook"])]
        assert MARK not in repr((found, told))
        assert read.visible(store, (1, 2, 3)) == {3}


def test_whoever_takes_part_finds_it(filled: Path) -> None:
    with file.Store(filled, "liqiang") as store:
        assert UNSEEN in {r.name for r in read.listed(store)}
    with file.Store(filled, "wangfang") as store:
        assert {UNSEEN, DRAFT} <= {r.name for r in read.listed(store)}
