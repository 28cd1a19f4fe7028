"""Assessment: reviews, concerns and what is sent back about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from bihuan.store.acts import Acting, act
from bihuan.store.acts.rows import row_of
from bihuan.store.errors import BadInput, Conflict
from bihuan.store.rules.field import F
from bihuan.store.rules.happened import Question
from bihuan.store.rules.planned import Alternative, Concern, Review
from bihuan.store.rules.record import Check, Person, Record
from bihuan.store.rules.roles import TECHNICAL_ROLES, holders
from bihuan.store.rules.urgent import only_urgent_late

BEFORE_DEVELOPMENT = ("submitting", "assessing", "designing")
BEFORE_TEST = (*BEFORE_DEVELOPMENT, "developing", "blocked")


def may_review(record: Record, who: Person) -> Iterator[Check]:
    """A review belongs to what comes before development; an urgent request may owe it later."""
    return only_urgent_late(record, who, BEFORE_DEVELOPMENT)


@act(
    "review",
    statuses=(*BEFORE_DEVELOPMENT, "developing", "testing", "launched"),
    roles=TECHNICAL_ROLES,
    unless=(may_review,),
)
def review(
    do: Acting,
    conclusions: Annotated[str, F("markdown")],
    people: str = "",
    on: Annotated[date | None, F("day")] = None,
) -> None:
    """Note a review of the assessment: when, who took part, what it came to; a meeting is not needed."""
    do.put(Review(request=do.on.request.id, on=on or do.today, people=people, conclusions=conclusions))


@act("concern", statuses=BEFORE_TEST, roles=("requester", "business_contact", *TECHNICAL_ROLES))
def concern(
    do: Acting,
    text: Annotated[str, F("markdown")],
    kind: Literal["bottleneck", "resource_conflict"] = "bottleneck",
) -> None:
    """Log a bottleneck or a resource conflict: technical owes an alternative or an adjustment."""
    do.put(Concern(request=do.on.request.id, text=text, kind=kind, by=do.who.id, at=do.at))


@act("respond", statuses=(*BEFORE_TEST, "testing", "launched"), roles=TECHNICAL_ROLES)
def respond(
    do: Acting,
    concern: Annotated[int, F("row", ref="concerns")],
    adjustment: Annotated[str | None, F("markdown")] = None,
    alternative: Annotated[str | None, F("markdown")] = None,
    effect: Annotated[str | None, F("markdown")] = None,
) -> None:
    """Answer a concern by an adjustment or an alternative with its effect, which the requester is asked to choose."""
    found = row_of(do.on, Concern, concern)
    if found.answered_at is not None:
        raise Conflict("E-ANSWERED", f"concerns.{concern}", n=concern)
    if adjustment is None and alternative is None:
        raise BadInput("E-RESPOND-EMPTY", "adjustment")
    if alternative is not None:
        if effect is None:
            raise BadInput("E-INPUT-MISSING", "effect", name="effect")
        made = do.put(Alternative(request=do.on.request.id, text=alternative, effect=effect))
        text = f"{alternative}\n\n{effect}"
        asked = next((do.on.team.people[p].login for p in holders(do.on, "requester")), "business")
        do.put(Question(request=made.request, to=asked, text=text, by=do.who.id, at=do.at, alternative=made.n))
    do.put(replace(found, adjustment=adjustment, answered_by=do.who.id, answered_at=do.at))


@act("choose", statuses=("assessing",), roles=("requester", "business_contact"))
def choose(do: Acting, alternative: Annotated[int, F("row", ref="alternatives")]) -> None:
    """Choose an alternative in the place of what was asked; that answers whoever asked for the choice."""
    chosen = row_of(do.on, Alternative, alternative)
    for a in do.on.alternatives:
        do.put(replace(a, chosen=a == chosen))
    for q in do.on.questions:
        if q.alternative is not None and q.answered_at is None:
            do.put(replace(q, answer=chosen.text, answered_by=do.who.id, answered_at=do.at))
