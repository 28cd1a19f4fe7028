"""Why something was not done, as data; interfaces make the sentence from the code.

BihuanError
├── Refused      a gate or an act found checks unmet                       exit 1
├── BadInput     what was given cannot be read                             exit 2
├── NotFound     no such request, row or person                            exit 3
├── NotAllowed   not this person, party or step; a frozen field            exit 4
├── Conflict     somebody changed it meanwhile                             exit 5
└── Unavailable  the store cannot be used: missing, newer, full, read-only exit 6
"""

from __future__ import annotations

from typing import Any, ClassVar

from bihuan.store.rules.record import Check


class BihuanError(Exception):
    """A code, the field it is about, and the values of its sentence (``error.CODE``)."""

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, field: str = "", checks: tuple[Check, ...] = (), **values: Any) -> None:
        self.code, self.field, self.checks, self.values = code, field, checks, {"field": field, **values}
        super().__init__(f"{code} {field} {values or ''}".strip())


class Refused(BihuanError):
    """Checks are unmet; every one of them is here, never only the first."""

    def __init__(self, *checks: Check, code: str = "E-GATE", **values: Any) -> None:
        super().__init__(code, checks[0].field if checks else "", checks, **values)


class BadInput(BihuanError):
    """What was given cannot be read."""

    exit_code = 2


class NotFound(BihuanError):
    """There is no such thing."""

    exit_code = 3


class NotAllowed(BihuanError):
    """This person may not, or not now."""

    exit_code = 4


class Conflict(BihuanError):
    """Somebody else changed it meanwhile."""

    exit_code = 5


class Unavailable(BihuanError):
    """The store cannot be used."""

    exit_code = 6
