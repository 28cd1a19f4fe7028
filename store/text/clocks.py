"""What a clock that stopped was about, in words, as documents and pages name it beside the clock."""

from __future__ import annotations

from bihuan.store.rules.kept import Verdict
from bihuan.store.rules.record import MANY, Record
from bihuan.store.rules.reminders import ABOUT_ROWS
from bihuan.store.text import Lang, has, say
from bihuan.store.text.checks import check_name

# The clocks that run for several acts; of any other its own name says which.
OF_MANY_ACTS = frozenset({"response", "monitoring", "stable_run"})


def about_words(record: Record, v: Verdict, lang: Lang) -> str:
    """A milestone, the check of a debt, else the act that was owed and its row; nothing where the clock says it all."""
    match v.clock:
        case "milestone":
            return next((say(f"choice.milestones.kind.{m.kind}", lang) for m in record.milestones if m.n == v.row), "")
        case "debt":
            return next((check_name(d.code, lang) for d in record.debts if d.n == v.row), "")
    act, many = f"owed.{v.act}", ABOUT_ROWS.get(v.act, "")
    told = [say(act, lang)] if v.clock in OF_MANY_ACTS and has(act, lang) else []
    place = record.place(MANY[many].table, v.row) if many else None
    return " ".join([*told, say(f"row_of.{many}", lang, n=place)] if place else told)
