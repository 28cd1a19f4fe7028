"""Requests leave masked, or whole for a keeper of records; what leaves whole comes back equal."""

import base64
import io
import json

import pytest

from bihuan.store import flat, read
from bihuan.store.acts.every import ACTS
from bihuan.store.acts.exchange import bring
from bihuan.store.errors import BadInput, NotAllowed, NotFound
from bihuan.store.exchange import out
from bihuan.store.exchange.lines import Fault, read_lines
from bihuan.store.file import Store, create
from bihuan.store.rules.kept import Attachment
from bihuan.store.rules.record import CHILDREN, Person
from bihuan.store.verify import verify

KEEPER = Person(login="keeper", name="周静", department="综合部", title="档案员", party="technical", keeper=True)
WANG = Person(login="wangfang", name="王芳", department="市场部", title="经理", party="business")
IMPORTED = {
    "source": "peps",
    "id": "PEP-0572",
    "title": "Assignment Expressions",
    "created": "2018-02-28",
    "status": "Final",
    "people": ["Chris Angelico", "tim-one"],
    "body_md": "Chris Angelico wrote to chris@example.org.",
    "comments": [{"at": "2018-03-01", "who": "tim-one", "kind": "commit", "text": "王芳 was told"}],
    "resolution": "https://mail.python.org/1",
}


@pytest.fixture
def store(tmp_path):
    with create(tmp_path / "s.db", KEEPER) as store:
        with store.acting("person") as do:
            do.put(WANG)
        for _ in bring(store, read_lines(io.BytesIO(json.dumps(IMPORTED).encode()))):
            pass
        store.login = "wangfang"
        told = {
            "background": "王芳说，每天 12 单。电话 13800138000。",
            "description": "**重要：**\r\n\t订单\u200b",
            "effect": "降到 2 单",
            "goals": [{"what": "超时订单", "target": "≤ 2 单/天", "baseline": "12 单/天"}],
        }
        ACTS["new"](store, None, {"title": "部分退款订单超时", "type": "fix", **told})
        store.login = "keeper"
        yield store


def document(store, what=None, **told):
    requests = out.chosen(store, what)
    return json.loads("".join(out.as_json(store, requests, "zh", **told)))


def own(store):
    """The author's draft, given out by its author."""
    store.login = "wangfang"
    return document(store, "d2")["requests"][0]


def test_all_that_one_may_see_is_exported_in_the_order_it_came_to_be(store):
    assert [r["id"] for r in document(store)["requests"]] == ["d1"]  # a draft is its author's
    store.login = "wangfang"
    found = document(store)
    assert (found["schema"], [r["id"] for r in found["requests"]]) == (1, ["d1", "d2"])


def test_one_is_meant_by_its_number_and_several_by_a_query(store):
    for what in ("2018-001", "d1", "peps/PEP-0572", "assignment", "status:closed"):
        assert [r["id"] for r in document(store, what)["requests"]] == ["d1"], what
    assert document(store, "发票红冲")["requests"] == []
    with pytest.raises(NotFound):
        out.chosen(store, "2018-002")
    with pytest.raises(BadInput):
        out.chosen(store, "colour:red")


def test_an_export_is_masked(store):
    text = json.dumps([document(store), own(store)], ensure_ascii=False)
    for hidden in ("王芳", "wangfang", "13800138000", "Chris", "tim-one", "chris@example.org"):
        assert hidden not in text, hidden
    assert "市场部*经理说，每天 12 单。" in text
    assert len(document(store, "d1")["requests"][0]["imported_people"]) == 2


def test_full_names_are_for_keepers_of_records(store):
    assert document(store, "d1", full_names=True)["requests"][0]["imported_people"] == IMPORTED["people"]
    store.login = "wangfang"
    with pytest.raises(NotAllowed):
        document(store, "d1", full_names=True)


def test_a_document_is_markdown_and_always_masked(store):
    text = "".join(out.as_markdown(store, out.chosen(store, "2018-001"), "zh"))
    assert "2018-001" in text and "Assignment Expressions" in text and "Chris" not in text
    with pytest.raises(BadInput):
        list(out.as_markdown(store, [1], "zh", full_names=True))


def test_what_was_exported_whole_comes_back_equal(store, tmp_path):
    store.login = "wangfang"
    draft = flat.of_store(store, 2)
    store.login = "keeper"
    whole = document(store, full_names=True)
    whole["requests"].append(draft)
    with create(tmp_path / "t.db", KEEPER) as other:
        raw = json.dumps(whole, ensure_ascii=False, indent=1).encode()
        *_, tally = bring(other, read_lines(io.BytesIO(raw)))
        assert (tally.new, tally.faults) == (2, [])
        back = [flat.of_store(other, n) for n in (1, 2)]
        assert list(verify(other)) == []
        *_, again = bring(other, read_lines(io.BytesIO(raw)))
        assert (again.new, again.here) == (0, 2)
    for then, now in zip(whole["requests"], back, strict=True):
        for name in ("title", "background", "description", "effect", "goals", "events", "comments", "created_at"):
            assert now[name] == then[name], name
        assert all(json.loads(now["imported_rest"]).get(key) == then[key] for key in ("id", "ball"))
    assert (back[0]["source"], back[0]["source_id"], back[0]["status"]) == ("peps", "PEP-0572", "closed")
    assert back[1]["source"] == f"bihuan-{whole['store'][:8]}"
    assert (back[1]["source_id"], back[1]["status"]) == ("d2", "submitting")


# ---- attachments -------------------------------------------------------------------------------------------------
FILES = {"说明.txt": "每天 12 单".encode(), "空.bin": b"", "图.png": bytes(range(256)) * 40}


def with_files(store):
    """The imported request with three attachments; the document that a keeper exports."""
    with store.acting("attach", 1) as do:
        for name, body in FILES.items():
            of = "test_report" if name == "图.png" else None
            do.put(Attachment(request=1, name=name, hash=do.keep_bytes(body), size=len(body), document=of))
    return document(store, "d1", full_names=True)


def test_attachments_come_back_equal_byte_for_byte(store, tmp_path):
    whole = with_files(store)
    masked = document(store, "d1")["requests"][0]["attachments"]
    assert [base64.b64decode(row["content"]) for row in masked] == list(FILES.values())
    with create(tmp_path / "t.db", KEEPER) as other:
        *_, tally = bring(other, read_lines(io.BytesIO(json.dumps(whole).encode())))
        assert (tally.new, tally.faults) == (1, [])
        rows = read.record(other, 1).attachments
        assert {a.name: read.blob(other, a.hash) for a in rows} == FILES
        assert [a.document for a in rows] == [None, None, "test_report"]
        assert list(verify(other)) == []


def test_a_file_that_was_changed_on_the_way_is_refused(store):
    whole = with_files(store)
    whole["requests"][0] |= {"source_id": "new"}
    whole["requests"][0]["attachments"][0]["content"] = base64.b64encode(b"x").decode()
    *_, tally = bring(store, read_lines(io.BytesIO(json.dumps(whole).encode())))
    assert [(f.code, f.values) for f in tally.faults] == [("E-IMPORT-FILE", {"name": "说明.txt"})]


def test_one_document_holds_so_much_and_may_leave_files_out(store, monkeypatch):
    with_files(store)
    monkeypatch.setattr(out, "ATTACHED", 1 << 10)
    with pytest.raises(BadInput) as large:
        document(store, "d1")
    assert large.value.code == "E-EXPORT-LARGE"
    bare = document(store, "d1", files=False)["requests"][0]["attachments"]
    assert sorted(bare[0]) == ["at", "by", "document", "hash", "id", "name", "size"]


def test_an_export_changes_nothing_in_its_own_store(store):
    whole = document(store, full_names=True)
    whole["requests"].append(own(store))
    store.login = "keeper"
    *_, tally = bring(store, read_lines(io.BytesIO(json.dumps(whole).encode())))
    assert (tally.new, tally.here) == (0, 2)


@pytest.mark.parametrize(
    ("change", "code", "key"),
    [
        ({"title": 5}, "E-IMPORT-VALUE", "title"),
        ({"type": "bug"}, "E-IMPORT-VALUE", "type"),
        ({"status": "done"}, "E-IMPORT-VALUE", "status"),
        ({"estimate_days": "many"}, "E-IMPORT-VALUE", "estimate_days"),
        ({"expected_launch": "2026-02-30"}, "E-IMPORT-VALUE", "expected_launch"),
        ({"created_at": "2026-02-03T10:00"}, "E-IMPORT-VALUE", "created_at"),
        ({"goals": [{"target": "x"}]}, "E-IMPORT-MISSING", "what"),
        ({"goals": "x"}, "E-IMPORT-OBJECTS", "goals"),
        ({"source_id": None, "number": None, "id": None}, "E-IMPORT-MISSING", "id"),
    ],
)
def test_a_request_that_was_spoilt_is_refused_by_its_place(store, change, code, key):
    whole = document(store)
    spoilt = json.dumps(whole["requests"][0] | {"source_id": "new"} | change)
    spoilt = f'{{"schema": 1, "requests":\n[\n{spoilt}\n]}}'
    *_, tally = bring(store, read_lines(io.BytesIO(spoilt.encode())))
    (fault,) = tally.faults
    assert (fault.line, fault.code, fault.key, tally.new) == (3, code, key, 0)


def test_a_spoilt_document_is_a_fault_at_its_place():
    raw = '{"schema": 1,\n "requests": [\n {"title": 退款}]}'.encode()
    assert list(read_lines(io.BytesIO(raw))) == [
        Fault(3, 12, "E-IMPORT-JSON", values={"near": "退款}]}"}),
    ]


def test_every_table_either_comes_back_or_rests_on_persons():
    from bihuan.store.exchange.ours import FROZEN_COPIES, restored

    left = {cls.many for cls in CHILDREN if not restored(cls)} - FROZEN_COPIES
    assert left == {
        "acknowledgements",
        "changes",
        "confirmations",
        "handovers",
        "judgements",
        "launches",
        "lesson_answers",
        "links",
        "looks",
        "nudges",
        "proposals",
        "signoffs",
    }


def test_a_read_only_store_exports(store):
    with Store(store.path, "keeper", write=False) as reader:
        assert document(reader, "d1")["requests"][0]["title"] == "Assignment Expressions"
        assert read.resolve(reader, "d1") == 1
