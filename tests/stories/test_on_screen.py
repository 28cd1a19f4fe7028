"""What the screens say of a request, laid out without a screen: the preview beside a list, the head of its page."""

from __future__ import annotations

from typing import Any

from bihuan.tui.preview import preview
from bihuan.tui.sight import sight_in
from bihuan.tui.standing import steps_line


def laid_out(house: Any, no: str) -> tuple[str, str]:
    """The preview of a request, and the steps in the head of its page."""
    record = house.record(no)
    sight = sight_in("zh", house.store.calendar.info, record.team.people, house.time)
    lines = preview(sight, record, (), (), "business", 100, framed=True)
    beside = "\n".join("".join(span.text for span in one) for one in lines)
    return beside, "".join(span.text for span in steps_line(sight, record, 100))


def test_a_priority_shows_as_proposed_until_both_agree(house: Any) -> None:
    no = house.submitted()
    assert "优先级 中（提议）" in laid_out(house, no)[0]
    house.as_("liqiang", "priority", no, value="low")
    house.as_("wangfang", "priority", no, value="low")
    assert "优先级 低 已同意" in laid_out(house, no)[0]


def test_a_returned_request_shows_it_until_it_moves_on(house: Any) -> None:
    no = house.signed()
    house.as_("liqiang", "return", no, to="submitting", reason="表述不清")
    assert "已退回" in laid_out(house, no)[1]
    house.as_("liqiang", "confirm", no, verdict="clear", channel="电话")
    assert "已退回" not in laid_out(house, no)[1]
