"""Hooks: executables of the person or the host that get each event as JSON on standard input.

They run as the person who ticks, one after another, with a time limit; whatever one does, the others run. The program
makes no network call of its own: passing a reminder on to a chat or a mail server is what hooks are for.
"""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

LIMIT_SECONDS = 10.0
SAID_BYTES = 400  # so much of what a failing hook wrote on standard error is passed on
LEFT_OUT = (".example", ".sample", ".md", ".txt", "~")


@dataclass(frozen=True, slots=True)
class Hook:
    """One file of a hooks folder.

    Attributes:
        path: where it lies.
        why_not: the code of why it does not run (``hook.CODE``); empty when it does.
    """

    path: Path
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a hook ended: its exit code, None when it could not be started (why) or ran out of time; what it said."""

    hook: Hook
    code: int | None
    said: str = ""
    late: bool = False
    why: OSError | None = None

    @property
    def well(self) -> bool:
        """It did what it was asked."""
        return self.code == 0


def hooks(folders: Iterable[Path]) -> tuple[Hook, ...]:
    """The files of the hooks folders by their names; of one folder that lies in the other's place only once."""
    return tuple(found for folder in dict.fromkeys(folders) for found in _of(folder))


def _of(folder: Path) -> Iterator[Hook]:
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return
    for path in paths:
        if path.is_file() and not path.name.startswith(".") and not path.name.endswith(LEFT_OUT):
            yield Hook(path, _why_not(path))


def _why_not(path: Path) -> str:
    """A hook that anybody may write would let anybody act as the person who ticks."""
    if not os.access(path, os.X_OK):
        return "not_executable"
    if any(p.stat().st_mode & stat.S_IWOTH and not p.stat().st_mode & stat.S_ISVTX for p in (path, path.parent)):
        return "writable"
    return ""


def run(hook: Hook, event: Mapping[str, Any], store: Path, limit: float = LIMIT_SECONDS) -> Ran:
    """Run a hook on an event; it finds the store's file in ``BIHUAN_STORE``."""
    # Files, not pipes: a hook that reads nothing, or whose children outlive it, holds nobody up.
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(json.dumps(event, ensure_ascii=False).encode() + b"\n")
        given.seek(0)
        env = {**os.environ, "BIHUAN_STORE": str(store.resolve())}
        try:
            process = subprocess.Popen(
                [hook.path],
                stdin=given,
                stdout=subprocess.DEVNULL,
                stderr=said,
                cwd=hook.path.parent,
                env=env,
                start_new_session=True,
            )
        except OSError as e:
            return Ran(hook, None, e.strerror or str(e), why=e)
        try:
            code = process.wait(limit)
        except subprocess.TimeoutExpired:
            _end(process)
            return Ran(hook, None, _tail(said), late=True)
        return Ran(hook, code, _tail(said))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a hook that ran out of time, and what it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _tail(said: IO[bytes]) -> str:
    """The end of what a hook wrote on standard error."""
    said.seek(0, os.SEEK_END)
    said.seek(max(0, said.tell() - SAID_BYTES))
    return " ".join(said.read().decode("utf-8", "replace").split())
