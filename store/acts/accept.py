"""Test, acceptance and launch, and what comes after a launch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from bihuan.store import documents
from bihuan.store.acts import Acting, act, refuse_past
from bihuan.store.acts.back import go_back, void_confirmations
from bihuan.store.acts.flow import Reason, pass_gate
from bihuan.store.acts.hands import marks, prove
from bihuan.store.acts.judged import settle
from bihuan.store.acts.rows import row_of
from bihuan.store.acts.settle import Reasons
from bihuan.store.errors import BadInput, NotFound
from bihuan.store.rules.ball import full_launch
from bihuan.store.rules.course import stays
from bihuan.store.rules.field import F
from bihuan.store.rules.happened import Criterion, Incident, Issue, Judgement, Launch, Measurement, TestRun
from bihuan.store.rules.planned import Goal
from bihuan.store.rules.record import Check, Person, Record
from bihuan.store.rules.roles import TECHNICAL_ROLES
from bihuan.store.rules.urgent import only_urgent_late

TextIf = Annotated[str | None, F("markdown")]
LAUNCHERS = ("technical_contact", "technical_lead", "operations")


def in_testing(record: Record, who: Person) -> Iterator[Check]:
    """Tests and acceptance belong to testing; an urgent request may owe them after its launch."""
    return only_urgent_late(record, who, ("testing",))


def to_judge(record: Record, who: Person) -> Iterator[Check]:
    """Acceptance belongs to testing; what was contested after the launch is given anew."""
    if record.request.status != "launched" or all(c.verdict == "pass" for c in record.criteria):
        yield from in_testing(record, who)


def at_launched(record: Record, who: Person) -> Iterator[Check]:
    """What follows a launch is said also while the request is blocked: the waiting periods do not stand still."""
    if record.request.step != "launched":
        yield Check("E-STEP", values=(("statuses", ("launched",)), ("status", record.request.status)))


AFTER_LAUNCH = ("launched", "blocked")


@act("test", statuses=("testing", "launched"), roles=TECHNICAL_ROLES, unless=(in_testing,))
def test(
    do: Acting,
    kind: Annotated[str, F(offered="tests.kinds")],
    result: Literal["pass", "fail", "not_applicable"],
    text: TextIf = None,
) -> None:
    """Note a test run of a kind over the version handed over, or that the kind does not apply and why."""
    version = do.on.request.test_version
    do.put(
        TestRun(
            request=do.on.request.id,
            kind=kind,
            result=result,
            text=text,
            by=do.who.id,
            at=do.at,
            version=version,
        )
    )


ACCEPTING = ("acceptor", "concerned")


@act("judge", statuses=("testing", "launched"), roles=ACCEPTING, unless=(to_judge,))
def judge(
    do: Acting,
    criterion: Annotated[int, F("row", ref="criteria")],
    verdict: Literal["pass", "fail"],
    measured: str | None = None,
    reason: TextIf = None,
    rectification_on: Annotated[date | None, F("day")] = None,
) -> None:
    """Judge one criterion; a fail says why and until when it is mended, and opens an issue."""
    found = row_of(do.on, Criterion, criterion)
    prove(do)
    rid = do.on.request.id
    if verdict == "fail":
        if reason is None:
            raise BadInput("E-JUDGE-REASON", "reason")
        on = rectification_on or do.on.request.rectification_on
        if on is None:
            raise BadInput("E-JUDGE-DATE", "rectification_on")
        refuse_past(do, "rectification_on", rectification_on)
        do.put(Issue(request=rid, text=reason, serious=True, criterion=criterion, due_on=on, by=do.who.id, at=do.at))
        do.put(replace(do.on.request, result="fail", result_reason=reason, rectification_on=on))
    round = stays(do.on)[-1].round
    do.put(
        Judgement(
            request=rid,
            criterion=criterion,
            verdict=verdict,
            measured=measured,
            reason=reason,
            by=do.who.id,
            at=do.at,
            round=round,
            **marks(do, ACCEPTING),
        )
    )
    settle(do, found, round)


@act("launch", statuses=("testing",), roles=LAUNCHERS, undoable=False)
def launch(do: Acting, share: str | None = None, full: bool = True, reasons: Reasons = None) -> None:
    """Launch: the first full one passes the gate and starts the waiting periods."""
    do.put(Launch(request=do.on.request.id, at=do.at, share=share, by=do.who.id, full=full))
    if not full:
        return
    do.put(replace(do.on.request, launched_on=do.today))
    pass_gate(do, reasons)


@act("monitor", statuses=AFTER_LAUNCH, roles=LAUNCHERS, unless=(at_launched,))
def monitor(do: Acting, text: Annotated[str, F("markdown")]) -> None:
    """Write the closing note of the monitoring after the launch."""
    do.put(replace(do.on.request, monitoring_note=text))


@act(
    "incident",
    statuses=AFTER_LAUNCH,
    roles=(*LAUNCHERS, "requester", "business_contact"),
    unless=(at_launched,),
    undoable=False,
)
def incident(do: Acting, text: Annotated[str, F("markdown")], serious: bool = True) -> None:
    """Log an incident; a serious one (in doubt it is) starts the waiting periods again."""
    do.put(Incident(request=do.on.request.id, at=do.at, serious=serious, text=text, by=do.who.id))
    if serious:
        void_confirmations(do)
        do.put(replace(do.on.request, monitoring_note=None))


@act("rollback", statuses=("launched",), roles=LAUNCHERS, undoable=False)
def rollback(do: Acting, reason: Reason, to: Literal["developing", "testing"] = "developing") -> None:
    """Roll a launch back: the attempt is kept, the waiting periods stop, the request returns."""
    found = full_launch(do.on)
    if found is None:
        raise NotFound("E-NO-LAUNCH")
    do.put(replace(found, rolled_back_at=do.at, rollback_reason=reason))
    documents.freeze(do, do.current, "launched", cut_short=True)
    go_back(do, to, reason, "rollback")


@act("feedback", statuses=AFTER_LAUNCH, roles=("requester", "business_contact", "acceptor"), unless=(at_launched,))
def feedback(do: Acting, text: Annotated[str, F("markdown")]) -> None:
    """Write the business feedback; "no problem" is one."""
    do.put(replace(do.on.request, feedback=text))


@act("measure", statuses=("launched", "closed"), roles=("requester", "business_contact"), ended=True)
def measure(
    do: Acting,
    goal: Annotated[int, F("row", ref="goals")],
    value: Annotated[str, F("line")],
    verdict: Literal["achieved", "missed"],
    on: Annotated[date | None, F("day")] = None,
) -> None:
    """Note what a goal came to after launch."""
    day, launched = on or do.today, do.on.request.launched_on
    if day > do.today or (launched is not None and day < launched):
        raise BadInput("E-MEASURE-DAY", "on", day=day, first=launched, last=do.today)
    do.put(
        Measurement(
            request=do.on.request.id,
            goal=row_of(do.on, Goal, goal).n,
            on=day,
            value=value,
            verdict=verdict,
            by=do.who.id,
            at=do.at,
        )
    )
