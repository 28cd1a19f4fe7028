"""The names that programs rely on are those of the page: fields, rows, values, gates, acts, as the page lists them."""

from __future__ import annotations

import re
from itertools import takewhile
from pathlib import Path

import pytest

from bihuan.store import flat
from bihuan.store.acts.every import ACTS
from bihuan.store.rules.clocks import CLOCKS
from bihuan.store.rules.record import MANY, TABLES
from bihuan.store.rules.roles import TECHNICAL_ROLES
from bihuan.store.rules.steps import GATES, STATUSES
from bihuan.store.text import say

FIELD = re.compile(r"(\w+)(?:\[([\w ]+)\])?")
PARTS = ("identity", "basic", "details", "assessment", "plan", "progress", "acceptance")


@pytest.fixture(scope="module")
def page(spec: Path) -> dict[str, list[str]]:
    """The rows of the page's tables by their first cell."""
    rows = [
        line.strip("| ").split(" | ") for line in (spec / "names.md").read_text("utf-8").splitlines() if "|" in line
    ]
    return {cells[0]: cells[1:] for cells in rows}


def columns(many: str) -> set[str]:
    """The names of a list's rows, as JSON has them."""
    return {"id", *(c.name for c in TABLES.columns[MANY[many].table])} - {"request", "n", "dropped"}


@pytest.mark.parametrize("part", PARTS)
def test_every_field_and_column_of_the_page_is_in_the_flat_object(page: dict[str, list[str]], part: str) -> None:
    named = FIELD.findall(page[part][0])
    assert [name for name, _ in named if name not in flat.ORDER] == []
    rows = {name: set(of.split()) for name, of in named if of}
    assert {name: of - columns(name) for name, of in rows.items() if of - columns(name)} == {}


STEPS = "draft submitting assessing designing developing testing launched closed"
VALUES = (
    (
        "request",
        "status",
        "draft submitting assessing designing developing testing launched closed blocked rejected withdrawn",
    ),
    ("request", "type", "new_feature optimization fix integration urgent"),
    ("request", "priority", "high medium low"),
    ("progress_update", "state", "doing to_test blocked"),
    ("work_item", "kind", "core non_core"),
    ("work_item", "state", "todo doing to_test blocked done"),
    ("request", "complexity", "low medium high"),
    ("milestone", "kind", "design development test launch"),
    ("criterion", "verdict", "pass fail"),
    ("contact", "verdict", "clear needs_more"),
    ("measurement", "verdict", "achieved missed"),
    ("retrospective_item", "kind", "highlight shortcoming suggestion"),
)


@pytest.mark.parametrize(("table", "column", "values"), VALUES)
def test_a_choice_has_the_values_of_the_page(table: str, column: str, values: str) -> None:
    assert sorted(TABLES.column[table][column].choices) == sorted(values.split())


def test_every_gate_opens_by_the_act_of_the_page(page: dict[str, list[str]]) -> None:
    told = {
        "G0": "submit",
        "G1": "confirm",
        "G2": "advance",
        "G3": "advance",
        "G4": "advance",
        "G5": "launch",
        "G6": "close",
    }
    assert {g.code: g.act for g in GATES} == told
    assert [g.before for g in GATES] + [GATES[-1].after] == list(STATUSES[:8])
    assert all(page[code][1].startswith(told[code]) for code in ("G0", "G1", "G5", "G6"))


def test_every_clock_is_named_as_on_its_page() -> None:
    said = "confirmation feedback progress look deviation answer response monitoring stable_run rectification"
    assert [c.code for c in CLOCKS] == [*said.split(), "late_signature", "debt", "milestone"]


BOTH_LEADS = {"technical_contact", "technical_lead"}
SIGNERS = {"requester", "business_contact", "technical_lead", "architect"}
ASKERS = {"requester", "business_contact"}
TECHNICAL = set(TECHNICAL_ROLES)
WHO = (
    *((act, BOTH_LEADS) for act in ("take", "confirm", "reject")),
    *((act, {*BOTH_LEADS, "operations"}) for act in ("monitor", "launch", "rollback")),
    ("incident", {*BOTH_LEADS, "operations", *ASKERS}),  # who sees one tells of it
    *((act, TECHNICAL) for act in ("update", "resolve", "item")),
    ("look", {*ASKERS, "acceptor", "business_head"}),  # whoever of business looks has looked
    ("feedback", {*ASKERS, "acceptor"}),
    ("measure", ASKERS),
    ("judge", {"acceptor", "concerned"}),  # other departments concerned may accept
    *((act, SIGNERS) for act in ("sign", "approve", "decline")),
    ("close", {"requester", "technical_head"}),
)


@pytest.mark.parametrize(("act", "roles"), WHO)
def test_an_act_is_for_the_roles_of_the_page(act: str, roles: set[str]) -> None:
    assert set(ACTS[act].declared.roles) == roles


def test_every_act_of_the_page_is_there_and_the_keepers_are_theirs(page: dict[str, list[str]]) -> None:
    first = next(i for i, key in enumerate(page) if key == "act = verb")
    named = [name for key in list(page)[first + 1 :] for name in re.split(r", | · ", key)]
    assert [name for name in named if name not in ACTS] == []
    assert {name for name, a in ACTS.items() if a.declared.keeper} >= {
        "person",
        "calendar",
        "config",
        "import",
        "erase",
    }


# ---- the users' own words ----------------------------------------------------------------------------------------
STEP = re.compile(r"(\w+) ([一-鿿]+)")


def table(text: str, head: str) -> list[list[str]]:
    """The rows under a table's head."""
    lines = text.split(head, 1)[1].splitlines()[2:]
    return [line.strip("| ").split(" | ") for line in takewhile(lambda line: line.startswith("|"), lines)]


def of_the_pages(spec: Path) -> dict[str, str]:
    """Codes of texts, and the users' word for each, as the tables of the pages pair them."""
    flow, times = ((spec / f"{name}.md").read_text("utf-8") for name in ("workflow", "clocks"))
    single = [r for r in table(flow, "| role on a request") if "," not in r[0] and "/" not in r[0]]
    found = {f"role.{r[0].split(' (')[0].replace(' ', '_')}": r[1] for r in single}
    for r in table(flow, "| type |"):
        found[f"choice.type.{r[0]}"], found[f"short.type.{r[0]}"] = r[1].removesuffix(")").split(" (")
    steps = next(line for line in flow.splitlines() if line.startswith("`submitting")).split("`")[1]
    found |= {f"choice.status.{code}": word for code, word in STEP.findall(steps)}
    apart = {"progress_look": "look", "milestones": "milestone"}
    clocks = {r[0].replace(" ", "_"): r[1] for r in table(times, "| clock |") if "," not in r[0]}
    return found | {f"clock.{apart.get(c, c)}": word for c, word in clocks.items()}


def test_the_users_words_stand_in_the_interface_exactly_so(spec: Path) -> None:
    wanted = of_the_pages(spec)
    assert len(wanted) > 30
    assert {code: say(code, "zh") for code in wanted} == wanted
