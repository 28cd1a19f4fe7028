"""Every sentence of the domain pages names the tests that assert it; what is not true yet is named too, with why.

A sentence is a row of a table, or a part of a paragraph or list item that ends in a full stop or a semicolon outside
of brackets, quotes and code. Headings, rules, heads of tables and lead-ins that end in a colon are layout. In
``spec.toml`` a sentence is known by its page and its first words, so many that no other sentence there begins so.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("workflow", "names", "clocks", "wording")
ITEM = re.compile(r"\s*(?:[-*]|\d+\.)\s+")
RULE = re.compile(r"\|[\s|:-]*")
OPENING, CLOSING = "([{「（", ")]}」）"
# What a new sentence begins with after a full stop; after a semicolon anything may follow.
BEGINS = re.compile(r"\s+[A-Z`*\"「一-鿿]")


# ---- sentences ---------------------------------------------------------------------------------------------------
def paragraphs(text: str) -> Iterator[str]:
    """Rows, items and paragraphs, each on one line."""
    held: list[str] = []
    for line in [*text.splitlines(), ""]:
        row, item = line.startswith("|"), ITEM.match(line)
        if held and (row or item or not line.strip() or line.startswith("#")):
            yield " ".join(held)
            held = []
        if row:
            yield line.strip()
        elif item:
            held = [line[item.end() :].strip()]
        elif line.strip() and not line.startswith("#"):
            held.append(line.strip())


def parted(text: str) -> Iterator[str]:
    """A paragraph's parts, up to each end of a sentence that lies outside of brackets, quotes and code."""
    depth, quoted, coded, since = 0, False, False, 0
    for at, c in enumerate(text):
        coded ^= c == "`"
        quoted ^= c == '"' and not coded
        if coded or quoted:
            continue
        depth = max(0, depth + (c in OPENING) - (c in CLOSING))
        ends = (c == ";" and text[at + 1 : at + 2] == " ") or (c in ".?!" and BEGINS.match(text, at + 1))
        if not depth and ends:
            yield text[since : at + 1].strip()
            since = at + 1
    yield text[since:].strip()


def sentences(text: str) -> list[str]:
    """What a page says, without its layout."""
    found: list[str] = []
    for one in paragraphs(text.replace("**", "")):
        if RULE.fullmatch(one):
            found.pop()  # the row above is the head
        elif one.startswith("|"):
            found.append(" | ".join(cell.strip() for cell in one.strip("|").split("|")))
        else:
            found += [part for part in parted(one) if part and not part.endswith(":")]
    return found


def known_by(key: str, said: list[str]) -> list[str]:
    """The sentences that begin with these words."""
    return [one for one in said if one == key or one.startswith(key + " ")]


# ---- ids ---------------------------------------------------------------------------------------------------------
@cache
def collected(file: str) -> dict[str, bool]:
    """The tests of a file that every run collects, and whether they have parameters; by their source, not by pytest."""
    path = ROOT / file
    if not path.is_file() or not path.name.startswith("test_") or not file.startswith("tests/"):
        return {}
    found = (
        n for n in ast.parse(path.read_text("utf-8")).body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    marks = {n.name: " ".join(map(ast.unparse, n.decorator_list)) for n in found if n.name.startswith("test_")}
    return {name: ".parametrize(" in told for name, told in marks.items() if ".soak" not in told}


def stands(test: str) -> bool:
    """The id is one that pytest collects; one with a parameter in brackets is of a test that has some."""
    file, _, name = test.partition("::")
    function, bracket, _ = name.partition("[")
    known = collected(file)
    return function in known and (known[function] or not bracket) and not file.startswith("tests/soak/")


# ---- the table ---------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def table() -> dict[str, Any]:
    """The tests of each sentence by page; under ``not_yet`` why a sentence has none."""
    return tomllib.loads((ROOT / "tests" / "spec.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def said(spec: Path) -> dict[str, list[str]]:
    """The sentences of each page."""
    return {page: sentences((spec / f"{page}.md").read_text("utf-8")) for page in PAGES}


@pytest.mark.parametrize("page", PAGES)
def test_every_sentence_names_its_tests_or_why_it_has_none(
    page: str, table: dict[str, Any], said: dict[str, list[str]]
) -> None:
    keys = {**table[page], **table["not_yet"].get(page, {})}
    counts = {one: [k for k in keys if one in known_by(k, said[page])] for one in said[page]}
    assert [one for one, found in counts.items() if not found] == [], "sentences without a test"
    assert [one for one, found in counts.items() if len(found) > 1] == [], "sentences with two entries"
    assert [k for k in keys if len(known_by(k, said[page])) != 1] == [], "entries of no or several sentences"


@pytest.mark.parametrize("page", PAGES)
def test_every_id_is_collected(page: str, table: dict[str, Any]) -> None:
    assert [key for key, ids in table[page].items() if not ids] == []
    assert sorted({test for ids in table[page].values() for test in ids if not stands(test)}) == []


def test_what_has_no_test_yet_is_named_once_with_its_reason(table: dict[str, Any]) -> None:
    """The list only shrinks: a sentence that has a test leaves it, and no sentence enters without a reason."""
    assert set(table) == {*PAGES, "not_yet"}
    assert set(table["not_yet"]) <= set(PAGES)
    for page, reasons in table["not_yet"].items():
        assert set(reasons) & set(table[page]) == set()
        assert [key for key, reason in reasons.items() if len(str(reason).split()) < 3] == []


# ---- the reading itself ------------------------------------------------------------------------------------------
READ = (
    ("# Head\n\nOne. Two; three (a; b. C).\n", ["One.", "Two;", "three (a; b. C)."]),
    ("It is so:\n- **first** `a; b`; second\n- third\n  goes on.\n", ["first `a; b`;", "second", "third goes on."]),
    ("| a | b |\n|---|---|\n| c; d. E | f |\n", ["c; d. E | f"]),
    ('equal to it. ball: nobody. `x` says\n"y; z".\n', ["equal to it. ball: nobody.", '`x` says "y; z".']),
)


@pytest.mark.parametrize(("text", "found"), READ)
def test_how_a_page_is_read(text: str, found: list[str]) -> None:
    assert sentences(text) == found


def test_how_an_id_is_looked_up() -> None:
    here = "tests/test_spec.py"
    assert stands(f"{here}::test_how_a_page_is_read[x]") and stands(f"{here}::test_how_an_id_is_looked_up")
    wrong = (f"{here}::test_gone", f"{here}::test_how_an_id_is_looked_up[x]", "tests/test_gone.py::test_x", "x")
    assert not any(map(stands, wrong))
