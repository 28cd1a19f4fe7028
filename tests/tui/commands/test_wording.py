"""Wording on the command line: findings of a gate, the texts of a request, a team's own words, overrides told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

TEXTS = {
    "background": "客服每天接到约60次来电，比上月增加20%",
    "description": "1.支付回调接口触发状态更新；2.订单列表页5秒内显示最新状态",
    "effect": "客服咨询量由每天60次降到51次",
}
VAGUE = json.dumps([{"what": "订单同步时间", "target": "更快", "baseline": "3分钟"}], ensure_ascii=False)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a person's word lists."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "config" / "bihuan" / "words"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def vague(shell: Any) -> Any:
    """A store with a draft whose goal is vague."""
    fields = [f"{name}={text}" for name, text in TEXTS.items()]
    values = ("title=订单同步", "type=optimization", "expected_launch=2026-03-31", "priority=medium", f"goals={VAGUE}")
    shell.by("wangfang", "03-02T09:30", "new", *values, *fields)
    return shell


def test_a_check_tells_its_findings_with_spans_and_rewrites(vague: Any) -> None:
    (check,) = vague.json("--as", "wangfang", "check", "d1")["unmet"]
    assert (check["code"], check["field"], check["severity"], check["overridable"]) == (
        "G0-40",
        "goals.1",
        "blocking",
        True,
    )
    (finding,) = check["findings"]
    (text,) = vague.json("--as", "wangfang", "lint", "d1")["texts"][:1]
    assert (text["place"], text["text"], text["verdict"]) == ("goals.1", "订单同步时间更快；3分钟", "refuse")
    assert text["text"][finding["start"] : finding["end"]] == finding["text"] == "更快"
    assert finding["why"].startswith("How much is “更快”?")
    assert "〈" in finding["rewrite"]
    assert [f["text"] for f in text["findings"]] == ["更快"]


def test_lint_reads_every_text_of_a_request_and_exits_1_on_a_refusal(vague: Any) -> None:
    code, out, err = vague.run("--as", "wangfang", "lint", "d1")
    assert code == 1
    places = ("goals.1 ", "background ", "description ", "effect ")
    assert [line.split()[0] for line in out.splitlines() if line.startswith(places)] == [p.strip() for p in places]
    assert err == "Texts checked: 4. To be reworded: 1 · better reworded: 0 · passed: 3\n"


def test_an_override_is_told_to_the_other_party_before_its_verdict(vague: Any) -> None:
    vague.by("wangfang", "03-02T09:40", "submit", "d1", "--reason", "G0-40:goals.1=measured from May on")
    told = "王芳 overrode “Wording too vague at submission” (Goals 1; vague word): measured from May on"
    assert told in vague.run("--as", "liqiang", "show", "2026-001")[1]
    assert told not in vague.run("--as", "wangfang", "show", "2026-001")[1]
    words = ("--as", "liqiang", "--now", "2026-03-02T10:00", "confirm", "2026-001", "clear")
    code, _, err = vague.run(*words)
    assert (code, err.splitlines()[1]) == (0, f"  {told}")
    assert told not in vague.run("--as", "liqiang", "show", "2026-001")[1]


def test_what_is_printed_for_signing_stays_exact_and_the_overrides_stand_beside_it(vague: Any) -> None:
    vague.by("wangfang", "03-02T09:40", "submit", "d1", "--reason", "G0-40=measured from May on")
    found = vague.json("--as", "liqiang", "sign", "2026-001", "--print")
    assert found["overrides"] == [
        "王芳 overrode “Wording too vague at submission” (Goals 1; vague word): measured from May on"
    ]
    code, out, err = vague.run("--as", "liqiang", "sign", "2026-001", "--print")
    assert (code, out) == (0, found["contents"])
    assert "measured from May on" in err


def test_a_teams_own_words_are_refused_at_the_gate_and_by_lint(vague: Any, config: Path) -> None:
    vague.by("wangfang", "03-02T09:31", "set", "d1", "goals.1.what=订单酌量办理", "goals.1.target=")
    before = vague.json("--as", "wangfang", "check", "d1")["unmet"][0]["findings"]
    assert [f["class"] for f in before] == ["unmeasured"]
    (config / "zh.toml").write_text('[[words]]\nclass = "hedge"\nwords = ["酌量办理"]\n', "utf-8")
    after = vague.json("--as", "wangfang", "check", "d1")["unmet"][0]["findings"]
    assert [(f["class"], f["text"]) for f in after] == [("hedge", "酌量办理")]
    assert vague.json("lint", "-", "--field", "criterion") == {"schema": 1, "texts": []}
    _, out, _ = vague.run("lint", "-", "--json", "--field", "criterion", stdin="订单酌量办理")
    assert json.loads(out)["texts"][0]["verdict"] == "refuse"


BAD = (
    ("[[words]\n", "E-WORDS"),
    ('[[words]]\nclass = "nonsense"\nwords = ["x"]\n', "E-WORDS"),
    ('[[words]]\nclass = "hedge"\n', "E-WORDS"),
    ('[[patterns]]\nclass = "hedge"\npatterns = ["("]\n', "E-WORDS"),
    ('[[words]]\nclass = "hedge"\nrewrite = "nonsense"\nwords = ["酌量"]\n', "E-WORDS-REWRITE"),
    ('words = "x"\n', "E-WORDS-FORM"),
    ("names = 3\n", "E-WORDS-FORM"),
)


@pytest.mark.parametrize(("text", "code"), BAD)
def test_a_bad_word_list_is_named_with_its_fault(vague: Any, config: Path, text: str, code: str) -> None:
    path = config / "zh.toml"
    path.write_text(text, "utf-8")
    status, out, err = vague.run("--json", "--as", "wangfang", "check", "d1")
    error = json.loads(err)["error"]
    assert (status, out, error["code"]) == (2, "", code)
    assert str(path) in error["text"]
    assert vague.run("--as", "wangfang", "ls")[0] == 0


def test_a_goal_is_moved_to_the_description_by_a_command_and_in_a_file_of_acts(shell: Any) -> None:
    goals = json.dumps([{"what": "支持导出"}, {"what": "支持打印"}], ensure_ascii=False)
    draft = shell.by("wangfang", "03-02T09:30", "new", "--title", "导出", "description=列表页", f"goals={goals}")
    assert shell.by("wangfang", "03-02T09:40", "describe", draft, "1").split("\t")[0] == draft
    line = {"act": "describe", "request": draft, "by": "wangfang", "at": "2026-03-02T09:50:00+08:00", "goal": 2}
    shell.by("wangfang", "03-02T09:50", "apply", "-", stdin=json.dumps(line))
    found = shell.json("--as", "wangfang", "show", draft)["request"]
    assert (found["description"], found["goals"]) == ("列表页\n\n支持导出\n\n支持打印", [])
