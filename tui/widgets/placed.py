"""What every screen and panel of ours shares: it knows the program it belongs to and speaks its language."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.dom import DOMNode

from bihuan.tui.keys import Command, Place

if TYPE_CHECKING:
    from bihuan.tui.app import Bihuan


class Placed(DOMNode):
    """A place where commands are looked up: the nearest one around the focus comes first."""

    scopes: ClassVar[tuple[Place, ...]] = ()

    @property
    def home(self) -> Bihuan:
        """Give the program."""
        return cast("Bihuan", self.app)

    def say(self, code: str, /, **values: object) -> str:
        """Give a text in the language that is on."""
        return self.home.say(code, **values)

    def word(self, command: Command) -> str:
        """Name a command in the footer, in a word."""
        return self.say(f"foot.{command.slot}")

    def relabel(self) -> None:
        """Say everything again, after the language was changed."""
