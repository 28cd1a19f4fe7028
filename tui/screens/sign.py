"""Sign-off review 签字复核: shows exactly the text whose hash is signed; signing waits until its end was reached."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from bihuan.store.rules.freeze import contents, contents_digest, standing_signatures
from bihuan.store.rules.gates import REVIEW_POINTS
from bihuan.store.rules.record import Record
from bihuan.store.text.shown import has_hidden
from bihuan.tui.cells import wrap
from bihuan.tui.keys import Command, Place
from bihuan.tui.lines import Line, Role, Span, line
from bihuan.tui.screens.reader import compared, laid_out
from bihuan.tui.screens.view import View
from bihuan.tui.widgets.pane import Pane


class SignReview(View):
    """The text to be signed, what it freezes, who has signed; business ticks its four points here."""

    scopes: ClassVar[tuple[Place, ...]] = ("sign", "any")
    AUTO_FOCUS: ClassVar[str | None] = "Pane"

    def __init__(self, record: Record) -> None:
        """Review the contents of a record."""
        super().__init__()
        self.record = record
        self.pane = Pane(id="contents")
        self.facts = Pane(id="facts")
        self.facts.can_focus = False
        self.digest, self.read, self.comparing = contents_digest(record), False, False
        self.ticked: set[str] = {point.point for point in record.business_review if point.ticked}

    def body(self) -> Iterable[Widget]:
        """Set the facts below the text."""
        yield self.pane
        yield self.facts

    def walked(self) -> Pane:
        """The moving keys scroll the text."""
        return self.pane

    def record_here(self) -> Record:
        """Give the record to be signed."""
        return self.record

    # The frame.

    @property
    def version(self) -> int:
        """Give the number that this version has or will get."""
        last = self.record.versions[-1:]
        if last and last[0].digest == self.digest:
            return last[0].number
        return max((version.number for version in self.record.versions), default=0) + 1

    def tabs_line(self) -> tuple[Line, Line]:
        """Name what is signed, and by whom."""
        words = self.say("sign.title", number=self.record.name, version=self.version)
        return line(Span(f" {words}", "head")), line(self.home.who_words(whole=True), " ")

    def heading_line(self) -> tuple[Line, Line]:
        """Give the size and the hash of the text, and how far it was read."""
        lines = contents(self.record).count("\n")
        blocks = " ".join(self.digest[at : at + 4] for at in range(0, 12, 4))
        words = self.say("sign.text", n=lines, digest=blocks)
        if self.comparing:
            words = self.say("sign.comparing")
        state: Role = "ok" if self.read else "soon"
        percent = self._percent()
        told = self.say("sign.read") if self.read else self.say("sign.unread", percent=percent)
        return line(f" {words}"), line(Span(told, state), " ")

    def _percent(self) -> int:
        bottom = self.pane.scroll_offset.y + self.pane.size.height
        return min(100, round(100 * bottom / max(1, len(self.pane.lines))))

    def relabel(self) -> None:
        """Lay text and facts out again."""
        if not self.is_attached:
            return
        width = self.size.width - 2
        self.pane.put(
            self._difference(width) if self.comparing else laid_out(contents(self.record).rstrip("\n"), width)
        )
        self.facts.put(self._facts())
        self.facts.styles.height = len(self.facts.lines)
        super().relabel()
        self.call_after_refresh(self.look_down)

    def _difference(self, width: int) -> list[Line]:
        signed = next((v for v in reversed(self.record.versions) if v.digest != self.digest), None)
        return compared(signed.contents if signed else "", contents(self.record), width)

    def _facts(self) -> list[Line]:
        sight, home = self.home.sight(), self.home
        standing = standing_signatures(self.record)
        rows: list[Line] = [line(Span("─" * self.size.width, "rule"))]
        for words in home.unseen(self.record):
            rows += [line(Span(f" {row}", "soon")) for row in wrap(words, max(20, self.size.width - 3))]
        rows.append(line(Span(f" {self.say('sign.freezes')}", "frozen")))
        for party in ("business", "technical"):
            given = standing.get(party)
            words = sight.person(given.by) + " " + sight.moments.full(given.at) if given else self.say("sign.not_yet")
            rows.append(
                line(Span(f" {self.say('party.' + party)}  ", "muted"), Span(words, "ok" if given else "muted"))
            )
        if home.me is not None and home.me.party == "business":
            for number, point in enumerate(REVIEW_POINTS, 1):
                box = "[x]" if point in self.ticked else "[ ]"
                words = f" {number} {box} {sight.choice('business_review.point', point)}"
                rows.append(line(Span(words, "ok" if point in self.ticked else "text", f"tick.{number}")))
        rows.append(line(Span(f" {self.say('sign.method')}", "muted")))
        return rows

    # Reading.

    def on_mount(self) -> None:
        """Watch how far the text is read."""
        self.watch(self.pane, "scroll_y", self.look_down)

    def look_down(self) -> None:
        """Note when the end of the text was reached."""
        if not self.is_attached or self.comparing:
            return
        self.read = self.read or (bool(self.pane.lines) and self.pane.read_through)
        self.heading.put(*self.heading_line())
        self.show_footer()

    async def changed(self, requests: frozenset[int], who: str) -> None:
        """Begin again when the contents changed while they were read."""
        if self.record.request.id not in requests:
            return
        record = await self.home.record(self.record.request.id)
        if record is None:
            return
        self.record = record
        if contents_digest(record) != self.digest:
            self.digest, self.read = contents_digest(record), False
            self.pane.scroll_to(y=0, animate=False, immediate=True, force=True)
            self.tell(self.say("sign.changed", who=who or self.home.sight().short(None)), "late")
        self.relabel()

    # Acting.

    async def run(self, command: Command) -> None:
        """A digit ticks a point of the business review."""
        if command.id.startswith("tick."):
            if self.refused(command):
                return
            self.ticked ^= {REVIEW_POINTS[int(command.id.removeprefix("tick.")) - 1]}
            self.relabel()
            return
        await super().run(command)

    def only_business(self) -> str:
        """The review's points are ticked by business."""
        me = self.home.me
        return "" if me is not None and me.party == "business" else self.say("why.business_ticks")

    off_tick_1 = off_tick_2 = off_tick_3 = off_tick_4 = only_business

    def do_sign_compare(self) -> None:
        """Show what changed since the version before, or the text again."""
        self.comparing = not self.comparing
        self.relabel()

    def off_sign_compare(self) -> str:
        """There must be another version."""
        others = [version for version in self.record.versions if version.digest != self.digest]
        return "" if others else self.say("why.no_version")

    def off_sign_sign(self) -> str:
        """The text was read to its end, it hides nothing, and business has ticked its points."""
        if has_hidden(contents(self.record)):
            return self.say("why.hidden_text")
        if self.comparing or not self.read:
            return self.say("why.read_first")
        missing = [point for point in REVIEW_POINTS if point not in self.ticked]
        if not self.only_business() and missing:
            return self.say("why.tick_first", n=len(missing))
        return ""

    def do_sign_sign(self) -> None:
        """Sign what was shown."""
        self.home.run_worker(self.hand_in(), group="act")  # it outlives the screen

    async def hand_in(self) -> None:
        """Do the act with the hash of what was shown; go back when it was done."""
        data: dict[str, object] = {"digest": self.digest}
        if not self.only_business():
            data["ticked"] = [point for point in REVIEW_POINTS if point in self.ticked]
        record = await self.home.do_act("sign", self.record.request.id, data)
        if record is not None:
            await self.signed(record)

    async def signed(self, record: Record) -> None:
        """Go back after signing, and say who has yet to sign."""
        left = {"business", "technical"} - set(standing_signatures(record))
        await self.leave()
        words = self.say("sign.left", party=self.say(f"party.{min(left)}")) if left else self.say("sign.frozen")
        self.home.view.tell(words, "ok")

    async def do_sign_return(self) -> None:
        """Send the request back, saying why."""
        await self.home.begin("return", self.record)
