"""Everything the office wants to know of households that owe something, in as many queries however many there are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import AsOf
from pm_app.leasing.queries.standing import Stay, stays_on
from pm_app.leasing.queries.states import among
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay
from pm_app.receivables.queries.collecting import (
    NoteStanding,
    NoticeStanding,
    notes_on,
    notices_on,
    plans_on,
    under_eviction,
)
from pm_app.receivables.queries.late_fee_policies import late_fee_policies
from pm_app.receivables.queries.paid_late import last_late_fees, last_payments, times_late
from pm_app.receivables.queries.totals import LastPayment
from pm_app.receivables.rules.billing import most_specific
from pm_app.receivables.rules.plans import PlanStanding
from pm_app.reports.rules.delinquency import Owed


@dataclass(frozen=True)
class Household:
    """A household and where it lives or lived."""

    tenancy_id: UUID
    name: str
    property_id: UUID
    property_name: str
    unit_id: UUID
    unit_name: str


@dataclass(frozen=True)
class DelinquentRow:
    """A household with what it owes on a day, how it pays, and what is done about it."""

    household: Household
    stay: Stay
    phone: str
    email: str
    owed: Owed
    deposits_held_cents: int
    last_payment: LastPayment | None
    last_late_fee_on: date | None
    times_late: int
    plan: PlanStanding | None
    notice: NoticeStanding | None
    under_eviction: bool
    note: NoteStanding | None

    @property
    def in_collections(self) -> bool:
        """Whether the household was handed to collectors."""
        return self.note is not None and self.note.in_collections


def delinquents(
    session: Session,
    actor: Actor,
    *,
    as_of: AsOf,
    households: Sequence[Household],
    owed: Mapping[UUID, Owed],
    held: Mapping[UUID, int],
) -> list[DelinquentRow]:
    """Return these households, in their order, with all that is known of them at the end of a day."""
    actor.must(Permission.VIEW_LEDGER)
    ids, when = [one.tenancy_id for one in households], {"as_of": as_of.day, "known_at": as_of.known_at}
    stays = {stay.tenancy_id: stay for stay in stays_on(session, actor, as_of=as_of, tenancy_ids=ids)}
    paid = last_payments(session, actor, tenancy_ids=ids, **when)
    fees = last_late_fees(session, actor, tenancy_ids=ids, **when)
    late = times_late(session, actor, grace_days=_grace_days(session, actor, households), **when)
    plans = plans_on(session, actor, tenancy_ids=ids, as_of=as_of)
    notices = notices_on(session, actor, tenancy_ids=ids, as_of=as_of)
    evicting = under_eviction(session, actor, tenancy_ids=ids, as_of=as_of)
    notes = notes_on(session, actor, tenancy_ids=ids, as_of=as_of)
    ways = _ways(session, actor, stays.values())
    return [
        DelinquentRow(
            household=one,
            stay=stays[key],
            phone=_way(ways, stays[key], ContactKind.PHONE),
            email=_way(ways, stays[key], ContactKind.EMAIL),
            owed=owed[key],
            deposits_held_cents=held.get(key, 0),
            last_payment=paid.get(key),
            last_late_fee_on=fees.get(key),
            times_late=late.get(key, 0),
            plan=plans.get(key),
            notice=notices.get(key),
            under_eviction=key in evicting,
            note=notes.get(key),
        )
        for one in households
        for key in [one.tenancy_id]
    ]


def _grace_days(session: Session, actor: Actor, households: Iterable[Household]) -> dict[UUID, int]:
    """The shortest grace of what counts for each household; none where no late fees are set."""
    policies = late_fee_policies(session, actor)
    found: dict[UUID, int] = {}
    for one in households:
        policy = most_specific(policies, property_id=one.property_id, tenancy_id=one.tenancy_id)
        found[one.tenancy_id] = min((rule.grace_days for rule in policy.rules), default=0) if policy else 0
    return found


def _ways(session: Session, actor: Actor, stays: Iterable[Stay]) -> dict[tuple[UUID, ContactKind], str]:
    """The preferred phone number and e-mail address of these tenants, for those who may see people."""
    if not actor.may(Permission.VIEW_PEOPLE):
        return {}
    rows = session.execute(
        sql_select(col(ContactWay.person_id), col(ContactWay.kind), col(ContactWay.value))
        .where(
            among(ContactWay.person_id, {person for stay in stays for person in stay.person_ids}),
            col(ContactWay.kind).in_((ContactKind.PHONE, ContactKind.EMAIL)),
        )
        .order_by(col(ContactWay.position).desc(), col(ContactWay.id).desc())
    )
    return {(person_id, ContactKind(kind)): value for person_id, kind, value in rows}


def _way(ways: Mapping[tuple[UUID, ContactKind], str], stay: Stay, kind: ContactKind) -> str:
    return next((ways[person, kind] for person in stay.person_ids if (person, kind) in ways), "")
