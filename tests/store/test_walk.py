"""Any sequence of acts leaves the rows as the page says: random acts by random people, looked at after each one.

``pytest -m soak tests/soak/test_walk.py`` walks far longer.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from walking.walk import Walk

from bihuan.store.acts.every import ACTS

LONGEST = 750  # steps of one walk; what it has not come to by then another comes to sooner
SEEDS = range(1, 7)


def test_every_act_that_can_be_undone_is_done_undone_and_leaves_all_tables_as_they_were(tmp_path: Path) -> None:
    left = set(ACTS)
    for seed in SEEDS:
        left = left_of(Walk(tmp_path / f"{seed}.db", seed), left)
    assert left == set()


def left_of(walk: Walk, wanted: set[str]) -> set[str]:
    """Of the acts that were to be undone, those that a walk did not come to."""
    left = wanted.intersection
    walk.walk(LONGEST if left(walk.not_undone) else 0, until=lambda: not left(walk.not_undone))
    walk.close()
    return left(walk.not_undone)


@pytest.mark.parametrize("seed", [1, 2])
def test_what_holds_after_any_act_by_anybody(tmp_path: Path, seed: int) -> None:
    walk = Walk(tmp_path / "walk.db", seed)
    walk.walk(200)
    walk.close()
    assert sum(walk.done.values()) > 80
    assert sum(walk.refused.values()) > 40
