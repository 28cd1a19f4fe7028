"""Talk on the way: questions and answers, progress and looks, issues, deviations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal, get_args

from bihuan.store.acts import Acting, act, refuse_past
from bihuan.store.acts.hands import given_by, refuse_one_hand
from bihuan.store.acts.rows import row_of
from bihuan.store.errors import BadInput, Conflict, NotAllowed
from bihuan.store.rules.field import F
from bihuan.store.rules.happened import Contact, Criterion, Deviation, Issue, Look, Question, Update
from bihuan.store.rules.planned import WorkItem
from bihuan.store.rules.record import Party
from bihuan.store.rules.roles import (
    BUSINESS_DECIDING,
    BUSINESS_ROLES,
    PARTY_OF,
    TECHNICAL_ROLES,
    roles_of,
    stood_in_for,
)

Text = Annotated[str, F("markdown")]
TextIf = Annotated[str | None, F("markdown")]
ON_THE_WAY = ("submitting", "assessing", "designing", "developing", "testing", "launched", "blocked")


# ---- questions ---------------------------------------------------------------------------------------------------
@act("ask", statuses=ON_THE_WAY)
def ask(do: Acting, to: Annotated[str, F("line")], text: Text, stops_work: bool = False) -> None:
    """Ask a party or a person; whoever is asked owes the answer."""
    known = {p.login for p in do.store.team.people.values() if p.active}
    if to not in ("business", "technical") and to not in known:
        raise BadInput("E-INPUT-PERSON", "to", name="to", value=to)
    do.put(Question(request=do.on.request.id, to=to, text=text, stops_work=stops_work, by=do.who.id, at=do.at))


@act("answer", statuses=(*ON_THE_WAY, "closed"), ended=True)
def answer(do: Acting, question: Annotated[int, F("row", ref="questions")], text: Text) -> None:
    """Answer a question that one was asked."""
    q = row_of(do.on, Question, question)
    if q.answered_at is not None:
        raise Conflict("E-ANSWERED", f"questions.{question}", n=question)
    refuse_before(do, q.at)
    if not may_answer(do, q):
        raise NotAllowed("E-ANSWER-OTHER", "question", to=q.to)
    do.put(replace(q, answer=text, answered_by=do.who.id, answered_at=do.at))


def refuse_before(do: Acting, since: int) -> None:
    """Nothing is answered before it was asked.

    Raises:
        BadInput: it would be.
    """
    if do.at < since:
        raise BadInput("E-AT-BEFORE-LAST", "at", at=do.at, last=since)


def may_answer(do: Acting, q: Question) -> bool:
    """The person is the one asked, or holds a role of the party asked, or stands in for one who does."""
    persons = {do.who.id} | stood_in_for(do.on.team, do.who.id, do.today)
    if q.to not in ("business", "technical"):
        return any(p.login == q.to for i in persons if (p := do.on.team.people.get(i)))
    if q.to == "technical" and do.on.request.technical_contact is None:
        return do.who.party == "technical"
    return any(PARTY_OF.get(role) == q.to for i in persons for role in roles_of(do.on, i))


# ---- progress ----------------------------------------------------------------------------------------------------
@act("update", statuses=("developing", "blocked"), roles=TECHNICAL_ROLES)
def update(do: Acting, text: Text, state: Literal["doing", "to_test", "blocked"] = "doing") -> None:
    """Write today's progress update."""
    do.put(Update(request=do.on.request.id, on=do.today, by=do.who.id, at=do.at, state=state, text=text))


@act("look", statuses=("developing", "testing", "blocked"), roles=BUSINESS_ROLES, undoable=False)
def look(do: Acting) -> None:
    """Note that business has looked at the progress."""
    do.put(Look(request=do.on.request.id, at=do.at, by=do.who.id))


@act("item", statuses=("designing", "developing", "testing", "launched", "blocked"), roles=TECHNICAL_ROLES)
def item(
    do: Acting,
    item: Annotated[int, F("row", ref="work_items")],
    state: Literal["todo", "doing", "to_test", "blocked", "done"],
) -> None:
    """Move a work item to another state."""
    do.put(replace(row_of(do.on, WorkItem, item), state=state))


# ---- issues ------------------------------------------------------------------------------------------------------
@act("issue", statuses=("assessing", "designing", "developing", "testing", "launched", "blocked"))
def issue(
    do: Acting,
    text: Text,
    serious: bool = False,
    criterion: Annotated[int | None, F("row", ref="criteria")] = None,
    owner: Annotated[int | None, F("person", ref="person")] = None,
    due_on: Annotated[date | None, F("day")] = None,
) -> None:
    """Log a problem met."""
    if criterion is not None:
        row_of(do.on, Criterion, criterion)
    do.put(
        Issue(
            request=do.on.request.id,
            text=text,
            serious=serious,
            criterion=criterion,
            owner=owner,
            due_on=due_on,
            by=do.who.id,
            at=do.at,
        )
    )


@act(
    "remainder", statuses=("developing", "testing", "launched", "blocked"), roles=(*BUSINESS_DECIDING, *TECHNICAL_ROLES)
)
def remainder(
    do: Acting,
    issue: Annotated[int, F("row", ref="issues")],
    owner: Annotated[int, F("person", ref="person")],
    due_on: Annotated[date, F("day")],
) -> None:
    """Let an issue go along as a remainder: who resolves it, and until when."""
    refuse_past(do, "due_on", due_on)
    do.put(replace(open_issue(do, issue), owner=owner, due_on=due_on))


@act(
    "resolve",
    statuses=("assessing", "designing", "developing", "testing", "launched", "blocked"),
    roles=TECHNICAL_ROLES,
)
def resolve(do: Acting, issue: Annotated[int, F("row", ref="issues")], resolution: Text) -> None:
    """Note how an issue was resolved."""
    do.put(replace(open_issue(do, issue), resolution=resolution, resolved_by=do.who.id, resolved_at=do.at))


def open_issue(do: Acting, n: int) -> Issue:
    """The issue of a number, while it is not resolved.

    Raises:
        NotFound: there is none.
        Conflict: it is resolved.
    """
    found = row_of(do.on, Issue, n)
    if found.resolved_at is not None:
        raise Conflict("E-RESOLVED", f"issues.{n}", n=n)
    return found


# ---- deviations --------------------------------------------------------------------------------------------------
@act("deviation", statuses=("designing", "developing", "testing", "blocked"))
def deviation(do: Acting, text: Text) -> None:
    """Log a misunderstanding or a likely problem: business is to be told of it at once."""
    told = do.at if do.who.party == "business" else None
    do.put(Deviation(request=do.on.request.id, text=text, by=do.who.id, at=do.at, told_at=told))


@act("tell", statuses=("designing", "developing", "testing", "blocked"), roles=TECHNICAL_ROLES)
def tell(
    do: Acting,
    deviation: Annotated[int, F("row", ref="deviations")],
    channel: Annotated[str, F("line")],
    text: TextIf = None,
) -> None:
    """Log the contact in which business was told of a deviation."""
    found = row_of(do.on, Deviation, deviation)
    if found.told_at is not None:
        raise Conflict("E-TOLD", f"deviations.{deviation}", n=deviation)
    refuse_before(do, found.at)
    do.put(Contact(request=do.on.request.id, at=do.at, by=do.who.id, channel=channel, text=text, deviation=deviation))
    do.put(replace(found, told_at=do.at))


@act("settle", statuses=("designing", "developing", "testing", "blocked"), roles=(*BUSINESS_DECIDING, *TECHNICAL_ROLES))
def settle(do: Acting, deviation: Annotated[int, F("row", ref="deviations")]) -> None:
    """Agree that a deviation is settled; both parties do."""
    found = row_of(do.on, Deviation, deviation)
    if found.told_at is None:
        raise Conflict("E-NOT-TOLD", f"deviations.{deviation}", n=deviation)
    said = [p for p in get_args(Party) if getattr(found, f"settled_{p}_by") is not None]
    if do.who.party in said:
        raise Conflict("E-SETTLED" if len(said) == 2 else "E-SETTLED-OWN", f"deviations.{deviation}", n=deviation)
    refuse_one_hand(do, [given_by(do, p, found, f"settled_{p}_by") for p in said])
    word: dict[str, Any] = {f"settled_{do.who.party}_by": do.who.id, f"settled_{do.who.party}_at": do.at}
    do.put(replace(found, **word, settled_at=do.at if said else None))
