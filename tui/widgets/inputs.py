"""Inputs one below the other: which one has the focus, and the keys that go through them."""

from __future__ import annotations

from textual import events
from textual.widget import Widget
from textual.widgets import TextArea

from bihuan.store.acts.inputs import Input
from bihuan.tui.external import edit_outside
from bihuan.tui.form import Area
from bihuan.tui.widgets.panel import Panel


class Inputs(Panel):
    """A panel of inputs."""

    def __init__(self) -> None:
        """Begin without any: they are made when the panel is composed."""
        super().__init__()
        self.fields: dict[str, Widget] = {}

    # What a panel of inputs fills in.

    def inputs(self) -> tuple[Input, ...]:
        """Give the inputs to ask for."""
        raise NotImplementedError

    def subject(self) -> str:
        """Name what they are about."""
        raise NotImplementedError

    def do_save(self) -> None:
        """Hand the inputs in."""
        raise NotImplementedError

    # Going through them.

    def here(self) -> Input | None:
        """Give the input that has the focus; none once the form is gone."""
        focused = self.screen.focused if self.is_attached else None
        return next((i for i in self.inputs() if self.fields.get(i.name) is focused), None)

    async def on_key(self, event: events.Key) -> None:
        """Enter goes on to the next input, and from the last one hands in."""
        if event.key != "enter" or isinstance(self.screen.focused, TextArea):
            return
        event.stop()
        event.prevent_default()
        if self.here() is None or self._place() == len(self.fields) - 1:
            self.do_save()
        else:
            self._go(1)

    def do_form_next(self) -> None:
        """Go to the next input."""
        self._go(1)

    def do_form_previous(self) -> None:
        """Go to the input before."""
        self._go(-1)

    def _go(self, by: int) -> None:
        names = list(self.fields)
        self.fields[names[(self._place() + by) % len(names)]].focus()

    def _place(self) -> int:
        """Give the place of the input that has the focus."""
        i = self.here()
        return list(self.fields).index(i.name) if i else 0

    def do_form_down(self) -> None:
        """Go to the input below."""
        self._go(1)

    def do_form_up(self) -> None:
        """Go to the input above."""
        self._go(-1)

    def off_form_down(self) -> str:
        """The last input has none below."""
        return self.say("why.last_input") if self._place() == len(self.fields) - 1 else ""

    def off_form_up(self) -> str:
        """The first input has none above."""
        return "" if self._place() else self.say("why.first_input")

    def jump(self, name: str) -> None:
        """Set the focus on an input that is asked about, or that was refused."""
        one = self.fields.get(name.split(".")[0])
        if one is not None and one.is_attached:
            one.focus()

    # In the person's own editor.

    def do_edit_external(self) -> None:
        """Edit the text under the cursor in $VISUAL or $EDITOR."""
        i = self.here()
        if i is None or not isinstance(area := self.fields[i.name], Area):
            return
        found = edit_outside(self.home, area.text, f"{self.subject()}-{i.name}")
        if found is not None:
            area.text = found

    def off_edit_external(self) -> str:
        """It is for texts of several lines."""
        i = self.here()
        return "" if i is not None and isinstance(self.fields[i.name], Area) else self.say("why.no_text_here")
