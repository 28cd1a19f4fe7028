"""``bihuan search WORDS``: one hit a request, newest first, with the piece of text it was found in."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from bihuan.store import read
from bihuan.store.errors import BadInput
from bihuan.store.file import Store
from bihuan.store.rules.terms import Snippet, terms
from bihuan.store.search import Hit, find
from bihuan.store.text import catalog, shown
from bihuan.store.text.places import place
from bihuan.tui.session import Session
from bihuan.tui.verb import query_words, verb

NAMED = "SELECT number, source, source_id, title FROM request WHERE id = ?"
LIMIT = 50
BOLD, PLAIN = "\x1b[1m", "\x1b[22m"


@query_words
@verb("search")
@click.argument("words", nargs=-1)
@click.option("--limit", type=click.IntRange(min=0), default=LIMIT)
def search(here: Session, words: tuple[str, ...], limit: int) -> int:
    """Search every text that the person may see."""
    query = " ".join(words)
    if not terms(query):
        raise BadInput("E-SEARCH-EMPTY", "words")
    store = here.open()
    found = find(store.db.connection(), query, limit, read.seen_by(store, store.me))
    hits = [told(store, hit) for hit in found.hits]
    if here.json:
        here.print_json(total=found.total, hits=hits)
        return 0
    for line, hit in zip(hits, found.hits, strict=True):
        here.print(in_words(here, line, hit) if sys.stdout.isatty() else in_tabs(line))
    if not found.total:
        here.tell("search.none", words=query)
    else:
        whole = found.total == len(hits)
        here.tell("search.all" if whole else "search.total", total=found.total, shown=len(hits))
    return 0


def told(store: Store, hit: Hit) -> dict[str, Any]:
    """A hit as programs read it; `marks` are the places of the terms in the snippet."""
    number, source, source_id, title = store.sql(NAMED, (hit.request,)).fetchone()
    named = {"number": number, "id": f"d{hit.request}", "source": source, "source_id": source_id, "title": title}
    return named | {
        "field": hit.field,
        "snippet": hit.snippet.text,
        "marks": [list(span) for span in hit.snippet.marks],
    }


def in_tabs(line: dict[str, Any]) -> str:
    """A hit for a pipe."""
    cells = (line["number"] or line["id"], line["title"], line["field"], line["snippet"])
    return "\t".join(shown(" ".join((cell or "").split())) for cell in cells)


def in_words(here: Session, line: dict[str, Any], hit: Hit) -> str:
    """A hit for a person: what it is called, then where the words stand."""
    name = f"{line['number'] or line['id']}  {shown(' '.join((line['title'] or '').split()))}"
    return f"{name}\n    {place(hit.field, catalog(here.lang).get)}: {marked(hit.snippet)}"


def marked(snippet: Snippet) -> str:
    """A snippet with its terms in bold, unless colour is unwanted."""
    bold, plain = ("", "") if os.environ.get("NO_COLOR") else (BOLD, PLAIN)
    parts, at = [], 0
    for start, end in snippet.marks:
        parts += [shown(snippet.text[at:start]), bold, shown(snippet.text[start:end]), plain]
        at = end
    return "".join((*parts, shown(snippet.text[at:])))
