"""What holds after any sequence of acts, reckoned from the raw rows and from nothing that the gates reckon with."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from bihuan.store.text import say
from walking.minutes import Minutes
from walking.rows import Row, Rows

STEPS = ("draft", "submitting", "assessing", "designing", "developing", "testing", "launched", "closed")
ENDS = ("closed", "rejected", "withdrawn")
PAST_DESIGN = STEPS[4:]
BEFORE_LAUNCH = STEPS[:6]
TEST_KINDS = ("functional", "performance", "compatibility")
BACK = ("return", "rollback", "reopen")
ROLES = {
    "business": ("requester", "business_contact", "business_head", "acceptors"),
    "technical": (
        *("technical_contact", "technical_head", "analyst", "architect", "development_lead", "technical_lead"),
        *("developers", "operations", "testers"),
    ),
}


def broken(rows: Rows, minutes: Minutes, now: int) -> Iterator[str]:
    """Every law that does not hold, in words."""
    if rows.tables["pending"] or rows.tables["open_act"]:
        yield "an act is left open"
    yield from numbers(rows)
    parties = {p["id"]: p["party"] for p in rows.tables["person"]}
    for r in rows.tables["request"]:
        name = f"request {r['id']} ({r['status']}/{r['step']})"
        checks = (numbered, legal, moved, roles, signed, closed)
        yield from (f"{name}: {said}" for check in checks for said in check(rows, r, parties))
        want, have = ball(rows, r, parties, minutes, now), shown(rows, r, now)
        if want != have:
            yield f"{name}: the ball is {have}, by the rows it is {want}"


# ---- numbers -----------------------------------------------------------------------------------------------------
def numbers(rows: Rows) -> Iterator[str]:
    """The numbers of a year have no gap and come once, of all requests of the store."""
    years: dict[str, list[int]] = {}
    for (number,) in rows.sql("SELECT number FROM request WHERE number IS NOT NULL"):
        years.setdefault(number[:4], []).append(int(number[5:]))
    for year, found in years.items():
        if sorted(found) != list(range(1, len(found) + 1)):
            yield f"the numbers of {year} are {sorted(found)}"


def numbered(rows: Rows, r: Row, parties: dict[int, str]) -> Iterator[str]:
    """A request has a number if and only if it was submitted."""
    submitted = any((m["from_status"], m["to_status"]) == ("draft", "submitting") for m in rows.of("move", r["id"]))
    if not (bool(r["number"]) == submitted == (r["submitted_at"] is not None)):
        yield f"number {r['number']}, submitted {submitted}, at {r['submitted_at']}"


# ---- the course --------------------------------------------------------------------------------------------------
def legal(rows: Rows, r: Row, parties: dict[int, str]) -> Iterator[str]:
    """The status is one that may be, and agrees with step, blocks and the time of closing."""
    status, step = r["status"], r["step"]
    halted = [b for b in rows.of("block", r["id"]) if b["ended_at"] is None]
    if status not in (*STEPS, *ENDS, "blocked") or step not in STEPS:
        yield "no such status"
    if status == "blocked" and (step in ("draft", "closed") or not halted):
        yield "blocked without a block"
    if status != "blocked" and halted:
        yield f"a block stands open: {[b['n'] for b in halted]}"
    if status not in ("blocked", "rejected", "withdrawn") and status != step:
        yield "status and step differ"
    if (r["closed_at"] is not None) != (status in ENDS):
        yield f"closed_at is {r['closed_at']}"


def moved(rows: Rows, r: Row, parties: dict[int, str]) -> Iterator[str]:
    """The moves form one chain from draft to where the request stands, each of its kind."""
    here, step = "draft", "draft"
    for m in rows.of("move", r["id"]):
        kind, to = m["kind"], m["to_status"]
        if m["from_status"] not in (here, "blocked"):
            yield f"move {m['n']} leaves {m['from_status']}, but it stood at {here}"
        if kind == "forward":
            good = STEPS.index(to) == STEPS.index(step) + 1 and here not in ENDS
        elif kind in ("return", "rollback"):
            good = 0 < STEPS.index(to) < STEPS.index(step)
        elif kind == "reopen":
            good = here in ENDS and to in STEPS[1:7] and STEPS.index(to) <= STEPS.index(step)
        else:
            good = here not in ENDS and to in ENDS[1:]
        if not good:
            yield f"move {m['n']}: {kind} from {here} ({step}) to {to}"
        here, step = to, (to if to in STEPS else step)
    if step != r["step"] or (r["status"] not in (here, "blocked")):
        yield f"the moves end at {here} ({step})"


def roles(rows: Rows, r: Row, parties: dict[int, str]) -> Iterator[str]:
    """Every role is held by people of its party."""
    for party, names in ROLES.items():
        for name in names:
            held = json.loads(r[name]) if isinstance(r[name], str) else [r[name]] if r[name] else []
            if any(parties[p] != party for p in held):
                yield f"{name} is held by {held}"


# ---- signatures --------------------------------------------------------------------------------------------------
def signed(rows: Rows, r: Row, parties: dict[int, str]) -> Iterator[str]:
    """Past design two people of two parties have signed, and what is frozen is what they signed."""
    if r["type"] == "urgent" or r["step"] not in PAST_DESIGN or r["status"] in ENDS[1:]:
        return
    versions = [v for v in rows.of("version", r["id"]) if v["signed_at"] is not None]
    if not versions:
        yield "past design without a signed version"
        return
    last = versions[-1]
    contents = rows.text(last["contents"]) or ""
    if hashlib.sha256(contents.encode()).hexdigest() != last["digest"]:
        yield "the signed hash is not that of the signed contents"
    given = [s for s in rows.of("sign_off", r["id"]) if s["void_at"] is None and s["revoked_at"] is None]
    given = [s for s in given if (s["version"], s["digest"]) == (last["number"], last["digest"])]
    if {s["party"] for s in given} != {"business", "technical"} or len({s["by"] for s in given}) < 2:
        yield f"signed by {[(s['party'], s['by']) for s in given]} only"
    if any(parties[s["by"]] != s["party"] for s in given):
        yield "somebody signed for the other party"
    here = frozen(rows, r)
    told = json.loads(rows.text(last["frozen"]) or "{}")
    if here != told:
        yield f"frozen fields differ from the signed ones: {[k for k in told if told[k] != here.get(k)]}"
    said = [here["title"], here["description"], here["solution"], *(g["what"] for g in here["goals"])]
    said += [*(c["text"] for c in here["criteria"]), *here["launch"]]
    if missing := [text for text in said if text and text not in contents]:
        yield f"the signed contents lack {missing}"


def frozen(rows: Rows, r: Row) -> dict[str, Any]:
    """What signing freezes, as it stands."""
    goal, goals = ("what", "target", "baseline", "window", "after_launch"), rows.of("goal", r["id"])
    places = {g["n"]: place for place, g in enumerate(goals, 1)}
    return {
        "title": r["title"],
        "description": rows.text(r["description"]),
        "solution": rows.text(r["solution"]),
        "goals": [{c: g[c] for c in goal} for g in goals],
        "criteria": [{"text": c["text"], "goal": places.get(c["goal"])} for c in rows.of("criterion", r["id"])],
        "launch": [m["on"] for m in rows.of("milestone", r["id"]) if m["kind"] == "launch"],
    }


# ---- closing -----------------------------------------------------------------------------------------------------
def closed(rows: Rows, r: Row, parties: dict[int, str]) -> Iterator[str]:
    """A closed request passed every criterion, was launched, and two people of two parties confirmed it."""
    rid = r["id"]
    if r["step"] in ("launched", "closed") and r["status"] not in ENDS[1:]:
        criteria, passed = (
            rows.of("criterion", rid),
            {j["criterion"] for j in rows.of("judgement", rid) if j["verdict"] == "pass"},
        )
        late = r["type"] == "urgent" and r["status"] != "closed"  # it may owe its acceptance until then
        if not late and (not criteria or any(c["verdict"] != "pass" or c["n"] not in passed for c in criteria)):
            yield f"launched with {[(c['n'], c['verdict']) for c in criteria]}"
        if not launch(rows, rid):
            yield "launched without a full launch"
    if r["status"] == "closed":
        given = [c for c in rows.of("confirmation", rid) if not c["void"]]
        if sorted(c["party"] for c in given) != ["business", "technical"] or len({c["by"] for c in given}) < 2:
            yield f"confirmed by {[(c['party'], c['by']) for c in given]}"
        if any(i["resolved_at"] is None for i in rows.of("issue", rid)):
            yield "an issue is open"


def launch(rows: Rows, rid: int) -> Row | None:
    """The full launch that counts: since the request last came back from behind one, not rolled back."""
    back = [m["at"] for m in rows.of("move", rid) if m["kind"] in BACK and m["to_status"] in BEFORE_LAUNCH]
    full = [x for x in rows.of("launch", rid) if x["full"] and x["rolled_back_at"] is None]
    return next((x for x in full if x["at"] > max(back, default=-1)), None)


# ---- the ball ----------------------------------------------------------------------------------------------------
def shown(rows: Rows, r: Row, now: int) -> str | None:
    """The holder by the derived table, as lists read it."""
    s = next((s for s in rows.tables["standing"] if s["request"] == r["id"]), None)
    if s is None:
        return None
    return str(s["turns_to"] if s["turns_at"] is not None and s["turns_at"] <= now else s["ball"])


def ball(rows: Rows, r: Row, parties: dict[int, str], minutes: Minutes, now: int) -> str:
    """Who is next to act, in the order of the page."""
    rid = r["id"]
    if r["status"] in ENDS:
        return "nobody"
    halted = [b for b in rows.of("block", rid) if b["ended_at"] is None]
    if (halted and halted[-1]["deferred"]) or (r["step"] == "launched" and now < waited(rows, rid, minutes)):
        return "nobody"
    if halted:
        return str(halted[-1]["by"])
    for q in rows.of("question", rid):
        if q["stops_work"] and q["answered_at"] is None:
            person = next((p["id"] for p in rows.tables["person"] if p["login"] == q["to"]), 0)
            return q["to"] if q["to"] in ("business", "technical") else parties[person]
    for c in rows.of("change_request", rid):
        if c["state"] == "proposed":
            return "technical" if c["technical_by"] is None else "business"
    for p in rows.of("proposal", rid):
        if p["decided_at"] is None:
            return "business" if p["party"] == "technical" else "technical"
    return in_step(rows, r)


def waited(rows: Rows, rid: int, minutes: Minutes) -> int:
    """The end of the stable run: three working days after the launch or the last serious incident since."""
    first = launch(rows, rid)
    if first is None:
        return 0
    serious = [i["at"] for i in rows.of("incident", rid) if i["serious"] and i["at"] >= first["at"]]
    return minutes.due(max([first["at"], *serious]), 3)


def in_step(rows: Rows, r: Row) -> str:
    """Who is next to act where nothing else decides."""
    rid, step = r["id"], r["step"]
    if step == "submitting":
        said = [c["verdict"] for c in rows.of("contact", rid) if c["verdict"] and c["at"] >= r["step_since"]]
        return "business" if said and said[-1] == "clear" else "technical"  # else it had gone on
    if step == "assessing":
        if (turn := priority(rows, rid)) is not None:
            return turn
        offered = rows.of("alternative", rid)
        if r["feasible"] == 0 and offered and not any(a["chosen"] for a in offered):
            return "business"
    if step == "testing":
        runs = {t["kind"]: t["result"] for t in rows.of("test_run", rid) if t["version"] in (None, r["test_version"])}
        if any(runs.get(k) in (None, "fail") for k in TEST_KINDS):
            return "testing"
        return "technical" if all(c["verdict"] for c in rows.of("criterion", rid)) else "business"
    if step == "launched":
        given = {c["party"] for c in rows.of("confirmation", rid) if not c["void"]}
        return "business" if "technical" in given else "technical"
    if step in ("assessing", "designing"):  # both are signed at once where they are passed in one go
        given = {s["party"] for s in rows.of("sign_off", rid) if here(rows, r, s)}
        return "business" if given == {"technical"} else "technical"
    return "business" if step == "draft" else "technical"


def priority(rows: Rows, rid: int) -> str | None:
    """Who owes a word on the priority: the other party; after two counter-proposals each head, technical first."""
    held: dict[str, str] = {}
    counters, heads, last = 0, False, ""
    for p in rows.of("priority_proposal", rid):
        held[p["party"]], last = p["value"], p["party"]
        if len(held) == 2 and len(set(held.values())) == 1:
            counters, heads = 0, False
        elif last == "technical" and "business" in held and not heads:
            counters += 1
            if counters == 2:
                held, heads = {}, True
    if not last or (len(held) == 2 and len(set(held.values())) == 1):
        return None
    if heads and len(held) < 2:
        return "technical" if "technical" not in held else "business"
    return "business" if last == "technical" else "technical"


def here(rows: Rows, r: Row, s: Row) -> bool:
    """A signature stands, and is over contents that are still those of its version."""
    if s["void_at"] is not None or s["revoked_at"] is not None:
        return False
    version = next(v for v in rows.of("version", r["id"]) if v["number"] == s["version"])
    return contents_same(rows, r, version)


def contents_same(rows: Rows, r: Row, version: Row) -> bool:
    """What is signed at design is what stands there: the texts one by one, under the headings of the signed text."""
    lines = (rows.text(version["contents"]) or "").split("\n## ")
    told = {part.split("\n", 1)[0].split(" ", 1)[1]: part.split("\n", 1)[1].rstrip("\n") for part in lines[1:]}
    long = ("description", "solution", "logic_diagram", "interface_design", "data_structures", "test_cases")
    now = {n.replace("_", " "): rows.text(r[n]) for n in (*long, "root_cause", "verification_steps")}
    now |= {
        "title": r["title"],
        "type": r["type"] and both(f"choice.type.{r['type']}"),
        "joint-debug date": r["joint_debug_on"],
    }
    for name in ("logic diagram", "interface design", "data structures", "test cases"):
        value = None if now[name] is None else json.loads(now[name])
        now[name] = f"不适用 not applicable: {value['not_applicable']}" if isinstance(value, dict) else value
    want = {n: v for n, v in now.items() if v is not None}
    rest = {n: told[n] for n in told if n not in ("goals", "criteria", "schedule")}
    return (
        rest == want and json.loads(rows.text(version["frozen"]) or "{}") == frozen(rows, r) and schedule(rows, r, told)
    )


DATED = re.compile(r"\d+\. (?P<kind>.+) (?P<on>\d{4}-\d\d-\d\d) ?(?P<who>.*)")


def both(code: str) -> str:
    """A choice as the signed text says it, in both languages."""
    return f"{say(code, 'zh')} {say(code, 'en')}"


def schedule(rows: Rows, r: Row, told: dict[str, str]) -> bool:
    """The four dates of the signed text and their owners stand there, whatever these were called then."""
    lines = [DATED.fullmatch(line) for line in told.get("schedule", "").splitlines()]
    planned = [
        (both(f"choice.milestones.kind.{m['kind']}"), m["on"], rows.posts.get(m["owner"], {""}))
        for m in rows.of("milestone", r["id"])
    ]
    return len(lines) == len(planned) and all(
        line is not None and (kind, on) == line.group("kind", "on") and line["who"] in called
        for line, (kind, on, called) in zip(lines, planned, strict=True)
    )
