"""One walk: what is done next, by whom, and what is looked at after each act."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from bihuan.store import flat, read
from bihuan.store.acts.every import ACTS
from bihuan.store.errors import BihuanError
from bihuan.store.rules import holding
from bihuan.store.rules.record import Record
from bihuan.store.rules.running import clocks, owed_from
from bihuan.store.rules.standing import standing_of
from bihuan.store.text import LANGS, say
from bihuan.store.verify import verify
from walking import dues, laws
from walking.given import Given
from walking.minutes import DAY, MINUTE, Minutes
from walking.onward import Onward
from walking.rows import Rows
from walking.team import BUSINESS, EVERYBODY, KEEPER, TECHNICAL, Team, parts
from walking.told import differing

DAYS = "SELECT day, work FROM calendar_day"
WROTE = "SELECT EXISTS (SELECT 1 FROM entry WHERE seq > ? AND act = ? AND about = ?)"
OPEN_AT_ONCE, KEPT_AFTER_THE_END = 5, 60
UNDOABLE = tuple(sorted(a.code for a in ACTS.values() if a.declared.undoable and a.declared.about != "store"))
# Acts that end or turn back what a walk is about come seldom, or it would never arrive.
SELDOM = {
    "withdraw": 1,
    "reject": 1,
    "cancel": 2,
    "return": 6,
    "rollback": 8,
    "block": 4,
    "defer": 3,
    "split": 1,
    "new": 0,
}
USUAL = 8
# What a keeper sets now and then: words, numbers of the clocks within and beyond their bounds, what is not there.
SET = (
    *(("documents.lang", "zh"), ("site.title", "zh"), ("nope", "zh"), ("title.han", "3"), ("clock.look", "soon")),
    *(("clock.response", "3wd"), ("clock.answer", "1wd"), ("clock.deviation", "1wd"), ("clock.progress", "2wd")),
    *(("clock.response", "2wd"), ("clock.answer", "24h"), ("reminder.percent", "50"), ("nudge.daily", "2")),
)


class Walk:
    """Random acts at one store, and everything that must hold after each of them.

    Attributes:
        done: how often each act was done.
        refused: how often each code refused one.
        undone: how often each act was taken back.
    """

    def __init__(self, path: Path, seed: int) -> None:
        self.rng, self.seed = Random(seed), seed
        self.team = Team(path)
        self.store = self.team.store
        self.given, self.onward = Given(self.team, self.rng), Onward(self.team, self.rng)
        self.minutes = Minutes(self.store.sql(DAYS).fetchall())
        self.requests: dict[int, int] = {}  # those walked with, and when each was last found at an end
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.undone: Counter[str] = Counter()
        self.was: dict[tuple[int, int], dict[str, Any]] = {}
        self.step = 0
        self.trail: list[str] = []
        self.rows = self.look()

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def look(self) -> Rows:
        """The raw rows of the requests walked with."""
        return Rows(self.store, self.requests)

    def walk(self, steps: int, *, until: Callable[[], bool] = lambda: False) -> None:
        """Go on by so many steps, or until something holds."""
        for _ in range(steps):
            if until():
                break
            self.step += 1
            self.team.time += self.rng.choice((1, 7, 35, 180)) * MINUTE
            if self.rng.random() < 0.08:
                self.team.time += self.rng.randint(1, 4) * DAY
            self.one()
            if self.step % 200 == 0:
                self.look_at_everything()
        self.look_at_everything()

    @property
    def not_undone(self) -> list[str]:
        """The acts that ``undo`` takes back and that it has not taken back yet."""
        return [code for code in UNDOABLE if not self.undone[code]]

    # ---- what is done -------------------------------------------------------------------------------------------
    def one(self) -> None:
        """One act, sensible, random or hostile."""
        self.forget()
        going = [i for i, ended in self.requests.items() if not ended]
        if len(going) < OPEN_AT_ONCE:
            login = self.rng.choice(EVERYBODY)
            self.attempt(login, "new", None, self.given.inputs("new", None))
            return
        asked = {p["request"] for p in self.rows.tables["proposal"] if p["decided_at"] is None}
        going += [
            i for i, ended in self.requests.items() if ended and i in asked
        ]  # to be reopened, if the other agrees
        rid = self.rng.choice(going if self.rng.random() < 0.85 else list(self.requests))
        record, luck = self.team.record(rid), self.rng.random()
        if luck < 0.5 and (found := self.onward.next(record)) is not None:
            login, act, inputs = found
            if act in ("close", "monitor", "feedback") and self.rng.random() < 0.7:
                self.team.time += 2 * DAY
            self.attempt(login, act, rid, inputs)
            return
        if luck < 0.53:
            self.around()
            return
        act = self.pick(record)
        login = self.somebody(record, act)
        self.attempt(login, act, rid, self.given.inputs(act, record, hostile=luck > 0.93))

    def pick(self, record: Record) -> str:
        """An act about a request, mostly one for its status, and rather one that was not taken back yet."""
        codes = [a.code for a in ACTS.values() if a.declared.about != "store"]
        if self.rng.random() < 0.85:
            codes = [
                c for c in codes if not ACTS[c].declared.statuses or record.request.status in ACTS[c].declared.statuses
            ]
        weights = [SELDOM.get(c, USUAL) * (40 if c in UNDOABLE and not self.undone[c] else 1) for c in codes]
        return self.rng.choices(codes, weights)[0]

    def somebody(self, record: Record, act: str) -> str:
        """Anybody, mostly one of those who may."""
        people = [p for p in self.store.team.people.values() if p.login in EVERYBODY]
        may = [p.login for p in people if not ACTS[act].why_not(record, p, self.team.today)]
        return self.rng.choice(may if may and self.rng.random() < 0.7 else EVERYBODY)

    def around(self) -> None:
        """One act about the team: people, deputies, duties, days, settings."""
        act = self.rng.choice(["deputy", "duty", "config", "person", "calendar", "erase"])
        known: dict[str, dict[str, Any]] = {
            "config": dict(zip(("key", "value"), self.rng.choice(SET), strict=True)),
            "person": {
                "login": self.rng.choice([*EVERYBODY, f"new{self.step}"]),
                "name": "新人",
                "party": self.rng.choice(["business", "technical"]),
                "active": self.rng.random() < 0.7,
            },
            "calendar": {"day": self.team.on(self.rng.randint(0, 9)), "until": None, "work": self.rng.random() < 0.3},
            "duty": {"of": "department", "name": "business-0", "person": self.rng.choice(EVERYBODY)},
            "erase": {"login": f"new{self.rng.randint(0, self.step)}"},
        }
        login = self.rng.choice([KEEPER.login, KEEPER.login, *BUSINESS, *TECHNICAL])
        self.attempt(login, act, None, {**self.given.inputs(act, None), **known.get(act, {})})

    def forget(self) -> None:
        """Leave requests alone that ended long ago, so that a long walk stays as fast as a short one."""
        for r in self.rows.tables["request"]:
            ended = r["status"] in laws.ENDS
            self.requests[r["id"]] = (self.requests[r["id"]] or self.step) if ended else 0
        old = [i for i, ended in self.requests.items() if ended and self.step - ended > KEPT_AFTER_THE_END]
        for rid in old:
            del self.requests[rid]
        if old:
            self.rows = self.look()

    # ---- one act and what must hold after it --------------------------------------------------------------------
    def attempt(self, login: str, act: str, rid: int | None, inputs: dict[str, Any]) -> None:
        """Do it; look at every law, whether it was done or refused."""
        before, told = self.rows, f"{self.step}: {login} {act} {rid} {inputs}"
        self.trail.append(told[:300])
        entered = act not in ("new", "undo") and rid is not None and self.rng.random() < 0.03
        try:
            if entered and rid is not None:
                self.team.enter(login, act, rid, self.proof(rid), **inputs)
            else:
                self.team.do(login, act, rid, **inputs)
        except BihuanError as error:
            self.refused[error.code] += 1
            self.readable(error)
            assert self.look() == before, f"{self.where()}: a refused act has left something behind"
            return
        self.done[act] += 1
        if act == "calendar":
            self.minutes = Minutes(self.store.sql(DAYS).fetchall())
        self.looked()
        marks = "confidential" in inputs.get("fields", {})  # that mark is lifted by both, never by an undo
        # What changed nothing here has no entry; that it stopped a clock is nobody's act.
        wrote = self.store.one(WROTE, before.ledger[0], act, f"request/{rid}")
        undoable = wrote and act in UNDOABLE and not (marks or entered)
        if undoable and (not self.undone[act] or self.rng.random() < 0.08):
            self.taken_back(login, act, rid, before, inputs)

    def proof(self, rid: int) -> int | None:
        """The number of an attachment that may prove what somebody said elsewhere."""
        found = self.rows.of("attachment", rid)
        return found[-1]["n"] if found else None

    def taken_back(self, login: str, act: str, rid: int | None, before: Rows, inputs: dict[str, Any]) -> None:
        """Undo it: all tables are as they were, but for the ledger; then do it again."""
        self.team.do(login, "undo", rid)
        self.looked()
        self.undone[act] += 1
        # A hand-over of every request reaches some that the walk has long left alone.
        now = Rows(self.store, before.requests).standing(self.team.time)
        was = before.standing(self.team.time)
        lines = [line for t in was for line in unlike(t, was[t], now[t])]
        assert not lines, f"{self.where()}: undoing {act} leaves\n" + "\n".join(lines)
        if self.rng.random() < 0.8:
            self.team.time += MINUTE
            self.team.do(login, act, rid, **inputs)
            self.looked()

    def readable(self, error: BihuanError) -> None:
        """A refusal is a sentence in both languages, and so is each of its checks."""
        for lang in LANGS:
            assert say(f"error.{error.code}", lang, **error.values), error
            for check in error.checks:
                kind = "error" if check.code.startswith("E-") else "check"
                code = "L" if check.code.startswith("L-") else check.code  # one sentence for every lesson
                assert say(f"{kind}.{code}", lang, field=check.field, **dict(check.values)), check

    def looked(self) -> None:
        """Look at everything that the last act may have changed."""
        last = self.rows.ledger[0]
        about = self.store.sql("SELECT DISTINCT about, at FROM entry WHERE seq > ? AND about LIKE 'request/%'", (last,))
        touched = {int(a.partition("/")[2]): at for a, at in about.fetchall()}
        for rid in touched:
            self.requests.setdefault(rid, 0)
        self.rows = self.look()
        seen = {*touched, *self.rng.sample(sorted(self.requests), 1)}
        records = {rid: read.record(self.store, rid, history=True) for rid in seen}
        for rid, at in touched.items():
            self.was[rid, at] = parts(records[rid])
        faults = [*laws.broken(self.rows, self.minutes, self.team.time), *self.derived(records), *self.told(touched)]
        assert not faults, f"{self.where()}:\n" + "\n".join(faults)

    def derived(self, records: dict[int, Record]) -> list[str]:
        """The derived tables against what the records say now, of the requests that were touched and of another one."""
        found = []
        for rid, record in records.items():
            acts = owed_from(clocks(record, self.store.calendar, self.team.time))
            s = standing_of(record, self.store.calendar, self.team.time, acts)
            have = next(x for x in self.rows.tables["standing"] if x["request"] == rid)
            if (s.due_at, s.due_clock, s.ball) != (
                have["due_at"],
                have["due_clock"],
                laws.shown(self.rows, {"id": rid}, self.team.time),
            ):
                found.append(f"standing of {rid} is {have}, reckoned anew {s}")
            want = [
                [p, o.act, o.row, o.clock, o.due_at, o.from_at, o.estimated, o.disputed]
                for o in acts
                for p in o.persons
            ]
            kept = [list(x.values())[1:] for x in self.rows.tables["owed"] if x["request"] == rid]
            found += [f"{line}, though derived of {rid}" for line in unlike("owed", kept, want)]
        return found

    def told(self, touched: dict[int, int]) -> list[str]:
        """A request as JSON says what the rows say, and can be read back."""
        found = []
        for rid in touched:
            data = flat.of_store(self.store, rid)
            if json.loads(json.dumps(data, ensure_ascii=False)) != data:
                found.append(f"JSON of {rid} does not come back equal")
            found += [f"JSON of {rid}: {said}" for said in differing(self.rows, rid, data)]
        return found

    def look_at_everything(self) -> None:
        """The ledger verifies, and every request reads as it was at each of its entries."""
        faults = list(verify(self.store))
        assert not faults, f"{self.where()}: {faults[:3]}"
        late = [said for rid in self.requests for said in self.minute_by_minute(rid)]
        assert not late, f"{self.where()}:\n" + "\n".join(late)
        for (rid, at), was in self.was.items():
            assert parts(read.as_of(self.store, rid, at)) == was, f"{self.where()}: request {rid} as of {at}"
        self.was = {key: was for key, was in self.was.items() if self.rng.random() < 0.2}

    def minute_by_minute(self, rid: int) -> Iterator[str]:
        """The open clocks of a request, and who had the ball for how long, against a walk through its minutes."""
        record, calendar, now = read.record(self.store, rid, history=True), self.store.calendar, self.team.time
        yield from dues.wrong(self.rows, rid, clocks(record, calendar, now), self.minutes)
        whole = sum(self.minutes.between(since, until) for since, until in dues.handled(self.rows, rid, now))
        held = holding.minutes(holding.spells(record, calendar, now), calendar)
        if whole != sum(held.values()):
            yield f"the ball of {rid} was held for {dict(held)}, the request handled for {whole} minutes"

    def where(self) -> str:
        """Where the walk is, for whoever has to repeat it."""
        return f"seed {self.seed}, " + "\n   ".join(self.trail[-6:])


def unlike(table: str, was: list[Any], now: list[Any]) -> list[str]:
    """The rows of a table that only one of two looks holds."""
    gone, come = [r for r in was if r not in now], [r for r in now if r not in was]
    return [f"- {table} {r}" for r in gone] + [f"+ {table} {r}" for r in come]
