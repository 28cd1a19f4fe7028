"""The record page, the numbers and the lessons tell what published requests came to, and nothing of any other."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from bihuan.site.build import build
from bihuan.site.check import check
from bihuan.site.collect import collect
from bihuan.site.pages import PAGE_LESSONS, measures
from bihuan.site.tally import goals
from bihuan.store import file, read
from bihuan.store.rules.happened import Block, Lesson, LessonAnswer, Measurement
from bihuan.store.rules.holding import lead_minutes
from bihuan.store.rules.kept import Move, Verdict
from bihuan.store.rules.planned import Goal
from bihuan.store.rules.record import Person, Request
from bihuan.store.rules.stats import STOPPED
from bihuan.store.rules.steps import RUNNING


def at(day: int, hour: int = 10) -> int:
    """An hour of a day of March 2026 in Shanghai; the 2nd is a Monday."""
    return int(datetime(2026, 3, day, hour - 8, tzinfo=UTC).timestamp() * 1000)


@pytest.fixture
def store(tmp_path):
    keeper = Person(login="sundang", name="孙档", department="行政部", title="主管", party="technical", keeper=True)
    made = file.create(tmp_path / "b.db", keeper, now=lambda: at(30))
    yield made
    made.close()


def gone_through(do, number, title, *, department="市场部", last=18, **more):
    """A request that went through every step and was closed."""
    known = {"number": number, "title": title, "type": "fix", "priority": "high", "department": department}
    known |= {"created_at": at(2), "submitted_at": at(2), "closed_at": at(last), "status": "closed", "step": "closed"}
    request = do.put(Request(**(known | more)))
    course = ("draft", *RUNNING, "closed")
    instants = (at(2), at(3), at(4), at(6), at(10), at(13), at(last))
    for (before, after), when in zip(pairwise(course), instants, strict=True):
        do.put(Move(request=request.id, kind="forward", from_status=before, to_status=after, by=1, at=when))
    return request


@pytest.fixture
def filled(store):
    """Two published requests, a confidential and an open one, with lessons that they answered criss-cross."""
    with store.acting("import") as do:
        first = gone_through(do, "2026-001", "订单状态同步")
        second = gone_through(do, "2026-002", "报表导出", last=20)
        hidden = gone_through(do, "2026-003", "并购清单", department="秘密部", confidential=True)
        running = gone_through(do, "2026-004", "还没结束", department="进行部", status="testing", step="testing")
        for number, one in enumerate((first, hidden, running)):
            told = ("找孙档先定联调时间", "秘密教训", "未完教训")[number]
            lesson = do.put(Lesson(request=one.id, text=told, type="fix", words=("推送",), at=at(19)))
            for other in (second, hidden, running):
                why = f"回答{other.number}"
                do.put(
                    LessonAnswer(request=other.id, lesson=lesson.id, answer="not_applicable", why=why, by=1, at=at(5))
                )
        wanted = [do.put(Goal(request=first.id, what=what, target="5 秒")) for what in ("同步", "查询", "推送")]
        for goal, value, verdict in ((0, "9 秒", "missed"), (0, "4 秒", "achieved"), (1, "7 秒", "missed")):
            row = {"goal": wanted[goal].n, "value": value, "verdict": verdict}
            do.put(Measurement(request=first.id, on=date(2026, 4, 15), at=at(19), **row))
        clock = {"started_at": at(2), "due_at": at(3, 18), "stopped_at": at(4)}
        for one in (first, hidden):
            do.put(Verdict(request=one.id, clock="stable_run", state="met", **clock))
            given = {"clock": "confirmation", "act": "confirm", "party": "technical"}
            do.put(Verdict(request=one.id, state="met", **given, **clock))
        do.put(Block(request=second.id, reason="等平台", by="third_party", at=at(9)))
    return first, second


def entry(store, number):
    return next(one for one in collect(store, "zh").entries if one.number == number)


def test_the_parts_of_the_ball_sum_to_the_lead_time(store, filled):
    for request in filled:
        one = entry(store, request.number)
        record = read.record(store, request.id)
        assert one.lead_minutes == lead_minutes(record, store.calendar, request.closed_at) > 0
        assert sum(part.percent for part in one.held) == pytest.approx(100, abs=0.2)
        assert [part.minutes for part in one.held] == sorted((part.minutes for part in one.held), reverse=True)


def test_the_page_shows_the_ball_with_its_table_and_sum(sample, publishing, tmp_path):
    publishing(tmp_path, sample.archive(), "en")
    html = (tmp_path / "r/2024-015/index.html").read_text("utf-8")
    assert '<rect class="h-technical"' in html
    assert "technical 4278 working minutes; nobody 1530 working minutes" in html
    assert re.search(r'<tfoot><tr><th scope="row">Lead time</th><td class="n to-right">5808</td>', html)
    assert "Plain minutes" not in html


def test_an_urgent_request_also_shows_plain_elapsed_time(sample, publishing, tmp_path):
    urgent = replace(sample.MODEL, number="2024-099", type="urgent", files=())
    publishing(tmp_path, sample.archive(urgent))
    html = (tmp_path / "r/2024-099/index.html").read_text("utf-8")
    assert "自然时间（分钟）" in html
    assert '<td class="n to-right">15000</td></tr></tfoot>' in html


def test_clocks_met_and_missed_are_listed_and_counted_without_waiting_periods(store, filled, tmp_path):
    one, kept = entry(store, "2026-001"), read.record(store, filled[0].id).verdicts
    told = sorted((c.clock, c.party, c.state) for c in one.clocks)
    assert told == sorted((v.clock, v.party, v.state) for v in kept)
    assert ("stable_run", "", "met") in told
    assert [c.stopped for c in one.clocks] == sorted(c.stopped for c in one.clocks)
    facts = {fact.name: fact.value.text for fact in one.facts}
    for state in ("met", "missed"):
        assert int(facts[f"clocks_{state}"]) == sum(v.state == state and v.party != "" for v in kept) > 0
    build(store, tmp_path / "site", lang="zh")
    html = (tmp_path / "site/r/2026-001/index.html").read_text("utf-8")
    row = '<tr class="met"><td>稳定运行</td><td>观察期</td><td></td>'
    assert f'{row}<td class="n">2026-03-03 18:00</td><td class="n">2026-03-04 10:00</td><td>期满</td></tr>' in html
    assert "<td>待办响应</td><td>推进</td><td>技术</td>" in html


@pytest.mark.parametrize(
    ("lang", "count", "unmeasured"),
    [("zh", "3 个目标中有 1 个没有复核结果", "未复核"), ("en", "Goals without a measurement: 1 of 3", "not measured")],
)
def test_goals_without_a_measurement_are_listed_as_such(store, filled, tmp_path, lang, count, unmeasured):
    found = entry(store, "2026-001").goals
    assert [(g.what, g.value, g.verdict) for g in found] == [
        ("同步", "4 秒", "achieved"),
        ("查询", "7 秒", "missed"),
        ("推送", "", ""),
    ]
    build(store, tmp_path / "site", lang=lang)
    html = (tmp_path / "site/r/2026-001/index.html").read_text("utf-8")
    assert count in html
    assert html.count(f">{unmeasured}</td>") == 1


def test_of_what_was_never_carried_out_no_goal_is_called_unmeasured(store):
    with store.acting("import") as do:
        request = gone_through(do, "2026-009", "不做了", status="closed")
        do.put(Goal(request=request.id, what="同步", target="5 秒"))
        do.put(replace(request, status="rejected"))
    assert goals(read.record(store, request.id), None) == ()


# ---- numbers -----------------------------------------------------------------------------------------------------
def test_the_numbers_are_over_published_requests_only(store, filled, tmp_path):
    found = collect(store, "zh").figures
    assert {f.measure for f in found} >= {"cycle_time", "clocks", "throughput", "outcomes", "ball", "blocked"} - {
        "outcomes"
    }
    values = {(f.measure, f.by, f.key): dict(f.values) for f in found}
    assert values["cycle_time", "all", ""]["n"] == 2
    kept = [v for r in filled for v in read.record(store, r.id).verdicts if v.party]
    clocks = values["clocks", "all", ""]
    assert {state: clocks[state] for state in STOPPED} == {s: sum(v.state == s for v in kept) for s in STOPPED}
    assert "late" not in clocks
    assert values["throughput", "month", "2026-03"]["submitted"] == 2
    assert {f.key for f in found if f.by == "department"} == {"市场部"}
    build(store, tmp_path / "site", lang="zh")
    html = (tmp_path / "site/numbers/index.html").read_text("utf-8")
    assert "本归档中的 2 个需求" in html
    assert not [word for word in ("秘密部", "进行部", "并购") if word in html]


def test_an_open_or_confidential_request_changes_no_byte(store, filled, tmp_path):
    build(store, tmp_path / "site", lang="zh")
    before = {p: p.read_bytes() for p in sorted((tmp_path / "site").rglob("*")) if p.is_file()}
    with store.acting("import") as do:
        gone_through(do, "2026-005", "又一个", confidential=True)
        gone_through(do, "2026-006", "再一个", status="developing", step="developing", closed_at=None)
    assert build(store, tmp_path / "site", lang="zh").written == 0
    assert {p: p.read_bytes() for p in before} == before


def test_a_block_that_nobody_ended_counts_until_its_request_did(store, filled):
    blocked = next(f for f in collect(store, "zh").figures if (f.measure, f.by) == ("blocked", "holder"))
    with store.acting("import") as do:
        gone_through(do, "2026-007", "后来的", last=27)
    again = next(f for f in collect(store, "zh").figures if (f.measure, f.by) == ("blocked", "holder"))
    assert again == blocked


def test_each_measure_is_a_table_with_its_groups(sample, publishing, tmp_path):
    found = measures(sample.FIGURES)
    assert [(m.name, [by for by, _ in m.groups]) for m in found] == [
        ("cycle_time", ["all", "step"]),
        ("first_pass", ["department"]),
        ("ball", ["holder"]),
    ]
    publishing(tmp_path, sample.archive())
    html = (tmp_path / "numbers/index.html").read_text("utf-8")
    assert html.count('<svg class="course"') == 2
    assert '<span lang="en">Finance</span></th><td class="n to-right">1</td>' in html
    assert '<td class="n to-right">—</td>' in html


# ---- lessons -----------------------------------------------------------------------------------------------------
def test_lessons_name_where_they_came_from_and_where_they_applied_of_what_is_published(store, filled, tmp_path):
    (lesson,) = collect(store, "zh").lessons
    assert (lesson.code, lesson.source, lesson.step, lesson.words) == ("L-001", "2026-001", "assessing", ("推送",))
    assert [(a.number, a.answer, a.why) for a in lesson.applied] == [("2026-002", "not_applicable", "回答2026-002")]
    assert "孙档" not in repr(lesson)
    build(store, tmp_path / "site", lang="zh")
    html = (tmp_path / "site/lessons/index.html").read_text("utf-8")
    for words in ("先定联调时间", 'href="../r/2026-001/index.html"', 'href="../r/2026-002/index.html"', "不适用"):
        assert words in html
    assert not [word for word in ("2026-003", "2026-004", "秘密教训", "未完教训") if word in html]
    assert list(check(tmp_path / "site", store.team.people.values())) == []


def test_a_lesson_is_read_with_its_emphasis_and_without_that_of_masked_names(sample, publishing, tmp_path):
    publishing(tmp_path, sample.archive())
    html = (tmp_path / "lessons/index.html").read_text("utf-8")
    assert "由市场部*经理<strong>明确</strong>第三方接口" in html
    assert "此后有 1 个需求照办" in html
    assert "此后有 1 个需求不适用" in html


def test_many_lessons_go_on_over_pages(sample, publishing, tmp_path):
    many = tuple(replace(sample.LESSONS[0], code=f"L-{n:03}", applied=()) for n in range(PAGE_LESSONS + 1, 0, -1))
    publishing(tmp_path, sample.archive(lessons=many))
    first, second = ((tmp_path / f"lessons/{name}.html").read_text("utf-8") for name in ("index", "2"))
    assert (first.count("<article"), second.count("<article")) == (PAGE_LESSONS, 1)
    assert "尚无归档需求用到" in second
    assert list(check(tmp_path)) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_numbers_and_lessons_are_led_to_from_every_page_and_say_when_they_are_empty(sample, publishing, tmp_path, lang):
    publishing(tmp_path, sample.Archive(()), lang)
    for path in tmp_path.rglob("*.html"):
        html = path.read_text("utf-8")
        assert "numbers/index.html" in html or path.parent.name == "numbers"
        assert "lessons/index.html" in html or path.parent.name == "lessons"
    for name in ("numbers", "lessons"):
        assert 'class="empty"' in (tmp_path / name / "index.html").read_text("utf-8")
