"""Real processes at one store, some killed on the way: numbers without gap or duplicate, no half act, all resumed."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from itertools import pairwise
from pathlib import Path
from typing import IO

import pytest
from outside import BIHUAN

from bihuan.store import file
from bihuan.store.file import Store
from bihuan.store.rules.record import Person
from bihuan.store.verify import verify
from bihuan.tui import place

COLUMNS = {"type": "new_feature", "priority": "low", "expected_launch": "2099-12-31"}
TEXTS = {"background": "b", "description": "d", "effect": "e", "goals": [{"what": "g", "target": "5 s"}]}


def fresh(path: Path) -> Path:
    """An empty store of whoever runs this."""
    founder = Person(login=place.account(), name="王敏", department="市场部", party="business", keeper=True)
    file.create(path, founder).close()
    return path


def started(path: Path, *words: object) -> subprocess.Popen[str]:
    """``bihuan`` at a store, as a process of its own, with the person's folders beside it."""
    env = {**os.environ, "XDG_STATE_HOME": str(path.parent / "state")}
    command = [*BIHUAN, "-C", str(path), *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)


def applied(path: Path, *words: object) -> list[int]:
    """Run ``apply`` to its end; the lines that it told."""
    with started(path, "apply", *words) as process:
        out, err = process.communicate()
        assert process.returncode == 0, err
        return lines_told(out)


def lines_told(out: str) -> list[int]:
    """The numbers of the lines that were told as committed."""
    return [int(line.partition("\t")[0]) for line in out.splitlines() if "\t" in line]


def written(path: Path, acts: list[dict[str, object]]) -> Path:
    """Acts as a file of lines."""
    path.write_text("".join(json.dumps(act) + "\n" for act in acts), "utf-8")
    return path


# ---- several at once ---------------------------------------------------------------------------------------------
def submitted_by(tmp_path: Path, processes: int, each: int) -> list[int]:
    """The numbers that processes give which submit at the same time."""
    path, files = fresh(tmp_path / "s.db"), []
    for p in range(processes):
        acts: list[dict[str, object]] = []
        for n in range(each):
            acts.append({"act": "new", "label": f"{n}", "title": f"p{p} {n}", **COLUMNS, **TEXTS})
            acts.append({"act": "submit", "request": f"@{n}"})
        files.append(written(tmp_path / f"{p}.jsonl", acts))
    running = [started(path, "apply", "--each", f) for f in files]
    for process in running:
        with process:
            out, err = process.communicate()
            assert (process.returncode, lines_told(out)) == (0, list(range(1, 2 * each + 1))), err
    with Store(path) as store:
        assert list(verify(store)) == []
        return sorted(int(n[5:]) for (n,) in store.sql("SELECT number FROM request WHERE number IS NOT NULL"))


def test_numbers_of_several_writers_have_no_gap(tmp_path: Path) -> None:
    assert submitted_by(tmp_path, 3, 15) == list(range(1, 46))


@pytest.mark.soak
def test_eight_writers_of_two_hundred_submissions(tmp_path: Path) -> None:
    assert submitted_by(tmp_path, 8, 200) == list(range(1, 1601))


# ---- killed ------------------------------------------------------------------------------------------------------
Moment = Callable[[subprocess.Popen[str], Path], str]  # waits for it; what the process said meanwhile


def edits(path: Path, count: int) -> Path:
    """A request and so many edits of it."""
    said: list[dict[str, object]] = [{"act": "new", "label": "x", "title": "t"}]
    said += [{"act": "set", "request": "@x", "background": f"text {n}", "project": f"p{n}"} for n in range(count)]
    return written(path, said)


def after_lines(count: int, seconds: float = 0) -> Moment:
    """Once so many lines were told, and a while later."""

    def wait(process: subprocess.Popen[str], path: Path) -> str:
        said = "".join(output(process).readline() for _ in range(count))
        time.sleep(seconds)
        return said

    return wait


def while_writing(process: subprocess.Popen[str], path: Path) -> str:
    """Once the process holds the lock under which it writes."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other, suppress(sqlite3.OperationalError):
        while process.poll() is None:
            other.executescript("BEGIN IMMEDIATE; ROLLBACK")
    return ""


def output(process: subprocess.Popen[str]) -> IO[str]:
    """What the process says."""
    assert process.stdout is not None
    return process.stdout


def killed(path: Path, acts: Path, moment: Moment, *flags: str) -> tuple[int, int] | None:
    """Kill ``apply`` at a moment: how many lines it told and how many acts are there; None if it had ended by itself.

    What is there verifies, is all that was told, and the same file resumed brings the rest, nothing twice.
    """
    whole = len(acts.read_text("utf-8").splitlines())
    with started(fresh(path), "apply", *flags, acts) as process:
        said = moment(process, path)
        process.kill()
        told = lines_told(said + output(process).read())
    there = acts_at(path)
    assert told == list(range(1, len(told) + 1)) and len(told) <= there
    assert applied(path, *flags, "--resume", acts) == list(range(there + 1, whole + 1))
    assert acts_at(path) == whole
    return None if process.returncode == 0 else (len(told), there)


def acts_at(path: Path) -> int:
    """How many acts of the file a store holds: it verifies, and its request is as the last of them left it."""
    with Store(path) as store:
        assert list(verify(store)) == []
        count: int = store.one("SELECT count(*) FROM entry WHERE act IN ('new', 'set')")
        last = None if count < 2 else f"p{count - 2}"
        assert store.one("SELECT project FROM request") == last
        return count


def test_a_killed_writer_leaves_whole_acts(tmp_path: Path) -> None:
    acts, draw = edits(tmp_path / "acts.jsonl", 150), random.Random(7)
    for n in (draw.randint(1, 20), draw.randint(20, 60)):
        told, there = killed(tmp_path / f"{n}.db", acts, after_lines(n), "--each") or (0, 0)
        assert n <= told <= there <= told + 1 < 151


def test_a_killed_batch_leaves_nothing_or_all(tmp_path: Path) -> None:
    acts = edits(tmp_path / "acts.jsonl", 120)
    assert killed(tmp_path / "writing.db", acts, while_writing) == (0, 0)
    told = killed(tmp_path / "told.db", acts, after_lines(1))
    assert told is None or (told[0] > 0 and told[1] == 121)  # it may end by itself once it tells what stands


# ---- at any moment of a whole life -------------------------------------------------------------------------------
def stretches(path: Path, acts: Path, *flags: str) -> list[tuple[int, float]]:
    """The life of ``apply``: behind so many lines so many seconds until the first line, the last one, the end."""
    moments = [time.monotonic()]
    with started(fresh(path), "apply", *flags, acts) as process:
        moments += [time.monotonic() for line in output(process) if "\t" in line]
    ends = [moments[0], moments[1], moments[-1], time.monotonic()]
    return [(n, b - a) for n, (a, b) in zip((0, 1, len(moments) - 1), pairwise(ends), strict=True)]


def killed_anywhere(tmp_path: Path, rounds: int, seed: int, count: int, *flags: str) -> Iterator[tuple[int, int]]:
    """Kill ``apply`` at moments drawn over each stretch of its life in turn; tell of those that still lived."""
    draw, acts = random.Random(seed), edits(tmp_path / "acts.jsonl", count)
    parts = stretches(tmp_path / "whole.db", acts, *flags)
    for n in range(rounds):
        lines, seconds = parts[n % 3]
        found = killed(tmp_path / f"{n}.db", acts, after_lines(lines, draw.uniform(0, seconds)), *flags)
        if found is not None:
            yield found


@pytest.mark.soak
def test_a_hundred_kills(tmp_path: Path) -> None:
    found = list(killed_anywhere(tmp_path, 100, 11, 400, "--each"))
    assert {there - told for told, there in found} <= {0, 1}
    assert {(told > 0) + (told == 401) for told, _ in found} == {0, 1, 2}, "before, between and after the lines"


@pytest.mark.soak
def test_fifty_killed_batches(tmp_path: Path) -> None:
    assert {there for _, there in killed_anywhere(tmp_path, 50, 13, 120)} == {0, 121}
