"""Papers that go out by mail: kept as a document, attached to the mail, once however often it is asked."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, func, select

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.adapters.smtp_mailer import SmtpMailer
from pm_app.documents.actions.mailing import Mailed, NobodyToWriteTo
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.rows import documents_of
from pm_app.documents.tables.documents import Document
from pm_app.jobs.deliver_messages import deliver_messages
from pm_app.kernel.errors import NotAllowed
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.messages.enums import MessageState
from pm_app.messages.queries import message_details
from pm_app.messages.tables import Message
from pm_app.papers import NoAddress, keep_drawn, receipt_drawn, send_receipt, send_statement
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay
from pm_app.runtime import run_now, services, with_services
from tests.adapters.mail_server import MailServer, mail_server
from tests.conftest import an_actor
from tests.factories.people import a_person
from tests.factories.receivables import a_charge, a_household, a_receipt
from tests.fakes import MemoryObjectStore, OutboxMailer
from tests.papers.made_papers import text_of

TODAY = date(2026, 1, 15)
KEY = UUID(int=7)


@pytest.fixture
def household(session: Session) -> Tenancy:
    """A household that owes its rent of January, whose tenant has an e-mail address."""
    tenancy = a_household(session)
    tenancy.name = "Renee Castellano"
    a_charge(session, tenancy, amount_cents=1_000_00, due_on=date(2026, 1, 1), description="Rent, January")
    session.add(ContactWay(person_id=tenant_of(session, tenancy), kind=ContactKind.EMAIL, value="renee@example.org"))
    session.commit()
    return tenancy


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server on this machine."""
    with mail_server(None, encryption="none") as running:
        yield running


def tenant_of(session: Session, tenancy: Tenancy) -> UUID:
    return session.exec(select(LeaseParty.person_id).where(LeaseParty.tenancy_id == tenancy.id)).one()


def send(actor: Actor, tenancy: Tenancy, to: list[UUID], key: UUID = KEY) -> Mailed:
    return send_statement(
        actor, tenancy.id, starts_on=date(2026, 1, 1), ends_on=TODAY, as_of=TODAY, to=to, request_key=key
    )


def count(session: Session, table: type[Message] | type[Document]) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


def test_a_statement_arrives_as_an_attachment_and_is_kept(
    session: Session, manager: Actor, household: Tenancy, server: MailServer
):
    mailed = send(manager, household, [tenant_of(session, household)])
    with with_services(mailer=SmtpMailer(f"smtp://127.0.0.1:{server.port}", "Office <desk@example.com>")):
        report = deliver_messages()

    [arrived] = server.mails
    [attached] = list(arrived.iter_attachments())
    assert report.done == 1
    assert server.recipients == ["renee@example.org"]
    assert arrived["Subject"] == "Your statement, Jan 1, 2026 – Jan 15, 2026"
    assert attached.get_content_type() == "application/pdf"
    assert (
        attached.get_filename()
        == f"statement-{household.id.hex[-8:-4].upper()}-{household.id.hex[-4:].upper()}-2026-01-15.pdf"
    )
    assert "Amount due $1,000.00" in text_of(attached.get_content())
    [kept] = run_now(manager, documents_of, tenancy_id=household.id, today=TODAY)
    assert (kept.document_id, kept.kind) == (mailed.document_id, DocumentKind.TENANT_STATEMENT)
    assert kept.title == "Statement, Renee Castellano, Jan 1, 2026 – Jan 15, 2026"


def test_the_message_shows_what_is_enclosed(session: Session, manager: Actor, household: Tenancy):
    mailed = send(manager, household, [tenant_of(session, household)])

    details = run_now(manager, message_details, message_id=mailed.message_ids[0])
    [enclosed] = details.enclosed
    assert enclosed.document_id == mailed.document_id
    assert enclosed.media_type == "application/pdf"
    assert enclosed.size_bytes > 1_000
    assert (details.row.about_kind, details.row.about_id) == ("tenancy", household.id)


def test_asked_twice_one_document_and_one_mail(session: Session, manager: Actor, household: Tenancy):
    tenant = tenant_of(session, household)
    first = send(manager, household, [tenant])
    again = send(manager, household, [tenant])

    assert again == Mailed(first.document_id, ())
    assert (count(session, Document), count(session, Message)) == (1, 1)


def test_sent_anew_on_purpose_the_same_paper_is_kept_once_and_mailed_again(
    session: Session, manager: Actor, household: Tenancy
):
    tenant = tenant_of(session, household)
    first = send(manager, household, [tenant])
    anew = send(manager, household, [tenant], key=uuid4())

    assert anew.document_id == first.document_id
    assert (count(session, Document), count(session, Message)) == (1, 2)


def test_a_paper_goes_to_several_people_and_to_nobody_twice(session: Session, manager: Actor, household: Tenancy):
    tenant, other = tenant_of(session, household), a_person(session, name="Theo Marsh").id
    session.add(ContactWay(person_id=other, kind=ContactKind.EMAIL, value="theo@example.org"))
    session.commit()

    mailed = send(manager, household, [tenant, other, tenant])

    assert len(mailed.message_ids) == 2
    assert count(session, Document) == 1


def test_who_has_no_address_is_named_and_nothing_goes_out(session: Session, manager: Actor, household: Tenancy):
    silent = a_person(session, name="Theo Marsh").id
    session.commit()

    with pytest.raises(NoAddress, match="Theo Marsh has no e-mail address") as refusal:
        send(manager, household, [tenant_of(session, household), silent])

    assert "Add one on the page of Theo Marsh" in refusal.value.message
    assert refusal.value.field == "to"
    assert (count(session, Document), count(session, Message)) == (0, 0)


def test_a_paper_for_nobody_is_refused_and_not_kept(session: Session, manager: Actor, household: Tenancy):
    with pytest.raises(NobodyToWriteTo):
        send(manager, household, [])

    assert count(session, Document) == 0


def test_who_may_not_file_documents_sends_none(session: Session, household: Tenancy):
    with pytest.raises(NotAllowed):
        send(an_actor(session, Role.READ_ONLY), household, [tenant_of(session, household)])

    assert (count(session, Document), count(session, Message)) == (0, 0)


def test_a_mail_whose_file_cannot_be_fetched_waits_and_goes_out_whole(
    session: Session, manager: Actor, household: Tenancy
):
    mailed = send(manager, household, [tenant_of(session, household)])
    store, mailer = services().store, services().mailer
    assert isinstance(store, MemoryObjectStore)
    assert isinstance(mailer, OutboxMailer)
    store.down = True

    assert deliver_messages().failed == 1
    assert mailer.sent == []

    session.expire_all()
    details = run_now(SCHEDULER, message_details, message_id=mailed.message_ids[0])
    assert details.row.state == MessageState.QUEUED
    assert details.row.problem == "The store in memory was told to be down."


def test_a_receipt_is_mailed_and_the_history_says_to_whom(session: Session, manager: Actor, household: Tenancy):
    receipt_id = a_receipt(session, household, amount_cents=1_000_00)
    session.commit()

    mailed = send_receipt(manager, receipt_id, as_of=TODAY, to=[tenant_of(session, household)], request_key=KEY)

    deliver_messages()
    mailer = services().mailer
    assert isinstance(mailer, OutboxMailer)
    [mail] = mailer.sent
    assert "Balance on Jan 15, 2026 $0.00" in text_of(mail.attachments[0].content)
    history = run_now(manager, history_of, about_id=mailed.document_id)
    assert any(line.did.startswith("mailed to") for line in history)


def test_a_paper_that_goes_out_by_post_is_kept_once(session: Session, manager: Actor, household: Tenancy):
    receipt_id = a_receipt(session, household, amount_cents=1_000_00)
    session.commit()
    drawn = receipt_drawn(manager, receipt_id, TODAY)

    first, again = (keep_drawn(manager, drawn, request_key=KEY) for _ in range(2))

    assert first.document_id == again.document_id
    assert (count(session, Document), count(session, Message)) == (1, 0)
