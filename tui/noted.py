"""What is worth knowing beside a field or row of the page: held up, disputed, suggested, linked to from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bihuan.store.read import Related
from bihuan.store.rules.freeze import disputed_launch
from bihuan.store.rules.record import Record
from bihuan.store.rules.running import Running
from bihuan.store.rules.workdays import Calendar
from bihuan.tui.closing import suggestion_lines
from bihuan.tui.sight import Sight
from bihuan.tui.standing import held_up


def notes(
    sight: Sight,
    calendar: Calendar,
    record: Record,
    running: Iterable[Running],
    related: Related,
    how: Mapping[str, str],
) -> dict[str, str]:
    """The notes of a record, each by the place it stands at.

    Args:
        sight: the words.
        calendar: the working calendar.
        record: the request.
        running: its clocks.
        related: the requests around it.
        how: the key or command of ``replan``, and of ``change`` for the launch, which is signed.
    """
    every = tuple(running)
    found = dict(held_up(sight, calendar, record, every, how))
    suggestions = (("retrospective", words) for words in suggestion_lines(sight, record, every))
    for place, words in (*disputed(sight, record), *linked_by(sight, related), *suggestions):
        found[place] = " ".join(filter(None, (found.get(place), words)))
    return found


def disputed(sight: Sight, record: Record) -> Iterator[tuple[str, str]]:
    """The launch date, while a later one is asked for and not decided."""
    wanted = disputed_launch(record)
    for m in record.milestones:
        if wanted is not None and m.kind == "launch":
            yield f"milestones.{m.n}", sight.say("due.disputed_by", n=wanted.change, day=sight.moments.day(wanted.on))


def linked_by(sight: Sight, related: Related) -> Iterator[tuple[str, str]]:
    """Which requests link to this one."""
    said = [f"{sight.say(f'linked_by.{x.kind}')} {related.names[x.request]}" for x in related.back]
    if said:
        yield "links", sight.say("list_comma").join(said)
