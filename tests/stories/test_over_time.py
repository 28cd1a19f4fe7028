"""Clocks and ball over time, on real records: equal to what was owed then and to the past that the ledger tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bihuan.store import read
from bihuan.store.rules.ball import ball
from bihuan.store.rules.holding import elapsed, lead_minutes, minutes, spells
from bihuan.store.rules.kept import Verdict, VerdictKey
from bihuan.store.rules.record import Record
from bihuan.store.rules.running import clocks, unfrozen
from bihuan.store.rules.workdays import minutes_between


def plain(house: Any) -> str:
    return str(house.launched())


def closed(house: Any) -> str:
    no = house.stable()
    house.as_("liqiang", "retro", no, kind="shortcoming", text="联调时间未定", count=1)
    house.closed(no)
    return str(no)


def asked(house: Any) -> str:
    no = house.submitted()
    house.as_("liqiang", "confirm", no, verdict="needs_more", text="超过5万元的订单是否也推送？")
    house.at("2026-03-03 11:00").as_("wangfang", "answer", no, question=1, text="是")
    house.at("2026-03-03 15:00").as_("liqiang", "confirm", no, verdict="clear")
    house.as_("liqiang", "set", no, **house.ASSESSMENT, priority="low")
    house.as_("liqiang", "concern", no, text="测试环境只有一套")
    house.at("2026-03-04 10:00").as_("wangfang", "priority", no, value="low")
    house.as_("liqiang", "respond", no, concern=1, adjustment="错峰")
    house.as_("liqiang", "advance", no)
    return str(no)


def chosen(house: Any) -> str:
    no = house.submitted()
    house.as_("liqiang", "confirm", no, verdict="clear")
    house.at("2026-03-03 10:00")
    alternatives = [{"text": "轮询", "effect": "30秒"}]
    house.as_("liqiang", "set", no, **{**house.ASSESSMENT, "feasible": False}, priority="medium")
    house.as_("liqiang", "set", no, infeasible_reason="平台不支持推送", alternatives=alternatives)
    house.at("2026-03-04 16:00").as_("wangfang", "choose", no, alternative=1)
    house.at("2026-03-05 09:00").as_("liqiang", "advance", no)
    return str(no)


def changed(house: Any) -> str:
    no = house.signed()
    house.as_("liqiang", "advance", no)
    house.as_("liqiang", "deviation", no, text="推送渠道理解不一致")
    house.at("2026-03-05 14:00").as_("liqiang", "tell", no, deviation=1, channel="电话")
    house.as_("liqiang", "settle", no, deviation=1)
    house.at("2026-03-06 10:00").as_("wangfang", "settle", no, deviation=1)
    house.as_("wangfang", "change", no, fields={"title": "订单状态推送"}, reason="范围缩小", effect="不变")
    house.at("2026-03-06 16:00").as_("liqiang", "approve", no, change=1)
    house.at("2026-03-09 10:00").as_("wangfang", "approve", no, change=1)
    house.as_("liqiang", "update", no, text="接着做")
    return str(no)


def rolled_back(house: Any) -> str:
    no = house.launched()
    house.at("2026-03-17 10:00").as_("liqiang", "incident", no, text="回调超时", serious=True)
    house.at("2026-03-18 11:00").as_("liqiang", "rollback", no, reason="回调超时未解决", to="developing")
    house.at("2026-03-19 17:00").as_("liqiang", "update", no, text="改为异步")
    return str(no)


def failed(house: Any) -> str:
    no = house.signed()
    house.as_("liqiang", "advance", no)
    house.as_("liqiang", "item", no, item=1, state="done")
    house.as_("liqiang", "set", no, test_version="v1.0")
    house.at("2026-03-09 10:00").as_("liqiang", "advance", no)
    for kind in ("functional", "performance", "compatibility"):
        house.as_("zhaolei", "test", no, kind=kind, result="pass", text="通过")
    house.at("2026-03-09 15:00")
    told = {"reason": "第37笔用时9秒", "rectification_on": "2026-03-12"}
    house.as_("wangfang", "judge", no, criterion=1, verdict="fail", **told)
    house.as_("wangfang", "judge", no, criterion=2, verdict="pass")
    house.at("2026-03-10 09:30").as_("liqiang", "return", no, to="developing", reason="验收不通过")
    house.as_("liqiang", "set", no, test_version="v1.1")
    house.at("2026-03-11 09:30").as_("liqiang", "advance", no)
    for kind in ("functional", "performance", "compatibility"):
        house.as_("zhaolei", "test", no, kind=kind, result="pass", text="通过")
    return str(no)


def reopened(house: Any) -> str:
    no = house.submitted()
    house.at("2026-03-03 10:00").as_("liqiang", "reject", no, reason="重复", kind="duplicate")
    house.at("2026-03-10 10:00").as_("wangfang", "reopen", no, step="submitting", reason="不是重复")
    house.at("2026-03-11 10:00").as_("liqiang", "agree", no)
    return str(no)


def halted(house: Any) -> str:
    no = house.signed()
    house.at("2026-03-05 10:00").as_("liqiang", "advance", no)
    house.at("2026-03-06 16:00").as_("liqiang", "block", no, reason="平台停机", who="third_party")
    house.at("2026-03-10 10:00").as_("liqiang", "unblock", no)
    house.as_("liqiang", "ask", no, to="business", text="超时多久算失败？", stops_work=True)
    house.at("2026-03-11 10:00").as_("wangfang", "answer", no, question=1, text="5秒")
    house.as_("wangfang", "defer", no, reason="等预算", until="2026-04-10")
    house.at("2026-03-12 10:00").as_("liqiang", "agree", no)
    house.at("2026-04-10 10:00").as_("liqiang", "unblock", no)
    return str(no)


STORIES: tuple[Callable[[Any], str], ...] = (
    plain,
    closed,
    asked,
    chosen,
    changed,
    rolled_back,
    failed,
    reopened,
    halted,
)


@pytest.mark.parametrize("story", STORIES, ids=lambda s: s.__name__)
def test_clocks_and_ball_over_time_agree_with_the_ledgers_past(house: Any, story: Callable[[Any], str]) -> None:
    rid = read.resolve(house.store, story(house), all_seen=True)
    the_spells_are_the_ball_at_every_instant(house, rid)
    a_verdict_once_given_is_reckoned_alike_ever_after(house, rid)


def the_spells_are_the_ball_at_every_instant(house: Any, rid: int) -> None:
    now, calendar = house.time + 90 * 60_000, house.store.calendar
    record = read.record(house.store, rid, history=True)
    found = spells(record, calendar, now)
    edges = {e.at for e in record.history} | {s.since for s in found} | {now}
    instants = sorted(edges | {(a + b) // 2 for a, b in zip(sorted(edges), sorted(edges)[1:], strict=False)})
    submitted = record.request.submitted_at
    for at in (i for i in instants if submitted is not None and submitted <= i < now):
        then = read.as_of(house.store, rid, at)
        holder = next((s.holder for s in found if s.since <= at < s.until), "nobody")
        assert holder == ball(then, calendar, at), at
    assert sum(minutes(found, calendar).values()) == lead_minutes(record, calendar, now)
    assert all(n >= 0 for n in elapsed(found).values())
    if all(m.kind != "reopen" for m in record.moves):
        end = record.request.closed_at or now
        assert lead_minutes(record, calendar, now) == minutes_between(calendar, submitted or 0, end)


def past(house: Any, rid: int, at: int) -> Record:
    """The record as it was at an instant, with the history up to it and without the verdicts that were kept."""
    history = tuple(e for e in read.history_of(house.store, rid) if e.at <= at)
    return replace(read.as_of(house.store, rid, at), history=history, verdicts=())


def a_verdict_once_given_is_reckoned_alike_ever_after(house: Any, rid: int) -> None:
    calendar = house.store.calendar
    kept: dict[VerdictKey, Verdict] = {}
    for at in sorted({e.at for e in read.history_of(house.store, rid)}):
        fresh = {v.key: v for v in unfrozen(clocks(past(house, rid, at), calendar, at), calendar, rid)}
        for key, verdict in kept.items():
            assert fresh.get(key, verdict) == verdict, at
        kept |= fresh
    given = {v.key: replace(v, id=0, n=0) for v in read.record(house.store, rid).verdicts}
    assert given == kept
