"""``bihuan show``, ``check``, ``diff``, ``acts``: one request whole, what its gate asks, versions, what can be done."""

from __future__ import annotations

import difflib
import shutil
import sys
from collections.abc import Iterator

import click

from bihuan.store import documents, flat, read
from bihuan.store.acts import describe
from bihuan.store.acts.every import ACTS
from bihuan.store.errors import NotFound
from bihuan.store.file import Store
from bihuan.store.rules.ball import ball
from bihuan.store.rules.difference import around, changed, difference
from bihuan.store.rules.freeze import contents
from bihuan.store.rules.gates import unmet, unmet_ahead
from bihuan.store.rules.planned import Version
from bihuan.store.rules.record import Record
from bihuan.store.rules.retrospective import suggested
from bihuan.store.rules.running import clocks
from bihuan.store.text import has, say, shown
from bihuan.tui.columns import print_table
from bihuan.tui.commands.beside import similar_lines, similar_to_draft
from bihuan.tui.commands.beside import told as told_similar
from bihuan.tui.commands.log import happened, heading
from bihuan.tui.lines import plain
from bihuan.tui.noted import notes
from bihuan.tui.overridden import overrides_told
from bihuan.tui.page import Page
from bihuan.tui.session import Session
from bihuan.tui.sight import Sight, sight_in
from bihuan.tui.standing import due_line, open_clocks
from bihuan.tui.telling import check_lines, told_check
from bihuan.tui.verb import verb

WIDTH_IN_A_PIPE = 100


@verb("show")
@click.argument("no", metavar="NO")
@click.option("--part", type=click.IntRange(1, 9), metavar="1-9")
@click.option("--md", is_flag=True)
def show(here: Session, no: str, part: int | None, md: bool) -> None:
    """Print a request, now or as it was: all of it or one part, as text, Markdown or JSON."""
    store = here.open(wording=True)
    rid = here.find(store, no)
    at = None if here.as_of is None else here.instant(here.as_of, "as-of")
    if here.json:
        here.print_json(request=flat.of_store(store, rid, as_of=at))
        return
    record = read.record(store, rid, history=True) if at is None else read.as_of(store, rid, at)
    if md:
        here.print(documents.render(record, "record", here.lang).rstrip("\n"))
        return
    related = read.related(store, record) if at is None else read.related_as_of(store, record, at)
    for line in laid_out(here, store, record, related, (part,) if part else tuple(range(1, 10)), at or store.now()):
        here.print(shown(line.rstrip()))


def laid_out(
    here: Session, store: Store, record: Record, related: read.Related, parts: tuple[int, ...], now: int
) -> Iterator[str]:
    """The parts one after another, each under its heading, as they stand or stood at an instant."""
    lang = here.lang
    sight = sight_in(lang, store.calendar.info, store.team.people, now, related.names)
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDTH_IN_A_PIPE
    yield sight.title(record)
    holder = say(f"choice.ball.{ball(record, store.calendar, now)}", lang)
    returned = f" · {sight.say('returned')}" if record.request.returned_from else ""
    yield say("cli.standing", lang, status=sight.choice("status", record.request.status) + returned, ball=holder)
    running = clocks(record, store.calendar, now)
    yield from (plain(due_line(sight, record, r)) for r in open_clocks(running, now))
    yield from overrides_told(here, store, record)
    for part in parts:
        yield ""
        yield f"── {part} {say(f'part.{part}', lang)} "
        if part <= 6:
            how = {act: f"bihuan {act} {record.name}" for act in ("replan", "change")}
            noted = notes(sight, store.calendar, record, running, related, how)
            page = Page(sight, record, width, unfolded=Everything(), notes=noted)
            yield from ("".join(span.text for span in line) for line in page.part(part)[0])
        else:
            yield from list(OTHER_PARTS[part](here, store, record, sight)) or (f"  {say('cli.none', lang)}",)


class Everything(frozenset[str]):
    """Every field is unfolded: what is printed is printed whole."""

    def __contains__(self, name: object) -> bool:
        return True


def documents_of(here: Session, store: Store, record: Record, sight: Sight) -> Iterator[str]:
    """The documents and their versions."""
    for d in record.documents:
        name = say(f"document.{d.kind}", here.lang) if has(f"document.{d.kind}", here.lang) else d.kind
        final = d.frozen_at and sight.say("documents.frozen", when=sight.moments.full(d.frozen_at))
        yield f"  {name}  v{d.version}  {final or sight.say('documents.open')}"
    for a in record.attachments:
        yield f"  {a.name}  {a.size} B  {a.hash[:12]}"


def questions_of(here: Session, store: Store, record: Record, sight: Sight) -> Iterator[str]:
    """Questions and answers."""
    for q in record.questions:
        yield f"  {q.n} {sight.short(q.by)} > {sight.addressee(q.to)}  {sight.moments.full(q.at)}"
        yield from (f"    {line}" for line in q.text.split("\n"))
        answered = f"{sight.short(q.answered_by)} {sight.moments.full(q.answered_at)}" if q.answered_at else ""
        yield f"    = {answered}  {q.answer}" if q.answered_at else f"    = {say('cli.unanswered', here.lang)}"


def history_of(here: Session, store: Store, record: Record, sight: Sight) -> Iterator[str]:
    """What happened, oldest first."""
    yield from (f"  {heading(here, store, head)}" for head, _ in happened(here, store, record.request.id, 0))


OTHER_PARTS = {7: documents_of, 8: questions_of, 9: history_of}


# ---- check -------------------------------------------------------------------------------------------------------
@verb("check")
@click.argument("no", metavar="NO")
def check(here: Session, no: str) -> int:
    """List what the next gate still asks; exit 1 when that is anything."""
    store = here.open(wording=True)
    record = read.record(store, here.find(store, no))
    around = read.circumstances(store, record, store.now())
    found = [told_check(c, here.lang, here.zone) for c in unmet(record, around)]
    ahead = [told_check(c, here.lang, here.zone) for c in unmet_ahead(record, around)]
    draft = record.request.step == "draft"
    suggestion = suggested(record, clocks(read.with_history(store, record), store.calendar, store.now()))
    hints = [told_check(suggestion, here.lang, here.zone)] if suggestion else []
    if here.json:
        like = {"similar": [told_similar(one) for one in similar_to_draft(store, record)]} if draft else {}
        also = {"suggested": hints} if hints else {}
        here.print_json(unmet=found, **like, **also, **({"in_one_go": ahead} if ahead else {}))
    elif sys.stdout.isatty():
        for one in found:
            for line in check_lines(one, here.lang):
                here.print(shown(line))
        if ahead:
            here.print(here.say("cli.ahead", n=len(ahead)))
        for line in (
            *(shown(line) for one in ahead for line in check_lines(one, here.lang)),
            *overrides_told(here, store, record),
            *similar_lines(here, store, similar_to_draft(store, record)),
            *(hint["text"] for hint in hints),
        ):
            here.print(line)
        here.tell("cli.unmet" if found else "cli.met", number=record.name, n=len(found))
    else:
        for one in found:
            here.print("\t".join(shown(str(one[n])) for n in ("code", "severity", "field", "text")))
    return 1 if found else 0


# ---- diff --------------------------------------------------------------------------------------------------------
@verb("diff")
@click.argument("no", metavar="NO")
@click.argument("v1", required=False, type=int)
@click.argument("v2", required=False, type=int)
@click.option("--words", "by_words", is_flag=True)
def diff(here: Session, no: str, v1: int | None, v2: int | None, by_words: bool) -> None:
    """Print the difference between two signed versions, or between the last one and what stands there now."""
    store = here.open()
    record = read.record(store, here.find(store, no))
    (old, before), (new, after) = two(record, v1, v2)
    rows = difference(before, after)
    names = (f"{record.name} v{old}", f"{record.name} {here.say('cli.now') if new is None else f'v{new}'}")
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), *names, lineterm="", n=CONTEXT)
    if here.json:
        pieces = [[{"op": p.op, "text": p.text} for p in row] for row in rows if changed(row)]
        here.print_json(old=old, new=new, lines=list(lines), words=pieces)
    elif by_words or sys.stdout.isatty():
        here.print(shown(" > ".join(names)))
        for some in around(rows, CONTEXT):
            here.print("")
            for row in some:
                here.print("".join(MARKED[p.op].format(shown(p.text)) for p in row))
    else:
        for line in lines:
            here.print(shown(line))


CONTEXT = 2
MARKED = {"same": "{}", "gone": "[-{}-]", "came": "{{+{}+}}"}
Numbered = tuple[int | None, str]


def two(record: Record, v1: int | None, v2: int | None) -> tuple[Numbered, Numbered]:
    """The two texts to compare, each with its number; what stands there now, unless it is the last version, has none.

    Raises:
        NotFound: there is no such version.
    """
    numbers = [v.number for v in record.versions]
    last = version(record, numbers[-1] if numbers else None)
    now: Numbered = (None, contents(record))
    moved = now[1] != last.contents
    if v2 is not None:
        end = version(record, v2)
        new: Numbered = (end.number, end.contents)
    else:
        new = now if moved else (last.number, last.contents)
    if v1 is not None:
        old = version(record, v1)
    else:
        old = last if moved or len(numbers) == 1 else version(record, numbers[-2])
    return (old.number, old.contents), new


def version(record: Record, number: int | None) -> Version:
    """A version by its number.

    Raises:
        NotFound: there is none.
    """
    found = next((v for v in record.versions if v.number == number), None)
    if found is None:
        known = tuple(v.number for v in record.versions)
        raise NotFound("E-NO-VERSION", "version", number=number, near=known)
    return found


# ---- acts --------------------------------------------------------------------------------------------------------
@verb("acts")
def acts(here: Session) -> None:
    """List every act with its inputs."""
    if here.json:
        here.print_json(acts=describe())
        return
    rows = []
    for code, act in sorted(ACTS.items()):
        inputs = " ".join(i.name.upper() if i.required else f"[{i.name}]" for i in act.inputs)
        rows.append((code, say(f"act.{code}.label", here.lang), inputs))
    print_table(here, (), rows, 2)
