"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"


@pytest.fixture(scope="session")
def corpora() -> Path:
    """Real and hostile data by others, kept beside the project; the continuous checks must have it."""
    if not CORPORA.is_dir():
        reason = f"no data by others at {CORPORA}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return CORPORA
