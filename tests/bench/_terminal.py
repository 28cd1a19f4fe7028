"""A program in a pseudo-terminal: keys in, bytes out, and what both cost."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import NamedTuple, Self

COLUMNS, ROWS = 100, 30
WHERE, STANDS = b"\x1b[6n", b"\x1b[1;2R"  # a terminal answers where its cursor stands
LATE = 2.0  # seconds after which nothing more is waited for
PAINTED = 0.004  # seconds: a frame is one write, so a pause this long ends it


class Answer(NamedTuple):
    """What a key brought: after how many seconds its first frame was whole, and how many bytes came in all."""

    seconds: float
    bytes: int


class Terminal:
    """A program that thinks a person sits before it."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
        """Start it."""
        self.began = perf_counter()
        self.handle, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        told = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})}
        self.process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=told, close_fds=True)
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.handle)

    def read(self, wait: float) -> bytes:
        """What comes within a time; nothing when nothing does."""
        if not select.select([self.handle], [], [], wait)[0]:
            return b""
        found = os.read(self.handle, 1 << 16)
        if WHERE in found:
            os.write(self.handle, STANDS)
        return found

    def write(self, keys: str) -> None:
        """Type something."""
        os.write(self.handle, keys.encode())

    def until(self, text: str, limit: float = 60) -> float:
        """Read until a text is on the screen; the seconds since the start."""
        seen, wanted = b"", text.encode()
        while wanted not in seen:
            found = self.read(limit)
            assert found, f"{text} never came: …{seen[-400:]!r}"
            seen += found
        return perf_counter() - self.began

    def quiet(self, seconds: float = 0.4) -> int:
        """Read until nothing has come for so long; the number of bytes."""
        count = 0
        while found := self.read(seconds):
            count += len(found)
        return count

    def press(self, keys: str, period: float = 0.0, least: int = 1) -> Answer:
        """Type something, wait until so many bytes are painted, then take what else comes until the period is over."""
        began = perf_counter()
        self.write(keys)
        count, last = 0, began
        while found := self.read(PAINTED if count >= least else max(period, LATE)):
            count, last = count + len(found), perf_counter()
        while (left := began + period - perf_counter()) > 0:
            count += len(self.read(left))
        return Answer(last - began, count)

    @property
    def cpu(self) -> float:
        """The CPU seconds of all its threads so far."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    @property
    def memory(self) -> float:
        """The megabytes that it holds."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def idle(self, seconds: float) -> tuple[float, int]:
        """Leave it alone: its CPU in per cent, and the bytes that it writes all the same."""
        before, count = self.cpu, 0
        end = perf_counter() + seconds
        while (left := end - perf_counter()) > 0:
            count += len(self.read(left))
        return (self.cpu - before) / seconds * 100, count
