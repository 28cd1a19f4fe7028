"""What is owed now, as a value: an act with its clock, who owes it, from when and until when. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.store.rules.clocks import Code
from bihuan.store.rules.record import Record
from bihuan.store.rules.roles import holders


@dataclass(frozen=True, slots=True)
class Owed:
    """One act that is owed.

    Attributes:
        act: the act that ends it.
        clock: the promise, by the names of ``spec/clocks.md``.
        persons: who owes it.
        due_at: the instant it is due, in UTC milliseconds.
        row: the number of the row it is about, 0 for none.
        from_at: before this instant it does not show.
        estimated: the due time rests on a year without official data.
        disputed: it is the launch date, and a later one is asked for.
    """

    act: str
    clock: Code
    persons: tuple[int, ...]
    due_at: int | None
    row: int = 0
    from_at: int = 0
    estimated: bool = False
    disputed: bool = False


def untaken_import(record: Record) -> bool:
    """History from elsewhere promises nothing here until somebody takes it."""
    return record.request.source is not None and not holders(record, "technical_lead")
