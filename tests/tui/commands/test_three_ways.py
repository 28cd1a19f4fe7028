"""One request taken to closure by commands alone, as one file of acts, and by keys: the three records are equal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from hands import Hands

TECH, BUSINESS = "liqiang", "wangfang"
DETAILS = {
    "title": "退款到账短信通知",
    "type": "optimization",
    "priority": "medium",
    "expected_launch": "2026-03-31",
    "background": "客服每天接到约 60 次来电询问退款是否到账",
    "description": "退款到账后 1 分钟内发短信；失败重试 3 次",
    "effect": "退款来电由每天 60 次降到 40 次",
    "goals": [{"what": "退款来电由每天 60 次降到 40 次", "target": "40 次", "baseline": "11 月均值 60 次"}],
}
ASSESSMENT = {
    "technical_lead": TECH,
    "assessed_on": "2026-03-03",
    "feasible": "yes",
    "approach": "到账回调后调用短信网关",
    "complexity": "low",
    "resources": "后端 1 人",
    "estimate_days": "2.5",
    "risks": [{"text": "短信网关限流", "plan": "分批发送"}],
    "work_items": [{"title": "短信模板与触发", "owner": TECH, "effort_days": "2.5"}],
}
PLAN = {
    "solution": "退款到账回调后发短信，失败重试 3 次",
    "logic_diagram": "回调 > 队列 > 短信",
    "interface_design": {"not_applicable": "沿用现有回调"},
    "data_structures": {"not_applicable": "不改表结构"},
    "test_cases": "100 笔测试退款",
    "milestones": [
        {"kind": kind, "on": f"2026-03-{day}", "owner": TECH}
        for kind, day in (("design", "05"), ("development", "10"), ("test", "12"), ("launch", "13"))
    ],
}
LAUNCH = {
    "launch_plan": "3 月 13 日 10:00 全量",
    "rollback": "关闭短信开关",
    "contingency": "客服加派 2 人",
    "data_check": "核对 100 条发送记录",
    "user_notice": {"not_applicable": "无界面变化"},
}
CRITERIA = [{"text": "100 笔退款 1 分钟内收到短信", "goal": 1}]
# Who, when, which act, with which inputs; `submit` is the last that is told the draft by its label.
Story = tuple[tuple[str, str, str, dict[str, Any]], ...]
STORY: Story = (
    (BUSINESS, "03-02T09:30", "submit", {}),
    (TECH, "03-02T10:10", "confirm", {"verdict": "clear", "channel": "电话"}),
    (TECH, "03-03T10:00", "set", ASSESSMENT),
    (TECH, "03-03T10:10", "review", {"conclusions": "可行", "people": "李强、王芳"}),
    (TECH, "03-03T10:20", "priority", {"value": "medium"}),
    (TECH, "03-03T10:30", "advance", {}),
    (TECH, "03-04T10:00", "set", PLAN),
    (BUSINESS, "03-04T10:05", "set", {"criteria": CRITERIA}),
    (TECH, "03-04T10:10", "sign", {}),
    (BUSINESS, "03-04T10:20", "sign", {"ticked": ["all"]}),
    (TECH, "03-04T10:30", "advance", {}),
    (TECH, "03-05T17:00", "update", {"text": "短信模板已建，回调待联调"}),
    (BUSINESS, "03-05T17:10", "look", {}),
    (TECH, "03-10T09:30", "item", {"item": 1, "state": "to_test"}),
    (TECH, "03-10T09:40", "set", {"test_version": "v1.0"}),
    (TECH, "03-10T09:50", "advance", {}),
    (TECH, "03-11T10:00", "test", {"kind": "functional", "result": "pass", "text": "100 笔通过"}),
    (TECH, "03-11T10:05", "test", {"kind": "performance", "result": "pass"}),
    (TECH, "03-11T10:10", "test", {"kind": "compatibility", "result": "not_applicable", "text": "仅接口"}),
    (BUSINESS, "03-12T10:00", "judge", {"criterion": 1, "verdict": "pass", "measured": "最长 42 秒"}),
    (TECH, "03-12T10:20", "set", LAUNCH),
    (TECH, "03-13T10:00", "launch", {}),
    (TECH, "03-16T10:00", "monitor", {"text": "24 小时无事故"}),
    (BUSINESS, "03-16T10:10", "feedback", {"text": "使用正常，没有问题"}),
    (TECH, "03-19T10:00", "close", {}),
    (BUSINESS, "03-19T10:10", "close", {}),
)
NOT_COMPARED = frozenset({"at", "id", "source_id", "head", "signature", "statement"})


# Its complexity is low: without the first of the two moves it is signed while assessed, and one move passes both gates.
IN_ONE_GO = tuple(line for line in STORY if line[1] != "03-03T10:30")


def words(inputs: dict[str, Any], *, fields: bool) -> list[str]:
    """Inputs as a shell is given them: fields of `set` as FIELD=VALUE, everything else as options."""
    said = {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in inputs.items()
    }
    if fields:
        return [f"{name}={text}" for name, text in said.items()]
    return [word for name, text in said.items() for word in (f"--{name.replace('_', '-')}", text)]


def by_commands(shell: Any, story: Story = STORY) -> str:
    """Each act a command of its own, by the one who does it, at its time."""
    title = {name: DETAILS[name] for name in ("title", "type", "priority")}
    made = shell.by(BUSINESS, "03-02T09:10", "new", *words(title, fields=False)).split("\t")[0]
    rest = {name: value for name, value in DETAILS.items() if name not in title}
    shell.by(BUSINESS, "03-02T09:20", "set", made, *words(rest, fields=True))
    no = made
    for login, at, act, inputs in story:
        inputs = {"ticked": "all"} if act == "sign" and inputs else inputs
        out = shell.by(login, at, act, no, *words(inputs, fields=act == "set"))
        no = out.split("\t")[0] if act == "submit" else no
    return no


def as_file(story: Story = STORY) -> str:
    """The same as JSON lines."""
    title = {name: DETAILS[name] for name in ("title", "type", "priority")}
    rest = {name: value for name, value in DETAILS.items() if name not in title}
    acts = [
        {"act": "new", "label": "sms", "by": BUSINESS, "at": "2026-03-02T09:10", **title},
        {"act": "set", "request": "@sms", "by": BUSINESS, "at": "2026-03-02T09:20", **rest},
        *(
            {"act": act, "request": "@sms", "by": login, "at": f"2026-{at}", **inputs}
            for login, at, act, inputs in story
        ),
    ]
    return "".join(json.dumps(act, ensure_ascii=False) + "\n" for act in acts)


async def by_keys(team: Any, sit: Any) -> None:
    """Each act by keys alone: two people at two terminals, who move the demo's clock on where a day must pass.

    The wall's clock shows the story's hour of one day, 2 March; what lies between is moved on in the demo.
    """
    team.set_clock("2026-03-02T09:10")
    async with sit(BUSINESS, "en") as wang, sit(TECH, "en") as li:
        hands = {BUSINESS: Hands(wang), TECH: Hands(li)}
        await wang.press("c")
        await hands[BUSINESS].fill({name: DETAILS[name] for name in ("title", "type", "priority", "expected_launch")})
        team.set_clock("2026-03-02T09:20")
        await hands[BUSINESS].edit({name: DETAILS[name] for name in ("background", "description", "effect", "goals")})
        for login, at, act, inputs in STORY:
            if act == "confirm":
                await li.press("2", "enter")
            await hands[login].until(f"2026-{at[:5]}")
            team.set_clock(f"2026-03-02{at[5:]}")
            await hands[login].do(act, inputs)


@pytest.fixture
def afresh(shell: Any, founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Begin again with a new store."""

    def begin(name: str) -> None:
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / name))  # each store's last entry is kept apart
        shell.path = tmp_path / f"{name}.db"
        copyfile(founded, shell.path)

    return begin


def test_of_low_complexity_both_gates_are_passed_in_one_go_by_command_and_in_a_file(shell: Any, afresh: Any) -> None:
    commands = exported(shell, by_commands(shell, IN_ONE_GO))
    afresh("file")
    code, _, err = shell.run("--now", "2026-03-19T10:10", "apply", "-", stdin=as_file(IN_ONE_GO))
    assert code == 0, err
    assert (commands["status"], len(commands["moves"])) == ("closed", 7)
    assert commands == exported(shell, "2026-001")


async def test_commands_one_file_of_acts_and_keys_make_the_same_record(
    shell: Any, tmp_path: Path, afresh: Any, team_at: Any
) -> None:
    afresh("commands")
    no = by_commands(shell)
    commands = exported(shell, no)
    afresh("file")
    code, _, err = shell.run("--now", "2026-03-19T10:10", "apply", "-", stdin=as_file())
    assert code == 0, err
    file = exported(shell, no)
    afresh("keys")
    await by_keys(*team_at(shell.path, tmp_path / "keys"))
    keys = exported(shell, no)
    assert commands["status"] == "closed"
    assert commands == file
    assert keys == file


def exported(shell: Any, no: str) -> Any:
    """The record as it is exported with full names, but for times and ids; its store must verify."""
    assert shell.json("verify")["ok"] is True
    code, out, err = shell.run("--now", "2026-03-19T10:20", "export", no, "--to", "json", "--full-names")
    assert code == 0, err
    found = json.loads(out)
    return bare(found["requests"][0] if "requests" in found else found)


def bare(value: Any) -> Any:
    """A document without its times and ids."""
    match value:
        case dict():
            return {n: bare(v) for n, v in value.items() if n not in NOT_COMPARED and not n.endswith("_at")}
        case list():
            return [bare(v) for v in value]
    return value
