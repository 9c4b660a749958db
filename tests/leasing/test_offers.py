"""Making an offer of renewal, recording that it went out, that it was declined, taking it back."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.access.tables import AuditEntry
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.leasing.actions.offers import (
    Announcing,
    OfferNotYetSent,
    decline_offer,
    make_offer,
    record_offer_sent,
    withdraw_offer,
)
from pm_app.leasing.actions.stays import TenancyOver, UnderNotice
from pm_app.leasing.actions.terms import renew_lease
from pm_app.leasing.enums import Frequency, OfferState, SentHow
from pm_app.leasing.queries.offers import OfferRow, latest_offers, offers_of, renewal_offer
from pm_app.leasing.rules.offers import OfferClosed, RiseAnnouncedLate, TermNotAfter
from pm_app.leasing.tables import RentLine, Tenancy
from tests.conftest import an_actor
from tests.factories.leasing import a_notice, a_rent_line, a_tenancy
from tests.factories.portfolio import a_property
from tests.factories.receivables import typed_on
from tests.factories.renewals import MONTHS_NOTICE, NEXT_TERM, TODAY, an_offer

NOW = typed_on(TODAY)
LATE = date(2026, 5, 10)  # a rise from June 1 should have been announced by May 2


def made(session: Session, actor: Actor, tenancy: Tenancy, **changed: Any) -> UUID:
    asked = {"request_key": uuid4(), "tenancy_id": tenancy.id, "term": NEXT_TERM, "announcing": MONTHS_NOTICE}
    return make_offer(session, actor, **{**asked, "today": TODAY, "now": NOW, **changed})


def sent(session: Session, actor: Actor, offer_id: UUID, **changed: Any) -> None:
    asked = {"sent_on": TODAY, "how": SentHow.MAIL, "announcing": MONTHS_NOTICE, "today": TODAY, "now": NOW}
    record_offer_sent(session, actor, offer_id=offer_id, **{**asked, **changed})


def declined(session: Session, actor: Actor, offer_id: UUID, **changed: Any) -> None:
    asked = {"declined_on": TODAY, "today": TODAY, "now": NOW}
    decline_offer(session, actor, offer_id=offer_id, **{**asked, **changed})


def withdrawn(session: Session, actor: Actor, offer_id: UUID, **changed: Any) -> None:
    withdraw_offer(session, actor, offer_id=offer_id, **{"today": TODAY, "now": NOW, **changed})


def offers(session: Session, actor: Actor, tenancy: Tenancy, today: date = TODAY) -> list[OfferRow]:
    return offers_of(session, actor, tenancy_id=tenancy.id, today=today)


def done(session: Session, tenancy: Tenancy) -> list[str]:
    rows = session.exec(select(AuditEntry).where(AuditEntry.tenancy_id == tenancy.id)).all()
    return [row.did for row in sorted(rows, key=lambda row: row.id)]


def test_an_offer_is_made_and_sent_and_both_are_in_the_history(session: Session, manager: Actor):
    tenancy, document_id = a_tenancy(session), uuid4()

    offer_id = made(session, manager, tenancy, words=" Thank you for staying. ")
    before = offers(session, manager, tenancy)
    sent(session, manager, offer_id, document_id=document_id)

    (after,) = offers(session, manager, tenancy)
    assert [row.state for row in before] == [OfferState.NOT_SENT]
    assert (after.number, after.state, after.term, after.note) == (
        1,
        OfferState.SENT,
        NEXT_TERM,
        "Thank you for staying.",
    )
    assert (after.sent_on, after.sent_how, after.sent_by, after.document_id) == (
        TODAY,
        SentHow.MAIL,
        manager.name,
        document_id,
    )
    assert done(session, tenancy) == ["made renewal offer 1", "sent renewal offer 1"]


def test_the_same_form_twice_is_one_offer(session: Session, manager: Actor):
    tenancy, key = a_tenancy(session), uuid4()

    first = made(session, manager, tenancy, request_key=key)
    again = made(session, manager, tenancy, request_key=key)

    assert (first, len(offers(session, manager, tenancy))) == (again, 1)
    with pytest.raises(Refused, match="another household"):
        made(session, manager, a_tenancy(session), request_key=key)


def test_the_next_offer_supersedes_the_open_one(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    first = an_offer(session, tenancy)

    made(session, manager, tenancy, term=replace(NEXT_TERM, rent_cents=1_225_00))

    assert [(row.number, row.state) for row in offers(session, manager, tenancy)] == [
        (2, OfferState.NOT_SENT),
        (1, OfferState.SUPERSEDED),
    ]
    for change in (declined, withdrawn):
        with pytest.raises(OfferClosed, match="superseded"):
            change(session, manager, first)
    assert latest_offers(session, manager, tenancy_ids=[tenancy.id], today=TODAY)[tenancy.id].number == 2


def test_a_household_says_no_and_stays_where_it_is(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    offer_id = an_offer(session, tenancy)

    declined(session, manager, offer_id, reason="They bought a house.")
    declined(session, manager, offer_id, reason="Again.")

    (row,) = offers(session, manager, tenancy)
    assert (row.state, row.outcome_on, row.outcome_reason) == (OfferState.DECLINED, TODAY, "They bought a house.")
    assert done(session, tenancy)[-1] == "recorded as declined renewal offer 1"
    assert tenancy.move_out_planned_on is None


def test_an_offer_is_taken_back_once(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    offer_id = an_offer(session, tenancy)

    withdrawn(session, manager, offer_id)
    withdrawn(session, manager, offer_id)

    assert [row.state for row in offers(session, manager, tenancy)] == [OfferState.WITHDRAWN]
    assert done(session, tenancy).count("withdrew renewal offer 1") == 1
    with pytest.raises(OfferClosed, match="withdrawn"):
        declined(session, manager, offer_id)


def test_a_late_rise_is_asked_about_once_and_kept_in_the_history(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    term = replace(NEXT_TERM, reply_by=date(2026, 5, 25))
    late = {"term": term, "today": LATE, "now": typed_on(LATE)}

    with pytest.raises(RiseAnnouncedLate):
        made(session, manager, tenancy, **late)
    assert offers(session, manager, tenancy) == []
    offer_id = made(session, manager, tenancy, **late, announcing=Announcing(30, confirmed=True))
    sent(session, manager, offer_id, sent_on=LATE, today=LATE, now=typed_on(LATE))

    (row,) = offers(session, manager, tenancy, LATE)
    entry = session.exec(select(AuditEntry).where(AuditEntry.did == "made renewal offer 1")).one()
    assert (row.late_rise, row.state, entry.details["announced_late"]) == (True, OfferState.SENT, True)


def test_a_rise_that_lay_about_until_it_was_late_is_asked_about_when_it_goes_out(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    offer_id = made(session, manager, tenancy, term=replace(NEXT_TERM, reply_by=date(2026, 5, 25)))
    late = {"sent_on": LATE, "today": LATE, "now": typed_on(LATE)}

    with pytest.raises(RiseAnnouncedLate):
        sent(session, manager, offer_id, **late)
    sent(session, manager, offer_id, **late, announcing=Announcing(30, confirmed=True))

    assert offers(session, manager, tenancy, LATE)[0].late_rise


def test_a_rent_that_rises_anyway_is_no_rise_of_the_offer(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    a_rent_line(session, tenancy, amount_cents=1_250_00, starts_on=date(2026, 5, 15))
    late = {"term": replace(NEXT_TERM, reply_by=date(2026, 5, 25)), "today": LATE, "now": typed_on(LATE)}

    offer_id = made(session, manager, tenancy, **late)

    assert renewal_offer(session, manager, offer_id=offer_id, today=LATE).late_rise is False


@pytest.mark.parametrize("sent_on", [date(2026, 1, 13), date(2026, 1, 16)])
def test_an_offer_goes_out_between_the_day_it_was_made_and_today(session: Session, manager: Actor, sent_on: date):
    offer_id = made(session, manager, a_tenancy(session))

    with pytest.raises(OfferNotYetSent) as refused:
        sent(session, manager, offer_id, sent_on=sent_on)
    assert refused.value.field == "sent_on"


def test_an_offer_that_lapsed_does_not_go_out_any_more(session: Session, manager: Actor):
    offer_id, later = made(session, manager, a_tenancy(session)), date(2026, 2, 16)

    with pytest.raises(OfferNotYetSent, match="Make another offer"):
        sent(session, manager, offer_id, sent_on=later, today=later, now=typed_on(later))


def test_who_leaves_or_is_gone_is_offered_nothing(session: Session, manager: Actor):
    leaving, gone = a_tenancy(session), a_tenancy(session, moved_out_on=date(2025, 12, 31))
    offer_id = made(session, manager, leaving)
    a_notice(session, leaving)

    with pytest.raises(UnderNotice):
        made(session, manager, leaving)
    with pytest.raises(UnderNotice):
        sent(session, manager, offer_id)
    with pytest.raises(TenancyOver):
        made(session, manager, gone)


def test_a_rent_by_the_week_is_no_rent_by_the_month(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    session.exec(select(RentLine).where(RentLine.tenancy_id == tenancy.id)).one().frequency = Frequency.WEEKLY
    session.flush()

    with pytest.raises(Refused, match="charged weekly"):
        made(session, manager, tenancy)


def test_a_renewal_by_hand_supersedes_what_was_offered(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    an_offer(session, tenancy)

    renew_lease(session, manager, tenancy_id=tenancy.id, ends_on=date(2027, 5, 31), today=TODAY, now=NOW)

    (row,) = offers(session, manager, tenancy)
    assert (row.state, row.lease_id) == (OfferState.SUPERSEDED, None)
    with pytest.raises(TermNotAfter):
        made(session, manager, tenancy)


def test_only_who_may_change_leases_and_only_within_scope(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    offer_id = an_offer(session, tenancy, sent=False)
    elsewhere = replace(manager, property_ids=frozenset({a_property(session).id}))

    for role in (Role.ACCOUNTING, Role.READ_ONLY, Role.MAINTENANCE):
        actor = an_actor(session, role)
        for change in (sent, declined, withdrawn):
            with pytest.raises(NotAllowed):
                change(session, actor, offer_id)
        with pytest.raises(NotAllowed):
            made(session, actor, tenancy)
    for change in (sent, declined, withdrawn):
        with pytest.raises(NotFound):
            change(session, elsewhere, offer_id)
    with pytest.raises(NotFound):
        made(session, elsewhere, tenancy)
    assert offers(session, elsewhere, tenancy) == []
    assert [row.state for row in offers(session, manager, tenancy)] == [OfferState.NOT_SENT]
