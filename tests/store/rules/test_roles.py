"""Who holds a role when nobody is named: the table of the page, and where a team's own table comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bihuan.store.rules import planned
from bihuan.store.rules.record import FIELDS, Duty, Person, Record, Request, Team
from bihuan.store.rules.roles import PARTY_OF, ROLES, holders, on_record, to_hand_over

REQUESTER, CONTACT, LEAD, BOSS, OTHER = 1, 2, 3, 4, 5
DAY = date(2026, 3, 13)
PEOPLE = {
    n: Person(id=n, login=f"p{n}", name=f"p{n}", party=party)  # type: ignore[arg-type]
    for n, party in ((1, "business"), (2, "technical"), (3, "technical"), (4, "business"), (5, "technical"))
}
RECORD = Record(
    Request(id=1, department="市场部", systems=("OMS",), requester=REQUESTER, technical_contact=CONTACT),
    Team(people=PEOPLE),
)
# Role, its party, who holds it when nobody is named for it: the table "Who takes part".
DEFAULTS = (
    ("requester", "business", REQUESTER),
    ("business_contact", "business", REQUESTER),
    ("acceptor", "business", REQUESTER),
    ("business_head", "business", REQUESTER),
    ("technical_contact", "technical", CONTACT),
    ("technical_lead", "technical", CONTACT),
    ("technical_head", "technical", CONTACT),
    ("analyst", "technical", CONTACT),
    ("architect", "technical", CONTACT),
    ("development_lead", "technical", CONTACT),
)


@pytest.mark.parametrize(("role", "party", "person"), DEFAULTS)
def test_a_role_that_nobody_was_named_for(role: str, party: str, person: int) -> None:
    assert (PARTY_OF[role], holders(RECORD, role)) == (party, (person,))


def test_the_roles_are_those_of_the_page_and_of_one_party_each() -> None:
    assert set(ROLES) - {role for role, *_ in DEFAULTS} == {"developer", "operations", "tester"}
    assert {PARTY_OF[role] for role in ("developer", "operations", "tester")} == {"technical"}


@pytest.mark.parametrize("role", ["technical_head", "analyst", "architect", "development_lead"])
def test_a_technical_role_falls_to_the_lead_who_is_named(role: str) -> None:
    record = replace(RECORD, request=replace(RECORD.request, technical_lead=LEAD))
    assert holders(record, role) == (LEAD,)


BY_TABLE = (
    ("department", "市场部", "business_head", BOSS),
    ("department", "市场部", "technical_contact", OTHER),
    ("system", "OMS", "technical_contact", OTHER),
    ("system", "OMS", "technical_head", OTHER),
)


@pytest.mark.parametrize(("of", "name", "role", "person"), BY_TABLE)
def test_the_teams_table_comes_before_the_default(of: Any, name: str, role: Any, person: int) -> None:
    duty = Duty(id=1, of=of, name=name, role=role, person=person)
    bare = replace(RECORD.request, technical_contact=None)
    told = replace(RECORD, request=bare, team=replace(RECORD.team, duties=(duty,)))
    assert holders(told, role) == (person,)


def test_several_people_may_accept() -> None:
    record = replace(RECORD, request=replace(RECORD.request, acceptors=(REQUESTER, BOSS)))
    assert holders(record, "acceptor") == (REQUESTER, BOSS)


@pytest.mark.parametrize("role", ["developer", "operations", "tester"])
def test_a_role_without_a_default_stands_empty_in_the_record_until_somebody_is_named(role: str) -> None:
    assert (on_record(RECORD, role), holders(RECORD, role)) == ((), (CONTACT,))
    with_others = replace(RECORD.request, developers=(OTHER,), operations=(OTHER,), testers=(OTHER,))
    assert on_record(replace(RECORD, request=with_others), role) == (OTHER,)


# What of somebody's work is open, and the roles that are handed over with it before they leave.
OPEN_WORK: tuple[tuple[dict[str, Any], tuple[str, ...]], ...] = (
    ({}, ()),
    ({"testers": (OTHER,)}, ("tester",)),
    ({"work_items": (planned.WorkItem(n=1, title="接口", owner=OTHER),)}, ("developer",)),
    ({"work_items": (planned.WorkItem(n=1, title="接口", owner=OTHER, state="done"),)}, ()),
    ({"milestones": (planned.Milestone(n=1, kind="test", on=DAY, owner=OTHER),)}, ("tester",)),
    ({"milestones": (planned.Milestone(n=1, kind="launch", on=DAY, owner=OTHER),)}, ("developer",)),
    ({"milestones": (planned.Milestone(n=1, kind="launch", on=DAY, owner=OTHER, reached_on=DAY),)}, ()),
)


@pytest.mark.parametrize(("work", "roles"), OPEN_WORK)
def test_who_leaves_hands_over_the_roles_named_and_those_of_open_work(work: dict[str, Any], roles: Any) -> None:
    fields = {name: value for name, value in work.items() if name in FIELDS}
    rows = {name: value for name, value in work.items() if name not in FIELDS}
    record = replace(RECORD, request=replace(RECORD.request, **fields), **rows)
    assert tuple(to_hand_over(record, OTHER)) == roles
