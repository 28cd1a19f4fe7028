"""What came of an act, in a sentence: of what has two ends (both parties' yes, a verdict), which one it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bihuan.store.rules.ball import agreed_priority
from bihuan.store.rules.record import Record


def approved(record: Record) -> bool:
    """No change request waits for the other party's yes."""
    return not any(c.state == "proposed" and (c.business_by or c.technical_by) for c in record.changes)


def clear(record: Record) -> bool:
    """The last contact found the request clear."""
    return bool(record.contacts) and record.contacts[-1].verdict == "clear"


SETTLED: Mapping[str, Callable[[Record], bool]] = {
    "confirm": clear,
    "priority": lambda record: agreed_priority(record) is not None,
    "approve": approved,
    "close": lambda record: record.request.status == "closed",
}


def outcome(say: Callable[..., str], code: str, record: Record, number: str) -> str:
    """The sentence of an act that was done, `record` being the request as it was left."""
    end = "settled" if code in SETTLED and SETTLED[code](record) else "done"
    version = record.versions[-1].number if record.versions else 0
    return say(f"act.{code}.{end}", number=number, version=version)
