"""What both parties sign: the canonical text of the design's contents, its hash, and the fields it freezes. Pure.

The text is shown in full before signing and printed in the archive, so names in it are masked. Its headings belong to
the format: they are the same in both interface languages and never change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from bihuan.store.rules.field import NotApplicable, canonical, stored
from bihuan.store.rules.ledger import digest
from bihuan.store.rules.masked_people import name_at
from bihuan.store.rules.planned import BusinessReview, Goal, SignOff, Version
from bihuan.store.rules.record import FIELDS, TABLES, Person, Record, Step

TEXTS = (
    ("title", "名称 title"),
    ("type", "类型 type"),
    ("description", "功能/业务描述 description"),
    ("solution", "解决方案 solution"),
    ("logic_diagram", "功能逻辑图 logic diagram"),
    ("interface_design", "接口设计 interface design"),
    ("data_structures", "数据结构 data structures"),
    ("test_cases", "测试用例 test cases"),
    ("root_cause", "根因 root cause"),
    ("verification_steps", "验证步骤 verification steps"),
    ("joint_debug_on", "联调时间 joint-debug date"),
)
# The words of choices in it, the same in both interface languages like its headings.
WORDS = {
    "new_feature": "新功能开发 new feature",
    "optimization": "现有功能优化 optimization",
    "fix": "技术问题修复 fix",
    "integration": "跨系统集成 integration",
    "urgent": "紧急需求处理 urgent",
    "design": "设计完成 design done",
    "development": "开发完成 development done",
    "test": "测试完成 test done",
    "launch": "上线 launch",
}
FROZEN_FIELDS = tuple(name for name, c in FIELDS.items() if c.f.frozen)
FROZEN_ROWS = ("goals", "criteria")
# Of the schedule only the launch date is frozen; moving the other milestones is re-planning.
FROZEN_MILESTONE = "launch"
# The rows that a change request may ask to be other than they are.
CHANGED_ROWS = (*FROZEN_ROWS, "milestones")
# A request that is sent back to one of these steps is designed anew: what was signed no longer binds.
UNFROZEN = ("submitting", "assessing", "designing")


def contents(record: Record) -> str:
    """The canonical text of what is signed.

    It names people as they were when its version was made: nobody signs anew because somebody changed place.
    """
    now = _as_of(record, None)
    if any(v.contents == now for v in record.versions):
        return now
    return next((v.contents for v in reversed(record.versions) if v.contents == _as_of(record, v.at)), now)


def _as_of(record: Record, at: int | None) -> str:
    return "\n".join([f"# {record.name}", *_contents(record, at), ""])


def _contents(record: Record, at: int | None) -> Iterator[str]:
    request = designed(record).request
    for name, heading in TEXTS:
        value = getattr(request, name)
        if value is not None:
            yield from ("", f"## {heading}", WORDS[value] if name == "type" else _shown(value))
    yield from _listed("目标 goals", map(_goal, record.goals))
    numbers = {g.n: i for i, g in enumerate(record.goals, 1)}
    criteria = (c.text + (f"（目标 goal {numbers[c.goal]}）" if c.goal in numbers else "") for c in record.criteria)
    yield from _listed("验收标准 criteria", criteria)
    people = record.team.people
    schedule = (
        f"{WORDS[m.kind]} {m.on.isoformat()}"
        + (f" {name_at(record.team, m.owner, at)}" if m.owner is not None and m.owner in people else "")
        for m in record.milestones
    )
    yield from _listed("排期 schedule", schedule)


def _shown(value: Any) -> str:
    if isinstance(value, NotApplicable):
        return f"不适用 not applicable: {value.reason}"
    return str(value)


def _goal(g: Goal) -> str:
    parts = [g.what]
    parts += [f"目标值 target: {g.target}"] if g.target else []
    parts += [f"基线 baseline: {g.baseline}"] if g.baseline else []
    parts += [f"时间窗 window: {g.window}"] if g.window else []
    parts += ["上线后复核 measured after launch"] if g.after_launch else []
    return "; ".join(parts)


def _listed(heading: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield from ("", f"## {heading}", *(f"{i}. {line}" for i, line in enumerate(found, 1)))


def contents_digest(record: Record) -> str:
    """The hash that both parties sign."""
    return digest(contents(record))


def frozen_values(record: Record) -> str:
    """The fields that signing freezes, as canonical JSON: what stands there must equal what was signed.

    Like the text that was signed it counts rows by their place: who typed the same rows anew has changed nothing.
    """
    request = designed(record).request
    fields = {name: stored(FIELDS[name], getattr(request, name)) for name in FROZEN_FIELDS}
    places = {g.n: i for i, g in enumerate(record.goals, 1)}
    rows: dict[str, Any] = {}
    for many in FROZEN_ROWS:
        found = getattr(record, many)
        rows[many] = [
            {c.name: stored(c, getattr(r, c.name)) for c in TABLES.columns[r.table] if c.f.frozen} for r in found
        ]
    for row in rows["criteria"]:
        row["goal"] = places.get(row["goal"])
    rows["launch"] = [m.on.isoformat() for m in record.milestones if m.kind == FROZEN_MILESTONE]
    return canonical({**fields, **rows})


def standing_signatures(record: Record) -> dict[str, SignOff]:
    """The signatures that still stand over the current contents, by party."""
    now = contents_digest(record)
    return {s.party: s for s in record.signoffs if s.digest == now and s.revoked_at is None and s.void_at is None}


def in_one_go(record: Record) -> bool:
    """It is assessed as of low complexity: assessing and designing may be passed together, with one signing."""
    r = record.request
    return r.status == "assessing" and r.complexity == "low" and r.type != "urgent"


def steps_ending(record: Record) -> tuple[Step, ...]:
    """The steps that the next move ends: the one it stands at, designing too once both have signed while assessing."""
    both = in_one_go(record) and len(standing_signatures(record)) == 2
    return ("assessing", "designing") if both else (record.request.step,)


def designed(record: Record) -> Record:
    """A request as it is signed: while assessing the technical approach stands for the solution that it starts."""
    r = record.request
    begun = r.step == "assessing" and r.solution is None
    return replace(record, request=replace(r, solution=r.approach)) if begun else record


def overtaken(record: Record) -> Iterator[SignOff]:
    """The signatures that are void as long as not both parties have signed: the contents are others, or the way is."""
    if record.signoffs and not frozen(record):
        now = contents_digest(record)
        early = record.request.status == "assessing" and not in_one_go(record)
        standing = (s for s in record.signoffs if s.revoked_at is None and s.void_at is None)
        yield from (s for s in standing if early or s.digest != now)


def voided(record: Record, signature: SignOff, at: int) -> Iterator[SignOff | BusinessReview]:
    """The rows of a signature that no longer stands."""
    yield replace(signature, void_at=at)
    yield from unticked(record, signature)


def unticked(record: Record, signature: SignOff) -> Iterator[BusinessReview]:
    """The business review is ticked while signing: it goes with the signature of business."""
    if signature.party == "business":
        yield from (replace(p, ticked=False, by=None, at=None) for p in record.business_review if p.ticked)


def signed_version(record: Record) -> Version | None:
    """The last version that both parties signed since the design was last sent back, or None."""
    back = max((m.at for m in record.moves if m.kind in ("return", "reopen") and m.to_status in UNFROZEN), default=-1)
    return next((v for v in reversed(record.versions) if v.signed_at is not None and v.signed_at > back), None)


class Disputed(NamedTuple):
    """A later launch date than the signed one, asked for by an open change request."""

    change: int
    on: date


def disputed_launch(record: Record) -> Disputed | None:
    """The later launch date that is not decided yet: until then the old one stands and is disputed."""
    return next((Disputed(c.n, c.launch_on) for c in record.changes if c.state == "proposed" and c.launch_on), None)


def launch_date(record: Record) -> date | None:
    """The launch date of the schedule."""
    return max((m.on for m in record.milestones if m.kind == FROZEN_MILESTONE), default=None)


def later_launch(before: Record, after: Record) -> date | None:
    """The launch date that a change would bring, where there was an earlier one."""
    was, will = launch_date(before), launch_date(after)
    return will if was is not None and will is not None and will > was else None


def frozen(record: Record) -> bool:
    """The scope is frozen: both have signed, and the request is not an urgent one."""
    return record.request.type != "urgent" and signed_version(record) is not None


def statement(record: Record, who: Person, at: int, version: int, head: str) -> str:
    """One party's signature as text: request, version, contents' hash, decision, party, who, time, ledger head."""
    by, when = name_at(record.team, who.id, at), datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="seconds")
    return "\n".join(
        (
            f"bihuan sign-off v1: {record.name}, signed design, version {version}",
            f"contents sha-256: {contents_digest(record)}",
            f"decision: signed; party: {who.party}; by: {by}; at: {when}",
            f"ledger head: {head}",
            "",
        )
    )
