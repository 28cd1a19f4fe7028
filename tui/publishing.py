"""Publishing the site: the one way to the generator, and how a person on the screen gives it a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bihuan.store.errors import BadInput, BihuanError
from bihuan.store.file import Store
from bihuan.store.text import Lang
from bihuan.tui.copying import Copying
from bihuan.tui.widgets.ask import Ask

if TYPE_CHECKING:
    from bihuan.site.write import Written

TOLD_EVERY = 50  # files


def published(store: Store, folder: Path, lang: Lang, told: Callable[[int, int], None]) -> Written:
    """Publish closed requests into a folder; `told` hears now and then how many files of all are done.

    Raises:
        BadInput: nothing can be written there, or what stands there is not ours.
    """
    from bihuan.site.build import build

    def now_and_then(done: int, total: int) -> None:
        if done % TOLD_EVERY == 0 or done == total:
            told(done, total)

    try:
        return build(store, folder, lang=lang, told=now_and_then)
    except OSError as e:
        raise BadInput("E-SITE-UNWRITABLE", "folder", path=str(folder), why=e) from e


class Publishing(Copying):
    """What the palette's entry for the site does."""

    def off_publish(self) -> str:
        """A stranger to the store reads it, but gives nothing out."""
        return "" if self.home.me is not None else self.home.say("error.E-NO-PERSON")

    async def publish(self) -> None:
        """Ask for the folder, the last one at first, and publish into it."""
        view = self.home.view

        async def given(folder: str) -> None:
            await view.close()
            if folder:
                self.home.notes.published_to(folder)
                self.home.run_worker(self._publish(Path(folder).expanduser()), group="publish", exclusive=True)

        what, empty = self.home.say("palette.folder"), self.home.say("palette.no_folder")
        await view.open(Ask(what, self.home.notes.site(), given, empty))

    async def _publish(self, folder: Path) -> None:
        """Publish beside everything else; say where the site begins, or why there is none."""
        lang = self.home.lang

        def told(done: int, total: int) -> None:
            words = self.home.say("publish.progress", done=done, total=total)
            self.home.call_from_thread(lambda: self.home.view.tell(words, "muted"))

        try:
            done = await self.home.link.apart(lambda store: published(store, folder, lang, told))
        except BihuanError as error:
            self.tell_error(error)
            return
        words = self.home.say("publish.done", written=done.written, kept=done.kept, deleted=done.deleted)
        self.home.view.tell(f"{words} · {(folder / 'index.html').absolute()}", "ok")
