"""The store's file: how it is opened, and the one transaction in which an act writes and is sealed.

Everything here follows ``design/trust.md``: apsw's own SQLite under Peewee, a fair busy handler, triggers that let no
write escape the ledger, one chained entry for each request or person an act is about.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import apsw
from peewee import Model, PeeweeException

from bihuan.store import derive, migrations, read, schema, search
from bihuan.store.acting import Acting, Moved, Proof
from bihuan.store.connection import connect, refuse_network, refuse_other, unusable
from bihuan.store.errors import BadInput, Unavailable
from bihuan.store.rules.field import Row, decoded
from bihuan.store.rules.hours import BadPromise
from bihuan.store.rules.ledger import CLOCK, Change, by_clock, canonical, commitment, digest, link
from bihuan.store.rules.record import TABLES, CalendarDay, Person, Setting, Team
from bihuan.store.rules.workdays import Calendar

if TYPE_CHECKING:
    from bihuan.store.rules.worded import TeamWords

# What of the people and of the settings has been told since an entry.
MOVED = (
    "SELECT count(*) FILTER (WHERE about < 'request/'), count(*) FILTER (WHERE about = 'store') "
    "FROM entry WHERE seq > ?"
)
STRAY = "SELECT EXISTS (SELECT 1 FROM pending) OR EXISTS (SELECT 1 FROM open_act)"
LAST = "SELECT seq, recorded, hash FROM entry ORDER BY seq DESC LIMIT 1"

V = TypeVar("V", bound=Row)


def now_ms() -> int:
    """The time of the operating system in UTC milliseconds: the only place that asks for it."""
    return time.time_ns() // 1_000_000


class Store:
    """One open store: a connection, the person at it, its clock and its calendar.

    Args:
        path: the file.
        who: the login of the person at it.
        now: gives UTC milliseconds.
        write: False opens for reading only, so that a read never waits for a lock.

    Attributes:
        words: the word lists of the team by language, beside the shipped ones; whoever opens the store sets them.

    Raises:
        Unavailable: there is no such file, it is no store, it is newer than this program, or it lies where it may not.
    """

    batch_line = ""  # the file and line that the acts come from, while a batch runs
    moved: frozenset[Moved] = frozenset()  # within a transaction: what `derive.follow` is to do before it ends
    touched: tuple[int, ...] = ()  # the requests that the last act was about

    def __init__(self, path: str | Path, who: str = "", now: Callable[[], int] = now_ms, *, write: bool = True) -> None:
        self.path, self.login, self.now, self.writes = Path(path), who, now, write
        if not self.path.is_file():
            raise Unavailable("E-STORE-MISSING", path=str(path))
        refuse_other(self.path)
        if write:
            refuse_network(self.path)
        self.newer = False
        self.words: TeamWords = {}
        self.db = connect(self.path, write)
        self.sql = self.db.connection().execute
        self.version = migrations.version()
        self._statements: dict[tuple[str, tuple[str, ...], bool], str] = {}
        self._looked: int | None = None  # the last entry when the team and the calendar were looked at
        self._held = False  # within a transaction nobody else can move them
        self._team: Team | None = None
        self._calendar: Calendar | None = None
        try:
            self.opened()
        except (apsw.Error, PeeweeException) as e:
            self.close()
            raise unusable(self.path, e) from e
        except BaseException:
            self.close()
            raise

    @cached_property
    def models(self) -> dict[str, type[Model]]:
        """Peewee's models, made when something is written: fifty classes take longer than most reads."""
        return schema.models(self.db)

    def opened(self) -> None:
        """Bring an older file up to date after a backup; a newer one is for reading only."""
        have = self.one("PRAGMA user_version")
        self.newer = have > self.version
        if have < self.version and self.writes:
            from bihuan.store.migrations.run import upgrade

            upgrade(self, have)
        if self.writes and not self.newer and not derive.fits(self):
            derive.renew(self)

    def close(self) -> None:
        """Close the connection."""
        if not self.db.is_closed():
            self.db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def one(self, sql: str, *args: Any) -> Any:
        """The first column of the first row, or None."""
        r = self.sql(sql, args).fetchone()
        return None if r is None else r[0]

    def statement(self, table: str, columns: tuple[str, ...], *, update: bool = False) -> str:
        """The INSERT or UPDATE of some columns, in the order in which their values come, made once."""
        key = (table, columns, update)
        if key not in self._statements:
            names, marks = ", ".join(f'"{c}"' for c in columns), ", ".join("?" * len(columns))
            changes = ", ".join(f'"{c}" = ?' for c in columns)
            insert, change = (
                f"INSERT INTO {table}({names}) VALUES ({marks})",
                f"UPDATE {table} SET {changes} WHERE id = ?",
            )
            self._statements[key] = change if update else insert
        return self._statements[key]

    # ---- what is around every request ---------------------------------------------------------------------------
    @property
    def head(self) -> int:
        """The number of the last entry."""
        return self.one("SELECT coalesce(max(seq), 0) FROM entry") or 0

    @property
    def team(self) -> Team:
        """The people and settings as they are now."""
        self._look()
        if self._team is None:
            self._team = read.team(self)
        return self._team

    @property
    def calendar(self) -> Calendar:
        """The working calendar."""
        self._look()
        if self._calendar is None:
            self._calendar = read.calendar(self)
        return self._calendar

    def _look(self) -> None:
        """Forget the team and the calendar when an entry since the last look is about a person or the store."""
        if (self._held and self._looked is not None) or self._looked == (head := self.head):
            return
        people, settings = (True, True) if self._looked is None else self.sql(MOVED, (self._looked,)).fetchone()
        self._looked = head
        if people or settings:
            self._team = None
        if settings:
            self._calendar = None

    @property
    def me(self) -> Person | None:
        """The person at this store; None when the store does not know the account."""
        return next((p for p in self.team.people.values() if p.login == self.login and p.active), None)

    # ---- acts ---------------------------------------------------------------------------------------------------
    @contextmanager
    def acting(
        self,
        act: str,
        rid: int | None = None,
        *,
        at: int | None = None,
        by: Person | None = None,
        proof: Proof | None = None,
        reason: str | None = None,
        imported: bool = False,
    ) -> Iterator[Acting]:
        """One act: a transaction (a savepoint within a batch) that is sealed into the ledger when the block ends.

        Raises:
            Unavailable: rows were left behind that no act has sealed.
            BadInput: it would stand before what it follows upon.
        """
        with self.writing():
            if self.one(STRAY):
                raise Unavailable("E-STORE-STRAY", path=str(self.path))
            self.sql("INSERT INTO open_act VALUES (1, ?)", (act,))
            me, now = self.me, self.now()
            who = by or me or Person(login=self.login, name=self.login, party="business", id=0)
            # In a demo store everybody may act as anybody, so nothing is "entered for" somebody there.
            entered_by = me if by is not None and me is not None and by.id != me.id and not self.team.demo else None
            do = Acting(
                self,
                act,
                who,
                now if at is None else at,
                now,
                None if rid is None else read.record(self, rid),
                entered_by,
                proof,
                reason,
                imported,
            )
            calendar = self.calendar
            yield do
            self.touched = tuple(sorted(do.touched))
            left = [derive.settle(do, request) for request in self.touched]
            if do.written.keys() & {Setting, CalendarDay}:
                derive.keep_over(do, calendar)
            self.seal(do)
            for record, running in left:
                do.left[record.request.id] = derive.request(self, record, running)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction that may write; inside another one a savepoint.

        Raises:
            Unavailable: the store cannot be written.
            BadInput: a text or a date cannot be kept.
        """
        if self.newer:
            raise Unavailable("E-STORE-NEWER", path=str(self.path))
        if not self.writes:
            raise Unavailable("E-STORE-READONLY", path=str(self.path))
        outermost, done = not self.db.in_transaction(), False
        try:
            with self.db.atomic():
                if self.one("PRAGMA user_version") != self.version:
                    raise Unavailable("E-STORE-NEWER", path=str(self.path))
                self._look()
                self._held = True
                yield
                if outermost and self.moved:
                    derive.follow(self, self.moved)
            done = True
        except (apsw.Error, PeeweeException) as e:
            raise unusable(self.path, e) from e
        except BadPromise as e:
            raise BadInput(e.code, e.field, (), **e.values) from e
        except UnicodeEncodeError as e:
            raise BadInput("E-TEXT-SURROGATE") from e
        finally:
            self._held &= not outermost
            self._looked = self._looked if done else None  # what is taken back may have told of people or settings
            self.moved = frozenset() if outermost else self.moved

    def seal(self, do: Acting) -> None:
        """Fold the pending rows into one chained entry for each request or person they are about.

        Raises:
            BadInput: the act would stand before the last entry about one of them.
        """
        found: dict[str, list[Change]] = {}
        for t, r, op, about, old, new in self.sql("SELECT tbl, row, op, about, old, new FROM pending ORDER BY n"):
            if op != "u" or new != "{}":
                found.setdefault(about, []).append([t, r, op, old and decoded(old)[0], new and decoded(new)[0]])
        first, recorded, prev = self.sql(LAST).fetchone() or (0, 0, "")
        recorded = max(recorded, do.now)
        for seq, (about, changes) in enumerate(found.items(), first + 1):
            last = self.one("SELECT at FROM entry WHERE about = ? ORDER BY seq DESC LIMIT 1", about) or 0
            if last > do.entry_at:
                raise BadInput("E-AT-BEFORE-LAST", "at", at=do.at, last=last)
            told = {"by": None, "reason": None, "changes": changes} if by_clock(changes) else self.body(do, changes)
            body, salt = canonical(told), os.urandom(16)
            act = CLOCK if by_clock(changes) else do.act
            core = (seq, first + 1, do.entry_at, recorded, act, about, commitment(salt, body))
            prev = link(*core, prev or genesis(found))
            self.sql("INSERT INTO entry VALUES (?,?,?,?,?,?,?,?,?,?)", (*core, prev, salt, body))
        self._held &= all(about.startswith("request/") for about in found)
        self.sql("DELETE FROM pending; DELETE FROM open_act")

    def body(self, do: Acting, changes: list[Change]) -> dict[str, Any]:
        """What an entry's commitment is over."""
        told: dict[str, Any] = {"by": do.who.id or None, "reason": do.reason, "changes": changes}
        if do.act == "erase":
            told["changes"] = [self.restated(t, rid) for t, rid, *_ in changes]
        if do.entered_by is not None:
            told["entered_by"] = do.entered_by.id
            if do.proof is not None:
                told["channel"], told["proof"] = do.proof.channel, do.proof.attachment
        if do.entry_at != do.at:
            told["happened"] = do.at
        if do.imported:
            told["imported"] = True
        if self.batch_line:
            told["batch"] = self.batch_line
        return told

    def restated(self, table: str, rid: int) -> Change:
        """What an erasure writes down: the whole row as it is now, and nothing of what it was."""
        names = TABLES.names[table]
        row = self.sql(f"SELECT {', '.join(names)} FROM {table} WHERE id = ?", (rid,)).fetchone()
        return [table, rid, "e", None, dict(zip(names, row, strict=True))]

    def allot(self, year: int) -> str:
        """The next number of a year. Called inside an act, so that two writers never get the same."""
        last = self.one(
            "SELECT max(CAST(substr(number, 6) AS INTEGER)) FROM request WHERE number >= ? AND number < ?",
            f"{year:04}-",
            f"{year:04}.",
        )
        return f"{year:04}-{(last or 0) + 1:03}"

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Several acts in one transaction: all or nothing."""
        with self.writing():
            yield


def genesis(found: dict[str, list[Change]]) -> str:
    """The chain begins at the hash of the store's own name, which its first entry sets."""
    for changes in found.values():
        for table, _, _, _, new in changes:
            if table == "setting" and new["key"] == "store":
                return digest(json.loads(new["value"]))
    raise AssertionError("the first act names the store")


def create(
    path: str | Path,
    founder: Person,
    *,
    demo: bool = False,
    now: Callable[[], int] = now_ms,
    settings: dict[str, Any] | None = None,
    days: Iterable[CalendarDay] = (),
) -> Store:
    """Make a new store; its first act names it, its first person is its first keeper of records.

    Raises:
        Unavailable: something is there already, or the place cannot be written.
    """
    path = Path(path)
    if path.exists():
        raise Unavailable("E-STORE-EXISTS", path=str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    except OSError as e:
        raise Unavailable("E-STORE-UNWRITABLE", path=str(path), why=e) from e
    refuse_network(path)
    make_tables(path)
    store = Store(path, founder.login, now)
    first = {"store": str(uuid.uuid4()), "demo": demo, **(settings or {})}
    with store.acting("init") as do:
        for key, value in first.items():
            do.put(Setting(key=key, value=canonical(value)))
        for day in days:
            do.put(day)
        do.put(founder)
    return store


def make_tables(path: Path) -> None:
    """Make the tables of today with their triggers in an empty file."""
    db = connect(path, write=True)
    try:
        with db.atomic():
            made = schema.models(db)
            db.create_tables(list(made.values()))
            execute = db.connection().execute
            execute(schema.LEDGER + schema.DERIVED + schema.INDEXES + search.DDL)
            for cls in TABLES.all:
                for trigger in schema.triggers(cls.table, TABLES.names[cls.table]):
                    execute(trigger)
            execute(f"PRAGMA application_id={schema.APPLICATION_ID}; PRAGMA user_version={migrations.version()}")
    finally:
        db.close()


__all__ = ["Acting", "Proof", "Store", "create", "now_ms"]
