"""What stands on the letter that offers a household a further term."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import day_before
from pm_app.leasing.queries.offers import renewal_offer, rent_on
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.receivables.queries.papers import account_of, addressee
from pm_app.receivables.rules.papers import RenewalLetter


def renewal_letter(session: Session, actor: Actor, *, offer_id: UUID, as_of: date) -> RenewalLetter:
    """Return the letter of an offer, dated the day it went out, else a day; the rent so far is that of the day before.

    Refuses (`NotFound`) an offer that is not there or not within scope.
    """
    actor.must(Permission.VIEW_LEASES)
    offer = renewal_offer(session, actor, offer_id=offer_id, today=as_of)
    place = tenancy_place(session, actor, tenancy_id=offer.tenancy_id)
    term = offer.term
    return RenewalLetter(
        addressee=addressee(session, actor, place=place),
        account=account_of(offer.tenancy_id),
        issued_on=offer.sent_on or as_of,
        number=offer.number,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        rent_now_cents=rent_on(session, actor, tenancy_id=offer.tenancy_id, day=day_before(term.starts_on)),
        rent_cents=term.rent_cents,
        reply_by=term.reply_by,
        message=offer.note,
    )
