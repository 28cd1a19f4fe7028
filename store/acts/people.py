"""People, who stands in for whom, who answers for what, the settings of a team; and a person erased."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from bihuan.store import read
from bihuan.store.acts import Acting, act
from bihuan.store.acts.inputs import Input, apart, on_list
from bihuan.store.errors import BadInput, NotAllowed, NotFound
from bihuan.store.rules.due_times import read_promise
from bihuan.store.rules.field import F, canonical
from bihuan.store.rules.record import Deputy, Duty, Party, Person, Setting
from bihuan.store.rules.roles import PARTY_OF, to_hand_over
from bihuan.store.rules.settings import SETTINGS, KnownSetting, fits, numbers_of, out_of_order
from bihuan.store.rules.steps import ENDS

# What everybody of the technical party owes until someone takes a request falls to the others.
OWES = """
SELECT DISTINCT coalesce(number, 'd' || id) FROM owed JOIN participant USING (request, person)
JOIN request ON request.id = request WHERE person = ? ORDER BY 1
"""
TAKES_PART = """
SELECT request FROM participant JOIN request ON request.id = request
WHERE person = ? AND number IS NOT NULL AND status NOT IN (SELECT value FROM json_each(?)) ORDER BY number DESC
"""
Login = Annotated[str, F("line")]
SYSTEM = Input("name", "line", offered="systems")


@act("person", about="store", keeper=True, undoable=False)
def person(
    do: Acting,
    login: Login,
    name: str | None = None,
    party: Party | None = None,
    department: str | None = None,
    title: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    active: bool | None = None,
    keeper: bool | None = None,
) -> None:
    """Add a person or change one."""
    given = {
        "name": name,
        "party": party,
        "department": department,
        "title": title,
        "email": email,
        "phone": phone,
        "active": active,
        "keeper": keeper,
    }
    known: dict[str, Any] = {k: v for k, v in given.items() if v is not None}
    current = next((p for p in do.store.team.people.values() if p.login == login), None)
    if current is None:
        if name is None or party is None:
            missing = "name" if name is None else "party"
            raise BadInput("E-INPUT-MISSING", missing, name=missing)
        do.put(Person(login=login, **known))
        return
    if current.active and active is False:
        refuse_needed(do, current)
    if party not in (None, current.party) and takes_part(do, current.id):
        raise NotAllowed("E-PERSON-PARTY", "party", login=login)
    keepers = [p for p in do.store.team.people.values() if p.keeper and p.active and p.id != current.id]
    if current.keeper and (keeper is False or active is False) and not keepers:
        raise NotAllowed("E-LAST-KEEPER", "keeper", login=login)
    do.put(replace(current, **known))


def takes_part(do: Acting, person: int) -> bool:
    """The person has a role on a request, a duty or a deputy: all of these are of a party."""
    roles = "SELECT 1 FROM participant WHERE person = ?1 UNION ALL SELECT 1 FROM duty WHERE person = ?1 AND NOT dropped"
    deputies = "SELECT 1 FROM deputy WHERE ?1 IN (person, deputy) AND NOT dropped"
    return bool(do.store.one(f"SELECT EXISTS ({roles} UNION ALL {deputies})", person))


def refuse_needed(do: Acting, person: Person) -> None:
    """Who leaves has handed over first what is owed, and every role and duty by which an act may be owed later.

    Raises:
        NotAllowed: acts, roles or duties are still theirs.
    """
    login, owed = person.login, [name for (name,) in do.store.sql(OWES, (person.id,))]
    if owed:
        raise NotAllowed("E-PERSON-OWES", "active", login=login, requests=tuple(owed))
    running = [rid for (rid,) in do.store.sql(TAKES_PART, (person.id, json.dumps(ENDS)))]
    held = {r.name: found for r in read.records(do.store, running) if (found := [*to_hand_over(r, person.id)])}
    if held:
        roles = tuple(dict.fromkeys(role for found in held.values() for role in found))
        raise NotAllowed("E-PERSON-ROLES", "active", login=login, requests=tuple(held), roles=roles)
    for d in do.store.team.duties:
        if d.person == person.id:
            raise NotAllowed("E-PERSON-DUTY", "active", login=login, name=d.name, role=d.role)


@act("deputy", about="store", undoable=False)
def deputy(
    do: Acting,
    deputy: Annotated[int, F("person", ref="person")],
    first_on: Annotated[date, F("day")],
    last_on: Annotated[date, F("day")],
    person: Annotated[int | None, F("person", ref="person")] = None,
) -> None:
    """Name who stands in for a person from one day to another, both included; named again, the days told last hold."""
    whom = person or do.who.id
    people = do.store.team.people
    if whom != do.who.id and not do.who.keeper:
        raise NotAllowed("E-KEEPER")
    if whom == deputy or people[whom].party != people[deputy].party:
        raise BadInput("E-DEPUTY-PARTY", "deputy")
    if last_on < first_on:
        raise BadInput("E-DEPUTY-DAYS", "last_on", first=first_on, last=last_on)
    of_both = (d for d in do.store.team.deputies if (d.person, d.deputy) == (whom, deputy))
    for was in (d for d in of_both if d.first_on <= last_on and d.last_on >= first_on):
        begun = was.first_on < first_on
        do.put(replace(was, last_on=first_on - timedelta(1)) if begun else replace(was, dropped=True))
    do.put(Deputy(person=whom, deputy=deputy, first_on=first_on, last_on=last_on))


@act("duty", about="store", keeper=True, undoable=False)
def duty(
    do: Acting,
    of: Literal["department", "system"],
    name: str,
    role: Literal["business_head", "technical_contact", "technical_head"],
    person: Annotated[int, F("person", ref="person")],
) -> None:
    """Say who answers for a department or a system in a role."""
    who = do.store.team.people[person]
    if who.party != PARTY_OF[role] or not who.active:
        raise BadInput("E-ROLE-PARTY", "person", login=who.login, party=PARTY_OF[role])
    if of == "system":
        name = on_list(do.store.team, SYSTEM, name)
    for d in do.store.team.duties:
        if (d.of, d.name, d.role) == (of, name, role):
            do.put(replace(d, dropped=True))
    do.put(Duty(of=of, name=name, role=role, person=person))


@act("config", about="store", keeper=True, undoable=False)
def config(do: Acting, key: Annotated[str, F("line")], value: Annotated[str, F("line")]) -> None:
    """Change a setting of the team; the value is JSON, else a plain text, of a list with commas."""
    known = SETTINGS.get(key)
    if known is None:
        raise NotFound("E-NO-SETTING", "key", key=key)
    if not known.settable:
        raise NotAllowed("E-SETTING-FIXED", "key", key=key)
    said = canonical(checked_setting(known, value))
    settings = {**do.store.team.settings, key: said}
    if wrong := out_of_order(numbers_of(settings)):
        raise BadInput("E-SETTING-ORDER", "value", low=wrong[0], high=wrong[1])
    found = do.store.one("SELECT id FROM setting WHERE key = ?", key) or 0
    do.put(Setting(id=found, key=key, value=said))


def checked_setting(known: KnownSetting, text: str) -> Any:
    """A setting's value, of the kind that its key wants.

    Raises:
        BadInput: it is not of that kind, or beyond its bounds.
    """
    try:
        value = json.loads(text)
    except ValueError:
        value = apart(text) if known.kind == "words" else text.strip()
    if not fits(known, value):
        if known.kind == "whole":
            raise BadInput("E-SETTING-RANGE", "value", key=known.key, value=text, least=known.least, most=known.most)
        raise BadInput("E-SETTING-VALUE", "value", key=known.key, value=text, wants=known.kind)
    return str(read_promise(value)) if known.kind in ("promise", "days") else value


@act("erase", about="store", keeper=True, undoable=False)
def erase(do: Acting, login: Login) -> None:
    """Erase a person: blank the row and empty every entry about it; the chain goes on."""
    p = next((p for p in do.store.team.people.values() if p.login == login), None)
    if p is None:
        raise NotFound("E-NO-SUCH-PERSON", "login", login=login)
    if p.active:
        raise NotAllowed("E-ERASE-ACTIVE", "login", login=login)
    blank = replace(
        p, name="", login=f"erased-{p.id}", department="", title="", email=None, phone=None, ssh_keys=(), keeper=False
    )
    do.put(blank)
    do.store.sql("UPDATE entry SET body = NULL, salt = NULL WHERE about = ?", (f"person/{p.id}",))
