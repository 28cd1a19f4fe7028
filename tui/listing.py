"""The columns of the lists: how wide each is in either language, and from which width of the screen it is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bihuan.store.read import ListRow, Owed
from bihuan.tui.lines import Line, Role, Span, cells
from bihuan.tui.moments import Say
from bihuan.tui.table import DUE_MARKS

Name = Literal["number", "title", "act", "status", "ball", "department", "due"]
TITLE_MOST = 40


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its width in Chinese and English, and the least width of the list that shows it."""

    name: Name
    zh: int
    en: int
    least: int = 0


NUMBER = Column("number", 8, 8)
TITLE = Column("title", 0, 0)
ACT = Column("act", 4, 7)
STATUS = Column("status", 6, 8, 72)
BALL = Column("ball", 6, 11, 72)
DEPARTMENT = Column("department", 6, 12, 97)
DUE = Column("due", 12, 12)
INBOX = (NUMBER, TITLE, ACT, STATUS, DEPARTMENT, DUE)
REQUESTS = (NUMBER, TITLE, STATUS, BALL, DEPARTMENT, DUE)


def sizes(columns: tuple[Column, ...], width: int, lang: str) -> tuple[tuple[Name, int], ...]:
    """Give each column that is shown its width; the title takes what is left, the due time the rest of the line."""
    shown = [column for column in columns if column.least <= width]
    fixed = {column.name: column.zh if lang == "zh" else column.en for column in shown}
    taken = sum(size + (name != "due") for name, size in fixed.items() if name != "title")
    most = TITLE_MOST if width < 130 else width
    fixed["title"] = max(8, min(most, width - taken - 1))
    return tuple((column.name, fixed[column.name]) for column in shown)


def header(columns: tuple[Column, ...], width: int, lang: str, names: Mapping[Name, str]) -> Line:
    """Draw the heads of the columns, under the three columns of signs."""
    return (
        Span("   ", "muted"),
        *cells(*((names[n], 0 if n == "due" else s, "muted") for n, s in sizes(columns, width - 3, lang))),
    )


def row(
    columns: tuple[Column, ...], width: int, lang: str, texts: Mapping[Name, str], roles: Mapping[Name, Role]
) -> Line:
    """Draw a row; the due time is not padded, so that its colour ends with it."""
    laid = sizes(columns, width, lang)
    return cells(*((texts[name], 0 if name == "due" else size, roles.get(name, "text")) for name, size in laid))


def marked(one: ListRow | Owed, say: Say) -> str:
    """Say behind a due time that it is estimated, or in dispute."""
    return "".join(f" {say(f'lists.{mark}')}" for mark in DUE_MARKS if getattr(one, mark))
