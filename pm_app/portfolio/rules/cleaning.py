"""One cell at a time: from what somebody typed to a value, to nothing, or to a sentence about it."""

import re
from typing import Generic, NamedTuple, TypeVar

from rapidfuzz import fuzz, process

from pm_app.kernel.errors import Refused
from pm_app.portfolio.enums import PropertyKind

T = TypeVar("T")

FIRST_YEAR = 1700
YEARS_AHEAD = 5  # buildings are registered while they are being built
MOST_STOREYS = 200
MOST_UNITS = 10_000
MOST_ROOMS = 20
MOST_SQFT = 1_000_000
MOST_RENT_CENTS = 1_000_000_00

_NOTHING_SAID = {"", "-", "--", "—", "n/a", "na", "none", "null", "nil", "unknown", "not available", "tbd", "?"}
# What a text cannot show, and what turns the way it is read.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class CellRefused(Refused):
    """A cell holds something no office would want kept; the message says what it should hold."""


class Cell(NamedTuple, Generic[T]):
    """What a cell says: a value or None when it says nothing, and a warning when that was decided for the reader."""

    value: T | None
    warning: str = ""


def clean_text(text: str) -> str:
    """Return the text with runs of blanks made one and none at the ends. Refuses control characters."""
    if _CONTROL.search(text):
        raise CellRefused("The cell holds characters that cannot be shown. Type it again.")
    return " ".join(text.split())


def text_of(text: str, *, most: int) -> Cell[str]:
    """Return a clean line of at most `most` characters; longer ones are refused."""
    cleaned = clean_text(text)
    if len(cleaned) > most:
        raise CellRefused(f"The text has {len(cleaned):,} characters; at most {most:,} can be kept.")
    return Cell(cleaned or None)


def notes_of(text: str) -> Cell[str]:
    """Return notes with their line breaks, at most 10,000 characters; longer ones are refused."""
    lines = [clean_text(line) for line in text.splitlines()]
    return Cell(text_of_lines(lines) or None)


def text_of_lines(lines: list[str]) -> str:
    """Return the lines as one text without blank ends; refuses more than 10,000 characters."""
    joined = "\n".join(lines).strip()
    if len(joined) > 10_000:
        raise CellRefused(f"The notes have {len(joined):,} characters; at most 10,000 can be kept.")
    return joined


_STAY_UPPER = {"N", "S", "E", "W", "NE", "NW", "SE", "SW", "PO", "US", "II", "III", "IV", "VI", "VII", "VIII", "IX"}


def quiet(text: str) -> str:
    """Return a shouted address or city in ordinary capitals: `181-183  GERRARD ST E` → `181-183 Gerrard St E`.

    Text that already has a small letter is only cleaned of blanks. Directions and `PO` stay as they are; ordinals
    get small letters (`42nd`); `O'CONNOR` and `MCCOWAN` become O'Connor and McCowan.
    """
    cleaned = clean_text(text)
    if not cleaned.isupper():
        return cleaned
    return " ".join(_quiet_word(word) for word in cleaned.split(" "))


def _quiet_word(word: str) -> str:
    bare = word.strip(".,()")
    if bare in _STAY_UPPER or re.fullmatch(r"[A-Z]\d.*|\d+[A-Z](-\d+[A-Z])?", bare):
        return word
    if re.fullmatch(r"\d+(ST|ND|RD|TH)", bare):
        return word.lower()
    return re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)*", lambda found: _capitalized(found.group()), word)


def _capitalized(word: str) -> str:
    parts = re.split(r"(['’])", word)
    if len(parts) == 3 and len(parts[0]) > 1:
        return parts[0].capitalize() + parts[1] + parts[2].lower()
    return "".join(_capitalized_part(part) for part in parts)


def _capitalized_part(part: str) -> str:
    if part.startswith("MC") and len(part) > 4:
        return "Mc" + part[2:].capitalize()
    return part.capitalize()


def address_of(text: str) -> Cell[str]:
    """Return one line of an address, unshouted, of at most 200 characters."""
    return text_of(quiet(text), most=200)


def city_of(text: str) -> Cell[str]:
    """Return a city, unshouted, of at most 100 characters."""
    return text_of(quiet(text), most=100)


def postal_code_of(text: str) -> Cell[str]:
    """Return a postal code in capitals. Refuses what is longer than any country's or holds odd signs."""
    code = clean_text(text).upper()
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9 -]{0,11}|", code):
        raise CellRefused(f"'{_short(code)}' is not a postal code. Use letters, digits, blanks and hyphens.")
    return Cell(code or None)


def email_of(text: str) -> Cell[str]:
    """Return an e-mail address in small letters. Refuses what cannot be one."""
    address = clean_text(text).lower()
    if address and not re.fullmatch(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>.]+", address):
        raise CellRefused(f"'{_short(address)}' is not an e-mail address. Write it like name@office.example.")
    return Cell(address or None)


_KIND_WORDS = {
    PropertyKind.APARTMENTS: "apartments,apartment,apartment building,multifamily,multi family,multi unit,"
    "multi-residential,multiplex,duplex,triplex,fourplex,walk up,high rise,low rise",
    PropertyKind.SINGLE_FAMILY: "single-family,single family,single family home,sfr,sfh,house,home,detached",
    PropertyKind.CONDO: "condo,condominium,condo unit,strata",
    PropertyKind.TOWNHOUSE: "townhouse,town house,townhome,row house,rowhouse",
    PropertyKind.MOBILE_HOME: "mobile home,manufactured home,mobile,trailer,mobile home park",
    PropertyKind.COMMERCIAL: "commercial,office,retail,industrial,warehouse,store",
    PropertyKind.MIXED_USE: "mixed use,mixed-use,mixed",
    PropertyKind.OTHER: "other,land,parking,storage",
}
_KIND_OF_WORD = {word: kind for kind, words in _KIND_WORDS.items() for word in words.split(",")}


def kind_of(text: str) -> Cell[PropertyKind]:
    """Return the kind of property the words mean, small misspellings allowed; refuses words that mean none."""
    word = clean_text(text).lower().replace("_", " ")
    if word in _NOTHING_SAID:
        return Cell(None)
    found = process.extractOne(word, list(_KIND_OF_WORD), scorer=fuzz.ratio, score_cutoff=85)
    if not found:
        kinds = ", ".join(kind.value for kind in PropertyKind)
        raise CellRefused(f"'{_short(word)}' is not a kind of property. Use one of {kinds}, or leave it out.")
    return Cell(_KIND_OF_WORD[found[0]])


def whole_number_of(text: str) -> int | None:
    """Return a whole number, with or without thousands commas, or None when the cell says nothing.

    `12.0`, as spreadsheets write it, is 12. Refuses anything else.
    """
    written = clean_text(text)
    if written.lower() in _NOTHING_SAID:
        return None
    if not re.fullmatch(r"[-−+]?(\d{1,9}|\d{1,3}(,\d{3}){1,2})(\.0*)?", written):
        raise CellRefused(f"'{_short(written)}' is not a whole number. Use digits only, such as 24.")
    return int(written.split(".")[0].replace(",", "").replace("−", "-"))


def year_of(text: str, *, this_year: int) -> Cell[int]:
    """Return the year a building was built, from 1700 to five years ahead.

    0 and 9999 are what registers write when nobody knew: the year is unknown and a warning says so. Any other year
    outside is refused, because it is more likely a slip of the hand that can be put right.
    """
    year = whole_number_of(text)
    if year in (0, 9999):
        return Cell(None, f"{year} stands for no year; the year built is left unknown.")
    if year is not None and not FIRST_YEAR <= year <= this_year + YEARS_AHEAD:
        raise CellRefused(
            f"{year} cannot be the year of a building. Use a year from {FIRST_YEAR} to {this_year + YEARS_AHEAD}, "
            "or leave it empty."
        )
    return Cell(year)


def count_of(text: str, *, what: str, most: int) -> Cell[int]:
    """Return how many there are, from 1 to `most`.

    A property without storeys or units does not exist, so 0 means that nobody counted: unknown, with a warning.
    Negative numbers and more than `most` are refused.
    """
    number = whole_number_of(text)
    if number == 0:
        return Cell(None, f"0 {what} is taken to mean that the number is unknown.")
    if number is not None and not 0 < number <= most:
        raise CellRefused(f"{number:,} {what} cannot be. Use a number from 1 to {most:,}, or leave it empty.")
    return Cell(number)


def beds_of(text: str) -> Cell[int]:
    """Return the number of bedrooms from 0 (also written *studio* or *bachelor*) to 20; refuses any other."""
    if clean_text(text).lower() in {"studio", "bachelor", "efficiency"}:
        return Cell(0)
    number = whole_number_of(text)
    if number is not None and not 0 <= number <= MOST_ROOMS:
        raise CellRefused(f"{number:,} bedrooms cannot be. Use a number from 0 to {MOST_ROOMS}, or leave it empty.")
    return Cell(number)


def baths_half_of(text: str) -> Cell[int]:
    """Return the number of half baths (`1.5` baths are 3) from 0 to 20 baths; refuses any other fraction."""
    written = clean_text(text)
    if written.lower() in _NOTHING_SAID:
        return Cell(None)
    baths = re.fullmatch(r"(\d{1,2})(?:\.([05])0*)?", written)
    if not baths or int(baths[1]) > MOST_ROOMS:
        raise CellRefused(f"'{_short(written)}' is not a number of baths. Use 1, 1.5, 2 and so on up to {MOST_ROOMS}.")
    return Cell(int(baths[1]) * 2 + (baths[2] == "5"))


def area_of(text: str) -> Cell[int]:
    """Return an area in square feet, with or without its unit behind it; 0 is unknown, with a warning."""
    bare = re.sub(r"\s*(sq\.?\s*ft\.?|sqft|sf|ft²|square feet)$", "", clean_text(text), flags=re.IGNORECASE)
    return count_of(bare, what="square feet", most=MOST_SQFT)


def rent_cents_of(text: str) -> Cell[int]:
    """Return a rent in cents from `1250`, `1,250.5` or `$1,250.00`; 0 is unknown, with a warning.

    Refuses negative amounts, fractions of a cent, more than a million dollars, and anything that is not an amount.
    """
    written = clean_text(text)
    if written.lower() in _NOTHING_SAID:
        return Cell(None)
    amount = re.fullmatch(r"\$? ?(\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.(\d{1,2})0*)?", written)
    if not amount:
        raise CellRefused(f"'{_short(written)}' is not an amount of money. Write it like 1,250.00, not negative.")
    cents = int(amount[1].replace(",", "")) * 100 + int((amount[2] or "").ljust(2, "0"))
    if cents > MOST_RENT_CENTS:
        raise CellRefused(f"A rent of ${cents // 100:,} cannot be. Check the decimal point.")
    return Cell(cents) if cents else Cell(None, "A rent of 0 is taken to mean that the market rent is unknown.")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
