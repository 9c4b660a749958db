"""Importing properties: mapping columns, reading rows, planning what would change."""

import pytest

from pm_app.kernel.errors import Refused
from pm_app.portfolio.enums import PropertyKind
from pm_app.portfolio.rules.cleaning import quiet
from pm_app.portfolio.rules.csv_text import SheetRefused, parse_csv
from pm_app.portfolio.rules.mapping import (
    MappingRefused,
    guess_mapping,
    mapping_from_text,
    parse_mapping,
    resolve_mapping,
)
from pm_app.portfolio.rules.reading import PropertyRow, read_row

THIS_YEAR = 2026


def read(raw: dict[str, str]) -> PropertyRow | list[str]:
    mapping = resolve_mapping(parse_mapping(f"{name}={name}" for name in raw), list(raw))
    return read_row(raw, mapping, row_number=7, this_year=THIS_YEAR)


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
