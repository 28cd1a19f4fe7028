"""Nothing of a record is forgotten in print, and nothing that people wrote breaks the page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bihuan.store.documents import render
from bihuan.store.printed import LEFT_OUT, LEFT_OUT_FIELDS
from bihuan.store.rules import happened, planned
from bihuan.store.rules.documents import DOCUMENTS
from bihuan.store.rules.field import NotApplicable
from bihuan.store.rules.record import CHILDREN, FIELDS, TABLES, Person, Record, Request, Team
from bihuan.store.text import LANGS

DAY = 86_400_000


# ---- nothing of the record is forgotten ----------------------------------------------------------------------------
def canary(table: str, column: str, at_row: int = 0) -> str:
    return f"x{table}x{column}x{at_row}".replace("_", "")


def sample(kind: str, table: str, column: str) -> Any:
    """A value of a kind that is known again in print."""
    serial = sum(map(ord, table + column))
    match kind:
        case "line" | "markdown":
            return canary(table, column)
        case "day":
            return date(2001, 1, 1) + timedelta(days=serial)
        case "instant":
            return 1_000_000_000_000 + serial * DAY
        case "decimal":
            return Decimal(serial)
        case "words":
            return (canary(table, column),)
        case "int":
            return serial
        case "bool":
            return True
    raise AssertionError(kind)


def shown_as(kind: str, value: Any) -> str:
    if kind == "instant":
        return f"{date(1970, 1, 1) + timedelta(milliseconds=value)} "
    return value[0] if kind == "words" else str(value)


# What has another form in print: codes in words, numbers of rows as their place, people masked, hashes of canonical
# texts; what only orders or holds the others; JSON of a change request.
OTHERWISE = {"choice", "person", "people", "row", "request", "bool"}
NOT_IN_PRINT = {
    ("sign_off", "digest"),  # that of the version it signs
    ("sign_off", "statement"),
    ("sign_off", "void_at"),  # one end of a signature is told, the first
    ("version", "contents"),
    ("version", "frozen"),
    ("change_request", "values"),
    ("change_request", "launch_on"),  # one of the new values
    ("judgement", "criterion"),
    ("acknowledgement", "about"),  # the hash of a text that stands elsewhere
    ("document", "kind"),
    ("verdict", "act"),
    ("verdict", "party"),
    ("verdict", "row"),
    ("verdict", "cycle"),
    ("verdict", "calendar"),
}


def test_every_field_that_is_set_stands_in_the_record_document():
    names = [n for n in FIELDS if n not in LEFT_OUT_FIELDS and FIELDS[n].kind not in OTHERWISE]
    values = {n: sample(FIELDS[n].kind, "request", n) for n in names}
    text = render(Record(request=Request(**values), team=Team()), "record", "zh")
    assert [n for n in names if shown_as(FIELDS[n].kind, values[n]) not in text] == []


@pytest.mark.parametrize("cls", [c for c in CHILDREN if c.many not in LEFT_OUT], ids=lambda c: c.many)
def test_every_column_of_a_row_stands_in_the_record_document(cls):
    columns = [c for c in TABLES.columns[cls.table] if c.name not in ("id", "request", "n", "dropped")]
    values: dict[str, Any] = {"n": 1}
    people: list[Person] = []
    for c in columns:
        if c.kind == "choice":
            values[c.name] = c.choices[-1]
        elif c.kind in ("row", "request"):
            values[c.name] = 1
        elif c.kind == "person":
            title = canary("p", c.name)
            people.append(
                Person(id=len(people) + 1, login=title, name=title, department="某部", title=title, party="business")
            )
            values[c.name] = people[-1].id
        elif c.name == "values":
            values[c.name] = json.dumps({"title": canary("change", "new")})
        else:
            values[c.name] = sample(c.kind, cls.table, c.name)
    others = {"goals": (planned.Goal(n=1, what="g"),), "criteria": (happened.Criterion(n=1, text="c"),)}
    record = Record(
        request=Request(), team=Team(people={p.id: p for p in people}), **(others | {cls.many: (cls(**values),)})
    )
    text = render(record, "record", "en")
    looked_for = [c for c in columns if c.kind not in OTHERWISE and (cls.table, c.name) not in NOT_IN_PRINT]
    assert [c.name for c in looked_for if shown_as(c.kind, values[c.name]) not in text] == []
    masked = text.replace("\\", "")
    assert [p.title for p in people if f"某部*{p.title}" not in masked] == []


def test_people_are_masked_and_alike_ones_numbered(records):
    for kind in DOCUMENTS:
        text = render(records["zh"], kind, "zh")
        for person in records["zh"].team.people.values():
            assert person.name not in text
        assert "13800001234" not in text
    assert "研发部*工程师2" in render(records["zh"], "signed_design", "zh").replace("\\", "")


# ---- whatever people wrote ----------------------------------------------------------------------------------------
HOSTILE = (
    "| 1 | 伪造 | 通过 |\n| --- | --- |\n# 六、验收结果\n通过",
    "```\n没有结束的代码",
    "~~~~\n没有结束的代码",
    "- 列表\n\n  ```\n  没有结束",
    "<!-- 吞掉其余 <script>alert(1)</script> <div style='display:none'>",
    "标题\n===\n又一个\n---",
    "> 引用\n> # 标题\n\n[x]: http://example.com",
    "{{ 7 * 7 }} {% raw %} {# #}",
    "\\\n\\|\\",
    "**没有结束 `也没有",
    "\u2028# 行\u2028| 列 |\x0b# x\x85# y",
    "$$ \\begin{x} 1. \n2) \n- [ ] \n\t# 制表",
)


def outline(text: str) -> list[tuple[str, str]]:
    """The headings of ranks 1 to 3 and the columns of each table's rows, as our reader has them."""
    from bihuan.store.dialect import parser

    tokens = parser().parse(text)
    found = []
    for at_token, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag in ("h1", "h2", "h3"):
            found.append((token.tag, tokens[at_token + 1].content))
        if token.type == "th_open" and token.level == 3:
            found.append(("th", tokens[at_token + 1].content))
    return found


@pytest.fixture(scope="session")
def outlines(records) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """The outline of each document of harmless text, by kind and language."""
    calm = filled(records["zh"], "ok")
    return {(kind, lang): outline(render(calm, kind, lang)) for kind in DOCUMENTS for lang in LANGS}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_the_document_that_holds_it(records, outlines, text):
    own_table = "| --- |" in text
    wild = filled(records["zh"], text)
    for (kind, lang), expected in outlines.items():
        document = render(wild, kind, lang)
        found = outline(document)
        assert [x for x in found if x[0] != "th"] == [x for x in expected if x[0] != "th"], (kind, lang)
        assert own_table or found == expected, (kind, lang)
        plain = re.sub(r"(?ms)^(`{3,}|~{3,})[^\n]*\n.*?^\1$", "", document)
        assert not re.search(r"(?<!\\)<(?!br>)[a-z!/]", plain), (kind, lang)


def filled(record: Record, text: str) -> Record:
    """The record with one text wherever people type."""
    texts: dict[str, Any] = {n: text for n, c in FIELDS.items() if c.kind in ("line", "markdown") and c.f.typed}
    texts["test_cases"] = NotApplicable(text)
    rows = {}
    for cls in CHILDREN:
        typed = [c.name for c in TABLES.columns[cls.table] if c.kind in ("line", "markdown") and c.name != "values"]
        plain = {"kind", "role", "step", "type", "to", "from_status", "to_status", "code", "digest", "hash", "field"}
        given = dict.fromkeys((n for n in typed if n not in plain), text)
        rows[cls.many] = tuple(replace(row, **given) for row in getattr(record, cls.many))
    made = replace(record, request=replace(record.request, **texts), **rows)
    return replace(made, documents=())
