"""``bihuan person``, ``ssh-key`` and ``config``: what stands there now, and the acts that change it."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

import click

from bihuan.store.acts.every import ACTS
from bihuan.store.acts.keys import known_keys
from bihuan.store.errors import NotFound
from bihuan.store.rules.record import TABLES, Person, Team
from bihuan.store.rules.settings import SETTINGS, KnownSetting
from bihuan.store.text import say, shown
from bihuan.store.text.measures import setting_label, setting_words
from bihuan.tui.columns import print_table
from bihuan.tui.commands.acts import ActVerb, do
from bihuan.tui.session import Session
from bihuan.tui.verb import session_of

PERSON = tuple(c.name for c in TABLES.columns["person"] if c.name != "id")


class Listing(ActVerb):
    """An act's command that lists what is there when nothing is given."""

    @staticmethod
    @click.pass_context
    def run(ctx: click.Context, /, given: tuple[str, ...], **options: Any) -> None:
        """List, or do the act."""
        command, here = ctx.command, session_of(ctx)
        assert isinstance(command, Listing)
        if not given and not any(options.values()):
            LISTS[command.act.code](here)
        elif command.act.code == "config" and len(given) == 1 and not any(options.values()):
            one_setting(here, given[0])
        else:
            do(here, command.act, given, options)


def people(here: Session) -> None:
    """List the people of the store."""
    found = sorted(here.open().team.people.values(), key=lambda p: (not p.active, p.party, p.login))
    if here.json:
        here.print_json(people=[told(p) for p in found])
        return
    if sys.stdout.isatty():
        named = ((p, say(f"party.{p.party}", here.lang), " · ".join(marks(here, p))) for p in found)
        print_table(here, (), [(p.login, p.name, p.department, p.title, party, also) for p, party, also in named], 1, 2)
        return
    for p in found:
        words = (p.login, p.name, p.department, p.title, p.party, *marks(here, p))
        here.print("\t".join(map(shown, words)))


def told(p: Person) -> dict[str, Any]:
    """A person as programs read it."""
    return {n: list(v) if isinstance(v := getattr(p, n), tuple) else v for n in PERSON}


def marks(here: Session, p: Person) -> Sequence[str]:
    """What else is to be said of a person."""
    words = (("cli.keeper", p.keeper), ("cli.inactive", not p.active))
    if sys.stdout.isatty():
        return [say(code, here.lang) for code, holds in words if holds]
    return [code.removeprefix("cli.") for code, holds in words if holds]


def keys(here: Session) -> None:
    """List the SSH public keys of everybody."""
    found = [(p.login, key) for p, key in known_keys(here.open().team)]
    if here.json:
        parts = ({"login": who, "fingerprint": k.fingerprint, "type": k.type, "comment": k.comment} for who, k in found)
        here.print_json(keys=list(parts))
        return
    print_table(here, (), [(who, k.fingerprint, k.type, k.comment) for who, k in found], 3)
    if not found:
        here.tell("cli.no_keys")


def settings(here: Session) -> None:
    """List every setting: its value, whether it is the default, what it is."""
    team = here.open().team
    if here.json:
        values = {key: team.told(key) for key in SETTINGS}
        here.print_json(settings=values, known=[told_setting(here, team, known) for known in SETTINGS.values()])
        return
    print_table(here, (), [setting_line(here, team, known) for known in SETTINGS.values()], 1, 3)


def setting_line(here: Session, team: Team, known: KnownSetting) -> tuple[str, str, str, str]:
    """A setting's name, its value (in words for people), whether it was set, what it is."""
    value = team.told(known.key)
    said = setting_words(known, value, here.lang) if sys.stdout.isatty() else json.dumps(value, ensure_ascii=False)
    mark = say(f"setting.{'set' if known.key in team.settings else 'default'}", here.lang)
    return known.key, said, mark, setting_label(known, here.lang)


def told_setting(here: Session, team: Team, known: KnownSetting) -> dict[str, Any]:
    """A setting as programs read it: value, default, unit and bounds, and the page that says so."""
    bounds = {"unit": known.unit, "least": known.least, "most": known.most} if known.kind == "whole" else {}
    return {
        "key": known.key,
        "kind": known.kind,
        "value": team.told(known.key),
        "default": known.default,
        **bounds,
        "label": setting_label(known, here.lang),
        "page": known.page,
    }


def one_setting(here: Session, key: str) -> None:
    """Print one setting.

    Raises:
        NotFound: there is none of that name.
    """
    if key not in SETTINGS:
        raise NotFound("E-NO-SETTING", "key", (), key=key)
    value = here.open().team.told(key)
    if here.json:
        here.print_json(settings={key: value})
    else:
        here.print(shown(json.dumps(value, ensure_ascii=False)))


LISTS = {"person": people, "ssh-key": keys, "config": settings}
person, ssh_key, config = (Listing(ACTS[code]) for code in LISTS)
