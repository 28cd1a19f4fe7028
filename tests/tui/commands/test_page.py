"""Sentences of the domain page about what is shown: versions compared, plain time of the urgent, entered later."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bihuan.store.file import Store


def went_on(shell: Any, submitted: str, acts: int | None = None) -> str:
    """A request that was designed and signed by both, changed and signed again; or gone through so many of the acts."""
    tech, business = "liqiang", "wangfang"
    said: dict[str, Any] = {
        "technical_lead": tech, "assessed_on": "2026-03-02", "feasible": True, "approach": "消息队列",
        "complexity": "low", "resources": "后端1人", "estimate_days": "2", "no_risks": True,
        "work_items": [{"title": "回调", "owner": tech, "effort_days": "2"}],
        "reviews": [{"on": "2026-03-02", "conclusions": "可行"}], "solution": "消息队列", "logic_diagram": "图",
        "interface_design": "POST /x", "data_structures": {"not_applicable": "不改表"}, "test_cases": "100笔",
        "milestones": [
            {"kind": kind, "on": f"2026-03-{day}", "owner": tech}
            for kind, day in (("design", "05"), ("development", "10"), ("test", "12"), ("launch", "13"))
        ],
    }  # fmt: skip
    lines = [
        {"act": "confirm", "by": tech, "verdict": "clear", "channel": "电话"},
        {"act": "set", "by": tech, **said},
        {"act": "priority", "by": tech, "value": "medium"},
        {"act": "advance", "by": tech},
        {"act": "set", "by": business, "criteria": [{"text": "无数据错漏", "goal": 1}]},
        {"act": "sign", "by": tech},
        {"act": "sign", "by": business},
        {"act": "change", "by": tech, "fields": {"solution": "长连接"}, "reason": "更快", "effect": "无"},
        {"act": "approve", "by": tech, "change": 1},
        {"act": "approve", "by": business, "change": 1},
    ]
    told = "".join(json.dumps({"request": submitted, **line}, ensure_ascii=False) + "\n" for line in lines[:acts])
    code, _, err = shell.run("--now", "2026-03-02T14:00", "apply", "-", stdin=told)
    assert code == 0, err
    return submitted


@pytest.fixture
def twice(shell: Any, submitted: str) -> str:
    """A request whose design was signed by both, changed and signed again."""
    return went_on(shell, submitted)


def test_any_two_versions_are_compared(shell: Any, twice: str) -> None:
    for words in ((), ("1", "2")):
        code, out, _ = shell.run("diff", twice, *words)
        changed = [line for line in out.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
        assert (code, changed) == (0, ["-消息队列", "+长连接"])
    code, error = shell.refused("wangfang", "03-02T15:00", "diff", twice, "1", "3")
    assert (code, error["code"]) == (3, "E-NO-VERSION")


def test_versions_are_compared_word_by_word_and_with_what_stands_there_now(shell: Any, twice: str) -> None:
    code, out, _ = shell.run("diff", twice, "--words")
    assert (code, "[-消息队列-]{+长连接+}" in out.split("\n")) == (0, True)
    found = shell.json("diff", twice)
    assert (found["old"], found["new"]) == (1, 2)
    assert found["words"] == [[{"op": "gone", "text": "消息队列"}, {"op": "came", "text": "长连接"}]]
    shell.by("liqiang", "03-02T15:00", "set", twice, "test_cases=200笔")
    found = shell.json("diff", twice)
    assert (found["old"], found["new"]) == (2, None)
    changed = [{"op": "gone", "text": "100"}, {"op": "came", "text": "200"}, {"op": "same", "text": "笔"}]
    assert found["words"] == [changed]
    assert shell.json("diff", twice, "1", "2")["new"] == 2


def test_an_urgent_request_shows_plain_elapsed_time_too(shell: Any) -> None:
    made = ("new", "--title", "证书今晚到期", "--type", "urgent", "--urgent-kind", "fix", "background=22点证书到期")
    shell.by("wangfang", "03-02T17:00", *made)
    no, _ = shell.by("wangfang", "03-02T17:00", "submit", "d1").split("\t")
    found = shell.json("--as", "wangfang", "--now", "2026-03-03T09:30", "ball", no)
    assert (found["lead_minutes"], found["elapsed_minutes"]) == (90, {"technical": 990})


def test_what_is_told_later_keeps_both_times_and_the_clock_uses_the_happening(shell: Any, submitted: str) -> None:
    line = {
        "act": "confirm",
        "request": submitted,
        "verdict": "clear",
        "channel": "电话",
        "at": "2026-03-03T17:00+08:00",
    }
    code, _, err = shell.run("--as", "liqiang", "--now", "2026-03-04T10:00", "apply", "-", stdin=json.dumps(line))
    assert code == 0, err
    entry = shell.json("log", submitted)["entries"][-1]
    assert (entry["at"], entry["recorded"]) == ("2026-03-03T17:00:00+08:00", "2026-03-04T10:00:00+08:00")
    assert "李强  (entered later)" in shell.run("--lang", "en", "show", submitted, "--part", "9")[1]
    with Store(shell.path, write=False) as store:
        (state,) = [s for (s,) in store.sql("SELECT state FROM verdict WHERE clock = 'confirmation'")]
    assert state == "met"


def test_lists_go_by_what_is_due_next_and_know_what_is_late_and_what_has_ended(shell: Any, submitted: str) -> None:
    form = json.dumps(shell.json("--as", "wangfang", "show", submitted)["request"])
    shell.by("wangfang", "03-02T10:00", "new", "--from", "-", "--title", "退款状态同步", stdin=form)
    second, _ = shell.by("wangfang", "03-02T10:10", "submit", "d2").split("\t")
    shell.by("liqiang", "03-02T10:20", "ask", second, "business", "峰值多少？")

    def listed(*query: str) -> list[str]:
        found = shell.json("--as", "wangfang", "--now", "2026-03-03T11:00", "ls", *query)["requests"]
        return [r["number"] for r in found]

    assert (listed(), listed("late"), listed("due:<1d")) == ([second, submitted], [second], [second, submitted])
    shell.by("liqiang", "03-03T11:10", "reject", second, "重复", "--kind", "duplicate")
    assert [r["status"] for r in shell.json("ls")["requests"]] == ["submitting", "rejected"]


def test_a_priority_that_is_not_agreed_shows_as_proposed(shell: Any, submitted: str) -> None:
    _, out, _ = shell.run("--as", "wangfang", "queue")
    assert "medium (proposed)" in out
    shell.by("liqiang", "03-02T10:00", "take", submitted)
    shell.by("liqiang", "03-02T10:10", "priority", submitted, "medium")
    _, out, _ = shell.run("--as", "wangfang", "queue")
    assert "medium" in out and "proposed" not in out


def test_an_edit_that_voids_a_signature_says_so(shell: Any, submitted: str) -> None:
    went_on(shell, submitted, 6)  # the technical party has signed
    edit = ("--lang", "zh", "--now", "2026-03-02T15:00", "set", submitted)
    assert shell.run("--as", "wangfang", *edit, "criteria.1.text=无数据错漏或重复")[2].splitlines()[-1] == (
        "已保存 2026-001；技术方的签字已作废，请重新签字"
    )
    assert "作废" not in shell.run("--as", "wangfang", *edit, "criteria.1.text=无数据错漏")[2]


def test_a_returned_request_shows_so_until_it_moves_on(shell: Any, submitted: str) -> None:
    def status() -> str:
        return str(shell.run("--as", "liqiang", "--lang", "zh", "show", submitted, "--part", "1")[1].splitlines()[1])

    shell.by("liqiang", "03-02T10:00", "confirm", submitted, "clear", "--channel", "电话")
    shell.by("liqiang", "03-02T10:10", "return", submitted, "submitting", "目标没有说清")
    assert status() == "状态：提交中 · 已退回 · 球在：技术"
    shell.by("liqiang", "03-02T10:20", "confirm", submitted, "clear", "--channel", "电话")
    assert "已退回" not in status()
