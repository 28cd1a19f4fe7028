"""``bihuan verify``, ``backup`` and ``restore``: whether the store is what its ledger says, and copies of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import apsw
import click

from bihuan.store import backup as backups
from bihuan.store.errors import BadInput
from bihuan.store.file import Store
from bihuan.store.heads import Head, remembered
from bihuan.store.text import shown
from bihuan.store.verify import Fault, told
from bihuan.store.verify import verify as walk
from bihuan.tui.place import account, inside
from bihuan.tui.session import Session, heads_folder, note_head
from bihuan.tui.verb import verb


@verb("verify")
@click.argument("path", metavar="[PATH]", required=False)
@click.option("--accept", is_flag=True)
def verify(here: Session, path: str | None, accept: bool) -> int:
    """Walk the chain, replay it, compare it with the tables; exit 1 on any fault."""
    given = inside(path) if path else here.path
    with Store(given, account(), write=False) as store:
        here.zone = store.calendar.info
        if accept:
            note_head(store, accept=True)
        # A backup lies behind what one has seen of its store; only the store itself must hold it.
        own = given == here.path_or_none()
        faults = faults_of(store, remembered(heads_folder(), store) if own else None)
        entries = store.head
    if here.json:
        here.print_json(ok=not faults, entries=entries, faults=[spoken(here, f) for f in faults])
        return 1 if faults else 0
    for fault in faults:
        one = spoken(here, fault)
        here.print(shown(one["text"]) if sys.stdout.isatty() else f"{one['code']}\t{shown(one['text'])}")
    if not faults and sys.stdout.isatty():
        here.print(here.say("cli.verified", entries=entries))
    elif not faults:
        here.print(f"ok\t{entries}")
    else:
        here.tell("cli.faulty", n=len(faults), entries=entries)
    return 1 if faults else 0


def faults_of(store: Store, seen: Head | None) -> list[Fault]:
    """Every fault; a file that SQLite itself finds damaged is one."""
    found: list[Fault] = []
    try:
        found += walk(store, seen)
    except apsw.CorruptError as e:
        found.append(Fault("damaged", note=str(e)))
    return found


def spoken(here: Session, fault: Fault) -> dict[str, Any]:
    """A fault as programs read it, with its sentence."""
    known = told(fault)
    values = {n: known.get(n, "-") for n in ("entry", "table", "row", "column", "note")}
    return {**known, "text": here.say(f"fault.{fault.code}", **values)}


@verb("backup")
@click.argument("file", metavar="FILE")
def backup(here: Session, file: str) -> None:
    """Copy the store to a new file while others work on, verify the copy, print its SHA-256."""
    kept = backups.backup(here.open(), Path(file))
    if here.json:
        here.print_json(path=str(kept.path), sha256=kept.sha256, entries=kept.entries, bytes=kept.size)
        return
    here.print(f"{kept.sha256}  {shown(str(kept.path))}")
    here.tell("cli.backed_up", path=str(kept.path), entries=kept.entries)


@verb("restore")
@click.argument("file", metavar="FILE")
@click.option("--reason", metavar="TEXT")
def restore(here: Session, file: str, reason: str | None) -> None:
    """Bring the store back to a backup; the backup is verified first, the old file is kept beside."""
    path = here.path
    if here.asks and not here.yes and here.ask("cli.restore_ask") not in ("y", "yes", "是"):
        raise BadInput("E-NOT-CONFIRMED")
    entries, kept = backups.restore(Path(file), Path(path), account(), reason)
    with Store(path, account(), write=False) as store:
        note_head(store, accept=True)
    if here.json:
        here.print_json(path=path, entries=entries, kept=None if kept is None else str(kept))
        return
    here.print(shown(path))
    here.tell("cli.restored", entries=entries, path=path)
    if kept is not None:
        here.tell("cli.kept_beside", path=str(kept))
