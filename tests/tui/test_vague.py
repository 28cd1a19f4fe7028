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
        assert "x G0-40  「提升」太含糊（有方向没数字、空泛名词）" in shown
        assert "「提升」只说了往哪边走，没说走多远" in shown
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
        assert "周敏 越过了检查「提交时表述太含糊」（目标描述 1，有方向没数字、空泛名词）：评分表下月才有" in li.message


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
        assert "李强 越过了检查「签字时表述太含糊」（验收标准 1，含糊修饰）：按评审过的设计稿验收" in zhou.text()


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


FEATURE = "支持按部门导出退款单"


async def test_a_goal_that_says_what_to_build_is_moved_to_the_description_by_one_key(team: Any, sit: Any) -> None:
    goals = [{"what": "审批环节由 5 步减少到 2 步"}, {"what": FEATURE}, {"what": "支持打印"}]
    draft = team.act("zhoumin", "new", fields={**details(), "goals": goals}).name
    async with sit("zhoumin", size=(80, 24)) as zhou:
        await zhou.app.open_number(draft)
        await zhou.settled()
        zhou.app.view.pane.go("background")
        await zhou.press("f7")
        assert zhou.message == "光标不在目标上"
        zhou.app.view.pane.go("goals.2")
        assert "不是目标，是功能？F7 移到功能描述" in zhou.text()
        await zhou.press("f7")
        assert zhou.message == f"已把 {draft} 的这条目标移到功能描述 · u 撤销"
        assert team.record(draft).request.description.endswith(f"转人工\n\n{FEATURE}")
        assert [g.n for g in team.record(draft).goals] == [1, 3]
        await zhou.press("u")
        assert [g.n for g in team.record(draft).goals] == [1, 2, 3]
        assert team.record(draft).request.description == details()["description"]
        await zhou.press("A", "f7")
        assert [g.n for g in team.record(draft).goals] == [1, 3], "from the gate panel too"
        assert "G0-40" in zhou.text()
        await zhou.press("f7")
        await zhou.press("ctrl+s")
    record = team.record("2026-001")
    assert record.request.description.endswith(f"转人工\n\n{FEATURE}\n\n支持打印")


async def test_so_is_one_that_is_being_typed_saved_before_or_not(team: Any, sit: Any) -> None:
    draft = team.act("zhoumin", "new", fields={**details(), "goals": [{"what": "支持打印"}]}).name
    async with sit("zhoumin", "en", size=(80, 24)) as zhou:
        await zhou.app.open_number(draft)
        await zhou.settled()
        zhou.app.view.pane.go("goals")
        await zhou.press("e", "end")
        await zhou.type("退款单")
        await zhou.until(lambda: "A feature, not a goal? F7 moves it to the" in zhou.text())
        await zhou.press("f7")
        assert (zhou.app.view.panel, team.record(draft).goals) == (None, ())
        await zhou.press("plus")
        await zhou.type(FEATURE)
        await zhou.press("f7")
    assert team.record(draft).request.description.endswith(f"转人工\n\n支持打印退款单\n\n{FEATURE}")
    assert team.record(draft).goals == ()
