"""Build the archive: collect, decide every page, render, write what changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from functools import partial
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from jinja2 import FunctionLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from bihuan.site.charts import ball, course, days, figure
from bihuan.site.collect import attachment, collect
from bihuan.site.language import foreign
from bihuan.site.pages import Measure, Page, entry_path, href, pages, paper_path
from bihuan.site.search import index
from bihuan.site.values import Archive, Entry
from bihuan.site.words import Words
from bihuan.site.write import Item, Written, hash_of, item, write
from bihuan.store.markdown import to_html
from bihuan.store.rules.hours import moment_of
from bihuan.store.rules.steps import RUNNING
from bihuan.store.text import Lang, catalog

if TYPE_CHECKING:
    from bihuan.store.file import Store

CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
# The pages that name all others are written last.
ENTRANCES = ("index.html", "search.html")
ASSETS = ("site.css", "search.js", "icon.svg")
STEPS = (*RUNNING, "closed")
# What a page is made by, beside its values: when any of it changes, every page is made anew.
MAKERS: tuple[str, ...] = (
    "site/build.py",
    "site/charts.py",
    "site/pages.py",
    "site/words.py",
    "site/language.py",
    "site/values.py",
)
MAKERS += ("store/markdown.py", "store/dialect.py", "store/pieces.py", "store/text/shown.py")
LIBRARIES = ("markdown-it-py", "mdit-py-cjk-friendly", "nh3", "jinja2")

Told = Callable[[int, int], None]


def build(store: Store, folder: Path, *, lang: Lang, told: Told = lambda done, total: None) -> Written:
    """Publish all that may be public into a folder.

    Args:
        store: read only, as one moment has it.
        folder: made where it is not there; nothing of others in it is touched.
        lang: of all that is not contents.
        told: hears after each file how many of all are done.
    """
    archive = collect(store, lang)
    attachments = {file.path: file.hash for entry in archive.entries for file in entry.files}
    items = [Item(path, sha, partial(attachment, store, sha)) for path, sha in attachments.items()]
    items += site(archive, Words(lang), store.calendar.info)
    return write(folder, _heard(items, told))


def _heard(items: Sequence[Item], told: Told) -> Iterator[Item]:
    for done, one in enumerate(items, 1):
        yield one
        told(done, len(items))


def site(archive: Archive, words: Words, zone: ZoneInfo) -> Iterator[Item]:
    """Every file of the site but attachments: what others point to first."""
    assets: dict[str, str] = {}
    for name in ASSETS:
        body = _part(name, "static").read_bytes()
        stem, _, ending = name.rpartition(".")
        assets[name] = f"assets/{stem}-{hash_of(body)[:10]}.{ending}"
        yield item(assets[name], body)
    found = index(archive, words)
    yield from (item(path, body) for path, body in found.files)
    render = Renderer(archive, words, zone, assets, found.path)
    for page in sorted(pages(archive), key=lambda page: (page.path in ENTRANCES, page.path)):
        if "entry" in page.values:
            yield Item(page.path, render.source(page), partial(render.page, page))
        else:  # lists are quick to make, and slow to tell from what they are made of
            yield item(page.path, render.page(page))


class Renderer:
    """Templates with all they may use: plain values, words, addresses and Markdown."""

    def __init__(self, archive: Archive, words: Words, zone: ZoneInfo, assets: dict[str, str], index_path: str) -> None:
        self.words, self.zone = words, zone
        self.made_by = _made_by(words.lang) + repr((sorted(assets.items()), archive.demo, archive.title, str(zone)))
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
            name=archive.title or words("name"),
            total_entries=len(archive.entries),
            index=index_path,
            steps=STEPS,
            foreign=partial(foreign, page=words.html_lang),
            entry_path=entry_path,
            paper_path=paper_path,
            size=_size,
            days=days,
            day=self.day,
            drawing=self.drawing,
        )

    def source(self, page: Page) -> str:
        """The hash of all that the page of one request is made from."""
        made_from = repr((self.made_by, page.path, page.template, page.values))
        return hash_of(made_from.encode("utf-8", "surrogatepass"))

    def page(self, page: Page) -> bytes:
        """Render one page."""
        values = dict(page.values)
        values |= {"page": page, "href": partial(href, page=page.path), "md": partial(self._markdown, page)}
        if page.template == "request.html.j2":
            entry = values["entry"]
            assert isinstance(entry, Entry)
            values |= {"drawn": Markup(course(entry.stays, self.words, "course")), "digest": fingerprint(entry)}
            values["held"] = Markup(ball(entry.held, self.words, "ball"))
        return self.environment.get_template(page.template).render(values).encode()

    def day(self, instant: int) -> str:
        """The day of an instant."""
        moment: datetime = moment_of(instant, self.zone)
        return moment.date().isoformat()

    def drawing(self, measure: Measure) -> Markup:
        """The drawing of one of the statistics; empty where its table says all."""
        return Markup(figure(measure.name, measure.figures, self.words))

    def _markdown(
        self, page: Page, text: str, title: str, prefix: str, level: int, people: Collection[str] = ()
    ) -> Markup:
        """Markdown of the entry that the page is about; else of whom a text may name, without its attachments."""
        entry = page.values.get("entry")
        attachments: dict[str, str] = {}
        if isinstance(entry, Entry):
            people, attachments = entry.people, {file.name: href(file.path, page.path) for file in entry.files}
        return Markup(
            to_html(
                text,
                lang=self.words.lang,
                attachments=attachments,
                level=level,
                prefix=prefix,
                title=title,
                literals=people,
            )
        )


def fingerprint(entry: Entry) -> str:
    """A short hash of all that the page of a request says, printed at its foot."""
    return hash_of(
        repr((entry.facts, entry.sections, entry.held, entry.clocks, entry.goals)).encode("utf-8", "surrogatepass")
    )[:16]


def _part(name: str, *folders: str) -> Traversable:
    return files("bihuan.templates").joinpath("site", *folders, name)


def _source(name: str) -> str:
    return _part(name).read_text("utf-8")


def _made_by(lang: Lang) -> str:
    """The hash of templates, words, code and libraries."""
    made = hashlib.sha256(repr(sorted(catalog(lang).items())).encode())
    for template in sorted(p.name for p in _part("").iterdir() if p.name.endswith(".j2")):
        made.update(_source(template).encode())
    for maker in MAKERS:
        package, *rest = maker.split("/")
        made.update(files(f"bihuan.{package}").joinpath(*rest).read_bytes())
    made.update(repr([version(library) for library in LIBRARIES]).encode())
    return made.hexdigest()


def _size(size: int) -> str:
    """The size of a file as people read it."""
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"
