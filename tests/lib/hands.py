"""A pair of hands at the screens: any act of a story done by keys alone, as its form, page or panel asks for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from bihuan.store.rules.record import MANY
from bihuan.tui.form import text_of
from bihuan.tui.page import part_of
from bihuan.tui.widgets.choice import Choice
from bihuan.tui.widgets.edit import Edit
from bihuan.tui.widgets.form import Form
from bihuan.tui.widgets.menu import Menu

GATES = ("submit", "advance", "launch", "close")
CLOCK = {7: 168, 3: 72, 1: 24}  # days that the palette moves a demo's clock on by, in hours


class Hands:
    """Somebody at the keys with one request open."""

    def __init__(self, me: Any) -> None:
        """Sit down: `me` presses, types and sees."""
        self.me, self.app = me, me.app

    # The ways of an act.

    async def do(self, act: str, inputs: dict[str, Any]) -> None:
        """Do an act on the request that is open."""
        if act in GATES:
            await self.me.press("A", "ctrl+s")
        elif act == "set":
            await self.edit(inputs)
        elif act == "sign":
            await self.me.press("s", "end", *(str(n + 1) for n in range(4) if inputs), "S")
        elif act == "judge":
            await self.begin("judge")
            await self.me.press("enter")
            await self.fill(inputs)
            await self.me.press("escape")
        else:
            await self.begin(act)
            if self.form is not None:
                await self.fill(inputs)
        assert self.form is None, self.me.text()

    async def begin(self, act: str) -> None:
        """Begin an act from the menu, by the letter that stands before it there."""
        await self.me.press("a")
        menu = self.app.view.panel
        assert isinstance(menu, Menu), self.me.text()
        entry = next(one for one in menu.entries if one.act == act)
        assert not entry.why, entry.why
        await self.me.press(entry.key)

    async def until(self, day: str) -> None:
        """See what the other one did and when; then move the demo's clock on to a day, from the palette."""
        await self.me.press("f5")
        while left := (date.fromisoformat(day) - self.app.moments().today()).days:
            days = next(one for one in CLOCK if one <= left)
            await self.me.press("colon")
            await self.me.type(f"clock {CLOCK[days]}h")
            await self.me.press("enter")

    # Forms.

    @property
    def form(self) -> Form | None:
        """The form that is open."""
        panel = self.app.view.panel
        return panel if isinstance(panel, Form) else None

    async def fill(self, inputs: dict[str, Any]) -> None:
        """Fill a form from its first input to its last, and hand it in."""
        form = self.form
        assert form is not None, self.me.text()
        assert inputs.keys() <= form.fields.keys(), form.fields
        for name, widget in form.fields.items():
            if name in inputs:
                while self.app.focused is not widget:
                    await self.me.press("tab")
                await self.enter(widget, inputs[name])
        await self.me.press("ctrl+s")

    async def enter(self, widget: Any, value: Any) -> None:
        """Choose by digit, or type over what stands there."""
        if isinstance(widget, Choice):
            wanted = {"yes": "true", "no": "false"}.get(value, value)
            await self.me.press(str([one for one, _ in widget.options].index(wanted) + 1))
        else:
            words = f"n/a: {value['not_applicable']}" if isinstance(value, dict) else str(value)
            await self.me.press(*(["home", "ctrl+k"] if text_of(widget) else ()))
            await self.me.type(words)

    # Editing in place.

    async def edit(self, fields: dict[str, Any]) -> None:
        """Fill fields part by part: Tab from one to the next, tables row by row."""
        plain = {name: value for name, value in fields.items() if name not in MANY}
        for part in sorted({part_of(name) for name in plain}):
            here = {name: value for name, value in plain.items() if part_of(name) == part}
            await self.go(part, frozenset(here))
            await self.me.press("e")
            await self.tab_through(here)
        for many in (name for name in fields if name in MANY):
            await self.go(part_of(many), frozenset({many}))
            await self.me.press("enter")
            for n, row in enumerate(fields[many]):
                if n:
                    await self.me.press("+")
                await self.fill(row)

    async def tab_through(self, fields: dict[str, Any]) -> None:
        """Fill what is asked for on the way; the last field is handed in."""
        left = dict(fields)
        while isinstance(form := self.form, Edit):
            if form.path in left:
                await self.enter(form.fields[form.path], left.pop(form.path))
            if not left:
                await self.me.press("ctrl+s")
                return
            while self.form is form:
                await self.me.press("tab")
        assert left == {}, self.me.text()

    async def go(self, part: int, names: frozenset[str]) -> None:
        """Go to the first of some fields or tables on a part of the page."""
        await self.me.press(str(part), "home")
        while self.app.view.pane.stop not in names:
            await self.me.press("j")
