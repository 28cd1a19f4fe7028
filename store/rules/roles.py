"""Who plays which role on a request: what is set, else the spec's defaults. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from bihuan.store.rules.record import Duty, Party, Person, Record, Team

# Role → the party that holds it (``spec/workflow.md``, "Who takes part").
PARTY_OF: dict[str, Party] = {
    "requester": "business",
    "business_contact": "business",
    "acceptor": "business",
    "business_head": "business",
    "technical_contact": "technical",
    "technical_lead": "technical",
    "technical_head": "technical",
    "analyst": "technical",
    "architect": "technical",
    "development_lead": "technical",
    "developer": "technical",
    "operations": "technical",
    "tester": "technical",
}
ROLES = tuple(PARTY_OF)
BUSINESS_ROLES = tuple(role for role, party in PARTY_OF.items() if party == "business")
TECHNICAL_ROLES = tuple(role for role, party in PARTY_OF.items() if party == "technical")
CONCERNED = "concerned"  # the contact of another department; nobody has to be it
SEVERAL = {"acceptor": "acceptors", "developer": "developers", "operations": "operations", "tester": "testers"}
FALLS_BACK_TO = {
    "business_contact": "requester",
    "acceptor": "requester",
    "business_head": "requester",
    "technical_lead": "technical_contact",
    "technical_head": "technical_lead",
    "analyst": "technical_lead",
    "architect": "technical_lead",
    "development_lead": "technical_lead",
    "developer": "development_lead",
    "operations": "development_lead",
    "tester": "technical_lead",
}
# Roles without a default of their own: somebody owes their acts, but a document names nobody whom nobody has named.
ONLY_NAMED = ("developer", "operations", "tester")
# Who signs for a party, and decides a change request, which is signing too.
SIGNERS = ("requester", "business_contact", "technical_lead", "architect")
# Who submits and withdraws (``spec/names.md``).
ASKERS = ("requester", "business_contact")
# Who confirms, advances and rejects (``spec/names.md``).
LEADS = ("technical_contact", "technical_lead")
# Who decides for business, and of both parties, on the course of a request.
BUSINESS_DECIDING = (*ASKERS, "business_head")
DECIDING = (*BUSINESS_DECIDING, *LEADS, "technical_head", "architect", "analyst", "development_lead")
BY_DUTY = {"business_head": "department", "technical_contact": "system", "technical_head": "system"}


def assigned(record: Record, role: str) -> tuple[int, ...]:
    """The persons set for a role on the request itself."""
    if role in SEVERAL:
        return tuple(getattr(record.request, SEVERAL[role]))
    person = getattr(record.request, role)
    return () if person is None else (person,)


def by_duty(record: Record, role: str) -> Iterator[Duty]:
    """What the team's table of departments and systems says; systems first, then the requester's department."""
    duties = [d for d in record.team.duties if d.role == role]
    for system in record.request.systems:
        yield from (d for d in duties if d.of == "system" and d.name == system)
    yield from (d for d in duties if d.of == "department" and d.name == record.request.department)


def named(record: Record, role: str) -> tuple[int, ...]:
    """Who is named for a role: those set, else by the team's table."""
    found = assigned(record, role)
    if not found and role in BY_DUTY and (duty := next(by_duty(record, role), None)):
        return (duty.person,)
    return found


def holders(record: Record, role: str) -> tuple[int, ...]:
    """Who holds a role now: those named for it, else for the role it falls back to; empty when nobody."""
    found = named(record, role)
    return found or (holders(record, FALLS_BACK_TO[role]) if role in FALLS_BACK_TO else ())


def on_record(record: Record, role: str) -> tuple[int, ...]:
    """Who stands in the record for a role: named, or by the default that the role has."""
    return named(record, role) if role in ONLY_NAMED else holders(record, role)


def roles_of(record: Record, person: int) -> frozenset[str]:
    """Every role a person holds on a request: by default too, and as owner of a work item or of the test milestone.

    Who stands for another department of the business may ask and accept, and is asked for nothing.
    """
    held = {role for role in ROLES if person in holders(record, role)}
    if any(i.owner == person for i in record.work_items):
        held.add("developer")
    if any(d.contact == person for d in record.other_departments) and record.team.people[person].party == "business":
        held.add(CONCERNED)
    held |= {"tester" if m.kind == "test" else "developer" for m in record.milestones if m.owner == person}
    return frozenset(held)


def to_hand_over(record: Record, person: int) -> Iterator[str]:
    """The roles that somebody who leaves hands over: those set for them, and whose work is not done yet."""
    items = any(i.owner == person and i.state != "done" for i in record.work_items)
    owned = {m.kind for m in record.milestones if m.owner == person and m.reached_on is None}
    for role in ROLES:
        test = role == "tester" and "test" in owned
        work = role == "developer" and (items or owned - {"test"})
        if person in assigned(record, role) or test or work:
            yield role


def stood_in_for(team: Team, person: int, on: date) -> frozenset[int]:
    """Whom a person stands in for on a day."""
    return frozenset(
        d.person for d in team.deputies if d.deputy == person and d.first_on <= on <= d.last_on and not d.dropped
    )


def raised(record: Record) -> bool:
    """A technical person raised the request and submitted it; a part that was split off was asked for before."""
    r, people = record.request, record.team.people
    author = people.get(r.author or 0)
    if author is None or author.party != "technical" or r.submitted_at is None or r.source is not None:
        return False
    submitter = people.get(next((m.by or 0 for m in record.moves if m.from_status == "draft"), 0), author)
    split = any(link.kind == "split_from" and link.at == r.created_at for link in record.links)
    return submitter.party == "technical" and not split


def taken_over_at(record: Record) -> int | None:
    """When the requester took over what a technical person had raised; None as long as nobody has."""
    author = record.request.author
    return next((h.at for h in record.handovers if h.role == "requester" and h.from_person == author), None)


def awaits_requester(record: Record) -> bool:
    """A technical person raised it, and its requester has not taken it over."""
    return raised(record) and taken_over_at(record) is None


def acting_for(record: Record, person: int, roles: Collection[str], on: date) -> int | None:
    """Whom of those who hold one of some roles a person stands in for on a day; None for who holds one, or nobody."""
    if roles_of(record, person) & set(roles):
        return None
    return next((p for p in sorted(stood_in_for(record.team, person, on)) if roles_of(record, p) & set(roles)), None)


def participants(record: Record) -> frozenset[int]:
    """Everybody with a role on the request, its author, those asked and those of other departments."""
    found = {p for role in ROLES for p in named(record, role)}  # a role falls back to another one of these
    found |= {d.contact for d in record.other_departments if d.contact is not None}
    found |= {i.owner for i in record.work_items if i.owner is not None}
    found |= {m.owner for m in record.milestones if m.owner is not None}
    if record.request.author is not None:
        found.add(record.request.author)
    asked = {q.to for q in record.questions}
    return frozenset(found | {p.id for p in record.team.people.values() if p.login in asked})


def members(team: Team, party: Party) -> tuple[Person, ...]:
    """The active people of a party."""
    return tuple(p for p in team.people.values() if p.party == party and p.active)
