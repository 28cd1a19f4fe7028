"""Sign-off: two people of two parties over the hash of what they were shown; then the scope is frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any

from bihuan.store import read
from bihuan.store.acts import Acting, act
from bihuan.store.acts.change import changed, decided, refuse_contents
from bihuan.store.acts.hands import marks, prove, refuse_one_hand
from bihuan.store.acts.settle import Reasons, settle
from bihuan.store.acts.versions import current_version, put_signature
from bihuan.store.errors import BadInput, NotAllowed, NotFound, Refused
from bihuan.store.rules.changes import differing
from bihuan.store.rules.field import F
from bihuan.store.rules.freeze import (
    contents_digest,
    frozen,
    in_one_go,
    later_launch,
    standing_signatures,
    unticked,
)
from bihuan.store.rules.gates import REVIEW_POINTS, design, signable, unsettled
from bihuan.store.rules.ledger import canonical
from bihuan.store.rules.planned import BusinessReview, Change
from bihuan.store.rules.record import Check, Person, Record
from bihuan.store.rules.roles import SIGNERS
from bihuan.store.rules.urgent import only_urgent_late

Points = Annotated[tuple[str, ...], F("words")]


def once(record: Record, who: Person) -> Iterator[Check]:
    """Each party signs once, by another person than the other party's signer."""
    for s in standing_signatures(record).values():
        if s.by == who.id:
            yield Check("E-SIGN-SAME-PERSON")
        elif s.party == who.party:
            yield Check("E-SIGN-TWICE")


def in_designing(record: Record, who: Person) -> Iterator[Check]:
    """Signing belongs to designing, of low complexity to assessing too; an urgent request may owe it later."""
    if record.request.status != "assessing":
        yield from only_urgent_late(record, who, ("designing",))
    elif not in_one_go(record):
        yield Check("E-STEP", values=(("statuses", ("designing",)), ("status", "assessing")))


@act(
    "sign",
    statuses=("assessing", "designing", "developing", "testing", "launched", "blocked"),
    roles=SIGNERS,
    unless=(in_designing, once),
    undoable=False,
)
def sign(do: Acting, digest: str | None = None, ticked: Points = REVIEW_POINTS, reasons: Reasons = None) -> None:
    """Sign exactly what was shown; signing for business ticks the points of its review, all four unless told."""
    prove(do)
    refuse_one_hand(do, standing_signatures(do.on).values())
    if do.who.party == "business" and ticked:
        tick(do, ticked)
    record = do.current
    if digest is not None and digest != contents_digest(record):
        raise Refused(Check("E-SIGN-CHANGED"), code="E-SIGN-CHANGED")
    refuse_incomplete(do, record, reasons)
    version = current_version(do)
    put_signature(do, version, do.who, marks(do, SIGNERS))
    if set(standing_signatures(do.current)) == {"business", "technical"}:
        do.put(replace(version, signed_at=do.at))


def tick(do: Acting, points: tuple[str, ...]) -> None:
    """Tick points of the business review.

    Raises:
        NotFound: the review has no such point.
    """
    wanted = REVIEW_POINTS if "all" in points else points
    have: dict[str, BusinessReview] = {p.point: p for p in do.on.business_review}
    for point in wanted:
        if point not in REVIEW_POINTS:
            raise NotFound("E-NO-POINT", "ticked", point=point, known=tuple(REVIEW_POINTS))
        row = have.get(point) or BusinessReview(request=do.on.request.id, point=point)  # type: ignore[arg-type]
        do.put(replace(row, ticked=True, by=do.who.id, at=do.at))


def refuse_incomplete(do: Acting, record: Record, reasons: Mapping[str, str] | None) -> None:
    """Nobody signs what the gate would refuse for its contents; business has ticked its review.

    A signature freezes the wording, so whoever signs overrides it here, where the other party sees it before signing.

    Raises:
        Refused: checks on the contents are unmet.
    """
    around = read.circumstances(do.store, record, do.at)
    asked = [*signable(record, around)]
    if do.who.party == "business":
        asked += [c for c in design(record, around) if c.code == "G3-15"]
    if left := settle(do, unsettled(record, asked), reasons):
        raise Refused(*left)


@act("revoke", statuses=("assessing", "designing"), roles=SIGNERS, undoable=False)
def revoke(do: Acting) -> None:
    """Take one's signature back, as long as the other party has not signed."""
    standing = standing_signatures(do.on)
    mine = next((s for s in standing.values() if s.by == do.who.id), None)
    if mine is None:
        raise NotFound("E-NO-SIGNATURE")
    if len(standing) == 2:
        raise NotAllowed("E-SIGN-BOTH")
    do.put(replace(mine, revoked_at=do.at))
    for row in unticked(do.on, mine):
        do.put(row)


# ---- change requests ---------------------------------------------------------------------------------------------
def is_frozen(record: Record, who: Person) -> Iterator[Check]:
    """A change request is for what is frozen; before that, edit."""
    if record.request.step not in CHANGEABLE:
        yield Check("E-STEP", values=(("statuses", CHANGEABLE), ("status", record.request.step)))
    elif not frozen(record):
        yield Check("E-NOT-FROZEN")
    elif any(c.state == "proposed" for c in record.changes):
        yield Check("E-CHANGE-OPEN")


CHANGEABLE = ("assessing", "designing", "developing", "testing")
DECIDABLE = (*CHANGEABLE, "launched", "blocked")


@act("change", statuses=(*CHANGEABLE, "blocked"), roles=(*SIGNERS, "technical_contact"), unless=(is_frozen,))
def change(
    do: Acting,
    fields: Annotated[dict[str, Any], F("fields")],
    reason: Annotated[str, F("markdown")],
    effect: Annotated[str | None, F("markdown")] = None,
    editorial: bool = False,
    reasons: Reasons = None,
) -> None:
    """Ask for new values of frozen fields: what, why, and the effect on schedule and resources."""
    after = changed(do, fields)
    asked = differing(do.on, after)
    if not asked:
        raise BadInput("E-CHANGE-NOTHING", "fields")
    if effect is None and not editorial:
        raise Refused(Check("E-CHANGE-EFFECT", "effect"), code="E-CHANGE-EFFECT")
    refuse_contents(do, after, reasons)
    do.put(
        Change(
            request=do.on.request.id,
            reason=reason,
            effect=effect,
            values=canonical(asked),
            editorial=editorial,
            launch_on=later_launch(do.on, after),
            by=do.who.id,
            at=do.at,
        )
    )


@act("approve", statuses=DECIDABLE, roles=SIGNERS, undoable=False)
def approve(do: Acting, change: Annotated[int, F("row", ref="changes")]) -> None:
    """Agree to a change request; the second party's yes is the signature under the new version."""
    decided(do, change, agreed=True)


@act("decline", statuses=DECIDABLE, roles=SIGNERS, undoable=False)
def decline(do: Acting, change: Annotated[int, F("row", ref="changes")], reason: Annotated[str, F("markdown")]) -> None:
    """Decline a change request: the old version stands."""
    decided(do, change, agreed=False, reason=reason)
