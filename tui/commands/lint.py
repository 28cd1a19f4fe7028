"""``bihuan lint``: is this wording vague? A file, a request or standard input, for people and for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from bihuan.store.errors import BadInput, NotFound, Unavailable
from bihuan.store.rules.wording import FIELDS, Field, Finding, Verdict, check, language
from bihuan.store.text import LANGS, Lang, say, shown
from bihuan.tui.language import language as spoken
from bihuan.tui.session import Session
from bihuan.tui.telling import told_finding
from bihuan.tui.verb import Worded
from bihuan.tui.words import team_words

if TYPE_CHECKING:
    from bihuan.store.rules.worded import TeamWords

DEFAULT_FIELD: Field = "goal"


@dataclass(frozen=True, slots=True)
class Passage:
    """A text to check: where it stands, and what it is taken for; of a request also its verdict."""

    place: str
    text: str
    field: Field
    lang: Lang
    verdict: Verdict | None = None


# Finds the texts of a request by its number, or nothing when there is none of that number.
OfRequest = Callable[[str], "Iterable[Passage] | None"]


def no_request(number: str) -> None:
    """Know no request: the command as it is where no store can be reached."""
    del number


def texts_of(here: Session) -> OfRequest:
    """The texts of a store's requests that the wording check is for, as the gates read them: a goal's row is one."""

    def of_request(number: str) -> Iterable[Passage] | None:
        from bihuan.store import read
        from bihuan.store.rules.worded import worded

        try:
            store = here.open(wording=True)
            record = read.record(store, here.find(store, number))
        except NotFound:
            return None
        except Unavailable as e:
            if e.code == "E-STORE-MISSING" and "." in number:  # a file was meant
                return None
            raise
        texts = worded(record, store.words)
        return [Passage(one.place, one.text, one.kind, language(one.text), one.verdict) for one in texts]

    return of_request


def passages(source: str, field: Field, lang: Lang | None, of_request: OfRequest = no_request) -> tuple[Passage, ...]:
    """Every text of a source: ``-``, a file (a line a text, blank ones skipped), or a request's number.

    Raises:
        NotFound: neither such a file nor such a request.
        BadInput: the file is not UTF-8 text.
    """
    if source == "-":
        return _lines("-", sys.stdin.buffer.read(), field, lang)
    if Path(source).is_file():
        return _lines(source, Path(source).read_bytes(), field, lang)
    found = of_request(source)
    if found is None:
        raise NotFound("E-LINT-NOT-FOUND", source=shown(source))
    return tuple(found)


def _lines(source: str, data: bytes, field: Field, lang: Lang | None) -> tuple[Passage, ...]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("E-LINT-NOT-TEXT", source=shown(source)) from None
    numbered = enumerate(text.split("\n"), start=1)
    return tuple(
        Passage(f"{source}:{number}", line.rstrip("\r"), field, lang or language(line))
        for number, line in numbered
        if line.strip()
    )


def as_data(verdict: Verdict, lang: Lang) -> dict[str, object]:
    """A verdict as programs read it; its sentences are in the language of the text."""
    return {
        "verdict": verdict.verdict,
        "score": verdict.score,
        "findings": [told_finding(finding, lang, lang) for finding in verdict.findings],
    }


def answer_lines(lines: Iterable[bytes], field: Field, lang: Lang | None, told: Lang) -> Iterator[dict[str, object]]:
    """Check texts that are JSON, one a line; a wrong line is answered by its error. Blank lines ask nothing.

    Args:
        lines: each ``{"id", "text", "lang", "field"}``.
        field: for lines that name none.
        lang: for lines that name none; by default each text's own.
        told: the language errors are told in.
    """
    words = team_words()
    for line in lines:
        if not line.strip():
            continue
        asked, wrong = _asked(line, told)
        if not wrong:
            wrong = _faults(asked, told)
            asked = {**asked, "field": asked.get("field") or field, "lang": asked.get("lang") or lang}
        yield {"id": asked.get("id"), **({"error": wrong} if wrong else _answer(asked, words))}


def _asked(line: bytes, told: Lang) -> tuple[dict[str, object], str]:
    try:
        asked = json.loads(line.strip().decode("utf-8-sig"))
    except json.JSONDecodeError as wrong:
        return {}, say("lint.bad_json", told, column=wrong.colno)
    except (UnicodeDecodeError, ValueError, RecursionError):
        return {}, say("lint.bad_json", told, column=1)
    return (asked, "") if isinstance(asked, dict) else ({}, say("lint.not_object", told))


def _faults(asked: dict[str, object], told: Lang) -> str:
    if not isinstance(asked.get("text"), str):
        return say("lint.not_text", told, key="text")
    for key, choices in (("field", FIELDS), ("lang", LANGS)):
        if asked.get(key) not in (None, *choices):
            return say("lint.bad_value", told, key=key, choices=", ".join(choices))
    return ""


def _answer(asked: dict[str, object], words: TeamWords) -> dict[str, object]:
    text = cast(str, asked["text"])
    lang = cast("Lang | None", asked["lang"]) or language(text)
    return as_data(check(text, field=cast(Field, asked["field"]), lang=lang, words=words), lang)


def in_words(passage: Passage, verdict: Verdict, told: Lang) -> Iterator[str]:
    """What a person reads of one text: the verdict, then each finding and how it could be written."""
    yield say(
        "lint.fine" if verdict.verdict == "pass" else "lint.head",
        told,
        place=shown(passage.place),
        verdict=say(f"wording.verdict.{verdict.verdict}", told),
        score=verdict.score,
    )
    if verdict.findings:
        yield "  " + shown(passage.text)
    for finding in verdict.findings:
        yield from _finding_lines(finding, passage.lang, told)


def _finding_lines(finding: Finding, lang: Lang, told: Lang) -> Iterator[str]:
    why = say(finding.why, told, **finding.values)
    yield shown(say("lint.finding", told, cls=say(f"wording.class.{finding.cls}", told), why=why))
    yield shown(say("lint.rewrite", told, rewrite=say(finding.rewrite, lang, **finding.values)))


@click.command("lint", cls=Worded)
@click.argument("source", metavar="FILE|NO|-", default="-")
@click.option("--field", type=click.Choice(FIELDS), default=DEFAULT_FIELD, show_default=True)
@click.option("--lang", type=click.Choice(LANGS))
@click.option("--json", "as_json", is_flag=True)
@click.option("--batch", is_flag=True)
@click.pass_context
def lint(ctx: click.Context, /, source: str, field: Field, lang: Lang | None, as_json: bool, batch: bool) -> None:
    """Check wording; exit 1 on a refusal, with ``--batch`` 2 when a line could not be answered."""
    told = spoken()
    if batch:
        ctx.exit(_batch(source, field, lang, told))
    of_request = texts_of(ctx.obj) if isinstance(ctx.obj, Session) else ctx.obj or no_request
    texts = passages(source, field, lang, of_request)
    words = team_words()
    checked = [(one, one.verdict or check(one.text, field=one.field, lang=one.lang, words=words)) for one in texts]
    if as_json or getattr(ctx.obj, "json", False):
        found = [
            {"place": one.place, "text": one.text, "field": one.field, "lang": one.lang, **as_data(v, one.lang)}
            for one, v in checked
        ]
        click.echo(_as_json({"schema": 1, "texts": found}))
    else:
        _print(checked, told)
    ctx.exit(1 if any(verdict.verdict == "refuse" for _, verdict in checked) else 0)


def _print(checked: list[tuple[Passage, Verdict]], told: Lang) -> None:
    for one, verdict in checked:
        for line in in_words(one, verdict, told):
            click.echo(line)
    counts = {kind: sum(v.verdict == kind for _, v in checked) for kind in ("refuse", "warn", "pass")}
    click.echo(say("lint.sum", told, count=len(checked), **counts), err=True)


def _batch(source: str, field: Field, lang: Lang | None, told: Lang) -> int:
    """Answer line by line, so that a program may ask and wait; the exit code tells whether all were answered."""
    wrong = 0
    for line in answer_lines(_opened(source), field, lang, told):
        wrong += "error" in line
        sys.stdout.write(_as_json(line) + "\n")
        sys.stdout.flush()
    if wrong:
        click.echo(say("lint.unanswered", told, count=wrong), err=True)
    return 2 if wrong else 0


def _as_json(data: dict[str, object]) -> str:
    """One line of JSON; half a surrogate pair, which UTF-8 cannot hold, goes out escaped as it came in."""
    line = json.dumps(data, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        return json.dumps(data)
    return line


def _opened(source: str) -> Iterable[bytes]:
    if source == "-":
        return sys.stdin.buffer
    if not Path(source).is_file():
        raise NotFound("E-LINT-NOT-FOUND", source=shown(source))
    return Path(source).read_bytes().splitlines(keepends=True)
