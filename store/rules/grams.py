"""What the search index holds of a text: a line of tokens such that almost every term is exactly one phrase of them.

Atoms are runs of Latin letters, runs of digits, and runs of other letters (Han above all), the last cut into
overlapping pairs with the last character also alone. Between two atoms that touch stands a joint; punctuation between
two atoms, and `+ # %` after one, are tokens too. So `c++`, `22.03`, `支持dde` and `遗留问题` are phrases and need no
second look.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bihuan.store.rules.terms import LATIN, Term

JOINT = "\ue000"
_OTHER = f"[^\\W0-9_{LATIN}]"
_ATOM = r"[^\W_]"
_MARK = r"(?:[^\w\s]|_)"
# An atom and the punctuation after it.
_PAIR = re.compile(f"([{LATIN}]+|[0-9]+|{_OTHER}+)({_MARK}*)")
_ENDINGS = "+#%"
# Controls (a query to the index ends at NUL) and our own joint part words like spaces.
_BREAK = re.compile(f"[\x00-\x1f\x7f{JOINT}]")
_EXACT = re.compile(f"{_ATOM}(?:(?:{_ATOM}|(?!{_BREAK.pattern}){_MARK})*{_ATOM})?[{_ENDINGS}]*")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_LETTER = re.compile(_OTHER)
_LAST_RUN = re.compile(f"{_OTHER}{{2}}$")
_SHORT = 24


@dataclass(frozen=True, slots=True)
class Phrase:
    """A term as consecutive tokens, none when it has no atom.

    Attributes:
        prefix: the last token may go on in the text.
        exact: what holds the phrase holds the term; otherwise the text itself must be looked at.
    """

    tokens: tuple[str, ...]
    prefix: bool
    exact: bool


def grams(folded: str) -> str:
    """Write out the tokens of a text in normal form, parted by spaces."""
    # Most parts are plain words.
    return " ".join([part if part.isascii() and part.isalpha() else _part(part) for part in folded.split()])


def phrase(term: Term) -> Phrase:
    """Write out a term as the tokens that every text holding it holds in this order."""
    exact = _EXACT.fullmatch(term.text) is not None
    inner = term.text if exact else _EDGES.sub("", term.text)
    tokens = " ".join(map(_part, inner.split())).split()
    if _LAST_RUN.search(inner):
        tokens.pop()  # the last character alone: in the text the run may go on
    return Phrase(tuple(tokens), bool(tokens) and _open_ended(tokens[-1]), exact)


def _open_ended(last: str) -> bool:
    """Tell whether a term's last token may go on in the text."""
    return last[0] in _ENDINGS or (len(last) == 1 and _LETTER.match(last) is not None)


def _part(part: str) -> str:
    """Write out what stands between two spaces; short ones come again and again."""
    if not part.isprintable():
        return " ".join(map(_tokens, _BREAK.sub(" ", part).split()))
    return _seen(part) if len(part) <= _SHORT else _tokens(part)


def _tokens(part: str) -> str:
    made: list[str] = []
    pairs = _PAIR.findall(part)
    for atom, marks in pairs:
        if _LETTER.match(atom):
            made += map(str.__add__, atom, atom[1:])
            made.append(atom[-1])
        else:
            made.append(atom)
        made.append(marks or JOINT)
    if pairs:
        after = pairs[-1][1]
        made[-1] = after[: len(after) - len(after.lstrip(_ENDINGS))]
    return " ".join(made)


_seen = lru_cache(1 << 16)(_tokens)
