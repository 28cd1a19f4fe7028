"""A folder is brought to hold the site: only what changed is written, only ours is deleted, a killed build mends."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.site.write import LIST, Item, item, read_list
from bihuan.site.write import write as bring
from bihuan.store.errors import BadInput


def write(folder, files):
    return bring(folder, (item(path, body) for path, body in files))


def held(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_only_what_changed_is_written(tmp_path):
    assert write(tmp_path, [("a.html", b"1"), ("r/b.html", b"2")]).written == 2
    before = (tmp_path / "a.html").stat().st_mtime_ns
    done = write(tmp_path, [("a.html", b"1"), ("r/b.html", b"3")])
    assert (done.written, done.kept, done.deleted) == (1, 1, 0)
    assert (tmp_path / "a.html").stat().st_mtime_ns == before


def test_what_has_the_same_source_is_not_even_made(tmp_path):
    made = []

    def make():
        made.append(1)
        return b"page"

    assert [bring(tmp_path, [Item("a.html", source, make)]).written for source in ("1", "1", "2")] == [1, 0, 0]
    assert len(made) == 2


def test_what_somebody_deleted_comes_back(tmp_path):
    write(tmp_path, [("a.html", b"1")])
    (tmp_path / "a.html").unlink()
    assert write(tmp_path, [("a.html", b"1")]).written == 1


def test_what_is_gone_is_deleted_with_its_empty_folders_and_nothing_else(tmp_path):
    write(tmp_path, [("r/1/a.html", b"1"), ("r/2/a.html", b"2")])
    (tmp_path / "r/2/mine.txt").write_text("x")
    assert write(tmp_path, []).deleted == 2
    assert sorted(held(tmp_path)) == [LIST, "r/2/mine.txt"]


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path):
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(BadInput) as refused:
        write(tmp_path, [("index.html", b"ours")])
    assert refused.value.code == "E-SITE-FOREIGN"
    assert (tmp_path / "index.html").read_text() == "mine"


def test_a_build_that_was_killed_is_ended_by_the_next(tmp_path):
    def killed():
        yield "a.html", b"1"
        yield "b.html", b"2"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path, killed())
    write(tmp_path, [("b.html", b"3"), ("c.html", b"4")])
    assert sorted(held(tmp_path)) == [LIST, "b.html", "c.html"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"format": 2, "files": {}}',
        '{"format": 1, "files": {"../x": ""}}',
        '{"format": 1, "files": {"/x": ""}}',
    ],
)
def test_a_list_that_is_not_ours_deletes_nothing(tmp_path, text):
    (tmp_path / LIST).write_text(text)
    with pytest.raises(BadInput):
        write(tmp_path, [])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(["a", "b/c", "b/d", "e/f/g"]), st.binary(max_size=2)), max_size=5))
def test_after_any_edits_the_folder_is_as_built_clean(tmp_path_factory, states):
    edited, clean = tmp_path_factory.mktemp("edited"), tmp_path_factory.mktemp("clean")
    for state in states:
        write(edited, sorted(state.items()))
    write(clean, sorted((states or [{}])[-1].items()))
    if states:
        assert held(edited) == held(clean)
        assert list(json.loads((edited / LIST).read_text())["files"]) == list(read_list(clean))


def test_two_builds_of_the_same_are_the_same(sample, publishing, tmp_path):
    publishing(tmp_path / "one", sample.archive())
    publishing(tmp_path / "two", sample.archive())
    assert held(tmp_path / "one") == held(tmp_path / "two")
    assert publishing(tmp_path / "one", sample.archive()).written == 0


def test_a_request_that_is_reopened_vanishes_everywhere(sample, publishing, tmp_path):
    more = sample.small("2024-099", "独一无二鳐鱼")
    publishing(tmp_path / "edited", sample.archive(more))
    assert any("鳐鱼".encode() in body for body in held(tmp_path / "edited").values())
    publishing(tmp_path / "edited", sample.archive())
    publishing(tmp_path / "clean", sample.archive())
    assert held(tmp_path / "edited") == held(tmp_path / "clean")
