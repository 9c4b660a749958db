"""Offers of renewal as somebody made them: of a term after the one of the factories."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.leasing.actions.offers import Announcing, make_offer, record_offer_sent
from pm_app.leasing.enums import SentHow
from pm_app.leasing.rules.offers import TermOffered
from pm_app.leasing.tables import Tenancy
from tests.factories.receivables import typed_on

TODAY = date(2026, 1, 15)
NEXT_TERM = TermOffered(date(2026, 6, 1), date(2027, 5, 31), 1_250_00, date(2026, 2, 15))
MONTHS_NOTICE = Announcing(30)


def an_offer(
    session: Session,
    tenancy: Tenancy,
    *,
    term: TermOffered = NEXT_TERM,
    today: date = TODAY,
    sent: bool = True,
    words: str = "",
) -> UUID:
    """Make an offer to a household and, unless told otherwise, record that it was handed over the same day."""
    offer_id = make_offer(
        session,
        CONSOLE,
        request_key=uuid4(),
        tenancy_id=tenancy.id,
        term=term,
        announcing=Announcing(30, confirmed=True),
        today=today,
        now=typed_on(today),
        words=words,
    )
    if sent:
        record_offer_sent(
            session,
            CONSOLE,
            offer_id=offer_id,
            sent_on=today,
            how=SentHow.PAPER,
            announcing=MONTHS_NOTICE,
            today=today,
            now=typed_on(today) + timedelta(minutes=1),
        )
    return offer_id
