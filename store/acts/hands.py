"""Whose hand stands behind what binds: the proof of what was entered for somebody, two hands of two parties, deputies.

``spec/workflow.md``, "People without a terminal" and "Deputy".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

from bihuan.store import read
from bihuan.store.acting import Acting
from bihuan.store.errors import NotAllowed
from bihuan.store.rules.field import Child
from bihuan.store.rules.record import Entry, Party
from bihuan.store.rules.roles import acting_for
from bihuan.store.rules.workdays import date_of


class Word(Protocol):
    """What one party has given: a signature, a yes, a confirmation."""

    @property
    def party(self) -> Party:
        """For which party."""

    @property
    def by(self) -> int | None:
        """Who gave it."""

    @property
    def entered_by(self) -> int | None:
        """Who entered it for that person."""


class Given(NamedTuple):
    """What one party has given, where its row does not say who entered it: the history does."""

    party: Party
    by: int | None
    entered_by: int | None


def given_by(do: Acting, party: Party, row: Child, column: str) -> Given:
    """A party's word that a row keeps only by its person: who entered it stands in the history."""
    entry = read.wrote(do.store, row, column)
    return Given(party, getattr(row, column), entry.entered_by if entry else None)


def prove(do: Acting) -> None:
    """What binds a person who was not at a terminal needs its proof, except in a demo store.

    Raises:
        NotAllowed: no attachment of the request proves it.
    """
    if do.entered_by is None or do.store.team.demo:
        return
    if do.proof is None or not do.proof.channel or do.proof.attachment not in {a.n for a in do.on.attachments}:
        raise NotAllowed("E-PROOF", "proof", act=do.act)


def refuse_one_hand(do: Acting, said: Iterable[Word]) -> None:
    """Whoever gives or enters what one party gives cannot give or enter the other's on the same contents.

    Raises:
        NotAllowed: the same hand stands behind both.
    """
    hands = {do.who.id} | ({do.entered_by.id} if do.entered_by else set())
    for word in said:
        if word.party != do.who.party and hands & {word.by, word.entered_by}:
            raise NotAllowed("E-SIGN-SAME-PERSON" if word.by == do.who.id else "E-SIGN-SAME-HAND")


def marks(do: Acting, roles: tuple[str, ...]) -> dict[str, Any]:
    """The columns that say for whom a deputy gave it, and who entered it, how it came and what proves it."""
    return {"signed_for": acting_for(do.on, do.who.id, roles, do.today), **do.entered}


def marks_of(do: Acting, entry: Entry, roles: tuple[str, ...]) -> dict[str, Any]:
    """The same of what an earlier act gave."""
    whom = acting_for(do.on, entry.by or 0, roles, date_of(do.store.calendar, entry.at))
    return {"signed_for": whom, "entered_by": entry.entered_by, "channel": entry.channel, "proof": entry.proof}
