"""The door of the archive: only here the store is read, and only what may be public leaves.

Closed requests (other ends where the team's setting ``archive.outcomes`` names them), none that is confidential, every
person as department and title, every text without names, addresses and numbers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, get_args

from bihuan.site.files import public_name
from bihuan.site.rows import Reader, sections
from bihuan.site.tally import Told, bare, figures, goals, held, learnt, stopped, told
from bihuan.site.values import Archive, Entry, Fact, File, Outcome, Paper, Stay, Stopped, Value
from bihuan.store import read
from bihuan.store.rules.hours import moment_of
from bihuan.store.rules.masked_people import Names
from bihuan.store.rules.record import FIELDS, Record
from bihuan.store.rules.workdays import date_of
from bihuan.store.text import Lang, say

if TYPE_CHECKING:
    from bihuan.store.file import Store

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
# Accounts that are words of the trade as well: `root` in a text is the system's, only `@root` is somebody.
COMMON_LOGINS = frozenset(
    {"root", "admin", "administrator", "user", "guest", "test", "tester", "testing", "demo", "dev"}
)
COMMON_LOGINS |= {
    "developer",
    "ops",
    "git",
    "svn",
    "www",
    "web",
    "mail",
    "data",
    "build",
    "deploy",
    "service",
    "system",
}
COMMON_LOGINS |= {"ubuntu", "debian", "oracle", "mysql", "postgres", "redis", "nginx", "docker", "jenkins", "nobody"}
# The first block of the page: what a reader wants to know before reading.
HEADER = ["type", "urgent_kind", "priority", "department", "requester", "technical_lead", "systems", "project"]
HEADER += ["proposed_on", "expected_launch", "launched_on"]


@contextmanager
def _snapshot(store: Store) -> Iterator[None]:
    """All reads within see the store as it was at the first one."""
    with store.db.connection():
        yield


def collect(store: Store, lang: Lang) -> Archive:
    """Read all that is published, as one moment had it."""
    entries: list[Entry] = []
    counted: list[Record] = []
    taught: list[Told] = []
    last = 0
    with _snapshot(store):
        for rid in _published(store):
            record = read.record(store, rid)
            reader, ended_at = _reader(store, record, lang), _ended_at(record)
            entries.append(_entry(store, record, reader, ended_at))
            counted.append(bare(record, reader, ended_at))
            taught.append(told(record, reader, entries[-1].title))
            last = max(last, ended_at)
        entries.sort(key=lambda entry: (entry.ended_on, entry.number), reverse=True)
        title = " ".join(str(store.team.told("site.title")).split())
        numbers = figures(counted, store.calendar, last)
        return Archive(tuple(entries), store.team.demo, title, numbers, learnt(taught))


def outcomes(store: Store) -> tuple[Outcome, ...]:
    """The ends that the team publishes: closed, the others too where it says so."""
    return OUTCOMES if store.team.told("site.rejected") else ("closed",)


def _published(store: Store) -> list[int]:
    wanted = json.dumps(outcomes(store))
    found = store.sql(
        "SELECT id FROM request WHERE number IS NOT NULL AND NOT confidential"
        " AND status IN (SELECT value FROM json_each(?)) ORDER BY number",
        (wanted,),
    )
    return [rid for (rid,) in found]


def attachment(store: Store, sha: str) -> bytes:
    """The bytes of a published attachment."""
    return read.blob(store, sha)


def _entry(store: Store, record: Record, reader: Reader, ended_at: int) -> Entry:
    request = record.request
    clocks = stopped(record, reader)
    parts = tuple(section for section in sections(record, reader) if not section.is_empty)
    papers = tuple(_papers(record, reader))
    title = reader.line(request.title or "")
    department = reader.line(request.department or "")
    words = [record.name, title, department]
    words += [value.words for part in parts for value in part.values() if value.words]
    words += [reader.prose(document.added) for document in record.documents if document.added]
    return Entry(
        number=record.name,
        title=title,
        outcome=request.status,  # type: ignore[arg-type]
        type=request.type or "",
        priority=request.priority or "",
        department=department,
        ended_on=date_of(store.calendar, ended_at),
        facts=(*_header(record, reader, date_of(store.calendar, ended_at)), *_kept(clocks)),
        sections=parts,
        papers=papers,
        files=tuple(_files(store, record, reader)),
        stays=tuple(_stays(record, ended_at)),
        people=reader.named_in("\n".join((*words, *(paper.body for paper in papers)))),
        # Once more as one line, as the index has it: two numbers in two lines may make a telephone number.
        words=reader.line("\n".join(words)),
        held=held(record, store.calendar, ended_at),
        clocks=clocks,
        goals=goals(record, reader),
    )


def _reader(store: Store, record: Record, lang: Lang) -> Reader:
    """What stands for whom in the texts of one record."""
    names, somebody = Names(record), say("documents.hidden.person", lang)
    # Apart: the team's are the same for every record, and only they are many.
    brought = {needle: stand_in for needle, stand_in in names.hidden(somebody).items() if stand_in == somebody}
    members = [person for person in record.team.people.values() if person.login.lower() not in COMMON_LOGINS]

    by_turn: dict[int, dict[str, str]] = {}

    def team(at: int | None) -> dict[str, str]:
        turn = names.turn(at)
        if turn not in by_turn:
            hidden = {needle: name for needle, name in names.hidden(somebody, at).items() if needle not in brought}
            by_turn[turn] = hidden | {person.login: names.of(person.id, at) or somebody for person in members}
        return by_turn[turn]

    return Reader(lang, store.calendar.info, names, team, brought, _linked(store, record))


def _ended_at(record: Record) -> int:
    """When it ended; of history that does not say so, since when it stands where it does."""
    r, last = record.request, max((move.at for move in record.moves), default=0)
    return r.closed_at or last or r.step_since or r.submitted_at or r.created_at


def _linked(store: Store, record: Record) -> dict[int, str]:
    """The numbers of published requests that this one is linked to."""
    wanted = json.dumps(record.linked)
    published = json.dumps(outcomes(store))
    return dict(
        store.sql(
            "SELECT id, number FROM request WHERE id IN (SELECT value FROM json_each(?)) AND number IS NOT NULL"
            " AND NOT confidential AND status IN (SELECT value FROM json_each(?))",
            (wanted, published),
        )
    )


def _header(record: Record, reader: Reader, ended_on: date) -> Iterator[Fact]:
    request = record.request
    for name in HEADER:
        value = reader.value(FIELDS[name], getattr(request, name), record)
        if value is not None:
            yield Fact(name, value)
    yield Fact("ended_on", Value("line", ended_on.isoformat()))
    if request.submitted_at:
        first = moment_of(request.submitted_at, reader.zone).date()
        yield Fact("lead_days", Value("count", str((ended_on - first).days)))
    if returns := sum(move.kind in ("return", "rollback") for move in record.moves):
        yield Fact("rework", Value("count", str(returns)))
    if request.source:
        yield Fact("source", Value("line", reader.line(f"{request.source}/{request.source_id or ''}")))
    if request.imported_people:
        yield Fact("imported_people", Value("count", str(len(request.imported_people))))


def _kept(clocks: tuple[Stopped, ...]) -> Iterator[Fact]:
    """How many promises were met and missed."""
    states = [clock.state for clock in clocks if clock.party]
    for state in ("met", "missed"):
        if states:
            yield Fact(f"clocks_{state}", Value("count", str(states.count(state))))


def _papers(record: Record, reader: Reader) -> Iterator[Paper]:
    for document in record.documents:
        if document.frozen_at is not None:
            digest = hashlib.sha256(document.body.encode()).hexdigest()
            body = reader.prose(document.body)
            yield Paper(document.kind, document.version, body, digest, reader.day(document.frozen_at))
    for version in record.versions:
        if version.signed_at is not None:
            contents, on = reader.prose(version.contents), reader.day(version.signed_at)
            yield Paper("signed_contents", version.number, contents, version.digest, on)


def _files(store: Store, record: Record, reader: Reader) -> Iterator[File]:
    for row in record.attachments:
        name = public_name(row.hash, row.name, attachment(store, row.hash))
        by = reader.person(row.by, row.at or None) if row.by else ""
        of = reader.line(row.document or "")
        yield File(reader.line(row.name), name, row.size, row.hash, of, by, reader.moment(row.at))


def _stays(record: Record, ended_at: int) -> Iterator[Stay]:
    """The steps the request went through and how long it stayed in each."""
    since, step = record.request.submitted_at, "submitting"
    if since is None:
        return
    for move in sorted(record.moves, key=lambda move: (move.at, move.n)):
        if move.to_status == step or move.at < since:
            continue
        if move.from_status != "draft" and move.at > since:
            yield Stay(step, since, move.at)
        since, step = move.at, move.to_status
    if ended_at > since and step not in OUTCOMES:
        yield Stay(step, since, ended_at)
