"""What is proposed for a line, and why."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from pm_app.banking.rules.matching import (
    Candidates,
    Household,
    MadeDeposit,
    Matcher,
    MoneyIn,
    OnHand,
    OpenAmount,
    Proposal,
    ProposalKind,
    sure,
)
from pm_app.banking.rules.names import Payer

JAN_12 = date(2026, 1, 12)
ANN, BOB = UUID(int=1), UUID(int=2)


def money(payee: str = "", *, cents: int = 1_250_00, reference: str = "", account: int = 1000) -> MoneyIn:
    return MoneyIn(uuid4(), account, JAN_12, cents, payee, reference)


def household(tenancy_id: UUID = ANN, name: str = "Lee", unit: str = "4B", **more: object) -> Household:
    return Household(tenancy_id, name, f"Alder Court, {unit}", unit, **more)  # pyright: ignore[reportArgumentType]


def proposed(line: MoneyIn, *households: Household, **more: object) -> list[Proposal]:
    return Matcher(Candidates(households, **more)).proposals(line)  # pyright: ignore[reportArgumentType]


def test_the_exact_balance_and_the_name_together_are_sure() -> None:
    payers = [Payer(ANN, "Ann Lee", UUID(int=9)), Payer(BOB, "Bob Ray")]

    found = proposed(
        money("ZELLE FROM ANN LEE 8841"),
        household(balance_cents=1_250_00),
        household(BOB, "Ray", "5A", balance_cents=1_250_00),
        payers=payers,
    )

    assert [(one.about_id, one.score) for one in found] == [(ANN, 85), (BOB, 40)]
    assert found[0].reasons == ("It is exactly the balance of $1,250.00.", "It names Ann Lee.")
    assert (found[0].payer_id, sure(found)) == (UUID(int=9), found[0])


def test_the_same_rent_of_two_households_is_not_sure() -> None:
    found = proposed(money(), household(rent_cents=1_250_00), household(BOB, "Ray", "5A", rent_cents=1_250_00))

    assert ([one.score for one in found], sure(found)) == ([30, 30], None)


def test_an_open_charge_is_named_with_its_due_day() -> None:
    charge = OpenAmount("rent", date(2026, 1, 1), 1_250_00)

    (found,) = proposed(money(), household(balance_cents=2_000_00, open_amounts=(charge,)))

    assert found.reasons == ("It is the open rent due Jan 1, 2026.",)


def test_a_charge_due_around_that_day_says_so() -> None:
    charge = OpenAmount("rent", date(2026, 1, 10), 1_250_00)

    (found,) = proposed(money(), household(open_amounts=(charge,)))

    assert found.reasons[-1] == "Its rent was due Jan 10, 2026."


@pytest.mark.parametrize("words", ["Rent unit 4B", "APT 4b January", "rent Apt. 4B"])
def test_a_unit_in_the_words_counts(words: str) -> None:
    (found,) = proposed(money(words), household(rent_cents=1_250_00))

    assert "It names unit 4B." in found.reasons


@pytest.mark.parametrize("payee", ["LEE ANN", "Ann Lee & Sons", "ANN  LEE", "Anne Lee"])
def test_names_are_known_in_any_order_and_a_little_misspelled(payee: str) -> None:
    (found,) = proposed(money(payee), household(), payers=[Payer(ANN, "Ann Lee")])

    assert found.kind is ProposalKind.LEASE


@pytest.mark.parametrize("payee", ["Anton Leeds", "City Water", "", "Lee"])
def test_other_names_are_not(payee: str) -> None:
    assert proposed(money(payee), household(), payers=[Payer(ANN, "Ann Lee")]) == []


def test_a_single_word_names_nobody() -> None:
    assert proposed(money("Lee Transport Ltd"), household(), payers=[Payer(ANN, "Lee")]) == []


def test_who_paid_for_a_lease_before_is_proposed_again_under_the_bank_s_own_words() -> None:
    (found,) = proposed(
        money("ACH CREDIT FAMILY TRUST 77"), household(), payers=[Payer(ANN, "ACH CREDIT FAMILY TRUST 77", said=True)]
    )

    assert (found.score, found.reasons) == (
        50,
        ("Money from 'ACH CREDIT FAMILY TRUST 77' was for this lease before.",),
    )


@pytest.mark.parametrize("payee", ["DEPOSIT", "MOBILE DEPOSIT", "ACH CREDIT", "FAMILY TRUST BANK"])
def test_words_that_are_not_quite_those_of_an_earlier_payer_tell_nothing(payee: str) -> None:
    before = [Payer(ANN, "MOBILE DEPOSIT ANN LEE 12", said=True), Payer(ANN, "DEPOSIT", said=True)]
    twice = [Payer(ANN, "ACH CREDIT", said=True), Payer(BOB, "ACH CREDIT", said=True)]

    assert proposed(money(payee), household(), household(BOB), payers=[*before, *twice]) == []


def test_numbers_in_the_bank_s_words_may_change() -> None:
    (found,) = proposed(
        money("ZELLE FROM A LEE 91"), household(), payers=[Payer(ANN, "ZELLE FROM A LEE 88", said=True)]
    )

    assert found.score == 50


def test_a_receipt_on_hand_of_the_same_amount_comes_before_new_money() -> None:
    on_hand = OnHand(UUID(int=7), ANN, "Lee", "Ann Lee", 1_250_00, date(2026, 1, 8), "1201")

    found = proposed(money("DEPOSIT", reference="1201"), household(balance_cents=1_250_00), on_hand=[on_hand])

    assert [(one.kind, one.score) for one in found] == [(ProposalKind.RECEIPT, 85), (ProposalKind.LEASE, 40)]
    assert found[0].detail == "Receipt of Jan 8, 2026 from Ann Lee"
    assert found[0].reasons[1] == "It carries the number 1201."


@pytest.mark.parametrize("received_on", [date(2026, 1, 13), date(2025, 12, 1)])
def test_a_receipt_that_came_in_later_or_long_before_is_not_it(received_on: date) -> None:
    on_hand = OnHand(UUID(int=7), ANN, "Lee", "Ann Lee", 1_250_00, received_on)

    assert proposed(money(), on_hand=[on_hand]) == []


def test_a_deposit_of_exactly_this_amount_and_account_is_proposed_first() -> None:
    deposit = MadeDeposit(UUID(int=8), 12, 1000, 1_250_00, date(2026, 1, 9))

    found = proposed(money(), household(balance_cents=1_250_00), deposits=[deposit])

    assert (found[0].kind, found[0].score, found[0].title) == (ProposalKind.DEPOSIT, 92, "Deposit 12")
    assert proposed(money(account=1010), deposits=[deposit]) == []
    assert proposed(money(cents=1_00), deposits=[deposit]) == []


def test_at_most_five_are_proposed() -> None:
    many = [household(uuid4(), f"Household {number}", str(number), balance_cents=1_250_00) for number in range(9)]

    assert len(proposed(money(), *many)) == 5
