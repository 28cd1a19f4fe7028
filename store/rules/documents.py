"""The eleven documents: at the end of which step each is frozen, and which of them closing asks for. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from bihuan.store.rules.field import F
from bihuan.store.rules.record import Record, Step
from bihuan.store.rules.steps import STEPS


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One of the eleven documents.

    Attributes:
        kind: its name, that of its template too.
        step: it is frozen when this step ends, and anew at the end of each later one that finds it changed.
        once: it stays as it was first frozen, and nobody adds to it.
        needs: the rows of the record without which there is none.
    """

    kind: str
    step: Step
    once: bool = False
    needs: str = ""

    @property
    def later(self) -> tuple[Step, ...]:
        """The later steps at whose end a new version is frozen when something of it changed."""
        return () if self.once else STEPS[STEPS.index(self.step) + 1 : -1]


DOCUMENTS: dict[str, DocumentKind] = {
    d.kind: d
    for d in (
        DocumentKind("record", "draft"),
        DocumentKind("original_request", "draft", once=True),
        DocumentKind("assessment_report", "assessing"),
        DocumentKind("signed_design", "designing"),
        DocumentKind("progress_board", "developing"),
        DocumentKind("issue_log", "developing"),
        DocumentKind("test_report", "testing"),
        DocumentKind("uat_report", "testing"),
        DocumentKind("launch_confirmation", "testing"),
        DocumentKind("closure_confirmation", "launched"),
        DocumentKind("retrospective", "launched", needs="retrospective"),
    )
}
# The documents of steps 1 to 5, without which nothing is closed (``spec/workflow.md``, "Gates").
BEFORE_CLOSING = tuple(d.kind for d in DOCUMENTS.values() if d.step != "launched")
DocumentName = Annotated[str, F("choice", choices=tuple(DOCUMENTS))]


def due_at_end(step: str) -> Iterator[DocumentKind]:
    """The documents that are frozen when a step ends."""
    return (d for d in DOCUMENTS.values() if step == d.step or step in d.later)


def not_filed(record: Record) -> Iterator[str]:
    """The documents that closing still asks for; a step that ended elsewhere, before an import, left its own there."""
    passed = {m.from_status for m in record.moves if m.kind == "forward"}
    filed = {d.kind for d in record.documents if d.frozen_at is not None}
    return (kind for kind in BEFORE_CLOSING if DOCUMENTS[kind].step in passed and kind not in filed)
