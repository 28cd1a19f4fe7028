"""Names as others may read them: department, star and title instead of a person; no name, address or number in a text.

Pure. ``spec/workflow.md``, "Who takes part".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Protocol

STAR = "*"

_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN_ONLY = re.compile(f"[{_HAN}]+")
# What people put between the characters of a short name so that columns line up, and what nobody sees there.
_GAP = "[ \u00a0\u3000\u200b-\u200d\u2060\ufeff]{0,2}"
_LETTER = f"(?![{_HAN}])[^\\W_]"
_EMAIL = re.compile(r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]+[@＠][A-Za-z0-9\-]+(?:[.．][A-Za-z0-9\-]+)+")
# Found fast by their first character; only these runs are looked at for telephone numbers.
_NUMBERISH = re.compile(r"[+0-9][0-9 \-]{6,}[0-9]")
_PHONES = (
    r"(?<!\d)(?:\+?86[ \-]?)?1[3-9]\d(?:\d{8}|[ \-]\d{8}|[ \-]\d{4}[ \-]\d{4})(?!\d)",  # mobile
    r"(?<![\d\-])0\d{2,3}[ \-]\d{7,8}(?:-\d{1,5})?(?![\d\-])",  # land line
    r"(?<![\w+])\+\d{1,3}[ \-]\d[\d \-]{5,13}\d(?!\d)",  # abroad
)
_PHONE = re.compile("|".join(_PHONES))


class Post(Protocol):
    """Somebody's place in the house."""

    @property
    def department(self) -> str:
        """Where."""

    @property
    def title(self) -> str:
        """As what."""


def masked(person: Post) -> str:
    """One person as others read them: 市场部*经理."""
    return f"{person.department}{STAR}{person.title}"


def numbered(people: Iterable[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """The names of the people of one request; from the second that looks alike on, with a number.

    They are given in the order in which they came to the request: the first keeps the plain form, so that what is
    printed already stays true when another one joins.

    Args:
        people: who, by id, and how others read them; of one person several, where they changed place.
    """
    alike: dict[str, int] = {}
    names: dict[tuple[int, str], str] = {}
    for person, name in people:
        if (person, name) not in names:
            alike[name] = alike.get(name, 0) + 1
            names[person, name] = name if alike[name] == 1 else f"{name}{alike[name]}"
    return names


def mask_text(text: str, names: Mapping[str, str], *, email: str, phone: str) -> str:
    """A text without the given names and without any e-mail address or telephone number.

    Args:
        text: what people wrote.
        names: as for `mask_names`.
        email: stands for an e-mail address.
        phone: stands for a telephone number.
    """
    if _has_at(text):
        text = _EMAIL.sub(lambda _: email, text)
    text = _NUMBERISH.sub(lambda match: _PHONE.sub(lambda _: phone, match.group()), text)
    return mask_names(text, names)


def mask_names(text: str, names: Mapping[str, str]) -> str:
    """A text without the given names.

    Args:
        text: what people wrote.
        names: name as written → what stands for it. A key that begins with ``@`` is only found with its ``@``, for
            logins that are ordinary words. A single character is no name.
    """
    finder = _finder(tuple(names))
    if finder is None or not finder.search(text):
        return text
    by_form = {_form(name): stand_in for name, stand_in in names.items()}
    return finder.sub(lambda match: by_form[_form(match.group())], text)


def found_in(text: str, names: Iterable[str]) -> Iterator[str]:
    """What `mask_text` would take out of a text."""
    if _has_at(text):
        yield from (match.group() for match in _EMAIL.finditer(text))
    for run in _NUMBERISH.finditer(text):
        yield from (match.group() for match in _PHONE.finditer(run.group()))
    if finder := _finder(tuple(names)):
        yield from (match.group() for match in finder.finditer(text))


def _has_at(text: str) -> bool:
    return "@" in text or "＠" in text


def _form(name: str) -> str:
    """How a name is known again, whatever its case and the gaps within."""
    return re.sub(r"[\s\u200b-\u200d\u2060\ufeff]+", "", name).casefold()


@lru_cache(maxsize=32)
def _finder(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """What finds the names, the longest first; None where there are none."""
    found = [_pattern(name) for name in sorted(names, key=lambda name: (-len(name), name)) if len(name.strip()) > 1]
    return re.compile("|".join(found)) if found else None


def _pattern(name: str) -> str:
    """What finds one name: Han anywhere in a run, other letters only as whole words."""
    name = name.strip()
    if _HAN_ONLY.fullmatch(name):
        return _GAP.join(name)
    body = r"\s+".join(re.escape(word) for word in name.split())
    before = rf"(?<!{_LETTER})" if re.match(_LETTER, name) else ""
    after = rf"(?!{_LETTER})" if re.match(_LETTER, name[-1]) else ""
    return f"{before}(?i:{body}){after}"
