"""What time brought about, handed out: each event once to each receiver, whoever looks, and only to who may see it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bihuan.store import derive, read, ticks
from bihuan.store.acts.every import ACTS
from bihuan.store.acts.inputs import parsed
from bihuan.store.calendar_seed import china_official
from bihuan.store.file import create
from bihuan.store.hooks import Hook, hooks, run
from bihuan.store.rules.record import CalendarDay, Person
from bihuan.store.verify import verify

PEOPLE = (
    Person(login="wangfang", name="王芳", department="市场部", title="经理", party="business"),
    Person(login="liqiang", name="李强", department="研发部", title="工程师", party="technical"),
    Person(login="zhaolei", name="赵磊", department="测试部", title="测试员", party="technical"),
    Person(login="qianjun", name="钱军", department="研发部", title="主管", party="technical"),
)
DETAILS: dict[str, Any] = {
    "title": "订单状态实时同步",
    "type": "new_feature",
    "expected_launch": "2026-03-31",
    "background": "客服咨询量增加20%",
    "description": "订单列表页5秒内显示最新状态",
    "effect": "客服咨询量由每天60次降到51次",
    "priority": "medium",
    "goals": [{"what": "订单状态支付成功后5秒内同步", "target": "≤5秒"}],
}
CANARY = "金丝雀9f3a"


class House:
    """Several people at one store; the clock is the test's."""

    def __init__(self, path: Path) -> None:
        founder = Person(login="keeper", name="孙档", party="technical", keeper=True)
        days, years = china_official()
        rows = [
            CalendarDay(day=d.on, work=d.work, name=d.name or "", source=d.source or "")
            for d in days
            if d.on.year > 2025
        ]
        settings = {"calendar.official": sorted(years)}
        self.time = self.moment("03-02 09:00")
        self.store = create(path, founder, now=lambda: self.time, settings=settings, days=rows)
        for p in PEOPLE:
            known = {n: getattr(p, n) for n in ("login", "name", "party", "department", "title")}
            self.act("keeper", "person", **known)

    @staticmethod
    def moment(text: str) -> int:
        """A moment of 2026 in Shanghai."""
        from datetime import datetime

        return int(datetime.fromisoformat(f"2026-{text}+08:00").timestamp() * 1000)

    def at(self, text: str) -> House:
        """Move the clock."""
        self.time = self.moment(text)
        return self

    def act(self, login: str, code: str, no: str | None = None, /, **inputs: Any) -> Any:
        """One act of a person."""
        self.store.login = login
        act = ACTS[code]
        return act(
            self.store, None if no is None else read.resolve(self.store, no), **parsed(self.store, act.inputs, inputs)
        )

    def submitted(self, **more: Any) -> str:
        """A request of 王芳's."""
        given = {"technical_contact": "liqiang", "technical_head": "qianjun", **DETAILS, **more}
        draft = self.act("wangfang", "new", **given)
        return str(self.act("wangfang", "submit", draft.name).name)

    def tick(self, login: str, at: str, *receivers: str) -> list[tuple[str, str, str]]:
        """What a person finds at a time: of what kind, on which request, for whom."""
        self.at(at).store.login = login
        found = ticks.tick(self.store, receivers or (ticks.PRINTED,))
        return [(e.reminder.kind, e.request, " ".join(e.to)) for e, _ in found]


@pytest.fixture
def house(tmp_path: Path) -> Any:
    made = House(tmp_path / "s.db")
    yield made
    made.store.close()


# ---- once --------------------------------------------------------------------------------------------------------
def test_a_promise_from_80_per_cent_to_the_heads(house: House) -> None:
    no = house.at("03-02 10:00").submitted()
    assert house.tick("liqiang", "03-02 15:00") == []
    assert house.tick("liqiang", "03-03 15:30") == [("reminder_80", no, "liqiang")]
    assert house.tick("wangfang", "03-03 17:00") == []
    assert house.tick("wangfang", "03-03 20:00") == []  # late, but nobody is told at night
    assert house.tick("wangfang", "03-04 09:00") == [("missed", no, "liqiang wangfang")]
    assert house.tick("liqiang", "03-05 09:00") == [("escalated", no, "wangfang qianjun")]
    assert house.tick("liqiang", "03-09 09:00") == []


def test_who_looks_late_tells_what_still_is_so(house: House) -> None:
    no = house.at("03-02 10:00").submitted()
    assert [kind for kind, *_ in house.tick("zhaolei", "03-06 10:00")] == ["missed", "escalated"]
    house.act("liqiang", "confirm", no, verdict="needs_more", questions=["峰值多少？"])
    assert house.tick("zhaolei", "03-06 10:01") == []
    assert [kind for kind, *_ in house.tick("zhaolei", "03-09 10:02")] == ["missed"]


def test_each_receiver_gets_it_once(house: House) -> None:
    house.at("03-02 10:00").submitted()
    assert len(house.tick("liqiang", "03-04 10:00", "/a")) == 1
    assert house.tick("wangfang", "03-04 10:01", "/a") == []
    house.at("03-04 10:02")
    assert [got for _, got in ticks.tick(house.store, ("/a", "/b", ""))] == [("/b", "")]


def test_a_limit_leaves_the_rest_for_later(house: House) -> None:
    for title in ("甲需求", "乙需求", "丙需求"):
        house.at("03-02 10:00").submitted(title=title)
    house.at("03-04 10:00")
    assert [len(ticks.tick(house.store, ("/a",), 2)) for _ in range(3)] == [2, 1, 0]


def test_an_urgent_request_is_told_of_at_night_too(house: House) -> None:
    told = {"type": "urgent", "urgent_kind": "fix", "interrupted": "支付中断 30 分钟"}
    no = house.at("03-02 10:00").submitted(**told)
    assert ("missed", no, "liqiang wangfang") in house.tick("liqiang", "03-03 20:00")


def test_a_deferral_is_over_for_both(house: House) -> None:
    no = house.at("03-02 10:00").submitted()
    house.act("liqiang", "take", no)
    house.act("liqiang", "defer", no, reason="等接口", until="2026-03-11")
    house.act("wangfang", "agree", no)
    assert house.tick("liqiang", "03-10 17:00") == []
    assert house.tick("liqiang", "03-11 09:00") == [("deferral_due", no, "wangfang"), ("deferral_due", no, "liqiang")]


def test_a_nudge_goes_to_who_has_the_ball_and_stands_in_the_inbox(house: House) -> None:
    no = house.at("03-02 10:00").submitted()
    house.at("03-02 11:00").act("wangfang", "nudge", no)
    assert house.tick("wangfang", "03-02 11:01") == [("nudged", no, "liqiang")]
    house.store.login = "liqiang"
    assert [o.act for o in read.inbox(house.store)] == ["confirm", "nudged"]
    house.act("liqiang", "confirm", no, verdict="needs_more", questions=["峰值多少？"])
    assert read.inbox(house.store) == []


def test_escalations_stand_first_in_the_inboxes_of_the_heads(house: House) -> None:
    no = house.at("03-02 10:00").submitted()
    house.store.login = "qianjun"
    assert read.inbox(house.at("03-05 08:59").store) == []
    assert [(o.act, o.name) for o in read.inbox(house.at("03-05 09:00").store)] == [("escalation", no)]
    house.store.login = "liqiang"
    assert [o.act for o in read.inbox(house.store)] == ["confirm"]


def test_ticking_leaves_no_trace_in_the_ledger_and_recomputing_sends_nothing_again(house: House) -> None:
    house.at("03-02 10:00").submitted()
    head = house.store.head
    assert house.tick("liqiang", "03-04 10:00")
    assert house.store.head == head and list(verify(house.store)) == []
    with house.store.writing():
        derive.everything(house.store)
    assert house.tick("liqiang", "03-04 10:01") == []


# ---- many at once ------------------------------------------------------------------------------------------------
SEVERAL = """
import sys
from bihuan.store import ticks
from bihuan.store.file import Store
with Store(sys.argv[1], "liqiang", now=lambda: int(sys.argv[2])) as store:
    sys.stdin.read()
    for event, receivers in ticks.tick(store, ("/a", "")):
        print(event.request, *event.reminder.key, *map(repr, receivers))
"""


def test_several_processes_at_once_find_each_event_once(house: House) -> None:
    for title in ("甲需求", "乙需求", "丙需求", "丁需求"):
        house.at("03-02 10:00").submitted(title=title)
    words = [sys.executable, "-c", SEVERAL, str(house.store.path), str(house.moment("03-05 10:00"))]
    several = [subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for one in several:  # all of them have the store open: now they start together
        assert one.stdin is not None
        one.stdin.close()
        one.stdin = None
    lines = [line for one in several for line in one.communicate()[0].splitlines()]
    assert [one.returncode for one in several] == [0, 0, 0]
    got = [f"{line.rsplit(' ', 1)[0]}" for line in lines]
    assert len(lines) == len(set(got)) == 8
    assert all(line.endswith("'/a' ''") for line in lines)


# ---- to whom -----------------------------------------------------------------------------------------------------
def test_nothing_of_a_confidential_request_reaches_a_hook_of_somebody_outside(house: House) -> None:
    no = house.at("03-02 10:00").submitted(title=CANARY, confidential=True)
    assert house.tick("zhaolei", "03-04 10:00") == []
    assert house.tick("nobody", "03-04 10:00") == []
    house.store.login = "liqiang"
    ((event, _),) = ticks.tick(house.store)
    told = ticks.told(event, house.store)
    assert (told["request"], told["confidential"], told["to"]) == (no, True, ["liqiang", "wangfang"])
    assert CANARY not in json.dumps(told, ensure_ascii=False)


def test_what_hooks_read(house: House) -> None:
    no = house.at("03-02 10:00").submitted()
    house.at("03-04 10:00")
    told = ticks.told(ticks.tick(house.store)[0][0], house.store)
    assert told == {
        "schema": 1,
        "event": "missed",
        "request": no,
        "title": "订单状态实时同步",
        "status": "submitting",
        "step": "submitting",
        "urgent": False,
        "confidential": False,
        "clock": "confirmation",
        "act": "confirm",
        "row": 0,
        "party": "technical",
        "at": "2026-03-04T09:00:00+08:00",
        "due": "2026-03-03T18:00:00+08:00",
        "to": ["liqiang", "wangfang"],
        "text": {
            "zh": f"{no}《订单状态实时同步》：确认（初步确认）已逾期，原应在 2026-03-03 18:00 前完成",
            "en": f"{no} “订单状态实时同步”: confirm (Confirmation) is late; it was due 2026-03-03 18:00",
        },
        "demo": False,
    }
    assert told.keys() == ticks.sample(house.store).keys()


# ---- hooks -------------------------------------------------------------------------------------------------------
def script(folder: Path, name: str, text: str, mode: int = 0o755) -> Path:
    """A hook."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(mode)
    return path


def test_hooks_of_a_folder_by_their_names_and_why_one_does_not_run(tmp_path: Path) -> None:
    folder = tmp_path / "hooks"
    for name in ("b", "a", ".hidden", "mail.example", "old~", "README.md"):
        script(folder, name, "true")
    script(folder, "c", "true", 0o644)
    script(folder, "d", "true", 0o757)
    (folder / "sub").mkdir()
    found = [(h.path.name, h.why_not) for h in hooks([tmp_path / "none", folder, folder])]
    assert found == [("a", ""), ("b", ""), ("c", "not_executable"), ("d", "writable")]


def test_a_hook_gets_one_line_of_json_and_the_store(tmp_path: Path) -> None:
    hook = Hook(script(tmp_path, "h", f'cat > "{tmp_path}/got"; printf %s "$BIHUAN_STORE" > "{tmp_path}/store"'))
    assert run(hook, {"event": "missed", "title": "退款"}, tmp_path / "s.db").well
    assert (tmp_path / "got").read_text("utf-8") == '{"event": "missed", "title": "退款"}\n'
    assert (tmp_path / "store").read_text() == str(tmp_path / "s.db")


ENDS: tuple[tuple[str, str, tuple[int | None, str, bool]], ...] = (
    ("reads nothing", "exit 0", (0, "", False)),
    ("fails and says why", "echo no network >&2; exit 3", (3, "no network", False)),
    ("takes too long, with a child that would live on", "echo wait >&2; sleep 60 & sleep 60", (None, "wait", True)),
    ("leaves a child behind", "sleep 5 & exit 0", (0, "", False)),
)


@pytest.mark.parametrize(("text", "ended"), [r[1:] for r in ENDS], ids=[r[0] for r in ENDS])
def test_how_a_hook_ends(tmp_path: Path, text: str, ended: tuple[int | None, str, bool]) -> None:
    ran = run(Hook(script(tmp_path, "h", text)), {}, tmp_path, limit=0.2)
    assert (ran.code, ran.said, ran.late) == ended


def test_a_hook_that_is_no_program_is_told_of(tmp_path: Path) -> None:
    path = script(tmp_path, "h", "")
    path.write_bytes(b"\x00\x01")
    ran = run(Hook(path), {}, tmp_path)
    assert ran.code is None and ran.said and not ran.well
