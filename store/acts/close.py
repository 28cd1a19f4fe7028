"""Closing: two confirmations, the retrospective, and lessons that come back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from bihuan.store import past
from bihuan.store.acts import Acting, act
from bihuan.store.acts.flow import around, pass_gate
from bihuan.store.acts.hands import marks, prove, refuse_one_hand
from bihuan.store.acts.settle import Reasons
from bihuan.store.errors import BadInput, Conflict, NotFound, Refused
from bihuan.store.rules.field import F
from bihuan.store.rules.gates import stable
from bihuan.store.rules.happened import Confirmation, Lesson, LessonAnswer, RetrospectiveItem
from bihuan.store.rules.record import Check, Person, Record, Type
from bihuan.store.rules.roles import ROLES
from bihuan.store.rules.steps import RUNNING

LOOKING_BACK = ("requester", "business_contact", "technical_head", "technical_lead", "technical_contact")


def once(record: Record, who: Person) -> Iterator[Check]:
    """Each party confirms once."""
    if any(c.party == who.party and not c.void for c in record.confirmations):
        yield Check("E-CLOSE-TWICE")


CONFIRMERS = ("requester", "technical_head")


@act("close", statuses=("launched",), roles=CONFIRMERS, unless=(once,), undoable=False)
def close(do: Acting, reasons: Reasons = None) -> None:
    """Confirm for one's party that the request is closed; the second confirmation closes it."""
    left = [c for c in stable(do.on, around(do, do.on)) if c.severity == "blocking"]
    if left:
        raise Refused(*left)
    prove(do)
    refuse_one_hand(do, (c for c in do.on.confirmations if not c.void))
    given_now = marks(do, CONFIRMERS)
    do.put(Confirmation(request=do.on.request.id, party=do.who.party, by=do.who.id, at=do.at, **given_now))
    given = {c.party for c in do.current.confirmations if not c.void}
    if given == {"business", "technical"}:
        pass_gate(do, reasons)


@act("retro", statuses=("testing", "launched"), roles=LOOKING_BACK)
def retro(
    do: Acting,
    kind: Literal["highlight", "shortcoming", "suggestion"],
    text: Annotated[str, F("markdown")],
    count: int | None = None,
    owner: Annotated[int | None, F("person", ref="person")] = None,
) -> None:
    """Add a highlight, a shortcoming with its count or a suggestion with its owner to the retrospective."""
    do.put(RetrospectiveItem(request=do.on.request.id, kind=kind, text=text, count=count, owner=owner))


@act("lesson", statuses=("launched", "closed"), roles=LOOKING_BACK, ended=True)
def lesson(
    do: Acting,
    text: Annotated[str, F("markdown")],
    type: Type | None = None,
    step: Literal["draft", "submitting", "assessing", "designing", "developing", "testing", "launched"] | None = None,
    words: Annotated[tuple[str, ...], F("words")] = (),
    system: Annotated[str | None, F(offered="systems")] = None,
) -> None:
    """Make a shortcoming a lesson with its trigger: it comes back at that gate of a later request."""
    do.put(
        Lesson(
            request=do.on.request.id,
            text=text,
            type=type,
            step=step,
            words=words,
            system=system,
            by=do.who.id,
            at=do.at,
        )
    )


@act("heed", statuses=("draft", *RUNNING), roles=ROLES)
def heed(do: Acting, lesson: int, answer: Literal["done", "not_applicable"], why: str | None = None) -> None:
    """Answer a lesson of another request: done, or not applicable and why."""
    asked = next((one.lesson for one in past.learnt_where(do.store, "id = ?", lesson)), None)
    if asked is None:
        raise NotFound("E-NO-LESSON", "lesson", n=lesson)
    if any(a.lesson == lesson for a in do.on.lesson_answers):
        raise Conflict("E-ANSWERED", "lesson", n=lesson)
    if answer == "not_applicable" and not (why or "").strip():
        raise BadInput("E-HEED-WHY", "why", n=lesson)
    do.put(
        LessonAnswer(
            request=do.on.request.id,
            lesson=lesson,
            text=asked.text,
            answer=answer,
            why=why,
            by=do.who.id,
            at=do.at,
        )
    )
