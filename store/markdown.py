"""Markdown to HTML through one function: what people wrote, readable, and nothing in it that acts.

The dialect is `store/dialect.py`'s; nh3 cleans what the renderer made. A text is rendered in pieces
(`store/pieces.py`); one that would cost too much, or is too long to be parted, stands as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

import nh3
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from bihuan.store.dialect import TooCostly, parser
from bihuan.store.pieces import PIECE, pieces
from bihuan.store.text import Lang, say, shown

__all__ = ["parser", "to_html"]

_TAGS = frozenset({"p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "em", "strong", "s", "a", "img", "blockquote"})
_TAGS |= {"ul", "ol", "li", "pre", "code", "table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption"}
_TAGS |= {"div", "span"}
_REGION = frozenset({"class", "role", "tabindex", "aria-label"})
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "pre": set(_REGION),
    "div": set(_REGION),
    "code": {"class"},
    "span": {"class"},
    "figure": {"class"},
    "th": {"class", "scope"},
    "td": {"class"},
    **{f"h{rank}": {"id"} for rank in range(1, 7)},
}
_SCHEMES = {"http", "https", "mailto"}
_LOWEST = 6
# In a table: so many columns stay on one line, 2026-09-23 09:50 or eight Han; a hash may break anywhere.
_SHORT = 16
_WIDE = re.compile("[\u2e80-\uffef]")
_HASH = re.compile("[0-9a-f]{32,}")
# Stands for the star of a masked name (研发部*工程师) while Markdown is read, where a pair of stars means emphasis.
_STAR = "\ue02a"
_NO_FILES: Mapping[str, str] = MappingProxyType({})


@dataclass
class _Page:
    """What the renderer must know, and what it counts so that names and ids are unique on a page."""

    lang: Lang
    title: str
    prefix: str
    files: Mapping[str, str]
    anchors: Mapping[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def name(self, kind: str) -> str:
        """The name of the next region of a kind."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        label = say(f"markdown.{kind}", self.lang, n=self.counts[kind])
        return escapeHtml(f"{self.title} · {label}" if self.title else label)

    def target(self, href: str) -> str | None:
        """Where a link leads: out, to a heading of the text or to an attachment; None where there is nothing."""
        if href.startswith("#"):
            anchor = self.anchors.get(_slug(href[1:]))
            return f"#{anchor}" if anchor else None
        if href.startswith(("http:", "https:", "mailto:")):
            return href
        return self.file(href)

    def file(self, href: str) -> str | None:
        """The attachment that a relative address means, if any; the parser has encoded what is not ASCII."""
        return self.files.get(unquote(href).removeprefix("./"))


def to_html(
    text: str,
    *,
    lang: Lang | None = None,
    attachments: Mapping[str, str] = _NO_FILES,
    level: int = 3,
    prefix: str = "t",
    title: str = "",
    literals: Collection[str] = (),
) -> str:
    """Render one text.

    Args:
        text: Markdown as people or imports brought it.
        lang: of the words the program adds; the text keeps its own.
        attachments: name as written in the text → address on the page; other images and relative links are not made.
        level: rank of the text's highest heading.
        prefix: begins every id, so that several texts on one page do not clash.
        title: begins the name of every code and table region, so that each is known apart.
        literals: masked names, whose stars are no emphasis.
    """
    page = _Page(lang or "zh", title, prefix, attachments)
    source = shown(text.removeprefix("\ufeff"), lines=True)
    for literal in literals:
        source = source.replace(literal, literal.replace("*", _STAR))
    parts = [_read(part) for part in pieces(source)]
    page.anchors = _rank_headings([token for part in parts if not isinstance(part, str) for token in part], page, level)
    html = "".join(_plain(part, page) if isinstance(part, str) else _render(part, page) for part in parts)
    return _clean(html).replace(_STAR, "*")


def _read(part: str) -> Sequence[Token] | str:
    """The tokens of a piece, or the piece itself where reading it would cost too much."""
    if len(part) > PIECE:
        return part
    try:
        return parser().parse(part)
    except TooCostly:
        return part


def _render(tokens: Sequence[Token], page: _Page) -> str:
    return str(_Renderer().render(tokens, parser().options, {"page": page}))


def _plain(text: str, page: _Page) -> str:
    return f'<pre class="plain" role="region" tabindex="0" aria-label="{page.name("plain")}">{escapeHtml(text)}</pre>\n'


def _clean(html: str) -> str:
    return nh3.clean(html, tags=set(_TAGS), attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)


def _rank_headings(tokens: Sequence[Token], page: _Page, level: int) -> dict[str, str]:
    """Rank headings below the page's own, none skipping a rank, and give each an id; returns the ids by slug."""
    openings = [at for at, token in enumerate(tokens) if token.type == "heading_open"]
    highest = min((int(tokens[at].tag[1]) for at in openings), default=1)
    anchors: dict[str, str] = {}
    before = level - 1
    for at in openings:
        heading, inline, closing = tokens[at : at + 3]
        words = _words(inline)
        if not words:
            heading.tag = closing.tag = "p"
            continue
        before = min(level + int(heading.tag[1]) - highest, before + 1, _LOWEST)
        heading.tag = closing.tag = f"h{before}"
        page.counts["heading"] = page.counts.get("heading", 0) + 1
        heading.attrs = {"id": f"{page.prefix}-{page.counts['heading']}"}
        anchors.setdefault(_slug(words), str(heading.attrs["id"]))
    return anchors


def _words(inline: Token) -> str:
    return "".join(token.content for token in inline.children or () if token.type in ("text", "code_inline")).strip()


def _slug(words: str) -> str:
    """The name by which links in common Markdown hosts reach a heading."""
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", unquote(words).strip().lower()))


class _Renderer(RendererHTML):
    """Tokens to HTML: regions with a name, classes instead of styles, images only from attachments."""

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """A fenced block; a diagram stands as its source, in a figure."""
        token = tokens[idx]
        language = (token.info.split() or [""])[0]
        block = _code(token.content, language, env["page"])
        if language.lower() != "mermaid":
            return block
        caption = say("markdown.diagram", env["page"].lang)
        return f'<figure class="diagram">{block}<figcaption>{caption}</figcaption></figure>\n'

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """An indented block."""
        return _code(tokens[idx].content, "", env["page"])

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """A table in a region that scrolls."""
        _settle_cells(tokens, idx)
        return f'<div class="table" role="region" tabindex="0" aria-label="{env["page"].name("table")}"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """The end of both."""
        return "</table></div>\n"

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """An attachment's image; one elsewhere is a link, one that is nowhere says so."""
        page: _Page = env["page"]
        source = str(tokens[idx].attrs.get("src", ""))
        words = self.renderInlineAsText(tokens[idx].children or [], options, env).strip()
        words = escapeHtml(words or say("markdown.image", page.lang))
        if file := page.file(source):
            return f'<img src="{escapeHtml(file)}" alt="{words}">'
        if source.startswith(("http:", "https:")) and not _within_link(tokens, idx):
            return f'<a href="{escapeHtml(source)}">{words}</a>'
        return f'<span class="absent">{words}（{say("markdown.absent_image", page.lang)}）</span>'

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """A link where it leads somewhere and has words, else only its words."""
        target = env["page"].target(str(tokens[idx].attrs.get("href", "")))
        end = next((at for at in range(idx + 1, len(tokens)) if tokens[at].type == "link_close"), len(tokens))
        worded = any(token.content.strip() or token.type == "image" for token in tokens[idx + 1 : end])
        if target is None or not worded:
            tokens[min(end, len(tokens) - 1)].hidden = True
            return "" if worded else escapeHtml(target or "")
        return f'<a href="{escapeHtml(target)}">'

    def link_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """The end of a link, if there is one."""
        return "" if tokens[idx].hidden else "</a>"


def _code(content: str, language: str, page: _Page) -> str:
    known = f' class="language-{language}"' if re.fullmatch(r"[A-Za-z0-9+#.\-]{1,30}", language) else ""
    opening = f'<pre role="region" tabindex="0" aria-label="{page.name("code")}"><code{known}>'
    return f"{opening}{escapeHtml(content)}</code></pre>\n"


def _within_link(tokens: Sequence[Token], idx: int) -> bool:
    return sum(token.nesting for token in tokens[:idx] if token.type in ("link_open", "link_close")) > 0


def _length(words: str) -> str:
    """The class of a cell whose words stay on one line, a day or a person, or that a hash fills."""
    if _HASH.fullmatch(words):
        return "hash"
    lines = words.split("<br>")
    return "n" if words and all(len(line) + len(_WIDE.findall(line)) <= _SHORT for line in lines) else ""


def _settle_cells(tokens: Sequence[Token], idx: int) -> None:
    """Classes for alignment and length; a header cell is one only if it has words and something below it."""
    end = next(at for at in range(idx, len(tokens)) if tokens[at].type == "table_close")
    has_body = any(token.type == "tbody_open" for token in tokens[idx:end])
    for at in range(idx, end):
        token = tokens[at]
        if token.type not in ("th_open", "td_open"):
            continue
        style = str(token.attrs.pop("style", ""))
        length = _length(tokens[at + 1].content) if token.tag == "td" else ""
        if names := " ".join(filter(None, (style.replace("text-align:", "to-"), length))):
            token.attrs["class"] = names
        if token.tag == "th" and has_body and tokens[at + 1].content:
            token.attrs["scope"] = "col"
        elif token.tag == "th":
            token.tag = tokens[at + 2].tag = "td"
