"""The command line in one process: a demo store whose clock the tests move, people of both parties, what is printed."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import copyfile
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bihuan.store.acts.every import ACTS
from bihuan.store.calendar_seed import china_official
from bihuan.store.file import create
from bihuan.store.rules.record import CalendarDay, Person
from bihuan.tui import place
from bihuan.tui.cli import main

TEXTS = {
    "background": "近期用户反馈订单支付成功后状态未实时变更，客服咨询量增加20%",
    "description": "1.支付回调接口触发状态更新；2.订单列表页5秒内显示最新状态",
    "effect": "客服咨询量由每天60次降到51次",
}
GOALS = [{"what": "订单状态支付成功后5秒内同步", "target": "≤5秒"}, {"what": "客服咨询量降低15%", "after_launch": True}]


@dataclass
class Shell:
    """A command line: `run` gives exit code, output and words; `by` speaks as somebody of the demo at a time."""

    path: Path
    read: Callable[[], tuple[str, str]]
    typed: Callable[[str], None]

    def run(self, *words: str, stdin: str = "") -> tuple[int, str, str]:
        """Run one command line."""
        self.typed(stdin)
        code = main(["-C", str(self.path), *words])
        return code, *self.read()

    def by(self, login: str, at: str, *words: str, stdin: str = "") -> str:
        """Act as somebody at a time; it must succeed."""
        code, out, err = self.run("--as", login, "--now", f"2026-{at}", *words, stdin=stdin)
        assert code == 0, err
        return out.strip()

    def refused(self, login: str, at: str, *words: str) -> tuple[int, dict[str, Any]]:
        """Act as somebody; it must be refused: the exit code and the error."""
        code, out, err = self.run("--json", "--as", login, "--now", f"2026-{at}", *words)
        assert (out, code > 0) == ("", True)
        error: dict[str, Any] = json.loads(err)["error"]
        return code, error

    def json(self, *words: str) -> Any:
        """What programs read."""
        code, out, err = self.run(*words, "--json")
        assert code in (0, 1), err
        return json.loads(out)


class Typed(io.StringIO):
    """Standard input that is no terminal."""

    @property
    def buffer(self) -> io.BytesIO:
        return io.BytesIO(self.getvalue().encode())


PEOPLE = (
    {"login": "wangfang", "name": "王芳", "party": "business", "department": "市场部", "title": "经理"},
    {"login": "liqiang", "name": "李强", "party": "technical", "department": "研发部", "title": "工程师"},
)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo store with two parties, made once; tests work on copies."""
    path = tmp_path_factory.mktemp("founded") / "s.db"
    keeper = Person(
        login=place.account(), name="孙档", department="综合部", title="档案员", party="technical", keeper=True
    )
    days, years = china_official()
    rows = [CalendarDay(day=d.on, work=d.work, name=d.name or "", source=d.source or "") for d in days]
    settings = {"calendar.official": sorted(years)}
    nine = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    at = int(nine.timestamp() * 1000)
    with create(path, keeper, demo=True, now=lambda: at, settings=settings, days=rows[-60:]) as store:
        for person in PEOPLE:
            ACTS["person"](store, None, **person)
    return path


@pytest.fixture
def shell(founded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A demo store with a clock of its own and two parties."""
    for name, value in {"BIHUAN_LANG": "en", "XDG_STATE_HOME": str(tmp_path / "state")}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("BIHUAN_STORE", raising=False)

    def typed(text: str) -> None:
        monkeypatch.setattr("sys.stdin", Typed(text))

    def read() -> tuple[str, str]:
        said = capsys.readouterr()
        return said.out, said.err

    path = tmp_path / "s.db"
    copyfile(founded, path)
    return Shell(path, read, typed)


@pytest.fixture
def submitted(shell: Shell) -> str:
    """A request with its number."""
    form = json.dumps({**TEXTS, "goals": GOALS}, ensure_ascii=False)
    draft = shell.by(
        "wangfang", "03-02T09:30", "new", "--title", "订单状态实时同步", "--type", "new_feature", "--from", "-",
        "--priority", "medium", "--expected-launch", "2026-03-31", stdin=form,
    )  # fmt: skip
    assert draft == "d1"
    number, status = shell.by("wangfang", "03-02T09:40", "submit", draft).split("\t")
    assert (number, status) == ("2026-001", "submitting")
    return number
