"""Where two parties decide there are two hands: of every such act, who may, what proves it, and that it is not one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bihuan.store import read
from bihuan.store.acts import batch
from bihuan.store.errors import BihuanError
from bihuan.store.rules.record import Record
from bihuan.store.verify import verify


class Decision(NamedTuple):
    """An act by which both parties decide.

    Attributes:
        act: the act, once for each party.
        inputs: of the act.
        comes: how the request comes to where it is next.
        first: what gives the technical party's word.
        proven: entered for somebody, it needs an attachment.
        decided: both have given their word.
    """

    act: str
    inputs: dict[str, Any]
    comes: Callable[[Any], str]
    first: tuple[str, dict[str, Any]]
    proven: bool
    decided: Callable[[Record], bool]


def changing(house: Any) -> str:
    no = house.signed()
    house.as_("wangfang", "change", no, fields={"title": "订单状态实时同步"}, reason="更短", effect="无")
    return str(no)


def stable(house: Any) -> str:
    no = house.stable()
    house.at("2026-03-19 09:30")
    return str(no)


def confirmed(house: Any) -> str:
    no = house.submitted()
    house.as_("liqiang", "confirm", no, verdict="clear")
    return str(no)


def deviating(house: Any) -> str:
    no = house.signed()
    house.as_("liqiang", "deviation", no, text="理解为推送，实为轮询")
    house.as_("liqiang", "tell", no, deviation=1, channel="phone")
    return str(no)


LOW = {"value": "low"}
DECISIONS = (
    Decision("sign", {}, lambda house: house.designed(), ("sign", {}), True, lambda r: len(r.signoffs) == 2),
    Decision(
        "approve",
        {"change": 1},
        changing,
        ("approve", {"change": 1}),
        True,
        lambda r: r.changes[0].state == "approved" and bool(r.signoffs[-2].entered_by or r.signoffs[-1].entered_by),
    ),
    Decision("close", {}, stable, ("close", {}), True, lambda r: r.request.status == "closed"),
    Decision("priority", LOW, confirmed, ("priority", LOW), True, lambda r: r.request.priority == "low"),
    Decision(
        "settle",
        {"deviation": 1},
        deviating,
        ("settle", {"deviation": 1}),
        False,
        lambda r: r.deviations[0].settled_at is not None,
    ),
    Decision(
        "agree",
        {},
        lambda house: house.designed(),
        ("cancel", {"reason": "不做了", "kept": "无", "effort_days": "2"}),
        False,
        lambda r: r.request.status == "withdrawn",
    ),
)
decisions = pytest.mark.parametrize("d", DECISIONS, ids=lambda d: d.act)
either = pytest.mark.parametrize("d", [d for d in DECISIONS if d.first[0] == d.act != "priority"], ids=lambda d: d.act)


def entered(house: Any, by: str, whose: str, d: Decision, no: str, **proof: Any) -> None:
    """One person enters what another said elsewhere."""
    house.store.login = by
    line = {"act": d.act, "request": no, "by": whose, "channel": "paper", "proof": 1, **d.inputs, **proof}
    batch.run(house.store, batch.Line(1, line), batch.Labels())
    house.time += 60_000


def not_entered(code: str, *told: Any, **proof: Any) -> None:
    """The same is refused with a code."""
    with pytest.raises(BihuanError) as error:
        entered(*told, **proof)
    assert error.value.code == code


def come_to(house: Any, d: Decision, tmp_path: Path) -> str:
    """A request on which the act is next, with a paper attached."""
    no = d.comes(house)
    paper = tmp_path / "签字.pdf"
    paper.write_bytes(b"%PDF-1.4")
    house.as_("liqiang", "attach", no, file=str(paper))
    return no


@decisions
def test_the_other_partys_word_is_not_entered_by_who_gave_ones_own(house: Any, tmp_path: Path, d: Decision) -> None:
    no = come_to(house, d, tmp_path)
    house.refused("E-ROLE", "qianjun", d.act, no, **d.inputs)
    house.as_("liqiang", d.first[0], no, **d.first[1])
    not_entered("E-SIGN-SAME-HAND", house, "liqiang", "wangfang", d, no)
    if d.proven:
        not_entered("E-PROOF", house, "keeper", "wangfang", d, no, proof=None)
        not_entered("E-PROOF", house, "keeper", "wangfang", d, no, proof=2)
    assert not d.decided(house.record(no))
    entered(house, "keeper", "wangfang", d, no)
    assert d.decided(house.record(no))
    assert list(verify(house.store)) == []


@either
def test_who_entered_one_partys_word_neither_gives_nor_enters_the_others(
    house: Any, tmp_path: Path, d: Decision
) -> None:
    no = come_to(house, d, tmp_path)
    entered(house, "liqiang", "wangfang", d, no)
    house.refused("E-SIGN-SAME-HAND", "liqiang", d.act, no, **d.inputs)
    not_entered("E-SIGN-SAME-HAND", house, "liqiang", "liqiang", d, no)
    not_entered("E-SIGN-SAME-HAND", house, "keeper", "liqiang", d, no)
    house.as_("liqiang", "hand-over", no, role="technical_lead", to="qianjun", reason="换人")
    house.as_("qianjun", d.act, no, **d.inputs)
    assert d.decided(house.record(no))
    people = {p.login: p.id for p in house.store.team.people.values()}
    hands = {people["wangfang"]: (people["liqiang"], "paper", 1), people["qianjun"]: (None, None, None)}
    record = read.with_history(house.store, house.record(no))
    assert {e.by: (e.entered_by, e.channel, e.proof) for e in record.history if e.act == d.act} == hands
    rows = [*record.signoffs, *record.confirmations][-2:]  # a deviation is settled without a row of its own
    assert d.act == "settle" or {r.by: (r.entered_by, r.channel, r.proof) for r in rows} == hands


def test_of_two_deviations_each_has_two_hands_and_the_instants_of_its_own(house: Any) -> None:
    no = house.signed()
    for n in (1, 2):
        house.as_("liqiang", "deviation", no, text=f"理解偏差{n}")
        house.as_("liqiang", "tell", no, deviation=n, channel="phone")
    house.as_("wangfang", "settle", no, deviation=1)
    house.refused("E-SETTLED-OWN", "wangfang", "settle", no, deviation=1)
    first = house.record(no).deviations[0].settled_business_at
    house.at("2026-03-05 10:00")
    settle = next(d for d in DECISIONS if d.act == "settle")
    entered(house, "liqiang", "wangfang", settle._replace(inputs={"deviation": 2}), no)
    house.refused("E-SIGN-SAME-HAND", "liqiang", "settle", no, deviation=2)
    house.as_("liqiang", "settle", no, deviation=1)
    record = house.record(no)
    assert [d.settled_business_at for d in record.deviations] == [first, house.moment("2026-03-05 10:00")]
    kept = {(v.row, v.party): v.stopped_at for v in record.verdicts if v.act == "settle"}
    assert [kept[n, "business"] for n in (1, 2)] == [d.settled_business_at for d in record.deviations]


def test_advancing_needs_the_proof_of_what_it_confirms(house: Any, tmp_path: Path) -> None:
    d = next(d for d in DECISIONS if d.act == "close")
    no = come_to(house, d, tmp_path)
    not_entered("E-PROOF", house, "keeper", "wangfang", d._replace(act="advance"), no, proof=2)
    entered(house, "keeper", "wangfang", d._replace(act="advance"), no)
    assert [(c.party, c.proof) for c in house.record(no).confirmations] == [("business", 1)]


def test_a_priority_that_is_set_needs_the_proof_of_one_that_is_agreed(house: Any, tmp_path: Path) -> None:
    d = next(d for d in DECISIONS if d.act == "priority")
    no = come_to(house, d, tmp_path)
    setting = d._replace(act="set", inputs={"fields": {"priority": "low"}})
    not_entered("E-PROOF", house, "keeper", "wangfang", setting, no, proof=2)
    entered(house, "keeper", "wangfang", setting, no)
    last = house.record(no).priority_proposals[-1]
    assert (last.party, last.value, last.proof) == ("business", "low", 1)


@pytest.mark.parametrize("named", [{}, {"acceptors": ["wangfang"]}])
def test_a_deputy_accepts_for_the_acceptor(house: Any, named: Any) -> None:
    no = house.signed()
    house.as_("wangfang", "deputy", deputy="zhoumin", first_on="2026-03-01", last_on="2026-03-31")
    house.as_("wangfang", "set", no, **named)
    house.developed(no)
    for criterion in (1, 2):
        house.as_("zhoumin", "judge", no, criterion=criterion, verdict="pass")
    record = house.record(no)
    people = record.team.people
    assert (record.request.result, people[record.judgements[0].signed_for].login) == ("pass", "wangfang")


def test_a_verdict_that_was_given_goes_along_when_the_acceptor_changes(house: Any) -> None:
    no = house.signed()
    house.as_("wangfang", "set", no, acceptors=["wangfang"])
    house.developed(no)
    house.as_("wangfang", "judge", no, criterion=1, verdict="pass")
    house.as_("wangfang", "hand-over", no, role="acceptor", to="zhoumin", reason="休假")
    house.as_("zhoumin", "judge", no, criterion=2, verdict="pass")
    assert house.record(no).request.result == "pass"


def test_a_question_asked_by_telephone_needs_its_channel_and_no_proof(house: Any) -> None:
    no = house.signed()
    house.store.login = "liqiang"
    line = {"act": "ask", "request": no, "by": "wangfang", "to": "technical", "text": "几天能好？"}
    with pytest.raises(BihuanError, match="E-ENTERED-FOR"):
        batch.run(house.store, batch.Line(1, line), batch.Labels())
    house.time += 3_600_000
    said = house.time - 1_800_000
    told = {**line, "channel": "电话", "at": datetime.fromtimestamp(said / 1000, UTC).isoformat()}
    batch.run(house.store, batch.Line(1, told), batch.Labels())
    (asked,) = house.record(no).questions
    assert (asked.at, house.store.team.people[asked.by].login) == (said, "wangfang")
