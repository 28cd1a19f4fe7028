"""Promises and settings in words, and hints that name them: they speak the number that the team has set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bihuan.store.rules.due_times import Promise, read_promise
from bihuan.store.rules.settings import SETTINGS, KnownSetting, told
from bihuan.store.text import Lang, catalog, has, say


class Measured(dict[str, str]):
    """What a sentence may name of a team's settings, by key with an underscore: ``{clock_answer}``; read when named."""

    def __init__(self, settings: Callable[[], Mapping[str, str]], lang: Lang) -> None:
        super().__init__()
        self.settings, self.lang = settings, lang

    def __missing__(self, name: str) -> str:
        known = SETTINGS[name.replace("_", ".", 1)]
        return setting_words(known, told(self.settings(), known.key), self.lang)


def hinted(code: str, lang: Lang, settings: Callable[[], Mapping[str, str]]) -> str:
    """A hint with the numbers that it names; the settings are asked for only if it names any."""
    return catalog(lang)[code].format_map(Measured(settings, lang))


def setting_words(known: KnownSetting, value: Any, lang: Lang) -> str:
    """The value of a setting as people say it."""
    match value:
        case None | "" | []:
            return say("setting.none", lang)
        case bool():
            return say(f"setting.{'yes' if value else 'no'}", lang)
        case int() if known.unit:
            return count_words(value, known.unit, lang)
        case str() if known.kind in ("promise", "days"):
            return promise_words(read_promise(value), lang)
        case [int() as first, *others] if others == list(range(first + 1, first + 1 + len(others))) and others:
            return f"{first}–{others[-1]}"
        case list():
            return say("setting.comma", lang).join(map(str, value))
    return str(value)


def head_of(measure: str, name: str, lang: Lang) -> str:
    """The code of the head over a value of the statistics: a measure may have a word of its own for it."""
    own = f"{measure}_{name}"
    return own if has(f"numbers.head.{own}", lang) else name


def promise_words(promise: Promise, lang: Lang) -> str:
    """A promise as people say it: 2 working days, 24 小时."""
    return count_words(promise.amount, promise.rule, lang)


def count_words(count: int, unit: str, lang: Lang) -> str:
    """So many of something."""
    return say(f"count.{unit}.{'one' if count == 1 else 'many'}", lang, n=count)


def setting_label(known: KnownSetting, lang: Lang) -> str:
    """What a setting is, in a few words."""
    family, _, code = known.key.partition(".")
    if family in ("clock", "waiting"):
        return say(f"setting.{family}", lang, clock=say(f"clock.{code}", lang))
    return say(f"setting.{known.key}.label", lang)
