"""Undo: the last act of one's own is taken back as one unit, by an entry that writes the inverse."""

from __future__ import annotations

import json

from bihuan.store import read
from bihuan.store.acts import ACTS, Acting, act
from bihuan.store.acts.versions import refuse_frozen_contents
from bihuan.store.errors import Conflict, NotAllowed, NotFound
from bihuan.store.rules.ledger import Change, inverse
from bihuan.store.rules.record import TABLES
from bihuan.store.rules.steps import ENDS

INSTEAD = {"submit": "withdraw", "sign": "revoke", "advance": "return", "confirm": "return", "launch": "rollback"}
INSTEAD |= {"new": "withdraw", "split": "withdraw", "follow": "withdraw", "return": "advance", "rollback": "launch"}
INSTEAD |= {"merge": "reopen", "reject": "reopen", "withdraw": "reopen", "approve": "change", "decline": "change"}
INSTEAD |= {"revoke": "sign", "take-over": "hand-over", "undo": "edit"}
# Rows by which people went on from what stood there: a step, a signature, a confirmation.
GROUNDS = frozenset({"move", "sign_off", "confirmation"})


@act("undo", undoable=False, ended=True)
def undo(do: Acting) -> None:
    """Take back one's own last act on this request, if nothing was built upon it."""
    found = do.store.sql(
        "SELECT first, act FROM entry WHERE about = ? AND (body ->> 'by') = ? ORDER BY seq DESC LIMIT 1",
        (f"request/{do.on.request.id}", do.who.id),
    ).fetchone()
    if found is None:
        raise NotFound("E-NOTHING-TO-UNDO")
    first, code = found
    declared = ACTS.get(code)
    if declared is None or not declared.declared.undoable:
        told = "reopen" if do.on.request.status in ENDS else "ask"  # what stays is settled with the other party
        raise NotAllowed("E-NO-UNDO", act=code, instead=INSTEAD.get(code, told))
    refuse_built_upon(do, first, code)
    do.reason = f"{code} {first}"
    do.store.sql("PRAGMA defer_foreign_keys = 1")
    for table, rid, _, _, new in inverse(changes_since(do, "first = ?", first)):
        if table == "request" and new.get("confidential") == 0:
            raise NotAllowed("E-NO-UNDO", act=code, instead="disclose")  # both parties lift the mark
        texts = {c: read.text(do.store, new[c]) for c in TABLES.long[table] if c in new}
        was = do.found(TABLES.by_name[table], rid)
        do.put(TABLES.value(type(was), {**TABLES.row(was), **new, **texts}))
    refuse_frozen_contents(do)


def changes_since(do: Acting, where: str, seq: int) -> list[Change]:
    """What some entries have changed, oldest first."""
    bodies = do.store.sql(f"SELECT body FROM entry WHERE {where} AND body IS NOT NULL ORDER BY seq", (seq,))
    return [change for (body,) in bodies for change in json.loads(body)["changes"]]


def refuse_built_upon(do: Acting, first: int, code: str) -> None:
    """Nothing later has changed the same values or the rows that came, and nobody moved or signed on the grounds of it.

    Raises:
        Conflict: something was built upon it.
    """
    mine = changes_since(do, "first = ?", first)
    later = do.store.sql(
        "SELECT body FROM entry WHERE about IN (SELECT about FROM entry WHERE first = ?1) AND first > ?1"
        " AND body IS NOT NULL",
        (first,),
    )
    since = [change for (body,) in later for change in json.loads(body)["changes"]]
    wrote = {(table, rid, column) for table, rid, _, _, new in mine for column in new}
    came = {(table, rid) for table, rid, op, _, _ in mine if op == "i"}
    for table, rid, op, _, new in since:
        again = any((table, rid, column) in wrote for column in new)
        if again or (table, rid) in came or (op == "i" and table in GROUNDS):
            raise Conflict("E-UNDO-CHANGED", act=code)
