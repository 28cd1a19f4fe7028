"""Of low complexity: the gate panel shows both gates, signing is done from it, one press passes both."""

from __future__ import annotations

from typing import Any

from bihuan.tui.widgets.gate import GatePanel


async def test_one_screen_shows_both_gates_and_one_press_passes_them(team: Any, sit: Any) -> None:
    no = team.planned(team.assessed(complexity="low", estimate_days="3"), solution=None, logic_diagram=None)
    async with sit("liqiang", size=(80, 24)) as li:
        await li.app.open_number(no)
        await li.settled()
        await li.press("A")
        panel = li.app.view.panel
        assert isinstance(panel, GatePanel)
        assert "推进：评估 > 设计" in li.text()
        assert "复杂度低：现在就可以签字，评估和设计一并通过，直接进入开发。还差 7 项" in li.text()
        assert panel.pane.stop.startswith("G3-0"), "the first of the design's checks"
        await li.press("r")
        assert li.message.startswith("这一条在签字或一并推进时再说明理由")
        await li.press("enter")
        await li.type("提交 > 财务")
        await li.press("ctrl+s")
        await li.press("f6")
        assert isinstance(li.app.view.panel, GatePanel)
        await li.press("s")
        await li.press("G")
        await li.press("S")
        assert "还差业务方" in li.text()
    team.act("zhoumin", "sign", no, ticked=["all"])
    async with sit("liqiang", "en", size=(80, 24)) as li:
        await li.app.open_number(no)
        await li.settled()
        await li.press("A")
        assert "Advance: assess > develop" in li.text()
        await li.press("ctrl+s")
    assert team.record(no).request.step == "developing"
