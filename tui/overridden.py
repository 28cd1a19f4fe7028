"""What the other party overrode: said to the one who is about to sign, judge or confirm, before it is done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bihuan.store import read
from bihuan.store.file import Store
from bihuan.store.rules.kept import Acknowledgement
from bihuan.store.rules.overridden import overrides_unseen
from bihuan.store.rules.record import Party, Record
from bihuan.store.text import Lang, catalog, say, shown
from bihuan.store.text.checks import check_name
from bihuan.store.text.places import place
from bihuan.tui.session import Session

# Verdicts, signatures and confirmations, before which a party is shown the other one's overrides.
SHOWN_BEFORE = frozenset({"confirm", "sign", "approve", "judge", "close"})


def in_words(given: Acknowledgement, by: str, lang: Lang) -> str:
    """An override in a sentence: who, which check, where, what is wrong with the wording, why."""
    field, check = place(given.field, catalog(lang).get), check_name(given.code, lang)
    known: dict[str, Any] = {"by": by, "check": check, "field": field, "reason": given.reason}
    if not given.classes:
        return say("override.line", lang, **known)
    classes = say("override.comma", lang).join(say(f"wording.class.{cls}", lang) for cls in given.classes)
    return say("override.wording", lang, **known, classes=classes)


def overrides_told(here: Session, store: Store, record: Record, party: Party | None = None) -> Iterator[str]:
    """The lines about overrides that a party has not seen; nothing where there are none.

    Args:
        here: the call.
        store: its store.
        record: the request.
        party: whose eyes; by default those of the person at the store.
    """
    party = party or (store.me.party if store.me else None)
    if party is None:
        return
    unseen = overrides_unseen(record, read.circumstances(store, record, store.now()), party)
    if unseen:
        yield say("override.head", here.lang, n=len(unseen))
    for one in unseen:
        by = record.team.people.get(one.by)
        yield "  " + shown(in_words(one, by.name if by else "-", here.lang))
