"""The dates of deposits: until when they are to be settled, and money that lies in the wrong bank account."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.leasing.queries.states import among
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.queries.settling_deposits import RUNNING, SettlingRow, deposits_to_settle
from pm_app.receivables.queries.transfers_due import TransferDue, transfers_due
from pm_app.receivables.rules.deposit_clock import alert_ladder
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.rules.dates import CriticalDate, Scope, unit_words
from pm_app.reminders.rules.rulebook import RuleBook


def deposit_dates(session: Session, actor: Actor, book: RuleBook, today: date, only: Scope) -> list[CriticalDate]:
    """Return the deadlines that run and the transfers that are due, in no promised order.

    A deposit is to be settled and its money to be moved although the property was archived meanwhile.
    """
    actor.must(Permission.VIEW_LEDGER)
    ids = None if only.everything else only.tenancy_ids
    if ids is not None and not ids:
        return []
    settling = deposits_to_settle(session, actor, today=today, tenancy_ids=ids)
    running = [(row, row.due_on) for row in settling if row.due_on is not None and row.state in RUNNING]
    due = transfers_due(session, actor, as_of=today, tenancy_ids=ids)
    units = _units(session, {row.place.tenancy_id for row in (*due, *(row for row, _ in running))})
    return [
        *(_deadline(row, due_on, units, book) for row, due_on in running),
        *(_transfer(one, units, book) for one in due),
    ]


def _deadline(row: SettlingRow, due_on: date, units: Mapping[UUID, UUID], book: RuleBook) -> CriticalDate:
    by_the_clock = alert_ladder(row.deadline.days if row.deadline else 0)
    return CriticalDate(
        kind=K.DEPOSIT_DEADLINE,
        item_id=row.place.tenancy_id,
        falls_on=due_on,
        what="Deposit to be settled",
        who=unit_words(row.place.name, row.place.unit_name),
        ladder=book.ladder(K.DEPOSIT_DEADLINE, otherwise=by_the_clock),
        property_id=row.place.property_id,
        property_name=row.place.property_name,
        unit_id=units.get(row.place.tenancy_id),
        tenancy_id=row.place.tenancy_id,
        manager_id=row.manager_id,
    )


def _transfer(due: TransferDue, units: Mapping[UUID, UUID], book: RuleBook) -> CriticalDate:
    return CriticalDate(
        kind=K.DEPOSIT_TRANSFER,
        item_id=due.place.tenancy_id,
        falls_on=due.since,
        what="Deposit transfer due",
        who=unit_words(due.place.name, due.place.unit_name),
        ladder=book.ladder(K.DEPOSIT_TRANSFER),
        property_id=due.place.property_id,
        property_name=due.place.property_name,
        unit_id=units.get(due.place.tenancy_id),
        tenancy_id=due.place.tenancy_id,
        manager_id=due.manager_id,
    )


def _units(session: Session, tenancy_ids: Collection[UUID]) -> dict[UUID, UUID]:
    rows = session.execute(sql_select(col(Tenancy.id), col(Tenancy.unit_id)).where(among(Tenancy.id, tenancy_ids)))
    return {row[0]: row[1] for row in rows}
