"""`pm export`: the books for other programs."""

import json
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlmodel import Session

from tests.cli.conftest import Pm
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, a_receipt


@pytest.fixture
def household(addresses: tuple[str, str]) -> str:
    """A household in the office of the command that was charged 1,000 and paid 400; the id of its lease."""
    engine = create_engine(addresses[0])
    with Session(engine) as session:
        organization = session.connection().execute(text("select id from organization")).scalar_one()
        session.connection().execute(
            text("select set_config('app.organization_id', :id, false)"), {"id": str(organization)}
        )
        tenancy = a_household(session, a_unit(session, a_property(session, name="Alder Court"), name="204"))
        tenancy.name = "Renée Castellano"
        a_charge(session, tenancy)
        a_receipt(session, tenancy, amount_cents=400_00)
        session.commit()
        found = str(tenancy.id)
    engine.dispose()
    return found


def test_the_journal_is_written_through_a_day(pm: Pm, household: str) -> None:
    answer = pm("export", "journal", "--as-of", "2026-01-04")

    assert answer.code == 0
    assert answer.said.splitlines() == [
        "; Journal of Property Desk through 2026-01-04",
        "",
        "2026-01-01 (2026-00001) charge",
        f"    assets:1100 Accounts receivable tenants:Alder Court 204 Renee Castellano {household}  $1000.00",
        f"    income:4000 Rent:Alder Court 204 Renee Castellano {household}  $-1000.00",
    ]


def test_the_journal_is_written_into_a_file(pm: Pm, household: str, tmp_path: Path) -> None:
    answer = pm("export", "journal", "--as-of", "2026-01-31", "--output", str(tmp_path / "books.journal"))

    assert (answer.code, answer.said) == (0, "")
    written = (tmp_path / "books.journal").read_text("ascii")
    assert written.count("\n2026-") == 2
    assert "2026-01-05 (2026-00002) receipt" in written


def test_balances_are_told_by_account_and_by_lease(pm: Pm, household: str) -> None:
    told = json.loads(pm("export", "balances", "--as-of", "2026-01-31", "--json").said)

    assert told["as_of"] == "2026-01-31"
    stand = {one["number"]: one["balance_cents"] for one in told["accounts"] if one["balance_cents"]}
    assert stand == {1050: 400_00, 1100: 600_00, 4000: -1_000_00}
    assert told["leases"] == [
        {
            "lease_id": household,
            "property": "Alder Court",
            "unit": "204",
            "household": "Renée Castellano",
            "balances_cents": {"1050": 400_00, "1100": 600_00, "4000": -1_000_00},
        }
    ]


def test_balances_read_as_lines_too(pm: Pm, household: str) -> None:
    lines = pm("export", "balances", "--as-of", "2026-01-31").said.splitlines()

    assert "1100 Accounts receivable: tenants: 600.00" in lines
    assert "4000 Alder Court 204 Renée Castellano: -1,000.00" in lines


def test_a_day_that_is_none_is_refused(pm: Pm) -> None:
    assert pm("export", "journal", "--as-of", "2026-02-30").code == 2
