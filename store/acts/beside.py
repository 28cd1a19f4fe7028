"""Beside the course: taking a request, links to others, splitting and merging, asking for haste."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from bihuan.store import read
from bihuan.store.acts import Acting, act
from bihuan.store.acts.back import end
from bihuan.store.acts.flow import Reason
from bihuan.store.acts.inputs import LINE_LIMIT
from bihuan.store.acts.rows import row_of
from bihuan.store.errors import BadInput, Conflict, NotAllowed
from bihuan.store.rules.field import F
from bihuan.store.rules.happened import Issue, RetrospectiveItem
from bihuan.store.rules.kept import Nudge
from bihuan.store.rules.planned import Link, LinkKind, OtherDepartment, PriorityProposal
from bihuan.store.rules.record import Record, Request
from bihuan.store.rules.roles import DECIDING, LEADS, participants, stood_in_for
from bihuan.store.rules.steps import ENDS, RUNNING
from bihuan.store.rules.workdays import date_of


@act("take", statuses=(*RUNNING, "blocked"), roles=LEADS)
def take(do: Acting) -> None:
    """Take a request: become its technical contact."""
    if do.on.request.technical_contact not in (None, do.who.id):
        raise Conflict("E-TAKEN", login=do.store.team.people[do.on.request.technical_contact or 0].login)
    do.put(replace(do.on.request, technical_contact=do.who.id))


@act("link", statuses=(), ended=True, roles=DECIDING)
def link(
    do: Acting,
    kind: LinkKind,
    to: Annotated[int, F("request", ref="request")],
) -> None:
    """Link a request to another."""
    if to == do.on.request.id:
        raise BadInput("E-LINK-SELF", "to")
    put_link(do, kind, to)


def put_link(do: Acting, kind: LinkKind, to: int) -> None:
    """Write a link, once."""
    if not any(x.kind == kind and x.to == to for x in do.on.links):
        do.put(Link(request=do.on.request.id, kind=kind, to=to, by=do.who.id or None, at=do.at))


# What a new request has in common with the one that it comes from, and the texts of one that takes its place.
SHARED = ("confidential", "department", "requester", "systems", "project")
COPIED = ("title", "type", "expected_launch", "priority", "background", "description", "effect", "interrupted")


def put_draft(do: Acting, kind: LinkKind, *, whole: bool = False, **known: Any) -> Request:
    """Start a draft that is linked to this request, perhaps with all that it says."""
    r = do.on.request
    copied = {name: getattr(r, name) for name in (*SHARED, *(COPIED if whole else ()))}
    made = do.put(
        Request(
            **{**copied, **known},
            created_at=do.at,
            step_since=do.at,
            author=do.who.id,
            proposed_on=date_of(do.store.calendar, do.at),
        )
    )
    do.put(Link(request=made.id, kind=kind, to=r.id, by=do.who.id or None, at=do.at))
    if whole:
        for goal in do.on.goals:
            do.put(replace(goal, id=0, request=made.id))
        for criterion in do.on.criteria:
            do.put(replace(criterion, id=0, request=made.id, verdict=None, measured=None))
    if made.priority is not None:
        do.put(PriorityProposal(request=made.id, party="business", value=made.priority, by=do.who.id or None, at=do.at))
    return made


@act("split", statuses=("draft", "submitting", "assessing"), roles=DECIDING, undoable=False)
def split(do: Acting, parts: Annotated[tuple[str, ...], F("words")]) -> None:
    """Split a request: a new draft for each title, with the texts copied and a link to this one."""
    if len(parts) < 1:
        raise BadInput("E-INPUT-MISSING", "parts", name="parts")
    for title in parts:
        put_draft(do, "split_from", whole=True, title=title)


@act("follow", ended=True, roles=(*DECIDING, "acceptor"), undoable=False)
def follow(
    do: Acting,
    suggestion: Annotated[int | None, F("row", ref="retrospective")] = None,
    issue: Annotated[int | None, F("row", ref="issues")] = None,
    title: Annotated[str | None, F("line")] = None,
) -> None:
    """Start a linked new request: from a suggestion of the retrospective, from a remainder, else from all it says."""
    if suggestion is not None and issue is not None:
        raise BadInput("E-FOLLOW-ONE", "issue")
    named = {"title": title} if title else {}
    if suggestion is None and issue is None:
        put_draft(do, "follows", whole=True, **named)
        return
    row: Issue | RetrospectiveItem
    row = row_of(do.on, Issue, issue) if issue is not None else row_of(do.on, RetrospectiveItem, suggestion or 0)
    if isinstance(row, RetrospectiveItem) and row.kind == "highlight":
        raise BadInput("E-FOLLOW-KIND", f"{row.many}.{row.n}", n=row.n)
    refuse_followed(do, row.became, f"{row.many}.{row.n}")
    made = put_draft(do, "follows", **{**carried(do, row.text, row.owner), **named})
    do.put(replace(row, became=made.id))


def refuse_followed(do: Acting, became: int | None, field: str) -> None:
    """A row becomes one request; another only when that was withdrawn.

    Raises:
        Conflict: it is one already.
    """
    if became is not None and read.record(do.store, became).request.status != "withdrawn":
        name = read.named(do.store, read.visible(do.store, [became])).get(became)
        raise Conflict("E-FOLLOWED", field, number=name or "-")


def carried(do: Acting, text: str, owner: int | None) -> dict[str, Any]:
    """A row's text as title and background; its owner asks for the new request, or is its technical contact."""
    person = do.store.team.people.get(owner or 0)
    role = {"business": "requester", "technical": "technical_contact"}
    owned: dict[str, Any] = {role[person.party]: person.id} if person else {}
    if person and person.party == "business":
        owned["department"] = person.department
    first = next(iter(text.strip().splitlines()), "")
    return {"title": first[:LINE_LIMIT], "background": text, **owned}


@act("merge", statuses=("submitting", "assessing", "designing"), roles=DECIDING, undoable=False)
def merge(do: Acting, into: Annotated[int, F("request", ref="request")], reason: Reason) -> None:
    """Merge a request into another: it ends as a duplicate, and who asked and what is open goes along."""
    if into == do.on.request.id:
        raise BadInput("E-LINK-SELF", "into")
    target = read.record(do.store, into)
    if target.request.status == "draft" or target.request.status in ENDS:
        raise Conflict("E-MERGE-ENDED", "into", number=target.name)
    if do.on.request.confidential and not target.request.confidential:
        raise Conflict("E-MERGE-CONFIDENTIAL", "into", number=target.name)
    carry_people(do, target)
    carry_open(do, target)
    put_link(do, "duplicate_of", into)
    end(do, "rejected", "reject", reason, "duplicate")


def carry_people(do: Acting, target: Record) -> None:
    """Who asked for the duplicate is told of, may ask about and may accept the one it is merged into."""
    asked = OtherDepartment(department=do.on.request.department or "", contact=do.on.request.requester)
    known = set(participants(target))
    for one in (asked, *do.on.other_departments):
        if one.contact not in known and (one.contact is not None or one.department):
            do.put(replace(one, id=0, n=0, request=target.request.id, noted_by=None, noted_at=None))
        if one.contact is not None:
            known.add(one.contact)


def carry_open(do: Acting, target: Record) -> None:
    """Questions that are not answered are asked there anew, from now on; files go along unless they are there."""
    rid, known = target.request.id, {a.hash for a in target.attachments}
    for q in do.on.questions:
        if q.answered_at is None:
            do.put(replace(q, id=0, n=0, request=rid, at=do.at, alternative=None))
    for a in do.on.attachments:
        if a.hash not in known:
            do.put(replace(a, id=0, n=0, request=rid))


@act("note", statuses=(*RUNNING, "blocked"), undoable=False)
def note(do: Acting) -> None:
    """Note, as the contact of another department, that one has been told of the request."""
    persons = {do.who.id} | stood_in_for(do.on.team, do.who.id, do.today)
    told = [d for d in do.on.other_departments if d.untold in persons]
    if not told:
        raise NotAllowed("E-NOTE-OTHER")
    for d in told:
        do.put(replace(d, noted_by=d.contact, noted_at=do.at))


@act("nudge", statuses=(*RUNNING, "blocked"))
def nudge(do: Acting, text: Annotated[str | None, F("markdown")] = None) -> None:
    """Ask for haste, once a day or as often as the team has set."""
    today = sum(n.by == do.who.id and date_of(do.store.calendar, n.at) == do.today for n in do.on.nudges)
    if today >= do.on.team.numbers.nudge_daily:
        raise Conflict("E-NUDGED", count=today)
    do.put(Nudge(request=do.on.request.id, text=text, by=do.who.id, at=do.at))
