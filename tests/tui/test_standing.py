"""What is due stands on every screen with the rule it came from; a date that others held up offers re-planning."""

from __future__ import annotations

import pytest

from bihuan.tui.widgets.gate import GatePanel

CONFIRMATION = {
    "zh": "到期 2026-11-25 周三 18:00，按工作日 · 初步确认 · 技术",
    "en": "Due Wed 2026-11-25 18:00, by working days · Confirmation · technical",
}


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_inbox_page_and_gate_say_which_rule_a_due_time_came_from(team, sit, lang: str) -> None:
    team.submitted()
    async with sit("liqiang", lang) as li:
        assert CONFIRMATION[lang] in li.text()
        await li.press("o")
        assert li.text().split("\n")[2].strip() == CONFIRMATION[lang]
    team.act("liqiang", "confirm", "2026-001", verdict="clear", channel="电话")
    async with sit("liqiang", lang) as li:
        await li.press("2", "enter", "A")
        assert isinstance(li.app.view.panel, GatePanel)
        rule = {"zh": "按工作日 · 待办响应：推进", "en": "by working days · Response: advance"}[lang]
        assert [row for row in li.text().split("\n") if rule in row][1:], "in the head of the page and in the panel"


REMAINS = {
    "zh": "已暂停，还剩 833 分钟，按工作日 · 初步确认 · 技术",
    "en": "paused, 833 min remain, by working days · Confirmation · technical",
}


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_clock_that_stands_still_says_what_remains(team, sit, lang: str) -> None:
    no = team.submitted()
    team.act("liqiang", "block", no, reason="等沙箱", who="third_party")  # at 10:07; it was due the day after at 18:00
    async with sit("liqiang", lang) as li:
        await li.press("2", "enter")
        assert li.text().split("\n")[2].strip() == REMAINS[lang]


async def test_behind_the_clock_that_runs_stands_how_many_more_there_are(team, sit) -> None:
    no = team.submitted()
    team.act("liqiang", "ask", no, to="business", text="按自然月吗？", stops_work=True)
    async with sit("liqiang") as li:
        await li.press("2", "enter")
        head = li.text().split("\n")[2]
        assert "，按自然小时 · 答复 · 周敏" in head
        assert "另有 1 个时限" in head


async def test_a_milestone_that_others_held_up_says_for_how_long_and_is_re_planned_by_one_key(team, sit) -> None:
    no = team.signed()
    team.act("liqiang", "advance", no)
    team.act("liqiang", "block", no, reason="等沙箱", who="third_party")
    team.time += 3 * 86_400_000
    team.act("liqiang", "unblock", no)
    async with sit("liqiang") as li:
        await li.press("2", "enter", "4", "G")
        told = li.text()
        assert told.count("被他方耽搁 3 个工作日，可以重排期：P") == 2
        assert told.count("被他方耽搁 3 个工作日，改上线日期要变更申请：C") == 1
        await li.press("P")
        form = li.app.view.panel
        assert form.fields["milestones"].text == "development | 2026-12-04 | liqiang\ntest | 2026-12-08 | zhaolei"
        assert form.fields["reason"].text == "被他方耽搁 3 个工作日"
        form.fields["milestones"].text = "development | 2026-12-07 | liqiang\ntest | 2026-12-09 | zhaolei"
        await li.press("ctrl+s")
    assert [f"{m.on:%m-%d}" for m in team.record(no).milestones] == ["11-26", "12-07", "12-09", "12-10"]
    assert team.record(no).contacts[-1].text == "被他方耽搁 3 个工作日"


async def test_a_narrow_preview_folds_what_is_due_and_the_goals(team, sit) -> None:
    team.submitted(
        goals=[
            {"what": "退款审批环节由 5 步减少到 2 步，每一步都在 30 分钟之内完成", "target": "2 步", "baseline": "5 步"}
        ]
    )
    async with sit("liqiang", size=(160, 45)) as li:
        shown = "".join(row.partition("│")[2].strip() for row in li.text().split("\n"))
        assert "30 分钟之内完成（2 步 · 5 步）" in shown
        assert "按工作日 · 初步确认 · 技术" in shown
