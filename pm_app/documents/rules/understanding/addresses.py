"""Addresses and designations of units in a text."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from pm_app.documents.enums import FindingKind
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.understanding.sheets import Sheet, on_one_line

MOST_PLACES = 200
# In running text an address goes on on the next line; in lists the next line is something else.
LONG_LINE = 40
_STREETS = (
    *("street", "avenue", "road", "boulevard", "drive", "lane", "court", "circle", "place", "parkway", "highway"),
    *("terrace", "square", "trail", "way", "alley", "crescent", "expressway", "turnpike", "plaza", "pike", "row"),
    *("st", "ave", "rd", "blvd", "dr", "ln", "ct", "cir", "pl", "pkwy", "hwy", "ter", "sq", "cres", "mills"),
)
_STREET = re.compile(r"(?<![a-z])(?:" + "|".join(sorted(_STREETS, key=len, reverse=True)) + r")(?![a-z'])\.?")
_HEAD = re.compile(
    r"(?<![0-9a-z$./,-])(?:no\. ?)?[0-9]{1,6}[a-z]?(?:-[0-9]{1,4}|-?1/2)? (?:[nsew]\.?[ew]?\.? )?"
    r"(?:[a-z0-9][a-z0-9.'-]{0,18} ){0,4}$"
)
_NUMBER = re.compile(r"(?:^|(?<= ))[0-9]{1,6}[a-z]?(?:-[0-9]{1,4})? (?=[a-z0-9])")
_STATES = (
    *("al", "ak", "az", "ar", "ca", "co", "ct", "de", "fl", "ga", "hi", "id", "il", "in", "ia", "ks", "ky", "la"),
    *("me", "md", "ma", "mi", "mn", "ms", "mo", "mt", "ne", "nv", "nh", "nj", "nm", "ny", "nc", "nd", "oh", "ok"),
    *("or", "pa", "ri", "sc", "sd", "tn", "tx", "ut", "vt", "va", "wa", "wv", "wi", "wy", "dc"),
    *("alabama", "alaska", "arizona", "arkansas", "california", "colorado", "connecticut", "delaware", "florida"),
    *("georgia", "hawaii", "idaho", "illinois", "indiana", "iowa", "kansas", "kentucky", "louisiana", "maine"),
    *("maryland", "massachusetts", "michigan", "minnesota", "mississippi", "missouri", "montana", "nebraska"),
    *("nevada", "new hampshire", "new jersey", "new mexico", "new york", "north carolina", "north dakota", "ohio"),
    *("oklahoma", "oregon", "pennsylvania", "rhode island", "south carolina", "south dakota", "tennessee"),
    *("texas", "utah", "vermont", "virginia", "washington", "west virginia", "wisconsin", "wyoming"),
)
_STATE = "(?:" + "|".join(sorted(_STATES, key=len, reverse=True)) + ")"
_UNIT_WORD = r"(?:apartment|apt|unit|suite|ste|floor|room|rm)"
_UNIT_PART = rf"(?:,?[ \n]{{0,2}}(?:{_UNIT_WORD}\.?(?: no\.?)?[ ]?#?[ ]?|#[ ]?)[a-z0-9][a-z0-9-]{{0,5}}(?![a-z0-9]))?"
_CITY = r"[a-z][a-z.'-]{1,18}(?: [a-z][a-z.'-]{0,18}){0,3}?"
_ZIP = r"(?:,?[ \n]{1,3}(?P<zip>[0-9]{5}(?:-[0-9]{4})?)(?![0-9]))?"
_TOWN = rf"(?P<town>{_CITY},?[ \n]{{1,2}}{_STATE}(?![a-z])\.?{_ZIP})"
_REST = re.compile(rf"{_UNIT_PART}(?:,? ?\n? ?|, ){_TOWN}")
_UNIT_ONLY = re.compile(_UNIT_PART)
_TOWN_LINE = re.compile(rf"(?m)^ ?{_TOWN}")
# The other order: a street, its number, then the code before the town (Weena 664, 3012 CN Rotterdam).
_ABROAD = re.compile(
    r"(?P<street>[a-z][a-z.'-]{3,25}(?: [a-z][a-z.'-]{0,18}){0,3} [0-9]{1,4}[a-z]?(?:-[0-9]{1,4})?)"
    r"(?:,? ?\n| - )(?P<place>(?:[a-z]{1,2}-)?[0-9]{4,5}(?: [a-z]{2}(?![a-z]))? "
    r"[a-z][a-z.'-]{2,25})"
)
_BETTER_AFTER = re.compile(
    r"(?:premises|property|located at|location|service address|dwelling|rental unit|site|property address|known as)"
    r"[^.]{0,40}$"
)
_WORSE_AFTER = re.compile(
    r"(?:mailing|notices?|bill to|sold to|ship to|remit to|principal|office|headquarters)[^.]{0,60}$"
)
_UNIT = re.compile(
    r"(?<![a-z])(?P<word>apartment|apt|unit|suite|ste|rental unit|einheit|wohnung)\.?"
    r"(?: (?:no\.?|number))?[: ]{0,3}#?[ ]?"
    r"(?P<name>[a-z0-9]{1,4}(?:-[a-z0-9]{1,4})?)(?![a-z0-9-])"
)
_HASH = re.compile(r"(?<=[a-z.,] )#[ ]?(?P<name>[0-9]{1,4}[a-z]?|[a-z][0-9]{0,3})(?![a-z0-9])")


def addresses_of(sheets: Sequence[Sheet]) -> Iterator[Finding]:
    """Return street addresses, those with town and postal code surer than those without; at most 200 per page."""
    for sheet in sheets:
        taken = -1
        for one in sorted(_addresses(sheet), key=lambda one: (one.first, -one.last)):
            if one.first >= taken:
                taken = one.last
                yield one


def _addresses(sheet: Sheet) -> Iterator[Finding]:
    for street in islice(_STREET.finditer(sheet.plain), MOST_PLACES):
        yield from filter(None, [_with_street(sheet, street)])
    for town in islice(_TOWN_LINE.finditer(sheet.plain), MOST_PLACES):
        yield from filter(None, [_above_town(sheet, town)])
    for found in islice(_ABROAD.finditer(sheet.plain), MOST_PLACES):
        if _street_abroad(sheet, found) and sheet.text[found.end() - 1].isalpha():
            yield sheet.finding(FindingKind.ADDRESS, *found.span(), 66, "street and number before code and town")


def _street_abroad(sheet: Sheet, found: re.Match[str]) -> bool:
    return sheet.text[found.start()].isupper() and re.match(rf"{_UNIT_WORD} |page |no ", found[0]) is None


def _with_street(sheet: Sheet, street: re.Match[str]) -> Finding | None:
    since = max(0, street.start() - 90)
    head = _HEAD.search(sheet.flow[since : street.start()])
    if head is None or not _capitalized(sheet.text[since + head.start() : street.end()]):
        return None
    numbers = list(_NUMBER.finditer(head[0]))
    first = since + head.start() + (numbers[-1].start() if numbers else 0)
    line_first, line_last = sheet.line_span(sheet.line_number(first))
    if line_last < street.start() and line_last - line_first < LONG_LINE:
        return None
    rest = _REST.match(sheet.plain, street.end(), min(len(sheet.plain), street.end() + 120))
    if rest is not None and _capitalized(sheet.text[rest.start("town") : rest.end("town")]):
        sure, last = (84 if rest["zip"] else 72), rest.end()
        reason = "street, town and postal code" if rest["zip"] else "street and town"
    else:
        unit = _UNIT_ONLY.match(sheet.plain, street.end())
        last, reason = (unit or street).end(), "a number and a street"
        sure = 45 if re.match("(?:19|20)[0-9]{2} ", sheet.plain[first : first + 5]) else 55
        if "-" in sheet.text[first + 6 : last]:
            return None
    more, why = _around(sheet, first)
    return sheet.finding(FindingKind.ADDRESS, first, last, sure + more, reason + why)


def _above_town(sheet: Sheet, town: re.Match[str]) -> Finding | None:
    """A town with its postal code on a line, and above it a line that begins with a number."""
    if not town["zip"]:
        return None
    number = sheet.line_number(town.start("town"))
    first, last = sheet.line_span(number - 1)
    line = sheet.plain[first:last]
    if number == 0 or not re.match(r"[0-9]{1,6}[a-z]? [a-z0-9][a-z0-9 .'#,-]{2,60}$", line):
        return None
    more, why = _around(sheet, first)
    return sheet.finding(FindingKind.ADDRESS, first, town.end(), 76 + more, "a line above town and postal code" + why)


def _around(sheet: Sheet, first: int) -> tuple[int, str]:
    before = sheet.before(first, 80)
    better, worse = _BETTER_AFTER.search(before), _WORSE_AFTER.search(before)
    if worse and not (better and better.start() > worse.start()):
        return -12, ""
    return (12, f", after “{on_one_line(better[0])[-30:]}”") if better else (0, "")


def _capitalized(text: str) -> bool:
    """Tell whether the words of a name begin with capitals, as those of a sentence do not."""
    words = [word for word in re.split(r"[ \n,]+", text) if word[:1].isalpha()]
    return all(word[0].isupper() for word in words if len(word) > 2) and bool(words)


def units_of(sheets: Sequence[Sheet], addresses: Sequence[Finding]) -> Iterator[Finding]:
    """Return designations of units: Apt 4B, Unit 12, or # 3 within one of the addresses.

    Suites are mostly offices and come with less confidence.
    """
    for sheet in sheets:
        found = list(islice(_UNIT.finditer(sheet.plain), MOST_PLACES))
        within = [one for one in addresses if one.page == sheet.page and one.confidence >= 60]
        for one in islice(_HASH.finditer(sheet.plain), MOST_PLACES):
            if any(address.first < one.start() < address.last for address in within):
                found.append(one)
        yield from filter(None, (_unit(sheet, one) for one in found))


def _unit(sheet: Sheet, found: re.Match[str]) -> Finding | None:
    first, last = found.span("name")
    name = sheet.text[first:last]
    if not (re.search("[0-9]", name) or (len(name) == 1 and name.isupper() and name not in "AI")):
        return None
    word, sure = found.groupdict().get("word") or "#", 74
    if word in ("suite", "ste"):
        sure -= 28
    elif word.startswith("apartment") or word == "apt":
        sure += 6
    return sheet.finding(FindingKind.UNIT, first, last, sure - (0 if sheet.is_first else 8), f"after “{word}”")
