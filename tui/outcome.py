"""What came of an act, in a sentence: of what has two ends (both parties' yes, a verdict), which one it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

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


def outcome(say: Callable[..., str], code: str, record: Record, number: str, before: Record | None) -> str:
    """The sentence of an act that was done, and whose signature it voided.

    Args:
        say: gives a sentence by its code.
        code: the act.
        record: the request as it was left.
        number: what it is called, or several are.
        before: the same as it was before, where that is known.
    """
    end = "settled" if code in SETTLED and SETTLED[code](record) else "done"
    version = record.versions[-1].number if record.versions else 0
    words = say(f"act.{code}.{end}", number=number, version=version)
    return words + "".join(say("cli.unsigned", party=say(f"choice.party.{p}")) for p in unsigned(before, record))


def unsigned(before: Record | None, record: Record) -> Iterator[str]:
    """The parties whose signature stood before an act and is void after it."""
    stood = {s.n for s in before.signoffs if s.void_at is None and s.revoked_at is None} if before else ()
    yield from (s.party for s in record.signoffs if s.n in stood and s.void_at is not None)
