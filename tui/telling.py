"""What went wrong, in words and as JSON: what, where, its code, and the command that leads on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bihuan.store.errors import BihuanError
from bihuan.store.rules.record import Check
from bihuan.store.rules.sentences import is_han
from bihuan.store.text import Lang, say, shown
from bihuan.store.text import catalog as texts
from bihuan.tui.sight import sight_in

if TYPE_CHECKING:
    from bihuan.store.rules.wording import Finding

PLACES = ("line", "place", "length")  # where in a batch or in a query
# The command that leads on, by the code, else by the exit code.
NEXT: Mapping[str | int, str] = {
    "E-NO-PERSON": "bihuan person LOGIN --name NAME --party business|technical",
    "E-FROZEN": "bihuan change {no} FIELD=VALUE --reason TEXT --effect TEXT",
    "E-NOT-FROZEN": "bihuan set {no} FIELD=VALUE",
    "E-CHANGE-FIELD": "bihuan set {no} FIELD=VALUE",
    "E-REOPEN-LATE": "bihuan follow {no}",
    "E-WITHDRAW-SIGNED": "bihuan cancel {no} --reason TEXT",
    "E-NO-SUCH-PERSON": "bihuan person",
    "E-AS-UNKNOWN": "bihuan person",
    "E-AS-DEMO": "bihuan demo",
    "E-NOW-DEMO": "bihuan demo",
    "E-ERASE-ACTIVE": "bihuan person LOGIN --active no",
    "E-NO-SETTING": "bihuan config",
    "E-INPUT-PERSON": "bihuan person",
    "E-NO-ACT": "bihuan acts",
    "E-NO-LESSON": "bihuan lessons",
    "E-STORE-MISSING": "bihuan init",
    "E-STORE-EXISTS": "bihuan -C PATH",
    "E-STORE-FULL": "df -h",
    "E-STORE-STRAY": "bihuan verify",
    "E-NO-TERMINAL": "bihuan ls",
    "E-OUTPUT": "df -h",
    "E-STORE-UNWRITABLE": "ls -ld FOLDER",
    "E-PERSON-ROLES": "bihuan hand-over ROLE TO REASON --person LOGIN --all",
    "E-PERSON-OWES": "bihuan hand-over ROLE TO REASON --person LOGIN --all",
    "E-PERSON-DUTY": "bihuan duty department|system NAME ROLE LOGIN",
    "E-NO-VERSION": "bihuan log {no}",
    1: "bihuan check {no}",
    2: "bihuan {verb} --help",
    3: "bihuan ls",
    4: "bihuan show {no}",
    5: "bihuan show {no}",
    6: "bihuan verify PATH",
}


def sentence(code: str, field: str, values: Mapping[str, object], lang: Lang, zone: ZoneInfo) -> str:
    """The sentence of a check or an error, as it goes to a terminal."""
    return shown(sight_in(lang, zone, {}).told(code, field, values))


def told_check(check: Check, lang: Lang, zone: ZoneInfo) -> dict[str, Any]:
    """A check as programs read it."""
    text = sentence(check.code, check.field, dict(check.values), lang, zone)
    told: dict[str, Any] = {"code": check.code, "field": check.field, "severity": check.severity, "text": text}
    if check.overridable:
        told["overridable"] = True
    if check.findings:
        told["findings"] = [told_finding(one, lang) for one in check.findings]
    return told


def told_finding(one: Finding, lang: Lang, theirs: Lang | None = None) -> dict[str, Any]:
    """A finding of the wording check as programs read it; the rewrite speaks the language of the text."""
    theirs = theirs or ("zh" if is_han(one.values["clause"]) else "en")
    return {
        "class": one.cls,
        "start": one.start,
        "end": one.end,
        "text": one.text,
        "why": say(one.why, lang, **one.values),
        "rewrite": say(one.rewrite, theirs, **one.values),
    }


def told_error(error: BihuanError, lang: Lang, zone: ZoneInfo) -> dict[str, Any]:
    """An error as programs read it: code, text, field, checks; of a batch also the line."""
    line = error.values.get("line")
    text = sentence(error.code, error.field, error.values, lang, zone)
    if line is not None and "{line}" not in texts(lang).get(f"error.{error.code}", ""):
        text = say("cli.at_line", lang, line=line, text=text)
    found: dict[str, Any] = {"code": error.code, "text": text, "field": error.field or None}
    if error.code not in {c.code for c in error.checks}:
        found["checks"] = [told_check(c, lang, zone) for c in error.checks]
    else:
        found["checks"] = []
    return found | {n: error.values[n] for n in PLACES if error.values.get(n) is not None}


def in_words(error: BihuanError, lang: Lang, zone: ZoneInfo, verb: str, no: str) -> Iterator[str]:
    """An error as people read it: what is wrong, each check with its field, where and the code, what to do next."""
    told = told_error(error, lang, zone)
    yield say("cli.error", lang, text=told["text"])
    for check in told["checks"]:
        yield from check_lines(check, lang)
    character = say("cli.at_character", lang, place=told["place"]) if "place" in told else ""
    yield "  " + " · ".join(filter(None, ("" if told["checks"] else shown(error.field), character, error.code)))
    following = NEXT.get(error.code) or NEXT.get(error.exit_code, "")
    if "{no}" in following and not no and error.code not in NEXT:
        following = "bihuan ls"
    if following:
        yield say("cli.next", lang, command=following.format(no=shown(no) or "NO", verb=verb).replace("  ", " "))


def check_line(check: Mapping[str, Any], lang: Lang) -> str:
    """A check in a line: whether it blocks, its code, its sentence, the field it points to."""
    mark = "x" if check["severity"] == "blocking" else "!"
    field = f"  ({check['field']})" if check["field"] else ""
    return f"  {mark} {check['code']} {check['text']}{field}"


def check_lines(check: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """A check, and below it how it could be worded."""
    yield check_line(check, lang)
    if rewrite := next((one["rewrite"] for one in check.get("findings", ())), ""):
        yield "  " + shown(say("lint.rewrite", lang, rewrite=rewrite))


def tell(
    error: BihuanError, lang: Lang, zone: ZoneInfo, *, as_json: bool, verb: str = "", no: str = "", kept: str = ""
) -> None:
    """Print an error on standard error.

    Args:
        error: what went wrong.
        lang: the language to say it in.
        zone: for instants.
        as_json: as one JSON document.
        verb: the verb of the command line, for what to do next.
        no: the request it was about.
        kept: the file that keeps what was typed.
    """
    if as_json:
        body = told_error(error, lang, zone) | ({"kept": kept} if kept else {})
        print(json.dumps({"schema": 1, "error": body}, ensure_ascii=False), file=sys.stderr)
        return
    for line in in_words(error, lang, zone, verb, no):
        print(line, file=sys.stderr)
    if kept:
        print(say("cli.kept", lang, path=shown(kept)), file=sys.stderr)
