"""What importing a file of properties would do: added, changed, unchanged, refused."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

from pm_app.portfolio.rules.csv_text import parse_csv
from pm_app.portfolio.rules.importing import ExistingProperty, ExistingUnit, ImportPlan, plan_import, refusals, summary
from pm_app.portfolio.rules.mapping import guess_mapping, parse_mapping, resolve_mapping
from pm_app.portfolio.rules.reading import read_rows

THIS_YEAR = 2026
TORONTO = [
    "address_line=SITE_ADDRESS",
    "city:=Toronto",
    "region:=ON",
    "country:=Canada",
    "kind:=apartments",
    "postal_code=PCODE",
    "year_built=YEAR_BUILT",
    "storeys=CONFIRMED_STOREYS|NO_OF_STOREYS",
    "unit_count=CONFIRMED_UNITS|NO_OF_UNITS",
    "external_reference=RSN",
    "management_company=PROP_MANAGEMENT_COMPANY_NAME",
]


def planned(text: str, existing: Iterable[ExistingProperty] = ()) -> ImportPlan:
    headers, rows = parse_csv(text.encode())
    mapping = resolve_mapping(guess_mapping(headers, rows), headers)
    return plan_import(read_rows(rows, mapping, this_year=THIS_YEAR), list(existing))


def there_after(plan: ImportPlan) -> list[ExistingProperty]:
    return [
        ExistingProperty(
            property_id=uuid4(),
            external_reference=one.values.external_reference,
            values=asdict(one.values),
            units=tuple(ExistingUnit(uuid4(), unit.unit, asdict(unit)) for unit in one.units),
        )
        for one in plan.to_add
    ]


def test_a_file_imported_twice_finds_everything_unchanged() -> None:
    text = "Reference,Address,Units\nA1,1 Main St,12\nA2,2 Main St,8\n"
    first = planned(text)

    again = planned(text, there_after(first))

    assert summary(first) == "2 rows: 2 added, 0 changed, 0 unchanged, 0 refused"
    assert summary(again) == "2 rows: 0 added, 0 changed, 2 unchanged, 0 refused"


def test_a_changed_cell_is_the_only_change() -> None:
    there = there_after(planned("Reference,Address,Units\nA1,1 Main St,12\n"))

    plan = planned("Reference,Address,Units\nA1,1 Main St,14\n", there)

    (change,) = plan.to_change
    assert change.property_id == there[0].property_id
    assert [(one.field, one.before, one.after) for one in change.changes] == [("unit_count", 12, 14)]


def test_an_empty_cell_erases_nothing() -> None:
    there = there_after(planned("Reference,Address,Units\nA1,1 Main St,12\n"))

    plan = planned("Reference,Address,Units\nA1,1 Main St,\n", there)

    assert summary(plan) == "1 rows: 0 added, 0 changed, 1 unchanged, 0 refused"


def test_without_a_reference_the_address_is_recognised_however_it_is_spelled() -> None:
    there = there_after(planned("Address,City\n100 Main Street West,Riverton\n"))

    plan = planned("Address,City,Year built\n100 MAIN ST. W,RIVERTON,1950\n", there)

    (change,) = plan.to_change
    assert change.property_id == there[0].property_id


def test_the_same_street_in_another_city_is_another_property() -> None:
    there = there_after(planned("Address,City\n1 Main St,Riverton\n"))

    plan = planned("Address,City\n1 Main St,Harlow\n", there)

    assert summary(plan) == "1 rows: 1 added, 0 changed, 0 unchanged, 0 refused"


def test_one_address_with_two_references_is_two_properties() -> None:
    text = "Reference,Address\nA1,33 Flamborough Dr\nA2,33 FLAMBOROUGH DR\n"
    first = planned(text)

    again = planned(text, there_after(first))

    assert len(first.to_add) == 2
    assert len(again.unchanged) == 2


def test_a_property_without_a_reference_takes_the_one_in_the_file() -> None:
    there = there_after(planned("Address\n33 Flamborough Dr\n"))

    plan = planned("Reference,Address\nA1,33 Flamborough Dr\nA2,33 Flamborough Dr\n", there)

    assert [one.field for one in plan.to_change[0].changes] == ["external_reference"]
    assert [one.values.external_reference for one in plan.to_add] == ["A2"]


def test_an_address_that_fits_two_properties_is_refused() -> None:
    there = there_after(planned("Reference,Address\nA1,1 Main St\nA2,1 Main St\n"))

    plan = planned("Address,Year built\n1 Main St,1950\n", there)

    assert refusals(plan) == [
        "Row 2: 2 properties are at 1 Main St already. Give the row the external reference of the one that is meant."
    ]


def test_a_reference_that_repeats_in_the_file_is_refused() -> None:
    plan = planned("Reference,Address\nA1,1 Main St\n,\na1,2 Main St\n")

    assert summary(plan) == "2 rows: 1 added, 0 changed, 0 unchanged, 1 refused"
    assert refusals(plan) == ["Row 4 repeats the external reference a1 of row 2. Remove one of them."]


def test_an_address_that_repeats_in_the_file_is_refused() -> None:
    plan = planned("Address\n1 Main Street\n1 MAIN ST\n")

    assert refusals(plan) == ["Row 3 repeats the address 1 Main St of row 2. Remove one of them."]


def test_rows_with_units_are_one_property_with_those_units() -> None:
    text = "Address,Unit,Beds,Rent\n1 Main St,101,2,1200\n1 Main St,102,1,950\n"

    first = planned(text)
    again = planned(text, there_after(first))
    more = planned(text + "1 Main St,103,1,900\n", there_after(first))
    dearer = planned(text.replace("950", "975"), there_after(first))

    assert [unit.unit for unit in first.to_add[0].units] == ["101", "102"]
    assert summary(again) == "2 rows: 0 added, 0 changed, 2 unchanged, 0 refused"
    assert [unit.unit for unit in more.to_change[0].units_to_add] == ["103"]
    assert dearer.to_change[0].units_to_change[0].changes[0].after == 975_00


def test_a_unit_that_repeats_is_refused() -> None:
    plan = planned("Address,Unit\n1 Main St,101\n1 Main St,101\n")

    assert refusals(plan) == ["Row 3 repeats unit 101 of row 2. Remove one of them."]


def test_rows_of_one_property_that_disagree_keep_the_first_and_say_so() -> None:
    plan = planned("Address,Unit,Year built\n1 Main St,101,1950\n1 Main St,102,1960\n")

    assert plan.to_add[0].values.year_built == 1950
    assert plan.warnings == ("Row 3 says year_built 1960; row 2 said 1950, which is kept.",)


def test_cells_beyond_the_header_are_refused_in_their_row() -> None:
    plan = planned("Address,City\n1 Main St,Riverton\n2 Main St,Suite 4,Riverton\n")

    assert summary(plan) == "2 rows: 1 added, 0 changed, 0 unchanged, 1 refused"
    assert "more cells than columns" in refusals(plan)[0]


def test_every_registered_building_of_toronto_becomes_a_property(samples: Path) -> None:
    file = samples / "properties" / "toronto_apartment_building_registrations.csv"
    headers, raw = parse_csv(file.read_bytes())
    mapping = resolve_mapping(parse_mapping(TORONTO), headers)

    plan = plan_import(read_rows(raw, mapping, this_year=THIS_YEAR), [])
    again = plan_import(read_rows(raw, mapping, this_year=THIS_YEAR), there_after(plan))

    assert summary(plan) == "3,611 rows: 3,611 added, 0 changed, 0 unchanged, 0 refused"
    assert summary(again) == "3,611 rows: 0 added, 0 changed, 3,611 unchanged, 0 refused"
    assert len({one.values.external_reference for one in plan.to_add}) == 3611
    assert plan.to_add[0].values.address_line == "181-183 Gerrard St E"
    assert sum(one.values.unit_count is None for one in plan.to_add) == 6


def test_the_columns_of_toronto_are_guessed_from_their_headers(samples: Path) -> None:
    file = samples / "properties" / "toronto_apartment_building_registrations.csv"
    headers, raw = parse_csv(file.read_bytes())

    mapping = guess_mapping(headers, raw)

    columns = {source.field: source.columns for source in mapping.sources}
    assert columns["unit_count"] == ("CONFIRMED_UNITS", "NO_OF_UNITS")
    assert columns["external_reference"] == ("RSN",)
    assert columns["address_line"] == ("SITE_ADDRESS",)
    assert "kind" not in columns
