"""Ways to every screen and panel of the program, and eyes that read all there is on them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from marks import LIKE, OUTSIDE, SEEN, UNSEEN
from textual.widgets import Input, Static, TextArea

from bihuan.store.rules.steps import gate_of
from bihuan.tui.lines import plain
from bihuan.tui.screens.archive import Archive
from bihuan.tui.screens.inbox import Inbox
from bihuan.tui.screens.reader import Reader, laid_out
from bihuan.tui.screens.request import RequestPage
from bihuan.tui.screens.requests import Requests
from bihuan.tui.screens.sign import SignReview
from bihuan.tui.screens.uat import Uat
from bihuan.tui.screens.view import View
from bihuan.tui.widgets.ask import Ask
from bihuan.tui.widgets.choice import Choice
from bihuan.tui.widgets.edit import Edit
from bihuan.tui.widgets.finder import Finder
from bihuan.tui.widgets.form import Form
from bihuan.tui.widgets.fresh import ChangeForm, NewForm
from bihuan.tui.widgets.gate import GatePanel
from bihuan.tui.widgets.menu import Menu
from bihuan.tui.widgets.merge import Clash, Merge
from bihuan.tui.widgets.painted import Painted
from bihuan.tui.widgets.palette import Help, Palette
from bihuan.tui.widgets.panel import Panel
from bihuan.tui.widgets.pick import Pick


@dataclass
class Eyes:
    """Somebody at the keys who reads all there is: what is painted, what lies below, what could be picked, files."""

    me: Any
    team: Any
    told: list[str]
    draft: str

    def look(self) -> str:
        """Read the screen, what was told and what was copied."""
        app = self.me.app
        parts = [self.me.text(), *self.told, app.clipboard, *(t for one in app.screen.query("*") for t in texts(one))]
        self.told.clear()
        app._clipboard = ""
        return "\n".join(parts)

    def look_here(self) -> str:
        """Read only the panel that is open, else the whole screen."""
        if (panel := self.me.app.view.panel) is None:
            return self.look()
        return "\n".join(t for one in panel.query("*") for t in texts(one))

    def files(self) -> str:
        """Read what the program keeps for the person: drafts, notes, reports."""
        return "".join(p.read_text("utf-8") for p in self.team.state.rglob("*") if p.is_file())

    async def press(self, *keys: str) -> str:
        """Press keys and read."""
        await self.me.press(*keys)
        return self.look()

    async def type(self, text: str) -> str:
        """Type a text and read."""
        await self.me.type(text)
        return self.look()

    async def open(self, panel: Panel) -> None:
        """Open a panel."""
        await self.me.app.view.open(panel)
        await self.me.settled()

    async def page(self, no: str = SEEN) -> Any:
        """Open the page of a request."""
        await self.me.app.open_number(no)
        await self.me.settled()
        return self.me.app.view.record

    async def home(self) -> None:
        """Leave whatever is open."""
        app = self.me.app
        await app.view.close()
        await app.go("inbox")
        await self.me.settled()
        await app.view.close()
        await self.me.settled()


def texts(one: Any) -> Iterator[str]:
    """Everything that a widget holds to be read."""
    match one:
        case Painted():
            yield from (plain(one.line_at(n)) for n in range(one.line_count()))
        case Input():
            yield from (one.value, str(one.placeholder))
        case TextArea():
            yield one.text
        case Static():
            yield str(one.content)
    if isinstance(one, Pick | Choice):
        yield from (words for option in one.options for words in option)


# ---- the places ------------------------------------------------------------------------------------------------
Go = Callable[[Eyes], Awaitable[Any]]


def to_view(name: str) -> Go:
    """Go to one of the main views."""
    return lambda eyes: eyes.me.app.go(name)


async def to_found(eyes: Eyes) -> None:
    """Search everything."""
    await eyes.me.app.search(LIKE)


async def to_finder(eyes: Eyes) -> None:
    """Sift the list."""
    await eyes.me.app.go("requests")
    await eyes.press("/")
    await eyes.me.type(LIKE)


async def to_sifted(eyes: Eyes) -> None:
    """Sift the list and go back to it."""
    await to_finder(eyes)
    await eyes.press("enter")


async def to_search(eyes: Eyes) -> None:
    """Search as one types, and go to what was found."""
    await eyes.me.app.do_go_search()
    await eyes.me.settled()
    await eyes.me.type(LIKE)
    await eyes.press("enter")


async def to_copied(eyes: Eyes) -> None:
    """Copy all that is in the list."""
    await eyes.me.app.go("requests")
    await eyes.press("home")
    for _ in eyes.me.app.view.rows.items:
        await eyes.me.press("y", "m", "j")
        eyes.told.append(eyes.me.app.clipboard)


async def to_news(eyes: Eyes) -> None:
    """Hear what others do meanwhile."""
    await eyes.me.app.go("requests")
    eyes.team.act("liqiang", "ask", UNSEEN, to="business", text=LIKE)
    await eyes.press("f5")


async def to_page(eyes: Eyes) -> None:
    """Read a request where it is linked to the hidden ones."""
    await eyes.page()
    await eyes.me.app.view.show_field("links")


async def to_reader(eyes: Eyes) -> None:
    """Read a text of a request that is linked to the hidden ones."""
    record = await eyes.page()
    lay = partial(laid_out, json.dumps(record.request.title, ensure_ascii=False))
    await eyes.me.app.push_screen(Reader(record.name, lay, record))


async def to_sign(eyes: Eyes) -> None:
    await eyes.me.app.push_screen(SignReview(await eyes.page()))


async def to_uat(eyes: Eyes) -> None:
    await eyes.me.app.push_screen(Uat(await eyes.page()))


def pressing(keys: str) -> Go:
    """Press keys on the page of a request that is linked to the hidden ones."""

    async def go(eyes: Eyes) -> None:
        await eyes.page()
        await eyes.press(*keys)

    return go


def form(code: str) -> Go:
    """Open the form of an act."""

    async def go(eyes: Eyes) -> None:
        record = await eyes.page()
        await eyes.open(Form(eyes.me.app.acts[code], record))

    return go


async def to_estimate(eyes: Eyes) -> None:
    """Estimate, with requests like this one beside it."""
    record = await eyes.page()
    await eyes.open(Edit(record, "estimate_days", eyes.me.app.look(record)))


async def to_plan(eyes: Eyes) -> None:
    """Plan work, with the load of its owner beside it."""
    item = {"title": LIKE, "kind": "core", "owner": "wangfang", "effort_days": "2"}
    eyes.team.act("qianjun", "set", SEEN, fields={"work_items": [item]})
    record = await eyes.page()
    await eyes.open(Edit(record, f"work_items.{record.work_items[-1].n}", eyes.me.app.look(record)))


async def to_change(eyes: Eyes) -> None:
    record = await eyes.page()
    await eyes.open(ChangeForm(record, "description", eyes.me.app.look(record)))


async def to_gate(eyes: Eyes) -> None:
    """Look at a gate of a request that is linked to the hidden ones."""
    record = await eyes.page()
    await eyes.me.app.open_gate(record, gate_of(record.request.step))


async def to_submit(eyes: Eyes) -> None:
    """Look at the gate of one's own draft, with requests like it."""
    await eyes.page(eyes.draft)
    await eyes.press("A")


async def nothing(eyes: Eyes, _given: str) -> None:
    """Take an answer that leads nowhere."""
    await eyes.me.app.view.close()


async def to_merge(eyes: Eyes) -> None:
    await eyes.page()
    await eyes.open(Merge([Clash("title", "标题", LIKE, LIKE, LIKE)], "钱军", partial(nothing, eyes)))


async def to_ask(eyes: Eyes) -> None:
    await eyes.page()
    await eyes.open(Ask(LIKE, "", partial(nothing, eyes), LIKE))


@dataclass(frozen=True)
class Way:
    """A way to a place.

    Attributes:
        who: goes it in the suite; in the long run everybody outside does.
        shows: it shows the request that is open to all.
        seer: whom the way shows it, where those outside have nothing there.
    """

    place: type[View] | type[Panel]
    who: str
    go: Go
    shows: bool = False
    seer: str = ""


BUSINESS, TECHNICAL, NOBODY = OUTSIDE
WAYS = (
    Way(Inbox, TECHNICAL, to_view("inbox"), shows=True, seer="liqiang"),
    Way(Requests, BUSINESS, to_view("requests"), shows=True),
    Way(Requests, TECHNICAL, to_copied, shows=True),
    Way(Requests, NOBODY, to_sifted, shows=True),
    Way(Requests, BUSINESS, to_news, shows=True),
    Way(Archive, NOBODY, to_found, shows=True),
    Way(Archive, NOBODY, to_search, shows=True),
    Way(RequestPage, TECHNICAL, to_page, shows=True),
    Way(Reader, NOBODY, to_reader),
    Way(SignReview, TECHNICAL, to_sign),
    Way(Uat, BUSINESS, to_uat),
    Way(Finder, NOBODY, to_finder),
    Way(Palette, TECHNICAL, pressing(":")),
    Way(Help, NOBODY, pressing("?")),
    Way(Menu, TECHNICAL, pressing("a")),
    Way(Form, BUSINESS, form("link")),
    Way(NewForm, BUSINESS, pressing("c")),
    Way(Edit, TECHNICAL, to_estimate, shows=True),
    Way(Edit, TECHNICAL, to_plan),
    Way(ChangeForm, BUSINESS, to_change),
    Way(GatePanel, TECHNICAL, to_gate, shows=True),
    Way(GatePanel, BUSINESS, to_submit, shows=True),
    Way(Merge, BUSINESS, to_merge),
    Way(Ask, BUSINESS, to_ask),
)
