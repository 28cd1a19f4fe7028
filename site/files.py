"""Where attachments lie on the site: by content hash, and only under an ending that their bytes prove."""

from __future__ import annotations

import unicodedata

_MAGIC: tuple[tuple[str, bytes], ...] = (
    ("png", b"\x89PNG\r\n\x1a\n"),
    ("jpg", b"\xff\xd8\xff"),
    ("gif", b"GIF87a"),
    ("gif", b"GIF89a"),
    ("pdf", b"%PDF-"),
)
_TEXTS = ("txt", "md", "csv")
_ALIASES = {"jpeg": "jpg", "markdown": "md", "log": "txt"}
# An image may not be a page or a program to some browser as well.
_PAGE_MARKS = (b"gif87a/*", b"gif89a/*", b"<script", b"<html", b"<svg", b"<!doctype", b"<?xml")


def public_name(sha: str, name: str, body: bytes) -> str:
    """The path of an attachment from the site's root: a known kind keeps its ending, all else is ``.bin``."""
    return f"files/{sha[:2]}/{sha}.{_ending(name, body)}"


def _ending(name: str, body: bytes) -> str:
    claimed = name.rpartition(".")[2].lower()
    claimed = _ALIASES.get(claimed, claimed)
    if claimed in _TEXTS:
        return claimed if _is_text(body) else "bin"
    if claimed == "webp":
        proven = body[:4] == b"RIFF" and body[8:12] == b"WEBP"
    else:
        proven = any(claimed == ending and body.startswith(magic) for ending, magic in _MAGIC)
    if not proven or any(mark in body.lower() for mark in _PAGE_MARKS if claimed != "pdf"):
        return "bin"
    return claimed


def _is_text(body: bytes) -> bool:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(unicodedata.category(char) == "Cc" and char not in "\t\r\n" for char in text)
