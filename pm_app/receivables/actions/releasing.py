"""Taking credits back: those that forgave a charge, those that released a deposit, and any other."""

from datetime import date, datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.receivables.actions.posting import last_taken_off, unwind
from pm_app.receivables.actions.reversals import add_reversal
from pm_app.receivables.enums import ChargeKind, CreditKind
from pm_app.receivables.queries.held import held_cents
from pm_app.receivables.tables.items import Credit, Reversal


def take_back_forgiven(
    session: Session, actor: Actor, *, charge_id: UUID, reversed_on: date, reason: str, now: datetime
) -> None:
    """Reverse every waiver and write-off of a charge, on the day given or on its own when that is later."""
    actor.must(Permission.REVERSE_ENTRIES)
    for credit in _standing(session, col(Credit.charge_id) == charge_id):
        take_back_credit(session, actor, credit=credit, reversed_on=reversed_on, reason=reason, now=now)


def take_back_releases(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    kind: ChargeKind,
    leaving_cents: int,
    reversed_on: date,
    reason: str,
    now: datetime,
) -> None:
    """Reverse releases of a deposit, the newest first, until what leaves the held money is still held."""
    actor.must(Permission.REVERSE_ENTRIES)
    short_cents = leaving_cents - held_cents(session, tenancy_id, kind)
    mine = (col(Credit.tenancy_id) == tenancy_id) & (col(Credit.deposit_kind) == kind)
    for credit in _standing(session, mine & (col(Credit.kind) == CreditKind.DEPOSIT_RELEASE)):
        if short_cents <= 0:
            return
        take_back_credit(session, actor, credit=credit, reversed_on=reversed_on, reason=reason, now=now)
        short_cents -= credit.amount_cents


def take_back_credit(
    session: Session,
    actor: Actor,
    *,
    credit: Credit,
    reversed_on: date,
    reason: str,
    now: datetime,
    request_key: UUID | None = None,
) -> UUID:
    """Reverse a credit with all it had settled, once, and return the reversal's id."""
    actor.must(Permission.REVERSE_ENTRIES)
    day = max(reversed_on, credit.credited_on, last_taken_off(session, credit.id))
    entry_id = unwind(session, actor, row=credit, reversed_on=day, reason=reason, now=now)
    key = request_key or uuid5(NAMESPACE_OID, f"credit taken back {credit.id}")
    given = {"source": credit, "request_key": key, "reversed_on": day, "reason": reason}
    return add_reversal(session, actor, **given, entry_id=entry_id, now=now)


def _standing(session: Session, of: ColumnElement[bool]) -> list[Credit]:
    rows = session.exec(
        select(Credit)
        .outerjoin(Reversal, col(Reversal.credit_id) == col(Credit.id))
        .where(of, col(Reversal.id).is_(None))
        .order_by(col(Credit.credited_on).desc(), col(Credit.id).desc())
    )
    return list(rows)
