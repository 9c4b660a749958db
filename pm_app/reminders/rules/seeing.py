"""Who may see which kind of date, how dates are grouped, and how near they are."""

from collections.abc import Mapping
from datetime import date, timedelta

from pm_app.access.enums import Permission as P
from pm_app.access.rules import Actor
from pm_app.reminders.enums import AlertGroup, CriticalDateKind, Urgency

GROUPS: Mapping[AlertGroup, tuple[CriticalDateKind, ...]] = {
    AlertGroup.LEASES: (
        CriticalDateKind.LEASE_END,
        CriticalDateKind.RENEWAL_OFFER,
        CriticalDateKind.RENEWAL_REPLY,
        CriticalDateKind.MOVE_OUT,
        CriticalDateKind.RENT_INCREASE,
        CriticalDateKind.NOTICE_DEADLINE,
    ),
    AlertGroup.DOCUMENTS: (
        CriticalDateKind.DOCUMENT_EXPIRATION,
        CriticalDateKind.CANCEL_BY,
        CriticalDateKind.MISSING_DOCUMENT,
    ),
    AlertGroup.INSPECTIONS: (CriticalDateKind.INSPECTION,),
    AlertGroup.DEPOSITS: (
        CriticalDateKind.DEPOSIT_DEADLINE,
        CriticalDateKind.DEPOSIT_TRANSFER,
        CriticalDateKind.PAYMENT_PROMISE,
    ),
    AlertGroup.TASKS: (CriticalDateKind.TASK, CriticalDateKind.RECURRING_DATE),
}
GROUP_OF: Mapping[CriticalDateKind, AlertGroup] = {kind: group for group, kinds in GROUPS.items() for kind in kinds}

_NEEDS_LEASES = frozenset(GROUPS[AlertGroup.LEASES])
_NEEDS_LEDGER = frozenset(GROUPS[AlertGroup.DEPOSITS])
_NEEDS_TASKS = frozenset(GROUPS[AlertGroup.TASKS])
_OF_PAPERS = frozenset({*GROUPS[AlertGroup.DOCUMENTS], *GROUPS[AlertGroup.INSPECTIONS]})
_SEES_ALL = frozenset(
    {
        P.VIEW_LEASES,
        P.VIEW_LEDGER,
        P.VIEW_TASKS,
        P.VIEW_PEOPLE,
        P.VIEW_DOCUMENTS,
        P.CHANGE_DOCUMENTS,
        P.VIEW_SENSITIVE_DOCUMENTS,
    }
)
# Nearest days of each urgency after the date itself, in whole days from today.
_NEAREST: Mapping[Urgency, tuple[int | None, int | None]] = {
    Urgency.LATE: (None, -1),
    Urgency.THIS_WEEK: (0, 7),
    Urgency.IN_30: (8, 30),
    Urgency.IN_60: (31, 60),
    Urgency.IN_90: (61, 90),
    Urgency.LATER: (91, None),
}


def needed_for(kind: CriticalDateKind) -> P:
    """Return what somebody must hold to see dates of a kind, besides seeing alerts at all."""
    if kind in _NEEDS_LEASES:
        return P.VIEW_LEASES
    if kind in _NEEDS_LEDGER:
        return P.VIEW_LEDGER
    if kind in _NEEDS_TASKS:
        return P.VIEW_TASKS
    return P.VIEW_DOCUMENTS


def hidden_kinds(actor: Actor) -> tuple[CriticalDateKind, ...]:
    """Return the kinds of dates that are not for this actor's role."""
    return tuple(kind for kind in CriticalDateKind if not actor.may(needed_for(kind)))


def shown_groups(actor: Actor) -> tuple[AlertGroup, ...]:
    """Return the groups in which there is a kind this actor may see."""
    return tuple(group for group, kinds in GROUPS.items() if any(actor.may(needed_for(kind)) for kind in kinds))


def sees_every_date(actor: Actor) -> bool:
    """Return whether nothing is hidden from this actor: every property, every role's records, restricted papers too."""
    return actor.property_ids is None and actor.permissions >= _SEES_ALL


def is_about_a_paper(kind: CriticalDateKind) -> bool:
    """Return whether a kind of date is about a document, or about one that is missing."""
    return kind in _OF_PAPERS


def urgency_of(falls_on: date, today: date) -> Urgency:
    """Return how near a date is: late, this week, within 30, 60, 90 days, later."""
    left = (falls_on - today).days
    return next(
        urgency
        for urgency, (first, last) in _NEAREST.items()
        if (first is None or left >= first) and (last is None or left <= last)
    )


def days_of(urgency: Urgency, today: date) -> tuple[date | None, date | None]:
    """Return the first and the last day that is so near, None where there is no bound."""
    first, last = _NEAREST[urgency]
    return (
        None if first is None else today + timedelta(days=first),
        None if last is None else today + timedelta(days=last),
    )
