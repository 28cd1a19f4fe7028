"""Nothing of an open or confidential request and nothing of a person is in any byte of a site.

A canary stands in every column of every table.
"""

from datetime import date
from decimal import Decimal
from itertools import count

import pytest

from bihuan.site.build import build
from bihuan.site.check import check
from bihuan.site.collect import collect
from bihuan.store import file
from bihuan.store.rules.field import Column
from bihuan.store.rules.record import CHILDREN, TABLES, Person, Request, Setting

NOW = 1_772_415_000_000
# Columns of a published request that are not for the public, and what only names a person.
SECRET_COLUMNS = ("rest", "who", "imported_rest", "statement", "frozen")


class Canaries:
    """A unique word for every column that holds text."""

    def __init__(self, prefix):
        self.prefix, self.numbers, self.made = prefix, count(1), {}

    def value(self, table: str, column: Column, request: int, person: int):
        if column.name in ("id", "n", "dropped"):
            return None
        word = f"{self.prefix}{next(self.numbers)}q"
        match column.kind:
            case "line" if (table, column.name) == ("document", "kind"):
                return "record"
            case "line" if column.name == "number":
                return "1" if table == "version" else None
            case "line" | "markdown" if column.name == "values":
                return f'{{"title": "{self.keep(table, column, word)}"}}'
            case "line" | "markdown":
                return self.keep(table, column, word)
            case "words":
                return (self.keep(table, column, word),)
            case "person":
                return person
            case "people":
                return (person,)
            case "request":
                return request
            case "choice":
                return column.choices[0]
            case "day":
                return date(2026, 3, 2)
            case "instant":
                return NOW
            case "decimal":
                return Decimal("1.5")
            case "bool":
                return False
        return 1

    def keep(self, table, column, word):
        self.made[table, column.name] = word
        return word


def person(n, keeper=False):
    return Person(
        login=f"loginp{n}z",
        name=f"周密{'甲乙丙丁戊'[n]}",
        department=f"部门{n}",
        title="职务",
        party="technical",
        email=f"mailp{n}z@corp{n}.example",
        phone=f"0755-8888123{n}",
        ssh_keys=(f"ssh-ed25519 KEYp{n}zAAAA comment",),
        keeper=keeper,
    )


def full_request(do, canaries, number, who, talk, **known):
    """A request with a canary in every column of every table."""
    fields = {c.name: canaries.value("request", c, 0, who) for c in TABLES.columns["request"]}
    fields |= {"number": number, "source_id": f"sid{number}", "author": who, **known}
    request = do.put(Request(**{name: value for name, value in fields.items() if name != "id"}))
    for cls in CHILDREN:
        values = {c.name: canaries.value(cls.table, c, request.id, who) for c in TABLES.columns[cls.table]}
        values = {name: value for name, value in values.items() if name not in ("id", "n", "dropped")}
        if "text" in values:
            values["text"] += f" {talk}"
        if cls.table == "attachment":
            values |= {"hash": do.keep_bytes(values["name"].encode()), "size": 1}
        do.put(cls(**values, **({"request": request.id} if "request" not in values else {})))
    return request


@pytest.fixture
def store(tmp_path):
    made = file.create(tmp_path / "b.db", person(0, keeper=True), now=lambda: NOW)
    yield made
    made.close()


@pytest.fixture
def filled(store):
    """A store with an open, a confidential and a published request, all talking about everybody."""
    with store.acting("import") as do:
        people = [do.put(person(n)) for n in (1, 2, 3)]
        everybody = [person(0), *people]
        talk = "、".join(f"{p.name} {p.email} {p.phone} @{p.login} {p.login}" for p in everybody)
        who = people[0].id
        published, confidential, running = Canaries("pub"), Canaries("conf"), Canaries("open")
        full_request(do, published, "2026-001", who, talk, status="closed", closed_at=NOW, confidential=False)
        full_request(do, confidential, "2026-002", who, talk, status="closed", closed_at=NOW, confidential=True)
        full_request(do, running, "2026-003", who, talk, status="developing", step="developing", confidential=False)
    return published, confidential, running, everybody


def everything(folder):
    names = "\n".join(path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")))
    return names + "".join(path.read_text("utf-8") for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_canary_sings(store, filled, tmp_path, lang):
    published, confidential, running, people = filled
    build(store, tmp_path / "site", lang=lang)
    site = everything(tmp_path / "site")
    assert "2026-001" in site
    assert not [word for word in ("2026-002", "2026-003", "sid2026-002", "sid2026-003") if word in site]
    assert not [where for where, word in (confidential.made | running.made).items() if word in site]
    secrets = [where for where, word in published.made.items() if where[1] in SECRET_COLUMNS and word in site]
    assert secrets == []
    for one in people:
        assert not [needle for needle in (one.name, one.email, one.phone, one.login, "KEYp") if needle in site]
    assert list(check(tmp_path / "site", people)) == []


def test_what_may_be_public_is_there(store, filled, tmp_path):
    published, *_ = filled
    build(store, tmp_path / "site", lang="zh")
    site = everything(tmp_path / "site")
    wanted = [("request", name) for name in ("title", "background", "description", "solution", "rollback", "feedback")]
    wanted += [
        ("goal", "what"),
        ("question", "text"),
        ("issue", "resolution"),
        ("lesson", "text"),
        ("document", "body"),
    ]
    assert [where for where in wanted if published.made[where] not in site] == []
    assert "部门1*职务" in site
    assert "<em>职务" not in site, "the star of a masked name is no emphasis"


def test_imported_people_are_only_counted(store, filled):
    published, *_ = filled
    entry = collect(store, "zh").entries[0]
    assert {fact.name: fact.value.text for fact in entry.facts}["imported_people"] == "1"
    assert published.made["request", "imported_people"] not in repr(entry)


def test_other_ends_are_published_where_the_team_wants_them(store):
    with store.acting("import") as do:
        for number, status in (("2026-001", "closed"), ("2026-002", "rejected"), ("2026-003", "withdrawn")):
            do.put(Request(number=number, title=f"需求{number}", status=status, created_at=NOW))
    assert [entry.number for entry in collect(store, "zh").entries] == ["2026-001"]
    with store.acting("config") as do:
        do.put(Setting(key="site.rejected", value="true"))
    assert [entry.number for entry in collect(store, "zh").entries] == ["2026-003", "2026-002", "2026-001"]


def test_people_who_look_alike_are_numbered_in_the_order_of_the_record(store):
    with store.acting("import") as do:
        people = [
            do.put(Person(login=f"u{n}", name=f"某人{n}", department="研发部", title="工程师", party="technical"))
            for n in (1, 2)
        ]
        do.put(
            Request(
                number="2026-001",
                status="closed",
                requester=people[1].id,
                technical_lead=people[0].id,
                background="由某人1与某人2商定",
                created_at=NOW,
            )
        )
    entry = collect(store, "zh").entries[0]
    facts = {fact.name: fact.value.text for fact in entry.facts}
    assert (facts["requester"], facts["technical_lead"]) == ("研发部*工程师", "研发部*工程师2")
    assert "由研发部*工程师2与研发部*工程师商定" in entry.words


def test_an_account_named_like_a_word_of_the_trade_leaves_that_word(store):
    with store.acting("import") as do:
        do.put(Person(login="root", name="某甲乙", department="运维部", title="工程师", party="technical"))
        text = "以root用户安装，由 @root 确认"
        do.put(Request(number="2026-001", status="closed", background=text, created_at=NOW))
    assert "以root用户安装，由 运维部*工程师 确认" in collect(store, "zh").entries[0].words


def test_what_hides_or_reorders_is_spelt_out_on_every_page(store, tmp_path):
    with store.acting("import") as do:
        spoof = "同意\u202e绝拒 \x1b]0;x\x07 周\u200b密甲 pass\xaded"
        do.put(Request(number="2026-001", status="closed", title=spoof, department=spoof, created_at=NOW))
    build(store, tmp_path / "site", lang="zh")
    site = everything(tmp_path / "site")
    assert "同意⟨U+202E⟩绝拒" in site
    assert not [char for char in "\u202e\x1b\x07\u200b\xad" if char in site]
    assert "密甲" not in site
