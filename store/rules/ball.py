"""Who has the ball: exactly one holder at every moment, in the spec's order ("Who has the ball"). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bihuan.store.rules.clocks import Code
from bihuan.store.rules.columns import Holder
from bihuan.store.rules.due_times import Due, due_time
from bihuan.store.rules.freeze import standing_signatures
from bihuan.store.rules.happened import Block, Launch, Question, TestRun
from bihuan.store.rules.planned import PriorityProposal
from bihuan.store.rules.record import Party, Priority, Record
from bihuan.store.rules.roles import awaits_requester
from bihuan.store.rules.settings import Numbers
from bihuan.store.rules.steps import ENDS
from bihuan.store.rules.workdays import Calendar

PARTIES: tuple[Party, ...] = ("technical", "business")


@dataclass(frozen=True, slots=True)
class Waiting:
    """The waiting periods after the full launch: when each is over."""

    monitored_at: int
    stable_at: int
    estimated: bool


def full_launch(record: Record) -> Launch | None:
    """The launch that counts: the full one that stands; after a reopening a later one takes its place."""
    return next((x for x in reversed(record.launches) if x.full and x.rolled_back_at is None), None)


def waiting(record: Record, calendar: Calendar) -> Waiting | None:
    """Both waiting periods, from the full launch or the last serious incident after it; None before a launch."""
    launch = full_launch(record)
    if launch is None:
        return None
    start = max([launch.at, *(i.at for i in record.incidents if i.serious and i.at >= launch.at)])
    monitored, stable = over(record, calendar, "monitoring", start), over(record, calendar, "stable_run", start)
    assert monitored.at is not None
    assert stable.at is not None
    return Waiting(monitored.at, stable.at, stable.estimated)


def over(record: Record, calendar: Calendar, code: Code, since: int, until: int | None = None) -> Due:
    """When a waiting period that begins at an instant is over; one that has stopped keeps what was reckoned then.

    Args:
        record: the request.
        calendar: the working calendar.
        code: which of the two.
        since: when it begins.
        until: when it ceased to matter, if it did.
    """
    for v in record.verdicts:
        if (v.clock, v.act, v.started_at) == (code, "", since) and (v.state == "met" or v.stopped_at == until):
            return Due(v.due_at, record.team.numbers.waiting[code].rule, v.estimated)
    return due_time(calendar, since, record.team.numbers.waiting[code])


def open_block(record: Record) -> Block | None:
    """The block that stops the request now."""
    return next((b for b in reversed(record.blocks) if b.ended_at is None), None)


def stopping_questions(record: Record) -> Iterator[Question]:
    """The unanswered questions that stop the work."""
    return (q for q in record.questions if q.stops_work and q.answered_at is None)


def asked_party(record: Record, question: Question) -> Holder:
    """The party of the one asked."""
    if question.to in ("business", "technical"):
        return question.to  # type: ignore[return-value]
    person = next((p for p in record.team.people.values() if p.login == question.to), None)
    return person.party if person else "business"


@dataclass(frozen=True, slots=True)
class Bargain:
    """How the parties stand on the priority.

    Attributes:
        said: what each party holds it to be; once the heads decide, what each head has said since.
        last: who spoke last.
        heads: technical has countered too often without an agreement: the two heads decide.
        counters: how often it has, since they last agreed.
    """

    said: Mapping[Party, Priority]
    last: Party | None
    heads: bool
    counters: int = 0

    @property
    def agreed(self) -> Priority | None:
        """The value that both hold."""
        business = self.said.get("business")
        return business if business == self.said.get("technical") else None

    @property
    def owing(self) -> tuple[Party, ...]:
        """Who has to answer, technical first: the other party; of the heads each that has not spoken."""
        if self.last is None or self.agreed is not None:
            return ()
        if self.heads and len(self.said) < 2:
            return tuple(party for party in PARTIES if party not in self.said)
        return ("business",) if self.last == "technical" else ("technical",)

    @property
    def turn(self) -> Party | None:
        """Who has to answer first."""
        return next(iter(self.owing), None)


def bargain(proposals: Iterable[PriorityProposal]) -> Bargain:
    """Follow what was said on the priority; an agreement begins the count of counter-proposals anew.

    The word that was one too many says so itself (`passes_on`): a team that later sets another number changes no past.
    """
    said: dict[Party, Priority] = {}
    counters, heads, last = 0, False, None
    for p in proposals:
        said, last = {**said, p.party: p.value}, p.party
        if len(set(said.values())) == 1 and len(said) == 2:
            counters, heads = 0, False
        elif not heads and p.party == "technical" and "business" in said:
            counters += 1
            if p.heads:
                said, heads = {}, True
    return Bargain(said, last, heads, counters)


def passes_on(before: Bargain, party: Party, value: Priority, numbers: Numbers) -> bool:
    """A word on the priority is the counter-proposal after which the two heads decide."""
    if before.heads or party != "technical" or before.said.get("business") in (None, value):
        return False
    return before.counters + 1 >= numbers.priority_counters


def agreed_priority(record: Record) -> Priority | None:
    """The priority that both parties hold, None while they do not agree."""
    return bargain(record.priority_proposals).agreed


def tests_done(record: Record) -> dict[str, TestRun]:
    """The last run of each kind over the version that was handed to test."""
    version = record.request.test_version
    return {t.kind: t for t in record.test_runs if t.version is None or t.version == version}


def tested(record: Record) -> bool:
    """Every kind of test was run and passed, or does not apply."""
    done = tests_done(record)
    return all(k in done and done[k].result != "fail" for k in test_kinds(record))


def test_kinds(record: Record) -> tuple[str, ...]:
    """The kinds of test that this team runs."""
    return tuple(record.team.told("tests.kinds"))


def judged(record: Record) -> bool:
    """Every criterion has a verdict."""
    return all(c.verdict is not None for c in record.criteria)


def ball(record: Record, calendar: Calendar, now: int) -> Holder:
    """Who is next to act."""
    r = record.request
    if r.status in ENDS:
        return "nobody"
    block = open_block(record)
    period = waiting(record, calendar) if r.step == "launched" else None
    if (block and block.deferred) or (period and now < period.stable_at):
        return "nobody"
    if block:
        return block.by
    if question := next(stopping_questions(record), None):
        return asked_party(record, question)
    return decision(record) or by_step(record)


def decision(record: Record) -> Holder | None:
    """A signature, decision or confirmation is wanted: the party that has not given it, if both, technical first."""
    for change in record.changes:
        if change.state == "proposed":
            return "technical" if change.technical_by is None else "business"
    if proposal := next((p for p in record.proposals if p.decided_at is None), None):
        return "business" if proposal.party == "technical" else "technical"
    step = record.request.step
    if step == "submitting":
        return "business" if cleared(record) and awaits_requester(record) else None
    if step == "assessing" and (turn := priority_decision(record)):
        return turn
    if step in ("assessing", "designing"):
        return "business" if set(standing_signatures(record)) == {"technical"} else None
    if step == "launched":
        given = {c.party for c in record.confirmations if not c.void}
        return "technical" if "technical" not in given else "business"
    return None


def cleared(record: Record) -> bool:
    """The last contact since the submission found it clear."""
    said = [c.verdict for c in record.contacts if c.verdict is not None and c.at >= record.request.step_since]
    return said[-1:] == ["clear"]


def priority_decision(record: Record) -> Holder | None:
    """Whose answer on the priority is wanted; else business chooses an alternative."""
    if turn := bargain(record.priority_proposals).turn:
        return turn
    if record.request.feasible is False and record.alternatives and not any(a.chosen for a in record.alternatives):
        return "business"
    return None


def by_step(record: Record) -> Holder:
    """The step's responsible party."""
    step = record.request.step
    if step == "draft":
        return "business"
    if step == "testing":
        return "testing" if not tested(record) else "technical" if judged(record) else "business"
    return "technical"
