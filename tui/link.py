"""The way to the store: one thread that writes and one that reads, each with its own connection, never the screen's.

A read never waits for a lock, because the reading connection cannot ask for one; a write may wait as long as another
process holds it, and the keys go on working meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

import apsw
from peewee import PeeweeException

from bihuan.store import read
from bihuan.store.connection import unusable
from bihuan.store.errors import Unavailable
from bihuan.store.file import Store, now_ms

if TYPE_CHECKING:
    from bihuan.store.rules.worded import TeamWords

P = ParamSpec("P")
R = TypeVar("R")
SINCE = "SELECT seq, about, body ->> 'by', at FROM entry WHERE seq > ? ORDER BY seq"


@dataclass(frozen=True, slots=True)
class News:
    """What was entered since the last look: the requests touched, those of them not to be seen, who did it, when."""

    requests: frozenset[int] = frozenset()
    unseen: frozenset[int] = frozenset()
    by: int | None = None
    at: int = 0


def place_of(path: Path) -> tuple[int, int] | None:
    """Tell which file lies at a path; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class Link:
    """Two connections to one store, each on a thread of its own."""

    def __init__(self, path: Path, login: str, now: Callable[[], int] = now_ms) -> None:
        """Open the store twice.

        Raises:
            Unavailable: it cannot be opened.
        """
        self.path, self.login, self.now, self.file = path, login, now, place_of(path)
        self.writer, self.reader = ThreadPoolExecutor(1, "bihuan-write"), ThreadPoolExecutor(1, "bihuan-read")
        try:
            self.store = self.writer.submit(Store, path, login, now).result()
            self.view = self.reader.submit(partial(Store, path, login, now, write=False)).result()
        except BaseException:
            self.writer.shutdown()
            self.reader.shutdown()
            raise
        self.version = 0
        self.seen = self.reader.submit(lambda: self.view.head).result()
        self.ours: set[int] = set()

    def use(self, words: TeamWords) -> None:
        """Take a team's word lists for the wording check."""
        self.store.words = self.view.words = words

    @property
    def words(self) -> TeamWords:
        """The team's word lists that the wording check takes."""
        return self.view.words

    async def ask(self, fn: Callable[Concatenate[Store, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Read on the reading thread."""
        return await self._on(self.reader, lambda: fn(self.view, *args, **kwargs))

    async def do(self, fn: Callable[Concatenate[Store, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Act on the writing thread; what this entered is ours, not news."""

        def act() -> R:
            self._stay()
            before = self.store.head
            try:
                return fn(self.store, *args, **kwargs)
            finally:
                if self.store.me is not None:
                    me = self.store.me.id
                    self.ours |= {seq for seq, _, by, _ in self.store.sql(SINCE, (before,)) if by == me}

        return await self._on(self.writer, act)

    async def _on(self, thread: ThreadPoolExecutor, fn: Callable[[], R]) -> R:
        def told() -> R:
            try:
                return fn()
            except (apsw.Error, PeeweeException) as e:
                raise unusable(self.path, e) from e

        return await asyncio.get_running_loop().run_in_executor(thread, told)

    def _stay(self) -> None:
        """Refuse to go on with a file that is no longer where the store lies: what is written there nobody sees.

        Raises:
            Unavailable: it was moved away or replaced.
        """
        if place_of(self.path) != self.file:
            raise Unavailable("E-STORE-GONE", path=str(self.path))

    async def apart(self, fn: Callable[[Store], R]) -> R:
        """Read what takes long on a connection and a thread of its own: lists and pages are read meanwhile."""

        def read() -> R:
            with Store(self.path, self.login, self.now, write=False) as store:
                return fn(store)

        return await asyncio.to_thread(read)

    async def news(self) -> News:
        """Look for what others entered: a look at one number, and at the entries only when that changed."""
        return await self.ask(self._news)

    def _news(self, view: Store) -> News:
        self._stay()
        version = view.one("PRAGMA data_version")
        if version == self.version:
            return News()
        self.version = version
        entries = view.sql(SINCE, (self.seen,)).fetchall()
        if not entries:
            return News()
        self.seen = entries[-1][0]
        others = [(about, by) for seq, about, by, _ in entries if seq not in self.ours]
        self.ours = {seq for seq in self.ours if seq > self.seen}
        requests = frozenset(int(about.removeprefix("request/")) for about, _ in others if about.startswith("request/"))
        unseen = requests - read.visible(view, requests)
        return News(requests, unseen, others[-1][1], entries[-1][3]) if others else News()

    async def become(self, login: str) -> None:
        """Be another person from now on, on both connections; only a demo store lets one."""

        def told(store: Store) -> None:
            store.login = login

        await self.ask(told)
        await self._on(self.writer, lambda: told(self.store))
        self.login = login

    def close(self) -> None:
        """Stop waiting for locks, close both connections, end both threads."""
        self.store.db.give_up = True
        for thread, store in ((self.reader, self.view), (self.writer, self.store)):
            thread.submit(store.close).result()
            thread.shutdown()
