"""All there is to know of one household: its terms, the people, what is charged again and again, its notices."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.rules import Actor
from pm_app.leasing.enums import LeaseState, NoticeGiver, PartyRole, TermKind
from pm_app.leasing.queries.rent import RentLineRow, rent_lines
from pm_app.leasing.queries.rows import TenancyList, TenancyRow, tenancy_row
from pm_app.leasing.queries.tenancies import TenancyPlace, tenancy_place
from pm_app.leasing.tables import Lease, LeaseNotice, LeaseParty, Tenancy
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay, Person
from pm_app.portfolio.tables import Property


@dataclass(frozen=True)
class TermRow:
    """One term, last day included; `ends_on` None is month-to-month."""

    lease_id: UUID
    kind: TermKind
    starts_on: date
    ends_on: date | None
    signed_on: date | None


@dataclass(frozen=True)
class PartyRow:
    """A person's part in the tenancy, and the preferred ways to reach that person, empty when there is none."""

    party_id: UUID
    person_id: UUID
    name: str
    role: PartyRole
    starts_on: date
    ends_on: date | None
    email: str
    phone: str


@dataclass(frozen=True)
class NoticeRow:
    """A notice; one that was withdrawn says when."""

    notice_id: UUID
    given_by: NoticeGiver
    given_on: date
    move_out_on: date
    reason: str
    recorded_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class TenancyDetails:
    """One household. Terms, rent lines and notices are latest first; parties in the order of the lease."""

    place: TenancyPlace
    row: TenancyRow
    state: LeaseState
    rolls_month_to_month: bool
    month_to_month_premium_bps: int
    holdover_premium_bps: int
    manager_id: UUID | None
    notes: str
    version: int
    terms: list[TermRow]
    parties: list[PartyRow]
    rent_lines: list[RentLineRow]
    notices: list[NoticeRow]

    @property
    def standing_notice(self) -> NoticeRow | None:
        """The notice that still stands, if one was given."""
        return next((notice for notice in self.notices if notice.withdrawn_at is None), None)


def tenancy_details(session: Session, actor: Actor, *, tenancy_id: UUID, today: date) -> TenancyDetails:
    """Return all about one household as of today; refuses (`NotFound`) one that is not within scope."""
    place = tenancy_place(session, actor, tenancy_id=tenancy_id)
    joined = TenancyList(actor, today)
    row = tenancy_row(session.execute(joined.rows().where(col(Tenancy.id) == tenancy_id)).one())
    tenancy = session.exec(select(Tenancy).where(Tenancy.id == tenancy_id)).one()
    return TenancyDetails(
        place=place,
        row=row,
        state=row.state,
        rolls_month_to_month=tenancy.rolls_month_to_month,
        month_to_month_premium_bps=tenancy.month_to_month_premium_bps,
        holdover_premium_bps=tenancy.holdover_premium_bps,
        manager_id=session.exec(select(Property.manager_id).where(Property.id == place.property_id)).one(),
        notes=tenancy.notes,
        version=tenancy.version,
        terms=_terms(session, tenancy_id),
        parties=_parties(session, tenancy_id),
        rent_lines=rent_lines(session, actor, tenancy_ids=[tenancy_id], every=True)[::-1],
        notices=_notices(session, tenancy_id),
    )


def _terms(session: Session, tenancy_id: UUID) -> list[TermRow]:
    terms = session.exec(select(Lease).where(Lease.tenancy_id == tenancy_id).order_by(col(Lease.starts_on).desc()))
    return [TermRow(term.id, term.kind, term.starts_on, term.ends_on, term.signed_on) for term in terms]


def _notices(session: Session, tenancy_id: UUID) -> list[NoticeRow]:
    notices = session.exec(
        select(LeaseNotice).where(LeaseNotice.tenancy_id == tenancy_id).order_by(col(LeaseNotice.recorded_at).desc())
    )
    return [
        NoticeRow(n.id, n.given_by, n.given_on, n.move_out_on, n.reason, n.recorded_at, n.withdrawn_at) for n in notices
    ]


def _parties(session: Session, tenancy_id: UUID) -> list[PartyRow]:
    parties = session.exec(
        select(LeaseParty, Person)
        .join(Person, col(Person.id) == col(LeaseParty.person_id))
        .where(LeaseParty.tenancy_id == tenancy_id)
        .order_by(col(LeaseParty.ends_on).isnot(None), col(LeaseParty.position), col(LeaseParty.id))
    ).all()
    ways = session.exec(
        select(ContactWay)
        .where(col(ContactWay.person_id).in_([person.id for _, person in parties]))
        .order_by(col(ContactWay.position).desc())
    )
    preferred = {(way.person_id, way.kind): way.value for way in ways}
    return [
        PartyRow(
            party.id,
            person.id,
            person.name,
            party.role,
            party.starts_on,
            party.ends_on,
            preferred.get((person.id, ContactKind.EMAIL), ""),
            preferred.get((person.id, ContactKind.PHONE), ""),
        )
        for party, person in parties
    ]
