"""A small archive in its public form: the model record, a rejected one, and what is hard to set."""

from datetime import date
from decimal import Decimal

from bihuan.site.values import (
    Applied,
    Archive,
    Entry,
    Fact,
    File,
    Goal,
    Held,
    Learnt,
    Paper,
    Rows,
    Section,
    Stay,
    Stopped,
    Value,
)
from bihuan.store.rules.stats import Figure

HOUR = 3_600_000
START = 1_709_258_400_000  # 2024-03-01 10:00 in Shanghai


def line(text):
    return Value("line", text)


def prose(text):
    return Value("prose", text)


def choice(of, code):
    return Value("choice", code, of)


def count(text, of=""):
    return Value("count", text, of)


def facts(**values):
    return tuple(Fact(name, value) for name, value in values.items())


BACKGROUND = (
    "近期用户反馈订单支付成功后状态未实时变更，客服咨询量增加20%。"
    "**注意：**每天约 60 单须人工核对，见 https://example.com/report）。"
)
DESCRIPTION = """1. 支付回调接口触发状态更新；
2. 订单列表页实时展示最新状态，包括~~旧状态（待支付）~~已支付与已发货；
3. 推送状态变更通知。

### 流程

| 环节 | 责任方 | 时限（秒） |
|---|:-:|--:|
| 支付回调 | 技术 | 1 |
| 状态同步 | 技术 | 3 |
| 页面展示 | 业务 | 1 |

```mermaid
graph TD; 支付成功-->回调接口-->缓存-->推送
```

> 超时未同步的订单，由客服人工处理。

```python
def 同步(订单): return redis.get(f"order:{订单}")
```
"""

GOALS = Rows(
    "goals",
    ("what", "target", "after_launch"),
    (
        (line("实现订单状态支付成功后同步"), line("5秒内"), None),
        (line("客服咨询量"), line("降低15%"), Value("bool", "yes")),
    ),
)
MILESTONES = Rows(
    "milestones",
    ("kind", "on", "owner"),
    (
        (choice("milestones.kind", "design"), line("2024-03-05"), line("设计部*设计师")),
        (choice("milestones.kind", "launch"), line("2024-03-15"), line("研发部*工程师")),
    ),
)
ISSUE = (
    prose("支付平台接口文档不清晰，需协调对方提供调试环境"),
    line("2024-03-07 16:20"),
    line("研发部*工程师"),
    prose("已联系平台技术支持，预计03-08获取调试环境"),
)
CRITERIA = Rows(
    "criteria",
    ("text", "goal", "verdict", "measured"),
    (
        (line("更新延迟≤3秒"), count("1", "goals"), choice("criteria.verdict", "pass"), line("最大 2.1 秒")),
        (line("无数据错漏"), None, choice("criteria.verdict", "pass"), None),
    ),
)
QUESTION = (
    choice("person.party", "business"),
    prose("退款订单也要推送吗？"),
    line("2024-03-04 09:30"),
    prose("要，与支付同样处理。"),
    line("市场部*经理"),
)
LESSON = (choice("retrospective.kind", "shortcoming"), prose("需求阶段应明确第三方接口联调时间，避免延误"))
SECTIONS = (
    Section("basic", facts(department=line("市场部"), requester=line("市场部*经理"), proposed_on=line("2024-03-01"))),
    Section(
        "details",
        facts(priority=choice("priority", "high")),
        facts(background=prose(BACKGROUND), description=prose(DESCRIPTION), effect=prose("提升用户体验。")),
        (GOALS,),
    ),
    Section("assessment", facts(complexity=choice("complexity", "medium"), estimate_days=count("5"))),
    Section(
        "plan",
        (),
        facts(
            solution=prose("采用Redis缓存订单状态，\n通过WebSocket实时推送。"),
            data_structures=Value("not_applicable", "不改表结构"),
        ),
        (MILESTONES,),
    ),
    Section("progress", tables=(Rows("issues", ("text", "at", "by", "resolution"), (ISSUE,)),)),
    Section("acceptance", facts(result=choice("result", "pass")), tables=(CRITERIA,)),
    Section(
        "questions", tables=(Rows("questions", ("to", "text", "at", "answer", "answered_by"), (QUESTION, QUESTION)),)
    ),
    Section("retrospective", tables=(Rows("retrospective", ("kind", "text"), (LESSON,)),)),
)
RECORD = "# 需求对接全流程记录表\n\n## 基本信息\n\n提出人：市场部*经理，负责人：研发部*工程师。\n\n![原型](原型.png)"
STEPS = ("submitting", "assessing", "designing", "developing", "testing", "launched")

MODEL = Entry(
    number="2024-015",
    title="用户订单状态实时同步功能",
    outcome="closed",
    type="new_feature",
    priority="high",
    department="市场部",
    ended_on=date(2024, 3, 20),
    facts=facts(
        type=choice("type", "new_feature"),
        priority=choice("priority", "high"),
        department=line("市场部"),
        requester=line("市场部*经理"),
        launched_on=line("2024-03-15"),
        lead_days=count("19"),
    ),
    sections=SECTIONS,
    papers=(
        Paper("record", 3, RECORD, "ab" * 32, "2024-03-20"),
        Paper("assessment_report", 1, "可行，工期 5 天。", "cd" * 32, "2024-03-02"),
    ),
    files=(
        File("原型.png", "files/aa/" + "aa" * 32 + ".png", 20_480, "aa" * 32),
        File(
            "接口.log",
            "files/bb/" + "bb" * 32 + ".bin",
            734,
            "bb" * 32,
            "test_report",
            "研发部*工程师",
            "2024-03-12 16:20",
        ),
    ),
    stays=tuple(Stay(step, START + at * 40 * HOUR, START + (at + 1) * 40 * HOUR) for at, step in enumerate(STEPS)),
    people=("市场部*经理", "研发部*工程师", "设计部*设计师"),
    words=f"2024-015\n用户订单状态实时同步功能\n市场部\n{BACKGROUND}\n{DESCRIPTION}\n采用Redis缓存订单状态，\n通过推送。",
    held=(
        Held("technical", 4_278, Decimal("9.5"), Decimal("73.7"), 12_000),
        Held("nobody", 1_530, Decimal("3.4"), Decimal("26.3"), 3_000),
    ),
    clocks=(
        Stopped(
            "confirmation",
            "",
            "technical",
            "2024-03-04 18:00",
            "2024-03-01 11:00",
            "met",
        ),
        Stopped("response", "签字", "technical", "2024-03-07 18:00", "2024-03-08 09:30", "missed"),
        Stopped("stable_run", "", "", "2024-03-20 18:00", "2024-03-20 18:00", "met"),
    ),
    goals=(
        Goal("实现订单状态支付成功后同步", "5秒内", "最大 2.1 秒", "2024-04-15", "achieved"),
        Goal("客服咨询量", "降低15%"),
    ),
)


def small(number, title, outcome="closed", kind="fix", department="财务部", on=date(2024, 5, 6), words=""):
    """A request with a title and little else."""
    body = words or "导出金额与账面一致。"
    about = facts(department=line(department), ended_on=line(on.isoformat()), lead_days=count("12"))
    section = Section("details", prose=facts(background=prose(body)))
    searched = f"{number}\n{title}\n{department}\n{body}"
    return Entry(number, title, outcome, kind, "medium", department, on, about, (section,), words=searched)


ENGLISH = small(
    "2025-003",
    "Autofill the invoice title",
    "rejected",
    "optimization",
    "Finance",
    date(2025, 2, 3),
    "Duplicate of another request; the network of 网络 nodes.",
)


FIGURES = (
    Figure("cycle_time", "all", "", (("n", 1), ("mean", Decimal("12.9")))),
    Figure("cycle_time", "step", "assessing", (("n", 1), ("mean", Decimal("1.1")))),
    Figure("cycle_time", "step", "developing", (("n", 1), ("mean", Decimal("4.0")))),
    Figure("first_pass", "department", "Finance", (("n", 1), ("passed", 0), ("percent", None))),
    Figure("ball", "holder", "technical", (("days", Decimal("9.5")), ("percent", Decimal("73.7")))),
)
LESSONS = (
    Learnt(
        code="L-001",
        text="需求阶段应由市场部*经理**明确**第三方接口联调时间",
        source="2024-015",
        title=MODEL.title,
        type="integration",
        step="assessing",
        words=("第三方", "接口"),
        system="",
        people=MODEL.people,
        applied=(
            Applied("2024-021", "修复报表导出金额小数错误", "done", ""),
            Applied("2025-003", "Autofill the invoice title", "not_applicable", "没有第三方"),
        ),
    ),
)


def archive(*more, lessons=LESSONS):
    """The model record, two small ones, what a test adds, figures and lessons; newest end first."""
    entries = [MODEL, small("2024-021", "修复报表导出金额小数错误"), ENGLISH, *more]
    newest = tuple(sorted(entries, key=lambda entry: (entry.ended_on, entry.number), reverse=True))
    return Archive(newest, figures=FIGURES, lessons=lessons)
