"""When open clocks are due, and who had the ball for how long, once more: walked minute by minute from the raw rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date

from bihuan.store.rules.running import Running
from walking.laws import ENDS
from walking.minutes import MINUTE, Minutes
from walking.rows import Rows

Span = tuple[int, int | None]
# The table of promises: working days, working hours or plain hours.
PROMISES = {
    "confirmation": (1, "wd"),
    "feedback": (2, "wd"),
    "look": (2, "wd"),
    "deviation": (4, "wh"),
    "answer": (24, "h"),
    "response": (2, "wd"),
    "late_signature": (1, "wd"),
    "debt": (1, "wd"),
    "progress": (0, "wd"),
    "monitoring": (1, "wd"),
    "stable_run": (1, "wd"),
}
WAITING = {"monitoring": (24, "h"), "stable_run": (3, "wd")}
NEVER_PAUSED = ("answer", "late_signature", "monitoring", "stable_run")
PAUSED_FOR_TECHNICAL = ("confirmation", "feedback", "deviation", "response", "progress")


def wrong(rows: Rows, rid: int, running: tuple[Running, ...], minutes: Minutes) -> Iterator[str]:
    """The open clocks that are due at another minute than the walk comes to."""
    for r in running:
        if not r.open:
            continue
        if r.rule == "date":
            due = dated(rows, rid, r, minutes)
        else:
            amount, unit = promise(rows, r)
            due = walked(minutes, r.started_at, amount, unit, list(pauses(rows, rid, r.code, str(r.party))))
        if due != r.due_at:
            yield f"{r.code} ({r.act} {r.row}, {r.party}) of {rid} is due {r.due_at}, by the minutes {due}"


def promise(rows: Rows, r: Running) -> tuple[int, str]:
    """How long a clock runs: as the team has set, else as the page says; updates are due on the last of their days."""
    if r.waiting:
        return WAITING[r.code]
    told = [json.loads(s["value"]) for s in rows.tables["setting"] if s["key"] == f"clock.{r.code}"]
    if not told:
        return PROMISES[r.code]
    amount, unit = re.findall(r"\d+|[a-z]+", told[0])
    return int(amount) - (r.code == "progress"), unit


def dated(rows: Rows, rid: int, r: Running, minutes: Minutes) -> int:
    """The closing time of the date that a row holds, also on a day off."""
    if r.code == "milestone":
        on = next(m["on"] for m in rows.of("milestone", rid) if m["n"] == r.row)
    elif r.code == "rectification":
        failed = next(j for j in rows.of("judgement", rid) if (j["at"], j["verdict"]) == (r.started_at, "fail"))
        opened = [
            i["due_on"]
            for i in rows.of("issue", rid)
            if (i["criterion"], i["at"]) == (failed["criterion"], failed["at"])
        ]
        told = next(x["rectification_on"] for x in rows.tables["request"] if x["id"] == rid)
        on = next(filter(None, opened), told)
    else:  # a deferral
        on = next(b["until"] for b in rows.of("block", rid) if b["deferred"] and b["at"] == r.started_at)
    return minutes.closing(date.fromisoformat(on))


def pauses(rows: Rows, rid: int, code: str, party: str) -> Iterator[Span]:
    """What pauses a clock: the second table of the page about clocks."""
    if code in NEVER_PAUSED:
        return
    others = code in PAUSED_FOR_TECHNICAL and party == "technical"
    for b in rows.of("block", rid):
        elsewhere = b["by"] == "third_party" or b["force_majeure"]
        if b["deferred"] or ((others or code == "look") and elsewhere) or (others and b["by"] == "business"):
            yield b["at"], b["ended_at"]
    parties = {p["login"]: p["party"] for p in rows.tables["person"]}
    for q in rows.of("question", rid):
        if others and q["stops_work"] and parties.get(q["to"], q["to"]) == "business":
            yield q["at"], q["answered_at"]


def walked(minutes: Minutes, start: int, amount: int, unit: str, paused: list[Span]) -> int | None:
    """Spend the allowance minute by minute; None where a pause that is still open holds it up."""
    left = amount * 60 if unit != "wd" else minutes.between(start, minutes.due(start, amount))
    at = start
    while left:
        held = [until for since, until in paused if since <= at and (until is None or at < until)]
        if None in held:
            return None
        left -= not held and (unit == "h" or minutes.open(at))
        at += MINUTE
    return at


def handled(rows: Rows, rid: int, now: int) -> Iterator[tuple[int, int]]:
    """From when to when a request was handled: from submission to an end, and again from a reopening."""
    since: int | None = None
    for m in rows.of("move", rid):
        if m["to_status"] in ENDS:
            if since is not None:
                yield since, m["at"]
            since = None
        elif since is None:
            since = m["at"]
    if since is not None:
        yield since, now
