"""What must always hold between the books and the tenants' ledgers, checked: empty answers are good."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy import select as sql_select
from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.books.queries.accounts import tenancy_balances
from pm_app.books.queries.findings import book_findings
from pm_app.books.rules import (
    DEPOSITS_HELD,
    KEY_DEPOSITS_HELD,
    LAST_MONTHS_RENT_HELD,
    PET_DEPOSITS_HELD,
    PREPAYMENTS,
    RECEIVABLE,
    Finding,
)
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.closed_reports import closed_report_findings
from pm_app.receivables.queries.held import paid_and_released
from pm_app.receivables.queries.positions import TenancyAging, agings, balances
from pm_app.receivables.rules.postings import HELD_ACCOUNTS

# How many things are looked at, for a report that says how many of them hold.
CHECKS = 10
_HELD = (DEPOSITS_HELD, PET_DEPOSITS_HELD, KEY_DEPOSITS_HELD, LAST_MONTHS_RENT_HELD)
_LET_TWICE = """
    select distinct one.unit_id from tenancy one join tenancy other
      on other.unit_id = one.unit_id and other.id > one.id and other.days && one.days
"""


def findings(session: Session, actor: Actor, *, as_of: date) -> list[Finding]:
    """Return every invariant that does not hold on a day (domain rules §25: 1-4, 6, 10, 13, 15, 17).

    Each finding names the check, says in a sentence what is wrong, and lists the records concerned.
    """
    actor.must(Permission.VIEW_LEDGER)
    ages = agings(session, actor, as_of=as_of)
    found = book_findings(session, actor)
    found += _receivable(session, actor, as_of, ages)
    found += _prepayments(session, actor, as_of, ages)
    found += _deposits(session, actor, as_of)
    found += _aging_total(session, actor, as_of, ages)
    found += _let_twice(session)
    found += closed_report_findings(session, actor)
    return found


def _receivable(session: Session, actor: Actor, as_of: date, ages: dict[UUID, TenancyAging]) -> list[Finding]:
    booked = {
        one: cents for (one, _), cents in tenancy_balances(session, actor, accounts=[RECEIVABLE], as_of=as_of).items()
    }
    return _compare(
        "receivable",
        "tenancies whose account 1100 is not what their open charges say",
        booked,
        {one: age.aging.balance_cents - age.aging.prepaid_cents for one, age in ages.items()},
    )


def _prepayments(session: Session, actor: Actor, as_of: date, ages: dict[UUID, TenancyAging]) -> list[Finding]:
    booked = {
        one: cents for (one, _), cents in tenancy_balances(session, actor, accounts=[PREPAYMENTS], as_of=as_of).items()
    }
    return _compare(
        "prepayments",
        "tenancies whose account 2200 is not what their receipts leave over",
        booked,
        {one: age.aging.prepaid_cents for one, age in ages.items()},
    )


def _deposits(session: Session, actor: Actor, as_of: date) -> list[Finding]:
    booked: dict[tuple[UUID, int], int] = tenancy_balances(session, actor, accounts=_HELD, as_of=as_of)
    held = paid_and_released(as_of, None).subquery()
    rows = session.execute(
        sql_select(held.c.tenancy_id, held.c.kind, func.sum(held.c.cents))
        .where(within_scope(actor, held.c.property_id))
        .group_by(held.c.tenancy_id, held.c.kind)
    )
    paid = {(tenancy_id, HELD_ACCOUNTS[ChargeKind(kind)]): -int(cents) for tenancy_id, kind, cents in rows}
    uneven = tuple(
        {one for one, account in {*booked, *paid} if booked.get((one, account), 0) != paid.get((one, account), 0)}
    )
    return _finding("deposits held", uneven, "tenancies whose deposits held are not what was paid and not released")


def _aging_total(session: Session, actor: Actor, as_of: date, ages: dict[UUID, TenancyAging]) -> list[Finding]:
    return _compare(
        "aging",
        "tenancies whose aging does not add up to their balance",
        {one: age.aging.balance_cents for one, age in ages.items()},
        balances(session, actor, as_of=as_of),
    )


def _let_twice(session: Session) -> list[Finding]:
    ids = tuple(session.connection().execute(text(_LET_TWICE)).scalars())
    return _finding("occupancy", ids, "units that are let twice on one day")


def _compare(name: str, wrong: str, left: dict[UUID, int], right: dict[UUID, int]) -> list[Finding]:
    uneven = tuple(sorted(one for one in {*left, *right} if left.get(one, 0) != right.get(one, 0)))
    return _finding(name, uneven, wrong)


def _finding(name: str, ids: tuple[UUID, ...], wrong: str) -> list[Finding]:
    return [Finding(name, f"{len(ids)} {wrong}.", ids)] if ids else []
