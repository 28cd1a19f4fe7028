"""What a line of another tracker becomes in our record."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bihuan.store.errors import BadInput
from bihuan.store.exchange.moments import moment
from bihuan.store.exchange.neutral import LIMIT, Unfit, brought
from bihuan.store.exchange.statuses import STATUSES, with_table
from bihuan.store.rules.settings import DEFAULTS

SHANGHAI = ZoneInfo("Asia/Shanghai")
LEAST = {"source": "s", "id": "1", "title": "订单导出"}


def made(statuses=STATUSES, **keys):
    return brought({**LEAST, **keys}, statuses, SHANGHAI, DEFAULTS)


def ms(*when, zone=UTC):
    return int(datetime(*when, tzinfo=zone).timestamp() * 1000)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2021-03-01", ms(2021, 3, 1, zone=SHANGHAI)),
        ("2021-03-01T08:30:00", ms(2021, 3, 1, 8, 30)),
        ("2021-03-01T08:30:00+08:00", ms(2021, 3, 1, 0, 30)),
        ("2021-03-01 08:30", ms(2021, 3, 1, 8, 30)),
        ("2021-03-01T08:30:00.5Z", ms(2021, 3, 1, 8, 30) + 500),
        ("2021-21-01", None),
        ("2021-02-30T08:30:00", None),
        ("2021-W09-1", None),
        ("20210301", None),
        ("0000-00-00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_is_read_strictly_or_not_at_all(written, at):
    assert moment(written, SHANGHAI) == at


@pytest.mark.parametrize(
    ("status", "closed", "ours", "flagged"),
    [
        ("Final", None, "closed", False),
        ("合入", None, "closed", False),
        ("Reject", None, "rejected", False),
        ("April Fool!", None, "withdrawn", False),
        ("Testing", None, "testing", False),
        ("测试策略", None, "designing", False),
        ("发布", None, "submitting", False),
        ("Pending", "2024-01-02", "closed", True),
        ("Pending", None, "submitting", True),
        (None, None, "submitting", True),
    ],
)
def test_a_status_is_looked_up_and_an_unknown_one_is_flagged(status, closed, ours, flagged):
    r = made(status=status, closed=closed).request
    assert (r.status, r.imported_status, "status_unknown" in r.flags) == (ours, status, flagged)


def test_a_table_of_ones_own_decides():
    r = made({**STATUSES, "Pending": "assessing"}, status="Pending").request
    assert (r.status, r.step, r.flags) == ("assessing", "assessing", ())


@pytest.mark.parametrize(
    "raw", ['\ufeff"Pending" = "assessing"\n"Final" = "launched"', '{"Pending": "assessing", "Final": "launched"}']
)
def test_a_table_adds_to_ours_and_overrides_it(raw):
    table = with_table(raw.encode())
    assert (table["Pending"], table["Final"], table["Reject"]) == ("assessing", "launched", "rejected")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"Pending =", "E-IMPORT-MAP"),
        (b"{", "E-IMPORT-MAP"),
        (b"\xff", "E-IMPORT-MAP"),
        (b'"Pending" = "done"', "E-IMPORT-MAP-STATUS"),
        (b'"Pending" = "blocked"', "E-IMPORT-MAP-STATUS"),
        (b"[status]", "E-IMPORT-MAP-STATUS"),
    ],
)
def test_a_table_that_says_nothing_is_refused(raw, code):
    with pytest.raises(BadInput) as refused:
        with_table(raw)
    assert refused.value.code == code


def test_an_ended_request_stands_where_its_events_left_it():
    events = [{"at": "2021-01-02", "to": "Developing"}, {"at": "2021-02-03", "from": "Developing", "to": "Rejected"}]
    r = made(status="Rejected", events=events).request
    assert (r.status, r.step, r.closed_at) == ("rejected", "developing", ms(2021, 2, 3, zone=SHANGHAI))
    assert made(status="Rejected").request.step == "submitting"
    assert made(status="Final").request.closed_at is None


@pytest.mark.parametrize(
    ("keys", "year"),
    [
        ({"created": "2020-12-31T23:30:00-08:00"}, 2020),
        ({"created": "2021-21-01", "events": [{"at": "2019-05-05"}]}, 2019),
        ({"events": [{"at": "bad"}, {"at": "2018-05-05T00:00:00"}]}, 2018),
        ({}, None),
    ],
)
def test_the_year_is_that_of_creation_else_of_the_first_event(keys, year):
    assert made(**keys).year == year


@pytest.mark.parametrize(
    ("keys", "flags"),
    [
        ({"title": "部分退款的订单在状态同步之后超时没有关闭"}, ()),
        ({"title": "部分退款的订单在状态同步之后超时没有关闭掉"}, ("title_long",)),
        ({"title": "x" * 60}, ()),
        ({"title": "x" * 61}, ("title_long",)),
        ({"created": "2021-21-01"}, ("created_impossible",)),
        ({"created": "2021-03-01", "closed": "2021-02-30"}, ("closed_impossible",)),
        ({"created": "2021-03-01", "closed": "2021-02-01"}, ("closed_before_created",)),
    ],
)
def test_what_cannot_be_right_is_kept_and_flagged(keys, flags):
    r = made(status="Final", **keys).request
    assert r.flags == flags
    assert r.title == keys.get("title", LEAST["title"])
    rest = json.loads(r.imported_rest or "{}")
    assert all(rest[key] == value for key, value in keys.items() if key != "title")


def test_nothing_of_a_line_is_lost():
    line = {
        **LEAST,
        "lang": "zh",
        "type": "Standards Track",
        "priority": "基础⭐️",
        "status": "Draft",
        "created": "2021-03-01",
        "closed": None,
        "people": ["王芳", "Guido van Rossum"],
        "body_md": "# 概述\r\n\tx\ufeff",
        "events": [{"at": "2021-03-01", "from": None, "to": "Draft", "who": "a", "field": "stage"}],
        "comments": [{"at": None, "who": None, "kind": "revision", "text": "初稿", "page": 3}],
        "rows": [[1, 2.5, None, True]],
    }
    b = brought(line, STATUSES, SHANGHAI, DEFAULTS)
    r, (event, comment) = b.request, b.rows
    assert (r.description, r.imported_people) == (line["body_md"], tuple(line["people"]))
    placed = ("source", "id", "title", "status", "people", "body_md", "events", "comments")
    assert json.loads(r.imported_rest) == {k: v for k, v in line.items() if k not in placed}
    assert (event.at, event.from_status, event.to_status, event.who) == ("2021-03-01", None, "Draft", "a")
    assert (comment.at, comment.who, comment.kind, comment.text) == (None, None, "revision", "初稿")
    assert (json.loads(event.rest), json.loads(comment.rest)) == ({"field": "stage"}, {"page": 3})
    assert (r.type, r.priority, r.requester, r.submitted_at) == (None, None, None, None)


def test_words_of_ours_take_their_field():
    r = made(type="new_feature", priority="high").request
    assert (r.type, r.priority) == ("new_feature", "high")


@pytest.mark.parametrize(
    ("keys", "code", "key"),
    [
        ({"title": None}, "E-IMPORT-MISSING", "title"),
        ({"id": ""}, "E-IMPORT-MISSING", "id"),
        ({"id": 5}, "E-IMPORT-TEXT", "id"),
        ({"body_md": ["x"]}, "E-IMPORT-TEXT", "body_md"),
        ({"body_md": "x" * (LIMIT + 1)}, "E-IMPORT-LONG", "body_md"),
        ({"people": "王芳"}, "E-IMPORT-TEXTS", "people"),
        ({"events": {"at": "x"}}, "E-IMPORT-OBJECTS", "events"),
        ({"comments": ["x"]}, "E-IMPORT-OBJECTS", "comments"),
        ({"events": [{"at": 5}]}, "E-IMPORT-TEXT", "at"),
    ],
)
def test_a_line_that_does_not_fit_is_refused_at_its_key(keys, code, key):
    with pytest.raises(Unfit) as refused:
        made(**keys)
    assert (refused.value.code, refused.value.key) == (code, key)


def test_a_text_is_kept_whole_up_to_the_limit():
    assert len(made(body_md="字" * LIMIT).request.description) == LIMIT
