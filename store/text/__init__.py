"""Every sentence that people read, in both languages, and the one door for text on its way to a terminal.

Sentences lie in ``zh/*.toml`` and ``en/*.toml``, a file a subject, with equal keys; a key is a dotted code
(``check.G0-01``, ``field.title``). Rules give codes and values, interfaces make sentences here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from bihuan.store.text.shown import has_hidden, shown

__all__ = ["LANGS", "Lang", "catalog", "has", "has_hidden", "say", "shown"]

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)


@cache
def catalog(lang: Lang) -> Mapping[str, str]:
    """All sentences of one language by their code."""
    folder = files("bihuan.store.text").joinpath(lang)
    parts = sorted((p for p in folder.iterdir() if p.name.endswith(".toml")), key=lambda p: p.name)
    return {code: text for p in parts for code, text in _flat(tomllib.loads(p.read_text("utf-8")))}


def has(code: str, lang: Lang) -> bool:
    """There is a sentence of that code."""
    return code in catalog(lang)


def say(code: str, lang: Lang, /, **values: object) -> str:
    """The sentence of a code with its values filled in.

    Raises:
        KeyError: no such code, or a value that the sentence names is missing; a test keeps both from happening.
    """
    return catalog(lang)[code].format_map(values)
