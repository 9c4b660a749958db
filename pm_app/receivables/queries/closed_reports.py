"""The figures of a day as they are kept when it is closed, and whether those that were kept still are the same."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import exists, or_
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.queries.accounts import account_balances, tenancy_balances
from pm_app.books.rules import Finding
from pm_app.books.tables import PeriodLock
from pm_app.receivables.queries.past_days import past_days
from pm_app.receivables.queries.positions import agings
from pm_app.receivables.rules.aging import Aging
from pm_app.receivables.rules.closing import ReportCopy, aging_copy, deposits_copy, trial_balance_copy
from pm_app.receivables.rules.postings import HELD_ACCOUNTS
from pm_app.receivables.tables.openings import ClosedReport


def report_copies(session: Session, actor: Actor, *, as_of: date) -> list[ReportCopy]:
    """Return the trial balance, the aging and the deposits held of all properties on a day, as they are kept."""
    actor.must(Permission.VIEW_LEDGER)
    everywhere = replace(actor, property_ids=None)
    accounts = account_balances(session, everywhere, as_of=as_of)
    held = tenancy_balances(session, everywhere, accounts=[*HELD_ACCOUNTS.values()], as_of=as_of)
    return _copies(
        as_of,
        {one.number: (one.debit_cents, one.credit_cents) for one in accounts},
        {one.tenancy_id: one.aging for one in agings(session, everywhere, as_of=as_of).values()},
        {key: -cents for key, cents in held.items()},
    )


def _copies(
    as_of: date,
    accounts: Mapping[int, tuple[int, int]],
    ages: Mapping[UUID, Aging],
    held: Mapping[tuple[UUID, int], int],
) -> list[ReportCopy]:
    return [trial_balance_copy(as_of, accounts), aging_copy(as_of, ages), deposits_copy(as_of, held)]


def kept_reports(session: Session, actor: Actor) -> dict[UUID, list[str]]:
    """Return by decision to close the names of the reports that were kept with it."""
    actor.must(Permission.VIEW_LEDGER)
    found: dict[UUID, list[str]] = {}
    rows = session.exec(
        select(ClosedReport.period_lock_id, ClosedReport.report).order_by(col(ClosedReport.report).desc())
    )
    for period_lock_id, report in rows:
        found.setdefault(period_lock_id, []).append(report)
    return found


def closed_report_findings(session: Session, actor: Actor) -> list[Finding]:
    """Return what was kept of days that are closed still and would be told differently now (domain rules §25.17).

    They are told anew by another way than the reports are made: all days in one pass over everything ever posted.
    What was kept of a day that was reopened since is left out: it may change then, and is kept anew when it is closed.
    """
    actor.must(Permission.VIEW_LEDGER)
    reopened = exists().where(
        col(PeriodLock.locked_at) >= col(ClosedReport.stored_at),
        col(PeriodLock.id) > col(ClosedReport.period_lock_id),
        or_(col(PeriodLock.locked_through).is_(None), col(PeriodLock.locked_through) < col(ClosedReport.as_of)),
    )
    kept = session.exec(select(ClosedReport).where(~reopened).order_by(col(ClosedReport.as_of))).all()
    now = {
        (day.as_of, copy.report): copy
        for day in past_days(session, actor, days={one.as_of for one in kept})
        for copy in _copies(day.as_of, day.accounts, day.agings, day.held)
    }
    changed = tuple(
        one.id
        for one in kept
        if one.content != (copy := now[one.as_of, one.report]).content or one.sha256 != copy.sha256
    )
    told = f"{len(changed)} kept reports of closed periods that are told differently now."
    return [Finding("closed reports", told, changed)] if changed else []
