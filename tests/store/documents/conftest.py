"""A request that went the whole way, with something in every table, in two languages."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from told import Told, at, on, people

from bihuan.store.rules import happened, kept, planned
from bihuan.store.rules.field import NotApplicable
from bihuan.store.rules.freeze import contents_digest
from bihuan.store.rules.record import Record, Request, Team


def full(lang: str) -> Record:
    """A request that went the whole way, with something in every table."""
    t = Told(lang == "zh")
    made = Record(request=request(t), team=Team(people=people(t)), **asked(t), **done(t), **accepted(t), **beside(t))
    # In the Chinese one the design is as it was signed; in the English one it was refined afterwards.
    digest = contents_digest(made) if t.zh else made.versions[0].digest
    return replace(made, versions=(replace(made.versions[0], digest=digest, signed_at=at(7, 16)),))


def request(t: Told) -> Request:
    return Request(
        id=1,
        number="2024-031",
        created_at=at(1, 9),
        submitted_at=at(1, 10),
        closed_at=at(27, 16),
        author=1,
        status="closed",
        step="closed",
        step_since=at(27, 16),
        title=t("退款进度实时查询", "Refund status at a glance"),
        department=t("市场部", "Marketing"),
        requester=1,
        proposed_on=on(1),
        type="integration",
        expected_launch=on(22),
        systems=(t("订单系统", "orders"), t("支付平台", "payments")),
        project=t("售后体验提升", "Better after-sales"),
        technical_contact=2,
        architect=3,
        developers=(2, 3),
        testers=(4,),
        acceptors=(1, 5),
        background=t(
            "退款咨询每天约 **120** 通，客服李强反馈（电话 13800001234）：\n\n- 看不到进度\n- 结果要等 3 天",
            "About **120** calls a day ask for refunds. Bob Green reports (mail bob@example.com):\n\n"
            "- nobody sees the progress\n- the outcome takes 3 days",
        ),
        description=t(
            "# 列表页\n显示每笔退款的状态。\n\n```mermaid\ngraph LR\nA[申请] --> B[审核] --> C[到账]\n```",
            "# List\nShows the state of each refund.\n\n```mermaid\ngraph LR\nA[asked] --> B[checked] --> C[paid]\n```",
        ),
        effect=t("退款咨询减少 40%", "40% fewer calls about refunds"),
        priority="high",
        priority_reason=t("影响全部退款用户", "All refunding users are affected"),
        interrupted=t("每天约 60 单须人工核对", "About 60 orders a day are checked by hand"),
        technical_lead=2,
        assessed_on=on(4),
        feasible=True,
        approach=t("订阅支付平台的退款事件", "Subscribe to the refund events of payments"),
        complexity="medium",
        resources=t("后端 1 人、测试 1 人", "1 back end, 1 tester"),
        estimate_days=Decimal("6.5"),
        solution=t("事件入库，列表页读取：`List<Refund>`", "Events are stored, the list reads them: `List<Refund>`"),
        logic_diagram=t("见功能描述中的流程图", "See the chart in the description"),
        interface_design=t("POST /refund/event，重复事件按编号去重", "POST /refund/event; doubles dropped by number"),
        data_structures=t(
            "| 字段 | 类型 |\n| --- | --- |\n| 状态 | 文本 |", "| column | type |\n| --- | --- |\n| state | text |"
        ),
        test_cases=NotApplicable(t("与验收标准相同", "Same as the criteria")),
        joint_debug_on=on(12),
        test_version="2.4.0-rc1",
        result="pass",
        launch_plan=t("先放量 10%，再全量", "First to 10%, then to all"),
        rollback=t("关闭开关，10 分钟内完成", "Switch it off, within 10 minutes"),
        contingency=t("事件中断时改为每 5 分钟拉取", "Without events, ask every 5 minutes"),
        data_check=t("抽查 100 笔，全部一致", "100 refunds checked, all agree"),
        user_notice=NotApplicable(t("用户无感知", "Users notice nothing")),
        launched_on=on(21),
        monitoring_note=t("24 小时无告警", "No alarm in 24 hours"),
        feedback=t("没有问题", "No problem"),
    )


def asked(t: Told) -> dict[str, Any]:
    """Parts 1 to 4."""
    digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    points = ("scope", "data_fields", "interaction", "meets_goals")
    kinds = (("design", 7, 3), ("development", 14, 2), ("test", 19, 4), ("launch", 21, 2))
    return {
        "other_departments": (planned.OtherDepartment(n=1, department=t("运营部", "Operations"), contact=5),),
        "goals": (
            planned.Goal(n=1, what=t("状态延迟", "Delay of the state"), target=t("≤5 分钟", "≤5 minutes")),
            planned.Goal(
                n=3,
                what=t("退款咨询量", "Calls about refunds"),
                target=t("降低 40%", "down by 40%"),
                baseline=t("120 通/天", "120 a day"),
                window=t("上线后 20 个工作日", "20 working days after launch"),
                after_launch=True,
            ),
        ),
        "priority_proposals": (
            planned.PriorityProposal(n=1, party="business", value="high", by=1, at=at(1, 10)),
            planned.PriorityProposal(n=2, party="technical", value="high", by=2, at=at(4)),
        ),
        "work_items": (
            planned.WorkItem(n=1, title=t("接收事件", "Take events"), owner=2, effort_days=Decimal(4), state="done"),
            planned.WorkItem(
                n=2,
                title=t("列表页样式", "Looks of the list"),
                kind="non_core",
                owner=3,
                effort_days=Decimal("2.5"),
                state="to_test",
            ),
        ),
        "risks": (
            planned.Risk(
                n=1,
                text=t("支付平台联调时间未定", "Payments has set no date"),
                plan=t("提前 3 天约定", "Agree on it 3 days ahead"),
            ),
        ),
        "alternatives": (
            planned.Alternative(
                n=1, text=t("每小时拉取一次", "Ask once an hour"), effect=t("延迟 1 小时", "1 hour late")
            ),
        ),
        "reviews": (
            planned.Review(
                n=1,
                on=on(4),
                people=t("李强、王芳", "Bob Green, Carol White"),
                conclusions=t("可行，按中等复杂度排期", "Feasible, planned as medium"),
            ),
        ),
        "concerns": (
            planned.Concern(
                n=1,
                kind="resource_conflict",
                text=t("测试环境被占用", "The test system is taken"),
                by=2,
                at=at(4, 15),
                adjustment=t("错开到 18 日", "Moved to the 18th"),
                answered_by=1,
                answered_at=at(5),
            ),
        ),
        "business_review": tuple(
            planned.BusinessReview(n=n, point=p, ticked=True, by=1, at=at(7, 15))  # type: ignore[arg-type]
            for n, p in enumerate(points, 1)
        ),
        "milestones": tuple(
            planned.Milestone(n=n, kind=k, on=on(d), owner=p, reached_on=on(d))  # type: ignore[arg-type]
            for n, (k, d, p) in enumerate(kinds, 1)
        ),
        "versions": (
            planned.Version(n=1, number=1, digest=digest, contents="# 2024-031\n\n## …", frozen="{}", at=at(7)),
        ),
        "signoffs": (
            planned.SignOff(n=1, party="business", by=1, at=at(7, 15), version=1, digest=digest, statement="s"),
            planned.SignOff(
                n=2,
                party="technical",
                by=3,
                signed_for=2,
                at=at(7, 16),
                version=1,
                digest=digest,
                statement="s",
                method="entered",
                entered_by=2,
                channel="telephone",
                proof=1,
            ),
        ),
        "changes": (
            planned.Change(
                n=1,
                reason=t("促销提前", "The sale begins earlier"),
                effect=t("多投入 1 人天", "1 person-day more"),
                values=json.dumps({"title": t("退款进度实时查询", "Refund status at a glance")}),
                by=1,
                at=at(11),
                business_by=1,
                technical_by=2,
                state="approved",
                decided_at=at(11, 17),
            ),
        ),
    }


def done(t: Told) -> dict[str, Any]:
    """Part 5."""
    return {
        "updates": (
            happened.Update(
                n=1, on=on(11), by=2, at=at(11, 17), text=t("完成事件接收\n待联调", "Events are taken\nto be joined")
            ),
            happened.Update(n=2, on=on(14), by=2, at=at(14, 17), state="to_test", text=t("提交测试", "Handed to test")),
        ),
        "looks": (happened.Look(n=1, at=at(12, 9), by=1),),
        "issues": (
            happened.Issue(
                n=1,
                text=t("回调偶发超时 | 约 2%", "Callbacks time out now and then | about 2%"),
                serious=True,
                criterion=1,
                owner=2,
                due_on=on(15),
                by=4,
                at=at(14),
                resolution=t("超时后重试 3 次", "Tried 3 times"),
                resolved_by=2,
                resolved_at=at(15),
            ),
            happened.Issue(n=2, text=t("列表在窄屏换行", "The list wraps on narrow screens"), owner=3, by=4, at=at(18)),
        ),
        "questions": (
            happened.Question(
                n=1,
                to="zhangwei",
                text=t("部分退款要显示吗？", "Are partial refunds shown?"),
                stops_work=True,
                by=2,
                at=at(8),
                answer=t("要显示", "They are"),
                answered_by=1,
                answered_at=at(8, 16),
            ),
            happened.Question(n=2, to="business", text=t("文案由谁定？", "Who decides on the words?"), by=3, at=at(9)),
        ),
        "contacts": (
            happened.Contact(
                n=1, at=at(1, 14), by=2, channel="telephone", verdict="clear", text=t("需求明确", "It is clear")
            ),
        ),
        "deviations": (
            happened.Deviation(
                n=1,
                text=t("“到账”指银行到账", "“Paid” means by the bank"),
                by=3,
                at=at(8),
                told_at=at(8, 13),
                settled_business_by=1,
                settled_technical_by=2,
                settled_at=at(8, 15),
            ),
        ),
        "blocks": (
            happened.Block(
                n=1,
                reason=t("等待支付平台沙箱", "Waiting for the sandbox of payments"),
                until=on(13),
                at=at(12),
                entered_by=2,
                ended_at=at(13),
            ),
        ),
        "moves": (
            kept.Move(n=1, kind="forward", from_status="draft", to_status="submitting", by=1, at=at(1, 10)),
            kept.Move(n=2, kind="return", from_status="testing", to_status="developing", by=4, at=at(15), reason="P1"),
        ),
        "delays": (
            kept.Delay(
                n=1, reason=t("支付平台停机", "Payments was down"), plan=t("顺延 1 天", "1 day later"), by=2, at=at(13)
            ),
        ),
    }


def accepted(t: Told) -> dict[str, Any]:
    """Part 6."""
    return {
        "criteria": (
            happened.Criterion(
                n=1,
                text=t("100 笔测试退款延迟≤5 分钟", "100 test refunds within 5 minutes"),
                goal=1,
                verdict="pass",
                measured=t("最长 3 分钟", "3 minutes at most"),
            ),
        ),
        "judgements": (
            happened.Judgement(n=1, criterion=1, verdict="pass", measured=t("3 分钟", "3 minutes"), by=1, at=at(20)),
            happened.Judgement(n=2, criterion=1, verdict="pass", by=5, at=at(20, 14), round=2),
        ),
        "test_runs": (
            happened.TestRun(
                n=1, kind="functional", result="pass", text=t("42 条全部通过", "All 42 pass"), by=4, at=at(19)
            ),
            happened.TestRun(n=2, kind="performance", result="pass", by=4, at=at(19), version="2.4.0-rc1"),
            happened.TestRun(n=3, kind="compatibility", result="not_applicable", text=t("仅接口", "Interface only")),
        ),
        "launches": (
            happened.Launch(n=1, at=at(21, 10), share="10%", by=2, full=False),
            happened.Launch(n=2, at=at(21, 14), by=2),
        ),
        "incidents": (
            happened.Incident(n=1, at=at(22), serious=False, text=t("延迟 6 分钟 1 次", "6 minutes once"), by=2),
        ),
        "confirmations": (
            happened.Confirmation(n=1, party="technical", by=2, at=at(27, 15)),
            happened.Confirmation(n=2, party="business", by=1, at=at(27, 16)),
        ),
        "retrospective": (
            happened.RetrospectiveItem(n=1, kind="highlight", text=t("一次验收通过", "Accepted on the first try")),
            happened.RetrospectiveItem(n=2, kind="shortcoming", text=t("联调晚约", "Joined late"), count=1),
            happened.RetrospectiveItem(n=3, kind="suggestion", text=t("评估时就约联调", "Agree early"), owner=2),
        ),
        "lessons": (
            happened.Lesson(
                n=1,
                text=t("先约联调时间", "Agree on the joint-debug date first"),
                type="integration",
                step="assessing",
                words=(t("支付", "payment"),),
                by=2,
                at=at(27),
            ),
        ),
        "measurements": (
            (
                happened.Measurement(
                    n=1, goal=3, on=on(28), value=t("降低 43%", "down by 43%"), verdict="achieved", by=1, at=at(28)
                ),
            )
        ),
    }


def beside(t: Told) -> dict[str, Any]:
    """What is kept beside the six parts."""
    return {
        "acknowledgements": (
            kept.Acknowledgement(n=1, code="G3-11", field="milestones.2.on", reason=t("已知", "Known"), by=2, at=at(7)),
            kept.Acknowledgement(
                n=2,
                code="G0-40",
                field="goals.2",
                kind="overridden",
                classes=("direction", "empty_noun"),
                reason=t("评分表下月才有", "The survey is made next month"),
                about="ab" * 32,
                by=1,
                at=at(1),
            ),
        ),
        "debts": (kept.Debt(n=1, code="G3-03", field="interface_design", at=at(7), settled_at=at(8)),),
        "handovers": (
            kept.HandOver(
                n=1, role="tester", from_person=3, to_person=4, reason=t("休假", "On leave"), by=2, at=at(13)
            ),
        ),
        "nudges": (kept.Nudge(n=1, text=t("请尽快答复", "Please answer soon"), by=2, at=at(9)),),
        "documents": (
            kept.Document(n=1, kind="test_report", body="", added=t("测试环境：沙箱", "Tested in the sandbox")),
        ),
        "attachments": (
            kept.Attachment(n=1, name=t("用例.xlsx", "cases.xlsx"), hash="ab" * 32, size=5120, by=4, at=at(19)),
        ),
    }


@pytest.fixture(scope="session")
def records() -> dict[str, Record]:
    """The made-up record by language."""
    return {lang: full(lang) for lang in ("zh", "en")}
