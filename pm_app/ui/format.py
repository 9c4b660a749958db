"""How amounts, days and counts are written on the screen, and how what people type is read back."""

import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from pm_app.kernel.dates import clock_words
from pm_app.kernel.errors import Refused

UNKNOWN = "—"
MOST_CENTS = 10_000_000_00
MOST_BPS = 1_000_000
SOON_DAYS = 7

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_AMOUNT = re.compile(r"\$?\s*(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.(?P<part>[0-9]{0,2}))?")
_WHOLE = re.compile(r"[0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2}")
_ISO_DAY = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_US_DAY = re.compile(r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>[0-9]{4})")
_TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2}))?(?:\s*(?P<half>[ap])\.?m\.?)?", re.IGNORECASE)
_WORD_DAY = re.compile(r"(?P<name>[A-Za-z]{3,9})\.?\s+(?P<day>[0-9]{1,2}),?\s+(?P<year>[0-9]{4})")


def dollars(cents: int | None) -> str:
    """Write whole cents as `$1,234.56`, a credit as `−$20.00`, an unknown amount as a dash."""
    if cents is None:
        return UNKNOWN
    whole, part = divmod(abs(cents), 100)
    return f"{'−' if cents < 0 else ''}${whole:,}.{part:02d}"


def parse_dollars(text: str, field: str = "") -> int:
    """Read an amount such as `1,250`, `$1250.00` or `1250.5` as whole cents; zero is read, a minus is refused."""
    typed = text.strip()
    if not typed:
        raise Refused("Enter an amount, for example 1,250.00.", field=field)
    if typed[0] in "-−(" or typed.startswith(("$-", "$−")):
        raise Refused("Enter the amount without a minus sign.", field=field)
    found = _AMOUNT.fullmatch(typed)
    if found is None or not (found["whole"] or found["part"]):
        raise Refused("Enter the amount in dollars and cents, for example 1,250.00.", field=field)
    whole = found["whole"].replace(",", "").lstrip("0") or "0"
    if len(whole) > 12:
        raise Refused(f"Enter an amount of at most {dollars(MOST_CENTS)}.", field=field)
    cents = int(whole) * 100 + int((found["part"] or "").ljust(2, "0"))
    if cents > MOST_CENTS:
        raise Refused(f"Enter an amount of at most {dollars(MOST_CENTS)}.", field=field)
    return cents


def parse_whole(text: str, field: str = "", example: str = "24") -> int | None:
    """Read a whole number such as `24` or `1,250`; nothing typed is nothing known; anything else is refused."""
    typed = text.strip()
    if not typed:
        return None
    if not _WHOLE.fullmatch(typed):
        raise Refused(f"Enter a whole number, for example {example}.", field=field)
    return int(typed.replace(",", ""))


def day(day_on: date | None) -> str:
    """Write a day as `Nov 20, 2026`, an unknown one as a dash."""
    if day_on is None:
        return UNKNOWN
    return f"{_MONTHS[day_on.month - 1]} {day_on.day}, {day_on.year}"


def short_day(day_on: date) -> str:
    """Write a day of the running year as `Nov 20`, where the column leaves no room for more."""
    return f"{_MONTHS[day_on.month - 1]} {day_on.day}"


def iso_day(day_on: date | None) -> str:
    """Write a day as a date field wants it, `2026-11-20`; empty when there is none."""
    return "" if day_on is None else day_on.isoformat()


def parse_day(text: str, field: str = "") -> date:
    """Read a day typed as `2026-11-20`, `11/20/2026` or `Nov 20, 2026`, between the years 1900 and 2200."""
    typed = text.strip()
    if not typed:
        raise Refused("Enter a date, for example 11/20/2026.", field=field)
    found = _ISO_DAY.fullmatch(typed) or _US_DAY.fullmatch(typed) or _WORD_DAY.fullmatch(typed)
    month = _month_of(found) if found else 0
    if found is None or not month:
        raise Refused("Enter the date as month, day and year, for example 11/20/2026.", field=field)
    year, number = int(found["year"]), int(found["day"])
    try:
        read = date(year, month, number)
    except ValueError:
        raise Refused(f"There is no {typed} in the calendar. Check the day and the month.", field=field) from None
    if not 1900 <= year <= 2200:
        raise Refused("Enter a year between 1900 and 2200.", field=field)
    return read


def _month_of(found: re.Match[str]) -> int:
    parts = found.groupdict()
    if "month" in parts:
        return int(parts["month"])
    word = parts["name"].casefold()
    for number, name in enumerate(_MONTH_NAMES, start=1):
        if word in (name.casefold(), name[:3].casefold()) or (word == "sept" and number == 9):
            return number
    return 0


def month(period: date) -> str:
    """Write the month of a day as `November 2026`."""
    return f"{_MONTH_NAMES[period.month - 1]} {period.year}"


def days_left(day_on: date, today: date) -> str:
    """Say how far away a day is: `7 days late`, `Today`, `1 day left`."""
    days = (day_on - today).days
    if days == 0:
        return "Today"
    return f"{plural(days, 'day')} left" if days > 0 else f"{plural(-days, 'day')} late"


def days_tone(day_on: date, today: date) -> str:
    """Return how urgent a day looks: `overdue` when it is past, `soon` within a week, else nothing."""
    days = (day_on - today).days
    if days < 0:
        return "overdue"
    return "soon" if days <= SOON_DAYS else ""


def moment(moment_at: datetime | None, zone: str) -> str:
    """Write a moment in the named time zone as `Nov 20, 2026 at 10:12 AM`, an unknown one as a dash."""
    if moment_at is None:
        return UNKNOWN
    local = moment_at.astimezone(ZoneInfo(zone))
    return f"{day(local.date())} at {time_of_day(local.time())}"


def time_of_day(at: time) -> str:
    """Write a time of the day as `7:00 AM`; every hour on the screen is written this way."""
    return clock_words(at)


def parse_time(text: str, field: str = "") -> time:
    """Read a time of the day typed as `2:30 PM`, `2 pm` or `14:30`; anything else is refused."""
    found = _TIME.fullmatch(text.strip())
    hour, minute = (int(found["hour"]), int(found["minute"] or 0)) if found else (99, 0)
    half = (found["half"] or "").lower() if found else ""
    if (half and not 1 <= hour <= 12) or hour > 23 or minute > 59 or (not half and found and not found["minute"]):
        raise Refused("Write the time as 2:30 PM.", field=field)
    return time(hour % 12 + (12 if half == "p" else 0), minute) if half else time(hour, minute)


def day_of(moment_at: datetime, zone: str) -> str:
    """Write the day of a moment in the named time zone as `Nov 20, 2026`."""
    return day(moment_at.astimezone(ZoneInfo(zone)).date())


def count(number: int) -> str:
    """Write a count as `3,611`."""
    return f"{number:,}"


def plural(number: int, noun: str, nouns: str = "") -> str:
    """Write a count with its noun: `1 unit`, `24 units`; give `nouns` when the plural is not formed by an s."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def parse_percent(text: str, field: str = "") -> int:
    """Read a percentage such as `5`, `7.5` or `5 %` as basis points; refuses more than two decimals."""
    typed = text.strip().removesuffix("%").strip()
    try:
        bps = Decimal(typed) * 100
    except InvalidOperation:
        raise Refused("Enter a percentage, for example 5 or 7.5.", field=field) from None
    if not bps.is_finite() or bps != bps.to_integral_value() or abs(bps) > MOST_BPS:
        raise Refused("Enter a percentage of at most two decimals, for example 7.5.", field=field)
    return int(bps)


def typed_percent(bps: int) -> str:
    """Write basis points as a field for a percentage holds them: `7.5`."""
    whole, part = divmod(bps, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".")


def percent(part: int, whole: int) -> str:
    """Write what share `part` is of `whole` as `93.9%`, a dash when there is nothing to be a part of."""
    if whole == 0:
        return UNKNOWN
    tenths = (2 * part * 1000 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def file_size(size: int) -> str:
    """Write a number of bytes as `640 bytes`, `82 kB` or `2.4 MB`."""
    if size < 1_000:
        return plural(size, "byte")
    if size < 1_000_000:
        return f"{(size + 500) // 1_000} kB"
    tenths = (size + 50_000) // 100_000
    return f"{tenths // 10:,}.{tenths % 10} MB"


def initials(name: str) -> str:
    """Return the one or two letters that stand for a name in a round picture."""
    words = name.split()
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
