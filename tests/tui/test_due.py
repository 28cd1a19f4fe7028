"""``bihuan due`` answers people and programs, and says what is wrong with a question without stopping at it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping

import pytest
from click.testing import CliRunner

from bihuan.store.errors import BadInput
from bihuan.store.text import LANGS, catalog
from bihuan.tui.commands.due import answer_lines, due
from bihuan.tui.language import language


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIHUAN_LANG", "en")


def run(*words: str, stdin: str | bytes | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(due, words, input=stdin, catch_exceptions=False)
    return result.exit_code, result.output


def ask(question: Mapping[str, object]) -> dict[str, object]:
    (answer,) = answer_lines([json.dumps(question).encode()], "en")
    return answer


def test_a_person_reads_the_instant_the_weekday_and_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("2024-04-03T17:30", "1wd") == (0, "2024-04-07T18:00:00+08:00\tSun, by working days\n")
    monkeypatch.setenv("BIHUAN_LANG", "zh")
    assert run("2024-04-03T17:30", "1wd") == (0, "2024-04-07T18:00:00+08:00\t周日，按工作日\n")
    assert run("2024-04-03T17:30", "1wd", "--pause", "2024-04-03T17:40..") == (
        0,
        "已暂停，还剩 470 分钟，按工作日\n",
    )
    assert "（估算：" in run("2030-04-03T17:30", "1wd")[1]
    assert "工作时段" in run("--help")[1]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (
            ["2025-09-25T10:00", "2wd", "--pause", "2025-09-26T16:00..2025-10-09T10:00"],
            {"due": "2025-10-10T12:00:00+08:00", "rule": "working_days", "estimated": False},
        ),
        (
            [
                "2025-06-11T10:00",
                "4wh",
                "--pause",
                "2025-06-11T11:00..",
                "--pause",
                "2025-06-11T10:30..2025-06-11T10:40",
            ],
            {"due": None, "rule": "working_hours", "estimated": False, "remaining_minutes": 190},
        ),
        # Spring in Berlin: 24 hours are plain time; a local time that is skipped is read with the offset before.
        (
            ["2025-03-29T12:00", "24h", "--zone", "Europe/Berlin", "--calendar", "weekdays"],
            {"due": "2025-03-30T13:00:00+02:00", "rule": "elapsed", "estimated": False},
        ),
        (
            ["2025-03-30T02:30", "1h", "--zone", "Europe/Berlin"],
            {"due": "2025-03-30T04:30:00+02:00", "rule": "elapsed", "estimated": False},
        ),
        # Autumn: the first of the two, unless the offset says which.
        (
            ["2025-10-26T02:30", "1h", "--zone", "Europe/Berlin"],
            {"due": "2025-10-26T02:30:00+01:00", "rule": "elapsed", "estimated": False},
        ),
        (
            ["2025-10-26T02:30+01:00", "1h", "--zone", "Europe/Berlin"],
            {"due": "2025-10-26T03:30:00+01:00", "rule": "elapsed", "estimated": False},
        ),
        # The offset of the start is its own, the due time has the zone's; hours up to midnight end on the next day.
        (
            ["2025-06-11T01:00Z", "1wd", "--hours", "18:00-24:00", "--calendar", "weekdays"],
            {"due": "2025-06-13T00:00:00+08:00", "rule": "working_days", "estimated": False},
        ),
        (
            ["2025-10-01T10:00", "1wh", "--calendar", "weekdays", "--hours", "08:00-16:00"],
            {"due": "2025-10-01T11:00:00+08:00", "rule": "working_hours", "estimated": False},
        ),
    ],
)
def test_programs_get_one_object(words: list[str], answer: dict[str, object]) -> None:
    code, out = run(*words, "--json")
    assert (code, json.loads(out)) == (0, answer)


@pytest.mark.parametrize(
    ("words", "code", "field"),
    [
        ([], "E-DUE-MISSING", "start"),
        (["2025-06-11T10:00"], "E-DUE-MISSING", "promise"),
        (["yesterday", "1wd"], "E-DUE-INSTANT", "start"),
        (["2025-06-11T10:00", "soon"], "E-DUE-PROMISE", "promise"),
        (["2025-06-11T10:00", "1wd", "--zone", "Mars/Olympus"], "E-DUE-ZONE", "zone"),
        (["2025-06-11T10:00", "1wd", "--zone", "../etc/passwd"], "E-DUE-ZONE", "zone"),
        (["2025-06-11T10:00", "1wd", "--zone", "Europe"], "E-DUE-ZONE", "zone"),
        (["2025-06-11T10:00", "1wd", "--hours", "22:00-06:00"], "E-DUE-SHIFT", "hours"),
        (["2025-06-11T10:00", "1wd", "--calendar", "moon"], "E-DUE-CALENDAR", "calendar"),
        (["2025-06-11T10:00", "1wd", "--pause", "2025-06-11T11:00"], "E-DUE-PAUSE", "pauses"),
        (["2025-06-11T10:00", "1wd", "--pause", "..2025-06-11T11:00"], "E-DUE-INSTANT", "pauses"),
        (["2025-06-11T10:00", "1wd", "--pause", "2025-06-12..2025-06-11"], "E-DUE-PAUSE-ORDER", "pauses"),
        (["9999-12-31T23:59", "1wd"], "E-DUE-RANGE", "due"),
        (["0001-01-01T00:00", "1wd"], "E-DUE-RANGE", "due"),
        (["2025-06-11T10:00", "1wd", "--batch"], "E-DUE-BATCH", "start"),
    ],
)
def test_a_wrong_question_is_refused_with_its_part(words: list[str], code: str, field: str) -> None:
    with pytest.raises(BadInput) as wrong:
        run(*words)
    assert (wrong.value.code, wrong.value.field, wrong.value.exit_code) == (code, field, 2)


def test_a_batch_answers_every_line_in_order_and_wrong_ones_by_their_error() -> None:
    lines = [
        '{"start": "2025-06-11T10:00", "promise": "1wh", "id": 7}',
        "",
        "{",
        "[]",
        '{"start": 5, "promise": "1wh"}',
        '{"promise": "1wh"}',
        '{"start": "2025-06-11T10:00", "promise": "1wh", "pause": []}',
        '{"start": "2025-06-11T10:00", "promise": "1wh", "pauses": [["2025-06-11T10:00"]]}',
        '{"start": "2025-06-11T10:00", "promise": "1wh", "pauses": {}}',
        '{"start": "2025-06-11T10:00", "promise": "\\u001b[2J"}',
        '{"start": "2025-06-11T10:00", "promise": "1wd", "pauses": [["2025-06-11T11:00", null]], "zone": null}',
        '\ufeff{"start": "2025-06-11T10:00", "promise": "24h", "pauses": null}',
        "[" * 100_000,
    ]
    code, out = run("--batch", stdin="\n".join(lines))
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 2
    assert [a["error"]["code"] if "error" in a else a["due"] for a in answers] == [
        "2025-06-11T11:00:00+08:00",
        "E-DUE-LINE",
        "E-DUE-LINE",
        "E-DUE-TEXT",
        "E-DUE-MISSING",
        "E-DUE-KEY",
        "E-DUE-PAUSES",
        "E-DUE-PAUSES",
        "E-DUE-PROMISE",
        None,
        "2025-06-12T10:00:00+08:00",
        "E-DUE-LINE",
    ]
    assert answers[9] == {"due": None, "rule": "working_days", "estimated": False, "remaining_minutes": 780}
    assert "\x1b" not in answers[8]["error"]["text"]
    assert run("--batch", stdin=lines[0] + "\n")[0] == 0
    assert run("--batch", stdin="") == (0, "")
    assert run("--batch", stdin=b'{"start": "\xff"}\n')[0] == 2


def test_pauses_and_calendars_of_a_batch_are_its_lines_own() -> None:
    base = {"start": "2025-09-30T17:00", "promise": "1wd"}
    assert ask(base)["due"] == "2025-10-09T18:00:00+08:00"
    assert ask(base | {"calendar": "weekdays"})["due"] == "2025-10-01T18:00:00+08:00"
    assert ask(base | {"zone": "Asia/Urumqi"})["due"] == "2025-10-09T18:00:00+06:00"
    assert ask(base | {"hours": "08:00-20:00"})["due"] == "2025-10-09T20:00:00+08:00"
    assert ask(base | {"start": "2026-12-31T17:00"})["estimated"] is True
    assert ask(base | {"start": "2025-09-30T17:00:30.5", "promise": "1h"})["due"] == "2025-09-30T18:00:30.500000+08:00"


def test_the_store_is_not_opened_and_its_libraries_are_not_loaded() -> None:
    code = (
        "import sys; from bihuan.tui.commands.due import due;"
        "due(['2025-06-11T10:00', '1wd', '--json', '--calendar', 'weekdays'], standalone_mode=False);"
        "print([m for m in ('peewee', 'apsw', 'textual', 'asyncio', 'chinese_calendar') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("environ", "spoken"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"BIHUAN_LANG": "zh", "LC_ALL": "de_DE"}, "zh"),
    ],
)
def test_the_language_is_the_first_that_is_asked_for(environ: dict[str, str], spoken: str) -> None:
    assert language(environ) == spoken


def test_the_sentences_name_the_same_values_in_both_languages() -> None:
    codes = [code for code in catalog("en") if code.startswith(("due.", "error.E-DUE", "error.E-CALENDAR-YEAR"))]
    assert len(codes) > 30
    for code in codes:
        names = [{part.split("}")[0] for part in catalog(lang)[code].split("{")[1:]} for lang in LANGS]
        assert names[0] == names[1] or code == "error.E-DUE-LINE", code
