"""``bihuan similar`` and ``bihuan lessons``: what past requests teach a new one."""

from __future__ import annotations

from typing import Any

import click

from bihuan.store import past, read
from bihuan.store.file import Store
from bihuan.store.past import Taught
from bihuan.store.rules.hours import moment_of
from bihuan.store.rules.lessons import asked_at, code_of
from bihuan.store.rules.similar import Alike, Reference
from bihuan.tui.columns import days, print_table
from bihuan.tui.commands.beside import told
from bihuan.tui.session import Session
from bihuan.tui.verb import verb


@verb("similar")
@click.argument("no", metavar="NO")
def similar(here: Session, no: str) -> None:
    """List the requests that are like one, what they were thought to take and what they took."""
    store = here.open()
    record = read.record(store, here.find(store, no))
    compared = past.compare(store, record)
    held = compared.took
    if here.json:
        estimate = days(record.request.estimate_days)
        here.print_json(similar=[told(a) for a in compared.found], reference=told_reference(held), estimate=estimate)
        return
    print_table(here, SIMILAR, [line(here, a) for a in compared.found], 1)
    if not compared.found:
        here.tell("numbers.similar.none", number=record.name)
    elif held.count:
        here.tell("numbers.similar.took", n=held.count, p50=days(held.p50), p80=days(held.p80))
    if held.warns(record.request.estimate_days):
        here.tell("numbers.similar.low", days=days(record.request.estimate_days), p20=days(held.p20))


SIMILAR = ("number", "title", "status", "type", "alike", "estimate", "actual", "rework")


def line(here: Session, found: Alike) -> tuple[object, ...]:
    """A similar request in a table."""
    one = found.past
    kind = one.described.kind
    status = here.say(f"short.status.{one.status}")
    took = (days(one.estimate), days(one.actual), one.rework)
    return one.name, one.title, status, here.say(f"short.type.{kind}") if kind else None, f"{found.score}%", *took


def told_reference(held: Reference) -> dict[str, Any]:
    """What closed requests of the kind took, as programs read it."""
    return {"count": held.count, "p20": days(held.p20), "p50": days(held.p50), "p80": days(held.p80)}


# ---- lessons -----------------------------------------------------------------------------------------------------
@verb("lessons")
def lessons(here: Session) -> None:
    """List the lessons: when they come back, what they came from, where they applied."""
    store = here.open()
    found = past.taught(store, read.seen_by(store, store.me))
    if here.json:
        here.print_json(lessons=[told_lesson(store, one) for one in found])
        return
    print_table(here, LESSONS, [lesson_line(here, one) for one in found], 1, 2)
    if not found:
        here.tell("numbers.lessons.none")


LESSONS = ("lesson", "text", "trigger", "source", "done", "not_applicable", "waiting")


def lesson_line(here: Session, one: Taught) -> tuple[object, ...]:
    """A lesson in a table: its answers counted."""
    lesson = one.learnt.lesson
    said = [here.say(f"short.type.{lesson.type}") if lesson.type else ""]
    said += [here.say(f"short.status.{asked_at(lesson)}"), lesson.system or "", *lesson.words]
    trigger = " · ".join(filter(None, said))
    counts = [sum(a.answer.answer == answer for a in one.answers) for answer in ("done", "not_applicable")]
    return code_of(lesson.id), lesson.text, trigger, one.learnt.source, *counts, len(one.waiting)


def told_lesson(store: Store, one: Taught) -> dict[str, Any]:
    """A lesson as programs read it."""
    lesson, zone = one.learnt.lesson, store.calendar.info
    return {
        "id": lesson.id,
        "code": code_of(lesson.id),
        "text": lesson.text,
        "request": one.learnt.source,
        "at": moment_of(lesson.at, zone).isoformat() if lesson.at else None,
        "type": lesson.type,
        "step": asked_at(lesson),
        "words": list(lesson.words),
        "system": lesson.system,
        "applied": [
            {
                "request": a.name,
                "answer": a.answer.answer,
                "why": a.answer.why,
                "at": moment_of(a.answer.at, zone).isoformat(),
            }
            for a in one.answers
        ],
        "waiting": list(one.waiting),
    }
