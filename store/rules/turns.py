"""Whose turn it was within a step, over time: tested and judged, signed, priority agreed, confirmed, waiting periods.

The clocks and the ball both read from here. Each question is asked as of an instant, of rows that carry their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from bihuan.store.rules import told
from bihuan.store.rules.ball import Bargain, bargain, over, test_kinds
from bihuan.store.rules.columns import Verdict
from bihuan.store.rules.course import BACK, Span, Stay
from bihuan.store.rules.happened import Confirmation, Criterion, Judgement, Launch
from bihuan.store.rules.record import Party, Record
from bihuan.store.rules.roles import holders
from bihuan.store.rules.workdays import Calendar


def when(stay: Stay, instants: Iterable[int], holds: Callable[[int], bool]) -> tuple[Span, ...]:
    """The spans of a stay in which something holds that can only change at some instants."""
    turns = sorted({stay.since, *(at for at in instants if stay.holds(at))})
    found: list[Span] = []
    since: int | None = None
    for at in turns:
        true = holds(at)
        if true and since is None:
            since = at
        elif not true and since is not None:
            found.append((since, at))
            since = None
    if since is not None:
        found.append((since, stay.until))
    return tuple(found)


# ---- testing -----------------------------------------------------------------------------------------------------
def tested(record: Record, stay: Stay) -> tuple[Span, ...]:
    """When every kind of test was run over the version in hand and had passed, or did not apply."""
    instants = [t.at for t in record.test_runs]
    change = _version_change(record, stay)
    return when(stay, [*instants, change] if change else instants, lambda at: _tested_at(record, stay, at))


def _tested_at(record: Record, stay: Stay, at: int) -> bool:
    version = _version_at(record, stay, at)
    runs = {t.kind: t for t in record.test_runs if t.at <= at and t.version in (None, version)}
    return all(k in runs and runs[k].result != "fail" for k in test_kinds(record))


def _version_at(record: Record, stay: Stay, at: int) -> str | None:
    """The version in hand: each run names its own, before the first one it is that one's."""
    runs = [t for t in record.test_runs if stay.within(t.at)]
    changed = _version_change(record, stay)
    if changed is not None and at >= changed:
        return record.request.test_version
    if runs:
        return next((t.version for t in reversed(runs) if t.at <= at), runs[0].version)
    # A stay that was left without any run: what was tested next had most likely been handed over by then.
    later = None if stay.until is None else next((t.version for t in record.test_runs if t.at > stay.since), None)
    return later or record.request.test_version


def _version_change(record: Record, stay: Stay) -> int | None:
    """When, after the last run of a stay that lasts, yet another version was handed over; None when it was not."""
    runs = [t for t in record.test_runs if stay.within(t.at)]
    if stay.until is not None or not runs or runs[-1].version in (None, record.request.test_version):
        return None
    return max(told.acted(record, "set", "edit", since=runs[-1].at, until=None), default=runs[-1].at)


def judged(record: Record, stay: Stay) -> tuple[Span, ...]:
    """When every criterion had a verdict of this round."""
    return when(stay, (j.at for j in record.judgements), lambda at: None not in verdicts(record, stay, at))


def passed(record: Record, stay: Stay) -> tuple[Span, ...]:
    """When every criterion was passed in this round."""
    return when(stay, (j.at for j in record.judgements), lambda at: set(verdicts(record, stay, at)) <= {"pass"})


def verdicts(record: Record, stay: Stay, at: int) -> list[str | None]:
    """The verdict of each criterion as of an instant: any fail fails, all acceptors must pass it."""
    return [verdict(record, c, stay.round, at) for c in record.criteria]


def verdict(record: Record, criterion: Criterion, round: int, at: int) -> Verdict | None:
    """The verdict on one criterion in a round, as of an instant."""
    every = [j for j in record.judgements if j.criterion == criterion.n]
    if not every:
        return criterion.verdict  # told by history from elsewhere, which has no judgements
    said = words(record, criterion, round, at)
    if not said:
        return None
    if any(j.verdict == "fail" for j in said.values()):
        return "fail"
    return "pass" if set(holders(record, "acceptor")) <= set(said) else None


def words(record: Record, criterion: Criterion, round: int, at: int) -> dict[int, Judgement]:
    """What each acceptor last said of one criterion in a round, as of an instant."""
    every = (j for j in record.judgements if (j.criterion, j.round) == (criterion.n, round) and j.at <= at)
    return {judged_for(record, j): j for j in every}


def judged_for(record: Record, judgement: Judgement) -> int:
    """Whose verdict it is: a deputy's is the acceptor's; one that was given goes along when the role is handed over."""
    person, role = judgement.signed_for or judgement.by, "acceptor" if record.request.acceptors else "requester"
    for h in record.handovers:
        if h.role == role and h.from_person == person and h.at >= judgement.at:
            person = h.to_person
    return person


def unjudged(record: Record, stay: Stay) -> tuple[int, ...]:
    """The acceptors who have not judged every criterion of this round; all of them while nobody has."""
    wanted = {c.n for c in record.criteria}
    own: dict[int, set[int]] = {}
    for j in record.judgements:
        if j.round == stay.round:
            own.setdefault(judged_for(record, j), set()).add(j.criterion)
    found = holders(record, "acceptor")
    return tuple(p for p in found if own.get(p, set()) != wanted) or found


# ---- designing ---------------------------------------------------------------------------------------------------
def signed(record: Record, at: int) -> frozenset[Party]:
    """The parties whose signatures stood at an instant over the contents as they were then."""
    version = next((v.digest for v in reversed(record.versions) if v.at <= at), None)
    return frozenset(
        s.party
        for s in record.signoffs
        if s.at <= at
        and (s.revoked_at is None or s.revoked_at > at)
        and (s.void_at is None or s.void_at > at)
        and version in (None, s.digest)
    )


def signings(record: Record) -> Iterator[int]:
    """Every instant at which a signature came, went, or was overtaken by other contents."""
    for s in record.signoffs:
        yield from (at for at in (s.at, s.revoked_at, s.void_at) if at is not None)
    yield from (v.at for v in record.versions)


# ---- assessing ---------------------------------------------------------------------------------------------------
def priority_turn(record: Record, at: int) -> Party | None:
    """The party that has to answer the other's last word on the priority; None when they agree or nobody spoke."""
    return said_by(record, at).turn


def said_by(record: Record, at: int) -> Bargain:
    """How the parties stood on the priority at an instant."""
    return bargain(p for p in record.priority_proposals if p.at <= at)


# ---- launched ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Period:
    """Both waiting periods, from the full launch or a serious incident until a later incident or the stay's end."""

    since: int
    until: int | None
    monitored_at: int
    stable_at: int


def launch_of(record: Record, stay: Stay) -> Launch | None:
    """The full launch that a stay in launched rests upon."""
    return next(
        (
            x
            for x in reversed(record.launches)
            if x.full and x.at <= stay.since and (x.rolled_back_at is None or x.rolled_back_at > stay.since)
        ),
        None,
    )


def periods(record: Record, calendar: Calendar, stay: Stay) -> Iterator[Period]:
    """The waiting periods of a stay in launched; each serious incident starts them again."""
    launch = launch_of(record, stay)
    if launch is None:
        return
    end = stay.until
    serious = {i.at for i in record.incidents if i.serious and launch.at < i.at and (end is None or i.at < end)}
    starts = [launch.at, *sorted(serious)]
    for since, until in pairwise((*starts, None)):
        assert since is not None
        stop = until or end
        monitored = over(record, calendar, "monitoring", since, stop).at
        stable = over(record, calendar, "stable_run", since, stop).at
        assert monitored is not None
        assert stable is not None
        yield Period(since, stop, monitored, stable)


def confirmed(record: Record, stay: Stay, course: tuple[Stay, ...], party: Party) -> Iterator[Span]:
    """When a party's confirmation stood in a stay in launched."""
    for c in record.confirmations:
        void = _void_at(record, course, c)
        if c.party == party and stay.within(c.at) and (void is None or void > c.at):
            yield c.at, void


def _void_at(record: Record, course: tuple[Stay, ...], c: Confirmation) -> int | None:
    """When a confirmation became void: by a serious incident, a return, a rollback or a reopening after it."""
    if not c.void:
        return None
    undone = [i.at for i in record.incidents if i.serious and i.at >= c.at]
    undone += [s.since for s in course if s.came in BACK and s.since >= c.at]
    return min(undone, default=c.at)
