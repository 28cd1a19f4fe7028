"""The screens in a terminal, with every real request in one store and with 1,000 and 100,000 made ones.

The peers are bare Textual and its DataTable in the same terminal in the same run. To reach: see
``design/performance.md``; the list is held to p95 of 16 ms for a row and 50 ms for a letter of the filter.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from tests.bench._stores import fill
from tests.bench._terminal import ROWS, Answer, Terminal
from tests.lib.outside import BIHUAN, every_line

from bihuan.store.acts.every import ACTS
from bihuan.store.acts.exchange import bring
from bihuan.store.file import Store, create
from bihuan.store.rules.record import Person
from bihuan.tui import place

STARTS, WITHIN, SCROLLED, TYPED, IDLE_SECONDS = 7, 20, 180, 4, 10
HELD = 0.033  # seconds between two downs of a key that is held
TYPING = 0.15  # seconds between two letters
A_LIST = 1_000  # bytes: the letter itself is painted before the list is
WORDS = ("error", "接口", "login", "测试", "500")
OWED, INBOX, LISTED = "对账单导出", "[1 ", "需求 ·"
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    n = 0
    def compose(self): yield Static("ready")
    def on_key(self, event): self.n += 1; self.query_one(Static).update(f"ready {self.n}")
Bare(ansi_color=None).run()
"""
TABLE = """
import sys
from textual.app import App
from textual.widgets import DataTable
class Table(App):
    BINDINGS = [("j", "down")]
    def compose(self): yield DataTable(cursor_type="row")
    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns("number", "title", "status", "ball", "department", "due")
        for n in range(int(sys.argv[1])):
            table.add_row(f"2026-{n:05}", f"ready {n}", "assessing", "technical", "IT", "-")
        table.focus()
    def action_down(self): self.query_one(DataTable).action_cursor_down()
Table().run()
"""


def run() -> dict[str, float | int]:
    """Measure in turn: starts, the list of real requests, made lists of two sizes, keys and rest."""
    with TemporaryDirectory() as folder:
        real, few, many = (Path(folder) / f"{name}.db" for name in ("real", "few", "many"))
        found: dict[str, float | int] = {"real requests": filled(real)}
        found |= starts(real)
        found |= {f"real: {what}": figure for what, figure in of_list(real).items()}
        sizes = of_list(made(few, 1_000)), of_list(made(many, 100_000))
        for name, figures in zip(("1k", "100k"), sizes, strict=True):
            found |= {f"{name}: {what}": figure for what, figure in figures.items()}
        found |= {f"100k / 1k: {what}": sizes[1][what] / sizes[0][what] for what in (START, MEMORY, DOWN, CPU)}
        found |= {f"DataTable 5k: {what}": figure for what, figure in of_table(5_000).items()}
        return found | keys_and_rest(real)


# ---- the stores --------------------------------------------------------------------------------------------------
def opened(path: Path) -> Store:
    """A new store of whoever runs this."""
    founder = Person(login=place.account(), name="李强", department="研发部", title="", party="technical", keeper=True)
    return create(path, founder)


def filled(path: Path) -> int:
    """Every real request, and some of our own that stand in the inbox; how many were brought."""
    with opened(path) as store:
        *_, tally = bring(store, every_line())
        inputs = {"login": "zhoumin", "name": "周敏", "department": "财务部", "party": "business"}
        ACTS["person"](store, None, **inputs)
        store.login = "zhoumin"
        for n in range(25):
            fields = {"title": f"{OWED} {n}", "type": "fix", "expected_launch": "2099-12-31", "priority": "low"}
            texts = {"background": "b", "description": "d", "effect": "e", "goals": [{"what": "g", "target": "5 s"}]}
            ACTS["submit"](store, ACTS["new"](store, None, fields=fields | texts).request.id)
        return int(tally.new)


def made(path: Path, count: int) -> Path:
    """A store of so many made requests."""
    with opened(path) as store:
        fill(store, count)
    return path


# ---- what is measured --------------------------------------------------------------------------------------------
def bihuan(path: Path) -> Terminal:
    """The program at a store."""
    home = str(path.parent / "home")
    env = dict.fromkeys(("XDG_STATE_HOME", "XDG_CONFIG_HOME"), home) | {"BIHUAN_LANG": "zh"}
    return Terminal([*BIHUAN, "-C", str(path)], env)


def bare() -> Terminal:
    """Bare Textual."""
    return Terminal([sys.executable, "-c", BARE])


def starts(path: Path) -> dict[str, float]:
    """From the command to the first useful frame: the rows of the inbox."""
    ours, theirs = [], []
    for _ in range(STARTS):
        with bihuan(path) as terminal:
            ours.append(terminal.until(OWED))
        with bare() as terminal:
            theirs.append(terminal.until("ready"))
    found = {"first frame (ms)": median(ours) * 1e3, "bare Textual's (ms)": median(theirs) * 1e3}
    return found | {"first frame / bare Textual": median(ours) / median(theirs)}


START, MEMORY, DOWN, CPU = "start (ms)", "memory (MB)", "down p95 (ms)", "CPU a down (ms)"


def of_list(path: Path) -> dict[str, float]:
    """The list of all requests: from the command to its rows, rows down, a line scrolled, letters of a filter."""
    with bihuan(path) as terminal:
        terminal.until(INBOX)
        terminal.write("2")
        start = terminal.until(LISTED)
        terminal.quiet()
        found = {START: start * 1e3, MEMORY: terminal.memory} | downs(terminal)
        letters = [answer.seconds for word in WORDS * TYPED for answer in filtered(terminal, word)]
    return found | {"filter p95 (ms)": p95(letters), "filter median (ms)": median(letters) * 1e3}


def of_table(count: int) -> dict[str, float]:
    """The same of Textual's own table."""
    with Terminal([sys.executable, "-c", TABLE, str(count)]) as terminal:
        start = terminal.until("ready 1")
        terminal.quiet()
        return {START: start * 1e3, MEMORY: terminal.memory} | downs(terminal)


def downs(terminal: Terminal) -> dict[str, float]:
    """Hold the key for the next row: first within the screen, then scrolling at each row."""
    spent = terminal.cpu
    within = [terminal.press("j", period=HELD) for _ in range(WITHIN)]
    scrolled = [terminal.press("j", period=HELD) for _ in range(SCROLLED)]
    spent = (terminal.cpu - spent) / (WITHIN + SCROLLED)
    terminal.quiet()
    return {
        DOWN: p95([d.seconds for d in (*within, *scrolled)]),
        "down median (ms)": median(d.seconds for d in (*within, *scrolled)) * 1e3,
        CPU: spent * 1e3,
        "down (bytes)": median(d.bytes for d in within),
        "scroll a line (bytes)": median(d.bytes for d in scrolled[ROWS:]),
    }


def filtered(terminal: Terminal, word: str) -> Iterator[Answer]:
    """Type a word into the filter, letter by letter, and clear it."""
    terminal.press("/", period=0.2)
    for letter in word:
        yield terminal.press(letter, period=TYPING, least=A_LIST)
    for key in ("\r", "\x1b"):
        terminal.press(key, period=0.2)


def keys_and_rest(path: Path) -> dict[str, float]:
    """The CPU of a key that is answered, and of doing nothing."""
    found = {}
    for name, made_, ready in (("bihuan", lambda: bihuan(path), INBOX), ("bare Textual", bare, "ready")):
        with made_() as terminal:
            terminal.until(ready)
            terminal.quiet(1.0)
            spent = terminal.cpu
            for _ in range(WITHIN):
                terminal.press("x", period=HELD)  # no key of the inbox: it is answered in the message line
            found[f"CPU a key, {name} (ms)"] = (terminal.cpu - spent) / WITHIN * 1e3
            terminal.quiet(1.0)
            idle, written = terminal.idle(IDLE_SECONDS)
            found |= {f"idle CPU, {name} (%)": idle, f"idle, {name} (bytes)": float(written)}
    return found


def p95(seconds: list[float]) -> float:
    """The 95th percentile, in milliseconds."""
    return quantiles(seconds, n=20)[-1] * 1e3
