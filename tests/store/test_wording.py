"""A vague sentence is refused where a number is needed, a measured or plainly verifiable one passes."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.store.rules.sentences import LONGEST, clauses
from bihuan.store.rules.vocabulary import Term, shipped
from bihuan.store.rules.wording import FIELDS, Field, Lang, Verdict, check, language
from bihuan.store.text import LANGS, has, say

# Domain page, wording: must refuse, must pass, in goals and in criteria.
REFUSED = ["提升效率", "优化体验", "提升用户体验", "减少操作步骤X步", "Improve efficiency."]
PASSED = [
    "提升环节效率30%",
    "减少操作步骤2步",
    "订单状态支付成功后5秒内同步，客服咨询量降低15%",
    "订单状态更新延迟≤5秒，100次测试无异常",
    "1.100笔测试订单状态更新延迟≤3秒；2.无数据错漏",
]


@pytest.mark.parametrize("field", ["goal", "criterion"])
@pytest.mark.parametrize("text", REFUSED)
def test_the_pages_vague_sentences_are_refused(text: str, field: Field) -> None:
    verdict = check(text, field=field)
    assert verdict.verdict == "refuse"
    assert verdict.findings


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("text", PASSED)
def test_the_pages_measured_sentences_pass_without_a_finding(text: str, field: Field) -> None:
    assert check(text, field=field) == Verdict("pass", 2, ())


GOALS: list[tuple[str, str, int]] = [
    # full width, Chinese numerals, shares
    ("退款审批时间缩短到４小时以内", "pass", 2),
    ("客服咨询量降低百分之三十", "pass", 2),
    ("对账差错减少三成", "pass", 2),
    ("一个工作日内答复客户", "pass", 2),
    ("报表导出由2分钟缩短至10秒", "pass", 2),
    ("上线后3个月内，退货率由8%降到5%", "pass", 3),
    ("转化率提升2个百分点", "pass", 2),
    ("减少3个操作步骤", "pass", 2),
    ("每天处理5万笔订单", "pass", 2),
    ("大促期间零故障", "pass", 2),
    ("接口P95<200", "pass", 2),
    ("至少2名审批人", "pass", 2),
    ("可用内存 >=800M", "pass", 2),
    ("3步完成下单", "pass", 2),
    ("从 10 次点击降到 3 次", "pass", 2),
    ("CPU 占用 ↑5%", "pass", 2),
    ("Cut refund time from 2 days to 4 hours", "pass", 2),
    ("Refund time falls from 2 days to 4 hours within 3 months", "pass", 3),
    ("Search results appear within 2 seconds", "pass", 2),
    ("Reduce support calls by 15%", "pass", 2),
    ("Reach the report in under 3 clicks", "pass", 2),
    ("At least one release as beta", "pass", 2),
    ("2 out of 3 users finish without help", "pass", 2),
    ("Imports run within 2x the speed of a copy", "pass", 2),
    ("No more than 50 000 records a day", "pass", 2),
    ("P95 < 200 ms at 500 QPS", "pass", 2),
    ("Support 1000 simultaneous users", "pass", 2),
    ("The interval lies between 1 second and 120 seconds", "pass", 2),
    ("It has gone through at least one K8s upgrade", "pass", 2),
    ("When a clerk opens a case, the page must be there in no more than 2 seconds", "pass", 2),
    ("Every transaction completes within one fourth of a second", "pass", 2),
    ("We have 2+ full-time maintainers", "pass", 2),
    ("There is an upper bound of 5s for an evaluation", "pass", 2),
    ("At least 0.8 times that of a plain copy (whichever is faster)", "pass", 2),
    ("提名需要至少四票赞成", "pass", 2),
    ("至少参与项目贡献2个月", "pass", 2),
    ("堆空间设置需要大于4G", "pass", 2),
    ("当指标偏离基线时必须在 30 秒内告警，渠道含邮件", "pass", 2),
    ("迁移吞吐满足100MB/s", "pass", 2),
    # numbers that are none: versions, models, dates, names, list marks, articles, conditions
    ("支持 openEuler 24.03 部署", "refuse", 0),
    ("支持 4G 和 5G 网络", "refuse", 0),
    ("适配 X86 与 RK3568", "refuse", 0),
    ("仅在 Hygon 4B 及以上平台启用", "refuse", 0),
    ("仅一级菜单可以排序", "refuse", 0),
    ("Export to Lotus 1-2-3 files", "refuse", 0),
    ("支持16进制格式的数字输入", "refuse", 0),
    ("返回 x 乘以 2 的 y 次方", "refuse", 0),
    ("日期的格式必须为yyyy-mm-dd", "refuse", 0),
    ("2025年6月30日上线", "refuse", 0),
    ("2025-06-30 前上线", "refuse", 0),
    ("完成需求 2025-012", "refuse", 0),
    ("按步骤3操作", "refuse", 0),
    ("遵守第3条", "refuse", 0),
    ("1. 支持批量导入\n2. 支持撤销", "refuse", 0),
    ("①支持批量导入", "refuse", 0),
    ("进一步支持撤销", "refuse", 0),
    ("提升一个台阶", "refuse", 0),
    ("当库存低于10件时提醒", "refuse", 1),
    ("Run on Kubernetes 1.29", "refuse", 0),
    ("Launch in March 2020", "refuse", 0),
    ("Released on 2024-03-01", "refuse", 0),
    ("See table 6 and step 3", "refuse", 0),
    ("Installing is as usual when 5 peers have it", "refuse", 1),
    ("For leads that process longer than 25 seconds the system will record the event", "refuse", 1),
    # a count of something else measures nothing
    ("P1级用例（6个）显著提升用户体验", "refuse", 1),
    ("显著提升用户体验（6个用例）", "refuse", 1),
    ("提升3个门店的用户体验", "refuse", 1),
    ("优化5个页面", "refuse", 1),
    ("提供了一个美观，易用的桌面", "refuse", 0),
    ("Improve the experience of 3 stores", "refuse", 1),
    # a number that binds nothing
    ("页面加载时间2秒", "refuse", 1),
    # an excuse reaches the vague word's own clause and the one before it, not the one after
    ("优化对账流程，差错率降到0.1%以下", "pass", 2),
    ("差错率降到0.1%以下，体验更好", "refuse", 2),
    # and a heading by what its sentence says
    ("精度可接受：与基准逐条比对，结果一致，准确率损失不超过8%", "pass", 2),
    ("精度可接受，与基准逐条比对，结果一致，准确率损失不超过8%", "refuse", 2),
    ("优化体验，统一界面，差错率降到0.1%以下", "refuse", 2),
    ("1. 提升效率\n2. 5秒内返回", "refuse", 2),
    # a word of speed waits for a time to the end of its sentence
    ("实时显示余额，数据来自核心系统，每30秒更新一次", "pass", 2),
    ("实时显示余额，数据来自核心系统，错误率低于1%", "refuse", 2),
    ("Reports must be easy to generate. One report takes at most one click.", "pass", 2),
]


@pytest.mark.parametrize(("text", "verdict", "score"), GOALS)
def test_a_goal_says_by_how_much(text: str, verdict: str, score: int) -> None:
    found = check(text, field="goal")
    assert (found.verdict, found.score) == (verdict, score)


CRITERIA: list[tuple[str, str]] = [
    # plainly verifiable
    ("无数据错漏", "pass"),
    ("必须登录", "pass"),
    ("提示买入失败", "pass"),
    ("不支持跨网络访问", "pass"),
    ("单测全部通过", "pass"),
    ("导出金额与账面一致", "pass"),
    ("当维度大于1时正确抛出错误", "pass"),
    ("多链路对比单路径性能无劣化", "pass"),
    ("The product shall display the audit report", "pass"),
    ("Only authorised users can open the report", "pass"),
    ("A missing page returns 404", "pass"),
    ("The gate is enabled by default", "pass"),
    ("No known critical issues", "pass"),
    # names hold vague words
    ("性能测试报告已上传", "pass"),
    ("由质量部签字", "pass"),
    ("支持 LinearLR 优化调度器", "pass"),
    ("发布“快速开始”文档", "pass"),
    ("快速部署文档已发布", "pass"),
    ("完成用户体验测试", "pass"),
    ("按最可能情况计算", "pass"),
    ("以及时间字段必填", "pass"),
    ("进程崩溃后回退到未优化的程序", "pass"),
    ("The product shall allow the offensive player to define a shot", "pass"),
    ("An account is enough to publish a page", "pass"),
    ("The limit can only be increased and not decreased", "pass"),
    ("The system shall run on Windows XP Professional", "pass"),
    ("待定位的设备列表可以导出", "pass"),
    ("The performance tests pass", "pass"),
    ("The quality assurance team has signed", "pass"),
    ("The release is generally available", "pass"),
    ("Users may not delete an invoice", "pass"),
    ("Valid from 1 May 2024", "pass"),
    # vague, hedged, blank
    ("系统运行流畅", "refuse"),
    ("界面美观大方", "refuse"),
    ("及时通知用户", "refuse"),
    ("出错时可以及时报错", "refuse"),
    ("做到“统一管控、灵活运营”", "refuse"),
    ("尽量不影响线上", "refuse"),
    ("大约正确", "refuse"),
    ("必要时回滚", "refuse"),
    ("阈值待定", "refuse"),
    ("响应时间不超过N秒", "refuse"),
    ("通过率X%", "refuse"),
    ("通过率？？", "refuse"),
    ("不超过〈N〉秒", "refuse"),
    ("The interface is user-friendly", "refuse"),
    ("Have proper unit and e2e tests", "refuse"),
    ("No bug report for a while", "refuse"),
    ("The system shall respond in a timely manner", "refuse"),
    ("Errors should be logged", "refuse"),
    ("Users may be notified", "refuse"),
    ("Threshold TBD", "refuse"),
    ("Answers within N seconds", "refuse"),
    # nothing to judge
    ("导出功能", "refuse"),
    ("Search page", "refuse"),
    ("Plugin lifecycle management (see the design)", "refuse"),
    ("修复导出问题", "refuse"),
    ("Fix the export problem", "refuse"),
    # an open end is only warned of
    ("支持 CSV、XLSX 等", "warn"),
    ("All files are listed, etc.", "warn"),
]


@pytest.mark.parametrize(("text", "verdict"), CRITERIA)
def test_a_criterion_is_measured_or_plainly_verifiable(text: str, verdict: str) -> None:
    assert check(text, field="criterion").verdict == verdict


@pytest.mark.parametrize(
    ("text", "plain", "fix"),
    [
        ("导出金额与账面一致", "refuse", "pass"),
        ("修复导出问题", "refuse", "refuse"),
        ("Exported amounts equal the ledger", "refuse", "pass"),
        ("Fix the export problem", "refuse", "refuse"),
        ("提升导出性能", "refuse", "refuse"),
    ],
)
def test_the_goal_of_a_fix_may_be_plainly_verifiable(text: str, plain: str, fix: str) -> None:
    assert check(text, field="goal").verdict == plain
    assert check(text, field="goal", fix=True).verdict == fix


@pytest.mark.parametrize("field", ["background", "effect", "description"])
def test_other_texts_are_only_warned_of_but_a_blank_is_refused(field: Field) -> None:
    assert check("提升效率，体验更好", field=field).verdict == "warn"
    assert check("用户在列表里选择订单并导出", field=field).verdict == "pass"
    assert check("期限待定", field=field).verdict == "refuse"


CLASSES = [
    ("提升效率", ["direction", "empty_noun"]),
    ("快速导出", ["vague_adjective"]),
    ("尽快上线", ["hedge"]),
    ("支持订单、退款等", ["open_end", "unmeasured"]),
    ("降低X%", ["placeholder"]),
    ("支持批量导入", ["unmeasured"]),
    ("Provide a seamless experience", ["vague_adjective", "empty_noun"]),
    ("Ship as soon as possible", ["hedge"]),
    ("Allow users to export orders", ["unmeasured"]),
]


@pytest.mark.parametrize(("text", "classes"), CLASSES)
def test_every_finding_has_its_class(text: str, classes: list[str]) -> None:
    assert [finding.cls for finding in check(text, field="goal").findings] == classes


@pytest.mark.parametrize(
    ("text", "vague"),
    [
        ("𠮷田要求提升效率", ["提升", "效率"]),
        ("😀 提升效率", ["提升", "效率"]),
        ("ｆａｓｔ search", ["ｆａｓｔ"]),
        ("①提升效率", ["提升", "效率"]),
        ("㎏ ½ 提升效率", ["提升", "效率"]),
        ("Cafe\u0301 must be fast", ["fast"]),
        ("减少Ｘ步", ["Ｘ步"]),
        ("İ must be fast", ["fast"]),
    ],
)
def test_spans_count_code_points_of_the_text_as_given(text: str, vague: list[str]) -> None:
    findings = check(text, field="criterion").findings
    assert [text[f.start : f.end] for f in findings] == [f.text for f in findings] == vague


def test_a_rewrite_replaces_its_clause_and_is_refused_until_filled_in() -> None:
    text = "为客服提升效率，界面不变"
    first = check(text, field="goal").findings[0]
    assert text[slice(*first.place)] == "为客服提升效率"
    mended = text[: first.place[0]] + say(first.rewrite, "zh", **first.values) + text[first.place[1] :]
    assert {f.cls for f in check(mended, field="goal").findings} == {"placeholder"}
    assert check("为客服提升效率30%，基线12件/小时，3个月内达到，界面不变", field="goal").verdict == "pass"


@pytest.mark.parametrize(
    ("text", "rewrite"),
    [
        ("提升效率", "提升〈环节〉效率〈X〉%，基线〈现在的值〉"),
        ("减少操作步骤X步", "减少操作步骤〈数值〉步"),
        ("Improve efficiency.", "Improve the efficiency of 〈task〉 by 〈X〉%, from 〈value today〉"),
        ("Answers within N seconds", "Answers within 〈value〉 seconds"),
    ],
)
def test_the_rewrite_keeps_what_the_writer_said(text: str, rewrite: str) -> None:
    finding = check(text, field="goal").findings[0]
    assert say(finding.rewrite, language(text), **finding.values) == rewrite


def test_the_language_is_chinese_when_any_han_is_there() -> None:
    assert [language(text) for text in ("Improve 效率", "Improve", "", "１２３")] == ["zh", "en", "en", "en"]


@pytest.mark.parametrize("lang", LANGS)
def test_every_class_and_rewrite_of_the_lists_has_its_sentences(lang: Lang) -> None:
    terms: set[Term] = {term for _, term in shipped(lang).patterns}
    terms |= {term for entries in shipped(lang).index.values() for _, term in entries if term}
    for told in LANGS:
        missing = [code for term in terms for code in _codes(term) if not has(code, told)]
        assert missing == []


def _codes(term: Term) -> tuple[str, ...]:
    return f"wording.class.{term.cls}", f"wording.why.{term.cls}", f"wording.rewrite.{term.rewrite}"


@given(st.text(max_size=60), st.sampled_from(FIELDS), st.sampled_from(LANGS))
def test_any_text_is_answered_with_ordered_spans_inside_it(text: str, field: Field, lang: Lang) -> None:
    found = check(text, field=field, lang=lang)
    assert (found.verdict == "pass") == (not found.findings)
    for finding in found.findings:
        assert 0 <= finding.start < finding.end <= len(text)
        assert finding.text == text[finding.start : finding.end]
        assert say(finding.why, lang, **finding.values)
        assert say(finding.rewrite, lang, **finding.values)
    assert all(a.start <= b.start for a, b in pairwise(found.findings) if b.cls not in ("unmeasured", "bare"))


def test_a_clause_without_end_is_cut_so_that_a_long_text_stays_cheap() -> None:
    text = "提升效率" * 500 + "30%"
    parts = clauses(text)
    assert max(part.end - part.start for part in parts) <= LONGEST
    assert "".join(text[part.start : part.end] for part in parts) == text
    # The excuse reaches its own piece and the one before.
    assert 0 < check(text, field="goal").findings[-1].end < len(text) - LONGEST


# Domain page, wording: to reach on the sure labels.
REACHED = {
    ("zh", "goal"): (0.95, 0.97),
    ("en", "goal"): (0.93, 0.97),
    ("zh", "criterion"): (0.90, 0.95),
    ("en", "criterion"): (0.90, 0.95),
}


def misjudged(labelled: list[tuple[str, bool]], field: Field, lang: Lang) -> tuple[float, float, list[str]]:
    """Precision and recall of *refuse*, and the sentences that make the difference."""
    judged = [(text, real, check(text, field=field, lang=lang).verdict == "refuse") for text, real in labelled]
    both = sum(real and ours for _, real, ours in judged)
    wrong = [text for text, real, ours in judged if real != ours]
    return both / sum(ours for *_, ours in judged), both / sum(real for _, real, _ in judged), wrong


@pytest.mark.parametrize(("lang", "field"), REACHED)
def test_sentences_of_our_own_are_judged_as_labelled(lang: Lang, field: Field) -> None:
    """A line is R or P as a goal, then as a criterion, with a ``?`` where two readers may differ.

    A ``!`` marks a label that the check is known to miss: one that it misses anew and one that it has learnt to meet
    both show here.
    """
    lines = (Path(__file__).with_name("wording") / f"{lang}.txt").read_text("utf-8").splitlines()
    rows = [line.split("|", 1) for line in lines]
    sure = [(text, labels.split()[field == "criterion"]) for labels, text in rows if not labels.endswith("?")]
    precision, recall, wrong = misjudged([(text, label[0] == "R") for text, label in sure], field, lang)
    assert sorted(wrong) == sorted(text for text, label in sure if label.endswith("!"))
    assert min(precision, recall) >= 0.97


@pytest.mark.parametrize(("lang", "field"), REACHED)
def test_real_sentences_are_judged_as_readers_judged_them(corpora: Path, lang: Lang, field: Field) -> None:
    lines = (corpora / "wording" / f"{lang}.jsonl").read_text("utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if not row["doubtful"]]
    precision, recall, wrong = misjudged([(row["text"], row[field] == "refuse") for row in rows], field, lang)
    assert precision >= REACHED[lang, field][0], wrong
    assert recall >= REACHED[lang, field][1], wrong


@pytest.mark.parametrize(
    ("field", "verdict"), [("description", "pass"), ("background", "pass"), ("criterion", "refuse")]
)
def test_real_time_is_vague_where_a_number_is_needed_only(field: Field, verdict: str) -> None:
    assert check("订单列表页实时展示最新状态", field=field).verdict == verdict
