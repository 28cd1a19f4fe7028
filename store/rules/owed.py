"""What is owed now: each act with its clock, who owes it, from when and until when. Pure.

The inbox, the due column and the list of clocks are read from here. A clock that is paused or void owes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bihuan.store.rules import ball
from bihuan.store.rules.clocks import CLOCK, Code
from bihuan.store.rules.freeze import standing_signatures
from bihuan.store.rules.hours import instant_of
from bihuan.store.rules.promises import due_on, due_time, read_promise
from bihuan.store.rules.record import Record
from bihuan.store.rules.roles import holders, members
from bihuan.store.rules.steps import ENDS
from bihuan.store.rules.workdays import Calendar, date_of, works_on

MEASURED_AFTER = read_promise("20wd")


@dataclass(frozen=True, slots=True)
class Owed:
    """One act that is owed.

    Attributes:
        act: the act that ends it.
        clock: the promise, by the names of ``spec/clocks.md``.
        persons: who owes it.
        due_at: the instant it is due, in UTC milliseconds.
        row: the number of the row it is about, 0 for none.
        from_at: before this instant it does not show.
        estimated: the due time rests on a year without official data.
    """

    act: str
    clock: Code
    persons: tuple[int, ...]
    due_at: int | None
    row: int = 0
    from_at: int = 0
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """The record and the circumstances that every rule below reads."""

    record: Record
    calendar: Calendar
    now: int

    def who(self, *roles: str) -> tuple[int, ...]:
        """The holders of the first role that somebody holds."""
        return next((h for role in roles if (h := holders(self.record, role))), ())

    def technical(self) -> tuple[int, ...]:
        """The technical contact, else everybody of the technical party, until someone takes the request."""
        found = self.who("technical_lead", "technical_contact")
        return found or tuple(p.id for p in members(self.record.team, "technical"))

    def owed(self, act: str, clock: Code, persons: Iterable[int], start: int, row: int = 0) -> Owed:
        """An act whose clock runs from an instant."""
        promise = CLOCK[clock].promise
        assert promise is not None
        due = due_time(self.calendar, start, promise)
        return Owed(act, clock, tuple(persons), due.at, row, estimated=due.estimated)

    def midnight(self, day: date) -> int:
        """The beginning of a day in the calendar's zone."""
        return instant_of(datetime(day.year, day.month, day.day, tzinfo=self.calendar.info))


def owed(record: Record, calendar: Calendar, now: int) -> tuple[Owed, ...]:
    """Everything that is owed on a request, in no order."""
    asking = Asking(record, calendar, now)
    r = record.request
    if r.status == "closed":
        return tuple(measurements(asking))
    if r.status in ENDS or r.status == "draft" or untaken_import(record):
        return ()
    found = list(talk(asking))
    if (block := ball.open_block(record)) is not None:
        return (*found, *deferral(asking, block.until)) if block.deferred else tuple(found)
    return (*found, *BY_STEP[r.step](asking))


def untaken_import(record: Record) -> bool:
    """History from elsewhere promises nothing here until somebody takes it."""
    return record.request.source is not None and not holders(record, "technical_lead")


def talk(asking: Asking) -> Iterator[Owed]:
    """Questions, concerns, deviations, change requests and proposals, at any step."""
    record = asking.record
    for q in record.questions:
        if q.answered_at is None:
            yield asking.owed("answer", "answer", asked(asking, q.to), q.at, q.n)
    for c in record.concerns:
        if c.answered_at is None:
            yield asking.owed("respond", "feedback", asking.technical(), c.at, c.n)
    for d in record.deviations:
        if d.told_at is None:
            yield asking.owed("tell", "deviation", asking.technical(), d.at, d.n)
        else:
            for party, by in (("business_contact", d.settled_business_by), ("technical_lead", d.settled_technical_by)):
                if by is None and d.settled_at is None:
                    yield asking.owed("settle", "answer", asking.who(party), d.told_at, d.n)
    for change in record.changes:
        if change.state == "proposed":
            if change.technical_by is None:
                yield asking.owed("approve", "response", asking.technical(), change.at, change.n)
            if change.business_by is None:
                yield asking.owed("approve", "response", asking.who("business_contact"), change.at, change.n)
    for p in record.proposals:
        if p.decided_at is None:
            other = asking.technical() if p.party == "business" else asking.who("business_contact")
            yield asking.owed("agree", "response", other, p.at, p.n)


def asked(asking: Asking, to: str) -> tuple[int, ...]:
    """The persons behind the one asked: a party or a login."""
    if to == "business":
        return asking.who("business_contact")
    if to == "technical":
        return asking.technical()
    return tuple(p.id for p in asking.record.team.people.values() if p.login == to)


def deferral(asking: Asking, until: date | None) -> Iterator[Owed]:
    """On the date of a deferral it is in both inboxes."""
    if until is not None:
        both = (*asking.who("business_contact"), *asking.technical())
        due = due_on(asking.calendar, until)
        yield Owed("unblock", "response", both, due.at, from_at=asking.midnight(until))


def submitting(asking: Asking) -> Iterator[Owed]:
    """The technical contact confirms; a contact that needs more stops that clock, the answers start a new one."""
    r = asking.record.request
    last = next((c for c in reversed(asking.record.contacts) if c.verdict and c.at >= r.step_since), None)
    contact = asking.who("technical_contact") or asking.technical()
    if last is None:
        yield asking.owed("confirm", "confirmation", contact, r.step_since)
    elif not any(ball.stopping_questions(asking.record)):
        answered = [q.answered_at for q in asking.record.questions if q.answered_at is not None]
        yield asking.owed("confirm", "response", contact, max([last.at, *answered]))


def assessing(asking: Asking) -> Iterator[Owed]:
    """The technical lead assesses; business answers a counter-proposal or chooses an alternative."""
    record = asking.record
    if ball.priority_decision(record) == "business":
        if ball.agreed_priority(record) is None:
            at = record.priority_proposals[-1].at
            yield asking.owed("priority", "response", asking.who("business_contact"), at)
        else:
            since = record.request.step_since
            yield asking.owed("set", "response", asking.who("requester"), since)
    yield asking.owed("advance", "response", asking.technical(), record.request.step_since)


def designing(asking: Asking) -> Iterator[Owed]:
    """The technical lead designs and signs; then business signs; then the lead advances."""
    record = asking.record
    signed = standing_signatures(record)
    if "technical" in signed and "business" not in signed:
        yield asking.owed("sign", "response", asking.who("business_contact"), signed["technical"].at)
    elif "technical" not in signed:
        since = signed["business"].at if "business" in signed else record.request.step_since
        yield asking.owed("sign", "response", asking.technical(), since)
    else:
        since = max(s.at for s in signed.values())
        yield asking.owed("advance", "response", asking.technical(), since)
    yield from milestone(asking, "design", "advance")


def developing(asking: Asking) -> Iterator[Owed]:
    """An update every working day, a look every two, then the hand-over to test."""
    record = asking.record
    since = record.request.step_since
    if record.work_items and all(i.state in ("to_test", "done") for i in record.work_items):
        last = max([since, *(u.at for u in record.updates)])
        yield asking.owed("advance", "response", asking.technical(), last)
    else:
        yield update(asking)
    seen = max([since, *(look.at for look in record.looks)])
    yield asking.owed("look", "look", asking.who("business_contact"), seen)
    yield from milestone(asking, "development", "advance")


def update(asking: Asking) -> Owed:
    """Today's update, or the next working day's when today's is there: due at the day's last closing time."""
    calendar, record = asking.calendar, asking.record
    since = record.request.step_since
    day = date_of(calendar, since)
    if not works_on(calendar, day) or since > opening(asking, day):
        day += timedelta(1)
    written = [u.on for u in record.updates if u.at >= since]
    if written:
        day = max(day, max(written) + timedelta(1))
    while not works_on(calendar, day):
        day += timedelta(1)
    due = due_on(calendar, day)
    persons = asking.who("developer", "development_lead") or asking.technical()
    return Owed("update", "progress", persons, due.at, from_at=asking.midnight(day))


def opening(asking: Asking, day: date) -> int:
    """The beginning of a working day's first shift: a day counts when it begins in developing."""
    return asking.midnight(day) + asking.calendar.shifts[0].opens * 60_000


def testing(asking: Asking) -> Iterator[Owed]:
    """The testers report, the acceptors judge, the technical lead launches."""
    record = asking.record
    since = record.request.step_since
    if not ball.tested(record):
        yield asking.owed("test", "response", asking.who("tester") or asking.technical(), since)
    elif not ball.judged(record):
        ready = max([since, *(t.at for t in record.test_runs)])
        yield asking.owed("judge", "response", asking.who("acceptor"), ready)
    elif any(c.verdict == "fail" for c in record.criteria):
        on = record.request.rectification_on
        due = due_on(asking.calendar, on).at if on else None
        yield Owed("return", "rectification", asking.technical(), due)
    else:
        done = max([since, *(j.at for j in record.judgements)])
        yield asking.owed("launch", "response", asking.technical(), done)
    yield from milestone(asking, "test", "advance")
    yield from milestone(asking, "launch", "launch")


def milestone(asking: Asking, kind: str, act: str) -> Iterator[Owed]:
    """The planned date of a milestone that is not reached, once the plan is signed."""
    for m in asking.record.milestones:
        if m.kind == kind and m.reached_on is None and m.owner is not None:
            due = due_on(asking.calendar, m.on)
            yield Owed(act, "milestone", (m.owner,), due.at, m.n, from_at=asking.midnight(m.on))


def launched(asking: Asking) -> Iterator[Owed]:
    """After monitoring its closing note, after the stable run the feedback and both confirmations."""
    record = asking.record
    period = ball.waiting(record, asking.calendar)
    if period is None:
        return
    if not record.request.monitoring_note:
        note = asking.owed("monitor", "monitoring", asking.technical(), period.monitored_at)
        yield later(note, period.monitored_at)
    if not record.request.feedback:
        told = asking.owed("feedback", "stable_run", asking.who("business_contact"), period.stable_at)
        yield later(told, period.monitored_at)
    given = {c.party for c in record.confirmations if not c.void}
    for party, persons in (("technical", asking.who("technical_head")), ("business", asking.who("requester"))):
        if party not in given:
            confirmation = asking.owed("close", "stable_run", persons, period.stable_at)
            yield later(confirmation, period.stable_at)


def later(o: Owed, from_at: int) -> Owed:
    """The same, shown only from an instant on."""
    return Owed(o.act, o.clock, o.persons, o.due_at, o.row, from_at, o.estimated)


def measurements(asking: Asking) -> Iterator[Owed]:
    """Every measured goal is measured again 20 working days after launch."""
    record = asking.record
    launch = ball.full_launch(record)
    if launch is None:
        return
    ready = due_time(asking.calendar, launch.at, MEASURED_AFTER).at
    assert ready is not None
    done = {m.goal for m in record.measurements}
    for g in record.goals:
        if g.n not in done:
            yield later(asking.owed("measure", "response", asking.who("requester"), ready, g.n), ready)


BY_STEP = {
    "submitting": submitting,
    "assessing": assessing,
    "designing": designing,
    "developing": developing,
    "testing": testing,
    "launched": launched,
}
