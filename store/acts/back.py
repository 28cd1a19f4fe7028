"""Out of the course: back a step, to a halt, to an end, and in again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal, cast

from bihuan.store import documents
from bihuan.store.acts import Acting, act, refuse_past, working_days_between
from bihuan.store.acts.flow import Reason, note_move, own_draft, unjudged
from bihuan.store.acts.hands import given_by, refuse_one_hand
from bihuan.store.acts.proposals import STOPPING, put_proposal, refuse_signed, void_proposals
from bihuan.store.errors import BadInput, Conflict, NotAllowed, NotFound
from bihuan.store.rules.field import F
from bihuan.store.rules.freeze import UNFROZEN, voided
from bihuan.store.rules.happened import Block
from bihuan.store.rules.promised import REACHED_BY
from bihuan.store.rules.record import EndKind, Record, Status, Step
from bihuan.store.rules.roles import ASKERS, DECIDING, LEADS, acting_for, roles_of
from bihuan.store.rules.steps import ENDS, RUNNING, reached, steps_before

# What is said of one launch and not of the next; the frozen documents and the history keep it.
OF_A_LAUNCH = ("launched_on", "monitoring_note", "feedback")


@act("return", statuses=RUNNING, roles=DECIDING, undoable=False)
def send_back(do: Acting, to: Step, reason: Reason) -> None:
    """Send a request one or more steps back, with a reason."""
    go_back(do, to, reason, "return")


def go_back(do: Acting, to: Step, reason: str, kind: Literal["return", "rollback"]) -> None:
    """Return to an earlier step.

    Raises:
        BadInput: the step does not lie before.
    """
    if to not in steps_before(do.on.request.step):
        raise BadInput("E-RETURN-STEP", "to", to=to, step=do.on.request.step)
    come_back(do, to, reason, kind)


def come_back(do: Acting, to: Step, reason: str, kind: Literal["return", "rollback", "reopen"]) -> None:
    """Stand at a step again: what was confirmed, signed, judged or said for a later one is to be given anew."""
    record = do.on
    note_move(do, record, kind, to, reason)
    if to in UNFROZEN:
        void_signatures(do)
    void_confirmations(do)
    for m in record.milestones:
        if m.reached_on is not None and reached(REACHED_BY[m.kind][0], to):
            do.put(replace(m, reached_on=None))
    change: dict[str, Any] = {"status": to, "step": to, "step_since": do.at}
    change["returned_from"] = None if kind == "reopen" else record.request.step
    change |= {"end_kind": None, "end_reason": None, "closed_at": None, **outdated(record, to)}
    if to == "testing":
        change |= unjudged(do, record)
    do.put(replace(record.request, **change))


def outdated(record: Record, to: Step) -> dict[str, None]:
    """The fields that told of a version or a launch of before: the next one has its own."""
    was = record.request.step
    version = ("test_version",) if reached(was, "testing") and not reached(to, "testing") else ()
    launch = OF_A_LAUNCH if reached(was, "launched") and not reached(to, "launched") else ()
    return dict.fromkeys((*version, *launch))


def void_confirmations(do: Acting) -> None:
    """Nobody has confirmed the closure any more."""
    for c in do.on.confirmations:
        if not c.void:
            do.put(replace(c, void=True))


def void_signatures(do: Acting) -> None:
    """Before design is done anew nobody has signed: not what stands there, nor what stood there before."""
    for s in do.on.signoffs:
        if s.void_at is None and s.revoked_at is None:
            for row in voided(do.on, s, do.at):
                do.put(row)


@act("reject", statuses=("submitting", "assessing", "designing"), roles=LEADS, undoable=False)
def reject(do: Acting, reason: Reason, kind: EndKind = "not_feasible") -> None:
    """Reject a request: not feasible and no alternative taken, a duplicate, replaced, not worth its cost, not ours."""
    refuse_signed(do)
    end(do, "rejected", "reject", reason, kind)


@act("withdraw", statuses=("draft", *RUNNING, "blocked"), undoable=False)
def withdraw(do: Acting, reason: Reason) -> None:
    """Withdraw a request, as long as not both have signed; afterwards a cancellation is agreed."""
    if do.on.request.status == "draft":
        own_draft(do)
    elif not (roles_of(do.on, do.who.id) & {*ASKERS} or acting_for(do.on, do.who.id, ASKERS, do.today)):
        raise NotAllowed("E-ROLE", roles=ASKERS)
    refuse_signed(do)
    end(do, "withdrawn", "withdraw", reason)


def end(do: Acting, status: Status, move: str, reason: str, kind: EndKind | None = None) -> None:
    """Bring a request to an end other than closing; the step stays where it stood, and documents say so."""
    note_move(do, do.on, move, status, reason)
    for b in do.on.blocks:
        if b.ended_at is None:
            do.put(replace(b, ended_at=do.at))
    void_proposals(do)
    do.put(replace(do.on.request, status=status, end_kind=kind, end_reason=reason, closed_at=do.at))
    if do.on.request.number is not None:
        documents.freeze(do, do.current, do.on.request.step, cut_short=True)


@act("cancel", statuses=(*RUNNING, "blocked"), roles=DECIDING)
def cancel(
    do: Acting,
    reason: Reason,
    kept: Annotated[str, F("markdown")],
    effort_days: Annotated[Any, F("decimal")],
) -> None:
    """Propose to cancel after both have signed: what is kept, the effort spent; the other party agrees or not."""
    put_proposal(do, "cancel", reason, kept=kept, effort_days=effort_days)


@act("reopen", statuses=ENDS, roles=DECIDING, ended=True)
def reopen(do: Acting, step: Step, reason: Reason) -> None:
    """Propose to reopen an end at a step; the other party agrees or not."""
    # What ended before a step has not been through the gates that lead to it.
    if step not in steps_before(do.on.request.step, itself=True):
        raise BadInput("E-REOPEN-STEP", "step", step=step)
    ended, days = do.on.request.closed_at, do.on.team.numbers.reopen_days
    if ended is not None and working_days_between(do.store, ended, do.at) > days:
        raise Conflict("E-REOPEN-LATE", days=days)
    put_proposal(do, "reopen", reason, step=step)


@act("agree", statuses=(*RUNNING, "blocked", *ENDS), roles=DECIDING, ended=True, undoable=False)
def agree(do: Acting, proposal: Annotated[int | None, F("row", ref="proposals")] = None, agreed: bool = True) -> None:
    """Agree to the other party's proposal to cancel, defer, reopen or lift the mark confidential, or refuse it."""
    ended = do.on.request.status in ENDS  # then there is only something to reopen, and before only something to stop
    fitting = ("reopen", "open") if ended else (*STOPPING, "open")
    waiting = [p for p in do.on.proposals if p.decided_at is None and p.kind in fitting]
    open_ones = [p for p in waiting if proposal in (None, p.n)]
    if not open_ones:
        raise NotFound("E-NO-PROPOSAL")
    p = next((p for p in open_ones if p.party != do.who.party), None)
    if p is None:
        raise NotAllowed("E-PROPOSAL-OWN")
    refuse_one_hand(do, [given_by(do, p.party, p, "by")])
    do.put(replace(p, decided_by=do.who.id, decided_at=do.at, agreed=agreed))
    if not agreed:
        return
    if p.kind == "cancel":
        end(do, "withdrawn", "cancel", p.reason)
    elif p.kind == "defer":
        put_block(do, Block(request=p.request, reason=p.reason, by="nobody", until=p.until, deferred=True))
    elif p.kind == "reopen":
        come_back(do, cast(Step, p.step), p.reason, "reopen")
    elif p.kind == "open":
        do.put(replace(do.on.request, confidential=False))


# ---- a halt ------------------------------------------------------------------------------------------------------
@act("block", statuses=RUNNING, roles=DECIDING)
def block(
    do: Acting,
    reason: Reason,
    who: Literal["business", "technical", "testing", "third_party"] = "third_party",
    until: Annotated[date | None, F("day")] = None,
    force_majeure: bool = False,
) -> None:
    """Block a request: why, who must act, when it is expected to end."""
    refuse_past(do, "until", until)
    put_block(do, Block(request=do.on.request.id, reason=reason, by=who, until=until, force_majeure=force_majeure))


def put_block(do: Acting, b: Block) -> None:
    """Halt the request; it remembers the step it returns to."""
    do.put(replace(b, at=do.at, entered_by=do.who.id or None))
    do.put(replace(do.on.request, status="blocked"))


@act("defer", statuses=RUNNING, roles=DECIDING)
def defer(do: Acting, reason: Reason, until: Annotated[date, F("day")]) -> None:
    """Propose to defer the request to a date on which both look again."""
    refuse_past(do, "until", until)
    put_proposal(do, "defer", reason, until=until)


@act("unblock", statuses=("blocked",), roles=DECIDING)
def unblock(do: Acting) -> None:
    """Take a blocked or deferred request up again at the step where it stood."""
    for b in do.on.blocks:
        if b.ended_at is None:
            do.put(replace(b, ended_at=do.at))
    do.put(replace(do.on.request, status=do.on.request.step))
