"""``bihuan log``: what was done, by whom, when, why, and what it changed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import click

from bihuan.store import read
from bihuan.store.file import Store
from bihuan.store.rules.field import Column, loader
from bihuan.store.rules.hours import moment_of
from bihuan.store.rules.ledger import LATER
from bihuan.store.rules.record import TABLES
from bihuan.store.text import has, say, shown
from bihuan.tui.quick import to_second
from bihuan.tui.session import Session
from bihuan.tui.sight import Sight, sight_in
from bihuan.tui.verb import verb

EXCERPT = 60
ENTRIES = "SELECT seq, at, recorded, act, about, body FROM entry WHERE {} ORDER BY seq"
HIDDEN = frozenset({"n", "request", "dropped", "created_at", "step_since", "author", "key"})
# What an act writes about itself is in the entry already.
OWN = frozenset({"by", "at"})
# What only programs read: hashes, and the whole of what was signed or generated.
CODED = {"from_status": "choice.status", "to_status": "choice.status"}
UNSPOKEN = frozenset({"digest", "hash", "contents", "frozen", "body", "about"})


@dataclass(frozen=True, slots=True)
class Changed:
    """One value that an entry changed: the path of ``set``, where it stands, old and new as the ledger holds them."""

    path: str
    table: str
    column: Column | None
    old: Any
    new: Any


@verb("log")
@click.argument("no", metavar="[NO]", required=False)
@click.option("--since", metavar="WHEN")
def log(here: Session, no: str | None, since: str | None) -> None:
    """Print the entries of one request or of all that the person may see."""
    store = here.open()
    rid = None if no is None else here.find(store, no)
    after = 0 if since is None else here.instant(since, "since")
    if here.json:
        here.print_json(entries=list(told(here, store, rid, after)))
        return
    lines = spoken_lines if sys.stdout.isatty() else tab_lines
    for line in lines(here, store, rid, after):
        here.print(line)


def entries(here: Session, store: Store, rid: int | None, after: int) -> Iterator[tuple[Any, ...]]:
    """The entries, of one request or of everything that the person may see."""
    until = store.now() if here.as_of is None else here.instant(here.as_of, "as-of")
    where = ["at >= ?", "at <= ?"]
    args: list[Any] = [after, until]
    if rid is not None:
        where.append("about = ?")
        args.append(f"request/{rid}")
    rows = store.sql(ENTRIES.format(" AND ".join(where)), tuple(args)).fetchall()
    ids = {int(about[8:]) for _, _, _, _, about, _ in rows if about.startswith("request/")}
    seen = read.visible(store, ids)
    yield from (row for row in rows if not row[4].startswith("request/") or int(row[4][8:]) in seen)


def happened(
    here: Session, store: Store, rid: int | None, after: int
) -> Iterator[tuple[dict[str, Any], list[Changed]]]:
    """The entries: when, which act, by whom, about what and why, as programs read it; and what each changed."""
    people = store.team.people
    names = {i: number or f"d{i}" for i, number in store.sql("SELECT id, number FROM request")}
    for seq, at, recorded, act, about, body in entries(here, store, rid, after):
        said = json.loads(body) if body is not None else {"by": None, "reason": None, "changes": []}
        by = people.get(said["by"] or 0)
        entered = people.get(said.get("entered_by") or 0)
        head = {
            "seq": seq,
            "at": moment_of(said.get("happened", at), here.zone).isoformat(),
            "recorded": moment_of(recorded, here.zone).isoformat(),
            "act": act,
            "by": by.login if by else None,
            "entered_by": entered.login if entered else None,
            "about": about,
            "request": names.get(int(about[8:])) if about.startswith("request/") else None,
            "reason": said["reason"],
        }
        yield head, list(changes(store, said["changes"]))


def told(here: Session, store: Store, rid: int | None, after: int) -> Iterator[dict[str, Any]]:
    """The entries as programs read them."""
    for head, changed in happened(here, store, rid, after):
        values = [(c.path, plain(here, store, c, c.old), plain(here, store, c, c.new)) for c in changed]
        yield {**head, "changes": [{"field": path, "old": old, "new": new} for path, old, new in values]}


def changes(store: Store, rows: list[Any]) -> Iterator[Changed]:
    """What an entry changed, column by column, in paths that `set` knows."""
    for table, row, op, old, new in rows:
        for column, value in new.items():
            c = TABLES.column.get(table, {}).get(column)
            if c is None or column in HIDDEN or (op == "i" and (column in OWN or value in (None, "", "[]"))):
                continue
            was = None if op == "i" or old is None else old.get(column)
            yield Changed(path_of(store, table, row, new, column), table, c, was, value)
        if op == "u" and new.get("dropped"):
            yield Changed(path_of(store, table, row, new, ""), table, None, "", None)


def path_of(store: Store, table: str, row: int, new: dict[str, Any], column: str) -> str:
    """A column as `set` names it: ``title``, ``goals.2.target``."""
    if table == "request":
        return column
    if table == "setting":  # as `config` names it
        return str(new.get("key") or store.one("SELECT key FROM setting WHERE id = ?", row))
    cls = TABLES.by_name[table]
    many = getattr(cls, "many", "")
    n = new.get("n") if "n" in new else store.one(f"SELECT n FROM {table} WHERE id = ?", row) if many else row
    return ".".join(filter(None, (many or table, str(n), column)))


def plain(here: Session, store: Store, changed: Changed, value: Any) -> Any:
    """A value as the ledger holds it, made readable: logins, local instants, the text behind a hash, cut short."""
    c = changed.column
    if value is None or c is None:
        return value
    match c.kind:
        case "person":
            p = store.team.people.get(value)
            return p.login if p else value
        case "people":
            return [p.login if (p := store.team.people.get(i)) else i for i in json.loads(value)]
        case "words":
            return json.loads(value)
        case "instant":
            return moment_of(value, here.zone).isoformat()
        case "bool":
            return bool(value)
    found = held(store, c, value)
    found = json.loads(found) if c.f.na else found
    return excerpt(found) if isinstance(found, str) else found


def held(store: Store, c: Column, value: Any) -> Any:
    """What a table holds, with the text behind a hash in the place of it."""
    text = store.one("SELECT body FROM text WHERE hash = ?", value) if c.kind == "markdown" else None
    return value if text is None else text


def excerpt(text: str) -> str:
    """The beginning of a long text."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT]}…"


def tab_lines(here: Session, store: Store, rid: int | None, after: int) -> Iterator[str]:
    """The entries parted by tabs: number, time, request, act, person, reason, what changed."""
    for e in told(here, store, rid, after):
        changed = " ".join(f"{c['field']}={short(c['new'])}" for c in e["changes"])
        head = (str(e["seq"]), str(to_second(e["at"])), e["request"] or e["about"], e["act"], e["by"] or "")
        yield "\t".join(shown(part) for part in (*head, e["reason"] or "", changed))


# ---- in words ----------------------------------------------------------------------------------------------------
def spoken_lines(here: Session, store: Store, rid: int | None, after: int) -> Iterator[str]:
    """The entries as people read them, each with what it changed below."""
    seen = read.visible(store, [i for (i,) in store.sql("SELECT id FROM request")])
    sight = sight_in(here.lang, here.zone, store.team.people, store.now(), read.named(store, seen))
    for head, changed in happened(here, store, rid, after):
        yield heading(here, store, head)
        for c in changed:
            if c.table != "verdict" and (c.column is None or c.column.name not in UNSPOKEN):
                old, new = spoken(store, sight, c, c.old), spoken(store, sight, c, c.new)
                yield shown(f"    {labelled(sight, c)}: {old} > {new}")


def labelled(sight: Sight, changed: Changed) -> str:
    """What was changed: a field, or a row with its column."""
    name = changed.column.name if changed.column else ""
    row, column = changed.path.removesuffix(f".{name}"), f"column.{changed.table}.{name}.label"
    if whole := sight.label(changed.path):
        return whole if row == changed.path else f"{sight.label(row)} {whole}"
    return sight.say(column) if sight.has(column) else changed.path


def spoken(store: Store, sight: Sight, changed: Changed, value: Any) -> str:
    """A value as the ledger holds it, in words."""
    c = changed.column
    if value is None or value == "" or c is None:
        return "-"
    if sight.has(code := f"{CODED.get(c.name, changed.table)}.{value}"):
        return sight.say(code)
    found, load = held(store, c, value), loader(c)
    known = load(found) if load else found
    if c.name == "classes":  # of vague wording
        return str(sight.plain(c.name, known))
    return excerpt(sight.value(c, known, getattr(TABLES.by_name.get(changed.table), "many", ""))) or "-"


def heading(here: Session, store: Store, e: Mapping[str, Any]) -> str:
    """One entry in a line: when, what about, which act, by whom, whether later or by another hand, why."""
    names = {p.login: p.name for p in store.team.people.values()}
    code = f"act.{e['act']}.label"
    word = say(code, here.lang) if has(code, here.lang) else e["act"]
    at = e["at"][:16].replace("T", " ")
    after = datetime.fromisoformat(e["recorded"]) - datetime.fromisoformat(e["at"])
    later = say("tui.history.later", here.lang) if after > timedelta(milliseconds=LATER) else ""
    by, entered = e["by"], e["entered_by"]
    hand = say("tui.history.entered", here.lang, by=names.get(entered, entered)) if entered else ""
    reason = shown(e["reason"] or "")
    return "  ".join(filter(None, (at, e["request"] or "", word, names.get(by, by or "-"), hand, later, reason)))


def short(value: Any) -> str:
    """A value in a line."""
    return "-" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
