"""What only the terminal itself can tell: whether lines and points are one column wide there, or two."""

from __future__ import annotations

import os
import re
import select
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager

WAIT = 0.1
ASK = "\r─\x1b[6n"
ANSWER = re.compile(rb"\x1b\[\d+;(\d+)R")
ERASE = "\r\x1b[K"


@contextmanager
def flow_control_off() -> Iterator[None]:
    """Let Ctrl+S through from the first moment on: a terminal may take it for "stop printing" and seem frozen.

    It is put back at the end, after everything else the program did to the terminal.
    """
    if not sys.stdin.isatty():
        yield
        return
    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)
    changed = termios.tcgetattr(handle)
    changed[0] &= ~termios.IXON
    termios.tcsetattr(handle, termios.TCSANOW, changed)
    try:
        yield
    finally:
        termios.tcsetattr(handle, termios.TCSANOW, before)


def lines_are_wide() -> bool:
    """Print a line and ask where the cursor went; a terminal that does not answer in time is taken for narrow."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)
    try:
        tty.setcbreak(handle, termios.TCSANOW)
        sys.stdout.write(ASK)
        sys.stdout.flush()
        return wide(_answer(handle))
    finally:
        sys.stdout.write(ERASE)
        sys.stdout.flush()
        termios.tcsetattr(handle, termios.TCSANOW, before)


def _answer(handle: int) -> bytes:
    found = b""
    while select.select([handle], [], [], WAIT)[0]:
        found += os.read(handle, 32)
        if ANSWER.search(found):
            break
    return found


def wide(answer: bytes) -> bool:
    """Read a cursor report: after one character in the first column the cursor stands in the second, or the third."""
    report = ANSWER.search(answer)
    return report is not None and int(report[1]) > 2
