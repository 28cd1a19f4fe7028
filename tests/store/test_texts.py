"""The sentences of the domain: both languages say the same things, and everything that has a code has its words."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import pytest
import regex

from bihuan.store.rules.field import Column
from bihuan.store.rules.record import FIELDS, MANY, TABLES
from bihuan.store.rules.roles import ROLES
from bihuan.store.text import LANGS, catalog, has

HAN = regex.compile(r"\p{Han}")
HOUSEKEEPING = ("id", "request", "n", "dropped")
PLAIN = tuple(t for t in TABLES.by_name if t not in {cls.table for cls in MANY.values()} and t != "request")
# The same in both languages: numbers, dates, codes, versions, logins, names of things that have no translation.
SAME = regex.compile(r"(SHA-256|[\p{P}\p{S}\d\s])*|[\w.@-]+|ssh-ed25519 .*|\"[\w/]+\"")
PLACEHOLDER = regex.compile(r"\{\w*\}")


def placeholders(text: str) -> list[str]:
    """The names between braces, in order."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def codes(table: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """The codes of one file."""
    for key, value in table.items():
        yield from codes(value, f"{prefix}{key}.") if isinstance(value, dict) else (prefix + key,)


def wanted() -> Iterator[str]:
    """Every text that the record's own lines ask for."""
    for part in range(1, 10):
        yield f"part.{part}"
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
    yield from (f"role.{role}" for role in ROLES)
    yield from (f"choice.ball.{c}" for c in ("business", "technical", "testing", "third_party", "nobody"))
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


def test_both_languages_have_the_same_codes() -> None:
    assert set(catalog("zh")) == set(catalog("en"))


def test_both_languages_name_the_same_values() -> None:
    zh, en = catalog("zh"), catalog("en")
    assert {k: (zh[k], en[k]) for k in zh if placeholders(zh[k]) != placeholders(en[k])} == {}


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
    foreign = [k for k in zh if not HAN.search(zh[k]) and not SAME.fullmatch(PLACEHOLDER.sub("", zh[k]))]
    assert foreign == []


def test_no_text_is_empty() -> None:
    assert [(lang, k) for lang in LANGS for k, text in catalog(lang).items() if not text.strip()] == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_field_column_and_choice_of_the_record_has_its_words(lang: str) -> None:
    assert [code for code in wanted() if not has(code, lang)] == []


def test_nothing_is_said_of_a_field_column_or_choice_that_is_not_there() -> None:
    ours = ("field.", "many.", "column.", "choice.", "role.", "party.", "part.", "short.")
    known = set(wanted()) | {f"field.{name}.example" for name in FIELDS}
    known |= {f"choice.test_runs.kind.{kind}" for kind in ("functional", "performance", "compatibility")}
    assert [code for code in catalog("en") if code.startswith(ours) and code not in known] == []
