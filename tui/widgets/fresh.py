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
        return (*super().inputs(), *Form.inputs(self))

    @property
    def own(self) -> frozenset[str]:
        """Give what is asked for beside the new values."""
        return frozenset(one.name for one in self.act.inputs)

    def start(self, i: Input) -> Any:
        """Begin with what is signed, and with what the act takes for granted."""
        return Form.start(self, i) if i.name in self.own else super().start(i)

    def label(self, name: str) -> str:
        """Name the field, or what the act asks for."""
        return self.say(f"{self.about(name)}.label") if name in self.own else super().label(name)

    def about(self, name: str) -> str:
        """Give where the words stand: the act's own inputs have theirs with it."""
        return f"input.change.{name}" if name in self.own else super().about(name)

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
        fields = super().packed({name: value for name, value in given.items() if name not in self.own})
        asked = {name: value for name, value in given.items() if name in self.own and value not in (None, "")}
        return {**fields, **asked}
