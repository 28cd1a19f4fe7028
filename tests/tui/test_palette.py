"""The palette: a demo's clock by any length of time, the site published from it, its own keys named below it."""

from __future__ import annotations

import pytest

from bihuan.store import file
from bihuan.tui.screens.inbox import Inbox
from bihuan.tui.widgets.palette import Palette


async def typed(someone, text: str) -> None:
    await someone.press("escape", "colon")
    await someone.type(text)
    await someone.press("enter")


@pytest.mark.parametrize(
    ("lang", "text", "hours"),
    [("en", "clock 144h", 144), ("en", "Clock 6d", 144), ("zh", "时钟 2周", 336), ("zh", "拨快５天", 120)],
)
async def test_a_demos_clock_is_moved_on_by_any_length_of_time(demo_sit, lang, text, hours) -> None:
    async with demo_sit("liqiang", lang) as li:
        before = li.app.now()
        await typed(li, text)
        assert li.app.now() - before == hours * 3_600_000
        assert li.app.view.panel is None


@pytest.mark.parametrize("text", ["clock soon", "clock 0h", "clock 5", "clock -3d", "clock 54w", "时钟 99999h"])
async def test_what_is_no_length_of_time_is_answered(demo_sit, text) -> None:
    async with demo_sit("liqiang", "en") as li:
        before = li.app.now()
        await typed(li, text)
        assert f"“{text.split()[1]}” is not a length of time" in li.message
        assert li.app.now() == before
        assert isinstance(li.app.screen, Inbox)
        assert isinstance(li.app.view.panel, Palette)


async def test_the_footer_of_the_palette_names_enter(sit) -> None:
    async with sit("liqiang", "en") as li:
        await li.press("colon")
        assert li.text().split("\n")[-1].strip().startswith("Enter OK  Esc back")


async def test_the_site_is_published_from_the_palette_and_the_folder_is_known_again(team, sit, tmp_path) -> None:
    async with sit("liqiang") as li:
        await typed(li, "publish")
        assert "写到哪个文件夹" in li.text()
        await li.press("enter")
        assert li.message == "请写文件夹，或按 Esc 返回"
        await li.type(str(tmp_path / "site"))
        await li.press("enter")
        assert "已发布" in li.message
        assert (tmp_path / "site/index.html").is_file()
        await typed(li, "发布归档")
        assert str(tmp_path / "site") in li.text().replace("\n", "")
        await li.press("escape")
        assert li.app.view.panel is None


async def test_where_the_site_cannot_be_written_it_says_so(team, sit, tmp_path) -> None:
    (tmp_path / "taken").write_text("mine")
    async with sit("liqiang") as li:
        await typed(li, "publish")
        await li.type(str(tmp_path / "taken"))
        await li.press("enter")
        assert "taken" in li.message
        assert (tmp_path / "taken").read_text() == "mine"


async def test_a_stranger_is_not_offered_to_publish(sit) -> None:
    async with sit("nobody") as nobody:
        await typed(nobody, "publish")
        assert "不是本库的" in nobody.message or "记录管理员" in nobody.message
        assert isinstance(nobody.app.view.panel, Palette)


async def test_a_deputy_is_named_again_with_an_earlier_end(team, sit) -> None:
    team.act("wangfang", "deputy", deputy="zhoumin", first_on="2026-12-01", last_on="2026-12-31")
    async with sit("wangfang") as wang:
        await typed(wang, "deputy")
        await wang.type("zhoumin")
        for day in ("2026-12-01", "2026-12-04"):
            await wang.press("tab")
            await wang.type(day)
        await wang.press("ctrl+s")
        assert wang.app.view.panel is None, wang.text()
    with file.Store(team.path, "wangfang", write=False) as store:
        assert [(str(d.first_on), str(d.last_on)) for d in store.team.deputies] == [("2026-12-01", "2026-12-04")]
