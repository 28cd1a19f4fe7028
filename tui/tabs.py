"""The three tabs of a request's page that are not parts of the record: documents, questions, history."""

from __future__ import annotations

from bihuan.store.rules.record import Record
from bihuan.tui.cells import pad, wrap
from bihuan.tui.lines import Line, Role, Span, line
from bihuan.tui.sight import Sight


def documents(sight: Sight, record: Record, columns: int) -> tuple[list[Line], dict[str, int]]:
    """Print the documents by kind, the newest version of each, then the attachments."""
    lines: list[Line] = []
    stops: dict[str, int] = {}
    newest = {document.kind: document for document in record.documents}
    for kind, document in newest.items():
        stops[f"documents.{document.n}"] = len(lines)
        state, role = _document_state(sight, document.frozen_at)
        lines.append(
            line(pad(sight.say(f"document.{kind}"), 30), Span(f"v{document.version}  ", "muted"), Span(state, role))
        )
    for attachment in record.attachments:
        stops[f"attachments.{attachment.n}"] = len(lines)
        lines.append(line(Span(pad(sight.say("attachment"), 10), "muted"), attachment.name))
    if not lines:
        lines = [(), line(Span(f"  {sight.say('documents.none')}", "muted"))]
    return lines, stops


def _document_state(sight: Sight, frozen_at: int | None) -> tuple[str, Role]:
    if frozen_at is None:
        return sight.say("documents.open"), "muted"
    return sight.say("documents.frozen", when=sight.moments.full(frozen_at)), "frozen"


def questions(sight: Sight, record: Record, columns: int) -> tuple[list[Line], dict[str, int]]:
    """Print the questions with their answers, those unanswered first."""
    lines: list[Line] = []
    stops: dict[str, int] = {}
    for question in sorted(record.questions, key=lambda q: q.answered_at is not None):
        stops[f"questions.{question.n}"] = len(lines)
        to = sight.addressee(question.to)
        asked = sight.say("question.head", by=sight.person(question.by), to=to, when=sight.moments.near(question.at))
        asked += sight.entered(record, question.by, question.at)
        stop = f"  {sight.say('question.stops_work')}" if question.stops_work else ""
        mark = Span("  ") if question.answered_at else Span("? ", "soon")
        lines.append(line(mark, Span(f"{question.n} ", "muted"), Span(asked, "muted"), Span(stop, "soon")))
        lines += [line("    ", row) for row in wrap(question.text, columns - 6)]
        if question.answered_at:
            by, at = question.answered_by, question.answered_at
            head = sight.say("question.answer", by=sight.person(by), when=sight.moments.near(at))
            head += sight.entered(record, by, at)
            lines.append(line("    ", Span(head, "muted")))
            lines += [line("    ", Span(row, "ok")) for row in wrap(question.answer or "", columns - 6)]
        lines.append(())
    if not lines:
        lines = [(), line(Span(f"  {sight.say('question.none')}", "muted"))]
    return lines, stops


def history(sight: Sight, record: Record, columns: int) -> tuple[list[Line], dict[str, int]]:
    """Print what happened, the latest first, one entry a line."""
    lines: list[Line] = []
    stops: dict[str, int] = {}
    for entry in reversed(record.history):
        stops[f"entry.{entry.seq}"] = len(lines)
        who = sight.short(entry.by)
        code = f"act.{entry.act}.label"
        words = sight.say(code)
        reason = f" · {entry.reason}" if entry.reason else ""
        late = f" {sight.say('history.later')}" if entry.later else ""
        late += f" {sight.say('history.entered', by=sight.short(entry.entered_by))}" if entry.entered_by else ""
        lines.append(
            line(
                Span(f"{sight.moments.full(entry.since)}  ", "muted"),
                Span(pad(who, 10) + " "),
                Span(words, "accent"),
                Span(reason + late, "muted"),
            )
        )
    if not lines:
        lines = [(), line(Span(f"  {sight.say('history.none')}", "muted"))]
    return lines, stops
