"""What stands above and beside the tabs of a person: name, roles, the ways to reach them."""

from dataclasses import dataclass

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.kernel.errors import NotFound
from pm_app.people.enums import ContactKind, PersonKind
from pm_app.people.queries import PersonDetails, person_details
from pm_app.people.rules import Contact
from pm_app.runtime import run
from pm_app.ui import paths
from pm_app.ui.format import day
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.badge import tag
from pm_app.ui.parts.facts import fact, facts
from pm_app.ui.session import query, route_id, signed_in

TABS = ("communication", "documents", "history")


@dataclass
class WayLine:
    """One way to reach somebody, as text; `href` is empty for a postal address."""

    label: str
    value: str
    href: str
    note: str


class PersonState(rx.State):
    """The head and the facts of a person."""

    loaded: bool = False
    missing: bool = False
    tab: str = ""
    name: str = ""
    kind: str = ""
    roles: list[str] = []
    archived: bool = False
    may_change: bool = False
    letter_path: str = ""
    sees_leases: bool = False
    sees_places: bool = False
    sees_papers: bool = False
    sees_history: bool = False
    ways: list[WayLine] = []
    since: str = ""
    notes: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        found_id, asked = route_id(self, "person_id"), query(self, "tab")
        try:
            person = await run(actor, person_details, person_id=found_id)
        except NotFound:
            self.missing, self.loaded = True, True
            return
        self.tab = asked if asked in TABS else ""
        self.may_change = actor.may(Permission.CHANGE_PEOPLE)
        self.letter_path = paths.new_letter_path(person_id=found_id)
        self.sees_leases = actor.may(Permission.VIEW_LEASES)
        self.sees_places = actor.may(Permission.VIEW_PORTFOLIO)
        self.sees_papers = actor.may(Permission.VIEW_DOCUMENTS)
        self.sees_history = actor.may(Permission.VIEW_HISTORY)
        _show(self, person)
        self.missing, self.loaded = False, True


def _show(state: PersonState, person: PersonDetails) -> None:
    state.name = person.name
    state.kind = "Organization" if person.kind == PersonKind.ORGANIZATION else "Person"
    state.roles = [role.value.capitalize() for role in person.roles]
    state.archived = person.archived_at is not None
    state.ways = [_way(contact) for contact in person.contacts]
    state.since, state.notes = day(person.created_at.date()), person.notes


def _way(contact: Contact) -> WayLine:
    words = {ContactKind.EMAIL: "E-mail", ContactKind.PHONE: "Phone", ContactKind.ADDRESS: "Address"}
    schemes = {ContactKind.EMAIL: "mailto:", ContactKind.PHONE: "tel:"}
    scheme = schemes.get(contact.kind, "")
    return WayLine(words[contact.kind], contact.value, f"{scheme}{contact.value}" if scheme else "", contact.label)


def aside() -> rx.Component:
    """The ways to reach the person, and the other facts."""
    s = PersonState
    return rx.el.aside(
        facts(
            rx.foreach(s.ways, _way_line),
            rx.cond(is_empty(s.ways), fact("Contact", rx.el.span("None on file", class_name="pd-muted"))),
            fact("Kind", s.kind),
            fact("Since", s.since),
            fact("Notes", rx.el.span(s.notes, class_name="pd-prewrap"), shown=s.notes != ""),
        ),
        aria_label="Facts",
    )


def role_tags() -> rx.Component:
    """The roles, each as a tag."""
    return rx.fragment(rx.foreach(PersonState.roles, tag))


def _way_line(line: WayLine) -> rx.Component:
    shown = rx.cond(line.href != "", rx.el.a(line.value, href=line.href, class_name="pd-link"), rx.el.span(line.value))
    return fact(line.label, shown, rx.cond(line.note != "", rx.el.span(" ", line.note, class_name="pd-muted")))
