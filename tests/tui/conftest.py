"""A small team's store, a clock that stands still, and the program driven by keys as a person would."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import marks
import pytest
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot

from bihuan.store import file, read
from bihuan.store.acts.every import ACTS
from bihuan.store.acts.inputs import parsed
from bihuan.store.calendar_seed import china_official
from bihuan.store.rules.record import CalendarDay, Person, Record
from bihuan.tui.app import Bihuan
from bihuan.tui.lines import plain
from bihuan.tui.widgets.painted import Painted

CHARACTERS = {"slash": "/", "colon": ":", "question_mark": "?", "asterisk": "*", "space": " ", "plus": "+"}
PEOPLE = (
    Person(login="wangfang", name="王芳", department="市场部", title="经理", party="business"),
    Person(login="zhoumin", name="周敏", department="财务部", title="经理", party="business"),
    Person(login="liqiang", name="李强", department="研发部", title="工程师", party="technical"),
    Person(login="zhaolei", name="赵磊", department="测试部", title="测试员", party="technical"),
)
DETAILS: dict[str, Any] = {
    "title": "退款审批流程由五步精简为两步",
    "type": "optimization",
    "expected_launch": "2026-12-31",
    "background": "客服每天接到约 60 次来电，11 月较 10 月增加 20%",
    "description": "审批合并为两步；失败重试 3 次后转人工",
    "effect": "客服来电由每天 60 次降到 51 次",
    "priority": "medium",
    "goals": [{"what": "审批环节由 5 步减少到 2 步"}, {"what": "退款平均用时由 26 小时降到 8 小时以内"}],
}
ASSESSMENT: dict[str, Any] = {
    "technical_lead": "liqiang",
    "assessed_on": "2026-11-24",
    "feasible": True,
    "approach": "合并审批节点，超时自动转交",
    "complexity": "medium",
    "resources": "后端 1 人、测试 1 人",
    "estimate_days": "5",
    "work_items": [
        {"title": "审批流改造", "kind": "core", "owner": "liqiang", "effort_days": "3"},
        {"title": "报表调整", "kind": "non_core", "owner": "liqiang", "effort_days": "2.5"},
    ],
    "risks": [{"text": "历史单据状态不一致", "plan": "上线前跑一次核对"}],
    "reviews": [{"on": "2026-11-24", "people": "李强、周敏", "conclusions": "可行"}],
}
CRITERIA = [{"text": "100 笔退款单审批不超过 2 步", "goal": 1}, {"text": "100 笔平均用时不超过 8 小时", "goal": 2}]
PLAN: dict[str, Any] = {
    "solution": "合并审批节点，超时自动转交",
    "logic_diagram": "提交 > 主管 > 财务",
    "interface_design": "POST /refund",
    "data_structures": {"not_applicable": "不改表结构"},
    "test_cases": "100 笔退款单",
    "milestones": [
        {"kind": "design", "on": "2026-11-26", "owner": "liqiang"},
        {"kind": "development", "on": "2026-12-04", "owner": "liqiang"},
        {"kind": "test", "on": "2026-12-08", "owner": "zhaolei"},
        {"kind": "launch", "on": "2026-12-10", "owner": "liqiang"},
    ],
}


def instant(text: str) -> int:
    """A moment in Shanghai as UTC milliseconds."""
    return int(datetime.fromisoformat(text + "+08:00").timestamp() * 1000)


@dataclass
class Team:
    """Several people at one store file, with a clock that the test sets."""

    path: Path
    state: Path
    time: int = instant("2026-11-24 10:05")

    def set_clock(self, moment: str) -> None:
        """Let the clock on the wall show a moment."""
        self.time = instant(moment)

    def make(self, *, demo: bool = False) -> None:
        """Create the store with its people and China's calendar."""
        founder = Person(login="keeper", name="孙档", department="综合部", title="", party="technical", keeper=True)
        days, years = china_official()
        settings = {"calendar.official": sorted(years)}
        store = file.create(self.path, founder, demo=demo, now=lambda: self.time, settings=settings)
        with store.acting("calendar") as do:
            for d in days:
                if d.on.year >= 2026:
                    do.put(CalendarDay(day=d.on, work=d.work, name=d.name or "", source=d.source or ""))
        for p in PEOPLE:
            asked = {"login": p.login, "name": p.name, "party": p.party, "department": p.department, "title": p.title}
            ACTS["person"](store, None, **parsed(store, ACTS["person"].inputs, asked))
        store.close()

    def store(self, login: str) -> file.Store:
        """Open the store as a person in another process would."""
        return file.Store(self.path, login, now=lambda: self.time)

    def act(self, login: str, code: str, no: str | None = None, **inputs: Any) -> Record:
        """Do one act as a person in another process would: by a store of their own."""
        with self.store(login) as store:
            act = ACTS[code]
            rid = None if no is None else read.resolve(store, no)
            record = act(store, rid, **parsed(store, act.inputs, inputs))
        self.time += 60_000
        return record

    def record(self, no: str) -> Record:
        """Read what stands there now."""
        with file.Store(self.path, "keeper", now=lambda: self.time, write=False) as store:
            return read.record(store, read.resolve(store, no, all_seen=True))

    def submitted(self, **changed: Any) -> str:
        """A request that waits for its first contact."""
        draft = self.act("zhoumin", "new", fields={**DETAILS, **changed}).name
        return self.act("zhoumin", "submit", draft).name

    def assessed(self, **changes: Any) -> str:
        """A request that is assessed and has not moved on."""
        no = self.submitted()
        self.act("liqiang", "confirm", no, verdict="clear", channel="电话")
        self.act("liqiang", "set", no, fields={**ASSESSMENT, **changes})
        self.act("liqiang", "priority", no, value="medium")
        return no

    def planned(self, no: str, **changes: Any) -> str:
        """The same request with its design."""
        self.act("zhoumin", "set", no, fields={"criteria": CRITERIA})
        self.act("liqiang", "set", no, fields={**PLAN, **changes})
        return no

    def designing(self) -> str:
        """A request whose design can be signed."""
        no = self.assessed()
        self.act("liqiang", "advance", no)
        return self.planned(no)

    def signed(self) -> str:
        """A request that both have signed, still in designing."""
        no = self.designing()
        self.act("liqiang", "sign", no)
        self.act("zhoumin", "sign", no, ticked=["all"])
        return no

    def testing(self) -> str:
        """A request whose criteria wait for their verdicts."""
        no = self.signed()
        self.act("liqiang", "advance", no)
        self.act("liqiang", "item", no, item=1, state="to_test")
        self.act("liqiang", "set", no, fields={"test_version": "v1.0"})
        self.act("liqiang", "advance", no)
        for kind in ("functional", "performance", "compatibility"):
            self.act("zhaolei", "test", no, kind=kind, result="pass", text="100 笔通过")
        return no

    def app(self, login: str, lang: str = "zh", **more: Any) -> Bihuan:
        """The program as a person starts it."""
        options: dict[str, Any] = {"state": self.state, "config": self.state / "config", "now": lambda: self.time}
        return Bihuan(self.path, login, lang, **{**options, **more})  # type: ignore[arg-type]


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """A fresh store with its people."""
    made = Team(tmp_path / "bihuan.db", tmp_path / "state")
    made.make()
    yield made


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store full of marks, made once: nobody outside can change it."""
    path = tmp_path_factory.mktemp("unseen") / "s.db"
    marks.fill(path)
    return path


@pytest.fixture(scope="session")
def bared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same store with the confidential request open to all."""
    path = tmp_path_factory.mktemp("bared") / "s.db"
    marks.fill(path, confidential=False)
    return path


@dataclass
class Person_:
    """Somebody at the keys."""

    app: Bihuan
    pilot: Pilot[None]

    async def press(self, *keys: str) -> None:
        """Press keys, and wait each time until everything it led to was done."""
        for key in keys:
            name = key if len(key) > 1 or key.isalnum() else _character_to_key(key)
            self.app.post_message(Key(name, CHARACTERS.get(name, key if len(key) == 1 else None)))
            await self.settled()

    async def type(self, text: str) -> None:
        """Type a text."""
        for char in text:
            self.app.post_message(Key(char, char))
        await self.settled()

    async def settled(self) -> None:
        """Wait until every key and message was handled and no worker runs: twice, as the last one may send more."""
        calm = 0
        for _ in range(2000):
            await self.pilot._wait_for_screen()
            self.app.screen._on_timer_update()  # lays out and paints what is due
            busy = self.app.handling or any(not worker.is_finished for worker in self.app.workers)
            calm = 0 if busy else calm + 1
            if calm == 2:
                return
            await asyncio.sleep(0.005 if busy else 0)
        raise AssertionError(f"never came to rest; workers {list(self.app.workers)}, on screen:\n{self.text()}")

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for something that another thread or a timer brings about."""
        for _ in range(600):
            await self.pilot.pause()
            if true():
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"never came about; on screen:\n{self.text()}")

    def text(self) -> str:
        """Everything that is on the screen, as text."""
        strips = self.app.screen._compositor.render_strips(self.app.screen.size)
        return "\n".join("".join(segment.text for segment in row).rstrip() for row in strips)

    @property
    def message(self) -> str:
        """What the message line says."""
        return plain(self.app.view.message.left).strip()


Sit = Callable[..., Any]


def sitting_at(team: Team) -> Sit:
    """Sit down at the program: `async with sit("liqiang") as li: …`."""

    @asynccontextmanager
    async def at(
        login: str, lang: str = "zh", size: tuple[int, int] = (100, 30), **more: Any
    ) -> AsyncIterator[Person_]:
        app = team.app(login, lang, **more)
        async with app.run_test(size=size) as pilot:
            someone = Person_(app, pilot)
            await someone.settled()
            yield someone

    return at


@pytest.fixture
def sit(team: Team) -> Sit:
    """Sit down at the team's store."""
    return sitting_at(team)


@pytest.fixture
def team_at() -> Callable[[Path, Path], tuple[Team, Sit]]:
    """Sit down at a store that is there already: `team, sit = team_at(path, state)`."""

    def at(path: Path, state: Path) -> tuple[Team, Sit]:
        team = Team(path, state)
        return team, sitting_at(team)

    return at


@pytest.fixture
def demo_sit(tmp_path: Path) -> Sit:
    """Sit down at a demo store."""
    demo = Team(tmp_path / "demo.db", tmp_path / "demo-state")
    demo.make(demo=True)
    return sitting_at(demo)


__all__ = ["CRITERIA", "DETAILS", "Painted", "Person_", "Sit", "Team"]
