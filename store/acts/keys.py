"""The SSH public keys of people: one's own, or as a keeper of records another's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from bihuan.store.acts import Acting, act
from bihuan.store.errors import BadInput, Conflict, NotAllowed, NotFound
from bihuan.store.rules.field import F
from bihuan.store.rules.record import Person, Team
from bihuan.store.rules.ssh import BadKey, Key, read_key

Line = Annotated[str, F("line")]
Whose = Annotated[int | None, F("person", ref="person")]


def keys_of(person: Person) -> tuple[Key, ...]:
    """The keys of a person."""
    return tuple(map(read_key, person.ssh_keys))


def known_keys(team: Team) -> Iterator[tuple[Person, Key]]:
    """Every key with whose it is."""
    return ((p, key) for p in team.people.values() for key in keys_of(p))


def owner(do: Acting, person: int | None) -> Person:
    """Whose keys are changed: one's own, as a keeper of records another's.

    Raises:
        NotAllowed: another's, by somebody else.
    """
    if person not in (None, do.who.id) and not do.who.keeper:
        raise NotAllowed("E-KEEPER")
    return do.store.team.people[person or do.who.id]


@act("ssh-key", about="store", undoable=False)
def key(do: Acting, key: Line, person: Whose = None) -> None:
    """Enter an SSH public key, the line of a .pub file."""
    whose = owner(do, person)
    try:
        new = read_key(key)
    except BadKey as e:
        raise BadInput(e.code, "key", (), **e.values) from e
    for other, one in known_keys(do.store.team):
        if one.body == new.body:
            code = "E-KEY-THERE" if other.id == whose.id else "E-KEY-TAKEN"
            raise Conflict(code, "key", login=other.login, fingerprint=new.fingerprint)
    do.put(replace(whose, ssh_keys=(*whose.ssh_keys, str(new))))


@act("drop-ssh-key", about="store", undoable=False)
def drop_key(do: Acting, fingerprint: Line, person: Whose = None) -> None:
    """Remove an SSH public key by its fingerprint or a beginning of it; what it signed stays signed."""
    whose = owner(do, person)
    wanted = fingerprint if fingerprint.startswith("SHA256:") else f"SHA256:{fingerprint}"
    found = [k for k in keys_of(whose) if k.fingerprint.startswith(wanted)]
    if len(found) != 1:
        known = tuple(k.fingerprint for k in keys_of(whose))
        raise NotFound("E-NO-KEY", "fingerprint", fingerprint=fingerprint, login=whose.login, known=known)
    do.put(replace(whose, ssh_keys=tuple(k for k in whose.ssh_keys if read_key(k) != found[0])))
