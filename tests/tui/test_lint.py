"""``bihuan lint`` answers people and programs; a line it cannot read is answered too, and the rest goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bihuan.store.errors import BadInput, NotFound
from bihuan.store.rules.wording import FIELDS, check
from bihuan.store.text import LANGS, catalog
from bihuan.tui.cli import main
from bihuan.tui.commands.lint import OfRequest, Passage, lint


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIHUAN_LANG", "en")


def run(*words: str, stdin: str | bytes | None = None, of_request: OfRequest | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(lint, words, input=stdin, obj=of_request, catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


def batch(*lines: object, options: tuple[str, ...] = ()) -> tuple[int, list[dict[str, object]]]:
    stdin = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    code, out, _ = run("-", "--batch", *options, stdin=stdin)
    return code, [json.loads(line) for line in out.splitlines()]


def test_a_person_sees_what_is_vague_why_and_how_to_write_it(monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, err = run("-", stdin="提升环节效率30%\n\n提升效率\n")
    assert code == 1
    lines = out.splitlines()
    assert lines[:3] == ["-:1 passes (score 2)", "-:3 to be reworded (score 0)", "  提升效率"]
    assert lines[3].startswith("  direction without a number: “提升” says which way, not how far")
    assert "for example: 提升〈环节〉效率〈X〉%，基线〈现在的值〉" in out
    assert err == "Texts checked: 2. To be reworded: 1 · better reworded: 0 · passed: 1\n"
    monkeypatch.setenv("BIHUAN_LANG", "zh")
    assert run("-", stdin="提升效率")[1].startswith("-:1 退回修改（0 分）\n")


def test_a_file_is_checked_line_by_line_and_passes_with_exit_0(tmp_path: Path) -> None:
    file = tmp_path / "criteria.txt"
    file.write_text("\ufeff无数据错漏\r\n必须登录\r\n", "utf-8")
    assert run(str(file), "--field", "criterion")[:2] == (
        0,
        f"{file}:1 passes (score 0)\n{file}:2 passes (score 0)\n",
    )
    assert run(str(file), "--field", "goal")[0] == 1
    assert run(str(file), "--field", "background")[0] == 0


def test_json_gives_one_document() -> None:
    code, out, _ = run("-", "--json", stdin="Improve efficiency.")
    found = json.loads(out)
    assert (code, found["schema"]) == (1, 1)
    (text,) = found["texts"]
    assert (text["place"], text["lang"], text["verdict"], text["score"]) == ("-:1", "en", "refuse", 0)
    assert [finding["class"] for finding in text["findings"]] == ["direction", "empty_noun"]


def test_what_is_neither_file_nor_request_is_not_found(tmp_path: Path) -> None:
    for words in (["2025-001"], [str(tmp_path)], ["nowhere.txt", "--batch"]):
        with pytest.raises(NotFound) as caught:
            run(*words)
        assert (caught.value.code, caught.value.exit_code) == ("E-LINT-NOT-FOUND", 3)
    binary = tmp_path / "picture.png"
    binary.write_bytes(b"\x89PNG\xff")
    with pytest.raises(BadInput):
        run(str(binary))


def test_a_request_is_checked_field_by_field_when_a_store_can_tell_its_texts() -> None:
    def texts(number: str) -> tuple[Passage, ...] | None:
        fine = check("导出金额与账面一致", field="goal", fix=True)
        goal = Passage(f"{number} goal 1", "导出金额与账面一致", "goal", "zh", fine)
        return (goal, Passage(f"{number} background", "体验不好", "background", "zh")) if number == "2025-001" else None

    code, out, err = run("2025-001", of_request=texts)
    assert code == 0
    assert out.startswith("2025-001 goal 1 passes (score 0)\n2025-001 background better reworded")
    assert err == "Texts checked: 2. To be reworded: 0 · better reworded: 1 · passed: 1\n"
    with pytest.raises(NotFound):
        run("2025-002", of_request=texts)


def test_a_batch_answers_every_line_in_order_with_the_agreed_keys() -> None:
    code, answers = batch(
        {"id": 7, "text": "提升效率", "lang": "zh", "field": "goal"},
        {"id": "b", "text": "减少操作步骤2步", "lang": "zh", "field": "goal"},
        {"id": None, "text": "All orders, etc.", "lang": "en", "field": "criterion"},
        {"text": "Improve efficiency."},
    )
    assert code == 0
    assert [answer["id"] for answer in answers] == [7, "b", None, None]
    assert [answer["verdict"] for answer in answers] == ["refuse", "pass", "warn", "refuse"]
    assert answers[1] == {"id": "b", "verdict": "pass", "score": 2, "findings": []}
    assert answers[0]["findings"] == [
        {
            "class": "direction",
            "start": 0,
            "end": 2,
            "text": "提升",
            "why": "「提升」只说了往哪边走，没说走多远，上线后无法判断算不算做到。",
            "rewrite": "提升〈环节〉效率〈X〉%，基线〈现在的值〉",
        },
        {
            "class": "empty_noun",
            "start": 2,
            "end": 4,
            "text": "效率",
            "why": "「效率」看不见也数不出，每个人心里的标准不一样。",
            "rewrite": "提升〈环节〉效率〈X〉%，基线〈现在的值〉",
        },
    ]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("{", "this line is not valid JSON: column 2"),
        ("[1]", "this line is not a JSON object"),
        ({"id": 1}, "“text” is missing or not a text"),
        ({"id": 1, "text": 5}, "“text” is missing or not a text"),
        ({"id": 1, "text": "a", "field": "title"}, f"“field” cannot be that. Choose from: {', '.join(FIELDS)}"),
        ({"id": 1, "text": "a", "lang": ["zh"]}, "“lang” cannot be that. Choose from: zh, en"),
    ],
)
def test_a_wrong_line_is_answered_and_the_rest_goes_on(line: object, error: str) -> None:
    code, answers = batch(line, {"id": 2, "text": "减少操作步骤2步"})
    assert code == 2
    assert answers[0] == {"id": line.get("id") if isinstance(line, dict) else None, "error": error}
    assert answers[1]["verdict"] == "pass"


def test_bytes_that_are_no_text_and_deep_nesting_are_wrong_lines() -> None:
    code, out, err = run("-", "--batch", stdin=b"\xff\xfe\n" + b"[" * 100_000 + b'\n\n{"id": 3, "text": "x"}\n')
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 2
    assert ["error" in answer for answer in answers] == [True, True, False]
    assert err == "Lines that could not be checked: 2. See “error” in the output.\n"


def test_half_a_surrogate_pair_comes_back_as_it_was_sent() -> None:
    code, answers = batch('{"id": "\\udc00", "text": "\\ud800提升效率", "lang": null, "field": null}')
    assert code == 0
    assert (answers[0]["id"], answers[0]["verdict"]) == ("\udc00", "refuse")


def test_options_stand_for_what_a_line_leaves_out() -> None:
    assert batch({"text": "必须登录"}, options=("--field", "criterion"))[1][0]["verdict"] == "pass"
    assert batch({"text": "必须登录"})[1][0]["verdict"] == "refuse"
    assert batch({"text": "fast", "field": "criterion"}, options=("--lang", "zh"))[1][0]["verdict"] == "pass"


def test_text_of_others_cannot_act_on_the_terminal() -> None:
    out = run("-", stdin="提升\x1b[2J效率\u202e")[1]
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_the_help_is_told_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "what kind of text it is" in run("--help")[1]
    monkeypatch.setenv("BIHUAN_LANG", "zh")
    assert "当作哪种文字来检查" in run("--help")[1]


def test_both_languages_have_the_same_sentences() -> None:
    of = [{code for code in catalog(lang) if code.startswith(("lint.", "wording.", "error.E-LINT"))} for lang in LANGS]
    assert of[0] == of[1]
    assert of[0]


@pytest.mark.parametrize("lint_of", [["--json", "lint", "{}"], ["lint", "--json", "{}"], ["lint", "{}", "--json"]])
def test_json_may_be_asked_for_before_the_verb_too(
    lint_of: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "goals.txt").write_text("提升效率\n", encoding="utf-8")
    assert main([word.format(tmp_path / "goals.txt") for word in lint_of]) == 1
    assert json.loads(capsys.readouterr().out)["texts"][0]["verdict"] == "refuse"
    due_of = ["2024-04-03T17:30" if word == "{}" else word.replace("lint", "due") for word in lint_of]
    assert main([*due_of, "1wd"]) == 0
    assert json.loads(capsys.readouterr().out)["due"] == "2024-04-07T18:00:00+08:00"


def test_without_a_store_what_is_no_file_is_not_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BIHUAN_STORE", str(tmp_path / "none.db"))
    assert main(["--json", "lint", str(tmp_path / "none.txt")]) == 3
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "E-LINT-NOT-FOUND"
