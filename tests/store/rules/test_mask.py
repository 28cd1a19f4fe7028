"""Others read a department and a title, never a name, an address or a number."""

import json
from typing import NamedTuple

import pytest

from bihuan.store.rules.mask import mask_text, masked, numbered

HIDDEN = {"email": "〔邮箱〕", "phone": "〔电话〕"}


class Somebody(NamedTuple):
    id: int
    department: str
    title: str


def test_a_name_is_department_star_title():
    assert masked(Somebody(1, "市场部", "经理")) == "市场部*经理"


def test_people_who_look_alike_are_numbered_from_the_second_on():
    people = [
        (7, "研发部*工程师"),
        (3, "市场部*经理"),
        (9, "研发部*工程师"),
        (7, "研发部*工程师"),
        (3, "研发部*工程师"),
        (7, "研发部*主管"),
    ]
    assert numbered(people) == {
        (7, "研发部*工程师"): "研发部*工程师",
        (3, "市场部*经理"): "市场部*经理",
        (9, "研发部*工程师"): "研发部*工程师2",
        (3, "研发部*工程师"): "研发部*工程师3",
        (7, "研发部*主管"): "研发部*主管",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("责任人：李强、王芳", "责任人：研发部*工程师、市场部*经理"),
        ("李 强　和 王\u3000芳", "研发部*工程师　和 市场部*经理"),
        ("李\u200b强", "研发部*工程师"),
        ("Wang Fang, WANG  FANG; Wang Fangs", "市场部*经理, 市场部*经理; Wang Fangs"),
        ("由@redis处理，缓存用Redis", "由研发部*工程师处理，缓存用Redis"),
        ("wfang_1 与 xwfang_1", "市场部*经理 与 xwfang_1"),
        ("发到 li.q+1@mail.example.com。", "发到 〔邮箱〕。"),
        ("＜a＠b.example＞", "＜〔邮箱〕＞"),
        ("电话13800001234或+86 138 0000 1234", "电话〔电话〕或〔电话〕"),
        ("座机 010-12345678-801，0755 1234567", "座机 〔电话〕，〔电话〕"),
        ("13800001234、138-0000-1234、138 00001234", "〔电话〕、〔电话〕、〔电话〕"),
        ("共 1465834 2006 项", "共 1465834 2006 项"),
        ("call +44 20 7946 0958 now", "call 〔电话〕 now"),
        ("编号 2024-015，订单 202403150001234，版本 1.38.0", "编号 2024-015，订单 202403150001234，版本 1.38.0"),
        ("2024-03-01 10:00 至 2024-03-15，金额 13800001234567", "2024-03-01 10:00 至 2024-03-15，金额 13800001234567"),
        ("张", "张"),
    ],
)
def test_what_is_gone_from_a_text_and_what_stays(text, expected):
    names = {"李强": "研发部*工程师", "@redis": "研发部*工程师", "王芳": "市场部*经理", "Wang Fang": "市场部*经理"}
    assert mask_text(text, {**names, "wfang_1": "市场部*经理", "张": "财务部*主管"}, **HIDDEN) == expected


def test_the_longest_name_wins():
    assert mask_text("张林建、张林", {"张林": "甲", "张林建": "乙"}, **HIDDEN) == "乙、甲"


def lines(corpora):
    return [json.loads(line) for line in (corpora / "masking" / "lines.jsonl").read_text("utf-8").splitlines()]


def test_nothing_of_a_person_is_left_in_real_minutes(corpora):
    for line in lines(corpora):
        spans = [(line["text"][start:end], kind) for start, end, kind in line["spans"]]
        names = {span: "某部*某职" for span, kind in spans if kind == "name"}
        after = mask_text(line["text"], names, **HIDDEN)
        assert not [span for span, _ in spans if span in after]


def test_lines_without_a_person_stay_as_they_are_even_for_a_large_team(corpora):
    everybody = {
        line["text"][a:b]: "某部*某职" for line in lines(corpora) for a, b, kind in line["spans"] if kind == "name"
    }
    without = [line["text"] for line in lines(corpora) if not line["spans"]]
    assert len(without) > 30
    assert [text for text in without if mask_text(text, everybody, **HIDDEN) != text] == []
