"""Households that reports are about."""

from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.books.rules import OPERATING_BANK
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.enums import OffMarket
from pm_app.receivables.actions.bank_deposits import make_bank_deposit
from pm_app.receivables.enums import ChargeKind
from tests.factories.leasing import a_notice
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on

JAN_1, JAN_20, FEB_1, JAN_10 = date(2026, 1, 1), date(2026, 1, 20), date(2026, 2, 1), date(2026, 1, 10)


@pytest.fixture
def home(session: Session) -> Tenancy:
    """A household with rents of 1,000 due in January and February, and 1,200 received in between."""
    tenancy = a_household(session, a_unit(session, a_property(session, name="Alder Court"), name="9"))
    a_charge(session, tenancy, amount_cents=1_000_00, due_on=JAN_1)
    receipt_id = a_receipt(session, tenancy, amount_cents=1_200_00, received_on=JAN_20)
    banked = {"bank_account": OPERATING_BANK, "deposited_on": JAN_20, "today": JAN_20, "now": typed_on(JAN_20)}
    make_bank_deposit(session, CONSOLE, request_key=uuid4(), receipt_ids=[receipt_id], **banked)
    a_charge(session, tenancy, amount_cents=1_000_00, due_on=FEB_1)
    tenancy.notes = str(receipt_id)
    session.flush()
    return tenancy


@pytest.fixture
def alder_court(session: Session) -> dict[str, Tenancy]:
    """Alder Court with a unit of every kind: lived in, on notice, empty, let from March, left with a balance."""
    place = a_property(session, name="Alder Court")
    since, until = date(2025, 6, 1), date(2026, 5, 31)
    stays = {
        "1": a_household(
            session, a_unit(session, place, name="1"), starts_on=since, ends_on=until, rent_cents=1_100_00
        ),
        "2": a_household(
            session, a_unit(session, place, name="2"), starts_on=since, ends_on=until, rent_cents=1_250_00
        ),
    }
    a_notice(session, stays["2"], given_on=JAN_10, move_out_on=date(2026, 2, 28))
    gone = a_unit(session, place, name="3")
    stays["3"] = a_household(
        session, gone, starts_on=since, ends_on=until, rent_cents=900_00, moved_out_on=date(2025, 12, 31)
    )
    a_charge(session, stays["3"], amount_cents=75_00, due_on=date(2025, 12, 20), kind=ChargeKind.DAMAGES)
    booked = a_unit(session, place, name="4")
    stays["4"] = a_household(session, booked, starts_on=date(2026, 3, 1), rent_cents=1_300_00, recorded_on=JAN_10)
    down = a_unit(session, place, name="5")
    down.off_market = OffMarket.DOWN
    session.flush()
    return stays
