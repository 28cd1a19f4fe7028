"""The part of a request's page that edits: a field or row in place, the next one by Tab, rows added and dropped."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from bihuan.store.rules.field import Child
from bihuan.store.rules.freeze import CHANGED_ROWS
from bihuan.store.rules.planned import Goal
from bihuan.store.rules.record import FIELDS, MANY, Record
from bihuan.tui.editing import FILLED_BY, why_not_edit
from bihuan.tui.screens.reader import Reader, laid_out
from bihuan.tui.screens.view import View
from bihuan.tui.sight import row_at, rows_of
from bihuan.tui.widgets.edit import Edit
from bihuan.tui.widgets.fresh import ChangeForm
from bihuan.tui.widgets.pane import Pane


class Edited(View):
    """A page of fields with a cursor on one of them."""

    def __init__(self, record: Record) -> None:
        """Make the page of a record."""
        super().__init__()
        self.record = record
        self.pane = Pane(id="page")
        self.long: frozenset[str] = frozenset()  # the fields of this tab that fold
        self.unfolded: frozenset[str] = frozenset()

    def row_here(self) -> Child | None:
        """Give the row under the cursor."""
        return row_at(self.record, self.pane.stop)

    # Documents are read where one stands.

    def do_tab_open(self) -> None:
        """Read the document under the cursor on a screen of its own."""
        number = self.pane.stop.partition(".")[2]
        document = next(one for one in self.record.documents if str(one.n) == number)
        title = f"{self.record.name} · {self.say(f'document.{document.kind}')} v{document.version}"
        self.home.push_screen(Reader(title, partial(laid_out, document.body), self.record))

    def off_tab_open(self) -> str:
        """There must be a document."""
        return "" if self.pane.stop.startswith("documents.") else self.say("why.no_document")

    # Folding and editing.

    def do_page_fold(self) -> None:
        """Fold a long text, or unfold it."""
        self.unfolded ^= {self.pane.stop}
        self.relabel()

    def off_page_fold(self) -> str:
        """Only a long text folds."""
        return "" if self.pane.stop in self.long else self.say("why.not_long")

    async def do_page_field(self) -> None:
        """Edit the field, begin the act that fills it, read the document, or unfold a text that cannot be edited."""
        act = self._filler()
        if not self.off_tab_open():
            self.do_tab_open()
        elif act:
            await self.home.begin(act, self.record)
        elif not (reason := self.off_edit()):
            await self.do_edit()
        elif self.off_page_fold():
            self.tell(reason, "soon")
        else:
            self.do_page_fold()

    def _filler(self) -> str:
        """Give the act that fills what is under the cursor, while it is empty or cannot be typed into."""
        head = self.pane.stop.split(".")[0]
        act = FILLED_BY.get(head, "")
        empty = head in MANY and not rows_of(self.record, head)
        here = act and (empty or self.off_edit()) and not self.home.why_not_act(act, self.record)
        return act if here else ""

    async def do_edit(self) -> None:
        """Open the field or row under the cursor for editing."""
        await self.edit(self.pane.stop)

    async def edit(self, path: str, preset: Mapping[str, Any] | None = None) -> None:
        """Open a field, a row, or a new row where a table is empty; in a new row some columns may be filled in."""
        if path in MANY:
            row = row_at(self.record, path)
            path = f"{path}.{row.n}" if row else f"{path}+"
        await self.open(Edit(self.record, path, self.home.look(self.record), preset, self.edit_next))

    async def edit_next(self, path: str, by: int) -> None:
        """Open the next field of this tab that can be edited, or the one before; at the end go back to the page."""
        stops = list(self.pane.stops)
        head = path.removesuffix("+").split(".")[0]
        own = [stop for stop in stops if stop == path] or [stop for stop in stops if stop.split(".")[0] == head]
        if not own:  # another tab is seen by now
            await self.close()
            return
        at = stops.index(own[-1 if path.endswith("+") else 0])  # a table's first row stands at the table's own stop
        for stop in stops[at + 1 :] if by > 0 else reversed(stops[:at]):
            self.pane.go(stop)
            if not self.off_edit():
                await self.do_edit()
                return
        await self.close()

    async def do_change(self) -> None:
        """Ask for a change of the frozen field under the cursor."""
        head, row = self.pane.stop.split(".")[0], self.row_here()
        path = f"{head}.{row.n}" if row else f"{head}+" if head in MANY else head
        await self.open(ChangeForm(self.record, path, self.home.look(self.record)))

    def off_change(self) -> str:
        """Only what is frozen needs a change request."""
        head = self.pane.stop.split(".")[0]
        known = FIELDS.get(head)
        freezes = head in CHANGED_ROWS or bool(known and known.f.frozen)
        return "" if freezes else self.say("why.never_frozen")

    async def do_row_add(self) -> None:
        """Add a row to the table under the cursor."""
        await self.open(Edit(self.record, self.pane.stop.split(".")[0] + "+", self.home.look(self.record)))

    def off_row_add(self) -> str:
        """Only tables have rows, and only some are typed."""
        head = self.pane.stop.split(".")[0]
        if head not in MANY:
            return self.say("why.no_table")
        return "" if MANY[head].edited_by else self.say("why.not_typed")

    def do_row_drop(self) -> None:
        """Drop the row under the cursor; its number is never used again, and undo brings it back."""
        row = self.row_here()
        assert row is not None, "off_row_drop says so"
        data = {"fields": {f"{self.pane.stop.split('.')[0]}.{row.n}": ""}}
        self.home.run_worker(self.home.do_act("edit", self.record.request.id, data), group="act")

    def off_row_drop(self) -> str:
        """There must be a row."""
        return self.off_row_add() or ("" if self.row_here() else self.say("why.no_row"))

    def off_edit(self) -> str:
        """Say why the field under the cursor is not edited."""
        if not self.pane.stop:
            return self.say("why.nothing_to_edit")
        head = self.pane.stop.split(".")[0]
        known = FIELDS.get(head)
        typed = bool(MANY[head].edited_by) if head in MANY else bool(known and known.f.typed)
        if not typed:
            return self.say("why.not_typed")
        if reason := self.home.why_not_act("edit", self.record):
            return reason
        refusal = why_not_edit(self.record, self.home.me, head)
        return self.home.sight().told(refusal[0], head, refusal[1]) if refusal else ""

    off_edit_external = off_edit

    async def do_edit_external(self) -> None:
        """Edit the text under the cursor in $VISUAL or $EDITOR, then look at it in the form before it is handed in."""
        await self.do_edit()
        if isinstance(self.panel, Edit) and not self.panel.off_edit_external():
            self.panel.do_edit_external()

    async def do_rewrite(self) -> None:
        """Open the field with the next finding and put the rewrite into it."""
        await self.do_finding_next()
        await self.do_edit()
        if isinstance(self.panel, Edit) and not self.panel.off_rewrite():
            self.panel.do_rewrite()

    async def do_finding_next(self) -> None:
        """Go to the next field whose wording lacks something."""
        faulty = self.faulty()
        names = list(self.pane.stops)
        here = names.index(self.pane.stop) if self.pane.stop in names else -1
        after = [name for name in faulty if name in names and names.index(name) > here]
        self.pane.go((after or faulty)[0])

    def faulty(self) -> list[str]:
        """List the fields and rows of this tab with a finding of wording."""
        return [stop for stop in self.pane.stops if self.home.findings_at(self.record, stop)]

    def off_finding_next(self) -> str:
        """There must be one on this tab."""
        return "" if self.faulty() else self.say("why.no_finding")

    off_rewrite = off_finding_next

    def do_describe(self) -> None:
        """Move the goal under the cursor to the functional description."""
        row = self.row_here()
        assert row is not None, "off_describe says so"
        self.home.run_worker(self.home.describe(self.record, row.n), group="act")

    def off_describe(self) -> str:
        """The cursor must stand on a goal that may be edited."""
        return self.off_edit() if isinstance(self.row_here(), Goal) else self.say("why.not_a_goal")
