"""`verify`, `backup` and `restore`: copies that are proved, and a way back that keeps what was there."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import apsw
import pytest

from bihuan.store.file import Store, create
from bihuan.store.rules.record import Person
from bihuan.store.verify import verify
from bihuan.tui import place


def test_a_backup_comes_back_equal_and_the_old_file_is_kept(shell: Any, submitted: str, tmp_path: Path) -> None:
    before = shell.json("show", submitted)["request"]
    code, out, err = shell.run("backup", str(tmp_path / "b.db"))
    sha = hashlib.sha256((tmp_path / "b.db").read_bytes()).hexdigest()
    assert (code, out) == (0, f"{sha}  {tmp_path / 'b.db'}\n")
    assert "verified" in err
    assert sorted(p.name for p in tmp_path.glob("*b.db*")) == ["b.db"]
    shell.by("liqiang", "03-02T10:00", "take", submitted)
    told = shell.json("restore", str(tmp_path / "b.db"), "--reason", "误操作")
    assert shell.json("show", submitted)["request"] == before
    last = shell.json("log")["entries"][-1]
    assert (last["act"], last["by"], last["reason"]) == ("restore", place.account(), "误操作")
    kept = Path(told["kept"])
    with Store(kept, write=False) as old:
        assert old.one("SELECT act FROM entry ORDER BY seq DESC LIMIT 1") == "take"
    assert shell.json("verify") == {"schema": 1, "ok": True, "entries": last["seq"], "faults": []}
    assert shell.json("verify", str(tmp_path / "b.db"))["ok"] is True


def test_others_who_have_the_store_open_go_on_with_what_was_restored(
    shell: Any, submitted: str, tmp_path: Path
) -> None:
    shell.run("backup", str(tmp_path / "b.db"))
    shell.by("liqiang", "03-02T10:00", "take", submitted)
    with Store(shell.path, write=False) as other:
        assert other.one("SELECT technical_contact FROM request") is not None
        shell.run("restore", str(tmp_path / "b.db"))
        assert other.one("SELECT technical_contact FROM request") is None


def test_what_does_not_verify_is_never_restored(shell: Any, submitted: str, tmp_path: Path) -> None:
    shell.run("backup", str(tmp_path / "b.db"))
    db = apsw.Connection(str(tmp_path / "b.db"))
    db.execute("DROP TRIGGER request_u; UPDATE request SET title = '改过'")
    db.close()
    head = shell.json("verify")["entries"]
    code, _, err = shell.run("restore", str(tmp_path / "b.db"), "--json")
    assert (code, json.loads(err)["error"]["code"]) == (6, "E-BACKUP-FAULTY")
    assert shell.json("verify") == {"schema": 1, "ok": True, "entries": head, "faults": []}
    code, out, err = shell.run("verify", str(tmp_path / "b.db"))
    assert code == 1
    assert {line.split("\t")[0] for line in out.splitlines()} == {"differs", "trigger-missing"}
    faults = shell.json("verify", str(tmp_path / "b.db"))["faults"]
    assert {"code": "differs", "table": "request", "row": 1, "column": "title"}.items() <= faults[0].items()


def test_a_store_that_cannot_be_read_is_put_aside_and_replaced(shell: Any, submitted: str, tmp_path: Path) -> None:
    shell.run("backup", str(tmp_path / "b.db"))
    for broken in (b"not a store" * 4000, None):
        shell.path.unlink()
        for end in ("-wal", "-shm"):
            shell.path.with_name(shell.path.name + end).unlink(missing_ok=True)
        if broken is not None:
            shell.path.write_bytes(broken)
        told = shell.json("restore", str(tmp_path / "b.db"))
        assert (told["kept"] is None) == (broken is None)
        assert broken is None or Path(told["kept"]).read_bytes() == broken
        assert shell.json("verify")["ok"] is True


@pytest.mark.parametrize("words", [["backup", "{}"], ["restore", "{}"]])
def test_they_are_for_keepers_of_records(shell: Any, tmp_path: Path, words: list[str], monkeypatch: Any) -> None:
    other = Person(login="someone", name="某", party="business", keeper=True)
    create(tmp_path / "other.db", other).close()
    shell.path = tmp_path / "other.db"
    target = tmp_path / ("new.db" if words[0] == "backup" else "other.db")
    code, _, err = shell.run(*(w.format(target) for w in words), "--json")
    assert (code, json.loads(err)["error"]["code"]) == (4, "E-KEEPER")
    assert not (tmp_path / "new.db").exists()


def test_nothing_is_overwritten_or_left_behind(shell: Any, submitted: str, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    code, _, err = shell.run("backup", str(tmp_path / "there"), "--json")
    assert (code, json.loads(err)["error"]["code"]) == (2, "E-BACKUP-EXISTS")
    code, _, err = shell.run("backup", str(tmp_path / "no" / "folder" / "b.db"), "--json")
    assert (code, json.loads(err)["error"]["code"]) == (6, "E-STORE-UNWRITABLE")
    assert (tmp_path / "there").read_text() == "mine"


def test_a_tail_that_was_cut_off_is_noticed(shell: Any, submitted: str, tmp_path: Path) -> None:
    shell.run("backup", str(tmp_path / "b.db"))
    shell.by("liqiang", "03-02T10:00", "take", submitted)
    for end in ("-wal", "-shm"):
        shell.path.with_name(shell.path.name + end).unlink(missing_ok=True)
    os.replace(tmp_path / "b.db", shell.path)
    code, _, err = shell.run("ls", "订单")
    assert (code, "rolled back" in err) == (0, True)
    assert [f["code"] for f in shell.json("verify")["faults"]] == ["head"]
    assert shell.json("verify", "--accept")["ok"] is True
    with Store(shell.path, write=False) as store:
        assert list(verify(store)) == []
