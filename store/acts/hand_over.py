"""Handing a role over 移交: on one request, on several, or on all that a person has, in one act with one reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any

from bihuan.store import read
from bihuan.store.acts import Acting, act
from bihuan.store.errors import BadInput, NotAllowed, NotFound
from bihuan.store.rules.field import F
from bihuan.store.rules.kept import HandOver
from bihuan.store.rules.record import Record
from bihuan.store.rules.roles import PARTY_OF, ROLES, SEVERAL, holders, roles_of
from bihuan.store.rules.steps import ENDS

Role = Annotated[str, F("choice", choices=ROLES)]
# The milestones and work items of a person go along with these roles.
OWNED = {"developer": ("design", "development", "launch"), "tester": ("test",)}
TAKES_PART = """
SELECT request FROM participant JOIN request ON request.id = request WHERE person = ? AND number IS NOT NULL ORDER BY 1
"""
OWES = "SELECT EXISTS (SELECT 1 FROM owed WHERE request = ? AND person = ?)"


@act("hand-over", about="requests", ended=True)
def hand_over(
    do: Acting,
    role: Role,
    to: Annotated[int, F("person", ref="person")],
    reason: Annotated[str, F("markdown")],
    person: Annotated[int | None, F("person", ref="person")] = None,
    requests: Annotated[tuple[int, ...], F("requests")] = (),
    every: bool = False,
) -> None:
    """Hand a role over to another person of its party, on one request, several, or all; what is open goes along."""
    people = do.store.team.people
    if people[to].party != PARTY_OF[role] or not people[to].active:
        raise BadInput("E-ROLE-PARTY", "to", login=people[to].login, party=PARTY_OF[role])
    named = (*((do.record.request.id,) if do.record else ()), *requests)
    whose = person or do.who.id
    found = theirs(do, role, whose) if every else (read.record(do.store, rid) for rid in dict.fromkeys(named))
    handed = [(record, before(do, record, role, person)) for record in found]
    if not handed:
        raise NotFound("E-HAND-OVER-NONE", "requests", login=people[whose].login, role=role)
    for record, holder in handed:
        refuse(do, record, role, holder)
    for record, holder in handed:
        do.record = record
        one(do, role, holder, to, reason)


def theirs(do: Acting, role: str, person: int) -> Iterator[Record]:
    """The requests on which a person has a role, open ones and those that ended where something is still owed."""
    for rid in [rid for (rid,) in do.store.sql(TAKES_PART, (person,))]:
        record = read.record(do.store, rid)
        if role in roles_of(record, person) and goes_on(do, record, person):
            yield record


def goes_on(do: Acting, record: Record, person: int | None) -> bool:
    """The request has not ended, or the person still owes something on it: a goal is measured after closing."""
    return record.request.status not in ENDS or bool(do.store.one(OWES, record.request.id, person))


def before(do: Acting, record: Record, role: str, person: int | None) -> int | None:
    """Whose role it is: who is named, else whoever hands it over, else who holds it now."""
    own = do.who.id if role in roles_of(record, do.who.id) else None
    return person or own or next(iter(holders(record, role)), None)


def refuse(do: Acting, record: Record, role: str, person: int | None) -> None:
    """A role is handed over by whoever holds it, by a head of its party, or by a keeper of records.

    Raises:
        NotAllowed: by somebody else, or of a request that has ended.
        NotFound: that person has not got it.
    """
    heads = holders(record, f"{PARTY_OF[role]}_head")
    if do.who.id != person and do.who.id not in heads and not do.who.keeper:
        raise NotAllowed("E-HAND-OVER", "role")
    if not goes_on(do, record, person):
        raise NotAllowed("E-STEP", "", status=record.request.status, statuses=())
    if person is not None and role not in roles_of(record, person):
        login = do.store.team.people[person].login
        raise NotFound("E-HAND-OVER-NOT-THEIRS", "person", login=login, role=role, number=record.name)


def one(do: Acting, role: str, person: int | None, to: int, reason: str) -> None:
    """Hand the role over on the request at hand, with what is open."""
    r = do.on.request
    if role in SEVERAL:
        now = tuple(p for p in getattr(r, SEVERAL[role]) or holders(do.on, role) if p != person)
        change: dict[str, Any] = {SEVERAL[role]: (*now, to) if to not in now else now}
    else:
        change = {role: to}
    do.put(replace(r, **change))
    if person is not None:
        open_ones(do, role, person, to)
    do.put(HandOver(request=r.id, role=role, from_person=person, to_person=to, reason=reason, by=do.who.id, at=do.at))


def open_ones(do: Acting, role: str, person: int, to: int) -> None:
    """Give on what is open: questions and issues of the person, and with the role work items and milestones."""
    login = {p.id: p.login for p in do.store.team.people.values()}
    for q in do.on.questions:
        if q.answered_at is None and q.to == login[person]:
            do.put(replace(q, to=login[to]))
    for issue in do.on.issues:
        if issue.resolved_at is None and issue.owner == person:
            do.put(replace(issue, owner=to))
    for item in do.on.work_items:
        if role == "developer" and item.owner == person and item.state != "done":
            do.put(replace(item, owner=to))
    for m in do.on.milestones:
        if m.kind in OWNED.get(role, ()) and m.owner == person and m.reached_on is None:
            do.put(replace(m, owner=to))
