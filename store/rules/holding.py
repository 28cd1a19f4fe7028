"""Who had the ball over time: every instant from submission to closure belongs to exactly one holder. Pure.

Each rule of the spec's order ("Who has the ball") claims spans; the first to claim an instant has it. So the parts can
only sum to the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from bihuan.store.rules import told, turns
from bihuan.store.rules.ball import asked_party
from bihuan.store.rules.columns import Holder
from bihuan.store.rules.course import Span, Stay, overlap, stays
from bihuan.store.rules.hours import MINUTE
from bihuan.store.rules.record import Record
from bihuan.store.rules.roles import raised, taken_over_at
from bihuan.store.rules.workdays import Calendar, minutes_between


class Spell(NamedTuple):
    """An unbroken time in which one holder was next to act."""

    holder: Holder
    since: int
    until: int


class Claim(NamedTuple):
    """A span that a rule gives to a holder; None while it lasts."""

    holder: Holder
    since: int
    until: int | None


def spells(record: Record, calendar: Calendar, until: int) -> tuple[Spell, ...]:
    """The spells from submission to closure, or to an instant while the request is open; each cycle by itself.

    Between an end and a reopening there is none: nobody handles a request that has ended.
    """
    course = stays(record)
    free = [(s.since, until if s.until is None else min(s.until, until)) for s in course]
    free = [(begin, end) for begin, end in free if begin < end]
    taken: list[Spell] = []
    for claim in claims(record, calendar, course):
        left: list[tuple[int, int]] = []
        for begin, end in free:
            since, stop = max(begin, claim.since), end if claim.until is None else min(end, claim.until)
            if since >= stop:
                left.append((begin, end))
                continue
            taken.append(Spell(claim.holder, since, stop))
            left += [(a, b) for a, b in ((begin, since), (stop, end)) if a < b]
        free = left
    assert not free, "a step without a responsible party"
    return tuple(_joined(sorted(taken, key=lambda s: s.since)))


def _joined(found: list[Spell]) -> Iterator[Spell]:
    """Neighbours of one holder as one spell."""
    here: Spell | None = None
    for s in found:
        if here is not None and (here.holder, here.until) == (s.holder, s.since):
            here = Spell(here.holder, here.since, s.until)
            continue
        if here is not None:
            yield here
        here = s
    if here is not None:
        yield here


def minutes(found: Iterable[Spell], calendar: Calendar) -> Mapping[Holder, int]:
    """The working minutes of each holder; they sum exactly to those from submission to closure."""
    return _summed(found, lambda since, until: minutes_between(calendar, since, until))


def elapsed(found: Iterable[Spell]) -> Mapping[Holder, int]:
    """The plain minutes of each holder, for urgent requests; they sum exactly too."""
    return _summed(found, lambda since, until: until // MINUTE - since // MINUTE)


def _summed(found: Iterable[Spell], length: Callable[[int, int], int]) -> Mapping[Holder, int]:
    """Sums of a length of which neighbouring parts add up: whole minutes are cut at the instants, not at the parts."""
    sums: dict[Holder, int] = {}
    for s in found:
        sums[s.holder] = sums.get(s.holder, 0) + length(s.since, s.until)
    return sums


def lead_minutes(record: Record, calendar: Calendar, until: int) -> int:
    """The lead time in working minutes: from submission to closure, or to an instant, over all cycles."""
    return sum(
        minutes_between(calendar, s.since, until if s.until is None else min(s.until, until))
        for s in stays(record)
        if s.since < until
    )


# ---- the spec's order --------------------------------------------------------------------------------------------
def claims(record: Record, calendar: Calendar, course: tuple[Stay, ...]) -> Iterator[Claim]:
    """Every claim, the strongest first."""
    yield from (Claim("nobody", b.at, b.ended_at) for b in record.blocks if b.deferred)
    yield from waiting(record, calendar, course)
    yield from (Claim(b.by, b.at, b.ended_at) for b in reversed(record.blocks))
    yield from (Claim(asked_party(record, q), q.at, q.answered_at) for q in record.questions if q.stops_work)
    yield from decisions(record)
    for stay in course:
        yield from BY_STEP.get(stay.step, technical)(record, course, stay)


def waiting(record: Record, calendar: Calendar, course: tuple[Stay, ...]) -> Iterator[Claim]:
    """A waiting period: nobody is next."""
    for stay in course:
        if stay.step == "launched":
            for p in turns.periods(record, calendar, stay):
                if both := overlap((p.since, p.stable_at), (stay.since, p.until)):
                    yield Claim("nobody", *both)


def decisions(record: Record) -> Iterator[Claim]:
    """A change request or a proposal: the party that has not decided, if both, technical first."""
    for c in record.changes:
        if c.technical_at is None:
            yield Claim("technical", c.at, c.decided_at)
        else:
            yield Claim("technical", c.at, c.technical_at)
            yield Claim("business", c.technical_at, c.decided_at)
    for p in record.proposals:
        yield Claim("business" if p.party == "technical" else "technical", p.at, p.decided_at)


def submitting(record: Record, course: tuple[Stay, ...], stay: Stay) -> Iterator[Claim]:
    """Business, once a contact was clear and its requester has not taken over what a technical person raised."""
    taken = taken_over_at(record)
    said = [c for c in record.contacts if c.verdict is not None and stay.within(c.at)]

    def waits(at: int) -> bool:
        last = next((c for c in reversed(said) if c.at <= at), None)
        return last is not None and last.verdict == "clear" and (taken is None or at < taken)

    if raised(record):
        changes = [c.at for c in said] + ([] if taken is None else [taken])
        yield from _each("business", turns.when(stay, changes, waits))
    yield from technical(record, course, stay)


def assessing(record: Record, course: tuple[Stay, ...], stay: Stay) -> Iterator[Claim]:
    """Business, where technical had the last word on the priority or an alternative is to be chosen."""
    said = [p.at for p in record.priority_proposals]
    yield from _each("business", turns.when(stay, said, lambda at: turns.priority_turn(record, at) == "business"))
    yield from _each("technical", turns.when(stay, said, lambda at: turns.priority_turn(record, at) == "technical"))
    choice = told.chosen_over(record, stay)
    if choice is not None and (both := overlap(choice, (stay.since, stay.until))) is not None:
        yield Claim("business", *both)
    yield from designing(record, course, stay)  # of low complexity it may be signed already


def designing(record: Record, course: tuple[Stay, ...], stay: Stay) -> Iterator[Claim]:
    """Business, once technical has signed and business has not."""
    signed = turns.when(stay, turns.signings(record), lambda at: turns.signed(record, at) == {"technical"})
    yield from _each("business", signed)
    yield from technical(record, course, stay)


def testing(record: Record, course: tuple[Stay, ...], stay: Stay) -> Iterator[Claim]:
    """Test runs are testing's, the acceptance is business's, what follows technical's."""
    ready = turns.tested(record, stay)
    for span in ready:
        yield from _each("technical", (b for j in turns.judged(record, stay) if (b := overlap(span, j)) is not None))
    yield from _each("business", ready)
    yield Claim("testing", stay.since, stay.until)


def launched(record: Record, course: tuple[Stay, ...], stay: Stay) -> Iterator[Claim]:
    """The confirmation of the party that has not given it, if both, technical first."""
    yield from _each("business", turns.confirmed(record, stay, course, "technical"))
    yield from technical(record, course, stay)


def technical(record: Record, course: tuple[Stay, ...], stay: Stay) -> Iterator[Claim]:
    """The step's responsible party."""
    yield Claim("technical", stay.since, stay.until)


def _each(holder: Holder, found: Iterable[Span]) -> Iterator[Claim]:
    return (Claim(holder, since, until) for since, until in found)


BY_STEP: Mapping[str, Callable[[Record, tuple[Stay, ...], Stay], Iterator[Claim]]] = {
    "submitting": submitting,
    "assessing": assessing,
    "designing": designing,
    "testing": testing,
    "launched": launched,
}
