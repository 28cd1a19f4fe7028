"""The overrides that stand, and those that a party has not seen yet. Pure."""

from __future__ import annotations

from bihuan.store.rules.checks import Circumstances
from bihuan.store.rules.gates import GATE_CHECKS
from bihuan.store.rules.kept import Acknowledgement
from bihuan.store.rules.record import Record
from bihuan.store.rules.steps import GATES


def overrides(record: Record, around: Circumstances) -> tuple[Acknowledgement, ...]:
    """The overrides that still stand: the contents they are about have not changed, or are asked for and undecided."""
    given = [a for a in record.acknowledgements if a.kind == "overridden"]
    asked = {a.code[:2] for a in given}
    checks = [c for g in GATES if g.code in asked for c in GATE_CHECKS[g.before](record, around)]
    changing = {c.at for c in record.changes if c.state == "proposed"}
    return tuple(a for a in given if a.at in changing or any(a.settles(c) for c in checks))


def overrides_unseen(record: Record, around: Circumstances, party: str) -> tuple[Acknowledgement, ...]:
    """The other party's overrides since this party's last verdict or signature: it is shown them before its next."""
    people = record.team.people
    ours = {p.id for p in people.values() if p.party == party}
    given = [s.at for s in record.signoffs if s.party == party]
    given += [j.at for j in record.judgements if j.by in ours]
    given += [c.at for c in record.confirmations if c.party == party]
    given += [c.at for c in record.contacts if c.verdict is not None and c.by in ours]
    last = max(given, default=-1)
    return tuple(a for a in overrides(record, around) if a.by not in ours and a.at > last)
