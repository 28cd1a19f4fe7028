"""Writing a site into its folder: only what changed, each file whole or not at all, only our own ever deleted.

The folder's own list, ``.bihuan-site.json``, names every file we put there with the hash of what it was made from and
of its bytes; a file that is new is named in a journal beside it before it is written, so that a build that was killed
finds again what it left.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bihuan.store.errors import BadInput

LIST = ".bihuan-site.json"
JOURNAL = ".bihuan-site.new"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Item:
    """A file to be: where, by what it is known to be the same as before, and what makes it if it is not."""

    path: str
    source: str
    make: Callable[[], bytes]


class Kept(NamedTuple):
    """What the list knows of a file: the hash of what it was made from, and of its bytes."""

    source: str
    digest: str


@dataclass(frozen=True, slots=True)
class Written:
    """What a build did to the folder."""

    written: int
    kept: int
    deleted: int


def item(path: str, body: bytes) -> Item:
    """A file whose bytes are there already."""
    return Item(path, hash_of(body), lambda: body)


def hash_of(body: bytes) -> str:
    """The hash by which bytes are known."""
    return hashlib.sha256(body).hexdigest()


def write(folder: Path, items: Iterable[Item]) -> Written:
    """Bring a folder to hold exactly these files of ours, whatever else lies in it.

    Files are written in the order given, so that what others point to comes first; what is gone is deleted last.

    Raises:
        BadInput: a file of somebody else lies where one of ours would.
    """
    before = read_list(folder)
    now: dict[str, Kept] = {}
    changed = 0
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / JOURNAL).open("a", encoding="ascii") as journal:
        for one in items:
            target = folder / one.path
            known = before.get(one.path)
            if known and known.source == one.source and target.is_file():
                now[one.path] = known
                continue
            if known is None:
                if target.exists():
                    raise BadInput("E-SITE-FOREIGN", path=str(target))
                journal.write(f"{one.path}\n")
                journal.flush()
            body = one.make()
            now[one.path] = Kept(one.source, hash_of(body))
            changed += _put(target, body, known.digest if known else "", now[one.path].digest)
    gone = sorted(set(before) - set(now))
    for path in gone:
        _drop(folder, path)
    _put_list(folder, now)
    (folder / JOURNAL).unlink()
    return Written(changed, len(now) - changed, len(gone))


def read_list(folder: Path) -> dict[str, Kept]:
    """Our files in a folder; empty where we never wrote.

    Raises:
        BadInput: the list is not one of ours.
    """
    files = _listed(folder) | _begun(folder)
    if not all(_is_ours(path) for path in files):
        raise BadInput("E-SITE-LIST", path=str(folder / LIST))
    return files


def _listed(folder: Path) -> dict[str, Kept]:
    try:
        known = json.loads((folder / LIST).read_text("utf-8"))
        if known["format"] == FORMAT:
            return {path: Kept(*map(str, kept)) for path, kept in known["files"].items()}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise BadInput("E-SITE-LIST", path=str(folder / LIST))


def _begun(folder: Path) -> dict[str, Kept]:
    """What a build that did not end had begun to write."""
    try:
        return dict.fromkeys((folder / JOURNAL).read_text("utf-8").splitlines(), Kept("", ""))
    except FileNotFoundError:
        return {}


def _is_ours(path: object) -> bool:
    """The path stays within the folder: a list that somebody edited deletes nothing elsewhere."""
    return isinstance(path, str) and path.isascii() and not path.startswith("/") and ".." not in path.split("/")


def _put_list(folder: Path, files: Mapping[str, Kept]) -> None:
    body = json.dumps({"format": FORMAT, "files": dict(sorted(files.items()))}, indent=0).encode()
    target = folder / LIST
    _put(target, body, hash_of(target.read_bytes()) if target.is_file() else "", hash_of(body))


def _put(target: Path, body: bytes, before: str, now: str) -> bool:
    """Write a file beside its place, then put it there in one step; False where the same lies there already."""
    if before == now and target.is_file():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.new")
    beside.write_bytes(body)
    os.replace(beside, target)
    return True


def _drop(folder: Path, path: str) -> None:
    """Delete a file of ours and the folders it leaves empty."""
    target = folder / path
    target.unlink(missing_ok=True)
    for parent in target.parents:
        if parent == folder or any(parent.iterdir()):
            break
        parent.rmdir()
