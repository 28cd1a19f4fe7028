"""Who has to answer on the priority, and from when on the heads decide: what was said, in order, as a table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bihuan.store.rules.ball import bargain, passes_on
from bihuan.store.rules.planned import PriorityProposal
from bihuan.store.rules.record import Party, Priority
from bihuan.store.rules.settings import DEFAULTS, Numbers

PARTY: dict[str, Party] = {"B": "business", "T": "technical"}
VALUE: dict[str, Priority] = {"h": "high", "m": "medium", "l": "low"}
SAID = (
    # what was said, agreed, whose turn, the heads decide
    ("", None, None, False),
    ("Bm", None, "technical", False),
    ("Bm Tm", "medium", None, False),
    ("Bm Th", None, "business", False),
    ("Bm Th Bh", "high", None, False),
    ("Bm Th Bl", None, "technical", False),
    ("Bm Th Bm Th", None, "technical", True),
    ("Bm Th Bl Tm", None, "technical", True),
    ("Bm Th Bm Th Bh", None, "technical", True),  # one head alone decides nothing
    ("Bm Th Bm Th Tm", None, "business", True),
    ("Bm Th Bm Th Tm Bm", "medium", None, False),
    ("Bm Th Bm Th Tm Bh", None, "technical", True),
    ("Bm Th Bm Th Tm Bh Th", "high", None, False),
    ("Bm Th Bh Tl Bl Tm", None, "business", False),  # an agreement begins the count anew
    ("Th", None, "business", False),
    ("Th Tm Tl", None, "business", False),  # nothing to counter yet
)


def said(words: str, numbers: Numbers) -> list[PriorityProposal]:
    """What was said, each word knowing whether it is the one too many."""
    found: list[PriorityProposal] = []
    for w in words.split():
        party, value = PARTY[w[0]], VALUE[w[1]]
        heads = passes_on(bargain(found), party, value, numbers)
        found.append(PriorityProposal(party=party, value=value, heads=heads))
    return found


@pytest.mark.parametrize(("words", "agreed", "turn", "heads"), SAID)
def test_who_has_to_answer_on_the_priority(words: str, agreed: Any, turn: Any, heads: bool) -> None:
    found = bargain(said(words, DEFAULTS))
    assert (found.agreed, found.turn, found.heads) == (agreed, turn, heads)


def test_a_team_sets_after_how_many_counter_proposals_the_heads_decide() -> None:
    patient = replace(DEFAULTS, priority_counters=3)
    assert not bargain(said("Bm Th Bm Tl", patient)).heads
    assert bargain(said("Bm Th Bm Tl Bm Th", patient)).heads
    assert bargain(said("Bm Th", replace(DEFAULTS, priority_counters=1))).heads
