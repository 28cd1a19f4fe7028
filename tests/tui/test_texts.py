"""Every sentence that the interface asks for exists, and none stands there that nothing asks for."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bihuan.store.acts.every import ACTS
from bihuan.store.rules.steps import STEPS
from bihuan.store.text import LANGS, catalog
from bihuan.tui.keys import COMMANDS, FOOTERS, LAST

ROOT = Path(__file__).resolve().parents[2] / "tui"
# The modules beside `screens/` and `widgets/` that speak on the screen; the others are the command line's.
OURS = (
    "app.py", "beside.py", "closing.py", "copying.py", "counted.py", "doing.py", "ending.py", "external.py", "form.py",
    "listing.py", "mending.py", "moments.py", "noted.py", "page.py", "preview.py", "publishing.py", "sight.py",
    "standing.py", "tabs.py",
)  # fmt: skip
SAID = re.compile(r"""(?:\bsay|\bhas|_both)\(\s*f?["']([\w.\-]+)["']""")
ELSE_SAID = re.compile(
    r"""["'](why|tell|time|inbox|list|requests|archive|edit|gate|sign|uat|palette|menu|column)\.(\w+)["']"""
)


def said() -> Iterator[str]:
    """Give every code that stands whole in the sources."""
    for path in ROOT.rglob("*.py"):
        if (path.parent == ROOT and path.name not in OURS) or path.parent.name == "commands":
            continue
        text = path.read_text(encoding="utf-8")
        yield from SAID.findall(text)
        yield from (".".join(found) for found in ELSE_SAID.findall(text))


def made() -> Iterator[str]:
    """Give every code that is put together from a table."""
    for command in COMMANDS:
        yield f"cmd.{command.slot}"
    yield from (f"foot.{name.replace('.', '_')}" for names in FOOTERS.values() for name in (*names, LAST))
    yield from (f"group.{command.group}" for command in COMMANDS)
    yield from (f"tab.{name}" for name in ("inbox", "requests", "archive"))
    yield from (f"time.weekday_{day}" for day in range(7))
    yield from (f"requests.sort_{name}" for name in ("due", "number", "status", "title"))
    yield from (f"column.{name}" for name in ("number", "title", "act", "status", "ball", "department", "due"))
    yield from (f"part.{number}" for number in range(1, 10))
    yield from (f"step.{step}" for step in STEPS)
    yield from (f"gate.{name}" for name in ("blocking", "warning"))
    yield from (f"cap.{name}" for name in ("enter", "space", "up", "down", "left", "right", "tab", "backspace"))
    yield from (f"palette.{name}" for name in ("hour", "hours", "day", "days", "week", "weeks"))
    yield from (f"merge.{name}" for name in ("base", "theirs", "mine"))
    yield from (f"uat.{name}" for name in ("pass", "fail"))
    yield from (code for code in catalog("zh") if code.startswith("error."))  # some name a key here, not a verb


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_said_can_be_said(lang: str) -> None:
    known = catalog(lang)
    ids = {command.id for command in COMMANDS}
    wanted = {code for code in (*said(), *made()) if not code.endswith((".", "_")) and code not in ids}
    assert sorted(code for code in wanted if code not in known and f"tui.{code}" not in known) == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_act_has_its_word(lang: str) -> None:
    known = catalog(lang)
    assert sorted(code for code in ACTS if f"act.{code}.label" not in known) == []


def test_nothing_is_kept_that_nobody_says() -> None:
    ours = {code.removeprefix("tui.") for code in catalog("zh") if code.startswith("tui.")}
    used = {*said(), *made()}
    assert sorted(code for code in ours if code not in used) == []
