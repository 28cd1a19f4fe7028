"""What one party proposes and the other agrees to or not; of those the lifting of the mark confidential 内部 itself.

The requester or the technical lead gives the mark at once; that a request is found by everybody, and published after
its end, both parties agree to (``spec/workflow.md``, "Who sees what").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any

from bihuan.store.acts import Acting, act
from bihuan.store.errors import Conflict, NotAllowed
from bihuan.store.rules.field import F
from bihuan.store.rules.freeze import signed_version, standing_signatures
from bihuan.store.rules.kept import Proposal, ProposalKind
from bihuan.store.rules.record import Check, Person, Record
from bihuan.store.rules.roles import roles_of, stood_in_for
from bihuan.store.rules.steps import reached

STOPPING = ("cancel", "defer")
MARKERS = ("requester", "technical_lead")


def put_proposal(do: Acting, kind: ProposalKind, reason: str, **known: Any) -> None:
    """Leave it to the other party; what a kind says beside its reason stands in columns of its own.

    Raises:
        Conflict: one of that kind waits for the other party.
    """
    if any(p.kind == kind and p.decided_at is None for p in do.on.proposals):
        raise Conflict("E-PROPOSAL-OPEN", kind=kind)
    rid, who = do.on.request.id, do.who
    do.put(Proposal(request=rid, kind=kind, reason=reason, party=who.party, by=who.id, at=do.at, **known))


def refuse_signed(do: Acting) -> None:
    """What both have signed, or what is past design, no party ends alone: the other one agrees to cancel it.

    Raises:
        NotAllowed: it is so.
    """
    both = len(standing_signatures(do.on)) == 2 or signed_version(do.on) is not None
    if both or reached(do.on.request.step, "developing"):
        raise NotAllowed("E-WITHDRAW-SIGNED")


def void_proposals(do: Acting) -> None:
    """What was proposed to stop the request ends with it, undecided: a reopening does not bring it back."""
    for p in do.current.proposals:
        if p.decided_at is None and p.kind in STOPPING:
            do.put(replace(p, decided_at=do.at))


def is_confidential(record: Record, who: Person) -> Iterator[Check]:
    """There is a mark to be lifted."""
    if not record.request.confidential:
        yield Check("E-NOT-CONFIDENTIAL", "confidential")


@act("disclose", roles=MARKERS, unless=(is_confidential,), ended=True)
def disclose(do: Acting, reason: Annotated[str, F("markdown")]) -> None:
    """Propose that the request is no longer confidential; of a draft the mark goes at once."""
    if do.on.request.status == "draft":
        do.put(replace(do.on.request, confidential=False))
    else:
        put_proposal(do, "open", reason)


def marked(do: Acting, wanted: bool) -> bool:
    """What the mark is after somebody has set it: given at once, lifted only by the other party's consent.

    Raises:
        NotAllowed: neither requester nor technical lead, nor their deputy.
    """
    record, who = do.on, do.who
    if record.request.status == "draft" or wanted == record.request.confidential:
        return wanted
    persons = {who.id} | stood_in_for(record.team, who.id, do.today)
    if not any(set(MARKERS) & roles_of(record, p) for p in persons):
        raise NotAllowed("E-ROLE", "confidential", roles=MARKERS)
    if not wanted:
        put_proposal(do, "open", do.reason or "")
    return True
