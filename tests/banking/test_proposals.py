"""What the office's own leases, receipts and deposits make of a line."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.banking.actions.deciding import Payment, confirm_match
from pm_app.banking.queries.lines import line_rows
from pm_app.banking.queries.proposals import proposals
from pm_app.banking.rules.matching import Proposal, ProposalKind
from pm_app.kernel.errors import NotAllowed
from pm_app.kernel.listing import Listing
from pm_app.receivables.actions.bank_deposits import make_bank_deposit, take_back_deposit
from tests.conftest import NOON, an_actor
from tests.counting import counted
from tests.factories.banking import JAN_12, a_bank_line
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.receivables import a_charge, a_household, a_receipt

JAN_15 = date(2026, 1, 15)
GIVEN = {"today": JAN_15, "now": NOON}


def proposed(session: Session, actor: Actor = CONSOLE) -> list[Proposal]:
    """What is proposed for the one open line."""
    (row,) = line_rows(session, CONSOLE, listing=Listing()).rows
    return proposals(session, actor, money=[row.money], today=JAN_15)[row.money.line_id]


def test_a_tenant_who_owes_the_amount_is_proposed_with_the_payer(session: Session) -> None:
    home = a_household(session, rent_cents=None)
    tenant = a_person(session, name="Ann Lee")
    stay = a_tenancy(session, tenant=tenant, rent_cents=950_00)
    a_charge(session, home, amount_cents=700_00)
    a_charge(session, stay, amount_cents=950_00, due_on=date(2026, 1, 10))
    a_bank_line(session, 950_00, payee="ANN LEE RENT")

    (found,) = proposed(session)

    assert (found.about_id, found.payer_id, found.title) == (stay.id, tenant.id, "Ann Lee")
    assert found.reasons == (
        "It is exactly the balance of $950.00.",
        "It names Ann Lee.",
        "Its rent was due Jan 10, 2026.",
    )


def test_a_monthly_rent_alone_is_enough_to_be_proposed(session: Session) -> None:
    home = a_household(session, rent_cents=812_00)
    a_bank_line(session, 812_00)

    assert [(one.about_id, one.reasons) for one in proposed(session)] == [
        (home.id, ("It is the monthly rent of $812.00.",))
    ]


def test_who_paid_before_is_known_by_person_and_by_the_bank_s_words(session: Session) -> None:
    home, uncle = a_household(session), a_person(session, name="Otto Brandt")
    first = a_bank_line(session, 5_00, payee="OB FAMILY TRUST")
    paid = Payment(payer_id=uncle.id)
    confirm_match(session, CONSOLE, line_id=first, tenancy_id=home.id, payment=paid, **GIVEN)

    a_bank_line(session, 6_00, payee="OB FAMILY TRUST")
    (by_words,) = proposed(session)
    confirm_match(session, CONSOLE, line_id=_only(session), tenancy_id=home.id, **GIVEN)
    a_bank_line(session, 7_00, payee="Otto Brandt")
    (by_person,) = proposed(session)

    assert (by_words.about_id, by_words.payer_id) == (home.id, uncle.id)
    assert (by_person.about_id, by_person.payer_id) == (home.id, uncle.id)


def _only(session: Session) -> UUID:
    (row,) = line_rows(session, CONSOLE, listing=Listing()).rows
    return row.money.line_id


def test_a_check_typed_before_and_a_deposit_made_before_are_proposed(session: Session) -> None:
    home = a_household(session, rent_cents=None)
    on_hand, lying = a_receipt(session, home), a_receipt(session, home)
    deposit = make_bank_deposit(
        session,
        CONSOLE,
        request_key=uuid4(),
        receipt_ids=[lying],
        bank_account=1000,
        deposited_on=JAN_12,
        **GIVEN,
    )
    a_bank_line(session)

    assert [(one.kind, one.about_id) for one in proposed(session)] == [
        (ProposalKind.DEPOSIT, deposit),
        (ProposalKind.RECEIPT, on_hand),
    ]


def test_a_deposit_that_was_taken_back_is_not_proposed(session: Session) -> None:
    deposit = make_bank_deposit(
        session,
        CONSOLE,
        request_key=uuid4(),
        receipt_ids=[a_receipt(session, a_household(session, rent_cents=None))],
        bank_account=1000,
        deposited_on=JAN_12,
        **GIVEN,
    )
    take_back_deposit(
        session, CONSOLE, request_key=uuid4(), bank_deposit_id=deposit, reversed_on=JAN_15, reason="wrong", **GIVEN
    )
    a_bank_line(session)

    assert [one.kind for one in proposed(session)] == [ProposalKind.RECEIPT]


def test_nothing_out_of_scope_is_proposed(session: Session, manager: Actor) -> None:
    mine, other = a_household(session, rent_cents=812_00), a_household(session, rent_cents=812_00)
    receipt = a_receipt(session, other, amount_cents=812_00)
    make_bank_deposit(
        session,
        CONSOLE,
        request_key=uuid4(),
        receipt_ids=[receipt],
        bank_account=1000,
        deposited_on=JAN_12,
        **GIVEN,
    )
    a_receipt(session, other, amount_cents=812_00)
    a_bank_line(session, 812_00)
    scope = frozenset({mine.property_id})
    somebody = Actor(manager.user_id, manager.name, manager.email, manager.role, manager.permissions, scope)

    assert len(proposed(session)) == 4
    assert [one.about_id for one in proposed(session, somebody)] == [mine.id]


def test_who_left_long_ago_and_who_never_came_are_not_proposed(session: Session) -> None:
    a_household(session, rent_cents=812_00, starts_on=date(2023, 1, 1), moved_out_on=date(2024, 6, 1))
    a_tenancy(session, rent_cents=812_00, cancelled_at=NOON)
    a_bank_line(session, 812_00)

    assert proposed(session) == []


def test_more_lines_ask_the_database_no_more_often(session: Session) -> None:
    for _ in range(3):
        a_household(session)
        a_bank_line(session)
    money = [row.money for row in line_rows(session, CONSOLE, listing=Listing()).rows]

    with counted(session) as one:
        proposals(session, CONSOLE, money=money[:1], today=JAN_15)
    with counted(session) as all_:
        proposals(session, CONSOLE, money=money, today=JAN_15)

    assert len(all_) == len(one)


def test_who_may_not_see_the_ledger_sees_no_proposals(session: Session) -> None:
    with pytest.raises(NotAllowed):
        proposals(session, an_actor(session, Role.MAINTENANCE), money=[], today=JAN_15)
