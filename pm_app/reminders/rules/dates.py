"""A day that can hurt the office: what happens on it, who and what it is about, and the words for it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pm_app.documents.enums import DocumentKind
from pm_app.kernel.dates import days_from, in_words
from pm_app.kernel.money import in_dollars
from pm_app.reminders.enums import CriticalDateKind

OF_DEPOSITS = frozenset({CriticalDateKind.DEPOSIT_DEADLINE, CriticalDateKind.DEPOSIT_TRANSFER})


@dataclass(frozen=True, slots=True)
class CriticalDate:
    """A day that can hurt the office: what happens on it, to whom or where, and who answers for it.

    `item_id` is the record that has the date: the tenancy of a lease end, a renewal to be offered, a move-out or a
    deposit, the offer to be answered, the rent line to be announced, the served notice, the document, the promise, the
    task, the recurring date; of what is missing a name made of the requirement and the thing that lacks it. `falls_on`
    is the last good day. `ladder` says how many days before it the office speaks, farthest first.
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
        if self.task_id is not None:
            return f"/tasks/{self.task_id}"
        return f"/recurring-dates/{self.item_id}" if self.kind == CriticalDateKind.RECURRING_DATE else "/alerts"


@dataclass(frozen=True)
class Things:
    """Whose required documents were looked at: of these things, of properties with all there is in them, or of all.

    A unit is looked at with its leases, a property of `property_ids` alone.
    """

    everything: bool = False
    whole_property_ids: frozenset[UUID] = frozenset()
    property_ids: frozenset[UUID] = frozenset()
    unit_ids: frozenset[UUID] = frozenset()
    person_ids: frozenset[UUID] = frozenset()
    company: bool = False

    def __len__(self) -> int:
        return (
            len(self.whole_property_ids)
            + len(self.property_ids)
            + len(self.unit_ids)
            + len(self.person_ids)
            + int(self.company or self.everything)
        )


@dataclass(frozen=True)
class Scope:
    """Whose dates were looked at: those of these records alone, or of everything; and which kinds of dates.

    Properties are not among them: what is in one is named here record by record, whatever it was in before.
    """

    everything: bool = False
    tenancy_ids: frozenset[UUID] = frozenset()
    document_ids: frozenset[UUID] = frozenset()
    task_ids: frozenset[UUID] = frozenset()
    recurring_ids: frozenset[UUID] = frozenset()
    things: Things = Things()
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


def unit_words(name: str, unit_name: str) -> str:
    """Return a household and where it lives: "Renee Castellano, unit 204"."""
    return f"{name}, unit {unit_name}"


def reply_words(reply_by: date, today: date) -> str:
    """Return that an offer of renewal is to be answered, or was not."""
    return "Renewal offer to be answered" if reply_by >= today else "Renewal offer not answered"


def move_out_words(move_out_on: date, today: date) -> str:
    """Return that a household moves out, or was to."""
    return "Move-out" if move_out_on >= today else "Move-out, not confirmed yet"


def increase_words(starts_on: date) -> str:
    """Return that a notice is to be served about a rent that rises on a day."""
    return f"Notice of the rent increase on {in_words(starts_on)} to be served"


def notice_words(notice: str, deadline_on: date, today: date) -> str:
    """Return that the time a served notice gives runs out, or has run out."""
    return f"Deadline of the notice ({notice}){' has passed' if deadline_on < today else ''}"


def cancel_words(kind: DocumentKind) -> str:
    """Return that a contract must be canceled by a day, or goes on."""
    return f"{kind.value[:1].upper()}{kind.value[1:]}: last day to cancel"


def inspection_words(due_on: date, today: date) -> str:
    """Return that an inspection is due, or was."""
    return "Inspection due" if due_on >= today else "Inspection overdue"


def missing_words(kind: DocumentKind) -> str:
    """Return that a required document is not there."""
    return f"{kind.value[:1].upper()}{kind.value[1:]} is missing"


def promise_words(amount_cents: int, due_on: date, today: date) -> str:
    """Return how much was promised by a day, and whether that day is past."""
    return f"Payment of {in_dollars(amount_cents)} {'was promised' if due_on < today else 'promised'}"


def task_words(due_on: date, today: date) -> str:
    """Return that a task is due, or was."""
    return "Task due" if due_on >= today else "Task overdue"


def task_subject(title: str, unit_name: str, property_name: str) -> str:
    """Return what a task is called, with where it is: "Call the roofer, Alder Court, unit 204"."""
    return ", ".join(part for part in (title, property_name, f"unit {unit_name}" if unit_name else "") if part)


def recurring_words(unit_name: str, property_name: str) -> str:
    """Return where a recurring date is about: the unit, the property, or the office."""
    if unit_name:
        return f"{property_name}, unit {unit_name}"
    return property_name or "The office"
