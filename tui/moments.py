"""Instants and days in words: relative ones for lists, and always the absolute one a key away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bihuan.tui.lines import Role

Say = Callable[..., str]
DAY = 86_400_000
HOUR = 3_600_000


@dataclass(frozen=True, slots=True)
class Moments:
    """What time it is, where, and the language to say it in."""

    now: int
    zone: ZoneInfo
    say: Say

    def local(self, at: int) -> datetime:
        """Give an instant on the wall clock of the store's zone."""
        return datetime.fromtimestamp(at / 1000, self.zone)

    def today(self) -> date:
        """Give the day it is."""
        return self.local(self.now).date()

    def weekday(self, on: date) -> str:
        """Name the day of the week."""
        return self.say(f"time.weekday_{on.weekday()}")

    def full(self, at: int) -> str:
        """Say an instant in full: `2026-11-24 周二 18:00`."""
        moment = self.local(at)
        return self.say("time.full", day=self.day(moment.date()), clock=f"{moment:%H:%M}")

    def day(self, on: date) -> str:
        """Say a day in full: `2026-11-24 周二`."""
        return self.say("time.day", date=on.isoformat(), weekday=self.weekday(on))

    def near(self, at: int) -> str:
        """Say an instant as near as it is: today, yesterday, a weekday, a date."""
        moment = self.local(at)
        clock = f"{moment:%H:%M}"
        away = (moment.date() - self.today()).days
        if away in (0, -1):
            return self.say("time.today" if away == 0 else "time.yesterday", clock=clock)
        if 0 < away < 7:
            return f"{self.weekday(moment.date())} {clock}"
        return f"{moment:%m-%d} {clock}" if moment.year == self.today().year else f"{moment:%Y-%m-%d}"

    def due(self, at: int | None) -> tuple[str, Role]:
        """Say when something is due, and how pressing that is."""
        if at is None:
            return "-", "muted"
        if at < self.now:
            late = self.now - at
            if late >= DAY:
                return self.say("time.late_days", n=late // DAY), "late"
            if late >= HOUR:
                return self.say("time.late_hours", n=late // HOUR), "late"
            return self.say("time.late_minutes", n=max(1, late // 60_000)), "late"
        today = self.local(at).date() == self.today()
        return self.near(at), "soon" if today else "text"

    def sign(self, at: int | None) -> tuple[str, Role]:
        """Give the sign of a row: `!` late, `~` due today."""
        if at is None:
            return " ", "text"
        if at < self.now:
            return "!", "late"
        return ("~", "soon") if self.local(at).date() == self.today() else (" ", "text")

    def clock(self) -> str:
        """Say what time it is: `周二 14:05`."""
        moment = self.local(self.now)
        return f"{self.weekday(moment.date())} {moment:%H:%M}"

    def read_day(self, text: str) -> date | None:
        """Read a day as people type it: 2026-12-04, 12-4, 12/4, +3 (days from today); None when it is none."""
        text = text.strip().replace("/", "-").replace(".", "-").replace("年", "-").replace("月", "-").rstrip("日")
        try:
            if text.startswith("+"):
                return self.today() + timedelta(days=int(text[1:]))
            parts = [int(part) for part in text.split("-")]
            if len(parts) == 2:
                found = date(self.today().year, *parts)
                return found if found >= self.today() else date(self.today().year + 1, *parts)
            return date(*parts) if len(parts) == 3 else None
        except (ValueError, TypeError, OverflowError):
            return None
