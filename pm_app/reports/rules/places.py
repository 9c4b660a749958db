"""The order in which people count homes."""


def place_key(property_name: str, unit_name: str) -> tuple[str, int, str]:
    """Return what homes are sorted by: their property, then 9 before 10."""
    digits = "".join(sign for sign in unit_name if sign.isascii() and sign.isdigit())[:9]
    return property_name.casefold(), int(digits or 0), unit_name
