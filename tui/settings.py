"""What a person sets for the screens in `config.toml`: `[ui]` with `theme`, `ascii`, `mouse`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from bihuan.tui.themes import NAMES


@dataclass(frozen=True, slots=True)
class Settings:
    """The looks: which theme, whether lines are ASCII (None: ask the terminal), whether the mouse is taken."""

    theme: str = NAMES[0]
    ascii: bool | None = None
    mouse: bool = True


def read_settings(folder: Path) -> Settings:
    """Read a person's settings; what is not there stays as shipped.

    Raises:
        ValueError: the file is no TOML, or a setting is not of its kind.
    """
    file = folder / "config.toml"
    if not file.is_file():
        return Settings()
    ui = tomllib.loads(file.read_text(encoding="utf-8")).get("ui", {})
    if not isinstance(ui, dict):
        raise ValueError("ui")
    theme, ascii_lines, mouse = ui.get("theme", NAMES[0]), ui.get("ascii"), ui.get("mouse", True)
    if not (isinstance(theme, str) and isinstance(ascii_lines, bool | None) and isinstance(mouse, bool)):
        raise ValueError("ui")
    return Settings(theme, ascii_lines, mouse)
