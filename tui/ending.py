"""How the program ends: what is typed is kept, whoever or whatever ends it; what only the disk refuses ends nothing."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress

from textual.worker import WorkerFailed

from bihuan.store.errors import Unavailable
from bihuan.tui.publishing import Publishing
from bihuan.tui.widgets.form import Form

SIGNALS = (signal.SIGHUP, signal.SIGTERM)


class Ending(Publishing):
    """Quitting, suspending, being told to end, breaking."""

    crash = ""  # what is said once the terminal is back
    told_unkept = False

    def heed_signals(self) -> None:
        """End in good order when the terminal goes away or the host goes down."""
        for one in SIGNALS:
            try:
                asyncio.get_running_loop().add_signal_handler(one, self._told_to_end)
            except (NotImplementedError, RuntimeError, ValueError):
                break  # Not the main thread: tests run several programs in one process.

    def _told_to_end(self) -> None:
        """Keep what is typed, the keys held back too, then end."""
        self._keep_what_can_be()
        self.after_keys(self.do_end)

    def on_unmount(self) -> None:
        """Close the store, and let signals end the process again."""
        self._keep_what_can_be()
        with suppress(NotImplementedError, RuntimeError, ValueError):
            for one in SIGNALS:
                asyncio.get_running_loop().remove_signal_handler(one)
        self.home.link.close()

    def _handle_exception(self, error: Exception) -> None:
        """What timers and workers could not do because of the store or the disk is told of; else the program ends."""
        known = error.error if isinstance(error, WorkerFailed) else error
        if isinstance(known, Unavailable) and self.is_running:
            self.tell_error(known)
        else:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Something broke: keep what is typed, write a report, and end with one line instead of a traceback."""
        self._keep_what_can_be()
        try:
            path = str(self.home.notes.report(self._exception))
        except OSError as unwritable:
            path = f"{type(self._exception).__name__}: {self._exception} ({unwritable})"
        self._exit_renderables.clear()
        self.crash = self.home.say("tell.crash", path=path, drafts=str(self.home.drafts.folder))
        self._close_messages_no_wait()

    async def do_quit(self) -> None:
        """Keep what is typed and end; where it cannot be kept, say so first, and end at the second time."""
        try:
            self.keep_drafts()
        except Unavailable as error:
            if not self.told_unkept:
                self.told_unkept = True
                self.tell_error(error)
                return
        await self.do_end()

    async def action_quit(self) -> None:
        """Textual's own key for it, Ctrl+Q, goes the same way."""
        await self.do_quit()

    async def do_end(self) -> None:
        """End, with what can be kept."""
        self._keep_what_can_be()
        self.exit()

    def do_suspend(self) -> None:
        """Keep what is typed and go to the shell's background."""
        self.keep_drafts()
        self.action_suspend_process()

    def _keep_what_can_be(self) -> None:
        """Keep what is typed, on the way out: nobody is there any more to be told that it cannot be kept."""
        with suppress(Unavailable):
            self.keep_drafts()

    def keep_drafts(self) -> None:
        """Keep what is typed in every form that is open.

        Raises:
            Unavailable: it cannot be written.
        """
        for screen in self.screen_stack:
            for form in screen.query(Form):
                form.keep()
