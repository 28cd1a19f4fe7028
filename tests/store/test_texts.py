"""The sentences of the domain: both languages say the same things, and everything that has a code has its words."""

from __future__ import annotations

import ast
import string
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest
import regex

from bihuan.store.acts.every import ACTS
from bihuan.store.acts.inputs import READERS
from bihuan.store.digest import TOLD
from bihuan.store.rules.clocks import CLOCKS
from bihuan.store.rules.documents import DOCUMENTS
from bihuan.store.rules.field import Column
from bihuan.store.rules.gates import GATE_CHECKS
from bihuan.store.rules.kept import Move
from bihuan.store.rules.record import FIELDS, MANY, TABLES
from bihuan.store.rules.roles import CONCERNED, ROLES
from bihuan.store.rules.steps import GATES
from bihuan.store.text import LANGS, catalog, has
from bihuan.store.text.checks import FIELD_OF, check_name

ROOT = Path(__file__).resolve().parents[2]
HAN = regex.compile(r"\p{Han}")
CODE = regex.compile(r"""["'](E-[A-Z]+(?:-[A-Z0-9]+)*)["']""")
PLACEHOLDER = regex.compile(r"\{\w*\}")
# The same in both languages: numbers, dates, signs, codes, versions, logins.
SAME = regex.compile(r"(SHA-256|[\p{P}\p{S}\d\s])*|[\w.@-]+|ssh-ed25519 .*|\"[\w/]+\"")
HOUSEKEEPING = ("id", "request", "n", "dropped")
PLAIN = tuple(t for t in TABLES.by_name if t not in {cls.table for cls in MANY.values()} and t != "request")
HOLDERS = ("business", "technical", "testing", "third_party", "nobody")
TEST_KINDS = ("functional", "performance", "compatibility")
OURS = ("fields", "checks", "errors", "acts")
NOT_ACTS = ("init", "schema", "clock")  # entries of the history that no person asks for


# ---- what is in the code -----------------------------------------------------------------------------------------
class Raised(NamedTuple):
    """A code as a call names it, with the names of the values that it gives."""

    code: str
    values: frozenset[str]
    where: str


@cache
def sources() -> tuple[tuple[str, str], ...]:
    """Every source of the program, by its path."""
    folders = ("store", "tui", "site")
    paths = [p for folder in folders for p in sorted((ROOT / folder).rglob("*.py"))]
    return tuple((str(p.relative_to(ROOT)), p.read_text("utf-8")) for p in paths)


def calls(text: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a source by the name that is called."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            f = node.func
            yield (f.attr if isinstance(f, ast.Attribute) else f.id if isinstance(f, ast.Name) else ""), node


def raised(prefix: str) -> Iterator[Raised]:
    """Every call whose first argument is a code that begins so, and what it gives: keywords, or pairs in ``values``."""
    for path, text in sources():
        for _, call in calls(text):
            match call.args[:1]:
                case [ast.Constant(value=str(code))] if code.startswith(prefix):
                    names = {k.arg for k in call.keywords if k.arg} - {"values", "code", "field", "checks"}
                    pairs = next((k.value for k in call.keywords if k.arg == "values"), None)
                    names |= {"field"} if len(call.args) > 1 else set()
                    names |= {n.value for n in ast.walk(pairs) if isinstance(n, ast.Constant)} if pairs else set()
                    yield Raised(code, frozenset(map(str, names)), path)


@cache
def errors() -> frozenset[str]:
    """Every code of an error that stands in a source, and those made of an input's kind."""
    found = {code for _, text in sources() for code in CODE.findall(text)}
    return frozenset(found | {f"E-INPUT-{kind.upper()}" for kind in READERS})


def checks() -> Iterator[str]:
    """The code of every check of the gates: those that stand with a field, and those of the gates' own functions."""
    yield from (c.f.code for c in FIELDS.values() if c.f.code)
    for module in ("checks", "gates", "retrospective"):
        for _, call in calls((ROOT / f"store/rules/{module}.py").read_text("utf-8")):
            match call.args[:1]:
                case [ast.Constant(value=str(code))] if regex.fullmatch(r"G\d-\d\d", code):
                    yield code


# A clock and a proposal of the same name as an act.
NOT_OWED = {"deviation", "reopen"}


def owed() -> Iterator[str]:
    """Every act that can be owed: the acts that the promises name; and what an inbox tells beside them."""
    yield from TOLD
    for module in ("promised", "promised_steps"):
        tree = ast.parse((ROOT / f"store/rules/{module}.py").read_text("utf-8"))
        said = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        yield from sorted(said & set(ACTS) - NOT_OWED)


def faults() -> Iterator[str]:
    """Every fault that verifying finds."""
    for name, call in calls((ROOT / "store/verify.py").read_text("utf-8")):
        match call.args[:1]:
            case [ast.Constant(value=str(code))] if name == "Fault":
                yield code


# ---- what they ask for -------------------------------------------------------------------------------------------
def of_the_record() -> Iterator[str]:
    """Every text that the record's own lines ask for."""
    yield from (f"part.{part}" for part in range(1, 10))
    for name, c in FIELDS.items():
        yield from (f"field.{name}.label", f"field.{name}.hint")
        if c.f.typed:
            yield f"field.{name}.example"
        yield from (f"choice.{name}.{value}" for value in c.choices)
    for many, cls in MANY.items():
        yield from (f"many.{many}.label", f"many.{many}.hint")
        yield from of_columns(many, TABLES.columns[cls.table])
    for table in PLAIN:
        yield from of_columns(table, TABLES.columns[table])
    yield from (f"column.any.{name}.label" for name in HOUSEKEEPING)
    yield from (f"party.{party}" for party in ("business", "technical"))
    yield from (f"role.{role}" for role in (*ROLES, CONCERNED))
    yield from (f"linked_by.{kind}" for kind in TABLES.column["link"]["kind"].choices)
    yield from (f"choice.ball.{holder}" for holder in HOLDERS)
    yield from (f"choice.test_runs.kind.{kind}" for kind in TEST_KINDS)
    yield from (f"short.{name}.{value}" for name in ("status", "type") for value in FIELDS[name].choices)


def of_columns(of: str, columns: tuple[Column, ...]) -> Iterator[str]:
    """The texts of a table's columns."""
    for c in columns:
        if c.name in HOUSEKEEPING:
            continue
        yield f"column.{of}.{c.name}.label"
        if c.f.typed:
            yield from (f"column.{of}.{c.name}.hint", f"column.{of}.{c.name}.example")
        yield from (f"choice.{of}.{c.name}.{value}" for value in c.choices)


def of_the_acts() -> Iterator[str]:
    """Every text that the acts and their inputs ask for; an input that is a field of the record has its words."""
    for a in ACTS.values():
        yield from (f"act.{a.code}.{kind}" for kind in ("label", "help", "done"))
        for i in a.inputs:
            if (a.code, i.name) != ("judge", "rectification_on"):
                yield from (f"input.{a.code}.{i.name}.label", f"input.{a.code}.{i.name}.hint")
            of = "document" if i.choices == tuple(DOCUMENTS) else f"choice.{i.name}"
            yield from (f"{of}.{value}" for value in i.choices)
    yield from (f"act.{code}.label" for code in NOT_ACTS)
    yield from (f"act.{code}.settled" for code in ("confirm", "priority", "approve", "close"))
    yield from (f"owed.{act}" for act in owed())
    yield from (f"owed_later.{later}" for later in ("debt.set", "late_signature.sign"))


def of_the_course() -> Iterator[str]:
    """Every text that gates, moves, clocks and documents ask for."""
    yield from (f"gate.{gate.code}" for gate in GATES)
    yield from (f"check.{code}" for code in checks())
    yield from (f"check_name.{code}" for code in checks() if code not in FIELD_OF)
    yield from (f"clock.{clock.code}" for clock in CLOCKS)
    yield from (f"due.rule.{rule}" for rule in ("working_days", "working_hours", "elapsed", "date"))
    yield from (f"move.{kind}" for kind in TABLES.column[Move.table]["kind"].choices)


def of_the_faults() -> Iterator[str]:
    """Every text that errors and verifying ask for."""
    yield from (f"error.{code}" for code in errors())
    yield from (f"fault.{code}" for code in faults())


# ---- both languages ----------------------------------------------------------------------------------------------
def placeholders(text: str) -> list[str]:
    """The names between braces, in order."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def codes(table: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """The codes of one file."""
    for key, value in table.items():
        yield from codes(value, f"{prefix}{key}.") if isinstance(value, dict) else (prefix + key,)


def test_both_languages_have_the_same_codes() -> None:
    assert set(catalog("zh")) ^ set(catalog("en")) == set()


def test_both_languages_name_the_same_values() -> None:
    zh, en = catalog("zh"), catalog("en")
    assert [k for k in zh if placeholders(zh[k]) != placeholders(en[k])] == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_code_stands_in_one_file_only(lang: str) -> None:
    seen: dict[str, str] = {}
    for part in files("bihuan.store.text").joinpath(lang).iterdir():
        for code in codes(tomllib.loads(part.read_text("utf-8"))):
            assert code not in seen, (code, part.name, seen[code])
            seen[code] = part.name


def test_each_language_is_written_in_its_own_script() -> None:
    zh, en = catalog("zh"), catalog("en")
    assert [k for k in en if HAN.search(en[k])] == []
    assert [k for k in zh if not HAN.search(zh[k]) and not SAME.fullmatch(PLACEHOLDER.sub("", zh[k]))] == []


@pytest.mark.parametrize("lang", LANGS)
def test_no_two_checks_share_a_name(lang: Literal["zh", "en"]) -> None:
    codes = {*checks(), "L-001", "L-002"}
    assert len({check_name(code, lang) for code in codes}) == len(codes)


def test_no_text_is_empty() -> None:
    assert [(lang, k) for lang in LANGS for k, text in catalog(lang).items() if not text.strip()] == []


# ---- everything has its words, and nothing else has --------------------------------------------------------------
@pytest.mark.parametrize("asked", [of_the_record, of_the_acts, of_the_course, of_the_faults])
@pytest.mark.parametrize("lang", LANGS)
def test_everything_that_has_a_code_has_its_words(asked: Any, lang: str) -> None:
    assert [code for code in asked() if not has(code, lang)] == []


def test_nothing_is_said_of_what_is_not_there() -> None:
    known = {
        *of_the_record(),
        *of_the_acts(),
        *of_the_course(),
        *of_the_faults(),
        "check.L",
        "check_name.L",
        "check_name.missing",
    }
    known |= {f"field.{name}.example" for name in FIELDS}
    folder = ROOT / "store" / "text" / "en"
    ours = [code for name in OURS for code in codes(tomllib.loads((folder / f"{name}.toml").read_text("utf-8")))]
    assert [code for code in ours if code not in known] == []


def test_every_step_before_the_last_has_a_gate_whose_checks_were_found() -> None:
    gates = {code[:2] for code in checks()}
    assert gates == {g.code for g in GATES if g.before in GATE_CHECKS}


# ---- the values of a sentence are given where it is asked for ----------------------------------------------------
@pytest.mark.parametrize("lang", LANGS)
def test_a_check_gives_the_values_that_its_sentence_names(lang: str) -> None:
    for found in raised("G"):
        if regex.fullmatch(r"G\d-\d\d", found.code):
            assert set(placeholders(catalog(lang)[f"check.{found.code}"])) <= found.values, found
    for c in FIELDS.values():
        if c.f.code:
            assert placeholders(catalog(lang)[f"check.{c.f.code}"]) == []


@pytest.mark.parametrize("lang", LANGS)
def test_an_error_gives_the_values_that_its_sentence_names(lang: str) -> None:
    ours = set(codes(tomllib.loads((ROOT / f"store/text/{lang}/errors.toml").read_text("utf-8"))))
    for found in raised("E-"):
        if f"error.{found.code}" in ours:
            assert set(placeholders(catalog(lang)[f"error.{found.code}"])) <= found.values, found
    of_a_kind = {"name", "value", "choices"}
    for kind in READERS:
        if kind not in ("file", "person"):
            assert set(placeholders(catalog(lang)[f"error.E-INPUT-{kind.upper()}"])) <= of_a_kind


@pytest.mark.parametrize("lang", LANGS)
def test_an_act_on_a_request_says_on_which(lang: str) -> None:
    for a in ACTS.values():
        named = placeholders(catalog(lang)[f"act.{a.code}.done"])
        assert named == (["number"] if a.declared.about != "store" else []), a.code
