"""Requests 需求: everything that the person at the keys may see, to be sorted, sifted and opened."""

from __future__ import annotations

from typing import ClassVar

from bihuan.store import read
from bihuan.store.read import ListRow
from bihuan.tui.keys import Place
from bihuan.tui.lines import Line, Role, Span, line
from bihuan.tui.listing import REQUESTS, Name, header, marked, row
from bihuan.tui.screens.main import MainView
from bihuan.tui.widgets.rows import Look

SORTS: tuple[str, ...] = ("due", "number", "status", "title")


class Requests(MainView):
    """All requests, the next due first unless sorted otherwise."""

    name_here: ClassVar[str] = "requests"
    scopes: ClassVar[tuple[Place, ...]] = ("requests", "list", "record", "main", "any")

    def __init__(self) -> None:
        """Make the list."""
        super().__init__(Look(lambda item: item.id, self.words_of, self.sign_of, self.draw))
        self.order = "due"

    def words_of(self, item: ListRow) -> str:
        """Give what the filter searches."""
        words = (item.name, item.title or "", item.department or "")
        return " ".join((*words, self.home.sight().status(item.status), self.home.sight().choice("ball", item.ball)))

    def sign_of(self, item: ListRow) -> Span:
        """Give the sign: paused, late, due today."""
        if item.status == "blocked":
            return Span("=", "paused")
        return Span(*self.home.moments().sign(item.due_at))

    def draw(self, item: ListRow, width: int) -> Line:
        """Draw a row."""
        due, role = self.home.moments().due(item.due_at)
        texts: dict[Name, str] = {
            "number": item.name,
            "title": item.title or self.say("no_title"),
            "status": self.home.sight().status(item.status),
            "ball": self.home.sight().choice("ball", item.ball) if item.ball != "nobody" else "-",
            "department": item.department or "",
            "due": due + (marked(item, self.say) if item.due_at else ""),
        }
        ended = item.status in ("closed", "rejected", "withdrawn")
        status: Role = "muted" if ended else "paused" if item.status == "blocked" else "text"
        roles: dict[Name, Role] = {"number": "accent", "status": status, "ball": "muted", "department": "muted"}
        return row(REQUESTS, width, self.home.lang, texts, {**roles, "due": role})

    def header(self, columns: int) -> Line:
        """Draw the heads of the columns."""
        names = {column.name: self.say(f"column.{column.name}") for column in REQUESTS}
        return header(REQUESTS, columns, self.home.lang, names)

    def heading_line(self) -> tuple[Line, Line]:
        """Count the requests and name the order."""
        spans = [Span(f" {self.say('requests.all', n=len(self.rows.items))}")]
        if self.rows.sought:
            spans.append(Span(f" · /{self.rows.sought} {len(self.rows.order)}", "accent"))
        spans.append(Span(f" · {self.say('requests.sort_' + self.order)}", "muted"))
        return tuple(spans), line(Span(self.home.moments().clock(), "muted"), " ")

    def empty(self) -> tuple[str, ...]:
        """Say that there is no request yet and how to make one."""
        words = "list.no_hit" if self.rows.sought else "requests.empty"
        return self.say(words), f"c {self.say('cmd.new')}"

    def request_here(self) -> int | None:
        """Give the request of the row."""
        item = self.rows.current
        return item.id if isinstance(item, ListRow) else None

    async def reread(self) -> None:
        """Ask for the list again."""
        await self.put(self.sorted(await self.home.link.ask(read.listed)))

    def sorted(self, items: list[ListRow]) -> list[ListRow]:
        """Put the rows in the order chosen; the store's own order is by due time."""
        if self.order == "number":
            return sorted(items, key=lambda item: (item.number is None, item.number or ""), reverse=True)
        if self.order == "status":
            return sorted(items, key=lambda item: self.home.status_rank(item.status))
        if self.order == "title":
            return sorted(items, key=lambda item: item.title or "")
        return items

    async def do_sort(self) -> None:
        """Sort by the next column."""
        self.order = SORTS[(SORTS.index(self.order) + 1) % len(SORTS)]
        await self.reread()
        self.tell(self.say("requests.sort_" + self.order), "muted")
