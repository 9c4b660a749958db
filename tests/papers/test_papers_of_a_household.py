"""Statements and receipts of a household, drawn from its ledger."""

from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.books.rules import OPERATING_BANK
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.papers import receipt_pdf, statement_pdf
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay
from pm_app.receivables.actions.bank_deposits import make_bank_deposit
from pm_app.receivables.actions.charges import reverse_charge
from pm_app.receivables.actions.returns import return_payment
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.papers import PeriodOutOfOrder, receipt_paper, statement, unit_words
from pm_app.runtime import run_now
from tests.conftest import an_actor
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on
from tests.papers.made_papers import text_of

JANUARY = (date(2026, 1, 1), date(2026, 1, 31))
TODAY = date(2026, 1, 15)


@pytest.fixture
def household(session: Session) -> Tenancy:
    """Rent of December open since then, rent of January paid in part."""
    unit = a_unit(session, a_property(session, name="Alder Court"), name="204")
    tenancy = a_household(session, unit, starts_on=date(2025, 12, 1), rent_cents=1_000_00)
    tenancy.name = "Renee Castellano"
    a_charge(session, tenancy, amount_cents=200_00, due_on=date(2025, 12, 1), description="Rent, December")
    a_charge(session, tenancy, amount_cents=1_000_00, due_on=date(2026, 1, 1), description="Rent, January")
    a_receipt(session, tenancy, amount_cents=700_00, received_on=date(2026, 1, 5))
    session.commit()
    return tenancy


def test_a_statement_goes_on_from_the_balance_before(manager: Actor, household: Tenancy):
    paper = run_now(
        manager, statement, tenancy_id=household.id, starts_on=JANUARY[0], ends_on=JANUARY[1], as_of=JANUARY[1]
    )

    assert paper.brought_forward_cents == 200_00
    assert [(row.description, row.balance_cents) for row in paper.rows] == [
        ("Rent, January", 1_200_00),
        ("Payment, check", 500_00),
    ]
    assert (paper.charged_cents, paper.paid_cents, paper.balance_cents) == (1_000_00, 700_00, 500_00)
    assert paper.aging.days_0_30_cents == 500_00
    assert paper.addressee.place == "Alder Court, Unit 204"


def test_a_statement_ends_on_the_day_it_is_as_of(manager: Actor, household: Tenancy):
    paper = run_now(
        manager, statement, tenancy_id=household.id, starts_on=JANUARY[0], ends_on=JANUARY[1], as_of=date(2026, 1, 3)
    )

    assert (paper.ends_on, paper.balance_cents, len(paper.rows)) == (date(2026, 1, 3), 1_200_00, 1)


def test_a_charge_typed_by_mistake_is_not_on_the_statement(session: Session, manager: Actor, household: Tenancy):
    mistake = a_charge(session, household, amount_cents=75_00, due_on=date(2026, 1, 10), kind=ChargeKind.PARKING)
    reverse_charge(
        session,
        CONSOLE,
        request_key=uuid4(),
        charge_id=mistake,
        reversed_on=date(2026, 1, 12),
        reason="Wrong household",
        today=TODAY,
        now=typed_on(date(2026, 1, 12)),
    )
    session.commit()

    text = text_of(statement_pdf(manager, household.id, *JANUARY, TODAY))

    assert "Parking" not in text
    assert "Amount due $500.00" in text


def test_a_payment_the_bank_returned_is_told_with_its_fee(session: Session, manager: Actor, household: Tenancy):
    receipt_id = a_receipt(session, household, amount_cents=500_00, received_on=date(2026, 1, 6))
    make_bank_deposit(
        session,
        CONSOLE,
        request_key=uuid4(),
        receipt_ids=[receipt_id],
        bank_account=OPERATING_BANK,
        deposited_on=date(2026, 1, 7),
        today=TODAY,
        now=typed_on(date(2026, 1, 7)),
    )
    return_payment(
        session,
        CONSOLE,
        request_key=uuid4(),
        receipt_id=receipt_id,
        returned_on=date(2026, 1, 12),
        reason="insufficient funds",
        today=TODAY,
        now=typed_on(date(2026, 1, 12)),
        nsf_fee_cents=35_00,
    )
    session.commit()

    text = text_of(statement_pdf(manager, household.id, *JANUARY, TODAY))

    assert "Returned by the bank: check, insufficient funds −$500.00 $535.00" in text
    assert "Amount due $535.00" in text
    assert "The bank returned the payment on Jan 12, 2026: insufficient funds." in text_of(
        receipt_pdf(manager, receipt_id, TODAY)
    )


def test_who_moved_out_is_written_to_at_the_address_left(session: Session, manager: Actor, household: Tenancy):
    household.moved_out_on = date(2026, 1, 10)
    person_id = session.exec(select(LeaseParty.person_id).where(LeaseParty.tenancy_id == household.id)).one()
    session.add(ContactWay(person_id=person_id, kind=ContactKind.ADDRESS, value="12 Harbor Lane\nPortsmouth, OH"))
    session.commit()

    assert "12 Harbor Lane Portsmouth, OH" in text_of(statement_pdf(manager, household.id, *JANUARY, TODAY))


def test_a_period_without_a_day_is_refused(manager: Actor, household: Tenancy):
    with pytest.raises(PeriodOutOfOrder):
        statement_pdf(manager, household.id, date(2026, 2, 1), date(2026, 1, 31), TODAY)


def test_who_may_not_see_the_ledger_gets_no_paper(session: Session, household: Tenancy):
    with pytest.raises(NotAllowed):
        statement_pdf(an_actor(session, Role.MAINTENANCE), household.id, *JANUARY, TODAY)


def test_a_household_outside_ones_properties_is_not_told_of(session: Session, manager: Actor, household: Tenancy):
    elsewhere = Actor(manager.user_id, manager.name, manager.email, manager.role, manager.permissions, frozenset())
    receipt_id = a_receipt(session, household, amount_cents=10_00)
    session.commit()

    with pytest.raises(NotFound):
        statement_pdf(elsewhere, household.id, *JANUARY, TODAY)
    with pytest.raises(NotFound):
        receipt_pdf(elsewhere, receipt_id, TODAY)


def test_a_receipt_tells_what_it_settled_and_the_balance(session: Session, manager: Actor, household: Tenancy):
    receipt_id = a_receipt(session, household, amount_cents=600_00, received_on=date(2026, 1, 8))
    session.commit()

    paper = run_now(manager, receipt_paper, receipt_id=receipt_id, as_of=TODAY)

    assert [(line.description, line.amount_cents) for line in paper.settled] == [("Rent, January", 500_00)]
    assert (paper.prepaid_cents, paper.balance_cents, paper.taken_back) == (100_00, -100_00, "")
    assert "Credit on Jan 15, 2026 $100.00" in text_of(receipt_pdf(manager, receipt_id, TODAY))


def test_a_receipt_of_a_later_day_is_not_there_yet(session: Session, manager: Actor, household: Tenancy):
    receipt_id = a_receipt(session, household, received_on=date(2026, 1, 8))
    session.commit()

    with pytest.raises(NotFound):
        receipt_pdf(manager, receipt_id, date(2026, 1, 7))


@pytest.mark.parametrize(
    ("name", "said"), [("204", "Unit 204"), ("B", "Unit B"), ("Apt 3", "Apt 3"), ("House", "House"), ("3B", "Unit 3B")]
)
def test_a_unit_is_said_as_one_says_it(name: str, said: str):
    assert unit_words(name) == said
