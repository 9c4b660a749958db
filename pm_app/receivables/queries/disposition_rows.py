"""A household's disposition as it was entered: its facts, deductions and payees, and the credits it made."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from pm_app.leasing.enums import PartyRole
from pm_app.leasing.queries.tenancies import TenancyPlace
from pm_app.leasing.tables import LeaseParty
from pm_app.people.tables import Person
from pm_app.receivables.enums import CreditKind, DispositionState
from pm_app.receivables.rules.deposit_clock import Clock
from pm_app.receivables.rules.deposits import WHOLE_BPS, Payee, disposition_state
from pm_app.receivables.tables.dispositions import Disposition, DispositionLine, DispositionPayee
from pm_app.receivables.tables.items import Credit


@dataclass(frozen=True)
class DispositionRecord:
    """What was entered of a disposition, and how far it is."""

    disposition_id: UUID
    possession_returned_on: date | None
    address_received_on: date | None
    forwarding_address: str
    inspection_document_id: UUID | None
    interest_cents: int
    disputed: bool
    itemized_at: datetime | None
    itemized_on: date | None
    itemized_by: str
    sent_on: date | None
    sent_method: str
    statement_document_id: UUID | None
    proof_document_id: UUID | None
    closed_at: datetime | None
    version: int

    @property
    def state(self) -> DispositionState:
        """How far it is."""
        return disposition_state(itemized_at=self.itemized_at, sent_on=self.sent_on, closed_at=self.closed_at)


def find_disposition(session: Session, tenancy_id: UUID) -> Disposition | None:
    """Return the row of a household's disposition, or None; for the actions of this feature."""
    return session.exec(select(Disposition).where(Disposition.tenancy_id == tenancy_id)).first()


def jointly(session: Session, place: TenancyPlace) -> Payee:
    """Return who is paid unless somebody else is named: all tenants together, by their names on one check."""
    names = session.exec(
        select(Person.name)
        .join(LeaseParty, col(LeaseParty.person_id) == col(Person.id))
        .where(
            LeaseParty.tenancy_id == place.tenancy_id,
            col(LeaseParty.role).in_([PartyRole.TENANT, PartyRole.CO_TENANT]),
            or_(col(LeaseParty.ends_on).is_(None), col(LeaseParty.ends_on) >= (place.moved_out_on or place.starts_on)),
        )
        .order_by(col(LeaseParty.position), col(LeaseParty.id))
    )
    return Payee(" and ".join(dict.fromkeys(names)) or place.name, WHOLE_BPS)


def deductions_of(session: Session, disposition: Disposition) -> list[DispositionLine]:
    """Return the rows of the deductions in their order; for the actions of this feature."""
    mine = select(DispositionLine).where(DispositionLine.disposition_id == disposition.id)
    return list(session.exec(mine.order_by(col(DispositionLine.position), col(DispositionLine.id))))


def payees_of(session: Session, disposition: Disposition) -> list[Payee]:
    """Return who was named to be paid, in order; nobody means all tenants together."""
    rows = session.exec(
        select(DispositionPayee)
        .where(DispositionPayee.disposition_id == disposition.id)
        .order_by(col(DispositionPayee.position), col(DispositionPayee.id))
    )
    return [Payee(row.payee, row.share_bps, row.payee_id, row.document_id) for row in rows]


def deposit_credits(session: Session, disposition: Disposition) -> list[Credit]:
    """Return the credits that itemizing posted, taken back or not: releases and interest."""
    kinds = (CreditKind.DEPOSIT_RELEASE, CreditKind.DEPOSIT_INTEREST)
    rows = session.exec(
        select(Credit)
        .where(
            Credit.tenancy_id == disposition.tenancy_id,
            Credit.recorded_at == disposition.itemized_at,
            col(Credit.kind).in_(kinds),
        )
        .order_by(col(Credit.id))
    )
    return list(rows)


def record_of(row: Disposition) -> DispositionRecord:
    """Return a row as the value that others see."""
    names = DispositionRecord.__dataclass_fields__.keys() - {"disposition_id"}
    return DispositionRecord(disposition_id=row.id, **{name: getattr(row, name) for name in names})


def clock_of(moved_out_on: date, record: DispositionRecord | None) -> Clock:
    """Return the days a deadline may run from."""
    if record is None:
        return Clock(moved_out_on)
    return Clock(moved_out_on, record.possession_returned_on, record.address_received_on)
