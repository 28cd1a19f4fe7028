"""The frame of every screen: tabs, heading, body, panel, message line, footer, and the way of a key to its command."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from inspect import isawaitable
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea

from bihuan.store.errors import Unavailable
from bihuan.tui.keys import FOOTERS, LAST, Command, Place, match, token
from bihuan.tui.lines import Line, Role, Span, line, line_width
from bihuan.tui.widgets.bar import Bar
from bihuan.tui.widgets.panel import Panel
from bihuan.tui.widgets.placed import Placed
from bihuan.tui.widgets.walking import Walked, Walking

if TYPE_CHECKING:
    from bihuan.store.rules.field import Child
    from bihuan.store.rules.record import Record


TINY = (60, 16)
FUNCTION_KEY = re.compile(r"f\d+")  # a text has no use for one


class View(Walking, Screen[None]):
    """A full screen of ours."""

    scopes: ClassVar[tuple[Place, ...]] = ("any",)
    AUTO_FOCUS: ClassVar[str | None] = "Painted"

    def __init__(self) -> None:
        """Make the frame's lines."""
        super().__init__()
        self.tabs, self.heading = Bar(id="tabs"), Bar(id="heading")
        self.message, self.footer = Bar(id="message", most=2), Bar(id="footer")
        self.pending, self.passing, self.hinting = "", False, False
        self.panel: Panel | None = None
        self.beneath: tuple[Panel, Widget | None] | None = None  # a panel that another lies over, and its focus
        self.epoch, self.tiny = -1, False

    def compose(self) -> ComposeResult:
        """Set the frame around the body."""
        yield self.tabs
        yield self.heading
        yield from self.body()
        yield self.message
        yield self.footer

    # What a screen fills in.

    def body(self) -> Iterable[Widget]:
        """Give the widgets between heading and message line."""
        return ()

    def walked(self) -> Walked:
        """Give what the moving keys walk."""
        raise NotImplementedError

    def record_here(self) -> Record | None:
        """Give the record that acts would be about: the one open or under the cursor."""
        return None

    def row_here(self) -> Child | None:
        """Give the row of the record under the cursor, which acts would be about."""
        return None

    async def read_ahead(self) -> None:
        """Read what an act would be about, if it is yet to be read."""

    async def records_here(self) -> tuple[Record, ...]:
        """Give the records that acts would be about: the one here, or all that are marked."""
        record = self.record_here()
        return (record,) if record else ()

    def tabs_line(self) -> tuple[Line, Line]:
        """Give the top line: what can be gone to, and who is at the keys."""
        return (), ()

    def heading_line(self) -> tuple[Line, Line]:
        """Give the line below: what this is."""
        return (), ()

    def name_of(self, request: int) -> str:
        """Name a request that is seen here; nothing when it is not."""
        record = self.record_here()
        return record.name if record is not None and record.request.id == request else ""

    def mends(self) -> bool:
        """Tell whether there is a gate panel to go back to."""
        return False

    async def reread(self) -> None:
        """Ask the store again and redraw, keeping cursor and scroll."""

    async def changed(self, requests: frozenset[int], who: str) -> None:
        """Take in what another process or an act of one's own changed."""
        await self.reread()

    # The frame.

    async def on_screen_resume(self) -> None:
        """Redraw when this screen is seen again; read again what was changed meanwhile."""
        if self.epoch != self.home.epoch:
            self.epoch = self.home.epoch
            try:
                await self.reread()
            except Unavailable as error:
                self.home.tell_error(error)
        self.relabel()

    def on_screen_suspend(self) -> None:
        """Forget what was said: when this screen is seen again it is old."""
        self.tell("")

    def on_resize(self, event: events.Resize) -> None:
        """Draw the frame at the new width."""
        self.call_after_refresh(self.relabel)
        tiny = event.size.width < TINY[0] or event.size.height < TINY[1]
        if tiny != self.tiny:
            self.tell(self.say("why.tiny") if tiny else "", "soon")
            self.tiny = tiny

    def _compositor_refresh(self) -> None:
        """Paint, but not while something is gone that the layout still has: it is laid out again, and then painted."""
        if all(one is self or one.parent for one in self._compositor.visible_widgets):
            super()._compositor_refresh()  # asks each for its colours, which one that is gone no longer has

    def relabel(self) -> None:
        """Write tabs, heading and footer again."""
        if not self.is_attached:
            return
        left, right = self.tabs_line()
        banner = (Span(f" {self.say('demo')} ", "late"), Span(" ")) if self.home.demo and right else ()
        self.tabs.put(left, (*banner, *right))
        self.heading.put(*self.heading_line())
        self.show_footer()
        if self.panel:
            self.panel.relabel()

    def tell(self, text: str, role: Role = "text", right: str = "") -> None:
        """Say in the message line what happened."""
        self.passing = self.hinting = False
        self.message.put(line(" ", Span(text, role)), line(Span(right, "muted")))

    def show_footer(self) -> None:
        """List the keys of the place where the focus is, as many as fit; what is off is grey."""
        if self.pending:
            self.footer.put(self._followers())
            return
        here = {command.id: command for command in self._reachable()}
        names = next((FOOTERS[scope] for scope in self.place().scopes if scope in FOOTERS), ())
        last = self._foot(here[LAST]) if LAST in here else ()
        room = self.size.width - 1 - line_width(last)
        spans: list[Span] = [Span(" ")]
        for command in [here[name] for name in names if name in here]:
            part = self._foot(command)
            room -= line_width(part)
            if room < 0:
                break
            spans += part
        self.footer.put((*spans, *last))

    def _foot(self, command: Command) -> Line:
        """Write a command as the footer does: its key and a word, grey when it is off."""
        off = bool(self.why_off(command))
        cap, word = self.home.cap(command.keys[0].split(" ")[0]), self.place().word(command)
        return (
            Span(cap, "muted" if off else "key", command.id),
            Span(f" {word}  ", "muted" if off else "text", command.id),
        )

    def _followers(self) -> Line:
        spans: list[Span] = [Span(f" {self.home.cap(self.pending)}  ", "accent")]
        for command in self.commands():
            for key in command.keys:
                if key.startswith(self.pending + " "):
                    last = self.home.cap(key.removeprefix(self.pending + " "))
                    spans += [
                        Span(last, "key", command.id),
                        Span(f" {self.say('cmd.' + command.slot)}  ", "text", command.id),
                    ]
        return tuple(spans)

    # Panels.

    async def open(self, panel: Panel) -> None:
        """Dock a panel at the bottom and give it the focus; one that was open goes, or waits beneath what lies over."""
        self.tell("")  # what it said was about keys that may type now
        focused = self._lift() if self.panel and self.panel.over else self.focused
        if panel.over and self.panel:
            self.panel.display = False
            self.beneath = self.panel, focused
        else:
            self._lift()
        self.panel = panel
        await self.mount(panel, before=self.message)
        panel.first_focus()
        self.call_after_refresh(self.relabel)

    async def close(self) -> None:
        """Take the panel away and give the focus back to the one beneath it, else to the body."""
        if self.hinting:
            self.tell("")
        focused = self._lift()
        if self.panel:
            self.set_focus(focused)
        else:
            self.focus_body()
        self.show_footer()

    def _lift(self) -> Widget | None:
        """Take the panel away, show the one beneath, and give what had the focus there.

        Not awaited, as it may be the panel itself that asks for it.
        """
        if self.panel:
            self.panel.let_go()
            self.panel.remove()
        self.panel, focused = self.beneath or (None, None)
        self.beneath = None
        if self.panel:
            self.panel.display = True
        return focused

    def focus_body(self) -> None:
        """Set the focus on what the moving keys walk."""
        walked = self.walked()
        if isinstance(walked, Widget):
            walked.focus()

    # The way of a key.

    def place(self) -> Placed:
        """Give the nearest place around the focus: a panel, else the screen."""
        node = self.focused
        for around in node.ancestors_with_self if node else ():
            if isinstance(around, Placed) and around.scopes:
                return around
        return self

    def commands(self) -> tuple[Command, ...]:
        """List the commands that the focus can reach, the nearest first."""
        return self.commands_of(self.place())

    def commands_of(self, place: Placed) -> tuple[Command, ...]:
        """List the commands of a place."""
        return self.home.commands_at(place.scopes)

    @property
    def typing(self) -> bool:
        """Tell whether letters go into a text."""
        return isinstance(self.focused, Input | TextArea)

    def _reachable(self) -> tuple[Command, ...]:
        """List the commands with the keys that reach them now: in a text, printable ones are typed."""
        if not self.typing:
            return self.commands()
        named = ((command, tuple(key for key in command.typing if len(key) > 1)) for command in self.commands())
        return tuple(replace(command, keys=keys) for command, keys in named if keys)

    def why_off(self, command: Command) -> str:
        """Ask whoever would do it, then the act, why a command is off."""
        doer = next((one for one in (self.place(), self, self.home) if hasattr(one, f"do_{command.slot}")), None)
        off: Callable[[], str] | None = getattr(doer, f"off_{command.slot}", None)
        return (off() if off else "") or self.home.why_not(command, self.record_here())

    async def on_key(self, event: events.Key) -> None:
        """Find the command of a key, or of a sequence of keys, and run it."""
        if self.typing and event.is_printable:
            return
        pressed = token(event.key, event.character, event.is_printable)
        if self.pending and pressed == "escape":
            event.stop()
            self._pend("")
            return
        if self.passing:
            self.tell("")
        pressed = f"{self.pending} {pressed}" if self.pending else pressed
        found, longer = match(self._reachable(), pressed)
        if found:
            event.stop()
            event.prevent_default()
            self._pend("")
            try:
                await self.run(found)
            except Unavailable as error:
                self.home.tell_error(error)
        elif longer:
            event.stop()
            self._pend(pressed)
        elif not self.typing or FUNCTION_KEY.fullmatch(pressed):
            event.stop()
            self._pend("")
            self._unknown(event, pressed)

    def _pend(self, pressed: str) -> None:
        if pressed != self.pending:
            self.pending = pressed
            self.show_footer()

    def _unknown(self, event: events.Key, pressed: str) -> None:
        if event.character and event.character >= "\u2e80":
            self.tell(self.say("tell.ime"), "soon")
        elif pressed.split(" ")[-1] not in ("shift", "ctrl", "alt"):
            self.tell(self.say("tell.no_key", key=self.home.cap(pressed)), "muted")
        self.passing = True

    def refused(self, command: Command) -> bool:
        """Tell why a command is off, until the next key; nothing when it is on."""
        reason = self.why_off(command)
        if reason:
            self.tell(reason, "soon")
            self.passing = True
        return bool(reason)

    async def run(self, command: Command) -> None:
        """Do what a command says, or tell why not."""
        if "record" in command.scopes:
            await self.read_ahead()
        if self.refused(command):
            return
        for owner in (self.place(), self, self.home):
            handler = getattr(owner, "do_" + command.slot, None)
            if handler:
                result = handler()
                if isawaitable(result):
                    await result
                break
        else:
            record = self.record_here()
            if not command.act or record is None:
                raise LookupError(command.id)
            await self.home.begin(command.act, record)
        if self.is_attached:
            self.show_footer()

    # What every screen can do.

    async def do_back(self) -> None:
        """Close the panel, clear what was sought or marked, or leave the screen."""
        if self.panel:
            await self.close()
        else:
            await self.leave()

    async def do_leave(self) -> None:
        """Go one step back; at the root, quit."""
        await self.do_back()

    async def leave(self) -> None:
        """Go back to the screen before."""
        self.home.pop_screen()

    async def do_gate_return(self) -> None:
        """Go back to the gate panel; only a page has one."""

    def off_gate_return(self) -> str:
        """Only a page has one."""
        return self.say("why.no_gate_panel")

    async def do_reread(self) -> None:
        """Read everything shown again."""
        await self.home.look_around()
        await self.reread()
        self.tell(self.say("tell.reread"), "muted")
