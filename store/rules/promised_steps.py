"""What is promised within a step: from confirming a submission to confirming the closure, and measuring after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from bihuan.store.rules import told, turns
from bihuan.store.rules.ball import asked_party, full_launch
from bihuan.store.rules.clocks import Code
from bihuan.store.rules.course import Span, Stay, overlap
from bihuan.store.rules.happened import Update
from bihuan.store.rules.hours import offsets, open_on
from bihuan.store.rules.promised import BOTH, Facts, Promised
from bihuan.store.rules.record import Party
from bihuan.store.rules.roles import raised, taken_over_at
from bihuan.store.rules.urgent import is_urgent
from bihuan.store.rules.waits import pauses, waits
from bihuan.store.rules.window import end_of, measured, window_of
from bihuan.store.rules.workdays import closing_of, date_of, works_on


def in_steps(facts: Facts) -> Iterator[Promised]:
    """Everything promised within one step, stay by stay, and the measurements after the last."""
    for stay in facts.course:
        yield from BY_STEP[stay.step](facts, stay)
    yield from measurements(facts)


def response(
    act: str, party: Party, persons: tuple[int, ...], since: int, kept: int | None, left: int | None
) -> Promised:
    """An act that no other clock covers."""
    return Promised(code="response", act=act, party=party, persons=persons, since=since, kept=kept, left=left)


def forward(stay: Stay) -> int | None:
    """When a stay was left by going on."""
    return stay.until if stay.left == "forward" else None


def turn(act: str, party: Party, persons: tuple[int, ...], span: Span, kept: Iterable[int]) -> Promised:
    """An act owed for a span: kept if one of some instants ends it."""
    since, until = span
    return response(act, party, persons, since, until if until is not None and until in set(kept) else None, until)


# ---- submitting and assessing ------------------------------------------------------------------------------------
def submitting(facts: Facts, stay: Stay) -> Iterator[Promised]:
    """The technical contact confirms; one that needs more stops that clock, the answers start the next.

    At the first contact the requester takes over what a technical person has raised.
    """
    contact = facts.who("technical_contact") or facts.technical()
    contacts = [c for c in facts.record.contacts if c.verdict is not None and stay.within(c.at)]
    said = [c.at for c in contacts]
    first, *later = [*said, None]
    yield Promised(
        code="confirmation",
        act="confirm",
        party="technical",
        persons=contact,
        since=stay.since,
        kept=first,
        left=stay.until,
    )
    taken = taken_over_at(facts.record)
    if first is not None and stay.holds(first) and raised(facts.record) and (taken is None or taken > first):
        yield response("take-over", "business", facts.who("requester"), first, taken, stay.until)
    for at, again in zip(said, later, strict=True):
        if any(c.verdict == "clear" and c.at == at for c in contacts):
            continue  # it went on, or waits for the requester
        since = _answered(facts, at)
        if since is not None and stay.holds(since) and (again is None or since <= again):
            yield response("confirm", "technical", contact, since, again, stay.until)


def _answered(facts: Facts, at: int) -> int | None:
    """The first instant from a contact on at which business owes no answer that stops the work."""
    for q in facts.record.questions:
        if q.stops_work and asked_party(facts.record, q) == "business" and q.at <= at:
            if q.answered_at is None:
                return None
            at = max(at, q.answered_at)
    return at


def assessing(facts: Facts, stay: Stay) -> Iterator[Promised]:
    """The technical lead assesses; business answers a counter-proposal, the heads decide, an alternative is chosen."""
    record = facts.record
    yield response("advance", "technical", facts.technical(), stay.since, forward(stay), stay.until)
    yield from bargaining(facts, stay)
    choice = told.chosen_over(record, stay)
    asked = any(q.alternative is not None for q in record.questions)  # then it is a question, with its own clock
    if choice is not None and not asked and (left := overlap(choice, (stay.since, stay.until))) is not None:
        chosen = [choice[1]] if choice[1] is not None else []
        yield turn("choose", "business", facts.who("requester"), left, chosen)
    # Of low complexity it may be signed here: once one party has, the other owes it.
    yield from signing(facts, stay, "business", frozenset({"technical"}))
    yield from signing(facts, stay, "technical", frozenset({"business"}))


def bargaining(facts: Facts, stay: Stay) -> Iterator[Promised]:
    """Business answers a counter-proposal; after two of them each head says what the priority is."""
    record = facts.record
    said = [p.at for p in record.priority_proposals]
    for party, heads, persons in (
        ("business", False, facts.who("business_contact")),
        ("business", True, facts.who("business_head")),
        ("technical", True, facts.who("technical_head") or facts.technical()),
    ):

        def theirs(at: int, party: str = party, heads: bool = heads) -> bool:
            now = turns.said_by(record, at)
            return party in now.owing and now.heads == heads

        for span in turns.when(stay, said, theirs):
            asked = max((at for at in said if at <= span[0]), default=span[0])
            yield turn("priority", party, persons, (asked, span[1]), said)  # type: ignore[arg-type]


# ---- designing ---------------------------------------------------------------------------------------------------
def designing(facts: Facts, stay: Stay) -> Iterator[Promised]:
    """The technical lead designs and signs, then business signs, then the lead goes on."""
    yield from signing(facts, stay, "technical", frozenset(), frozenset({"business"}))
    yield from signing(facts, stay, "business", frozenset({"technical"}))
    at = forward(stay)
    for span in signed_by(facts, stay, frozenset(BOTH)):
        yield turn("advance", "technical", facts.technical(), span, [] if at is None else [at])


def signing(facts: Facts, stay: Stay, party: Party, *by: frozenset[Party]) -> Iterator[Promised]:
    """A party's signature, owed while exactly some parties have signed."""
    given = [s.at for s in facts.record.signoffs if s.party == party]
    persons = facts.technical() if party == "technical" else facts.who("business_contact")
    for span in signed_by(facts, stay, *by):
        yield turn("sign", party, persons, span, given)


def signed_by(facts: Facts, stay: Stay, *by: frozenset[Party]) -> tuple[Span, ...]:
    """The spans of a stay in which exactly some parties had signed."""
    record = facts.record
    return turns.when(stay, turns.signings(record), lambda at: turns.signed(record, at) in by)


# ---- developing --------------------------------------------------------------------------------------------------
def developing(facts: Facts, stay: Stay) -> Iterator[Promised]:
    """An update every working day, a look every two, then the hand-over to test."""
    done = told.items_waiting_since(facts.record, stay)
    yield from progress(facts, stay, done)
    if done is not None:
        yield response("advance", "technical", facts.technical(), done, forward(stay), stay.until)
    looks = sorted(x.at for x in facts.record.looks if stay.holds(x.at))
    for since, kept in zip([stay.since, *looks], [*looks, None], strict=True):
        yield Promised(
            code="look",
            act="look",
            party="business",
            persons=facts.who("business_contact"),
            since=since,
            kept=kept,
            left=stay.until,
        )


def progress(facts: Facts, stay: Stay, done: int | None) -> Iterator[Promised]:
    """One entry for each working day that begins in developing, while items are in work and nobody else is waited for.

    A later entry stops what was left open, late. The next day to begin that has none yet is among them, for the inbox:
    an entry of early morning is that day's. Where a team wants one every few days, the first of each few begins one.
    """
    persons = facts.who("developer", "development_lead") or facts.technical()
    entries = sorted(at for u in facts.record.updates if stay.within(at := _written(facts, u)))
    found, every = waits(facts.record), facts.record.team.numbers.promises["progress"].amount
    judged = {v.started_at for v in facts.record.verdicts if v.clock == "progress" and stay.within(v.started_at)}
    last, left = max(judged, default=0), 0
    for day, opening in days(facts, stay):
        # Up to the last day that was judged the days are those of then, whatever calendar and settings say now.
        if opening not in judged and (opening < last or left > 0):
            left = max(left - 1, 0)
            continue
        ahead = opening > facts.now
        paused = pauses(found, "progress", "technical", max(opening, facts.now))
        if (done is not None and done <= opening) or any(
            begin <= opening and (end is None or opening < end) for begin, end in paused
        ):
            if ahead:
                return
            continue
        left, midnight = every - 1, facts.midnight(day)
        kept = next((max(at, opening) for at in entries if at >= midnight), None)
        yield Promised(
            code="progress",
            act="update",
            party="technical",
            persons=persons,
            since=opening,
            kept=kept,
            left=stay.until,
            shown=midnight,
        )
        if ahead and kept is None:
            return


def _written(facts: Facts, u: Update) -> int:
    """When an update was written; one that history from elsewhere told only with its day counts as in time."""
    return u.at if date_of(facts.calendar, u.at) == u.on else closing_of(facts.calendar, u.on)


def days(facts: Facts, stay: Stay) -> Iterator[tuple[date, int]]:
    """The working days that begin in a stay, each with its opening, without end while the stay lasts."""
    calendar, day = facts.calendar, date_of(facts.calendar, stay.since)
    opening = stay.since
    while stay.holds(opening):
        spans = open_on(day.toordinal(), calendar.shifts, offsets(calendar.zone, day.year))
        begin = min((begin for begin, _ in spans), default=None) if works_on(calendar, day) else None
        if begin is not None and begin >= stay.since:
            opening = begin
            if stay.holds(opening):
                yield day, opening
        day += timedelta(1)


# ---- testing -----------------------------------------------------------------------------------------------------
def testing(facts: Facts, stay: Stay) -> Iterator[Promised]:
    """The testers report, the acceptors judge, the technical lead launches.

    Of a stay that was left only what was judged then: kinds of test that the team names later change no past.
    """
    here = [v for v in facts.record.verdicts if v.clock == "response" and stay.within(v.started_at)]
    left = any(v.stopped_at == stay.until and (v.state == "void" or v.act == "launch") for v in here)
    known = {(v.act, v.started_at) for v in here}
    yield from (p for p in turns_of_testing(facts, stay) if not left or (p.act, p.since) in known)


def turns_of_testing(facts: Facts, stay: Stay) -> Iterator[Promised]:
    """Whose turn it was, by the kinds of test of today."""
    record = facts.record
    ran, said = [t.at for t in record.test_runs], [j.at for j in record.judgements]
    tested, judged = turns.tested(record, stay), turns.judged(record, stay)
    testers = facts.who("tester") or facts.technical()
    for span in without(stay, tested):
        yield turn("test", "technical", testers, span, ran)
    for span in within(without(stay, judged), tested):
        yield turn("judge", "business", turns.unjudged(record, stay), span, said)
    at = forward(stay)
    for span in within(turns.passed(record, stay), tested):
        yield turn("launch", "technical", facts.technical(), span, [] if at is None else [at])


def without(stay: Stay, spans: Iterable[Span]) -> tuple[Span, ...]:
    """What is left of a stay without some spans of it."""
    found: list[Span] = []
    since: int | None = stay.since
    for begin, end in spans:
        if since is not None and since < begin:
            found.append((since, begin))
        since = end
    if since is not None and since != stay.until:
        found.append((since, stay.until))
    return tuple(found)


def within(some: Iterable[Span], others: Iterable[Span]) -> Iterator[Span]:
    """What both have in common."""
    known = tuple(others)
    return (both for one in some for other in known if (both := overlap(one, other)) is not None)


# ---- launched, and after -----------------------------------------------------------------------------------------
def launched(facts: Facts, stay: Stay) -> Iterator[Promised]:
    """Both waiting periods; then the closing note, the feedback and both confirmations."""
    yield from judged_anew(facts, stay)
    for period in turns.periods(facts.record, facts.calendar, stay):
        yield from waiting(period, stay)
        yield from said(facts, stay, period, "monitoring", "monitor")
        yield from said(facts, stay, period, "stable_run", "feedback")
        since = max(period.stable_at, stay.since)
        if period.until is not None and period.until < since:
            continue
        for party in BOTH:
            spans = turns.confirmed(facts.record, stay, facts.course, party)
            kept = next((at for at, _ in spans if at >= period.since and at <= (period.until or at)), None)
            yield Promised(
                code="stable_run",
                act="close",
                party=party,
                persons=facts.who("technical_head" if party == "technical" else "requester"),
                since=since if kept is None else min(since, kept),
                kept=kept,
                left=period.until,
                shown=since,
            )


def judged_anew(facts: Facts, stay: Stay) -> Iterator[Promised]:
    """An acceptance contested after the launch is given anew; what an urgent request owes there is a debt."""
    record = facts.record
    if is_urgent(record):
        return
    given = [j.at for j in record.judgements if stay.holds(j.at) and None not in turns.verdicts(record, stay, j.at)]
    open_ = None in turns.verdicts(record, stay, facts.now)
    # Of several before the same verdict the last one counts.
    for kept, since in {next((at for at in given if at > c), None): c for c in told.contested(record, stay)}.items():
        if kept is not None or open_:
            yield response("judge", "business", turns.unjudged(record, stay), since, kept, stay.until)


def waiting(period: turns.Period, stay: Stay) -> Iterator[Promised]:
    """The waiting periods themselves: nobody owes them. One that was over before a reopening is not waited again."""
    codes: tuple[tuple[Code, int], ...] = (("monitoring", period.monitored_at), ("stable_run", period.stable_at))
    for code, over in codes:
        if over > stay.since:
            yield Promised(code=code, act="", party=None, persons=(), since=period.since, left=period.until)


def said(facts: Facts, stay: Stay, period: turns.Period, code: Code, act: str) -> Iterator[Promised]:
    """The closing note, owed anew after a serious incident, or the feedback, which is given once."""
    record = facts.record
    text = record.request.monitoring_note if act == "monitor" else record.request.feedback
    if text and not told.knows(record, act):
        return  # nothing tells when it was written
    launch = turns.launch_of(record, stay)
    written = list(told.acted(record, act, since=launch.at if launch else 0, until=period.until))
    valid = [at for at in written if at >= period.since]
    earlier = len(written) > len(valid)
    over = period.monitored_at if act == "monitor" else period.stable_at
    since, kept = max(over, stay.since), next(iter(valid), None)
    if (earlier and act == "feedback") or (kept is not None and kept < stay.since):
        return
    if kept is None and period.until is not None and period.until < since:
        return
    yield Promised(
        code=code,
        act=act,
        party="technical" if act == "monitor" else "business",
        persons=facts.technical() if act == "monitor" else facts.who("business_contact"),
        since=since if kept is None else min(since, kept),
        kept=kept,
        left=period.until,
        shown=max(period.monitored_at, stay.since),
    )


def measurements(facts: Facts) -> Iterator[Promised]:
    """Every goal is measured again at the end of its own window, else some working days after the launch."""
    record = facts.record
    if record.request.status in ("rejected", "withdrawn"):
        return
    if facts.course:
        stay = facts.course[-1]
        launch = turns.launch_of(record, stay) if stay.step == "launched" else None
    else:  # history from elsewhere, entered closed, without its moves
        launch = full_launch(record) if record.request.status == "closed" else None
    if launch is None:
        return
    for g in record.goals:
        kept = next((m.at for m in measured(record) if m.goal == g.n), None)
        found = [v.started_at for v in record.verdicts if (v.act, v.row) == ("measure", g.n)]
        judged = (at for at in found if kept is not None and at >= launch.at)
        end = end_of(facts.calendar, launch.at, window_of(g), record.team.numbers.measure_days)
        ready = next(judged, end)
        yield Promised(
            code="response",
            act="measure",
            party="business",
            persons=facts.who("requester"),
            since=ready if kept is None else min(ready, kept),
            kept=kept,
            row=g.n,
            shown=ready,
        )


BY_STEP: dict[str, Callable[[Facts, Stay], Iterator[Promised]]] = {
    "submitting": submitting,
    "assessing": assessing,
    "designing": designing,
    "developing": developing,
    "testing": testing,
    "launched": launched,
}
