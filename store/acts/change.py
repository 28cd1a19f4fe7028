"""Change requests: the new values of frozen fields, decided by both parties; deciding is signing the new version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from bihuan.store import read
from bihuan.store.acts import Acting, asked
from bihuan.store.acts.hands import given_by, marks, marks_of, prove, refuse_one_hand
from bihuan.store.acts.inputs import value
from bihuan.store.acts.rows import numbered, put_rows, refuse_astray, row_of, rows_to_put, with_rows
from bihuan.store.acts.settle import settle
from bihuan.store.acts.versions import current_version, put_signature
from bihuan.store.errors import BadInput, Conflict, NotAllowed, Refused
from bihuan.store.rules.freeze import (
    CHANGED_ROWS,
    FROZEN_FIELDS,
)
from bihuan.store.rules.gates import signable, unsettled
from bihuan.store.rules.planned import Change
from bihuan.store.rules.record import FIELDS, MANY, Party, Record
from bihuan.store.rules.roles import SIGNERS


def changed(do: Acting, fields: Mapping[str, Any]) -> Record:
    """The record as a change request would have it; nothing is written.

    Raises:
        BadInput: a field that is not frozen is edited directly; a value that is not of its kind, or none at all.
    """
    if not fields:
        raise BadInput("E-INPUT-MISSING", "fields", name="fields")
    was = do.on
    try:
        for path, raw in fields.items():
            do.record = with_value(do, path, raw)
        refuse_astray(was, do.on)
        return do.on
    finally:
        do.record = was


def with_value(do: Acting, path: str, raw: Any) -> Record:
    """The record with one new value of a frozen field, or with other rows.

    Raises:
        BadInput: the field is none that a change request is for, or its value is missing.
    """
    name = path.partition(".")[0].removesuffix("+")
    if name in CHANGED_ROWS:
        here = numbered(do.on, name)
        last = do.store.one(f"SELECT coalesce(max(n), 0) FROM {MANY[name].table} WHERE request = ?", do.on.request.id)
        for row in rows_to_put(do, name, path, raw, numbered(do.on, name)):
            n = row.n or max([last, *here]) + 1
            here[n] = replace(row, n=n)
        return with_rows(do.on, name, here)
    if path not in FROZEN_FIELDS:
        raise BadInput("E-CHANGE-FIELD", path, known=(*FROZEN_FIELDS, *CHANGED_ROWS))
    found: dict[str, Any] = {path: value(do.store.team, replace(asked(FIELDS[path]), required=False), raw)}
    if found[path] is None:
        raise BadInput("E-INPUT-MISSING", path, name=path)
    return replace(do.on, request=replace(do.on.request, **found))


def refuse_contents(do: Acting, after: Record, reasons: Mapping[str, str] | None) -> None:
    """What a change brings obeys the limit of the title and the wording check like any edit.

    Whoever asks for it overrides a refusal by name, which the other party sees before it decides. What stood there
    before is not asked again.

    Raises:
        Refused: checks on the new contents are unmet.
    """
    around = read.circumstances(do.store, do.on, do.at)
    known = {(c.code, c.field, c.about) for c in signable(do.on, around)}
    brought = [c for c in signable(after, around) if (c.code, c.field, c.about) not in known]
    if left := settle(do, unsettled(do.on, brought), reasons):
        raise Refused(*left)


def decided(do: Acting, n: int, *, agreed: bool, reason: str | None = None) -> None:
    """Note one party's decision; the second yes writes the new values and both signatures.

    Raises:
        NotFound: no such change request.
        Conflict: it is decided already.
        NotAllowed: this party has decided, or the same hand stands behind the other's yes.
    """
    found = row_of(do.on, Change, n)
    if found.state != "proposed":
        raise Conflict("E-CHANGE-DECIDED", f"changes.{n}", n=n)
    if not agreed:
        do.put(replace(found, state="declined", decided_at=do.at, declined_reason=reason))
        return
    said = [p for p in get_args(Party) if getattr(found, f"{p}_by") is not None]
    if do.who.party in said:
        raise NotAllowed("E-SIGN-TWICE")
    prove(do)
    refuse_one_hand(do, [given_by(do, p, found, f"{p}_by") for p in said])
    word: dict[str, Any] = {f"{do.who.party}_by": do.who.id, f"{do.who.party}_at": do.at}
    word |= {"state": "approved", "decided_at": do.at} if said else {}
    made = do.put(replace(found, **word))
    if said:
        write(do, made)


def write(do: Acting, change: Change) -> None:
    """Write the new values and the version that both have signed by agreeing."""
    single: dict[str, Any] = {}
    rows: dict[str, dict[str, Any]] = {}
    for path, raw in json.loads(change.values).items():
        name = path.partition(".")[0].removesuffix("+")
        if name in MANY:
            rows.setdefault(name, {})[path] = raw
        else:
            single[name] = value(do.store.team, replace(asked(FIELDS[name]), required=False), raw)
    for many, paths in rows.items():
        put_rows(do, many, paths)
    if single:
        do.put(replace(do.on.request, **single))
    version = current_version(do, signed_at=do.at)
    for column in ("business_by", "technical_by"):
        pid = getattr(change, column)
        who, entry = do.store.team.people[pid], read.wrote(do.store, change, column)
        earlier = None if pid == do.who.id else entry
        put_signature(do, version, who, marks(do, SIGNERS) if earlier is None else marks_of(do, earlier, SIGNERS))
