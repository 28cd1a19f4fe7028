"""Two people ask for the same thing: one request is merged into the other."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.store import read
from bihuan.store.errors import BihuanError
from bihuan.store.rules.roles import participants
from bihuan.store.verify import verify


def two(house: Any) -> tuple[str, str]:
    """A request of wangfang's and one of zhoumin's that asks for the same."""
    first = str(house.submitted())
    draft = house.as_("zhoumin", "new", **house.DETAILS).name
    return first, str(house.as_("zhoumin", "submit", draft).name)


def test_the_duplicate_ends_and_its_requester_questions_and_files_go_along(house: Any, tmp_path: Any) -> None:
    first, second = two(house)
    house.as_("zhoumin", "set", second, other_departments=[{"department": "客服部"}])
    (tmp_path / "截图.txt").write_bytes(b"png")
    house.as_("zhoumin", "attach", second, file=str(tmp_path / "截图.txt"))
    house.as_("zhoumin", "ask", second, to="technical", text="何时上线？")
    house.as_("liqiang", "ask", second, to="zhoumin", text="哪些门店？", stops_work=True)
    house.as_("zhoumin", "answer", second, question=2, text="全部")
    house.as_("liqiang", "take", second)
    ended = house.as_("liqiang", "merge", second, into=first, reason="同一件事")
    kept = house.record(first)
    assert (ended.request.status, ended.request.end_kind, ended.request.end_reason) == (
        "rejected",
        "duplicate",
        "同一件事",
    )
    assert [(x.kind, x.to) for x in ended.links] == [("duplicate_of", kept.request.id)]
    zhoumin = next(p.id for p in house.store.team.people.values() if p.login == "zhoumin")
    assert [(d.department, d.contact) for d in kept.other_departments] == [("运营部", zhoumin), ("客服部", None)]
    assert zhoumin in participants(kept)
    assert [(q.text, q.at > kept.request.submitted_at) for q in kept.questions] == [("何时上线？", True)]
    assert [a.name for a in kept.attachments] == ["截图.txt"]
    house.store.login = "liqiang"
    assert (first, "answer") in [(o.name, o.act) for o in read.inbox(house.store)]
    assert list(verify(house.store)) == []


def test_what_is_there_already_does_not_come_twice(house: Any, tmp_path: Any) -> None:
    first = str(house.submitted())
    draft = house.as_("wangfang", "new", **house.DETAILS).name
    second = str(house.as_("wangfang", "submit", draft).name)
    (tmp_path / "a.txt").write_bytes(b"same")
    for no in (first, second):
        house.as_("wangfang", "attach", no, file=str(tmp_path / "a.txt"))
    house.as_("wangfang", "merge", second, into=first, reason="重复提交")
    kept = house.record(first)
    assert (len(kept.attachments), kept.other_departments) == (1, ())


REFUSED = (
    ("itself", "E-LINK-SELF"),
    ("ended", "E-MERGE-ENDED"),
    ("draft", "E-MERGE-ENDED"),
    ("open to all", "E-MERGE-CONFIDENTIAL"),
    ("unseen", "E-NO-REQUEST"),
)


@pytest.mark.parametrize(("case", "code"), REFUSED)
def test_some_requests_take_nothing_in(house: Any, case: str, code: str) -> None:
    first, second = two(house)
    house.as_("liqiang", "take", first)
    into = first
    match case:
        case "itself":
            into = second
        case "ended":
            house.as_("liqiang", "reject", first, kind="outside", reason="不做")
        case "draft":
            into = house.as_("zhoumin", "new", **house.DETAILS).name
        case "open to all":
            house.as_("zhoumin", "set", second, confidential=True)
        case "unseen":
            house.as_("wangfang", "set", first, confidential=True)
    before = house.record(second)
    with pytest.raises(BihuanError) as refused:
        house.as_("zhoumin", "merge", second, into=into, reason="重复")
    assert refused.value.code == code
    assert house.record(second) == before
