"""What past requests teach a new one: similar ones with what they took, and the lessons that come back.

Plain SQL, frozen values out. Whose requests count is the caller's condition on ``request``; a gate, which is the same
for everybody, leaves confidential ones out.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bihuan.store import read, search
from bihuan.store.rules.record import Record
from bihuan.store.rules.similar import Alike, Past, Reference, described, past, reference, similar, told

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bihuan.store.file import Store
    from bihuan.store.search import Condition

CLOSER = 200  # so many are looked at closely
COMPARED = ("goals", "moves", "launches", "judgements")
OPEN_TO_ALL: Condition = ("NOT request.confidential AND request.status <> 'draft'", ())


def similar_to(
    store: Store, record: Record, seen: Condition = OPEN_TO_ALL, *, closed: bool = False
) -> tuple[Alike, ...]:
    """The requests that are like one, open and closed ones or only closed ones, the likest first."""
    asked = described(record)
    where, args = seen
    where = f"({where}) AND request.id <> ? AND request.number IS NOT NULL" + " AND status = 'closed'" * closed
    allowed = {i for (i,) in store.sql(f"SELECT id FROM request WHERE {where}", (*args, record.request.id))}
    by_words = search.alike(store.db.connection(), told(record), CLOSER * 4)
    chosen = [i for i in by_words if i in allowed][:CLOSER]
    by_system = [i for i in sharing_a_system(store, record) if i in allowed][:CLOSER]
    return similar(asked, compared(store, {*chosen, *by_system}))


def sharing_a_system(store: Store, record: Record) -> list[int]:
    """The requests that concern one of the systems of a request, the newest first."""
    wanted = json.dumps(record.request.systems)
    return [
        i
        for (i,) in store.sql(
            "SELECT request.id FROM request WHERE EXISTS (SELECT 1 FROM json_each(request.systems) s "
            "WHERE s.value IN (SELECT value FROM json_each(?))) ORDER BY request.id DESC",
            (wanted,),
        )
    ]


def compared(store: Store, ids: Iterable[int]) -> list[Past]:
    """Requests as a comparison sees them, with only the rows that it needs."""
    return [past(record, store.calendar) for record in read.records(store, sorted(ids), only=COMPARED)]


def reference_of(store: Store, record: Record) -> Reference:
    """What closed requests like one took, for its gate."""
    return reference(similar_to(store, record, closed=True))
