"""Every act as a verb, made from its declaration: ``bihuan VERB NO [inputs in order] [--input VALUE]``.

Required inputs may stand in their order behind the number or be given as options; fields are ``FIELD=VALUE``; ``-``
reads standard input; rows are JSON.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from bihuan.store import flat, read
from bihuan.store.acts import Act, entitled
from bihuan.store.acts.batch import person
from bihuan.store.acts.every import ACTS
from bihuan.store.acts.inputs import FALSE, TRUE, Input, parsed
from bihuan.store.errors import BadInput, NotFound
from bihuan.store.file import Proof, Store
from bihuan.store.rules.record import Party, Person, Record
from bihuan.tui.closing import told_first
from bihuan.tui.commands.beside import SUBMITTING, full_lines, full_weeks, similar_lines, similar_to_draft, told_full
from bihuan.tui.commands.beside import told as told_similar
from bihuan.tui.commands.typed import FIELD_VALUE, gathered
from bihuan.tui.outcome import outcome
from bihuan.tui.overridden import SHOWN_BEFORE, overrides_told
from bihuan.tui.session import Session
from bihuan.tui.verb import Worded, session_of

ALIASES = {("judge", "measured"): "value", ("person", "phone"): "telephone", ("hand-over", "every"): "all"}
# The rows that later acts name by their number: it is printed behind the status.
NUMBERED = {
    "ask": "questions",
    "issue": "issues",
    "concern": "concerns",
    "respond": "alternatives",
    "deviation": "deviations",
    "change": "changes",
    "cancel": "proposals",
    "defer": "proposals",
    "reopen": "proposals",
    "disclose": "proposals",
    "attach": "attachments",
    "lesson": "lessons",
    "retro": "retrospective",
}
# How a value of a kind is written, as the help shows it; any other kind is text.
WRITTEN = {
    "bool": "yes|no",
    "day": "DATE",
    "int": "N",
    "row": "N",
    "decimal": "DAYS",
    "person": "LOGIN",
    "people": "LOGIN,…",
    "request": "NO",
    "requests": "NO,…",
    "words": "TEXT,…",
    "rows": "JSON",
    "file": "FILE",
    "fields": "FIELD=VALUE",
    "reasons": "CODE=TEXT",
}
LAST_OWN = """
SELECT about FROM entry WHERE about LIKE 'request/%' AND (body ->> 'by') = ? ORDER BY seq DESC LIMIT 1
"""


class ActVerb(Worded):
    """The command of an act."""

    def __init__(self, act: Act[Any]) -> None:
        names = {i.name for i in act.inputs}
        options = [input_option(act.code, i, names) for i in act.inputs]
        words = click.Argument(["given"], nargs=-1, type=click.UNPROCESSED)
        super().__init__(act.code, params=[words, *options, *told_options(act)], callback=self.run)
        self.act = act

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The number, then the required inputs in their order."""
        names = [i.name.upper() for i in self.act.inputs if i.required and i.kind != "fields"]
        number = {"request": ["NO"], "requests": ["[NO]"]}.get(self.act.declared.about, [])
        fields = ["FIELD=VALUE…"] if any(i.kind == "fields" for i in self.act.inputs) else []
        return ["[OPTIONS]", *([] if self.act.declared.new else number), *names, *fields]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """A yes or no may stand alone, with its value, or as ``--no-…``."""
        flags = {i.name for i in self.act.inputs if i.kind == "bool"}
        return super().parse_args(
            ctx, spelt(args, flags | {ALIASES.get((self.act.code, name), name) for name in flags})
        )

    @staticmethod
    @click.pass_context
    def run(ctx: click.Context, /, given: tuple[str, ...], **options: Any) -> None:
        """Do the act."""
        assert isinstance(ctx.command, ActVerb)
        do(session_of(ctx), ctx.command.act, given, options)


def command_of(code: str) -> click.Command | None:
    """The command of an act; None when there is no such act."""
    act = ACTS.get(code)
    return None if act is None else ActVerb(act)


def about_request(act: Act[Any], options: Mapping[str, Any]) -> bool:
    """The act is about a request that is there already; where it may be about several, these are not told instead."""
    several = act.declared.about == "requests" and not options.get("requests") and not options.get("every")
    return several or (act.declared.about == "request" and not act.declared.new)


def input_option(code: str, i: Input, taken: Collection[str]) -> click.Option:
    """An input as an option, with dashes or underscores; reasons at a gate also as ``--reason`` where that is free."""
    names = {i.name, i.name.replace("_", "-")}
    if (code, i.name) in ALIASES:
        names.add(ALIASES[code, i.name])
    if i.kind == "reasons" and "reason" not in taken:
        names.add("reason")
    opts = [*(f"--{n}" for n in sorted(names, reverse=True)), i.name]
    return click.Option(opts, multiple=True, metavar=written(i.kind, i.choices))


def written(kind: str, choices: Sequence[str]) -> str:
    """What stands for a value in the help: its choices, else how a value of its kind is written."""
    return "|".join(choices) or WRITTEN.get(kind, "TEXT")


def spelt(args: Sequence[str], flags: set[str]) -> list[str]:
    """Write ``--full``, ``--no-full`` and ``--full no`` as one word with its value."""
    found: list[str] = []
    waiting = False
    for word in args:
        if waiting:
            waiting = False
            if word.strip().lower() in TRUE | FALSE:
                found[-1] = f"{found[-1].partition('=')[0]}={word}"
                continue
        name = word.removeprefix("--").replace("-", "_") if word.startswith("--") else ""
        if name in flags:
            found.append(f"--{name}=yes")
            waiting = True
        elif name.removeprefix("no_") in flags:
            found.append(f"--{name.removeprefix('no_')}=no")
        else:
            found.append(word)
    return found


def told_options(act: Act[Any]) -> list[click.Option]:
    """Who and when, for those who may say so, and how that person's word came."""
    names = {"at": "INSTANT", "by": "LOGIN", "proof": "ATTACHMENT", "channel": "TEXT"}
    taken = {i.name for i in act.inputs}
    return [click.Option([f"--{n}", f"{n}_told"], metavar=m) for n, m in names.items() if n not in taken]


@dataclass(frozen=True, slots=True)
class Told:
    """By whom and when an act is said to be, and its proof: an attachment's number and the channel."""

    at: int | None
    by: Person | None
    proof: Proof | None

    @classmethod
    def of(cls, here: Session, store: Store, options: Mapping[str, Any]) -> Told:
        """Read the options.

        Raises:
            NotFound: nobody of that login.
            BadInput: no instant, or no number.
        """
        at, by, proof = (options.get(f"{n}_told") for n in ("at", "by", "proof"))
        channel = options.get("channel_told") or next(iter(options.get("channel") or ()), "")
        if proof is not None and not (proof.isascii() and proof.isdigit() and len(proof) < 16):
            raise BadInput("E-INPUT-ROW", "proof", (), name="proof", value=proof)
        return cls(
            None if at is None else here.instant(at, "at"),
            None if by is None else person(store, by),
            Proof(str(channel), None if proof is None else int(proof)) if proof is not None or channel else None,
        )


# ---- doing -------------------------------------------------------------------------------------------------------
def do(here: Session, act: Act[Any], given: Sequence[str], options: Mapping[str, Any]) -> None:
    """Do an act as the command line says, and print what came of it."""
    store = here.open(write=True)
    told = Told.of(here, store, options)
    words = list(given)
    # Only who may act for anybody looks for the request in another's name.
    free = store.team.demo or (store.me is not None and store.me.keeper)
    rid = request_of(here, store, act, words, told.by if free else None) if about_request(act, options) else None
    entitled(store, act.code, rid, told.at, told.by, told.proof)
    inputs = parsed(store, act.inputs, gathered(act, words, options))
    before = None if rid is None else read.record(store, rid)
    if before is not None and not (here.quiet or here.json):
        for line in said_before(here, store, act.code, before, told.by.party if told.by else None):
            print(line, file=sys.stderr)
    record = act.told(store, rid, told.at, told.by, told.proof, **inputs)
    done(here, store, act.code, record, before)


def said_before(here: Session, store: Store, code: str, record: Record, party: Party | None) -> Iterator[str]:
    """What a person is shown before an act: overrides, requests like the one submitted, remainders, suggestions."""
    if code in SHOWN_BEFORE:
        yield from overrides_told(here, store, record, party)
    if code in SUBMITTING:
        yield from similar_lines(here, store, similar_to_draft(store, record))
    yield from told_first(here, store, code, record)


def request_of(here: Session, store: Store, act: Act[Any], words: list[str], who: Person | None) -> int:
    """The request that the first word names; `undo` alone takes one's own last one.

    Raises:
        BadInput: none is named.
        NotFound: there is none that the person may see.
    """
    if words and not FIELD_VALUE.fullmatch(words[0]):
        return here.find(store, words.pop(0), who)
    if act.code != "undo":
        raise BadInput("E-USAGE-MISSING", "request", (), name="NO")
    me = who or store.me
    about = store.one(LAST_OWN, me.id if me else 0)
    if about is None:
        raise NotFound("E-NOTHING-TO-UNDO")
    return int(str(about).removeprefix("request/"))


# ---- what came of it ---------------------------------------------------------------------------------------------
def done(here: Session, store: Store, code: str, record: Record | None, before: Record | None = None) -> None:
    """Print what came of an act: its sentence on a terminal, number and status in a pipe, the request as JSON.

    Args:
        here: the call.
        store: its store.
        code: the act.
        record: the request as it was left.
        before: as it was before, where there was one.
    """
    about = record if record is not None and ACTS[code].declared.about != "store" else None
    if ACTS[code].declared.about == "requests" and len(store.touched) > 1:
        done_on_several(here, store, code)
        return
    full = full_weeks(store, before, about) if before is not None and about is not None else None
    if here.json:
        body: dict[str, Any] = {"act": code} if about is None else {"request": flat.of_store(store, about.request.id)}
        if before is not None and code in SUBMITTING and before.request.step == "draft":
            body["similar"] = [told_similar(one) for one in similar_to_draft(store, before)]
        here.print_json(**body | ({} if full is None else {"overload": told_full(store, full)}))
        return
    if about is not None and full and not here.quiet:
        for line in full_lines(here, store, about, full):
            print(line, file=sys.stderr)
    words = outcome(here.say, code, about, about.name, before) if about else here.say(f"act.{code}.done")
    if sys.stdout.isatty():
        here.print(words)
        return
    if about is not None:
        here.print("\t".join((about.name, about.request.status, *numbered(code, about))))
    if not here.quiet:
        print(words, file=sys.stderr)


def done_on_several(here: Session, store: Store, code: str) -> None:
    """Print what came of an act on several requests: its sentence once, number and status of each in a pipe."""
    records = [read.record(store, rid) for rid in store.touched]
    if here.json:
        here.print_json(requests=[flat.of_store(store, r.request.id) for r in records])
        return
    words = here.say(f"act.{code}.done", number=here.say("tui.list_comma").join(r.name for r in records))
    if sys.stdout.isatty():
        here.print(words)
        return
    for r in records:
        here.print(f"{r.name}\t{r.request.status}")
    if not here.quiet:
        print(words, file=sys.stderr)


def numbered(code: str, record: Record) -> tuple[str, ...]:
    """The number of the row that the act made, where later acts name it."""
    rows = getattr(record, NUMBERED[code]) if code in NUMBERED else ()
    return (str(rows[-1].n),) if rows else ()
