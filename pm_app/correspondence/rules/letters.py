"""Letters on paper: what one must say, how its text is set, how it went out."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pm_app.correspondence.enums import LetterDelivery, TemplateUse
from pm_app.documents.enums import DocumentKind
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import cleaned

LONGEST_LETTER = 50_000
MOST_LINES = 1_500
LONGEST_SUBJECT = 200
LONGEST_NAME = 120
# What fits into the window of an envelope.
MOST_ADDRESS_LINES = 5
LONGEST_ADDRESS_LINE = 50
LONGEST_NUMBER = 40
LONGEST_SIGNER = 80
_AHEAD = timedelta(days=60)
_EARLIEST = date(1990, 1, 1)
_BLANK = re.compile(r"\[\[\s*([^\[\]\n]{1,60}?)\s*\]\]")

# What a letter may be filed as; what else papers are is never written as a letter.
LETTER_KINDS = (
    DocumentKind.CORRESPONDENCE,
    DocumentKind.NOTICE,
    DocumentKind.RENEWAL,
    DocumentKind.ADDENDUM,
    DocumentKind.DISCLOSURE,
    DocumentKind.DEPOSIT_STATEMENT,
    DocumentKind.INCIDENT_REPORT,
    DocumentKind.SUBSIDY_CONTRACT,
    DocumentKind.OTHER,
)
FOR_LETTERS = (TemplateUse.LETTER, TemplateUse.BOTH)
FOR_MAIL = (TemplateUse.MAIL, TemplateUse.BOTH)


@dataclass(frozen=True)
class Block:
    """A paragraph (`items` false) or a list, line by line; one that begins from the right is set from the right."""

    lines: tuple[str, ...]
    items: bool = False
    from_right: bool = False


@dataclass(frozen=True)
class LetterText:
    """What a letter says: to whom and where, of which day, its subject and text, who signs."""

    to_name: str
    to_lines: tuple[str, ...]
    written_on: date
    subject: str
    body: str
    signed_by: str = ""

    @property
    def to_address(self) -> str:
        """The address, line by line."""
        return "\n".join(self.to_lines)


@dataclass(frozen=True)
class Delivery:
    """How a letter went out and on which day; a day is empty only while it is to be sent."""

    way: LetterDelivery = LetterDelivery.TO_BE_SENT
    on: date | None = None
    number: str = ""


@dataclass(frozen=True)
class LetterSheet:
    """A letter as it is drawn: its text in blocks, `about` the home it is about, `sent_by` how it goes out."""

    to_name: str
    to_lines: tuple[str, ...]
    written_on: date
    subject: str
    blocks: tuple[Block, ...]
    signed_by: str = ""
    about: str = ""
    sent_by: str = ""


@dataclass(frozen=True)
class DrawnLetter:
    """A letter as a file: the PDF, how many pages it has, and the characters that no typeface here can print."""

    pdf: bytes
    pages: int
    unprinted: str = ""


def checked_letter(
    *, to_name: str, to_address: str, written_on: date, subject: str, body: str, signed_by: str, today: date
) -> LetterText:
    """Return a letter as it is kept, tidied.

    Refuses one without a name, a subject or a text, an address that no window shows, blanks that nobody filled in, a
    day more than 60 days ahead, and a text of more than 50,000 characters or 1,500 lines.
    """
    name = _line(to_name, LONGEST_NAME, "to_name", "The name")
    if not name:
        raise Refused("Write whom the letter is for.", field="to_name")
    text = checked_text(subject, body)
    if not _EARLIEST <= written_on <= today + _AHEAD:
        raise Refused("Check the date of the letter: it is not within the next 60 days or before.", field="written_on")
    return LetterText(
        to_name=name,
        to_lines=checked_address(to_address),
        written_on=written_on,
        subject=text[0],
        body=text[1],
        signed_by=_line(signed_by, LONGEST_SIGNER, "signed_by", "The name of who signs"),
    )


def checked_text(subject: str, body: str) -> tuple[str, str]:
    """Return subject and text of a letter, tidied; refuses empty ones, too long ones and blanks left open."""
    line = _line(subject, LONGEST_SUBJECT, "subject", "The subject")
    text = cleaned(_new_lines(body), longest=LONGEST_LETTER, field="body", name="The letter")
    if not line:
        raise Refused("Write a subject: it is the title of the letter and of its document.", field="subject")
    if not text:
        raise Refused("Write the text of the letter.", field="body")
    if text.count("\n") >= MOST_LINES:
        raise Refused(f"A letter has at most {MOST_LINES:,} lines.", field="body")
    check_filled_in(line, text)
    return line, text


def check_filled_in(subject: str, body: str) -> None:
    """Refuse a text in which a blank such as [[day]] is left open."""
    for field, text in (("subject", subject), ("body", body)):
        left = blanks_in(text)
        if left:
            raise Refused(f"Still to be filled in: {', '.join(left)}. Write over the double brackets.", field=field)


def blanks_in(text: str) -> list[str]:
    """Return what is still to be filled in, as `[[day of entry]]` says it, each once."""
    return list(dict.fromkeys(_BLANK.findall(text)))


def checked_address(address: str) -> tuple[str, ...]:
    """Return the lines of a postal address; refuses more and longer ones than the window of an envelope shows."""
    longest = 2 * MOST_ADDRESS_LINES * LONGEST_ADDRESS_LINE
    written = cleaned(_new_lines(address), longest=longest, field="to_address", name="The address")
    lines = tuple(line for line in (" ".join(one.split()) for one in written.splitlines()) if line)
    if len(lines) > MOST_ADDRESS_LINES:
        raise Refused(f"Write the address in at most {MOST_ADDRESS_LINES} lines.", field="to_address")
    if any(len(line) > LONGEST_ADDRESS_LINE for line in lines):
        raise Refused(f"A line of the address has at most {LONGEST_ADDRESS_LINE} characters.", field="to_address")
    return lines


def address_lines(written: str) -> tuple[str, ...]:
    """Return a postal address as it stands on an envelope; one written in a line is parted before its city."""
    lines = [" ".join(line.split()) for line in written.splitlines() if line.strip()]
    if len(lines) == 1 and lines[0].count(",") >= 2:
        street, city, region = (part.strip() for part in lines[0].rsplit(",", 2))
        lines = [street, f"{city}, {region}"]
    return tuple(line[:LONGEST_ADDRESS_LINE] for line in lines[:MOST_ADDRESS_LINES])


def checked_delivery(way: LetterDelivery, on: date | None, number: str, *, today: date) -> Delivery:
    """Return how a letter went out; refuses a day to come, none at all, and a number where nothing has one."""
    number = _line(number, LONGEST_NUMBER, "delivery_number", "The number")
    if way == LetterDelivery.TO_BE_SENT:
        return Delivery()
    if on is None:
        raise Refused("Write the day on which it went out.", field="delivered_on")
    if on > today:
        raise Refused("This day is still to come. Choose “To be sent” until it went out.", field="delivered_on")
    if on < _EARLIEST:
        raise Refused("Check the day: this is before 1990.", field="delivered_on")
    if number and way != LetterDelivery.CERTIFIED:
        raise Refused("Only certified mail has a number.", field="delivery_number")
    return Delivery(way, on, number)


def check_correctable(before: Delivery, *, corrected: bool) -> None:
    """Refuse to correct a second time how a letter went out: it is a record of what was done."""
    if before.way != LetterDelivery.TO_BE_SENT and corrected:
        raise Refused("How it went out was corrected once already. Write a note into the communication instead.")


def delivery_words(way: LetterDelivery, number: str = "") -> str:
    """Return how a letter goes out as the letter itself says it; nothing for ordinary mail."""
    if way == LetterDelivery.CERTIFIED:
        return f"Certified mail {number}".strip()
    return "By hand" if way == LetterDelivery.HANDED_OVER else ""


def sheet_of(letter: LetterText, *, about: str = "", delivery: Delivery | None = None) -> LetterSheet:
    """Return the letter as it is drawn."""
    return LetterSheet(
        to_name=letter.to_name,
        to_lines=letter.to_lines,
        written_on=letter.written_on,
        subject=letter.subject,
        blocks=blocks_of(letter.body),
        signed_by=letter.signed_by,
        about=about,
        sent_by=delivery_words(delivery.way, delivery.number) if delivery else "",
    )


def blocks_of(text: str) -> tuple[Block, ...]:
    """Return a text as paragraphs and lists: blank lines part them, lines that begin with "- " are a list."""
    blocks: list[Block] = []
    lines: list[str] = []
    items = False

    def close() -> None:
        if lines:
            blocks.append(Block(tuple(lines), items, _from_right(" ".join(lines))))
            lines.clear()

    for line in _new_lines(text).split("\n"):
        item = line.lstrip().startswith("- ")
        if not line.strip() or item != items:
            close()
        items = item
        if line.strip():
            lines.append(line.lstrip()[2:] if item else line.strip())
    close()
    return tuple(blocks)


def without_sign_off(body: str, own: Iterable[str]) -> str:
    """Return a text without the lines at its end that are only the office's own name, phone and address.

    The letter ends with its own closing: what a mail is signed with would stand there twice.
    """
    known = {line.strip().casefold() for line in own if line.strip()}
    lines = body.rstrip().split("\n")
    while lines and (not lines[-1].strip() or lines[-1].strip().casefold() in known):
        lines.pop()
    return "\n".join(lines)


def said_in(letter: LetterText, about: str = "") -> str:
    """Return everything a letter says, as one text: by it the document is found at once."""
    parts = (letter.to_name, letter.to_address, about, letter.subject, letter.body, letter.signed_by)
    return "\n\n".join(part for part in parts if part)


def letter_title(subject: str, name: str, when: str) -> str:
    """Return the title of the document: `Notice of entry, Renee Castellano, Jan 15, 2026`, however long they are."""
    room = 200 - len(when) - 4
    what = subject if len(subject) <= room // 2 else f"{subject[: room // 2 - 1]}…"
    room -= len(what)
    return f"{what}, {name if len(name) <= room else name[: room - 1] + '…'}, {when}"


def names_together(names: Sequence[str]) -> str:
    """Return the names of a household as an envelope says them: `Renee Castellano and Theo Marsh`."""
    if len(names) < 2:
        return "".join(names)
    said = f"{', '.join(names[:-1])} and {names[-1]}"
    return said if len(said) <= LONGEST_NAME else f"{names[0][: LONGEST_NAME - 12]} and others"


def _from_right(text: str) -> bool:
    first = next((way for one in text if (way := unicodedata.bidirectional(one)) in {"L", "R", "AL"}), "L")
    return first != "L"


def _line(text: str, longest: int, field: str, name: str) -> str:
    return " ".join(cleaned(text, longest=longest, field=field, name=name).split())


def _new_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
