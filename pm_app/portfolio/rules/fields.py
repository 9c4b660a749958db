"""The fields of a property and a unit that a spreadsheet can fill, and the headers offices give them."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class ImportField:
    """One field that can be mapped.

    `synonyms` are headers in the form `normalized_header` gives them, the most telling first;
    `of_unit` fields describe a unit of the property instead of the property. Of a field with `several`, every column
    that may fill it is taken, not only the most telling one.
    """

    name: str
    label: str
    synonyms: tuple[str, ...]
    of_unit: bool = False
    several: bool = False


def import_field(name: str, label: str, synonyms: str, *, of_unit: bool = False, several: bool = False) -> ImportField:
    """Return a field from its synonyms in one line, parted by commas, the most telling first."""
    return ImportField(name, label, tuple(word.strip() for word in synonyms.split(",")), of_unit, several)


FIELDS = (
    import_field("name", "Name", "name, property name, building name, property, building, community, complex name"),
    import_field(
        "address_line",
        "Address",
        "address line, address, street address, site address, property address, building address, address 1, "
        "address line 1, street, civic address, location",
    ),
    import_field("city", "City", "city, town, municipality, city name, property city, city town"),
    import_field("region", "State or region", "region, state, province, state province, prov, county, property state"),
    import_field(
        "postal_code",
        "Postal code",
        "postal code, zip code, zip, postcode, pcode, post code, zip postal code, postal, property zip",
    ),
    import_field("country", "Country", "country, country name, country code"),
    import_field("kind", "Kind", "kind, property type, type, property kind, building type, asset type, property class"),
    import_field(
        "year_built",
        "Year built",
        "year built, built, construction year, year of construction, yr built, built in",
        several=True,
    ),
    import_field(
        "storeys",
        "Storeys",
        "storeys, stories, confirmed storeys, number of storeys, number of stories, floors, number of floors",
        several=True,
    ),
    import_field(
        "unit_count",
        "Number of units",
        "unit count, confirmed units, number of units, units, total units, doors, number of apartments, "
        "registered units, suites",
        several=True,
    ),
    import_field(
        "external_reference",
        "External reference",
        "external reference, reference, external id, property id, property code, rsn, registration id, code, id, "
        "building id, property number, ref",
    ),
    import_field(
        "manager_email", "Manager's e-mail", "manager email, property manager email, responsible email, manager"
    ),
    import_field("notes", "Notes", "notes, note, comments, comment, remarks, description, memo"),
    import_field("owner_name", "Owner", "owner name, owner, landlord, landlord name, property owner, owners"),
    import_field(
        "management_company",
        "Management company",
        "management company, prop management company name, property management company, management company name, "
        "managed by, manager company",
    ),
    import_field(
        "unit",
        "Unit",
        "unit, unit number, unit name, apartment, apt, suite, apartment number, apt number, suite number, unit code, "
        "unit id",
        of_unit=True,
    ),
    import_field("beds", "Bedrooms", "beds, bedrooms, bedroom, bed, br, number of bedrooms, bdrm", of_unit=True),
    import_field("baths", "Bathrooms", "baths, bathrooms, bathroom, bath, ba, number of bathrooms", of_unit=True),
    import_field(
        "area_sqft",
        "Area in square feet",
        "area sqft, square feet, sqft, sq ft, area, square footage, unit size, area sq ft, sf, size",
        of_unit=True,
    ),
    import_field(
        "market_rent",
        "Market rent",
        "market rent, asking rent, rent, target rent, list rent, monthly rent, market rate",
        of_unit=True,
    ),
)

FIELD_NAMES = tuple(field.name for field in FIELDS)
UNIT_FIELD_NAMES = tuple(field.name for field in FIELDS if field.of_unit)

_ABBREVIATED = {"no": "number", "num": "number", "nbr": "number", "prop": "property", "mgmt": "management"}


def normalized_header(header: str) -> str:
    """Return a header in lower case words: `NO_OF_UNITS`, `No. of units` and `# of Units` become one.

    Words run together in camel case are parted; what is not a letter or digit parts words too.
    """
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", header.replace("#", " number "))
    words = re.sub(r"[^a-z0-9]+", " ", parted.replace("-mail", "mail").replace("'", "").lower()).split()
    return " ".join(_ABBREVIATED.get(word, word) for word in words)
