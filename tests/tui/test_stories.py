"""Whole paths by keys, read like walk-throughs: what a person presses and what they see."""

from __future__ import annotations

from bihuan.store import file
from bihuan.store.rules.freeze import standing_signatures
from bihuan.tui.screens.archive import Archive
from bihuan.tui.screens.inbox import Inbox
from bihuan.tui.screens.request import RequestPage
from bihuan.tui.screens.sign import SignReview
from bihuan.tui.screens.uat import Uat
from bihuan.tui.widgets.edit import Edit
from bihuan.tui.widgets.form import Form
from bihuan.tui.widgets.gate import GatePanel
from bihuan.tui.widgets.menu import Menu


async def test_a_draft_is_made_refused_mended_and_submitted(team, sit) -> None:
    async with sit("zhoumin") as zhou:
        assert "没有等你的事了" in zhou.text()
        await zhou.press("c")
        await zhou.type("退款审批流程由五步精简为两步")
        assert "14/20" in zhou.text()
        await zhou.press("enter", "2", "enter", "2", "enter")
        await zhou.type("12-31")
        await zhou.press("ctrl+s")
        assert isinstance(zhou.app.screen, RequestPage)
        record = team.record("d1")
        assert (record.request.title, record.request.type, record.request.priority) == (
            "退款审批流程由五步精简为两步",
            "optimization",
            "medium",
        )
        assert str(record.request.expected_launch) == "2026-12-31"

        await zhou.press("A")
        gate = zhou.app.view.panel
        assert isinstance(gate, GatePanel)
        assert {check.field for check in gate.checks} == {"background", "description", "effect", "goals"}
        await zhou.press("ctrl+s")
        assert "还有 4 项拦截" in zhou.message

        for text in (
            "客服每天接到约 60 次来电",
            "审批合并为两步",
            "来电由每天 60 次降到 51 次",
            "审批环节由 5 步减少到 2 步",
        ):
            await zhou.press("home", "g", "g", "enter")
            assert isinstance(zhou.app.view.panel, Edit)
            await zhou.type(text)
            await zhou.press("ctrl+s", "f6")
        gate = zhou.app.view.panel
        assert isinstance(gate, GatePanel)
        assert gate.checks == ()
        await zhou.press("ctrl+s")
        assert team.record("2026-001").request.status == "submitting"
        assert "2026-001" in zhou.text()
        assert "已提交 2026-001" in zhou.message
        await zhou.press("escape")
        assert zhou.message == "", "what was told of the draft went with it"


async def test_a_question_is_answered_from_the_inbox_and_the_next_row_comes(team, sit) -> None:
    no = team.submitted()
    team.act("zhoumin", "ask", no, to="technical", text="超过 5 万元是否仍需总监签字？")
    async with sit("liqiang") as li:
        assert isinstance(li.app.screen, Inbox)
        assert li.text().split("\n")[3].startswith(">  2026-001")
        assert "答复" in li.text().split("\n")[3]
        await li.press("enter")
        assert isinstance(li.app.view.panel, Form)
        assert "超过 5 万元" in li.text()
        await li.type("需要")
        await li.press("ctrl+s")
        assert team.record(no).questions[0].answer == "需要"
        assert li.app.view.panel is None
        assert "确认" in li.text().split("\n")[3]
        assert "已答复 2026-001" in li.message


async def test_a_first_contact_moves_the_request_on(team, sit) -> None:
    no = team.submitted()
    async with sit("liqiang") as li:
        await li.press("enter", "1", "tab")
        await li.type("电话")
        await li.press("ctrl+s")
        assert team.record(no).request.status == "assessing"


async def test_a_signature_waits_until_the_end_was_read(team, sit) -> None:
    no = team.designing()
    team.act("liqiang", "sign", no)
    async with sit("zhoumin", size=(80, 20)) as zhou:
        await zhou.press("enter")
        assert isinstance(zhou.app.screen, SignReview)
        assert "SHA-256" in zhou.text()
        await zhou.press("S")
        assert "读到末尾才能签字" in zhou.message
        for _ in range(12):
            await zhou.press("pagedown")
        await zhou.press("S")
        assert "没勾选" in zhou.message
        await zhou.press("1", "2", "3", "4", "S")
        assert set(standing_signatures(team.record(no))) == {"business", "technical"}
        assert "范围已冻结" in zhou.message


async def test_reading_starts_again_when_the_contents_change_under_the_reader(team, sit) -> None:
    no = team.designing()
    async with sit("liqiang", size=(100, 50)) as li:
        await li.press("2", "enter", "s")
        assert isinstance(li.app.screen, SignReview)
        await li.press("end")
        assert li.app.screen.read
        team.act("zhoumin", "set", no, fields={"description": "审批合并为两步，另加一条" + "很长" * 900})
        await li.until(lambda: "刚改了内容" in li.message)
        await li.press("S")
        assert "读到末尾才能签字" in li.message
        assert standing_signatures(team.record(no)) == {}


async def test_criteria_are_judged_one_after_another(team, sit) -> None:
    no = team.testing()
    async with sit("zhoumin") as zhou:
        await zhou.press("enter")
        assert isinstance(zhou.app.screen, Uat)
        await zhou.press("enter", "tab")
        while zhou.app.focused is None or zhou.app.focused.id != "measured":
            await zhou.press("tab")
        await zhou.type("2 步")
        await zhou.press("ctrl+s")
        assert team.record(no).criteria[0].verdict == "pass"
        assert zhou.app.screen.pane.stop == "2"
        await zhou.press("x")
        while zhou.app.focused is None or zhou.app.focused.id != "reason":
            await zhou.press("tab")
        await zhou.type("平均 9 小时")
        await zhou.press("ctrl+s")
        assert "还没写整改时间" in zhou.message
        assert isinstance(zhou.app.view.panel, Form)
        while zhou.app.focused is None or zhou.app.focused.id != "rectification_on":
            await zhou.press("tab")
        await zhou.type("+3")
        await zhou.press("ctrl+s")
        assert team.record(no).criteria[1].verdict == "fail"
        assert str(team.record(no).request.rectification_on) == "2026-11-27"
    async with sit("liqiang") as li:
        await li.press("2", "enter", "A")
        await li.press(*"jjjjj")
        assert li.app.view.panel.pane.stop.startswith("G5-08 criteria.2")
        await li.press("enter")
        assert isinstance(li.app.view.panel, Form)
        await li.press("ctrl+s")
        assert "开发中" in li.message
        assert team.record(no).moves[-1].reason == "平均 9 小时"


async def test_the_menu_says_why_an_act_is_grey_and_does_the_others(team, sit) -> None:
    team.submitted()
    async with sit("liqiang") as li:
        await li.press("2", "a")
        menu = li.app.view.panel
        assert isinstance(menu, Menu)
        entries = {entry.act: entry for entry in menu.entries}
        assert "这一步由另一方来做" in entries["look"].why or "提交中" in entries["look"].why
        assert entries["ask"].why == ""
        assert entries["answer"].why == "「待确认问题」里没有待办的行"
        await li.press("r")
        assert "没有待办的行" in li.message
        await li.press("R")
        assert isinstance(li.app.view.panel, Form)


async def test_undo_takes_the_last_act_back(team, sit) -> None:
    no = team.submitted()
    async with sit("zhoumin") as zhou:
        await zhou.press("2", "enter", "2")
        while not zhou.app.view.pane.stop.startswith("effect"):
            await zhou.press("j")
        await zhou.press("e", "ctrl+a", "ctrl+k")
        await zhou.type("来电降到 40 次")
        await zhou.press("ctrl+s")
        assert "40" in (team.record(no).request.effect or "")
        await zhou.press("u")
        assert "51" in (team.record(no).request.effect or "")


async def test_a_row_is_added_changed_and_dropped(team, sit) -> None:
    no = team.submitted()
    async with sit("zhoumin") as zhou:
        await zhou.press("2", "enter", "2", "j", "+")
        await zhou.type("每月返工不超过 3 次")
        await zhou.press("ctrl+s")
        assert [goal.what for goal in team.record(no).goals][-1] == "每月返工不超过 3 次"
        await zhou.press("e", "tab")
        await zhou.type("3 次")
        await zhou.press("ctrl+s")
        assert team.record(no).goals[-1].target == "3 次"
        await zhou.press("D")
        assert len(team.record(no).goals) == 2


async def test_the_archive_finds_words_anywhere_as_they_are_typed(team, sit) -> None:
    team.submitted()
    team.submitted(title="对账差异自动归类", background="财务每月人工归类约 300 笔差异")
    async with sit("liqiang") as li:
        await li.press("g", "slash")
        assert isinstance(li.app.screen, Archive)
        await li.type("人工归类")
        await li.until(lambda: "2026-002" in li.text())
        assert "2026-001" not in li.text()
        assert "需求背景" in li.text()
        await li.press("enter", "enter")
        assert isinstance(li.app.screen, RequestPage)
        assert li.app.screen.record.name == "2026-002"


async def test_several_requests_are_nudged_at_once(team, sit) -> None:
    for title in ("甲需求改造", "乙需求改造", "丙需求改造"):
        team.submitted(title=title)
    async with sit("zhoumin") as zhou:
        await zhou.press("2", "asterisk", "a")
        assert "对 3 个需求" in zhou.text()
        menu = zhou.app.view.panel
        assert isinstance(menu, Menu)
        await menu.choose("nudge")
        await zhou.settled()
        await zhou.type("请尽快")
        await zhou.press("ctrl+s")
        assert [len(team.record(f"2026-00{n}").nudges) for n in (1, 2, 3)] == [1, 1, 1]
        assert "3 个" in zhou.message


async def test_several_requests_are_handed_over_in_one_act(team, sit) -> None:
    for title in ("甲需求改造", "乙需求改造"):
        team.act("liqiang", "take", team.submitted(title=title))
    async with sit("liqiang") as li:
        await li.press("2", "asterisk", "a")
        menu = li.app.view.panel
        assert isinstance(menu, Menu)
        await menu.choose("hand-over")
        await li.settled()
        await li.press(*["right"] * 5, "enter")
        await li.type("赵磊")
        await li.press("tab")
        await li.type("休假")
        await li.press("ctrl+s")
        assert "已移交 2026-001、2026-002 的角色" in li.message
    with file.Store(team.path, "liqiang", write=False) as store:
        acts = store.sql("SELECT count(*), count(DISTINCT first) FROM entry WHERE act = 'hand-over'").fetchone()
    assert acts == (2, 1)
