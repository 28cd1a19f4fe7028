"""``bihuan publish``: build the archive into a folder, or look over one that was built."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click

from bihuan.site.check import Finding, check
from bihuan.store.errors import NotFound
from bihuan.tui.publishing import published
from bihuan.tui.session import Session
from bihuan.tui.verb import verb


@verb("publish")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--check", "look", is_flag=True)
def publish(here: Session, folder: Path, look: bool) -> int:
    """Publish closed requests into a folder; with ``--check`` exit 1 when something is wrong with a built one.

    Raises:
        NotFound: there is no such folder to look over.
        BadInput: nothing can be written there.
    """
    if look:
        return looked_over(here, folder)
    store = here.open()
    done = published(store, folder, here.lang, progress(here))
    index = str((folder / "index.html").absolute())
    if here.json:
        here.print_json(site={"folder": str(folder), "index": index, **asdict(done)})
        return 0
    here.print(index)
    here.tell("publish.done", written=done.written, kept=done.kept, deleted=done.deleted)
    return 0


def progress(here: Session) -> Callable[[int, int], None]:
    """What shows a person at a terminal how far it is, one line that is written over."""
    watched = sys.stderr.isatty() and not here.quiet and not here.json

    def told(done: int, total: int) -> None:
        if watched:
            end = "\n" if done == total else ""
            print(f"\r{here.say('publish.progress', done=done, total=total)}", end=end, file=sys.stderr, flush=True)

    return told


def looked_over(here: Session, folder: Path) -> int:
    """Print every finding; exit 1 when there is one."""
    if not folder.is_dir():
        raise NotFound("E-SITE-NONE", "folder", path=str(folder))
    people = here.open().team.people.values()
    findings = list(check(folder, people))
    if here.json:
        here.print_json(findings=[asdict(finding) for finding in findings])
    else:
        for finding in findings:
            here.print(in_words(here, finding))
        here.tell("publish.checked" if findings else "publish.clean", count=len(findings))
    return int(bool(findings))


def in_words(here: Session, finding: Finding) -> str:
    """A finding as a person reads it."""
    return here.say(f"publish.finding.{finding.code}", path=finding.path, what=finding.what)
