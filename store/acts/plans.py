"""The plan after signing: other dates of the milestones, and delays that are nobody's fault."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, cast

from bihuan.store import read
from bihuan.store.acts import Acting, act
from bihuan.store.errors import BadInput, NotAllowed, NotFound, Refused
from bihuan.store.rules.field import F
from bihuan.store.rules.freeze import FROZEN_MILESTONE
from bihuan.store.rules.gates import schedule, unsettled
from bihuan.store.rules.happened import Contact
from bihuan.store.rules.kept import Delay
from bihuan.store.rules.planned import Milestone
from bihuan.store.rules.roles import LEADS

OUT_OF_ORDER = "G3-10"
Reason = Annotated[str, F("markdown")]
Channel = Annotated[str, F("line")]


@act("replan", statuses=("assessing", "designing", "developing", "testing", "blocked"), roles=LEADS)
def replan(do: Acting, milestones: tuple[Milestone, ...], reason: Reason, channel: Channel = "chat") -> None:
    """Move milestones that leave the launch date, with a reason, told to business; no signature is needed.

    Raises:
        Refused: the dates would be out of order.
    """
    for row in cast(tuple[dict[str, Any], ...], milestones):  # as given, a row of the plan by its id or its kind
        kind, n, on = row.get("kind"), row.get("n"), row.get("on")
        found = next((m for m in do.on.milestones if (m.kind == kind if n is None else str(m.n) == str(n))), None)
        if found is None:
            raise NotFound("E-NO-ROW", "milestones", many="milestones", n=n or kind)
        if on is None:
            raise BadInput("E-INPUT-MISSING", "milestones.on", name="milestones.on")
        if found.kind == FROZEN_MILESTONE and on != found.on:
            raise NotAllowed("E-FROZEN", "milestones")
        do.put(replace(found, on=on, owner=row.get("owner") or found.owner))
    planned = do.current
    around = read.circumstances(do.store, planned, do.at)
    if left := [c for c in unsettled(planned, schedule(planned, around)) if c.code == OUT_OF_ORDER]:
        raise Refused(*left)
    tell(do, reason, channel)


@act("delay", statuses=("designing", "developing", "testing", "launched", "blocked"), roles=LEADS)
def delay(do: Acting, reason: Reason, plan: Reason, channel: Channel) -> None:
    """Record a delay by force majeure: its reason and the new plan, told to business at once; it is not a miss."""
    do.put(Delay(request=do.on.request.id, reason=reason, plan=plan, by=do.who.id, at=do.at))
    tell(do, plan, channel)


def tell(do: Acting, text: str, channel: str) -> None:
    """Log the contact in which business was told.

    Raises:
        BadInput: no channel is named.
    """
    if not channel.strip():
        raise BadInput("E-INPUT-MISSING", "channel", name="channel")
    do.put(Contact(request=do.on.request.id, at=do.at, by=do.who.id, channel=channel, text=text))
