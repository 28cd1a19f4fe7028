"""The people of one record as others may read them, and what must not stand in its texts. Pure.

Everything that prints a record asks here, so that a person carries the same number in every document and page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bihuan.store.rules.mask import mask_people, masked
from bihuan.store.rules.record import CHILDREN, FIELDS, TABLES, Record


def names_of(record: Record) -> dict[int, str]:
    """Everybody of the record by the masked name, numbered in the order in which they stand in it."""
    team = record.team.people
    return mask_people(team[person] for person in persons(record) if person in team)


def persons(record: Record) -> Iterator[int]:
    """Everybody who stands in the record, again and again, in its own order."""
    for column in FIELDS.values():
        yield from _ids(column.kind, getattr(record.request, column.name))
    for cls in CHILDREN:
        columns = [c for c in TABLES.columns[cls.table] if c.kind in ("person", "people")]
        for row in getattr(record, cls.many):
            for column in columns:
                yield from _ids(column.kind, getattr(row, column.name))
    asked = {question.to for question in record.questions}
    yield from (person.id for person in record.team.people.values() if person.login in asked)


def _ids(kind: str, value: object) -> Iterator[int]:
    if kind == "person" and isinstance(value, int):
        yield value
    elif kind == "people" and isinstance(value, tuple):
        yield from value


def hidden_of(record: Record, names: Mapping[int, str], somebody: str) -> dict[str, str]:
    """What must not stand in a text of the record, and what stands for it: names, ``@login``, addresses, numbers.

    A bare login is left: many are ordinary words, and a document says what people wrote.

    Args:
        record: the record.
        names: the masked names of its people.
        somebody: stands for a person that an import names and that the team does not know.
    """
    hidden: dict[str, str] = {}
    for person in record.team.people.values():
        stand_in = names.get(person.id) or masked(person)
        for needle in (person.name, f"@{person.login}", person.email, person.phone):
            if needle:
                hidden[needle] = stand_in
    for name in record.request.imported_people:
        bare = name.lstrip("\\@").strip()
        sure = any(char.isspace() or ord(char) > 0x2FFF for char in bare)
        hidden.setdefault(bare if sure else f"@{bare}", somebody)
    return hidden
