"""What is typed behind a verb as the inputs of an act: words in their order, ``FIELD=VALUE``, JSON for rows, ``-``."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from bihuan.store.acts import Act
from bihuan.store.acts.inputs import Input, Upload
from bihuan.store.errors import BadInput
from bihuan.store.rules.record import FIELDS, MANY

FIELD_VALUE = re.compile(r"(?P<path>[a-z_]+(?:\+|\.\d+(?:\.[a-z_]+)?)?)=(?P<value>.*)", re.DOTALL)
MARKED = re.compile(r'\{\s*"not_applicable"')
SEVERAL = ("people", "words")  # several values of one input, by commas or by giving it again


def gathered(act: Act[Any], words: list[str], options: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The inputs by name, from options and from the words in order.

    Raises:
        BadInput: more words than inputs.
    """
    fields = next((i for i in act.inputs if i.kind == "fields"), None)
    data = {i.name: joined(i, options[i.name]) for i in act.inputs if options.get(i.name)}
    if fields is not None:
        typed = [w for w in words if FIELD_VALUE.fullmatch(w)]
        words = [w for w in words if w not in typed]
        data[fields.name] = {**data.get(fields.name, {}), **field_values(typed)}
    for i in act.inputs:
        if words and i.required and i.name not in data and i.kind != "fields":
            if i.kind in SEVERAL:
                data[i.name], words = joined(i, words), []
            else:
                data[i.name] = one(i, words.pop(0))
    if words:
        raise BadInput("E-USAGE-EXTRA", words[0], (), words=" ".join(words))
    return data


def field_values(words: Sequence[str]) -> dict[str, Any]:
    """Fields from ``FIELD=VALUE``: JSON for rows, ``-`` for standard input.

    Raises:
        BadInput: a word is of another form.
    """
    found: dict[str, Any] = {}
    for word in words:
        m = FIELD_VALUE.fullmatch(word)
        if m is None:
            raise BadInput("E-USAGE-FIELD", word, (), word=word)
        path = m["path"]
        value = field_value(path, text_of(m["value"]))
        if path.endswith("+") and path in found:
            value = [*listed(found[path]), *listed(value)]
        found[path] = value
    return found


def listed(value: Any) -> list[Any]:
    """A row given alone is a list of one."""
    return value if isinstance(value, list) else [value]


def field_value(path: str, text: str) -> Any:
    """The value of a field as typed: rows and lists may be JSON, a text may be marked not applicable."""
    name, _, rest = path.partition(".")
    name = name.removesuffix("+")
    if name in MANY and not rest:
        return structured(path, text)
    c = FIELDS.get(name)
    return structured(path, text) if c is not None and (c.kind in SEVERAL or MARKED.match(text)) else text


def structured(name: str, text: str) -> Any:
    """JSON, when it looks like that; else the text itself.

    Raises:
        BadInput: it looks like JSON and is none.
    """
    if text[:1] not in ("[", "{"):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as e:
        raise BadInput("E-USAGE-JSON", name, (), name=name, why=e) from e


def text_of(value: str) -> str:
    """The text itself; ``-`` stands for what standard input holds."""
    return sys.stdin.read().removesuffix("\n") if value == "-" else value


def joined(i: Input, values: Sequence[str]) -> Any:
    """What was given for one input, perhaps several times.

    Raises:
        BadInput: a reason without its check, or JSON that is none.
    """
    if i.kind in SEVERAL:
        parts = [structured(i.name, text_of(v)) for v in values]
        if len(parts) == 1:
            return parts[0]
        return [x for p in parts for x in listed(p)]
    if i.kind in ("reasons", "fields"):
        found: dict[str, Any] = {}
        for v in values:
            code, sign, text = v.partition("=")
            given = structured(i.name, text_of(v)) if v[:1] in ("{", "-") else {code.strip(): text_of(text)}
            if not isinstance(given, dict) or (v[:1] != "{" and not sign):
                raise BadInput("E-INPUT-REASONS", i.name, (), name=i.name)
            found |= given
        return found
    return one(i, values[-1])


def one(i: Input, value: str) -> Any:
    """One value of one input."""
    if i.kind == "file":
        return Upload("stdin", sys.stdin.buffer.read()) if value == "-" else value
    text = text_of(value)
    return structured(i.name, text) if i.kind == "rows" or (i.na and MARKED.match(text)) else text
