"""A store with what a person may not see: a mark of its own stands in every text column of it.

One request is confidential, one is another person's draft; a third one, open to all, is linked to both.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from bihuan.store import file
from bihuan.store.rules.field import Column
from bihuan.store.rules.planned import Link
from bihuan.store.rules.record import CHILDREN, TABLES, Person, Request

NOW = 1_735_788_600_000  # 2025-01-02, a Thursday
MARK, LIKE = "zqmark", "订单状态实时同步"
UNSEEN, DRAFT, SEEN = "2025-701", "d2", "2025-702"
PEOPLE = (
    Person(login="wangfang", name="王芳", department="市场部", title="经理", party="business"),
    Person(login="liqiang", name="李强", department="研发部", title="工程师", party="technical"),
    Person(login="zhoumin", name="周敏", department="运营部", title="主管", party="business"),
    Person(login="qianjun", name="钱军", department="研发部", title="主管", party="technical"),
)
OUTSIDE = ("zhoumin", "qianjun", "nobody")


class Marks:
    """Values for every column; a text is one that other requests are like, with a mark of its own."""

    def __init__(self, person: int) -> None:
        self.numbers, self.person, self.made = count(1), person, set[tuple[str, str]]()

    def value(self, table: str, c: Column) -> Any:
        """A value that the column can hold."""
        if c.choices:
            return c.choices[0]
        plain = {"int": 1, "bool": False, "day": date(2025, 1, 2), "instant": NOW, "decimal": Decimal("1.5"), "row": 1}
        plain |= {"person": self.person, "people": (self.person,), "request": 1}
        if c.kind in plain:
            return plain[c.kind]
        self.made.add((table, c.name))
        text = f"{LIKE} {MARK}{next(self.numbers)}q"
        return json.dumps({"title": text}) if c.name in ("values", "frozen") else (text,) if c.kind == "words" else text

    def row(self, cls: Any, **known: Any) -> Any:
        """A row of a table with something in every column."""
        columns = [c for c in TABLES.columns[cls.table] if c.name not in ("id", "n", "dropped")]
        return cls(**{c.name: self.value(cls.table, c) for c in columns} | known)


FORCED = {
    "document": {"kind": "record"},
    "acknowledgement": {"code": "G0-40", "classes": ("hollow",)},
    "lesson": {"type": None, "step": None, "words": (), "system": None},
    "move": {"from_status": "submitting", "to_status": "assessing"},
    "attachment": {"size": 1},
    "verdict": {"stopped_at": NOW, "act": "answer", "party": "technical"},
    "block": {"ended_at": NOW},
    "proposal": {"step": "submitting"},
    "hand_over": {"role": "tester"},
}


def marked(do: Any, marks: Marks, **known: Any) -> None:
    """A request with a mark in every text column of every table."""
    r = do.put(marks.row(Request, **known))
    for cls in CHILDREN:
        forced = FORCED.get(cls.table, {})
        if cls.table == "attachment":
            forced = {**forced, "hash": do.keep_bytes(f"{MARK}{r.id}".encode())}
        do.put(marks.row(cls, request=r.id, **forced, **({"to": r.id} if cls.table == "link" else {})))


def fill(path: Path, *, confidential: bool = True) -> None:
    """Make the store: two requests full of marks, and one open to all that is linked to both and is like them."""
    keeper = Person(login="keeper", name="孙档", party="technical", keeper=True)
    with file.create(path, keeper, now=lambda: NOW) as store:
        with store.acting("import") as do:
            people = {p.login: do.put(p).id for p in PEOPLE}
        with store.acting("import") as do:
            marks = Marks(people["wangfang"])
            step: dict[str, Any] = {"step": "assessing", "returned_from": None, "flags": (), "urgent_kind": None}
            step |= {"source": None, "source_id": None}
            lead = {"technical_contact": people["liqiang"], "technical_lead": people["liqiang"]}
            marked(do, marks, **step, **lead, number=UNSEEN, status="assessing", confidential=confidential)
            marked(do, marks, **{**step, "step": "draft"}, number=None, status="draft")
            known = {"title": LIKE, "background": LIKE, "requester": people["zhoumin"], "created_at": NOW}
            known |= {"technical_contact": people["qianjun"], "technical_lead": people["qianjun"]}
            seen = do.put(Request(number=SEEN, status="assessing", step="assessing", submitted_at=NOW, **known))
            for n, to in enumerate((1, 2), 1):
                do.put(Link(request=seen.id, n=n, kind="depends_on", to=to))
    texts = {(t, c.name) for t in ("request", *(cls.table for cls in CHILDREN)) for c in TABLES.columns[t]
             if c.kind in ("line", "markdown", "words") and not c.choices}  # fmt: skip
    assert texts <= marks.made
