"""What stands at the right of an input's hint: how much was typed, which day is meant, how one chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

from bihuan.store.acts.inputs import Input
from bihuan.store.rules.checks import graphemes, title_limit
from bihuan.store.rules.workdays import works_on
from bihuan.tui.form import text_of
from bihuan.tui.lines import Line, Span, line
from bihuan.tui.widgets.choice import Choice

if TYPE_CHECKING:
    from bihuan.tui.app import Bihuan


def counted(home: Bihuan, i: Input, one: Widget, about: str) -> Line:
    """Count a title's characters, or those of a long text; say which day is meant, or how one chooses.

    ``about`` is where the words about the input stand: only a request's own title has a limit.
    """
    if isinstance(one, Choice):
        return line(Span(f"{home.say('choose_hint', n=len(one.options))} ", "muted"))
    text = text_of(one)
    if i.kind == "day":
        return day_meant(home, text)
    if i.name == "title" and about == "field.title":
        sample = text or ("名" if home.lang == "zh" else "")
        used, most = graphemes(text), title_limit(sample, home.team.numbers)
        return line(Span(f"{used}/{most} ", "late" if used > most else "muted"))
    return line(Span(f"{len(text)} ", "muted")) if i.kind == "markdown" else ()


def day_meant(home: Bihuan, text: str) -> Line:
    """Say which day is meant by what was typed, and when nobody works on it."""
    moments = home.moments()
    found = moments.read_day(text)
    if found is None:
        return ()
    off = not works_on(home.calendar, found)
    return line(Span(f"= {moments.day(found)} "), Span(f"{home.say('day_off')} " if off else "", "soon"))
