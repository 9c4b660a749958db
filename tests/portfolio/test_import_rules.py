"""Importing properties: mapping columns, reading rows, planning what would change."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

import pytest

from pm_app.kernel.errors import Refused
from pm_app.portfolio.enums import PropertyKind
from pm_app.portfolio.rules.cleaning import quiet
from pm_app.portfolio.rules.csv_text import SheetRefused, parse_csv
from pm_app.portfolio.rules.importing import ExistingProperty, ExistingUnit, ImportPlan, plan_import, refusals, summary
from pm_app.portfolio.rules.mapping import (
    MappingRefused,
    guess_mapping,
    mapping_from_text,
    parse_mapping,
    resolve_mapping,
)
from pm_app.portfolio.rules.reading import PropertyRow, read_row, read_rows

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


def read(raw: dict[str, str]) -> PropertyRow | list[str]:
    mapping = resolve_mapping(parse_mapping(f"{name}={name}" for name in raw), list(raw))
    return read_row(raw, mapping, row_number=7, this_year=THIS_YEAR)


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


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("181-183  GERRARD ST E", "181-183 Gerrard St E"),
        ("400  MCCOWAN RD ", "400 McCowan Rd"),
        ("1143 O'CONNOR DR", "1143 O'Connor Dr"),
        ("12 42ND ST NW", "12 42nd St NW"),
        ("12A ST. CLAIR AVE W", "12A St. Clair Ave W"),
        ("PO BOX 12", "PO Box 12"),
        ("14 van der Berg Lane", "14 van der Berg Lane"),
    ],
)
def test_a_shouted_address_is_quieted(written: str, kept: str) -> None:
    assert quiet(written) == kept


def test_a_row_becomes_clean_values() -> None:
    row = read(
        {
            "name": " Alder   Court ",
            "address_line": "1420 ALDER STREET",
            "postal_code": "m5a 1b2",
            "kind": "Multi-Family",
            "year_built": "1964.0",
            "unit_count": "1,024",
            "manager_email": "Dana@Harrow.example",
            "unit": "101",
            "beds": "studio",
            "baths": "1.5",
            "area_sqft": "1,050 sq ft",
            "market_rent": "$1,250.5",
            "notes": "",
        }
    )

    assert isinstance(row, PropertyRow)
    values, unit = row.values, row.unit
    assert unit is not None
    assert (values.name, values.address_line, values.postal_code) == ("Alder Court", "1420 Alder Street", "M5A 1B2")
    assert (values.kind, values.year_built, values.unit_count) == (PropertyKind.APARTMENTS, 1964, 1024)
    assert (values.manager_email, values.notes) == ("dana@harrow.example", None)
    assert (unit.beds, unit.baths_half, unit.area_sqft, unit.market_rent_cents) == (0, 3, 1050, 1_250_50)


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("year_built", "1066"),
        ("year_built", "2199"),
        ("year_built", "-1964"),
        ("year_built", "last year"),
        ("storeys", "4000"),
        ("unit_count", "-3"),
        ("unit_count", "12.5"),
        ("unit_count", "999,999"),
        ("kind", "PRIVATE"),
        ("manager_email", "dana at harrow"),
        ("postal_code", "'; drop table"),
        ("name", "a\x00b"),
        ("name", "x" * 201),
        ("market_rent", "-1,200.00"),
        ("market_rent", "1.200,00"),
        ("market_rent", "99999999"),
        ("beds", "55"),
        ("baths", "1.3"),
    ],
)
def test_an_absurd_value_is_refused_with_its_row_and_column(column: str, written: str) -> None:
    problems = read({"address_line": "1 Main St", "unit": "1", column: written})

    assert isinstance(problems, list)
    assert len(problems) == 1
    assert problems[0].startswith(f"Row 7, column {column}: ")


@pytest.mark.parametrize(("column", "written"), [("year_built", "0"), ("year_built", "9999"), ("storeys", "0")])
def test_a_placeholder_is_unknown_and_said_so(column: str, written: str) -> None:
    row = read({"address_line": "1 Main St", column: written})

    assert isinstance(row, PropertyRow)
    assert getattr(row.values, column) is None
    assert len(row.warnings) == 1
    assert column in row.warnings[0]


def test_a_row_without_address_and_name_is_refused() -> None:
    problems = read({"address_line": " ", "city": "Riverton"})

    assert problems == ["Row 7: there is neither an address nor a name. Fill in one of them."]


def test_a_rent_without_a_unit_is_refused() -> None:
    problems = read({"address_line": "1 Main St", "market_rent": "900"})

    assert problems == ["Row 7: beds, baths, area or rent are given, but no unit. Fill in the unit's number."]


def test_the_first_column_that_says_something_is_used() -> None:
    mapping = parse_mapping(["address_line=A", "storeys=NEW|OLD", "city:=Toronto"])

    row = read_row({"A": "1 Main St", "NEW": " ", "OLD": "4"}, mapping, row_number=2, this_year=THIS_YEAR)

    assert isinstance(row, PropertyRow)
    assert (row.values.storeys, row.values.city) == (4, "Toronto")


def test_an_unknown_column_is_refused_with_the_closest_header() -> None:
    mapping = parse_mapping(["address_line=SITE_ADRESS"])

    with pytest.raises(MappingRefused, match="closest header is 'SITE_ADDRESS'"):
        resolve_mapping(mapping, ["WARD", "SITE_ADDRESS", "RSN"])


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("adress=SITE_ADDRESS", "Did you mean address_line"),
        ("address_line", "is not a mapping"),
        ("city:=", "is not a mapping"),
        ("zzzzqq=A", "The fields are name"),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused(entry: str, sentence: str) -> None:
    with pytest.raises(MappingRefused, match=sentence):
        parse_mapping([entry])


def test_a_field_mapped_twice_is_refused() -> None:
    with pytest.raises(MappingRefused, match="mapped twice"):
        parse_mapping(["storeys=A", "storeys=B"])


def test_a_mapping_without_any_address_is_refused() -> None:
    with pytest.raises(MappingRefused, match="which column holds the address"):
        resolve_mapping(parse_mapping(["city=CITY"]), ["CITY", "STREET"])


def test_a_mapping_file_says_the_same_in_json_and_toml() -> None:
    in_toml = mapping_from_text('address_line = "A"\nstoreys = ["B", "C"]\ncity = { always = "Toronto" }\n')
    in_json = mapping_from_text('{"address_line": "A", "storeys": ["B", "C"], "city": {"always": "Toronto"}}')

    assert in_toml == in_json == parse_mapping(["address_line=A", "storeys=B|C", "city:=Toronto"])


@pytest.mark.parametrize("text", ["{", "address_line = ", 'address_line = 3\nname = "A"', "city = { other = 1 }"])
def test_a_mapping_file_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(MappingRefused):
        mapping_from_text(text)


def test_headers_are_guessed_in_the_words_offices_use() -> None:
    headers = ["Property Name", "Street Address", "Zip", "# of Units", "PropertyType", "Adress 2", "Bdrm", "Apt #"]

    mapping = guess_mapping(headers, [{"PropertyType": "Duplex", "# of Units": "2"}])

    assert {source.field: source.columns for source in mapping.sources} == {
        "name": ("Property Name",),
        "address_line": ("Street Address",),
        "postal_code": ("Zip",),
        "kind": ("PropertyType",),
        "unit_count": ("# of Units",),
        "unit": ("Apt #",),
        "beds": ("Bdrm",),
    }


def test_a_guessed_column_must_hold_what_its_header_promises() -> None:
    mapping = guess_mapping(["Address", "Property type", "Units"], [{"Property type": "PRIVATE", "Units": "12"}])

    assert mapping.fields == {"address_line", "unit_count"}


def test_what_a_person_said_goes_before_the_guess() -> None:
    said = parse_mapping(["name=Address", "city:=Riverton"])

    mapping = said.completed_by(guess_mapping(["Address", "City", "Zip"]))

    assert {source.field: (source.columns, source.constant) for source in mapping.sources} == {
        "name": (("Address",), ""),
        "city": ((), "Riverton"),
        "postal_code": (("Zip",), ""),
    }


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


@pytest.mark.parametrize(
    "content",
    [
        "Address;City\n1 Main St, rear;Montréal\n".encode("cp1252"),
        "Address\tCity\n1 Main St, rear\tMontréal\n".encode("utf-16"),
        'Address,City\r\n"1 Main St, rear",Montréal\r\n'.encode("utf-8-sig"),
    ],
)
def test_encodings_and_separators_are_found_out(content: bytes) -> None:
    headers, rows = parse_csv(content)

    assert headers == ["Address", "City"]
    assert rows == [{"Address": "1 Main St, rear", "City": "Montréal"}]


@pytest.mark.parametrize(
    "content", [b"Address\n1 Main\x00 St\n", b"\n1 Main St\n", b'Address\n"1 Main St\n', b"A\n" + b"x\n" * 200_001]
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(SheetRefused):
        parse_csv(content)


def test_headers_that_repeat_or_lack_a_name_are_told_apart() -> None:
    headers, _ = parse_csv(b"Name,Name,,City,,\nA,B,C,D,,\n")

    assert headers == ["Name", "Name (2)", "column 3", "City"]


def test_every_refusal_is_shown_to_the_person_who_imports() -> None:
    assert issubclass(MappingRefused, Refused)
    assert issubclass(SheetRefused, Refused)


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
