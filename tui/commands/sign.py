"""``bihuan sign``: the act, and ``--print``, which gives the exact bytes that a signature is over."""

from __future__ import annotations

import sys
from typing import Any

import click

from bihuan.store import read
from bihuan.store.acts.every import ACTS
from bihuan.store.errors import BadInput
from bihuan.store.rules.freeze import contents, contents_digest
from bihuan.store.text import shown
from bihuan.tui.commands.acts import ActVerb, do
from bihuan.tui.overridden import overrides_told
from bihuan.tui.verb import session_of


class Sign(ActVerb):
    """Sign, or print what would be signed."""

    def __init__(self) -> None:
        super().__init__(ACTS["sign"])
        self.params.append(click.Option(["--print", "print_it"], is_flag=True))

    @staticmethod
    @click.pass_context
    def run(ctx: click.Context, /, given: tuple[str, ...], **options: Any) -> None:
        """Sign, or print."""
        here = session_of(ctx)
        if not options.pop("print_it"):
            do(here, ACTS["sign"], given, options)
            return
        if not given:
            raise BadInput("E-USAGE-MISSING", "request", (), name="NO")
        store = here.open(wording=True)
        record = read.record(store, here.find(store, given[0]))
        seen = [shown(line) for line in overrides_told(here, store, record)]
        if here.json:
            told = [line.strip() for line in seen[1:]]
            here.print_json(contents=contents(record), sha256=contents_digest(record), overrides=told)
        else:
            for line in seen if not here.quiet else ():
                print(line, file=sys.stderr)
            sys.stdout.flush()
            sys.stdout.buffer.write(contents(record).encode())


sign = Sign()
