"""The dates of notices: by when one about a higher rent is to be served, and until when people may act on one."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists, or_
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.leasing.enums import Frequency, RentLineKind
from pm_app.leasing.rules import monthly_cents
from pm_app.leasing.tables import Lease, RentLine, Tenancy
from pm_app.receivables.enums import NoticeKind
from pm_app.receivables.tables.arrangements import ServedNotice
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.queries.households import of_households, place_of
from pm_app.reminders.rules.dates import CriticalDate, Scope, increase_words, notice_words
from pm_app.reminders.rules.ladders import REPEATS_FOR_DAYS
from pm_app.reminders.rules.rulebook import RuleBook


def notice_dates(session: Session, actor: Actor, book: RuleBook, today: date, only: Scope) -> list[CriticalDate]:
    """Return the notices still to be served about a rent that rises, and the deadlines of those served.

    In no promised order. A deadline that is past stays for 91 days.
    """
    actor.must(Permission.VIEW_LEDGER)
    if not only.everything and not only.tenancy_ids:
        return []
    return [*_increases(session, actor, book, today, only), *_deadlines(session, actor, book, today, only)]


def _deadlines(session: Session, actor: Actor, book: RuleBook, today: date, only: Scope) -> list[CriticalDate]:
    ladder = book.ladder(K.NOTICE_DEADLINE)
    rows = session.execute(
        of_households(actor, only, col(ServedNotice.id), col(ServedNotice.kind), col(ServedNotice.deadline_on))
        .join(ServedNotice, col(ServedNotice.tenancy_id) == col(Tenancy.id))
        .where(
            col(ServedNotice.withdrawn_at).is_(None),
            col(ServedNotice.deadline_on) >= today - timedelta(days=REPEATS_FOR_DAYS),
            _lives_there(today),
        )
    )
    return [
        CriticalDate(
            K.NOTICE_DEADLINE,
            row[0],
            row[2],
            notice_words(NoticeKind(row[1]).value, row[2], today),
            ladder=ladder,
            **place_of(row),
        )
        for row in rows
    ]


def _increases(session: Session, actor: Actor, book: RuleBook, today: date, only: Scope) -> list[CriticalDate]:
    ladder, lead = book.ladder(K.RENT_INCREASE), timedelta(days=book.lead_days(K.RENT_INCREASE))
    before = _line_before()
    rows = session.execute(
        of_households(
            actor,
            only,
            *(col(RentLine.id), col(RentLine.starts_on), col(RentLine.amount_cents), col(RentLine.frequency)),
            *(before.c.amount_cents, before.c.frequency),
        )
        .join(RentLine, col(RentLine.tenancy_id) == col(Tenancy.id))
        .join(before, before.c.starts_on < col(RentLine.starts_on))
        .where(
            col(RentLine.kind) == RentLineKind.RENT,
            col(RentLine.starts_on) > today,
            or_(col(RentLine.ends_on).is_(None), col(RentLine.ends_on) >= RentLine.starts_on),
            ~_served(before),
            ~_agreed(),
            _lives_there(today),
            or_(col(Tenancy.move_out_planned_on).is_(None), col(Tenancy.move_out_planned_on) >= RentLine.starts_on),
        )
    )
    found: list[CriticalDate] = []
    for row in rows:
        line_id, starts_on, cents, frequency, cents_before, frequency_before = row[:6]
        rises = monthly_cents(cents, Frequency(frequency)) > monthly_cents(cents_before, Frequency(frequency_before))
        if rises:
            what = increase_words(starts_on)
            found.append(CriticalDate(K.RENT_INCREASE, line_id, starts_on - lead, what, ladder=ladder, **place_of(row)))
    return found


def _line_before() -> Any:
    """The rent that is charged until the line begins."""
    earlier = aliased(RentLine)
    return (
        sql_select(col(earlier.starts_on), col(earlier.amount_cents), col(earlier.frequency))
        .where(
            col(earlier.tenancy_id) == col(RentLine.tenancy_id),
            col(earlier.kind) == RentLineKind.RENT,
            col(earlier.starts_on) < col(RentLine.starts_on),
        )
        .order_by(col(earlier.starts_on).desc(), col(earlier.id).desc())
        .limit(1)
        .correlate(RentLine)
        .lateral("line_before")
    )


def _served(before: Any) -> Any:
    """Whether a notice about this increase was served: since the rent before it began, and before it begins."""
    return exists(
        sql_select(col(ServedNotice.id)).where(
            col(ServedNotice.tenancy_id) == col(Tenancy.id),
            col(ServedNotice.kind) == NoticeKind.RENT_INCREASE,
            col(ServedNotice.withdrawn_at).is_(None),
            col(ServedNotice.served_on) >= before.c.starts_on,
            col(ServedNotice.served_on) <= RentLine.starts_on,
        )
    )


def _agreed() -> Any:
    """Whether the rent rises with a term that both have signed: what is agreed needs no notice."""
    return exists(
        sql_select(col(Lease.id)).where(
            col(Lease.tenancy_id) == col(Tenancy.id),
            col(Lease.starts_on) == col(RentLine.starts_on),
            col(Lease.signed_on).isnot(None),
        )
    )


def _lives_there(today: date) -> Any:
    return or_(col(Tenancy.moved_out_on).is_(None), col(Tenancy.moved_out_on) >= today)
