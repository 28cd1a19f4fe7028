"""Requests of other trackers in the neutral form, one JSON object a line: what a line becomes in our record. Pure.

Nothing is lost and nothing invented. What has a field of ours goes there; all other keys stay together as JSON, dates
as they were written among them; a thing that cannot be right is kept and flagged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Final

from bihuan.store.exchange.moments import moment
from bihuan.store.rules.checks import graphemes, title_limit
from bihuan.store.rules.field import Child
from bihuan.store.rules.kept import ImportedComment, ImportedEvent
from bihuan.store.rules.record import FIELDS, Request, Status, Step
from bihuan.store.rules.settings import Numbers
from bihuan.store.rules.steps import ENDS

LIMIT: Final = 1_000_000  # characters of one imported text; a longer one is refused, never cut

# Keys with a place of their own in the record; every other one is kept as it stands.
PLACED: Final = frozenset({"source", "id", "title", "status", "people", "body_md", "events", "comments"})


class Unfit(Exception):
    """A line cannot be taken: the code of its sentence, the key it is about, and values."""

    def __init__(self, code: str, key: str = "", **values: object) -> None:
        self.code, self.key, self.values = code, key, values
        super().__init__(code, key)


@dataclass(frozen=True, slots=True)
class Brought:
    """One line as rows of ours, without a number yet.

    Attributes:
        request: the request; `created_at` is 0 where the line tells no time.
        rows: its history, and of our own exports all else; rows of one table stand together.
        year: of its number: the year it was created, else of its first event; None where neither is known.
        files: the bytes of its attachments.
    """

    request: Request
    rows: tuple[Child, ...]
    year: int | None
    files: tuple[bytes, ...] = ()


def brought(data: Mapping[str, Any], statuses: Mapping[str, Status], zone: tzinfo, numbers: Numbers) -> Brought:
    """Map one line.

    Raises:
        Unfit: a key is missing, of the wrong kind, or a text is too long.
    """
    source, source_id, title = (_text(data, key, needed=True) for key in ("source", "id", "title"))
    events = tuple(_event(e) for e in _objects(data, "events"))
    comments = tuple(_comment(c) for c in _objects(data, "comments"))
    written = {key: _text(data, key) for key in ("status", "created", "closed", "type", "priority")}
    times = {key: moment(text, zone) for key in ("created", "closed") if (text := written[key])}
    status = _status(written, statuses)
    first = next((at for e in events if (at := moment(e.at, zone)) is not None), None)
    created = times.get("created") if times.get("created") is not None else first
    request = Request(
        source=source,
        source_id=source_id,
        title=title,
        description=_text(data, "body_md") or None,
        status=status,
        step=_step(status, events, statuses),
        created_at=created or 0,
        step_since=_since(events, zone) or created or 0,
        closed_at=_closed(status, written, times, events, zone),
        type=_own(written["type"], "type"),
        priority=_own(written["priority"], "priority"),
        flags=tuple(_flags(title or "", written, times, statuses, numbers)),
        imported_people=_people(data),
        imported_status=written["status"],
        imported_rest=_rest(data, PLACED),
    )
    return Brought(request, (*events, *comments), _year(written["created"], times, events, zone))


def _flags(
    title: str,
    written: Mapping[str, str | None],
    times: Mapping[str, int | None],
    statuses: Mapping[str, Status],
    numbers: Numbers,
) -> Iterator[str]:
    """Yield what is odd about a line, by code."""
    if graphemes(title) > title_limit(title, numbers):
        yield "title_long"
    if written["status"] not in statuses:
        yield "status_unknown"
    for key, at in times.items():
        if at is None:
            yield f"{key}_impossible"
    if (closed := times.get("closed")) is not None and closed < (times.get("created") or closed):
        yield "closed_before_created"


def _status(written: Mapping[str, str | None], statuses: Mapping[str, Status]) -> Status:
    """Ours for theirs; one that the table lacks is closed where a closing date is written, else open."""
    return statuses.get(written["status"] or "") or ("closed" if written["closed"] else "submitting")


def _step(status: Status, events: tuple[ImportedEvent, ...], statuses: Mapping[str, Status]) -> Step:
    """Where it stands; an ended one stands where its last event before the end left it."""
    if status not in ("rejected", "withdrawn", "blocked"):
        return status  # type: ignore[return-value]
    stood = [s for e in events if (s := statuses.get(e.to_status or "")) and s not in ENDS and s != "blocked"]
    return stood[-1] if stood else "submitting"  # type: ignore[return-value]


def _since(events: tuple[ImportedEvent, ...], zone: tzinfo) -> int | None:
    return next((at for e in reversed(events) if (at := moment(e.at, zone)) is not None), None)


def _closed(
    status: Status,
    written: Mapping[str, str | None],
    times: Mapping[str, int | None],
    events: tuple[ImportedEvent, ...],
    zone: tzinfo,
) -> int | None:
    """When it ended: the date that is written, else the event that brought its last status."""
    if status not in ENDS:
        return None
    if (at := times.get("closed")) is not None:
        return at
    last = next((e for e in reversed(events) if e.to_status and e.to_status == written["status"]), None)
    return moment(last.at, zone) if last else None


def _year(
    created: str | None, times: Mapping[str, int | None], events: tuple[ImportedEvent, ...], zone: tzinfo
) -> int | None:
    """The year as it is written, whatever the zone."""
    if created and times.get("created") is not None:
        return int(created[:4])
    return next((int(e.at[:4]) for e in events if moment(e.at, zone) is not None), None)


def _own(written: str | None, field: str) -> Any:
    """Their word where it is one of ours; otherwise it is only kept."""
    return written if written in FIELDS[field].choices else None


def _event(data: Mapping[str, Any]) -> ImportedEvent:
    return ImportedEvent(
        at=_text(data, "at") or "",
        from_status=_text(data, "from"),
        to_status=_text(data, "to"),
        who=_text(data, "who"),
        rest=_rest(data, frozenset({"at", "from", "to", "who"})),
    )


def _comment(data: Mapping[str, Any]) -> ImportedComment:
    return ImportedComment(
        at=_text(data, "at"),
        who=_text(data, "who"),
        kind=_text(data, "kind"),
        text=_text(data, "text") or "",
        rest=_rest(data, frozenset({"at", "who", "kind", "text"})),
    )


def _rest(data: Mapping[str, Any], placed: frozenset[str]) -> str | None:
    """All keys without a place, as JSON in the order in which they stood."""
    rest = {key: value for key, value in data.items() if key not in placed}
    return json.dumps(rest, ensure_ascii=False, separators=(",", ":")) if rest else None


def _text(data: Mapping[str, Any], key: str, *, needed: bool = False) -> str | None:
    value = data.get(key)
    if value is None or (needed and value == ""):
        if needed:
            raise Unfit("E-IMPORT-MISSING", key)
        return None
    if not isinstance(value, str):
        raise Unfit("E-IMPORT-TEXT", key)
    if len(value) > LIMIT:
        raise Unfit("E-IMPORT-LONG", key, count=len(value), limit=LIMIT)
    return value


def _people(data: Mapping[str, Any]) -> tuple[str, ...]:
    people = data.get("people") or []
    if not isinstance(people, list) or not all(isinstance(p, str) for p in people):
        raise Unfit("E-IMPORT-TEXTS", "people")
    return tuple(people)


def _objects(data: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    rows = data.get(key) or []
    if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
        raise Unfit("E-IMPORT-OBJECTS", key)
    return rows
