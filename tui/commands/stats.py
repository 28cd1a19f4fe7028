"""``bihuan stats`` and ``ball``: what happened to all requests, counted; who had the ball of one, to the minute."""

from __future__ import annotations

import csv
import sys
from typing import Any

import click

from bihuan.store import numbers
from bihuan.store.rules.holding import Spell, elapsed, lead_minutes, minutes
from bihuan.store.rules.hours import moment_of
from bihuan.store.rules.record import Record
from bihuan.store.rules.stats import Figure, Value
from bihuan.store.rules.workdays import Calendar, minutes_between
from bihuan.store.text import has
from bihuan.store.text.checks import check_name
from bihuan.store.text.measures import head_of
from bihuan.tui.columns import days, print_table
from bihuan.tui.session import Session
from bihuan.tui.verb import verb

FIRST_YEAR, LAST_YEAR = 1970, 2199
COLUMNS = ("measure", "by", "key", "name", "value")
# A spreadsheet takes a cell that begins so for a formula (``design/trust.md``, "CSV/XLSX out").
FORMULA = tuple("=+-@\t\r＝＋－＠")
# Where the word of a key stands in the texts, by its group.
WORDS = {
    "step": "short.status",
    "type": "short.type",
    "priority": "choice.priority",
    "clock": "clock",
    "party": "party",
    "holder": "choice.ball",
    "class": "wording.class",
}


@verb("stats")
@click.option("--csv", "as_csv", is_flag=True)
@click.option("--year", type=click.IntRange(FIRST_YEAR, LAST_YEAR), metavar="YEAR")
def stats(here: Session, as_csv: bool, year: int | None) -> None:
    """Print the statistics of all requests, of all time or of one year."""
    store = here.open()
    found = numbers.stats_of(store, store.now(), year)
    if here.json:
        here.print_json(year=year, requests=found.requests, unnamed=found.unnamed, stats=by_measure(found.figures))
    elif as_csv:
        out = csv.writer(sys.stdout, lineterminator="\n")
        out.writerow(COLUMNS)
        out.writerows([safe(cell) for cell in row] for f in found.figures for row in flat(f))
    else:
        in_tables(here, found.figures)
        here.tell(f"numbers.stats.counted{'' if found.unnamed else '_all'}", n=found.requests, unnamed=found.unnamed)


def by_measure(figures: tuple[Figure, ...]) -> dict[str, list[dict[str, Any]]]:
    """The figures as programs read them: numbers of things as integers, days and shares as decimal strings."""
    found: dict[str, list[dict[str, Any]]] = {measure: [] for measure in numbers.MEASURED}
    for f in figures:
        found[f.measure].append({"by": f.by, "key": f.key, **{name: plain(v) for name, v in f.values}})
    return found


def plain(value: Value) -> int | str | None:
    """A value as JSON has it."""
    return value if isinstance(value, int) else days(value)


def flat(f: Figure) -> list[tuple[str, str, str, str, str]]:
    """A figure as lines of a table for programs."""
    return [(f.measure, f.by, f.key, name, "" if v is None else str(plain(v))) for name, v in f.values]


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def in_tables(here: Session, figures: tuple[Figure, ...]) -> None:
    """One table a measure."""
    for measure in numbers.MEASURED:
        some = [f for f in figures if f.measure == measure]
        if not some:
            continue
        heads = [head_of(measure, name, here.lang) for name, _ in some[0].values]
        rows = [(group(here, f), *(plain(v) for _, v in f.values)) for f in some]
        if not sys.stdout.isatty():
            rows = [(measure, *row) for row in rows]
            print_table(here, (), rows)
            continue
        here.print(here.say(f"numbers.measure.{measure}"))
        print_table(here, ("group", *heads), rows)
        here.print("")


def group(here: Session, f: Figure) -> str:
    """The name of a group in words."""
    if f.by == "all":
        return here.say("numbers.stats.all")
    if f.by == "code":
        return check_name(f.key, here.lang)
    code = f"{WORDS[f.by]}.{f.key}" if f.by in WORDS else ""
    return here.say(code) if code and has(code, here.lang) else f.key


# ---- who had the ball --------------------------------------------------------------------------------------------
@verb("ball")
@click.argument("no", metavar="[NO]", required=False)
def ball(here: Session, no: str | None) -> None:
    """Print who had the ball from when to when, in working minutes that sum to the lead time; else who has it now."""
    store = here.open()
    now = store.now()
    if no is None:
        now_held(here, numbers.held_now(store, now))
        return
    record, spells = numbers.ball_of(store, here.find(store, no), now)
    calendar = store.calendar
    held = minutes(spells, calendar)
    lead = lead_minutes(record, calendar, now)
    if here.json:
        here.print_json(**told(record, spells, calendar, lead))
        return
    rows = [spell_line(here, s, calendar) for s in spells]
    print_table(here, ("holder", "since", "until", "minutes"), rows)
    if not spells:
        here.tell("numbers.ball.none", number=record.name)
        return
    parts = " + ".join(f"{here.say(f'choice.ball.{holder}')} {n}" for holder, n in held.items())
    here.tell("numbers.ball.sum", parts=parts, lead=lead)
    if record.request.type == "urgent":
        here.tell("numbers.ball.elapsed", n=sum(elapsed(spells).values()))


def now_held(here: Session, held: dict[str, int]) -> None:
    """Of how many open requests each holder has the ball now."""
    if here.json:
        here.print_json(open=held)
        return
    print_table(here, ("holder", "n"), [(here.say(f"choice.ball.{holder}"), n) for holder, n in held.items()])


def told(record: Record, spells: tuple[Spell, ...], calendar: Calendar, lead: int) -> dict[str, Any]:
    """Who had the ball, as programs read it; of an urgent request the plain minutes too."""
    zone = calendar.info
    found: dict[str, Any] = {
        "number": record.name,
        "lead_minutes": lead,
        "minutes": dict(minutes(spells, calendar)),
        "spells": [
            {
                "holder": s.holder,
                "since": moment_of(s.since, zone).isoformat(),
                "until": moment_of(s.until, zone).isoformat(),
                "minutes": minutes_between(calendar, s.since, s.until),
            }
            for s in spells
        ],
    }
    return found | ({"elapsed_minutes": dict(elapsed(spells))} if record.request.type == "urgent" else {})


def spell_line(here: Session, s: Spell, calendar: Calendar) -> tuple[object, ...]:
    """A spell in a table."""
    since, until = (f"{moment_of(at, calendar.info):%Y-%m-%d %H:%M}" for at in (s.since, s.until))
    return here.say(f"choice.ball.{s.holder}"), since, until, minutes_between(calendar, s.since, s.until)
