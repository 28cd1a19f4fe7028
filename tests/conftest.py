"""What every test may ask for."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30  # bytes that a run may come to need
BESIDE = Path(__file__).resolve().parents[2] / "shared"


def pytest_configure() -> None:
    """Keep the tests' folders in memory where there is room: stores with their real settings wait for no disk there."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    if roomy and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:  # hooks and editors of tests are started from there
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


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
