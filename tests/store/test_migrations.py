"""An older file is brought to today's tables: a backup first, a step an entry, and replay still gives the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bihuan.store import file, migrations, read
from bihuan.store.acts.every import ACTS
from bihuan.store.errors import Unavailable
from bihuan.store.file import Store
from bihuan.store.rules.record import TABLES, Person
from bihuan.store.verify import verify

WANG = Person(login="wang", name="王敏", party="business", keeper=True)
STEP = {
    "name": "spare",
    "tables": {
        "request": [{"name": "spare", "sql": "TEXT", "default": None}],
        "goal": [{"name": "weight", "sql": "INTEGER NOT NULL DEFAULT 1", "default": 1}],
    },
}


def test_the_steps_sum_to_todays_tables() -> None:
    assert migrations.missing() == {}
    assert {t: set(c) for t, c in migrations.known().items()} == {t: set(n) for t, n in TABLES.names.items()}


def test_an_older_file_is_upgraded_after_a_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "s.db"
    with file.create(path, WANG) as store:
        ACTS["new"](store, None, fields={"title": "旧", "goals": [{"what": "5秒内"}]})
    steps: tuple[Any, ...] = (*migrations.steps(), STEP)
    monkeypatch.setattr(migrations, "steps", lambda: steps)
    with Store(path, "wang") as store:
        assert store.one("PRAGMA user_version") == len(steps)
        assert store.one("SELECT weight FROM goal") == 1
        assert (store.one("SELECT act FROM entry ORDER BY seq DESC LIMIT 1")) == "schema"
        assert list(verify(store)) == []
        ACTS["set"](store, 1, fields={"title": "新"})
        assert read.as_of(store, 1, store.now()).request.title == "新"
        assert list(verify(store)) == []
    assert (tmp_path / f"s.db.before-step-{len(steps)}").is_file()


def test_a_file_of_a_newer_program_is_read_only(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    file.create(path, WANG).close()
    with Store(path, "wang") as store:
        store.sql("PRAGMA user_version = 99")
    with Store(path, "wang") as store:
        assert read.listed(store) == []
        with pytest.raises(Unavailable) as refused:
            ACTS["new"](store, None, fields={"title": "x"})
        assert refused.value.code == "E-STORE-NEWER"


BROKEN = (
    (b"", "E-STORE-NOT-ONE"),
    (b"not a database at all" * 300, "E-STORE-NOT-ONE"),
    (b"SQLite format 3\0" + b"\0" * 5000, "E-STORE-NOT-ONE"),
)


@pytest.mark.parametrize(("contents", "code"), BROKEN, ids=("empty", "text", "zeros"))
def test_a_broken_file_is_named(tmp_path: Path, contents: bytes, code: str) -> None:
    (tmp_path / "s.db").write_bytes(contents)
    with pytest.raises(Unavailable) as refused:
        Store(tmp_path / "s.db", "wang")
    assert refused.value.code == code
    assert (tmp_path / "s.db").read_bytes() == contents


def test_a_missing_file_and_an_existing_one_are_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as missing:
        Store(tmp_path / "none.db", "wang")
    assert missing.value.code == "E-STORE-MISSING"
    file.create(tmp_path / "s.db", WANG).close()
    with pytest.raises(Unavailable) as there:
        file.create(tmp_path / "s.db", WANG)
    assert there.value.code == "E-STORE-EXISTS"


def test_derived_tables_of_an_older_program_are_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with file.create(path, WANG) as store:
        ACTS["new"](store, None, fields={"title": "旧"})
        store.sql("DROP TABLE standing; CREATE TABLE standing(request INTEGER PRIMARY KEY, ball TEXT NOT NULL) STRICT")
        store.sql("DROP TABLE notice")
        before = store.sql("SELECT count(*) FROM entry").fetchall()
    with Store(path, "wang") as store:
        assert [(r.title, r.ball) for r in read.listed(store)] == [("旧", "business")]
        assert store.sql("SELECT count(*) FROM entry").fetchall() == before
        assert list(verify(store)) == []
