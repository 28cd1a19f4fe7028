"""The priority: business proposes, technical confirms or counter-proposes, until both say the same."""

from __future__ import annotations

from dataclasses import replace

from bihuan.store.acts import Acting, act
from bihuan.store.rules.ball import agreed_priority
from bihuan.store.rules.planned import PriorityProposal
from bihuan.store.rules.record import Priority

BEFORE_DESIGN = ("draft", "submitting", "assessing", "designing", "developing", "testing")


def propose(do: Acting, value: Priority) -> None:
    """Write what the person's party holds the priority to be, if it says something new."""
    party = do.who.party if do.on.request.status != "draft" else "business"
    said = [p for p in do.on.priority_proposals if p.party == party]
    if said and said[-1].value == value:
        return
    made = do.put(
        PriorityProposal(
            request=do.on.request.id, party=party, value=value, by=do.who.id or None, at=do.at, **do.entered
        )
    )
    both = replace(do.on, priority_proposals=(*do.on.priority_proposals, made))
    if agreed_priority(both) is not None and do.on.request.priority != value:
        do.put(replace(do.on.request, priority=value))


@act(
    "priority",
    statuses=BEFORE_DESIGN,
    roles=("requester", "business_contact", "business_head", "technical_contact", "technical_lead", "technical_head"),
)
def priority(do: Acting, value: Priority) -> None:
    """Agree to the priority or propose another."""
    propose(do, value)
