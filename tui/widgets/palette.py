"""The palette: one line for everything: commands, acts, fields, views, requests by number, themes."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from typing import ClassVar
from unicodedata import normalize

from bihuan.store.rules.record import FIELDS, MANY, Record
from bihuan.store.text import LANGS, catalog, has, say
from bihuan.store.text.places import place
from bihuan.tui.keys import Command
from bihuan.tui.themes import NAMES
from bihuan.tui.widgets.chooser import Chooser, Offer

# A length of time as it is typed, and what each unit is called with how many hours.
LENGTH = re.compile(r"(?P<n>\d{1,4}) *(?P<unit>h|小时|d|天|w|周)", re.IGNORECASE)
HOURS, DAYS, WEEKS = ("hour", 1), ("day", 24), ("week", 7 * 24)
UNITS = {"h": HOURS, "小时": HOURS, "d": DAYS, "天": DAYS, "w": WEEKS, "周": WEEKS}
OFFERED = ("4h", "1d", "3d", "1w")
A_YEAR = 366 * 24


class Palette(Chooser):
    """Everything that can be done here, by name."""

    prompt: ClassVar[str] = ":"

    def title(self) -> tuple[str, str]:
        """Say what can be typed."""
        return self.say("cmd.palette"), self.say("palette.hint")

    def collect(self) -> Sequence[Offer]:
        """Collect commands, acts, fields, requests, the site, themes, and in a demo the two ways to play."""
        acts = (*self._acts(), *self._acts_of_the_store())
        around = (self._site(), *self._looks(), *self._demo())
        return (*self._commands(), *acts, *self._fields(), *self._recent(), *around)

    def fitting(self) -> list[Offer]:
        """A length of time typed for a demo's clock is offered alone; a number alone is the request, whatever fits."""
        clock = self._clock_typed() if self.home.demo else None
        return [clock] if clock else super().fitting()

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
            words, also = self.home.sight().label(name), " ".join(place(name, catalog(lang).get) for lang in LANGS)
            yield Offer(f"field {name}", self.say("group.field"), words, run, f"{also} {name}")

    def _recent(self) -> Iterator[Offer]:
        for name in self.home.notes.recent():
            yield Offer(f"no {name}", self.say("group.recent"), name, partial(self.home.open_number, name))

    def _site(self) -> Offer:
        """The archive's site; a stranger to the store reads it, but gives nothing out."""
        words, also = self.say("palette.publish"), f"publish {self._both('palette.publish_also')}"
        return Offer("publish", self.say("tab.archive"), words, self.home.publish, also, why=self.home.off_publish())

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
        yield from map(self._clock, OFFERED)

    def _clock_typed(self) -> Offer | None:
        """Read `clock 144h`, in either language; nothing when something else was typed."""
        heads = "|".join(self._both("palette.clock").split())
        found = re.fullmatch(rf" *(?:{heads})(?: +|(?=\d))(\S.*?) *", normalize("NFKC", self.sought), re.IGNORECASE)
        return self._clock(found[1]) if found else None

    def _clock(self, length: str) -> Offer:
        """Offer to move the clock on by a length of time; one that is none is off, and says how to write it."""
        found = LENGTH.fullmatch(length)
        unit, hours = UNITS[found["unit"].lower()] if found else ("", 0)
        n = int(found["n"]) if found else 0
        if not 0 < n * hours <= A_YEAR:
            why = self.say("palette.bad_clock", text=length)
            return Offer("clock", self.say("demo"), "", partial(self.home.move_clock, 0), why=why)
        typed = f"{self.say('palette.clock').split()[0]} {length}"
        by = self.say(f"palette.{unit}" if n == 1 else f"palette.{unit}s", n=n)
        words, also = self.say("palette.move_clock", by=by, typed=typed), self._both("palette.move_clock_also")
        return Offer(f"clock {length}", self.say("demo"), words, partial(self.home.move_clock, n * hours), also)

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
