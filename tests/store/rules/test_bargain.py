"""Who has to answer on the priority, and from when on the heads decide: what was said, in order, as a table."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.store.rules.ball import bargain
from bihuan.store.rules.planned import PriorityProposal

PARTY = {"B": "business", "T": "technical"}
VALUE = {"h": "high", "m": "medium", "l": "low"}
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


@pytest.mark.parametrize(("words", "agreed", "turn", "heads"), SAID)
def test_who_has_to_answer_on_the_priority(words: str, agreed: Any, turn: Any, heads: bool) -> None:
    said = [PriorityProposal(party=PARTY[w[0]], value=VALUE[w[1]]) for w in words.split()]  # type: ignore[arg-type]
    found = bargain(said)
    assert (found.agreed, found.turn, found.heads) == (agreed, turn, heads)
