"""Reasons given at a gate: a warning acknowledged, a check of wording or contents overridden, each by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated

from bihuan.store.acts import Acting
from bihuan.store.rules.field import F
from bihuan.store.rules.kept import Acknowledgement
from bihuan.store.rules.record import Check

# By the code of a check, or by ``CODE:field`` where one code has several.
Reasons = Annotated[dict[str, str] | None, F("reasons")]


def settle(do: Acting, checks: Iterable[Check], reasons: Mapping[str, str] | None) -> tuple[Check, ...]:
    """Keep the reasons given for what may be settled so; return what is left."""
    given = {code.upper(): reason.strip() for code, reason in (reasons or {}).items()}
    left = []
    for check in checks:
        reason = given.get(f"{check.code}:{check.field}".upper()) or given.get(check.code)
        if reason and (check.severity == "warning" or check.overridable):
            do.put(settled(do, check, reason))
        else:
            left.append(check)
    return tuple(left)


def settled(do: Acting, check: Check, reason: str) -> Acknowledgement:
    """The row that says who went on in spite of a check, and why."""
    worst = "warn" if check.severity == "warning" else "refuse"
    return Acknowledgement(
        request=do.on.request.id,
        code=check.code,
        field=check.field,
        kind="acknowledged" if check.severity == "warning" else "overridden",
        classes=tuple(dict.fromkeys(f.cls for f in check.findings if f.severity == worst)),
        reason=reason,
        about=check.about or None,
        by=do.who.id,
        at=do.at,
    )
