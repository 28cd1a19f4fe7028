"""Fields and rows of the record: the one way in which people change what they typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from bihuan.store.acts import Acting, act, asked
from bihuan.store.acts.inputs import value
from bihuan.store.acts.judged import accepted_by_others
from bihuan.store.acts.priority import propose
from bihuan.store.acts.proposals import marked
from bihuan.store.acts.rows import by_number, numbered, put_rows, refuse_astray
from bihuan.store.acts.versions import refuse_frozen_contents
from bihuan.store.errors import BadInput, NotAllowed
from bihuan.store.rules.field import F
from bihuan.store.rules.freeze import FROZEN_MILESTONE, frozen, signed_version
from bihuan.store.rules.planned import Goal
from bihuan.store.rules.record import FIELDS, MANY, Party, Person, Record
from bihuan.store.rules.roles import PARTY_OF, SEVERAL, roles_of, stood_in_for
from bihuan.store.rules.steps import reached
from bihuan.store.rules.worded import described, goal_text

Fields = Annotated[dict[str, Any], F("fields")]
# After the request has ended nothing of it is edited; what is still possible has acts of its own.
EDITABLE = ("draft", "submitting", "assessing", "designing", "developing", "testing", "launched", "blocked")


@act("set", statuses=EDITABLE)
def set_fields(do: Acting, fields: Fields) -> None:
    """Set fields and rows: FIELD=VALUE; goals=[…], goals.2.target=…, goals+={…}, goals.2= drops the row."""
    change(do, fields)


@act("edit", statuses=EDITABLE)
def edit(do: Acting, fields: Fields) -> None:
    """Edit fields and rows, under the same checks as the form."""
    change(do, fields)


@act("describe", statuses=EDITABLE)
def describe(
    do: Acting,
    goal: Annotated[int, F("row", ref="goals")],
    text: Annotated[str | None, F("markdown")] = None,
) -> None:
    """Move a goal that says what to build, not how much is reached, to the functional description."""
    found = by_number(numbered(do.on, "goals"), "goals", str(goal))
    words = goal_text(found) if text is None and isinstance(found, Goal) else text or ""
    change(do, {"description": described(do.on.request.description, words), f"goals.{goal}": ""})


def change(do: Acting, fields: Mapping[str, Any]) -> None:
    """Write fields and rows, refusing what is frozen or not this party's, all or nothing.

    Raises:
        NotAllowed: something is frozen, or another party's or role's.
        BadInput: there is no such field, or a value is not of its kind.
    """
    record = do.on
    check_author(record, do.who)
    single: dict[str, Any] = {}
    rows: dict[str, dict[str, Any]] = {}
    for path, raw in fields.items():
        name, _, rest = path.partition(".")
        many = name.removesuffix("+")
        if many in MANY:
            if many not in rows:
                permit(do, many, MANY[many].edited_by)
            refuse_frozen(record, many, rest, raw)
            rows.setdefault(many, {})[path] = raw
        elif name in FIELDS and not rest:
            c = FIELDS[name]
            permit(do, name, c.f.party if c.f.typed else "")
            if c.f.frozen and frozen(record):
                raise NotAllowed("E-FROZEN", name)
            single[name] = value(do.store.team, replace(asked(c), required=False), raw)
            refuse_held(record, name, single[name])
            if name == "confidential":
                single[name] = marked(do, bool(single[name]))
            if name == "type":
                refuse_haste(record, single[name])
        else:
            raise BadInput("E-FIELD-UNKNOWN", path)
    for many, paths in rows.items():
        put_rows(do, many, paths)
    if "criteria" in rows:
        refuse_astray(record, do.current)
    put_fields(do, single)
    if "acceptors" in single:
        accepted_by_others(do)
    refuse_frozen_contents(do)
    if "milestones" in rows:
        refuse_moved(do, record)


def put_fields(do: Acting, single: dict[str, Any]) -> None:
    """Write single fields; a priority becomes a proposal of the party, a role of the wrong party is refused."""
    for name, v in single.items():
        c = FIELDS[name]
        if v is None and not c.null:
            single[name] = c.default
    priority = single.get("priority")
    if priority is not None:
        propose(do, priority)
        if do.who.party == "technical" and do.on.request.status != "draft":
            single = {k: v for k, v in single.items() if k != "priority"}
    check_roles(do, single)
    requester = do.store.team.people.get(single.get("requester") or 0)
    if requester is not None and not (single.get("department") or do.on.request.department):
        single["department"] = requester.department or None
    if single:
        do.put(replace(do.on.request, **single))


def check_author(record: Record, who: Person) -> None:
    """A draft is its author's and its requester's.

    Raises:
        NotAllowed: it is another person's.
    """
    r = record.request
    if r.status == "draft" and who.id not in (r.author, r.requester) and not who.keeper:
        raise NotAllowed("E-DRAFT-OTHER")


def permit(do: Acting, name: str, party: str) -> None:
    """The person's party may set this, and the person has a role in it.

    Raises:
        NotAllowed: it is another party's, or only an act's.
    """
    if not party:
        raise NotAllowed("E-FIELD-ACT", name)
    record, who = do.on, do.who
    if record.request.status == "draft":
        return
    if party not in ("either", who.party):
        raise NotAllowed("E-FIELD-PARTY", name, party=party)
    persons = {who.id} | stood_in_for(record.team, who.id, do.today)
    held = frozenset().union(*(roles_of(record, p) for p in persons))
    if not any(PARTY_OF.get(role) == who.party for role in held):
        unassigned = who.party == "technical" and record.request.technical_contact is None
        if not unassigned:
            raise NotAllowed("E-FIELD-ROLE", name)


def refuse_held(record: Record, name: str, wanted: Any) -> None:
    """A role that somebody holds is handed over, with a reason and all that is open; a draft's is its author's to give.

    Raises:
        NotAllowed: it would change hands.
    """
    was = getattr(record.request, name)
    if name in PARTY_OF.keys() - SEVERAL.keys() and was not in (None, wanted) and record.request.status != "draft":
        login = record.team.people[was].login
        raise NotAllowed("E-ROLE-HELD", name, login=login, input=name, number=record.name)


def refuse_haste(record: Record, wanted: str | None) -> None:
    """What is frozen is not thawed by calling the request urgent, nor is one past design signed by ceasing to be so.

    Raises:
        NotAllowed: it has been signed or has left design.
    """
    now = record.request.type
    bound = signed_version(record) is not None or reached(record.request.step, "developing")
    if bound and now != wanted and "urgent" in (now, wanted):
        raise NotAllowed("E-TYPE-BOUND", "type")


def refuse_frozen(record: Record, many: str, rest: str, raw: Any) -> None:
    """Signed goals, criteria and the launch date change only by a change request.

    Raises:
        NotAllowed: the rows are frozen.
    """
    if not frozen(record):
        return
    if many in ("goals", "criteria"):
        raise NotAllowed("E-FROZEN", many)
    if many == "milestones" and not rest.endswith((".owner", ".reached_on")):
        launch = {m.n for m in record.milestones if m.kind == FROZEN_MILESTONE}
        n = rest.partition(".")[0]
        if not n or (n.isdigit() and int(n) in launch):
            planned = [m.on.isoformat() for m in record.milestones if m.kind == FROZEN_MILESTONE]
            rows = raw if isinstance(raw, list | tuple) else []
            wanted = [str(r.get("on")) for r in rows if isinstance(r, dict) and r.get("kind") == FROZEN_MILESTONE]
            if n or wanted != planned:
                raise NotAllowed("E-FROZEN", "milestones")


def refuse_moved(do: Acting, was: Record) -> None:
    """After signing the dates of milestones move by re-planning, with a reason that business is told.

    Raises:
        NotAllowed: a date was moved.
    """
    now = do.current
    if frozen(was) and [(m.kind, m.on) for m in was.milestones] != [(m.kind, m.on) for m in now.milestones]:
        raise NotAllowed("E-REPLAN", "milestones")


def check_roles(do: Acting, single: Mapping[str, Any]) -> None:
    """A role goes to an active person of its party, never of both parties on one request.

    Raises:
        BadInput: a person of the other party.
    """
    people = do.store.team.people
    for name, v in single.items():
        if FIELDS[name].kind not in ("person", "people") or v is None:
            continue
        role = {"acceptors": "acceptor", "developers": "developer", "testers": "tester"}.get(name, name)
        party: Party | None = PARTY_OF.get(role)
        for pid in v if isinstance(v, tuple) else (v,):
            if party and people[pid].party != party:
                raise BadInput("E-ROLE-PARTY", name, login=people[pid].login, party=party)
            if not people[pid].active:
                raise BadInput("E-PERSON-INACTIVE", name, login=people[pid].login)
