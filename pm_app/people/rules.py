"""How a name sorts, and what a usable e-mail address or phone number looks like."""

import re
from dataclasses import dataclass

from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import cleaned
from pm_app.people.enums import ContactKind, PersonKind

_EMAIL = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[^@\s<>\"',;.]+")
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})


@dataclass(frozen=True)
class Contact:
    """One way to reach somebody: an e-mail address, a phone number, a postal address."""

    kind: ContactKind
    value: str
    label: str = ""


def sort_name(kind: PersonKind, name: str) -> str:
    """Return how a list orders the name: "Renee Castellano" under "castellano, renee", a company as it is written."""
    words = name.split()
    if kind == PersonKind.ORGANIZATION or len(words) < 2:
        return name.casefold()
    last = len(words) - 1
    while last > 1 and words[last].casefold() in _SUFFIXES:
        last -= 1
    return f"{' '.join(words[last:])}, {' '.join(words[:last])}".casefold()


def phone_digits(text: str) -> str:
    """Return the digits of a phone number, so that (555) 010-4482 is found by 5550104482."""
    return re.sub(r"\D", "", text)


def checked_contact(contact: Contact) -> Contact:
    """Return the contact cleaned; refuses what cannot be an e-mail address or a phone number."""
    value = cleaned(contact.value, longest=400, field=contact.kind.name.lower(), name="This contact")
    label = cleaned(contact.label, longest=60, name="The label")
    if contact.kind == ContactKind.EMAIL and not _EMAIL.fullmatch(value):
        raise Refused("Write an e-mail address such as name@example.com.", field="email")
    if contact.kind == ContactKind.PHONE and not 5 <= len(phone_digits(value)) <= 20:
        raise Refused("Write a phone number with its area code, such as (555) 010-4482.", field="phone")
    return Contact(contact.kind, value, label)
