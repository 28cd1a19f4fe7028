"""What counts as a quantity: a number with a unit, and whether it binds.

Score 1 is a number and a unit; 2 says also how the number binds ("≤", "within", "reduce … by"); 3 also from what
baseline and over which time. A number that is a condition, a name, a version, a date or a list mark is none.
The grammars of the two languages are in ``quantity_zh`` and ``quantity_en``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

MASK = "\x1a"

NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,5}(?!\d)|\d{1,3}(?: \d{3}){1,4}(?!\d)|\d+)(?:\.\d+)?"

_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*"
# A number after one of these is its name: Table 6, 步骤3.
_NUMBERED_EN = (
    "versions? table figure fig. section chapter phase step part level tier appendix priority issue release milestone "
    "option item http status(?:[ ]code)? error(?:[ ]code)? port class grade kubernetes android ios python java windows "
    "linux no. stage sprint iteration"
)
_NUMBERED_ZH = (
    "步骤 阶段 方案 版本 图 表 附录 章节 场景 等级 优先级 级别 编号 用例 任务 条款 里程碑 批次 方法 图表 选项 类型 "
    "端口 状态码 错误码 返回码 返回 工单"
)
# Words that begin with 一 or hold it and count nothing.
_ARTICLES = (
    "进一步 一步到位 一体化 一站式 一键 统一 唯一 单一 一致 一定 一般 一直 一旦 一些 一样 一切 一下 一律 一经 之一 "
    "一次(?=[一-龥]{1,4}率|性|通过|办成|合格) 万一 十分(?!钟) 千万 一个台阶 个台阶 一个层次 一个档次 一一 任一 每一 "
    "另一 某一 同一"
)

# Numbers that are none, in both languages; the first that fits blanks them out.
_MASKS = (
    r"```.*?```|`[^`\n]+`",
    r"https?://[^\s，。；、]+|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]+",
    # Dates and times of day.
    rf"(?<!\d){_YEAR}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?!\d)(?:[T ]\d\d:\d\d\S*)?",
    rf"(?<!\d){_YEAR}\s*年(?:度)?(?:\s*\d{{1,2}}\s*月(?:份)?(?:\s*\d{{1,2}}\s*[日号])?)?",
    r"(?<!\d)\d{1,2}\s*月(?:份|底|初|中旬|上旬|下旬|末)?\s*(?:\d{1,2}\s*[日号])?",
    r"(?<!\d)\d{1,2}\s*[日号](?=[前后起止到至晚上]|[，。；、,;]|$)",
    rf"(?i:\b{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? {_YEAR})?\b|\b\d{{1,2}} {_MONTH}\b(?:,? {_YEAR})?)",
    rf"(?i:\b{_MONTH}\.?,? {_YEAR}\b)",
    rf"(?i:\b(?:in|by|of|since|until|before|after|during|year|fy) ?{_YEAR}\b)(?!\s*[a-z])",
    r"(?i:\b\d{1,2}(?::\d\d){1,2}(?:\s?[ap]\.?m\b)?|\b\d{1,2}\s?[ap]\.?m\b)|\b[QH][1-4]\b",
    r"(?<!\d)\d{1,2}[点时](?:\d{1,2}分|半|整)(?!钟)",
    # Standards, request numbers, versions, models, names with a number in them.
    r"\b(?:GB(?:/T)?|ISO(?:/IEC)?|IEC|IEEE|RFC|WCAG|JR/T|YD/T|DB\d\d)\s?\d[\d.:-]*",
    rf"(?<![\d.]){_YEAR}-\d{{3,4}}(?![\d-])",
    r"(?<![A-Za-z])[vV]\d+(?:\.\d+)*\b|(?<![\d.])\d+(?:\.\d+){2,}(?:[-.]\w+)*",
    r"\b\d+(?:\.\d+){1,4}(?=\s*(?:-?LTS|lts|版本?(?!数)|[或及]以上版本|内核|GA\b|[Rr]elease\b))",
    r"\b\d+(?=\s*(?:[或及]|或者)?以[上下]的?(?:版本|标准))",
    r"(?<=[A-Za-z])(?:\+\+|[ ])\d+\.\d+\+|(?<=[A-Za-z])\+\+\d+",
    r"[由从]\s*\d+(?:\.\d+)+\s*(?:版本?)?(?:升级|迁移|更新)[到至为]\s*\d+(?:\.\d+)+",
    r"(?i:\b(?:up|down)grad\w* from \d+\.\d+ to \d+\.\d+)",
    r"\b(?!(?:RMB|USD|CNY|EUR|HKD)\d)[A-Za-z][A-Za-z_]*[-_]?\d[\w.]*(?:[-_]\w+){0,6}(?=\W|$)",
    r"\b[A-Za-z]{1,20}(?:-[A-Za-z]{1,20}){0,6}-\d+(?:\.\d+)*\b",
    r"(?<=[A-Za-z] )\d+\.\d+(?=\s*(?:[/,;，、和或及与()（）]|$|and\b|or\b|LTS))",
    r"(?<=[A-Za-z] )\d+\.\d{1,2}(?= [一-龥])(?! [秒毫微分小天周个倍成万亿元次笔条])",
    r"(?<=[A-Za-z] )\d+[A-Z](?=\s*[及或]以[上下](?:的)?(?:平台|版本|型号|系列))",
    r"(?<![升降低高差])[一二三四五六七八九]级(?=[A-Za-z一-龥])(?!以[上下内])",
    rf"\b(?i:{'|'.join(_NUMBERED_EN.split()).replace('.', '[.]')})[ ]#?\d+(?:\.\d+)*\b(?!\s*(?:%|[a-z]+s\b))",
    r"(?<![\d-])\d(?:-\d){2,}(?![\d-])",
    r"#\d+\b|\b\d+(?:st|nd|rd|th)\b|\b[23]D\b|\b\d+p\b",
    r"(?<![A-Za-z\d_.<>=≤≥于少过低多到至])(?<![<>=≤≥] )[2-6][Gg](?=\s*(?:[/、和及与或,)]|网|信号|network|$))",
    # Ordinals, bases and widths, articles.
    r"第\s*[\d一二三四五六七八九十百]+(?:\s*[~\-–至到]\s*\d+)?",
    r"(?:[前后末]|从\s*)[一二三四五六七八九十](?=[位个项条天名次])|从\s*\d+\s*开始",
    r"(?<!\d)\d{1,9}\s?(?:进制|位(?:系统|整数|整型|架构|版|操作)|维(?!度)|元组|叉树)",
    "|".join(_ARTICLES.split()),
    r"未来\s*[\d一二三四五六七八九十]+(?:\s*[至到~-]\s*[\d一二三四五六七八九十]+)?\s*年",
    # Some dozens, over a hundred: nobody can check them.
    r"[几数][十百千万]+|(?<![以])上[百千万](?=[个次天条笔人家])|[十百千万]几(?=[个次天秒条笔人])",
)
_MASKED = re.compile("|".join(_MASKS), re.DOTALL | re.ASCII)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; ``binds`` when it says at most, at least, from … to, by how much."""

    start: int
    end: int
    binds: bool


def alternation(words: Iterable[str]) -> str:
    """A group of literal words, longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w))) + ")"


def numbered_names(units: Iterable[str]) -> re.Pattern[str]:
    """Names such as 步骤3, but not the number in 减少操作步骤2步: there a unit follows it."""
    return re.compile(
        rf"{alternation(_NUMBERED_ZH.split())}\s*\d+(?![\d.]*\s*(?:{alternation(units)}|[%成]))", re.ASCII
    )


def masked(text: str, *more: re.Pattern[str]) -> str:
    """Blank out numbers that are no quantities; every other character keeps its place."""
    for pattern in (_MASKED, *more):
        text = pattern.sub(_blank, text)
    return text


def _blank(match: re.Match[str]) -> str:
    return MASK * (match.end() - match.start())


def score(found: Iterable[Quantity], *, baseline: bool, window: bool) -> int:
    """0 none, 1 a number and unit, 2 it binds, 3 with baseline and window."""
    quantities = tuple(found)
    if not any(quantity.binds for quantity in quantities):
        return 1 if quantities else 0
    return 3 if baseline and window else 2
