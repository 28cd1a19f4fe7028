"""Dates and instants as other trackers write them: what can be read is read strictly, the rest stays as written."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?")


def moment(written: str, zone: tzinfo) -> int | None:
    """The UTC milliseconds of a date (its midnight in the team's zone) or an instant (without offset: UTC).

    Returns:
        None where there is no such day or time, as in `2021-21-01`.
    """
    try:
        if _DAY.fullmatch(written):
            day = date.fromisoformat(written)
            return _milliseconds(datetime(day.year, day.month, day.day, tzinfo=zone))
        if _INSTANT.fullmatch(written):
            at = datetime.fromisoformat(written)
            return _milliseconds(at if at.tzinfo else at.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None
    return None


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)
