"""An offer of renewal goes out: the letter is kept, its mails are queued, the day is recorded; all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.documents.actions.filing import Content
from pm_app.documents.actions.mailing import Letter, Mailed, file_and_mail, file_paper
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.naming import LinkTarget
from pm_app.leasing.actions.offers import Announcing, held_offer, record_offer_sent
from pm_app.leasing.enums import SentHow
from pm_app.leasing.rules.offers import check_open


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

    An offer that is out is mailed again by another key, and stays of the day it first went out. Refuses what
    `record_offer_sent` refuses, an offer that is closed, and an empty list of letters.
    """
    offer = held_offer(session, actor, offer_id=offer_id, today=today)
    check_open(offer.state)
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
    record_offer_sent(
        session,
        actor,
        offer_id=offer_id,
        sent_on=today,
        how=SentHow.MAIL,
        announcing=announcing,
        today=today,
        now=now,
        document_id=mailed.document_id,
    )
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

    Refuses what `record_offer_sent` refuses, and an offer that is closed; then nothing is kept.
    """
    offer = held_offer(session, actor, offer_id=offer_id, today=today)
    check_open(offer.state)
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
