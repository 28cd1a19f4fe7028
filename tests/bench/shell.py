"""`bihuan ls` and `inbox` from the shell, against `python -c pass` in the same rounds: CPU time of whole processes.

To reach in the plain forms: at most 5 times the CPU of an interpreter that does nothing, with the requests of a busy
team in the store. A query opens the store as every other verb does; it must load no Textual.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.lib.outside import BIHUAN

from bihuan.store.acts.every import ACTS
from bihuan.store.file import create
from bihuan.store.rules.record import Person
from bihuan.tui import place

ROUNDS, REQUESTS = 15, 300
FLOOR = [sys.executable, "-c", "pass"]
ASKED = {
    "ls": ["ls"],
    "ls --json": ["ls", "--json"],
    "inbox": ["inbox"],
    "inbox --short": ["inbox", "--short"],
    "ls with a query": ["ls", "status:draft"],
}


def run() -> dict[str, float]:
    """Measure each in turn, round by round."""
    with TemporaryDirectory() as folder:
        path = filled(Path(folder) / "s.db")
        commands = {"python -c pass": FLOOR} | {
            name: [*BIHUAN, "-C", str(path), *words] for name, words in ASKED.items()
        }
        spent: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                spent[name].append(cpu(command))
    medians = {name: median(times) for name, times in spent.items()}
    floor = medians["python -c pass"]
    figures = {f"{name} [ms]": 1000 * time for name, time in medians.items()}
    return figures | {f"{name} / floor": time / floor for name, time in medians.items() if name != "python -c pass"}


def filled(path: Path) -> Path:
    """A store with drafts of the account's own."""
    founder = Person(login=place.account(), name="李强", party="technical", keeper=True)
    with create(path, founder) as store, store.batch():
        for n in range(REQUESTS):
            ACTS["new"](store, None, {"title": f"订单状态实时同步 {n}", "type": "fix"})
    return path


def cpu(command: list[str]) -> float:
    """The CPU seconds of one process, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
