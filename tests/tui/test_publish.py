"""``bihuan publish`` as people and programs use it."""

from __future__ import annotations

import json

import pytest

from bihuan.store.file import create
from bihuan.store.rules.record import Person, Request
from bihuan.tui import place
from bihuan.tui.cli import main


@pytest.fixture
def bihuan(tmp_path, monkeypatch, capsys):
    """Runs the command line in a team with one closed request, in English and without a terminal."""
    keeper = Person(
        login=place.account(), name="周静", department="综合部", title="档案员", party="technical", keeper=True
    )
    store = create(tmp_path / "a.db", keeper)
    with store.acting("import") as do:
        do.put(Request(number="2024-015", title="订单同步", status="closed", background="由周静整理", created_at=1))
    store.close()
    monkeypatch.setenv("BIHUAN_STORE", str(tmp_path / "a.db"))
    monkeypatch.setenv("BIHUAN_LANG", "en")

    def run(*words):
        code = main(list(words))
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_publish_prints_where_to_open_it(bihuan, tmp_path):
    code, out, err = bihuan("publish", str(tmp_path / "site"))
    assert (code, out) == (0, f"{tmp_path / 'site' / 'index.html'}\n")
    assert err.startswith("Published: ")
    assert "综合部*档案员" in (tmp_path / "site/r/2024-015/index.html").read_text("utf-8")


def test_publishing_again_changes_nothing(bihuan, tmp_path):
    first = json.loads(bihuan("publish", str(tmp_path / "site"), "--json")[1])["site"]
    again = json.loads(bihuan("publish", str(tmp_path / "site"), "--json")[1])["site"]
    assert (again["written"], again["kept"], again["deleted"]) == (0, first["written"], 0)


def test_the_language_is_the_one_asked_for(bihuan, tmp_path):
    bihuan("--lang", "zh", "publish", str(tmp_path / "site"))
    assert '<html lang="zh-Hans">' in (tmp_path / "site/index.html").read_text("utf-8")


def test_check_passes_a_built_folder_and_names_what_is_wrong(bihuan, tmp_path):
    bihuan("publish", str(tmp_path / "site"))
    assert bihuan("publish", str(tmp_path / "site"), "--check") == (
        0,
        "",
        "Checked: links, names and files are all right\n",
    )
    page = tmp_path / "site/about/index.html"
    page.write_text(page.read_text("utf-8").replace("<h1>", '周静<a href="gone.html">x</a><h1>'), "utf-8")
    code, out, err = bihuan("publish", str(tmp_path / "site"), "--check")
    assert code == 1
    assert out.splitlines() == [
        "about/index.html: the contents were changed. Publish again.",
        "about/index.html: a link leads nowhere: gone.html",
        "about/index.html: it shows personal data: 周静",
    ]
    assert err == "Findings: 3\n"
    code, out, _ = bihuan("publish", str(tmp_path / "site"), "--check", "--json")
    assert [finding["code"] for finding in json.loads(out)["findings"]] == ["altered", "link", "leak"]


def test_what_cannot_be_done_is_said(bihuan, tmp_path):
    code, out, err = bihuan("publish", str(tmp_path / "nowhere"), "--check")
    assert (code, out) == (3, "")
    assert "There is no folder" in err
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/index.html").write_text("mine")
    assert bihuan("publish", str(tmp_path / "mine"))[0] == 2
    assert bihuan("publish", str(tmp_path / "a.db"))[0] == 2
    assert (tmp_path / "mine/index.html").read_text() == "mine"


def test_its_help_is_in_words(bihuan):
    code, out, _ = bihuan("publish", "--help")
    assert code == 0
    assert "only look over a published folder" in " ".join(out.split())
