"""One call of the command line: the store it is about, who acts, when, in which language, for whom it prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bihuan.store.errors import BadInput, NotAllowed
from bihuan.store.rules.hours import FIRST_YEAR, LAST_YEAR, moment_of
from bihuan.store.rules.workdays import DEFAULT_ZONE
from bihuan.store.text import Lang, say, shown
from bihuan.tui import place
from bihuan.tui.language import language
from bihuan.tui.words import team_words

if TYPE_CHECKING:
    from bihuan.store.file import Store
    from bihuan.store.rules.record import Person


def heads_folder() -> Path:
    """Where the last entries that the person has seen are noted."""
    return Path(place.state_folder()) / "heads"


def note_head(store: Store, *, accept: bool = False) -> None:
    """Note the last entry there is; a lost one stays noted until it is accepted.

    A file that cannot be read or a folder that cannot be written is told of elsewhere; here nothing depends on it.
    """
    import apsw

    from bihuan.store.heads import current, lost, remember, remembered

    with suppress(OSError, apsw.Error):
        last = remembered(heads_folder(), store)
        if accept or (last != current(store) and not lost(store, last)):
            remember(heads_folder(), store)


@dataclass
class Session:
    """What the global options said; filled in while the command line is read, wherever they stand."""

    store: str | None = None
    as_login: str | None = None
    now: str | None = None
    as_of: str | None = None
    json: bool = False
    quiet: bool = False
    verbose: bool = False
    no_input: bool = False
    yes: bool = False
    verb: str = ""
    no: str = ""
    kept: str = ""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo(DEFAULT_ZONE))
    opened: list[Store] = field(default_factory=list)

    @property
    def lang(self) -> Lang:
        """The language it speaks."""
        return language()

    @property
    def path(self) -> str:
        """The store's file."""
        return place.find_store(self.store)

    def path_or_none(self) -> str | None:
        """The store's file, where it can be told, for a sentence about it."""
        try:
            return self.path
        except (place.BadSettings, OSError):
            return None

    def find(self, store: Store, no: str, who: Person | None = None) -> int:
        """The id of a request by what people call it.

        Raises:
            NotFound: there is none that the person may see.
        """
        from bihuan.store import read

        self.no = no
        return read.resolve(store, no, who)

    @cached_property
    def settings(self) -> Mapping[str, str]:
        """What the team has set, for hints; nothing where there is no store to read."""
        from bihuan.store.errors import Unavailable
        from bihuan.store.file import Store

        try:
            with Store(self.path, write=False) as store:
                return store.team.settings
        except (Unavailable, place.BadSettings, OSError):
            return {}

    @property
    def asks(self) -> bool:
        """It may ask: there is a terminal, and nobody forbade it."""
        return not self.no_input and sys.stdin.isatty() and sys.stderr.isatty()

    def open(self, path: str | None = None, *, write: bool = False, wording: bool = False) -> Store:
        """Open the store as the account, in a demo as whom and when one likes; it is closed when the call ends.

        The team's word lists are read for whatever writes, since gates ask for wording, or when that is asked for.

        Raises:
            Unavailable: it cannot be opened.
            NotAllowed: another person or time is asked for, and this is no demo.
            BadInput: a word list of the team cannot be used.
        """
        from bihuan.store.file import Store

        store = Store(path or self.path, place.account(), write=write)
        self.opened.append(store)
        self.zone = store.calendar.info
        if write or wording:
            store.words = team_words()
        if store.team.demo:
            self.play(store)
        elif self.as_login is not None:
            raise NotAllowed("E-AS-DEMO", "as")
        elif self.now is not None:
            raise NotAllowed("E-NOW-DEMO", "now")
        if self.verbose:
            who = store.me.name if store.me else store.login
            self.tell("cli.opened", path=str(store.path), who=who, at=self.clock(store.now()))
        self.look_back(store)
        if store.me is None and not self.quiet and not self.json:
            keepers = ", ".join(f"{p.name} ({p.login})" for p in store.team.people.values() if p.keeper and p.active)
            self.tell("cli.stranger", login=store.login, keepers=keepers)
        return store

    def play(self, store: Store) -> None:
        """Act in a demo as one of its people, by its own clock, which never goes back."""
        if self.as_login is not None:
            known = [p.login for p in store.team.people.values() if p.active]
            if self.as_login not in known:
                raise NotAllowed("E-AS-UNKNOWN", "as", login=self.as_login, known=tuple(sorted(known)))
            store.login = self.as_login
        from bihuan.store.file import now_ms

        last = store.one("SELECT max(at) FROM entry") or 0
        if self.now is None:
            store.now = lambda: max(now_ms(), last)
            return
        at = self.instant(self.now, "now")
        if at < last:
            raise NotAllowed("E-NOW-BACK", "now", at=at, last=last)
        store.now = lambda: at

    def look_back(self, store: Store) -> None:
        """Warn when the file no longer holds the last entry that the person has seen."""
        from bihuan.store.heads import lost, remembered

        if lost(store, remembered(heads_folder(), store)) and not self.json:
            self.tell("cli.head_lost", path=str(store.path))

    def close(self) -> None:
        """Note the last entry of what was opened, and close it."""
        for store in self.opened:
            if not store.db.is_closed():
                note_head(store)
            store.close()

    def instant(self, text: str, name: str) -> int:
        """An ISO 8601 moment or a day (its beginning), in the store's zone unless it has an offset.

        Raises:
            BadInput: it is none.
        """
        try:
            moment = datetime.fromisoformat(text.strip())
            if not FIRST_YEAR <= moment.year <= LAST_YEAR:
                raise ValueError(moment.year)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
            return int(moment.timestamp() * 1000)
        except (ValueError, OverflowError):
            raise BadInput("E-AT", name, value=text) from None

    def clock(self, at: int) -> str:
        """An instant on the wall clock of the store's zone."""
        return f"{moment_of(at, self.zone):%Y-%m-%d %H:%M}"

    # ---- printing ----------------------------------------------------------------------------------------------
    def say(self, code: str, /, **values: object) -> str:
        """A sentence, its values made fit for a terminal."""
        return say(code, self.lang, **{n: shown(v) if isinstance(v, str) else v for n, v in values.items()})

    def tell(self, code: str, /, **values: object) -> None:
        """Say something beside the data: on standard error, unless it is to be quiet."""
        if not self.quiet:
            print(self.say(code, **values), file=sys.stderr)

    def print(self, text: str) -> None:
        """Print a line of data on standard output."""
        sys.stdout.write(f"{text}\n")

    def print_json(self, **body: Any) -> None:
        """Print one JSON document."""
        self.print(json.dumps({"schema": 1, **body}, ensure_ascii=False))

    def ask(self, code: str, guess: str = "") -> str:
        """Ask one line on the terminal; Enter takes the guess.

        Raises:
            EOFError: the person ended it.
        """
        asked = self.say("cli.ask_guess" if guess else "cli.ask", label=self.say(code), guess=shown(guess))
        print(asked, end="", file=sys.stderr, flush=True)
        typed = sys.stdin.readline()
        if not typed:
            raise EOFError
        return typed.strip() or guess
