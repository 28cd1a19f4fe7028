"""An input that knows what may stand in it: people, rows, systems; a few letters find, the arrows walk the finds."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.widgets import Input
from textual.widgets.input import Selection

from bihuan.store.text.shown import shown
from bihuan.tui.cells import width
from bihuan.tui.matching import initials


class Pick(Input):
    """A line with candidates; what is typed must name one of them (or, of several, one between each two commas)."""

    def __init__(
        self, options: Sequence[tuple[str, str]], value: str = "", *, several: bool = False, id: str | None = None
    ) -> None:
        """Make a line with (value, words) candidates; `value` is given as values, shown as words."""
        self.options = tuple((one, shown(words)) for one, words in options)
        self.several = several
        words = dict(self.options)
        shown_value = ", ".join(words.get(one, one) for one in self._parted(value, several))
        super().__init__(shown_value, id=id, compact=True, select_on_focus=not several)  # typed over, not gone on with

    def resay(self, options: Sequence[tuple[str, str]]) -> None:
        """Say the candidates in other words; what names one of them now names it so."""
        words = {before: after for (_, before), (_, after) in zip(self.options, options, strict=False)}
        self.options = tuple((one, shown(text)) for one, text in options)
        if self.value in words:
            self.value = shown(words[self.value])

    @staticmethod
    def _parted(text: str, several: bool) -> list[str]:
        if not several:
            return [text.strip()] if text.strip() else []
        plain = text.replace("，", ",").replace("、", ",")
        return [part.strip() for part in plain.split(",") if part.strip()]

    @property
    def picked(self) -> tuple[str, ...]:
        """Give the values named; what names none stands as it was typed, for the act to refuse."""
        by_words = {words.casefold(): value for value, words in self.options}
        found = []
        for part in self._parted(self.value, self.several):
            fits = self._fitting(part)
            found.append(by_words.get(part.casefold()) or (fits[0][0] if len(fits) == 1 else part))
        return tuple(found)

    def _fitting(self, part: str) -> list[tuple[str, str]]:
        """List the candidates that hold a text; where none does, those whose login or pinyin begins so."""
        folded = part.casefold()
        return [one for one in self.options if folded in one[1].casefold() or folded == one[0].casefold()] or [
            one for one in self.options if one[0].casefold().startswith(folded) or folded in initials(one[1])
        ]

    def candidates(self) -> list[str]:
        """List the words that hold what is being typed."""
        return [words for _, words in self._fitting(self._typed())]

    def _typed(self) -> str:
        if not self.several:
            return self.value.strip()
        return self.value.replace("，", ",").replace("、", ",").rsplit(",", 1)[-1].strip()

    def hidden(self) -> str:
        """Give the words of the candidate that stands here, when the line is too short to show them."""
        named = not self.several and self.value in dict(self.options).values()
        return self.value if named and width(self.value) > self.size.width else ""

    def select_from_the_end(self) -> None:
        """Let the line begin where the words begin; what is typed next takes their place, of several it goes on."""
        self.selection = Selection(len(self.value), len(self.value) if self.several else 0)

    def on_focus(self) -> None:
        """Show the beginning of what stands there, once the line itself has selected all of it."""
        self.call_later(self.select_from_the_end)

    def on_key(self, event: events.Key) -> None:
        """Walk the candidates with the arrows."""
        if event.key not in ("up", "down"):
            return
        words = [words for _, words in self.options]
        here = self._typed()
        hits = self.candidates() if here not in words else words
        if not hits:
            return
        event.stop()
        event.prevent_default()
        place = hits.index(here) if here in hits else (-1 if event.key == "down" else len(hits))
        chosen = hits[(place + (1 if event.key == "down" else -1)) % len(hits)]
        before = (
            self.value[: len(self.value) - len(here)]
            if self.several and here
            else ("" if not self.several else self.value)
        )
        self.value = before + chosen
        self.select_from_the_end()
