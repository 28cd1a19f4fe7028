"""What past requests teach a new one: similar ones with what they took, and the lessons that come back.

Plain SQL, frozen values out. Whose requests count is the caller's condition on ``request``; a gate, which is the same
for everybody, leaves confidential ones out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bihuan.store import read, search
from bihuan.store.rules.happened import Lesson, LessonAnswer
from bihuan.store.rules.lessons import WITHOUT_A_STEP, Learnt, applies, asked_at
from bihuan.store.rules.record import Record
from bihuan.store.rules.similar import Alike, Past, Reference, described, past, reference, similar, told
from bihuan.store.rules.steps import ENDS, reached

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bihuan.store.file import Store
    from bihuan.store.search import Condition

CLOSER = 100  # so many are looked at closely
COMPARED = ("goals", "moves", "launches", "judgements")
TRIGGERS = ("goals", "work_items", "risks", "lesson_answers")
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


@dataclass(frozen=True, slots=True)
class Compared:
    """The requests like one that a person may see, and what the closed ones among them took."""

    found: tuple[Alike, ...]
    took: Reference


def compare(store: Store, record: Record) -> Compared:
    """What the person at the store is shown beside a request that is written, submitted or estimated."""
    seen = read.seen_by(store, store.me)
    return Compared(similar_to(store, record, seen), reference(similar_to(store, record, seen, closed=True)))


def reference_of(store: Store, record: Record) -> Reference:
    """What closed requests like one took, for its gate."""
    return reference(similar_to(store, record, closed=True))


# ---- lessons -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Answered:
    """What a request did about a lesson."""

    request: int
    name: str
    answer: LessonAnswer


@dataclass(frozen=True, slots=True)
class Taught:
    """A lesson with where it came from and where it applied.

    Attributes:
        learnt: the lesson.
        answers: what requests did about it, the newest first.
        waiting: open requests that it will be asked of, or is.
    """

    learnt: Learnt
    answers: tuple[Answered, ...]
    waiting: tuple[str, ...]


def learnt(store: Store, step: str) -> tuple[Learnt, ...]:
    """The lessons that are asked at the gate of a step."""
    return learnt_where(store, "coalesce(step, ?) = ?", WITHOUT_A_STEP, step)


def learnt_where(store: Store, where: str = "1", *args: Any, seen: Condition = OPEN_TO_ALL) -> tuple[Learnt, ...]:
    """The lessons for which a condition holds, of requests for which another does; the oldest first."""
    ids = f"SELECT request.id FROM request WHERE {seen[0]}"
    lessons = read.rows(
        store, Lesson, f"WHERE NOT dropped AND ({where}) AND request IN ({ids}) ORDER BY id", *args, *seen[1]
    )
    names = read.named(store, (one.request for one in lessons))
    return tuple(Learnt(one, names[one.request]) for one in lessons)


def taught(store: Store, seen: Condition = OPEN_TO_ALL) -> tuple[Taught, ...]:
    """Every lesson, the newest first; of requests that may not be seen neither lessons nor answers."""
    ids = f"SELECT request.id FROM request WHERE {seen[0]}"
    answers = read.rows(store, LessonAnswer, f"WHERE NOT dropped AND request IN ({ids}) ORDER BY at DESC", *seen[1])
    names = read.named(store, (a.request for a in answers))
    before = before_their_gate(store, seen)
    return tuple(
        Taught(
            one,
            tuple(Answered(a.request, names[a.request], a) for a in answers if a.lesson == one.lesson.id),
            tuple(r.name for r in before if is_to_come(one.lesson, r)),
        )
        for one in reversed(learnt_where(store, seen=seen))
    )


def before_their_gate(store: Store, seen: Condition) -> list[Record]:
    """The open requests, with what a trigger asks of them."""
    where = f"status NOT IN ({', '.join('?' * len(ENDS))}) AND {seen[0]}"
    ids = [i for (i,) in store.sql(f"SELECT request.id FROM request WHERE {where} ORDER BY id", (*ENDS, *seen[1]))]
    return list(read.records(store, ids, only=TRIGGERS))


def is_to_come(lesson: Lesson, record: Record) -> bool:
    """The gate at which a lesson is asked lies ahead of an open request that it applies to, and it is not answered."""
    if any(a.lesson == lesson.id for a in record.lesson_answers):
        return False
    return reached(asked_at(lesson), record.request.step) and applies(lesson, record)
