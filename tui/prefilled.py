"""What stands in an act's form at first: what the row under the cursor says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bihuan.store.acts import Act
from bihuan.store.rules.field import Child
from bihuan.store.rules.happened import Issue, RetrospectiveItem
from bihuan.store.rules.record import Record
from bihuan.tui.form import open_rows


def of_row(code: str, row: Child | None) -> Mapping[str, Any]:
    """What an act takes from a row: what a new request follows from, the text of a lesson."""
    match code, row:
        case "follow", Issue(resolved_at=None, became=None, n=n):
            return {"issue": str(n)}
        case "follow", RetrospectiveItem(kind="suggestion", became=None, n=n):
            return {"suggestion": str(n)}
        case "lesson", RetrospectiveItem(kind="shortcoming", text=text):
            return {"text": text}
    return {}


def untaught(record: Record) -> RetrospectiveItem | None:
    """The first shortcoming that is no lesson yet."""
    taught = {lesson.text for lesson in record.lessons}
    return next((one for one in record.retrospective if one.kind == "shortcoming" and one.text not in taught), None)


def row_meant(act: Act[Any], record: Record, row: Child | None) -> int:
    """The number of the row under the cursor, where the act is about one of its kind; 0 where it is not."""
    wanted = {i.ref for i in act.inputs if i.kind == "row" and i.required}
    return row.n if row is not None and row.many in wanted and row in open_rows(record, row.many) else 0
