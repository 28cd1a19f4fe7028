"""Who may write which field: said before anything is typed, not after."""

from __future__ import annotations

from typing import Any

from bihuan.store.rules.freeze import FROZEN_ROWS, frozen
from bihuan.store.rules.record import FIELDS, MANY, Person, Record


def why_not_edit(record: Record, me: Person | None, head: str) -> tuple[str, dict[str, Any]] | None:
    """Give the code and the values of the refusal that editing a field or a table would meet; None when it may be.

    Only what the request itself tells is looked at: the act has the last word.
    """
    party = MANY[head].edited_by if head in MANY else FIELDS[head].f.party
    if me is not None and record.request.status != "draft" and party not in ("either", me.party):
        return "E-FIELD-PARTY", {"party": party}
    freezes = head in FROZEN_ROWS or (head in FIELDS and FIELDS[head].f.frozen)
    return ("E-FROZEN", {}) if freezes and frozen(record) else None
