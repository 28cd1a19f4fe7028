"""The SQL of who sees what, and of the two lists that everybody opens: shared by ``read.py`` and ``tui/quick.py``.

It imports nothing, so that a list is on the terminal before anything heavy is loaded.
"""

from __future__ import annotations

from typing import Any

# A person and those that the person stands in for today.
MINE = "SELECT ? UNION SELECT person FROM deputy WHERE deputy = ? AND NOT dropped AND first_on <= ? AND last_on >= ?"


def seen_by(person: int, keeper: bool, today: str) -> tuple[str, tuple[Any, ...]]:
    """The condition on ``request`` that leaves what a person may see, and its arguments.

    Everyone sees every submitted request; a draft is its author's; a confidential one is its participants', their
    deputies' and the keepers of records' (``spec/workflow.md``, "Who sees what").

    Args:
        person: the id, 0 for an account that the store does not know.
        keeper: the person is a keeper of records.
        today: the day in the calendar's zone, as ISO text.
    """
    if keeper:
        return "(request.status <> 'draft' OR request.author = ?)", (person,)
    return (
        "((request.status <> 'draft' OR request.author = ?) AND (NOT request.confidential OR EXISTS "
        f"(SELECT 1 FROM participant p WHERE p.request = request.id AND p.person IN ({MINE}))))",
        (person, person, person, today, today),
    )


def ball(now: int) -> str:
    """Who has the ball, as SQL: after the waiting periods it turns by time alone."""
    return f"CASE WHEN turns_at <= {now:d} THEN turns_to ELSE ball END"


def listed(now: int) -> str:
    """The lines of a list of requests, as SQL without its condition."""
    return (
        "SELECT request.id, number, title, type, priority, status, step, "
        f"{ball(now)}, due_at, due_clock, estimated, disputed, department, confidential, closed_at, newest "
        "FROM request JOIN standing ON standing.request = request.id"
    )


ORDER = "ORDER BY due_at IS NULL, due_at, request.number IS NULL, request.number DESC, request.id DESC"

# The columns of `read.Owed`: of what is owed alike the earliest due time, and of a debt the field that is to be filled.
OWED = """
SELECT owed.request, number, title, status, step, department, act, row, clock, min(due_at) due_at,
    owed.estimated, owed.disputed,
    coalesce((SELECT field FROM debt WHERE clock = 'debt' AND request = owed.request AND n = row), '') field
"""
# Late acts first, then unanswered questions, then by due time; one line an act, whoever of two it is owed by.
# Among them what is only told: escalations to heads, nudges, what concerns a department (``rules/reminders.py``).
INBOX = f"""
{OWED}
FROM (SELECT * FROM owed UNION ALL SELECT * FROM notice) owed JOIN request ON request.id = owed.request
WHERE from_at <= ? AND person IN ({MINE}) AND {{}}
GROUP BY owed.request, act, row, clock
ORDER BY NOT coalesce(due_at < ?, 0), act <> 'answer', due_at IS NULL, due_at, owed.request, act, row
"""


def inbox(person: int, keeper: bool, today: str, now: int) -> tuple[str, tuple[Any, ...]]:
    """The statement of a person's inbox, and its arguments.

    Who stands in for a keeper of records owes the same acts, but does not see what keepers alone see.
    """
    where, seen = seen_by(person, keeper, today)
    return INBOX.format(where), (now, person, person, today, today, *seen, now)
