"""The versions of the design and the signatures under them; what both have signed stays.

``spec/workflow.md``, "Scope freeze and change requests".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bihuan.store.acts import Acting
from bihuan.store.errors import NotAllowed
from bihuan.store.rules.freeze import contents, contents_digest, frozen, frozen_values, signed_version, statement
from bihuan.store.rules.planned import SignOff, Version
from bihuan.store.rules.record import Person


def current_version(do: Acting, signed_at: int | None = None) -> Version:
    """The version of what stands there now, made when its contents are new; of a change it is signed at once."""
    record = do.current
    now = contents_digest(record)
    if record.versions and record.versions[-1].digest == now:
        return record.versions[-1]
    return do.put(
        Version(
            request=record.request.id,
            number=1 + max((v.number for v in record.versions), default=0),
            digest=now,
            contents=contents(record),
            frozen=frozen_values(record),
            at=do.at,
            signed_at=signed_at,
        )
    )


def put_signature(do: Acting, version: Version, who: Person, given: Mapping[str, Any]) -> None:
    """Put a person's signature under a version.

    Args:
        do: the act.
        version: what is signed.
        who: the signer, for the own party.
        given: for whom a deputy gave it, who entered it, how it came (``hands.marks``).
    """
    record = do.current
    head = str(do.store.one("SELECT hash FROM entry ORDER BY seq DESC LIMIT 1"))
    do.put(
        SignOff(
            request=record.request.id,
            party=who.party,
            by=who.id,
            at=do.at,
            version=version.number,
            digest=version.digest,
            statement=statement(record, who, do.at, version.number, head),
            method="entered" if given.get("entered_by") else "identity",
            **given,
        )
    )


def refuse_frozen_contents(do: Acting) -> None:
    """However it was written: what is frozen stays what both have signed.

    Raises:
        NotAllowed: it would not.
    """
    signed = signed_version(do.on) if frozen(do.on) else None
    if signed is not None:
        told, now = json.loads(signed.frozen), json.loads(frozen_values(do.current))
        if differing := next((name for name in told if told[name] != now[name]), None):
            raise NotAllowed("E-FROZEN", "milestones" if differing == "launch" else differing)
