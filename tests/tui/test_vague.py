"""Vague wording on the screen: the gate says why and how, `o` overrides by name, the other party sees it in time."""

from __future__ import annotations

from typing import Any

VAGUE = [{"what": "提升用户体验"}]


async def test_the_gate_says_why_and_how_and_lets_one_override_with_a_reason(team: Any, sit: Any) -> None:
    draft = team.act("zhoumin", "new", fields={**details(), "goals": VAGUE}).name
    async with sit("zhoumin") as zhou:
        await zhou.app.open_number(draft)
        await zhou.settled()
        await zhou.press("A")
        shown = zhou.text()
        assert "x G0-40  「提升」太含糊（有方向没数、空名词）" in shown
        assert "“提升”只说了往哪边走，没说走多远" in shown
        assert "可写：〈操作〉的用户评分由〈现在的值〉升到〈目标值〉" in shown
        await zhou.press("ctrl+s")
        assert team.record(draft).request.number is None
        await zhou.press("o")
        await zhou.type("评分表下月才有")
        await zhou.press("enter")
        assert "理由：评分表下月才有" in zhou.text()
        await zhou.press("ctrl+s")
    record = team.record(draft)
    assert record.request.number == "2026-001"
    assert [(a.kind, a.field) for a in record.acknowledgements] == [("overridden", "goals.1")]


async def test_technical_sees_an_override_when_it_confirms(team: Any, sit: Any) -> None:
    draft = team.act("zhoumin", "new", fields={**details(), "goals": VAGUE}).name
    no = team.act("zhoumin", "submit", draft, reasons={"G0-40": "评分表下月才有"}).name
    async with sit("liqiang", size=(140, 40)) as li:
        await li.app.open_number(no)
        await li.settled()
        await li.press("A")
        assert "对方越过了 1 项检查" in li.message
        assert "周敏 越过了 G0-40（目标描述 1，有方向没数、空名词）：评分表下月才有" in li.message


async def test_a_signature_refused_for_wording_is_given_with_a_reason_over_what_was_shown(team: Any, sit: Any) -> None:
    no = team.designing()
    team.act("zhoumin", "set", no, fields={"criteria.1.text": "界面友好"})
    async with sit("liqiang") as li:
        await li.app.open_number(no)
        await li.settled()
        await li.press("s", "G", "S")
        assert "x G3-40  「友好」太含糊" in li.text()
        await li.press("o")
        await li.type("按评审过的设计稿验收")
        await li.press("enter", "ctrl+s")
    record = team.record(no)
    assert [s.party for s in record.signoffs] == ["technical"]
    async with sit("zhoumin") as zhou:
        await zhou.app.open_number(no)
        await zhou.settled()
        await zhou.press("s")
        assert "李强 越过了 G3-40（验收标准 1，形容含糊）：按评审过的设计稿验收" in zhou.text()


def details() -> dict[str, Any]:
    """A draft that passes but for its goals."""
    return {
        "title": "退款审批流程由五步精简为两步",
        "type": "optimization",
        "expected_launch": "2026-12-31",
        "background": "客服每天接到约 60 次来电，11 月较 10 月增加 20%",
        "description": "审批合并为两步；失败重试 3 次后转人工",
        "effect": "客服来电由每天 60 次降到 51 次",
        "priority": "medium",
    }
