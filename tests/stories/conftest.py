"""A team of two parties at one store, with a clock that the story moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bihuan.store import file, read
from bihuan.store.acts.batch import instant
from bihuan.store.acts.every import ACTS
from bihuan.store.acts.inputs import parsed
from bihuan.store.calendar_seed import china_official
from bihuan.store.file import Store
from bihuan.store.rules.record import CalendarDay, Person, Record

PEOPLE = (
    Person(login="wangfang", name="王芳", department="市场部", title="经理", party="business"),
    Person(login="zhoumin", name="周敏", department="运营部", title="主管", party="business"),
    Person(login="liqiang", name="李强", department="研发部", title="工程师", party="technical"),
    Person(login="qianjun", name="钱军", department="研发部", title="主管", party="technical"),
    Person(login="zhaolei", name="赵磊", department="测试部", title="测试员", party="technical"),
)


class House:
    """Several people at one store file: ``house.by("wangfang").submit("2026-001")``."""

    def __init__(self, path: Path) -> None:
        self.path, self.time = path, self.moment("2026-03-02 09:30")
        founder = Person(
            login="keeper", name="孙档", department="综合部", title="档案员", party="technical", keeper=True
        )
        days, years = china_official()
        self.store = file.create(path, founder, now=lambda: self.time, settings={"calendar.official": sorted(years)})
        with self.store.acting("calendar") as do:
            for d in days:
                if d.on.year >= 2024:
                    do.put(CalendarDay(day=d.on, work=d.work, name=d.name or "", source=d.source or ""))
        for p in PEOPLE:
            known = {n: getattr(p, n) for n in ("login", "name", "party", "department", "title")}
            self.as_("keeper", "person", **known)

    @staticmethod
    def moment(text: str) -> int:
        """A moment in Shanghai as UTC milliseconds."""
        return int(datetime.fromisoformat(text + "+08:00").timestamp() * 1000)

    def at(self, text: str) -> House:
        """Move the clock."""
        self.time = self.moment(text)
        return self

    def as_(self, login: str, act: str, no: str | None = None, /, **inputs: Any) -> Record:
        """One act by one person."""
        self.store.login = login
        found = ACTS[act]
        rid = None if no is None else read.resolve(self.store, no)
        made = found(self.store, rid, **parsed(self.store, found.inputs, inputs))
        self.time += 60_000
        return made

    def record(self, no: str) -> Record:
        """What stands there now."""
        return read.record(self.store, read.resolve(self.store, no, all_seen=True))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A fresh store with its people."""
    made = House(tmp_path / "bihuan.db")
    yield made
    made.store.close()


__all__ = ["House", "Store", "instant"]
