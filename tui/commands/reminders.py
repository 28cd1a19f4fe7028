"""``bihuan tick`` and ``hooks``: what time alone brought about, handed to each hook once."""

from __future__ import annotations

import sys
from typing import Any

import click

from bihuan.store import ticks
from bihuan.store.hooks import Hook, Ran, hooks, run
from bihuan.store.text import shown
from bihuan.tui.session import Session
from bihuan.tui.ticking import folders, how_it_ended, ready
from bihuan.tui.verb import verb


# ---- tick --------------------------------------------------------------------------------------------------------
@verb("tick")
def tick(here: Session) -> None:
    """Find what time brought about, print it, and hand it to the hooks that have not got it."""
    store = here.open(write=True)
    by_path = ready()
    claimed = ticks.tick(store, (ticks.PRINTED, *by_path))
    fresh = [event for event, receivers in claimed if ticks.PRINTED in receivers]
    if here.json:
        here.print_json(events=[ticks.told(event, store) for event in fresh])
    for event in () if here.json else fresh:
        told = ticks.told(event, store)
        cells = (told["event"], told["request"], told["clock"], told["act"], told["due"] or "", ",".join(told["to"]))
        here.print(shown(told["text"][here.lang]) if sys.stdout.isatty() else "\t".join(map(shown, cells)))
    sys.stdout.flush()
    for event, receivers in claimed:
        for receiver in receivers:
            if receiver in by_path:
                report(here, run(by_path[receiver], ticks.told(event, store), store.path))


def report(here: Session, ran: Ran) -> None:
    """Say on standard error that a hook failed, and how."""
    if not ran.well:
        print(how_it_ended(ran, here.lang), file=sys.stderr)


# ---- hooks -------------------------------------------------------------------------------------------------------
@verb("hooks")
@click.argument("action", type=click.Choice(["list", "test"]), default="list")
def hooks_(here: Session, action: str) -> int:
    """List the hooks, or try each with an event; exit 1 when one fails."""
    found = hooks(folders())
    if not found and not here.json:
        here.tell("hook.none", folders=here.say("tui.list_comma").join(map(str, folders())))
    return listed(here, found) if action == "list" else tried(here, found)


def listed(here: Session, found: tuple[Hook, ...]) -> int:
    """Print the hooks, and which of them do not run and why."""
    if here.json:
        here.print_json(
            hooks=[{"path": str(h.path), "runs": not h.why_not, "why_not": h.why_not or None} for h in found]
        )
    for h in () if here.json else found:
        state = here.say(f"hook.{h.why_not or 'runs'}") if sys.stdout.isatty() else h.why_not or "runs"
        here.print(f"{shown(str(h.path))}{'  ' if sys.stdout.isatty() else chr(9)}{state}")
    return 0


def tried(here: Session, found: tuple[Hook, ...]) -> int:
    """Send every hook a trial event and print how it ended."""
    store = here.open()
    ended = [run(h, ticks.sample(store), store.path) for h in found if not h.why_not]
    if here.json:
        here.print_json(hooks=[told(ran) for ran in ended])
    for ran in () if here.json else ended:
        here.print(how_it_ended(ran, here.lang))
    return 0 if all(ran.well for ran in ended) else 1


def told(ran: Ran) -> dict[str, Any]:
    """How a hook ended, as programs read it."""
    return {"path": str(ran.hook.path), "ok": ran.well, "code": ran.code, "late": ran.late, "said": ran.said or None}
