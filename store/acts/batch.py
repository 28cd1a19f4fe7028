"""Acts written as JSON lines: ``{"act", "request", "by", "at", …inputs}``; ``@name`` is a request made before.

Up to 200 lines are all or nothing: one transaction, each act a savepoint and an entry of its own. Longer files are
tried whole on a copy and then applied act by act.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bihuan.store import read
from bihuan.store.acts import Act
from bihuan.store.acts.every import ACTS
from bihuan.store.acts.inputs import parsed
from bihuan.store.errors import BadInput, BihuanError, NotFound
from bihuan.store.file import Proof, Store
from bihuan.store.rules.hours import FIRST_YEAR, LAST_YEAR, instant_of
from bihuan.store.rules.record import Person, Record

WHOLE_LINES = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One act as written."""

    number: int
    data: dict[str, Any]


@dataclass
class Labels:
    """The requests that earlier lines have made, by the label they were given."""

    ids: dict[str, int] = field(default_factory=dict)

    def named(self, value: Any) -> Any:
        """A value with ``@name`` in the place of a request made plain.

        Raises:
            NotFound: no earlier line has made a request of that label.
        """
        if isinstance(value, str) and value.startswith("@"):
            if value[1:] not in self.ids:
                raise NotFound("E-NO-LABEL", "request", label=value)
            return f"#{self.ids[value[1:]]}"
        return value


class BadLine(BihuanError):
    """A line could not be applied; the error it met is inside."""

    def __init__(self, line: int, cause: BihuanError) -> None:
        values = {k: v for k, v in cause.values.items() if k != "field"}
        super().__init__(cause.code, cause.field, cause.checks, **{**values, "line": line})
        self.line, self.cause = line, cause
        self.exit_code = cause.exit_code  # type: ignore[misc]


def lines(text: Iterable[str]) -> Iterator[Line]:
    """Read JSON lines; empty ones and those that begin with ``#`` are passed over.

    Raises:
        BadLine: a line is not a JSON object.
    """
    for number, raw in enumerate(text, 1):
        if not raw.strip() or raw.lstrip().startswith("#"):
            continue
        try:
            data = json.loads(raw)
        except json.JSONDecodeError as e:
            raise BadLine(number, BadInput("E-BATCH-JSON", "line", column=e.colno)) from e
        except RecursionError as e:
            raise BadLine(number, BadInput("E-BATCH-JSON", "line", column=1)) from e
        if not isinstance(data, dict) or not isinstance(data.get("act"), str):
            raise BadLine(number, BadInput("E-BATCH-ACT", "act"))
        yield Line(number, data)


def instant(store: Store, text: Any) -> int:
    """An ISO 8601 moment as UTC milliseconds; without an offset it is in the calendar's zone.

    Raises:
        BadInput: it is none.
    """
    try:
        moment = datetime.fromisoformat(str(text))
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValueError(moment.year)
    except ValueError as e:
        raise BadInput("E-AT", "at", value=text) from e
    return instant_of(moment if moment.tzinfo else moment.replace(tzinfo=store.calendar.info))


def person(store: Store, login: Any) -> Person:
    """Somebody by login.

    Raises:
        NotFound: nobody has it.
    """
    found = next((p for p in store.team.people.values() if p.login == login), None)
    if found is None:
        raise NotFound("E-NO-SUCH-PERSON", "by", login=login)
    return found


def run(store: Store, line: Line, labels: Labels) -> Record | None:
    """Do one line's act.

    Raises:
        BadLine: it could not be done.
    """
    data = dict(line.data)
    code, no, label = data.pop("act"), data.pop("request", None), data.pop("label", None)
    by, at = data.pop("by", None), data.pop("at", None)
    try:
        found = ACTS.get(code)
        if found is None:
            raise NotFound("E-NO-ACT", "act", act=code)
        rid = None if no is None else request(store, labels.named(no))
        if rid is None and not found.declared.new and found.declared.about == "request":
            raise BadInput("E-INPUT-MISSING", "request", name="request")
        proof = proof_of(found, data, entered=by is not None)
        kinds = {i.name: i.kind for i in found.inputs}
        data = {k: others(store, labels, kinds.get(k, ""), v) for k, v in data.items()}
        given = parsed(store, found.inputs, data)
        who = None if by is None else person(store, by)
        record: Record | None = found.told(store, rid, None if at is None else instant(store, at), who, proof, **given)
    except BihuanError as e:
        raise BadLine(line.number, e) from e
    if label and record is not None:
        labels.ids[str(label)] = record.request.id
    return record


def proof_of(act: Act[Any], data: dict[str, Any], *, entered: bool) -> Proof | None:
    """The channel and the attachment that prove what is entered for somebody, taken out of a line."""
    if "proof" not in data and not (entered and "channel" in data):
        return None
    attachment, channel = data.pop("proof", None), data.get("channel")
    if all(i.name != "channel" for i in act.inputs):
        data.pop("channel", None)
    return Proof(str(channel or ""), attachment if isinstance(attachment, int) else None)


def request(store: Store, no: str) -> int:
    """A request by its name, a label made plain or its number."""
    return int(no[1:]) if str(no).startswith("#") else read.resolve(store, str(no), all_seen=store.team.demo)


def others(store: Store, labels: Labels, kind: str, value: Any) -> Any:
    """An input with the numbers of the requests that it names by their labels."""
    if kind == "requests" and isinstance(value, list):
        return [other(store, labels, one) for one in value]
    return other(store, labels, value) if kind == "request" else value


def other(store: Store, labels: Labels, no: Any) -> Any:
    """The number of another request that an input names."""
    plain = labels.named(no)
    if isinstance(plain, str) and plain.startswith("#"):
        return read.record(store, int(plain[1:])).name
    return plain
