"""What happens when the store cannot be used: full, locked, not ours to write. Nothing half is left."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from bihuan.store import connection, file
from bihuan.store.acts.every import ACTS
from bihuan.store.errors import Unavailable
from bihuan.store.file import Store
from bihuan.store.rules.record import Person
from bihuan.store.verify import verify

WANG = Person(login="wang", name="王敏", party="business", keeper=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file.create(tmp_path / "s.db", WANG).close()
    return tmp_path / "s.db"


def refused(store: Store, text: str = "x") -> str:
    with pytest.raises(Unavailable) as e:
        ACTS["new"](store, None, fields={"background": text})
    return e.value.code


def test_a_full_disk_takes_the_whole_act_back(path: Path) -> None:
    with Store(path, "wang") as store:
        store.sql(f"PRAGMA max_page_count = {store.one('PRAGMA page_count') + 1}")
        assert refused(store, "满" * 40_000) == "E-STORE-FULL"
        store.sql("PRAGMA max_page_count = 1000000")
        assert store.one("SELECT count(*) FROM request") == 0
        assert list(verify(store)) == []
        assert ACTS["new"](store, None, fields={"background": "满" * 40_000}).name == "d1"


def test_another_writer_that_never_ends_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "WAIT_SECONDS", 0.05)
    other = apsw.Connection(str(path))
    other.execute("BEGIN IMMEDIATE")
    with Store(path, "wang") as store:
        assert refused(store) == "E-STORE-BUSY"
        other.execute("ROLLBACK")
        assert ACTS["new"](store, None, fields={}).name == "d1"
    other.close()


def test_a_store_opened_for_reading_refuses_to_write(path: Path) -> None:
    with Store(path, "wang", write=False) as store:
        assert refused(store) == "E-STORE-READONLY"
        with pytest.raises(apsw.ReadOnlyError):
            store.sql("INSERT INTO open_act VALUES (1, 'x')")


MOUNTS = """/dev/sda1 / ext4 rw 0 0
server:/x /data nfs4 rw 0 0
/dev/sdb1 /data/local ext4 rw 0 0
//host/share /mnt/a\\040b cifs rw 0 0
"""
KINDS = (
    ("/data/s.db", "nfs4"),
    ("/database/s.db", None),
    ("/data/local/s.db", None),
    ("/mnt/a b/s.db", "cifs"),
)


@pytest.mark.parametrize(("path", "kind"), KINDS)
def test_network_file_systems_are_told_from_local_ones(path: str, kind: str | None) -> None:
    assert connection.network_file_system(MOUNTS, path) == kind
