"""What can be done: each act is one typed function; its declaration gives everything else.

From the declaration come who may do it now and why not, its form, its command, its batch line, its line in the help and
in ``acts --json``. An act is called with the store, the request's id and its inputs; it returns the new ``Record``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Concatenate, Generic, ParamSpec, get_type_hints

from bihuan.store import documents, read
from bihuan.store.acts.inputs import Input, asked, parsed, read_input
from bihuan.store.errors import BadInput, NotAllowed
from bihuan.store.file import Acting, Proof, Store
from bihuan.store.rules.freeze import steps_ending
from bihuan.store.rules.record import Check, Party, Person, Record, Status
from bihuan.store.rules.roles import PARTY_OF, holders, participants, roles_of, stood_in_for
from bihuan.store.rules.steps import ENDS, GATES
from bihuan.store.rules.told import earliest
from bihuan.store.rules.workdays import date_of, works_on

__all__ = [
    "ACTS",
    "Act",
    "Acting",
    "act",
    "asked",
    "describe",
    "parsed",
    "refuse_past",
    "working_days_between",
]

P = ParamSpec("P")
Guard = Callable[[Record, Person], Iterator[Check]]
HAPPENINGS = frozenset({"confirm", "tell", "launch", "rollback", "incident", "monitor", "review", "answer"})
# Acts that have no order with what is said and done.
BESIDE = ("attach", "document", "look", "note", "nudge")
LAST = f"""
SELECT max(at), max(at) FILTER (WHERE act NOT IN ({", ".join("?" * len(BESIDE))})) FROM entry WHERE about = ?
"""
# Acts that may end a step and so print documents; what is slow about that happens before the store is locked.
THROUGH_A_GATE = frozenset({*(gate.act for gate in GATES), "take-over"})
COUNTED = 600  # days looked at one by one; what lies further apart is beyond any setting


@dataclass(frozen=True, slots=True)
class Declared:
    """When and for whom an act is.

    Attributes:
        new: it makes a request, so there is none yet.
        about: what it is about: a request, several (``requests``), or the store (people, calendar, settings).
        statuses: the statuses it is for; empty means any that is not an end.
        roles: the roles of which one is needed; empty means those of ``parties``.
        parties: the parties it is for; empty means both.
        unless: further reasons against it.
        undoable: ``undo`` may take it back by inverse rows.
        keeper: it needs a keeper of records.
        ended: an end is no reason against it; where ``statuses`` names some, they decide.
    """

    new: bool = False
    about: str = "request"
    statuses: tuple[Status, ...] = ()
    roles: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    unless: tuple[Guard, ...] = ()
    undoable: bool = True
    keeper: bool = False
    ended: bool = False


@dataclass(frozen=True)
class Act(Generic[P]):
    """A declared act."""

    code: str
    run: Callable[Concatenate[Acting, P], None]
    declared: Declared
    inputs: tuple[Input, ...] = field(default=())

    @property
    def help(self) -> str:
        """Its first line, in English, for developers; people read ``act.CODE`` of the texts."""
        return (self.run.__doc__ or "").strip().splitlines()[0]

    def why_not(self, record: Record | None, who: Person | None, today: date | None = None) -> tuple[Check, ...]:
        """Why this person cannot do it now; nothing when it can be done. Menus, help and the act itself ask here."""
        if who is None or not who.id or not who.active:
            return (Check("E-NO-PERSON"),)
        d = self.declared
        if d.keeper and not who.keeper:
            return (Check("E-KEEPER"),)
        found = []
        if d.parties and who.party not in d.parties:
            found.append(Check("E-PARTY", values=(("parties", d.parties),)))
        if record is not None and not d.new and d.about != "store":
            status = record.request.status
            if (d.statuses and status not in d.statuses) or (not d.statuses and status in ENDS and not d.ended):
                found.append(Check("E-STEP", values=(("statuses", d.statuses), ("status", status))))
            if d.roles and not found and not self.holds_role(record, who, today):
                found.append(Check("E-ROLE", values=(("roles", d.roles),)))
            if not found:
                found += [c for guard in d.unless for c in guard(record, who)]
        return tuple(found)

    def holds_role(self, record: Record, who: Person, today: date | None = None) -> bool:
        """The person, or one they stand in for, holds one of the roles; until someone takes it, all technical do."""
        persons = {who.id} | (stood_in_for(record.team, who.id, today) if today else set())
        held = frozenset().union(*(roles_of(record, p) for p in persons))
        return bool(held & set(self.declared.roles)) or unassigned(record, who, self.declared.roles)

    def __call__(self, store: Store, rid: int | None = None, /, *args: P.args, **inputs: P.kwargs) -> Record:
        """Do it as the person at the store, now."""
        return self.told(store, rid, None, None, None, *args, **inputs)

    def told(
        self,
        store: Store,
        rid: int | None,
        at: int | None,
        by: Person | None,
        proof: Proof | None,
        /,
        *args: P.args,
        **inputs: P.kwargs,
    ) -> Record:
        """Do it as told: by somebody and at a time, where the person at the store may say so.

        Raises:
            NotAllowed: not this person, party or step.
            Refused: checks are unmet.
        """
        entitled(store, self.code, rid, at, by, proof)
        if rid is not None and self.code in THROUGH_A_GATE:
            before = read.record(store, rid)
            for step in steps_ending(before):
                documents.warm(store, before, step)
        with store.acting(self.code, rid, at=at, by=by, proof=proof) as do:
            if at is not None and rid is not None and (self.code in HAPPENINGS or do.entered_by is not None):
                tell_late(do)
            if found := self.why_not(do.record, do.who, do.today):
                raise NotAllowed(found[0].code, found[0].field, found, act=self.code, **dict(found[0].values))
            self.run(do, *args, **inputs)
        about = do.made or rid or next(iter(sorted(do.touched)), 0)
        return do.left.get(about) or (read.record(store, about) if about else NOTHING)


def entitled(store: Store, code: str, rid: int | None, at: int | None, by: Person | None, proof: Proof | None) -> None:
    """Another person or another time needs the keeper of records' right; a happening may lie some working days back.

    What a person said elsewhere any participant may enter, when they say through which channel, and when it was said.

    Raises:
        NotAllowed: the person at the store has not that right.
        BadInput: a time that lies ahead.
    """
    team, me, now = store.team, store.me, store.now()
    if at is not None and at > now and not team.demo:
        raise BadInput("E-AT-AHEAD", "at", at=at)
    if team.demo or (me is not None and me.keeper):
        return
    elsewhere = by is not None and (me is None or by.id != me.id)
    if elsewhere:
        told = me is not None and rid is not None and proof is not None and bool(proof.channel)
        if not told or me is None or me.id not in participants(read.record(store, rid or 0)):
            raise NotAllowed("E-ENTERED-FOR")
    if at is None:
        return
    days = team.numbers.happening_days
    if not (code in HAPPENINGS or elsewhere) or working_days_between(store, at, now) > days:
        raise NotAllowed("E-AT-KEEPER", "at", at=at, days=days)


def tell_late(do: Acting) -> None:
    """A happening that is told after other entries keeps its instant; its entry stands after theirs.

    So does what somebody said elsewhere; that follows upon all that is no bookkeeping, such as attaching its proof.

    Raises:
        BadInput: it lies before what it follows upon.
    """
    last, course = do.store.sql(LAST, (*BESIDE, f"request/{do.on.request.id}")).fetchone()
    if do.at < (floor := earliest(do.on, do.act) if do.act in HAPPENINGS else course):
        raise BadInput("E-AT-BEFORE-LAST", "at", at=do.at, last=floor)
    do.entry_at = max(do.at, last)


def working_days_between(store: Store, before: int, after: int) -> int:
    """How many working days begin after one instant's day, up to and with the other's."""
    first, last = date_of(store.calendar, before), date_of(store.calendar, after)
    span = (last - first).days
    near = min(span, COUNTED)
    return sum(works_on(store.calendar, first + timedelta(d)) for d in range(1, near + 1)) + max(0, span - near)


def refuse_past(do: Acting, field: str, day: date | None) -> None:
    """A day on which something is to come lies ahead.

    Raises:
        BadInput: it has passed.
    """
    if day is not None and day < do.today:
        raise BadInput("E-DAY-PAST", field, (), day=day)


def unassigned(record: Record, who: Person, roles: tuple[str, ...]) -> bool:
    """Nobody holds the technical contact's role yet: every technical person may act until someone takes it."""
    technical = any(PARTY_OF.get(role) == "technical" for role in roles)
    return technical and who.party == "technical" and not holders(record, "technical_lead")


NOTHING: Any = None
ACTS: dict[str, Act[Any]] = {}


def act(code: str, **declared: Any) -> Callable[[Callable[Concatenate[Acting, P], None]], Act[P]]:
    """Declare an act under its code, the verb of ``spec/names.md``."""

    def declare(run: Callable[Concatenate[Acting, P], None]) -> Act[P]:
        hints = get_type_hints(run, include_extras=True)
        parameters = list(inspect.signature(run).parameters.values())[1:]
        inputs = tuple(read_input(p.name, hints[p.name], p.default) for p in parameters)
        made = Act(code, run, Declared(**declared), inputs)
        assert code not in ACTS, code
        ACTS[code] = made
        return made

    return declare


def describe() -> list[dict[str, Any]]:
    """Every act with its inputs, as ``bihuan acts --json`` prints it."""
    return [
        {
            "act": a.code,
            "help": a.help,
            "statuses": list(a.declared.statuses),
            "roles": list(a.declared.roles),
            "parties": list(a.declared.parties),
            "keeper": a.declared.keeper,
            "undo": a.declared.undoable,
            "inputs": [i.told() for i in a.inputs],
        }
        for a in sorted(ACTS.values(), key=lambda a: a.code)
    ]
