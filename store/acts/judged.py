"""What the acceptors' words come to: the verdict of each criterion, and the result of the acceptance."""

from __future__ import annotations

from dataclasses import replace

from bihuan.store.acting import Acting
from bihuan.store.rules import turns
from bihuan.store.rules.columns import Verdict
from bihuan.store.rules.course import stays
from bihuan.store.rules.happened import Criterion


def settle(do: Acting, criterion: Criterion, round: int) -> None:
    """Bring a criterion's verdict to what its acceptors say (any fail fails, all must pass), and the result with it."""
    record = do.current
    said = turns.words(record, criterion, round, do.at).values()
    measured = next((j.measured for j in reversed(said) if j.measured), criterion.measured)
    do.put(replace(criterion, verdict=turns.verdict(record, criterion, round, do.at), measured=measured))
    record = do.current
    verdicts = {c.verdict for c in record.criteria}
    failed = [j for c in record.criteria for j in turns.words(record, c, round, do.at).values() if j.verdict == "fail"]
    if failed and record.request.result_reason not in {j.reason for j in failed}:
        do.put(replace(record.request, result="fail", result_reason=failed[-1].reason))
    elif "fail" not in verdicts:
        passed: Verdict | None = "pass" if verdicts == {"pass"} else None
        do.put(replace(record.request, result=passed, result_reason=None, rectification_on=None))


def accepted_by_others(do: Acting) -> None:
    """Bring every criterion that was judged to what the acceptors of now say: all of them must pass it."""
    if do.on.request.step == "testing":
        judged = {j.criterion for j in do.on.judgements}
        for criterion in [c for c in do.current.criteria if c.n in judged]:
            settle(do, criterion, stays(do.on)[-1].round)
