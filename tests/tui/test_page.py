"""Sentences of the domain page about what the request's page shows: findings underlined, a design refined."""

from __future__ import annotations

from bihuan.tui.screens.reader import Reader


async def test_a_vague_goal_is_underlined_where_it_stands(team, sit) -> None:
    draft = team.act("zhoumin", "new", fields={"title": "退款提速", "goals": [{"what": "请提升审批效率"}]}).name
    async with sit("zhoumin", size=(120, 40)) as zhou:
        await zhou.app.open_number(draft)
        await zhou.settled()
        await zhou.press("2")
        rows = zhou.text().split("\n")
        at = next(n for n, row in enumerate(rows) if "请提升审批效率" in row)
        before = rows[at].split("提升")[0]
        columns = sum(2 if ord(char) > 0x2E80 else 1 for char in before)
        under = next(row for row in rows[at + 1 : at + 4] if "^" in row)
        assert under.index("^^^^") == columns


async def test_a_refined_design_is_shown_against_the_signed_one(team, sit) -> None:
    no = team.signed()
    async with sit("zhoumin", size=(120, 40)) as zhou:
        await zhou.app.open_number(no)
        await zhou.settled()
        await zhou.press("d")
        assert not isinstance(zhou.app.screen, Reader)
    team.act("liqiang", "set", no, fields={"logic_diagram": "提交 > 财务"})
    async with sit("zhoumin", size=(120, 40)) as zhou:
        await zhou.app.open_number(no)
        await zhou.settled()
        await zhou.press("d")
        assert isinstance(zhou.app.screen, Reader)
        shown = zhou.text()
        assert "提交 > 主管 > 财务" in shown
        assert "提交 > 财务" in shown


async def test_an_issue_is_in_hand_until_it_is_resolved(team, sit) -> None:
    no = team.submitted()
    team.act("liqiang", "confirm", no, verdict="clear", channel="电话")
    team.act("liqiang", "issue", no, text="支付平台接口文档不清晰")
    async with sit("liqiang", size=(120, 40)) as li:
        await li.app.open_number(no)
        await li.settled()
        await li.press("5")
        assert "支付平台接口文档不清晰 · 处理中" in li.text()
    team.act("liqiang", "resolve", no, issue=1, resolution="已联系平台技术支持")
    async with sit("liqiang", size=(120, 40)) as li:
        await li.app.open_number(no)
        await li.settled()
        await li.press("5")
        assert "处理中" not in li.text()
