"""Archive 归档: the requests that have ended, and a search over everything that was ever written, as one types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.worker import Worker

from bihuan.store import read, search
from bihuan.store.file import Store
from bihuan.store.read import ListRow
from bihuan.store.rules.steps import ENDS
from bihuan.store.search import Hit
from bihuan.tui.cells import pad
from bihuan.tui.keys import Place
from bihuan.tui.lines import Line, Role, Span, cut_line, line
from bihuan.tui.screens.main import MainView
from bihuan.tui.widgets.finder import Finder
from bihuan.tui.widgets.rows import Look

LIMIT = 200
TITLE, TITLE_NARROW, STATUS = 32, 22, 8
WHOLE, REST = 40, 40  # a title of twenty characters, and what else stands in a row of what has ended


@dataclass(frozen=True, slots=True)
class Result:
    """A line of the archive: a request, and where in it the words stand."""

    row: ListRow
    hit: Hit | None = None

    @property
    def name(self) -> str:
        """Give what people call the request."""
        return self.row.name


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found: how many requests in truth, and the newest of them."""

    total: int
    found: tuple[Result, ...]


def ended(store: Store) -> Results:
    """List the requests that have ended, the last first."""
    rows = read.listed(store, f"status IN {ENDS!r}", order="ORDER BY closed_at DESC, request.id DESC")
    return Results(len(rows), tuple(Result(row) for row in rows))


def sought(store: Store, words: str) -> Results:
    """Search everything that the person may see."""
    found = search.find(store.db.connection(), words, LIMIT, read.seen_by(store, store.me))
    ids = ",".join(str(hit.request) for hit in found.hits)
    rows = {row.id: row for row in read.listed(store, f"request.id IN ({ids})")}
    return Results(found.total, tuple(Result(rows[hit.request], hit) for hit in found.hits))


class Archive(MainView):
    """What has ended; while words are sought, everything that holds them."""

    name_here: ClassVar[str] = "archive"
    scopes: ClassVar[tuple[Place, ...]] = ("archive", "list", "record", "main", "any")

    def __init__(self) -> None:
        """Make the list."""
        super().__init__(Look(lambda item: item.row.id, lambda _item: "", lambda _item: Span(" "), self.draw))
        self.words, self.total = "", 0

    @property
    def title_width(self) -> int:
        """Give the title room for twenty characters; while words are sought less, as those found matter more."""
        if not self.words:
            return max(TITLE_NARROW, min(WHOLE, self.rows.size.width - REST))
        return TITLE if self.rows.size.width >= 96 else TITLE_NARROW

    def draw(self, item: Result, width: int) -> Line:
        """Draw a row: the request, then where the words stand, or when it ended."""
        row = item.row
        role: Role = "muted" if row.status in ENDS else "text"
        head = (
            Span(pad(row.name, 9) + " ", "accent"),
            Span(pad(row.title or self.say("no_title"), self.title_width) + " "),
            Span(pad(self.home.sight().status(row.status), STATUS) + " ", role),
        )
        return cut_line((*head, *(self.snippet(item.hit) if item.hit else self.end_of(row))), width)

    def end_of(self, row: ListRow) -> Line:
        """Say when it ended and whose it was."""
        when = self.home.moments().local(row.closed_at).date().isoformat() if row.closed_at else ""
        return line(Span(f"{pad(when, 10)} {row.department or ''}", "muted"))

    def snippet(self, hit: Hit) -> Line:
        """Print the field and the piece of text, the words found in it marked."""
        label = self.home.sight().label(hit.field)
        spans: list[Span] = [Span(f"{label} ", "muted")] if label else []
        at = 0
        text = hit.snippet.text.replace("\n", " ")
        for start, end in hit.snippet.marks:
            spans += [Span(text[at:start]), Span(text[start:end], "accent")]
            at = end
        return (*spans, Span(text[at:]))

    def header(self, columns: int) -> Line:
        """Draw the heads of the columns."""
        last = self.say("column.hit" if self.words else "column.ended")
        heads = f"{pad(self.say('column.number'), 9)} {pad(self.say('column.title'), self.title_width)} "
        return line(Span(f"   {heads}{pad(self.say('column.status'), STATUS)} {last}", "muted"))

    def heading_line(self) -> tuple[Line, Line]:
        """Count what was found."""
        if self.words:
            words = self.say("archive.found", n=self.total, word=self.words)
        else:
            words = self.say("archive.ended", n=self.total)
        return line(f" {words}"), line(Span(f"/ {self.say('cmd.find_archive')}", "muted"), " ")

    def empty(self) -> tuple[str, ...]:
        """Say that nothing has ended yet, or that nothing holds the words."""
        return (self.say("list.no_hit" if self.words else "archive.empty"),)

    def request_here(self) -> int | None:
        """Give the request of the row."""
        item = self.rows.current
        return item.row.id if isinstance(item, Result) else None

    async def reread(self) -> None:
        """Search again, or list what has ended."""
        words = self.words.strip()
        results = await (self.home.link.ask(sought, words) if words else self.home.link.ask(ended))
        if words == self.words.strip():
            self.total = results.total
            await self.put(list(results.found))

    async def do_find(self) -> None:
        """Open the search line."""
        await self.open(Finder(self.words))

    def seek(self, words: str) -> None:
        """Search as words are typed; only the last ones count."""
        self.words = words
        _: Worker[None] = self.run_worker(self.reread, group="search", exclusive=True)

    async def do_back(self) -> None:
        """Close the search line, then forget what was sought."""
        if not self.panel and self.words:
            self.words = ""
            await self.reread()
            self.tell(self.say("tell.filter_cleared"), "muted")
        else:
            await super().do_back()

    async def search(self, words: str) -> None:
        """Search for words given from elsewhere."""
        self.words = words
        await self.reread()
