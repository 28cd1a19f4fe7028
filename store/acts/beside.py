"""Beside the course: taking a request, links to others, splitting it, asking for haste."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from bihuan.store.acts import Acting, act
from bihuan.store.acts.flow import EITHER, TECHNICAL
from bihuan.store.errors import BadInput, Conflict
from bihuan.store.rules.field import F
from bihuan.store.rules.kept import Nudge
from bihuan.store.rules.planned import Link
from bihuan.store.rules.record import Request
from bihuan.store.rules.steps import RUNNING
from bihuan.store.rules.workdays import date_of


@act("take", statuses=(*RUNNING, "blocked"), roles=TECHNICAL)
def take(do: Acting) -> None:
    """Take a request: become its technical contact."""
    if do.on.request.technical_contact not in (None, do.who.id):
        raise Conflict("E-TAKEN", login=do.store.team.people[do.on.request.technical_contact or 0].login)
    do.put(replace(do.on.request, technical_contact=do.who.id))


@act("link", statuses=(), ended=True, roles=EITHER)
def link(
    do: Acting,
    kind: Literal["part_of", "split_from", "duplicate_of", "replaces", "depends_on", "causes", "follows"],
    to: Annotated[int, F("request", ref="request")],
) -> None:
    """Link a request to another."""
    if to == do.on.request.id:
        raise BadInput("E-LINK-SELF", "to")
    if not any(x.kind == kind and x.to == to for x in do.on.links):
        do.put(Link(request=do.on.request.id, kind=kind, to=to, by=do.who.id or None, at=do.at))


SPLIT_FIELDS = (
    "title",
    "confidential",
    "department",
    "requester",
    "type",
    "expected_launch",
    "systems",
    "project",
    "priority",
)
SPLIT_TEXTS = ("background", "description", "effect", "interrupted")


@act("split", statuses=("draft", "submitting", "assessing"), roles=EITHER, undoable=False)
def split(do: Acting, parts: Annotated[tuple[str, ...], F("words")]) -> None:
    """Split a request: a new draft for each title, with the texts copied and a link to this one."""
    r = do.on.request
    if len(parts) < 1:
        raise BadInput("E-INPUT-MISSING", "parts", name="parts")
    copied = {n: getattr(r, n) for n in (*SPLIT_FIELDS, *SPLIT_TEXTS)}
    for title in parts:
        made = do.put(
            Request(
                **{**copied, "title": title},
                created_at=do.at,
                step_since=do.at,
                author=do.who.id,
                proposed_on=date_of(do.store.calendar, do.at),
            )
        )
        for many in ("goals", "criteria"):
            for row in getattr(do.on, many):
                do.put(replace(row, id=0, request=made.id))
        do.put(Link(request=made.id, kind="split_from", to=r.id, by=do.who.id or None, at=do.at))


@act("nudge", statuses=(*RUNNING, "blocked"))
def nudge(do: Acting, text: Annotated[str | None, F("markdown")] = None) -> None:
    """Ask for haste, once a day."""
    if any(n.by == do.who.id and date_of(do.store.calendar, n.at) == do.today for n in do.on.nudges):
        raise Conflict("E-NUDGED")
    do.put(Nudge(request=do.on.request.id, text=text, by=do.who.id, at=do.at))
