"""Rent for days after the move-out is credited when somebody confirms it, and only once."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.kernel.errors import Stale
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.posting_rent import post_rent_charge
from pm_app.receivables.actions.unused_days import NothingUnused, credit_unused_days
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.receivables.queries.recurring import rent_not_posted
from pm_app.receivables.queries.unused_days import unused_days
from tests.factories.receivables import a_household, a_receipt, typed_on

OUT_ON, TODAY = date(2026, 1, 21), date(2026, 1, 25)


@pytest.fixture
def home(session: Session) -> Tenancy:
    """A household that paid January in full and left on the 21st."""
    home = a_household(session, rent_cents=3_100_00)
    (due,) = rent_not_posted(session, CONSOLE, today=date(2026, 1, 1), advance_days=0, tenancy_id=home.id)
    given = {"rent_line_id": due.rent_line_id, "period_starts_on": due.period.whole_starts_on}
    post_rent_charge(session, CONSOLE, today=date(2026, 1, 1), now=typed_on(date(2026, 1, 1)), **given)
    a_receipt(session, home, amount_cents=3_100_00)
    home.moved_out_on = OUT_ON
    session.flush()
    return home


def credit(session: Session, home: Tenancy, cents: int = 1_000_00, key: UUID | None = None) -> int:
    given = {"shown_cents": cents, "credited_on": TODAY, "today": TODAY, "now": typed_on(TODAY)}
    return credit_unused_days(session, CONSOLE, request_key=key or uuid4(), tenancy_id=home.id, **given)


def test_unused_days_are_credited_and_the_money_is_prepaid_again(session: Session, home: Tenancy):
    (found,) = unused_days(session, CONSOLE, tenancy_id=home.id)
    assert (found.amount_cents, found.first_on, found.last_on) == (1_000_00, date(2026, 1, 22), date(2026, 1, 31))

    assert credit(session, home) == 1_000_00

    position = tenancy_position(session, CONSOLE, tenancy_id=home.id, as_of=TODAY)
    assert (position.balance_cents, position.prepaid_cents) == (-1_000_00, 1_000_00)
    assert findings(session, CONSOLE, as_of=TODAY) == []


def test_they_are_credited_once_and_only_as_they_were_seen(session: Session, home: Tenancy):
    with pytest.raises(Stale, match="changed"):
        credit(session, home, cents=999_99)
    key = uuid4()
    credit(session, home, key=key)

    with pytest.raises(NothingUnused, match="credited already"):
        credit(session, home, key=key)


def test_who_lives_there_or_used_every_day_gets_nothing(session: Session, home: Tenancy):
    home.moved_out_on = date(2026, 1, 31)
    session.flush()

    assert unused_days(session, CONSOLE, tenancy_id=home.id) == []
    assert unused_days(session, CONSOLE, tenancy_id=a_household(session).id) == []
