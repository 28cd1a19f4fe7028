"""Forms for people in a hurry: keys typed ahead, Tab and arrows, what is said next, nothing mixed up or cut."""

from __future__ import annotations

import asyncio
import os
import pty
import subprocess
import sys
import termios

import pytest
from textual.events import Key

from bihuan.tui.form import Area
from bihuan.tui.lines import line, plain, wrap_line
from bihuan.tui.screens.sign import SignReview
from bihuan.tui.widgets.edit import Edit
from bihuan.tui.widgets.form import Form
from bihuan.tui.widgets.gate import GatePanel


async def test_keys_that_come_faster_than_the_screen_land_where_they_were_meant(team, sit) -> None:
    async with sit("zhoumin") as zhou:
        texts = ("退款到账短信通知", "", "", "12-3")
        keys = ["c"]
        for text, more in zip(
            texts, (("tab",), ("2", "down"), ("2", "down"), ("backspace", "3", "1", "ctrl+s")), strict=True
        ):
            keys += [*text, *more]
        keys += ["enter", *"客服每天来电 60 次", "ctrl+s", "A"]
        for key in keys:
            zhou.app.post_message(Key(key, key if len(key) == 1 else None))
        await zhou.settled()
        request = team.record("d1").request
        assert (request.title, request.type, request.priority) == ("退款到账短信通知", "optimization", "medium")
        assert (str(request.expected_launch), request.background) == ("2026-12-31", "客服每天来电 60 次")
        assert isinstance(zhou.app.view.panel, GatePanel)


async def test_an_act_right_after_a_step_in_the_list_is_about_the_row_below(team, sit) -> None:
    for title in ("甲需求改造", "乙需求改造"):
        team.submitted(title=title)
    async with sit("liqiang") as li:
        await li.press("2")
        for key in ("j", "R"):  # before the preview of the row was read
            li.app.post_message(Key(key, key))
        await li.settled()
        assert isinstance(li.app.view.panel, Form)
        assert li.app.view.panel.record.request.id == li.app.view.rows.current.id


async def test_tab_saves_a_field_and_opens_the_next_and_shift_tab_the_one_before(team, sit) -> None:
    team.act("zhoumin", "new", fields={"title": "退款提速", "background": "客服每天来电 60 次"})
    async with sit("zhoumin") as zhou:
        await zhou.press("2", "enter", "home", "enter", "end")
        await zhou.type("以上")
        await zhou.press("tab")
        assert team.record("d1").request.background == "客服每天来电 60 次以上"
        assert zhou.app.view.panel.path == "goals+"
        await zhou.press("shift+tab")
        assert zhou.app.view.panel.path == "background"
        await zhou.press("tab", *["tab"] * 5)  # through the columns of the row, of which nothing was typed
        assert zhou.app.view.panel.path == "description"
        assert team.record("d1").goals == ()


async def test_what_tab_hands_in_and_is_refused_stays(team, sit) -> None:
    team.act("zhoumin", "new", fields={"title": "退款提速"})
    async with sit("zhoumin") as zhou:
        await zhou.press("2", "enter", "1")
        while zhou.app.view.pane.stop != "expected_launch":
            await zhou.press("j")
        await zhou.press("e")
        await zhou.type("下周五")
        await zhou.press("tab")
        assert zhou.app.view.panel.path == "expected_launch"
        assert zhou.app.focused.value == "下周五"
        assert "12-4，或 +3（三天后）" in zhou.message
        await zhou.press("ctrl+u")
        assert zhou.message == ""  # it was about what no longer stands there
        await zhou.type("+3")
        assert "= 2026-11-27 周五" in zhou.text()
        await zhou.press("backspace", "5")
        assert "周日 非工作日" in zhou.text()


async def test_the_footer_names_keys_that_work_while_one_types(team, sit) -> None:
    async with sit("zhoumin") as zhou:
        await zhou.press("c")
        assert "Ctrl+S 确定  Tab 下一项  Esc 返回" in zhou.text()
        assert "F1 帮助" in zhou.text()
        await zhou.press("f7")
        assert "这里没有用到 F7 键" in zhou.message
        await zhou.press("down")
        assert "←→ 或 1-5 选" in zhou.text()
        assert "? 帮助" in zhou.text()


async def test_the_keys_are_looked_up_while_typing_and_the_form_comes_back(team, sit) -> None:
    async with sit("zhoumin") as zhou:
        await zhou.press("c")
        form, typed = zhou.app.view.panel, zhou.app.focused
        await zhou.type("退款")
        for away in (("f1", "escape"), ("ctrl+p", "escape"), ("f1", "f1", "escape")):
            await zhou.press(*away)
            assert (zhou.app.view.panel, zhou.app.focused) == (form, typed)
        await zhou.type("提醒")
        assert typed.value == "退款提醒"
        await zhou.press("f1")
        await zhou.type("下一")
        await zhou.press("enter")  # a key of the form, run from the list
        assert (zhou.app.view.panel, zhou.app.view.panel.here().name) == (form, "type")
        await zhou.press("escape")
        assert zhou.app.view.panel is None
        await zhou.press("c", "f1", "escape")
        assert zhou.app.view.panel.fields["title"].value == "退款提醒"  # the draft, under the list too


async def test_each_missing_milestone_opens_afresh_though_the_one_before_is_still_being_saved(team, sit) -> None:
    no = team.designing()
    team.act("liqiang", "set", no, fields={f"milestones.{n}": "" for n in (1, 2, 3, 4)})
    async with sit("liqiang") as li:
        await li.press("2", "enter", "A")
        for days in ("+2", "+10", "+14", "+16"):
            gate = li.app.view.panel
            gate.pane.go(next(gate.key_of(check) for check in gate.checks if check.code == "G3-09"))
            await li.press("enter")
            await li.type(days)
            await li.press("down")
            await li.type("李强")
            for key in ("ctrl+s", "f6"):
                li.app.post_message(Key(key, None))
            await li.settled()
    made = [(row.kind, str(row.on)) for row in team.record(no).milestones]
    days = ("2026-11-26", "2026-12-04", "2026-12-08", "2026-12-10")
    assert made == list(zip(("design", "development", "test", "launch"), days, strict=True))


async def test_the_page_shows_what_the_check_under_the_cursor_is_about(team, sit) -> None:
    no = team.submitted()
    team.act("liqiang", "confirm", no, verdict="clear")
    async with sit("liqiang", size=(80, 24)) as li:
        await li.press("2", "enter", "A")
        assert "项 · 下面还有" in li.text()
        assert li.app.view.pane.stop == "technical_lead"
        while li.app.view.panel.current().field != "priority":
            await li.press("j")
        assert "下面还有" not in li.text()
        assert (li.app.view.tab, li.app.view.pane.stop) == (2, "priority")
        assert "回车 去改" in li.text()
        assert "Ctrl+S 推进" in li.text()


async def test_from_the_inbox_the_gate_leads_to_the_field_too(team, sit) -> None:
    no = team.submitted()
    team.act("liqiang", "confirm", no, verdict="clear")
    async with sit("liqiang") as li:
        await li.press("enter", "enter")
        assert isinstance(li.app.view.panel, Edit)
        assert "可选：综合部 孙档、研发部 李强 工程师、测试部 赵磊 测试员" in li.text()
        assert "王芳" not in li.text().split("编辑：")[1]  # who leads the work is of the technical party
        await li.type("李强")
        await li.press("ctrl+s")
        assert "已保存 2026-001 · u 撤销 · F6 回检查面板" in li.message


async def test_what_a_field_is_filled_by_begins_from_the_page(team, sit) -> None:
    team.designing()
    async with sit("zhoumin") as zhou:
        await zhou.press("2", "enter", "4")
        assert zhou.app.view.pane.stop == "business_review"  # where this gate still wants something of business
        await zhou.press("enter")
        assert isinstance(zhou.app.screen, SignReview)


async def test_a_return_offers_only_earlier_steps(team, sit) -> None:
    team.designing()
    async with sit("liqiang") as li:
        await li.press("2", "a")
        await li.app.view.panel.choose("return")
        form = li.app.view.panel
        assert isinstance(form, Form)
        assert [value for value, _ in form.fields["to"].options] == ["submitting", "assessing"]


async def test_a_filter_begins_afresh(team, sit) -> None:
    for title in ("甲需求改造", "乙需求改造"):
        team.submitted(title=title)
    async with sit("liqiang") as li:
        await li.press("2", "slash", "甲", "enter", "slash", "乙", "enter")
        assert "乙需求改造" in li.text()
        assert li.app.view.rows.sought == "乙"


async def test_what_is_frozen_names_the_key_for_a_change(team, sit) -> None:
    team.signed()
    async with sit("liqiang") as li:
        await li.press("2", "enter", "4", "home", "e")
        assert "请按 C 提变更申请" in li.message
        await li.press("C")
        assert isinstance(li.app.view.panel, Form)


@pytest.mark.parametrize(("tab", "stop"), [("1", "title"), ("6", "criteria")])
async def test_a_tab_begins_with_what_matters_most(team, sit, tab: str, stop: str) -> None:
    team.submitted()
    async with sit("liqiang") as li:
        await li.press("2", "enter", tab)
        assert li.app.view.pane.stop == stop


@pytest.mark.parametrize(("columns", "rows"), [(40, 1), (24, 2), (12, 3), (6, 3)])
def test_a_long_line_is_folded_and_only_then_cut(columns: int, rows: int) -> None:
    found = wrap_line(line(" 缺评估日期。请写评估完成的那一天"), columns, 3)
    assert len(found) == rows
    assert "".join(plain(one).strip() for one in found) == "缺评估日期。请写评估完成的那一天"


def test_ctrl_s_pressed_before_the_screens_stand_stops_nothing() -> None:
    ours, theirs = pty.openpty()
    code = (
        "import sys, termios\nfrom bihuan.tui.terminal import flow_control_off\n"
        "told = lambda: print(bool(termios.tcgetattr(0)[0] & termios.IXON), file=sys.stderr)\n"
        "told()\nwith flow_control_off(): told()\ntold()"
    )
    assert termios.tcgetattr(theirs)[0] & termios.IXON
    run = subprocess.run([sys.executable, "-c", code], stdin=theirs, stderr=subprocess.PIPE, check=True, timeout=30)
    assert run.stderr.split() == [b"True", b"False", b"True"]
    os.close(ours)
    os.close(theirs)


async def test_a_change_asks_for_what_a_person_can_answer_in_words_only(team, sit) -> None:
    team.signed()
    async with sit("zhoumin") as zhou:
        await zhou.app.open_request(1, field="description")
        await zhou.settled()
        await zhou.press("C")
        assert list(zhou.app.view.panel.fields) == ["description", "reason", "effect", "editorial"]


async def test_a_text_typed_back_to_what_it_was_is_looked_at_again(team, sit) -> None:
    team.designing()
    async with sit("liqiang", size=(80, 24)) as li:
        await li.app.open_request(1, field="work_items")
        await li.settled()
        await li.press("e")
        effort = li.app.view.panel.fields["effort_days"]
        before, effort.value = effort.value, "30"
        await li.until(lambda: "!11-30 " in li.text())
        effort.value = before
        await li.until(lambda: "!11-30 " not in li.text())


async def test_tab_in_a_form_whose_tab_of_the_page_is_gone_closes_it(team, sit) -> None:
    team.submitted()
    async with sit("zhoumin") as zhou:
        await zhou.app.open_request(1, field="background")
        await zhou.settled()
        await zhou.press("e")
        await zhou.app.view.show_tab(5)
        await zhou.press("tab")
        assert zhou.app.view.panel is None


async def test_reopening_offers_the_steps_that_it_was_at(team, sit) -> None:
    no = team.assessed()
    team.act("liqiang", "reject", no, kind="not_worth", reason="成本高于收益 3 倍")
    async with sit("zhoumin", "en") as zhou:
        await zhou.app.begin("reopen", team.record(no))
        await zhou.settled()
        assert [value for value, _ in zhou.app.view.panel.fields["step"].options] == ["submitting", "assessing"]


async def test_c_follows_an_open_issue_and_begins_anew_on_a_resolved_one(team, sit) -> None:
    no = team.testing()
    for text in ("列表在窄屏换行", "导出少一列"):
        team.act("zhaolei", "issue", no, text=text)
    team.act("liqiang", "resolve", no, issue=1, resolution="已修")
    async with sit("zhoumin") as zhou:
        await zhou.app.open_request(1, field="issues")
        await zhou.settled()
        for stop, act in (("issues.1", "new"), ("issues.2", "follow")):
            zhou.app.view.pane.go(stop)
            await zhou.press("c")
            assert zhou.app.view.panel.act.code == act
            await zhou.press("escape")


async def test_what_goes_before_it_was_painted_is_not_asked_for_its_colours(team, sit) -> None:
    no = team.submitted()
    async with sit("zhoumin") as zhou:
        await zhou.app.open_number(no)
        view = zhou.app.view
        await view.edit("background")
        await zhou.settled()
        field = view.panel.query_one(Area)
        await view.close()
        while field.parent:
            await asyncio.sleep(0)
        field._rich_style_cache.clear()  # as before it is painted for the first time
        assert field in view._compositor.visible_widgets
        view._compositor.update_widgets({view})
        view._compositor_refresh()
        await zhou.settled()
        assert field not in view._compositor.visible_widgets
