"""What is counted of published requests: who had the ball, clocks met and missed, goals come true, lessons, statistics.

Everything is reckoned at the end of each request, never at the time of a build, so that two builds are alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

from bihuan.site.rows import Reader
from bihuan.site.values import Applied, Goal, Held, Learnt, Stopped
from bihuan.store.rules.figures import days_of_minutes, share
from bihuan.store.rules.happened import LessonAnswer
from bihuan.store.rules.holding import elapsed, minutes, spells
from bihuan.store.rules.lessons import asked_at, code_of
from bihuan.store.rules.record import CHILDREN, Record
from bihuan.store.rules.stats import WANTED, Figure, asked, stats
from bihuan.store.rules.window import measured
from bihuan.store.rules.workdays import Calendar
from bihuan.store.text.clocks import about_words

# Of requests that have ended no promise is late and still open.
NEVER = frozenset({"late"})
UNUSED = {cls.many: () for cls in CHILDREN if cls.many not in WANTED}


def held(record: Record, calendar: Calendar, ended_at: int) -> tuple[Held, ...]:
    """Who had the ball, the longest first; the minutes sum exactly to the lead time."""
    found = spells(record, calendar, ended_at)
    worked, plain = minutes(found, calendar), elapsed(found)
    whole = sum(worked.values())
    parts = (
        Held(holder, n, days_of_minutes(calendar, n), share(n, whole), plain[holder]) for holder, n in worked.items()
    )
    return tuple(sorted(parts, key=lambda part: (-part.minutes, part.holder)))


def stopped(record: Record, reader: Reader) -> tuple[Stopped, ...]:
    """Every clock that stopped, in the order in which they did."""
    ended = sorted(record.verdicts, key=attrgetter("stopped_at", "n"))
    return tuple(
        Stopped(
            v.clock,
            about_words(record, v, reader.lang),
            reader.line(v.party),
            reader.moment(v.due_at),
            reader.moment(v.stopped_at),
            v.state,
        )
        for v in ended
    )


def goals(record: Record, reader: Reader) -> tuple[Goal, ...]:
    """What became of each goal by its last measurement; of what was not closed nothing can have come true."""
    if record.request.status != "closed":
        return ()
    last = {m.goal: m for m in measured(record)}
    found: list[Goal] = []
    for goal in record.goals:
        what, target = reader.line(goal.what), reader.line(goal.target or "")
        if (m := last.get(goal.n)) is None:
            found.append(Goal(what, target))
        else:
            found.append(Goal(what, target, reader.line(m.value), m.on.isoformat(), m.verdict))
    return tuple(found)


# ---- statistics --------------------------------------------------------------------------------------------------
def bare(record: Record, reader: Reader, ended_at: int) -> Record:
    """A record with only what figures are made of, and no word in it that is not for the public."""
    rows: dict[str, tuple[object, ...]] = dict(UNUSED)
    rows["blocks"] = tuple(b if b.ended_at else replace(b, ended_at=ended_at) for b in record.blocks)
    rows["verdicts"] = tuple(replace(v, party=reader.line(v.party)) for v in record.verdicts)
    rows["acknowledgements"] = tuple(
        replace(a, code=reader.line(a.code), classes=tuple(map(reader.line, a.classes)))
        for a in record.acknowledgements
    )
    department = reader.line(record.request.department or "") or None
    # Without the long texts, of which no figure is made, the records of a whole archive fit into memory.
    request = replace(record.request, department=department, background=None, description=None, solution=None)
    return replace(record, request=request, **rows)  # type: ignore[arg-type]


def figures(records: Iterable[Record], calendar: Calendar, now: int) -> tuple[Figure, ...]:
    """The statistics over published requests only.

    Args:
        records: bare ones.
        calendar: of the team.
        now: when the last of them ended.
    """
    found = stats(records, asked(calendar, now))
    return tuple(replace(f, values=tuple(pair for pair in f.values if pair[0] not in NEVER)) for f in found)


# ---- lessons -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Told:
    """What one published request tells of lessons: its own, and what it did about those of others."""

    lessons: tuple[tuple[int, Learnt], ...]
    answers: tuple[tuple[LessonAnswer, Applied], ...]


def told(record: Record, reader: Reader, title: str) -> Told:
    """Read the lessons and answers of a request in their public form."""
    lessons = (
        Learnt(
            code=code_of(one.id),
            text=reader.prose(one.text),
            source=record.name,
            title=title,
            type=reader.line(one.type or ""),
            step=reader.line(asked_at(one)),
            words=tuple(map(reader.line, one.words)),
            system=reader.line(one.system or ""),
            people=reader.named_in(reader.prose(one.text)),
        )
        for one in record.lessons
    )
    answers = (Applied(record.name, title, a.answer, reader.line(a.why or "")) for a in record.lesson_answers)
    return Told(
        tuple(zip((one.id for one in record.lessons), lessons, strict=True)),
        tuple(zip(record.lesson_answers, answers, strict=True)),
    )


def learnt(all_told: Iterable[Told]) -> tuple[Learnt, ...]:
    """Every lesson with what published requests did about it; newest lesson and newest answer first."""
    lessons: dict[int, Learnt] = {}
    answers: dict[int, list[tuple[LessonAnswer, Applied]]] = {}
    for one in all_told:
        lessons |= dict(one.lessons)
        for answer, applied in one.answers:
            answers.setdefault(answer.lesson, []).append((answer, applied))
    return tuple(
        replace(lessons[i], applied=tuple(_newest_first(answers.get(i, ())))) for i in sorted(lessons, reverse=True)
    )


def _newest_first(answers: Iterable[tuple[LessonAnswer, Applied]]) -> Iterator[Applied]:
    for _, applied in sorted(answers, key=lambda pair: (pair[0].at, pair[1].number), reverse=True):
        yield applied
