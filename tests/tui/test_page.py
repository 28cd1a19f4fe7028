"""Sentences of the domain page about what the request's page shows: findings underlined, a design refined."""

from __future__ import annotations

from dataclasses import replace

from bihuan.store.acts import batch
from bihuan.store.rules.happened import Lesson
from bihuan.tui import prefilled
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


async def test_ones_own_step_leads_to_the_new_steps_tab_and_anothers_moves_nothing(team, sit) -> None:
    no = team.assessed()
    async with sit("liqiang") as li, sit("zhoumin") as zhou:
        for one in (li, zhou):
            await one.press("2", "enter", "1")
        await li.press("A", "ctrl+s")
        await zhou.until(lambda: zhou.app.view.record.request.step == "designing")
        assert (team.record(no).request.step, li.app.view.tab, zhou.app.view.tab) == ("designing", 4, 1)


async def test_what_was_entered_for_somebody_is_marked_where_it_is_read(team, sit) -> None:
    no = team.submitted()
    team.act("liqiang", "confirm", no, verdict="clear", channel="电话")
    with team.store("liqiang") as store:
        asked = {"act": "ask", "request": no, "by": "zhoumin", "channel": "phone", "to": "technical", "text": "何时？"}
        batch.run(store, batch.Line(1, asked), batch.Labels())
    team.act("liqiang", "answer", no, question=1, text="下周一")
    async with sit("liqiang", lang="en") as li:
        await li.app.open_number(no)
        await li.press("8")
        asked, answered = (
            row for row in li.text().split("\n") if "周敏" in row[:30] or row.strip().startswith("研发部")
        )
        assert "(entered by 李强)" in asked
        assert "entered" not in answered


async def test_a_reason_and_a_debt_are_read_by_what_the_check_found_not_by_its_code(team, sit) -> None:
    no = team.submitted(type="urgent", urgent_kind="fix")
    team.act("liqiang", "confirm", no, verdict="clear", channel="电话")
    team.act("liqiang", "set", no, fields={"technical_lead": "liqiang", "assessed_on": "2026-11-28"})
    team.act("liqiang", "advance", no, reasons={"G2-32:assessed_on": "周末值班"})
    codes = [*(a.code for a in team.record(no).acknowledgements), *(d.code for d in team.record(no).debts)]
    assert {"G2-32", "G2-10"} <= set(codes)
    async with sit("liqiang", size=(120, 45)) as li:
        await li.app.open_number(no)
        await li.press("5")
        assert "评估日期不是工作日" in li.text()
        assert "还没有评审记录" in li.text()
        assert not [code for code in codes if code in li.text()]


async def test_a_lesson_begins_with_the_shortcoming_that_is_none_yet(team, sit) -> None:
    no = team.testing()
    team.act("liqiang", "retro", no, kind="highlight", text="沟通及时")
    for text in ("第三方接口联调太晚", "回归用例不全"):
        team.act("liqiang", "retro", no, kind="shortcoming", text=text)
    record = team.record(no)
    assert prefilled.untaught(record).text == "第三方接口联调太晚"
    assert prefilled.of_row("lesson", record.retrospective[2]) == {"text": "回归用例不全"}
    assert prefilled.of_row("lesson", record.retrospective[0]) == {}
    taught = replace(record, lessons=(Lesson(text="第三方接口联调太晚"),))
    assert prefilled.untaught(taught).text == "回归用例不全"


async def test_an_act_about_a_row_begins_with_the_one_under_the_cursor(team, sit) -> None:
    no = team.submitted()
    for text in ("甲问？", "乙问？", "丙问？"):
        team.act("liqiang", "ask", no, to="business", text=text)
    async with sit("zhoumin") as zhou:
        await zhou.app.open_number(no)
        await zhou.press("8", "j", "r")
        await zhou.type("乙答")
        await zhou.press("ctrl+s")
    assert [q.answer for q in team.record(no).questions] == [None, "乙答", None]


async def test_people_are_found_by_name_login_and_initials(team, sit) -> None:
    no = team.assessed()
    typed = {"赵": "zhaolei", "zhao": "zhaolei", "csb": "zhaolei", "lq": "liqiang", "liqiang": "liqiang", "部": "部"}
    async with sit("liqiang") as li:
        await li.app.open_number(no)
        await li.press("3", "e")
        line = li.app.focused
        found = {}
        for words in typed:
            line.value = words
            (found[words],) = line.picked
    assert found == typed


async def test_enter_on_what_cannot_be_typed_says_why(team, sit) -> None:
    team.submitted()
    async with sit("liqiang") as li:
        await li.press("2", "enter", "9", "enter")
        assert li.message.startswith("这一项由动作填写")
        await li.press("2", "j")
        await li.press("z")
        assert li.message == "这里没有折叠的长文"


async def test_what_falls_due_by_time_alone_comes_into_an_open_inbox(team, sit) -> None:
    no = team.testing()
    for n in (1, 2):
        team.act("zhoumin", "judge", no, criterion=n, verdict="pass", measured="通过")
    launch = {
        "launch_plan": "周二",
        "rollback": "旧包",
        "contingency": "人工",
        "data_check": "50 笔",
        "user_notice": "已发",
    }
    team.act("liqiang", "set", no, fields=launch)
    team.act("liqiang", "launch", no)
    async with sit("liqiang") as li:
        before = [item.act for item in li.app.view.rows.items]
        team.time += 25 * 3_600_000
        await li.until(lambda: "结语" in li.text())
        assert "monitor" not in before


async def test_a_small_window_says_why_a_list_is_empty_and_a_tiny_one_that_it_is_until_it_grows(team, sit) -> None:
    async with sit("liqiang", size=(60, 18)) as li:
        assert "没有等你的事了" in li.text()
        await li.press("2")
        assert "还没有需求" in li.text()
        for size, said in (((59, 15), "窗口小于 60×16"), ((80, 24), "")):
            await li.pilot.resize_terminal(*size)
            await li.settled()
            assert li.message.startswith(said)
        assert li.message == ""


async def test_saving_says_that_nothing_was_changed_and_a_new_row_has_the_cursor(team, sit) -> None:
    no = team.submitted()
    async with sit("zhoumin") as zhou:
        await zhou.app.open_number(no)
        await zhou.press("2", "e", "ctrl+s")
        assert zhou.message == "没有改动"
        goals = [f"goals.{goal.n}" for goal in team.record(no).goals]
        while zhou.app.view.pane.stop != "goals":
            await zhou.press("j")
        await zhou.press("+")
        await zhou.type("退款催办由每月 300 次降到 100 次")
        await zhou.press("ctrl+s")
        assert zhou.app.view.pane.stop not in ("goals", *goals)
        assert zhou.message.startswith("已保存")


async def test_enter_opens_no_form_on_a_request_that_has_ended(team, sit) -> None:
    no = team.submitted()
    team.act("zhoumin", "withdraw", no, reason="不做了")
    async with sit("zhoumin") as zhou:
        await zhou.app.open_number(no)
        await zhou.press("2", "enter")
        assert zhou.app.view.panel is None
        assert "已撤回" in zhou.message
