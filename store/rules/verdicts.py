"""The verdict on a promise, frozen when its clock stops, with the calendar it was reckoned by.

Later edits of the calendar change open clocks only (``spec/clocks.md``, "Rules").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from bihuan.store.rules.columns import At, AtIf
from bihuan.store.rules.field import Child, F

Key = tuple[str, str, str, int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict(Child):
    """How a clock ended: met, missed, or void and neither."""

    table: ClassVar[str] = "verdict"
    many: ClassVar[str] = "verdicts"
    part: ClassVar[int] = 5
    clock: Annotated[str, F(typed=False)]
    act: Annotated[str, F(typed=False)] = ""
    party: Annotated[str, F(typed=False)] = ""
    row: Annotated[int, F("int", typed=False)] = 0
    started_at: At = 0
    due_at: AtIf = None
    stopped_at: At = 0
    state: Annotated[Literal["met", "missed", "void"], F(typed=False)]
    estimated: Annotated[bool, F("bool", typed=False)] = False
    cycle: Annotated[int, F("int", typed=False)] = 1
    calendar: Annotated[str, F(typed=False)] = ""

    @property
    def key(self) -> Key:
        """Which clock it is the verdict on: the same act of one row may be owed by both parties, and again later."""
        return self.clock, self.act, self.party, self.row, self.started_at
