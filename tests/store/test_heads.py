"""A store that was rolled back or rewritten is noticed by who saw it before."""

from __future__ import annotations

import shutil
from pathlib import Path

from bihuan.store import file, heads
from bihuan.store.acts.every import ACTS
from bihuan.store.file import Store
from bihuan.store.rules.record import Person
from bihuan.store.verify import verify

WANG = Person(login="wang", name="王敏", party="business", keeper=True)


def test_a_store_put_back_to_an_older_copy_is_noticed(tmp_path: Path) -> None:
    store = file.create(tmp_path / "s.db", WANG)
    assert heads.remembered(tmp_path / "heads", store) is None
    store.close()
    shutil.copy(tmp_path / "s.db", tmp_path / "old.db")
    with Store(tmp_path / "s.db", "wang") as store:
        ACTS["new"](store, None, fields={"title": "一"})
        heads.remember(tmp_path / "heads", store)
        assert not heads.lost(store, heads.remembered(tmp_path / "heads", store))
    shutil.copy(tmp_path / "old.db", tmp_path / "s.db")
    with Store(tmp_path / "s.db", "wang") as store:
        head = heads.remembered(tmp_path / "heads", store)
        assert heads.lost(store, head)
        assert [(f.code, f.entry) for f in verify(store, head)] == [("head", 3)]
        ACTS["new"](store, None, fields={"title": "另一个"})
        assert heads.lost(store, head), "another entry of the same number is not the one that was seen"
