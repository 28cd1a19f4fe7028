"""The people of one record as others may read them, and what must not stand in its texts. Pure.

A name says where somebody was and as what at the time of the act (``spec/workflow.md``, "Who takes part"). Everything
that prints a record asks here, so that a person carries the same number in every document and page.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property

from bihuan.store.rules.field import Child, Column
from bihuan.store.rules.mask import masked, numbered
from bihuan.store.rules.record import CHILDREN, FIELDS, TABLES, Record, Team

# The acts of these are the submission; other roles are held until the request ends.
SUBMITS = frozenset({"requester", "author"})


def name_at(team: Team, person: int, at: int | None = None) -> str:
    """The masked name of somebody of the team as of an instant, without one as of now."""
    posts = team.posts.get(person, ())
    if at is None or not posts:
        return masked(team.people[person])
    return masked(posts[max(0, bisect_right(posts, at, key=lambda post: post.since) - 1)])


def _instants(cls: type[Child]) -> Mapping[str, str]:
    """The column that says when what stands in another one came: of ``answered_by`` it is ``answered_at``."""
    kinds = {c.name: c.kind for c in TABLES.columns[cls.table]}
    own = {name: f"{name.removesuffix('_by')}_at" for name in kinds if name.endswith("_by")}
    return {n: at for n in kinds if kinds.get(at := own[n] if own.get(n) in kinds else "at") == "instant"}


INSTANTS = {cls.table: _instants(cls) for cls in CHILDREN}


def instant_of(record: Record, column: Column, row: Child | None = None) -> int | None:
    """When what stands in a column was given; None where nothing says so."""
    if row is not None:
        at = INSTANTS[row.table].get(column.name)
        return (getattr(row, at) or None) if at else None
    return record.request.submitted_at if column.name in SUBMITS else None


class Names:
    """Everybody of a record by the masked name, numbered in the order in which they stand in it.

    What no instant is known of counts as of the end of the request; while it is open, as of now.
    """

    def __init__(self, record: Record) -> None:
        """Number the people of a record."""
        self.record, self.team = record, record.team
        self.numbers = numbered((p, self.bare(p, at)) for p, at in persons(record) if p in self.team.people)
        self._hidden: dict[tuple[str, int], dict[str, str]] = {}

    def bare(self, person: int, at: int | None = None) -> str:
        """A masked name without its number."""
        return name_at(self.team, person, at or self.record.request.closed_at)

    def of(self, person: int, at: int | None = None) -> str | None:
        """A person of the team by the masked name as of an instant."""
        if person not in self.team.people:
            return None
        bare = self.bare(person, at)
        return self.numbers.get((person, bare), bare)

    @cached_property
    def turns(self) -> tuple[int, ...]:
        """The instants at which somebody of the team changed place."""
        return tuple(sorted({post.since for posts in self.team.posts.values() for post in posts[1:]}))

    def hidden(self, somebody: str, at: int | None = None) -> dict[str, str]:
        """What must not stand in a text of an instant, and what stands for it: names, ``@login``, addresses, numbers.

        A bare login is left: many are ordinary words, and a document says what people wrote.

        Args:
            somebody: stands for a person that an import names and that the team does not know.
            at: when the text was written.
        """
        key = (somebody, self.turn(at))
        if key not in self._hidden:
            self._hidden[key] = self._hiding(somebody, at)
        return self._hidden[key]

    def turn(self, at: int | None) -> int:
        """How many such turns had been by an instant: between two of them every name is the same."""
        at = at or self.record.request.closed_at
        return len(self.turns) if at is None else bisect_right(self.turns, at)

    def _hiding(self, somebody: str, at: int | None) -> dict[str, str]:
        hidden: dict[str, str] = {}
        for person in self.team.people.values():
            stand_in = self.of(person.id, at) or somebody
            for needle in (person.name, f"@{person.login}", person.email, person.phone):
                if needle:
                    hidden[needle] = stand_in
        for name in self.record.request.imported_people:
            bare = name.lstrip("\\@").strip()
            sure = any(char.isspace() or ord(char) > 0x2FFF for char in bare)
            hidden.setdefault(bare if sure else f"@{bare}", somebody)
        return hidden


def persons(record: Record) -> Iterator[tuple[int, int | None]]:
    """Everybody who stands in the record and as of when, again and again, in its own order."""
    for column in FIELDS.values():
        at = instant_of(record, column)
        yield from ((p, at) for p in _ids(column.kind, getattr(record.request, column.name)))
    for cls in CHILDREN:
        columns = [c for c in TABLES.columns[cls.table] if c.kind in ("person", "people")]
        for row in getattr(record, cls.many):
            for column in columns:
                at = instant_of(record, column, row)
                yield from ((p, at) for p in _ids(column.kind, getattr(row, column.name)))
    by_login = {person.login: person.id for person in record.team.people.values()}
    yield from ((by_login[q.to], q.at or None) for q in record.questions if q.to in by_login)


def _ids(kind: str, value: object) -> Iterator[int]:
    if kind == "person" and isinstance(value, int):
        yield value
    elif kind == "people" and isinstance(value, tuple):
        yield from value
