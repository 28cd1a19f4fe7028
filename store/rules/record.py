"""The record of a request and the team around it, as frozen values: one dataclass is one table, one line one column.

The parts follow ``spec/workflow.md``, "The record"; the names are those of ``spec/names.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as field_
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple

from bihuan.store.rules import happened, kept, planned
from bihuan.store.rules.field import Child, F, NotApplicable, Row, Tables
from bihuan.store.rules.ledger import LATER
from bihuan.store.rules.settings import Numbers, numbers_of, told

if TYPE_CHECKING:
    from bihuan.store.rules.wording import Finding

Party = Literal["business", "technical"]
Status = Literal[
    "draft",
    "submitting",
    "assessing",
    "designing",
    "developing",
    "testing",
    "launched",
    "closed",
    "blocked",
    "rejected",
    "withdrawn",
]
Step = Literal["draft", "submitting", "assessing", "designing", "developing", "testing", "launched", "closed"]
Type = Literal["new_feature", "optimization", "fix", "integration", "urgent"]
PlainType = Literal["new_feature", "optimization", "fix", "integration"]
Priority = Literal["high", "medium", "low"]
EndKind = Literal["not_feasible", "duplicate", "replaced", "not_worth", "outside"]
Complexity = Literal["low", "medium", "high"]


def B(code: str = "", part: int = 2, **known: object) -> F:
    """A long text of business."""
    return F("markdown", code=code, part=part, party="business", **known)  # type: ignore[arg-type]


def T(code: str = "", part: int = 4, **known: object) -> F:
    """A long text of the technical party."""
    return F("markdown", code=code, part=part, party="technical", **known)  # type: ignore[arg-type]


Who = Annotated[int | None, F("person", part=1, party="either", ref="person")]
Several = Annotated[tuple[int, ...], F("people", part=1, party="either")]
Text = Annotated[str | None, F("markdown")]
MaybeText = str | NotApplicable | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Request(Row):
    """The request itself: every single field of the six parts."""

    table: ClassVar[str] = "request"
    # identity
    number: Annotated[str | None, F(typed=False)] = None
    source: Annotated[str | None, F(typed=False)] = None
    source_id: Annotated[str | None, F(typed=False)] = None
    flags: Annotated[tuple[str, ...], F("words", typed=False)] = ()
    confidential: Annotated[bool, F("bool", part=1, party="either")] = False
    created_at: Annotated[int, F("instant", typed=False)] = 0
    submitted_at: Annotated[int | None, F("instant", typed=False)] = None
    closed_at: Annotated[int | None, F("instant", typed=False)] = None
    author: Annotated[int | None, F("person", ref="person", typed=False)] = None
    # progress
    status: Annotated[Status, F(part=5, typed=False)] = "draft"
    step: Annotated[Step, F(part=5, typed=False)] = "draft"
    returned_from: Annotated[Step | None, F(part=5, typed=False)] = None
    step_since: Annotated[int, F("instant", part=5, typed=False)] = 0
    end_kind: Annotated[EndKind | None, F(part=5, typed=False)] = None
    end_reason: Annotated[str | None, F("markdown", part=5, typed=False)] = None
    # 1 basic
    title: Annotated[str | None, F(code="G0-01", part=1, party="business", frozen=True)] = None
    department: Annotated[str | None, F(code="G0-10", part=1, party="business")] = None
    requester: Annotated[int | None, F("person", code="G0-11", part=1, party="business", ref="person")] = None
    proposed_on: Annotated[date | None, F("day", code="G0-12", part=1, party="business")] = None
    type: Annotated[Type | None, F(code="G0-02", part=1, party="business")] = None
    urgent_kind: Annotated[PlainType | None, F(code="G0-13", types=("urgent",), part=1, party="business")] = None
    expected_launch: Annotated[date | None, F("day", code="G0-04", part=1, party="business")] = None
    systems: Annotated[
        tuple[str, ...],
        F("words", code="G3-20", types=("integration",), part=1, party="either", offered="systems"),
    ] = ()
    project: Annotated[str | None, F(part=1, party="business")] = None
    business_contact: Who = None
    business_head: Who = None
    technical_contact: Who = None
    technical_head: Who = None
    analyst: Who = None
    architect: Who = None
    development_lead: Who = None
    developers: Several = ()
    operations: Several = ()
    testers: Several = ()
    # 2 details
    background: Annotated[str | None, B("G0-05", wording="background")] = None
    description: Annotated[str | None, B("G0-07", wording="description", frozen=True)] = None
    effect: Annotated[str | None, B("G0-08", wording="effect")] = None
    priority: Annotated[Priority | None, F(code="G0-03", part=2, party="either")] = None
    priority_reason: Annotated[str | None, B()] = None
    interrupted: Annotated[str | None, B()] = None
    # 3 assessment
    technical_lead: Annotated[int | None, F("person", code="G2-01", part=3, party="technical", ref="person")] = None
    assessed_on: Annotated[date | None, F("day", code="G2-02", part=3, party="technical")] = None
    feasible: Annotated[bool | None, F("bool", code="G2-03", part=3, party="technical")] = None
    infeasible_reason: Annotated[str | None, T(part=3)] = None
    approach: Annotated[str | None, T("G2-04", part=3)] = None
    complexity: Annotated[Complexity | None, F(code="G2-05", part=3, party="technical")] = None
    resources: Annotated[str | None, T("G2-06", part=3)] = None
    estimate_days: Annotated[Decimal | None, F("decimal", code="G2-07", part=3, party="technical")] = None
    no_risks: Annotated[bool, F("bool", part=3, party="technical")] = False
    # 4 plan and execution
    solution: Annotated[str | None, T("G3-01", frozen=True)] = None
    logic_diagram: Annotated[MaybeText, T("G3-02", na=True)] = None
    interface_design: Annotated[MaybeText, T("G3-03", na=True)] = None
    data_structures: Annotated[MaybeText, T("G3-04", na=True)] = None
    test_cases: Annotated[MaybeText, T("G3-14", na=True)] = None
    root_cause: Annotated[str | None, T("G3-21", types=("fix",))] = None
    verification_steps: Annotated[str | None, T("G3-22", types=("fix",))] = None
    joint_debug_on: Annotated[
        date | None, F("day", code="G3-23", types=("integration",), part=4, party="technical")
    ] = None
    # 6 acceptance and closure
    test_version: Annotated[str | None, F(code="G4-02", part=6, party="technical")] = None
    result: Annotated[Literal["pass", "fail"] | None, F(part=6, typed=False)] = None
    result_reason: Annotated[str | None, F("markdown", part=6, typed=False)] = None
    rectification_on: Annotated[date | None, F("day", part=6, party="technical")] = None
    acceptors: Annotated[tuple[int, ...], F("people", part=6, party="business")] = ()
    launch_plan: Annotated[str | None, T("G5-03", part=6)] = None
    rollback: Annotated[str | None, T("G5-04", part=6)] = None
    contingency: Annotated[str | None, T("G5-05", part=6)] = None
    data_check: Annotated[MaybeText, T("G5-06", part=6, na=True)] = None
    user_notice: Annotated[MaybeText, T("G5-07", part=6, na=True)] = None
    launched_on: Annotated[date | None, F("day", part=6, typed=False)] = None
    monitoring_note: Annotated[str | None, F("markdown", code="G6-03", part=6, typed=False)] = None
    feedback: Annotated[str | None, F("markdown", code="G6-04", part=6, typed=False)] = None
    no_retrospective: Annotated[str | None, F("markdown", part=6, party="either")] = None
    # what an import brought that has no field of ours: people are text, the rest is kept as JSON
    imported_people: Annotated[tuple[str, ...], F("words", typed=False)] = ()
    imported_status: Annotated[str | None, F(typed=False)] = None
    imported_rest: Annotated[str | None, F("markdown", typed=False)] = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Person(Row):
    """Somebody of the team. Persons appear in every other table and in the ledger by id only."""

    table: ClassVar[str] = "person"
    login: str
    name: str
    department: str = ""
    title: str = ""
    party: Party
    email: str | None = None
    phone: str | None = None
    ssh_keys: Annotated[tuple[str, ...], F("words")] = ()
    active: bool = True
    keeper: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Deputy(Row):
    """Who stands in for a person, from and to which day, both included."""

    table: ClassVar[str] = "deputy"
    person: Annotated[int, F("person", ref="person")]
    deputy: Annotated[int, F("person", ref="person")]
    first_on: Annotated[date, F("day")]
    last_on: Annotated[date, F("day")]
    dropped: Annotated[bool, F("bool", typed=False)] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty(Row):
    """The team's table of who answers for a department or a system in a role."""

    table: ClassVar[str] = "duty"
    of: Literal["department", "system"]
    name: str
    role: Literal["business_head", "technical_contact", "technical_head"]
    person: Annotated[int, F("person", ref="person")]
    dropped: Annotated[bool, F("bool", typed=False)] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting(Row):
    """A setting of the team: its value is JSON."""

    table: ClassVar[str] = "setting"
    key: str
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarDay(Row):
    """One day of the working calendar: worked or off, and where that is known from."""

    table: ClassVar[str] = "calendar_day"
    day: Annotated[date, F("day")]
    work: bool
    name: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberGap(Row):
    """Numbers of a year that were never allotted here, because a record brought a higher one."""

    table: ClassVar[str] = "number_gap"
    year: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Post:
    """Where somebody was and as what, from an instant on."""

    since: int
    department: str
    title: str


@dataclass(frozen=True)
class Team:
    """The people and settings around all requests, as they are now; of each person what they were before, too.

    Of the settings those that the team has set: the others are the defaults.
    """

    people: Mapping[int, Person] = field_(default_factory=dict, hash=False)
    posts: Mapping[int, tuple[Post, ...]] = field_(default_factory=dict, hash=False)
    deputies: tuple[Deputy, ...] = ()
    duties: tuple[Duty, ...] = ()
    settings: Mapping[str, str] = field_(default_factory=dict, hash=False)
    demo: bool = False

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers of the domain pages, as the team has set them."""
        return numbers_of(self.settings)

    def told(self, key: str) -> Any:
        """The value of a setting: the team's, else the default."""
        return told(self.settings, key)


class Entry(NamedTuple):
    """One line of a request's history; of what was entered for somebody, by whom, how it came and what proves it.

    ``happened`` is kept of a happening that was told after other entries: its line stands at their time.
    """

    seq: int
    at: int
    recorded: int
    act: str
    by: int | None
    reason: str | None
    imported: bool = False
    entered_by: int | None = None
    channel: str | None = None
    proof: int | None = None
    happened: int | None = None

    @property
    def since(self) -> int:
        """When it happened, which clocks go by."""
        return self.at if self.happened is None else self.happened

    @property
    def later(self) -> bool:
        """It was entered noticeably later than it happened."""
        return self.recorded - self.since > LATER


@dataclass(frozen=True, slots=True)
class Record:
    """One request whole."""

    request: Request
    team: Team
    other_departments: tuple[planned.OtherDepartment, ...] = ()
    goals: tuple[planned.Goal, ...] = ()
    priority_proposals: tuple[planned.PriorityProposal, ...] = ()
    work_items: tuple[planned.WorkItem, ...] = ()
    risks: tuple[planned.Risk, ...] = ()
    alternatives: tuple[planned.Alternative, ...] = ()
    reviews: tuple[planned.Review, ...] = ()
    concerns: tuple[planned.Concern, ...] = ()
    business_review: tuple[planned.BusinessReview, ...] = ()
    milestones: tuple[planned.Milestone, ...] = ()
    updates: tuple[happened.Update, ...] = ()
    looks: tuple[happened.Look, ...] = ()
    issues: tuple[happened.Issue, ...] = ()
    questions: tuple[happened.Question, ...] = ()
    contacts: tuple[happened.Contact, ...] = ()
    deviations: tuple[happened.Deviation, ...] = ()
    blocks: tuple[happened.Block, ...] = ()
    criteria: tuple[happened.Criterion, ...] = ()
    judgements: tuple[happened.Judgement, ...] = ()
    test_runs: tuple[happened.TestRun, ...] = ()
    launches: tuple[happened.Launch, ...] = ()
    incidents: tuple[happened.Incident, ...] = ()
    confirmations: tuple[happened.Confirmation, ...] = ()
    retrospective: tuple[happened.RetrospectiveItem, ...] = ()
    lessons: tuple[happened.Lesson, ...] = ()
    lesson_answers: tuple[happened.LessonAnswer, ...] = ()
    measurements: tuple[happened.Measurement, ...] = ()
    signoffs: tuple[planned.SignOff, ...] = ()
    versions: tuple[planned.Version, ...] = ()
    changes: tuple[planned.Change, ...] = ()
    acknowledgements: tuple[kept.Acknowledgement, ...] = ()
    debts: tuple[kept.Debt, ...] = ()
    moves: tuple[kept.Move, ...] = ()
    proposals: tuple[kept.Proposal, ...] = ()
    handovers: tuple[kept.HandOver, ...] = ()
    nudges: tuple[kept.Nudge, ...] = ()
    verdicts: tuple[kept.Verdict, ...] = ()
    delays: tuple[kept.Delay, ...] = ()
    links: tuple[planned.Link, ...] = ()
    documents: tuple[kept.Document, ...] = ()
    attachments: tuple[kept.Attachment, ...] = ()
    events: tuple[kept.ImportedEvent, ...] = ()
    comments: tuple[kept.ImportedComment, ...] = ()
    history: tuple[Entry, ...] = ()

    @property
    def name(self) -> str:
        """What people call it: its number, a draft's ``d12``."""
        return self.request.number or f"d{self.request.id}"

    def place(self, table: str, n: int) -> int | None:
        """The place of a row among those of its table, as documents and pages count them; None once it is gone."""
        rows = getattr(self, next(cls.many for cls in CHILDREN if cls.table == table))
        return next((at for at, row in enumerate(rows, 1) if row.n == n), None)

    @property
    def linked(self) -> tuple[int, ...]:
        """The ids of the other requests that its rows name."""
        found = (getattr(row, name) for many, name in NAMING for row in getattr(self, many))
        return tuple(dict.fromkeys(rid for rid in found if rid is not None))


@dataclass(frozen=True, slots=True)
class Check:
    """One finding of a gate or one refusal of an act; its text stands under its code.

    Attributes:
        values: of its text.
        overridable: whoever advances may go on in spite of it, by name and with a reason.
        about: the hash of the contents it is about, where an acknowledgement or override is of exactly those.
        findings: what the wording check found, with spans and rewrites.
    """

    code: str
    field: str = ""
    severity: Literal["blocking", "warning"] = "blocking"
    values: tuple[tuple[str, object], ...] = ()
    overridable: bool = False
    about: str = ""
    findings: tuple[Finding, ...] = field_(default=(), hash=False)


CHILDREN: tuple[type[Child], ...] = tuple(
    cls
    for module in (planned, happened, kept)
    for cls in vars(module).values()
    if isinstance(cls, type) and issubclass(cls, Child) and cls is not Child
)
TABLES = Tables((Person, Deputy, Duty, Setting, CalendarDay, NumberGap, Request, *CHILDREN))
MANY: dict[str, type[Child]] = {cls.many: cls for cls in CHILDREN}
FIELDS = TABLES.column["request"]
# The columns that name another request, by their table.
NAMING = tuple(
    (cls.many, c.name)
    for cls in CHILDREN
    for c in TABLES.columns[cls.table]
    if c.kind == "request" and c.name != "request"
)
