"""A household's first lease: starting it, and cancelling it before it took effect."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import cleaned
from pm_app.leasing.actions.offers import close_open_offer
from pm_app.leasing.actions.parties import SIGNING, NewParty, People, add_people, people_of
from pm_app.leasing.actions.stays import days_kept_apart, note, standing_tenancy
from pm_app.leasing.enums import Frequency, OfferOutcome, ProrationMethod, RentLineKind, TermKind
from pm_app.leasing.queries.letting import UnitToLet, unit_to_let
from pm_app.leasing.queries.tenancies import lock_tenancy
from pm_app.leasing.rules import check_due_day, check_rent, check_term, household_name
from pm_app.leasing.tables import Lease, RentLine, Tenancy

LONGEST_NAME = 200


class UnitArchived(Refused):
    """The unit, or its property, is no longer looked after."""


class TenantMissing(Refused):
    """A lease nobody signs as a tenant."""


class AlreadyBegun(Refused):
    """The lease took effect: it can end, but no longer be cancelled."""


@dataclass(frozen=True)
class NewRentLine:
    """Something charged from the first day on, besides the rent: parking, pet rent, …"""

    kind: RentLineKind
    amount_cents: int
    description: str = ""
    frequency: Frequency = Frequency.MONTHLY
    proration: ProrationMethod = ProrationMethod.ACTUAL_DAYS


def start_lease(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    unit_id: UUID,
    parties: Sequence[NewParty],
    starts_on: date,
    ends_on: date | None,
    rent_cents: int,
    today: date,
    now: datetime,
    due_day: int = 1,
    frequency: Frequency = Frequency.MONTHLY,
    proration: ProrationMethod = ProrationMethod.ACTUAL_DAYS,
    rolls_month_to_month: bool = True,
    also_charged: Sequence[NewRentLine] = (),
    name: str = "",
    term_starts_on: date | None = None,
) -> UUID:
    """Start a household's tenancy with its first term and rent, and return its id; the same key starts it once.

    `ends_on` None is month-to-month; unless given, `name` is made of the tenants' names. With `term_starts_on`, the
    stay is taken over, a later term known. Refuses days others hold (`UnitOccupied`), archived units, no tenant.
    """
    actor.must(Permission.CHANGE_LEASES)
    unit = unit_to_let(session, actor, unit_id=unit_id)
    if before := session.exec(select(Tenancy.id).where(Tenancy.request_key == request_key)).first():
        return before
    lines = [NewRentLine(RentLineKind.RENT, rent_cents, "", frequency, proration), *also_charged]
    _check(unit, term_starts_on or starts_on, ends_on, due_day, lines)
    people = people_of(session, actor, parties=parties, now=now)
    tenancy = _stay(unit, request_key, _called(name, people), starts_on, now, rolls=rolls_month_to_month)
    with days_kept_apart(session, actor, tenancy, first_on=starts_on, last_on=None, field="starts_on", today=today):
        session.add(tenancy)
    _add_term(session, tenancy, term_starts_on or starts_on, ends_on)
    _add_lines(session, tenancy, lines, due_day)
    add_people(session, tenancy, people, starts_on=starts_on)
    note(session, actor, tenancy, "started the lease", now=now, ends_on=ends_on, rent_cents=rent_cents)
    return tenancy.id


def cancel_lease(
    session: Session, actor: Actor, *, tenancy_id: UUID, today: date, now: datetime, reason: str = ""
) -> None:
    """Cancel a tenancy before it takes effect; its unit is free again. Refuses (`AlreadyBegun`) from the first day.

    An offer of renewal they have not answered is withdrawn.
    """
    tenancy = standing_tenancy(session, actor, tenancy_id=tenancy_id)
    if tenancy.starts_on <= today:
        raise AlreadyBegun(
            f"This lease began on {in_words(tenancy.starts_on)}: it can be ended, but no longer be cancelled."
        )
    _cancel(session, actor, tenancy, today, now)
    reason = cleaned(reason, longest=1_000, field="reason", name="The reason")
    note(session, actor, tenancy, "cancelled the lease", now=now, reason=reason or None)


def annul_lease(session: Session, actor: Actor, *, tenancy_id: UUID, today: date, now: datetime, reason: str) -> None:
    """Cancel a tenancy that never was, begun or not: one that an import made and that is undone.

    The caller has made sure that nothing stands in its ledger. An offer of renewal that is open is withdrawn. Twice
    is once.
    """
    actor.must(Permission.CHANGE_LEASES)
    lock_tenancy(session, actor, tenancy_id=tenancy_id)
    tenancy = session.exec(select(Tenancy).where(Tenancy.id == tenancy_id)).one()
    if tenancy.cancelled_at is None:
        _cancel(session, actor, tenancy, today, now)
        note(session, actor, tenancy, "annulled the lease", now=now, reason=reason)


def _cancel(session: Session, actor: Actor, tenancy: Tenancy, today: date, now: datetime) -> None:
    tenancy.cancelled_at = now
    tenancy.version += 1
    why, withdrawn = "The lease was cancelled.", OfferOutcome.WITHDRAWN
    close_open_offer(session, actor, tenancy_id=tenancy.id, outcome=withdrawn, on=today, now=now, reason=why)


def _check(unit: UnitToLet, starts_on: date, ends_on: date | None, due_day: int, lines: Sequence[NewRentLine]) -> None:
    check_term(starts_on, ends_on)
    check_due_day(due_day)
    for line in lines:
        check_rent(line.amount_cents)
    if unit.archived_at is not None:
        raise UnitArchived(
            f"{unit.property_name}, {unit.unit_name} is archived. Restore it, or choose another unit.", field="unit_id"
        )


def _stay(unit: UnitToLet, request_key: UUID, name: str, starts_on: date, now: datetime, *, rolls: bool) -> Tenancy:
    return Tenancy(
        rolls_month_to_month=rolls,
        request_key=request_key,
        unit_id=unit.unit_id,
        property_id=unit.property_id,
        name=name,
        starts_on=starts_on,
        created_at=now,
    )


def _called(name: str, people: People) -> str:
    tenants = [(named.name, named.sort_name) for named, role in people if role in SIGNING]
    if not tenants:
        raise TenantMissing("Add at least one tenant: the person who signs the lease.", field="parties")
    return cleaned(name, longest=LONGEST_NAME, field="name", name="The name") or household_name(tenants)


def _add_term(session: Session, tenancy: Tenancy, starts_on: date, ends_on: date | None) -> None:
    kind = TermKind.ORIGINAL if starts_on <= tenancy.starts_on else TermKind.RENEWAL
    session.add(
        Lease(
            tenancy_id=tenancy.id,
            kind=TermKind.MONTH_TO_MONTH if ends_on is None else kind,
            starts_on=starts_on,
            ends_on=ends_on,
            created_at=tenancy.created_at,
        )
    )


def _add_lines(session: Session, tenancy: Tenancy, lines: Sequence[NewRentLine], due_day: int) -> None:
    for line in lines:
        session.add(
            RentLine(
                tenancy_id=tenancy.id,
                kind=line.kind,
                amount_cents=line.amount_cents,
                frequency=line.frequency,
                due_day=due_day,
                starts_on=tenancy.starts_on,
                proration=line.proration,
                description=cleaned(line.description, longest=LONGEST_NAME, field="description"),
            )
        )
