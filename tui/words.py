"""A team's own words of the wording check: ``words/zh.toml`` and ``words/en.toml``, of this host and of this person."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bihuan.store.errors import BadInput
from bihuan.store.text import LANGS, Lang, has

if TYPE_CHECKING:
    from bihuan.store.rules.vocabulary import Words
    from bihuan.store.rules.worded import TeamWords


def team_words() -> TeamWords:
    """The shipped lists with the team's own behind them, for each language that has any.

    Raises:
        BadInput: a list is no TOML, or not of the form of a word list.
    """
    found = {lang: list(lists(lang)) for lang in LANGS}
    if not any(found.values()):
        return {}
    from bihuan.store.rules.vocabulary import shipped_table

    words: dict[Lang, Words] = {}
    for lang, own in found.items():
        tables: list[Mapping[str, Any]] = [shipped_table(lang)]
        for path, one in own:
            tables.append(one)
            words[lang] = usable(lang, path, tables)
    return words


def usable(lang: Lang, path: str, tables: Sequence[Mapping[str, Any]]) -> Words:
    """The tables made ready; the last one stands in the file.

    Raises:
        BadInput: it has not the form of a word list, or names a rewrite that there is none of.
    """
    from bihuan.store.rules.vocabulary import BadWords, ready

    try:
        words = ready(lang, *tables)
    except BadWords as e:
        raise BadInput("E-WORDS", "words", path=path, place=e.place, why=e.reason) from e
    except (TypeError, ValueError, AttributeError, KeyError) as e:
        raise BadInput("E-WORDS-FORM", "words", path=path) from e
    terms = [term for listed in words.index.values() for _, term in listed] + [term for _, term in words.patterns]
    known = {term.rewrite for term in terms if term is not None}
    if unknown := sorted(str(kind) for kind in known if not has(f"wording.rewrite.{kind}", lang)):
        raise BadInput("E-WORDS-REWRITE", "words", path=path, rewrite=unknown[0])
    return words


def lists(lang: Lang) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The lists of a language that there are, each with its path.

    Raises:
        BadInput: one cannot be read as TOML.
    """
    import platformdirs

    for folder in (platformdirs.site_config_dir("bihuan"), platformdirs.user_config_dir("bihuan")):
        path = os.path.join(folder, "words", f"{lang}.toml")
        if os.path.isfile(path):
            yield path, table(path)


def table(path: str) -> Mapping[str, Any]:
    """A list as it stands in its file.

    Raises:
        BadInput: it is no TOML.
    """
    import tomllib

    try:
        with open(path, "rb") as file:
            return tomllib.load(file)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise BadInput("E-WORDS", "words", path=path, place="-", why=e) from e
