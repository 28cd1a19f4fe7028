"""The rows of what is asked, assessed and planned: parts 1 to 4 of a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from bihuan.store.rules.columns import At, AtIf, By, ByIf, Channel, Day, EnteredBy, Long, LongIf, Owner, Party, ProofOf
from bihuan.store.rules.field import Child, F

LinkKind = Literal["part_of", "split_from", "duplicate_of", "replaces", "depends_on", "causes", "follows"]


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherDepartment(Child):
    """A department concerned beside the requester's, with its contact, who is told and notes that."""

    table: ClassVar[str] = "other_department"
    many: ClassVar[str] = "other_departments"
    part: ClassVar[int] = 1
    edited_by: ClassVar[str] = "business"
    department: str
    contact: Owner = None
    noted_by: ByIf = None
    noted_at: AtIf = None

    @property
    def untold(self) -> int | None:
        """The contact who has not noted it: also one who came in another's place."""
        return None if self.contact == self.noted_by else self.contact


@dataclass(frozen=True, kw_only=True, slots=True)
class Link(Child):
    """How a request stands to another."""

    table: ClassVar[str] = "link"
    many: ClassVar[str] = "links"
    part: ClassVar[int] = 1
    kind: LinkKind
    to: Annotated[int, F("request", ref="request")]
    by: ByIf = None
    at: At = 0


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
    """What a party holds the priority to be; agreed when the latest of both are equal, after ``heads`` of the heads."""

    table: ClassVar[str] = "priority_proposal"
    many: ClassVar[str] = "priority_proposals"
    part: ClassVar[int] = 2
    party: Annotated[Party, F(typed=False)]
    value: Literal["high", "medium", "low"]
    by: ByIf = None
    signed_for: ByIf = None
    at: At = 0
    heads: Annotated[bool, F("bool", typed=False)] = False
    entered_by: EnteredBy = None
    channel: Channel = None
    proof: ProofOf = None


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
    """A bottleneck or resource conflict, answered by an alternative or an adjustment."""

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
    entered_by: EnteredBy = None
    channel: Channel = None
    proof: ProofOf = None
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
    """A change request: the new values of frozen fields, why, and the effect on schedule and resources.

    Attributes:
        launch_on: the launch date as it would be, where the change makes it a later one.
    """

    table: ClassVar[str] = "change_request"
    many: ClassVar[str] = "changes"
    part: ClassVar[int] = 4
    reason: Long
    effect: LongIf = None
    values: Annotated[str, F("markdown", typed=False)]
    editorial: bool = False
    by: By
    at: At = 0
    launch_on: Annotated[date | None, F("day", typed=False)] = None
    business_by: ByIf = None
    business_at: AtIf = None
    technical_by: ByIf = None
    technical_at: AtIf = None
    state: Annotated[Literal["proposed", "approved", "declined"], F(typed=False)] = "proposed"
    decided_at: AtIf = None
    declined_reason: LongIf = None
