"""Quantities in Chinese: 不超过3秒, 降低15%, 由2天缩短到4小时, 减少操作步骤2步, 百分之三十, 零故障."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bihuan.store.rules.quantity import NUMBER, Quantity, alternation, masked, numbered_names
from bihuan.store.rules.sentences import Clause
from bihuan.store.rules.vocabulary import Words

_SHARE = frozenset(("%", "‰", "个百分点", "百分点", "成", "倍", "折"))
# A number before one of these is not counted: 2的y次方, 4或以上, 3级, 5号, 7月.
_NO_UNIT = "的和与及或且时下后前到至以之在为是内号版进第日月对则并不也都就将被把从向各等代型系期点开起章"
_WHOLE = re.compile(
    r"百分之[零一二两三四五六七八九十百点\d]+|翻[一两二三几]?[倍番]|(?:减|砍)半|(?:压缩|[短少低降减省小掉])了?一半|7\s?[x×*]\s?24(?:\s?小时)?"
    r"|(?:零|(?<![\d.])0\s?[个起次件]?)(?:重大|严重|高危|安全|生产)?(?:故障|投诉|差错|错误|缺陷|漏洞|事故|丢失|中断|停机|报错|失误|误差)"
)
_OPERATOR = re.compile(r"(?:[<>≤≥≦≧=↑↓±~]|->|=>|→|\d\S{0,3}\s*[-–—])\s*$")
_LOAD = re.compile(
    r"\s*(?:人|用户|个?连接|个?请求|个?会话|台设备)?(?:的)?(?:同时|并发|在线)"
    r"|\s*[一-龥]{0,8}?(?:并发|同时(?:在线|使用|访问|登录|操作|连接|请求|盘点|作业|下单|编辑|上传|下载|接入|提交))"
)
_ZERO = re.compile(r"(?<![码值态])(?:为|是)\s*0\s*[个件次起条笔%]?$")
_INSIDE = re.compile(r"[一-龥]{0,6}?[之以]?内(?![容部存核网置外])")
_RATE = re.compile(
    r"每(?:天|日|秒|分钟|小时|周|月|年|季度|千|百|班|人|单|户|台|趟|车)[^，,;；。]*$|[日月周年]均[^，,;；。]*$|全[年月][^，,;；。]*$"
)
_TAIL = re.compile(
    r"\s*(?:[-~–—]+>?\s*\d|→|/\s?(?:s|秒|min|分钟?|h|小时|天|日)(?![A-Za-z])|(?:降低|提升|提高|增加|减少|缩短|压缩|[降升减增])?[到至]\s*\d)"
)
_CONDITION_TAIL = re.compile(
    r"^[^，,]{0,6}?(?:(?<![同小及实定即工课学瞬临延耗计限历按准随])时(?![间延长刻段差效候点速序])|的?(?:情况|条件|场景|前提|环境)(?:之)?[下上])"
)
_CONDITION_END = re.compile(
    r"(?:(?<![同小及实定即工课学瞬临延耗计限历按准随])时|情况下|条件下|场景下|前提下|环境下|之后|以后|[%\w]后|(?<![以之])下|的话)$"
)
_CONDITION_HEAD = re.compile(r"\W*(?:当|若|如果|假如|一旦|即使|倘若|除非)")
# What is due behind the condition: 当…时必须在30秒内….
_DUTY = re.compile(r"[时后](?:必须|应当?|须|需要?|要|将)")
_OF = re.compile(r"[^，,;；。]{0,8}的(?!提升|提高|降低|增长|下降|减少|增幅|降幅)")
_LESS = re.compile(r"减少|少|缩减|精简|省|压缩")
_AT_END = re.compile(r"\s*(?:$|[，,。；;、()/+]|以[上内下]|左右)")
_BASELINE = re.compile(
    r"基线|基准|现状|原来|原有|原先|目前|当前|现有|同比|环比|[由从][^，,;。]{0,14}?\d[^，,;。]{0,8}?[到至为]|->|→"
    r"|相比|相较|较(?![大小高低好快多])|比(?:上|去年|现|原|改|优|旧)"
)
_COUNT = r"(?:(?<!\d)\d{1,4}|[一二两三四五六七八九十]{1,4})\s?"
_WINDOW = re.compile(
    rf"(?:上线|发布|投产|实施|启用|交付|使用)[^，,;。]{{0,6}}?{_COUNT}(?:个?(?:工作日|自然日)|天|周|个?月|个?季度|年)"
    rf"|{_COUNT}(?:个?工作日|天|周|个月|个季度|年)(?:以|之)?[内后]"
    r"|[年月]底|季度末|年末|[本下上今每]个?(?:季度|月|年|周)|Q[1-4]|\d{1,2}月(?:\d{1,2}日)?(?:之?前|起)|截[止至]"
)


@dataclass(frozen=True, eq=False)
class _Grammar:
    names: re.Pattern[str]
    number: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    change: re.Pattern[str]
    less: re.Pattern[str]
    count: frozenset[str]


@lru_cache(maxsize=16)
def _grammar(words: Words) -> _Grammar:
    measure, count = words.listed("units", "measure"), words.listed("units", "count")
    han = [unit for unit in (*measure, *count) if not unit.isascii()]
    latin = [unit for unit in (*measure, *count) if unit.isascii()]
    closed = rf"[%‰]|{alternation(latin)}(?![A-Za-z])|(?!成[功本为员果长熟交立就品]){alternation(han)}"
    before = words.listed("comparators", "before")
    change = (*_directions(words), *words.listed("comparators", "change"))
    return _Grammar(
        names=numbered_names((*measure, *count)),
        number=re.compile(
            rf"(?<![A-Za-z0-9_.\x1a])(?<![A-Za-z][-_])(?:{NUMBER}(?:\s?(?:[万亿千百]|[kw](?![A-Za-z])))*(?P<plus>\s?\+)?\s*"
            rf"(?P<unit>{closed}|[一-龥])?|(?P<cn>[零一二两三四五六七八九十百千万半]+)\s?(?!成[功本为员果长熟交立就品])(?P<cnunit>{alternation(han)})|[一二两三四五六七八九十百]+[千万亿](?![一-龥]))"
        ),
        before=re.compile(
            rf"(?:{alternation(w for w in before if len(w) > 1)}[^\d，,;；。]{{0,4}}"
            rf"|{alternation(w for w in before if len(w) == 1)}了?\s*|(?:至少|最多|至多)[^\d，,;；。]{{0,16}})$"
        ),
        after=re.compile(rf"\s*(?:的?时间)?{alternation(words.listed('comparators', 'after'))}"),
        change=re.compile(
            rf"{alternation(w for w in change if len(w) > 1)}|{alternation(w for w in change if len(w) == 1)}了?\s*$"
        ),
        less=re.compile(
            rf"(?:{alternation(words.listed('comparators', 'less'))}了?|[少多][填跑走等花用录点交开办做])\s*$"
        ),
        count=frozenset(count),
    )


def _directions(words: Words) -> Iterator[str]:
    for entries in words.index.values():
        yield from (word for word, term in entries if term and term.cls == "direction")


def quantities(text: str, parts: Sequence[Clause], words: Words) -> tuple[Quantity, ...]:
    """Every quantity of a Chinese text that is one, in order."""
    grammar = _grammar(words)
    bare = masked(text, grammar.names)
    found: list[Quantity] = []
    for clause in parts:
        found.extend(
            Quantity(match.start(), match.end(), binds=True)
            for match in _WHOLE.finditer(text, clause.start, clause.end)
        )
        condition = _is_condition(bare, clause)
        for match in grammar.number.finditer(bare, clause.start, clause.end):
            quantity = _judged(bare, clause, match, grammar, condition)
            if quantity:
                found.append(quantity)
    return tuple(sorted(found, key=lambda quantity: quantity.start))


def _is_condition(text: str, clause: Clause) -> bool:
    """The whole clause only says when: 当…时, 在…情况下, 使用六个月后."""
    if clause.last:
        return False
    words = text[clause.start : clause.end]
    return bool(_CONDITION_HEAD.match(words) or _CONDITION_END.search(words))


def _judged(text: str, clause: Clause, match: re.Match[str], grammar: _Grammar, condition: bool) -> Quantity | None:
    unit = match["unit"] or match["cnunit"] or ""
    end = match.end()
    if match["unit"] and len(unit) == 1 and unit in _NO_UNIT:
        unit, end = "", match.start("unit")
    before = text[max(clause.start, match.start() - 18) : match.start()]
    after = text[end : clause.end]
    bound = bool(
        _OPERATOR.search(before)
        or _ZERO.search(before + match[0])
        or grammar.before.search(before)
        or (unit and _RATE.search(before))
        or match["plus"]
        or grammar.after.match(after)
        or _TAIL.match(after)
        or (unit and (_INSIDE.match(after) or _LOAD.match(after)))
    )
    if not unit and not bound:
        return None
    if (condition and not _DUTY.search(before)) or _CONDITION_TAIL.match(after):
        return Quantity(match.start(), end, binds=False) if unit else None
    binds = bound or unit in _SHARE or _is_change(text, clause, match, after, grammar)
    # 一次, 一个 that binds nothing is an article.
    return Quantity(match.start(), end, binds) if binds or match["cn"] != "一" else None


def _is_change(text: str, clause: Clause, match: re.Match[str], after: str, grammar: _Grammar) -> bool:
    """减少操作步骤2步 says by how much; P1级用例（6个）提升体验 and 优化3个页面 only count what is touched."""
    before = text[clause.start : match.start()]
    before = before[before.rfind("(") + 1 :]
    spared, ends = bool(grammar.less.search(before)), bool(_AT_END.match(after))
    if not (spared or grammar.change.search(before)) or _OF.match(after):
        return False
    if (match["unit"] or match["cnunit"]) not in grammar.count:
        # 一步, 一次 are articles unless something binds them.
        return match["cn"] != "一" or spared or (ends and _LESS.search(before) is not None)
    return spared or ends


def has_baseline(text: str) -> bool:
    """The text names the value that today is."""
    return _BASELINE.search(text) is not None


def has_window(text: str) -> bool:
    """The text names the stretch of time in which it is measured or by which it is reached."""
    return _WINDOW.search(text) is not None
