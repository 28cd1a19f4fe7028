"""A team's template prints plain values within limits, and whatever is wrong with it is told by file and line."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bihuan.store.errors import BadInput
from bihuan.store.sandbox import SOURCE, Printing, Sandbox, faults, printing
from bihuan.store.text import LANGS, say
from bihuan.tui.telling import sentence


def run(tmp_path: Path, source: str, **values: object) -> str:
    (tmp_path / "t.md.j2").write_text(source, "utf-8")
    with faults(), printing(Printing(absent="未记录", names=("研发部*工程师",))):
        return Sandbox([tmp_path]).get_template("t.md.j2").render(values)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ x }}", "a \\| b"),
        ("| {{ x }} |", "| a \\| b |"),
        ("{{ x ~ '|' }}", "a \\| b\\|"),
        ("{{ x + '|' }}", "a \\| b\\|"),
        ("{{ (x|block) ~ x }}", "a | ba \\| b"),
        ("{% set y %}{{ x }}{% endset %}{{ y }}", "a \\| b"),
        ("{% macro m(v) %}**{{ v }}**{% endmacro %}{{ m(x) }}", "**a \\| b**"),
        ("{% autoescape false %}{{ x }}{% endautoescape %}", "a \\| b"),
        ("{{ none }}{{ [] }}{{ '' }}", "未记录未记录"),
        ("{{ ['甲', none, x]|join('、') }}", "甲、未记录、a \\| b"),
        ("{{ item.count }} {{ item.keys()|list|length }}", "7 1"),
        ("{{ 'high'|word({'high': '高'}) }} {{ 'own'|word({'high': '高'}) }}", "高 own"),
        ("{% for i in range(3) %}{{ loop.index }}{% endfor %}", "123"),
        ("{{ 7 * 6 }} {{ 7 / 2 }} {{ 1 + 1 }}", "42 3.5 2"),
        ("{{ x|cell }}", "a \\| b"),
    ],
)
def test_what_is_printed_is_safe_where_it_stands(tmp_path, source, expected):
    assert run(tmp_path, source, x="a | b", item={"count": 7}) == expected


ENDLESS = "{% set n = namespace(x='aaaaaaaaaa') %}{% for i in range(100) %}{% set n.x = EXPR %}{% endfor %}{{ n.x }}"
LIMITS = {
    "loops": "{% for a in range(1000) %}{% for b in range(1000) %}{% endfor %}{% endfor %}",
    "range": "{{ range(1001) }}",
    "words": "{% macro m() %}{% for a in range(900) %}" + "x" * 9000 + "{% endfor %}{% endmacro %}{{ m() }}",
    "concat": ENDLESS.replace("EXPR", "n.x ~ n.x"),
    "plus": ENDLESS.replace("EXPR", "n.x + n.x"),
    "capture": ENDLESS.replace("{% set n.x = EXPR %}", "{% set n.x %}{{ n.x }}{{ n.x }}{% endset %}"),
    "join": ENDLESS.replace("EXPR", "[n.x, n.x]|join(n.x)"),
    "times": "{{ 'x' * 1000000000 }}",
    "folded times": "{{ [0] * 1000000000 }}",
    "power": "{{ 9 ** 9 ** 9 }}",
    "percent": "{{ '%1000000000d' % 1 }}",
    "macros": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "recursion": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "includes": "{% set d = (d or 0) + 1 %}{% if d < 40 %}{% include 't.md.j2' %}{% include 't.md.j2' %}{% endif %}",
}


@pytest.mark.parametrize("source", LIMITS.values(), ids=LIMITS)
def test_nothing_grows_without_measure(tmp_path, source):
    with pytest.raises(BadInput) as told:
        run(tmp_path, source, d=None)
    assert told.value.code == "E-TEMPLATE-LIMIT"
    assert all(say("error.E-TEMPLATE-LIMIT", lang, **told.value.values) for lang in LANGS)


WRONG = {
    "syntax": "\n\n{% for %}",
    "no such name": "\n\n{{ recrod }}",
    "no such field": "\n\n{{ item.cuont }}",
    "private": "\n\n{{ ''.__class__ }}",
    "padding": "\n\n{{ 'x'.ljust(10) }}",
    "format": "\n\n{{ '{0:9999999}'.format(1) }}",
    "change": "\n\n{{ items.append(1) }}",
    "no such filter": "\n\n{{ 'x'|center(99999999) }}",
    "safe": "\n\n{{ 'x'|safe }}",
    "zero": "\n\n{{ 1 / 0 }}",
    "no template": "\n\n{% include 'none.md.j2' %}",
    "outside": "\n\n{% include '../t.md.j2' %}",
}


@pytest.mark.parametrize("source", WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_by_file_and_line(tmp_path, source):
    with pytest.raises(BadInput) as told:
        run(tmp_path, source, item={"count": 7}, items=[1])
    assert told.value.code == "E-TEMPLATE"
    assert told.value.values["file"].endswith("t.md.j2")
    assert told.value.values["line"] == 3
    said = sentence("E-TEMPLATE", "", told.value.values, "zh", ZoneInfo("Asia/Shanghai"))
    assert not re.search("[a-z]+ [a-z]+ ", said), "no sentence of the library's own"


def test_only_plain_files_of_the_folder_are_templates(tmp_path):
    folder, secret = tmp_path / "folder", tmp_path / "secret"
    folder.mkdir()
    secret.write_text("geheim", "utf-8")
    (folder / "link.md.j2").symlink_to(secret)
    (folder / "huge.md.j2").write_text("x" * (SOURCE + 1), "utf-8")
    for name in ("link.md.j2", "huge.md.j2", "../secret", "secret"):
        with pytest.raises(BadInput), faults(), printing(Printing()):
            Sandbox([folder]).get_template(name)


def test_a_template_that_was_changed_is_read_again(tmp_path):
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder in (ours, theirs):
        folder.mkdir()
    (ours / "t.md.j2").write_text("eins", "utf-8")
    sandbox = Sandbox([theirs, ours])
    with printing(Printing()):
        assert sandbox.get_template("t.md.j2").render() == "eins"
        (theirs / "t.md.j2").write_text("zwei", "utf-8")
        assert sandbox.get_template("t.md.j2").render() == "zwei"
