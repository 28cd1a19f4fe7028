"""Several processes at one store: numbers without gap or duplicate, no half act after a kill."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bihuan.store import file
from bihuan.store.file import Store
from bihuan.store.rules.record import Person
from bihuan.store.verify import verify

WRITER = """
import sys
from bihuan.store.acts.every import ACTS
from bihuan.store.file import Store
store = Store(sys.argv[1], "wang")
for n in range(int(sys.argv[2])):
    made = ACTS["new"](store, None, fields=dict(
        title=f"{sys.argv[3]} {n}", type="new_feature", priority="low", expected_launch="2026-12-31", background="b",
        description="d", effect="e", goals=[{"what": "g", "target": "5 s"}]))
    ACTS["submit"](store, made.request.id)
"""

EACH = """
import sys
from bihuan.store.acts.batch import each, lines
from bihuan.store.file import Store
store = Store(sys.argv[1], "wang")
for line, _ in each(store, lines(open(sys.argv[2], encoding="utf-8"))):
    sys.stdout.write(f"{line.number}\\n")
    sys.stdout.flush()
"""


WHOLE = """
import sys
from bihuan.store.acts.batch import lines, whole
from bihuan.store.file import Store
store = Store(sys.argv[1], "wang")
found = list(lines(open(sys.argv[2], encoding="utf-8")))
sys.stdout.write("go\\n")
sys.stdout.flush()
whole(store, found)
"""


def fresh(path: Path) -> Path:
    file.create(path, Person(login="wang", name="王敏", department="市场部", party="business", keeper=True)).close()
    return path


def started(code: str, *args: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", code, *map(str, args)], stdout=subprocess.PIPE)


def submitted_by(path: Path, processes: int, each: int) -> list[int]:
    running = [started(WRITER, path, each, f"p{p}") for p in range(processes)]
    for p in running:
        p.communicate()
        assert p.returncode == 0
    with Store(path, "wang") as store:
        assert list(verify(store)) == []
        numbers = [n for (n,) in store.sql("SELECT number FROM request WHERE number IS NOT NULL")]
    return sorted(int(n[5:]) for n in numbers)


def test_numbers_of_several_writers_have_no_gap(tmp_path: Path) -> None:
    assert submitted_by(fresh(tmp_path / "s.db"), 3, 15) == list(range(1, 46))


@pytest.mark.soak
def test_eight_writers_of_two_hundred_submissions(tmp_path: Path) -> None:
    assert submitted_by(fresh(tmp_path / "s.db"), 8, 200) == list(range(1, 1601))


def edits(path: Path, count: int) -> None:
    said = [{"act": "new", "label": "x", "title": "t"}]
    said += [{"act": "set", "request": "@x", "background": f"text {n}", "project": f"p{n}"} for n in range(count)]
    path.write_text("".join(json.dumps(line) + "\n" for line in said), "utf-8")


def killed_somewhere(tmp_path: Path, rounds: int, seed: int) -> None:
    """Kill a running ``apply --each`` again and again: all that stdout counted is there, and nothing half."""
    draw = random.Random(seed)
    edits(tmp_path / "acts.jsonl", 400)
    for n in range(rounds):
        path = fresh(tmp_path / f"{n}.db")
        with started(EACH, path, tmp_path / "acts.jsonl") as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(draw.uniform(0, 0.25))
            os.kill(process.pid, signal.SIGKILL)
            counted = [1, *(int(line) for line in process.stdout.read().split())]
        with Store(path, "wang") as store:
            assert list(verify(store)) == []
            acts = store.one("SELECT count(*) FROM entry WHERE act IN ('new', 'set')")
            assert acts in (len(counted), len(counted) + 1)
            last = store.one("SELECT project FROM request") if acts > 1 else "p-1"
            assert last == f"p{acts - 2}"


def test_a_killed_writer_leaves_whole_acts(tmp_path: Path) -> None:
    killed_somewhere(tmp_path, 3, seed=7)


def killed_whole(tmp_path: Path, rounds: int, seed: int) -> set[int]:
    """Kill a short ``apply`` somewhere: nothing of it is there, or all."""
    draw, seen = random.Random(seed), set()
    edits(tmp_path / "short.jsonl", 120)
    for n in range(rounds):
        path = fresh(tmp_path / f"whole{n}.db")
        with started(WHOLE, path, tmp_path / "short.jsonl") as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(draw.uniform(0, 0.6))
            os.kill(process.pid, signal.SIGKILL)
        with Store(path, "wang") as store:
            assert list(verify(store)) == []
            seen.add(store.one("SELECT count(*) FROM entry WHERE act IN ('new', 'set')"))
    return seen


def test_a_killed_batch_leaves_nothing_or_all(tmp_path: Path) -> None:
    assert killed_whole(tmp_path, 2, seed=5) <= {0, 121}


@pytest.mark.soak
def test_fifty_killed_batches(tmp_path: Path) -> None:
    assert killed_whole(tmp_path, 50, seed=13) == {0, 121}


@pytest.mark.soak
def test_a_hundred_kills(tmp_path: Path) -> None:
    killed_somewhere(tmp_path, 100, seed=11)
