"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[2] / "shared"


def beside(name: str, what: str) -> Path:
    """A folder beside the project; without it a test is skipped, but the continuous checks must have it."""
    found = BESIDE / name
    if not found.is_dir():
        reason = f"no {what} at {found}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def corpora() -> Path:
    """Real and hostile data by others."""
    return beside("corpora", "data by others")


@pytest.fixture(scope="session")
def spec() -> Path:
    """The domain pages, in the users' words."""
    return beside("spec", "domain pages")
