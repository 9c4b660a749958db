"""Charging the rent that is due: one period, or all of many tenancies in one transaction."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.actions.entries import NewEntry, post_entries
from pm_app.books.enums import EntryKind
from pm_app.kernel.errors import Refused
from pm_app.kernel.tables import new_id
from pm_app.leasing.queries.tenancies import lock_tenancies, tenancy_place
from pm_app.receivables.actions.settling import settle_with_prepayments
from pm_app.receivables.queries.facts import with_free_money
from pm_app.receivables.queries.recurring import RentDue, rents_due
from pm_app.receivables.rules.postings import LedgerOf, charge_lines
from pm_app.receivables.rules.recurring import RentPeriod
from pm_app.receivables.tables.items import Charge


class RentNotDue(Refused):
    """A period of a rent line that is not due yet, or that the household did not stay for."""


@dataclass(frozen=True)
class RentPosted:
    """What came of a run: the charges that were posted, and how many were posted before or are not due."""

    charge_ids: list[UUID]
    left_out: int


def post_rent_charge(
    session: Session,
    actor: Actor,
    *,
    rent_line_id: UUID,
    period_starts_on: date,
    today: date,
    now: datetime,
    advance_days: int | None = None,
) -> UUID:
    """Charge one period of a rent line, named by the first day of its whole period; twice posts it once.

    It counts from its due day, also when that lies a few days ahead. Refuses a period that is not due (`RentNotDue`).
    """
    actor.must(Permission.POST_CHARGES)
    period = RentPeriod(rent_line_id, period_starts_on)
    posted = post_rents(session, actor, periods=[period], today=today, now=now, advance_days=advance_days)
    if posted.charge_ids:
        return posted.charge_ids[0]
    made = session.exec(
        select(Charge.id).where(Charge.rent_line_id == rent_line_id, Charge.period_starts_on == period_starts_on)
    ).first()
    if made is None or not rents_due(session, actor, periods=[period], today=today, advance_days=advance_days):
        raise RentNotDue("This rent is not due yet, or nobody lived there then. Look at the rent of the lease.")
    return made


def post_rents(
    session: Session,
    actor: Actor,
    *,
    periods: Sequence[RentPeriod],
    today: date,
    now: datetime,
    advance_days: int | None = None,
) -> RentPosted:
    """Charge these periods of rent lines, all or none, and settle them with what is prepaid (domain rules §8).

    Those that were posted before or are not due are left out and counted. Without `advance_days`, each tenancy's own
    terms say how far ahead rent is posted.
    """
    actor.must(Permission.POST_CHARGES)
    asked = {"periods": periods, "today": today, "advance_days": advance_days}
    lock_tenancies(session, actor, tenancy_ids={one.tenancy_id for one in rents_due(session, actor, **asked)})
    due = rents_due(session, actor, **asked)
    posted = _posted_before(session, due)
    fresh = [one for one in due if (one.rent_line_id, one.period.whole_starts_on) not in posted]
    charges = _added(session, actor, fresh, now)
    _settle(session, actor, fresh, now)
    return RentPosted([charge.id for charge in charges], len(periods) - len(charges))


def _posted_before(session: Session, due: Sequence[RentDue]) -> set[tuple[UUID | None, date | None]]:
    mine = col(Charge.rent_line_id).in_({one.rent_line_id for one in due})
    rows = session.execute(sql_select(col(Charge.rent_line_id), col(Charge.period_starts_on)).where(mine))
    return {(line_id, starts_on) for line_id, starts_on in rows}


def _added(session: Session, actor: Actor, due: Sequence[RentDue], now: datetime) -> list[Charge]:
    ids = [new_id() for _ in due]
    entry_ids = post_entries(session, actor, new=[_entry(*one) for one in zip(ids, due, strict=True)], now=now)
    charges = [_charge(actor, *one, now) for one in zip(ids, due, entry_ids, strict=True)]
    session.add_all(charges)
    for charge, one in zip(charges, due, strict=True):
        record_audit(
            session,
            actor,
            did="posted a charge",
            about_kind="charge",
            about_id=charge.id,
            about_name=f"{charge.kind.value.capitalize()}, {one.tenancy_name}",
            property_id=charge.property_id,
            tenancy_id=charge.tenancy_id,
            now=now,
            details={
                "amount_cents": charge.amount_cents,
                "description": charge.description,
                "due": charge.due_on.isoformat(),
            },
        )
    session.flush()
    return charges


def _entry(charge_id: UUID, due: RentDue) -> NewEntry:
    ledger = LedgerOf(due.property_id, due.tenancy_id, due.unit_id)
    lines = charge_lines(ledger, due.kind, due.amount_cents)
    key = f"charge:{charge_id}"
    return NewEntry(lines, due.period.due_on, EntryKind.CHARGE, "charge", charge_id, key, due.description)


def _charge(actor: Actor, charge_id: UUID, due: RentDue, entry_id: UUID, now: datetime) -> Charge:
    period = due.period
    return Charge(
        id=charge_id,
        request_key=uuid5(NAMESPACE_OID, f"rent {due.rent_line_id} {period.whole_starts_on}"),
        tenancy_id=due.tenancy_id,
        property_id=due.property_id,
        kind=due.kind,
        amount_cents=due.amount_cents,
        posted_on=period.due_on,
        due_on=period.due_on,
        service_from=period.starts_on,
        service_to=period.ends_on,
        description=due.description,
        rent_line_id=due.rent_line_id,
        period_starts_on=period.whole_starts_on,
        entry_id=entry_id,
        recorded_at=now,
        recorded_by_id=actor.user_id,
        recorded_by=actor.name,
    )


def _settle(session: Session, actor: Actor, due: Sequence[RentDue], now: datetime) -> None:
    first: dict[UUID, date] = defaultdict(lambda: date.max)
    for one in due:
        first[one.tenancy_id] = min(first[one.tenancy_id], one.period.due_on)
    for tenancy_id in sorted(with_free_money(session, first)):
        place = tenancy_place(session, actor, tenancy_id=tenancy_id)
        settle_with_prepayments(session, actor, place=place, not_before=first[tenancy_id], now=now)
