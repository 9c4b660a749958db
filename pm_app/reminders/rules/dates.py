"""A day that can hurt the office: what happens on it, who and what it is about, and the words for it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pm_app.documents.enums import DocumentKind
from pm_app.kernel.dates import days_from
from pm_app.reminders.enums import CriticalDateKind

# Dates that are about a household; their item is its tenancy.
OF_HOUSEHOLDS = frozenset(
    {
        CriticalDateKind.LEASE_END,
        CriticalDateKind.RENEWAL_OFFER,
        CriticalDateKind.MOVE_OUT,
        CriticalDateKind.DEPOSIT_DEADLINE,
        CriticalDateKind.DEPOSIT_TRANSFER,
    }
)
OF_DEPOSITS = frozenset({CriticalDateKind.DEPOSIT_DEADLINE, CriticalDateKind.DEPOSIT_TRANSFER})


@dataclass(frozen=True)
class CriticalDate:
    """A day that can hurt the office: what happens on it, to whom or where, and who answers for it.

    `item_id` is the record that has the date: the tenancy of a lease end, a renewal offer, a move-out or a deposit, the
    rent line to be announced, the served notice, the document, the promise, the task, the recurring date; of what is
    missing a name made of the requirement and the thing that lacks it. `falls_on` is the last good day. `ladder` says
    how many days before it the office speaks, farthest first.
    """

    kind: CriticalDateKind
    item_id: UUID
    falls_on: date
    what: str
    who: str
    ladder: tuple[int, ...]
    document_kind: DocumentKind | None = None
    property_id: UUID | None = None
    property_name: str = ""
    unit_id: UUID | None = None
    tenancy_id: UUID | None = None
    person_id: UUID | None = None
    document_id: UUID | None = None
    task_id: UUID | None = None
    manager_id: UUID | None = None

    @property
    def path(self) -> str:
        """Where the app shows the item."""
        if self.document_id is not None:
            return f"/documents/{self.document_id}"
        if self.tenancy_id is not None:
            return f"/leases/{self.tenancy_id}{'?tab=deposit' if self.kind in OF_DEPOSITS else ''}"
        return "/tasks" if self.task_id is not None else "/alerts"


@dataclass(frozen=True)
class Scope:
    """Whose dates were looked at: those of these records alone, or of everything."""

    everything: bool = False
    tenancy_ids: frozenset[UUID] = frozenset()
    document_ids: frozenset[UUID] = frozenset()
    requirement_ids: frozenset[UUID] = frozenset()
    task_ids: frozenset[UUID] = frozenset()
    recurring_ids: frozenset[UUID] = frozenset()
    property_ids: frozenset[UUID] = frozenset()
    kinds: frozenset[CriticalDateKind] = frozenset(CriticalDateKind)


EVERYTHING = Scope(everything=True)


def lease_end_words(ends_on: date, today: date, *, notice_given: bool) -> str:
    """Return what happens on the day a lease ends, or what has happened: nobody agreed on what comes after it."""
    words = "Lease ends" if ends_on >= today else "Lease ended"
    return f"{words}, notice given" if notice_given else words


def expiration_words(kind: DocumentKind, valid_through: date, today: date) -> str:
    """Return what happens to a document, or has happened: "Rental license expires", "Rental license expired"."""
    return f"{kind.value[:1].upper()}{kind.value[1:]} {'expired' if valid_through < today else 'expires'}"


def subject_of(title: str, kind: DocumentKind) -> str:
    """Return a document's title without its kind, which stands beside it: `Renter's insurance, Ada` is `Ada`."""
    beginning, comma, rest = title.partition(", ")
    return rest if comma and rest and beginning.casefold() == kind.value.casefold() else title


def days_left(date_on: date, today: date) -> int:
    """Return how many days are left: 0 on the last good day itself, negative when it is past."""
    return days_from(today, date_on)


def days_words(date_on: date, today: date) -> str:
    """Return how far the date is, in words: "7 days late", "today", "1 day left"."""
    left = days_left(date_on, today)
    if left == 0:
        return "today"
    days = f"{abs(left)} day{'' if abs(left) == 1 else 's'}"
    return f"{days} left" if left > 0 else f"{days} late"
