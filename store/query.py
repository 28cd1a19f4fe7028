"""The query language of lists: ``status:developing ball:tech due:<3d -urgent 订单``, in English and in Chinese.

Words are searched; ``key:value`` narrows; ``-`` negates; several values of a key are parted by commas. The same in
``bihuan ls``, the filter and saved views (``design/interface.md`` §4). A mistake is named with its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bihuan.store import search
from bihuan.store.errors import BadInput
from bihuan.store.rules.hours import BadPromise, instant_of
from bihuan.store.rules.record import FIELDS
from bihuan.store.rules.workdays import date_of
from bihuan.store.seen import ball
from bihuan.store.text import LANGS, catalog

if TYPE_CHECKING:
    from bihuan.store.file import Store

Condition = tuple[str, tuple[Any, ...]]
EVERYTHING: Condition = ("1", ())

# What people may write for a key or a word alone, the name of ``interface.md`` first.
KEYS: dict[str, tuple[str, ...]] = {
    "status": ("status", "状态"),
    "step": ("step", "步骤", "流程"),
    "type": ("type", "类型"),
    "prio": ("prio", "priority", "优先级"),
    "dept": ("dept", "department", "部门"),
    "by": ("by", "requester", "提出", "提出人"),
    "lead": ("lead", "负责人"),
    "ball": ("ball", "球", "球在"),
    "due": ("due", "到期"),
    "changed": ("changed", "改动"),
    "no": ("no", "number", "编号"),
    "q": ("q", "question", "问题"),
    "sign": ("sign", "签字"),
}
WORDS: dict[str, tuple[str, ...]] = {
    "late": ("late", "overdue", "逾期", "已逾期"),
    "paused": ("paused", "暂停"),
    "blocked": ("blocked", "阻塞", "已阻塞"),
}
KEY = {word: key for key, words in KEYS.items() for word in words}
WORD = {word: key for key, words in WORDS.items() for word in words}
ME = ("me", "我")
OPEN = ("open", "未答", "未签")
TODAY = ("today", "今天")
NONE = ("none", "无")
TOKEN = re.compile(r'(?P<minus>-?)(?:(?P<key>[^\W\d_]+)[:：](?P<value>"[^"]*"?|\S*)|(?P<word>"[^"]*"?|[^\s"]+))')
COMPARED = re.compile(r"(?P<sign><=|>=|<|>|)(?:(?P<count>\d{1,4})(?P<unit>[hdw])|(?P<day>\d{4}-\d{2}-\d{2}))")
HOURS = {"h": 1, "d": 24, "w": 24 * 7}
CHANGED = "(SELECT at FROM entry WHERE about = 'request/' || request.id ORDER BY seq DESC LIMIT 1)"
OPEN_STATUS = "request.status NOT IN ('draft', 'closed', 'rejected', 'withdrawn')"
DEFERRED = "EXISTS (SELECT 1 FROM block b WHERE b.request = request.id AND b.ended_at IS NULL AND b.deferred)"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a query as typed: where it stands, whether it is negated, key and value or a word alone."""

    at: int
    text: str
    negated: bool
    key: str
    value: str

    def wrong(self, code: str, **values: object) -> BadInput:
        """A mistake in this part."""
        return BadInput(code, "query", (), place=self.at + 1, length=len(self.text), part=self.text, **values)


def parts(text: str) -> Iterator[Part]:
    """Part a query; what is in quotation marks is one word.

    Raises:
        BadInput: a key that there is not.
    """
    for m in TOKEN.finditer(text):
        key, negated = m["key"], m["minus"] == "-"
        if key is None:
            word = m["word"]
            known = WORD.get(word.casefold(), "")
            yield Part(m.start(), m.group(), negated, known, "" if known else word)
            continue
        name = KEY.get(key.casefold())
        part = Part(m.start(), m.group(), negated, name or "", m["value"].strip('"'))
        if name is None:
            raise part.wrong("E-QUERY-KEY", key=key, known=tuple(f"{k}:" for k in KEYS))
        if not part.value:
            raise part.wrong("E-QUERY-EMPTY", key=key)
        yield part


def condition(store: Store, text: str) -> Condition:
    """The condition on ``request`` joined with ``standing`` that a query means, for :func:`read.listed`.

    Raises:
        BadInput: a mistake, with its place (``place``, from 1) and its length.
    """
    found: list[Condition] = []
    words: list[str] = []
    for part in parts(text):
        if part.key:
            sql, args = MAKERS[part.key](store, part)
            found.append((f"NOT coalesce({sql}, 0)" if part.negated else sql, args))
        else:
            words.append(part.text)
    if words:
        held = search.holding(store.db.connection(), " ".join(words))
        found.append(("request.id IN (SELECT value FROM json_each(?))", (json.dumps(held),)))
    if not found:
        return EVERYTHING
    return " AND ".join(f"({sql})" for sql, _ in found), tuple(a for _, args in found for a in args)


# ---- keys --------------------------------------------------------------------------------------------------------
Maker = Callable[["Store", Part], Condition]


def chosen(column: str | Callable[[int], str], name: str) -> Maker:
    """A key whose values are the choices of a field, by code or by word, a beginning being enough."""

    def make(store: Store, part: Part) -> Condition:
        codes = tuple(choice(part, name, value) for value in re.split("[,，]", part.value) if value)
        sql = column if isinstance(column, str) else column(store.now())
        return f"{sql} IN ({', '.join('?' * len(codes))})", codes

    return make


BALLS = ("business", "technical", "testing", "third_party", "nobody")


def choices(name: str) -> tuple[str, ...]:
    """The codes that a key's values stand for."""
    return BALLS if name == "ball" else FIELDS[name].choices


def choice(part: Part, name: str, value: str) -> str:
    """The code of a value: the code itself, its word in either language, or a beginning that only one of them has.

    Raises:
        BadInput: none, or several.
    """
    wanted = value.casefold()
    spoken = {code: words(name, code) for code in choices(name)}
    exact = [code for code, said in spoken.items() if wanted in said]
    found = exact or [code for code, said in spoken.items() if any(w.startswith(wanted) for w in said)]
    if len(found) != 1:
        raise part.wrong("E-QUERY-VALUE", value=value, offered=choices(name))
    return found[0]


def words(name: str, code: str) -> set[str]:
    """What people may write for a code."""
    keys = (f"choice.{name}.{code}", f"short.{name}.{code}")
    said = {catalog(lang)[key].casefold() for lang in LANGS for key in keys if key in catalog(lang)}
    return {code, *said}


def department(store: Store, part: Part) -> Condition:
    """The department's name holds the value."""
    return "instr(coalesce(request.department, ''), ?) > 0", (part.value,)


def person(column: str) -> Maker:
    """A key whose value is a person: me, a login, or a name."""

    def make(store: Store, part: Part) -> Condition:
        people = store.team.people.values()
        if part.value.casefold() in ME:
            ids = [store.me.id] if store.me else []
        else:
            ids = [p.id for p in people if part.value in (p.login, p.name)]
            if not ids:
                raise part.wrong("E-QUERY-PERSON", value=part.value)
        return f"{column} IN ({', '.join('?' * len(ids)) or 'NULL'})", tuple(ids)

    return make


def number(store: Store, part: Part) -> Condition:
    """The number, with ``*`` for any part of it; a draft by its ``d12``."""
    pattern = re.sub(r"[\[?]", r"[\g<0>]", part.value)
    return "coalesce(request.number, 'd' || request.id) GLOB ?", (pattern,)


def due(store: Store, part: Part) -> Condition:
    """The earliest running clock is due before or after an instant."""
    if part.value.casefold() in NONE:
        return "standing.due_at IS NULL", ()
    return compared(store, part, "standing.due_at", ahead=1)


def changed(store: Store, part: Part) -> Condition:
    """The last entry about the request is older or newer; ``<3d`` is less than three days ago."""
    return compared(store, part, CHANGED, ahead=-1)


def compared(store: Store, part: Part, sql: str, ahead: int) -> Condition:
    """An instant compared with a day, or with so many hours, days or weeks from now.

    Raises:
        BadInput: it is neither.
    """
    today = date_of(store.calendar, store.now()).isoformat()
    m = COMPARED.fullmatch(today if part.value.casefold() in TODAY else part.value)
    if m is None:
        raise part.wrong("E-QUERY-TIME", value=part.value)
    try:
        if m["day"]:
            return of_day(store, sql, m["sign"], date.fromisoformat(m["day"]))
    except (ValueError, OverflowError, BadPromise):
        raise part.wrong("E-QUERY-TIME", value=part.value) from None
    at = store.now() + ahead * int(m["count"]) * HOURS[m["unit"]] * 3_600_000
    sign = m["sign"] or "<="
    if ahead < 0:
        sign = sign.translate(str.maketrans("<>", "><"))
    return f"{sql} {sign} ?", (at,)


def of_day(store: Store, sql: str, sign: str, day: date) -> Condition:
    """An instant compared with a whole day of the calendar's zone."""
    begin, end = midnight(store, day), midnight(store, day + timedelta(1))
    if not sign:
        return f"{sql} >= ? AND {sql} < ?", (begin, end)
    at = begin if sign in ("<", ">=") else end
    return f"{sql} {'<' if sign in ('<', '<=') else '>='} ?", (at,)


def midnight(store: Store, day: date) -> int:
    """The beginning of a day in the calendar's zone."""
    return instant_of(datetime(day.year, day.month, day.day, tzinfo=store.calendar.info))


def owing(acts: tuple[str, ...]) -> Maker:
    """A key about acts that are owed: ``open`` by anybody, ``me`` by the person who asks."""

    def make(store: Store, part: Part) -> Condition:
        marks = ", ".join("?" * len(acts))
        sql = f"EXISTS (SELECT 1 FROM owed o WHERE o.request = request.id AND o.act IN ({marks})"
        if part.value.casefold() in OPEN:
            return f"{sql})", acts
        if part.value.casefold() in ME:
            return f"{sql} AND o.person = ?)", (*acts, store.me.id if store.me else 0)
        raise part.wrong("E-QUERY-VALUE", value=part.value, offered=("open", "me"))

    return make


def plain(sql: str) -> Maker:
    """A word alone."""
    return lambda store, part: (sql, (store.now(),) if "?" in sql else ())


MAKERS: dict[str, Maker] = {
    "status": chosen("request.status", "status"),
    "step": chosen("request.step", "step"),
    "type": chosen("request.type", "type"),
    "prio": chosen("request.priority", "priority"),
    "dept": department,
    "by": person("request.requester"),
    "lead": person("coalesce(request.technical_lead, request.technical_contact)"),
    "ball": chosen(ball, "ball"),
    "due": due,
    "changed": changed,
    "no": number,
    "q": owing(("answer",)),
    "sign": owing(("sign", "approve")),
    "late": plain(f"{OPEN_STATUS} AND standing.due_at < ?"),
    "paused": plain("request.status = 'blocked'"),
    "blocked": plain(f"request.status = 'blocked' AND NOT {DEFERRED}"),
}
