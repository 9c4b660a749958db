"""Letters that offer a renewal: drawn, kept as documents of the household, mailed or handed over; and what is late."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar
from uuid import UUID

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.arriving import arriving
from pm_app.correspondence.actions.offers import OfferMail, hand_over_offer, mail_offer
from pm_app.documents.actions.filing import Content
from pm_app.documents.actions.mailing import Mailed, NobodyToWriteTo
from pm_app.documents.enums import DocumentKind
from pm_app.filing import keep_and_record
from pm_app.kernel.dates import in_words
from pm_app.leasing.actions.offers import Announcing
from pm_app.leasing.queries.offers import renewal_offer
from pm_app.papers import Drawn, Wording, filing_of, letters_to, paper_pdf, title_of
from pm_app.receivables.queries.renewal_papers import renewal_letter
from pm_app.reminders.enums import CriticalDateKind
from pm_app.reminders.queries.rules import rule_book
from pm_app.runtime import run_now, services

Kept = TypeVar("Kept")


def announcing_now(actor: Actor, *, confirmed: bool = False) -> Announcing:
    """Return how many days before it counts the office announces a higher rent: as its reminders are set."""
    days = run_now(actor, rule_book).lead_days(CriticalDateKind.RENT_INCREASE)
    return Announcing(days, confirmed)


def offer_drawn(actor: Actor, offer_id: UUID, as_of: date) -> Drawn:
    """Return the letter of an offer, dated the day it went out, else a day, with the name to keep it under."""
    offer = run_now(actor, renewal_offer, offer_id=offer_id, today=as_of)
    paper = run_now(actor, renewal_letter, offer_id=offer_id, as_of=as_of)
    return Drawn(
        pdf=paper_pdf(actor, paper),
        filename=f"renewal-offer-{paper.account}-{offer.number}.pdf",
        title=title_of(f"Renewal offer {offer.number}", paper.addressee.name, in_words(paper.issued_on)),
        kind=DocumentKind.RENEWAL,
        tenancy_id=offer.tenancy_id,
    )


def send_offer(
    actor: Actor, offer_id: UUID, *, to: Sequence[UUID], request_key: UUID, late_confirmed: bool = False
) -> Mailed:
    """Draw the letter of an offer, keep it, mail it to people and record that it went out; the same key sends it once.

    Refuses (`NoAddress`) when the office knows no e-mail address of somebody it is to go to: then nothing is sent.
    """
    clock = services().clock
    offer = run_now(actor, renewal_offer, offer_id=offer_id, today=clock.today())
    asked = f"Please tell us by {in_words(offer.term.reply_by)} whether you accept."
    wording = Wording("Your lease: an offer to renew", f"Attached is an offer to renew your lease. {asked}")
    letters = letters_to(actor, to, wording)
    if not letters:
        raise NobodyToWriteTo("Choose whom to send it to.", field="to")

    def record(letter: OfferMail) -> Mailed:
        return run_now(
            actor,
            mail_offer,
            offer_id=offer_id,
            mail=replace(letter, letters=letters),
            announcing=announcing_now(actor, confirmed=late_confirmed),
            today=clock.today(),
            now=clock.now(),
        )

    return _kept(actor, offer_drawn(actor, offer_id, clock.today()), request_key, record)


def put_out_on_paper(
    actor: Actor, offer_id: UUID, *, handed_on: date, request_key: UUID, late_confirmed: bool = False
) -> UUID:
    """Keep the letter of an offer that went out on paper, record the day it did, and return the document's id."""
    clock = services().clock

    def record(letter: OfferMail) -> UUID:
        return run_now(
            actor,
            hand_over_offer,
            offer_id=offer_id,
            letter=letter,
            handed_on=handed_on,
            announcing=announcing_now(actor, confirmed=late_confirmed),
            today=clock.today(),
            now=clock.now(),
        )

    return _kept(actor, offer_drawn(actor, offer_id, handed_on), request_key, record)


def _kept(actor: Actor, drawn: Drawn, request_key: UUID, record: Callable[[OfferMail], Kept]) -> Kept:
    """Put the letter into the store, then record it."""
    actor.must(Permission.CHANGE_LEASES)
    with arriving() as arrived:
        arrived.take(drawn.pdf)
        arrived.finish()

        def recorded(media_type: str) -> Kept:
            content = Content(arrived.sha256, arrived.size_bytes, media_type, drawn.filename)
            return record(OfferMail(request_key, content, drawn.title))

        return keep_and_record(arrived, filing_of(drawn, request_key), recorded)
