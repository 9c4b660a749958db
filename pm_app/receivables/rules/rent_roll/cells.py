"""One cell of a rent roll: amounts, days, and types of units as other programs print them."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from pm_app.kernel.money import LARGEST_AMOUNT_CENTS
from pm_app.portfolio.rules.cleaning import CellRefused, clean_text

_NOTHING = frozenset({"", "-", "--", "---", "—", "–", "n/a", "na", "none", "null", "nil", "tbd", "?", "vacant"})
_AMOUNT = re.compile(r"(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})?(?:\.(\d{1,20}))?")
_NOISE_OF_FLOATS = Decimal("0.0001")  # of a cent: what adding up in a spreadsheet leaves behind
_EARLIEST, _LATEST = date(1950, 1, 1), date(2100, 1, 1)
_FIRST_SERIAL, _LAST_SERIAL = 18_264, 73_050  # 1950 and 2100 as spreadsheets count days
_DAY_ZERO = date(1899, 12, 30)
_DAY_SHAPES = ("%b %d %Y", "%B %d %Y", "%d %b %Y", "%d %B %Y", "%b %d %y", "%d %b %y")
_ROLLING = re.compile(
    r"m\.?-?t\.?-?m\.?|m ?/ ?m|month[ -]?to[ -]?month|monthly|periodic|open|none|rolling", re.IGNORECASE
)


class UnitType(NamedTuple):
    """What a type of unit tells: bedrooms and half baths, None where it tells nothing."""

    beds: int | None
    baths_half: int | None


def cents_of(text: str) -> int | None:
    """Return an amount in cents, None when the cell says nothing; `0.00` is 0.

    `$1,250.00`, `(45.10)`, `45.10-`, `45.10 CR` and `USD 1250` are understood, the middle three as -45.10. Refuses
    anything else, more than the largest amount, and fractions of a cent beyond what spreadsheets get wrong.
    """
    written = clean_text(text)
    if written.casefold() in _NOTHING:
        return None
    bare, negative = _unsigned(written)
    amount = _AMOUNT.fullmatch(bare)
    if not amount or not bare or not any(sign.isdigit() for sign in bare):
        raise CellRefused(f"'{_short(written)}' is not an amount. Write it like 1,250.00.")
    exact = Decimal(f"{(amount[1] or '0').replace(',', '')}.{amount[2] or '0'}") * 100
    cents = int(exact.to_integral_value())
    if abs(exact - cents) > _NOISE_OF_FLOATS:
        raise CellRefused(f"'{_short(written)}' has fractions of a cent. Round it to cents.")
    if cents > LARGEST_AMOUNT_CENTS:
        raise CellRefused(f"'{_short(written)}' cannot be an amount of one household. Check the decimal point.")
    return -cents if negative else cents


def _unsigned(written: str) -> tuple[str, bool]:
    """Return the amount without signs and currency, and whether it was negative in any of the ways."""
    bare = re.sub(r"(?i)us\$|usd|\$", "", written).strip()
    negative = False
    if bare.startswith("(") and bare.endswith(")"):
        bare, negative = bare[1:-1].strip(), True
    credit = re.fullmatch(r"(?i)(.*?)\s*(cr|dr)\.?", bare)
    if credit:
        bare, negative = credit[1], negative or credit[2].casefold() == "cr"
    signed = re.fullmatch(r"([-−+])?\s*([^-−+]*?)\s*([-−])?", bare)
    if signed:
        bare, negative = signed[2], negative or signed[1] in ("-", "−") or bool(signed[3])
    return bare, negative


def dollars(cents: int) -> str:
    """Return an amount as a sentence writes it: `$1,250.00`, `-$45.10`."""
    return f"{'-' if cents < 0 else ''}${abs(cents) // 100:,}.{abs(cents) % 100:02}"


def day_of(text: str) -> date | None:
    """Return a day, None when the cell says nothing.

    Month first (`1/31/2026`, `01-31-26`), ISO (with or without a time), month names, and the day numbers of
    spreadsheets are understood; two digits of a year are 1950 to 2049. Refuses anything else and absurd years.
    """
    written = clean_text(text)
    if written.casefold() in _NOTHING or set(written) <= set("0/-. "):
        return None
    found = _numeric_day(written) or _named_day(written)
    if found is None or not _EARLIEST <= found < _LATEST:
        raise CellRefused(f"'{_short(written)}' is not a day. Write it like 01/31/2026 or 2026-01-31.")
    return found


def _numeric_day(written: str) -> date | None:
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}.*)?", written)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    parts = re.fullmatch(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?: \d{1,2}:\d{2}.*)?", written)
    if parts:
        return _date(_full_year(int(parts[4])), int(parts[1]), int(parts[3]))
    if re.fullmatch(r"\d{5}(\.0*)?", written) and _FIRST_SERIAL <= int(float(written)) < _LAST_SERIAL:
        return _DAY_ZERO + timedelta(days=int(float(written)))
    return None


def _named_day(written: str) -> date | None:
    plain = " ".join(re.sub(r"[,.\-]", " ", written).split())
    for shape in _DAY_SHAPES:
        try:
            return datetime.strptime(plain, shape).date()  # noqa: DTZ007 — a day has no time zone
        except ValueError:
            continue
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full_year(year: int) -> int:
    return year if year > 99 else year + (2000 if year < 50 else 1900)


def rolls(text: str) -> bool:
    """Tell whether a lease's last day is given as month-to-month instead of a day."""
    return bool(_ROLLING.fullmatch(clean_text(text)))


def due_day_of(text: str) -> int | None:
    """Return the day of the month rent is due, `1st` and `15` alike, None when nothing is said; refuses others."""
    written = clean_text(text)
    if written.casefold() in _NOTHING:
        return None
    day = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?(?:\.0)?", written)
    if not day or not 1 <= int(day[1]) <= 31:
        raise CellRefused(f"'{_short(written)}' is not a day of the month. Use 1 to 31.")
    return int(day[1])


def unit_type_of(text: str) -> UnitType:
    """Return bedrooms and half baths of a type such as `2/1.00`, `2BR/1.5BA`, `2x1` or `Studio`; else nothing."""
    written = clean_text(text).casefold()
    if written.startswith(("studio", "efficiency", "bachelor")):
        return UnitType(0, None)
    both = re.match(
        r"(\d{1,2})\s*(?:beds?(?:rooms?)?|brs?|bds?|b)?\s*[/x,\-]?\s*(\d{1,2})(?:\.([05])0*)?\s*(?:baths?|ba|b)?\b",
        written,
    )
    if both and re.search(r"[/x,]|b", written):
        return UnitType(int(both[1]), int(both[2]) * 2 + (both[3] == "5"))
    beds = re.match(r"(\d{1,2})\s*(?:beds?(?:rooms?)?|brs?|bds?)\b", written)
    return UnitType(int(beds[1]) if beds else None, None)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
