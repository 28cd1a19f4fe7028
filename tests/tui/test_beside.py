"""What stands beside the keys: requests like a draft, what similar ones took, how full a schedule makes the weeks."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bihuan.store.file import Store
from bihuan.store.rules.happened import Launch
from bihuan.store.rules.kept import Move
from bihuan.tui.widgets.form import Form
from bihuan.tui.widgets.gate import GatePanel


async def test_requests_like_a_draft_are_shown_before_it_is_submitted(team, sit) -> None:
    no = team.submitted()
    draft = team.act("zhoumin", "new", fields={"title": "退款审批流程移到手机端", "description": "审批合并为两步"})
    async with sit("zhoumin", size=(80, 24)) as zhou:
        await zhou.app.open_request(draft.request.id)
        await zhou.press("A", "G")
        panel = zhou.app.view.panel
        assert isinstance(panel, GatePanel)
        assert "相似的需求 1 " in zhou.text()
        assert f">  {no} 退款审批流程" in zhou.text().replace("> ", ">  ")
        assert "提交中 · 相似 " in zhou.text()
        await zhou.press("enter")
        assert zhou.app.view.record.name == no
        await zhou.press("escape")
        assert zhou.app.view.panel is panel


async def test_what_similar_ones_took_stands_beside_the_estimate(team, sit) -> None:
    for n in range(5):
        closed(team, team.submitted(title=f"退款审批流程{n}"))
    no = team.submitted()
    team.act("liqiang", "confirm", no, verdict="clear", channel="电话")
    team.act("liqiang", "set", no, fields={"technical_lead": "liqiang"})
    async with sit("liqiang", size=(80, 24)) as li:
        await li.press("2")
        await li.app.open_request(team.record(no).request.id, field="estimate_days")
        await li.press("e")
        told = li.text()
        assert told.count("已闭环 · 相似 ") == 3
        assert told.count("· 预估 5 天 · 实际 4 天 · 返工 1 次") == 3
        assert "相似且已闭环的 5 个：一半在 4 个工作日内上线，八成在 4 个工作日内。" in told
        assert "都短" not in told
        await li.type("2")
        await li.until(lambda: "本需求预估 2 天，比八成相似需求的实际用时（4 天起）都短。" in li.text())
        await li.press("ctrl+s")
        assert "4 天" in li.text(), "the page keeps it beside the field"


def closed(team, no: str) -> None:
    """Bring a request to its end as an import would: four working days of work, one return."""
    request = team.record(no).request
    with Store(team.path, "keeper", now=lambda: team.time) as store, store.acting("set", request.id) as do:
        begun = do.at - 6 * 86_400_000
        for kind, before, after in (("forward", "designing", "developing"), ("return", "developing", "designing")):
            do.put(Move(request=request.id, kind=kind, from_status=before, to_status=after, by=1, at=begun))
        do.put(Launch(request=request.id, at=do.at, by=1, full=True))
        do.put(replace(request, status="closed", step="closed", estimate_days=Decimal(5), closed_at=do.at))


async def test_the_load_stands_beside_a_schedule_while_it_is_typed_and_an_overload_becomes_a_concern(team, sit) -> None:
    no = team.designing()
    async with sit("liqiang", size=(80, 24)) as li:
        await li.press("2")
        await li.app.open_request(team.record(no).request.id, field="work_items")
        await li.press("e")
        form = li.app.view.panel
        assert isinstance(form, Form)
        assert "李强 各周的人天/工作日：  11-23 1.23/4   11-30 3.04/5   12-07 1.23/5" in li.text()
        await li.press("f9")
        assert li.message == "这里没有人超负荷"
        form.fields["effort_days"].value = "30"
        await li.until(lambda: "!11-30 " in li.text())
        assert "F9 把超负荷记为资源冲突" in li.text()
        await li.press("f9")
        assert li.app.view.panel.act.code == "concern"
        await li.press("ctrl+s")
        (concern,) = team.record(no).concerns
        assert concern.kind == "resource_conflict"
        assert concern.text.startswith("李强在 2026-11-23 起的一周有 ")
        await li.press("e")
        assert li.app.view.panel.fields["effort_days"].value == "30", "what was typed came back"
