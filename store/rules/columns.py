"""The columns that many tables share."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from bihuan.store.rules.field import F

At = Annotated[int, F("instant", typed=False)]
AtIf = Annotated[int | None, F("instant", typed=False)]
By = Annotated[int, F("person", ref="person", typed=False)]
ByIf = Annotated[int | None, F("person", ref="person", typed=False)]
Owner = Annotated[int | None, F("person", ref="person")]
Day = Annotated[date | None, F("day")]
Long = Annotated[str, F("markdown")]
LongIf = Annotated[str | None, F("markdown")]
Party = Literal["business", "technical"]
Verdict = Literal["pass", "fail"]
Holder = Literal["business", "technical", "testing", "third_party", "nobody"]
# What somebody without a terminal said or signed: who entered it, how it came, the attachment that proves it.
EnteredBy = ByIf
Channel = Annotated[str | None, F(typed=False)]
# The request that the row was carried over into.
Became = Annotated[int | None, F("request", ref="request", typed=False)]
ProofOf = Annotated[int | None, F("row", ref="attachment", typed=False)]
