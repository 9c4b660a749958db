"""Where tenancies stand, twice: the facts for the rule, and the same conditions in SQL so that lists can page."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, FromClause, Select, Uuid, and_, any_, case, exists, literal, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.leasing.enums import LeaseState, TermKind
from pm_app.leasing.rules import RENEWAL_WINDOW_DAYS, TenancyFacts, TermFacts
from pm_app.leasing.tables import Lease, LeaseNotice, Tenancy


def among(column: Any, ids: Iterable[UUID]) -> ColumnElement[bool]:
    """Return that a column is one of these ids, sent as one value: a list of thousands is no problem."""
    return col(column) == any_(literal(list(ids), ARRAY(Uuid)))


def standing_notice() -> Any:
    """Return, beside each row of Tenancy, the notice that still stands: given_on, given_by, move_out_on, id."""
    return (
        sql_select(
            col(LeaseNotice.id),
            col(LeaseNotice.given_on),
            col(LeaseNotice.given_by),
            col(LeaseNotice.move_out_on),
        )
        .where(col(LeaseNotice.tenancy_id) == col(Tenancy.id), col(LeaseNotice.withdrawn_at).is_(None))
        .order_by(col(LeaseNotice.recorded_at).desc())
        .limit(1)
        .lateral("standing_notice")
    )


def begun_term(today: date) -> Any:
    """Return, beside each row of Tenancy, its latest term that has begun: kind, starts_on, ends_on."""
    return (
        sql_select(col(Lease.kind), col(Lease.starts_on), col(Lease.ends_on))
        .where(col(Lease.tenancy_id) == col(Tenancy.id), col(Lease.starts_on) <= today)
        .order_by(col(Lease.starts_on).desc())
        .limit(1)
        .lateral("begun_term")
    )


def state_column(term: FromClause, notice: FromClause, today: date) -> ColumnElement[str]:
    """Return the state of each row of Tenancy as its word, by the conditions of `tenancy_state`.

    `term` and `notice` are the joined `begun_term` and `standing_notice`; a test holds this to the rule.
    """
    no_terms = ~exists(sql_select(col(Lease.id)).where(col(Lease.tenancy_id) == col(Tenancy.id)))
    stayed_on = and_(col(Tenancy.move_out_planned_on) < today, col(Tenancy.moved_out_on).is_(None))
    rolls = col(Tenancy.rolls_month_to_month)
    return case(
        (col(Tenancy.cancelled_at).isnot(None), LeaseState.CANCELLED.value),
        (col(Tenancy.moved_out_on) < today, LeaseState.ENDED.value),
        (no_terms, LeaseState.DRAFT.value),
        (term.c.starts_on.is_(None), LeaseState.FUTURE.value),
        (and_(notice.c.given_on <= today, stayed_on), LeaseState.HOLDOVER.value),
        (notice.c.given_on <= today, LeaseState.NOTICE_GIVEN.value),
        (and_(term.c.ends_on < today, rolls), LeaseState.MONTH_TO_MONTH.value),
        (term.c.ends_on < today, LeaseState.HOLDOVER.value),
        (or_(term.c.ends_on.is_(None), term.c.kind == TermKind.MONTH_TO_MONTH), LeaseState.MONTH_TO_MONTH.value),
        (_is_expiring(term, today), LeaseState.EXPIRING.value),
        else_=LeaseState.ACTIVE.value,
    )


def _is_expiring(term: FromClause, today: date) -> ColumnElement[bool]:
    renewed = exists(
        sql_select(col(Lease.id)).where(col(Lease.tenancy_id) == col(Tenancy.id), col(Lease.starts_on) > term.c.ends_on)
    )
    return and_(~renewed, term.c.ends_on - literal(today) <= RENEWAL_WINDOW_DAYS)


def facts_of(session: Session, tenancies: Iterable[Any], *, ids: Select[Any] | None = None) -> dict[UUID, TenancyFacts]:
    """Return what the rules need to know of each tenancy (rows of Tenancy, or of its columns), by its id.

    Two queries however many there are; `ids` selects the same tenancies, for when they are thousands.
    """
    rows = {tenancy.id: tenancy for tenancy in tenancies}
    terms: dict[UUID, list[TermFacts]] = {tenancy_id: [] for tenancy_id in rows}
    noticed: dict[UUID, date] = {}
    found = session.execute(
        sql_select(col(Lease.tenancy_id), col(Lease.kind), col(Lease.starts_on), col(Lease.ends_on))
        .where(_of(Lease.tenancy_id, rows, ids))
        .order_by(col(Lease.starts_on))
    )
    for tenancy_id, kind, starts_on, ends_on in found:
        terms[tenancy_id].append(TermFacts(TermKind(kind), starts_on, ends_on))
    notices = session.execute(
        sql_select(col(LeaseNotice.tenancy_id), col(LeaseNotice.given_on))
        .where(_of(LeaseNotice.tenancy_id, rows, ids), col(LeaseNotice.withdrawn_at).is_(None))
        .order_by(col(LeaseNotice.recorded_at))
    )
    for tenancy_id, given_on in notices:
        noticed[tenancy_id] = given_on
    return {
        tenancy_id: _facts(tenancy, tuple(terms[tenancy_id]), noticed.get(tenancy_id))
        for tenancy_id, tenancy in rows.items()
    }


def _of(column: Any, rows: Iterable[UUID], ids: Select[Any] | None) -> ColumnElement[bool]:
    return among(column, rows) if ids is None else col(column).in_(ids)


def _facts(tenancy: Any, terms: tuple[TermFacts, ...], notice_on: date | None) -> TenancyFacts:
    return TenancyFacts(
        terms=terms,
        rolls_month_to_month=tenancy.rolls_month_to_month,
        notice_on=notice_on,
        move_out_planned_on=tenancy.move_out_planned_on,
        moved_out_on=tenancy.moved_out_on,
        # What was cancelled never took effect, whichever day it is asked for.
        cancelled_on=date.min if tenancy.cancelled_at else None,
    )
