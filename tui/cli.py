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
    "log": "log:log",
    "diff": "show:diff",
    "due": "due:due",
    "search": "search:search",
    "lint": "lint:lint",
    "import": "exchange:import_",
    "export": "exchange:export",
    "publish": "publish:publish",
    "verify": "keep:verify",
    "backup": "keep:backup",
    "restore": "keep:restore",
    "person": "people:person",
    "calendar": "people:calendar",
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
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left to flush goes nowhere
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED


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

    from bihuan.tui.language import choose
    from bihuan.tui.session import Session
    from bihuan.tui.telling import tell
    from bihuan.tui.trouble import report, understood
    from bihuan.tui.verb import root

    choose(None)
    here = Session(json="--json" in words)
    try:
        found = root(VERBS).main(words, "bihuan", standalone_mode=False, obj=here)
        sys.stdout.flush()
        return found if isinstance(found, int) else 0
    except (click.Abort, KeyboardInterrupt, EOFError):
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as e:  # noqa: BLE001 - the last net: a report in a file, one line for the person
        if (error := understood(e, here.path_or_none())) is None:
            return crashed(here, report(e))
        tell(error, here.lang, here.zone, as_json=here.json, verb=here.verb, no=here.no, kept=here.kept)
        return error.exit_code
    finally:
        here.close()


def crashed(here: Session, path: str) -> int:
    """Say in one line that something broke that should not, and where the report lies."""
    print(here.say("cli.crash", path=path), file=sys.stderr)
    if here.kept:
        print(here.say("cli.kept", path=here.kept), file=sys.stderr)
    return CRASHED
