"""Ten thousand random acts, several times over: nothing but refusals in words, and every law holds after each step."""

from __future__ import annotations

from pathlib import Path

import pytest
from walking.walk import Walk

pytestmark = pytest.mark.soak
STEPS = 10_000
# What a walk must have been through, or it tells little: every step, each end, and the ways back.
THROUGH = {"closed", "rejected", "withdrawn", "launched"}
BACK = {"return", "rollback", "reopen"}


@pytest.mark.parametrize("seed", range(101, 106))
def test_what_holds_after_ten_thousand_steps(tmp_path: Path, seed: int) -> None:
    walk = Walk(tmp_path / "walk.db", seed)
    walk.walk(STEPS)
    moves = walk.store.sql("SELECT kind, to_status FROM move").fetchall()
    walk.close()
    assert {to for _, to in moves} >= THROUGH
    assert {kind for kind, _ in moves} >= BACK
    assert walk.not_undone == []
