"""The rows of a record: everything a request has several of. One dataclass is one table, one line one column."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from bihuan.store.rules.field import Child, F

At = Annotated[int, F("instant", typed=False)]
AtIf = Annotated[int | None, F("instant", typed=False)]
By = Annotated[int, F("person", ref="person", typed=False)]
ByIf = Annotated[int | None, F("person", ref="person", typed=False)]
Owner = Annotated[int | None, F("person", ref="person")]
Day = Annotated[date | None, F("day")]
Long = Annotated[str, F("markdown")]
LongIf = Annotated[str | None, F("markdown")]
Party = Literal["business", "technical"]
Verdict = Literal["pass", "fail"]
Holder = Literal["business", "technical", "testing", "third_party", "nobody"]
# How a statement came from somebody without a terminal: the channel, and the attachment that proves it.
Channel = Annotated[str | None, F(typed=False)]


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherDepartment(Child):
    """A department concerned beside the requester's, with its contact."""

    table: ClassVar[str] = "other_department"
    many: ClassVar[str] = "other_departments"
    part: ClassVar[int] = 1
    edited_by: ClassVar[str] = "business"
    department: str
    contact: Owner = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Goal(Child):
    """One goal: what is measured and its target; baseline and window where known."""

    table: ClassVar[str] = "goal"
    many: ClassVar[str] = "goals"
    part: ClassVar[int] = 2
    edited_by: ClassVar[str] = "business"
    what: Annotated[str, F(wording="goal", frozen=True)]
    target: Annotated[str | None, F(frozen=True)] = None
    baseline: Annotated[str | None, F(frozen=True)] = None
    window: Annotated[str | None, F(frozen=True)] = None
    after_launch: Annotated[bool, F("bool", frozen=True)] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class PriorityProposal(Child):
    """What a party holds the priority to be; agreed when the latest of both are equal."""

    table: ClassVar[str] = "priority_proposal"
    many: ClassVar[str] = "priority_proposals"
    part: ClassVar[int] = 2
    party: Annotated[Party, F(typed=False)]
    value: Literal["high", "medium", "low"]
    by: ByIf = None
    at: At = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkItem(Child):
    """A part of the breakdown, with its effort in person-days."""

    table: ClassVar[str] = "work_item"
    many: ClassVar[str] = "work_items"
    part: ClassVar[int] = 3
    edited_by: ClassVar[str] = "technical"
    title: str
    kind: Literal["core", "non_core"] = "core"
    owner: Owner = None
    effort_days: Annotated[Decimal | None, F("decimal")] = None
    state: Literal["todo", "doing", "to_test", "blocked", "done"] = "todo"


@dataclass(frozen=True, kw_only=True, slots=True)
class Risk(Child):
    """A risk and what is planned against it."""

    table: ClassVar[str] = "risk"
    many: ClassVar[str] = "risks"
    part: ClassVar[int] = 3
    edited_by: ClassVar[str] = "technical"
    text: Long
    plan: LongIf = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Alternative(Child):
    """Another way, its effect, and whether the requester chose it."""

    table: ClassVar[str] = "alternative"
    many: ClassVar[str] = "alternatives"
    part: ClassVar[int] = 3
    edited_by: ClassVar[str] = "technical"
    text: Long
    effect: LongIf = None
    chosen: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Review(Child):
    """A review of the assessment: when, who took part, what it came to."""

    table: ClassVar[str] = "review"
    many: ClassVar[str] = "reviews"
    part: ClassVar[int] = 3
    edited_by: ClassVar[str] = "technical"
    on: Annotated[date, F("day")]
    people: str = ""
    conclusions: Long


@dataclass(frozen=True, kw_only=True, slots=True)
class Concern(Child):
    """A bottleneck or resource conflict, owed an alternative or an adjustment within two working days."""

    table: ClassVar[str] = "concern"
    many: ClassVar[str] = "concerns"
    part: ClassVar[int] = 3
    kind: Literal["bottleneck", "resource_conflict"] = "bottleneck"
    text: Long
    by: ByIf = None
    at: At = 0
    adjustment: LongIf = None
    answered_by: ByIf = None
    answered_at: AtIf = None


@dataclass(frozen=True, kw_only=True, slots=True)
class BusinessReview(Child):
    """One point of the business review, ticked by the business signer."""

    table: ClassVar[str] = "business_review"
    many: ClassVar[str] = "business_review"
    part: ClassVar[int] = 4
    edited_by: ClassVar[str] = "business"
    point: Literal["scope", "data_fields", "interaction", "meets_goals"]
    ticked: bool = False
    by: ByIf = None
    at: AtIf = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Milestone(Child):
    """One of the four dates of the schedule and its owner."""

    table: ClassVar[str] = "milestone"
    many: ClassVar[str] = "milestones"
    part: ClassVar[int] = 4
    edited_by: ClassVar[str] = "technical"
    kind: Literal["design", "development", "test", "launch"]
    on: Annotated[date, F("day")]
    owner: Owner = None
    reached_on: Day = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Update(Child):
    """A progress update."""

    table: ClassVar[str] = "progress_update"
    many: ClassVar[str] = "updates"
    part: ClassVar[int] = 5
    on: Annotated[date, F("day")]
    by: ByIf = None
    at: At = 0
    state: Literal["doing", "to_test", "blocked"] = "doing"
    text: Long


@dataclass(frozen=True, kw_only=True, slots=True)
class Look(Child):
    """Business has looked at the progress."""

    table: ClassVar[str] = "look"
    many: ClassVar[str] = "looks"
    part: ClassVar[int] = 5
    at: At = 0
    by: By


@dataclass(frozen=True, kw_only=True, slots=True)
class Issue(Child):
    """A problem met and its resolution; shown as in hand until it is resolved."""

    table: ClassVar[str] = "issue"
    many: ClassVar[str] = "issues"
    part: ClassVar[int] = 5
    text: Long
    serious: bool = False
    criterion: Annotated[int | None, F("row", ref="criterion")] = None
    owner: Owner = None
    due_on: Day = None
    by: ByIf = None
    at: At = 0
    resolution: LongIf = None
    resolved_by: ByIf = None
    resolved_at: AtIf = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Question(Child):
    """A question to a party or a person, and its answer."""

    table: ClassVar[str] = "question"
    many: ClassVar[str] = "questions"
    part: ClassVar[int] = 5
    to: str
    text: Long
    stops_work: bool = False
    by: ByIf = None
    at: At = 0
    answer: LongIf = None
    answered_by: ByIf = None
    answered_at: AtIf = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact(Child):
    """A logged contact between the parties: who, when, by which channel, with what verdict."""

    table: ClassVar[str] = "contact"
    many: ClassVar[str] = "contacts"
    part: ClassVar[int] = 5
    at: At = 0
    by: ByIf = None
    channel: str
    verdict: Literal["clear", "needs_more"] | None = None
    text: LongIf = None
    deviation: Annotated[int | None, F("row", ref="deviation")] = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Deviation(Child):
    """A misunderstanding or a likely problem, put to business at once and settled by both."""

    table: ClassVar[str] = "deviation"
    many: ClassVar[str] = "deviations"
    part: ClassVar[int] = 5
    text: Long
    by: ByIf = None
    at: At = 0
    told_at: AtIf = None
    settled_business_by: ByIf = None
    settled_technical_by: ByIf = None
    settled_at: AtIf = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Block(Child):
    """A stop: why, who must act, when it is expected to end; deferring is one with a date to look again."""

    table: ClassVar[str] = "block"
    many: ClassVar[str] = "blocks"
    part: ClassVar[int] = 5
    reason: Long
    by: Annotated[Holder, F()] = "third_party"
    until: Day = None
    deferred: bool = False
    force_majeure: bool = False
    at: At = 0
    entered_by: ByIf = None
    agreed_by: ByIf = None
    ended_at: AtIf = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Criterion(Child):
    """An acceptance criterion, traced to a goal."""

    table: ClassVar[str] = "criterion"
    many: ClassVar[str] = "criteria"
    part: ClassVar[int] = 6
    edited_by: ClassVar[str] = "business"
    text: Annotated[str, F(wording="criterion", frozen=True)]
    goal: Annotated[int | None, F("row", ref="goal", frozen=True)] = None
    verdict: Annotated[Verdict | None, F(typed=False)] = None
    measured: Annotated[str | None, F(typed=False)] = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement(Child):
    """One acceptor's verdict on one criterion."""

    table: ClassVar[str] = "judgement"
    many: ClassVar[str] = "judgements"
    part: ClassVar[int] = 6
    criterion: Annotated[int, F("row", ref="criterion")]
    verdict: Verdict
    measured: str | None = None
    reason: LongIf = None
    by: By
    at: At = 0
    round: Annotated[int, F("int", typed=False)] = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class TestRun(Child):
    """A test run by kind, or that the kind does not apply and why."""

    table: ClassVar[str] = "test_run"
    many: ClassVar[str] = "test_runs"
    part: ClassVar[int] = 6
    edited_by: ClassVar[str] = "technical"
    kind: str
    result: Literal["pass", "fail", "not_applicable"]
    text: LongIf = None
    by: ByIf = None
    at: At = 0
    version: Annotated[str | None, F(typed=False)] = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Launch(Child):
    """A launch: when, to whom or what share, by whom; the first full one counts."""

    table: ClassVar[str] = "launch"
    many: ClassVar[str] = "launches"
    part: ClassVar[int] = 6
    at: At = 0
    share: str | None = None
    by: By
    full: bool = True
    rolled_back_at: AtIf = None
    rollback_reason: LongIf = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Incident(Child):
    """Something that went wrong after launch; a serious one restarts the waiting periods."""

    table: ClassVar[str] = "incident"
    many: ClassVar[str] = "incidents"
    part: ClassVar[int] = 6
    at: At = 0
    serious: bool = True
    text: Long
    by: ByIf = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmation(Child):
    """A party's confirmation that the request is closed."""

    table: ClassVar[str] = "confirmation"
    many: ClassVar[str] = "confirmations"
    part: ClassVar[int] = 6
    party: Annotated[Party, F(typed=False)]
    by: By
    at: At = 0
    void: Annotated[bool, F("bool", typed=False)] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RetrospectiveItem(Child):
    """A highlight, a shortcoming with its count, or a suggestion with its owner."""

    table: ClassVar[str] = "retrospective_item"
    many: ClassVar[str] = "retrospective"
    part: ClassVar[int] = 6
    edited_by: ClassVar[str] = "either"
    kind: Literal["highlight", "shortcoming", "suggestion"]
    text: Long
    count: int | None = None
    owner: Owner = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Lesson(Child):
    """A shortcoming that comes back at the right gate of a later request."""

    table: ClassVar[str] = "lesson"
    many: ClassVar[str] = "lessons"
    part: ClassVar[int] = 6
    text: Long
    type: str | None = None
    step: str | None = None
    words: Annotated[tuple[str, ...], F("words")] = ()
    system: str | None = None
    by: ByIf = None
    at: At = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonAnswer(Child):
    """What a request did about a lesson of another one."""

    table: ClassVar[str] = "lesson_answer"
    many: ClassVar[str] = "lesson_answers"
    part: ClassVar[int] = 6
    lesson: Annotated[int, F("int")]
    answer: Literal["done", "not_applicable"]
    why: str | None = None
    by: By
    at: At = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Measurement(Child):
    """What a goal came to after launch."""

    table: ClassVar[str] = "measurement"
    many: ClassVar[str] = "measurements"
    part: ClassVar[int] = 6
    goal: Annotated[int, F("row", ref="goal")]
    on: Annotated[date, F("day")]
    value: str
    verdict: Literal["achieved", "missed"]
    by: ByIf = None
    at: At = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class SignOff(Child):
    """A signature: who, for which party, over the hash of exactly what was shown."""

    table: ClassVar[str] = "sign_off"
    many: ClassVar[str] = "signoffs"
    part: ClassVar[int] = 4
    party: Annotated[Party, F(typed=False)]
    by: By
    signed_for: ByIf = None
    at: At = 0
    version: Annotated[int, F("int", typed=False)]
    digest: Annotated[str, F(typed=False)]
    statement: Annotated[str, F("markdown", typed=False)]
    method: Annotated[Literal["identity", "key", "entered"], F(typed=False)] = "identity"
    channel: Channel = None
    revoked_at: AtIf = None
    void_at: AtIf = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Version(Child):
    """A version of the signed contents: its canonical text and hash."""

    table: ClassVar[str] = "version"
    many: ClassVar[str] = "versions"
    part: ClassVar[int] = 4
    number: Annotated[int, F("int", typed=False)]
    digest: Annotated[str, F(typed=False)]
    contents: Annotated[str, F("markdown", typed=False)]
    frozen: Annotated[str, F("markdown", typed=False)]
    at: At = 0
    signed_at: AtIf = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Change(Child):
    """A change request: the new values of frozen fields, why, and the effect on schedule and resources."""

    table: ClassVar[str] = "change_request"
    many: ClassVar[str] = "changes"
    part: ClassVar[int] = 4
    reason: Long
    effect: LongIf = None
    values: Annotated[str, F("markdown", typed=False)]
    editorial: bool = False
    by: By
    at: At = 0
    business_by: ByIf = None
    technical_by: ByIf = None
    state: Annotated[Literal["proposed", "approved", "declined"], F(typed=False)] = "proposed"
    decided_at: AtIf = None
    declined_reason: LongIf = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledgement(Child):
    """A warning acknowledged or a wording check overridden, by name and with a reason."""

    table: ClassVar[str] = "acknowledgement"
    many: ClassVar[str] = "acknowledgements"
    part: ClassVar[int] = 5
    code: str
    field: str = ""
    kind: Literal["acknowledged", "overridden"] = "acknowledged"
    reason: Long
    by: By
    at: At = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Debt(Child):
    """What an urgent request moved on without: due within one working day, and it blocks closing."""

    table: ClassVar[str] = "debt"
    many: ClassVar[str] = "debts"
    part: ClassVar[int] = 5
    code: str
    field: str = ""
    owner: Annotated[Party, F()] = "technical"
    at: At = 0
    settled_at: AtIf = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Move(Child):
    """A change of step: forward, a return, a rollback, an end, a reopening."""

    table: ClassVar[str] = "move"
    many: ClassVar[str] = "moves"
    part: ClassVar[int] = 5
    kind: Literal["forward", "return", "rollback", "reject", "withdraw", "cancel", "reopen"]
    from_status: Annotated[str, F(typed=False)]
    to_status: Annotated[str, F(typed=False)]
    reason: LongIf = None
    by: ByIf = None
    at: At = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal(Child):
    """A cancellation or a reopening that one party proposes and the other agrees to or not."""

    table: ClassVar[str] = "proposal"
    many: ClassVar[str] = "proposals"
    part: ClassVar[int] = 5
    kind: Literal["cancel", "reopen", "defer", "open"]
    reason: Long
    step: str | None = None
    kept: LongIf = None
    effort_days: Annotated[Decimal | None, F("decimal")] = None
    until: Day = None
    party: Annotated[Party, F(typed=False)]
    by: By
    at: At = 0
    decided_by: ByIf = None
    decided_at: AtIf = None
    agreed: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HandOver(Child):
    """A role that went from one person to another, and why."""

    table: ClassVar[str] = "hand_over"
    many: ClassVar[str] = "handovers"
    part: ClassVar[int] = 5
    role: str
    from_person: ByIf = None
    to_person: Annotated[int, F("person", ref="person")]
    reason: Long
    by: ByIf = None
    at: At = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Nudge(Child):
    """Somebody asked for haste."""

    table: ClassVar[str] = "nudge"
    many: ClassVar[str] = "nudges"
    part: ClassVar[int] = 5
    text: LongIf = None
    by: By
    at: At = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Delay(Child):
    """A delay by force majeure: its reason and the new plan."""

    table: ClassVar[str] = "delay"
    many: ClassVar[str] = "delays"
    part: ClassVar[int] = 5
    reason: Long
    plan: LongIf = None
    by: ByIf = None
    at: At = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Link(Child):
    """How a request stands to another."""

    table: ClassVar[str] = "link"
    many: ClassVar[str] = "links"
    part: ClassVar[int] = 1
    kind: Literal["part_of", "split_from", "duplicate_of", "replaces", "depends_on", "causes", "follows"]
    to: Annotated[int, F("request", ref="request")]
    by: ByIf = None
    at: At = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Document(Child):
    """A version of one of the eleven documents; frozen when its step ends."""

    table: ClassVar[str] = "document"
    many: ClassVar[str] = "documents"
    part: ClassVar[int] = 7
    kind: Annotated[str, F(typed=False)]
    version: Annotated[int, F("int", typed=False)] = 1
    lang: Annotated[Literal["zh", "en"], F(typed=False)] = "zh"
    body: Long
    added: LongIf = None
    at: At = 0
    by: ByIf = None
    frozen_at: AtIf = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment(Child):
    """A file that belongs to the request or a document; its bytes lie once under their hash."""

    table: ClassVar[str] = "attachment"
    many: ClassVar[str] = "attachments"
    part: ClassVar[int] = 7
    name: str
    hash: Annotated[str, F(typed=False)]
    size: Annotated[int, F("int", typed=False)]
    document: Annotated[str | None, F()] = None
    by: ByIf = None
    at: At = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedEvent(Child):
    """A change of status that an import brought, with its time as written."""

    table: ClassVar[str] = "imported_event"
    many: ClassVar[str] = "events"
    part: ClassVar[int] = 9
    at: str
    from_status: str | None = None
    to_status: str | None = None
    who: str | None = None
    rest: LongIf = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedComment(Child):
    """A comment that an import brought, with its time as written."""

    table: ClassVar[str] = "imported_comment"
    many: ClassVar[str] = "comments"
    part: ClassVar[int] = 9
    at: str | None = None
    who: str | None = None
    kind: str | None = None
    text: Long
    rest: LongIf = None


CHILDREN: tuple[type[Child], ...] = tuple(
    cls for cls in list(globals().values()) if isinstance(cls, type) and issubclass(cls, Child) and cls is not Child
)
