"""What was promised on a request: every start of a clock with what stopped it, before any due time is reckoned.

Here stand the promises that go along from step to step: questions, concerns, deviations, decisions, debts, dates.
Those of a single step stand in ``promised_steps.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from bihuan.store.rules import turns
from bihuan.store.rules.ball import asked_party
from bihuan.store.rules.clocks import Code
from bihuan.store.rules.course import BACK, Cut, Stay, cuts, stays
from bihuan.store.rules.freeze import UNFROZEN, disputed_launch
from bihuan.store.rules.hours import instant_of
from bihuan.store.rules.planned import Change
from bihuan.store.rules.record import Party, Record
from bihuan.store.rules.roles import holders, members, participants
from bihuan.store.rules.steps import STEPS
from bihuan.store.rules.workdays import Calendar

# The signature checks of the gate to developing: as debts they are the late signature, not "the field filled".
SIGNATURES = frozenset({"G3-07", "G3-08"})
# Milestone → the step whose end reaches it, and the act that ends it.
REACHED_BY = {
    "design": ("designing", "advance"),
    "development": ("developing", "advance"),
    "test": ("testing", "advance"),
    "launch": ("testing", "launch"),
}
# Who raised an urgent request in the requester's name moved on without the requester.
TAKES_OVER = "G1-02"
BOTH: tuple[Party, Party] = ("technical", "business")


@dataclass(frozen=True, kw_only=True, slots=True)
class Promised:
    """One start of a clock.

    Attributes:
        code: the clock.
        act: the act that stops it; empty for a waiting period.
        party: who owes it; None for a waiting period.
        persons: the same as persons, as the roles are held now.
        since: when it starts.
        kept: when the right kind of event stopped it.
        left: when it ceased to matter without one: the step was left, the period restarted.
        row: the row it is about, 0 for none.
        on: the date it is due, where it is due on a date.
        shown: before this instant nobody needs to see it.
        through: where it became void though nothing of its own happened, and when it starts anew.
    """

    code: Code
    act: str
    party: Party | None
    persons: tuple[int, ...]
    since: int
    kept: int | None = None
    left: int | None = None
    row: int = 0
    on: date | None = None
    shown: int = 0
    through: tuple[Cut, ...] = ()

    @property
    def done(self) -> bool:
        """The right kind of event stopped it, while it still mattered."""
        return self.kept is not None and (self.left is None or self.kept <= self.left)


@dataclass(frozen=True)
class Facts:
    """The record and the circumstances that every rule reads."""

    record: Record
    calendar: Calendar
    now: int

    @cached_property
    def course(self) -> tuple[Stay, ...]:
        """The stays of the request."""
        return stays(self.record)

    @cached_property
    def cuts(self) -> tuple[Cut, ...]:
        """Where running clocks became void."""
        return cuts(self.course)

    @cached_property
    def disputed(self) -> bool:
        """A later launch date is asked for and not decided."""
        return disputed_launch(self.record) is not None

    @property
    def here(self) -> Stay | None:
        """The stay that lasts, None before submission and after an end."""
        return self.course[-1] if self.course and self.course[-1].until is None else None

    def who(self, *roles: str) -> tuple[int, ...]:
        """The holders of the first role that somebody holds."""
        return next((h for role in roles if (h := holders(self.record, role))), ())

    def technical(self) -> tuple[int, ...]:
        """The technical lead, else everybody of the technical party, until someone takes the request.

        A confidential one stands only with those who may see it: who takes part, and the keepers of records, who find
        somebody for it.
        """
        if found := self.who("technical_lead"):
            return found
        everybody = members(self.record.team, "technical")
        if not self.record.request.confidential:
            return tuple(p.id for p in everybody)
        here = participants(self.record)
        keepers = {p.id for p in self.record.team.people.values() if p.keeper and p.active}
        return tuple(sorted(keepers | {p.id for p in everybody if p.id in here}))

    def deciding(self, party: Party) -> tuple[int, ...]:
        """Who answers and decides for a party."""
        return self.technical() if party == "technical" else self.who("business_contact")

    def midnight(self, day: date) -> int:
        """The beginning of a day in the calendar's zone."""
        return instant_of(datetime(day.year, day.month, day.day, tzinfo=self.calendar.info))


def along_the_way(facts: Facts) -> Iterator[Promised]:
    """Everything promised that does not belong to one step."""
    yield from questions(facts)
    yield from concerns(facts)
    yield from deviations(facts)
    yield from changes(facts)
    yield from proposals(facts)
    yield from deferrals(facts)
    yield from debts(facts)
    yield from milestones(facts)
    yield from rectifications(facts)


def questions(facts: Facts) -> Iterator[Promised]:
    """A question is answered by the one asked."""
    for q in facts.record.questions:
        party: Party = "technical" if asked_party(facts.record, q) == "technical" else "business"
        persons = (
            facts.deciding(party)
            if q.to in BOTH
            else tuple(p.id for p in facts.record.team.people.values() if p.login == q.to)
        )
        yield Promised(
            code="answer",
            act="answer",
            party=party,
            persons=persons,
            since=q.at,
            kept=q.answered_at,
            row=q.n,
            through=facts.cuts,
        )


def concerns(facts: Facts) -> Iterator[Promised]:
    """A concern is answered by an alternative with its effect or an adjustment."""
    for c in facts.record.concerns:
        yield Promised(
            code="feedback",
            act="respond",
            party="technical",
            persons=facts.technical(),
            since=c.at,
            kept=c.answered_at,
            row=c.n,
            through=facts.cuts,
        )


def deviations(facts: Facts) -> Iterator[Promised]:
    """Business is told; then each party says that it is settled. What business logged itself it need not be told."""
    for d in facts.record.deviations:
        if d.told_at is None or d.told_at > d.at:
            yield Promised(
                code="deviation",
                act="tell",
                party="technical",
                persons=facts.technical(),
                since=d.at,
                kept=d.told_at,
                row=d.n,
                through=facts.cuts,
            )
        if d.told_at is None:
            continue
        for party in BOTH:
            yield Promised(
                code="answer",
                act="settle",
                party=party,
                persons=facts.who("business_contact" if party == "business" else "technical_lead"),
                since=d.told_at,
                kept=d.settled_technical_at if party == "technical" else d.settled_business_at,
                row=d.n,
                through=facts.cuts,
            )


def changes(facts: Facts) -> Iterator[Promised]:
    """Both parties decide a change request; one that declines decides for both."""
    for c in facts.record.changes:
        for party in BOTH:
            yield Promised(
                code="response",
                act="approve",
                party=party,
                persons=facts.deciding(party),
                since=c.at,
                kept=_decided(c, party),
                row=c.n,
                through=facts.cuts,
            )


def _decided(c: Change, party: Party) -> int | None:
    agreed = c.technical_at if party == "technical" else c.business_at
    return c.decided_at if agreed is None else agreed


def proposals(facts: Facts) -> Iterator[Promised]:
    """The other party agrees to a proposal or does not."""
    for p in facts.record.proposals:
        other: Party = "technical" if p.party == "business" else "business"
        yield Promised(
            code="response",
            act="agree",
            party=other,
            persons=facts.deciding(other),
            since=p.at,
            kept=p.decided_at if p.agreed is not None else None,  # else it ended with the request
            left=p.decided_at,
            row=p.n,
            through=facts.cuts,
        )


def deferrals(facts: Facts) -> Iterator[Promised]:
    """On the date of a deferral both look at it again."""
    ended = {c.at for c in facts.cuts}
    for b in facts.record.blocks:
        if b.deferred and b.until is not None:
            for party in BOTH:
                yield Promised(
                    code="response",
                    act="unblock",
                    party=party,
                    persons=facts.deciding(party),
                    since=b.at,
                    kept=None if b.ended_at in ended else b.ended_at,
                    on=b.until,
                    shown=facts.midnight(b.until),
                    through=facts.cuts,
                )


def debts(facts: Facts) -> Iterator[Promised]:
    """What an urgent request moved on without: a signature given late, or a field filled."""
    for d in facts.record.debts:
        signature = d.code in SIGNATURES
        role = "requester" if d.owner == "business" else "technical_lead"
        yield Promised(
            code="late_signature" if signature else "debt",
            act="sign" if signature else "take-over" if d.code == TAKES_OVER else "set",
            party=d.owner,
            persons=facts.who(role) or (facts.technical() if d.owner == "technical" else ()),
            since=d.at,
            kept=d.settled_at,
            row=d.n,
            through=facts.cuts,
        )


# ---- dates -------------------------------------------------------------------------------------------------------
def milestones(facts: Facts) -> Iterator[Promised]:
    """The planned dates run from the signing of the plan; a step that is to be done again starts its date anew."""
    back_to_design = {s.since for s in facts.course if s.step in UNFROZEN}
    through = tuple(Cut(c.at, None if c.again in back_to_design else c.again) for c in facts.cuts)
    people = facts.record.team.people
    for m in facts.record.milestones:
        step, act = REACHED_BY[m.kind]
        reached = [s.until for s in facts.course if s.step == step and s.left == "forward" and s.until is not None]
        owner = None if m.owner is None else people.get(m.owner)
        for since in _begun(facts, step):
            yield Promised(
                code="milestone",
                act=act,
                party=owner.party if owner else "technical",
                persons=() if m.owner is None else (m.owner,),
                since=since,
                kept=next((at for at in reached if at >= since), None),
                row=m.n,
                on=m.on,
                shown=facts.midnight(m.on),
                through=through,
            )


def _begun(facts: Facts, step: str) -> Iterator[int]:
    """When the dates of the milestones of a step began to run."""
    planned = running = False
    for s in facts.course:
        back = s.came in BACK
        if back and s.step in UNFROZEN:
            planned = running = False
        elif back and planned and not running and STEPS.index(step) >= STEPS.index(s.step):
            running = True
            yield s.since
        if s.step == "designing" and not planned:
            both = turns.when(s, turns.signings(facts.record), lambda at: len(turns.signed(facts.record, at)) == 2)
            if both:
                planned = running = True
                yield both[0][0]
        if s.step == step and s.left == "forward":
            running = False


def rectifications(facts: Facts) -> Iterator[Promised]:
    """After a failed acceptance the mended work is tested again by its date; the return for it changes nothing."""
    last = max((j.at for j in facts.record.judgements if j.verdict == "fail"), default=0)
    through = tuple(Cut(c.at, None) for c in facts.cuts if c.again is None or _reopened(facts, c.again))
    done = 0
    for j in facts.record.judgements:
        if j.verdict != "fail" or j.at < done:
            continue
        kept = min((at for at in _mended(facts, j.round) if at > j.at), default=None)
        done = last + 1 if kept is None else kept
        issue = next((i for i in facts.record.issues if i.criterion == j.criterion and i.at == j.at), None)
        # The request holds one date, that of the latest failure, and only until the mended work is handed over.
        on = issue.due_on if issue and issue.due_on else facts.record.request.rectification_on if done > last else None
        if on is not None:
            yield Promised(
                code="rectification",
                act=_next_of(facts, j.round),
                party="technical",
                persons=facts.technical(),
                since=j.at,
                kept=kept,
                on=on,
                through=through,
            )


def _next_of(facts: Facts, round: int) -> str:
    """What leads to the new test from where the request stands."""
    here = facts.here
    if here is not None and here.step == "developing":
        return "advance"
    again = here is not None and here.step in ("testing", "launched") and here.round == round
    return "return" if again else "test"


def _mended(facts: Facts, round: int) -> Iterator[int]:
    """What stops a rectification: a test run, or that everything is passed in the same round after all."""
    yield from (t.at for t in facts.record.test_runs)
    for s in facts.course:
        if s.step == "testing" and s.round == round:
            yield from (since for since, _ in turns.passed(facts.record, s))


def _reopened(facts: Facts, instant: int) -> bool:
    return any(s.since == instant and s.came == "reopen" for s in facts.course)
