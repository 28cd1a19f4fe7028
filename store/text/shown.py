"""The one door for text on its way to a terminal: what could act, hide or reorder is spelt out instead.

Controls become their pictures (``␛``), what has no picture and everything bidirectional, invisible, private or
unassigned becomes its code point (``⟨U+202E⟩``). A second pass changes nothing.
"""

from __future__ import annotations

import re
import unicodedata

# Plain text of a Chinese office leaves at once: printable ASCII and Latin-1, common punctuation, kana, Han, full width.
_CLEAN = re.compile(
    "[\u0020-\u007e\u00a0-\u00ac\u00ae-\u00ff\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2460-\u257f\u25a0-\u25ff"
    "\u3000-\u3029\u3030-\u3098\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e]*"
)
_SUSPECT = re.compile("[^" + _CLEAN.pattern[1:-2] + "]")
# Lone \r is an overwrite; \r\n is only how some systems end a line.
_LINE_END = re.compile("\r\n")
_TAB = "    "

_ZWJ = 0x200D
_EMOJI_STYLE = 0xFE0F
_KEYCAP_BASES = frozenset("0123456789#*")
# Invisible, though their category says letter or mark: joiners, fillers, vowel carriers, variation selectors.
_INVISIBLE = (
    (0x034F, 0x034F),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x2065, 0x2065),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFC),
    (0xE0000, 0xE0FFF),
)
# Rare Han of newer Unicode than this Python's tables: people's names hold them.
_HAN_PLANES = ((0x20000, 0x2FFFD), (0x30000, 0x3FFFD))
_HAN_ASSIGNED_TO = 0x33479
# A base letter carries so many marks at most; a taller pile paints over the lines above.
_MARKS = 4


def shown(text: str, *, lines: bool = False) -> str:
    """Spell out what a terminal would obey or a reader could not see; leave everything else as it is.

    Args:
        text: anything a person or a file brought in, lone surrogates too.
        lines: keep line ends and open tabs out to four spaces; otherwise the result is one line and both are shown.
    """
    if _CLEAN.fullmatch(text):
        return text
    if lines:
        text = _LINE_END.sub("\n", text)
    return _SUSPECT.sub(lambda match: _spelt(match.string, match.start(), lines), text)


def has_hidden(text: str) -> bool:
    """Something in the text acts on a terminal, hides or reorders it: `shown` would change it."""
    return shown(text, lines=True) != text.replace("\r\n", "\n").replace("\t", _TAB)


def _spelt(text: str, at: int, lines: bool) -> str:
    """What stands for the character at a place."""
    char = text[at]
    code = ord(char)
    if lines and char in "\n\t":
        return char if char == "\n" else _TAB
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return char if _harmless(text, at, code) else f"⟨U+{code:04X}⟩"


def _harmless(text: str, at: int, code: int) -> bool:
    if code == _ZWJ:
        return 0 < at < len(text) - 1 and _ends_emoji(text, at - 1) and _is_pictograph(text[at + 1])
    if code == _EMOJI_STYLE:
        return at > 0 and (_is_pictograph(text[at - 1]) or _is_keycap(text, at))
    if any(low <= code <= high for low, high in _INVISIBLE):
        return False
    category = unicodedata.category(text[at])
    if category in ("Mn", "Me"):
        return _carried(text, at)
    if category == "Cn":
        return _is_new_han(code)
    return category[0] != "C" and category not in ("Zl", "Zp")


def _is_new_han(code: int) -> bool:
    return any(low <= code <= high for low, high in _HAN_PLANES) and code <= _HAN_ASSIGNED_TO


def _is_keycap(text: str, at: int) -> bool:
    return text[at - 1] in _KEYCAP_BASES and text[at + 1 : at + 2] == "\u20e3"


def _is_pictograph(char: str) -> bool:
    return unicodedata.category(char) == "So" or char in "‼⁉〰〽" or 0x1F3FB <= ord(char) <= 0x1F3FF


def _ends_emoji(text: str, at: int) -> bool:
    if ord(text[at]) == _EMOJI_STYLE:
        return at > 0 and _is_pictograph(text[at - 1])
    return _is_pictograph(text[at])


def _carried(text: str, at: int) -> bool:
    """A combining mark has a visible base close before it."""
    for back in range(1, _MARKS + 1):
        if back > at:
            return False
        char = text[at - back]
        if unicodedata.category(char) not in ("Mn", "Me"):
            return unicodedata.category(char)[0] in "LNPSM" or char == " "
    return False
