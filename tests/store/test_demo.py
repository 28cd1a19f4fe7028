"""The demo: told on any day it is a team's work of the last weeks, and every act of it could have happened."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest

from bihuan.site.build import build
from bihuan.store import demo, derive, flat, read
from bihuan.store.acts import batch
from bihuan.store.calendar_seed import china_official, china_years
from bihuan.store.documents import render
from bihuan.store.errors import Unavailable
from bihuan.store.rules import wording
from bihuan.store.rules.checks import graphemes, title_limit
from bihuan.store.rules.clocks import CLOCK, CLOCKS, Wait
from bihuan.store.rules.documents import DOCUMENTS
from bihuan.store.rules.hours import read_shifts
from bihuan.store.rules.record import FIELDS, TABLES, NumberGap
from bihuan.store.rules.roles import ROLES
from bihuan.store.rules.running import State, clocks
from bihuan.store.rules.settings import DEFAULTS
from bihuan.store.rules.steps import STATUSES
from bihuan.store.rules.waits import waits
from bihuan.store.rules.workdays import DEFAULT_HOURS, DEFAULT_ZONE, Calendar, date_of
from bihuan.store.text import LANGS
from bihuan.store.verify import verify

CHINA = Calendar(DEFAULT_ZONE, read_shifts(DEFAULT_HOURS), *china_official())
DAYS = (
    "2026-11-24 14:05",  # a Tuesday
    "2026-11-24 09:00",
    "2026-11-24 18:00",  # the very closing time
    "2026-11-24 23:58",
    "2026-11-25 03:00",
    "2026-11-28 11:00",  # a Saturday
    "2026-02-18 10:00",  # within the Spring Festival
    "2026-12-31 17:00",
    "2027-01-01 00:10",  # a year without official data, and its first minutes
    "2028-02-29 15:00",
    "2024-02-29 10:00",  # before the record of 2024-03 took place
    "2031-05-06 10:00",
)
# Full builds take seconds: one for each thing that only a build can show.
BUILT = (
    ("zh", "2026-11-24 14:05"),
    ("en", "2026-02-21 20:00"),  # the Saturday that ends the Spring Festival, in the evening
    ("zh", "2024-02-29 03:00"),
)


def instant(text: str) -> int:
    """A moment in Shanghai as UTC milliseconds."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(DEFAULT_ZONE)).timestamp() * 1000)


# A check, an instant as programs write it, a choice, a role or a clock by its name in the code.
NAMES = {c for columns in TABLES.columns.values() for column in columns for c in column.choices} | {*ROLES, *CLOCK}
CODE = re.compile(rf"\b(?:[A-Z]\d?-\d\d|\d{{4}}-\d\d-\d\dT\d\d.*|{'|'.join(n for n in NAMES if '_' in n)})\b")


@pytest.fixture(scope="module", params=BUILT, ids=lambda p: f"{p[0]} {p[1]}")
def store(request, tmp_path_factory):
    lang, day = request.param
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    with demo.build(path, now=lambda: instant(day), login="somebody", lang=lang) as made:
        yield made


# ---- the file, placed in time ------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("day", DAYS)
def test_no_act_lies_ahead_nor_before_the_last_one_of_its_request(day, lang):
    last: dict[str, int] = {}
    now = instant(day)
    for act in sorted(demo.told(demo.Times(CHINA, now), "somebody", lang), key=lambda act: act.number):
        about = act.data.get("label") or act.data.get("request", "").removeprefix("@")
        assert last.get(about, 0) <= act.at <= now, (act.number, act.data["at"])
        last[about] = act.at


def shape(value: Any, *, keep: bool = False) -> Any:
    """What both languages have in common: all but the texts."""
    match value:
        case dict():
            same = ("act", "at", "by", "request", "label", "type", "priority", "status", "state", "verdict")
            return {k: shape(v, keep=k in same) for k, v in value.items()}
        case list():
            return [shape(v) for v in value]
        case str():
            return value if keep or "{w" in value else "text"
    return value


def raw(lang: str) -> list[dict[str, Any]]:
    """The lines of the file as they are written."""
    text = demo.files("bihuan.templates").joinpath("demo", f"{lang}.jsonl").read_text("utf-8")
    return [line.data for line in batch.lines(text.splitlines())]


def test_both_languages_tell_the_same_acts():
    for zh, en in zip(raw("zh"), raw("en"), strict=True):
        assert shape(zh) == shape(en)


def test_a_colleague_called_like_the_account_gives_way():
    acts = demo.told(demo.Times(CHINA, instant(DAYS[0])), "wangfang", "zh")
    people = [act.data["login"] for act in acts if act.data["act"] == "person"]
    assert people[:2] == ["wangfang", "wangfang2"]
    assert len(set(people)) == len(people) == 12
    assert {act.data["by"] for act in acts if act.data.get("label") == "sync"} == {"wangfang2"}


def checked_texts(lang: str) -> list[tuple[str, wording.Field, bool]]:
    """Goals and criteria as they are typed, and whether a fix asks for them."""
    kinds = {d["label"]: (d["type"], d.get("urgent_kind")) for d in raw(lang) if d["act"] == "new"}
    found: list[tuple[str, wording.Field, bool]] = []
    for d in raw(lang):
        fix = "fix" in kinds.get(d.get("label") or d.get("request", "").removeprefix("@"), ())
        found += [(g["what"], "goal", fix) for g in d.get("goals", ())]
        found += [(c["text"], "criterion", fix) for c in d.get("criteria", ())]
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_only_the_draft_and_an_overridden_goal_are_vague(lang):
    refused = [t for t, f, fix in checked_texts(lang) if wording.check(t, field=f, fix=fix).verdict != "pass"]
    draft = {"zh": "提升用户体验", "en": "Improve the user experience"}[lang]
    (overridden,) = (d for d in raw(lang) if "G0-40:goals.3" in d.get("reasons", ()))
    goals = next(d["goals"] for d in raw(lang) if f"@{d.get('label')}" == overridden["request"])
    assert refused == [goals[2]["what"], draft]
    titles = [d["title"] for d in raw(lang) if "title" in d and d["act"] == "new"]
    assert [t for t in titles if graphemes(t) > title_limit(t, DEFAULTS)] == []


def test_what_is_no_time_is_refused():
    with pytest.raises(ValueError, match="tomorrow"):
        demo.Times(CHINA, 0).instant("tomorrow")


# ---- the store, on any day ---------------------------------------------------------------------------------------
def test_every_act_of_the_file_succeeded_as_the_person_and_at_the_time_it_says(store):
    acts = demo.told(demo.Times(store.calendar, store.now()), store.login, "zh")
    people = {p.id: p.login for p in store.team.people.values()}
    found = store.sql(
        "SELECT DISTINCT first, act, at, recorded, body ->> 'by' FROM entry WHERE act <> 'init' ORDER BY 1"
    )
    done = [(act, at, recorded, people[by]) for _, act, at, recorded, by in found]
    assert done == [(a.data["act"], a.at, a.at, a.data["by"]) for a in acts[1:]]


def test_the_ledger_and_the_derived_rows_hold(store):
    assert list(verify(store)) == []
    tables = ("standing", "owed", "participant")
    before = {t: sorted(map(repr, store.sql(f"SELECT * FROM {t}"))) for t in tables}
    with store.writing():
        derive.everything(store)
    assert {t: sorted(map(repr, store.sql(f"SELECT * FROM {t}"))) for t in tables} == before


def test_i_see_24_requests_in_every_status_type_and_priority(store):
    rows = read.listed(store)
    counts = Counter(r.status for r in rows)
    assert len(rows) == 24
    assert set(counts) == set(STATUSES)
    assert counts["closed"] >= 5
    assert {r.type for r in rows} == {*FIELDS["type"].choices, None}
    assert {r.priority for r in rows} == set(FIELDS["priority"].choices)
    other = next(p for p in store.team.people.values() if p.login == "zhaolei")
    assert len(read.listed(store, who=other)) == 23


def test_my_inbox_has_something_late_something_due_today_and_much_to_do(store):
    now, today = store.now(), date_of(store.calendar, store.now())
    rows = read.inbox(store)
    due = [(r.act, r.due_at) for r in rows if r.due_at is not None]
    assert ("sign", True) in [(act, at < now) for act, at in due]
    assert "answer" in [act for act, at in due if now <= at and date_of(store.calendar, at) == today]
    assert {"sign", "answer", "confirm", "launch", "monitor", "close", "approve"} <= {r.act for r in rows}


def test_i_am_a_technical_lead_and_keeper_and_the_store_is_a_demo_for_ever(store):
    me = store.me
    assert me is not None
    assert (me.login, me.party, me.keeper, store.team.demo) == ("somebody", "technical", True, True)
    assert store.one("SELECT count(*) FROM request WHERE technical_lead = ?", me.id) >= 12


def test_numbers_follow_the_order_of_submission(store):
    found = store.sql("SELECT number, submitted_at FROM request WHERE submitted_at IS NOT NULL ORDER BY submitted_at")
    rows = list(found)
    assert [number for number, _ in rows] == sorted(number for number, _ in rows)
    assert all(number.startswith(str(date_of(store.calendar, at).year)) for number, at in rows)
    assert read.rows(store, NumberGap) == (NumberGap(id=1, year=2024, first=1, last=14),)
    this_year = [number for number, _ in rows if number.startswith("2024")]
    assert this_year == [f"2024-{n:03}" for n in range(16, 16 + len(this_year))]


def of(store, where: str, *args: Any) -> dict[str, Any]:
    """The one request that fits, as JSON has it."""
    (found,) = list(store.sql(f"SELECT id FROM request WHERE {where}", args))
    return flat.of_store(store, found[0])


def test_the_model_record_is_exactly_the_users_own(store):
    found = of(store, "number = '2024-015'")
    people = {p.login: (p.department, p.title) for p in store.team.people.values()}
    roles = {
        "zh": (("市场部", "经理"), ("研发部", "工程师"), ("运营部", "主管")),
        "en": (("Marketing", "manager"), ("R&D", "engineer"), ("Operations", "supervisor")),
    }["zh" if found["department"] == "市场部" else "en"]
    assert (people[found["requester"]], people[found["technical_lead"]], people[found["acceptors"][0]]) == roles
    single = {
        "title": "用户订单状态实时同步功能",
        "status": "closed",
        "proposed_on": "2024-03-01",
        "background": "近期用户反馈订单支付成功后状态未实时变更，客服咨询量增加20%",
        "description": "1.支付回调接口触发状态更新；2.订单列表页实时展示最新状态；3.推送状态变更通知",
        "effect": "提升用户体验，减少客服人力成本，降低投诉率",
        "priority": "high",
        "assessed_on": "2024-03-02",
        "feasible": True,
        "complexity": "medium",
        "resources": "后端1人、测试1人，调用第三方支付接口",
        "estimate_days": "5",
        "solution": "采用Redis缓存订单状态，通过WebSocket实时推送",
        "result": "pass",
        "launched_on": "2024-03-15",
        "type": None,
        "expected_launch": None,
        "interrupted": None,
    }
    assert {name: found[name] for name in single} == single


def test_the_model_record_is_filed_with_every_document_but_the_submission_nobody_saw(store):
    documents = read.record(store, store.one("SELECT id FROM request WHERE number = '2024-015'")).documents
    assert {d.kind for d in documents if d.frozen_at} == set(DOCUMENTS) - {"original_request"}


def test_the_model_records_rows_are_exactly_the_users_own(store):
    found = of(store, "number = '2024-015'")
    goals = [(g["what"], g["after_launch"]) for g in found["goals"]]
    assert goals == [("实现订单状态支付成功后5秒内同步", False), ("客服咨询量降低15%", True)]
    assert [c["text"] for c in found["criteria"]] == ["100笔测试订单状态更新延迟≤3秒", "无数据错漏"]
    assert [(m["kind"], m["on"]) for m in found["milestones"]] == [
        ("design", "2024-03-05"),
        ("development", "2024-03-10"),
        ("test", "2024-03-12"),
        ("launch", "2024-03-15"),
    ]
    assert [(u["on"], u["state"], u["text"]) for u in found["updates"]] == [
        ("2024-03-07", "doing", "完成支付回调接口开发，待与支付平台联调")
    ]
    assert [(i["text"], i["resolution"]) for i in found["issues"]] == [
        ("支付平台接口文档不清晰，需协调对方提供调试环境", "已联系平台技术支持，预计03-08获取调试环境")
    ]
    learnt = "需求阶段应明确第三方接口联调时间，避免延误"
    assert [r["text"] for r in found["retrospective"]] == [learnt]
    assert [(lesson["text"], lesson["type"]) for lesson in found["lessons"]] == [(learnt, "integration")]


# ---- what there is to look at ------------------------------------------------------------------------------------
def test_what_a_newcomer_should_meet_is_there(store):
    open_ones = "status NOT IN ('closed', 'rejected', 'withdrawn')"

    def some(sql: str) -> bool:
        return bool(store.one(f"SELECT EXISTS ({sql})"))

    assert some(f"SELECT 1 FROM request WHERE returned_from = 'testing' AND {open_ones}")
    assert some("SELECT 1 FROM criterion c JOIN issue i USING (request) WHERE c.verdict = 'fail' AND i.criterion = c.n")
    mended = "WHERE a.verdict = 'fail' AND b.verdict = 'pass'"
    assert some(f"SELECT 1 FROM judgement a JOIN judgement b USING (request, criterion) {mended}")
    assert {s for (s,) in store.sql("SELECT state FROM change_request")} == {"proposed", "approved"}
    assert {a for (a,) in store.sql("SELECT answer FROM lesson_answer")} == {"done", "not_applicable"}
    assert some("SELECT 1 FROM launch WHERE rolled_back_at IS NOT NULL")
    assert some("SELECT 1 FROM move WHERE kind = 'reopen'")
    assert some("SELECT 1 FROM concern WHERE answered_at IS NOT NULL")
    assert some("SELECT 1 FROM alternative WHERE effect IS NOT NULL AND NOT chosen")
    assert some("SELECT 1 FROM question WHERE answer IS NOT NULL")
    assert some("SELECT 1 FROM block WHERE ended_at IS NULL AND by = 'third_party'")
    assert some("SELECT 1 FROM block WHERE ended_at IS NULL AND deferred")
    assert some("SELECT 1 FROM priority_proposal WHERE party = 'technical' AND value = 'medium'")
    assert store.one("SELECT count(*) FROM link") >= 2
    assert store.one("SELECT count(*) FROM lesson") >= 2
    assert {v for (v,) in store.sql("SELECT verdict FROM measurement")} == {"achieved", "missed"}
    assert {k for (k,) in store.sql("SELECT kind FROM retrospective_item")} == {
        "highlight",
        "shortcoming",
        "suggestion",
    }


def test_every_clock_is_seen_in_every_state_that_it_can_have(store):
    now = store.now()
    every = [
        (read.record(store, i), r)
        for (i,) in list(store.sql("SELECT id FROM request"))
        for r in clocks(read.record(store, i), store.calendar, now)
    ]
    seen = {(r.code, r.waiting, r.state) for _, r in every}
    promised = {(c.code, False, s) for c in CLOCKS for s in get_args(State) if c.pauses or s != "paused"}
    waiting = {(c.code, True, s) for c in CLOCKS if c.waiting for s in ("running", "met", "void")}
    assert seen == promised | waiting
    assert {w.wait for record, r in every if r.state == "paused" for w in waits(record) if w.until is None} == {
        *get_args(Wait)
    }
    assert any(r.held_up for _, r in every)
    # A year ahead is estimated as long as its official notice is not out.
    year = date_of(store.calendar, now).year + 1
    assert any(r.estimated for _, r in every) == (year not in china_years())


def test_one_is_just_launched_one_wants_its_note_and_one_my_confirmation(store):
    hot, waiting, over = (
        read.record(store, i)
        for (i,) in store.sql("SELECT id FROM request WHERE status = 'launched' ORDER BY launched_on DESC")
    )
    acts = {(r.request, r.act) for r in read.inbox(store)}
    assert {(hot.request.id, "sign"), (waiting.request.id, "monitor")} <= acts
    assert {(hot.request.id, "monitor"), (waiting.request.id, "close")} & acts == set()
    assert (over.request.id, "close") in acts
    assert over.request.monitoring_note
    assert over.request.feedback


# ---- where it goes -----------------------------------------------------------------------------------------------
def test_it_is_never_built_over_something(tmp_path):
    path = tmp_path / "demo.db"
    path.write_text("mine")
    with pytest.raises(Unavailable):
        demo.build(path, now=lambda: instant(DAYS[0]), login="somebody", lang="zh")
    assert path.read_text() == "mine"


def test_half_a_demo_is_not_left_behind(tmp_path, monkeypatch):
    path = tmp_path / "demo.db"
    monkeypatch.setattr(
        demo, "told", lambda *args: [*told(*args)[:40], demo.Told(99, instant(DAYS[0]), {"act": "no", "by": "me"})]
    )
    with pytest.raises(batch.BadLine):
        demo.build(path, now=lambda: instant(DAYS[0]), login="somebody", lang="zh")
    assert list(tmp_path.iterdir()) == []


told = demo.told


# ---- what people read of it --------------------------------------------------------------------------------------
@pytest.mark.parametrize("store", BUILT[:2], indirect=True)
def test_documents_and_pages_say_everything_in_words(store, tmp_path):
    lang = store.team.told("documents.lang")
    seen = {
        f"{found.name} {kind}": render(found, kind, lang)
        for found in read.records(store, [rid for (rid,) in store.sql("SELECT id FROM request")])
        for kind in DOCUMENTS
    }
    build(store, tmp_path / "site", lang=lang)
    for page in (tmp_path / "site").rglob("*.html"):
        seen[page.relative_to(tmp_path).as_posix()] = re.sub("<[^>]*>", " ", page.read_text("utf-8"))
    assert len(seen) > 300
    assert {where: found for where, text in seen.items() if (found := CODE.findall(text))} == {}
