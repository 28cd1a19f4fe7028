"""Which language a person is spoken to in, before any store or setting is open."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bihuan.store.text import Lang

_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
_chosen: dict[str, Lang] = {}


def choose(lang: Lang | None) -> None:
    """Speak this language for the rest of the call, whatever the environment asks for; None takes that back."""
    _chosen.clear()
    if lang is not None:
        _chosen["lang"] = lang


def hear(words: Sequence[str]) -> None:
    """Speak the language that a command line names anywhere, when it broke off before its options were read."""
    from bihuan.store.text import LANGS

    for lang in LANGS:
        if not _chosen and (f"--lang={lang}" in words or ("--lang", lang) in pairwise(words)):
            choose(lang)


def language(environ: Mapping[str, str] = os.environ) -> Lang:
    """The language asked for: by `--lang`, by `BIHUAN_LANG`, by the settings, by the locale's first variable set."""
    if environ is os.environ and _chosen:
        return _chosen["lang"]
    asked = environ.get("BIHUAN_LANG") or (_of_settings() if environ is os.environ else "")
    asked = asked or next((value for name in _LOCALE if (value := environ.get(name))), "")
    return "zh" if asked.lower().startswith("zh") else "en"


def _of_settings() -> str:
    """What the person's settings say; a file that cannot be read is told of where it is needed, not here."""
    from bihuan.tui.place import BadSettings, setting

    try:
        return str(setting("lang") or "")
    except BadSettings:
        return ""
