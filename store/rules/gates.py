"""The gates between the steps: every check that is unmet, with its field. Pure.

A check is a generator that yields each finding it has; a gate chains them. Presence checks come from the record's own
lines (``F(code="G0-01")``, by ``checks.missing``); the rest is below. Blocking and warning are exactly those of
``spec/workflow.md``, "Gates".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from bihuan.store.rules.ball import agreed_priority, cleared, test_kinds, tests_done, waiting
from bihuan.store.rules.checks import (
    Circumstances,
    blocking,
    contrary,
    empty,
    kinds,
    missing,
    of_wording,
    titled,
    warning,
)
from bihuan.store.rules.documents import not_filed
from bihuan.store.rules.field import NotApplicable
from bihuan.store.rules.freeze import designed, in_one_go, standing_signatures, steps_ending
from bihuan.store.rules.happened import Issue
from bihuan.store.rules.lessons import unanswered
from bihuan.store.rules.record import TABLES, Check, Record
from bihuan.store.rules.remainders import open_remainders, unresolved
from bihuan.store.rules.roles import awaits_requester
from bihuan.store.rules.settings import Numbers
from bihuan.store.rules.steps import ENDS
from bihuan.store.rules.worded import TEXTS, vague

MILESTONES = TABLES.column["milestone"]["kind"].choices
HALF = Decimal("0.5")  # a duration is given in working days, half ones allowed
REVIEW_POINTS = TABLES.column["business_review"]["point"].choices


Gate = Callable[[Record, Circumstances], Iterator[Check]]


# ---- G0 submit ---------------------------------------------------------------------------------------------------
def submit(record: Record, around: Circumstances) -> Iterator[Check]:
    """Title, type, priority, expected launch, the four texts, goals."""
    r = record.request
    yield from missing(record, "G0")
    yield from titled(record)
    if not record.goals:
        yield blocking("G0-06", "goals")
    yield from (blocking("G0-21", f"goals.{g.n}", n=g.n) for g in record.goals if empty(g.what))
    if r.priority == "high" and empty(r.interrupted):
        yield warning("G0-30", "interrupted")
    if r.expected_launch and r.proposed_on and r.expected_launch < r.proposed_on:
        yield warning("G0-31", "expected_launch", day=r.expected_launch, proposed=r.proposed_on)
    for one in vague(record, around.words, ("goals", *TEXTS)):
        if one.refused:
            yield of_wording(one, blocking("G0-40", one.place, text=one.piece, classes=one.classes))
        else:
            yield of_wording(one, warning("G0-41", one.place, text=one.piece, classes=one.classes))


# ---- G1 confirm --------------------------------------------------------------------------------------------------
def confirm(record: Record, around: Circumstances) -> Iterator[Check]:
    """A logged contact, since the last submission, with the verdict clear; the requester has taken it over."""
    if not cleared(record):
        yield blocking("G1-01", "contacts")
    if awaits_requester(record):
        yield blocking("G1-02", "requester")


# ---- G2 assessing ------------------------------------------------------------------------------------------------
def assess(record: Record, around: Circumstances) -> Iterator[Check]:
    """Every field of part 3, a review, feasible or an alternative chosen, priority agreed, concerns answered."""
    r = record.request
    yield from missing(record, "G2")
    if not record.work_items:
        yield blocking("G2-08", "work_items")
    yield from (
        blocking("G2-18", f"work_items.{i.n}.effort_days", title=i.title)
        for i in record.work_items
        if i.effort_days is None
    )
    if not record.risks and not r.no_risks:
        yield blocking("G2-09", "risks")
    if not record.reviews:
        yield blocking("G2-10", "reviews")
    if r.feasible is False:
        yield from infeasible(record)
    if agreed_priority(record) is None:
        yield blocking("G2-12", "priority")
    yield from (blocking("G2-13", f"concerns.{c.n}", n=c.n) for c in record.concerns if c.answered_at is None)
    yield from estimate(record, around)
    if r.assessed_on and r.proposed_on and r.assessed_on < r.proposed_on:
        yield contrary("G2-15", "assessed_on", day=r.assessed_on, proposed=r.proposed_on)
    if r.assessed_on and around.day_off(r.assessed_on):
        yield warning("G2-32", "assessed_on", day=r.assessed_on)


def infeasible(record: Record) -> Iterator[Check]:
    """Not feasible needs its reason and an alternative that the requester chose."""
    if empty(record.request.infeasible_reason):
        yield blocking("G2-16", "infeasible_reason")
    if not any(a.chosen for a in record.alternatives):
        yield blocking("G2-11", "alternatives")


def estimate(record: Record, around: Circumstances) -> Iterator[Check]:
    """Complexity agrees with the duration; that lies between the longest item and their sum, as it did elsewhere."""
    days, complexity = record.request.estimate_days, record.request.complexity
    if days is None:
        return
    if days <= 0 or days % HALF:
        yield blocking("G2-17", "estimate_days", days=days)
        return
    if complexity and complexity != (fits := complexity_of(days, record.team.numbers)):
        yield contrary("G2-14", "complexity", days=days, complexity=complexity, fits=fits)
    efforts = [i.effort_days for i in record.work_items if i.effort_days is not None]
    if efforts and days < max(efforts):
        yield warning("G2-30", "estimate_days", days=days, longest=max(efforts))
    if efforts and days > sum(efforts):
        yield warning("G2-31", "estimate_days", days=days, total=sum(efforts))
    if around.took is not None and around.took.warns(days):
        yield warning("G2-33", "estimate_days", days=days, least=around.took.p20, count=around.took.count)


def complexity_of(days: Decimal, numbers: Numbers) -> str:
    """Low up to so many days, medium up to more, high above."""
    return "low" if days <= numbers.complexity_low else "medium" if days <= numbers.complexity_medium else "high"


# ---- G3 designing ------------------------------------------------------------------------------------------------
def design(record: Record, around: Circumstances) -> Iterator[Check]:
    """Every field of part 4, criteria, schedule, business review, two signatures over the current contents."""
    yield from missing(designed(record), "G3")
    if "integration" in kinds(record) and isinstance(record.request.interface_design, NotApplicable):
        yield blocking("G3-24", "interface_design")
    yield from criteria(record)
    yield from plain_words(record, around)
    yield from schedule(record, around)
    ticked = {p.point for p in record.business_review if p.ticked}
    yield from (blocking("G3-15", "business_review", point=p) for p in REVIEW_POINTS if p not in ticked)
    signed = standing_signatures(record)
    if "business" not in signed:
        yield blocking("G3-07", "signoffs")
    if "technical" not in signed:
        yield blocking("G3-08", "signoffs")
    yield from (blocking("G3-16", f"changes.{c.n}", n=c.n) for c in record.changes if c.state == "proposed")


def signable(record: Record, around: Circumstances) -> Iterator[Check]:
    """What keeps the contents of a design, or of a change to it, from being signed."""
    yield from titled(record)
    yield from (blocking("G0-21", f"goals.{g.n}", n=g.n) for g in record.goals if empty(g.what))
    signing = ("G3-07", "G3-08", "G3-15", "G3-16")
    early = assess(record, around) if record.request.step == "assessing" else ()
    yield from (c for c in (*early, *design(record, around)) if c.severity == "blocking" and c.code not in signing)


def criteria(record: Record) -> Iterator[Check]:
    """There are criteria, each traced to a goal; a goal that none covers, to be met at launch, is a warning."""
    if not record.criteria:
        yield blocking("G3-06", "criteria")
    covered = {c.goal for c in record.criteria}
    for g in record.goals:
        if record.criteria and g.n not in covered and not g.after_launch:
            yield warning("G3-05", f"goals.{g.n}", n=g.n)
    goals = {g.n for g in record.goals}
    astray = [c for c in record.criteria if goals and c.goal not in goals]  # an urgent one may owe its goals still
    yield from (warning("G3-17", f"criteria.{c.n}.goal", n=c.n) for c in astray)


def plain_words(record: Record, around: Circumstances) -> Iterator[Check]:
    """Criteria that pass the wording check; goals too, which may have changed since they passed at submission.

    The other texts gave their warnings there; what is still blank in them must not be signed.
    """
    for one in vague(record, around.words, ("criteria", "goals", *TEXTS)):
        if one.refused:
            yield of_wording(one, blocking("G3-40", one.place, text=one.piece, classes=one.classes))
        elif one.place not in TEXTS:
            yield of_wording(one, warning("G3-41", one.place, text=one.piece, classes=one.classes))


def schedule(record: Record, around: Circumstances) -> Iterator[Check]:
    """Four dates in order, each with an owner; a day off and a launch after the expected date are warnings."""
    dates = {m.kind: m for m in record.milestones}
    yield from (blocking("G3-09", "milestones", kind=k) for k in MILESTONES if k not in dates)
    twice = (m for m in record.milestones if m is not dates[m.kind])
    yield from (blocking("G3-18", f"milestones.{m.n}", kind=m.kind) for m in twice)
    planned = [dates[k] for k in MILESTONES if k in dates]
    for before, after in pairwise(planned):
        if after.on < before.on:
            yield contrary("G3-10", f"milestones.{after.n}.on", kind=after.kind, day=after.on, before=before.kind)
    yield from (blocking("G3-12", f"milestones.{m.n}.owner", kind=m.kind) for m in planned if m.owner is None)
    for m in planned:
        if around.day_off(m.on):
            yield warning("G3-11", f"milestones.{m.n}.on", kind=m.kind, day=m.on)
    expected = record.request.expected_launch
    if "launch" in dates and expected and dates["launch"].on > expected:
        yield warning("G3-13", f"milestones.{dates['launch'].n}.on", day=dates["launch"].on, expected=expected)


# ---- G4 developing -----------------------------------------------------------------------------------------------
def develop(record: Record, around: Circumstances) -> Iterator[Check]:
    """Core items done or waiting for test, the test version handed over."""
    for i in record.work_items:
        if i.kind == "core" and i.state not in ("done", "to_test"):
            yield blocking("G4-01", f"work_items.{i.n}.state", title=i.title)
    yield from missing(record, "G4")
    both = set(record.request.developers) & set(record.request.testers)
    yield from (warning("G4-20", "testers", person=p) for p in sorted(both)[:1])


# ---- G5 testing --------------------------------------------------------------------------------------------------
def launch(record: Record, around: Circumstances) -> Iterator[Check]:
    """Test report, every criterion passed, launch plan and preparations, no stopping question, no serious issue."""
    yield from test_report(record)
    yield from missing(record, "G5")
    for c in record.criteria:
        if c.verdict != "pass":
            yield blocking("G5-08", f"criteria.{c.n}", n=c.n, text=c.text)
    open_questions = (q for q in record.questions if q.stops_work and q.answered_at is None)
    yield from (blocking("G5-09", f"questions.{q.n}", n=q.n) for q in open_questions)
    failed = {c.n for c in record.criteria if c.verdict == "fail"}
    for i in record.issues:
        if i.resolved_at is None and (i.serious or i.criterion in failed):
            yield blocking("G5-10", f"issues.{i.n}", n=i.n)
    yield from (remainder(record, i) for i in open_remainders(record, around.statuses))
    statuses = dict(around.statuses)
    for link in record.links:
        if link.kind == "depends_on" and statuses.get(link.to, "closed") not in ENDS:
            yield warning("G5-21", f"links.{link.n}", n=link.n)


def remainder(record: Record, issue: Issue) -> Check:
    """Shown at acceptance: whose it is and until when, or that this is missing."""
    owner, field = record.team.people.get(issue.owner or 0), f"issues.{issue.n}"
    if owner is None or issue.due_on is None:
        return warning("G5-22", field, n=issue.n, text=issue.text)
    return warning("G5-20", field, n=issue.n, text=issue.text, owner=owner.name, due=issue.due_on)


def test_report(record: Record) -> Iterator[Check]:
    """Each kind of test was run on this version and passed, or does not apply, with a reason."""
    last = tests_done(record)
    for kind in test_kinds(record):
        run = last.get(kind)
        if run is None:
            yield blocking("G5-01", "test_runs", kind=kind)
        elif run.result == "fail":
            yield blocking("G5-02", f"test_runs.{run.n}", kind=kind)
        elif run.result == "not_applicable" and empty(run.text):
            yield blocking("G5-11", f"test_runs.{run.n}", kind=kind)


# ---- G6 launched -------------------------------------------------------------------------------------------------
def close(record: Record, around: Circumstances) -> Iterator[Check]:
    """Both waiting periods over, closing note, feedback, two confirmations, documents, no debt, no open remainder."""
    yield from stable(record, around)
    given = {c.party for c in record.confirmations if not c.void}
    if "business" not in given:
        yield blocking("G6-05", "confirmations")
    if "technical" not in given:
        yield blocking("G6-06", "confirmations")


def stable(record: Record, around: Circumstances) -> Iterator[Check]:
    """What must hold before anybody may confirm."""
    period, wait = waiting(record, around.calendar), record.team.numbers.waiting
    if period is None or around.now < period.monitored_at:
        yield blocking("G6-01", "launches", at=period.monitored_at if period else None, wait=wait["monitoring"])
    if period is None or around.now < period.stable_at:
        yield blocking("G6-02", "launches", at=period.stable_at if period else None, wait=wait["stable_run"])
    yield from missing(record, "G6")
    yield from (blocking("G6-07", "documents", kind=k) for k in not_filed(record))
    yield from (blocking("G6-08", f"debts.{d.n}", name=d.field) for d in record.debts if d.settled_at is None)
    yield from (blocking("G6-09", f"issues.{i.n}", n=i.n, text=i.text) for i in unresolved(record, around.statuses))
    for c in record.criteria:
        if c.verdict != "pass":
            yield blocking("G6-10", f"criteria.{c.n}", n=c.n, text=c.text)


GATE_CHECKS: dict[str, Gate] = {
    "draft": submit,
    "submitting": confirm,
    "assessing": assess,
    "designing": design,
    "developing": develop,
    "testing": launch,
    "launched": close,
}


def unmet(record: Record, around: Circumstances) -> tuple[Check, ...]:
    """Everything that the gate of the step still asks for; what was acknowledged or overridden is left out."""
    if record.request.status in ENDS:
        return ()
    checks = (check for step in steps_ending(record) for check in GATE_CHECKS[step](record, around))
    return unsettled(record, (*checks, *unanswered(record, around.learnt)))


def unmet_ahead(record: Record, around: Circumstances) -> tuple[Check, ...]:
    """What designing asks for besides, where it may be passed together with assessing and not both have signed yet."""
    return unsettled(record, design(record, around)) if in_one_go(record) and len(steps_ending(record)) == 1 else ()


def unsettled(record: Record, checks: Iterable[Check]) -> tuple[Check, ...]:
    """The checks that nobody has acknowledged or overridden, for the contents that stand there now."""
    return tuple(c for c in checks if not any(a.settles(c) for a in record.acknowledgements))
