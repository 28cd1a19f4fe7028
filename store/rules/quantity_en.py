"""Quantities in English: within 2 seconds, by 15%, from 2 days to 4 hours, 2 out of 3, at least one release."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bihuan.store.rules.quantity import NUMBER, Quantity, alternation, masked, numbered_names
from bihuan.store.rules.sentences import Clause
from bihuan.store.rules.vocabulary import Words, hits

_NUMERAL = (
    "(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty"
    "|ninety|hundred|dozen|half an?|a single|single)"
)
_SHARE = re.compile(r"%|percent|percentage points?|pp|x|×|fold", re.IGNORECASE)
_FAULTS = "downtime|data loss|errors|defects|regressions|failures|incidents|complaints|crashes"
_WHOLE = re.compile(
    r"\b\d+ out of \d+\b|\b\d+/\d+(?: of)?(?: all)? [a-z]+s\b|\b24\s?[/x×]\s?7\b"
    r"|\b(?:one|two|three|four|nine) (?:out of|in) (?:two|three|four|five|ten)\b"
    r"|\b\d+ of (?:every )?\d+\b|\b\d+ (?:in|per) (?:every )?(?:100|1,?000|10,?000|100,?000|1,?000,?000)\b"
    r"|\b(?:up|down) from \d"
    r"|\bby (?:a|one|two)[- ](?:third|quarter|fifth|tenth)s?\b"
    rf"|\b(?!one|zero|0|1)(?:\d+|{_NUMERAL}) or (?:more|fewer|less)\b"
    rf"|\b(?:\d+|{_NUMERAL}) [a-z-]+ (?:per|a|every|each) (?:day|week|month|quarter|year|hour|minute|second)\b"
    r"|\b(?:ris|fall|drop|grow|go|increas|decreas|improv|reduc|cut|rais|lower)\w* (?:[a-z]+ ){0,4}from \d[\d.,]* to \d"
    r"|\b(?:an?|one|two|three|half)[- ](?:half|third|fourth|quarter|fifth|tenth)s? of an? (?:second|minute|hour|day)\b"
    rf"|\bfrom {_NUMERAL} to {_NUMERAL}\b|\b\d(?:\.\d+)?/(?:5|10) (?:rating|score|stars|points)\b"
    rf"|\b(?:\d+|{_NUMERAL}) (?:consecutive|successive|straight) [a-z]+s\b"
    r"|\bhalv(?:e|es|ed|ing)\b|\b(?:in|by) half\b|\bdoubl(?:e|es|ed|ing) (?:the|our|its)\b"
    rf"|\b(?:zero|0) (?:[a-z-]+ )?(?:{_FAULTS})\b"
    r"|\bbetween (?!(?:19|20)\d\d\b)[$€£]?\d[\d.,]*%?(?:\s?[a-z]+)? and [$€£]?\d"
    r"|\b(?:once|twice) (?:per|a|an|every|each|in) (?:\d+ )?(?:minute|hour|day|week|month|quarter|year)s?\b"
    rf"|\b(?:\d+|{_NUMERAL}) (?:[a-z-]+ )?[a-z-]+s? (?:instead of|rather than|down from|up from) (?:\d+|{_NUMERAL})\b",
    re.IGNORECASE,
)
_FILLER = (
    r"(?:\s+(?:the|a|an|of|is|to|be|only|just|next|first|last|another|approximately|about|roughly|around|any|one)){0,2}"
)
_OPERATOR = re.compile(
    r"(?:\bfrom\s[$€£]?\d[\d.,]*%?(?:\s[a-z]+){0,3}\sto\s[$€£]?|(?:[<>≤≥=~±]|->|=>|→|\d\s*[-–—])\s*[$€£]?|\b(?:max|min)\.?\s?[$€£]?|\b(?:max|min)(?:imum)?\s(?:[a-z]+\s){0,3}(?:of|is|to)\s)$",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s*(?:[-–—~]\s*\d|->|→|/\s?(?:s|sec|min|h|hour|day|week|month|user)\b)")
# Words in -s that are no plural.
_NOT_NOUN = (
    r"(?!(?:is|was|has|does|as|its|this|us|always|thus|less|plus|across|unless|towards|besides|his|seconds|minutes)\b)"
)
_CONDITION_HEAD = re.compile(r"\W*(?:when|if|once|after|while|unless|given|assuming|whenever|in case)\b", re.IGNORECASE)
_CONDITION = re.compile(r"\s(?:when|if|once|unless|whenever|given|assuming|provided that)\s", re.IGNORECASE)
_FIRM = re.compile(r"\b(?:within|in under|no later than|in less than)\b[^,]*$", re.IGNORECASE)
# A duty behind the condition: "when a caller is shown, the time must be no more than 2 seconds".
_DUTY = re.compile(r"\b(?:must|shall|will)\b[^,]*$", re.IGNORECASE)
# "For leads that wait longer than 25 seconds the system will …": the number tells which.
_WHICH = re.compile(r"\b(?:that|which|who|whose)\b(?![^,]*\b(?:must|shall|will)\b)[^,]*$", re.IGNORECASE)
_THEN = re.compile(r"[^,]*\bthe [a-z]+(?: [a-z]+)? (?:must|shall|will)\b", re.IGNORECASE)
_AT_ONCE = re.compile(r"\b(?:concurrent(?:ly)?|simultaneous(?:ly)?|at the same time|at once)\b", re.IGNORECASE)
_MERE_COUNT = re.compile(r"\s+(?:of|are|were|is|was|had|has|have|tested)\b|\s*$", re.IGNORECASE)
_AFTER_HEAD = re.compile(r"\W*after\b", re.IGNORECASE)
_FROM_TO = re.compile(
    r"\b(?:by|to)\s+(?:another |a |about |around |approximately |roughly |at least |up to )?[$€£]?$|\b(?:up|down)\s$",
    re.IGNORECASE,
)
_BASELINE = re.compile(
    r"\bfrom\b[^,.;]{0,20}\d|\bbaselines?\b|\bcompared (?:to|with)\b|\bcurrent(?:ly)?\b|\btoday'?s?\b|\bversus\b|\bvs\b"
    r"|\brelative to\b|->|→",
    re.IGNORECASE,
)
_PERIOD = "(?:day|week|month|quarter|year)"
_STRETCH = rf"(?:\d+|one|two|three|four|six|twelve)\s+(?:working |business )?(?:{_PERIOD}s?|releases?)"
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_WINDOW = re.compile(
    rf"\b(?:within|over|in|during|for|after) (?:the )?(?:first |next |last )?{_STRETCH}\b"
    rf"|\bin the (?:first|next|last) {_PERIOD}\b|\bper {_PERIOD}\b|\b(?:this|next|each|every) {_PERIOD}\b"
    rf"|\bby (?:the end of|{_MONTHS}|q[1-4]|20\d\d)|\bafter (?:launch|release|go-live)\b",
    re.IGNORECASE,
)


# So far back stands what binds a number.
_NEAR = 60


@dataclass(frozen=True, eq=False)
class _Grammar:
    names: re.Pattern[str]
    number: re.Pattern[str]
    before: re.Pattern[str]
    close: re.Pattern[str]
    window: re.Pattern[str]
    capacity: re.Pattern[str]
    load: re.Pattern[str]
    after: re.Pattern[str]
    change: re.Pattern[str]
    less: re.Pattern[str]
    windows: frozenset[str]


@lru_cache(maxsize=16)
def _grammar(words: Words) -> _Grammar:
    measure, count = words.listed("units", "measure"), words.listed("units", "count")
    closed = alternation((*measure, *count))

    def ahead(key: str, *more: str) -> re.Pattern[str]:
        listed = alternation((*words.listed("comparators", key), *more))
        return re.compile(rf"(?:^|[\s(/:,_*\"]){listed}{_FILLER}\s*[$€£]?$", re.IGNORECASE)

    def anywhere(key: str) -> re.Pattern[str]:
        return re.compile(rf"\b{alternation(words.listed('comparators', key))}\b", re.IGNORECASE)

    return _Grammar(
        names=numbered_names(measure),
        number=re.compile(
            rf"(?<![A-Za-z0-9_.\x1a/])(?<![A-Za-z]-)(?:(?P<num>{NUMBER})(?:\s?(?:million|billion|thousand)|k(?![A-Za-z]))?(?P<plus>\+)?"
            rf"(?:\s?-?\s?(?P<unit>%|{closed})(?![A-Za-z])|\s+(?:[A-Za-z][\w'-]*\s+){{0,2}}?(?P<noun>{_NOT_NOUN}[A-Za-z][\w-]*[A-Za-rt-z]s)(?![A-Za-z0-9]))?"
            rf"|\b(?P<word>{_NUMERAL})(?:\s|-)"
            rf"(?:(?:[A-Za-z\x1a][\w\x1a-]*\s){{0,2}}?(?P<wunit>{closed})(?![A-Za-z])|(?:[A-Za-z\x1a][\w\x1a-]*\s){{0,2}}?(?P<wnoun>{_NOT_NOUN}[a-z-]+[a-rt-z]s)(?![A-Za-z0-9])))",
        ),
        before=ahead("before"),
        close=ahead("close"),
        window=ahead("window"),
        capacity=ahead("capacity"),
        load=anywhere("load"),
        after=re.compile(rf"\s*{alternation(words.listed('comparators', 'after'))}\b", re.IGNORECASE),
        change=anywhere("change"),
        less=ahead("less"),
        windows=frozenset((*words.listed("units", "window"), *words.listed("units", "time"))),
    )


def quantities(text: str, parts: Sequence[Clause], words: Words) -> tuple[Quantity, ...]:
    """Every quantity of an English text that is one, in order."""
    grammar = _grammar(words)
    bare = masked(text, grammar.names)
    found: list[Quantity] = []
    for clause in parts:
        found.extend(
            Quantity(match.start(), match.end(), binds=True)
            for match in _WHOLE.finditer(text, clause.start, clause.end)
        )
        for match in grammar.number.finditer(bare, clause.start, clause.end):
            quantity = _judged(bare, clause, match, grammar, words)
            if quantity:
                found.append(quantity)
    return tuple(sorted(found, key=lambda quantity: quantity.start))


def _judged(text: str, clause: Clause, match: re.Match[str], grammar: _Grammar, words: Words) -> Quantity | None:
    before, after = text[clause.start : match.start()], text[match.end() : clause.end]
    coin = before[-1:] if before.endswith(("$", "€", "£")) else ""
    unit = match["unit"] or match["wunit"] or match["noun"] or match["wnoun"] or coin
    near = before[-_NEAR:]
    bound = bool(
        _OPERATOR.search(near)
        or grammar.before.search(near)
        or (unit and (match["plus"] or grammar.after.match(after) or _TAIL.match(after)))
    )
    if not unit and not bound:
        return None
    if _is_condition(before, clause) or (_WHICH.search(before) and _THEN.match(after)):
        return Quantity(match.start(), match.end(), binds=False)
    binds = bound or bool(_SHARE.fullmatch(unit)) or _binds_by_unit(match, before, unit, grammar)
    binds = binds or bool(unit and match["num"] and (match["num"] == "0" or _AT_ONCE.search(after)))
    # "10 projects use it": what is counted is what the clause is about.
    binds = binds or bool(
        match["noun"] and not before.strip() and match["num"].isdigit() and not _MERE_COUNT.match(after)
    )
    return Quantity(match.start(), match.end(), binds or _is_change(before, grammar, words))


def _is_condition(before: str, clause: Clause) -> bool:
    """The number only says when: "when 5 peers have it", "if more than 3 fail, …"."""
    if not clause.last and _CONDITION_HEAD.match(before):
        return True
    heads = list(_CONDITION.finditer(before))
    return bool(heads) and not (_FIRM.search(before) or _DUTY.search(before, heads[-1].end()))


def _binds_by_unit(match: re.Match[str], before: str, unit: str, grammar: _Grammar) -> bool:
    """What binds a measure ("in 5 seconds"), a stretch ("for 3 releases") or a load ("supports 1000 users") only."""
    if not (match["noun"] or match["wnoun"]) and grammar.close.search(before):
        return not _AFTER_HEAD.match(before)
    if unit in grammar.windows and grammar.window.search(before):
        return True
    return bool(grammar.capacity.search(before) and grammar.load.search(match[0]))


def _is_change(before: str, grammar: _Grammar, words: Words) -> bool:
    """ "reduce … by 3 clicks", "from 10 to 3 steps", "remove 2 steps": by how much; "improve 5 pages" is not."""
    if grammar.less.search(before):
        return True
    if not _FROM_TO.search(before):
        return False
    return bool(grammar.change.search(before)) or any(hit.term.cls == "direction" for hit in hits(before, words))


def has_baseline(text: str) -> bool:
    """The text names the value that today is."""
    return _BASELINE.search(text) is not None


def has_window(text: str) -> bool:
    """The text names the stretch of time in which it is measured or by which it is reached."""
    return _WINDOW.search(text) is not None
