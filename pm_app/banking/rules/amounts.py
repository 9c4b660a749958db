"""From what a bank writes as an amount to whole cents, without ever passing through a fraction."""

import re
from collections.abc import Iterable

LONGEST_AMOUNT = 40
MOST_DIGITS = 13

_SIGNS = re.compile(r"^[+\-−–]|[+\-−–]$")
_CURRENCY = re.compile(r"[$£€¥]|(?<![A-Za-z])(?:[A-Z]{3}(?![A-Za-z])|(?:US|CA|AU|NZ|A|C)(?=\$))")
_SIDE = re.compile(r"(?<=[0-9)\s])(CR|DR)\.?$", re.IGNORECASE)
_BLANKS = re.compile(r"[\s'’]")
_COMMA_DECIMALS = re.compile(r"[0-9],[0-9]{1,2}(?![0-9])")
_DOT_DECIMALS = re.compile(r"[0-9]\.[0-9]{1,2}(?![0-9])")
_WHOLE = {".": re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*"), ",": re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]*")}


class AmountUnreadable(ValueError):
    """The text is no amount of money; the message says why, as the end of a sentence."""


def decimal_mark(texts: Iterable[str]) -> str:
    """Return the sign that parts cents in these amounts: a comma when some can only be read so and none otherwise."""
    comma = dot = False
    for text in texts:
        stripped = text[:LONGEST_AMOUNT]
        comma = comma or bool(_COMMA_DECIMALS.search(stripped))
        dot = dot or bool(_DOT_DECIMALS.search(stripped))
    return "," if comma and not dot else "."


def cents_of(text: str, *, mark: str = ".") -> int:
    """Return the cents that a bank's text means: `(1,234.50)`, `£5`, `12.00-`, `7,50 DR` are understood.

    `mark` parts the cents. Raises `AmountUnreadable` for anything else, and for fractions of a cent.
    """
    shown = text.strip()
    if not shown:
        raise AmountUnreadable("no amount")
    if len(shown) > LONGEST_AMOUNT:
        raise AmountUnreadable("an amount longer than any amount is")
    bare, negative = _unsigned(shown)
    whole, parted, rest = bare.partition(mark)
    if not _WHOLE[mark].fullmatch(whole) or (parted and not re.fullmatch("[0-9]*", rest)) or not (whole or rest):
        raise AmountUnreadable(f"'{shown}', which is no amount")
    if rest[2:].strip("0"):
        raise AmountUnreadable(f"'{shown}', which has fractions of a cent")
    digits = re.sub(r"[.,]", "", whole) + rest[:2].ljust(2, "0")
    if len(digits.lstrip("0")) > MOST_DIGITS:
        raise AmountUnreadable(f"'{shown}', which is more than any account holds")
    return -int(digits) if negative else int(digits)


def _unsigned(shown: str) -> tuple[str, bool]:
    """Return the digits and marks of an amount alone, and whether it was written as negative."""
    side = _SIDE.search(shown)
    bare = _SIDE.sub("", shown)
    bracketed = bare.startswith("(") and bare.endswith(")")
    if bracketed:
        bare = bare[1:-1]
    bare = _BLANKS.sub("", _CURRENCY.sub("", bare))
    signs = _SIGNS.findall(bare)
    bare = _BLANKS.sub("", _SIGNS.sub("", bare, count=1))
    minus = sum(sign != "+" for sign in signs)
    said = bracketed + minus + bool(side and side.group(1).upper() == "DR")
    if len(signs) > 1 or said > 1:
        raise AmountUnreadable(f"'{shown}', which has more than one sign")
    return bare, said == 1


def looks_like_money(text: str) -> bool:
    """Tell whether a cell is written as an amount with cents, a currency sign, or a sign, not as a bare number."""
    if not re.search(r"[.,][0-9]{2}\)?(?:\s*[A-Z]{2,3})?[-−]?$|[$£€]", text.strip()):
        return False
    return is_amount(text)


def is_amount(text: str) -> bool:
    """Tell whether a cell can be read as an amount with either mark."""
    for mark in ".,":
        try:
            cents_of(text, mark=mark)
        except AmountUnreadable:
            continue
        return True
    return False
