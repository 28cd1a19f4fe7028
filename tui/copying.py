"""Copying to the person's clipboard: by the terminal itself (OSC 52), and within tmux by tmux too."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

from bihuan.store.rules.field import stored
from bihuan.store.rules.record import CHILDREN, FIELDS, TABLES, Record
from bihuan.tui.mending import Mending
from bihuan.tui.screens.request import RequestPage
from bihuan.tui.sight import rows_of

TMUX_SECONDS = 2


class Copying(Mending):
    """What `y` copies."""

    def put_on_clipboard(self, text: str) -> None:
        """Hand a text to the terminal and, within tmux, to tmux; say what was copied so that it can be selected too."""
        self.copy_to_clipboard(text)
        if "TMUX" in os.environ:
            try:
                subprocess.run(
                    ["tmux", "load-buffer", "-w", "-"], input=text.encode(), check=False, timeout=TMUX_SECONDS
                )
            except (OSError, subprocess.TimeoutExpired):
                self.home.view.tell(self.home.say("tell.copy_failed", text=text), "soon")
                return
        first = text.split("\n")[0]
        self.home.view.tell(self.home.say("tell.copied", text=first), "ok")

    def _record(self) -> Record:
        record = self.home.view.record_here()
        assert record is not None
        return record

    def off_copy(self) -> str:
        """There must be a request."""
        return "" if self.home.view.record_here() is not None else self.home.say("why.no_row")

    off_copy_number = off_copy_title = off_copy_markdown = off_copy_json = off_copy_field = off_copy

    def do_copy_number(self) -> None:
        """Copy the number."""
        self.put_on_clipboard(self._record().name)

    def do_copy_title(self) -> None:
        """Copy number and title."""
        self.put_on_clipboard(self.home.sight().title(self._record()))

    def do_copy_markdown(self) -> None:
        """Copy a summary as Markdown."""
        sight, record = self.home.sight(), self._record()
        rows = [f"**{sight.title(record)}**", ""]
        rows.append(f"- {sight.label('status')}: {self.home.sight().status(record.request.status)}")
        for name in ("type", "priority", "requester", "technical_lead", "expected_launch"):
            if words := sight.value(FIELDS[name], getattr(record.request, name)):
                rows.append(f"- {sight.label(name)}: {words}")
        rows += [f"- {sight.label('goals')} {goal.n}: {sight.row(goal)}" for goal in record.goals]
        self.put_on_clipboard("\n".join(rows))

    def do_copy_json(self) -> None:
        """Copy the whole record as JSON, by the names of the contract."""
        record = self._record()
        told: dict[str, Any] = {name: stored(column, getattr(record.request, name)) for name, column in FIELDS.items()}
        for child in CHILDREN:
            columns = [column for column in TABLES.columns[child.table] if column.name not in ("request", "dropped")]
            told[child.many] = [
                {
                    ("id" if c.name == "n" else c.name): stored(c, getattr(row, c.name))
                    for c in columns
                    if c.name != "id"
                }
                for row in rows_of(record, child.many)
            ]
        self.put_on_clipboard(json.dumps(told, ensure_ascii=False, indent=1))

    def do_copy_field(self) -> None:
        """Copy the text of the field under the cursor."""
        view = self.home.view
        if isinstance(view, RequestPage):
            head, _, number = view.pane.stop.partition(".")
            sight, record = self.home.sight(), view.record
            if head in FIELDS:
                self.put_on_clipboard(sight.value(FIELDS[head], getattr(record.request, head)))
            else:
                rows = [row for row in rows_of(record, head) if not number or str(row.n) == number]
                self.put_on_clipboard("\n".join(sight.row(row) for row in rows))
