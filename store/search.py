"""Full-text search: a derived index beside the record, never in the ledger, that can be made anew from the requests.

Two tables: `search_words` (FTS5 without contents, see `rules.grams`) says which requests hold a term, or for a few odd
terms which may; `search_text` keeps each request's texts, packed, for the second look and for snippets.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import apsw

from bihuan.store.rules.grams import Phrase, grams, phrase
from bihuan.store.rules.terms import Snippet, Term, fold, matches, snippet, terms

# All ASCII punctuation belongs to tokens: `grams` has parted them by spaces.
_MARKS = "!\"\"#$%&''''()*+,-./:;<=>?@[\\]^_`{|}~"
DDL = f"""
CREATE TABLE search_text(request INTEGER PRIMARY KEY, at INTEGER NOT NULL, packed BLOB NOT NULL) STRICT;
CREATE INDEX search_text_at ON search_text(at, request);
CREATE VIRTUAL TABLE search_words USING fts5(tokens, content='', contentless_delete=1,
    tokenize="ascii tokenchars '{_MARKS}'");
"""

MOST_WORDS = 40  # so many decide what is alike

_written = json.JSONEncoder(ensure_ascii=False).encode

Condition = tuple[str, Sequence[Any]]
EVERYONE: Condition = ("1", ())


@dataclass(frozen=True, slots=True)
class Hit:
    """One request that was found: the field in which, and the piece of its text."""

    request: int
    field: str
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class Found:
    """How many requests there are in truth, and the newest of them."""

    total: int
    hits: tuple[Hit, ...]


def _packed(fields: Mapping[str, str]) -> bytes:
    kept = {name: text for name, text in fields.items() if text}
    return zlib.compress(_written(kept).encode(), 1)


def _cut(fields: Mapping[str, str]) -> str:
    return grams(_folded({name: text for name, text in fields.items() if text}))


def index(conn: apsw.Connection, request: int, at: int, texts: Mapping[str, str]) -> None:
    """Bring the index to what a request now says; nothing is written twice.

    Args:
        conn: the store's connection.
        request: its id.
        at: orders hits, the newest first.
        texts: field → text, in the order in which a hit is shown.
    """
    packed = _packed(texts)
    was = conn.execute("SELECT at, packed FROM search_text WHERE request = ?", (request,)).fetchone() or (None, None)
    if was == (at, packed):
        return
    if was[0] == at:
        conn.execute("UPDATE search_text SET packed = ? WHERE request = ?", (packed, request))
    else:
        conn.execute("INSERT OR REPLACE INTO search_text(request, at, packed) VALUES (?, ?, ?)", (request, at, packed))
    if was[1] != packed:
        conn.execute("INSERT OR REPLACE INTO search_words(rowid, tokens) VALUES (?, ?)", (request, _cut(texts)))


def forget(conn: apsw.Connection, request: int) -> None:
    """Take a request out of the index."""
    conn.execute("DELETE FROM search_words WHERE rowid = ?", (request,))
    conn.execute("DELETE FROM search_text WHERE request = ?", (request,))


def find(conn: apsw.Connection, query: str, limit: int, seen: Condition = EVERYONE) -> Found:
    """Find the requests that a query means, among those for which the condition `seen` on `request` holds."""
    wanted, found = terms(query), holding(conn, query, seen)
    return Found(len(found), tuple(_hit(n, _fields(conn, n), wanted) for n in found[:limit]))


def holding(conn: apsw.Connection, query: str, seen: Condition = EVERYONE) -> list[int]:
    """The requests that a query means, the newest first; nothing is sought when it holds no word."""
    return list(_holding(conn, wanted, seen)) if (wanted := terms(query)) else []


def alike(conn: apsw.Connection, words: Iterable[str], limit: int) -> list[int]:
    """The requests that hold most of some tokens of `grams`, rare ones before common ones, the likest first."""
    sought = " OR ".join(_quoted_word(w) for w in islice(dict.fromkeys(words), MOST_WORDS))
    if not sought:
        return []
    # By rank alone: with a condition beside it the index would be asked once for every request.
    found = conn.execute(
        "SELECT rowid FROM search_words WHERE search_words MATCH ? ORDER BY rank LIMIT ?", (sought, limit)
    )
    return [n for (n,) in found]


def _holding(conn: apsw.Connection, wanted: Sequence[Term], seen: Condition) -> Iterator[int]:
    """Yield the requests as the terms want them, newest first; where the index is not exact, the text decides."""
    phrases = [(t, phrase(t)) for t in wanted]
    doubtful = [t for t, p in phrases if not p.exact]
    for n in _candidates(conn, phrases, seen):
        folded = _folded(_fields(conn, n)) if doubtful else ""
        if all(matches(t, folded) for t in doubtful):
            yield n


def _candidates(conn: apsw.Connection, phrases: Sequence[tuple[Term, Phrase]], seen: Condition) -> list[int]:
    """Ask the index, newest first. Only an exact phrase can exclude."""
    must = " AND ".join(_quoted(p) for t, p in phrases if p.tokens and not t.negated)
    never = " OR ".join(_quoted(p) for t, p in phrases if p.exact and t.negated)
    where, args = [seen[0]], list(seen[1])
    tables = "search_text JOIN request ON request.id = search_text.request"
    if must:
        tables += " JOIN search_words ON search_words.rowid = request.id"
        where.append("search_words MATCH ?")
        args.append(must)
    if never:
        where.append("request.id NOT IN (SELECT rowid FROM search_words WHERE search_words MATCH ?)")
        args.append(never)
    found = conn.execute(
        f"SELECT request.id FROM {tables} WHERE {' AND '.join(where)} ORDER BY search_text.at DESC, request.id DESC",
        args,
    )
    return [n for (n,) in found]


def _quoted(p: Phrase) -> str:
    return _quoted_word(" ".join(p.tokens)) + (" *" if p.prefix else "")


def _quoted_word(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _fields(conn: apsw.Connection, request: int) -> dict[str, str]:
    packed: bytes = conn.execute("SELECT packed FROM search_text WHERE request = ?", (request,)).get
    fields: dict[str, str] = json.loads(zlib.decompress(packed))
    return fields


def _folded(fields: Mapping[str, str]) -> str:
    """One text in normal form; a line feed parts fields, so that no term reaches from one into the next."""
    return "\n".join(map(fold, fields.values()))


def _hit(request: int, fields: Mapping[str, str], wanted: Sequence[Term]) -> Hit:
    """Show the field that holds most of the terms, the first one where several do."""
    sought = [t for t in wanted if not t.negated]
    folded = {name: fold(text) for name, text in fields.items()}
    best = max(folded, key=lambda name: sum(matches(t, folded[name]) for t in sought), default="")
    return Hit(request, best, snippet(fields.get(best, ""), folded.get(best, ""), wanted))
