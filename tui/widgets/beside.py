"""What stands beside a form while one types: similar requests, the load of the owners; it never has the focus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from textual import work

from bihuan.store.past import Compared
from bihuan.store.rules.record import Record
from bihuan.tui.beside import Beside, asked, beside_lines, overload_words, overloads
from bihuan.tui.lines import Line, Span, line
from bihuan.tui.widgets.painted import Painted
from bihuan.tui.widgets.placed import Placed


class BesideLines(Painted, Placed, can_focus=False):
    """As high as its lines, and gone while there are none."""

    def __init__(self) -> None:
        """Stand beside nothing yet."""
        super().__init__()
        self.found: Beside = ()
        self.estimate: Decimal | None = None
        self.lines: Sequence[Line] = ()
        self.display = False

    @work(group="beside", exclusive=True)
    async def look(
        self, record: Record, name: str, rows: Iterable[Mapping[str, Any]], estimate: Decimal | None
    ) -> None:
        """Ask the store what stands beside the typing of a field or of rows, and show it."""
        ask = asked(record, name, rows)
        if ask is not None:
            self.found, self.estimate = await self.home.link.ask(ask), estimate
            self.relabel()

    def relabel(self) -> None:
        """Write the lines again, an overload with the key that makes it a concern."""
        if not self.is_attached:
            return
        lines = beside_lines(self.home.sight(), self.found, self.estimate, self.screen.size.width)
        if self.overloaded():
            lines.append(line(Span(f"   {self.home.cap_of('overload')} ", "key"), Span(self.say("cmd.overload"))))
        self.lines = lines
        self.display = bool(lines)
        self.styles.height = len(lines)
        self.measured()

    def overloaded(self) -> list[str]:
        """Say which weeks have more than their working days."""
        found = () if isinstance(self.found, Compared) else self.found
        return [overload_words(self.home.sight(), *one) for one in overloads(found)]

    def line_count(self) -> int:
        """Count the lines."""
        return len(self.lines)

    def line_at(self, index: int) -> Line:
        """Give a line."""
        return self.lines[index]
