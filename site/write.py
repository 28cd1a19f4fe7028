"""Writing a site into its folder: only what changed, each file whole or not at all, only our own ever deleted.

The folder's own list, ``.bihuan-site.json``, names every file we put there with the hash of its bytes; a file that is
new is named in a journal beside it before it is written, so that a build that was killed finds again what it left.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bihuan.store.errors import BadInput

LIST = ".bihuan-site.json"
JOURNAL = ".bihuan-site.new"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Written:
    """What a build did to the folder."""

    written: int
    kept: int
    deleted: int


def write(folder: Path, files: Iterable[tuple[str, bytes]]) -> Written:
    """Bring a folder to hold exactly these files of ours, whatever else lies in it.

    Files are written in the order given, so that what others point to comes first; what is gone is deleted last.

    Raises:
        BadInput: a file of somebody else lies where one of ours would.
    """
    before = read_list(folder)
    now: dict[str, str] = {}
    changed = 0
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / JOURNAL).open("a", encoding="ascii") as journal:
        for path, body in files:
            now[path] = hashlib.sha256(body).hexdigest()
            target = folder / path
            if before.get(path) == now[path] and target.is_file():
                continue
            if path not in before:
                if target.exists():
                    raise BadInput("E-SITE-FOREIGN", path=str(target))
                journal.write(f"{path}\n")
                journal.flush()
            _put(target, body)
            changed += 1
    gone = sorted(set(before) - set(now))
    for path in gone:
        _drop(folder, path)
    _put_list(folder, now)
    (folder / JOURNAL).unlink()
    return Written(changed, len(now) - changed, len(gone))


def read_list(folder: Path) -> dict[str, str]:
    """Our files in a folder and their hashes; empty where we never wrote.

    Raises:
        BadInput: the list is not one of ours.
    """
    files = _listed(folder) | _begun(folder)
    if not all(_is_ours(path) for path in files):
        raise BadInput("E-SITE-LIST", path=str(folder / LIST))
    return files


def _listed(folder: Path) -> dict[str, str]:
    try:
        known = json.loads((folder / LIST).read_text("utf-8"))
        if known["format"] == FORMAT:
            return dict(known["files"])
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError):
        pass
    raise BadInput("E-SITE-LIST", path=str(folder / LIST))


def _begun(folder: Path) -> dict[str, str]:
    """What a build that did not end had begun to write."""
    try:
        return dict.fromkeys((folder / JOURNAL).read_text("utf-8").splitlines(), "")
    except FileNotFoundError:
        return {}


def _is_ours(path: object) -> bool:
    """The path stays within the folder: a list that somebody edited deletes nothing elsewhere."""
    return isinstance(path, str) and path.isascii() and not path.startswith("/") and ".." not in path.split("/")


def _put_list(folder: Path, files: Mapping[str, str]) -> None:
    body = json.dumps({"format": FORMAT, "files": dict(sorted(files.items()))}, indent=0)
    if not (folder / LIST).is_file() or (folder / LIST).read_text("utf-8") != body:
        _put(folder / LIST, body.encode())


def _put(target: Path, body: bytes) -> None:
    """Write a file beside its place, then put it there in one step."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.new")
    beside.write_bytes(body)
    os.replace(beside, target)


def _drop(folder: Path, path: str) -> None:
    """Delete a file of ours and the folders it leaves empty."""
    target = folder / path
    target.unlink(missing_ok=True)
    for parent in target.parents:
        if parent == folder or any(parent.iterdir()):
            break
        parent.rmdir()
