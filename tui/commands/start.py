"""``bihuan init``, ``demo``, ``tui``, ``keys`` and ``completion``: the first minutes, and the way onto the screens."""

from __future__ import annotations

import grp
import os
import pwd
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bihuan.store.errors import BadInput, Unavailable
from bihuan.store.rules.record import CalendarDay, Party, Person
from bihuan.store.rules.workdays import Calendar, Day, date_of
from bihuan.store.text import has, say, shown
from bihuan.tui import place
from bihuan.tui.session import Session
from bihuan.tui.terminal import flow_control_off
from bihuan.tui.verb import FOUND, Root, verb
from bihuan.tui.words import team_words

if TYPE_CHECKING:
    from bihuan.store.file import Store

YEARS_AHEAD = 10
ASKED = ("name", "department", "title", "party")
PARTIES: dict[str, Party] = {
    "business": "business",
    "technical": "technical",
    "业务": "business",
    "技术": "technical",
    "b": "business",
    "t": "technical",
}


# ---- a new store -------------------------------------------------------------------------------------------------
@verb("init")
@click.argument("path", metavar="[PATH]", required=False)
@click.option("--name", metavar="TEXT")
@click.option("--department", metavar="TEXT")
@click.option("--title", metavar="TEXT")
@click.option("--party", metavar="business|technical")
@click.option("--group", metavar="GROUP")
@click.option("--country", metavar="CODE[-PART]")
def init(here: Session, path: str | None, group: str | None, country: str | None, **given: str | None) -> None:
    """Make a store; its first person is who makes it, its calendar China's or that of another country."""
    from bihuan.store.calendar_seed import china_official
    from bihuan.store.file import create

    at = Path(new_path(here, path))
    if at.exists():
        raise Unavailable("E-STORE-EXISTS", path=str(at))
    if group is not None:
        known_group(group)
    asked: dict[str, Any] = {name: answer(here, name, given[name]) for name in ASKED}
    typed = asked.pop("party").strip()
    party = PARTIES.get(typed.lower())
    if party is None:
        raise BadInput("E-INPUT-CHOICE", "party", (), name="party", value=typed, choices=("business", "technical"))
    founder = Person(login=place.account(), party=party, keeper=True, **asked)
    days, years = china_official() if country is None else days_of_country(country)
    rows = [CalendarDay(day=d.on, work=d.work, name=d.name or "", source=d.source or "") for d in days]
    create(at, founder, settings={"calendar.official": sorted(years)}, days=rows).close()
    if group is not None:
        share(at, group)
    if here.json:
        here.print_json(path=str(at), login=founder.login)
        return
    here.print(shown(str(at)))
    here.tell("cli.made", path=str(at), name=founder.name, party=say(f"party.{party}", here.lang))


def days_of_country(country: str) -> tuple[tuple[Day, ...], frozenset[int]]:
    """The days of another country from last year on, for as long as a team plans ahead."""
    from bihuan.store.calendar_seed import country_days
    from bihuan.store.file import now_ms

    this = date_of(Calendar(), now_ms()).year
    first, last = this - 1, this + YEARS_AHEAD - 1
    code, _, part = country.partition("-")
    return country_days(code, part, first, last), frozenset(range(first, last + 1))


def new_path(here: Session, path: str | None) -> str:
    """Where the new store goes: as given, by `BIHUAN_STORE`, by the settings, else one's own."""
    named = path or here.store or os.environ.get("BIHUAN_STORE") or str(place.setting("store") or "")
    return place.inside(named) if named else place.own_store()


def guess(name: str) -> str:
    """What the account says about its owner: the name it is registered with, the party of whoever sets up a store."""
    if name == "party":
        return "technical"
    if name != "name":
        return ""
    try:
        known = pwd.getpwuid(os.getuid()).pw_gecos.split(",")[0].strip()
    except KeyError:
        known = ""
    return known or place.account()


def answer(here: Session, name: str, given: str | None) -> str:
    """One of the four lines: as given, as typed, or the guess."""
    if given is not None:
        return given
    known = guess(name)
    if not here.asks or here.yes:
        return known
    return here.ask(f"cli.ask_{name}", here.say(f"party.{known}") if name == "party" else known)


def known_group(group: str) -> int:
    """The id of a group.

    Raises:
        BadInput: there is none of that name.
    """
    try:
        return grp.getgrnam(group).gr_gid
    except KeyError:
        raise BadInput("E-NO-GROUP", "group", (), group=group) from None


def share(path: Path, group: str) -> None:
    """Let a group use the store: its folder set to the group, sticky; its files group-writable.

    Raises:
        Unavailable: the account may not.
    """
    gid = known_group(group)
    try:
        os.chown(path.parent, -1, gid)
        path.parent.chmod(0o3770)
        for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
            if file.exists():
                os.chown(file, -1, gid)
                file.chmod(0o660)
    except OSError as e:
        raise Unavailable("E-STORE-UNWRITABLE", path=str(path), why=e) from e


# ---- the screens -------------------------------------------------------------------------------------------------
@verb("tui")
@click.argument("no", metavar="[NO]", required=False)
def tui(here: Session, no: str | None) -> int:
    """Open the screens, at a request when one is named."""
    return open_screens(here, start=no or "")


def open_screens(here: Session, start: str = "") -> int:
    """Open the terminal interface on the store.

    Raises:
        BadInput: there is no terminal.
    """
    refuse_no_terminal()
    with flow_control_off():
        with here.open() as store:
            if start:
                here.find(store, start)
            path, login = store.path, store.login
            now = store.now
        return run_screens(here, path, login, now, start)


def refuse_no_terminal() -> None:
    """The screens need a terminal that can do more than print lines.

    Raises:
        BadInput: there is none.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb":
        raise BadInput("E-NO-TERMINAL")


def run_screens(here: Session, path: Path, login: str, now: Callable[[], int], start: str) -> int:
    """Run the terminal interface and say how it ended.

    Raises:
        BadInput: the person's settings or word lists cannot be read.
    """
    from bihuan.tui.app import Bihuan

    words = team_words()
    state, config = Path(place.state_folder()), Path(place.config_folder())
    try:
        app = Bihuan(path, login, here.lang, state=state, config=config, now=now, start=start)
    except (
        KeyError,
        ValueError,
    ) as e:  # a command that `keys.toml` names and that is not there; a file that is no TOML
        raise BadInput("E-CONFIG", "config", (), path=str(config), why=e) from e
    app.link.use(words)
    app.run()
    if app.crash:
        print(app.crash, file=sys.stderr)
        return 70
    return 0


# ---- the demo ----------------------------------------------------------------------------------------------------
@verb("demo")
@click.option("--at", "folder", metavar="DIR")
@click.option("--no-tui", is_flag=True)
def demo(here: Session, folder: str | None, no_tui: bool) -> int:
    """Make a throw-away store with data, and open it."""
    if not no_tui:
        refuse_no_terminal()
    where = Path(folder) if folder else Path(tempfile.mkdtemp(prefix="bihuan-demo-"))
    path = where / place.DEMO_NAME
    if not no_tui:
        here.tell("cli.demo_building")
    with flow_control_off():
        with build_demo(here, path) as store:
            login, now = store.login, store.now
        code = 0 if no_tui else run_screens(here, path, login, now, "")
    if here.json:
        here.print_json(path=str(path), site=str(where / "site"))
    elif no_tui:
        here.print(shown(str(path)))
    here.tell("cli.demo_kept", path=str(path), site=str(where / "site"))
    return code


def build_demo(here: Session, path: Path) -> Store:
    """Build the demo's store and its archive."""
    from bihuan.site.build import build as publish
    from bihuan.store.demo import build
    from bihuan.store.file import now_ms

    if path.exists():
        raise Unavailable("E-STORE-EXISTS", path=str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    fixed = None if here.now is None else here.instant(here.now, "now")
    now = now_ms if fixed is None else lambda: fixed
    store = build(path, now=now, login=place.account(), lang=here.lang)
    publish(store, path.parent / "site", lang=here.lang)
    return store


# ---- keys and completion -----------------------------------------------------------------------------------------
@verb("keys")
@click.option("--md", is_flag=True)
def keys(here: Session, md: bool) -> None:
    """List the keys of the screens, group by group."""
    from bihuan.tui.keys import COMMANDS

    rows = [(c.group, "  ".join(c.keys), name_of(here, c.slot)) for c in COMMANDS]
    if here.json:
        here.print_json(keys=[{"group": g, "keys": k.split("  "), "does": words} for g, k, words in rows])
        return
    if md:
        here.print(f"| {here.say('cli.keys_head')} | |\n|---|---|")
    for _, pressed, words in rows:
        here.print(f"| `{pressed.replace('|', chr(92) + '|')}` | {words} |" if md else f"{pressed}\t{words}")


def name_of(here: Session, slot: str) -> str:
    """What a key does."""
    code = f"tui.cmd.{slot}"
    return say(code, here.lang) if has(code, here.lang) else slot


@verb("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, here: Session, shell: str) -> None:
    """Print the script that completes verbs and options in a shell."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    group = ctx.find_root().command
    assert isinstance(group, Root)
    here.print(kind(group, dict(FOUND), "bihuan", "_BIHUAN_COMPLETE").source())
