"""How the dates that were found compare with the alerts that stand: what begins, moves, goes on and ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pm_app.kernel.dates import in_words
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.rules.dates import CriticalDate

Key = tuple[K, UUID]
# What stands outside of these is written for "never" and "not known": no ladder leads there.
FIRST_DAY, LAST_DAY = date(10, 1, 1), date(9_990, 1, 1)

GONE: Mapping[K, str] = {
    K.LEASE_END: "A later term was agreed, the lease goes on from month to month, or the household left.",
    K.RENEWAL_OFFER: "A renewal was offered or agreed, notice was given, or the lease has ended.",
    K.RENEWAL_REPLY: "The offer was answered, withdrawn or superseded, or notice was given.",
    K.MOVE_OUT: "The household moved out, or the notice was withdrawn.",
    K.RENT_INCREASE: "The notice was served, or the increase was taken back or has begun.",
    K.NOTICE_DEADLINE: "The notice was withdrawn, the household left, or it is long past.",
    K.DOCUMENT_EXPIRATION: "The document was replaced, put away, or no longer expires.",
    K.CANCEL_BY: "The document was replaced or put away, or needs no cancellation.",
    K.INSPECTION: "A later inspection was filed, or the document was put away.",
    K.MISSING_DOCUMENT: "The document was filed, or is not required any more.",
    K.DEPOSIT_DEADLINE: "The deposit was settled.",
    K.DEPOSIT_TRANSFER: "The money lies where it belongs.",
    K.PAYMENT_PROMISE: "The promise was kept, or the plan was called off.",
    K.TASK: "The task was completed, or has no due day any more.",
    K.RECURRING_DATE: "The recurring date was removed, or has come to its end.",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """An alert that is not closed, as far as the scan looks at it. `told` is what the office reads of it.

    `covered`: it is one of those whose records were looked at, so that it is closed when its date was not found.
    """

    alert_id: UUID
    kind: K
    item_id: UUID
    cycle: int
    falls_on: date
    begins_on: date
    ladder: tuple[int, ...]
    next_due_on: date | None
    resolved: bool
    assigned_to_id: UUID | None
    told: tuple[object, ...]
    covered: bool

    @property
    def key(self) -> Key:
        """What the alert is of."""
        return self.kind, self.item_id


@dataclass(frozen=True)
class Compared:
    """What is new, what goes on as the same date, what changed its date, and what is gone."""

    opened: list[CriticalDate]
    same: list[tuple[Standing, CriticalDate]]
    moved: list[tuple[Standing, CriticalDate]]
    gone: list[Standing]


def compare(found: Iterable[CriticalDate], standing: Iterable[Standing]) -> Compared:
    """Return what is to be done so that exactly one alert stands for each date that was found.

    A date without a ladder is nothing to speak of and has no alert. Of an item that was found twice the sooner counts.
    """
    dates: dict[Key, CriticalDate] = {}
    for item in found:
        key = (item.kind, item.item_id)
        if speaks(item) and (key not in dates or item.falls_on < dates[key].falls_on):
            dates[key] = item
    compared = Compared([], [], [], [])
    for alert in standing:
        item = dates.pop(alert.key, None)
        if item is None:
            compared.gone.extend([alert] if alert.covered else [])
        elif item.falls_on == alert.falls_on:
            compared.same.append((alert, item))
        else:
            compared.moved.append((alert, item))
    compared.opened.extend(dates.values())
    return compared


def speaks(item: CriticalDate) -> bool:
    """Return whether there is anything to say of a date: it has a ladder, and is no stand-in for "never"."""
    return bool(item.ladder) and FIRST_DAY <= item.falls_on <= LAST_DAY


def moved_reason(falls_on: date) -> str:
    """Return why an alert is closed whose date is another one now."""
    return f"The date changed to {in_words(falls_on)}."


def said_reason(said_on: date) -> str:
    """Return why a rung is skipped that was said of the same date before it went away and came back."""
    return f"Said on {in_words(said_on)} already."


def told_of(item: CriticalDate) -> tuple[object, ...]:
    """Return what the office reads of a date, in the order that `Standing.told` has it."""
    return (
        item.what,
        item.who,
        item.document_kind,
        item.property_id,
        item.unit_id,
        item.tenancy_id,
        item.person_id,
        item.document_id,
        item.task_id,
        item.manager_id,
    )
