"""The preview of a request beside the list: what it is, who has the ball, what is due, goals, what its gate wants."""

from __future__ import annotations

from collections.abc import Sequence

from bihuan.store.rules.ball import agreed_priority
from bihuan.store.rules.columns import Holder
from bihuan.store.rules.record import Check, Record
from bihuan.store.rules.steps import ENDS, gate_of
from bihuan.tui.cells import pad, width, wrap
from bihuan.tui.lines import Line, Role, Span, line, rule, wrap_line
from bihuan.tui.sight import Sight

DUES = 2


def preview(
    sight: Sight,
    record: Record,
    checks: Sequence[Check],
    dues: Sequence[Line],
    holder: Holder,
    columns: int,
    framed: bool,
) -> list[Line]:
    """Lay out the preview; below a list it begins with a rule that holds the title."""
    title = sight.title(record)
    lines: list[Line] = (
        [rule(title, columns)] if framed else [line(Span(f" {row}", "head")) for row in wrap(title, columns - 1)]
    )
    lines += _wrapped(_facts(sight, record), columns)
    lines.append(_ball(sight, record, holder))
    lines += [line(" ", *row) for one in dues[:DUES] for row in wrap_line(one, columns - 2, 2)]
    lines += _progress(sight, record, columns)
    lines += _questions(sight, record, columns)
    lines += _goals(sight, record, columns)
    lines += _gate(sight, record, checks, columns)
    return lines


def _wrapped(text: str, columns: int, role: Role = "text") -> list[Line]:
    return [line(Span(f" {row}", role)) for row in wrap(text, columns - 2)]


def _facts(sight: Sight, record: Record) -> str:
    request = record.request
    parts = [sight.choice("type", request.type)] if request.type else []
    if request.priority:
        words = f"{sight.label('priority')} {sight.choice('priority', request.priority)}"
        agreed = agreed_priority(record) is not None
        parts.append(sight.say("agreed", priority=words) if agreed else sight.say("proposed", priority=words))
    if request.requester:
        parts.append(f"{sight.say('asked_by')} {sight.person(request.requester)}")
    if request.technical_lead:
        parts.append(f"{sight.say('led_by')} {sight.short(request.technical_lead)}")
    return " · ".join(parts) or sight.say("nothing_yet")


def _ball(sight: Sight, record: Record, holder: Holder) -> Line:
    status = record.request.status
    role: Role = "paused" if status == "blocked" else "muted" if status in ENDS else "text"
    return line(Span(f" {sight.status(status)}", role), Span(f"   {sight.ball(holder)}"))


def _progress(sight: Sight, record: Record, columns: int) -> list[Line]:
    """Print the latest progress update while it is developed: whoever looks at the progress sees it."""
    if record.request.step != "developing" or not record.updates:
        return []
    latest = record.updates[-1]
    by, when = sight.short(latest.by), sight.moments.near(latest.at)
    return _wrapped(sight.say("preview.updated", by=by, when=when, text=latest.text), columns)[:3]


def _questions(sight: Sight, record: Record, columns: int) -> list[Line]:
    lines: list[Line] = []
    for question in record.questions:
        if question.answered_at is None:
            by, when = sight.person(question.by), sight.moments.near(question.at)
            words = sight.say("preview.asked", by=by, when=when, text=question.text)
            lines += _wrapped(words, columns, "soon")[:3]
    return lines


def _goals(sight: Sight, record: Record, columns: int) -> list[Line]:
    head = sight.say("preview.goals")
    indent = width(head) + 2
    lines: list[Line] = []
    for goal in record.goals:
        known = " · ".join(filter(None, (goal.target, goal.baseline)))
        rows = wrap(
            f"{goal.n} {goal.what}" + (sight.say("preview.known", known=known) if known else ""), columns - indent - 3
        )
        first = f" {pad(head if not lines else '', indent - 1)}"
        lines.append(line(Span(first, "muted"), rows[0]))
        lines += [line(" " * (indent + 2), row) for row in rows[1:]]
    return lines


def _gate(sight: Sight, record: Record, checks: Sequence[Check], columns: int) -> list[Line]:
    gate = gate_of(record.request.step)
    if gate is None or record.request.status in ENDS:
        return []
    way = f"{sight.say(f'step.{gate.before}')} > {sight.say(f'step.{gate.after}')}"
    if not checks:
        return [line(Span(f" {sight.say('preview.gate')} ", "muted"), f"{way}  ", Span(sight.say("gate.free"), "ok"))]
    count = sight.say("gate.left", n=len(checks))
    lines: list[Line] = [line(Span(f" {sight.say('preview.gate')} ", "muted"), f"{way}  ", Span(count, "soon"))]
    for check in checks:
        mark: Role = "late" if check.severity == "blocking" else "soon"
        for place, row in enumerate(wrap(sight.check(check), columns - 6)):
            sign = ("x" if check.severity == "blocking" else "!") if place == 0 else " "
            lines.append(line(Span(f"   {sign} ", mark if sign == "!" else "text"), Span(row, "muted")))
    return lines
