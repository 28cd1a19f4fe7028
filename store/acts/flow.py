"""The course of a request: from a draft through its gates to an end, back a step, to a halt and on again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal, cast

from bihuan.store import documents, read
from bihuan.store.acts import ACTS, Acting, act, edit, refuse_past, working_days_between
from bihuan.store.acts.edit import Fields
from bihuan.store.acts.hands import given_by, refuse_one_hand
from bihuan.store.acts.inputs import parsed
from bihuan.store.acts.proposals import STOPPING, put_proposal, refuse_signed, void_proposals
from bihuan.store.acts.settle import Reasons, settle
from bihuan.store.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from bihuan.store.rules.checks import Circumstances
from bihuan.store.rules.field import F
from bihuan.store.rules.freeze import UNFROZEN, steps_ending, voided
from bihuan.store.rules.gates import confirm as confirmed
from bihuan.store.rules.gates import unmet
from bihuan.store.rules.happened import Block, Contact, Question
from bihuan.store.rules.kept import Debt, HandOver, Move
from bihuan.store.rules.planned import PriorityProposal
from bihuan.store.rules.promised import REACHED_BY
from bihuan.store.rules.record import Check, EndKind, Person, Record, Request, Status, Step
from bihuan.store.rules.roles import ASKERS, DECIDING, LEADS, acting_for, awaits_requester, holders, roles_of
from bihuan.store.rules.steps import ENDS, RUNNING, gate_of, reached, steps_before
from bihuan.store.rules.urgent import becomes_debt, debtor, is_urgent

Reason = Annotated[str, F("markdown")]
# What is said of one launch and not of the next; the frozen documents and the history keep it.
OF_A_LAUNCH = ("launched_on", "monitoring_note", "feedback")


# ---- a new request -----------------------------------------------------------------------------------------------
@act("new", new=True, undoable=False)
def new(do: Acting, fields: Fields) -> None:
    """Start a draft; it has no number until it is submitted."""
    who = do.who
    request = do.put(
        Request(
            created_at=do.at,
            step_since=do.at,
            author=who.id,
            requester=who.id if who.party == "business" else None,
            department=who.department if who.party == "business" else None,
            proposed_on=do.today,
        )
    )
    do.record = read.record(do.store, request.id)
    edit.change(do, fields)


# ---- through the gates -------------------------------------------------------------------------------------------
def around(do: Acting, record: Record) -> Circumstances:
    """What a gate asks beside the record."""
    return read.circumstances(do.store, record, do.at)


def pass_gate(do: Acting, reasons: Mapping[str, str] | None = None) -> Record:
    """Check the gate of the step as the record now stands and move on.

    Raises:
        Refused: everything that is unmet and neither acknowledged nor overridden with a reason.
    """
    record = do.current
    left = settle(do, unmet(record, around(do, record)), reasons)
    owed = [c for c in left if is_urgent(record) and becomes_debt(c)]
    if len(owed) < len(left):
        raise Refused(*(c for c in left if c not in owed))
    for c in owed:
        put_debt(do, c)
    for _ in steps_ending(record):
        record = move(do, record)
    return record


def put_debt(do: Acting, check: Check) -> None:
    """Note what an urgent request moves on without, once."""
    rid = do.on.request.id
    if not any((d.code, d.field, d.settled_at) == (check.code, check.field, None) for d in do.current.debts):
        do.put(Debt(request=rid, code=check.code, field=check.field, owner=debtor(check), at=do.at))


def move(do: Acting, record: Record) -> Record:
    """Go one step on: number, milestone and documents of the step that ends."""
    r = record.request
    gate = gate_of(r.step)
    assert gate is not None
    for m in record.milestones:
        if REACHED_BY[m.kind][0] == r.step and m.reached_on is None:
            do.put(replace(m, reached_on=do.today))
    change: dict[str, Any] = {"status": gate.after, "step": gate.after, "step_since": do.at, "returned_from": None}
    if gate.after == "testing":
        change |= unjudged(do, record)
    if gate.code == "G0":
        change["submitted_at"] = do.at
        if r.number is None:
            change["number"] = do.store.allot(do.today.year)
    if gate.after == "designing" and r.solution is None:
        change["solution"] = r.approach
    if gate.after == "closed":
        change["closed_at"] = do.at
        void_proposals(do)
    note_move(do, record, "forward", gate.after)
    do.put(replace(r, **change))
    moved = do.current
    documents.freeze(do, moved, r.step)
    return moved


def note_move(do: Acting, record: Record, kind: Any, to: str, reason: str | None = None) -> None:
    """Keep a change of step as a row: who, when, from where to where, why."""
    do.put(
        Move(
            request=record.request.id,
            kind=kind,
            from_status=record.request.status,
            to_status=to,
            reason=reason,
            by=do.who.id or None,
            at=do.at,
        )
    )


@act("submit", statuses=("draft",), undoable=False)
def submit(do: Acting, reasons: Reasons = None) -> None:
    """Submit a draft: the gate is run and the number allotted."""
    own_draft(do)
    pass_gate(do, reasons)


def own_draft(do: Acting) -> None:
    """Only the author, the requester or the business contact submits or withdraws.

    Raises:
        NotAllowed: somebody else.
    """
    r = do.on.request
    if do.who.id not in (r.author, r.requester, r.business_contact):
        raise NotAllowed("E-DRAFT-OTHER")


Channel = Annotated[str, F("line")]


@act("confirm", statuses=("submitting",), roles=LEADS, undoable=False)
def confirm(
    do: Acting,
    verdict: Literal["clear", "needs_more"],
    channel: Channel = "meeting",
    text: Annotated[str | None, F("markdown")] = None,
    questions: Annotated[tuple[str, ...], F("words")] = (),
    reasons: Reasons = None,
) -> None:
    """Log the first contact: clear moves the request on, needs more leaves it with its questions."""
    rid = do.on.request.id
    do.put(Contact(request=rid, at=do.at, by=do.who.id, channel=channel, verdict=verdict, text=text))
    if do.on.request.technical_contact is None:
        do.put(replace(do.on.request, technical_contact=do.who.id))
    if verdict == "clear":
        # What is missing then is the requester's to do, and the contact has taken place all the same.
        if not awaits_requester(do.on) or is_urgent(do.on):
            pass_gate(do, reasons)
        return
    asked = questions or ((text,) if text else ())
    if not asked:
        raise BadInput("E-CONFIRM-QUESTIONS", "questions")
    for q in asked:
        do.put(Question(request=rid, to="business", text=q, stops_work=True, by=do.who.id, at=do.at))


def is_raised(record: Record, who: Person) -> Iterator[Check]:
    """There is something to take over."""
    if not awaits_requester(record):
        yield Check("E-TAKEN-OVER", "requester")


@act("take-over", statuses=(*RUNNING, "blocked"), roles=("requester",), unless=(is_raised,), undoable=False)
def take_over(do: Acting, text: Annotated[str | None, F("markdown")] = None, reasons: Reasons = None) -> None:
    """Take over what a technical person has raised in one's name; after a clear contact it goes on."""
    r, by, at = do.on.request, do.who.id, do.at
    own = next(iter(holders(do.on, "requester")))
    do.put(HandOver(request=r.id, role="requester", from_person=r.author, to_person=own, reason=text, by=by, at=at))
    said = [p for p in do.on.priority_proposals if p.party == "business"][-1:]
    if do.entered_by is None and said and said[0].by == r.author:  # now it is the requester's own word
        do.put(PriorityProposal(request=r.id, party="business", value=said[0].value, by=by, at=at))
    if r.status == "submitting" and not list(confirmed(do.current, around(do, do.current))):
        pass_gate(do, reasons)


@act("advance", statuses=("draft", *RUNNING), undoable=False)
def advance(do: Acting, reasons: Reasons = None) -> None:
    """Take the next move: run the gate of the step and go on, or say everything that is missing."""
    step = do.on.request.step
    gate = gate_of(step)
    assert gate is not None
    code = gate.act
    if code == "advance":
        if not ACTS["take"].holds_role(do.on, do.who, do.today):
            raise NotAllowed("E-ROLE", roles=LEADS)
        pass_gate(do, reasons)
        return
    target = ACTS[code]
    if found := target.why_not(do.on, do.who, do.today):
        raise NotAllowed(found[0].code, found[0].field, found, act=code, **dict(found[0].values))
    if code == "confirm":
        pass_gate(do, reasons)
    else:
        target.run(do, **parsed(do.store, target.inputs, {"reasons": reasons} if reasons else {}))


# ---- back, out, and in again -------------------------------------------------------------------------------------
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


def unjudged(do: Acting, record: Record) -> dict[str, None]:
    """Who comes to testing is judged anew: no criterion has a verdict, and acceptance no result."""
    for c in record.criteria:
        if c.verdict is not None:
            do.put(replace(c, verdict=None, measured=None))
    return dict.fromkeys(("result", "result_reason", "rectification_on"))


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
