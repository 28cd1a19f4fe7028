"""Undo: the last act of one's own is taken back as one unit, by an entry that writes the inverse."""

from __future__ import annotations

import json

from bihuan.store.acts import ACTS, Acting, act
from bihuan.store.errors import Conflict, NotAllowed, NotFound
from bihuan.store.rules.ledger import inverse

INSTEAD = {"submit": "withdraw", "sign": "revoke", "advance": "return", "confirm": "return", "launch": "rollback"}


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
        raise NotAllowed("E-NO-UNDO", act=code, instead=INSTEAD.get(code, "-"))
    do.reason = f"{code} {first}"
    do.store.sql("PRAGMA defer_foreign_keys = 1")
    bodies = do.store.sql("SELECT body FROM entry WHERE first = ? ORDER BY seq DESC", (first,)).fetchall()
    for (body,) in bodies:
        for table, rid, op, old, new in inverse(json.loads(body)["changes"]):
            names = ", ".join(f'"{c}"' for c in old or {"id": 0})
            now = do.store.sql(f"SELECT {names} FROM {table} WHERE id = ?", (rid,)).fetchone()
            if op != "u" or now != tuple(old.values()):
                raise Conflict("E-UNDO-CHANGED", act=code)
            do.write(table, rid, dict(new))
            owner = do.store.one(f"SELECT request FROM {table} WHERE id = ?", rid) if table != "request" else rid
            do.touched.add(owner)
