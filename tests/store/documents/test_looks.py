"""The eleven documents as a person has looked at them; the model record of the users' own template."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bihuan.store.documents import render
from bihuan.store.rules import happened, planned
from bihuan.store.rules.documents import DOCUMENTS
from bihuan.store.rules.record import Person, Record, Request, Team
from bihuan.store.text import LANGS

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "documents"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_document_is_as_it_was_looked_at(records, kind, lang):
    found = render(records[lang], kind, lang)
    file = GOLDEN / lang / f"{kind}.md"
    if os.environ.get("BIHUAN_NEW_GOLDEN"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(found, "utf-8")
    assert found == file.read_text("utf-8")


def test_the_model_record_holds_exactly_its_values():
    """``spec/example.md``: what the users will look for first."""
    text = render(model(), "record", "zh")
    for value in MODEL_VALUES:
        assert value in text
    assert "| 期望上线时间 | 未记录 |" in text


MODEL_VALUES = (
    "| 需求编号 | 2024-015 |",
    "| 需求名称 | 用户订单状态实时同步功能 |",
    "| 提出部门/人 | 市场部*经理 |",
    "| 提出日期 | 2024-03-01 |",
    "近期用户反馈订单支付成功后状态未实时变更，客服咨询量增加20%",
    "| 1 | 实现订单状态支付成功后5秒内同步 |",
    "| 2 | 客服咨询量降低15% |",
    "1.支付回调接口触发状态更新；2.订单列表页实时展示最新状态；3.推送状态变更通知",
    "提升用户体验，减少客服人力成本，降低投诉率",
    "| 优先级 | 高 |",
    "| 技术负责人 | 研发部*工程师 |",
    "| 评估日期 | 2024-03-02 |",
    "| 技术可行性 | 是 |",
    "| 复杂度评估 | 中 |",
    "| 资源需求 | 后端1人、测试1人，调用第三方支付接口 |",
    "| 预估工期 | 5 工作日 |",
    "采用Redis缓存订单状态，通过WebSocket实时推送",
    "| 设计完成 | 2024-03-05 | *设计师 |",
    "| 开发完成 | 2024-03-10 | *工程师 |",
    "| 测试完成 | 2024-03-12 | *测试员 |",
    "| 上线 | 2024-03-15 |",
    "| 2024-03-07 | 进行中 | 完成支付回调接口开发，待与支付平台联调 |",
    "| 1 | 支付平台接口文档不清晰，需协调对方提供调试环境 |",
    "已联系平台技术支持，预计03-08获取调试环境",
    "| 1 | 100笔测试订单状态更新延迟≤3秒 |",
    "| 2 | 无数据错漏 |",
    "| 验收结果 | 通过 |",
    "| 验收人/部门 | 运营部*主管 |",
    "| 上线日期 | 2024-03-15 |",
    "需求阶段应明确第三方接口联调时间，避免延误",
)


def model() -> Record:
    posts = ("市场部*经理", "研发部*工程师", "*设计师", "*工程师", "*测试员", "运营部*主管")
    crew = {
        i: Person(id=i, login=f"p{i}", name=f"甲乙{i}", department=d, title=t, party="technical")
        for i, (d, _, t) in enumerate((post.partition("*") for post in posts), 1)
    }
    dates = (("design", 5, 3), ("development", 10, 4), ("test", 12, 5), ("launch", 15, None))
    return Record(
        request=Request(
            id=1,
            number="2024-015",
            status="closed",
            step="closed",
            title="用户订单状态实时同步功能",
            department="市场部",
            requester=1,
            proposed_on=date(2024, 3, 1),
            background="近期用户反馈订单支付成功后状态未实时变更，客服咨询量增加20%",
            description="1.支付回调接口触发状态更新；2.订单列表页实时展示最新状态；3.推送状态变更通知",
            effect="提升用户体验，减少客服人力成本，降低投诉率",
            priority="high",
            technical_lead=2,
            assessed_on=date(2024, 3, 2),
            feasible=True,
            complexity="medium",
            resources="后端1人、测试1人，调用第三方支付接口",
            estimate_days=Decimal(5),
            solution="采用Redis缓存订单状态，通过WebSocket实时推送",
            result="pass",
            acceptors=(6,),
            launched_on=date(2024, 3, 15),
        ),
        team=Team(people=crew),
        goals=(
            planned.Goal(n=1, what="实现订单状态支付成功后5秒内同步"),
            planned.Goal(n=2, what="客服咨询量降低15%", after_launch=True),
        ),
        milestones=tuple(
            planned.Milestone(n=n, kind=k, on=date(2024, 3, d), owner=p)  # type: ignore[arg-type]
            for n, (k, d, p) in enumerate(dates, 1)
        ),
        updates=(happened.Update(n=1, on=date(2024, 3, 7), text="完成支付回调接口开发，待与支付平台联调"),),
        issues=(
            happened.Issue(
                n=1,
                text="支付平台接口文档不清晰，需协调对方提供调试环境",
                resolution="已联系平台技术支持，预计03-08获取调试环境",
            ),
        ),
        criteria=(
            happened.Criterion(n=1, text="100笔测试订单状态更新延迟≤3秒", goal=1, verdict="pass"),
            happened.Criterion(n=2, text="无数据错漏", verdict="pass"),
        ),
        retrospective=(
            happened.RetrospectiveItem(n=1, kind="shortcoming", text="需求阶段应明确第三方接口联调时间，避免延误"),
        ),
    )
