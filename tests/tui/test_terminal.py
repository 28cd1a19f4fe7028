"""Where box lines are two columns wide they become ASCII."""

import os
import pty
import subprocess
import sys

import pytest
from rich.style import Style

from bihuan.tui.lines import ROLES, Span, rule
from bihuan.tui.terminal import wide
from bihuan.tui.widgets.painted import strip


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(b"\x1b[5;2R", False), (b"\x1b[5;3R", True), (b"", False), (b"abc\x1b[1;3R", True), (b"\x1b[1;", False)],
)  # fmt: skip
def test_a_cursor_report_tells_the_width(answer: bytes, expected: bool) -> None:
    assert wide(answer) is expected


@pytest.mark.parametrize(("report", "expected"), [(b"\x1b[1;2R", b"False"), (b"\x1b[1;3R", b"True")])
def test_the_terminal_is_asked(report: bytes, expected: bytes) -> None:
    ours, theirs = pty.openpty()
    code = "from bihuan.tui.terminal import lines_are_wide; import sys; sys.stderr.write(str(lines_are_wide()))"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, close_fds=True
    ) as asking:
        asked = b""
        while b"\x1b[6n" not in asked:
            asked += os.read(ours, 64)
        os.write(ours, report)
        assert asking.stderr is not None
        assert asking.stderr.read() == expected
    os.close(ours)
    os.close(theirs)


def test_ascii_lines_hold_nothing_of_ambiguous_width() -> None:
    styles = dict.fromkeys(ROLES, Style())
    painted = strip((*rule("审批 · 两步", 40), Span("“引” │ …")), 60, styles, ascii_only=True)
    assert not set(painted.text) & set("─│…·“”┬┴")
    assert painted.cell_length == 60
