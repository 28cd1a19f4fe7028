"""The forms that are more than an act's inputs: a new request, and a change request for what is frozen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bihuan.store.acts import asked
from bihuan.store.acts.every import ACTS
from bihuan.store.acts.inputs import Input
from bihuan.store.rules.record import FIELDS, Record
from bihuan.tui.widgets.edit import Edit, Look
from bihuan.tui.widgets.form import Form

FIRST = ("title", "type", "priority", "expected_launch")


class NewForm(Form):
    """One question a line; a draft is kept at once, even an empty one."""

    def __init__(self) -> None:
        """Ask for what a request begins with."""
        super().__init__(ACTS["new"], None)

    def inputs(self) -> tuple[Input, ...]:
        """Ask for four fields; none has to be there yet."""
        return tuple(asked(FIELDS[name]) for name in FIRST)

    def start(self, i: Input) -> Any:
        """Begin empty."""
        return None

    def packed(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Hand the fields in."""
        return {"fields": super().packed(given)}


class ChangeForm(Edit):
    """The new value of a frozen field, the reason, and the effect on schedule and resources."""

    def __init__(self, record: Record, path: str, look: Look) -> None:
        """Ask for a change of a field or a row."""
        super().__init__(record, path, look)
        self.act = ACTS["change"]

    def inputs(self) -> tuple[Input, ...]:
        """Ask for the new value, then why."""
        return (*super().inputs(), *(i for i in self.act.inputs if i.kind != "fields"))

    def start(self, i: Input) -> Any:
        """Begin with what is signed."""
        own = [one.name for one in self.act.inputs]
        return None if i.name in own else super().start(i)

    def title(self) -> tuple[str, str]:
        """Say that this is a change request."""
        left, right = super().title()
        return f"{self.say('act.change.label')} · {left}", right

    @property
    def draft_key(self) -> str:
        """Name the draft by request and path."""
        return f"change {self.subject()} {self.path}"

    def packed(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Hand in the changed values with the reason."""
        own = {one.name for one in self.act.inputs}
        fields = super().packed({name: value for name, value in given.items() if name not in own})
        return {**fields, **{name: value for name, value in given.items() if name in own and value not in (None, "")}}
