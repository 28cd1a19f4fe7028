"""``bihuan import``, ``export`` and ``search`` as people and programs use them."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from bihuan.store.file import create
from bihuan.store.rules.record import Person
from bihuan.tui import place
from bihuan.tui.cli import main
from bihuan.tui.commands.search import search

LINES = [
    {
        "source": "oe",
        "id": "I1",
        "title": "支持树莓派",
        "status": "Accepted",
        "created": "2024-03-01",
        "body_md": "引导",
    },
    {
        "source": "oe",
        "id": "I2",
        "title": "树莓派 4B 引导",
        "status": "Odd",
        "created": "2024-13-01",
        "people": ["王芳芳"],
    },
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A store of the account that runs this, in English and without a terminal."""
    keeper = Person(
        login=place.account(), name="周静", department="综合部", title="档案员", party="technical", keeper=True
    )
    create(tmp_path / "a.db", keeper).close()
    monkeypatch.setenv("BIHUAN_STORE", str(tmp_path / "a.db"))
    monkeypatch.setenv("BIHUAN_LANG", "en")
    (tmp_path / "in.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in LINES), "utf-8")
    return tmp_path


@pytest.fixture
def bihuan(folder, capsys):
    """Run one command line: exit code, standard output, standard error."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main([word.replace("@", f"{folder}/") for word in words])
        return code, *capsys.readouterr()

    return run


def told(bihuan, *words: str):
    code, out, _ = bihuan(*words, "--json")
    return code, json.loads(out)


def test_the_plan_is_shown_and_nothing_is_written(bihuan):
    code, out, err = bihuan("import", "@in.jsonl", "--dry-run")
    assert code == 0
    assert out.splitlines() == [
        "2 read",
        "2 to be imported",
        "Statuses:",
        "  Accepted -> closed: 1",
        "  Odd -> submitting: 1",
        "To be flagged:",
        "  status not in the table: 1",
        "  no such creation date, kept as written: 1",
    ]
    assert "only the plan" in err
    assert told(bihuan, "export")[1]["requests"] == []


def test_an_import_says_what_it_did_and_a_second_one_does_nothing(bihuan):
    code, found = told(bihuan, "import", "@in.jsonl")
    assert (code, found["read"], found["new"], found["here"], found["faults"]) == (0, 2, 2, 0, [])
    assert bihuan("import", "@in.jsonl")[1] == "0 imported; 2 were here already and are left as they are.\n"


def test_bad_lines_are_told_by_line_and_column_and_exit_1(bihuan, folder):
    (folder / "bad.jsonl").write_bytes(b'{"source": "oe", "id": "I3", "title": "ok"}\n{"id": 5,}\n{"source": "oe"}\n')
    code, out, err = bihuan("import", "@bad.jsonl")
    assert (code, out) == (1, "1 imported; 0 were here already and are left as they are.\n")
    assert "Line 2, column" in err and "Line 3 has no id" in err
    code, found = told(bihuan, "import", "@bad.jsonl", "--dry-run")
    assert (code, [(f["line"], f["code"]) for f in found["faults"]]) == (
        1,
        [(2, "E-IMPORT-JSON"), (3, "E-IMPORT-MISSING")],
    )


def test_a_team_brings_its_own_table(bihuan, folder):
    (folder / "map.toml").write_text('"Odd" = "testing"\n', "utf-8")
    _, found = told(bihuan, "import", "@in.jsonl", "--map", "@map.toml")
    assert {"theirs": "Odd", "ours": "testing", "count": 1} in found["statuses"]


def test_what_cannot_be_read_or_written_is_wrong_usage(bihuan):
    assert bihuan("import", "@none.jsonl")[0] == 2
    assert bihuan("import", "@in.jsonl", "--map", "@none.toml")[0] == 2
    assert bihuan("export", "-o", "@no/where.json")[0] == 2


def test_standard_input_is_imported(bihuan, monkeypatch):
    raw = io.BytesIO(json.dumps(LINES[0]).encode())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(raw, "utf-8"))
    assert told(bihuan, "import", "-")[1]["new"] == 1


def test_a_search_gives_one_hit_a_request_newest_first(bihuan):
    bihuan("import", "@in.jsonl")
    code, found = told(bihuan, "search", "树莓派", "引导")
    assert (code, found["schema"], found["total"]) == (0, 1, 2)
    second = found["hits"][-1]
    assert {key: second[key] for key in ("number", "id", "source", "source_id", "title", "field", "snippet")} == {
        "number": "2024-001",
        "id": "d1",
        "source": "oe",
        "source_id": "I1",
        "title": "支持树莓派",
        "field": "title",
        "snippet": "支持树莓派",
    }
    assert [second["snippet"][a:b] for a, b in second["marks"]] == ["树莓派"]
    assert told(bihuan, "search", "树莓派", "--limit", "1")[1]["total"] == 2
    assert [p.default for p in search.params if p.name == "limit"] == [50]
    assert told(bihuan, "search", "树莓派", "-4B")[1]["total"] == 1


def test_a_search_in_a_pipe_is_parted_by_tabs(bihuan):
    bihuan("import", "@in.jsonl")
    code, out, err = bihuan("search", "王芳芳")
    (line,) = out.splitlines()
    assert (code, line.split("\t")[1:]) == (0, ["树莓派 4B 引导", "imported_people", "王芳芳"])
    assert err == "1 found\n"
    assert bihuan("search", "发票红冲")[:2] == (0, "")
    assert bihuan("search")[0] == 2


def test_a_search_in_a_terminal_says_under_which_name_the_words_stand(bihuan, monkeypatch):
    bihuan("import", "@in.jsonl")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert bihuan("search", "王芳芳")[1].partition("  ")[2] == "树莓派 4B 引导\n    Imported people: 王芳芳\n"


def test_an_export_goes_to_a_file_whole_and_comes_back(bihuan, folder, monkeypatch):
    bihuan("import", "@in.jsonl")
    assert bihuan("export", "--full-names", "-o", "@out.json")[:2] == (0, "")
    whole = json.loads((folder / "out.json").read_text("utf-8"))
    assert [r["source_id"] for r in whole["requests"]] == ["I1", "I2"]
    assert [p.name for p in folder.glob(".out*")] == []
    create(folder / "b.db", Person(login=place.account(), name="周静", party="technical", keeper=True)).close()
    monkeypatch.setenv("BIHUAN_STORE", str(folder / "b.db"))
    assert told(bihuan, "import", "@out.json")[1]["new"] == 2
    code, out, _ = bihuan("export", "oe/I2", "--full-names")
    assert (code, json.loads(out)["requests"][0]["imported_people"]) == (0, ["王芳芳"])
    assert "王芳芳" not in bihuan("export", "oe/I2")[1]
    assert bihuan("export", "oe/I1", "--to", "md")[1].startswith("# ")
    assert bihuan("export", "oe/I9")[0] == 3


def test_hostile_titles_reach_no_terminal(bihuan, folder):
    line = {"source": "oe", "id": "x", "title": "evil\x1b]0;gone\x07\u202e", "body_md": "树莓派"}
    (folder / "evil.jsonl").write_text(json.dumps(line), "utf-8")
    bihuan("import", "@evil.jsonl")
    _, out, _ = bihuan("search", "evil")
    assert "evil" in out and not {"\x1b", "\x07", "\u202e"} & set(out)


def test_every_verb_has_its_help(bihuan, capsys):
    for verb in ("import", "export", "search"):
        assert bihuan(verb, "--help")[0] == 0


def test_exports_need_their_right(bihuan, folder, monkeypatch):
    monkeypatch.setattr(place, "account", lambda: "stranger")
    assert bihuan("import", "@in.jsonl")[0] == 4
    assert bihuan("export", "--full-names")[0] == 4
    assert Path(folder / "a.db").exists()
