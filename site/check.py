"""Look over a built site: every link leads somewhere, nothing runs, nothing of a person stands in it.

Independent of the builder: it reads the folder as a reader's browser would get it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bihuan.site.write import LIST, Kept, hash_of, read_list
from bihuan.store.rules.mask import found_in
from bihuan.store.rules.record import Person

_TEXTS = (".html", ".js", ".json", ".css", ".svg", ".xml", ".txt", ".md", ".csv")
_LINKS = {"a": "href", "link": "href", "img": "src", "script": "src"}
_OUTSIDE = ("http", "https", "mailto")
# The digits of a hash are no telephone number.
_HASH = re.compile(r"\b(?=[0-9a-f]*[a-f])[0-9a-f]{10,}\b")
_ACTIVE = frozenset({"iframe", "object", "embed", "base", "style", "audio", "video", "frame", "applet"})


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one file; its sentence stands under ``site.check`` and the code."""

    code: str
    path: str
    what: str = ""


@dataclass
class _Page(HTMLParser):
    """What a check wants to know of a page."""

    html: str
    ids: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    active: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if "id" in known:
            self.ids.append(known["id"])
        if tag in _LINKS and _LINKS[tag] in known:
            self.links.append((tag, known[_LINKS[tag]]))
        if tag in _ACTIVE or (tag == "script" and "src" not in known):
            self.active.append(tag)
        self.active += [name for name in known if name.startswith("on") or name == "style"]


def check(folder: Path, people: Iterable[Person] = ()) -> Iterator[Finding]:
    """Yield every finding in a built site.

    Args:
        folder: where it was built.
        people: everybody of the store, none of whom may be found by name, address or number.
    """
    listed = read_list(folder)
    if not listed:
        yield Finding("empty", LIST)
        return
    yield from _whole(folder, listed)
    pages = {
        path: _Page(_text(folder / path)) for path in listed if path.endswith(".html") and (folder / path).is_file()
    }
    for path, page in pages.items():
        yield from _links(folder, path, page, pages)
        yield from (Finding("active", path, what) for what in page.active)
        yield from (Finding("id", path, found) for found in sorted({i for i in page.ids if page.ids.count(i) > 1}))
    yield from leaks(folder, listed, people)


def _whole(folder: Path, listed: Mapping[str, Kept]) -> Iterator[Finding]:
    for path, kept in listed.items():
        if not (folder / path).is_file():
            yield Finding("missing", path)
        elif hash_of((folder / path).read_bytes()) != kept.digest:
            yield Finding("altered", path)


def _links(folder: Path, path: str, page: _Page, pages: Mapping[str, _Page]) -> Iterator[Finding]:
    for tag, address in page.links:
        try:
            parts = urlsplit(address)
        except ValueError:
            yield Finding("link", path, address)
            continue
        if parts.scheme or parts.netloc:
            if tag != "a" or parts.scheme not in _OUTSIDE:
                yield Finding("outside", path, address)
            continue
        if not _leads_somewhere(folder, path, parts.path, unquote(parts.fragment), pages):
            yield Finding("link", path, address)


def _leads_somewhere(folder: Path, page: str, path: str, fragment: str, pages: Mapping[str, _Page]) -> bool:
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path))) if path else page
    if target.startswith("..") or not (folder / target).is_file():
        return False
    return not fragment or target not in pages or fragment in pages[target].ids


def leaks(folder: Path, listed: Iterable[str], people: Iterable[Person]) -> Iterator[Finding]:
    """Yield every name, address, number and key of a person that stands in a text of the site."""
    needles = {needle for person in people for needle in _needles(person) if needle}
    for path in listed:
        if path.endswith(_TEXTS) and (folder / path).is_file():
            text = _HASH.sub("", _text(folder / path))
            yield from (Finding("leak", path, what) for what in sorted(set(found_in(text, needles))))


def _needles(person: Person) -> tuple[str, ...]:
    """A bare login may be a word of any page; ``@login`` and the rest may not."""
    keys = (key.split()[1] if len(key.split()) > 1 else key for key in person.ssh_keys)
    return (person.name, f"@{person.login}", person.email or "", person.phone or "", *keys)


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace")
