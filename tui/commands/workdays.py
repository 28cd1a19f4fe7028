"""``bihuan calendar show|set|import|country``: which days are worked, by hand, from files, from a kept library."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from bihuan.store.acts.every import ACTS
from bihuan.store.acts.inputs import Upload, parsed
from bihuan.store.acts.workdays import Plan, plan, plan_country
from bihuan.store.errors import BadInput, NotAllowed
from bihuan.store.file import Store, now_ms
from bihuan.store.rules.hours import FIRST_YEAR, LAST_YEAR, read_shifts
from bihuan.store.rules.workdays import (
    DEFAULT_HOURS,
    DEFAULT_ZONE,
    ESTIMATE,
    Calendar,
    Day,
    date_of,
    day_of,
    days_of,
)
from bihuan.store.text import has, shown
from bihuan.tui.commands.batch import read as contents
from bihuan.tui.session import Session
from bihuan.tui.table import pad, width
from bihuan.tui.verb import Worded, session_of, verb, with_globals

LISTED = 40  # runs of days told one by one; the rest is a number


class Actions(Worded, click.Group):
    """The verbs behind `calendar`; alone, or before a year, it shows."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """An action with the global options behind it too."""
        found = super().get_command(ctx, cmd_name)
        return None if found is None else with_globals(found)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the actions with a line each."""
        Worded.format_options(self, ctx, formatter)
        here = session_of(ctx)
        with formatter.section(here.say("calendar.actions")):
            formatter.write_dl([(name, here.say(f"cli.help.calendar-{name}")) for name in self.commands])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the action; a year alone is shown.

        Raises:
            BadInput: there is no such action.
        """
        if args[0].isdigit():
            args = ["show", *args]
        if args[0] not in self.commands:
            raise BadInput("E-USAGE-CHOICE", "action", (), name="calendar", choices=tuple(self.commands))
        session_of(ctx).verb = f"calendar {args[0]}"
        return super().resolve_command(ctx, args)


@click.group("calendar", cls=Actions, invoke_without_command=True)
@click.pass_context
def calendar(ctx: click.Context) -> None:
    """Show the working calendar, or change it."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(show)


# ---- show --------------------------------------------------------------------------------------------------------
@verb("calendar-show")
@click.argument("year", required=False)
def show(here: Session, year: str | None = None) -> None:
    """Print every day of a year, for people only what deviates from the week."""
    asked = None if year is None else checked_year(year)
    known, now = calendar_here(here)
    on = date_of(known, now).year if asked is None else asked
    days = days_of(known, on)
    if here.json:
        here.print_json(days=[told(day) for day in days])
    elif sys.stdout.isatty():
        for line in table(here, known, on, days):
            here.print(line)
    else:
        for day in days:
            here.print(line_of(day))


def calendar_here(here: Session) -> tuple[Calendar, int]:
    """The store's calendar and time; where there is no store, China's, as a new store would have it."""
    if here.store is None and not Path(here.path).is_file():
        from bihuan.store.calendar_seed import china_official

        here.tell("calendar.no_store", path=here.path)
        return Calendar(DEFAULT_ZONE, read_shifts(DEFAULT_HOURS), *china_official()), now_ms()
    store = here.open()
    return store.calendar, store.now()


def checked_year(text: str) -> int:
    """The year that was asked for.

    Raises:
        BadInput: it is none, or not reckoned with.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise BadInput("E-INPUT-INT", "year", (), name="year", value=text)
    if not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise BadInput("E-CALENDAR-YEARS", "year", (), since=FIRST_YEAR, until=LAST_YEAR)
    return int(text)


def told(day: Day) -> dict[str, Any]:
    """A day as programs read it."""
    return {"date": day.on.isoformat(), "work": day.work, "name": day.name, "source": day.source}


def line_of(day: Day) -> str:
    """A day as a line for a pipe."""
    return "\t".join((day.on.isoformat(), state(day), shown(day.name or ""), shown(day.source or "")))


def state(day: Day) -> str:
    """The word of a day, as `calendar set` takes it."""
    return "work" if day.work else "off"


def special(days: Iterable[Day]) -> Iterator[Day]:
    """The days that are more than a place in the week."""
    return (day for day in days if day.name or day.work != (day.on.weekday() < 5))


def runs(days: Iterable[Day]) -> Iterator[list[Day]]:
    """Days that follow each other and are alike, together."""
    numbered = enumerate(days)
    for _, run in groupby(numbered, key=lambda n: (n[1].on.toordinal() - n[0], n[1].work, n[1].name, n[1].source)):
        yield [day for _, day in run]


def table(here: Session, known: Calendar, year: int, days: tuple[Day, ...]) -> Iterator[str]:
    """A year for people: its sums, then each holiday and each make-up day."""
    hours = ", ".join(str(shift) for shift in known.shifts)
    worked = sum(day.work for day in days)
    yield here.say("calendar.title", year=year, zone=known.zone, hours=hours)
    yield here.say("calendar.sums", work=worked, off=len(days) - worked)
    if any(day.source == ESTIMATE for day in days):
        yield here.say("calendar.estimated", year=year)
    cells = [row(here, run) for run in runs(special(days))]
    if not cells:
        return
    heads = tuple(here.say(f"calendar.head.{name}") for name in ("state", "days", "count", "name", "source"))
    widths = [max(width(line[at]) for line in (heads, *cells)) for at in range(len(heads))]
    yield ""
    for line in (heads, *cells):
        yield "  ".join(pad(cell, size) for cell, size in zip(line, widths, strict=True)).rstrip()


def row(here: Session, run: list[Day]) -> tuple[str, ...]:
    """A line of the table."""
    first = run[0]
    words = here.say(f"calendar.state.{state(first)}")
    return words, span(here, run), str(len(run)), shown(first.name or ""), source(here, first)


def span(here: Session, run: list[Day]) -> str:
    """The first and the last day of a run, with their days of the week."""
    ends = [run[0], run[-1]] if len(run) > 1 else run
    return " – ".join(f"{day.on.isoformat()} {here.say(f'lists.weekday.{day.on.isoweekday()}')}" for day in ends)


def source(here: Session, day: Day) -> str:
    """Who says so, in words where it is the program itself."""
    code = f"calendar.source.{day.source}"
    return here.say(code) if has(code, here.lang) else shown(day.source or "")


# ---- set ---------------------------------------------------------------------------------------------------------
@verb("calendar-set")
@click.argument("day", metavar="DATE[..DATE]")
@click.argument("state", type=click.Choice(["work", "off"]), metavar="work|off")
@click.argument("word", metavar="[NAME]", required=False)
@click.option("--name", metavar="TEXT")
def set_(here: Session, day: str, state: str, word: str | None, name: str | None) -> None:
    """Say that a day, or each of a run of days, is worked or off."""
    act, store = ACTS["calendar"], here.open(write=True)
    first, dots, last = day.partition("..")
    if dots and not last:
        raise BadInput("E-INPUT-DAY", "until", (), name="until", value=day)
    given = {"day": first, "work": state == "work", "name": name if name is not None else word or ""}
    inputs = parsed(store, act.inputs, given | ({"until": last} if dots else {}))
    before = due_times(store)
    act(store, None, **inputs)
    days = span_of(store.calendar, inputs["day"], inputs.get("until"))
    moved = moved_since(store, before)
    if here.json:
        here.print_json(act="calendar", days=[told(d) for d in days], moved=moved)
        return
    for line in lines_of(here, days) if sys.stdout.isatty() else map(line_of, days):
        here.print(line)
    tell_moved(here, moved)


def span_of(known: Calendar, first: date, last: date | None) -> list[Day]:
    """The days from one to another, as they are now."""
    return [day_of(known, first + timedelta(n)) for n in range(((last or first) - first).days + 1)]


def due_times(store: Store) -> dict[int, int | None]:
    """When each request is due."""
    return dict(store.sql("SELECT request, due_at FROM standing").fetchall())


def moved_since(store: Store, before: dict[int, int | None]) -> int:
    """Of how many requests the due time moved."""
    return sum(before.get(rid, at) != at for rid, at in due_times(store).items())


def tell_moved(here: Session, moved: int) -> None:
    """Say what followed."""
    here.tell("calendar.moved" if moved else "calendar.none_moved", count=moved)


# ---- import ------------------------------------------------------------------------------------------------------
@verb("calendar-import")
@click.argument("file", metavar="FILE|-")
@click.option("--whole", is_flag=True)
@click.option("--dry-run", is_flag=True)
def import_(here: Session, file: str, whole: bool, dry_run: bool) -> None:
    """Take the days of a year from a file; with ``--dry-run`` only say what would change."""
    upload = Upload("stdin" if file == "-" else os.path.basename(file), contents(file))
    take(here, "calendar-import", {"file": upload, "whole": whole}, partial(plan, file=upload, whole=whole), dry_run)


# ---- country -----------------------------------------------------------------------------------------------------
@verb("calendar-country")
@click.argument("country")
@click.argument("years", metavar="YEAR[..YEAR]")
@click.option("--subdivision", metavar="CODE", default="")
@click.option("--dry-run", is_flag=True)
def country_(here: Session, country: str, years: str, subdivision: str, dry_run: bool) -> None:
    """Take the days of some years of a country; with ``--dry-run`` only say what would change."""
    begin, _, end = years.partition("..")
    first, last = checked_year(begin), checked_year(end or begin)
    given = {"country": country, "subdivision": subdivision}
    planned = partial(plan_country, country=country, subdivision=subdivision, first=first, last=last)
    take(here, "calendar-country", {**given, "year": first, "until": last}, planned, dry_run)


# ---- what both do ------------------------------------------------------------------------------------------------
def take(here: Session, code: str, inputs: Mapping[str, Any], planned: Callable[[Store], Plan], dry_run: bool) -> None:
    """Do an act that brings many days, and say what it changed; or only what it would change."""
    store = here.open(write=not dry_run)
    if dry_run:
        told_plan(here, planned(store), dry_run=True)
        here.tell("calendar.plan.again")
        return
    act, before = ACTS[code], due_times(store)
    if found := act.why_not(None, store.me):  # before anything is read: its faults are no business of others
        raise NotAllowed(found[0].code, found[0].field, found, act=act.code)
    with store.batch():  # what is told is what was done
        coming = planned(store)
        act(store, None, **inputs)
    moved = moved_since(store, before)
    told_plan(here, coming, dry_run=False, moved=moved)
    tell_moved(here, moved)


def told_plan(here: Session, coming: Plan, *, dry_run: bool, moved: int = 0) -> None:
    """Print what changes, or would."""
    if here.json:
        here.print_json(dry_run=dry_run, **as_data(coming), **({} if dry_run else {"moved": moved}))
        return
    for line in plan_lines(here, coming):
        here.print(line)


def changed(coming: Plan) -> list[Day]:
    """The days that become something else."""
    return [Day(r.day, r.work, r.name or None, r.source) for r in coming.changes]


def as_data(coming: Plan) -> dict[str, Any]:
    """A plan as programs read it."""
    return {
        "years": list(coming.years),
        "official": list(coming.official),
        "changed": [told(day) for day in changed(coming)],
        "same": coming.same,
        "kept": [told(day) for day in coming.kept],
        "beside": [told(day) for day in coming.beside],
        "skipped": [{"line": s.line, "name": s.name} for s in coming.skipped],
    }


def plan_lines(here: Session, coming: Plan) -> Iterator[str]:
    """A plan as people read it."""
    years = (", " if here.lang == "en" else "、").join(str(year) for year in coming.years)
    changes = changed(coming)
    yield here.say("calendar.plan.years", years=years)
    yield here.say("calendar.plan.changed" if changes else "calendar.plan.nothing", count=len(changes))
    yield from lines_of(here, changes)
    if coming.same:
        yield here.say("calendar.plan.same", count=coming.same)
    for name, days in (("kept", coming.kept), ("beside", coming.beside)):
        if days:
            yield here.say(f"calendar.plan.{name}", count=len(days))
            yield from lines_of(here, days)
    if coming.skipped:
        names = "、".join(dict.fromkeys(s.name for s in coming.skipped))
        yield here.say("calendar.plan.skipped", count=len(coming.skipped), names=names[:200])
    if coming.official:
        yield here.say("calendar.plan.official", years="、".join(str(year) for year in coming.official))


def lines_of(here: Session, days: Iterable[Day]) -> Iterator[str]:
    """Runs of days, a line each, as many as one reads."""
    found = list(runs(days))
    for run in found[:LISTED]:
        words = here.say(f"calendar.state.{state(run[0])}")
        yield f"  {span(here, run)}  {words}  {shown(run[0].name or '')}".rstrip()
    if len(found) > LISTED:
        yield here.say("calendar.plan.more", count=len(found) - LISTED)


for command, name in ((show, "show"), (set_, "set"), (import_, "import"), (country_, "country")):
    calendar.add_command(command, name)
