"""The dates of renewal offers: by when a household is to answer one that went out."""

from datetime import date, timedelta

from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.leasing.tables import RenewalOffer, Tenancy
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.queries.households import of_households, place_of
from pm_app.reminders.rules.dates import CriticalDate, Scope, reply_words
from pm_app.reminders.rules.ladders import REPEATS_FOR_DAYS
from pm_app.reminders.rules.rulebook import RuleBook


def reply_dates(session: Session, actor: Actor, book: RuleBook, today: date, only: Scope) -> list[CriticalDate]:
    """Return the days by which offers that went out are to be answered, in no promised order.

    Until there is an answer, another offer or a notice, or the household moved out; for 91 days after the day.
    """
    actor.must(Permission.VIEW_LEASES)
    if not only.everything and not only.tenancy_ids:
        return []
    rows = session.execute(
        of_households(actor, only, col(RenewalOffer.id), col(RenewalOffer.reply_by))
        .join(RenewalOffer, col(RenewalOffer.tenancy_id) == col(Tenancy.id))
        .where(
            col(RenewalOffer.outcome).is_(None),
            col(RenewalOffer.sent_on).isnot(None),
            col(RenewalOffer.reply_by) >= today - timedelta(days=REPEATS_FOR_DAYS),
            col(Tenancy.moved_out_on).is_(None),
            col(Tenancy.move_out_planned_on).is_(None),
        )
    )
    ladder = book.ladder(K.RENEWAL_REPLY)
    return [
        CriticalDate(K.RENEWAL_REPLY, row[0], row[1], reply_words(row[1], today), ladder=ladder, **place_of(row))
        for row in rows
    ]
