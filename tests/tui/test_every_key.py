"""No key does nothing, and none ends in a traceback: each command has its doer; random presses leave it standing."""

from __future__ import annotations

import asyncio
import random

import pytest
from textual.events import Key

from bihuan.tui.app import Bihuan
from bihuan.tui.keys import COMMANDS, in_scope
from bihuan.tui.screens.archive import Archive
from bihuan.tui.screens.inbox import Inbox
from bihuan.tui.screens.reader import Reader
from bihuan.tui.screens.request import RequestPage
from bihuan.tui.screens.requests import Requests
from bihuan.tui.screens.sign import SignReview
from bihuan.tui.screens.uat import Uat
from bihuan.tui.screens.view import View
from bihuan.tui.widgets.ask import Ask
from bihuan.tui.widgets.edit import Edit
from bihuan.tui.widgets.finder import Finder
from bihuan.tui.widgets.form import Form
from bihuan.tui.widgets.fresh import ChangeForm, NewForm
from bihuan.tui.widgets.gate import GatePanel
from bihuan.tui.widgets.menu import Menu
from bihuan.tui.widgets.merge import Merge
from bihuan.tui.widgets.palette import Help, Palette

SCREENS = (Inbox, Requests, Archive, RequestPage, SignReview, Uat, Reader)
PANELS = (Finder, Form, NewForm, Edit, ChangeForm, GatePanel, Menu, Merge, Palette, Help, Ask)
BY_DIGIT = ("part.", "tick.")  # the screens take these in `run`


@pytest.mark.parametrize("place", [*SCREENS, *PANELS], ids=lambda place: place.__name__)
def test_every_command_of_a_place_has_somebody_who_does_it(place) -> None:
    around = (place, Bihuan) if place in SCREENS else (place, View, Bihuan)
    undone = []
    for command in in_scope(COMMANDS, place.scopes):
        done = any(hasattr(owner, f"do_{command.slot}") for owner in around)
        plain_act = command.act == command.id and "record" in place.scopes
        if not (done or plain_act or command.id.startswith(BY_DIGIT)):
            undone.append(command.id)
    assert undone == []


KEYS = [
    *"abcdefghijklmnoprstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    *("slash", "colon", "question_mark", "left_square_bracket", "asterisk", "plus", "space", "enter", "escape", "tab"),
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "backspace", "delete", "shift+down"),
    *("f2", "f3", "f5", "f6", "f8", "ctrl+s", "ctrl+d", "ctrl+u", "ctrl+p", "ctrl+l", "shift+tab"),
]
CHARACTERS = {"slash": "/", "colon": ":", "question_mark": "?", "asterisk": "*", "plus": "+", "space": " "}
CHARACTERS["left_square_bracket"] = "["


async def pressed_at_random(team, sit, seed: int, count: int) -> None:
    team.designing()
    no = team.submitted(title="对账差异自动归类")
    team.act("zhoumin", "ask", no, to="technical", text="按自然月还是结算月？")
    team.testing()
    dice = random.Random(seed)
    login, size = ("liqiang", "zhoumin", "keeper")[seed % 3], ((80, 24), (100, 30), (60, 16))[seed % 3]
    async with sit(login, size=size) as someone:
        for place in range(count):
            key = dice.choice(KEYS)
            character = CHARACTERS.get(key, key if len(key) == 1 else None)
            someone.app.post_message(Key(key, character))
            await asyncio.sleep(0)
            if place % 10 == 0:
                await someone.pilot.pause()
        await someone.settled()
        assert someone.app.crash == ""
        assert someone.app.is_running


async def test_random_keys_never_end_it(team, sit) -> None:
    await pressed_at_random(team, sit, 1, 150)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(12))
async def test_many_random_keys_never_end_it(team, sit, seed: int) -> None:
    await pressed_at_random(team, sit, seed, 400)


async def test_a_key_without_a_command_says_so(sit) -> None:
    async with sit("liqiang") as li:
        await li.press("Z")
        assert li.message == "这里没有用到 Z 键 · ? 看能按的键"


async def test_a_grey_key_says_why(sit) -> None:
    async with sit("liqiang") as li:
        await li.press("s")
        assert li.message == "这里没有选中的需求"


async def test_a_chinese_character_outside_a_text_tells_of_the_input_method(sit) -> None:
    async with sit("liqiang") as li:
        await li.type("签")
        assert li.message == "输入法处于中文状态，按 Shift 切换"


async def test_chinese_punctuation_works_as_its_key(sit) -> None:
    async with sit("liqiang") as li:
        await li.type("？")
        assert isinstance(li.app.view.panel, Help)
        await li.press("escape")
        await li.type("：")
        assert isinstance(li.app.view.panel, Palette)
        await li.press("escape")
        await li.type("、")
        assert isinstance(li.app.view.panel, Finder)
