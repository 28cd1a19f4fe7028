"""Lessons that come back: at which gate of a later request one is shown, and that it must be answered there. Pure.

A lesson's trigger is a type, a step, words and a system; what it leaves open fits every request, and one without a step
is asked when the request is assessed, where the plan is made that it may change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bihuan.store.rules.freeze import steps_ending
from bihuan.store.rules.happened import Lesson
from bihuan.store.rules.record import Check, Record
from bihuan.store.rules.terms import Term, fold, matches

WITHOUT_A_STEP = "assessing"


@dataclass(frozen=True, slots=True)
class Learnt:
    """A lesson and what the request it came from is called."""

    lesson: Lesson
    source: str


def code_of(lesson: int) -> str:
    """What people call a lesson, and the code of its check: ``L-004``."""
    return f"L-{lesson:03}"


def asked_at(lesson: Lesson) -> str:
    """The step at whose gate a lesson is asked."""
    return lesson.step or WITHOUT_A_STEP


def applies(lesson: Lesson, record: Record) -> bool:
    """The trigger fits another request: its type, one of its systems, one of the words in its texts."""
    r = record.request
    if lesson.request == r.id:
        return False
    if lesson.type and lesson.type not in (r.type, r.urgent_kind):
        return False
    if lesson.system and lesson.system not in r.systems:
        return False
    return not lesson.words or holds_one(texts_of(record), lesson.words)


def holds_one(text: str, words: Iterable[str]) -> bool:
    """A text holds one of some words, as search finds them."""
    return any(matches(Term(wanted), text) for word in words if (wanted := fold(word)))


def texts_of(record: Record) -> str:
    """The texts that say what a request is about and how it is to be done, in the normal form of search."""
    r = record.request
    texts = [r.title, r.background, r.description, r.effect, r.approach, r.resources, r.solution]
    texts += [part for g in record.goals for part in (g.what, g.target)]
    texts += [i.title for i in record.work_items]
    texts += [part for risk in record.risks for part in (risk.text, risk.plan)]
    return "\n".join(fold(text) for text in texts if text)


def unanswered(record: Record, learnt: Iterable[Learnt]) -> Iterator[Check]:
    """A check for each lesson that applies at the gates that are passed next and that nobody has answered."""
    answered, steps = {a.lesson for a in record.lesson_answers}, steps_ending(record)
    for one in learnt:
        lesson = one.lesson
        if lesson.id not in answered and asked_at(lesson) in steps and applies(lesson, record):
            values = (("lesson", lesson.id), ("text", lesson.text), ("number", one.source))
            yield Check(code_of(lesson.id), "lesson_answers", values=values)
