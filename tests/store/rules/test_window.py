"""The window of a goal, read from its words; when it is over after a launch on Friday 2026-03-13 at 15:00."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bihuan.store.rules.planned import Goal
from bihuan.store.rules.window import Window, end_of, months_later, window_of

READ: tuple[tuple[str, Any], ...] = (
    ("上线后 20 个工作日", Window(20, "working_days")),
    ("上线后20工作日", Window(20, "working_days")),
    ("30 天", Window(30, "days")),
    ("30天内", Window(30, "days")),
    ("三十个自然日", Window(30, "days")),
    ("1 个月", Window(1, "months")),
    ("一个月", Window(1, "months")),
    ("4 周", Window(28, "days")),
    ("两周", Window(14, "days")),
    ("二十天", Window(20, "days")),
    ("一百二十天", Window(120, "days")),
    ("十五个工作日", Window(15, "working_days")),
    ("1个季度", Window(3, "months")),
    ("半年", Window(6, "months")),
    ("半个月", Window(15, "days")),
    ("1 年", Window(12, "months")),
    ("72小时", Window(72, "hours")),
    ("20 working days", Window(20, "working_days")),
    ("20 business days after launch", Window(20, "working_days")),
    ("30 days", Window(30, "days")),
    ("1 month", Window(1, "months")),
    ("a month", Window(1, "months")),
    ("30-day", Window(30, "days")),
    ("four weeks", Window(28, "days")),
    ("one quarter", Window(3, "months")),
    ("Within 2 Weeks of Go-Live", Window(14, "days")),
    ("上线前30天对比上线后2周", Window(14, "days")),
    ("近30天", None),
    ("最近 30 天", None),
    ("每3天", None),
    ("last 30 days", None),
    ("2026-06-30", date(2026, 6, 30)),
    ("截至2026年6月30日", date(2026, 6, 30)),
    ("2026-13-45", None),
    ("1.5个月", None),
    ("0 天", None),
    ("9999 天", None),
    ("月均", None),
    ("6月底", None),  # a month of the calendar, of which year nobody says
    ("6月30日前", None),
    ("三月", None),
    ("二季度", None),
    ("长期", None),
    ("", None),
)


@pytest.mark.parametrize(("text", "expected"), READ)
def test_a_window_is_read_from_its_column(text: str, expected: Any) -> None:
    assert window_of(Goal(what="客服咨询量降低15%", window=text)) == expected


BESIDE: tuple[tuple[str, str | None, Any], ...] = (
    ("上线后30天内客服咨询量降低15%", None, Window(30, "days")),
    ("客服咨询量降低15%", "上线后一个月内达到", Window(1, "months")),
    ("上线满3个月后退款率降到2%", None, Window(3, "months")),
    ("Cut calls by 15% within 30 days of launch", None, Window(30, "days")),
    ("订单处理由2天缩短到4小时", "4小时", None),
    ("退货在7天内完成", None, None),
    ("Refunds are paid within 7 days", None, None),
)


@pytest.mark.parametrize(("what", "target", "expected"), BESIDE)
def test_other_words_of_the_goal_name_one_only_where_they_speak_of_the_launch(
    what: str, target: str | None, expected: Any
) -> None:
    assert window_of(Goal(what=what, target=target)) == expected


OVER: tuple[tuple[Any, str], ...] = (
    (None, "2026-04-13 18:00"),
    (Window(20, "working_days"), "2026-04-13 18:00"),
    (Window(5, "working_days"), "2026-03-20 18:00"),
    (Window(28, "days"), "2026-04-10 18:00"),
    (Window(1, "months"), "2026-04-13 18:00"),
    (Window(6, "months"), "2026-09-13 18:00"),  # a Sunday
    (Window(72, "hours"), "2026-03-16 15:00"),
    (date(2026, 6, 30), "2026-06-30 18:00"),
    (date(2026, 1, 1), "2026-04-13 18:00"),
)


@pytest.mark.parametrize(("window", "over"), OVER)
def test_a_window_begins_with_the_launch(life: Any, window: Any, over: str) -> None:
    at = end_of(life.CALENDAR, life.instant("2026-03-13 15:00"), window, 20)
    assert life.shown(at) == over[5:]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [("2026-01-31", 1, "2026-02-28"), ("2027-11-30", 3, "2028-02-29"), ("2026-12-15", 1, "2027-01-15")],
)
def test_a_month_that_is_shorter_ends_on_its_last_day(day: str, months: int, later: str) -> None:
    assert months_later(date.fromisoformat(day), months) == date.fromisoformat(later)
