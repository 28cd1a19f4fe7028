"""A digest: what a person owes, is told of and waits for, in a few lines for a mail or a morning's look.

Of another person's digest one sees what both may see.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from bihuan.store import read
from bihuan.store.read import ListRow, Owed
from bihuan.store.rules.hours import instant_of
from bihuan.store.rules.record import Person
from bihuan.store.rules.steps import ENDS
from bihuan.store.rules.workdays import date_of
from bihuan.store.seen import MINE, OWED

if TYPE_CHECKING:
    from bihuan.store.file import Store

TOLD = ("escalation", "nudged", "concerned")  # the lines of an inbox that are no acts
# What is owed by the end of the week shows although its day has not come.
AHEAD = f"""
{OWED}
FROM owed JOIN request ON request.id = owed.request
WHERE person IN ({MINE}) AND from_at > ? AND due_at < ?
GROUP BY owed.request, act, row, clock
"""
NEARLY = """
SELECT request, clock, act, row FROM reminder
WHERE kind = 'reminder_80' AND at <= ? AND due_at >= ? AND request IN (SELECT request FROM owed)
"""
OTHERS = f"""
status NOT IN ('draft', {", ".join(f"'{status}'" for status in sorted(ENDS))})
AND EXISTS (SELECT 1 FROM participant p WHERE p.request = request.id AND p.person = ?)
AND NOT EXISTS (SELECT 1 FROM owed o WHERE o.request = request.id AND o.person = ? AND o.from_at <= ?)
"""


@dataclass(frozen=True, slots=True)
class Digest:
    """What waits for a person at an instant.

    Attributes:
        late: acts that are late.
        today: acts that are due today, unanswered questions first.
        coming: acts that are due by the end of the week; empty when that was not asked for.
        after: the acts that are due later.
        escalated: late acts of others that have come to this person as a head.
        nudged: requests on which somebody asks this person for haste.
        concerned: requests that concern the department that this person is the contact of.
        waiting: requests that the person takes part in and on which somebody else is next.
        nearly: the acts whose owner is reminded that most of their time is spent, by request, clock, act and row.
    """

    person: Person
    now: int
    late: tuple[Owed, ...]
    today: tuple[Owed, ...]
    coming: tuple[Owed, ...]
    after: tuple[Owed, ...]
    escalated: tuple[Owed, ...]
    nudged: tuple[Owed, ...]
    concerned: tuple[Owed, ...]
    waiting: tuple[ListRow, ...]
    nearly: frozenset[tuple[int, str, str, int]]

    def is_nearly_spent(self, owed: Owed) -> bool:
        """Most of the time of an act is spent, as much as the team has set, and it is not late yet."""
        return (owed.request, owed.clock, owed.act, owed.row) in self.nearly


def digest(store: Store, who: Person, *, week: bool = False) -> Digest:
    """What waits for a person, of that what the one at the store may see.

    Args:
        store: the store.
        who: the person.
        week: with what is due until the end of the week.
    """
    now = store.now()
    midnight, sunday = ends(store, now)
    found = read.inbox(store, who)
    if week:
        found += ahead(store, who, now, sunday)
    seen = read.visible(store, {o.request for o in found})
    acts = [o for o in found if o.request in seen and o.act not in TOLD]
    told = [o for o in found if o.request in seen and o.act in TOLD]
    late = [o for o in acts if o.due_at is not None and o.due_at < now]
    today = [o for o in acts if o not in late and o.due_at is not None and o.due_at < midnight]
    coming = [o for o in acts if week and o.due_at is not None and midnight <= o.due_at < sunday]
    others = read.listed(store, OTHERS, who.id, who.id, now, who=who)
    mine = read.visible(store, (row.id for row in others))
    return Digest(
        person=who,
        now=now,
        late=tuple(late),
        today=tuple(today),
        coming=ordered(coming),
        after=ordered(o for o in acts if o not in late and o not in today and o not in coming),
        escalated=tuple(o for o in told if o.act == "escalation"),
        nudged=tuple(o for o in told if o.act == "nudged"),
        concerned=tuple(o for o in told if o.act == "concerned"),
        waiting=tuple(row for row in others if row.id in mine),
        nearly=frozenset(store.sql(NEARLY, (now, now))),
    )


def ends(store: Store, now: int) -> tuple[int, int]:
    """When today ends and when this week ends, on the store's wall clock."""
    day, zone = date_of(store.calendar, now), store.calendar.info
    tomorrow = datetime.combine(day + timedelta(1), time(), zone)
    monday = datetime.combine(day + timedelta(7 - day.weekday()), time(), zone)
    return instant_of(tomorrow), instant_of(monday)


def ahead(store: Store, who: Person, now: int, until: int) -> list[Owed]:
    """The acts whose day has not come, due before an instant."""
    today = date_of(store.calendar, now).isoformat()
    return read.owed_lines(store, AHEAD, who.id, who.id, today, today, now, until)


def ordered(found: Iterable[Owed]) -> tuple[Owed, ...]:
    """By due time; what has none comes last."""
    return tuple(sorted(found, key=lambda o: (o.due_at is None, o.due_at or 0, o.request)))
