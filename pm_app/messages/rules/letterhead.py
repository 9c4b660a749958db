"""How the office signs its papers."""

from dataclasses import dataclass

from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import cleaned


@dataclass(frozen=True)
class Letterhead:
    """How the office signs its papers. Every field but the name may be empty; the address is written line by line."""

    office_name: str
    address_lines: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    website: str = ""
    footer: str = ""


MOST_ADDRESS_LINES = 4
LONGEST_LINE = 80
LONGEST_FOOTER = 200


def checked_letterhead(
    *, office_name: str, address: str, phone: str, email: str, website: str, footer: str
) -> Letterhead:
    """Return the letterhead as it is kept: blanks tidied, the address in lines.

    Refuses one without a name, an address of more than four lines, and lines that would not fit on a sheet.
    """
    name = _line(office_name, "office_name", "The name")
    if not name:
        raise Refused("Write the name of the office: it heads every paper.", field="office_name")
    written = cleaned(address, longest=LONGEST_LINE * MOST_ADDRESS_LINES, field="address", name="The address")
    lines = tuple(
        line for line in (_line(one, "address", "A line of the address") for one in written.splitlines()) if line
    )
    if len(lines) > MOST_ADDRESS_LINES:
        raise Refused(f"Write the address in at most {MOST_ADDRESS_LINES} lines.", field="address")
    return Letterhead(
        name,
        lines,
        _line(phone, "phone", "The phone number"),
        _line(email, "email", "The e-mail address"),
        _line(website, "website", "The website"),
        _line(footer, "footer", "The line at the foot", longest=LONGEST_FOOTER),
    )


def _line(text: str, field: str, name: str, *, longest: int = LONGEST_LINE) -> str:
    return " ".join(cleaned(text, longest=longest, field=field, name=name).split())
