"""What stands beside a gate or a form while one decides: requests like this one, and how full the owners' weeks are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from bihuan.store import numbers, past
from bihuan.store.acts.rows import as_typed
from bihuan.store.file import Store
from bihuan.store.past import Compared
from bihuan.store.rules.load import Load, Week
from bihuan.store.rules.record import Record
from bihuan.store.rules.similar import Alike, Reference
from bihuan.tui.cells import cut, pad, width
from bihuan.tui.lines import Line, Span, line
from bihuan.tui.sight import Sight

SHOWN = 5  # so many similar requests are shown beside a gate; beside a form fewer, it is short
BESIDE_A_FORM = 3
SCHEDULES = ("work_items", "milestones")

Beside = Compared | tuple[Load, ...]


def asked(record: Record, name: str, rows: Iterable[Mapping[str, Any]]) -> Callable[[Store], Beside] | None:
    """What stands beside the typing of a field or of rows of a table: a question to the store, or None."""
    if name == "estimate_days":
        return lambda store: past.compare(store, record)
    if name in SCHEDULES:
        return lambda store: numbers.load_beside(store, as_typed(store.team, record, name, rows))
    return None


def beside_lines(sight: Sight, found: Beside, estimate: Any, columns: int) -> list[Line]:
    """Lay out what stands beside a form."""
    if isinstance(found, Compared):
        words = [*class_words(sight, found.took), *low_words(sight, found.took, estimate)]
        return [*like_lines(sight, found.found, columns, BESIDE_A_FORM), *(line(Span(f" {w}", "soon")) for w in words)]
    return [weeks_line(sight, one) for one in found]


# ---- requests like this one --------------------------------------------------------------------------------------
def like_lines(sight: Sight, found: Iterable[Alike], columns: int, most: int = SHOWN) -> list[Line]:
    """A line for each similar request: its name and title, then how like it is and what it took."""
    some = list(found)[:most]
    facts = [like_facts(sight, one) for one in some]
    room = columns - max(map(width, facts), default=0) - 4
    names = [cut(f"{one.past.name} {one.past.title or ''}", room) for one in some]
    return [line(f" {pad(name, room)}  ", Span(fact, "muted")) for name, fact in zip(names, facts, strict=True)]


def like_facts(sight: Sight, one: Alike) -> str:
    """How like it is, what it was thought to take and what it took, how often it was done again."""
    found = one.past
    values = {"estimate": found.estimate, "actual": found.actual, "rework": found.rework or None}
    took = [sight.say(f"beside.{name}", n=sight.plain(name, n)) for name, n in values.items() if n is not None]
    return " · ".join((sight.status(found.status), sight.say("beside.alike", n=one.score), *took))


def class_words(sight: Sight, took: Reference) -> Iterator[str]:
    """What the closed ones took, where there are any."""
    if took.count:
        p50, p80 = (sight.plain("days", days) for days in (took.p50, took.p80))
        yield sight.say("numbers.similar.took", n=took.count, p50=p50, p80=p80)


def low_words(sight: Sight, took: Reference, estimate: Any) -> Iterator[str]:
    """That an estimate is lower than what nearly all of them took."""
    if took.warns(estimate):
        yield sight.say("numbers.similar.low", days=sight.plain("days", estimate), p20=sight.plain("days", took.p20))


# ---- the owners' weeks -------------------------------------------------------------------------------------------
def weeks_line(sight: Sight, one: Load) -> Line:
    """One owner's weeks: person-days of working days, one that is too full marked."""
    who = sight.short(one.person) if one.person is not None else sight.say("numbers.load.nobody")
    weeks = (
        Span(f"{'!' if w.overload else ' '}{w.monday:%m-%d} {sight.plain('days', w.effort)}/{w.capacity}  ",
             "soon" if w.overload else "muted")
        for w in one.weeks
    )  # fmt: skip
    return line(Span(f" {sight.say('beside.load', who=who)} ", "muted"), *weeks)


def overloads(found: Iterable[Load]) -> list[tuple[int, Week]]:
    """The weeks on which more lies than they have working days, with whose they are."""
    return [(one.person, w) for one in found if one.person is not None for w in one.weeks if w.overload]


def overload_words(sight: Sight, who: int, week: Week) -> str:
    """An overload in a sentence, as a concern says it."""
    effort = sight.plain("days", week.effort)
    return sight.say("beside.overload", who=sight.short(who), week=week.monday, effort=effort, capacity=week.capacity)
