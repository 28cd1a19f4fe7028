"""What the plan, the proof and the people go through after the first time: re-planning, force majeure, contesting."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.store import read
from bihuan.store.acts import batch
from bihuan.store.errors import BadInput, BihuanError, Conflict, NotAllowed
from bihuan.store.rules.running import clocks
from bihuan.store.verify import verify


def developing(house: Any) -> str:
    no = house.signed()
    house.as_("liqiang", "advance", no)
    return str(no)


def test_replanning_needs_a_reason_no_signature_and_leaves_the_launch_date(house: Any) -> None:
    no = developing(house)
    house.as_("liqiang", "replan", no, milestones=[{"kind": "development", "on": "2026-03-11"}], reason="接口晚到一天")
    record = house.record(no)
    assert [m.on.isoformat() for m in record.milestones if m.kind == "development"] == ["2026-03-11"]
    assert record.contacts[-1].text == "接口晚到一天"
    assert [s.void_at for s in record.signoffs] == [None, None]
    with pytest.raises(NotAllowed) as launch:
        house.as_("liqiang", "replan", no, milestones=[{"kind": "launch", "on": "2026-03-20"}], reason="来不及")
    assert launch.value.code == "E-FROZEN"
    with pytest.raises(NotAllowed) as bare:
        house.as_("liqiang", "set", no, **{"milestones.2.on": "2026-03-12"})
    assert bare.value.code == "E-REPLAN"
    with pytest.raises(NotAllowed):
        house.as_("wangfang", "replan", no, milestones=[{"kind": "test", "on": "2026-03-13"}], reason="x")


def test_a_delay_by_force_majeure_is_told_at_once_and_its_dates_are_not_missed(house: Any) -> None:
    no = developing(house)
    house.as_("liqiang", "delay", no, reason="支付平台全网停机", plan="恢复后顺延两天", channel="电话")
    record = house.record(no)
    assert (record.delays[0].reason, record.contacts[-1].channel) == ("支付平台全网停机", "电话")
    late = house.moment("2026-03-20 10:00")
    states = [r.state for r in clocks(record, house.store.calendar, late) if r.code == "milestone"]
    assert states == ["met", "running", "running", "running"]


def said(house: Any, by: str, act: str, no: str, **inputs: Any) -> None:
    batch.run(house.store, batch.Line(1, {"act": act, "request": no, "by": by, **inputs}), batch.Labels())
    house.time += 60_000


def test_a_participant_enters_what_was_signed_on_paper_and_its_signer_may_contest_it(house: Any, tmp_path: Any) -> None:
    no = house.designed()
    paper = tmp_path / "签字.pdf"
    paper.write_bytes(b"%PDF-1.4")
    house.as_("liqiang", "attach", no, file=str(paper))
    house.store.login = "zhaolei"
    said(house, "wangfang", "sign", no, channel="paper", proof=1)
    assert house.record(no).signoffs[0].method == "entered"
    with pytest.raises(NotAllowed) as other:
        house.as_("liqiang", "contest", no, what="signature", row=1, reason="x")
    assert other.value.code == "E-CONTEST-OTHER"
    house.as_("wangfang", "contest", no, what="signature", row=1, reason="我没有签过")
    assert house.record(no).signoffs[0].void_at is not None
    house.store.login = "zhoumin"
    with pytest.raises(batch.BadLine) as outsider:
        said(house, "wangfang", "sign", no, channel="paper", proof=1)
    assert outsider.value.code == "E-ENTERED-FOR"


def test_what_was_signed_on_paper_keeps_its_time_though_its_proof_came_later(house: Any, tmp_path: Any) -> None:
    no = house.designed()  # the last word on its contents is of 10:01
    paper = tmp_path / "签字.pdf"
    paper.write_bytes(b"%PDF-1.4")
    house.at("2026-03-05 09:10").as_("zhaolei", "attach", no, file=str(paper))
    on_paper = {"channel": "paper", "proof": 1}
    with pytest.raises(BihuanError, match="E-AT-BEFORE-LAST"):
        said(house, "wangfang", "sign", no, **on_paper, at="2026-03-04T09:00")
    said(house, "wangfang", "sign", no, **on_paper, at="2026-03-04T16:00")
    record = read.record(house.store, read.resolve(house.store, no), history=True)
    assert record.signoffs[0].at == house.moment("2026-03-04 16:00")
    assert (record.history[-1].since, record.history[-1].later) == (house.moment("2026-03-04 16:00"), True)
    assert house.as_("liqiang", "sign", no).signoffs[1].digest == record.signoffs[0].digest
    assert list(verify(house.store)) == []


def test_a_contested_verdict_no_longer_counts_and_another_acceptors_does(house: Any, tmp_path: Any) -> None:
    no = developing(house)
    house.as_("wangfang", "set", no, acceptors=["wangfang", "zhoumin"])
    house.developed(no)
    paper = tmp_path / "验收.pdf"
    paper.write_bytes(b"%PDF-1.4")
    house.as_("liqiang", "attach", no, file=str(paper))
    for who in ("zhoumin", "wangfang"):
        for criterion in (1, 2):
            house.store.login = "liqiang" if who == "wangfang" else who
            told = {"channel": "paper", "proof": 1} if who == "wangfang" else {}
            said(house, who, "judge", no, criterion=criterion, verdict="pass", measured=who, **told)
    assert house.record(no).request.result == "pass"

    record = house.as_("wangfang", "contest", no, what="acceptance", row=4, reason="第2条没有验过")
    assert [(c.verdict, c.measured) for c in record.criteria] == [("pass", "wangfang"), (None, "zhoumin")]
    assert record.request.result is None

    failed = {"criterion": 1, "verdict": "fail", "rectification_on": "2026-03-20"}
    house.as_("zhoumin", "judge", no, **failed, reason="慢3秒")
    house.store.login = "liqiang"
    said(house, "wangfang", "judge", no, **failed, reason="第37笔用时9秒", channel="paper", proof=1)
    record = house.as_("wangfang", "contest", no, what="acceptance", row=6, reason="没有说过")
    assert (record.criteria[0].verdict, record.request.result, record.request.result_reason) == (
        "fail",
        "fail",
        "慢3秒",
    )
    assert [(i.text, i.resolution) for i in record.issues] == [("慢3秒", None), ("第37笔用时9秒", "没有说过")]


def test_an_acceptance_contested_after_the_launch_is_given_anew(house: Any, tmp_path: Any) -> None:
    no = house.accepting()
    paper = tmp_path / "验收.pdf"
    paper.write_bytes(b"%PDF-1.4")
    house.as_("zhaolei", "attach", no, file=str(paper))
    for criterion in (1, 2):
        house.store.login = "zhaolei"
        said(house, "wangfang", "judge", no, criterion=criterion, verdict="pass", channel="paper", proof=1)
    house.as_("liqiang", "set", no, **house.LAUNCH)
    house.at("2026-03-13 15:00").as_("liqiang", "launch", no)
    house.refused("E-STEP", "wangfang", "judge", no, criterion=1, verdict="pass")
    house.at("2026-03-16 10:00").as_("liqiang", "monitor", no, text="无异常")
    record = house.as_("wangfang", "contest", no, what="acceptance", row=1, reason="第1条没有验过")
    assert [c.verdict for c in record.criteria] == [None, "pass"]
    assert ("judge", "response", house.moment("2026-03-18 18:00")) in owed(house, "wangfang")
    record = house.as_("wangfang", "judge", no, criterion=1, verdict="pass", measured="2秒")
    assert [(v.clock, v.state) for v in record.verdicts if v.act == "judge"][-1] == ("response", "met")
    assert "judge" not in [act for act, *_ in owed(house, "wangfang")]
    assert (record.request.status, record.request.result) == ("launched", "pass")


def owed(house: Any, login: str) -> list[tuple[str, str, int | None]]:
    house.store.login = login
    return [(o.act, o.clock, o.due_at) for o in read.inbox(house.store)]


def test_one_hand_does_not_confirm_closure_for_both(house: Any, tmp_path: Any) -> None:
    no = house.stable()
    paper = tmp_path / "确认.pdf"
    paper.write_bytes(b"%PDF-1.4")
    house.as_("liqiang", "attach", no, file=str(paper))
    house.at("2026-03-19 09:30").as_("liqiang", "close", no)
    house.store.login = "liqiang"
    with pytest.raises(batch.BadLine) as one_hand:
        said(house, "wangfang", "close", no, channel="phone", proof=1)
    assert one_hand.value.code == "E-SIGN-SAME-HAND"


def test_a_deputys_signature_says_for_whom(house: Any) -> None:
    no = house.designed()
    house.as_("wangfang", "deputy", deputy="zhoumin", first_on="2026-03-05", last_on="2026-03-06")
    for day in ("2026-03-04 17:00", "2026-03-07 09:00"):
        house.at(day).refused("E-ROLE", "zhoumin", "sign", no)
    house.at("2026-03-06 17:00").as_("zhoumin", "sign", no)
    people = house.store.team.people
    signature = house.record(no).signoffs[0]
    assert (people[signature.by].login, people[signature.signed_for].login) == ("zhoumin", "wangfang")


def test_a_hand_over_takes_the_questions_to_the_person_along(house: Any) -> None:
    no = house.submitted()
    house.as_("liqiang", "take", no)
    house.as_("wangfang", "ask", no, to="liqiang", text="排期？")
    house.as_("liqiang", "hand-over", no, role="technical_contact", to="qianjun", reason="休假")
    assert house.record(no).questions[0].to == "qianjun"


def test_the_approach_starts_the_solution(house: Any) -> None:
    no = house.submitted()
    house.as_("liqiang", "confirm", no, verdict="clear")
    house.as_("liqiang", "set", no, **house.ASSESSMENT, priority="medium")
    house.as_("liqiang", "advance", no)
    assert house.record(no).request.solution == house.ASSESSMENT["approach"]


def test_long_after_its_end_a_request_is_not_reopened(house: Any) -> None:
    no = house.submitted()
    house.as_("liqiang", "reject", no, reason="不做", kind="not_worth")
    house.at("2026-04-30 10:00")
    with pytest.raises(Conflict) as late:
        house.as_("wangfang", "reopen", no, step="submitting", reason="又要做")
    assert late.value.code == "E-REOPEN-LATE"


def test_a_team_names_its_own_kinds_of_test(house: Any) -> None:
    house.as_("keeper", "config", key="tests.kinds", value='["functional", "security"]')
    no = house.developed(developing(house))
    house.as_("zhaolei", "test", no, kind="functional", result="pass")
    found = {(c.code, dict(c.values).get("kind")) for c in unmet(house, no)}
    assert ("G5-01", "security") in found
    assert ("G5-01", "performance") not in found
    with pytest.raises(BadInput) as refused:
        house.as_("zhaolei", "test", no, kind="performance", result="pass")
    assert refused.value.code == "E-INPUT-OFFERED"


def test_a_team_prints_its_documents_by_its_own_templates(house: Any, tmp_path: Any) -> None:
    folder = tmp_path / "ours" / "documents" / "zh"
    folder.mkdir(parents=True)
    (folder / "original_request.md.j2").write_text("# 我们的模板 {{ record.title }}\n", "utf-8")
    house.as_("keeper", "config", key="documents.templates", value="ours")
    record = house.record(house.submitted())
    bodies = {d.kind: d.body for d in record.documents}
    assert bodies["original_request"].startswith("# 我们的模板 用户订单状态实时同步功能")
    assert bodies["record"].startswith("# 需求对接全流程记录表")


def test_the_answer_clock_may_be_one_working_day(house: Any) -> None:
    house.as_("keeper", "config", key="clock.answer", value="1wd")
    no = house.submitted()
    house.as_("wangfang", "ask", no, to="technical", text="排期？")
    due = {r.due_at for r in clocks(house.record(no), house.store.calendar, house.time) if r.code == "answer"}
    assert due == {house.moment("2026-03-03 18:00")}
    with pytest.raises(BihuanError):
        house.as_("keeper", "config", key="clock.answer", value="soon")


def test_who_developed_and_tests_is_a_warning(house: Any) -> None:
    no = developing(house)
    house.as_("liqiang", "set", no, testers=["liqiang"], developers=["liqiang"], test_version="v1")
    house.as_("liqiang", "item", no, item=1, state="done")
    assert {(c.code, c.severity) for c in unmet(house, no)} == {("G4-20", "warning")}


def unmet(house: Any, no: str) -> Any:
    from bihuan.store.rules.gates import unmet as gate

    record = house.record(no)
    return gate(record, read.circumstances(house.store, record, house.time))
