"""The letter of an offer: what stands on it, that it is kept and mailed, that the offer is out with it."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, func, select

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.correspondence.actions.offers import OfferIsOut
from pm_app.documents.actions.mailing import NobodyToWriteTo
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.rows import documents_of
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.leasing.actions.offers import withdraw_offer
from pm_app.leasing.enums import OfferState, SentHow
from pm_app.leasing.queries.offers import OfferRow, renewal_offer
from pm_app.leasing.rules.offers import OfferClosed, RiseAnnouncedLate, TermOffered
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.messages.tables import Message
from pm_app.offer_letters import announcing_now, offer_drawn, put_out_on_paper, send_offer
from pm_app.papers import NoAddress
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay
from pm_app.reminders.enums import CriticalDateKind
from pm_app.reminders.tables import ReminderRule
from tests.conftest import NOON, an_actor
from tests.factories.leasing import a_tenancy
from tests.factories.portfolio import a_property, a_unit
from tests.factories.renewals import NEXT_TERM, TODAY, an_offer
from tests.papers.made_papers import text_of

KEY = UUID(int=11)


@pytest.fixture
def household(session: Session) -> Tenancy:
    """A household whose tenant has an e-mail address."""
    unit = a_unit(session, a_property(session, name="Alder Court"), name="204")
    tenancy = a_tenancy(session, unit, name="Renee Castellano")
    session.add(ContactWay(person_id=tenant_of(session, tenancy), kind=ContactKind.EMAIL, value="renee@example.org"))
    session.commit()
    return tenancy


def tenant_of(session: Session, tenancy: Tenancy) -> UUID:
    return session.exec(select(LeaseParty.person_id).where(LeaseParty.tenancy_id == tenancy.id)).one()


def offered(session: Session, household: Tenancy, **more) -> UUID:
    offer_id = an_offer(session, household, sent=False, **more)
    session.commit()
    return offer_id


def standing(session: Session, offer_id: UUID) -> OfferRow:
    session.expire_all()
    return renewal_offer(session, CONSOLE, offer_id=offer_id, today=TODAY)


def counts(session: Session) -> tuple[int, int]:
    documents, messages = (session.exec(select(func.count()).select_from(table)).one() for table in (Document, Message))
    return documents, messages


def test_the_letter_says_what_is_offered_and_until_when(session: Session, manager: Actor, household: Tenancy):
    offer_id = offered(session, household, words="The roof is done in April.")

    drawn = offer_drawn(manager, offer_id, TODAY)

    text = text_of(drawn.pdf)
    for words in (
        "Renee Castellano",
        "Alder Court, Unit 204",
        "First day of the new term Jun 1, 2026",
        "Last day of the new term May 31, 2027",
        "Rent a month now $1,200.00",
        "Rent a month from Jun 1, 2026 $1,250.00",
        "Please answer by Feb 15, 2026",
        "The roof is done in April.",
    ):
        assert words in text
    assert (drawn.kind, drawn.title) == (
        DocumentKind.RENEWAL,
        "Renewal offer 1, Renee Castellano, Jan 15, 2026",
    )


def test_a_month_to_month_offer_has_no_last_day(session: Session, manager: Actor, household: Tenancy):
    term = TermOffered(NEXT_TERM.starts_on, None, 1_300_00, NEXT_TERM.reply_by)

    assert "None: month to month" in text_of(offer_drawn(manager, offered(session, household, term=term), TODAY).pdf)


def test_it_is_kept_mailed_and_out_at_once(session: Session, manager: Actor, household: Tenancy):
    offer_id = offered(session, household)

    sent = send_offer(manager, offer_id, to=[tenant_of(session, household)], request_key=KEY)
    again = send_offer(manager, offer_id, to=[tenant_of(session, household)], request_key=KEY)

    row = standing(session, offer_id)
    assert (row.state, row.sent_on, row.sent_how, row.sent_by) == (
        OfferState.SENT,
        TODAY,
        SentHow.MAIL,
        manager.name,
    )
    assert (row.document_id, counts(session), again.message_ids) == (sent.document_id, (1, 1), ())
    [kept] = documents_of(session, manager, tenancy_id=household.id, today=TODAY)
    assert (kept.document_id, kept.kind) == (sent.document_id, DocumentKind.RENEWAL)
    assert session.exec(select(Message.to_address)).one() == "renee@example.org"


def test_on_paper_it_is_kept_and_out_and_nothing_is_mailed(session: Session, manager: Actor, household: Tenancy):
    offer_id = offered(session, household)

    document_id = put_out_on_paper(manager, offer_id, handed_on=TODAY, request_key=KEY)

    row = standing(session, offer_id)
    assert (row.sent_how, row.document_id, counts(session)) == (SentHow.PAPER, document_id, (1, 0))


def test_what_is_out_goes_out_no_second_time(session: Session, manager: Actor, household: Tenancy):
    offer_id, to = offered(session, household), [tenant_of(session, household)]
    first = put_out_on_paper(manager, offer_id, handed_on=TODAY, request_key=KEY)
    again = put_out_on_paper(manager, offer_id, handed_on=TODAY, request_key=KEY)
    before = (standing(session, offer_id), counts(session))
    household.name = "R. Castellano"  # the letter would read otherwise by now
    session.commit()

    with pytest.raises(OfferIsOut, match="went out on Jan 15, 2026 already"):
        send_offer(manager, offer_id, to=to, request_key=UUID(int=12))
    with pytest.raises(OfferIsOut, match="went out on Jan 15, 2026 already"):
        put_out_on_paper(manager, offer_id, handed_on=TODAY, request_key=UUID(int=13))

    assert (again, standing(session, offer_id), counts(session)) == (first, *before)


def test_a_rise_that_is_late_by_now_keeps_the_letter_in_the_drawer(
    session: Session, manager: Actor, household: Tenancy
):
    term = TermOffered(date(2026, 6, 1), date(2027, 5, 31), 1_250_00, date(2026, 2, 15))
    offer_id = offered(session, household, term=term)
    session.add(rule(lead_days=200))
    session.commit()

    assert announcing_now(manager).notice_days == 200
    with pytest.raises(RiseAnnouncedLate):
        send_offer(manager, offer_id, to=[tenant_of(session, household)], request_key=KEY)
    with pytest.raises(RiseAnnouncedLate):
        put_out_on_paper(manager, offer_id, handed_on=TODAY, request_key=KEY)
    before = (standing(session, offer_id).state, counts(session))
    send_offer(manager, offer_id, to=[tenant_of(session, household)], request_key=KEY, late_confirmed=True)

    assert before == (OfferState.NOT_SENT, (0, 0))
    assert (standing(session, offer_id).late_rise, counts(session)) == (True, (1, 1))


def rule(*, lead_days: int) -> ReminderRule:
    return ReminderRule(
        item_kind=CriticalDateKind.RENT_INCREASE,
        lead_days=lead_days,
        roles=[],
        outsider_rungs=[],
        changed_at=NOON,
        changed_by="Test",
    )


def test_nobody_to_write_to_and_no_address_send_nothing(session: Session, manager: Actor, household: Tenancy):
    offer_id = offered(session, household)
    session.delete(session.exec(select(ContactWay)).one())
    session.commit()

    with pytest.raises(NobodyToWriteTo):
        send_offer(manager, offer_id, to=[], request_key=KEY)
    with pytest.raises(NoAddress):
        send_offer(manager, offer_id, to=[tenant_of(session, household)], request_key=KEY)
    assert (standing(session, offer_id).state, counts(session)) == (OfferState.NOT_SENT, (0, 0))


def test_what_was_withdrawn_does_not_go_out(session: Session, manager: Actor, household: Tenancy):
    offer_id = offered(session, household)
    withdraw_offer(session, CONSOLE, offer_id=offer_id, today=TODAY, now=NOON)
    session.commit()

    with pytest.raises(OfferClosed):
        send_offer(manager, offer_id, to=[tenant_of(session, household)], request_key=KEY)
    assert counts(session) == (0, 0)


def test_only_who_may_change_leases_sends_one(session: Session, household: Tenancy):
    offer_id = offered(session, household)

    for role in (Role.ACCOUNTING, Role.READ_ONLY):
        actor = an_actor(session, role)
        session.commit()
        with pytest.raises(NotAllowed):
            send_offer(actor, offer_id, to=[tenant_of(session, household)], request_key=KEY)
        with pytest.raises(NotAllowed):
            put_out_on_paper(actor, offer_id, handed_on=TODAY, request_key=KEY)
    with pytest.raises(NotFound):
        offer_drawn(CONSOLE, uuid4(), TODAY)
    assert counts(session) == (0, 0)
