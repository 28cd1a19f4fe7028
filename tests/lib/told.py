"""A made-up request told in either language: its days, its people."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from bihuan.store.rules.record import Person

DAY = 86_400_000
NOON = 1_709_265_600_000  # 2024-03-01 12:00 in Shanghai; at(1) is the same


def at(day: int, hour: int = 12) -> int:
    return NOON + (day - 1) * DAY + (hour - 12) * 3_600_000


def on(day: int) -> date:
    return date(2024, 3, day)


class Told(NamedTuple):
    """The made-up record's texts, in one of two languages."""

    zh: bool

    def __call__(self, zh: str, en: str) -> str:
        return zh if self.zh else en


def people(t: Told) -> dict[int, Person]:
    told = [
        (1, "zhangwei", t("张伟", "Alice Brown"), t("市场部", "Marketing"), t("经理", "manager"), "business"),
        (2, "liqiang", t("李强", "Bob Green"), t("研发部", "R&D"), t("工程师", "engineer"), "technical"),
        (3, "wangfang", t("王芳", "Carol White"), t("研发部", "R&D"), t("工程师", "engineer"), "technical"),
        (4, "zhaomin", t("赵敏", "Dan Black"), t("测试部", "QA"), t("测试员", "tester"), "technical"),
        (5, "qianjun", t("钱军", "Eve Gray"), t("运营部", "Operations"), t("主管", "supervisor"), "business"),
    ]
    return {i: Person(id=i, login=lo, name=na, department=de, title=ti, party=pa) for i, lo, na, de, ti, pa in told}  # type: ignore[arg-type]
