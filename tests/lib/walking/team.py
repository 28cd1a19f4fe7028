"""The team that a walk drives: three people of each party and a keeper of records, at one store, with one clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bihuan.store import file, read
from bihuan.store.acts.every import ACTS
from bihuan.store.acts.inputs import parsed
from bihuan.store.calendar_seed import china_official
from bihuan.store.file import Proof, Store
from bihuan.store.rules.record import CalendarDay, Person, Record

KEEPER = Person(login="keeper", name="孙档", department="综合部", title="档案员", party="technical", keeper=True)
BUSINESS = ("wangfang", "zhoumin", "chenjing")
TECHNICAL = ("liqiang", "qianjun", "zhaolei")
EVERYBODY = (*BUSINESS, *TECHNICAL, KEEPER.login)
BEGIN = datetime(2025, 9, 22, 1, 30, tzinfo=UTC)


class Team:
    """The store, its clock and who may be asked to do something."""

    def __init__(self, path: Path) -> None:
        self.time = int(BEGIN.timestamp() * 1000)
        days, years = china_official()
        kept = [CalendarDay(day=d.on, work=d.work, name=d.name or "", source=d.source or "") for d in days]
        self.store: Store = file.create(
            path,
            KEEPER,
            now=lambda: self.time,
            settings={"calendar.official": sorted(years)},
            days=[d for d in kept if d.day.year >= 2025],
        )
        self.store.sql("PRAGMA synchronous = OFF")  # nobody pulls the plug of a test
        for party, logins in (("business", BUSINESS), ("technical", TECHNICAL)):
            for n, login in enumerate(logins):
                known = {"name": login.title(), "department": f"{party}-{n}", "title": "经理", "party": party}
                self.do(KEEPER.login, "person", None, login=login, **known)

    def do(self, login: str, act: str, rid: int | None, /, **inputs: Any) -> Record:
        """One act by one person, from inputs as a program gives them."""
        self.store.login = login
        found = ACTS[act]
        return self.read(found(self.store, rid, **parsed(self.store, found.inputs, inputs)))

    def enter(self, login: str, act: str, rid: int, proof: int | None, /, **inputs: Any) -> Record:
        """One act that the keeper of records enters for somebody."""
        self.store.login = KEEPER.login
        found = ACTS[act]
        by = next(p for p in self.store.team.people.values() if p.login == login)
        given = parsed(self.store, found.inputs, inputs)
        return self.read(found.told(self.store, rid, None, by, Proof("电话", proof), **given))

    def read(self, given: Record | None) -> Any:
        """What an act gives is what a reader finds, to the letter."""
        if given is not None:
            found = self.record(given.request.id)
            assert repr(parts(given)) == repr(parts(found)), f"{given}\nis given, and read is\n{found}"
        return given

    @property
    def today(self) -> date:
        """The day in Shanghai."""
        return (datetime.fromtimestamp(self.time / 1000, UTC) + timedelta(hours=8)).date()

    def on(self, days: int) -> str:
        """A day from now as it is typed."""
        return (self.today + timedelta(days)).isoformat()

    def record(self, rid: int) -> Record:
        """One request whole."""
        return read.record(self.store, rid)

    def login(self, person: int) -> str:
        """The login of a person's id."""
        return self.store.team.people[person].login


def parts(record: Record) -> dict[str, Any]:
    """The parts of a record that its ledger tells."""
    return {n: getattr(record, n) for n in Record.__slots__ if n not in ("team", "history")}
