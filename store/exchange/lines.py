"""A file of JSON Lines, plain or gzip, as objects with their line numbers; a line that cannot be read is a fault."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any, Final

from bihuan.store.exchange.neutral import Unfit
from bihuan.store.exchange.ours import own_source

GZIP: Final = b"\x1f\x8b"
LONGEST: Final = 16 << 20  # bytes of one line: far above any text that is taken, far below what fills the memory
_EXPORT: Final = re.compile(rb'\s*\{\s*"schema"\s*:')
_REQUESTS: Final = re.compile(r'"requests"\s*:\s*\[')
_NEXT: Final = re.compile(r"[\s,]*")
_DECODER: Final = json.JSONDecoder()
SHOWN: Final = 40  # characters of the fault's surroundings


@dataclass(frozen=True, slots=True)
class Line:
    """One line that could be read; `ours` tells that it is a request of our own export."""

    number: int
    text: str
    data: dict[str, Any]
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line, and where: the code of its sentence, line and column counted from 1."""

    line: int
    column: int
    code: str
    key: str = ""
    values: dict[str, object] = field(default_factory=dict)


def unfit(line: Line, why: Unfit) -> Fault:
    """Place what a mapping refused: at the key it is about, where that stands in the line."""
    column = line.text.find(f'"{why.key}"') + 1 if why.key else 0
    return Fault(line.number, max(column, 1), why.code, why.key, why.values)


def read_lines(file: IO[bytes]) -> Iterator[Line | Fault]:
    """Yield every line of a file: what it says, or what is wrong with it. Empty lines say nothing.

    An export of ours is one document: it is read request by request.
    """
    number = 0
    try:
        unpacked = _unpacked(file)
        if _EXPORT.match(_head(unpacked, 64)):
            yield from _requests(unpacked.read())
            return
        for number, raw in enumerate(_raw(unpacked), 1):
            if raw is None:
                yield Fault(number, 1, "E-IMPORT-LINE-LONG", values={"limit": LONGEST})
            elif raw.strip():
                yield _read(number, raw)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        yield Fault(number + 1, 1, "E-IMPORT-GZIP")


def _unpacked(file: IO[bytes]) -> IO[bytes]:
    """Look at the first bytes, not at the name."""
    return gzip.GzipFile(fileobj=file) if _head(file, 2) == GZIP else file  # type: ignore[return-value]


def _head(file: IO[bytes], size: int) -> bytes:
    head = file.read(size)
    file.seek(0)
    return head


def _requests(raw: bytes) -> Iterator[Line | Fault]:
    """Yield the requests of an export; those made in its store get that store's name as their source."""
    whole = _read(1, raw)
    if isinstance(whole, Fault):
        before = raw.decode(errors="replace")[: whole.column - 1]
        yield Fault(before.count("\n") + 1, len(before) - before.rfind("\n"), whole.code, whole.key, whole.values)
        return
    requests, store = whole.data.get("requests"), whole.data.get("store")
    begin = _REQUESTS.search(whole.text)
    if not isinstance(requests, list) or begin is None:
        yield Fault(1, 1, "E-IMPORT-OBJECTS", "requests")
        return
    source = own_source(store if isinstance(store, str) else None)
    for (number, text), data in zip(_placed(whole.text, begin.end()), requests, strict=True):
        if isinstance(data, dict):
            yield Line(number, text, {**data, "source": data.get("source") or source}, ours=True)
        else:
            yield Fault(number, 1, "E-IMPORT-OBJECT")


def _placed(text: str, at: int) -> Iterator[tuple[int, str]]:
    """Yield the line on which each value of a list begins, and the value as it is written, from that line's start."""
    number, counted = 1, 0
    while (found := _NEXT.match(text, at)) and found.end() < len(text) and text[found.end()] != "]":
        number += text.count("\n", counted, found.end())
        counted = found.end()
        at = _DECODER.raw_decode(text, counted)[1]
        yield number, text[text.rfind("\n", 0, counted) + 1 : at]


def _raw(file: IO[bytes]) -> Iterator[bytes | None]:
    """Yield lines as bytes, None for one that is too long; its remainder is passed over."""
    first = True
    while raw := file.readline(LONGEST):
        if first:
            raw, first = raw.removeprefix(b"\xef\xbb\xbf"), False
        if len(raw) >= LONGEST and not raw.endswith(b"\n"):
            while (more := file.readline(LONGEST)) and not more.endswith(b"\n"):
                pass
            yield None
        else:
            yield raw


def _read(number: int, raw: bytes) -> Line | Fault:
    try:
        text = raw.decode().rstrip("\r\n")
    except UnicodeDecodeError as e:
        column = len(raw[: e.start].decode()) + 1
        return Fault(number, column, "E-IMPORT-UTF8", values={"byte": f"{raw[e.start]:02X}"})
    try:
        data = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as e:
        return Fault(number, e.pos + 1, "E-IMPORT-JSON", values={"near": text[e.pos : e.pos + SHOWN]})
    except RecursionError:
        return Fault(number, 1, "E-IMPORT-DEEP")
    except Unfit as e:
        return unfit(Line(number, text, {}), e)
    if not isinstance(data, dict):
        return Fault(number, 1, "E-IMPORT-OBJECT")
    if "\\ud" in text.lower() and (key := _lone(data)):
        return unfit(Line(number, text, {}), Unfit("E-IMPORT-SURROGATE", key))
    return Line(number, text, data)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that stands twice: one of its values would be lost."""
    made = dict(pairs)
    if len(made) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for n, key in enumerate(keys) if key in keys[:n])
        raise Unfit("E-IMPORT-KEY-TWICE", twice)
    return made


def _constant(name: str) -> Any:
    raise Unfit("E-IMPORT-JSON", near=name)


def _lone(data: dict[str, Any]) -> str | None:
    """Find the key that holds half a character: no store could keep it."""
    for key, value in data.items():
        try:
            json.dumps([key, value], ensure_ascii=False).encode()
        except UnicodeEncodeError:
            return key
    return None
