"""One request from a draft to closure by commands alone, and what programs read on the way."""

from __future__ import annotations

import json
from typing import Any

ASSESSMENT = {
    "technical_lead": "liqiang",
    "assessed_on": "2026-03-03",
    "feasible": "yes",
    "approach": "采用Redis缓存订单状态，通过WebSocket实时推送",
    "complexity": "medium",
    "resources": "后端1人、测试1人",
    "estimate_days": "5",
    "risks": [{"text": "支付平台接口文档不清晰"}],
    "work_items": [{"title": "支付回调接口", "owner": "liqiang", "effort_days": "5"}],
}
PLAN = {
    "solution": "采用Redis缓存订单状态，通过WebSocket实时推送",
    "logic_diagram": "回调 > 队列 > 推送",
    "interface_design": "POST /callback",
    "data_structures": {"not_applicable": "不改表结构"},
    "test_cases": "100笔测试订单",
    "milestones": [
        {"kind": kind, "on": f"2026-03-{day}", "owner": "liqiang"}
        for kind, day in (("design", "05"), ("development", "10"), ("test", "12"), ("launch", "13"))
    ],
}
LAUNCH = {
    "launch_plan": "3月13日20:00全量",
    "rollback": "回滚到上一版本",
    "contingency": "客服加派2人",
    "data_check": "订单数一致",
    "user_notice": {"not_applicable": "无界面变化"},
}


def fields(values: dict[str, Any]) -> list[str]:
    """Fields as `set` takes them."""
    return [f"{n}={v if isinstance(v, str) else json.dumps(v, ensure_ascii=False)}" for n, v in values.items()]


def test_the_whole_main_line_by_commands(shell: Any, submitted: str) -> None:
    no = submitted
    tech, business = "liqiang", "wangfang"
    shell.by(tech, "03-02T10:00", "take", no)
    assert shell.by(tech, "03-02T10:10", "confirm", no, "clear", "--channel", "电话") == f"{no}\tassessing"
    asked = shell.by(tech, "03-02T10:20", "ask", no, "--to", "business", "峰值多少？")
    assert asked == f"{no}\tassessing\t1"
    shell.by(business, "03-02T11:00", "answer", no, "1", "-", stdin="每秒 200 笔\n")
    shell.by(tech, "03-03T10:00", "set", no, *fields(ASSESSMENT))
    shell.by(tech, "03-03T10:10", "review", no, "可行", "--people", "李强")
    shell.by(tech, "03-03T10:20", "priority", no, "medium")
    assert shell.by(tech, "03-03T10:30", "advance", no) == f"{no}\tdesigning"
    shell.by(tech, "03-04T10:00", "set", no, *fields(PLAN))
    shell.by(
        business,
        "03-04T10:05",
        "set",
        no,
        'criteria+={"text": "100笔延迟≤3秒", "goal": 1}',
        "criteria+=" + json.dumps({"text": "无数据错漏", "goal": 2}),
    )
    shell.by(tech, "03-04T10:10", "sign", no)
    shell.by(business, "03-04T10:20", "sign", no, "--ticked", "all")
    assert shell.by(tech, "03-04T10:30", "advance", no) == f"{no}\tdeveloping"
    shell.by(tech, "03-05T17:00", "update", no, "回调接口完成", "--state", "doing")
    shell.by(business, "03-05T17:10", "look", no)
    assert shell.by(tech, "03-05T17:20", "issue", no, "文档不清") == f"{no}\tdeveloping\t1"
    shell.by(tech, "03-05T17:30", "resolve", no, "1", "已获调试环境")
    shell.by(tech, "03-10T09:30", "item", no, "1", "to_test")
    shell.by(tech, "03-10T09:40", "set", no, "test_version=1.0")
    assert shell.by(tech, "03-10T09:50", "advance", no) == f"{no}\ttesting"
    for kind in ("functional", "performance"):
        shell.by(tech, "03-11T10:00", "test", no, kind, "pass")
    shell.by(tech, "03-11T10:10", "test", no, "compatibility", "not_applicable", "--text", "仅接口")
    shell.by(business, "03-12T10:00", "judge", no, "1", "pass", "--value", "1.8s")
    shell.by(business, "03-12T10:10", "judge", no, "2", "--verdict", "pass")
    shell.by(tech, "03-12T10:20", "set", no, *fields(LAUNCH))
    assert shell.by(tech, "03-13T10:00", "launch", no) == f"{no}\tlaunched"
    shell.by(tech, "03-16T10:00", "monitor", no, "24小时无事故")
    shell.by(business, "03-16T10:10", "feedback", no, "没有问题")
    for at, ball in (("2026-03-18T09:00", "nobody"), ("2026-03-19T09:00", "technical")):  # by time alone
        assert [r["ball"] for r in shell.json("--now", at, "ls")["requests"]] == [ball]
        assert [r["number"] for r in shell.json("--now", at, "ls", f"ball:{ball}")["requests"]] == [no]
    assert shell.by(tech, "03-19T10:00", "close", no) == f"{no}\tlaunched"
    assert shell.by(business, "03-19T10:10", "close", no) == f"{no}\tclosed"
    assert shell.json("verify")["ok"] is True
    request = shell.json("show", no)["request"]
    assert (request["status"], request["ball"]) == ("closed", "nobody")
    assert (request["due"], request["due_clock"]) == ("2026-04-16T18:00:00+08:00", "response")  # measure again
    assert request["criteria"][0]["measured"] == "1.8s"
    assert request["data_structures"] == {"not_applicable": "不改表结构"}
    assert (request["estimate_days"], request["feasible"]) == ("5", True)
    assert request["questions"][0] | {"at": ""} == {
        "id": 1, "to": "business", "text": "峰值多少？", "stops_work": False, "by": "liqiang", "at": "",
        "answer": "每秒 200 笔", "answered_by": "wangfang", "answered_at": "2026-03-02T11:00:00+08:00",
        "alternative": None,
    }  # fmt: skip
    past = shell.json("show", no, "--as-of", "2026-03-05T12:00+08:00")["request"]
    assert (past["status"], past["id"], past["number"]) == ("developing", "d1", no)
