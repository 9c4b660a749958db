"""The merge fields of each kind of template: what they are called, what they say, and an example of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pm_app.correspondence.enums import TemplatePurpose

# A list in a mail is cut after so many rows; what is left out is a figure elsewhere in the app.
MOST_ROWS = 100

# A mail that uses one of these asks for money.
ABOUT_DEBT = frozenset({"balance", "late_amount", "days_late", "open_charges"})

Row = Mapping[str, str]
Values = Mapping[str, str | Sequence[Row]]


@dataclass(frozen=True)
class MergeField:
    """One field a template may use. `columns` is empty unless it is a list: then what each of its rows is made of."""

    name: str
    says: str
    example: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether the field is a list, to be written out with `{% for %}`."""
        return bool(self.columns)

    @property
    def sample(self) -> str | Sequence[Row]:
        """What the field says in a preview without a record."""
        return self.rows if self.is_list else self.example


_OFFICE = (
    MergeField("recipient_name", "The name of who gets the mail", "Renee Castellano"),
    MergeField("first_name", "The first name of who gets the mail", "Renee"),
    MergeField("office_name", "The name of the office, from the letterhead", "Harbor Property Management"),
    MergeField("office_phone", "The phone number of the office", "(555) 010-0199"),
    MergeField("office_email", "The e-mail address of the office", "office@example.com"),
    MergeField("today", "The day the mail is written", "Jan 15, 2026"),
)
_DATE = (
    MergeField("what", "What comes up", "Lease ends"),
    MergeField("who", "Whom or what it is about", "Castellano, Elm Court 4B"),
    MergeField("falls_on", "The day it falls on", "Mar 1, 2026"),
    MergeField("days", "How far off the day is, in words", "in 45 days"),
    MergeField("property", "The name of the property, if it is about one", "Elm Court"),
    MergeField("unit", "The name of the unit, if it is about one", "4B"),
)
_STAFF = (
    MergeField("link", "The address of its page in the app", "https://desk.example.com/alerts/7"),
    MergeField("acknowledge_link", "The address that acknowledges it", "https://desk.example.com/alerts/7?do=seen"),
    MergeField("responsible", "Who answers for it", "Dana Whitfield"),
    MergeField("told_because", "Why this person is told", "You look after Elm Court."),
    MergeField("unsubscribe_link", "Where mail like this is switched off", "https://desk.example.com/settings"),
)
_HOUSEHOLD = (
    MergeField("household", "The name of the household", "Castellano"),
    MergeField("property", "The name of the property", "Elm Court"),
    MergeField("property_address", "The address of the property", "12 Elm Street, Springfield, IL 62701"),
    MergeField("unit", "The name of the unit", "4B"),
    MergeField("lease_ends_on", "The last day of the lease", "Mar 1, 2026"),
    MergeField("lease_ends_in", "How far off the end of the lease is, in words", "in 45 days"),
    MergeField("balance", "What the household owes in all", "$1,250.00"),
    MergeField("late_amount", "What of it is past due", "$1,250.00"),
    MergeField("days_late", "For how many days the oldest charge has been past due", "14"),
    MergeField(
        "open_charges",
        "What is past due, one row for each charge: due, what, open",
        columns=("due", "what", "open"),
        rows=(
            {"due": "Jan 1, 2026", "what": "Rent", "open": "$1,200.00"},
            {"due": "Jan 6, 2026", "what": "Late fee", "open": "$50.00"},
        ),
    ),
)

FIELDS: Mapping[TemplatePurpose, tuple[MergeField, ...]] = {
    TemplatePurpose.REMINDER_TO_STAFF: (*_OFFICE, *_DATE, *_STAFF),
    TemplatePurpose.REMINDER_TO_TENANT: (*_OFFICE, *_DATE),
    TemplatePurpose.REMINDER_TO_OWNER: (*_OFFICE, *_DATE),
    TemplatePurpose.REMINDER_TO_VENDOR: (*_OFFICE, *_DATE),
    TemplatePurpose.BULK_MAIL: (*_OFFICE, *_HOUSEHOLD),
}


def fields_of(purpose: TemplatePurpose) -> dict[str, MergeField]:
    """Return the fields that templates of this purpose may use, by name, in the order they are offered."""
    return {one.name: one for one in FIELDS[purpose]}


def completed(purpose: TemplatePurpose, values: Mapping[str, Any]) -> dict[str, str | Sequence[Row]]:
    """Return a value for every field of the purpose: those given, empty where none is; others are left out."""
    return {one.name: values.get(one.name) or (() if one.is_list else "") for one in FIELDS[purpose]}


def sample_values(purpose: TemplatePurpose) -> dict[str, str | Sequence[Row]]:
    """Return an invented value for every field, for a preview without a record."""
    return {one.name: one.sample for one in FIELDS[purpose]}
