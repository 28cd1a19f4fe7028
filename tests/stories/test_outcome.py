"""Did it come true? Each goal is measured at the end of its own window."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.store import read
from bihuan.store.errors import BadInput

GOALS = [
    {"what": "订单状态支付成功后5秒内同步", "target": "≤5秒", "window": "上线后2周"},
    {"what": "客服咨询量降低15%", "target": "15%", "window": "1个月", "after_launch": True},
    {"what": "退款率降到2%", "target": "2%", "after_launch": True},
]
# Launched on Friday 2026-03-13; the working days of early April make room for Qingming.
OWED = (
    ("2026-03-27 17:00", []),
    ("2026-03-27 18:01", [1]),
    ("2026-04-13 17:00", [1]),
    ("2026-04-13 18:01", [1, 2, 3]),
)


@pytest.mark.parametrize(("at", "rows"), OWED)
def test_each_goal_is_measured_at_the_end_of_its_own_window(house: Any, at: str, rows: list[int]) -> None:
    house.DETAILS = {**house.DETAILS, "goals": GOALS}
    no = house.launched()
    house.at(at).store.login = "wangfang"
    assert sorted(o.row for o in read.inbox(house.store) if (o.name, o.act) == (no, "measure")) == rows


def test_a_goal_is_measured_on_a_day_between_launch_and_now(house: Any) -> None:
    no = house.launched()
    house.at("2026-04-13 10:00")
    told = {"goal": 2, "value": "16%", "verdict": "achieved"}
    for day in ("2026-03-12", "2026-04-14"):
        with pytest.raises(BadInput) as refused:
            house.as_("wangfang", "measure", no, **told, on=day)
        assert refused.value.code == "E-MEASURE-DAY"
    record = house.as_("wangfang", "measure", no, **told, on="2026-04-10")
    assert [str(m.on) for m in record.measurements] == ["2026-04-10"]
