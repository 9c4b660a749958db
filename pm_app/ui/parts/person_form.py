"""The form of a person or an organization: its fields, what stands in them first, reading back what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

import reflex as rx

from pm_app.kernel.errors import Refused
from pm_app.people.enums import ContactKind, PersonKind, PersonRole
from pm_app.people.queries import PersonDetails
from pm_app.people.rules import Contact, checked_contact
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.form import (
    check_field,
    choice_field,
    email_field,
    field_pair,
    long_field,
    phone_field,
    text_field,
)

KINDS = [Choice(kind.value, kind.value.capitalize()) for kind in PersonKind]
# Every field that holds a way to reach somebody, in the order in which the ways are kept.
WAYS: Mapping[str, ContactKind] = {
    "email": ContactKind.EMAIL,
    "email_2": ContactKind.EMAIL,
    "phone": ContactKind.PHONE,
    "phone_2": ContactKind.PHONE,
    "address": ContactKind.ADDRESS,
}


@dataclass
class PersonDraft:
    """What stands in the fields when the form opens."""

    kind: str = PersonKind.PERSON.value
    name: str = ""
    tenant: bool = False
    owner: bool = False
    vendor: bool = False
    email: str = ""
    email_2: str = ""
    phone: str = ""
    phone_2: str = ""
    address: str = ""
    notes: str = ""


class PersonTyped(TypedDict):
    """What was typed, as adding and changing a person take it."""

    kind: PersonKind
    name: str
    roles: list[PersonRole]
    contacts: list[Contact]
    notes: str


def person_draft(person: PersonDetails) -> PersonDraft:
    """Return the fields filled with what is on file."""
    kept = _in_fields(person.contacts)
    return PersonDraft(
        kind=person.kind.value,
        name=person.name,
        tenant=PersonRole.TENANT in person.roles,
        owner=PersonRole.OWNER in person.roles,
        vendor=PersonRole.VENDOR in person.roles,
        notes=person.notes,
        **{name: contact.value for name, contact in kept.items()},
    )


def person_fields(draft: Any) -> list[rx.Component]:
    """Return the fields; `draft` is the State's variable of what stands in them first."""
    return [
        field_pair(
            text_field("Name", "name", draft.name, auto_focus=True),
            choice_field("Kind", "kind", KINDS, draft.kind, width="phone"),
        ),
        rx.el.fieldset(
            rx.el.legend("Roles"),
            rx.el.div(
                check_field("Tenant", "tenant", draft.tenant),
                check_field("Owner", "owner", draft.owner),
                check_field("Vendor", "vendor", draft.vendor),
                class_name="pd-pair",
            ),
            class_name="pd-choices",
        ),
        field_pair(
            email_field("E-mail", "email", draft.email, optional=True),
            email_field("Another e-mail", "email_2", draft.email_2, optional=True),
        ),
        field_pair(
            phone_field("Phone", "phone", draft.phone, optional=True),
            phone_field("Another phone", "phone_2", draft.phone_2, optional=True),
        ),
        text_field("Postal address", "address", draft.address, width="full", optional=True),
        long_field("Notes", "notes", draft.notes, optional=True),
    ]


def person_typed(form: Mapping[str, str], before: PersonDetails | None = None) -> PersonTyped:
    """Return what was typed; refuses, beside its field, what reaches nobody.

    What the form has no field for (labels, a third phone number) stays as it is on file.
    """
    kind = form.get("kind", "")
    if kind not in list(PersonKind):
        raise Refused("Choose whether this is a person or an organization.", field="kind")
    return PersonTyped(
        kind=PersonKind(kind),
        name=form.get("name", ""),
        roles=[role for role in PersonRole if form.get(role.value)],
        contacts=_contacts(form, before.contacts if before else ()),
        notes=form.get("notes", ""),
    )


def _in_fields(contacts: tuple[Contact, ...]) -> dict[str, Contact]:
    """Put contacts into the fields there are for their kind, in order; what finds none is left out."""
    free = dict(WAYS)
    kept: dict[str, Contact] = {}
    for contact in contacts:
        name = next((name for name, kind in free.items() if kind == contact.kind), None)
        if name is not None:
            kept[name] = contact
            del free[name]
    return kept


def _contacts(form: Mapping[str, str], before: tuple[Contact, ...]) -> list[Contact]:
    shown = _in_fields(before)
    contacts: list[Contact] = []
    for name, kind in WAYS.items():
        value = form.get(name, "").strip()
        if not value:
            continue
        known = shown.get(name)
        label = known.label if known else ""
        try:
            contacts.append(checked_contact(Contact(kind, value, label)))
        except Refused as refusal:
            raise Refused(refusal.message, field=name) from None
    return contacts + [contact for contact in before if contact not in shown.values()]
