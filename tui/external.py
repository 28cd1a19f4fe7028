"""The person's own editor: the text goes out as a file in the state directory and comes back when the editor ends."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from bihuan.tui.because import because

if TYPE_CHECKING:
    from bihuan.tui.app import Bihuan


def editor() -> list[str]:
    """Give the editor's command: $VISUAL, $EDITOR, else vi."""
    return shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")


def edit_outside(home: Bihuan, text: str, name: str) -> str | None:
    """Edit a text in the person's editor; None when it was left as it was or the editor could not run."""
    home.keep_drafts()
    home.drafts.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    readable = "".join(char if char.isascii() and char.isalnum() else "-" for char in name)
    handle, path = tempfile.mkstemp(dir=home.drafts.folder, prefix=f"{readable}-", suffix=".md")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    try:
        with home.suspend():
            done = subprocess.run([*editor(), path], check=False)
        found = Path(path).read_text(encoding="utf-8").rstrip("\n")
    except SuspendNotSupported:
        home.view.tell(home.say("why.no_suspend"), "soon")
        return None
    except (OSError, UnicodeDecodeError) as error:
        home.view.tell(
            home.say("tell.editor_failed", editor=editor()[0], why=because(error, home.say, home.has), path=path),
            "late",
        )
        return None
    if done.returncode:
        home.view.tell(home.say("tell.editor_code", editor=editor()[0], status=done.returncode, path=path), "late")
        return None
    Path(path).unlink(missing_ok=True)
    return found if found != text.rstrip("\n") else None
