"""The raw rows of some requests, read with plain SQL: what the laws are checked on, and a refusal must leave equal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from bihuan.store.file import Store

Row = dict[str, Any]
WHOLE = ("person", "deputy", "duty", "setting", "number_gap", "pending", "open_act")
JUDGED = ("request", "clock", "act", "party", "row", "started_at", "stopped_at", "state")
LEFT_OUT = ("entry", "text", "blob", "calendar_day")


class Rows:
    """What the tables hold now, of the team and of some requests.

    Attributes:
        tables: every table's rows, in the order of their keys.
        ledger: how far the ledger and the kept texts are.
        requests: those that are looked at.
        posts: every name that a person's place and title have ever given in signed texts.
    """

    def __init__(self, store: Store, requests: Iterable[int]) -> None:
        self.sql, self.requests = store.sql, frozenset(requests)
        wanted = ",".join(map(str, sorted(self.requests))) or "0"
        self.tables: dict[str, list[Row]] = {}
        for table, columns in tables(store).items():
            key = "id" if table == "request" else "request" if "request" in columns else None
            where = f"WHERE {key} IN ({wanted})" if key and table not in WHOLE else ""
            order = ", ".join(f'"{c}"' for c in columns[:5])
            found = store.sql(f"SELECT * FROM {table} {where} ORDER BY {order}")
            self.tables[table] = [dict(zip(columns, row, strict=True)) for row in found]
        counts = "(SELECT max(seq) FROM entry), (SELECT count(*) FROM text), (SELECT count(*) FROM blob)"
        self.posts = posts(store)
        self.ledger = tuple(store.sql(f"SELECT {counts}").fetchone())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and (self.tables, self.ledger) == (other.tables, other.ledger)

    __hash__ = None  # type: ignore[assignment]

    def of(self, table: str, rid: int) -> list[Row]:
        """The rows of one request that are not dropped, by their number."""
        found = [r for r in self.tables[table] if r["request"] == rid and not r["dropped"]]
        return sorted(found, key=lambda r: r["n"])

    def text(self, h: str | None) -> str | None:
        """A long text by its hash."""
        found = self.sql("SELECT body FROM text WHERE hash = ?", (h,)).fetchone()
        return None if found is None else str(found[0])

    def standing(self, now: int) -> dict[str, Any]:
        """What stands, for a comparison across an undo: without dropped rows, and without what time alone has ended."""
        kept: dict[str, list[Any]] = {t: [r for r in rows if not r.get("dropped")] for t, rows in self.tables.items()}
        kept["verdict"] = sorted([v[c] for c in JUDGED] for v in kept["verdict"] if v["party"])
        kept["standing"] = [turned(s, now) for s in kept["standing"]]
        return kept


def posts(store: Store) -> dict[int, set[str]]:
    """The masked names of everybody over time, told by the entries about them before one of them is emptied."""
    known = store.__dict__.setdefault("_walked_posts", {"upto": 0, "rows": {}, "names": {}})
    told = "SELECT seq, body FROM entry WHERE seq > ? AND about NOT LIKE 'request/%' AND body IS NOT NULL ORDER BY seq"
    for seq, body in store.sql(told, (known["upto"],)):
        known["upto"] = seq
        for table, rid, _, _, new in json.loads(body)["changes"]:
            if table == "person":
                row = known["rows"].setdefault(rid, {}) | new
                known["rows"][rid] = row
                known["names"].setdefault(rid, set()).add(f"{row['department']}*{row['title']}")
    found: dict[int, set[str]] = known["names"]
    return found


def turned(s: Row, now: int) -> Row:
    """A line of the derived table as lists read it: the ball may have turned since it was written."""
    over = s["turns_at"] is not None and s["turns_at"] <= now
    return {**s, "ball": s["turns_to"], "turns_at": None, "turns_to": None} if over else s


def tables(store: Store) -> dict[str, tuple[str, ...]]:
    """The tables of the file with their columns, as the file tells them."""
    known = store.__dict__.setdefault("_walked_tables", {})
    if not known:
        names = [n for (n,) in store.sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        for name in names:
            if not name.startswith(("search", "sqlite_")) and name not in LEFT_OUT:
                known[name] = tuple(r[1] for r in store.sql(f"PRAGMA table_info({name})"))
    return dict(known)
