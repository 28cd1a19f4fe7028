"""The looks that a person can choose: two of our own, one of high contrast, and the terminal's own sixteen colours.

Each theme gives a colour to every role of `lines.py`; a test holds the contrast of ours to at least 4.5 : 1.
"""

from textual.theme import BUILTIN_THEMES, Theme

ROLE_DEFAULTS = {
    "role-muted": "#8b949e",
    "role-accent": "#58a6ff",
    "role-late": "#ff7b72",
    "role-soon": "#e3b341",
    "role-ok": "#56d364",
    "role-paused": "#a5a0ff",
    "role-frozen": "#79c0ff",
    "role-rule": "#6e7681",
    "role-cursor": "#1f3a5f",
    "role-field": "#161b22",
}


def _theme(name: str, dark: bool, ground: str, ink: str, roles: str, ansi: bool = False) -> Theme:
    """Make a theme from its ground, its ink and the colours of the roles in the order of `ROLE_DEFAULTS`."""
    colours = dict(zip(ROLE_DEFAULTS, roles.split(), strict=True))
    cursor_ink, cursor_ground = ("ansi_black", "ansi_white") if ansi and dark else (ground, ink)
    if ansi and not dark:
        cursor_ink, cursor_ground = "ansi_bright_white", "ansi_black"
    return Theme(
        name=name,
        primary=colours["role-accent"],
        secondary=colours["role-muted"],
        accent=colours["role-accent"],
        warning=colours["role-soon"],
        error=colours["role-late"],
        success=colours["role-ok"],
        foreground=ink,
        background=ground,
        surface=ground,
        panel=ground,
        boost=ground,
        dark=dark,
        ansi=ansi,
        variables={
            **(BUILTIN_THEMES[name].variables if ansi else {}),  # the toolkit's own styles ask for them
            **colours,
            "input-cursor-foreground": cursor_ink,
            "input-cursor-background": cursor_ground,
            "input-selection-background": colours["role-cursor"],
            "block-cursor-foreground": cursor_ink,
            "block-cursor-background": cursor_ground,
        },
    )


THEMES: tuple[Theme, ...] = (
    _theme(
        "bihuan-dark", True, "#0d1117", "#e6edf3",
        "#9aa2ab #6cb6ff #ff938a #e3b341 #56d364 #b4aeff #79c0ff #848d97 #1f3350 #161b22",
    ),
    _theme(
        "bihuan-light", False, "#ffffff", "#1f2328",
        "#59636e #0550ae #a40e26 #7d4e00 #116329 #5a32a3 #0a3069 #656d76 #dbe9fb #f3f5f8",
    ),
    _theme(
        "high-contrast", True, "#000000", "#ffffff",
        "#d0d0d0 #80d4ff #ff9a9a #ffe000 #70ff70 #d8c0ff #a0e0ff #d0d0d0 #002448 #000000",
    ),
    _theme(
        "ansi-dark", True, "ansi_default", "ansi_default",
        "ansi_bright_black ansi_bright_cyan ansi_bright_red ansi_yellow ansi_green ansi_bright_magenta ansi_cyan"
        " ansi_bright_black ansi_blue ansi_default",
        ansi=True,
    ),
    _theme(
        "ansi-light", False, "ansi_default", "ansi_default",
        "ansi_bright_black ansi_blue ansi_red ansi_magenta ansi_green ansi_magenta ansi_blue"
        " ansi_bright_black ansi_cyan ansi_default",
        ansi=True,
    ),
)  # fmt: skip
NAMES = tuple(theme.name for theme in THEMES)
