"""Late notices and deposit slips, drawn from what is overdue and what is carried to the bank."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.books.rules import OPERATING_BANK
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.messages.tables import Message
from pm_app.papers import deposit_slip_drawn, late_notice_drawn, send_late_notice
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay
from pm_app.receivables.actions.bank_deposits import make_bank_deposit, take_back_deposit
from pm_app.receivables.actions.holding import add_hold
from pm_app.receivables.enums import ChargeKind, HoldKind
from pm_app.receivables.queries.late_papers import NothingLate, NoticeHeld, late_notice
from pm_app.receivables.queries.slips import DepositTakenBack, deposit_slip
from pm_app.runtime import run_now
from tests.conftest import an_actor
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on
from tests.papers.made_papers import text_of

TODAY = date(2026, 1, 15)


@pytest.fixture
def household(session: Session) -> Tenancy:
    """Rent of January paid in part, a late fee, and parking that is due today."""
    unit = a_unit(session, a_property(session, name="Alder Court"), name="204")
    tenancy = a_household(session, unit)
    tenancy.name = "Renee Castellano"
    a_charge(session, tenancy, amount_cents=1_000_00, due_on=date(2026, 1, 1), description="Rent, January")
    a_receipt(session, tenancy, amount_cents=250_00, received_on=date(2026, 1, 3))
    a_charge(session, tenancy, amount_cents=50_00, due_on=date(2026, 1, 5), kind=ChargeKind.LATE_FEE)
    a_charge(session, tenancy, amount_cents=40_00, due_on=TODAY, kind=ChargeKind.PARKING)
    session.commit()
    return tenancy


def tenant_of(session: Session, tenancy: Tenancy) -> UUID:
    return session.exec(select(LeaseParty.person_id).where(LeaseParty.tenancy_id == tenancy.id)).one()


def a_deposit(session: Session, *receipt_ids: UUID, day: date = date(2026, 1, 8)) -> UUID:
    made = make_bank_deposit(
        session,
        CONSOLE,
        request_key=uuid4(),
        receipt_ids=receipt_ids,
        bank_account=OPERATING_BANK,
        deposited_on=day,
        today=day,
        now=typed_on(day),
    )
    session.commit()
    return made


def test_a_late_notice_lists_what_was_due_before_the_day(manager: Actor, household: Tenancy):
    paper = run_now(manager, late_notice, tenancy_id=household.id, as_of=TODAY)

    assert [(line.description, line.days_late, line.amount_cents, line.open_cents) for line in paper.lines] == [
        ("Rent, January", 14, 1_000_00, 750_00),
        ("Late fee", 10, 50_00, 50_00),
    ]
    assert paper.total_cents == 800_00


def test_a_notice_of_rent_alone_holds_no_fee(manager: Actor, household: Tenancy):
    text = text_of(late_notice_drawn(manager, household.id, TODAY, rent_only=True, pay_by=date(2026, 1, 20)).pdf)

    assert "Late fee" not in text
    assert "Rent past due $750.00" in text
    assert "Please pay by Jan 20, 2026 $750.00" in text


@pytest.mark.parametrize(("as_of", "rent_only"), [(date(2026, 1, 1), False), (date(2025, 12, 31), True)])
def test_who_is_late_with_nothing_is_not_written_to(manager: Actor, household: Tenancy, as_of: date, rent_only: bool):
    with pytest.raises(NothingLate):
        late_notice_drawn(manager, household.id, as_of, rent_only=rent_only)


def test_nobody_is_asked_to_pay_by_a_day_that_has_passed(manager: Actor, household: Tenancy):
    with pytest.raises(Refused) as refusal:
        late_notice_drawn(manager, household.id, TODAY, pay_by=date(2026, 1, 14))

    assert refusal.value.field == "pay_by"


def test_a_late_notice_is_mailed_and_kept_as_a_notice(session: Session, manager: Actor, household: Tenancy):
    tenant = tenant_of(session, household)
    session.add(ContactWay(person_id=tenant, kind=ContactKind.EMAIL, value="renee@example.org"))
    session.commit()

    mailed = send_late_notice(manager, household.id, as_of=TODAY, to=[tenant], request_key=uuid4())

    kept = session.get_one(Document, mailed.document_id)
    message = session.get_one(Message, mailed.message_ids[0])
    assert (kept.kind.value, kept.title) == ("notice", "Late notice, Renee Castellano, Jan 15, 2026")
    assert message.subject == "Your account is past due"


def test_while_an_eviction_is_under_way_no_friendly_notice_goes_out(
    session: Session, manager: Actor, household: Tenancy
):
    add_hold(
        session,
        CONSOLE,
        tenancy_id=household.id,
        kind=HoldKind.EVICTION,
        reason="Notice served",
        starts_on=date(2026, 1, 10),
        today=date(2026, 1, 10),
        now=typed_on(date(2026, 1, 10)),
    )
    session.commit()

    with pytest.raises(NoticeHeld):
        send_late_notice(manager, household.id, as_of=TODAY, to=[tenant_of(session, household)], request_key=uuid4())


def test_a_slip_lists_the_receipts_of_a_deposit_and_its_sum(session: Session, manager: Actor, household: Tenancy):
    first = a_receipt(session, household, amount_cents=100_00, received_on=date(2026, 1, 6))
    second = a_receipt(session, household, amount_cents=25_50, received_on=date(2026, 1, 5))
    deposit_id = a_deposit(session, first, second)

    paper = run_now(manager, deposit_slip, bank_deposit_id=deposit_id)
    text = text_of(deposit_slip_drawn(manager, deposit_id).pdf)

    assert [(line.payer, line.place, line.amount_cents) for line in paper.lines] == [
        ("Renee Castellano", "Alder Court, Unit 204", 25_50),
        ("Renee Castellano", "Alder Court, Unit 204", 100_00),
    ]
    assert "2 items $125.50" in text
    assert "Deposited on Jan 8, 2026" in text


def test_a_deposit_that_was_taken_back_has_no_slip(session: Session, manager: Actor, household: Tenancy):
    deposit_id = a_deposit(session, a_receipt(session, household, received_on=date(2026, 1, 6)))
    take_back_deposit(
        session,
        CONSOLE,
        request_key=uuid4(),
        bank_deposit_id=deposit_id,
        reversed_on=date(2026, 1, 9),
        reason="Wrong account",
        today=TODAY,
        now=typed_on(TODAY),
    )
    session.commit()

    with pytest.raises(DepositTakenBack, match="Jan 9, 2026"):
        deposit_slip_drawn(manager, deposit_id)


def test_a_slip_is_for_whoever_sees_all_that_is_on_it(session: Session, manager: Actor, household: Tenancy):
    deposit_id = a_deposit(session, a_receipt(session, household, received_on=date(2026, 1, 6)))
    elsewhere = Actor(manager.user_id, manager.name, manager.email, manager.role, manager.permissions, frozenset())

    with pytest.raises(NotFound):
        deposit_slip_drawn(elsewhere, deposit_id)
    with pytest.raises(NotFound):
        deposit_slip_drawn(manager, uuid4())
    with pytest.raises(NotAllowed):
        deposit_slip_drawn(an_actor(session, Role.MAINTENANCE), deposit_id)
