"""The program on the screen: one store on two threads, one language at a time, the same way for every act."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from bihuan.store import read
from bihuan.store.errors import NotFound
from bihuan.store.file import Store, now_ms
from bihuan.store.hooks import Ran
from bihuan.store.rules.record import Person, Team
from bihuan.store.rules.workdays import Calendar
from bihuan.store.text import Lang, has
from bihuan.store.text.measures import hinted
from bihuan.tui.drafts import Drafts
from bihuan.tui.ending import Ending
from bihuan.tui.keys import COMMANDS, Command, Place, in_scope, remapped
from bihuan.tui.link import Link
from bihuan.tui.moments import HOUR, Moments
from bihuan.tui.notes import Notes
from bihuan.tui.screens.archive import Archive
from bihuan.tui.screens.inbox import Inbox
from bihuan.tui.screens.request import RequestPage
from bihuan.tui.screens.requests import Requests
from bihuan.tui.screens.view import View
from bihuan.tui.settings import read_settings
from bihuan.tui.sight import Sight, interface_has, interface_say
from bihuan.tui.terminal import lines_are_wide
from bihuan.tui.themes import THEMES
from bihuan.tui.ticking import Ticking, how_it_ended
from bihuan.tui.widgets.palette import Help, Palette

if TYPE_CHECKING:
    from bihuan.tui.screens.main import MainView

POLL_SECONDS = 1.0
CAPS = {"question_mark": "?", "pagedown": "PgDn", "pageup": "PgUp", "escape": "Esc", "home": "Home", "end": "End"}
SPOKEN = ("enter", "space", "up", "down", "left", "right", "tab", "backspace")


class Bihuan(Ending):
    """The terminal interface over one store."""

    TITLE = "Bihuan"
    CSS_PATH = "bihuan.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[Any]] = []
    AUTO_FOCUS = None

    def __init__(
        self,
        path: Path,
        login: str,
        lang: Lang,
        *,
        state: Path,
        config: Path,
        now: Callable[[], int] = now_ms,
        start: str = "",
    ) -> None:
        """Open the store.

        Raises:
            Unavailable: the store cannot be opened.
            KeyError: `keys.toml` names a command that does not exist.
            ValueError: `config.toml` cannot be read.
        """
        plain = "NO_COLOR" in os.environ
        super().__init__(ansi_color=True if plain else None)
        for one in THEMES:
            self.register_theme(one)
        self.settings = read_settings(config)
        self.theme = "ansi-dark" if plain else self.settings.theme
        self.animation_level = "none"
        self.lang, self.start, self.ascii_only = lang, start, bool(self.settings.ascii)
        self.real_now, self.shift = now, 0
        self.link = Link(path, login, self.now)
        self.ticking = Ticking(self.link, config, self._hook_failed)
        self.state = state
        self.team, self.calendar, self.me = Team(), Calendar(), cast("Person | None", None)
        self.place_of_store = str(path.resolve())
        self.drafts = Drafts(state, self.place_of_store, login)
        self.notes = Notes(state, str(path.resolve()))
        self.commands = self._known(remapped(COMMANDS, config / "keys.toml"))
        self.places: dict[tuple[Place, ...], tuple[Command, ...]] = {}
        self.arounds, self.clocks_of, self.related_of, self.requests = {}, {}, {}, {}
        self.owed_count, self.epoch, self.minute = 0, 0, 0
        self.last_view = self.here = "inbox"

    def _known(self, commands: Sequence[Command]) -> tuple[Command, ...]:
        """Leave out what stands for an act that there is not."""
        return tuple(command for command in commands if not command.act or command.act in self.acts)

    def commands_at(self, scopes: tuple[Place, ...]) -> tuple[Command, ...]:
        """List the commands of a place; each place is worked out once."""
        if scopes not in self.places:
            self.places[scopes] = in_scope(self.commands, scopes)
        return self.places[scopes]

    # Starting and ending.

    async def on_mount(self) -> None:
        """Show the inbox, or the request asked for, and begin to look for what others do."""
        await self.read_around()
        self.views: dict[str, MainView] = {"inbox": Inbox(), "requests": Requests(), "archive": Archive()}
        for name, view in self.views.items():
            self.install_screen(view, name)
        self.set_interval(POLL_SECONDS, self.look_around)
        self.heed_signals()
        await self.push_screen("inbox")
        if self.start:
            await self.open_number(self.start)

    def run(self, **options: Any) -> None:
        """Run in the terminal; ask it first how wide its lines are, unless that is set."""
        if self.settings.ascii is None:
            self.ascii_only = lines_are_wide()
        super().run(**{"mouse": self.settings.mouse, **options})

    def do_redraw(self) -> None:
        """Paint the whole screen again."""
        self.screen.refresh(layout=True, repaint=True)

    def now(self) -> int:
        """Give the time: the system's, or a demo store's moved on."""
        return self.real_now() + self.shift

    # Words.

    def say(self, code: str, /, **values: object) -> str:
        """Give a text of the interface, or of the domain, in the language that is on."""
        return interface_say(self.lang, code, **values)

    def hint(self, code: str) -> str:
        """Give a hint, in which the numbers are those that the team has set; nothing when there is none."""
        return hinted(code, self.lang, lambda: self.team.settings) if has(code, self.lang) else ""

    def has(self, code: str) -> bool:
        """Tell whether there is a text of that code."""
        return interface_has(self.lang, code)

    def cap(self, keys: str) -> str:
        """Write a key, or a sequence, as it stands on the cap: `Ctrl+S`, `回车`, `g i`."""
        return " ".join(self._one_cap(key) for key in keys.split(" "))

    def cap_of(self, command: str) -> str:
        """Give the cap of a command's first key."""
        return next(self.cap(one.keys[0]) for one in self.commands if one.id == command)

    def _one_cap(self, key: str) -> str:
        if key in SPOKEN:
            return self.say(f"cap.{key}")
        if "+" in key and len(key) > 1:
            modifier, _, last = key.partition("+")
            return f"{modifier.capitalize()}+{self._one_cap(last) if len(last) > 1 else last.upper()}"
        if key[:1] == "f" and key[1:].isdigit():
            return key.upper()
        return CAPS.get(key, key)

    def moments(self) -> Moments:
        """Give the time, in the store's zone and the language that is on."""
        return Moments(self.now(), self.calendar.info, self.say)

    def sight(self) -> Sight:
        """Give the way values are said now."""
        around = (self.lang, self.moments(), self.team.people, self.requests)
        return Sight(self.say, self.has, *around, on_screen=True)

    def who_words(self, whole: bool) -> str:
        """Name the person at the keys."""
        if self.me is None:
            return self.say("stranger", login=self.link.login)
        return f"{self.me.name} {self.me.department} {self.say('party.' + self.me.party)}" if whole else self.me.name

    @property
    def demo(self) -> bool:
        """Tell whether this is a demo store."""
        return self.team.demo

    def do_language(self) -> None:
        """Switch the language; screen, cursor and typed text stay."""
        self.lang = "en" if self.lang == "zh" else "zh"
        self.view.relabel()

    # What others do.

    async def read_around(self) -> None:
        """Read who is at the keys, the team and the calendar."""

        def around(store: Store) -> tuple[Team, Calendar, Person | None]:
            return store.team, store.calendar, store.me

        self.team, self.calendar, self.me = await self.link.ask(around)

    async def look_around(self) -> None:
        """Take in what others did, and a demo's time if another terminal moved it on."""
        news = await self.link.news()
        if self.demo and news.at > self.now():
            self.shift += news.at - self.now()  # a demo has one time: another terminal moved it on
        minute = self.now() // 60_000
        if news.by is not None or news.requests:
            await self.read_around()
            who = self.sight().short(news.by)
            self._tell_news(news.requests - news.unseen, who)
            await self.leave_unseen(news.unseen)
            await self.refresh_views(news.requests, who)
        elif minute != self.minute and self.is_running:
            await self.time_went_on()
        self.minute = minute
        if not self.demo:
            self.ticking.look(minute)

    async def time_went_on(self) -> None:
        """Take in what time alone brings about: what has become due or late, and where a wait is over."""
        self.epoch += 1
        self.view.epoch = self.epoch
        await self.view.reread()
        self.view.relabel()

    def _hook_failed(self, ran: Ran) -> None:
        """Say that a hook failed; called on the thread that runs them."""
        self.call_from_thread(self.view.tell, how_it_ended(ran, self.lang), "soon")

    def _tell_news(self, requests: frozenset[int], who: str) -> None:
        names = [name for request in sorted(requests) if (name := self.view.name_of(request))]
        if names:
            self.view.tell(self.say("tell.changed", number=self.say("list_comma").join(names), who=who), "accent")

    async def leave_unseen(self, requests: frozenset[int]) -> None:
        """Leave what is open of a request that another one marked confidential; what is typed is kept."""
        screens = (screen for screen in self.screen_stack if isinstance(screen, View))
        here = {record.request.id for screen in screens if (record := screen.record_here())}
        for request in here & requests:
            self.keep_drafts()
            await self.view.close()
            await self.go(self.here)
            await self.view.close()
            await self.record(request)  # tells that there is none to be seen

    async def refresh_views(self, requests: frozenset[int], who: str = "") -> None:
        """Redraw the screen that is seen; the others read again when they are seen."""
        self.epoch += 1
        self.view.epoch = self.epoch
        await self.view.changed(requests, who)

    # Going about.

    @property
    def view(self) -> View:
        """Give the screen that is seen."""
        return cast("View", self.screen)

    async def go(self, name: str) -> None:
        """Go to one of the main views from anywhere."""
        while len(self.screen_stack) > 2:
            self.pop_screen()  # not awaited: it may be the screen itself that asks
        if name != self.here:
            self.last_view, self.here = self.here, name
            await self.switch_screen(name)

    async def do_go_inbox(self) -> None:
        """Go to the inbox."""
        await self.go("inbox")

    async def do_go_requests(self) -> None:
        """Go to the requests."""
        await self.go("requests")

    async def do_go_archive(self) -> None:
        """Go to the archive."""
        await self.go("archive")

    async def do_go_search(self) -> None:
        """Go to the archive and begin to search."""
        await self.go("archive")
        await self.views["archive"].do_find()

    async def do_go_last(self) -> None:
        """Go to the main view that was open before."""
        await self.go(self.last_view)

    async def open_request(self, request: int, siblings: tuple[int, ...] = (), field: str = "") -> None:
        """Open the page of a request; `J` and `K` go through the siblings."""
        record = await self.record(request)
        if record:
            self.notes.visited(record.name)
            await self.push_screen(RequestPage(record, siblings or (request,), field))

    async def open_number(self, name: str) -> None:
        """Open a request by its number, a draft's `d12`, or this year's last digits."""
        year = self.moments().today().year
        whole = f"{year}-{int(name):03}" if name.isdigit() else name
        try:
            request = await self.link.ask(read.resolve, whole)
        except NotFound as missing:
            self.notes.forget(whole)
            self.tell_error(missing)
            return
        await self.open_request(request)

    async def search(self, words: str) -> None:
        """Search the archive for words."""
        await self.go("archive")
        archive = self.views["archive"]
        if isinstance(archive, Archive):
            await archive.search(words)

    async def do_palette(self) -> None:
        """Open the palette."""
        await self.view.open(Palette())

    async def do_help(self) -> None:
        """List the keys of this place."""
        await self.view.open(Help(self.view.commands()))

    # In a demo store only.

    async def act_as(self, login: str) -> None:
        """Be another of the demo's people."""
        await self.link.become(login)
        self.drafts = Drafts(self.state, self.place_of_store, login)
        await self.read_around()
        await self.refresh_views(frozenset())
        self.view.relabel()
        self.view.tell(self.say("tell.act_as", who=self.who_words(whole=True)), "ok")

    async def move_clock(self, hours: int) -> None:
        """Move the demo's clock on; never back."""
        self.shift += hours * HOUR
        record = self.view.record_here()
        await self.refresh_views(frozenset((record.request.id,)) if record else frozenset())
        self.view.tell(self.say("tell.clock", now=self.moments().full(self.now())), "ok")

    async def action_run(self, name: str) -> None:
        """Run the command that was clicked."""
        command = next((one for one in self.view.commands() if one.id == name), None)
        if command:
            await self.view.run(command)
