"""How Bihuan reads Markdown: one parser, right for Chinese and safe against hostile text.

CommonMark with tables and ``~~``, HTML off. What Chinese needs beyond it: emphasis beside full-width punctuation, line
breaks that leave no space, bare addresses that end where Chinese punctuation begins.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table as read_table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_cjk_friendly import cjk_friendly

# Steps of the parser for one text. Real texts of 50,000 characters take some 30,000; reference definitions written to
# hurt take ten million. Steps, not seconds: the same text gives the same page on a slow machine. 400,000 are about 1 s.
STEPS = 400_000
# A header of 10,000 columns fills up every short row below it; past this many cells it is no table.
CELLS = 20_000
_NESTING = 20

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.\-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")
_ADDRESS = re.compile(r"mailto:[A-Za-z0-9.!#$'*+/=^_{}~\-]+@[A-Za-z0-9][A-Za-z0-9.\-]*")
_BARE = re.compile(r"https?://[A-Za-z0-9\[][\w\-.~:/?#\[\]@!$&'()*+,;=%]*", re.ASCII)
_BARE_TAIL = ".,;:!?'*_~"
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# What stands without a space beside it: Han, kana, their punctuation and full-width forms.
_WIDE = re.compile(
    "[\u2e80-\u303f\u3040-\u30ff\u31c0-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
# Of no width of their own, Chinese when their neighbour is.
_QUOTES = "“”‘’—…·"


class TooCostly(Exception):
    """The text would cost more steps than any text that people write."""


@cache
def parser() -> MarkdownIt:
    """The one Markdown parser, for screens and pages alike."""
    reader = MarkdownIt("commonmark", {"html": False, "maxNesting": _NESTING, "xhtmlOut": False})
    reader.enable(["table", "strikethrough"]).use(cjk_friendly)
    reader.validateLink = _is_readable  # type: ignore[method-assign]
    reader.core.ruler.before("block", "steps", _allot_steps)
    reader.block.ruler.before("table", "steps", _step_block, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    reader.inline.ruler.before("text", "steps", _step_inline)
    reader.block.ruler.at("table", _read_small_table, {"alt": ["paragraph", "reference"]})
    reader.inline.ruler.before("autolink", "line_break", _read_line_break)
    reader.core.ruler.after("text_join", "bare_addresses", _link_bare_addresses)
    reader.core.ruler.after("bare_addresses", "chinese_breaks", _join_chinese_lines)
    return reader


def _is_readable(url: str) -> bool:
    """An address that is read as one: a safe one, or a path out of here, which no page makes a link of."""
    return is_safe_link(url) or (url.startswith("../") and is_safe_link(url.replace("../", "")))


def is_safe_link(url: str) -> bool:
    """An address a page may carry: http, https, one plain mail address, or a relative path that stays where it is."""
    if _SCHEME.match(url):
        return _is_web(url) or _ADDRESS.fullmatch(url) is not None
    path = unquote(url.partition("#")[0])
    if path.startswith("/") or "\\" in path or ":" in path or not path.isprintable():
        return False
    return ".." not in path.split("/") and url.count("#") <= 1


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme.lower() not in ("http", "https") or "@" in parts.netloc or url.count("#") > 1:
        return False
    host = parts.netloc if port is None else parts.netloc.rpartition(":")[0]
    return _HOST.fullmatch(host) is not None and ".." not in host


def _allot_steps(state: StateCore) -> None:
    state.env["steps"] = STEPS


def _spend(env: MutableMapping[str, Any]) -> bool:
    env["steps"] -= 1
    if env["steps"] < 0:
        raise TooCostly
    return False


def _step_block(state: StateBlock, _start: int, _end: int, _silent: bool) -> bool:
    return _spend(state.env)


def _step_inline(state: StateInline, _silent: bool) -> bool:
    return _spend(state.env)


def _read_small_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    columns = state.src.count("|", state.bMarks[start], state.eMarks[start])
    if columns > 1:
        rows = 0
        while start + rows < end and not state.isEmpty(start + rows):
            rows += 1
            if columns * rows > CELLS:
                return False
    return read_table(state, start, end, silent)


def _read_line_break(state: StateInline, silent: bool) -> bool:
    """Take ``<br>``, the one piece of HTML that tables in Markdown cannot do without."""
    found = _BREAK.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos = found.end()
    return True


def _link_bare_addresses(state: StateCore) -> None:
    for token in state.tokens:
        if token.children and "://" in token.content:
            token.children = _with_links(token.children, state.md)


def _with_links(tokens: list[Token], reader: MarkdownIt) -> list[Token]:
    found: list[Token] = []
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type == "text" and depth == 0 and "://" in token.content:
            found.extend(_cut(token, reader))
        else:
            found.append(token)
    return found


def _cut(token: Token, reader: MarkdownIt) -> list[Token]:
    """One text as text and links by turns."""
    cut: list[Token] = []
    done = 0
    for match in _BARE.finditer(token.content):
        address = _bare(match.group())
        href = reader.normalizeLink(address)
        if not is_safe_link(href):
            continue
        cut += _texts(token, token.content[done : match.start()])
        cut.append(Token("link_open", "a", 1, attrs={"href": href}, level=token.level, markup="bare"))
        cut += _texts(token, address)
        cut.append(Token("link_close", "a", -1, level=token.level, markup="bare"))
        done = match.start() + len(address)
    return [*cut, *_texts(token, token.content[done:])]


def _bare(address: str) -> str:
    """The address without the sentence's own punctuation and without a bracket it did not open."""
    while address:
        shorter = address.rstrip(_BARE_TAIL)
        for opening, closing in ("()", "[]"):
            if shorter.endswith(closing) and shorter.count(closing) > shorter.count(opening):
                shorter = shorter[:-1]
        if shorter == address:
            break
        address = shorter
    return address


def _texts(like: Token, content: str) -> list[Token]:
    return [Token("text", "", 0, content=content, level=like.level)] if content else []


def _join_chinese_lines(state: StateCore) -> None:
    for token in state.tokens:
        if token.children and any(child.type == "softbreak" for child in token.children):
            children = token.children
            token.children = [child for at, child in enumerate(children) if not _is_idle(children, at)]


def _is_idle(tokens: list[Token], at: int) -> bool:
    """A soft break that stands between two Chinese characters."""
    if tokens[at].type != "softbreak":
        return False
    before = next((t.content[-1] for t in reversed(tokens[:at]) if t.content), "")
    after = next((t.content[0] for t in tokens[at + 1 :] if t.content), "")
    wide = (_WIDE.match(before) is not None, _WIDE.match(after) is not None)
    quotes = (before in _QUOTES, after in _QUOTES)
    return bool(before and after) and any(wide) and all(w or q for w, q in zip(wide, quotes, strict=True))
