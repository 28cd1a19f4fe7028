"""What an open screen does for reminders: once a minute it looks what time brought about, and runs the hooks there are.

Whoever has no hooks claims nothing, so that nothing is lost to those who have some; a demo's reminders go nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Thread

import apsw
from peewee import PeeweeException

from bihuan.store import ticks
from bihuan.store.errors import BihuanError
from bihuan.store.hooks import LIMIT_SECONDS, Hook, Ran, hooks, run
from bihuan.store.text import Lang, say
from bihuan.tui import place
from bihuan.tui.because import because
from bihuan.tui.link import Link
from bihuan.tui.sight import interface_has, interface_say


def folders(config: Path | None = None) -> tuple[Path, ...]:
    """Where hooks lie: of this host, then of this person, whose settings may lie in a folder that is given."""
    import platformdirs

    own = Path(place.config_folder()) if config is None else config
    return Path(platformdirs.site_config_dir("bihuan")) / "hooks", own / "hooks"


def ready(config: Path | None = None) -> dict[str, Hook]:
    """The hooks that run, by their paths."""
    return {str(h.path): h for h in hooks(folders(config)) if not h.why_not}


def how_it_ended(ran: Ran, lang: Lang) -> str:
    """How a hook ended, in words."""
    said = because(ran.why, partial(interface_say, lang), partial(interface_has, lang)) if ran.why else ran.said
    code = "well" if ran.well else "late" if ran.late else "unstarted" if ran.code is None else "failed"
    words = say(f"hook.{code}", lang, path=str(ran.hook.path), code=ran.code, seconds=f"{LIMIT_SECONDS:g}", said=said)
    return words.rstrip()


class Ticking:
    """Hands out reminders while the screens are open, on a thread of its own: a slow hook holds no key up.

    Args:
        link: the way to the store; events are claimed one by one on its writing thread, so that quitting loses none.
        config: where this person's settings lie.
        failed: is told, on that thread, of each hook that failed.
    """

    def __init__(self, link: Link, config: Path, failed: Callable[[Ran], None]) -> None:
        self.link, self.config, self.failed = link, config, failed
        self.minute, self.thread = 0, Thread()

    def look(self, minute: int) -> None:
        """Look once a minute, unless hooks still run."""
        if minute == self.minute or self.thread.is_alive():
            return
        self.minute = minute
        if found := ready(self.config):
            self.thread = Thread(target=self.hand_out, args=(found,), name="bihuan-hooks", daemon=True)
            self.thread.start()

    def hand_out(self, found: dict[str, Hook]) -> None:
        """Claim and hand out one event after another until there is none, or the screens are closed."""
        store = self.link.store
        try:
            while claimed := self.link.writer.submit(ticks.tick, store, tuple(found), 1).result():
                for event, receivers in claimed:
                    told = self.link.writer.submit(ticks.told, event, store).result()
                    for receiver in receivers:
                        ran = run(found[receiver], told, store.path)
                        if not ran.well:
                            self.failed(ran)
        except (BihuanError, RuntimeError, apsw.Error, PeeweeException):
            return  # closed meanwhile, or the store cannot be written: the next minute, or another screen, goes on
