"""``bihuan ls`` and ``bihuan inbox`` in their plain forms: plain SQL on apsw, before anything heavy is imported.

What this module cannot answer (a query, another person, a time, any trouble with the file) it leaves to the commands,
which say it properly: :func:`answer` then returns None.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from bihuan.store import seen

VERBS = ("ls", "inbox")
SETTINGS = "SELECT key, value FROM setting WHERE key IN ('demo', 'calendar.zone')"
ME = "SELECT id, keeper FROM person WHERE login = ? AND active"
LAST = "SELECT max(at) FROM entry"
LIST_COLUMNS = (
    *("id", "number", "title", "type", "priority", "status", "step", "ball", "due", "due_clock", "due_estimated"),
    "due_disputed",
    *("department", "confidential", "closed_at"),
)
INBOX_COLUMNS = (
    *("id", "number", "title", "status", "step", "department", "act", "row", "clock"),
    *("due", "due_estimated", "due_disputed", "field"),
)
INSTANTS = frozenset({"due", "closed_at"})
FLAGS = frozenset({"due_estimated", "due_disputed", "confidential"})


class Asked(NamedTuple):
    """What the command line asks for, when it is one of the plain forms."""

    verb: str
    store: str | None
    json: bool
    short: bool


class Here(NamedTuple):
    """What stands around a list: the time, the zone, the person."""

    now: int
    zone: str
    person: int
    keeper: bool
    today: str


def asked(argv: Sequence[str]) -> Asked | None:
    """Read the command line; None when it asks for more than a plain list."""
    verb, store, flags = "", None, set()
    words = iter(argv)
    for word in words:
        if word in ("-C", "--store"):
            store = next(words, None)
        elif word.startswith("--store="):
            store = word.removeprefix("--store=")
        elif word in ("--json", "--short", "-q", "--no-input", "--yes"):
            flags.add(word)
        elif not verb and word in VERBS:
            verb = word
        else:
            return None
    if not verb or ("--short" in flags and (verb != "inbox" or "--json" in flags)):
        return None
    return Asked(verb, store, "--json" in flags, "--short" in flags)


def answer(argv: Sequence[str]) -> int | None:
    """Answer a plain `ls` or `inbox` on standard output; None when it takes more than this."""
    wanted = asked(argv)
    found = rows_of(wanted) if wanted else None
    if wanted is None or found is None:
        return None
    here, rows = found
    if wanted.short:
        return short(here, rows)
    columns = LIST_COLUMNS if wanted.verb == "ls" else INBOX_COLUMNS
    printed(wanted.verb, [told_row(columns, row, here.zone) for row in rows], here.now, as_json=wanted.json)
    return 0


def printed(verb: str, rows: Sequence[dict[str, Any]], now: int, *, as_json: bool, query: str = "") -> None:
    """Print a list: one JSON document, lines parted by tabs in a pipe, a table on a terminal."""
    if as_json:
        import json

        name = "requests" if verb == "ls" else "inbox"
        sys.stdout.write(json.dumps({"schema": 1, name: rows}, ensure_ascii=False) + "\n")
    elif sys.stdout.isatty():
        on_terminal(verb, rows, now, query)
    else:
        sys.stdout.write(as_tsv(verb, rows))
    sys.stdout.flush()


def on_terminal(verb: str, rows: Sequence[dict[str, Any]], now: int, query: str) -> None:
    """Print a table, or why it is empty."""
    from bihuan.tui.language import language
    from bihuan.tui.table import section, table

    lang = language()
    if rows:
        sys.stdout.writelines(f"{line}\n" for line in table(verb, rows, lang, now))
        return
    words = section(lang, "lists", "lists")
    code = "empty_query" if query else "empty_inbox" if verb == "inbox" else "empty"
    sys.stderr.write(words[code].format(query=cell(query)) + "\n")


def rows_of(wanted: Asked) -> tuple[Here, list[Any]] | None:
    """Read the list; None when the file is not a store of today, or the account is a stranger to it."""
    import apsw

    from bihuan.tui.place import account

    path = found(wanted.store)
    if not os.path.isfile(path):
        return None
    try:
        db = apsw.Connection(path, flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            return read(db, wanted.verb, account())
        finally:
            db.close()
    except apsw.Error:
        return None


def found(given: str | None) -> str:
    """The store's file; empty when the settings or the folder one stands in cannot be read."""
    from bihuan.tui.place import BadSettings, find_store

    try:
        return find_store(given)
    except (BadSettings, OSError):
        return ""


def read(db: Any, verb: str, login: str) -> tuple[Here, list[Any]] | None:
    """Read one list in one transaction."""
    db.set_busy_timeout(1000)
    db.execute("PRAGMA query_only = 1; PRAGMA trusted_schema = 0; BEGIN")
    if db.execute("PRAGMA user_version").get != steps():
        return None
    me = db.execute(ME, (login,)).fetchone()
    if me is None:
        return None
    here = around(db, *me)
    if verb == "inbox":
        return here, db.execute(*seen.inbox(here.person, here.keeper, here.today, here.now)).fetchall()
    where, given = seen.seen_by(here.person, here.keeper, here.today)
    return here, db.execute(listed(here.now, where), given).fetchall()


def listed(now: int, where: str) -> str:
    """The list of requests that fit a condition, as SQL."""
    return f"{seen.listed(now)} WHERE {where} {seen.ORDER}"


def steps() -> int:
    """The number of schema steps of this program, as files."""
    from bihuan.store import __path__ as store

    return sum(name.endswith(".json") for folder in store for name in os.listdir(os.path.join(folder, "migrations")))


def around(db: Any, person: int, keeper: int) -> Here:
    """The time, the zone and the day; a demo's clock never stands before its last entry."""
    import json
    import time
    from datetime import datetime
    from zoneinfo import ZoneInfo

    settings = {key: json.loads(value) for key, value in db.execute(SETTINGS)}
    now = time.time_ns() // 1_000_000
    if settings.get("demo"):
        now = max(now, db.execute(LAST).get or 0)
    zone = settings.get("calendar.zone", "Asia/Shanghai")
    today = datetime.fromtimestamp(now / 1000, ZoneInfo(zone)).date().isoformat()
    return Here(now, zone, person, bool(keeper), today)


def told_row(columns: Sequence[str], row: Sequence[Any], zone: str) -> dict[str, Any]:
    """One line by its names: instants with the zone's offset, the number first."""
    found = dict(zip(columns, row, strict=False))  # what follows only puts lists in order
    request = found.pop("id")
    for name in found.keys() & INSTANTS:
        found[name] = instant(found[name], zone)
    for name in found.keys() & FLAGS:
        found[name] = bool(found[name])
    return {"number": found.pop("number"), "id": f"d{request}", **found}


def instant(at: int | None, zone: str) -> str | None:
    """An instant as ISO 8601, with the offset of the store's zone."""
    if at is None:
        return None
    from datetime import UTC, datetime, timedelta
    from zoneinfo import ZoneInfo

    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)).astimezone(ZoneInfo(zone)).isoformat()


TSV = {
    "ls": ("title", "status", "ball", "department", "due"),
    "inbox": ("title", "act", "row", "status", "department", "due"),
}


def as_tsv(verb: str, rows: Iterable[dict[str, Any]]) -> str:
    """A line a row: its number or a draft's id, then the columns of the list; nothing in a cell parts it."""
    told = ({**row, "due": to_second(row["due"])} for row in rows)
    lines = ("\t".join(cell(v) for v in (row["number"] or row["id"], *map(row.get, TSV[verb]))) for row in told)
    return "".join(f"{line}\n" for line in lines)


def to_second(at: str | None) -> str | None:
    """An instant to the second: what is finer is for programs, which read JSON."""
    head, point, rest = (at or "").partition(".")
    return head + rest.lstrip("0123456789") if point else at


def cell(value: Any) -> str:
    """A value in a line of its own: spelt out where it would act on a terminal or part the line."""
    if value is None:
        return ""
    text = str(value)
    if text.isascii() and text.isprintable():
        return text
    from bihuan.store.text.shown import shown

    return shown(text)


def short(here: Here, rows: Sequence[Any]) -> int:
    """Print one line for a prompt: how much is owed, and how much of it is late."""
    at = INBOX_COLUMNS.index("due")
    sys.stdout.write(prompt(len(rows), sum(row[at] is not None and row[at] < here.now for row in rows)))
    sys.stdout.flush()
    return 0


def prompt(owed: int, late: int) -> str:
    """The line for a prompt."""
    from bihuan.tui.language import language
    from bihuan.tui.table import section

    return section(language(), "lists", "lists")["prompt"].format(due=owed, late=late) + "\n"
