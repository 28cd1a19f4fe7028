"""What time alone has brought about, found and handed out: each reminder once to each receiver, whoever looks.

A receiver is a hook, by its path, or nobody: the line that ``bihuan tick`` prints. Only reminders of requests that the
person who ticks may see are found, so a hook learns no more than the person who runs it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from bihuan.store import read
from bihuan.store.rules.hours import moment_of
from bihuan.store.rules.record import Record
from bihuan.store.rules.reminders import Reminder, come, reminders, told_to
from bihuan.store.rules.running import clocks
from bihuan.store.rules.workdays import date_of, is_open
from bihuan.store.text import LANGS, Lang, has, say
from bihuan.store.text.measures import count_words

if TYPE_CHECKING:
    from bihuan.store.file import Store

PRINTED = ""  # the receiver of what is printed
KEY = "request, kind, clock, act, party, row, started_at, dated"
SAME = " AND ".join(f"t.{column} = r.{column}" for column in KEY.split(", "))
# Every reminder whose time has come and which one of the receivers has not got, for the request and the receiver.
WAITING = f"""
SELECT r.request, w.value, r.kind, r.clock, r.act, r.party, r.row, r.started_at, r.dated
FROM reminder r CROSS JOIN json_each(?) w JOIN request ON request.id = r.request
WHERE r.at <= ? AND (r.kind <> 'reminder_80' OR r.due_at >= ?) AND {{}}
    AND NOT EXISTS (SELECT 1 FROM tick t WHERE {SAME} AND t.receiver = w.value)
ORDER BY r.request, r.at
"""


@dataclass(frozen=True, slots=True)
class Event:
    """A reminder of a request, as hooks and lists read it.

    Attributes:
        request: its number, and its title unless it is confidential or a draft.
        to: the logins that it is for.
    """

    id: int
    request: str
    title: str | None
    status: str
    step: str
    urgent: bool
    confidential: bool
    reminder: Reminder
    to: tuple[str, ...]


def tick(store: Store, receivers: Sequence[str] = (PRINTED,), limit: int = 0) -> list[tuple[Event, tuple[str, ...]]]:
    """Claim what has come for receivers that have not got it: each event with those it is to be handed to now.

    Args:
        store: open for writing.
        receivers: the hooks by their paths; ``PRINTED`` for what is printed.
        limit: at most so many events, 0 for all.

    Raises:
        Unavailable: the store cannot be written.
    """
    found = list(waiting(store, receivers))
    if not found:
        return []
    with store.writing():
        claimed = []
        for event, wanted in found:
            if got := tuple(w for w in wanted if claim(store, event, w)):
                claimed.append((event, got))
            if limit and len(claimed) == limit:
                break
        return claimed


def claim(store: Store, event: Event, receiver: str) -> bool:
    """Note that a receiver gets an event; False when somebody else was first."""
    store.sql(
        "INSERT OR IGNORE INTO tick VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (event.id, *event.reminder.key, receiver, store.now()),
    )
    return bool(store.db.connection().changes())


def waiting(store: Store, receivers: Sequence[str]) -> Iterator[tuple[Event, tuple[str, ...]]]:
    """What has come and who has not got it; nothing outside working hours, except of urgent requests."""
    now = store.now()
    seen, mine = read.seen_by(store, store.me)
    if not is_open(store.calendar, now):
        seen += " AND request.type = 'urgent'"
    rows = store.sql(WAITING.format(seen), (json.dumps(list(receivers)), now, now, *mine)).fetchall()
    for rid, some in groupby(rows, key=lambda row: row[0]):
        wanted: dict[tuple[Any, ...], list[str]] = {}
        for _, receiver, *key in some:
            wanted.setdefault(tuple(key), []).append(receiver)
        for event in events(store, read.record(store, rid, history=True), now):
            if (found := wanted.get(event.reminder.key)) is not None:
                yield event, tuple(found)


def events(store: Store, record: Record, now: int) -> Iterator[Event]:
    """What time has brought about on a request and still is so, as it stands now."""
    r = record.request
    running = clocks(record, store.calendar, now)
    people = record.team.people
    for one in reminders(record, running, store.calendar):
        if come(one, now):
            to = told_to(record, one, date_of(store.calendar, now))
            logins = tuple(people[p].login for p in to)
            title = None if r.confidential or r.status == "draft" else r.title
            urgent = r.type == "urgent"
            yield Event(r.id, record.name, title, r.status, r.step, urgent, r.confidential, one, logins)


# ---- as others read it -------------------------------------------------------------------------------------------
def told(event: Event, store: Store) -> dict[str, Any]:
    """An event as JSON: what hooks get on standard input."""
    zone, one = store.calendar.info, event.reminder
    due = None if one.due_at is None else moment_of(one.due_at, zone).isoformat()
    return {
        "schema": 1,
        "event": one.kind,
        "request": event.request,
        "title": event.title,
        "status": event.status,
        "step": event.step,
        "urgent": event.urgent,
        "confidential": event.confidential,
        "clock": one.clock,
        "act": one.act,
        "row": one.row,
        "party": one.party,
        "at": moment_of(one.at, zone).isoformat(),
        "due": due,
        "to": list(event.to),
        "text": {lang: sentence(event, store, lang) for lang in LANGS},
        "demo": store.team.demo,
    }


def sample(store: Store) -> dict[str, Any]:
    """An event for trying a hook: of the same form, about no request."""
    form = dict.fromkeys(("request", "title", "status", "step", "clock", "act", "row", "party", "due"))
    at = moment_of(store.now(), store.calendar.info).isoformat()
    flags = {"urgent": False, "confidential": False, "demo": store.team.demo}
    text = {lang: say("reminder.test", lang) for lang in LANGS}
    return {"schema": 1, "event": "test", **form, **flags, "at": at, "to": [], "text": text}


def sentence(event: Event, store: Store, lang: Lang) -> str:
    """An event in words."""
    one = event.reminder
    act = say(f"owed.{one.act}" if has(f"owed.{one.act}", lang) else f"act.{one.act}.label", lang)
    due = "-" if one.due_at is None else f"{moment_of(one.due_at, store.calendar.info):%Y-%m-%d %H:%M}"
    what = event.request if event.title is None else say("reminder.what", lang, number=event.request, title=event.title)
    numbers, clock = store.team.numbers, say(f"clock.{one.clock}", lang)
    late = count_words(numbers.reminder_heads, "working_days", lang)
    told = {"what": what, "act": act, "clock": clock, "due": due, "percent": numbers.reminder_percent, "late": late}
    return say(f"reminder.{one.kind}", lang, **told)
