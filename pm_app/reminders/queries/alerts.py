"""What needs attention, how much of it there is, and the timeline of one item."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.queries.details import document_title
from pm_app.documents.rules.kinds import MOST_DAYS as LONGEST_DOCUMENT_LADDER
from pm_app.kernel.listing import Listing, Rows, search_text
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.messages.tables import Message
from pm_app.receivables.rules.deposit_clock import MOST_DAYS
from pm_app.reminders.enums import AlertState, CriticalDateKind, ReminderState
from pm_app.reminders.queries.dates import critical_dates
from pm_app.reminders.rules.dates import OF_HOUSEHOLDS, CriticalDate, days_left
from pm_app.reminders.rules.handling import alert_state
from pm_app.reminders.rules.ladders import LEASE_END_LADDER
from pm_app.reminders.tables import Alert, Reminder

# No ladder begins earlier than this before its date, so nothing beyond it can need attention.
LONGEST_LADDER = timedelta(days=max(max(LEASE_END_LADDER), MOST_DAYS, LONGEST_DOCUMENT_LADDER))
OPEN_STATES = frozenset({AlertState.DUE, AlertState.LATE})


@dataclass(frozen=True)
class AttentionRow:
    """A critical date whose ladder has begun, and how the office handles it."""

    item: CriticalDate
    days_left: int
    state: AlertState
    acknowledged_by: str
    acknowledged_at: datetime | None
    snoozed_until: date | None


@dataclass(frozen=True)
class Attention:
    """The most urgent dates, how many there are in all of the kinds asked for, and how many of each kind."""

    rows: list[AttentionRow]
    total: int
    counts: dict[CriticalDateKind, int]


@dataclass(frozen=True)
class TimelineRow:
    """One rung of an item: when it was or is due, and what became of it. `rung` is days before, negative: after."""

    rung: int
    due_on: date
    cycle: int
    state: ReminderState
    reason: str
    to_name: str
    sent_at: datetime | None
    problem: str


def alert_rows(
    session: Session,
    actor: Actor,
    *,
    listing: Listing,
    today: date,
    kind: CriticalDateKind | None = None,
    state: AlertState | None = None,
    property_id: UUID | None = None,
) -> Rows[AttentionRow]:
    """Return one page of the dates that need or needed attention, most urgent first.

    Without a state: those that are due or late, neither acknowledged nor put off.
    """
    actor.must(Permission.VIEW_ALERTS)
    wanted = frozenset({state}) if state else OPEN_STATES
    rows = [
        row
        for row in _attention(session, actor, today, property_id)
        if row.state in wanted and _fits(row, kind, listing.search)
    ]
    if listing.descending:
        rows.reverse()
    return Rows(rows[listing.offset : listing.offset + listing.limit], len(rows))


def needs_attention(
    session: Session,
    actor: Actor,
    *,
    today: date,
    kind: CriticalDateKind | None = None,
    property_id: UUID | None = None,
    limit: int = 11,
) -> Attention:
    """Return the first of the dates that are due or late, and how many there are of each kind."""
    actor.must(Permission.VIEW_ALERTS)
    rows = [row for row in _attention(session, actor, today, property_id) if row.state in OPEN_STATES]
    counts = Counter(row.item.kind for row in rows)
    shown = [row for row in rows if kind is None or row.item.kind == kind]
    return Attention(shown[:limit], len(shown), {each: counts[each] for each in CriticalDateKind})


def alert_state_counts(
    session: Session,
    actor: Actor,
    *,
    today: date,
    kind: CriticalDateKind | None = None,
    property_id: UUID | None = None,
    search: str = "",
) -> dict[AlertState, int]:
    """Return how many dates there are in each state, of those the kind, the property and the search leave."""
    actor.must(Permission.VIEW_ALERTS)
    rows = _attention(session, actor, today, property_id)
    return dict(Counter(row.state for row in rows if _fits(row, kind, search)))


def properties_with_alerts(session: Session, actor: Actor, *, today: date) -> list[tuple[UUID, str]]:
    """Return (id, name) of the properties that dates of any state are about, by name."""
    actor.must(Permission.VIEW_ALERTS)
    found = {
        row.item.property_id: row.item.property_name
        for row in _attention(session, actor, today)
        if row.item.property_id
    }
    return sorted(found.items(), key=lambda entry: (entry[1].casefold(), entry[0]))


def open_alert_count(session: Session, actor: Actor, *, today: date) -> int:
    """Return how many dates need attention: due or late, neither acknowledged nor put off."""
    actor.must(Permission.VIEW_ALERTS)
    return sum(row.state in OPEN_STATES for row in _attention(session, actor, today))


def timeline_of(session: Session, actor: Actor, *, item_kind: CriticalDateKind, item_id: UUID) -> list[TimelineRow]:
    """Return the rungs of one item that were decided, oldest first; refuses (`NotFound`) an item out of scope."""
    actor.must(Permission.VIEW_ALERTS)
    if item_kind in OF_HOUSEHOLDS:
        tenancy_place(session, actor, tenancy_id=item_id)
    else:
        document_title(session, actor, document_id=item_id)
    rows = session.exec(
        select(Reminder, Message)
        .outerjoin(Message, col(Message.id) == col(Reminder.message_id))
        .where(Reminder.item_kind == item_kind, Reminder.item_id == item_id)
        .order_by(col(Reminder.due_on), col(Reminder.rung).desc())
    )
    return [
        TimelineRow(
            reminder.rung,
            reminder.due_on,
            reminder.cycle,
            ReminderState(reminder.state),
            reminder.reason,
            message.to_name if message else "",
            message.sent_at if message else None,
            message.problem if message else "",
        )
        for reminder, message in rows
    ]


def find_critical_date(
    session: Session, actor: Actor, *, item_kind: CriticalDateKind, item_id: UUID, today: date
) -> CriticalDate | None:
    """Return the critical date of one item as it stands today, or None when it has none within scope."""
    actor.must(Permission.VIEW_ALERTS)
    dates = critical_dates(session, actor, today=today)
    return next((item for item in dates if item.kind == item_kind and item.item_id == item_id), None)


def _fits(row: AttentionRow, kind: CriticalDateKind | None, search: str) -> bool:
    told = f"{row.item.what} {row.item.who} {row.item.property_name}".casefold()
    words = search_text(search).casefold().split()
    return (kind is None or row.item.kind == kind) and all(word in told for word in words)


def _attention(session: Session, actor: Actor, today: date, property_id: UUID | None = None) -> list[AttentionRow]:
    begun = [
        item
        for item in critical_dates(session, actor, today=today, through=today + LONGEST_LADDER)
        if item.ladder
        and days_left(item.falls_on, today) <= max(item.ladder)
        and (property_id is None or item.property_id == property_id)
    ]
    alerts = {
        (alert.item_kind, alert.item_id, alert.cycle): alert
        for alert in session.exec(select(Alert).where(col(Alert.item_id).in_([item.item_id for item in begun])))
    }
    return [_row(item, alerts.get((item.kind, item.item_id, item.cycle)), today) for item in begun]


def _row(item: CriticalDate, alert: Alert | None, today: date) -> AttentionRow:
    state = alert_state(
        item.falls_on,
        today,
        acknowledged=alert is not None and alert.acknowledged_at is not None,
        snoozed_until=alert.snoozed_until if alert else None,
    )
    return AttentionRow(
        item,
        days_left(item.falls_on, today),
        state,
        alert.acknowledged_by if alert else "",
        alert.acknowledged_at if alert else None,
        alert.snoozed_until if alert else None,
    )
