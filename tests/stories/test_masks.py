"""People change department and title while a request goes on; others read what they were at the time of each act."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bihuan.site.build import build
from bihuan.store import documents, flat, read
from bihuan.store.rules.freeze import standing_signatures
from bihuan.store.rules.masked_people import Names
from bihuan.store.verify import verify

BEFORE, THEN, AFTER = "研发部*工程师", "架构部*架构师", "质量部*总监"


def moved(house: Any, login: str, department: str, title: str) -> None:
    house.as_("keeper", "person", login=login, department=department, title=title)


def one_who_moved_twice(house: Any) -> str:
    """Of three updates of liqiang each was written in another place; the last move came after closing."""
    no: str = house.signed()
    moved(house, "liqiang", "架构部", "架构师")
    house.as_("liqiang", "advance", no)
    house.at("2026-03-05 17:00").as_("liqiang", "update", no, text="李强完成1个接口")
    house.as_("liqiang", "item", no, item=1, state="to_test")
    house.as_("liqiang", "set", no, test_version="v1.0")
    house.at("2026-03-10 10:00").as_("liqiang", "advance", no)
    for kind in ("functional", "performance", "compatibility"):
        house.as_("zhaolei", "test", no, kind=kind, result="pass", text="100笔全部通过")
    for criterion in (1, 2):
        house.as_("wangfang", "judge", no, criterion=criterion, verdict="pass")
    house.as_("liqiang", "set", no, **house.LAUNCH)
    house.at("2026-03-13 15:00").as_("liqiang", "launch", no)
    house.at("2026-03-14 16:00").as_("liqiang", "monitor", no, text="无事故")
    house.as_("wangfang", "feedback", no, text="没有问题")
    house.closed(no)
    return no


def test_a_signature_stands_although_its_people_change_place(house: Any) -> None:
    no = house.signed()
    moved(house, "liqiang", "架构部", "架构师")
    moved(house, "wangfang", "运营部", "总监")
    assert set(standing_signatures(house.record(no))) == {"business", "technical"}
    house.as_("liqiang", "advance", no)
    assert list(verify(house.store)) == []


def test_what_is_printed_exported_and_published_says_what_people_were(house: Any, tmp_path: Path) -> None:
    no = one_who_moved_twice(house)
    frozen = [d.body for d in house.record(no).documents]
    moved(house, "liqiang", "质量部", "总监")
    record = house.record(no)
    assert [d.body for d in record.documents] == frozen
    body = documents.render(record, "record", "zh")
    told = flat.of_store(house.store, record.request.id, masked=flat.StandIns("某人", "邮箱", "电话"))
    build(house.store, tmp_path / "site", lang="zh")
    page = (tmp_path / "site" / "r" / no / "index.html").read_text("utf-8")
    assert [BEFORE in one and THEN in one and AFTER not in one for one in (body, page)] == [True, True]
    assert (told["signoffs"][0]["by"], told["updates"][0]["by"]) == (BEFORE, THEN)
    assert (told["updates"][0]["text"], told["contacts"][0]["by"]) == (f"{THEN}完成1个接口", BEFORE)


def test_who_looks_like_another_in_one_place_is_numbered_only_there(house: Any) -> None:
    no = house.submitted()
    house.as_("qianjun", "take", no)
    house.as_("qianjun", "ask", no, to="business", text="1万笔还是10万笔？")
    moved(house, "qianjun", "研发部", "工程师")
    house.as_("qianjun", "set", no, technical_lead="liqiang")
    names, people = Names(house.record(no)), {p.login: p.id for p in read.team(house.store).people.values()}
    before, now = house.moment("2026-03-02 09:35"), house.time
    assert (names.of(people["qianjun"], before), names.of(people["qianjun"], now)) == ("研发部*主管", BEFORE)
    assert names.of(people["liqiang"], now) == f"{BEFORE}2"
