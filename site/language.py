"""Which language a text is in, so that browsers break, space and pronounce it rightly."""

from __future__ import annotations

import re

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_WORD = re.compile("[A-Za-z]+")
# Chinese texts of this trade are full of English names; English ones hold next to no Han.
_SHARE = 3
_LOOKED_AT = 4_000


def lang_of(text: str) -> str:
    """The HTML language of a text: ``zh-Hans`` or ``en``."""
    begin = text[:_LOOKED_AT]
    han = len(_HAN.findall(begin))
    return "zh-Hans" if han and han * _SHARE >= len(_WORD.findall(begin)) else "en"


def foreign(text: str, page: str) -> str:
    """The language of a text that is not the page's; empty for all others, and where there is no word to speak."""
    lang = lang_of(text)
    return lang if lang != page and (_HAN.search(text) or _WORD.search(text)) else ""
