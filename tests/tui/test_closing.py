"""The end of a request by keys: remainders at acceptance, one made a request, the disputed launch date."""

from __future__ import annotations

from bihuan.tui.screens.request import RequestPage
from bihuan.tui.screens.uat import Uat


async def test_acceptance_shows_the_remainders_and_c_makes_one_a_request(team, sit) -> None:
    no = team.testing()
    team.act("zhaolei", "issue", no, text="列表在窄屏换行")
    team.act("liqiang", "remainder", no, issue=1, owner="liqiang", due_on="2026-12-18")
    async with sit("zhoumin") as zhou:
        await zhou.app.begin("judge", team.record(no))
        await zhou.settled()
        assert isinstance(zhou.app.screen, Uat)
        assert "遗留问题 1 项" in zhou.text()
        assert "1 列表在窄屏换行 · 李强 · 2026-12-18 周五 前" in zhou.text()
        await zhou.press("escape")
        await zhou.app.open_request(1, field="issues")
        await zhou.settled()
        await zhou.press("c", "ctrl+s")
        assert isinstance(zhou.app.screen, RequestPage)
        assert zhou.app.screen.record.name == "d2"
        await zhou.press("1")
        assert "承接 · 2026-001" in zhou.text()
        await zhou.press("escape", "5")
        assert "已转为 d2" in zhou.text()
    assert (team.record(no).issues[0].became, team.record("d2").request.background) == (2, "列表在窄屏换行")


async def test_a_later_launch_that_is_not_decided_is_marked_on_the_page_and_in_the_inbox(team, sit) -> None:
    no = team.designing()
    team.act("liqiang", "sign", no)
    team.act("zhoumin", "sign", no, ticked=["all"])
    later = {"milestones.4.on": "2026-12-20"}
    team.act("liqiang", "change", no, fields=later, reason="第三方推迟", effect="晚 10 天")
    async with sit("zhoumin", size=(120, 40)) as zhou:
        await zhou.app.open_request(1, field="milestones")
        await zhou.settled()
        assert "有争议：变更 1 提出改到 2026-12-20 周日，双方尚未决定" in zhou.text()
    async with sit("liqiang", "en", size=(120, 40)) as li:
        await li.app.open_request(1, field="milestones")
        await li.settled()
        assert "Disputed: change request 1 asks for Sun 2026-12-20, not yet decided" in li.text()
