"""An offer of renewal goes out: the letter is kept, its mails are queued, the day is recorded; all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.documents.actions.filing import Content
from pm_app.documents.actions.mailing import Letter, Mailed, file_and_mail, file_paper
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.arrivals import document_of_request
from pm_app.documents.rules.naming import LinkTarget
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import Refused
from pm_app.leasing.actions.offers import Announcing, held_offer, record_offer_sent
from pm_app.leasing.enums import SentHow
from pm_app.leasing.queries.offers import OfferRow
from pm_app.leasing.rules.offers import check_open


class OfferIsOut(Refused):
    """An offer that went out before: it is not sent a second time."""


@dataclass(frozen=True)
class OfferMail:
    """The letter of an offer as it is kept, and the mails that carry it; none of what is handed over on paper."""

    request_key: UUID
    content: Content
    title: str
    letters: Sequence[Letter] = ()


def mail_offer(
    session: Session,
    actor: Actor,
    *,
    offer_id: UUID,
    mail: OfferMail,
    announcing: Announcing,
    today: date,
    now: datetime,
) -> Mailed:
    """Keep the letter among the household's documents, mail it, and record that the offer went out today.

    Asked again with the same key nothing is kept or mailed twice. Refuses what `record_offer_sent` refuses, an offer
    that is closed or out already (`OfferIsOut`), and an empty list of letters.
    """
    offer = held_offer(session, actor, offer_id=offer_id, today=today)
    check_open(offer.state)
    if before := _sent_before(session, actor, offer, mail.request_key):
        return Mailed(before, ())
    mailed = file_and_mail(
        session,
        actor,
        request_key=mail.request_key,
        content=mail.content,
        title=mail.title,
        kind=DocumentKind.RENEWAL,
        tenancy_id=offer.tenancy_id,
        letters=mail.letters,
        now=now,
    )
    out = partial(record_offer_sent, session, actor, offer_id=offer_id, document_id=mailed.document_id)
    out(sent_on=today, how=SentHow.MAIL, announcing=announcing, today=today, now=now)
    return mailed


def hand_over_offer(
    session: Session,
    actor: Actor,
    *,
    offer_id: UUID,
    letter: OfferMail,
    handed_on: date,
    announcing: Announcing,
    today: date,
    now: datetime,
) -> UUID:
    """Keep the letter of an offer that went out on paper, record the day it did, and return the document's id.

    Asked again with the same key nothing is kept twice. Refuses what `record_offer_sent` refuses, and an offer that is
    closed or out already (`OfferIsOut`); then nothing is kept.
    """
    offer = held_offer(session, actor, offer_id=offer_id, today=today)
    check_open(offer.state)
    if before := _sent_before(session, actor, offer, letter.request_key):
        return before
    links = [LinkTarget(tenancy_id=offer.tenancy_id)]
    made = (letter.request_key, letter.content, letter.title, DocumentKind.RENEWAL)
    document_id = file_paper(session, actor, *made, links, now)
    record_offer_sent(
        session,
        actor,
        offer_id=offer_id,
        sent_on=handed_on,
        how=SentHow.PAPER,
        announcing=announcing,
        today=today,
        now=now,
        document_id=document_id,
    )
    return document_id


def _sent_before(session: Session, actor: Actor, offer: OfferRow, request_key: UUID) -> UUID | None:
    """Return the letter of an offer that went out with this very key, None while it is to go out."""
    if offer.sent_on is None:
        return None
    known = document_of_request(session, actor, request_key=request_key)
    if known is not None and known[0] == offer.document_id:
        return offer.document_id
    raise OfferIsOut(f"This offer went out on {in_words(offer.sent_on)} already. Reload the page and look again.")
