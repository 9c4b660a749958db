"""The dates of deposits: until when they are to be settled, and money that lies in the wrong bank account."""

from datetime import date

from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.receivables.queries.settling_deposits import RUNNING, SettlingRow, deposits_to_settle
from pm_app.receivables.queries.transfers_due import TransferDue, transfers_due
from pm_app.receivables.rules.deposit_clock import alert_ladder
from pm_app.reminders.enums import CriticalDateKind
from pm_app.reminders.rules.dates import CriticalDate
from pm_app.reminders.rules.ladders import TRANSFER_LADDER


def deposit_dates(session: Session, actor: Actor, today: date, through: date) -> list[CriticalDate]:
    """Return the deadlines that run and the transfers that are due, up to a day, in no promised order."""
    deadlines = [
        _deadline(row, row.due_on)
        for row in deposits_to_settle(session, actor, today=today)
        if row.due_on is not None and row.due_on <= through and row.state in RUNNING
    ]
    return [*deadlines, *(_transfer(due) for due in transfers_due(session, actor, as_of=today))]


def _deadline(row: SettlingRow, due_on: date) -> CriticalDate:
    return CriticalDate(
        kind=CriticalDateKind.DEPOSIT_DEADLINE,
        item_id=row.place.tenancy_id,
        falls_on=due_on,
        what="Deposit to be settled",
        who=f"{row.place.name}, unit {row.place.unit_name}",
        tenancy_id=row.place.tenancy_id,
        property_id=row.place.property_id,
        property_name=row.place.property_name,
        manager_id=row.manager_id,
        ladder=alert_ladder(row.deadline.days if row.deadline else 0),
    )


def _transfer(due: TransferDue) -> CriticalDate:
    return CriticalDate(
        kind=CriticalDateKind.DEPOSIT_TRANSFER,
        item_id=due.place.tenancy_id,
        falls_on=due.since,
        what="Deposit transfer due",
        who=f"{due.place.name}, unit {due.place.unit_name}",
        tenancy_id=due.place.tenancy_id,
        property_id=due.place.property_id,
        property_name=due.place.property_name,
        manager_id=due.manager_id,
        ladder=TRANSFER_LADDER,
    )
