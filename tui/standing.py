"""How a request stands, in words: its step, what is due and by which rule, for how long others held a date up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bihuan.store.rules.figures import days_of_minutes
from bihuan.store.rules.freeze import FROZEN_MILESTONE
from bihuan.store.rules.hours import MINUTE
from bihuan.store.rules.record import Record
from bihuan.store.rules.running import Running
from bihuan.store.rules.steps import ENDS, STEPS
from bihuan.store.rules.workdays import Calendar
from bihuan.tui.form import ROW_MARK
from bihuan.tui.lines import Line, Role, Span, line
from bihuan.tui.sight import Sight

NAMED = 2  # so many who owe it are named; of more it is their party's


def steps_line(sight: Sight, record: Record, columns: int) -> Line:
    """Print the steps with the one it stands at."""
    request = record.request
    spans: list[Span] = [Span(" ")]
    at = STEPS.index(request.step)
    for place, step in enumerate(STEPS[1:], 1):
        words = sight.say(f"step.{step}")
        if place < at:
            spans.append(Span(f"{words}+ ", "ok"))
        elif place == at:
            spans.append(Span(f"[{words}{_days_here(sight, record)}] ", "here"))
        else:
            spans.append(Span(f" {words} " if columns >= 90 else f"{words} ", "muted"))
    if request.status not in STEPS or request.status == "draft":
        spans.append(Span(f" = {sight.status(request.status)}", "paused"))
    if request.returned_from:
        spans.append(Span(f" {sight.say('returned')}", "soon"))
    return tuple(spans)


def _days_here(sight: Sight, record: Record) -> str:
    """Say for how many days it has stood at its step; nothing on the first day, nor when it has ended."""
    request, moments = record.request, sight.moments
    days = (moments.today() - moments.local(request.step_since).date()).days
    return f" {sight.say('time.days', n=days)}" if days > 0 and request.status not in ENDS else ""


def open_clocks(running: Iterable[Running], now: int) -> tuple[Running, ...]:
    """The clocks to show: those that have begun and not stopped, the next due first, paused ones last.

    A waiting period stops by itself when it is over, also where nobody has read the clocks again since.
    """
    begun = (r for r in running if r.open and r.started_at <= now)
    open_ones = (r for r in begun if not r.waiting or r.due_at is None or r.due_at > now)
    return tuple(sorted(open_ones, key=lambda r: (r.due_at is None, r.due_at or 0)))


def due_line(sight: Sight, record: Record, r: Running) -> Line:
    """Say when a clock is due and by which rule, which clock it is, and who owes it."""
    when, role = due_words(sight, r)
    owing = map(sight.short, r.owed_by) if len(r.owed_by) <= NAMED else [sight.say(f"party.{r.party}")]
    who = sight.say("list_comma").join(owing)
    return line(Span(when, role), Span(" · ".join(("", *filter(None, (named(sight, record, r), who)))), "muted"))


def due_words(sight: Sight, r: Running) -> tuple[str, Role]:
    """The due time with its rule, by the words of `bihuan due`."""
    rule = sight.say(f"due.rule.{r.rule}")
    rule = sight.say("due.estimated", rule=rule) if r.estimated else rule
    if r.due_at is None:
        return sight.say("due.paused", minutes=r.remaining // MINUTE, rule=rule), "paused"
    at = sight.moments.full(r.due_at)
    if r.waiting:
        return sight.say("due.until", at=at, rule=rule), "muted"
    rule = f"{rule} · {sight.say('due.disputed')}" if r.disputed else rule
    late = r.due_at < sight.moments.now
    return sight.say("due.passed" if late else "due.at", at=at, rule=rule), "late" if late else "text"


def named(sight: Sight, record: Record, r: Running) -> str:
    """Name a clock, and the act that stops it where the name does not say it; a milestone by its kind, a debt by what
    is owed.
    """
    clock = sight.say(f"clock.{r.code}")
    kind = next((m.kind for m in record.milestones if r.code == "milestone" and m.n == r.row), "")
    act = sight.say(f"owed.{r.act}") if r.act else ""
    field = next((d.field for d in record.debts if r.code == "debt" and d.n == r.row), "")
    more = sight.choice("milestones.kind", kind) if kind else sight.label(field) or act
    return clock if more.casefold() in clock.casefold() else sight.say("clock_of", clock=clock, what=more)


def held_up(
    sight: Sight, calendar: Calendar, record: Record, running: Iterable[Running], how: Mapping[str, str]
) -> Mapping[str, str]:
    """Say for how long others held each milestone up; of one that is still to come, how its date can be moved.

    Args:
        sight: the words.
        calendar: the working calendar.
        record: the request.
        running: its clocks.
        how: the key or command of ``replan``, and of ``change`` for the launch, which is signed.
    """
    kinds = {m.n: m.kind for m in record.milestones}
    found: dict[str, str] = {}
    for r, days in held_days(calendar, running):
        act = "change" if kinds[r.row] == FROZEN_MILESTONE else "replan"
        offer = sight.say(f"due.offer.{act}", how=how[act]) if r.open else ""
        found[f"milestones.{r.row}"] = sight.say("due.held_up", days=days) + offer
    return found


def held_days(calendar: Calendar, running: Iterable[Running]) -> Iterator[tuple[Running, str]]:
    """The milestones that others held up, each with its working days, to a tenth."""
    for r in running:
        days = days_of_minutes(calendar, r.held_up // MINUTE)
        if r.code == "milestone" and days:
            yield r, f"{days.normalize():f}"


def replanning(sight: Sight, calendar: Calendar, record: Record, running: Iterable[Running]) -> Mapping[str, Any]:
    """What the form of re-planning begins with: the dates that may move, and for how long others held them up.

    What was reached stays, and so does the launch, which is signed.
    """
    movable = [m for m in record.milestones if m.kind != FROZEN_MILESTONE and m.reached_on is None]
    logins = {person.id: person.login for person in sight.people.values()}
    rows = [(m.kind, m.on.isoformat(), logins.get(m.owner or 0, "")) for m in movable]
    held = next((days for r, days in held_days(calendar, running) if r.row in {m.n for m in movable}), "")
    why = sight.say("due.held_up", days=held) if held else ""
    return {"milestones": [ROW_MARK.join(filter(None, row)) for row in rows], "reason": why}
