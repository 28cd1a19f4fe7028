"""What remains of the issues 遗留问题: what goes along with a launch, and what is to be settled before closing. Pure.

``spec/workflow.md``, "Steps": an open issue blocks launch only if marked serious or belonging to a failed criterion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bihuan.store.rules.ball import full_launch
from bihuan.store.rules.happened import Issue
from bihuan.store.rules.record import Record


def remainders(record: Record) -> Iterator[Issue]:
    """The issues that were open when it was launched, while it is not those open now, and that did not block it."""
    launch = full_launch(record)
    failed = {c.n for c in record.criteria if c.verdict == "fail"}
    for i in record.issues:
        there = launch is None or i.at <= launch.at
        left = i.resolved_at is None or (launch is not None and i.resolved_at > launch.at)
        if there and left and not i.serious and i.criterion not in failed:
            yield i


def unresolved(record: Record, statuses: Iterable[tuple[int, str]]) -> tuple[Issue, ...]:
    """The issues that are neither resolved nor carried over; a draft, or one withdrawn, takes over nothing.

    Args:
        record: the request.
        statuses: of the requests that it is linked to.
    """
    over = {i for i, status in statuses if status not in ("draft", "withdrawn")}
    return tuple(i for i in record.issues if i.resolved_at is None and i.became not in over)


def open_remainders(record: Record, statuses: Iterable[tuple[int, str]]) -> Iterator[Issue]:
    """The remainders that somebody still has to settle."""
    left = unresolved(record, statuses)
    return (i for i in remainders(record) if i in left)
