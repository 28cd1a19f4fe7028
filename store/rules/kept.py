"""The rows that are kept beside the six parts: decisions about the course, documents, what an import brought."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from bihuan.store.rules.clocks import Code
from bihuan.store.rules.columns import At, AtIf, By, ByIf, Day, Long, LongIf, Party
from bihuan.store.rules.field import Child, F

if TYPE_CHECKING:
    from bihuan.store.rules.record import Check

ProposalKind = Literal["cancel", "reopen", "defer", "open"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledgement(Child):
    """A warning acknowledged or a check of wording or contents overridden, by name and with a reason.

    ``about`` is the hash of the contents that the check was about: when those change, it is asked again. ``classes``
    are those of the wording check, by which overrides are counted.
    """

    table: ClassVar[str] = "acknowledgement"
    many: ClassVar[str] = "acknowledgements"
    part: ClassVar[int] = 5
    code: str
    field: str = ""
    kind: Literal["acknowledged", "overridden"] = "acknowledged"
    classes: Annotated[tuple[str, ...], F("words", typed=False)] = ()
    reason: Long
    about: Annotated[str | None, F(typed=False)] = None
    by: By
    at: At = 0

    def settles(self, check: Check) -> bool:
        """The reason is for this check: of the same contents where it is about contents, else of the same code."""
        if self.field != check.field or (check.severity == "blocking" and self.kind != "overridden"):
            return False
        return self.about == check.about if check.about else self.code == check.code


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
    kind: ProposalKind
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
    reason: LongIf = None
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


SIZE_LIMIT = 20 << 20  # bytes of one attachment; ``design/trust.md``, "The store's file"


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


VerdictKey = tuple[str, str, str, int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict(Child):
    """How a clock ended: met, missed, or void and neither; frozen with the calendar it was reckoned by."""

    table: ClassVar[str] = "verdict"
    many: ClassVar[str] = "verdicts"
    part: ClassVar[int] = 5
    clock: Annotated[Code, F(typed=False)]
    act: Annotated[str, F(typed=False)] = ""
    party: Annotated[str, F(typed=False)] = ""
    row: Annotated[int, F("int", typed=False)] = 0
    started_at: At = 0
    due_at: AtIf = None
    stopped_at: At = 0
    state: Annotated[Literal["met", "missed", "void"], F(typed=False)]
    estimated: Annotated[bool, F("bool", typed=False)] = False
    cycle: Annotated[int, F("int", typed=False)] = 1
    calendar: Annotated[str, F(typed=False)] = ""

    @property
    def key(self) -> VerdictKey:
        """Which clock it is the verdict on: the same act of one row may be owed by both parties, and again later."""
        return self.clock, self.act, self.party, self.row, self.started_at
