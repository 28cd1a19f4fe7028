"""What is being typed, kept beside the store: a file per form, so that no lock, crash or lost line takes a word.

Files lie in the person's own state directory and are replaced whole (written aside, synced, renamed): a kill leaves
the old copy or the new one, never half of one.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bihuan.store.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Draft:
    """A kept copy: what it is for, when it was kept, on which version it began, and what was typed."""

    key: str
    at: int
    base: int
    values: Mapping[str, Any]


class Drafts:
    """The folder of a person's drafts for one store."""

    def __init__(self, state: Path, store: str, login: str = "") -> None:
        """Open the folder below `state` of that store and, as a demo's people share one account, of that person."""
        self.folder = state / "drafts" / hashlib.sha256(f"{store}\0{login}".encode()).hexdigest()[:16]
        self.handed_in: set[str] = set()

    def path(self, key: str) -> Path:
        """Give the file of a draft; keys are free text, so the name is a readable part and a hash."""
        readable = "".join(char if char.isascii() and char.isalnum() else "-" for char in key)[:40]
        return self.folder / f"{readable}-{hashlib.sha256(key.encode()).hexdigest()[:8]}.json"

    def keep(self, draft: Draft) -> None:
        """Write a draft, readable by its owner alone; what stood there before is replaced in one step.

        Raises:
            Unavailable: it cannot be written.
        """
        body = {"key": draft.key, "at": draft.at, "base": draft.base, "values": dict(draft.values)}
        try:
            self._write(self.path(draft.key), body)
        except OSError as e:
            raise Unavailable("E-STATE-UNWRITABLE", path=str(self.folder), why=e) from e

    def _write(self, target: Path, body: Mapping[str, Any]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".", suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(body, file, ensure_ascii=True)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def find(self, key: str) -> Draft | None:
        """Give the kept copy for a key, unless it is being handed in.

        A file that is not a draft is set aside under another name, not lost.
        """
        if key in self.handed_in:
            return None
        path = self.path(key)
        try:
            body = json.loads(path.read_text(encoding="utf-8"))
            return Draft(key, int(body["at"]), int(body["base"]), dict(body["values"]))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            path.replace(path.with_suffix(".unreadable"))
            return None

    def drop(self, key: str) -> None:
        """Forget a draft whose act was done."""
        self.path(key).unlink(missing_ok=True)

    def all(self) -> tuple[str, ...]:
        """List the keys of what is kept, the newest first."""
        if not self.folder.is_dir():
            return ()
        paths = sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        return tuple(json.loads(path.read_text(encoding="utf-8"))["key"] for path in paths)
