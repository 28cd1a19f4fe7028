"""The steps a request goes through, the gates between them, and the acts that open those."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from bihuan.store.rules.record import Status, Step

STEPS: tuple[Step, ...] = get_args(Step)
STATUSES: tuple[Status, ...] = get_args(Status)
ENDS: tuple[Status, ...] = ("closed", "rejected", "withdrawn")
OPEN: tuple[Status, ...] = tuple(s for s in STATUSES if s not in ENDS)
RUNNING: tuple[Step, ...] = ("submitting", "assessing", "designing", "developing", "testing", "launched")


@dataclass(frozen=True, slots=True)
class Gate:
    """A move forward: from which step to which, by which act."""

    code: str
    before: Step
    after: Step
    act: str


GATES: tuple[Gate, ...] = (
    Gate("G0", "draft", "submitting", "submit"),
    Gate("G1", "submitting", "assessing", "confirm"),
    Gate("G2", "assessing", "designing", "advance"),
    Gate("G3", "designing", "developing", "advance"),
    Gate("G4", "developing", "testing", "advance"),
    Gate("G5", "testing", "launched", "launch"),
    Gate("G6", "launched", "closed", "close"),
)


def gate_of(step: str) -> Gate | None:
    """The gate that ends a step; none after the last."""
    return next((g for g in GATES if g.before == step), None)


def steps_before(step: str, *, itself: bool = False) -> tuple[Step, ...]:
    """The steps that a request which stands at one can go back to; one that has ended also to where it stood."""
    return tuple(one for one in RUNNING if STEPS.index(one) < STEPS.index(step) + itself)


def reached(step: str, other: Step) -> bool:
    """The step is the other one or lies behind it."""
    return STEPS.index(step) >= STEPS.index(other)
