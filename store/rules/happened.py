"""The rows of what happened on the way: progress, talk, tests, launch and closing (parts 5 and 6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from bihuan.store.rules.columns import (
    At,
    AtIf,
    Became,
    By,
    ByIf,
    Channel,
    Day,
    EnteredBy,
    Holder,
    Long,
    LongIf,
    Owner,
    Party,
    ProofOf,
    Verdict,
)
from bihuan.store.rules.field import Child, F


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
    """A problem met and its resolution; shown as in hand until it is resolved.

    One that goes along with a launch is a remainder 遗留问题, with owner and date; it may become a request of its own.
    """

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
    became: Became = None


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
    alternative: Annotated[int | None, F("row", ref="alternative", typed=False)] = None  # whether to take this one


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
    settled_business_at: AtIf = None
    settled_technical_by: ByIf = None
    settled_technical_at: AtIf = None
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
    signed_for: ByIf = None
    at: At = 0
    round: Annotated[int, F("int", typed=False)] = 1
    entered_by: EnteredBy = None
    channel: Channel = None
    proof: ProofOf = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TestRun(Child):
    """A test run by kind, or that the kind does not apply and why."""

    table: ClassVar[str] = "test_run"
    many: ClassVar[str] = "test_runs"
    part: ClassVar[int] = 6
    edited_by: ClassVar[str] = "technical"
    kind: Annotated[str, F(offered="tests.kinds")]
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
    signed_for: ByIf = None
    at: At = 0
    entered_by: EnteredBy = None
    channel: Channel = None
    proof: ProofOf = None
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
    became: Became = None


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
    system: Annotated[str | None, F(offered="systems")] = None
    by: ByIf = None
    at: At = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonAnswer(Child):
    """What a request did about a lesson of another one, which it keeps as it was asked."""

    table: ClassVar[str] = "lesson_answer"
    many: ClassVar[str] = "lesson_answers"
    part: ClassVar[int] = 6
    lesson: Annotated[int, F("int")]
    text: LongIf = None
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
