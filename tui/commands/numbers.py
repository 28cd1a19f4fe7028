"""``bihuan load`` and ``queue``: whose weeks are too full, and what is to be scheduled next."""

from __future__ import annotations

from typing import Any

from bihuan.store import numbers, read
from bihuan.store.file import Store
from bihuan.store.rules.ball import agreed_priority
from bihuan.store.rules.load import Week
from bihuan.store.rules.record import Record
from bihuan.tui.columns import days, print_table
from bihuan.tui.session import Session
from bihuan.tui.verb import verb


# ---- load --------------------------------------------------------------------------------------------------------
@verb("load")
def load(here: Session) -> None:
    """Print the person-days of each owner by week, and which weeks are too full."""
    store = here.open()
    found = numbers.load_of(store, store.now())
    names = seen_names(store, {rid for one in found for w in one.weeks for rid, _ in w.of})
    if here.json:
        told = [
            {"person": login(store, one.person), "weeks": [told_week(w, names) for w in one.weeks]} for one in found
        ]
        here.print_json(load=told)
        return
    rows = [
        (person(here, store, one.person), w.monday, days(w.effort), w.capacity, over(here, w), of_week(here, w, names))
        for one in found
        for w in one.weeks
    ]
    print_table(here, ("person", "week", "effort", "capacity", "overload", "requests"), rows, 5)
    if not rows:
        here.tell("numbers.load.none")


def seen_names(store: Store, ids: set[int]) -> dict[int, str]:
    """What those of some requests are called that the person may see."""
    return read.named(store, read.visible(store, ids))


def told_week(w: Week, names: dict[int, str]) -> dict[str, Any]:
    """A week as programs read it; what may not be named is counted."""
    return {
        "week": w.monday.isoformat(),
        "effort_days": days(w.effort),
        "capacity_days": w.capacity,
        "overload": w.overload,
        "requests": [{"number": names[i], "effort_days": days(e)} for i, e in w.of if i in names],
        "unnamed": sum(i not in names for i, _ in w.of),
    }


def of_week(here: Session, w: Week, names: dict[int, str]) -> str:
    """The requests of a week with their person-days."""
    said = [f"{names[i]} {days(e)}" for i, e in w.of if i in names]
    unnamed = sum(i not in names for i, _ in w.of)
    return " · ".join([*said, here.say("numbers.load.unnamed", n=unnamed)] if unnamed else said)


def over(here: Session, w: Week) -> str | None:
    """By how much a week is over its measure."""
    return f"! {days(w.effort - w.capacity)}" if w.overload else None


def login(store: Store, of: int | None) -> str | None:
    """A person's login."""
    found = store.team.people.get(of or 0)
    return found.login if found else None


def person(here: Session, store: Store, of: int | None) -> str:
    """A person's name, or that it is nobody's yet."""
    found = store.team.people.get(of or 0)
    return found.name if found else here.say("numbers.load.nobody")


# ---- queue -------------------------------------------------------------------------------------------------------
@verb("queue")
def queue(here: Session) -> None:
    """Print the requests that have no plan yet, in the order of agreed priority and expected launch."""
    store = here.open()
    found = numbers.queue_of(store)
    if here.json:
        here.print_json(queue=[told_place(r) for r in found])
        return
    print_table(here, QUEUE, [place(here, n, r) for n, r in enumerate(found, 1)], 2)
    if not found:
        here.tell("numbers.queue.none")


QUEUE = ("place", "number", "title", "priority", "expected", "status", "estimate")


def told_place(record: Record) -> dict[str, Any]:
    """A request of the queue as programs read it."""
    r = record.request
    return {
        "number": record.name,
        "title": r.title,
        "agreed_priority": agreed_priority(record),
        "priority": r.priority,
        "expected_launch": r.expected_launch.isoformat() if r.expected_launch else None,
        "status": r.status,
        "estimate_days": days(r.estimate_days),
    }


def place(here: Session, n: int, record: Record) -> tuple[object, ...]:
    """A request of the queue in a table; a priority that is not agreed says so."""
    r, agreed = record.request, agreed_priority(record)
    words = here.say(f"choice.priority.{r.priority}") if r.priority else None
    priority = words if agreed or words is None else here.say("numbers.queue.proposed", priority=words)
    status = here.say(f"short.status.{r.status}")
    return n, record.name, r.title, priority, r.expected_launch, status, days(r.estimate_days)
