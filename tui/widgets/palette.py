"""The palette: one line for everything: commands, acts, fields, views, requests by number, themes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from typing import ClassVar

from bihuan.store.rules.record import FIELDS, MANY, Record
from bihuan.store.text import has, say
from bihuan.tui.keys import Command
from bihuan.tui.themes import NAMES
from bihuan.tui.widgets.chooser import Chooser, Offer


class Palette(Chooser):
    """Everything that can be done here, by name."""

    prompt: ClassVar[str] = ":"

    def title(self) -> tuple[str, str]:
        """Say what can be typed."""
        return self.say("cmd.palette"), self.say("palette.hint")

    def collect(self) -> Sequence[Offer]:
        """Collect commands, acts, fields, requests, themes, and in a demo the two ways to play."""
        acts = (*self._acts(), *self._acts_of_the_store())
        return (*self._commands(), *acts, *self._fields(), *self._recent(), *self._looks(), *self._demo())

    def _both(self, code: str) -> str:
        """Give a text in both languages, so that either finds it."""
        known = f"tui.{code}" if has(f"tui.{code}", "en") else code
        return " ".join(say(known, lang) for lang in ("zh", "en"))

    def _commands(self) -> Iterator[Offer]:
        view = self.home.view
        for command in view.commands_of(view):
            if command.group in ("move",) or command.id in ("palette", "back"):
                continue
            why = view.why_off(command)
            run = partial(view.run, command)
            code = f"cmd.{command.slot}"
            group = self.say(f"group.{command.group}")
            yield Offer(command.id, group, self.say(code), run, self._both(code), self.home.cap(command.keys[0]), why)

    def _acts(self) -> Iterator[Offer]:
        record = self.home.view.record_here()
        if record is None:
            return
        shown = {command.act for command in self.home.commands}
        for code, act in self.home.acts.items():
            if code in shown or act.declared.about == "store" or act.declared.new or code in ("set", "edit"):
                continue
            yield self._act(code, record, partial(self.home.begin, code, record))

    def _acts_of_the_store(self) -> Iterator[Offer]:
        """People, deputies, duties, days, settings: what a form can ask for."""
        for code, act in self.home.acts.items():
            alone = act.declared.about == "requests" and self.home.view.record_here() is None
            if (alone or act.declared.about == "store") and all(i.kind not in ("file", "fields") for i in act.inputs):
                yield self._act(code, None, partial(self.home.begin_for_store, code))

    def _act(self, code: str, record: Record | None, run: Callable[[], Awaitable[None]]) -> Offer:
        words, also = self.say(f"act.{code}.label"), self._both(f"act.{code}.label") + f" {code}"
        return Offer(f"act {code}", self.say("group.act"), words, run, also, why=self.home.why_not_act(code, record))

    def _fields(self) -> Iterator[Offer]:
        record = self.home.view.record_here()
        if record is None:
            return
        names = [name for name, column in FIELDS.items() if column.f.part and column.f.typed]
        for name in [*names, *(many for many, cls in MANY.items() if cls.edited_by)]:
            run = partial(self.home.show_field, record.request.id, name)
            code = f"many.{name}.label" if name in MANY else f"field.{name}.label"
            yield Offer(f"field {name}", self.say("group.field"), self.say(code), run, self._both(code) + f" {name}")

    def _recent(self) -> Iterator[Offer]:
        for name in self.home.notes.recent():
            yield Offer(f"no {name}", self.say("group.recent"), name, partial(self.home.open_number, name))

    def _looks(self) -> Iterator[Offer]:
        for name in NAMES:
            words = self.say("palette.theme", name=name)
            yield Offer(f"theme {name}", self.say("group.help"), words, partial(self._theme, name), "theme 主题")

    async def _theme(self, name: str) -> None:
        self.home.theme = name

    def _demo(self) -> Iterator[Offer]:
        if not self.home.demo:
            return
        for person in self.home.team.people.values():
            if person.active:
                words = self.say("palette.act_as", who=self.home.sight().person(person.id))
                run: Callable[[], Awaitable[None]] = partial(self.home.act_as, person.login)
                also = f"as {person.login} {self._both('palette.act_as_also')}"
                yield Offer(f"as {person.login}", self.say("demo"), words, run, also)
        for hours, code in ((4, "hours_4"), (24, "day_1"), (72, "days_3"), (24 * 7, "week_1")):
            words = self.say("palette.move_clock", by=self.say(f"palette.{code}"))
            also = f"clock {hours}h {self._both('palette.move_clock_also')}"
            yield Offer(f"clock {hours}", self.say("demo"), words, partial(self.home.move_clock, hours), also)

    async def take_text(self, text: str) -> None:
        """Open a request by its number or the end of it; search for anything else."""
        if not text:
            return
        await self.home.view.close()
        if text.replace("-", "").lstrip("d").isdigit():
            await self.home.open_number(text)
        else:
            await self.home.search(text)

    async def take(self, name: str) -> None:
        """A number typed means the request, whatever else fits."""
        text = self.sought.strip()
        if text.replace("-", "").isdigit():
            await self.take_text(text)
        else:
            await super().take(name)


class Help(Chooser):
    """The keys of the place it was opened from, by group; typing sifts them, Enter runs one."""

    prompt: ClassVar[str] = "?"

    def __init__(self, commands: Sequence[Command]) -> None:
        """List these commands."""
        super().__init__()
        self.commands = commands
        self.add_class("tall")

    def title(self) -> tuple[str, str]:
        """Say that typing sifts."""
        return self.say("help.title"), self.say("help.hint")

    def collect(self) -> Sequence[Offer]:
        """List the commands by group, all their keys with them."""
        view = self.home.view
        groups = list(dict.fromkeys(command.group for command in self.home.commands))
        found = []
        for command in sorted(self.commands, key=lambda command: groups.index(command.group)):
            keys = " ".join(self.home.cap(key) for key in command.keys)
            words = self.say(f"cmd.{command.slot}")
            run = partial(view.run, command)
            group = self.say(f"group.{command.group}")
            found.append(Offer(command.id, group, words, run, command.id, keys, view.why_off(command)))
        return found
