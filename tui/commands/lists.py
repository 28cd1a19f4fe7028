"""``bihuan ls QUERY``, ``bihuan inbox`` and ``bihuan questions``: what the plain lists of ``quick.py`` leave over."""

from __future__ import annotations

import sys
from dataclasses import astuple
from typing import Any

import click

from bihuan.store import read
from bihuan.store.errors import BadInput, NotFound
from bihuan.store.file import Store
from bihuan.store.query import OPEN_STATUS, condition
from bihuan.store.read import Owed
from bihuan.store.rules.standing import standing_of
from bihuan.store.text import shown
from bihuan.tui import quick
from bihuan.tui.session import Session
from bihuan.tui.sight import sight_in
from bihuan.tui.table import due
from bihuan.tui.verb import verb


@verb("ls")
@click.argument("query", nargs=-1)
def ls(here: Session, query: tuple[str, ...]) -> None:
    """List the requests that the person may see, or those that a query finds."""
    store = here.open()
    text = " ".join(query)
    if here.as_of is not None:
        if text:
            raise BadInput("E-AS-OF-QUERY", "as-of")
        rows = past(store, here.instant(here.as_of, "as-of"))
    else:
        rows = found(store, text)
    quick.printed("ls", rows, store.now(), as_json=here.json, query=text)


def found(store: Store, query: str) -> list[dict[str, Any]]:
    """The lines of the list."""
    where, args = condition(store, query)
    seen, mine = read.seen_by(store, store.me)
    rows = store.sql(quick.listed(store.now(), f"{seen} AND ({where})"), (*mine, *args))
    return [quick.told_row(quick.LIST_COLUMNS, row, store.calendar.zone) for row in rows]


def past(store: Store, at: int) -> list[dict[str, Any]]:
    """The lines of the list as it was at an instant: every request by its own history."""
    seen, mine = read.seen_by(store, store.me)
    lines = []
    for (rid,) in store.sql(f"SELECT id FROM request WHERE {seen} ORDER BY id DESC", mine).fetchall():
        try:
            record = read.as_of(store, rid, at)
        except NotFound:
            continue
        r, standing = record.request, standing_of(record, store.calendar, at)
        known = {n: getattr(r, n, None) for n in quick.LIST_COLUMNS} | {
            "ball": standing.ball,
            "due": standing.due_at,
            "due_clock": standing.due_clock,
            "due_estimated": standing.estimated,
            "due_disputed": standing.disputed,
        }
        lines.append(quick.told_row(quick.LIST_COLUMNS, list(known.values()), store.calendar.zone))
    return lines


@verb("inbox")
@click.option("--short", is_flag=True)
def inbox(here: Session, short: bool) -> None:
    """List the acts that the person owes."""
    store = here.open()
    owed = read.inbox(store)
    now = store.now()
    if short:
        late = sum(o.due_at is not None and o.due_at < now for o in owed)
        sys.stdout.write(quick.prompt(len(owed), late))
        return
    told = [owed_row(o, store.calendar.zone) for o in owed]
    quick.printed("inbox", told, now, as_json=here.json)


def owed_row(owed: Owed, zone: str) -> dict[str, Any]:
    """A line of an inbox as programs read it."""
    return quick.told_row(quick.INBOX_COLUMNS, astuple(owed), zone)


QUESTIONS = """
SELECT request.id, number, question.n, "to", (SELECT body FROM text WHERE hash = question.text), stops_work,
    person.login, question.at, owed.due_at
FROM question JOIN request ON request.id = question.request LEFT JOIN person ON person.id = question.by
LEFT JOIN (SELECT request, row, min(due_at) due_at FROM owed WHERE act = 'answer' GROUP BY request, row) owed
    ON owed.request = question.request AND owed.row = question.n
WHERE answered_at IS NULL AND NOT question.dropped AND {} ORDER BY owed.due_at, question.id
"""


@verb("questions")
@click.argument("no", required=False)
def questions(here: Session, no: str | None) -> None:
    """List the questions that wait for an answer, of one request or of all."""
    store = here.open()
    seen, args = read.seen_by(store, store.me)
    where = f"{seen} AND {OPEN_STATUS if no is None else f'request.id = {here.find(store, no)}'}"
    zone = store.calendar.zone
    rows = [
        {
            "request": number or f"d{rid}",
            "id": n,
            "to": to,
            "text": text,
            "stops_work": bool(stops),
            "by": by,
            "at": quick.instant(at, zone),
            "due": quick.instant(until, zone),
        }
        for rid, number, n, to, text, stops, by, at, until in store.sql(QUESTIONS.format(where), args)
    ]
    if here.json:
        here.print_json(questions=rows)
    elif sys.stdout.isatty():
        sight = sight_in(here.lang, here.zone, store.team.people)
        for row in rows:
            told = {**row, "to": sight.addressee(row["to"]), "due": due(row["due"], (), here.lang)}
            here.print(shown(here.say("cli.question", **{name: one_line(told[name]) for name in SPOKEN})))
    else:
        for row in rows:
            told = {**row, "due": quick.to_second(row["due"])}
            here.print("\t".join(quick.cell(one_line(told[name])) for name in SPOKEN))


SPOKEN = ("request", "id", "to", "due", "text")


def one_line(value: Any) -> str:
    """A value on one line."""
    return " ".join(str("" if value is None else value).split())
