"""Importing properties into the database: all rows or none, and the same file again changes nothing."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session, func, select

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.kernel.listing import Listing
from pm_app.people.queries import person_rows
from pm_app.portfolio.actions.importing import ImportRefused, import_properties
from pm_app.portfolio.queries.existing import import_plan
from pm_app.portfolio.queries.properties import property_details, property_rows
from pm_app.portfolio.queries.units import unit_rows
from pm_app.portfolio.rules.csv_text import parse_csv
from pm_app.portfolio.rules.importing import ImportPlan, refusals, summary
from pm_app.portfolio.rules.mapping import guess_mapping, parse_mapping, resolve_mapping
from pm_app.portfolio.rules.reading import PropertyRow, RefusedRow, read_rows
from pm_app.portfolio.tables import Property
from pm_app.runtime import sheet_rows
from tests.conftest import NOON, an_actor
from tests.factories.access import a_user
from tests.factories.portfolio import a_property

TODAY = NOON.date()
FILE = """Reference,Address,City,Unit,Beds,Rent,Owner,Manager's e-mail
A1,1420 Alder Street,Riverton,101,1,1195,Alder Court Holdings LLC,dana@example.com
A1,1420 Alder Street,Riverton,102,2,"1,450.00",Alder Court Holdings LLC,dana@example.com
B1,7 Mill Lane,Salem,,,,Alder Court Holdings LLC,
"""


def rows_in(text: str) -> list[PropertyRow | RefusedRow]:
    headers, raw = parse_csv(text.encode())
    return read_rows(raw, resolve_mapping(guess_mapping(headers, raw), headers), this_year=TODAY.year)


def imported(session: Session, actor: Actor, text: str = FILE) -> ImportPlan:
    plan = import_properties(session, actor, rows=rows_in(text), today=TODAY, now=NOON)
    session.flush()
    return plan


def test_properties_units_owners_and_managers_come_in_at_once(session: Session, manager: Actor) -> None:
    dana = a_user(session, email="dana@example.com", name="Dana Whitlow")

    plan = imported(session, manager)

    assert summary(plan) == "3 rows: 3 added, 0 changed, 0 unchanged, 0 refused"
    alder, mill = property_rows(session, manager, listing=Listing()).rows
    details = property_details(session, manager, property_id=alder.property_id)
    assert (details.external_reference, details.manager_id, mill.manager_name) == ("A1", dana.id, "")
    assert [(o.name, o.share_bps, o.starts_on) for o in details.owners] == [("Alder Court Holdings LLC", 10_000, TODAY)]
    assert [(u.name, u.beds, u.market_rent_cents) for u in unit_rows(session, manager, property_id=alder.property_id)]
    assert person_rows(session, manager, listing=Listing()).total == 1
    assert [row.did for row in history_of(session, manager, about_id=alder.property_id)] == ["imported"]


def test_the_same_file_again_changes_nothing(session: Session, manager: Actor) -> None:
    a_user(session, email="dana@example.com")
    imported(session, manager)

    assert summary(imported(session, manager)) == "3 rows: 0 added, 0 changed, 3 unchanged, 0 refused"


def test_a_changed_file_changes_what_it_says_and_writes_it_down(session: Session, manager: Actor) -> None:
    a_user(session, email="dana@example.com")
    imported(session, manager)

    plan = imported(session, manager, FILE.replace("1195", "1250").replace("Salem", "SALEM FALLS"))

    assert summary(plan) == "3 rows: 0 added, 3 changed, 0 unchanged, 0 refused"
    alder, mill = property_rows(session, manager, listing=Listing()).rows
    assert unit_rows(session, manager, property_id=alder.property_id)[0].market_rent_cents == 1_250_00
    assert property_details(session, manager, property_id=mill.property_id).city == "Salem Falls"
    assert history_of(session, manager, about_id=mill.property_id)[0].details == {"city": ["Salem", "Salem Falls"]}


def test_one_refused_row_refuses_the_file(session: Session, manager: Actor) -> None:
    text = "Address,Year built\n1 Main St,1964\n2 Main St,19964\n3 Main St,yes\n"

    with pytest.raises(ImportRefused, match=r"Nothing was imported: 2 rows are refused. The first: Row 3"):
        imported(session, manager, text)

    assert property_rows(session, manager, listing=Listing()).total == 0


def test_a_dry_run_says_every_refusal_and_writes_nothing(session: Session, manager: Actor) -> None:
    text = "Address,Year built\n1 Main St,1964\n2 Main St,19964\n3 Main St,yes\n"

    plan = import_plan(session, manager, rows=rows_in(text))

    assert [sentence.split(":")[0] for sentence in refusals(plan)] == [
        "Row 3, column Year built",
        "Row 4, column Year built",
    ]
    assert property_rows(session, manager, listing=Listing()).total == 0


def test_a_manager_nobody_knows_refuses_the_file(session: Session, manager: Actor) -> None:
    with pytest.raises(ImportRefused, match=r"dana@example.com is not a user"):
        imported(session, manager)

    assert property_rows(session, manager, listing=Listing()).total == 0


@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.LEASING, Role.ACCOUNTING, Role.MAINTENANCE])
def test_only_who_may_import_does(session: Session, role: Role) -> None:
    actor = an_actor(session, role)

    with pytest.raises(NotAllowed):
        imported(session, actor)
    with pytest.raises(NotAllowed):
        import_plan(session, actor, rows=rows_in(FILE))


def test_someone_with_a_scope_imports_nothing(session: Session, manager: Actor) -> None:
    scoped = replace(manager, property_ids=frozenset({a_property(session).id}))

    with pytest.raises(NotAllowed, match="administrator"):
        imported(session, scoped)


def test_every_registered_building_of_a_city_is_imported_once(session: Session, manager: Actor, samples: Path) -> None:
    headers, raw = sheet_rows(samples / "properties" / "toronto_apartment_building_registrations.csv")
    said = parse_mapping(["city:=Toronto", "region:=ON", "country:=Canada", "kind:=apartments"])
    mapping = resolve_mapping(said.completed_by(guess_mapping(headers, raw)), headers)
    rows = read_rows(raw, mapping, this_year=TODAY.year)

    first = import_properties(session, manager, rows=rows, today=TODAY, now=NOON)
    session.flush()
    second = import_properties(session, manager, rows=rows, today=TODAY, now=NOON)

    assert summary(first) == "3,611 rows: 3,611 added, 0 changed, 0 unchanged, 0 refused"
    assert summary(second) == "3,611 rows: 0 added, 0 changed, 3,611 unchanged, 0 refused"
    assert session.exec(select(func.count()).select_from(Property)).one() == 3_611
