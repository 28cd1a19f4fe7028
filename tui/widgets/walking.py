"""The moving keys, once for all places that have something to walk: a list, a page, a menu."""

from __future__ import annotations

from typing import Protocol

from bihuan.tui.widgets.placed import Placed


class Walked(Protocol):
    """Something with a cursor."""

    def move(self, by: int) -> None:
        """Move the cursor by so many steps."""

    def leap(self, screens: float) -> None:
        """Move it by a part of the height."""

    def edge(self, last: bool) -> None:
        """Move it to one of the ends."""


class Walking(Placed):
    """A place whose moving keys walk one widget."""

    def walked(self) -> Walked:
        """Give what is walked."""
        raise NotImplementedError

    def do_move_down(self) -> None:
        """Go one down."""
        self.walked().move(1)

    def do_move_up(self) -> None:
        """Go one up."""
        self.walked().move(-1)

    def do_move_top(self) -> None:
        """Go to the beginning."""
        self.walked().edge(last=False)

    def do_move_bottom(self) -> None:
        """Go to the end."""
        self.walked().edge(last=True)

    def do_move_half_down(self) -> None:
        """Go half a height down."""
        self.walked().leap(0.5)

    def do_move_half_up(self) -> None:
        """Go half a height up."""
        self.walked().leap(-0.5)

    def do_move_page_down(self) -> None:
        """Go a height down."""
        self.walked().leap(1)

    def do_move_page_up(self) -> None:
        """Go a height up."""
        self.walked().leap(-1)
