"""The main views: a list above or left, a preview of the row under the cursor below or right."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.containers import Container
from textual.timer import Timer
from textual.widget import Widget
from textual.worker import Worker

from bihuan.tui.cells import wrap
from bihuan.tui.keys import Place
from bihuan.tui.lines import Line, Span, line
from bihuan.tui.screens.view import View
from bihuan.tui.widgets.bar import Bar
from bihuan.tui.widgets.finder import Finder
from bihuan.tui.widgets.pane import Pane
from bihuan.tui.widgets.rows import Look, RowList

if TYPE_CHECKING:
    from bihuan.store.rules.record import Record

TABS: tuple[tuple[str, str], ...] = (("1", "inbox"), ("2", "requests"), ("6", "archive"))
WIDE, PREVIEW_LEAST = 120, 24
SHARES = ("half", "off", "whole")


class MainView(View):
    """A list with its preview; the three views differ in what is in the list."""

    name_here: ClassVar[str] = ""
    scopes: ClassVar[tuple[Place, ...]] = ("list", "record", "main", "any")
    AUTO_FOCUS: ClassVar[str | None] = "RowList"

    def __init__(self, look: Look[Any]) -> None:
        """Make list and preview."""
        super().__init__()
        self.columns = Bar(id="columns")
        self.rows: RowList[Any] = RowList(look, id="rows")
        self.preview = Pane(id="preview")
        self.record: Record | None = None
        self.share = "half"
        self.waiting: Timer | None = None

    def body(self) -> Iterable[Widget]:
        """Set list and preview side by side or one above the other; the style sheet decides by the width."""
        yield Container(Container(self.columns, self.rows, id="list"), self.preview, id="lists")

    def walked(self) -> RowList[Any] | Pane:
        """The moving keys walk the list, or the preview while that has the focus."""
        return self.preview if self.focused is self.preview else self.rows

    def focus_body(self) -> None:
        """Set the focus on the list."""
        self.rows.focus()

    def record_here(self) -> Record | None:
        """Give the record of the row under the cursor, once it was read."""
        return self.record if self.record and self.record.request.id == self.request_here() else None

    async def read_ahead(self) -> None:
        """Read the record under the cursor now: the key came before the preview."""
        if self.record_here() is None:
            await self.read_here()

    async def records_here(self) -> tuple[Record, ...]:
        """Give the records of the rows marked, else of the row under the cursor."""
        marked = dict.fromkeys(request for key in self.rows.marked for request in self.about(key))
        if not marked:
            return await super().records_here()
        read = [await self.home.record(request) for request in marked]
        return tuple(record for record in read if record)

    def name_of(self, request: int) -> str:
        """Name a request of the list."""
        names = (item.name for item in self.rows.items if request in self.about(self.rows.look.key(item)))
        return next(names, "")

    # What a view fills in.

    def request_here(self) -> int | None:
        """Give the request of the row under the cursor."""
        raise NotImplementedError

    def header(self, columns: int) -> Line:
        """Draw the heads of the columns."""
        raise NotImplementedError

    def empty(self) -> tuple[str, ...]:
        """Say why the list is empty, then which keys fill it."""
        raise NotImplementedError

    # The frame.

    def tabs_line(self) -> tuple[Line, Line]:
        """Print the tabs with their digits; the one that is open stands in brackets."""
        spans: list[Span] = [Span(f" {self.say('name')} ", "head")]
        for digit, name in TABS:
            label = f"{digit} {self.say('tab.' + name)}"
            count = self.home.owed_count if name == "inbox" else 0
            label += f" {count}" if count else ""
            here = name == self.name_here
            spans.append(Span(f"[{label}]" if here else f" {label} ", "here" if here else "muted", f"go.{name}"))
        return tuple(spans), line(Span(self.home.who_words(self.size.width >= 100)), " ")

    def relabel(self) -> None:
        """Write frame, heads and preview again."""
        super().relabel()
        if self.is_attached:
            self.columns.put(self.header(self.rows.size.width or self.size.width))
            self.rows.refresh()
            self.show_preview()

    def on_resize(self, event: events.Resize) -> None:
        """Put the preview where the width allows it."""
        super().on_resize(event)
        self._arrange()

    def _arrange(self) -> None:
        shown = self.share != "off" and self.size.width >= 80 and self.size.height >= PREVIEW_LEAST
        self.set_class(self.size.width >= WIDE, "wide")
        self.set_class(self.size.width >= 160, "widest")
        self.set_class(not shown, "alone")
        self.set_class(shown and self.share == "whole", "preview-whole")

    def do_preview(self) -> None:
        """Show the preview on half, none or all of the screen."""
        self.share = SHARES[(SHARES.index(self.share) + 1) % len(SHARES)]
        self._arrange()
        if self.share == "whole" and not self.has_class("alone"):
            self.preview.focus()
        else:
            self.rows.focus()
        self.call_after_refresh(self.relabel)

    def off_preview(self) -> str:
        """There is no room for it on a small screen."""
        small = self.size.width < 80 or self.size.height < PREVIEW_LEAST
        return self.say("why.preview_small") if small else ""

    # The row under the cursor.

    def on_row_list_moved(self) -> None:
        """Read the record of the row a moment later, so that a held key is not slowed down."""
        if self.waiting:
            self.waiting.stop()
        self.waiting = self.set_timer(0.05, self._read_here)

    def _read_here(self) -> None:
        _: Worker[None] = self.run_worker(self.read_here, group="preview", exclusive=True)

    async def read_here(self) -> None:
        """Read the record under the cursor and show it."""
        request = self.request_here()
        self.record = None if request is None else await self.home.record(request)
        self.rows.changed.discard(self.rows.current_key)
        self.show_preview()
        self.show_footer()

    def show_preview(self) -> None:
        """Draw the preview."""
        width = self.preview.size.width or self.size.width
        if self.record and self.rows.current is not None:
            self.preview.put(self.home.preview(self.record, width))
        else:
            self.preview.put([] if self.rows.current is not None else self._in_the_middle(self.empty(), width))

    def _in_the_middle(self, texts: Sequence[str], columns: int) -> list[Line]:
        """Lay texts out with a margin and a blank line before each; the first is what is to be read."""
        margin = " " * (12 if columns >= 80 else 3)
        lines: list[Line] = []
        for place, text in enumerate(texts):
            rows = wrap(text, columns - len(margin) - 1)
            lines += [(), *(line(margin, Span(row, "muted" if place else "text")) for row in rows)]
        return lines

    async def put(self, items: list[Any]) -> None:
        """Fill the list."""
        self.rows.put(items)
        self.set_class(not self.rows.order, "empty")
        await self.read_here()
        self.relabel()

    async def changed(self, requests: frozenset[int], who: str) -> None:
        """Read the list again; rows that others changed get `^`, and the cursor stays where it is."""
        await self.reread()
        if who:
            self.rows.changed |= {key for key in map(self.rows.look.key, self.rows.items) if self.about(key) & requests}
            self.rows.refresh()

    def about(self, key: Hashable) -> frozenset[int]:
        """Tell which request a row is about."""
        first = key[0] if isinstance(key, tuple) else key
        return frozenset((first,)) if isinstance(first, int) else frozenset()

    # Finding.

    async def do_find(self) -> None:
        """Open the filter line."""
        await self.open(Finder(self.rows.sought))

    def on_finder_sought(self, message: Finder.Sought) -> None:
        """Take in what stands in the filter line."""
        message.stop()
        self.seek(message.words)

    def seek(self, words: str) -> None:
        """Sift the list by words."""
        self.rows.sift(words)
        self.after_sift()

    def after_sift(self) -> None:
        """Name what was sought, and say so when nothing is left."""
        sought = self.rows.sought
        self.set_class(not self.rows.order, "empty")
        if sought and not self.rows.order:
            last = sought.split()[-1] if sought.split() else sought
            self.tell(self.say("tell.nothing_found", word=last), "soon")
        elif sought:
            self.tell(self.say("tell.found", n=len(self.rows.order), word=sought), "muted")
        self.heading.put(*self.heading_line())
        self.show_preview()

    def do_find_next(self) -> None:
        """Go to the next row of those found."""
        self.rows.move(1)

    def do_find_previous(self) -> None:
        """Go to the row before of those found."""
        self.rows.move(-1)

    async def do_back(self) -> None:
        """Close the panel, then clear marks, then the filter."""
        if self.panel:
            await self.close()
        elif self.rows.clear_marks():
            self.tell(self.say("tell.marks_cleared"), "muted")
        elif self.rows.sought:
            self.rows.sift("")
            self.after_sift()
            self.tell(self.say("tell.filter_cleared"), "muted")
        elif self.focused is self.preview:
            self.rows.focus()
        else:
            self.tell(self.say("tell.at_root", key=self.home.cap("q")), "muted")

    async def do_leave(self) -> None:
        """Quit: a main view is the root."""
        if self.panel:
            await self.close()
        else:
            await self.home.do_quit()

    # Marks.

    def do_mark(self) -> None:
        """Mark the row under the cursor."""
        self.rows.mark()
        self.tell_marks()

    def do_mark_range(self) -> None:
        """Begin or end a range of marks."""
        began = self.rows.range_from is None
        self.rows.mark_through()
        self.tell(self.say("tell.range"), "muted") if began else self.tell_marks()

    def do_mark_down(self) -> None:
        """Mark this row and the next."""
        self.do_mark()

    def do_mark_up(self) -> None:
        """Mark this row and go up."""
        self.rows.mark()
        self.rows.move(-2)
        self.tell_marks()

    def do_mark_all(self) -> None:
        """Mark all rows shown, or none."""
        self.rows.mark_shown()
        self.tell_marks()

    def tell_marks(self) -> None:
        """Say how many rows are marked."""
        self.tell(self.say("tell.marked", n=len(self.rows.marked)), "muted")

    # Going through the tabs.

    async def do_tab_inbox(self) -> None:
        """Go to the inbox."""
        await self.home.go("inbox")

    async def do_tab_requests(self) -> None:
        """Go to the requests."""
        await self.home.go("requests")

    async def do_tab_archive(self) -> None:
        """Go to the archive."""
        await self.home.go("archive")

    async def do_tab_next(self) -> None:
        """Go to the next main view."""
        await self._tab(1)

    async def do_tab_previous(self) -> None:
        """Go to the main view before."""
        await self._tab(-1)

    async def _tab(self, by: int) -> None:
        names = [name for _, name in TABS]
        await self.home.go(names[(names.index(self.name_here) + by) % len(names)])

    # Opening.

    async def do_open(self) -> None:
        """Open the request under the cursor."""
        request = self.request_here()
        if request is not None:
            siblings = tuple(dict.fromkeys(self._requests_shown()))
            await self.home.open_request(request, siblings)

    def _requests_shown(self) -> Iterable[int]:
        for index in self.rows.order:
            yield from self.about(self.rows.look.key(self.rows.items[index]))

    def nothing_here(self) -> str:
        """Tell that there is no row to do it with."""
        return "" if self.rows.current is not None else self.say("why.no_row")

    off_open = off_mark = off_mark_range = off_mark_down = off_mark_up = nothing_here
