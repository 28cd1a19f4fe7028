"""Small drawings of our own: SVG with a title and a description, classes only, each beside its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from bihuan.site.values import Stay
from bihuan.site.words import Words

WIDTH, HEIGHT, GAP = 720, 36, 2
_LEAST = 6
DAY = 86_400_000


def days(stay: Stay) -> str:
    """How long a stay was, in days with one decimal."""
    return f"{(stay.until - stay.since) / DAY:.1f}"


def course(stays: Sequence[Stay], words: Words, prefix: str) -> str:
    """Draw the steps of a request as one bar, each as wide as it took long."""
    if not stays:
        return ""
    title = escape(words("timeline_title"))
    text = "; ".join(f"{words.choice('status', stay.step)} {words('days', n=days(stay))}" for stay in stays)
    return (
        f'<svg class="course" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{prefix}-t {prefix}-d">'
        f'<title id="{prefix}-t">{title}</title><desc id="{prefix}-d">{escape(text)}</desc>'
        f"{''.join(_bars(stays))}</svg>"
    )


def _bars(stays: Sequence[Stay]) -> Iterator[str]:
    total = max(1, sum(stay.until - stay.since for stay in stays))
    room = WIDTH - GAP * (len(stays) - 1) - _LEAST * len(stays)
    at = 0.0
    for stay in stays:
        width = _LEAST + room * (stay.until - stay.since) / total
        yield f'<rect class="s-{stay.step}" x="{at:.1f}" y="0" width="{width:.1f}" height="{HEIGHT}" rx="3"/>'
        at += width + GAP
