"""What is typed outlives the program, however it ends."""

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from bihuan.tui.drafts import Draft, Drafts


def test_a_draft_is_kept_found_listed_and_dropped(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path, "store-1")
    typed = Draft("set 2026-031 背景", 1000, 7, {"background": "客服每天\n60 次", "odd": "\ud800"})
    drafts.keep(typed)
    assert drafts.find(typed.key) == typed
    assert drafts.all() == (typed.key,)
    assert Drafts(tmp_path, "store-2").find(typed.key) is None
    assert (drafts.path(typed.key).stat().st_mode & 0o777) == 0o600
    drafts.drop(typed.key)
    assert drafts.find(typed.key) is None
    assert drafts.all() == ()


def test_a_file_that_is_no_draft_is_set_aside_not_lost(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path, "store")
    drafts.keep(Draft("new", 1, 0, {"title": "甲"}))
    drafts.path("new").write_text("{half", encoding="utf-8")
    assert drafts.find("new") is None
    assert [path.read_text() for path in drafts.folder.glob("*.unreadable")] == ["{half"]


def test_a_kill_while_writing_leaves_a_whole_copy(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from bihuan.tui.drafts import Draft, Drafts\n"
        "drafts = Drafts(Path(sys.argv[1]), 's'); n = 0\n"
        "while True:\n"
        "    n += 1; drafts.keep(Draft('k', n, 0, {'text': str(n) * 2000}))\n"
        "    if n == 20: print('ready', flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        os.kill(writer.pid, signal.SIGKILL)
    drafts = Drafts(tmp_path, "s")
    kept = json.loads(drafts.path("k").read_text(encoding="utf-8"))
    assert kept["at"] >= 20
    assert kept["values"]["text"] == str(kept["at"]) * 2000


async def test_where_a_draft_cannot_be_kept_it_is_said_and_nothing_typed_goes(team, sit, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    async with sit("zhoumin") as zhou:
        await zhou.press("c")
        await zhou.type("磁盘满时打的")
        monkeypatch.setattr(Drafts, "_write", full)
        for key in ("escape", "ctrl+q"):
            await zhou.press(key)
            assert "草稿没有写下" in zhou.message
            assert "磁盘满时打的" in zhou.text()
        await zhou.press("ctrl+s")
        assert team.record("d1").request.title == "磁盘满时打的"


async def test_a_store_that_was_moved_away_takes_nothing_more(team, sit) -> None:
    no = team.submitted()
    async with sit("zhoumin") as zhou:
        await zhou.press("c")
        await zhou.type("写在旧文件里就没了")
        team.path.rename(team.path.with_name("elsewhere.db"))
        await zhou.press("ctrl+s")
        assert "已被移走或换掉" in zhou.message
        assert "写在旧文件里就没了" in zhou.text()
        team.path.with_name("elsewhere.db").rename(team.path)
        await zhou.press("ctrl+s")
    assert team.record("d2").request.title == "写在旧文件里就没了"
    assert team.record(no).name == no


async def test_a_text_that_comes_back_is_gone_on_with_at_its_end_and_faults_name_the_input(team, sit) -> None:
    no = team.submitted()
    async with sit("zhoumin") as zhou:
        await zhou.app.open_number(no)
        await zhou.press("R")
        await zhou.type("技术")
        await zhou.press("tab")
        await zhou.type("第一句，")
        await zhou.press("escape", "R")
        await zhou.type("第二句")
        assert zhou.message == "已恢复 10:07:00 的草稿"
        assert "第一句，第二句" in zhou.text()
        zhou.app.focused.text = "长" * 50_001
        await zhou.press("ctrl+s")
        assert zhou.message.startswith("「问题」")
        await zhou.press("escape")
        assert zhou.message == ""
