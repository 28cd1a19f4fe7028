"""Small drawings of our own: SVG with a title and a description, classes only, each beside its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape
from typing import NamedTuple

from bihuan.site.values import Held, Stay
from bihuan.site.words import Words
from bihuan.store.rules.stats import Figure

WIDTH, HEIGHT, GAP = 720, 36, 2
_LEAST = 6
DAY = 86_400_000


def days(stay: Stay) -> str:
    """How long a stay was, in days with one decimal."""
    return f"{(stay.until - stay.since) / DAY:.1f}"


class Part(NamedTuple):
    """A part of a bar: its class in the style sheet, how much it is, and what it is called."""

    looks: str
    amount: int | Decimal
    words: str


def course(stays: Sequence[Stay], words: Words, prefix: str) -> str:
    """Draw the steps of a request as one bar, each as wide as it took long."""
    parts = (
        Part(
            f"s-{stay.step}",
            stay.until - stay.since,
            f"{words.choice('status', stay.step)} {words('amount.lead_days', n=days(stay))}",
        )
        for stay in stays
    )
    return bar(tuple(parts), words("timeline_title"), prefix)


def ball(held: Sequence[Held], words: Words, prefix: str) -> str:
    """Draw who had the ball as one bar, each as wide as the working minutes were many."""
    parts = (
        Part(f"h-{one.holder}", one.minutes, f"{words.choice('ball', one.holder)} {words('minutes', n=one.minutes)}")
        for one in held
        if one.minutes
    )
    return bar(tuple(parts), words("ball"), prefix)


# Figures that are drawn: by what, which value, and the class of a part in the style sheet.
DRAWN = {"cycle_time": ("step", "mean", "s"), "ball": ("holder", "days", "h")}


def figure(measure: str, figures: Sequence[Figure], words: Words) -> str:
    """Draw a measure as one bar, where it has a drawing."""
    if measure not in DRAWN:
        return ""
    by, name, looks = DRAWN[measure]
    values = ((f.key, dict(f.values)[name] or 0) for f in figures if f.by == by)
    parts = (
        Part(f"{looks}-{key}", amount, f"{words.group(by, key)} {words('amount.estimate_days', n=amount)}")
        for key, amount in values
        if amount
    )
    return bar(tuple(parts), words.measure(measure), measure)


def bar(parts: Sequence[Part], title: str, prefix: str) -> str:
    """Draw parts side by side; nothing where there is none."""
    if not parts:
        return ""
    text = escape("; ".join(part.words for part in parts))
    return (
        f'<svg class="course" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMinYMid" role="img"'
        f' aria-labelledby="{prefix}-t {prefix}-d">'
        f'<title id="{prefix}-t">{escape(title)}</title><desc id="{prefix}-d">{text}</desc>'
        f"{''.join(_bars(parts))}</svg>"
    )


def _bars(parts: Sequence[Part]) -> Iterator[str]:
    total = max(1, sum(part.amount for part in parts))
    room = WIDTH - GAP * (len(parts) - 1) - _LEAST * len(parts)
    at = 0.0
    for part in parts:
        width = _LEAST + float(room * part.amount / total)
        yield f'<rect class="{part.looks}" x="{at:.1f}" y="0" width="{width:.1f}" height="{HEIGHT}" rx="3"/>'
        at += width + GAP
