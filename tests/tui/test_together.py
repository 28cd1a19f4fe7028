"""Several people, two languages, a demo: what one does the others see, and nobody's words are lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from outside import ED

from bihuan.tui.screens.request import RequestPage
from bihuan.tui.widgets.edit import Edit
from bihuan.tui.widgets.form import Form
from bihuan.tui.widgets.merge import Merge
from bihuan.tui.widgets.palette import Palette


async def test_what_one_does_the_other_sees_within_a_second_and_the_cursor_stays(team, sit) -> None:
    team.submitted(title="甲需求改造")
    no = team.submitted(title="乙需求改造")
    async with sit("liqiang") as li, sit("zhoumin") as zhou:
        await li.press("2", "j")
        stood_on = li.app.view.rows.current_key
        await zhou.press("2", "enter", "2")
        while zhou.app.view.pane.stop != "effect":
            await zhou.press("j")
        await zhou.press("e", "end")
        await zhou.type("，另有说明")
        await zhou.press("ctrl+s")
        await li.until(lambda: "已由周敏更新" in li.message)
        assert li.app.view.rows.current_key == stood_on
        assert "另有说明" in (team.record(no).request.effect or team.record("2026-001").request.effect)


async def test_two_who_change_the_same_field_are_shown_both_texts(team, sit) -> None:
    no = team.submitted()
    async with sit("zhoumin") as zhou:
        await zhou.press("2", "enter", "2")
        while zhou.app.view.pane.stop != "background":
            await zhou.press("k")
        await zhou.press("e")
        await zhou.type("我的开头：")
        team.act("zhoumin", "set", no, fields={"background": "对方改写的背景 60 次"})
        await zhou.press("ctrl+s")
        assert isinstance(zhou.app.view.panel, Merge)
        assert "对方改写的背景" in zhou.text()
        assert "我的开头" in zhou.text()
        await zhou.press("2")
        assert isinstance(zhou.app.view.panel, Edit)
        await zhou.press("end")
        await zhou.type("，补一句")
        await zhou.press("ctrl+s")
        assert team.record(no).request.background == "对方改写的背景 60 次，补一句"


async def test_language_switches_with_screen_cursor_and_typed_text_in_place(team, sit) -> None:
    team.submitted()
    async with sit("zhoumin") as zhou:
        await zhou.press("2", "enter", "1", "j", "j")
        here = zhou.app.view.pane.stop
        await zhou.press("e")
        await zhou.type("打到一半")
        assert "编辑：" in zhou.text()
        await zhou.press("f8")
        screen = zhou.text()
        assert "Edit:" in screen
        assert "打到一半" in screen
        assert "Expected launch" in screen
        assert zhou.app.view.pane.stop == here
        await zhou.press("escape", "f8")
        assert "期望上线时间" in zhou.text()


async def test_a_draft_comes_back_when_the_form_is_opened_again(team, sit, monkeypatch) -> None:
    monkeypatch.setattr(Form, "on_unmount", lambda form: None)  # a form may go long after the next one has come
    async with sit("zhoumin") as zhou:
        await zhou.press("c")
        await zhou.type("打了一半的名称")
        await zhou.press("escape", "c")
        assert "打了一半的名称" in zhou.text()
        assert "已恢复" in zhou.message
        await zhou.press("ctrl+s")
        assert team.record("d1").request.title == "打了一半的名称"
        await zhou.press("escape", "c")
        form = zhou.app.view.panel
        assert isinstance(form, Form)
        assert not form.restored


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from bihuan.tui.app import Bihuan
from textual.events import Key

async def main():
    app = Bihuan(Path(sys.argv[1]), "zhoumin", "zh", state=Path(sys.argv[2]), config=Path(sys.argv[2]))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("c")
        for char in "写到一半":
            app.post_message(Key(char, char))
        await pilot.pause()
        if sys.argv[3] == "KILL":
            while not app.drafts.all():
                await asyncio.sleep(0.02)
        os.kill(os.getpid(), getattr(signal, "SIG" + sys.argv[3]))
        while app.is_running:
            await asyncio.sleep(0.02)

asyncio.run(main())
"""


@pytest.mark.parametrize("how", ["KILL", "HUP", "TERM"])
def test_what_was_typed_outlives_the_program(team, how: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(team.path), str(team.state), how],
        capture_output=True,
        timeout=60,
        check=False,
    )
    if how == "KILL":
        assert run.returncode == -signal.SIGKILL, run.stderr.decode()[-800:]
    kept = [json.loads(path.read_text()) for path in Path(team.state).rglob("drafts/*/*.json")]
    assert [one["values"]["title"] for one in kept] == ["写到一半"]
    assert os.path.exists(team.path)


async def test_a_vague_goal_is_mended_with_one_key(team, sit) -> None:
    team.act("zhoumin", "new", fields={"title": "退款提速"})
    async with sit("zhoumin") as zhou:
        await zhou.press("2", "enter", "2")
        while zhou.app.view.pane.stop != "goals":
            await zhou.press("j")
        await zhou.press("e")
        await zhou.type("提升审批效率")
        await zhou.until(lambda: "可写：" in zhou.text())
        await zhou.press("f2")
        first = zhou.app.focused.selected_text
        assert (first[0], first[-1]) == ("〈", "〉")
        await zhou.type("退款审批")
        assert first not in zhou.app.focused.value
        await zhou.until(lambda: "F2 选中它" in zhou.text())
        await zhou.press("f2")
        assert zhou.app.focused.selected_text not in ("", first)


async def test_the_gate_panel_jumps_and_f6_comes_back(team, sit) -> None:
    team.act("zhoumin", "new", fields={"title": "退款提速"})
    async with sit("zhoumin") as zhou:
        await zhou.press("2", "enter", "f6")
        assert "没有要返回的检查面板" in zhou.message
        await zhou.press("A", "enter")
        assert isinstance(zhou.app.view.panel, Edit)
        await zhou.press("escape", "f6")
        assert zhou.app.view.panel is not None
        assert zhou.app.view.panel.title()[1].startswith("还差")


async def test_the_palette_finds_by_initials_and_opens_by_number(team, sit) -> None:
    team.submitted()
    async with sit("liqiang") as li:
        await li.press("colon")
        await li.type("xjxq")
        assert "新建需求" in li.text()
        await li.press("escape", "colon")
        await li.type("1")
        await li.press("enter")
        assert isinstance(li.app.screen, RequestPage)
        assert li.app.screen.record.name == "2026-001"
        await li.press("colon")
        await li.type("背景")
        await li.press("enter")
        assert li.app.screen.pane.stop == "background"


async def test_a_keeper_sets_a_number_and_whoever_asks_reads_it(team, sit) -> None:
    team.submitted()
    async with sit("keeper") as keeper:
        await keeper.press("colon")
        await keeper.type("config")
        await keeper.press("enter")
        await keeper.type("clock.answer")
        assert "「答复」时限 · 24 小时" in keeper.text()
        await keeper.press("enter")
        await keeper.type("1wd")
        await keeper.press("ctrl+s")
        assert keeper.message == "已保存设置"
    async with sit("liqiang") as li:
        await li.press("colon")
        await li.type("config")
        await li.press("enter")
        assert li.app.view.panel is None or not isinstance(li.app.view.panel, Form)
        assert "记录管理员" in li.message


async def test_a_bad_value_is_said_where_it_was_typed(team, sit) -> None:
    async with sit("keeper") as keeper:
        await keeper.press("colon")
        await keeper.type("config")
        await keeper.press("enter")
        await keeper.type("title.han")
        await keeper.press("enter")
        await keeper.type("500")
        await keeper.press("ctrl+s")
        assert "请写 5 到 200 的整数" in keeper.message
        assert isinstance(keeper.app.view.panel, Form)


async def test_systems_are_picked_from_the_list_of_the_team(team, sit) -> None:
    team.act("keeper", "config", key="systems", value="订单系统, CRM")
    team.submitted()
    async with sit("zhoumin") as zhou:
        await zhou.press("colon")
        await zhou.type("1")
        await zhou.press("enter", "colon")
        await zhou.type("涉及系统")
        await zhou.press("enter", "enter")
        assert "订单系统" in zhou.text()
        await zhou.type("cr")
        await zhou.press("ctrl+s")
        assert team.record("2026-001").request.systems == ("CRM",)


async def test_only_a_demo_offers_other_people_and_another_time(sit) -> None:
    async with sit("liqiang") as li:
        await li.press("colon")
        palette = li.app.view.panel
        assert isinstance(palette, Palette)
        assert not [offer for offer in palette.offers if offer.id.startswith(("as ", "clock "))]
        assert "演示" not in li.text().split("\n")[0]


async def test_a_demo_shows_its_banner_changes_person_and_moves_the_clock(demo_sit) -> None:
    async with demo_sit("liqiang") as li:
        assert "演示" in li.text().split("\n")[0]
        await li.press("colon")
        await li.type("换人周敏")
        await li.press("enter")
        assert li.app.me.login == "zhoumin"
        before = li.app.now()
        await li.press("colon")
        await li.type("1 天")
        await li.press("enter")
        assert li.app.now() - before == 24 * 3_600_000


async def test_a_grey_page_key_names_the_reason_on_a_field_that_acts_fill(team, sit) -> None:
    team.submitted()
    async with sit("liqiang") as li:
        await li.press("2", "enter", "8", "e")
        assert li.message
        await li.press("9")
        assert "提交" in li.text()


async def test_a_demo_keeps_each_persons_drafts_apart(demo_sit) -> None:
    async with demo_sit("liqiang") as li:
        await li.press("c")
        await li.type("李强写到一半")
        await li.press("escape")
        await li.app.act_as("zhoumin")
        await li.press("c")
        assert "李强写到一半" not in li.text()
        await li.press("escape")
        await li.app.act_as("liqiang")
        await li.press("c")
        assert "李强写到一半" in li.text()


async def test_a_field_of_the_other_party_says_so_before_anything_is_typed(team, sit) -> None:
    team.designing()
    async with sit("zhoumin") as zhou:
        await zhou.press("2", "enter", "4", "home", "e")
        assert zhou.app.view.panel is None
        assert "这一项由技术方填写" in zhou.message


async def test_a_milestone_that_is_missing_opens_as_a_new_row_of_its_kind(team, sit) -> None:
    no = team.designing()
    team.act("liqiang", "set", no, fields={"milestones": [{"kind": "design", "on": "2026-11-26", "owner": "liqiang"}]})
    async with sit("liqiang") as li:
        await li.press("2", "enter", "A")
        while "开发完成" not in str(li.app.view.panel.current()) and li.app.view.panel.current().code != "G3-09":
            await li.press("j")
        await li.press("enter")
        await li.type("+9")
        await li.press("ctrl+s", "f6")
    kinds = [m.kind for m in team.record(no).milestones]
    assert kinds == ["design", "development"]


async def test_a_message_about_a_dead_key_goes_with_the_next_key(team, sit) -> None:
    team.submitted()
    async with sit("liqiang") as li:
        await li.press("Z")
        assert "没有用到" in li.message
        await li.press("j")
        assert li.message == ""


async def test_a_kind_of_test_is_asked_for_and_shown_in_words(team, sit) -> None:
    no = team.testing()
    async with sit("zhaolei") as zhao:
        await zhao.press("2", "enter", "colon")
        await zhao.type("记录测试")
        await zhao.press("enter")
        assert "可选：功能测试、性能测试、兼容性测试" in zhao.text()
        await zhao.type("兼容")
        await zhao.press("tab", "1", "ctrl+s")
        assert [run.kind for run in team.record(no).test_runs][-1] == "compatibility"
        await zhao.press("6")
        assert "兼容性测试 · v1.0 · 通过" in zhao.text()


async def test_when_one_terminal_moves_a_demos_clock_the_other_follows_what_is_entered(demo_sit) -> None:
    async with demo_sit("liqiang") as li, demo_sit("zhoumin") as zhou:
        await li.app.move_clock(72)
        await li.press("c")
        await li.type("时钟拨快后写的")
        await li.press("ctrl+s")
        await zhou.until(lambda: zhou.app.now() >= li.app.now())


async def test_an_ssh_key_is_entered_and_removed_from_the_palette(sit) -> None:
    line = f"{ED} 办公电脑"
    async with sit("liqiang") as li:
        await li.press("colon")
        await li.type("ssh-key")
        await li.press("enter")
        await li.type(line)
        await li.press("ctrl+s")
        assert "已登记公钥" in li.text()
        await li.press("colon")
        await li.type("drop-ssh")
        await li.press("enter")
        assert "SHA256:weov6Bf39ciC" in li.text()
        await li.press("down", "ctrl+s")
        assert "已移除公钥" in li.text()
