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
    no = team.signed()
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


async def test_a_failed_criterion_puts_the_return_first_in_the_act_menu(team, sit) -> None:
    no = team.testing()
    team.act("zhoumin", "judge", no, criterion=1, verdict="pass", measured="2 步")
    rectified = {"reason": "平均 9 小时", "rectification_on": "2026-11-27"}
    team.act("zhoumin", "judge", no, criterion=2, verdict="fail", **rectified)
    async with sit("liqiang") as li:
        await li.app.open_number(no)
        await li.settled()
        await li.press("a")
        assert next(iter(li.app.view.panel.pane.stops)) == "return"


async def test_the_second_word_of_two_says_what_both_have_settled(team, sit) -> None:
    no = team.submitted()
    team.act("liqiang", "confirm", no, verdict="clear", channel="电话")
    async with sit("liqiang", "en") as li:
        await li.app.open_number(no)
        await li.settled()
        await li.app.begin("priority", team.record(no))
        await li.settled()
        await li.press("2", "ctrl+s")
        assert li.message.startswith(f"Both agree on the priority of {no}")
        await li.app.begin("priority", team.record(no))
        await li.settled()
        await li.press("1", "ctrl+s")
        assert li.message.startswith(f"Gave the priority of {no}")


async def test_the_second_confirmation_says_that_it_is_closed(team, sit) -> None:
    no = team.testing()
    for n in (1, 2):
        team.act("zhoumin", "judge", no, criterion=n, verdict="pass", measured="2")
    ready = {"launch_plan": "11-25 10:00", "rollback": "切回旧流程", "contingency": "转人工 2 人"}
    ready |= {"data_check": "核对 200 条", "user_notice": "已发通知"}
    team.act("liqiang", "set", no, fields=ready)
    team.act("liqiang", "launch", no)
    team.set_clock("2026-12-02 16:00")
    team.act("liqiang", "monitor", no, text="24 小时无事故")
    team.act("zhoumin", "feedback", no, text="没有问题")
    for login, lang, said in (("liqiang", "zh", "已确认闭环 2026-001"), ("zhoumin", "en", "Both have confirmed: ")):
        async with sit(login, lang) as someone:
            await someone.app.open_number(no)
            await someone.settled()
            await someone.press("A", "ctrl+s")
            assert someone.message.startswith(said)
    assert team.record(no).request.status == "closed"


async def test_a_change_is_read_whole_where_it_is_decided(team, sit) -> None:
    no = team.signed()
    asked = "按活动、门店、渠道、日期查看；每小时更新，可导出，" * 2 + "到此为止"
    team.act("zhoumin", "change", no, fields={"description": asked}, reason="12 月起分渠道结算", effect="无")
    async with sit("liqiang", size=(80, 24)) as li:
        await li.app.begin("approve", team.record(no), 1)
        await li.settled()
        assert "变更申请 *    1 12 月起分渠道结算" in li.text(), "from its beginning"
        assert "到此为止" in li.text()
        await li.press("ctrl+s")
        assert li.message.startswith(f"已同意 {no} 的变更")
    async with sit("zhoumin", "en", size=(80, 24)) as zhou:
        await zhou.app.begin("approve", team.record(no), 1)
        await zhou.settled()
        await zhou.press("ctrl+s")
        assert zhou.message.startswith(f"Both approved the change of {no}; it now stands as v2")


async def test_a_failure_asks_for_its_reason_first_and_its_return_begins_with_it(team, sit) -> None:
    no = team.testing()
    async with sit("zhoumin") as zhou:
        await zhou.app.begin("judge", team.record(no))
        await zhou.settled()
        await zhou.press("x")
        await zhou.type("平均 9 小时")
        await zhou.press("escape", "enter")
        form = zhou.app.view.panel
        assert form.fields["verdict"].value == "pass", "what was pressed now, not what was left as a draft"
        assert form.fields["reason"].text == "平均 9 小时"
        await zhou.press("escape", "x", "tab")
        await zhou.type("+2")
        await zhou.press("ctrl+s")
    assert team.record(no).criteria[0].verdict == "fail"
    async with sit("liqiang") as li:
        await li.app.open_number(no)
        await li.settled()
        await li.press("a", "enter")
        form = li.app.view.panel
        assert (form.act.code, form.fields["to"].value, form.fields["reason"].text) == (
            "return",
            "developing",
            "平均 9 小时",
        )


async def test_each_debt_names_its_field_in_the_inbox_and_enter_goes_there(team, sit) -> None:
    team.submitted(type="urgent", urgent_kind="fix", description=None, effect=None)
    async with sit("zhoumin", size=(100, 30)) as zhou:
        owed = [row for row in zhou.text().split("\n") if "补填" in row]
        assert len(owed) == 2
        for words, row in zip(("补填 功能/业务描述", "补填 预期效果"), owed, strict=True):
            assert words in row
        await zhou.press("down", "enter")
        assert isinstance(zhou.app.screen, RequestPage)
        assert zhou.app.screen.pane.stop == "effect"
