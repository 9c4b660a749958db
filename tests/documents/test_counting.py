"""Every choice of a filter says how many documents it would show: as many as the list, or the search, then shows."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from pm_app.access.enums import Permission, Role
from pm_app.access.rules import GRANTS, SCHEDULER, Actor
from pm_app.documents.actions.fields import add_field
from pm_app.documents.actions.reading import record_text
from pm_app.documents.enums import DocumentKind, DocumentSource, DocumentState, FieldKind, ReadingMethod, ReadingOutcome
from pm_app.documents.queries.counting import DocumentCounts, document_counts_of
from pm_app.documents.queries.details import document_details
from pm_app.documents.queries.fields import document_fields
from pm_app.documents.queries.narrowing import EVERYTHING, DocumentFilter
from pm_app.documents.queries.rows import document_count
from pm_app.documents.queries.search import search_documents
from pm_app.documents.queries.seeking import found_among
from pm_app.documents.rules.counting import Cell, Due, Keeping, Picked, counted
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.texts import FileText, PageText
from pm_app.documents.tables.documents import Document
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.tables import Property
from tests.conftest import NOON
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.portfolio import a_property

TODAY = date(2026, 1, 15)
SOON = date(2026, 2, 14)
DUE = {Due.NOW: {"expiring_through": SOON}, Due.SOON: {"expiring_through": SOON, "expiring_from": TODAY}}
KEEPING = {Keeping.MAY_GO: {"may_go": True, "held": False}, Keeping.HELD: {"held": True, "may_go": False}}


@pytest.fixture
def tenancy(session: Session, manager: Actor) -> Tenancy:
    """A dozen documents of one household and its property that differ in all a filter chooses by."""
    tenancy = a_tenancy(session, name="Castellano household")
    here, there = LinkTarget(property_id=tenancy.property_id), LinkTarget(property_id=a_property(session).id)
    way = {"field_kind": FieldKind.CHOICE, "kinds": (), "choices": ("Acme", "Beta")}
    field = add_field(session, manager, name="Carrier", now=NOON, **way)
    key = next(one.key for one in document_fields(session, manager) if one.field_id == field)
    old = a_document(session, here, title="Boiler permit", kind=DocumentKind.PERMIT, valid_through=date(2025, 1, 1))
    made = [
        old,
        a_document(session, here, title="Boiler permit 2", kind=DocumentKind.PERMIT, tags=("new",), replaces_id=old),
        a_document(session, there, here, title="Boiler policy", valid_through=date(2026, 2, 14), tags=("new", "paid")),
        a_document(session, there, title="Boiler policy 2", valid_through=date(2026, 1, 14)),
        a_document(session, LinkTarget(tenancy_id=tenancy.id), title="Boiler complaint", valid_through=SOON),
        a_document(session, title="Boiler scan"),
        a_document(session, here, title="Boiler invoice", kind=DocumentKind.INVOICE, tags=("paid",)),
        a_document(session, here, title="Boiler letter", kind=DocumentKind.NOTICE, valid_through=date(2030, 1, 1)),
        a_document(session, there, title="Boiler bin"),
    ]
    documents = [session.get_one(Document, document_id) for document_id in made]
    for document in documents[:4]:
        document.reviewed_at = NOON
        document.fields = {key: "Acme"}
    documents[4].fields = {key: "Beta"}
    documents[3].archived_at, documents[8].trashed_at = NOON, NOON
    documents[6].source, documents[6].retention_until_by_hand = DocumentSource.MAILBOX, date(2025, 1, 1)
    documents[7].legal_hold_at, documents[7].legal_hold_reason = NOON, "Suit"
    documents[3].retention_until_by_hand = date(2025, 1, 1)
    edition = document_details(session, manager, document_id=made[5], today=TODAY).current.document_version_id
    text = FileText(ReadingOutcome.READ, "", 1, (PageText(1, "b0iler", ReadingMethod.OCR, 20),))
    record_text(session, SCHEDULER, document_version_id=edition, text=text, now=NOON)
    session.flush()
    return tenancy


def choices(found: DocumentCounts) -> list[tuple[dict[str, Any], int]]:
    """Every choice there is as what it changes of a filter, with what is counted for it."""
    by, told = found.by_choice, list[tuple[dict[str, Any], int]]()
    told += [({"kind": kind}, by["kind"].get(kind, 0)) for kind in DocumentKind]
    told += [({"state": state}, by["state"].get(state, 0)) for state in DocumentState]
    told += [({"source": source}, by["source"].get(source, 0)) for source in DocumentSource]
    told += [({"expires": yes}, by["expires"].get(word, 0)) for word, yes in (("1", True), ("0", False))]
    told += [
        ({"expiring_from": None, "expiring_through": None} | days, by["due"].get(due, 0)) for due, days in DUE.items()
    ]
    told += [(way, by["keeping"].get(keeping, 0)) for keeping, way in KEEPING.items()]
    told += [({"poorly_read": True}, by["poorly_read"].get("1", 0))]
    told += [({"tag": tag}, found.tags.get(tag, 0)) for tag in ("new", "paid", "none")]
    told += [({"property_id": key}, number) for key, number in found.properties.items()]
    told += [({"own_field": key, "own_value": value}, number) for (key, value), number in found.own_fields.items()]
    return told


CHOSEN = [
    pytest.param({}, id="nothing"),
    pytest.param({"kind": DocumentKind.PERMIT}, id="a kind"),
    pytest.param({"state": DocumentState.ARCHIVED}, id="put away"),
    pytest.param({"state": DocumentState.IN_TRASH}, id="in the trash"),
    pytest.param({"may_go": True}, id="may be destroyed"),
    pytest.param({"held": True, "kind": DocumentKind.NOTICE}, id="held notices"),
    pytest.param(DUE[Due.NOW], id="due"),
    pytest.param(DUE[Due.SOON] | {"expires": True}, id="due soon, expires"),
    pytest.param({"expiring_from": date(2026, 1, 1)}, id="days nobody can choose"),
    pytest.param({"poorly_read": True, "source": DocumentSource.UPLOAD}, id="poor scans"),
    pytest.param({"tag": "paid", "expires": False}, id="a tag, no expiration"),
]


@pytest.mark.parametrize("changes", CHOSEN)
@pytest.mark.usefixtures("tenancy")
def test_a_choice_shows_as_many_as_it_says(session: Session, manager: Actor, changes: dict[str, Any]):
    narrowed = replace(EVERYTHING, **changes)

    found = document_counts_of(session, manager, today=TODAY, narrowed=narrowed)

    shown = [
        document_count(session, manager, today=TODAY, narrowed=replace(narrowed, **one)) for one, _ in choices(found)
    ]
    assert [number for _, number in choices(found)] == shown
    assert sum(shown) > 0


@pytest.mark.parametrize("changes", [{}, {"kind": DocumentKind.PERMIT}, {"tag": "new"}])
@pytest.mark.usefixtures("tenancy")
def test_among_what_a_search_found_too(session: Session, manager: Actor, changes: dict[str, Any]):
    narrowed = replace(EVERYTHING, **changes)
    among = found_among(session, manager, text="permit OR policy", today=TODAY, narrowed=narrowed)
    assert among is not None

    found = document_counts_of(session, manager, today=TODAY, narrowed=narrowed, among=among.ids)

    def total(one: dict[str, Any]) -> int:
        wanted = replace(narrowed, **one)
        return search_documents(session, manager, text="permit OR policy", today=TODAY, narrowed=wanted).total

    assert [number for _, number in choices(found)] == [total(one) for one, _ in choices(found)]
    assert found.by_choice["state"].get(DocumentState.IN_TRASH, 0) == 0


def test_an_own_field_is_counted_by_what_it_says(session: Session, manager: Actor, tenancy: Tenancy):
    found = document_counts_of(session, manager, today=TODAY, narrowed=DocumentFilter(property_id=tenancy.property_id))

    assert found.own_fields == {("carrier", "Acme"): 3, ("carrier", "Beta"): 1}
    assert session.get_one(Property, tenancy.property_id).id in found.properties


@pytest.mark.usefixtures("tenancy")
def test_only_what_a_person_may_see_is_counted(session: Session, manager: Actor, tenancy: Tenancy):
    scoped = replace(manager, property_ids=frozenset({tenancy.property_id}))
    worker = replace(scoped, user_id=None, permissions=GRANTS[Role.MAINTENANCE])

    by_scope = document_counts_of(session, scoped, today=TODAY, narrowed=EVERYTHING)
    by_role = document_counts_of(session, worker, today=TODAY, narrowed=EVERYTHING)

    assert set(by_scope.properties) == {tenancy.property_id}
    assert sum(by_scope.by_choice["kind"].values()) == 6
    assert sum(by_role.by_choice["kind"].values()) == 5
    assert DocumentState.IN_TRASH not in by_role.by_choice["state"]


def test_nothing_asked_for_is_among_nothing(session: Session, manager: Actor):
    assert found_among(session, manager, text=" ", today=TODAY, narrowed=EVERYTHING) is None
    nobody = replace(manager, permissions=frozenset(Permission) - {Permission.VIEW_DOCUMENTS})
    with pytest.raises(Exception, match="does not allow"):
        document_counts_of(session, nobody, today=TODAY, narrowed=EVERYTHING)


def test_a_choice_is_counted_as_if_nothing_were_chosen_in_it():
    def cell(kind: DocumentKind, state: DocumentState, *keeping: Keeping, count: int) -> Cell:
        return Cell(kind, state, DocumentSource.UPLOAD, False, (), keeping, False, count)

    cells = [
        cell(DocumentKind.PERMIT, DocumentState.VALID, count=3),
        cell(DocumentKind.INVOICE, DocumentState.VALID, Keeping.MAY_GO, count=5),
        cell(DocumentKind.INVOICE, DocumentState.ARCHIVED, Keeping.MAY_GO, count=7),
        cell(DocumentKind.INVOICE, DocumentState.IN_TRASH, Keeping.MAY_GO, count=11),
    ]

    plain = counted(cells, Picked(kind=DocumentKind.PERMIT))
    going = counted(cells, Picked(keeping=Keeping.MAY_GO))

    assert (plain["kind"], plain["state"]) == ({"permit": 3, "invoice": 5}, {"valid": 3})
    assert counted(cells, Picked())["keeping"] == {"go": 12}
    assert (going["kind"], going["state"]) == ({"invoice": 12}, {"valid": 5, "archived": 7, "in the trash": 11})
