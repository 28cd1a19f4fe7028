"""The priority: business proposes, technical confirms or counter-proposes, until both say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bihuan.store.acts import Acting, act
from bihuan.store.acts.hands import marks, prove, refuse_one_hand
from bihuan.store.errors import NotAllowed
from bihuan.store.rules.ball import bargain, passes_on
from bihuan.store.rules.planned import PriorityProposal
from bihuan.store.rules.record import Check, Party, Person, Priority, Record
from bihuan.store.rules.roles import holders, stood_in_for
from bihuan.store.rules.urgent import only_urgent_late

AGREEING = ("requester", "business_contact", "business_head", "technical_contact", "technical_lead", "technical_head")
BEFORE_LAUNCH = ("draft", "submitting", "assessing", "designing", "developing", "testing")


def propose(do: Acting, value: Priority, *, insist: bool = False) -> None:
    """Write what the person's party holds the priority to be, if it says something new.

    Args:
        do: the act.
        value: the priority.
        insist: it is the answer to the other party, also when it repeats what one's own has said.

    Raises:
        NotAllowed: once the heads decide, somebody who is not one.
    """
    party: Party = do.who.party if do.on.request.status != "draft" else "business"
    proposals = do.on.priority_proposals
    now = bargain(proposals)
    if now.heads and not is_head(do, party):
        if not insist and value == next((p.value for p in reversed(proposals) if p.party == party), None):
            return
        raise NotAllowed("E-ROLE", "priority", roles=(f"{party}_head",))
    if now.said.get(party) == value and not (insist and party in now.owing):
        return
    prove(do)
    if now.said.get("business" if party == "technical" else "technical") == value:
        refuse_one_hand(do, [p for p in proposals if p.party != party][-1:])
    heads = passes_on(now, party, value, do.on.team.numbers)
    made = do.put(
        PriorityProposal(
            request=do.on.request.id,
            party=party,
            value=value,
            by=do.who.id or None,
            at=do.at,
            heads=heads,
            **marks(do, AGREEING),
        )
    )
    if bargain((*proposals, made)).agreed is not None and do.on.request.priority != value:
        do.put(replace(do.on.request, priority=value))


def is_head(do: Acting, party: Party) -> bool:
    """The person is the head of their party on this request, or stands in for one who is."""
    persons = {do.who.id} | stood_in_for(do.on.team, do.who.id, do.today)
    return bool(persons & set(holders(do.on, f"{party}_head")))


def may_propose(record: Record, who: Person) -> Iterator[Check]:
    """The priority is settled before the launch; an urgent request may owe it later."""
    return only_urgent_late(record, who, BEFORE_LAUNCH)


@act("priority", statuses=(*BEFORE_LAUNCH, "launched"), roles=AGREEING, unless=(may_propose,))
def priority(do: Acting, value: Priority) -> None:
    """Agree to the priority or propose another; after some counter-proposals the two heads decide."""
    propose(do, value, insist=True)
