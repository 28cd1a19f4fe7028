"""``bihuan due``: when is a promise due? For people, and with ``--batch`` for programs; no store is opened."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator

import click

from bihuan.store.due import CALENDARS, answer, answered, question_of
from bihuan.store.rules.due_times import Due
from bihuan.store.rules.hours import BadPromise, moment_of, zone_named
from bihuan.store.rules.workdays import DEFAULT_HOURS, DEFAULT_ZONE
from bihuan.store.text import Lang, say
from bihuan.tui.language import language
from bihuan.tui.verb import Worded


def answer_lines(lines: Iterable[bytes], lang: Lang) -> Iterator[dict[str, object]]:
    """Answer questions that are JSON, one a line; a wrong one is answered by its error. Blank lines ask nothing."""
    for line in lines:
        if not line.strip():
            continue
        try:
            question = question_of(_decoded(line))
            yield answered(answer(question), question.zone)
        except BadPromise as wrong:
            yield {"error": told(wrong, lang)}


def _decoded(line: bytes) -> object:
    try:
        return json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadPromise("E-DUE-LINE", "line") from None


def told(wrong: BadPromise, lang: Lang) -> dict[str, object]:
    """What is wrong with a question, as programs read it."""
    return {"code": wrong.code, "text": _sentence(wrong, lang), "field": wrong.field}


def _sentence(wrong: BadPromise, lang: Lang) -> str:
    from bihuan.store.text.shown import shown

    return shown(say(f"error.{wrong.code}", lang, **wrong.values))


def in_words(due: Due, zone: str, lang: Lang) -> str:
    """The answer as a person reads it: the instant, then the day of the week and the rule it came from."""
    rule = say(f"due.rule.{due.rule}", lang)
    if due.estimated:
        rule = say("due.estimated", lang, rule=rule)
    if due.at is None:
        return say("due.paused", lang, minutes=due.minutes_left, rule=rule)
    moment = moment_of(due.at, zone_named(zone))
    weekday = say(f"due.weekday.{moment.isoweekday()}", lang)
    return say("due.line", lang, at=moment.isoformat(), weekday=weekday, rule=rule)


def _read_pause(text: str) -> tuple[str, str | None]:
    begin, dots, end = text.partition("..")
    if not dots:
        raise BadPromise("E-DUE-PAUSE", "pauses", text=text)
    return begin, end or None


@click.command("due", cls=Worded)
@click.argument("start", required=False)
@click.argument("promise", required=False)
@click.option("--pause", "pauses", multiple=True, metavar="FROM..TO")
@click.option("--zone", default=DEFAULT_ZONE, show_default=True)
@click.option("--hours", default=DEFAULT_HOURS, show_default=True)
@click.option("--calendar", default=CALENDARS[0], show_default=True, metavar="|".join(CALENDARS))
@click.option("--json", "as_json", is_flag=True)
@click.option("--batch", is_flag=True)
@click.pass_context
def due(
    ctx: click.Context,
    /,
    start: str | None,
    promise: str | None,
    pauses: tuple[str, ...],
    as_json: bool,
    batch: bool,
    **place: str,
) -> None:
    """Print the due time of one promise, or of many with ``--batch``; exit 2 when a question is wrong."""
    if batch:
        if start is not None:
            raise _bad(BadPromise("E-DUE-BATCH", "start"))
        ctx.exit(_batch(sys.stdin.buffer, language()))
    try:
        question = question_of({"start": start, "promise": promise, **place})
        question = question._replace(pauses=tuple(map(_read_pause, pauses)))
        found = answer(question)
    except BadPromise as wrong:
        raise _bad(wrong) from wrong
    if as_json or getattr(ctx.obj, "json", False):
        click.echo(json.dumps(answered(found, question.zone)))
    else:
        click.echo(in_words(found, question.zone, language()))


def _batch(lines: Iterable[bytes], lang: Lang) -> int:
    """Answer line by line, so that a program may ask and wait; the exit code tells whether all were answered."""
    wrong = False
    for line in answer_lines(lines, lang):
        wrong |= "error" in line
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 2 if wrong else 0


def _bad(wrong: BadPromise) -> Exception:
    from bihuan.store.errors import BadInput

    return BadInput(wrong.code, wrong.field, (), **wrong.values)
