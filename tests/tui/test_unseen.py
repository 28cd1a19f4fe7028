"""What a person may not see shows on no screen: every place is gone to and every key of it pressed, by those outside.

The same ways on a store where the request is open to all show it where they can, so each of those would tell of a leak.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from shutil import copyfile
from typing import Any

import pytest
from marks import DRAFT, LIKE, MARK, OUTSIDE, UNSEEN
from ways import BUSINESS, WAYS, Eyes, Way

from bihuan.tui import screens, widgets
from bihuan.tui.keys import COMMANDS, Command, Place
from bihuan.tui.screens.inbox import Inbox
from bihuan.tui.screens.reader import Reader, laid_out
from bihuan.tui.screens.request import RequestPage
from bihuan.tui.screens.sign import SignReview
from bihuan.tui.screens.view import View
from bihuan.tui.widgets.edit import Edit
from bihuan.tui.widgets.form import Form
from bihuan.tui.widgets.panel import Panel

HIDDEN = (MARK, UNSEEN)
SIZE = (120, 24)  # the least with a preview beside the list; what lies below is read all the same


@dataclass
class Seats:
    """Where people sit down at a copy of a store; somebody outside has a draft there that is like the hidden ones."""

    team: Any
    sit: Any
    monkeypatch: pytest.MonkeyPatch
    draft: str

    @asynccontextmanager
    async def eyes(self, login: str, lang: str, **more: Any) -> AsyncIterator[Eyes]:
        """Sit down and read along; messages that another one took the place of are read too."""
        told: list[str] = []
        tell = View.tell

        def heard(view: View, text: str, *rest: Any, **more: Any) -> None:
            told.append(text)
            tell(view, text, *rest, **more)

        with self.monkeypatch.context() as patched:
            patched.setattr(View, "tell", heard)
            async with self.sit(login, lang, size=SIZE, **more) as me:
                yield Eyes(me, self.team, told, self.draft)


def seats(path: Path, tmp_path: Path, team_at: Any, monkeypatch: pytest.MonkeyPatch) -> Seats:
    """Copy a store and sit down at it."""
    copyfile(path, tmp_path / "s.db")
    team, sit = team_at(tmp_path / "s.db", tmp_path / "state")
    like = {"title": LIKE, "background": LIKE, "description": LIKE}
    return Seats(team, sit, monkeypatch, team.act("zhoumin", "new", fields=like).name)


@pytest.fixture
def hidden(filled: Path, tmp_path: Path, team_at: Any, monkeypatch: pytest.MonkeyPatch) -> Seats:
    """Where the request is confidential."""
    return seats(filled, tmp_path, team_at, monkeypatch)


@pytest.fixture
def shown(bared: Path, tmp_path: Path, team_at: Any, monkeypatch: pytest.MonkeyPatch) -> Seats:
    """Where the request is open to all."""
    return seats(bared, tmp_path, team_at, monkeypatch)


# Keys that end the program or hand the terminal over; nothing of ours is read after them.
LEAVING = frozenset({"quit", "suspend", "edit.external"})


def subclasses(cls: type) -> Iterator[type]:
    """A class and all below it."""
    yield cls
    for one in cls.__subclasses__():
        yield from subclasses(one)


def places() -> set[type]:
    """Every screen and panel of the program that nothing is built upon, and those that one may open all the same."""
    for package in (screens, widgets):
        for module in iter_modules(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    found = {one for base in (View, Panel) for one in subclasses(base) if one.__module__.startswith("bihuan.")}
    return {one for one in found if not one.__subclasses__()} | {Form, Edit}


def own(place: Any) -> list[Command]:
    """The commands of a place; those that work everywhere are pressed on the page."""
    scopes: set[Place] = {s for s in place.scopes if s != "any" or place is RequestPage}
    return [c for c in COMMANDS if scopes & set(c.scopes) and c.id not in LEAVING]


def shared_out() -> dict[Way, list[Command]]:
    """Every command once for each kind of place that it works in, on the first way to one."""
    pressed, found = set[tuple[Place, str]](), {}
    for way in WAYS:
        kinds = {c: {(s, c.id) for s in c.scopes if s in way.place.scopes} for c in own(way.place)}
        found[way] = [c for c, kind in kinds.items() if kind - pressed]
        pressed.update(*kinds.values())
    return found


def test_every_screen_and_panel_is_gone_to() -> None:
    assert places() == {way.place for way in WAYS}


def test_every_command_is_pressed_somewhere() -> None:
    assert {c.id for some in shared_out().values() for c in some} | LEAVING == {c.id for c in COMMANDS}


@pytest.mark.parametrize(("login", "lang"), list(zip(OUTSIDE, ("zh", "en", "zh"), strict=True)))
async def test_no_place_and_no_key_shows_what_one_may_not_see(hidden: Seats, login: str, lang: str) -> None:
    async with hidden.eyes(login, lang) as eyes:
        for way, commands in shared_out().items():
            if way.who == login:
                assert await go_to(eyes, way), (way, eyes.me.text())
                await press_all(eyes, way, commands)
        assert leaks(eyes.files()) == []


@pytest.mark.soak
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("login", OUTSIDE)
async def test_whoever_is_outside_sees_it_on_no_way_by_no_key(hidden: Seats, login: str, lang: str) -> None:
    async with hidden.eyes(login, lang) as eyes:
        for way in WAYS:
            if await go_to(eyes, way):
                await press_all(eyes, way, own(way.place))
            assert leaks(eyes.look()) == [], way
        assert leaks(eyes.files()) == []


@pytest.mark.parametrize("login", dict.fromkeys(way.seer or way.who for way in WAYS))
async def test_the_same_ways_show_what_is_open_to_all(shown: Seats, login: str) -> None:
    told, wanted = {}, {way: way.shows for way in WAYS if (way.seer or way.who) == login}
    async with shown.eyes(login, "zh") as eyes:
        for way in wanted:
            assert await go_to(eyes, way), (way, eyes.me.text())
            told[way] = bool(leaks(eyes.look_here()))
            eyes.look()
    assert {way for way, does in told.items() if does != wanted[way]} == set()


@pytest.mark.parametrize("name", [UNSEEN, DRAFT])
async def test_no_number_opens_it(hidden: Seats, name: str) -> None:
    async with hidden.eyes(BUSINESS, "zh", start=name) as eyes:
        for keys in ((), (":", *name, "enter")):
            await eyes.press(*keys)
            assert (at(eyes, Inbox), MARK in eyes.look()) == (True, False)
            assert name in eyes.me.message


@pytest.mark.parametrize("panel", [None, "menu", "form", "read", "sign", "list"])
async def test_what_becomes_confidential_is_left(team: Any, sit: Any, panel: str | None) -> None:
    no = team.submitted()
    title = team.record(no).request.title
    async with sit("wangfang", size=SIZE) as me:
        app, eyes = me.app, Eyes(me, team, [], "")
        record = await eyes.page(no)
        match panel:
            case "menu":
                await me.press("a")
            case "form":
                await eyes.open(Form(app.acts["nudge"], record))
                await me.type("urgently")
            case "read":
                await app.push_screen(Reader("", lambda width: laid_out(title, width), record))
            case "sign":
                await app.push_screen(SignReview(record))
            case "list":
                await app.go("requests")
        await me.settled()
        assert title in eyes.look()
        team.act("zhoumin", "set", no, fields={"confidential": True})
        await app.look_around()
        await me.settled()
        for keys in ((), ("f5",), ("2",), ("6",), ("1",)):
            said = await eyes.press(*keys)
            assert (title in said, no in said) == (False, False), keys
        await me.press(":", *no, "enter", "escape")
        assert no not in app.notes.recent()
        assert ("urgently" in eyes.files()) == (panel == "form")


async def go_to(eyes: Eyes, way: Way) -> bool:
    """Go a way, from wherever one is; False when it does not lead there."""
    await eyes.home()
    await way.go(eyes)
    await eyes.me.settled()
    return at(eyes, way.place)


def at(eyes: Eyes, place: type) -> bool:
    """The place is there."""
    view = eyes.me.app.view
    return type(view.panel) is place if issubclass(place, Panel) else type(view) is place and view.panel is None


async def press_all(eyes: Eyes, way: Way, commands: list[Command]) -> None:
    """Press keys at a place and read each time; go there again whenever one led away."""
    assert leaks(eyes.look()) == [], way
    for command in commands:
        if not at(eyes, way.place):
            await go_to(eyes, way)
        said = await eyes.press(*(command.typing or command.keys)[0].split(" "))
        assert leaks(said) == [], (way, command.id)


def leaks(text: str) -> list[str]:
    """What of the hidden requests stands in a text."""
    return [text[max(0, text.find(one) - 200) : text.find(one) + 60] for one in HIDDEN if one in text]
