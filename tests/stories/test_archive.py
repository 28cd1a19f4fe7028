"""A closed request goes into the archive, is read there by a stakeholder, and leaves it when it is reopened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bihuan.site.build import build
from bihuan.site.check import check

NAMES = ("王芳", "李强", "钱军", "赵磊", "周敏", "孙档", "wangfang", "liqiang", "13800001234", "a@b.cn")


def closed(house: Any) -> str:
    no: str = house.launched()
    house.as_("wangfang", "ask", no, to="technical", text="李强，退款订单也要推送吗？回电 13800001234 或 a@b.cn")
    house.as_("liqiang", "answer", no, question=1, text="要。")
    house.at("2026-03-14 16:00").as_("liqiang", "monitor", no, text="24小时无事故")
    house.as_("wangfang", "feedback", no, text="使用正常，没有问题")
    house.closed(no)
    return no


def everything(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return "".join(f"{path.relative_to(folder)}\n{path.read_text('utf-8')}" for path in files)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_was_closed_is_read_without_names(house: Any, tmp_path: Path, lang: Any) -> None:
    no = closed(house)
    done = build(house.store, tmp_path / "site", lang=lang)
    page = (tmp_path / "site" / "r" / no / "index.html").read_text("utf-8")
    for words in (
        "用户订单状态实时同步功能",
        "市场部*经理",
        "研发部*工程师",
        "退款订单也要推送吗？",
        "最大1.8秒",
        "不改表结构",
    ):
        assert words in page
    papers = sorted((tmp_path / "site" / "r" / no / "documents").iterdir())
    assert {"record-1.html", "original_request-1.html", "signed_design-1.html", "signed_contents-1.html"} <= {
        paper.name for paper in papers
    }
    assert not [name for name in NAMES if name in everything(tmp_path / "site")]
    assert list(check(tmp_path / "site", house.store.team.people.values())) == []
    again = build(house.store, tmp_path / "site", lang=lang)
    assert (again.written, again.kept) == (0, done.written)


def test_an_open_request_is_nowhere(house: Any, tmp_path: Path) -> None:
    house.launched()
    build(house.store, tmp_path / "site", lang="zh")
    assert "2026-001" not in everything(tmp_path / "site")


def test_a_reopened_request_vanishes_from_every_page(house: Any, tmp_path: Path) -> None:
    no = closed(house)
    build(house.store, tmp_path / "site", lang="zh")
    house.as_("wangfang", "reopen", no, step="testing", reason="推送偶尔丢失")
    house.as_("liqiang", "agree", no)
    assert house.record(no).request.status == "testing"
    build(house.store, tmp_path / "site", lang="zh")
    build(house.store, tmp_path / "clean", lang="zh")
    assert everything(tmp_path / "site") == everything(tmp_path / "clean")
    assert no not in everything(tmp_path / "site")


def test_a_suggestion_leads_to_its_request_and_back_once_both_are_published(house: Any, tmp_path: Path) -> None:
    no, site = closed(house), tmp_path / "site"
    reopened = house.as_("wangfang", "reopen", no, step="launched", reason="补复盘")
    house.as_("liqiang", "agree", no, proposal=reopened.proposals[-1].n)
    house.as_("wangfang", "retro", no, kind="suggestion", text="推送失败后重试3次", owner="wangfang")
    draft = house.as_("wangfang", "follow", no, suggestion=1).name
    house.as_("wangfang", "set", draft, **{**house.DETAILS, "title": "推送失败后重试"})
    second = house.as_("wangfang", "submit", draft).name
    for who in ("liqiang", "wangfang"):
        house.as_(who, "close", no)
    build(house.store, site, lang="zh")
    assert second not in everything(site)
    house.as_("liqiang", "reject", second, reason="与现有重试重复", kind="duplicate")
    house.as_("keeper", "config", key="site.rejected", value="true")
    build(house.store, site, lang="zh")
    there, back = ((site / "r" / n / "index.html").read_text("utf-8") for n in (no, second))
    assert f'../{second}/index.html">{second}</a>' in there and "已转为" in there
    assert f'../{no}/index.html">{no}</a>' in back and "承接" in back
