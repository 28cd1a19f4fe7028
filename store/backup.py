"""Backups that are checked: an online copy while others write, verified before it counts; and the way back.

A file copied with ``cp`` under load can be silently old; this copy is of one instant (``design/trust.md``).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import apsw

from bihuan.store.errors import BadInput, NotAllowed, Unavailable
from bihuan.store.file import Store
from bihuan.store.rules.ledger import canonical
from bihuan.store.rules.record import Person, Setting
from bihuan.store.verify import Fault, verify

PAGES = 4096  # copied at a time; a writer may come in between, and SQLite then copies what it changed again


class Faulty(Unavailable):
    """A copy that does not verify; its first faults are inside."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        super().__init__("E-BACKUP-FAULTY", path=str(path), n=len(faults), first=faults[0].code)
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup that was made: where, its SHA-256, the entries in it."""

    path: Path
    sha256: str
    entries: int
    size: int


def copy(source: apsw.Connection, path: Path) -> None:
    """Write an online copy of a store to a new file, as one plain file without a log beside it.

    Raises:
        Unavailable: it cannot be written.
    """
    try:
        target = apsw.Connection(str(path))
        try:
            with target.backup("main", source, "main") as under_way:
                while not under_way.done:
                    under_way.step(PAGES)
            target.execute("PRAGMA journal_mode = DELETE").fetchall()
        finally:
            target.close()
    except apsw.FullError as e:
        raise Unavailable("E-STORE-FULL", path=str(path)) from e
    except (apsw.CantOpenError, apsw.ReadOnlyError, apsw.IOError) as e:
        raise Unavailable("E-STORE-UNWRITABLE", path=str(path), why=e) from e


def checked(path: Path) -> int:
    """Verify a file; give the number of its entries.

    Raises:
        Faulty: it does not verify.
        Unavailable: it is no store.
    """
    with Store(path, write=False) as store:
        found = list(verify(store))
        if found:
            raise Faulty(path, found)
        return store.head


def refuse_others(who: Person | None) -> None:
    """Backups hold every draft and every confidential request: they are for keepers of records.

    Raises:
        NotAllowed: the person is none.
    """
    if who is None or not who.keeper:
        raise NotAllowed("E-KEEPER")


def backup(store: Store, path: Path) -> Kept:
    """Copy a store to a new file and verify the copy; nothing is left when it fails.

    Raises:
        NotAllowed: the person is no keeper of records.
        BadInput: something is there already.
        Unavailable: it cannot be written, or the copy does not verify.
    """
    refuse_others(store.me)
    if path.exists():
        raise BadInput("E-BACKUP-EXISTS", "file", (), path=str(path))
    aside = aside_of(path)
    try:
        copy(store.db.connection(), aside)
        entries = checked(aside)
        digest = sha256(aside)
        size = aside.stat().st_size
        os.replace(aside, path)
    finally:
        for leftover in (aside, *(aside.with_name(aside.name + end) for end in ("-wal", "-shm", "-journal"))):
            leftover.unlink(missing_ok=True)
    return Kept(path, digest, entries, size)


def aside_of(path: Path) -> Path:
    """A new, empty file beside a path, readable by its owner alone.

    Raises:
        Unavailable: the folder cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    except OSError as e:
        raise Unavailable("E-STORE-UNWRITABLE", path=str(path), why=e) from e
    os.close(handle)
    return Path(name)


def sha256(path: Path) -> str:
    """The SHA-256 of a file, brought to the disk first."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def restore(source: Path, path: Path, login: str, reason: str | None) -> tuple[int, Path | None]:
    """Bring a store back to a backup; what stood there is kept beside it, and an entry says who did it and why.

    The contents are written into the file that is there, under its lock, so that others who have it open go on with
    what was restored.

    Args:
        source: the backup; it is verified first.
        path: the store's file; it may be missing or unreadable.
        login: who restores.
        reason: why.

    Returns:
        The entries of what was restored, and where the old file is kept.

    Raises:
        NotAllowed: the person is no keeper of records, neither there nor in the backup.
        Unavailable: the backup does not verify, or the store cannot be written.
    """
    entries = checked(source)
    with Store(source, login, write=False) as there:
        permit(path, login, there.me)
        kept = keep_beside(path)
        overwrite(there.db.connection(), path)
    with Store(path, login) as store, store.acting("restore", reason=reason) as do:
        told = canonical({"at": do.at, "entries": entries, "file": source.name})
        found = store.one("SELECT id FROM setting WHERE key = 'restored'") or 0
        do.put(Setting(id=found, key="restored", value=told))
    return entries, kept


def permit(path: Path, login: str, in_backup: Person | None) -> None:
    """The keepers of the store say who restores it; of one that cannot be read, those of the backup.

    Raises:
        NotAllowed: the person is none of them.
    """
    try:
        with Store(path, login, write=False) as now:
            who = now.me
    except (Unavailable, apsw.Error):
        who = in_backup
    refuse_others(who)


def keep_beside(path: Path) -> Path | None:
    """Keep the file that is there under another name: a copy of one instant, or the file itself when it is damaged."""
    if not path.is_file():
        return None
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S}"
    kept = next(p for n in range(1000) if not (p := path.with_name(f"{path.name}.before-restore-{stamp}-{n}")).exists())
    try:
        source = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            copy(source, kept)
        finally:
            source.close()
    except (apsw.Error, Unavailable):
        os.replace(path, kept)
        for end in ("-wal", "-shm"):
            beside = path.with_name(path.name + end)
            if beside.exists():
                os.replace(beside, kept.with_name(kept.name + end))
    return kept


def overwrite(source: apsw.Connection, path: Path) -> None:
    """Write the contents of a backup into the store's file.

    Raises:
        Unavailable: there is no room, or somebody else writes for half a minute.
    """
    target = apsw.Connection(str(path))
    try:
        target.set_busy_timeout(30_000)
        with target.backup("main", source, "main") as under_way:
            while not under_way.done:
                under_way.step(-1)
        target.execute("PRAGMA journal_mode = WAL").fetchall()
    except apsw.FullError as e:
        raise Unavailable("E-STORE-FULL", path=str(path)) from e
    except apsw.BusyError as e:
        raise Unavailable("E-STORE-BUSY", path=str(path), seconds=30) from e
    finally:
        target.close()
