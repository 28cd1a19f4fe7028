"""The way in: lists from ``quick.py`` at once, everything else by a verb; what goes wrong ends here, in words.

Nothing heavy is imported until it is known to be needed. Exit codes are those of ``design/interface.md`` §8.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bihuan.tui.session import Session

INTERRUPTED, BROKEN_PIPE, CRASHED = 130, 141, 70

# Verb → module of ``commands`` and function in it. An act that is not here gets its command from its declaration.
VERBS = {
    "init": "start:init",
    "demo": "start:demo",
    "tui": "start:tui",
    "new": "write:new",
    "ls": "lists:ls",
    "inbox": "lists:inbox",
    "show": "show:show",
    "edit": "write:edit",
    "check": "show:check",
    "sign": "sign:sign",
    "apply": "batch:apply",
    "acts": "show:acts",
    "questions": "lists:questions",
    "digest": "digest:digest",
    "tick": "reminders:tick",
    "hooks": "reminders:hooks_",
    "log": "log:log",
    "diff": "show:diff",
    "due": "due:due",
    "search": "search:search",
    "similar": "past:similar",
    "lessons": "past:lessons",
    "load": "numbers:load",
    "queue": "numbers:queue",
    "stats": "stats:stats",
    "ball": "stats:ball",
    "lint": "lint:lint",
    "import": "exchange:import_",
    "export": "exchange:export",
    "publish": "publish:publish",
    "verify": "keep:verify",
    "backup": "keep:backup",
    "restore": "keep:restore",
    "person": "people:person",
    "ssh-key": "people:ssh_key",
    "calendar": "workdays:calendar",
    "config": "people:config",
    "keys": "start:keys",
    "completion": "start:completion",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and give its exit code; never a traceback."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        code = run(words)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        silence()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as e:
        silence()
        return unwritable(e, words)


def silence() -> None:
    """Let what is left to print go nowhere: the interpreter flushes once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def unwritable(error: OSError, words: Sequence[str]) -> int:
    """Say that standard output could not be written: a full disk, for one."""
    from bihuan.store.errors import Unavailable
    from bihuan.tui.session import Session
    from bihuan.tui.telling import tell

    here = Session(json="--json" in words)
    known = Unavailable("E-OUTPUT", why=error)
    tell(known, here.lang, here.zone, as_json=here.json)
    return known.exit_code


def run(words: list[str]) -> int:
    """Answer a list or the version at once, else run a verb."""
    from bihuan.tui import quick

    if words and (code := quick.answer(words)) is not None:
        return code
    if words == ["--version"]:
        from importlib.metadata import version

        print(f"bihuan {version('bihuan')}")
        return 0
    return run_verb(words)


def run_verb(words: list[str]) -> int:
    """Run a verb; what it raises is told in words, or as JSON when that was asked for."""
    import click

    from bihuan.tui.language import choose, hear
    from bihuan.tui.session import Session
    from bihuan.tui.telling import tell
    from bihuan.tui.trouble import report, understood

    choose(None)
    here = Session(json="--json" in words)
    try:
        code = invoked(here, words)
        sys.stdout.flush()
        return code
    except (click.Abort, KeyboardInterrupt, EOFError):
        return INTERRUPTED
    except Exception as e:
        if isinstance(e, OSError) and e.filename is None:
            raise  # of standard output, not of a file
        if (error := understood(e, here.path_or_none())) is None:
            return crashed(here, report(e))
        hear(words)
        tell(error, here.lang, here.zone, as_json=here.json, verb=here.verb, no=here.no, kept=here.kept)
        return error.exit_code
    finally:
        here.close()


def invoked(here: Session, words: list[str]) -> int:
    """Read the words and run the verb they name; a shell that asks what they could become gets its answer."""
    import click
    from click.shell_completion import shell_complete

    from bihuan.tui.verb import root

    group = root(VERBS)
    if instruction := os.environ.get("_BIHUAN_COMPLETE"):
        return shell_complete(group, {"obj": here}, "bihuan", "_BIHUAN_COMPLETE", instruction)
    try:
        with group.make_context("bihuan", words, obj=here) as ctx:
            found = group.invoke(ctx)
    except click.exceptions.Exit as e:
        return e.exit_code
    return found if isinstance(found, int) else 0


def crashed(here: Session, path: str) -> int:
    """Say in one line that something broke that should not, and where the report lies."""
    print(here.say("cli.crash", path=path), file=sys.stderr)
    if here.kept:
        print(here.say("cli.kept", path=here.kept), file=sys.stderr)
    return CRASHED
