"""The course of a request: from a draft through its gates to closing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from bihuan.store import documents, read
from bihuan.store.acts import ACTS, Acting, act, edit
from bihuan.store.acts.edit import Fields
from bihuan.store.acts.inputs import parsed
from bihuan.store.acts.proposals import void_proposals
from bihuan.store.acts.settle import Reasons, settle
from bihuan.store.errors import BadInput, NotAllowed, Refused
from bihuan.store.rules.checks import Circumstances
from bihuan.store.rules.field import F
from bihuan.store.rules.freeze import steps_ending
from bihuan.store.rules.gates import confirm as confirmed
from bihuan.store.rules.gates import unmet
from bihuan.store.rules.happened import Contact, Question
from bihuan.store.rules.kept import Debt, HandOver, Move
from bihuan.store.rules.planned import PriorityProposal
from bihuan.store.rules.promised import REACHED_BY
from bihuan.store.rules.record import Check, Person, Record, Request
from bihuan.store.rules.roles import LEADS, awaits_requester, holders
from bihuan.store.rules.steps import RUNNING, gate_of
from bihuan.store.rules.urgent import becomes_debt, debtor, is_urgent

Reason = Annotated[str, F("markdown")]


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


def unjudged(do: Acting, record: Record) -> dict[str, None]:
    """Who comes to testing is judged anew: no criterion has a verdict, and acceptance no result."""
    for c in record.criteria:
        if c.verdict is not None:
            do.put(replace(c, verdict=None, measured=None))
    return dict.fromkeys(("result", "result_reason", "rectification_on"))


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
