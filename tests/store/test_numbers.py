"""The numbers of requests: three digits, four from the thousandth on, a series of its own for each year."""

from __future__ import annotations

from pathlib import Path

import pytest

from bihuan.store import file
from bihuan.store.rules.record import Person, Request

KEEPER = Person(login="keeper", name="孙档", party="technical", keeper=True)


SERIES = ((None, "001"), (1, "002"), (998, "999"), (999, "1000"), (1000, "1001"))


@pytest.mark.parametrize(("last", "following"), SERIES)
def test_a_number_has_four_digits_from_1000_on(tmp_path: Path, last: int | None, following: str) -> None:
    with file.create(tmp_path / "s.db", KEEPER) as store, store.acting("test") as do:
        if last is not None:
            do.put(Request(number=f"2026-{last:03}"))
        do.put(Request(number="2025-042"))
        assert store.allot(2026) == f"2026-{following}"
