"""The life of a request as plain rows, without a store: what each act leaves, and the record as it was after each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast

import pytest

from bihuan.store.calendar_seed import china_official
from bihuan.store.rules import ball, happened, kept, planned
from bihuan.store.rules.freeze import contents_digest, standing_signatures
from bihuan.store.rules.hours import read_shifts
from bihuan.store.rules.record import Entry, Person, Record, Request, Team
from bihuan.store.rules.running import Running, clocks
from bihuan.store.rules.workdays import DEFAULT_HOURS, DEFAULT_ZONE, Calendar

CALENDAR = Calendar(DEFAULT_ZONE, read_shifts(DEFAULT_HOURS), *china_official())
BUSINESS, TECHNICAL, TESTER = 1, 2, 3
TEAM = Team(
    people={
        BUSINESS: Person(id=BUSINESS, login="wang", name="王芳", party="business"),
        TECHNICAL: Person(id=TECHNICAL, login="li", name="李强", party="technical"),
        TESTER: Person(id=TESTER, login="zhao", name="赵磊", party="technical"),
    }
)
PLANNED = {"design": "2026-03-05", "development": "2026-03-10", "test": "2026-03-12", "launch": "2026-03-13"}
TEST_KINDS = ("functional", "performance", "compatibility")
BY = {"business": BUSINESS, "technical": TECHNICAL}


def instant(text: str) -> int:
    """A moment of March 2026 in Shanghai: ``02 09:30``; or with its month, or whole."""
    whole = f"{'2026-03-02'[: 10 - len(text.split()[0])]}{text}"
    return int(datetime.fromisoformat(f"{whole}+08:00").timestamp() * 1000)


def shown(at: int | None) -> str:
    """The same backwards."""
    return "-" if at is None else f"{datetime.fromtimestamp(at / 1000, CALENDAR.info):%m-%d %H:%M}"


class Life:
    """A request from its draft on; each act is one minute, or when it is told."""

    CALENDAR = CALENDAR
    instant = staticmethod(instant)
    shown = staticmethod(shown)

    def __init__(self, start: str = "02 09:30") -> None:
        self.time = instant(start)
        request = Request(id=1, requester=BUSINESS, technical_lead=TECHNICAL, technical_contact=TECHNICAL)
        self.record = Record(
            request=replace(request, testers=(TESTER,), created_at=self.time, test_version="v1", title="一"),
            team=TEAM,
            goals=(planned.Goal(n=1, what="5秒内同步", target="5秒"),),
            criteria=(happened.Criterion(n=1, text="≤5秒", goal=1), happened.Criterion(n=2, text="无错漏", goal=1)),
            work_items=(planned.WorkItem(n=1, title="回调", state="doing"),),
            milestones=tuple(
                planned.Milestone(n=n, kind=cast(Any, kind), on=date.fromisoformat(on), owner=TECHNICAL)
                for n, (kind, on) in enumerate(PLANNED.items(), 1)
            ),
        )
        self.past: list[tuple[int, Record]] = []

    # ---- time, rows, what is asked -------------------------------------------------------------------------------
    def at(self, text: str) -> Life:
        """Move the time."""
        self.time = instant(text)
        return self

    def now(self, text: str) -> tuple[Running, ...]:
        """Every clock at a moment."""
        return clocks(self.record, CALENDAR, instant(text))

    def told(self, asked: str, text: str) -> list[str]:
        """The clocks of a code, or of some acts of it, at a moment: act, state, due, when it stopped."""
        code, *acts = asked.split()
        return [
            " ".join(filter(None, (r.act, r.state, shown(r.due_at), r.stopped_at and shown(r.stopped_at))))
            for r in self.now(text)
            if r.code == code and (not acts or r.act in acts)
        ]

    def put(self, *rows: Any, **request: Any) -> None:
        """Write rows, new or changed, and fields of the request."""
        found: dict[str, Any] = {}
        for row in rows:
            have = found.get(row.many, getattr(self.record, row.many))
            new = row if row.n else replace(row, n=1 + max((r.n for r in have), default=0))
            found[row.many] = (*(r for r in have if r.n < new.n), new, *(r for r in have if r.n > new.n))
        self.record = replace(self.record, request=replace(self.record.request, **request), **found)

    def done(self, act: str, by: int | None = None) -> Life:
        """The act is over: its entry, and the record as it is now."""
        entry = Entry(len(self.record.history) + 1, self.time, self.time, act, by, None)
        self.record = replace(self.record, history=(*self.record.history, entry))
        self.past.append((self.time, self.record))
        self.time += 60_000
        return self

    # ---- the course ----------------------------------------------------------------------------------------------
    def move(self, kind: str, to: str, act: str, **request: Any) -> Life:
        """A change of step."""
        status = self.record.request.status
        self.put(kept.Move(kind=cast(Any, kind), from_status=status, to_status=to, at=self.time))
        ended = to in ("closed", "rejected", "withdrawn")
        step = {} if ended and to != "closed" else {"step": to, "step_since": self.time}
        self.put(status=to, closed_at=self.time if ended else None, **step, **request)
        return self.done(act)

    def submit(self) -> Life:
        """Submit the draft."""
        return self.move("forward", "submitting", "submit", submitted_at=self.time, number="2026-001")

    def go_on(self) -> Life:
        """Through the gate of the step, whatever it asks for."""
        steps = ("submitting", "assessing", "designing", "developing", "testing", "launched", "closed")
        to = steps[1 + steps.index(self.record.request.step)]
        if to == "assessing":
            self.put(happened.Contact(at=self.time, by=TECHNICAL, channel="phone", verdict="clear"))
        if to == "testing":
            self.put(*(replace(c, verdict=None) for c in self.record.criteria), rectification_on=None)
        if to == "launched":
            self.put(happened.Launch(at=self.time, by=TECHNICAL))
        return self.move("forward", to, "advance")

    def to(self, step: str) -> Life:
        """Through all gates up to a step, signed on the way."""
        if self.record.request.status == "draft":
            self.submit()
        while self.record.request.step != step:
            if self.record.request.step == "designing" and not standing_signatures(self.record):
                self.sign("technical").sign("business")
            self.go_on()
        return self

    def back(self, to: str, kind: str = "return") -> Life:
        """Back to a step: what was confirmed or signed is void."""
        if to in ("submitting", "assessing", "designing"):
            self.put(*(replace(s, void_at=self.time) for s in standing_signatures(self.record).values()))
        self.put(*(replace(c, void=True) for c in self.record.confirmations))
        return self.move(kind, to, kind)

    def roll_back(self) -> Life:
        """Roll the launch back, to developing."""
        standing = [x for x in self.record.launches if x.rolled_back_at is None]
        self.put(*(replace(x, rolled_back_at=self.time) for x in standing))
        return self.back("developing", "rollback")

    def end(self, kind: str = "reject") -> Life:
        """Reject or withdraw it."""
        self.put(*(replace(b, ended_at=self.time) for b in self.record.blocks if b.ended_at is None))
        return self.move(kind, "rejected" if kind == "reject" else "withdrawn", kind)

    # ---- what happens in a step ----------------------------------------------------------------------------------
    def contact(self, verdict: str, *, stops: bool = True) -> Life:
        """The first contact; one that needs more asks."""
        self.put(happened.Contact(at=self.time, by=TECHNICAL, channel="phone", verdict=cast(Any, verdict)))
        if verdict == "needs_more":
            self.put(happened.Question(to="business", text="?", stops_work=stops, at=self.time, by=TECHNICAL))
        return self.done("confirm", TECHNICAL)

    def ask(self, to: str, *, stops: bool = True) -> Life:
        """Ask a party or a person."""
        self.put(happened.Question(to=to, text="?", stops_work=stops, at=self.time))
        return self.done("ask")

    def answer(self, n: int) -> Life:
        """Answer a question."""
        q = next(q for q in self.record.questions if q.n == n)
        self.put(replace(q, answered_at=self.time, answer="!"))
        return self.done("answer")

    def block(self, by: str, *, until: str | None = None, deferred: bool = False, disaster: bool = False) -> Life:
        """Halt the request, or defer it."""
        on = None if until is None else date.fromisoformat(f"2026-{until}")
        b = happened.Block(
            reason="…", by=cast(Any, by), at=self.time, until=on, deferred=deferred, force_majeure=disaster
        )
        self.put(b, status="blocked")
        return self.done("block")

    def unblock(self) -> Life:
        """Take it up again."""
        self.put(*(replace(b, ended_at=self.time) for b in self.record.blocks if b.ended_at is None))
        self.put(status=self.record.request.step)
        return self.done("unblock")

    def propose(self, party: str, value: str) -> Life:
        """Say what the priority is."""
        said = ball.bargain(self.record.priority_proposals)
        heads = ball.passes_on(said, cast(Any, party), cast(Any, value), self.record.team.numbers)
        self.put(planned.PriorityProposal(party=cast(Any, party), value=cast(Any, value), at=self.time, heads=heads))
        return self.done("priority", BY[party])

    def sign(self, party: str) -> Life:
        """Sign what stands there."""
        now = contents_digest(self.record)
        if not self.record.versions or self.record.versions[-1].digest != now:
            number = len(self.record.versions) + 1
            self.put(planned.Version(number=number, digest=now, contents="", frozen="", at=self.time))
        self.put(
            planned.SignOff(party=cast(Any, party), by=BY[party], at=self.time, version=1, digest=now, statement="")
        )
        return self.done("sign", BY[party])

    def edit(self) -> Life:
        """Edit what is signed: a signature given is void."""
        self.put(*(replace(s, void_at=self.time) for s in standing_signatures(self.record).values()))
        self.put(title=f"{self.record.request.title}一")
        return self.done("set", TECHNICAL)

    def revoke(self, party: str) -> Life:
        """Take a signature back."""
        self.put(replace(standing_signatures(self.record)[party], revoked_at=self.time))
        return self.done("revoke", BY[party])

    def update(self) -> Life:
        """Write the day's update."""
        on = datetime.fromtimestamp(self.time / 1000, CALENDAR.info).date()
        self.put(happened.Update(on=on, at=self.time, text="…"))
        return self.done("update", TECHNICAL)

    def look(self) -> Life:
        """Business looks at the progress."""
        self.put(happened.Look(at=self.time, by=BUSINESS))
        return self.done("look", BUSINESS)

    def item(self, state: str) -> Life:
        """Move the work item."""
        self.put(replace(self.record.work_items[0], state=cast(Any, state)))
        return self.done("item", TECHNICAL)

    def test(self, result: str = "pass", kinds: tuple[str, ...] = TEST_KINDS) -> Life:
        """Run the tests."""
        version = self.record.request.test_version
        for kind in kinds:
            run = happened.TestRun(kind=kind, result=cast(Any, result), at=self.time, version=version)
            self.put(replace(run, n=1 + max((t.n for t in self.record.test_runs), default=0)))
        return self.done("test", TESTER)

    def judge(self, criterion: int, verdict: str, on: str | None = None) -> Life:
        """Judge a criterion."""
        round = sum(m.to_status == "testing" and m.kind == "forward" for m in self.record.moves)
        given = happened.Judgement(
            criterion=criterion, verdict=cast(Any, verdict), by=BUSINESS, at=self.time, round=max(1, round)
        )
        found = next(c for c in self.record.criteria if c.n == criterion)
        self.put(given, replace(found, verdict=cast(Any, verdict)))
        if on is not None:
            self.put(rectification_on=date.fromisoformat(f"2026-{on}"))
        return self.done("judge", BUSINESS)

    def incident(self, *, serious: bool = True) -> Life:
        """Something went wrong."""
        self.put(happened.Incident(at=self.time, text="…", serious=serious))
        if serious:
            self.put(*(replace(c, void=True) for c in self.record.confirmations))
        return self.done("incident")

    def note(self, act: str) -> Life:
        """Write the closing note or the feedback."""
        self.put(**{"monitoring_note" if act == "monitor" else "feedback": "…"})
        return self.done(act)

    def confirm(self, party: str) -> Life:
        """Confirm the closure for a party."""
        self.put(happened.Confirmation(party=cast(Any, party), by=BY[party], at=self.time))
        return self.done("close", BY[party])

    def change(self) -> Life:
        """Ask for a change."""
        self.put(planned.Change(reason="…", values="{}", by=BUSINESS, at=self.time))
        return self.done("change", BUSINESS)

    def approve(self, party: str) -> Life:
        """Agree to the change request."""
        c = replace(self.record.changes[-1], **{f"{party}_by": BY[party], f"{party}_at": self.time})
        if c.business_by and c.technical_by:
            c = replace(c, state="approved", decided_at=self.time)
        self.put(c)
        return self.done("approve", BY[party])

    def suggest(self, party: str, kind: str = "cancel") -> Life:
        """Propose to cancel, say."""
        self.put(kept.Proposal(kind=cast(Any, kind), reason="…", party=cast(Any, party), by=BY[party], at=self.time))
        return self.done(kind, BY[party])

    def decide(self) -> Life:
        """Refuse what is proposed."""
        self.put(*(replace(p, decided_at=self.time) for p in self.record.proposals if p.decided_at is None))
        return self.done("agree")


@pytest.fixture(scope="session")
def life() -> type[Life]:
    """What makes a life."""
    return Life
