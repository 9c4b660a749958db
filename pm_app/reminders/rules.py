"""When to speak about a date: ladders, which rung is due, and what its mail says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from uuid import UUID

from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.kinds import KIND_FACTS, KindFacts
from pm_app.kernel.dates import days_from
from pm_app.kernel.errors import Refused
from pm_app.messages.rules import Mail
from pm_app.reminders.enums import AlertState, CriticalDateKind

LEASE_END_LADDER = (120, 90, 60, 30, 7, 0)
TRANSFER_LADDER = (0, -7)
# Dates that are about a household; their item is its tenancy.
OF_HOUSEHOLDS = frozenset(
    {CriticalDateKind.LEASE_END, CriticalDateKind.DEPOSIT_DEADLINE, CriticalDateKind.DEPOSIT_TRANSFER}
)
REPEATS_FOR_DAYS = 91


class SnoozedPastDate(Refused):
    """A snooze that would sleep through the date itself."""


class SnoozedIntoPast(Refused):
    """A snooze that would be over at once."""


@dataclass(frozen=True)
class CriticalDate:
    """A day that can hurt the office: what happens on it, to whom or where, and who answers for it.

    `item_id` is the tenancy whose lease ends or whose deposit is to be settled or moved, or the document that expires.
    `falls_on` is the last good day.
    """

    kind: CriticalDateKind
    item_id: UUID
    falls_on: date
    what: str
    who: str
    property_id: UUID | None
    property_name: str
    manager_id: UUID | None
    ladder: tuple[int, ...]

    @property
    def cycle(self) -> str:
        """The name of the cycle this date begins."""
        return cycle_key(self.falls_on)

    @property
    def path(self) -> str:
        """Where the app shows the item."""
        if self.kind == CriticalDateKind.DOCUMENT_EXPIRATION:
            return f"/documents/{self.item_id}"
        return f"/leases/{self.item_id}{'' if self.kind == CriticalDateKind.LEASE_END else '?tab=deposit'}"


@dataclass(frozen=True)
class Recipient:
    """Whom a reminder goes to."""

    user_id: UUID
    name: str
    email: str


@dataclass(frozen=True)
class Rung:
    """One step of a ladder: so many days before the date (negative: after it), and the day that is."""

    offset_days: int
    due_on: date


@dataclass(frozen=True)
class RungPlan:
    """What to do now: the one rung to send, if any, and the rungs that came too late to be sent, farthest first."""

    send: int | None
    skipped: tuple[int, ...]


def ladder_for(
    kind: CriticalDateKind,
    document_kind: DocumentKind | None = None,
    facts: Mapping[DocumentKind, KindFacts] = KIND_FACTS,
) -> tuple[int, ...]:
    """Return the ladder of a lease end, or of a document of that kind as the office has set it (else as shipped)."""
    if kind == CriticalDateKind.LEASE_END:
        return LEASE_END_LADDER
    return facts[document_kind or DocumentKind.OTHER].ladder


def rungs(date_on: date, ladder: Sequence[int], through: date) -> tuple[Rung, ...]:
    """Return all rungs due on or before `through`, the farthest before the date first.

    A negative last rung repeats: -7 is also due 14, 21, … days after, for at most REPEATS_FOR_DAYS.
    """
    offsets = set(ladder) | _repeated(min(ladder, default=0), days_from(date_on, through))
    every = (Rung(offset, date_on - timedelta(days=offset)) for offset in sorted(offsets, reverse=True))
    return tuple(rung for rung in every if rung.due_on <= through)


def _repeated(last_offset: int, days_after: int) -> set[int]:
    if last_offset >= 0:
        return set()
    return set(range(last_offset, -min(days_after, REPEATS_FOR_DAYS) - 1, last_offset))


def rungs_due(date_on: date, ladder: Sequence[int], today: date, already: Collection[int]) -> RungPlan:
    """Return which rung to send today and which ones to mark as skipped (domain rules §20).

    `already` holds the offsets that were sent or skipped in this cycle. Of several that are due only the one nearest
    to (or farthest past) the date is sent; one less urgent than what was already said is skipped.
    """
    due = [rung.offset_days for rung in rungs(date_on, ladder, today) if rung.offset_days not in already]
    if not due:
        return RungPlan(send=None, skipped=())
    most_urgent = min(due)
    if any(offset < most_urgent for offset in already):
        return RungPlan(send=None, skipped=tuple(due))
    return RungPlan(send=most_urgent, skipped=tuple(offset for offset in due if offset != most_urgent))


def cycle_key(date_on: date) -> str:
    """Return the name of the cycle: another date begins another cycle, and the old one's rungs are cancelled."""
    return date_on.isoformat()


def rung_day(date_on: date, rung: int) -> date:
    """Return the day a rung is due: so many days before the date, after it when negative."""
    return date_on - timedelta(days=rung)


def days_left(date_on: date, today: date) -> int:
    """Return how many days are left: 0 on the last good day itself, negative when it is past."""
    return days_from(today, date_on)


def alert_state(
    date_on: date,
    today: date,
    *,
    acknowledged: bool = False,
    snoozed_until: date | None = None,
    resolved: bool = False,
    cancelled: bool = False,
) -> AlertState:
    """Return where an alert stands today. A snooze ends on `snoozed_until`, when the alert is due again."""
    if cancelled:
        return AlertState.CANCELLED
    if resolved:
        return AlertState.RESOLVED
    if snoozed_until is not None and snoozed_until > today:
        return AlertState.SNOOZED
    if acknowledged:
        return AlertState.ACKNOWLEDGED
    return AlertState.LATE if date_on < today else AlertState.DUE


def check_snooze(snoozed_until: date, date_on: date, today: date, *, may_pass_date: bool) -> None:
    """Refuse a snooze that is over at once, or that passes the date without the permission for that."""
    if snoozed_until <= today:
        raise SnoozedIntoPast("Choose a day after today to be reminded again.", field="snoozed_until")
    if snoozed_until > date_on and not may_pass_date:
        raise SnoozedPastDate(
            "This would sleep past the date itself. Choose an earlier day, or ask a manager.", field="snoozed_until"
        )


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


def days_words(date_on: date, today: date) -> str:
    """Return how far the date is, in words: "7 days late", "today", "1 day left"."""
    left = days_left(date_on, today)
    if left == 0:
        return "today"
    days = f"{abs(left)} day{'' if abs(left) == 1 else 's'}"
    return f"{days} left" if left > 0 else f"{days} late"


def reminder_mail(item: CriticalDate, rung: int, recipient: Recipient, today: date, address: str) -> Mail:
    """Return the mail that tells one person of one rung; its key is the same however often it is composed.

    `address` is the origin of the app. Names are escaped in the HTML part.
    """
    day = f"{item.falls_on:%B} {item.falls_on.day}, {item.falls_on.year}"
    words = days_words(item.falls_on, today)
    link = f"{address}{item.path}"
    place = f"{item.who}, {item.property_name}" if item.property_name and item.property_name != item.who else item.who
    sentence = f"{item.what}: {place}. The last good day is {day} ({words})."
    text = (
        f"Hello {recipient.name},\n\n{sentence}\n\nOpen it: {link}\n\n"
        "Acknowledge or snooze it in the app, so that your colleagues know it is in hand.\n"
    )
    html = (
        f"<p>Hello {escape(recipient.name)},</p><p><strong>{escape(item.what)}</strong>: {escape(place)}.<br>"
        f"The last good day is <strong>{escape(day)}</strong> ({escape(words)}).</p>"
        f'<p><a href="{escape(link)}">Open it in Property Desk</a></p>'
        "<p>Acknowledge or snooze it in the app, so that your colleagues know it is in hand.</p>"
    )
    return Mail(
        key=f"reminder:{item.kind.value}:{item.item_id}:{item.cycle}:{rung}",
        to_address=recipient.email,
        to_name=recipient.name,
        subject=" ".join(f"{item.what}, {words}: {item.who}".split())[:200],
        text=text,
        html=html,
    )
