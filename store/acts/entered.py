"""What was entered for somebody who was not at a terminal: that person may contest it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from bihuan.store.acts import Acting, act
from bihuan.store.acts.judged import settle
from bihuan.store.acts.rows import row_of
from bihuan.store.errors import NotAllowed
from bihuan.store.rules.course import stays
from bihuan.store.rules.field import F
from bihuan.store.rules.freeze import voided
from bihuan.store.rules.happened import Confirmation, Criterion, Judgement
from bihuan.store.rules.planned import PriorityProposal, SignOff

# What binds the person in whose name it was entered, by the word for it.
BOUND: dict[str, type[SignOff | Judgement | Confirmation | PriorityProposal]] = {
    "signature": SignOff,
    "acceptance": Judgement,
    "confirmation": Confirmation,
    "priority": PriorityProposal,
}
Bound = Annotated[str, F("choice", choices=tuple(BOUND))]


@act("contest", undoable=False)
def contest(do: Acting, what: Bound, row: int, reason: Annotated[str, F("markdown")]) -> None:
    """Contest what was entered in one's name: it no longer counts, and the reason stands in the history."""
    found = row_of(do.on, BOUND[what], row)
    if found.by != do.who.id or found.entered_by is None:
        raise NotAllowed("E-CONTEST-OTHER", "row")
    do.reason = reason
    match found:
        case SignOff():
            for gone in voided(do.on, found, do.at):
                do.put(gone)
        case Confirmation():
            do.put(replace(found, void=True))
        case PriorityProposal():
            do.put(replace(found, dropped=True))
        case Judgement():
            take_back(do, found, reason)


def take_back(do: Acting, judgement: Judgement, reason: str) -> None:
    """A verdict no longer counts: its issue is answered by the reason, and what it came to is reckoned without it."""
    do.put(replace(judgement, dropped=True))
    opened = (i for i in do.on.issues if (i.criterion, i.at) == (judgement.criterion, judgement.at))
    for issue in (i for i in opened if i.resolved_at is None and judgement.verdict == "fail"):
        do.put(replace(issue, resolution=reason, resolved_by=do.who.id, resolved_at=do.at))
    round = stays(do.on)[-1].round
    if judgement.round == round:
        judged = row_of(do.on, Criterion, judgement.criterion)
        settle(do, replace(judged, verdict=None, measured=None), round)
