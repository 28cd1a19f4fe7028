"""Build the archive: collect, decide every page, render, write what changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from jinja2 import FunctionLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from bihuan.site.charts import course, days
from bihuan.site.collect import attachment, collect
from bihuan.site.language import lang_of
from bihuan.site.pages import Page, entry_path, href, pages, paper_path
from bihuan.site.search import index
from bihuan.site.values import Archive, Entry
from bihuan.site.words import Words
from bihuan.site.write import Written, write
from bihuan.store.markdown import to_html
from bihuan.store.rules.hours import moment_of
from bihuan.store.rules.steps import RUNNING
from bihuan.store.text import Lang

if TYPE_CHECKING:
    from bihuan.store.file import Store

CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
ASSETS = ("site.css", "search.js", "icon.svg")
STEPS = (*RUNNING, "closed")


def build(store: Store, folder: Path, *, lang: Lang) -> Written:
    """Publish all that may be public into a folder."""
    archive = collect(store, lang)
    attachments = ((file.path, attachment(store, file.hash)) for entry in archive.entries for file in entry.files)
    return write(folder, _once([*site(archive, Words(lang), store.calendar.info)], attachments))


def _once(made: list[tuple[str, bytes]], attachments: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Attachments first, each once, then the rest: nothing points to a file that is not there yet."""
    seen: set[str] = set()
    for path, body in attachments:
        if path not in seen:
            seen.add(path)
            yield path, body
    yield from made


def site(archive: Archive, words: Words, zone: ZoneInfo) -> Iterator[tuple[str, bytes]]:
    """Every file of the site but attachments: what others point to first."""
    assets: dict[str, str] = {}
    for name in ASSETS:
        body = files("bihuan.templates").joinpath("site", "static", name).read_bytes()
        stem, _, ending = name.rpartition(".")
        assets[name] = f"assets/{stem}-{hashlib.sha256(body).hexdigest()[:10]}.{ending}"
        yield assets[name], body
    found = index(archive, words)
    yield from found.files
    render = Renderer(archive, words, zone, assets, found.path)
    decided = sorted(pages(archive), key=lambda page: (page.path in ("index.html", "search.html"), page.path))
    for page in decided:
        yield page.path, render.page(page)


class Renderer:
    """Templates with all they may use: plain values, words, addresses and Markdown."""

    def __init__(self, archive: Archive, words: Words, zone: ZoneInfo, assets: dict[str, str], index_path: str) -> None:
        self.words, self.zone = words, zone
        self.environment = ImmutableSandboxedEnvironment(
            loader=FunctionLoader(_source),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.environment.globals.update(
            w=words,
            csp=CSP,
            assets=assets,
            demo=archive.demo,
            total_entries=len(archive.entries),
            index=index_path,
            steps=STEPS,
            lang_of=lang_of,
            entry_path=entry_path,
            paper_path=paper_path,
            size=_size,
            days=days,
            day=self.day,
        )

    def page(self, page: Page) -> bytes:
        """Render one page."""
        values = dict(page.values)
        values |= {"page": page, "href": partial(href, page=page.path), "md": partial(self._markdown, page)}
        if page.template == "request.html.j2":
            entry = values["entry"]
            assert isinstance(entry, Entry)
            values |= {"drawn": Markup(course(entry.stays, self.words, "course")), "digest": fingerprint(entry)}
        return self.environment.get_template(page.template).render(values).encode()

    def day(self, instant: int) -> str:
        """The day of an instant."""
        moment: datetime = moment_of(instant, self.zone)
        return moment.date().isoformat()

    def _markdown(self, page: Page, text: str, title: str, prefix: str, level: int) -> Markup:
        entry = page.values["entry"]
        assert isinstance(entry, Entry)
        attachments = {file.name: href(file.path, page.path) for file in entry.files}
        return Markup(
            to_html(
                text,
                lang=self.words.lang,
                attachments=attachments,
                level=level,
                prefix=prefix,
                title=title,
                literals=entry.people,
            )
        )


def fingerprint(entry: Entry) -> str:
    """A short hash of all that the page of a request says, printed at its foot."""
    return hashlib.sha256(repr((entry.facts, entry.sections)).encode("utf-8", "replace")).hexdigest()[:16]


def _source(name: str) -> str:
    return files("bihuan.templates").joinpath("site", name).read_text("utf-8")


def _size(size: int) -> str:
    """The size of a file as people read it."""
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"
