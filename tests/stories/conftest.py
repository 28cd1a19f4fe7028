"""A team of two parties at one store, with a clock that the story moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bihuan.store import file, read
from bihuan.store.acts.every import ACTS
from bihuan.store.acts.inputs import parsed
from bihuan.store.calendar_seed import china_official
from bihuan.store.errors import BihuanError
from bihuan.store.rules.record import CalendarDay, Person, Record

PEOPLE = (
    Person(login="wangfang", name="王芳", department="市场部", title="经理", party="business"),
    Person(login="zhoumin", name="周敏", department="运营部", title="主管", party="business"),
    Person(login="liqiang", name="李强", department="研发部", title="工程师", party="technical"),
    Person(login="qianjun", name="钱军", department="研发部", title="主管", party="technical"),
    Person(login="zhaolei", name="赵磊", department="测试部", title="测试员", party="technical"),
)


DETAILS: dict[str, Any] = {
    "title": "用户订单状态实时同步功能",
    "type": "new_feature",
    "expected_launch": "2026-03-31",
    "background": "近期用户反馈订单支付成功后状态未实时变更，客服咨询量增加20%",
    "description": "1.支付回调接口触发状态更新；2.订单列表页展示最新状态；3.推送状态变更通知",
    "effect": "客服咨询量由每天60次降到51次",
    "priority": "medium",
    "goals": [
        {"what": "订单状态支付成功后5秒内同步", "target": "≤5秒", "baseline": "3分钟"},
        {"what": "客服咨询量降低15%", "target": "15%", "after_launch": True},
    ],
}
ASSESSMENT: dict[str, Any] = {
    "technical_lead": "liqiang",
    "assessed_on": "2026-03-03",
    "feasible": True,
    "approach": "采用Redis缓存订单状态，通过WebSocket实时推送",
    "complexity": "medium",
    "resources": "后端1人、测试1人，调用第三方支付接口",
    "estimate_days": "5",
    "work_items": [
        {"title": "支付回调接口", "kind": "core", "owner": "liqiang", "effort_days": "3"},
        {"title": "通知推送", "kind": "non_core", "owner": "liqiang", "effort_days": "2.5"},
    ],
    "risks": [{"text": "支付平台接口文档不清晰", "plan": "协调对方提供调试环境"}],
    "reviews": [{"on": "2026-03-03", "people": "李强、钱军", "conclusions": "可行"}],
}
PLAN: dict[str, Any] = {
    "solution": "采用Redis缓存订单状态，通过WebSocket实时推送",
    "logic_diagram": "回调 → 队列 → 推送",
    "interface_design": "POST /callback",
    "data_structures": {"not_applicable": "不改表结构"},
    "test_cases": "100笔测试订单",
    "milestones": [
        {"kind": "design", "on": "2026-03-05", "owner": "liqiang"},
        {"kind": "development", "on": "2026-03-10", "owner": "liqiang"},
        {"kind": "test", "on": "2026-03-12", "owner": "zhaolei"},
        {"kind": "launch", "on": "2026-03-13", "owner": "liqiang"},
    ],
}
CRITERIA = [{"text": "100笔测试订单状态更新延迟≤3秒", "goal": 1}, {"text": "无数据错漏", "goal": 1}]
LAUNCH = {
    "launch_plan": "3月13日20:00全量",
    "rollback": "回滚到上一版本",
    "contingency": "客服加派2人",
    "data_check": "订单数一致",
    "user_notice": {"not_applicable": "无界面变化"},
}


class House:
    """Several people at one store file: ``house.by("wangfang").submit("2026-001")``."""

    DETAILS, ASSESSMENT, PLAN, CRITERIA, LAUNCH = DETAILS, ASSESSMENT, PLAN, CRITERIA, LAUNCH

    def __init__(self, path: Path) -> None:
        self.path, self.time = path, self.moment("2026-03-02 09:30")
        founder = Person(
            login="keeper", name="孙档", department="综合部", title="档案员", party="technical", keeper=True
        )
        days, years = china_official()
        self.store = file.create(path, founder, now=lambda: self.time, settings={"calendar.official": sorted(years)})
        with self.store.acting("calendar") as do:
            for d in days:
                if d.on.year >= 2024:
                    do.put(CalendarDay(day=d.on, work=d.work, name=d.name or "", source=d.source or ""))
        for p in PEOPLE:
            known = {n: getattr(p, n) for n in ("login", "name", "party", "department", "title")}
            self.as_("keeper", "person", **known)

    @staticmethod
    def moment(text: str) -> int:
        """A moment in Shanghai as UTC milliseconds."""
        return int(datetime.fromisoformat(text + "+08:00").timestamp() * 1000)

    def at(self, text: str) -> House:
        """Move the clock."""
        self.time = self.moment(text)
        return self

    def as_(self, login: str, act: str, no: str | None = None, /, **inputs: Any) -> Record:
        """One act by one person."""
        self.store.login = login
        found = ACTS[act]
        rid = None if no is None else read.resolve(self.store, no)
        made = found(self.store, rid, **parsed(self.store, found.inputs, inputs))
        self.time += 60_000
        return made

    def refused(self, code: str, login: str, act: str, no: str | None = None, /, **inputs: Any) -> BihuanError:
        """An act that is refused with a code; of what a gate asks for it may be one check's."""
        with pytest.raises(BihuanError) as error:
            self.as_(login, act, no, **inputs)
        found = [c.code for c in error.value.checks] if code.startswith("G") else [error.value.code]
        assert code in found
        return error.value

    def record(self, no: str) -> Record:
        """What stands there now."""
        return read.record(self.store, read.resolve(self.store, no, all_seen=True))

    def submitted(self) -> str:
        """A submitted request of wangfang; its number."""
        draft = self.as_("wangfang", "new", **self.DETAILS)
        assert draft.request.number is None
        return self.as_("wangfang", "submit", draft.name).name

    def designed(self) -> str:
        """The same, confirmed, assessed and designed: what is next is to sign."""
        no = self.submitted()
        self.as_("liqiang", "confirm", no, verdict="clear", channel="电话")
        self.at("2026-03-03 10:00").as_("liqiang", "set", no, **self.ASSESSMENT)
        self.as_("liqiang", "priority", no, value="medium")
        self.as_("liqiang", "advance", no)
        self.at("2026-03-04 10:00").as_("wangfang", "set", no, criteria=self.CRITERIA)
        self.as_("liqiang", "set", no, **self.PLAN)
        return no

    def signed(self) -> str:
        """The same, signed by both, in designing."""
        no = self.designed()
        self.as_("liqiang", "sign", no)
        self.as_("wangfang", "sign", no, ticked=["scope", "data_fields", "interaction", "meets_goals"])
        return no

    def developed(self, no: str) -> str:
        """A signed request or one in developing, handed over to test: what is next are tests and verdicts."""
        if self.record(no).request.step == "designing":
            self.as_("liqiang", "advance", no)
        self.as_("liqiang", "item", no, item=1, state="done")
        self.as_("liqiang", "set", no, test_version="v1.0")
        self.as_("liqiang", "advance", no)
        return no

    def accepting(self) -> str:
        """The same, developed and tested: what is next is to judge."""
        no = self.signed()
        self.as_("liqiang", "advance", no)
        self.at("2026-03-05 17:00").as_("liqiang", "update", no, text="完成支付回调接口开发，待与支付平台联调")
        self.as_("wangfang", "look", no)
        self.as_("liqiang", "item", no, item=1, state="to_test")
        self.as_("liqiang", "set", no, test_version="v1.0")
        self.at("2026-03-10 10:00").as_("liqiang", "advance", no)
        for kind in ("functional", "performance"):
            self.as_("zhaolei", "test", no, kind=kind, result="pass", text="100笔全部通过")
        self.as_("zhaolei", "test", no, kind="compatibility", result="not_applicable", text="无界面变化")
        return no

    def launched(self) -> str:
        """The same, judged and launched on 2026-03-13 at 15:00."""
        no = self.accepting()
        self.as_("wangfang", "judge", no, criterion=1, verdict="pass", measured="最大1.8秒")
        self.as_("wangfang", "judge", no, criterion=2, verdict="pass")
        self.as_("liqiang", "set", no, **self.LAUNCH)
        self.at("2026-03-13 15:00").as_("liqiang", "launch", no)
        return no

    def stable(self) -> str:
        """The same, monitored and fed back on the next day: what is next is to close, from 2026-03-18 18:01 on."""
        no = self.launched()
        self.at("2026-03-14 16:00").as_("liqiang", "monitor", no, text="无事故")
        self.as_("wangfang", "feedback", no, text="没有问题")
        return no

    def closed(self, no: str | None = None) -> str:
        """A stable request, confirmed by both."""
        no = no or self.stable()
        self.at("2026-03-18 18:01").as_("liqiang", "close", no)
        self.as_("wangfang", "close", no)
        return no


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A fresh store with its people."""
    made = House(tmp_path / "bihuan.db")
    yield made
    made.store.close()
