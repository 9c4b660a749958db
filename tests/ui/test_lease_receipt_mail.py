"""The dialog that mails the receipt of a payment, from its row in the ledger."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.jobs.deliver_messages import deliver_messages
from pm_app.kernel.errors import NotFound, Refused
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.messages.queries import mails_of
from pm_app.messages.tables import Message
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay
from pm_app.runtime import run_now, services
from pm_app.ui.pages.lease.papers import EVERYBODY
from pm_app.ui.pages.lease.receipt_mail import MailReceiptState
from tests.conftest import an_actor
from tests.factories.receivables import a_charge, a_household, a_receipt
from tests.fakes import OutboxMailer
from tests.ui.household import dialog
from tests.ui.screen import said_by


@pytest.fixture
def household(session: Session) -> Tenancy:
    """A household whose tenant has an e-mail address."""
    tenancy = a_household(session)
    person_id = session.exec(select(LeaseParty.person_id).where(LeaseParty.tenancy_id == tenancy.id)).one()
    session.add(ContactWay(person_id=person_id, kind=ContactKind.EMAIL, value="renee@example.org"))
    session.commit()
    return tenancy


@pytest.fixture
def receipt_id(session: Session, household: Tenancy) -> UUID:
    """What the household paid."""
    made = a_receipt(session, household, amount_cents=1_000_00)
    session.commit()
    return made


async def test_a_receipt_goes_out_and_stands_on_every_record(
    session: Session, manager: Actor, household: Tenancy, receipt_id: UUID
):
    state = dialog(MailReceiptState, session, manager, household.id)
    await state.open_mailing(str(receipt_id))
    title = state.title
    form = {"source": state.source, "to": EVERYBODY, "request_key": str(uuid4())}

    answers = [await state.submit_mailing(form) for _ in range(2)]
    deliver_messages()
    session.expire_all()

    assert title == "Mail the receipt of $1,000.00"
    assert said_by(answers[0]) == ["It goes out to 1 person within a minute."]
    mailer = services().mailer
    assert isinstance(mailer, OutboxMailer)
    [sent] = mailer.sent
    assert (sent.to_address, sent.subject, len(sent.attachments)) == ("renee@example.org", "Your receipt", 1)
    message = session.exec(select(Message)).one()
    for listed in (
        run_now(manager, mails_of, person_id=message.person_id),
        run_now(manager, mails_of, tenancy_id=household.id),
        run_now(manager, mails_of, property_id=household.property_id),
    ):
        assert [(one.message_id, one.subject) for one in listed] == [(message.id, "Your receipt")]


async def test_a_household_without_an_address_is_told(session: Session, manager: Actor):
    tenancy = a_household(session)
    made = a_receipt(session, tenancy, amount_cents=5_00)
    state = dialog(MailReceiptState, session, manager, tenancy.id)
    await state.open_mailing(str(made))

    await state.submit_mailing({"source": state.source, "to": EVERYBODY, "request_key": str(uuid4())})

    assert "No tenant of this household has an e-mail address" in state.errors["to"]
    assert state.source == str(made)


async def test_only_a_payment_of_this_household_has_a_receipt(
    session: Session, manager: Actor, household: Tenancy, receipt_id: UUID
):
    charge = a_charge(session, household, due_on=date(2026, 1, 1))
    other = dialog(MailReceiptState, session, manager, a_household(session).id)
    state = dialog(MailReceiptState, session, manager, household.id)

    with pytest.raises(Refused, match="Only a payment"):
        await state.open_mailing(str(charge))
    with pytest.raises(NotFound):
        await other.open_mailing(str(receipt_id))
    await other.submit_mailing({"source": str(receipt_id), "to": EVERYBODY, "request_key": str(uuid4())})
    assert other.errors
    assert session.exec(select(Message)).all() == []


async def test_who_may_not_file_documents_mails_none(session: Session, household: Tenancy, receipt_id: UUID):
    state = dialog(MailReceiptState, session, an_actor(session, Role.READ_ONLY), household.id)

    await state.submit_mailing({"source": str(receipt_id), "to": EVERYBODY, "request_key": str(uuid4())})

    assert state.errors
    assert session.exec(select(Message)).all() == []
