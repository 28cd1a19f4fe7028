"""Plausible inputs for every act, made from its declaration; and now and then ones that nobody should give."""

from __future__ import annotations

from random import Random
from typing import Any

from bihuan.store.acts.every import ACTS
from bihuan.store.acts.inputs import Input, Upload, asked, typed_columns
from bihuan.store.rules.record import Record
from walking.team import EVERYBODY, Team

TEXTS = ("100笔订单3秒内全部通过", "接口每天调用2000次", "客服咨询量由每天60次降到51次", "改动2个页面")
TITLES = ("订单状态同步", "库存盘点导出", "会员积分对账", "合同到期提醒", "Export of 3 monthly reports")
STEPS = ("submitting", "assessing", "designing", "developing", "testing", "launched")
# What nobody should give: each must be refused in words, or taken for what it is.
HOSTILE: tuple[Any, ...] = (
    None,
    "",
    " ",
    "\x00",
    "\ud800",
    "0",
    "-1",
    -1,
    0,
    2**70,
    1.5,
    True,
    [],
    {},
    [None],
    [{}],
    [[1]],
    {"a": 1},
    "x" * 2000,
    "9999-12-31",
    "0001-01-01",
    "2026-02-30",
    "NaN",
    "1e400",
    {"not_applicable": ""},
    {"not_applicable": None},
)
PATHS = (
    "title",
    "goals",
    "goals.1",
    "goals.1.what",
    "goals+",
    "criteria.1.text",
    "criteria",
    "milestones",
    "milestones+",
    "milestones.4.on",
    "milestones.3.kind",
    "work_items",
    "work_items.1.effort_days",
    "type",
    "number",
    "status",
    "acceptors",
    "requester",
    "estimate_days",
    "risks",
    "reviews+",
    "data_check",
    "nonsense",
    "goals.1.n",
    "verdicts",
    "documents",
    "",
    ".",
    "goals.",
    "goals.x.y",
    "expected_launch",
    "business_review",
    "confidential",
    "systems",
    "retrospective+",
)


def details(team: Team, rng: Random) -> dict[str, Any]:
    """The first two parts of a record."""
    kind = rng.choice(["new_feature", "optimization", "fix", "integration", "urgent"])
    found = {
        "title": rng.choice(TITLES),
        "type": kind,
        "expected_launch": team.on(40),
        "background": "近期客服咨询量增加20%",
        "description": "1.回调接口触发更新；2.列表页展示最新状态",
        "effect": "客服咨询量由每天60次降到51次",
        "priority": rng.choice(["high", "medium", "low"]),
        "goals": [
            {"what": "订单状态支付成功后5秒内同步", "target": "≤5秒"},
            {"what": "客服咨询量降低15%", "after_launch": True},
        ],
        "interrupted": "每天60单无法发货",
    }
    if kind == "urgent":
        found["urgent_kind"] = rng.choice(["new_feature", "fix"])
    return found


def assessment(team: Team, rng: Random) -> dict[str, Any]:
    """The third part, now and then with an estimate that does not fit."""
    return {
        "technical_lead": "liqiang",
        "assessed_on": team.on(0),
        "feasible": rng.random() < 0.8,
        "infeasible_reason": "接口无此数据",
        "approach": "缓存订单状态，每3秒推送一次",
        "complexity": rng.choice(["medium", "medium", "low"]),
        "resources": "后端1人、测试1人",
        "estimate_days": "5",
        "work_items": [
            {"title": "回调接口", "kind": "core", "owner": "liqiang", "effort_days": "3"},
            {"title": "通知推送", "kind": "non_core", "owner": "qianjun", "effort_days": "2.5"},
        ],
        "risks": [{"text": "文档不清晰"}],
        "alternatives": [{"text": "改为每晚批量同步1次", "effect": "延迟由5秒变为1天"}],
        "reviews": [{"on": team.on(0), "people": "李强", "conclusions": "2人评审通过"}],
    }


def plan(team: Team, record: Record) -> dict[str, Any]:
    """The fourth part."""
    kinds = ("design", "development", "test", "launch")
    days = {k: team.on(n) for k, n in zip(kinds, (2, 7, 9, 12), strict=True)}
    found: dict[str, Any] = {
        "solution": "缓存订单状态，每3秒推送一次",
        "logic_diagram": "回调 → 队列 → 推送",
        "interface_design": "POST /callback",
        "data_structures": {"not_applicable": "不改表结构"},
        "test_cases": "100笔测试订单",
        "milestones": [
            {"kind": k, "on": day, "owner": "zhaolei" if k == "test" else "liqiang"} for k, day in days.items()
        ],
        "root_cause": "回调丢失2%",
        "verification_steps": "重放100笔回调",
        "joint_debug_on": team.on(5),
        "systems": ["订单"],
    }
    return found


CRITERIA = [{"text": "100笔测试订单状态更新延迟≤3秒", "goal": 1}, {"text": "无数据错漏", "goal": 1}]
LAUNCH = {
    "launch_plan": "周五20:00全量",
    "rollback": "回滚到上一版本",
    "contingency": "客服加派2人",
    "data_check": "订单数一致",
    "user_notice": {"not_applicable": "无界面变化"},
}


# A row in which one of these is empty waits for somebody.
UNSETTLED = ("answered_at", "told_at", "settled_at", "resolved_at", "decided_at", "verdict")


class Given:
    """The inputs of an act for a request as it stands."""

    def __init__(self, team: Team, rng: Random) -> None:
        self.team, self.rng = team, rng

    def inputs(self, act: str, record: Record | None, *, hostile: bool = False) -> dict[str, Any]:
        """Inputs of every required kind, and of some that are not."""
        asked = [i for i in ACTS[act].inputs if i.required or self.rng.random() < 0.4]
        found = {i.name: self.value(act, i, record) for i in asked}
        if hostile and ACTS[act].inputs:
            i = self.rng.choice(ACTS[act].inputs)
            raw = self.rng.choice(HOSTILE)
            found[i.name] = {self.rng.choice(PATHS): raw} if i.kind == "fields" else raw
            if self.rng.random() < 0.1:
                found["nonsense"] = 1
        return found

    def value(self, act: str, i: Input, record: Record | None) -> Any:
        """One value by the input's kind."""
        if (act, i.name) in SPECIAL:
            return SPECIAL[act, i.name](self, record)
        if i.kind == "choice":
            return self.rng.choice(i.choices)
        return {
            "line": lambda: self.rng.choice(TEXTS),
            "markdown": lambda: self.rng.choice(TEXTS),
            "int": lambda: self.rng.randint(1, 5),
            "bool": lambda: self.rng.random() < 0.5,
            "day": lambda: self.team.on(self.rng.randint(0, 20)),
            "decimal": lambda: self.rng.choice(["0.5", "3", "12.5"]),
            "person": lambda: self.rng.choice(EVERYBODY),
            "people": lambda: self.rng.sample(EVERYBODY, 2),
            "words": lambda: list(self.rng.sample(TEXTS, 2)),
            "row": lambda: self.row(i.ref, record),
            "request": lambda: self.other(),
            "requests": lambda: [self.other()],
            "rows": lambda: [self.a_row(act, i.rows, record)],
            "fields": lambda: self.fields(record),
            "reasons": lambda: reasons(record),
            "file": lambda: Upload("日志.txt", self.rng.randbytes(20)),
        }[i.kind]()

    def row(self, many: str, record: Record | None) -> int:
        """The number of a row of the request, mostly one that is there."""
        rows = getattr(record, many, ()) if record else ()
        waiting = [r for r in rows if any(getattr(r, name, 0) is None for name in UNSETTLED)]
        return self.rng.choice(waiting or rows).n if rows and self.rng.random() < 0.95 else 99

    def a_row(self, act: str, many: str, record: Record | None) -> dict[str, Any]:
        """A row of a table with what it must have."""
        return {c.name: self.value(act, asked(c), record) for c in typed_columns(many) if c.required}

    def lesson(self) -> int:
        """A lesson of some request, by its id."""
        return self.rng.choice([i for (i,) in self.team.store.sql("SELECT id FROM lesson")] or [1])

    def other(self) -> str:
        """Another request by its name."""
        ids = [i for (i,) in self.team.store.sql("SELECT id FROM request ORDER BY id DESC LIMIT 8")]
        return self.team.record(self.rng.choice(ids)).name

    def fields(self, record: Record | None) -> dict[str, Any]:
        """A change of some fields or rows, frozen ones too."""
        return self.rng.choice(
            [
                details(self.team, self.rng),
                assessment(self.team, self.rng),
                {"criteria": CRITERIA},
                {"background": self.rng.choice(TEXTS)},
                {"title": self.rng.choice(TITLES)},
                {"goals+": {"what": self.rng.choice(TEXTS)}},
                {"goals.1.target": self.rng.choice(TEXTS)},
                {"criteria+": {"text": self.rng.choice(TEXTS)}},
                {"criteria.1.text": self.rng.choice(TEXTS)},
                {"type": self.rng.choice(["urgent", "fix", "new_feature"])},
                {"milestones.4.on": self.team.on(20)},
                {"milestones+": [{"kind": "launch", "on": self.team.on(12)}]},
                {"milestones.2.kind": "launch"},
                {"logic_diagram": self.rng.choice(TEXTS)},
                {"solution": self.rng.choice(TEXTS)},
                {"test_version": self.rng.choice(["v1", "v2"])},
                {"acceptors": self.rng.sample(EVERYBODY[:3], 2)},
                {"work_items.1.state": self.rng.choice(["todo", "done"])},
                {self.rng.choice(["requester", "architect", "technical_lead"]): self.rng.choice(EVERYBODY)},
                {"confidential": self.rng.random() < 0.2},
                {"business_review+": {"point": "scope", "ticked": True}},
            ]
        )

    def frozen(self, record: Record | None) -> dict[str, Any]:
        """New values of frozen fields for a change request."""
        return self.rng.choice(
            [
                {"title": self.rng.choice(TITLES)},
                {"solution": self.rng.choice(TEXTS)},
                {"goals.1.target": "≤3秒", "description": self.rng.choice(TEXTS)},
                {"criteria.1.text": "100笔延迟≤2秒"},
                {"milestones.4.on": self.team.on(15)},
                {"background": "不冻结"},
                {"title": ""},
            ]
        )


def reasons(record: Record | None) -> dict[str, str]:
    """A reason for every check that may be settled with one."""
    return dict.fromkeys(WARNINGS, "已知会双方")


WARNINGS = tuple(f"G{g}-{n}" for g in range(7) for n in (10, 14, 15, *range(5, 6), *range(11, 14), *range(20, 50)))
SPECIAL: dict[tuple[str, str], Any] = {
    ("new", "fields"): lambda g, r: details(g.team, g.rng) if g.rng.random() < 0.9 else {},
    ("change", "fields"): lambda g, r: g.frozen(r),
    ("ask", "to"): lambda g, r: g.rng.choice(["business", "technical", *EVERYBODY, "nobody-known"]),
    ("heed", "lesson"): lambda g, r: g.lesson(),
    ("return", "to"): lambda g, r: g.rng.choice(STEPS[:5]),
    ("reopen", "step"): lambda g, r: g.rng.choice(STEPS),
    ("agree", "agreed"): lambda g, r: g.rng.random() < 0.7,
    ("sign", "digest"): lambda g, r: None if g.rng.random() < 0.9 else "0" * 64,
    ("sign", "ticked"): lambda g, r: g.rng.choice([["all"], [], ["scope"], ["bogus"]]),
    ("document", "text"): lambda g, r: "补充：见附件2",
    ("attach", "document"): lambda g, r: "record",
    ("launch", "full"): lambda g, r: g.rng.random() < 0.8,
    ("rollback", "to"): lambda g, r: g.rng.choice(["developing", "testing"]),
}
