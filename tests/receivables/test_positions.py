"""Balance and aging as of a day, through the database."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.positions import agings, balances, receipt_preview, tenancy_position
from pm_app.receivables.rules.aging import Aging
from pm_app.runtime import run_now
from tests.conftest import an_actor
from tests.factories.receivables import a_household, typed_on
from tests.receivables.acting import charge, receive, take_back_receipt

JAN_1, JAN_20, FEB_1, MAR_5 = date(2026, 1, 1), date(2026, 1, 20), date(2026, 2, 1), date(2026, 3, 5)


@pytest.fixture
def tenancy_id(session: Session, manager: Actor) -> UUID:
    """A household without any charge yet."""
    tenancy = a_household(session)
    session.commit()
    return tenancy.id


def by_age(*, not_yet: int = 0, to_30: int = 0, to_60: int = 0, to_90: int = 0, prepaid: int = 0) -> Aging:
    return Aging(not_yet, to_30, to_60, to_90, 0, prepaid, not_yet + to_30 + to_60 + to_90 + prepaid)


def two_rents_and_a_receipt(actor: Actor, tenancy_id: UUID) -> UUID:
    """Charge 1,000 on the first of January and of February, receive 1,200 in between, and return the receipt."""
    charge(actor, tenancy_id, 1_000_00, JAN_1)
    receipt_id = receive(actor, tenancy_id, 1_200_00, JAN_20)
    charge(actor, tenancy_id, 1_000_00, FEB_1)
    return receipt_id


BEFORE_IT_CAME_BACK = [
    pytest.param(date(2025, 12, 31), by_age(), id="before anything"),
    pytest.param(date(2026, 1, 15), by_age(to_30=1_000_00), id="the first rent is open"),
    pytest.param(date(2026, 1, 25), by_age(prepaid=-200_00), id="more was paid than was due"),
    pytest.param(FEB_1, by_age(to_30=800_00), id="the rest is applied to the next rent"),
]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [*BEFORE_IT_CAME_BACK, pytest.param(date(2026, 3, 10), by_age(to_60=800_00), id="37 days after it was due")],
)
def test_the_position_on_a_day(manager: Actor, tenancy_id: UUID, as_of: date, expected: Aging):
    two_rents_and_a_receipt(manager, tenancy_id)

    assert run_now(manager, tenancy_position, tenancy_id=tenancy_id, as_of=as_of).aging == expected
    assert run_now(manager, findings, as_of=as_of) == []


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        *BEFORE_IT_CAME_BACK,
        pytest.param(date(2026, 3, 4), by_age(to_60=800_00), id="the day before it came back"),
        pytest.param(MAR_5, by_age(to_60=1_000_00, to_90=1_000_00), id="both rents are open again"),
    ],
)
def test_a_returned_receipt_changes_no_day_before_its_own(
    manager: Actor, tenancy_id: UUID, as_of: date, expected: Aging
):
    receipt_id = two_rents_and_a_receipt(manager, tenancy_id)

    take_back_receipt(manager, receipt_id, MAR_5)

    assert run_now(manager, tenancy_position, tenancy_id=tenancy_id, as_of=as_of).aging == expected
    assert run_now(manager, findings, as_of=as_of) == []


def test_what_was_known_on_an_earlier_day_leaves_out_what_was_typed_since(manager: Actor, tenancy_id: UUID):
    receipt_id = two_rents_and_a_receipt(manager, tenancy_id)
    take_back_receipt(manager, receipt_id, date(2026, 2, 10), today=MAR_5)

    now_known = run_now(manager, tenancy_position, tenancy_id=tenancy_id, as_of=date(2026, 2, 28))
    then_known = run_now(
        manager,
        tenancy_position,
        tenancy_id=tenancy_id,
        as_of=date(2026, 2, 28),
        known_at=typed_on(date(2026, 2, 28)),
    )

    assert (then_known.balance_cents, now_known.balance_cents) == (800_00, 2_000_00)


def test_lists_agree_with_the_position_of_each(session: Session, manager: Actor, tenancy_id: UUID):
    other = a_household(session)
    session.commit()
    two_rents_and_a_receipt(manager, tenancy_id)
    receive(manager, other.id, 50_00, JAN_20)

    found = run_now(manager, agings, as_of=FEB_1)
    one = run_now(manager, tenancy_position, tenancy_id=tenancy_id, as_of=FEB_1)
    two = run_now(manager, tenancy_position, tenancy_id=other.id, as_of=FEB_1)

    assert {key: value.aging for key, value in found.items()} == {tenancy_id: one.aging, other.id: two.aging}
    assert run_now(manager, balances, as_of=FEB_1) == {tenancy_id: 800_00, other.id: -50_00}
    assert run_now(manager, balances, as_of=FEB_1, property_id=other.property_id) == {other.id: -50_00}


def test_a_charge_due_later_is_not_yet_due(manager: Actor, tenancy_id: UUID):
    charge(manager, tenancy_id, 38_40, FEB_1, today=JAN_20, kind=ChargeKind.UTILITY)

    found = run_now(manager, tenancy_position, tenancy_id=tenancy_id, as_of=JAN_20)

    assert (found.aging, found.overdue_cents) == (by_age(not_yet=38_40), 0)


def test_a_preview_says_what_a_receipt_would_settle(manager: Actor, tenancy_id: UUID):
    first = charge(manager, tenancy_id, 1_000_00, JAN_1)
    second = charge(manager, tenancy_id, 38_40, FEB_1, today=JAN_20, kind=ChargeKind.UTILITY)

    found = run_now(
        manager,
        receipt_preview,
        tenancy_id=tenancy_id,
        amount_cents=1_040_00,
        received_on=date(2026, 1, 10),
        today=JAN_20,
    )

    assert [(part.charge_id, part.settles_on, part.amount_cents, part.left_cents) for part in found.parts] == [
        (first, date(2026, 1, 10), 1_000_00, 0),
        (second, JAN_20, 38_40, 0),
    ]
    assert (found.prepaid_cents, found.balance_cents, found.balance_after_cents) == (1_60, 1_038_40, -1_60)


def test_a_household_of_another_property_is_not_there(session: Session, manager: Actor, tenancy_id: UUID):
    charge(manager, tenancy_id, 1_000_00, JAN_1)
    elsewhere = replace(manager, property_ids=frozenset({uuid4()}))

    with pytest.raises(NotFound):
        run_now(elsewhere, tenancy_position, tenancy_id=tenancy_id, as_of=JAN_20)
    assert run_now(elsewhere, balances, as_of=JAN_20) == {}
    assert run_now(elsewhere, agings, as_of=JAN_20) == {}


def test_who_does_not_see_ledgers_sees_no_position(session: Session, tenancy_id: UUID):
    actor = an_actor(session, Role.MAINTENANCE)

    with pytest.raises(NotAllowed):
        run_now(actor, tenancy_position, tenancy_id=tenancy_id, as_of=JAN_20)
    with pytest.raises(NotAllowed):
        run_now(actor, balances, as_of=JAN_20)
