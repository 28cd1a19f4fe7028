"""Urgent requests: what they cannot go on without, and what becomes a debt instead. Pure.

``spec/workflow.md``, "Request types": to move on an urgent request needs only its title, what is wrong, who of business
agreed and how, and before launch a way back; every other blocking check becomes a debt that blocks closing.
"""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.store.rules.checks import Circumstances
from bihuan.store.rules.gates import GATE_CHECKS
from bihuan.store.rules.kept import Debt
from bihuan.store.rules.lessons import code_of
from bihuan.store.rules.record import FIELDS, MANY, Check, Party, Person, Record
from bihuan.store.rules.steps import GATES

# Title, that it is urgent and of which kind, what is wrong; the logged contact; the way back. Closing owes nothing.
NEEDED = frozenset({"G0-01", "G0-02", "G0-05", "G0-13", "G1-01", "G5-04"})
CLOSING = "G6"
OF_BUSINESS = frozenset({"G0-03", "G3-07"})  # it proposes the priority, and gives its own signature


def is_urgent(record: Record) -> bool:
    """The request goes the urgent way."""
    return record.request.type == "urgent"


def becomes_debt(check: Check) -> bool:
    """A blocking check that an urgent request may go on without, for a working day."""
    return check.severity == "blocking" and check.code not in NEEDED and not check.code.startswith(CLOSING)


def debtor(check: Check) -> Party:
    """The party that owes a debt: whose signature or field it is."""
    name = check.field.partition(".")[0]
    party = FIELDS[name].f.party if name in FIELDS else MANY[name].edited_by if name in MANY else ""
    return "business" if check.code in OF_BUSINESS or party == "business" else "technical"


def paid(record: Record, around: Circumstances) -> Iterator[Debt]:
    """The open debts whose check is no longer found."""
    before = {g.code: g.before for g in GATES}
    found: dict[str, set[tuple[str, str]]] = {}
    answered = {code_of(a.lesson) for a in record.lesson_answers}
    for debt in record.debts:
        if debt.code.startswith("L-"):
            if debt.settled_at is None and debt.code in answered:
                yield debt
        elif debt.settled_at is None:
            gate = debt.code[:2]
            if gate not in found:
                found[gate] = {(c.code, c.field) for c in GATE_CHECKS[before[gate]](record, around)}
            if (debt.code, debt.field) not in found[gate]:
                yield debt


def only_urgent_late(record: Record, who: Person, statuses: tuple[str, ...]) -> Iterator[Check]:
    """After its own steps an act is only for an urgent request, which may owe it as a debt."""
    status = record.request.status
    if status not in statuses and not is_urgent(record):
        yield Check("E-STEP", values=(("statuses", statuses), ("status", status)))
