"""Documents freeze when their step ends, keep their versions, and carry on what people added."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bihuan.store import read
from bihuan.store.documents import add_text, edit_text, freeze, language, render, warm
from bihuan.store.errors import BadInput
from bihuan.store.file import create
from bihuan.store.rules.documents import DOCUMENTS
from bihuan.store.rules.record import Person, Record, Request, Setting
from bihuan.store.text import LANGS, say

NOON = 1_709_265_600_000  # 2024-03-01 12:00 in Shanghai


@pytest.fixture
def store(tmp_path):
    founder = Person(login="zhangwei", name="张伟", department="市场部", title="经理", party="business", keeper=True)
    made = create(tmp_path / "store.db", founder, now=lambda: NOON)
    yield made
    made.close()


def write(store, **changes) -> Record:
    """Put the request, or bring it to these values."""
    with store.acting("test") as do:
        found = read.rows(store, Request)
        before = found[0] if found else Request(number="2024-001", title="退款进度查询", requester=1, created_at=NOON)
        made = do.put(replace(before, **changes))
    return read.record(store, made.id)


def end(store, step: str) -> None:
    record = read.record(store, 1)
    with store.acting("test", 1) as do:
        freeze(do, record, step)


def kept_versions(store) -> list[tuple[str, int, bool]]:
    return [(d.kind, d.version, d.frozen_at is not None) for d in read.record(store, 1).documents]


def test_a_step_that_ends_freezes_its_documents(store):
    write(store)
    end(store, "draft")
    assert kept_versions(store) == [("record", 1, True), ("original_request", 1, True)]
    write(store, status="submitting", step="submitting")
    end(store, "submitting")
    assert kept_versions(store)[2:] == [("record", 2, True)]
    end(store, "assessing")
    assert kept_versions(store)[3:] == [("assessment_report", 1, True)]


def test_what_did_not_change_gets_no_new_version_and_the_original_never_does(store):
    write(store)
    end(store, "draft")
    write(store, background="改过的背景")
    end(store, "draft")
    assert kept_versions(store) == [("record", 1, True), ("original_request", 1, True), ("record", 2, True)]
    end(store, "submitting")
    assert len(kept_versions(store)) == 3


def test_two_steps_may_end_in_one_act(store):
    record = write(store)
    with store.acting("test", 1) as do:
        freeze(do, record, "assessing")
        freeze(do, record, "designing")
    assert kept_versions(store) == [("record", 1, True), ("assessment_report", 1, True), ("signed_design", 1, True)]


def test_what_people_add_is_carried_on_and_frozen_at_the_next_step(store):
    record = write(store)
    end(store, "developing")
    with store.acting("test", 1) as do:
        add_text(do, record, "issue_log", "遗留问题见 **附表**")
        add_text(do, record, "issue_log", "第二条")
    log = [d for d in read.record(store, 1).documents if d.kind == "issue_log"]
    assert [(d.version, d.frozen_at is not None) for d in log] == [(1, True), (2, False), (3, False)]
    assert log[-1].body.endswith("## 补充说明\n\n遗留问题见 **附表**\n\n第二条\n")
    end(store, "testing")
    log = [d for d in read.record(store, 1).documents if d.kind == "issue_log"]
    assert [(d.version, d.frozen_at is not None) for d in log][2:] == [(3, True)]
    assert render(read.record(store, 1), "issue_log", "zh") == log[-1].body


def test_additions_can_be_edited(store):
    record = write(store)
    with store.acting("test", 1) as do:
        add_text(do, record, "test_report", "错字")
        assert edit_text(do, record, "test_report", "改正").body.endswith("## 补充说明\n\n改正\n")


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("original_request", "x", "E-DOCUMENT-FROZEN"),
        ("poem", "x", "E-DOCUMENT-KIND"),
        ("issue_log", " \n", "E-DOCUMENT-EMPTY"),
    ],
)
def test_what_cannot_be_added_is_refused(store, kind, text, code):
    record = write(store)
    with pytest.raises(BadInput) as told, store.acting("test", 1) as do:
        add_text(do, record, kind, text)
    assert told.value.code == code
    for lang in LANGS:
        say(f"error.{code}", lang, **told.value.values)


def test_a_retrospective_that_was_not_held_leaves_no_document(store):
    write(store)
    end(store, "launched")
    assert "retrospective" not in [d.kind for d in read.record(store, 1).documents]


def test_the_language_is_that_of_the_title_unless_the_team_says(store):
    record = write(store)
    assert language(record) == "zh"
    assert language(replace(record, request=replace(record.request, title="Refund status"))) == "en"
    settings = {"documents.lang": '"en"'}
    assert language(replace(record, team=replace(record.team, settings=settings))) == "en"


def test_a_team_prints_by_its_own_template(store, tmp_path):
    folder = tmp_path / "ours" / "documents" / "zh"
    folder.mkdir(parents=True)
    with store.acting("test") as do:
        do.put(Setting(key="documents.templates", value='"ours"'))
    record = write(store, title="甲 | 乙\n# 丙")
    (folder / "original_request.md.j2").write_text("{{ head(record, '我们的单子') }}\n", "utf-8")
    warm(store, record, "draft")
    end(store, "draft")
    body = read.record(store, 1).documents[1].body
    assert body.startswith("# 我们的单子\n")
    assert "| 需求名称 | 甲 \\| 乙 # 丙 |" in body


def test_each_of_the_eleven_documents_belongs_to_its_step_and_all_but_one_are_carried_on():
    assert [(d.kind, d.step) for d in DOCUMENTS.values()] == [
        ("record", "draft"),
        ("original_request", "draft"),
        ("assessment_report", "assessing"),
        ("signed_design", "designing"),
        ("progress_board", "developing"),
        ("issue_log", "developing"),
        ("test_report", "testing"),
        ("uat_report", "testing"),
        ("launch_confirmation", "testing"),
        ("closure_confirmation", "launched"),
        ("retrospective", "launched"),
    ]
    assert [d.kind for d in DOCUMENTS.values() if d.once] == ["original_request"]
    assert DOCUMENTS["record"].later == ("submitting", "assessing", "designing", "developing", "testing", "launched")
    assert all(say(f"document.{kind}", lang) for kind in DOCUMENTS for lang in LANGS)
