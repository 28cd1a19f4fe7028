"""Whether a retrospective is suggested: after a missed clock, rework or high priority; it is never demanded. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from bihuan.store.rules.ball import agreed_priority
from bihuan.store.rules.checks import warning
from bihuan.store.rules.record import Check, Record
from bihuan.store.rules.running import Running
from bihuan.store.rules.similar import rework


def suggested(record: Record, running: Iterable[Running]) -> Check | None:
    """Why a retrospective is suggested before closing; None where nothing asks for one, or somebody has answered."""
    r = record.request
    if r.status != "launched" or record.retrospective or r.no_retrospective:
        return None
    missed = sum(c.state == "missed" for c in running)
    again = rework(record) + sum(not c.editorial for c in record.changes)
    priority = agreed_priority(record) or r.priority
    if not missed and not again and priority != "high":
        return None
    return warning("G6-20", "retrospective", missed=missed, rework=again, priority=priority)
