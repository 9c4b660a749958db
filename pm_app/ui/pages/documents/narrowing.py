"""What the list of documents, or what a search found, can be narrowed to: every choice with how many it would show."""

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.queries.choosing import NamedThing, choices_named, chosen_names
from pm_app.documents.queries.counting import document_counts_of
from pm_app.documents.queries.fields import document_fields
from pm_app.documents.queries.narrowing import DocumentFilter
from pm_app.documents.queries.rows import properties_with_documents
from pm_app.documents.queries.seeking import Among, found_among
from pm_app.kernel.listing import search_text
from pm_app.runtime import run, services
from pm_app.ui.format import count
from pm_app.ui.pages.documents.asked import (
    DUE,
    ENDS,
    KEEPING,
    KINDS,
    SOURCES,
    TABS,
    counted_choices,
    named_choices,
    narrowed_by,
    own_field_choices,
    tag_choices,
)
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.session import signed_in

_POOR = Choice("1", "Poor scans")


class NarrowingState(rx.State):
    """The choices of every filter; those of units, households and people once somebody looks for one."""

    sees_leases: bool = False
    sees_people: bool = False
    counts: dict[str, str] = {state.value: "" for state in TABS}
    kinds: list[Choice] = KINDS
    properties: list[Choice] = []
    tags: list[Choice] = []
    due: list[Choice] = DUE
    ends: list[Choice] = ENDS
    sources: list[Choice] = SOURCES
    keeping: list[Choice] = KEEPING
    own_fields: list[Choice] = []
    has_own_fields: bool = False
    poor_scans: str = _POOR.label
    units: list[Choice] = []
    households: list[Choice] = []
    people: list[Choice] = []
    unit: str = ""
    household: str = ""
    person: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        self.sees_leases, self.sees_people = actor.may(Permission.VIEW_LEASES), actor.may(Permission.VIEW_PEOPLE)
        narrowed, among = await _asked(self, actor)
        names = await run(actor, chosen_names, narrowed=narrowed)
        self.unit, self.household, self.person = names.unit, names.household, names.person
        await _count(self, actor, narrowed, among)

    @rx.event
    async def search_units(self, text: str):
        actor = await signed_in(self)
        self.units = await _named(self, actor, NamedThing.UNIT, text)

    @rx.event
    async def search_households(self, text: str):
        actor = await signed_in(self)
        self.households = await _named(self, actor, NamedThing.HOUSEHOLD, text)

    @rx.event
    async def search_people(self, text: str):
        actor = await signed_in(self)
        self.people = await _named(self, actor, NamedThing.PERSON, text)


async def _asked(state: NarrowingState, actor: Actor) -> tuple[DocumentFilter, Among | None]:
    """Return the filter of the address, and what its words find."""
    query, today = query_of(state), services().clock.today()
    narrowed = narrowed_by(query, today)
    return narrowed, await run(actor, found_among, text=query.get("q", ""), today=today, narrowed=narrowed)


async def _count(state: NarrowingState, actor: Actor, narrowed: DocumentFilter, among: Among | None) -> None:
    found = await run(
        actor,
        document_counts_of,
        today=services().clock.today(),
        narrowed=narrowed,
        among=among.ids if among else None,
    )
    more, by = _more(among), found.by_choice
    state.counts = {each.value: f"{count(by['state'].get(each.value, 0))}{more}" for each in TABS}
    state.kinds = counted_choices(KINDS, by["kind"], more=more)
    state.due = counted_choices(DUE, by["due"], more=more)
    state.ends = counted_choices(ENDS, by["expires"], more=more)
    state.sources = counted_choices(SOURCES, by["source"], more=more)
    state.keeping = counted_choices(KEEPING, by["keeping"], more=more)
    state.poor_scans = counted_choices([_POOR], by["poorly_read"], more=more)[0].label
    state.tags = tag_choices(found.tags, narrowed.tag, more=more)
    named = [Choice(str(key), name) for key, name in await run(actor, properties_with_documents)]
    by_property = {str(key): number for key, number in found.properties.items()}
    state.properties = counted_choices(named, by_property, more=more)
    fields = await run(actor, document_fields)
    state.own_fields = own_field_choices(fields, found.own_fields, more=more)
    state.has_own_fields = bool(state.own_fields) or bool(narrowed.own_field)


async def _named(state: NarrowingState, actor: Actor, thing: NamedThing, text: str) -> list[Choice]:
    narrowed, among = await _asked(state, actor)
    found = await run(
        actor,
        choices_named,
        thing=thing,
        typed=search_text(str(text)),
        today=services().clock.today(),
        narrowed=narrowed,
        among=among.ids if among else None,
    )
    return named_choices(found, more=_more(among))


def _more(among: Among | None) -> str:
    return "+" if among and among.is_capped else ""
