"""Which of our statuses stands for one of theirs: the table we bring, and a team's own that adds to it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bihuan.store.errors import BadInput
from bihuan.store.rules.record import Status
from bihuan.store.rules.steps import STATUSES as OURS

# A block needs its reason, and a draft is nobody's but its author's: an import makes neither.
ALLOWED: Final = tuple(s for s in OURS if s not in ("draft", "blocked"))

STATUSES: Final[Mapping[str, Status]] = MappingProxyType(
    {
        **dict.fromkeys(("Final", "Active", "Accepted", "accepted", "合入", "测试报告", "Closed"), "closed"),
        **dict.fromkeys(("Reject", "Rejected"), "rejected"),
        **dict.fromkeys(("Withdrawn", "Superseded", "Deferred", "April Fool!"), "withdrawn"),
        **dict.fromkeys(("Discussion", "Draft", "发布"), "submitting"),
        "Testing": "testing",
        "Developing": "developing",
        "测试策略": "designing",
    }
)


def with_table(raw: bytes) -> Mapping[str, Status]:
    """Read a team's table (TOML, or JSON: `"theirs" = "closed"`) on top of ours.

    Raises:
        BadInput: it cannot be read, or names a status that there is not.
    """
    try:
        table = _read(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as e:
        raise BadInput("E-IMPORT-MAP", "map", why=e) from e
    for theirs, ours in table.items():
        if ours not in ALLOWED:
            raise BadInput("E-IMPORT-MAP-STATUS", "map", theirs=theirs, ours=ours, known=tuple(ALLOWED))
    return {**STATUSES, **table}  # type: ignore[dict-item]


def _read(text: str) -> Mapping[str, object]:
    import json

    table = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    if not isinstance(table, dict):
        raise ValueError(text[:20])
    return table
