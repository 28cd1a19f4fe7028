"""Small things a person's terminal remembers beside the store: rows put off, requests visited, the last crash."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import traceback
from pathlib import Path
from typing import Any

from bihuan.store.errors import Unavailable

VISITED_MOST = 9


class Notes:
    """A file of notes for one store, in the person's state directory. Losing it loses nothing of the record.

    Whatever changes the notes raises Unavailable when the file cannot be written.
    """

    def __init__(self, state: Path, store: str) -> None:
        """Read the notes for a store."""
        self.state = state
        self.file = state / f"notes-{hashlib.sha256(store.encode()).hexdigest()[:16]}.json"
        try:
            self.kept: dict[str, Any] = json.loads(self.file.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            self.kept = {}

    def later(self, now: int) -> dict[str, int]:
        """Give the rows that are put off, and until when; those whose time has come are back."""
        return {key: until for key, until in self.kept.get("later", {}).items() if until > now}

    def put_off(self, key: str, until: int, now: int) -> None:
        """Put a row off until a time."""
        self.kept["later"] = {**self.later(now), key: until}
        self._write()

    def visited(self, name: str) -> None:
        """Remember a request that was opened."""
        others = [one for one in self.recent() if one != name]
        self.kept["visited"] = [name, *others][:VISITED_MOST]
        self._write()

    def forget(self, name: str) -> None:
        """A request that was opened is not to be seen any more."""
        if name in self.recent():
            self.kept["visited"] = [one for one in self.recent() if one != name]
            self._write()

    def recent(self) -> tuple[str, ...]:
        """Give the requests opened last, the latest first."""
        return tuple(map(str, self.kept.get("visited", ())))

    def published_to(self, folder: str) -> None:
        """Remember the folder that the site was published into."""
        self.kept["site"] = folder
        self._write()

    def site(self) -> str:
        """Give the folder that the site was published into last."""
        return str(self.kept.get("site", ""))

    def report(self, error: BaseException | None) -> Path:
        """Write what broke into a file of its own, for whoever mends it."""
        self.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=self.state, prefix="crash-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(traceback.format_exception(error) if error else ["?"])
        return Path(name)

    def _write(self) -> None:
        try:
            self._replace()
        except OSError as e:
            raise Unavailable("E-STATE-UNWRITABLE", path=str(self.state), why=e) from e

    def _replace(self) -> None:
        self.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=self.state, prefix=".notes-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(self.kept, file, ensure_ascii=True)
        os.replace(name, self.file)
