"""Every role can be read on its ground, and no theme leaves one out."""

import pytest
from textual.color import Color

from bihuan.tui.lines import ROLES
from bihuan.tui.themes import ROLE_DEFAULTS, THEMES


def luminance(colour: Color) -> float:
    """WCAG's relative luminance."""
    parts = [part / 255 for part in (colour.r, colour.g, colour.b)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colours."""
    light, dark = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [theme for theme in THEMES if not theme.ansi], ids=lambda theme: theme.name)
def test_words_stand_out_from_ground_and_cursor(theme) -> None:
    inks = [theme.foreground, *(c for name, c in theme.variables.items() if name.startswith("role-"))]
    grounds = [theme.background, theme.variables["role-cursor"], theme.variables["role-field"]]
    inks = [ink for ink in inks if ink not in grounds[1:]]
    least = 7 if theme.name == "high-contrast" else 4.5
    faint = {(ink, ground): contrast(ink, ground) for ink in inks for ground in grounds}
    rule = theme.variables["role-rule"]
    assert {pair: value for pair, value in faint.items() if value < least and pair[0] != rule} == {}


@pytest.mark.parametrize("name", [theme.name for theme in THEMES])
async def test_the_program_can_be_seen_in_every_theme(sit, name: str) -> None:
    async with sit("liqiang") as li:
        li.app.theme = name
        await li.press("c")
        assert "新建需求" in li.text()


async def test_without_colour_there_is_none(sit, monkeypatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with sit("liqiang") as li:
        strips = li.app.screen._compositor.render_strips(li.app.screen.size)
        shown = [li.app._filters[-1].apply(list(row), Color.parse("black")) for row in strips]
        colours = {segment.style.color for row in shown for segment in row if segment.style and segment.style.color}
        assert {colour.name for colour in colours} <= {"default"}
        assert li.app.theme == "ansi-dark"


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_theme_gives_every_role_a_colour(theme) -> None:
    assert set(theme.variables) >= set(ROLE_DEFAULTS)
    plain = {"text", "head", "here", "key"}  # drawn in the ink or the accent
    assert {f"role-{role}" for role in ROLES if role not in plain} <= set(ROLE_DEFAULTS)
