"""A connection to the store's file with the settings of ``design/trust.md``, and what its errors mean for a person."""

from __future__ import annotations

import random
import time
from pathlib import Path

import apsw
from peewee import PeeweeException
from playhouse.apsw_ext import APSWDatabase

from bihuan.store import schema
from bihuan.store.errors import Unavailable

PRAGMAS = [
    ("journal_mode", "wal"),
    ("synchronous", "FULL"),
    ("foreign_keys", 1),
    ("recursive_triggers", 1),
    ("trusted_schema", 0),
    ("cell_size_check", 1),
    ("secure_delete", 1),
    ("journal_size_limit", 1 << 24),
]
READING = [p for p in PRAGMAS if p[0] != "journal_mode"] + [("query_only", 1)]
OLDEST_SQLITE = (3, 51, 3)
WAIT_SECONDS = 30
NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs", "ncpfs"})


class Database(APSWDatabase):  # type: ignore[misc]  # playhouse.apsw_ext carries no types
    """Peewee's database with our own waiting, in place before the first pragma asks for a lock."""

    give_up = False

    def _add_conn_hooks(self, conn: apsw.Connection) -> None:
        began = [0.0]

        def wait(n: int) -> bool:
            began[0] = time.monotonic() if n == 0 else began[0]
            time.sleep(random.uniform(0.0003, 0.003))
            return not self.give_up and time.monotonic() - began[0] < WAIT_SECONDS

        conn.set_busy_handler(wait)
        for setting, on in (
            (apsw.SQLITE_DBCONFIG_DQS_DML, 0),
            (apsw.SQLITE_DBCONFIG_DQS_DDL, 0),
            (apsw.SQLITE_DBCONFIG_DEFENSIVE, 1),
        ):
            conn.config(setting, on)
        super()._add_conn_hooks(conn)


def connect(path: Path, write: bool) -> Database:
    """Open a connection with the settings of ``trust.md``.

    Raises:
        Unavailable: SQLite is too old, or the file cannot be opened or is no store.
    """
    version = tuple(int(x) for x in apsw.sqlite_lib_version().split("."))
    if write and version < OLDEST_SQLITE:
        raise Unavailable("E-STORE-SQLITE", version=apsw.sqlite_lib_version())
    db = Database(
        str(path),
        pragmas=PRAGMAS if write else READING,
        lock_type="IMMEDIATE",
        timeout=None,
        autoconnect=False,
        returning_clause=True,
    )
    try:
        db.connect()
    except (apsw.Error, PeeweeException) as e:
        raise unusable(path, e) from e
    return db


def unusable(path: Path, error: BaseException) -> BaseException:
    """What an error of SQLite means for the person; one that is our own mistake stays what it is."""
    known: BaseException | None = error
    met: list[BaseException] = []  # errors raised while others are handled may name each other in a ring
    while known is not None and known not in met and not isinstance(known, apsw.Error):
        met.append(known)
        known = known.__cause__ or known.__context__
    match known:
        case apsw.BusyError() | apsw.LockedError():
            return Unavailable("E-STORE-BUSY", path=str(path), seconds=WAIT_SECONDS)
        case apsw.FullError():
            return Unavailable("E-STORE-FULL", path=str(path))
        case apsw.NotADBError() | apsw.CorruptError():
            return Unavailable("E-STORE-NOT-ONE", path=str(path))
        case apsw.ReadOnlyError() | apsw.CantOpenError() | apsw.IOError() | apsw.PermissionsError():
            return Unavailable("E-STORE-UNWRITABLE", path=str(path), why=known)
    return error


def refuse_other(path: Path) -> None:
    """A file that is no store is never opened as one, so that nothing is written to it.

    Raises:
        Unavailable: its first bytes are not those of a store.
    """
    try:
        with path.open("rb") as f:
            head = f.read(100)
    except OSError as e:
        raise Unavailable("E-STORE-UNWRITABLE", path=str(path), why=e) from e
    if head[:16] != b"SQLite format 3\0" or int.from_bytes(head[68:72], "big") != schema.APPLICATION_ID:
        raise Unavailable("E-STORE-NOT-ONE", path=str(path))


def refuse_network(path: Path) -> None:
    """Refuse to write on a network file system: SQLite's locks do not hold there.

    Raises:
        Unavailable: the file's mount is one.
    """
    try:
        mounts = Path("/proc/mounts").read_text("utf-8", "surrogateescape")
    except OSError:
        return
    if (kind := network_file_system(mounts, str(path.resolve()))) is not None:
        raise Unavailable("E-STORE-NETWORK", path=str(path), kind=kind)


def network_file_system(mounts: str, path: str) -> str | None:
    """The kind of the network file system that a path lies on, by the kernel's table of mounts."""
    at, kind = "", ""
    for line in mounts.splitlines():
        _, point, found, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        within = path == point or path.startswith(point.rstrip("/") + "/")
        if within and len(point) >= len(at):
            at, kind = point, found
    return kind if kind in NETWORK_FILE_SYSTEMS else None
