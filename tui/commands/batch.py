"""``bihuan apply FILE``: acts as JSON lines, all or nothing up to 200 lines, longer ones in short transactions."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from bihuan.store.acts.apply import Done, applied, batch_of
from bihuan.store.acts.batch import lines
from bihuan.store.errors import BadInput
from bihuan.tui.session import Session
from bihuan.tui.verb import verb


@verb("apply")
@click.argument("file", metavar="FILE|-")
@click.option("--each", is_flag=True)
@click.option("--resume", is_flag=True)
def apply(here: Session, file: str, each: bool, resume: bool) -> None:
    """Apply a file of acts; what is committed is printed at once, so that one knows where it stopped."""
    contents = read(file)
    batch = batch_of(list(lines(decoded(contents).split("\n"))), contents)
    store = here.open(write=True)
    count = 0
    for made in applied(store, batch, each=each, resume=resume):
        count += len(made)
        if not here.json:
            told(made, count, in_lines=each or not batch.long)
    if here.json:
        here.print_json(applied=count)
    else:
        here.tell("cli.applied", n=count, lines=len(batch.lines))


def told(made: Iterable[Done], count: int, *, in_lines: bool) -> None:
    """Print what was committed: a line an act, of a long file the count so far."""
    if in_lines:
        for line, record in made:
            sys.stdout.write(f"{line.number}\t{line.data['act']}\t{record.name if record is not None else ''}\n")
    else:
        sys.stdout.write(f"{count}\n")
    sys.stdout.flush()


def read(file: str) -> bytes:
    """The contents of a file; ``-`` is standard input.

    Raises:
        BadInput: it cannot be read.
    """
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as e:
        raise BadInput("E-INPUT-FILE", "file", (), name="FILE", value=file, why=e) from e


def decoded(contents: bytes) -> str:
    """The text of a file.

    Raises:
        BadInput: it is not UTF-8.
    """
    try:
        return contents.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise BadInput("E-INPUT-FILE", "file", (), name="FILE", value="FILE", why=e) from e
