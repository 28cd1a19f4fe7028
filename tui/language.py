"""Which language a person is spoken to in, before any store or setting is open."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from bihuan.store.text import Lang

_ASKED: Final = ("BIHUAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def language(environ: Mapping[str, str] = os.environ) -> Lang:
    """The language that the environment asks for: the first of `BIHUAN_LANG` and the locale's variables that is set."""
    asked = next((value for name in _ASKED if (value := environ.get(name))), "")
    return "zh" if asked.lower().startswith("zh") else "en"
