"""Requests on their way out: one, some or all that a person may see, as JSON or as Markdown documents.

Exports are for others, so they are masked unless a keeper of records asks for full names. Attachments go along whole,
in JSON as base64 beside their hash; what people see in a picture no program masks.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from bihuan.store import query, read
from bihuan.store.errors import BadInput, NotAllowed, NotFound
from bihuan.store.flat import StandIns, of_store
from bihuan.store.text import Lang

if TYPE_CHECKING:
    from bihuan.store.file import Store

SCHEMA: Final = 1
ATTACHED: Final = 64 << 20  # bytes of attachments in one document, which is read back whole
_NAMED: Final = re.compile(r"\d{4}-\d+|d\d+|[^\s:/]+/\S.*")


def chosen(store: Store, what: str | None) -> tuple[int, ...]:
    """The requests that a number or a query means, or all that the person may see; in the order they came to be.

    Raises:
        NotFound: what looks like a number is none.
        BadInput: a mistake in the query.
    """
    if what:
        try:
            return (read.resolve(store, what),)
        except NotFound:
            if _NAMED.fullmatch(what):
                raise
    where, args = query.condition(store, what or "")
    return tuple(row.id for row in read.listed(store, where, *args, order="ORDER BY request.id"))


def as_json(
    store: Store, requests: Sequence[int], lang: Lang, *, full_names: bool = False, files: bool = True
) -> Iterator[str]:
    """Write out the document piece by piece, a request a line.

    Raises:
        NotAllowed: full names are for keepers of records.
        BadInput: more attachments than one document holds.
    """
    if full_names and not (store.me and store.me.keeper):
        raise NotAllowed("E-EXPORT-FULL-NAMES", "full_names")
    if files and (size := attached(store, requests)) > ATTACHED:
        raise BadInput("E-EXPORT-LARGE", "files", size=size >> 20, limit=ATTACHED >> 20)
    yield f'{{"schema": {SCHEMA}, "store": {store.team.settings["store"]}, "requests": ['
    masked = None if full_names else stand_ins(lang)
    for n, rid in enumerate(requests):
        told = of_store(store, rid, masked=masked)
        if masked:
            _hide_outsiders(told, masked.somebody)
        for row in told["attachments"] if files else ():
            row["content"] = base64.b64encode(read.blob(store, row["hash"])).decode()
        yield (",\n" if n else "\n") + json.dumps(told, ensure_ascii=False)
    yield "\n]}\n"


def attached(store: Store, requests: Sequence[int]) -> int:
    """How many bytes of attachments some requests have."""
    wanted = json.dumps(list(requests))
    return int(
        store.one(
            "SELECT coalesce(sum(size), 0) FROM attachment"
            " WHERE NOT dropped AND request IN (SELECT value FROM json_each(?))",
            wanted,
        )
    )


def stand_ins(lang: Lang) -> StandIns:
    """The words that stand for what is hidden."""
    from bihuan.store.text import say

    return StandIns(*(say(f"documents.hidden.{what}", lang) for what in ("person", "email", "phone")))


def _hide_outsiders(told: dict[str, Any], somebody: str) -> None:
    """Leave of the people that an import named only how many they are: the team does not know them."""
    told["imported_people"] = [somebody] * len(told["imported_people"])
    for row in (*told["events"], *told["comments"]):
        row["who"] = somebody if row["who"] else None


def as_markdown(
    store: Store, requests: Sequence[int], lang: Lang, *, full_names: bool = False, files: bool = True
) -> Iterator[str]:
    """Print the record document of each request; documents are always masked, and name attachments by their hash.

    Raises:
        BadInput: full names were asked for.
    """
    from bihuan.store import documents

    if full_names:
        raise BadInput("E-EXPORT-MD-MASKED", "full_names")
    for n, rid in enumerate(requests):
        yield ("\n\n" if n else "") + documents.render(read.record(store, rid), "record", lang)


FORMS: Final = {"json": as_json, "md": as_markdown}
