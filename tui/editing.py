"""Who may write which field, said before anything is typed, not after; and which act fills a field."""

from __future__ import annotations

from typing import Any

from bihuan.store.rules.freeze import FROZEN_ROWS, frozen
from bihuan.store.rules.record import FIELDS, MANY, Person, Record

# Fields that are filled by an act rather than by typing into them.
FILLED_BY = {
    "signoffs": "sign",
    "contacts": "confirm",
    "concerns": "respond",
    "questions": "answer",
    "issues": "resolve",
    "confirmations": "close",
    "monitoring_note": "monitor",
    "feedback": "feedback",
    "business_review": "sign",
    "test_runs": "test",
    "reviews": "review",
}


def why_not_edit(record: Record, me: Person | None, head: str) -> tuple[str, dict[str, Any]] | None:
    """Give the code and the values of the refusal that editing a field or a table would meet; None when it may be.

    Only what the request itself tells is looked at: the act has the last word.
    """
    party = MANY[head].edited_by if head in MANY else FIELDS[head].f.party
    if me is not None and record.request.status != "draft" and party not in ("either", me.party):
        return "E-FIELD-PARTY", {"party": party}
    freezes = head in FROZEN_ROWS or (head in FIELDS and FIELDS[head].f.frozen)
    return ("E-FROZEN", {}) if freezes and frozen(record) else None
