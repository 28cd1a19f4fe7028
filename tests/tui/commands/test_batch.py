"""`bihuan apply`: all or nothing, line by line, long files in short transactions, and going on where it stopped."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bihuan.store.acts import apply as applying
from bihuan.store.file import Store
from bihuan.store.verify import verify


def lines(*acts: dict[str, Any]) -> str:
    return "".join(json.dumps(act, ensure_ascii=False) + "\n" for act in acts)


def draft(n: int) -> dict[str, Any]:
    return {"act": "new", "label": f"r{n}", "title": f"需求{n}", "type": "fix", "by": "wangfang"}


def test_a_short_file_is_whole_or_nothing(shell: Any) -> None:
    good = lines(draft(1), {"act": "set", "request": "@r1", "project": "订单", "by": "wangfang"})
    code, out, err = shell.run("apply", "-", stdin="# 说明\n\n" + good)
    assert (code, out) == (0, "3\tnew\td1\n4\tset\td1\n")
    assert err == "Lines applied: 2 of 2\n"
    bad = lines(draft(2), draft(3), {"act": "set", "request": "@r2", "colour": "red", "by": "wangfang"})
    code, out, err = shell.run("apply", "-", "--json", stdin=bad)
    error = json.loads(err)["error"]
    assert (code, out, error["code"], error["line"]) == (2, "", "E-FIELD-UNKNOWN", 3)
    assert error["text"].startswith("Line 3: ")
    assert len(shell.json("--as", "wangfang", "ls")["requests"]) == 1


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ('{"act": "new"', 2, "E-BATCH-JSON"),
        ("[" * 100_000, 2, "E-BATCH-JSON"),
        ('"new"', 2, "E-BATCH-ACT"),
        ('{"act": "fly"}', 3, "E-NO-ACT"),
        ('{"act": "take", "request": "@nobody"}', 3, "E-NO-LABEL"),
        ('{"act": "take"}', 2, "E-INPUT-MISSING"),
        ('{"act": "new", "by": "nobody"}', 3, "E-NO-SUCH-PERSON"),
        ('{"act": "new", "at": "yesterday"}', 2, "E-AT"),
        ('{"act": "new", "at": "0001-01-01"}', 2, "E-AT"),
        ('{"act": "new", "fields": "title"}', 2, "E-INPUT-FIELDS"),
    ],
    ids=lambda v: str(v)[:20],
)
def test_a_line_that_cannot_be_read_is_named(shell: Any, text: str, code: int, name: str) -> None:
    got, out, err = shell.run("apply", "-", "--json", stdin=text)
    error = json.loads(err)["error"]
    assert (got, out, error["code"], error["line"]) == (code, "", name, 1)


def test_each_line_is_printed_once_it_is_committed(shell: Any) -> None:
    text = lines(draft(1), draft(2), {"act": "take", "request": "@r1", "by": "liqiang"}, draft(3))
    code, out, _ = shell.run("apply", "-", "--each", stdin=text)
    assert (code, out) == (4, "1\tnew\td1\n2\tnew\td2\n")
    assert len(shell.json("--as", "wangfang", "ls")["requests"]) == 2


def test_a_long_file_is_tried_on_a_copy_first(shell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "WHOLE_LINES", 5)
    text = lines(*map(draft, range(1, 9)), {"act": "fly"})
    code, out, err = shell.run("apply", "-", "--json", stdin=text)
    assert (code, out, json.loads(err)["error"]["line"]) == (3, "", 9)
    assert shell.json("--as", "wangfang", "ls")["requests"] == []


def test_a_long_file_is_counted_as_it_is_committed_and_goes_on_where_it_stopped(
    shell: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "WHOLE_LINES", 5)
    monkeypatch.setattr(applying, "LOCKED_SECONDS", 0)
    text = lines(
        *map(draft, range(1, 9)),
        *({"act": "set", "request": f"@r{n}", "project": f"项目{n}", "by": "wangfang"} for n in range(1, 9)),
    )
    real, left = applying.marked, [12]

    def broken_off(store: Store, *rest: Any) -> Any:
        if store.path == shell.path:
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt
        return real(store, *rest)

    monkeypatch.setattr(applying, "marked", broken_off)
    code, out, _ = shell.run("apply", "-", stdin=text)
    assert (code, out.split()[-1]) == (130, "12")
    monkeypatch.setattr(applying, "marked", real)
    code, out, _ = shell.run("apply", "-", "--resume", stdin=text)
    assert (code, out.split()) == (0, ["1", "2", "3", "4"])
    rows = shell.json("--as", "wangfang", "ls")["requests"]
    assert sorted(r["title"] for r in rows) == [f"需求{n}" for n in range(1, 9)]
    projects = {shell.json("--as", "wangfang", "show", r["id"])["request"]["project"] for r in rows}
    assert projects == {f"项目{n}" for n in range(1, 9)}
    assert shell.run("apply", "-", "--resume", stdin=text)[1] == ""
    with Store(shell.path, write=False) as store:
        assert list(verify(store)) == []
