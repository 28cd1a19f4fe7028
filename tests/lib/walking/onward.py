"""The next sensible act on a request, so that a walk gets through every step and not only to refusals."""

from __future__ import annotations

from random import Random
from typing import Any

from bihuan.store.rules.record import Record
from bihuan.store.rules.roles import awaits_requester, holders
from walking.given import CRITERIA, LAUNCH, assessment, details, plan, reasons
from walking.team import Team

Next = tuple[str, str, dict[str, Any]]


class Onward:
    """Who should do what next."""

    def __init__(self, team: Team, rng: Random) -> None:
        self.team, self.rng = team, rng

    def next(self, record: Record) -> Next | None:
        """The act that brings the request on; None where only time does, or nothing."""
        r = record.request
        other = {"business": self.who(record, "technical_contact"), "technical": self.who(record, "requester")}
        if p := next((p for p in record.proposals if p.decided_at is None), None):
            return other[p.party], "agree", {"agreed": self.rng.random() < 0.7}
        if r.status in ("closed", "rejected", "withdrawn"):
            told = {"step": self.rng.choice(["submitting", "designing", "testing", "launched"]), "reason": "仍需要"}
            return (self.who(record, "requester"), "reopen", told) if self.rng.random() < 0.5 else None
        if r.status == "blocked":
            return self.who(record, "requester"), "unblock", {}
        if q := next((q for q in record.questions if q.answered_at is None), None):
            asked = {"business": "requester", "technical": "technical_contact"}
            return self.who(record, asked[q.to]) if q.to in asked else q.to, "answer", {"question": q.n, "text": "已定"}
        if r.step in ("designing", "developing", "testing") and self.rng.random() < 0.15:
            return self.aside(record)
        found: Next | None = getattr(self, r.step)(record)
        return found

    def aside(self, record: Record) -> Next:
        """What brings nothing on but is part of any request: a deviation is told and settled, a mark lifted."""
        lead, requester = self.who(record, "technical_lead"), self.who(record, "requester")
        if d := next((d for d in record.deviations if d.settled_at is None), None):
            if d.told_at is None:
                return lead, "tell", {"deviation": d.n, "channel": "电话"}
            return lead if d.settled_technical_by is None else requester, "settle", {"deviation": d.n}
        if record.request.confidential:
            return self.rng.choice([lead, requester]), "disclose", {"reason": "已公开"}
        told = {"fields": {"confidential": True}} if self.rng.random() < 0.5 else {"text": "理解不一致"}
        return requester if "fields" in told else lead, "set" if "fields" in told else "deviation", told

    def who(self, record: Record, role: str) -> str:
        """One who holds a role; until someone takes it, any technical person."""
        found = holders(record, role)
        return self.team.login(self.rng.choice(found)) if found else "liqiang"

    def draft(self, record: Record) -> Next:
        """Fill it in, then submit it."""
        author = self.team.login(record.request.author or 1)
        if not record.goals or not record.request.title:
            return author, "set", details(self.team, self.rng)
        if record.request.requester is None:
            return author, "set", {"requester": "wangfang"}
        return author, "submit", {"reasons": reasons(record)}

    def submitting(self, record: Record) -> Next:
        """Take it or not, and confirm that it is clear, mostly."""
        if awaits_requester(record) and (record.contacts or self.rng.random() < 0.3):
            return self.who(record, "requester"), "take-over", {"reasons": reasons(record)}
        if record.request.technical_contact is None and self.rng.random() < 0.4:
            return "liqiang", "take", {}
        verdict = self.rng.choice(["clear", "clear", "needs_more"])
        told = {"verdict": verdict, "channel": "电话", "text": "每天几单？", "reasons": reasons(record)}
        return self.who(record, "technical_contact"), "confirm", told

    def assessing(self, record: Record) -> Next:
        """Assess, agree to the priority, answer concerns, choose."""
        r, lead = record.request, self.who(record, "technical_lead")
        if r.approach is None or not record.reviews:
            return lead, "set", assessment(self.team, self.rng)
        if c := next((c for c in record.concerns if c.answered_at is None), None):
            return lead, "respond", {"concern": c.n, "adjustment": "加1人"}
        if r.feasible is False and not any(a.chosen for a in record.alternatives):
            return self.who(record, "requester"), "choose", {"alternative": 1}
        said = {p.party: p.value for p in record.priority_proposals}
        if "technical" not in said or said.get("business") != said["technical"]:
            login = lead if self.rng.random() < 0.7 else self.who(record, "requester")
            return login, "priority", {"value": said.get("business") or "medium"}
        return lead, "advance", {"reasons": reasons(record)}

    def designing(self, record: Record) -> Next:
        """Criteria, plan, decisions, two signatures."""
        lead, requester = self.who(record, "technical_lead"), self.who(record, "business_contact")
        if not record.criteria:
            return requester, "set", {"criteria": CRITERIA}
        if record.request.solution is None or len(record.milestones) < 4:
            return lead, "set", plan(self.team, record)
        if decide := self.decide(record):
            return decide
        if self.rng.random() < 0.4:
            return lead, "advance", {"reasons": reasons(record)}
        told = {"ticked": ["all"], "reasons": reasons(record)}
        return self.rng.choice([lead, requester]), "sign", told

    def decide(self, record: Record) -> Next | None:
        """An open change request wants both parties."""
        if c := next((c for c in record.changes if c.state == "proposed"), None):
            role = "technical_lead" if c.technical_by is None else "business_contact"
            return self.who(record, role), "approve", {"change": c.n}
        return None

    def developing(self, record: Record) -> Next:
        """Work items to test, a version, and on."""
        lead = self.who(record, "technical_lead")
        if len(record.milestones) == 4 and self.rng.random() < 0.05:
            test, launch = sorted(record.milestones, key=lambda m: m.on)[-2:]
            moved = {"kind": test.kind, "on": self.rng.choice([test.on, launch.on]).isoformat()}
            return lead, "replan", {"milestones": [moved], "reason": "联调推迟"}
        if decide := self.decide(record):
            return decide
        if i := next((i for i in record.work_items if i.state not in ("to_test", "done")), None):
            return lead, "item", {"item": i.n, "state": "to_test"}
        if record.request.test_version is None:
            return lead, "set", {"test_version": "v1"}
        if not record.updates:
            return lead, "update", {"text": "完成1个接口"}
        return lead, "advance", {"reasons": reasons(record)}

    def testing(self, record: Record) -> Next:
        """Runs, verdicts, preparations, the launch."""
        lead = self.who(record, "technical_lead")
        version = record.request.test_version
        if decide := self.decide(record):
            return decide
        done = {t.kind: t.result for t in record.test_runs if t.version in (None, version)}
        if kind := next(
            (k for k in ("functional", "performance", "compatibility") if done.get(k) in (None, "fail")), None
        ):
            return lead, "test", {"kind": kind, "result": "pass", "text": "100笔通过"}
        if i := next((i for i in record.issues if i.resolved_at is None), None):
            return lead, "resolve", {"issue": i.n, "resolution": "已改"}
        if c := next((c for c in record.criteria if c.verdict != "pass"), None):
            verdict = self.rng.choice(["pass"] * 5 + ["fail"])
            told = {"criterion": c.n, "verdict": verdict, "reason": "延迟5秒", "rectification_on": self.team.on(3)}
            return self.who(record, "acceptor"), "judge", told
        if record.request.launch_plan is None:
            return lead, "set", dict(LAUNCH)
        return lead, "launch", {"reasons": reasons(record)}

    def launched(self, record: Record) -> Next:
        """The note, the feedback, both confirmations; now and then it must go back."""
        lead, r = self.who(record, "technical_lead"), record.request
        if self.rng.random() < 0.05:
            return lead, "rollback", {"to": self.rng.choice(["developing", "testing"]), "reason": "订单重复"}
        if not r.monitoring_note:
            return lead, "monitor", {"text": "24小时无事故"}
        if self.rng.random() < 0.1:
            return self.who(record, "requester"), "measure", {"goal": 1, "value": "4秒", "verdict": "achieved"}
        if not r.feedback:
            return self.who(record, "requester"), "feedback", {"text": "没有问题"}
        if i := next((i for i in record.issues if i.resolved_at is None), None):
            return lead, "resolve", {"issue": i.n, "resolution": "已改"}
        role = self.rng.choice(["requester", "technical_head"])
        return self.who(record, role), "close", {"reasons": reasons(record)}
