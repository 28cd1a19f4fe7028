"""Thirty-two processes acting at one store, then one while all real requests are imported: who waits how long.

To reach: nobody is told that the file is locked, the longest wait of the 32 is 2 s and the least served does a quarter
of what the most served does; an import of 5,000 takes 8 s and lets nobody wait over half a second.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.lib.outside import every_line

from bihuan.store.acts.exchange import bring
from bihuan.store.file import Store, create
from bihuan.store.rules.record import Person
from bihuan.store.verify import verify

PROCESSES, SECONDS, LONG = 32, 20, 600
FOUNDER = Person(login="wang", name="王敏", department="市场部", party="business", keeper=True)
# Acts once, so that everything is loaded; says that it is ready, waits for a line, acts for so long or until the next
# line; tells how many acts it did, how long the longest took, and what it was refused.
ACTOR = """
import json, select, sys, time
from bihuan.store.acts.every import ACTS
from bihuan.store.errors import BihuanError
from bihuan.store.file import Store
path, seconds, rest = sys.argv[1], *map(float, sys.argv[2:])
store = Store(path, "wang")
fields = dict(title="t", type="new_feature", priority="low", expected_launch="2099-12-31", background="b",
    description="d", effect="e", goals=[{"what": "g", "target": "5 s"}])
def act(made):
    if made:
        ACTS["submit"](store, made)
        return None
    return ACTS["new"](store, None, fields=fields).request.id
done, longest, faults, made = 0, 0.0, [], act(act(None))
print("ready", flush=True)
sys.stdin.readline()
until = time.monotonic() + seconds
while time.monotonic() < until and not (rest and select.select([sys.stdin], [], [], rest)[0]):
    at = time.monotonic()
    try:
        made = act(made)
        done += 1
    except BihuanError as error:
        faults.append(error.code)
    longest = max(longest, time.monotonic() - at)
print(json.dumps([done, longest, faults]))
"""


def run() -> dict[str, float | int]:
    """Both in turn."""
    with TemporaryDirectory() as folder:
        return at_once(Path(folder) / "many.db") | while_imported(Path(folder) / "import.db")


def at_once(path: Path) -> dict[str, float | int]:
    """Everybody acts without a pause."""
    create(path, FOUNDER).close()
    actors = [actor(path, SECONDS) for _ in range(PROCESSES)]
    for one in actors:
        ready(one)
    for one in actors:
        go(one)
    told = [finished(one) for one in actors]
    with Store(path, FOUNDER.login) as store:
        numbers = sorted(int(n[5:]) for (n,) in store.sql("SELECT number FROM request WHERE number IS NOT NULL"))
        assert numbers == list(range(1, len(numbers) + 1))
        assert list(verify(store)) == []
    done = [count for count, _, _ in told]
    return {
        f"acts by {PROCESSES} processes in {SECONDS} s": sum(done),
        "told that it is locked": sum(len(faults) for _, _, faults in told),
        "longest wait (s)": max(longest for _, longest, _ in told),
        "least served / most served": min(done) / max(done),
    }


def while_imported(path: Path) -> dict[str, float | int]:
    """One acts every 20 ms while another imports."""
    with create(path, FOUNDER) as store:
        other = actor(path, LONG, rest=0.02)
        ready(other)
        go(other)
        began = time.perf_counter()
        *_, tally = bring(store, every_line())
        took = time.perf_counter() - began
        done, longest, faults = finished(other, end=True)
    assert not faults, faults
    return {"imported": tally.new, "import (s)": took, "acts meanwhile": done, "longest wait meanwhile (s)": longest}


def actor(path: Path, seconds: float, rest: float = 0) -> subprocess.Popen[str]:
    """Start a process that acts for so long, with so long a rest before each act."""
    command = [sys.executable, "-c", ACTOR, str(path), str(seconds), str(rest)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ready(process: subprocess.Popen[str]) -> None:
    """Wait until it may begin."""
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"


def go(process: subprocess.Popen[str]) -> None:
    """Let it begin."""
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def finished(process: subprocess.Popen[str], *, end: bool = False) -> tuple[int, float, list[str]]:
    """What it did, at its end or ended now: how many acts, the longest, and the codes of what was refused."""
    done, longest, faults = json.loads(process.communicate("end\n" if end else None)[0])
    return done, longest, faults
