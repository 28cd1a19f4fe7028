"""``bihuan import`` and ``bihuan export``: requests of other trackers in, requests for others out."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import click

from bihuan.store.acts.exchange import Tally, bring, plan
from bihuan.store.errors import BadInput
from bihuan.store.exchange.lines import Fault, read_lines
from bihuan.store.exchange.out import FORMS, chosen
from bihuan.store.exchange.statuses import STATUSES, with_table
from bihuan.tui.session import Session
from bihuan.tui.telling import sentence
from bihuan.tui.verb import query_words, verb

STANDARD = "-"
YES = ("y", "yes", "是", "好")


# ---- in ----------------------------------------------------------------------------------------------------------
@verb("import")
@click.argument("file")
@click.option("--map", "map_file", metavar="FILE")
@click.option("--dry-run", is_flag=True)
def import_(here: Session, file: str, map_file: str | None, dry_run: bool) -> int:
    """Show the plan, then import; exit 1 when lines could not be read."""
    statuses = with_table(contents(map_file)) if map_file else STATUSES
    source = opened(file, "file")
    store = here.open(write=not dry_run)
    if dry_run or (here.asks and not here.yes):
        with source() as lines:
            tally = plan(store, read_lines(lines), statuses)
        if dry_run or not agreed(here, tally):
            return told_plan(here, tally) if dry_run else 0
    with source() as lines:
        tally = brought(here, bring(store, read_lines(lines), statuses))
    return told_done(here, tally)


def opened(path: str, name: str) -> Callable[[], IO[bytes]]:
    """Give what opens a file, more than once; standard input is read whole.

    Raises:
        BadInput: it cannot be read.
    """
    if path == STANDARD:
        whole = sys.stdin.buffer.read()
        return lambda: io.BytesIO(whole)
    try:
        Path(path).open("rb").close()
    except OSError as e:
        raise BadInput("E-INPUT-FILE", name, name=name, value=path, why=e) from e
    return lambda: Path(path).open("rb")


def contents(path: str) -> bytes:
    """Read the table of statuses.

    Raises:
        BadInput: it cannot be read.
    """
    with opened(path, "map")() as file:
        return file.read()


def brought(here: Session, tallies: Iterator[Tally]) -> Tally:
    """Follow an import; a person at a terminal sees how far it is."""
    tally = Tally()
    watched = sys.stderr.isatty() and not here.quiet and not here.json
    for tally in tallies:
        if watched:
            print(f"\r{here.say('import.done.progress', count=tally.new)}", end="", file=sys.stderr, flush=True)
    if watched:
        print(file=sys.stderr)
    return tally


def agreed(here: Session, tally: Tally) -> bool:
    """Show the plan and ask."""
    for line in plan_lines(here, tally):
        print(line, file=sys.stderr)
    if not tally.new:
        return True
    return here.ask("import.plan.ask", "y").casefold() in YES


def told_plan(here: Session, tally: Tally) -> int:
    """Print the plan; exit 1 when lines cannot be read."""
    if here.json:
        here.print_json(dry_run=True, **as_data(here, tally))
    else:
        for line in plan_lines(here, tally):
            here.print(line)
        here.tell("import.plan.again" if tally.new else "import.plan.nothing")
    return int(bool(tally.faults))


def told_done(here: Session, tally: Tally) -> int:
    """Print what was done; exit 1 when lines could not be read."""
    if here.json:
        here.print_json(dry_run=False, **as_data(here, tally))
        return int(bool(tally.faults))
    here.print(here.say("import.done.line", new=tally.new, here=tally.here))
    for fault in tally.faults:
        print(in_words(here, fault), file=sys.stderr)
    if tally.faults:
        here.tell("import.done.faults", count=len(tally.faults))
    return int(bool(tally.faults))


def as_data(here: Session, tally: Tally) -> dict[str, Any]:
    """A plan or its outcome as programs read it."""
    return {
        "read": tally.read,
        "new": tally.new,
        "here": tally.here,
        "statuses": [
            {"theirs": theirs, "ours": ours, "count": n} for (theirs, ours), n in tally.statuses.most_common()
        ],
        "flags": dict(tally.flags.most_common()),
        "faults": [
            {"line": f.line, "column": f.column, "code": f.code, "key": f.key or None, "text": in_words(here, f)}
            for f in tally.faults
        ],
    }


def plan_lines(here: Session, tally: Tally) -> Iterator[str]:
    """The plan as people read it."""
    yield here.say("import.plan.read", count=tally.read)
    yield here.say("import.plan.new", count=tally.new)
    if tally.here:
        yield here.say("import.plan.here", count=tally.here)
    if tally.statuses:
        yield here.say("import.plan.statuses")
    for (theirs, ours), count in tally.statuses.most_common():
        theirs = here.say("import.plan.no_status") if theirs is None else theirs
        yield here.say("import.plan.status", theirs=theirs, ours=here.say(f"choice.status.{ours}"), count=count)
    if tally.flags:
        yield here.say("import.plan.flags")
    for flag, count in tally.flags.most_common():
        yield here.say("import.plan.flag", flag=here.say(f"flag.{flag}"), count=count)
    if tally.faults:
        yield here.say("import.plan.faults", count=len(tally.faults))
    yield from (in_words(here, fault) for fault in tally.faults)


def in_words(here: Session, fault: Fault) -> str:
    """What is wrong with a line, where, and what to do."""
    values = {**fault.values, "line": fault.line, "column": fault.column, "key": fault.key}
    return sentence(fault.code, fault.key, values, here.lang, here.zone)


# ---- out ---------------------------------------------------------------------------------------------------------
@query_words
@verb("export")
@click.argument("what", nargs=-1)
@click.option("--to", "to", type=click.Choice(tuple(FORMS)), default="json")
@click.option("-o", "--output", metavar="FILE")
@click.option("--full-names", is_flag=True)
@click.option("--without-files", is_flag=True)
def export(
    here: Session, what: tuple[str, ...], to: str, output: str | None, full_names: bool, without_files: bool
) -> int:
    """Export one request, what a query finds, or all that the person may see."""
    store = here.open()
    requests = chosen(store, " ".join(what))
    pieces = FORMS[to](store, requests, here.lang, full_names=full_names, files=not without_files)
    if output is None or output == STANDARD:
        sys.stdout.writelines(pieces)
        return 0
    written(Path(output), pieces)
    here.tell("export.written", count=len(requests), path=output)
    return 0


def written(path: Path, pieces: Iterable[str]) -> None:
    """Write a file whole or not at all.

    Raises:
        BadInput: it cannot be written.
    """
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as e:
        raise BadInput("E-EXPORT-FILE", "output", path=str(path), why=e) from e
    try:
        with open(handle, "w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
        os.replace(beside, path)
    except OSError as e:
        os.unlink(beside)
        raise BadInput("E-EXPORT-FILE", "output", path=str(path), why=e) from e
    except BaseException:
        os.unlink(beside)
        raise
