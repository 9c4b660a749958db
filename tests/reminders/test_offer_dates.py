"""Offers of renewal among the critical dates: by when one is to be answered, and what it settles."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete
from sqlmodel import Session, col, select

from pm_app.access.rules import CONSOLE, Actor
from pm_app.documents.enums import DocumentKind, DocumentSource
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document
from pm_app.freshening import freshen
from pm_app.leasing.actions.offers import decline_offer, withdraw_offer
from pm_app.leasing.rules.offers import TermOffered
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.rents import accept_renewal_offer
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.tables import Alert, StaleDate
from tests.conftest import NOON
from tests.factories.documents import a_document
from tests.factories.leasing import a_notice
from tests.factories.portfolio import a_property
from tests.factories.reminders import TODAY, a_lease_end, dates_of
from tests.factories.renewals import an_offer

REPLY_BY = TODAY + timedelta(20)


@pytest.fixture
def home(session: Session, manager: Actor) -> Tenancy:
    """A household whose lease ends in sixty days."""
    return a_lease_end(session, a_property(session, manager_id=manager.user_id), days=60)


def offered(session: Session, home: Tenancy, *, sent: bool = True):
    starts_on = TODAY + timedelta(61)
    term = TermOffered(starts_on, starts_on + timedelta(364), 1_250_00, REPLY_BY)
    return an_offer(session, home, term=term, today=TODAY, sent=sent)


def told(session: Session, *kinds: K, today: date = TODAY) -> list[tuple[K, date, str]]:
    return [(one.kind, one.falls_on, one.what) for one in dates_of(session, *kinds, today=today)]


def test_an_offer_that_went_out_is_to_be_answered(session: Session, manager: Actor, home: Tenancy):
    offer_id = offered(session, home)

    [reply] = dates_of(session, K.RENEWAL_REPLY)

    assert (reply.item_id, reply.falls_on, reply.what) == (offer_id, REPLY_BY, "Renewal offer to be answered")
    assert (reply.tenancy_id, reply.manager_id, reply.path) == (home.id, manager.user_id, f"/leases/{home.id}")
    assert reply.ladder == (7, 0, -7)


def test_one_nobody_answered_stays_for_ninety_one_days(session: Session, home: Tenancy):
    offered(session, home)

    late = REPLY_BY + timedelta(91)
    assert told(session, K.RENEWAL_REPLY, today=late) == [(K.RENEWAL_REPLY, REPLY_BY, "Renewal offer not answered")]
    assert told(session, K.RENEWAL_REPLY, today=late + timedelta(1)) == []


def test_an_offer_that_did_not_go_out_settles_nothing(session: Session, home: Tenancy):
    offered(session, home, sent=False)

    assert [kind for kind, *_ in told(session)] == [K.RENEWAL_OFFER, K.LEASE_END]


def test_an_offer_that_went_out_is_no_longer_to_be_made(session: Session, home: Tenancy):
    offer_id = offered(session, home)
    assert [kind for kind, *_ in told(session)] == [K.RENEWAL_REPLY, K.LEASE_END]

    withdraw_offer(session, CONSOLE, offer_id=offer_id, today=TODAY, now=NOON)

    assert [kind for kind, *_ in told(session)] == [K.RENEWAL_OFFER, K.LEASE_END]


def test_a_second_letter_of_a_withdrawn_offer_is_no_renewal_that_was_filed(session: Session, home: Tenancy):
    offer_id = offered(session, home)
    made_here = a_document(session, LinkTarget(tenancy_id=home.id), kind=DocumentKind.RENEWAL)
    letter = session.get_one(Document, made_here)
    letter.source, letter.filed_at = DocumentSource.OFFICE, NOON
    withdraw_offer(session, CONSOLE, offer_id=offer_id, today=TODAY, now=NOON)

    assert [kind for kind, *_ in told(session)] == [K.RENEWAL_OFFER, K.LEASE_END]

    letter.source = DocumentSource.UPLOAD  # what came from outside is a renewal all the same
    session.flush()
    assert [kind for kind, *_ in told(session)] == [K.LEASE_END]


def test_who_said_no_is_neither_asked_again_nor_waited_for(session: Session, home: Tenancy):
    offer_id = offered(session, home)

    decline_offer(session, CONSOLE, offer_id=offer_id, declined_on=TODAY, today=TODAY, now=NOON)

    assert [kind for kind, *_ in told(session)] == [K.LEASE_END]


def test_an_accepted_offer_leaves_only_the_end_of_the_new_term(session: Session, home: Tenancy):
    offer_id = offered(session, home)

    accept_renewal_offer(session, CONSOLE, offer_id=offer_id, accepted_on=TODAY, today=TODAY, now=NOON)

    # The rise was agreed, so no notice of it is to be served either.
    ends_on = TODAY + timedelta(61 + 364)
    assert [date_ for date_ in told(session) if date_[0] != K.RENEWAL_OFFER] == [(K.LEASE_END, ends_on, "Lease ends")]
    assert told(session, K.RENEWAL_OFFER) == [(K.RENEWAL_OFFER, ends_on - timedelta(60), "Renewal to be offered")]


def test_who_gave_notice_is_not_waited_for(session: Session, home: Tenancy):
    offered(session, home)

    a_notice(session, home, move_out_on=TODAY + timedelta(44))

    assert told(session, K.RENEWAL_REPLY) == []


def test_what_is_saved_of_an_offer_is_looked_at_at_once(session: Session, home: Tenancy):
    session.commit()
    session.execute(delete(StaleDate))
    session.commit()

    offer_id = offered(session, home)
    session.commit()
    freshen(TODAY)
    standing = select(Alert).where(Alert.item_kind == K.RENEWAL_REPLY, col(Alert.closed_at).is_(None))
    raised = [alert.item_id for alert in session.exec(standing)]
    withdraw_offer(session, CONSOLE, offer_id=offer_id, today=TODAY, now=NOON)
    session.commit()
    freshen(TODAY)
    session.expire_all()

    assert (raised, session.exec(standing).all()) == ([offer_id], [])
