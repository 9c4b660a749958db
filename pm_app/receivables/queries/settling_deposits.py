"""Households that moved out and whose deposits are to be settled, each with its deadline."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.books.queries.accounts import tenancy_balances
from pm_app.kernel.listing import Listing, Rows, search_text
from pm_app.leasing.queries.states import among
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.tables import Property, Unit
from pm_app.receivables.enums import DeadlineCase, DispositionState
from pm_app.receivables.queries.deposit_deadlines import deadlines_by_place
from pm_app.receivables.queries.deposits_held import DepositPlace
from pm_app.receivables.queries.disposition_rows import clock_of, record_of
from pm_app.receivables.rules.deposit_clock import Deadline, deadline_for, due_on, situation_of
from pm_app.receivables.rules.postings import HELD_ACCOUNTS
from pm_app.receivables.tables.dispositions import Disposition, DispositionLine

# A statement that went out has met its deadline, or missed it for good.
RUNNING = frozenset({None, DispositionState.OPEN, DispositionState.ITEMIZED})


@dataclass(frozen=True)
class SettlingRow:
    """A household whose deposits are to be settled. `state` None: nobody opened the disposition yet.

    `due_on` None: the deadline does not run yet, or (`deadline` None) none is set for the place.
    """

    place: DepositPlace
    moved_out_on: date
    jurisdiction: str
    manager_id: UUID | None
    held_cents: int
    state: DispositionState | None
    deadline: Deadline | None
    due_on: date | None


def deposits_to_settle(
    session: Session,
    actor: Actor,
    *,
    today: date,
    closed: bool = False,
    tenancy_ids: Collection[UUID] | None = None,
) -> list[SettlingRow]:
    """Return the households that moved out with a deposit, or of these the ones that did; the nearest deadline first.

    Those whose disposition is closed are left out, or with `closed` are all there is.
    """
    actor.must(Permission.VIEW_LEDGER)
    held = held_by_books(session, actor, as_of=today, tenancy_ids=tenancy_ids)
    known = deadlines_by_place(session, actor)
    moved_out = _moved_out(actor, held, today)
    if tenancy_ids is not None:
        moved_out = moved_out.where(among(Tenancy.id, tenancy_ids))
    rows = [_row(found, held, known) for found in session.execute(moved_out)]
    wanted = [row for row in rows if (row.state == DispositionState.CLOSED) == closed]
    return sorted(wanted, key=lambda row: (row.due_on or date.max, row.moved_out_on, row.place.tenancy_id))


def held_by_books(
    session: Session, actor: Actor, *, as_of: date, tenancy_ids: Collection[UUID] | None = None
) -> dict[UUID, int]:
    """Return the deposits of every kind that the books hold on a day, in cents by household: of all, or of these."""
    actor.must(Permission.VIEW_LEDGER)
    held: dict[UUID, int] = defaultdict(int)
    accounts = tuple(HELD_ACCOUNTS.values())
    balances = tenancy_balances(session, actor, accounts=accounts, as_of=as_of, tenancy_ids=tenancy_ids)
    for (tenancy_id, _), cents in balances.items():
        held[tenancy_id] -= cents
    return dict(held)


def settling_rows(
    session: Session,
    actor: Actor,
    *,
    listing: Listing,
    today: date,
    property_id: UUID | None = None,
    closed: bool = False,
) -> Rows[SettlingRow]:
    """Return one page of the deposits to settle. Sorts: deadline (the default), name, out, held."""
    actor.must(Permission.VIEW_LEDGER)
    words = search_text(listing.search).casefold()
    chosen = [
        row
        for row in deposits_to_settle(session, actor, today=today, closed=closed)
        if (property_id is None or row.place.property_id == property_id)
        and words in f"{row.place.name} {row.place.property_name} {row.place.unit_name}".casefold()
    ]
    keys: dict[str, Any] = {
        "name": lambda row: row.place.name.casefold(),
        "out": lambda row: row.moved_out_on,
        "held": lambda row: row.held_cents,
    }
    ordered = sorted(chosen, key=keys.get(listing.sort, lambda row: row.due_on or date.max))
    if listing.descending:
        ordered.reverse()
    return Rows(ordered[listing.offset : listing.offset + listing.limit], len(ordered))


def _moved_out(actor: Actor, held: Mapping[UUID, int], today: date) -> Any:
    deducts = exists(
        sql_select(col(DispositionLine.id)).where(col(DispositionLine.disposition_id) == col(Disposition.id))
    )
    with_money = [tenancy_id for tenancy_id, cents in held.items() if cents]
    return (
        sql_select(
            col(Tenancy.id),
            col(Tenancy.name),
            col(Tenancy.property_id),
            col(Property.name),
            col(Unit.name),
            col(Tenancy.moved_out_on),
            func.upper(func.trim(Property.region)),
            col(Property.manager_id),
            Disposition,
            deducts,
        )
        .join(Property, col(Property.id) == col(Tenancy.property_id))
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .outerjoin(Disposition, col(Disposition.tenancy_id) == col(Tenancy.id))
        .where(
            within_scope(actor, col(Tenancy.property_id)),
            col(Tenancy.cancelled_at).is_(None),
            col(Tenancy.moved_out_on) <= today,
            or_(col(Disposition.id).isnot(None), col(Tenancy.id).in_(with_money)),
        )
    )


def _row(found: Any, held: Mapping[UUID, int], known: Mapping[str, Mapping[DeadlineCase, Deadline]]) -> SettlingRow:
    *place, jurisdiction, manager_id, disposition, deducts = found
    record = record_of(disposition) if disposition else None
    situation = situation_of(disputed=bool(record and record.disputed), deducts=bool(deducts))
    deadline = deadline_for(known.get(jurisdiction, {}), situation)
    moved_out_on = place[5]
    return SettlingRow(
        place=DepositPlace(*place),
        moved_out_on=moved_out_on,
        jurisdiction=jurisdiction,
        manager_id=manager_id,
        held_cents=held.get(place[0], 0),
        state=record.state if record else None,
        deadline=deadline,
        due_on=due_on(deadline, clock_of(moved_out_on, record)) if deadline else None,
    )
