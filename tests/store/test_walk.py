"""Any sequence of acts leaves the rows as the page says: random acts by random people, looked at after each one.

``pytest -m soak tests/soak/test_walk.py`` walks far longer.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from walking.walk import Walk

LONGEST = 1500  # steps; every act has been undone after a few hundred


def test_every_act_that_can_be_undone_is_done_undone_and_leaves_all_tables_as_they_were(tmp_path: Path) -> None:
    walk = Walk(tmp_path / "walk.db", 2)
    walk.walk(LONGEST, until=lambda: not walk.not_undone)
    walk.close()
    assert walk.not_undone == []


@pytest.mark.parametrize("seed", [1, 2])
def test_what_holds_after_any_act_by_anybody(tmp_path: Path, seed: int) -> None:
    walk = Walk(tmp_path / "walk.db", seed)
    walk.walk(200)
    walk.close()
    assert sum(walk.done.values()) > 80
    assert sum(walk.refused.values()) > 40
