"""What benchmarks of many requests take: made ones that were never told in acts."""

from __future__ import annotations

from bihuan.store.file import Store
from bihuan.store.rules.record import TABLES, Request

STANDS = """
INSERT INTO standing(request, ball, due_at, due_clock, estimated, disputed, newest)
VALUES (?, 'technical', ?, 'response', 0, 0, 0)
"""


def fill(store: Store, count: int) -> None:
    """Put so many open requests into a fresh store, each due at a time of its own; a list reads no more of them."""
    columns = TABLES.row(Request(status="assessing", step="assessing"))
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join(f":{name}" for name in columns)
    rows = (
        {**columns, "id": n, "number": f"2026-{n:05}", "title": f"订单状态实时同步 {n}"} for n in range(1, count + 1)
    )
    with store.acting("fill"):
        many = store.db.connection().executemany
        many(f"INSERT INTO request({names}) VALUES ({marks})", rows)
        many(STANDS, ((n, 1_700_000_000_000 + n * 7_919 % 10_007) for n in range(1, count + 1)))
