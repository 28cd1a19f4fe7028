"""similar, lessons, load, queue, stats and ball: what programs read, what a pipe gets, what is kept from whom."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from bihuan.store.rules.stats import MEASURED, Figure
from bihuan.tui import place
from bihuan.tui.commands.stats import flat, safe

ASSESSED = {
    "technical_lead": "liqiang",
    "assessed_on": "2026-03-03",
    "feasible": True,
    "approach": "消息队列",
    "complexity": "medium",
    "resources": "后端1人",
    "estimate_days": "5",
    "work_items": [
        {"title": "回调", "owner": "liqiang", "effort_days": "3"},
        {"title": "推送", "owner": "liqiang", "effort_days": "4.5"},
    ],
    "no_risks": True,
}


@pytest.fixture
def assessed(shell: Any, submitted: str) -> str:
    """The submitted request, assessed but not advanced."""
    shell.by("liqiang", "03-02T13:30", "confirm", submitted, "--verdict", "clear", "--channel", "电话")
    line = {"act": "set", "request": submitted, "by": "liqiang", "at": "2026-03-03T10:00:00+08:00", **ASSESSED}
    shell.by("liqiang", "03-03T10:00", "apply", "-", stdin=json.dumps(line, ensure_ascii=False))
    return submitted


def test_load_and_queue(shell: Any, assessed: str) -> None:
    (of_one,) = shell.json("--as", "wangfang", "--now", "2026-03-03T10:10", "load")["load"]
    assert of_one["person"] == "liqiang"
    # Tuesday to Monday: four of five days lie in the first week.
    assert [(w["week"], w["effort_days"], w["capacity_days"], w["overload"]) for w in of_one["weeks"]] == [
        ("2026-03-02", "6", 4, True),
        ("2026-03-09", "1.5", 5, False),
    ]
    assert of_one["weeks"][0]["requests"] == [{"number": assessed, "effort_days": "6"}]
    (place,) = shell.json("--as", "wangfang", "queue")["queue"]
    assert (place["number"], place["agreed_priority"], place["estimate_days"]) == (assessed, None, "5")
    shell.by("liqiang", "03-03T10:20", "priority", assessed, "medium")
    (place,) = shell.json("--as", "wangfang", "queue")["queue"]
    assert (place["agreed_priority"], place["expected_launch"]) == ("medium", "2026-03-31")
    code, out, _ = shell.run("--as", "wangfang", "queue")
    assert (code, out.split("\t")[:3]) == (0, ["1", assessed, "订单状态实时同步"])


def test_a_confidential_one_is_counted_without_being_named(shell: Any, assessed: str) -> None:
    shell.by("liqiang", "03-03T10:30", "set", assessed, "confidential=true")
    shell.by(place.account(), "03-03T10:31", "person", "zhoumin", "--name", "周敏", "--party", "business")
    (of_one,) = shell.json("--as", "zhoumin", "--now", "2026-03-03T10:40", "load")["load"]
    assert {(str(w["requests"]), w["unnamed"]) for w in of_one["weeks"]} == {("[]", 1)}
    assert shell.json("--as", "zhoumin", "queue")["queue"] == []
    counted = shell.json("--as", "zhoumin", "stats")
    assert (counted["requests"], counted["unnamed"]) == (1, 1)
    assert assessed not in json.dumps(counted)
    code, error = shell.refused("zhoumin", "03-03T10:50", "ball", assessed)
    assert (code, error["code"]) == (3, "E-NO-REQUEST")


def test_the_minutes_of_the_ball_sum_to_the_lead_time(shell: Any, assessed: str) -> None:
    found = shell.json("--as", "wangfang", "--now", "2026-03-04T18:00", "ball", assessed)
    assert found["lead_minutes"] == sum(found["minutes"].values()) == sum(s["minutes"] for s in found["spells"])
    assert found["lead_minutes"] == 3 * 450 - 40  # submitted at 09:40 on the first of three days
    assert [s["until"] for s in found["spells"][:-1]] == [s["since"] for s in found["spells"][1:]]
    assert shell.json("--as", "wangfang", "ball")["open"] == {"technical": 1}
    code, out, err = shell.run("--as", "wangfang", "--now", "2026-03-04T18:00", "ball", assessed)
    assert (code, out.count("\n")) == (0, len(found["spells"]))
    assert "1310 working minutes" in err


def test_statistics_for_programs(shell: Any, assessed: str) -> None:
    found = shell.json("--as", "wangfang", "stats")
    assert (found["schema"], found["year"], list(found["stats"])) == (1, None, list(MEASURED))
    (month,) = found["stats"]["throughput"]
    assert month == {
        "by": "month", "key": "2026-03", "submitted": 1, "launched": 0, "closed": 0, "rejected": 0, "withdrawn": 0,
    }  # fmt: skip
    (step,) = found["stats"]["cycle_time"]
    assert step == {"by": "step", "key": "submitting", "n": 1, "mean": "0.3", "p50": "0.3", "p80": "0.3"}
    assert all(not rows for rows in shell.json("--as", "wangfang", "stats", "--year", "2025")["stats"].values())
    code, out, _ = shell.run("--as", "wangfang", "stats", "--csv")
    lines = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert {"measure": "cycle_time", "by": "step", "key": "submitting", "name": "mean", "value": "0.3"} in lines
    assert {line["measure"] for line in lines} <= set(MEASURED)
    code, out, err = shell.run("--as", "wangfang", "stats")
    assert (code, "Requests counted: 1" in err) == (0, True)
    assert "cycle_time\tsubmit\t1\t0.3\t0.3\t0.3\n" in out


@pytest.mark.parametrize("key", ["=1+1", "+1", "-1", "@x", "＝1", "\t=1"])
def test_no_cell_of_the_csv_is_a_formula(key: str) -> None:
    (line,) = flat(Figure("rework", "department", key, (("n", 1),)))
    assert [safe(cell) for cell in line] == ["rework", "department", f"'{key}", "n", "1"]


def test_similar_and_lessons(shell: Any, assessed: str) -> None:
    draft = shell.by("wangfang", "03-03T11:00", "new", "--title", "订单状态同步到小程序", "--type", "new_feature",
                     "description=支付回调接口触发状态更新，小程序展示最新状态")  # fmt: skip
    found = shell.json("--as", "wangfang", "similar", draft)
    (one,) = found["similar"]
    assert (one["number"], one["status"], one["estimate_days"], one["actual_days"]) == (
        assessed,
        "assessing",
        "5",
        None,
    )
    assert one["score"] > 40
    assert found["reference"] == {"count": 0, "p20": None, "p50": None, "p80": None}
    code, out, _ = shell.run("--as", "wangfang", "similar", draft)
    assert (code, out.split("\t")[:3]) == (0, [assessed, "订单状态实时同步", "assess"])
    assert shell.json("--as", "wangfang", "lessons")["lessons"] == []
    code, out, err = shell.run("--as", "wangfang", "lessons")
    assert (code, out, "no lesson yet" in err) == (0, "", True)


def test_similar_ones_are_shown_on_the_way_of_submitting(shell: Any, assessed: str) -> None:
    words = ("--title", "订单状态同步到小程序", "--type", "new_feature", "--priority", "low",
             "description=支付回调接口触发状态更新，小程序5秒内展示")  # fmt: skip
    draft = shell.by("wangfang", "03-03T11:00", "new", *words)
    (like,) = shell.json("--as", "wangfang", "check", draft)["similar"]
    assert (like["number"], like["estimate_days"]) == (assessed, "5")
    code, out, err = shell.run("--as", "wangfang", "submit", draft)
    assert (code, out) == (1, "")
    assert err.startswith(
        f"Similar to this draft: 1. Check whether it has been asked for already:\n {assessed} 订单状态实时同步"
    )
    shell.by("wangfang", "03-03T11:10", "set", draft, "expected_launch=2026-03-31", "background=每天60次",
             "effect=每天51次", 'goals=[{"what": "订单状态支付成功后5秒内同步"}]')  # fmt: skip
    found = shell.json("--as", "wangfang", "submit", draft)
    assert [one["number"] for one in found["similar"]] == [assessed]
    assert found["request"]["status"] == "submitting"
    assert "similar" not in shell.json("--as", "liqiang", "set", assessed, "risks=[]")


def test_a_schedule_that_fills_a_week_says_so_with_the_command_that_makes_it_a_concern(
    shell: Any, assessed: str
) -> None:
    words = ("--as", "liqiang", "--now", "2026-03-03T10:30", "set", assessed)
    code, out, err = shell.run(*words, "work_items.1.effort_days=5")
    assert (code, out) == (0, f"{assessed}\tassessing\n")
    assert "! 李强 has 7.6 person-days in the week of 2026-03-02 and only 4 working days\n" in err
    assert f"bihuan concern {assessed} --kind resource_conflict '李强 has 7.6 person-days" in err
    (week,) = shell.json(*words, "work_items.1.effort_days=6")["overload"]
    assert week == {"person": "liqiang", "week": "2026-03-02", "effort_days": "8.4", "capacity_days": 4}
    assert shell.json(*words, "work_items=[]")["overload"] == []
    assert "overload" not in shell.json(*words, "no_risks=true")
