"""Lists of documents: narrowed, sorted, in pages, within scope; those of a thing; those that expire."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from pm_app.access.rules import Actor
from pm_app.documents.actions.changing import archive_document
from pm_app.documents.actions.keeping import hold_document
from pm_app.documents.enums import DocumentKind, DocumentState, ReadingOutcome
from pm_app.documents.queries.counting import document_counts_of
from pm_app.documents.queries.rows import (
    DocumentFilter,
    document_rows,
    documents_of,
)
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document, StoredFile
from pm_app.kernel.listing import Listing
from tests.conftest import NOON
from tests.factories.documents import a_content, a_document
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit

TODAY = date(2026, 1, 15)


def titles(session: Session, actor: Actor, narrowed: DocumentFilter | None = None, **listing: object) -> list[str]:
    found = document_rows(
        session,
        actor,
        listing=Listing(**listing),  # pyright: ignore[reportArgumentType]
        today=TODAY,
        narrowed=narrowed or DocumentFilter(),
    )
    assert found.total >= len(found.rows)
    return [row.title for row in found.rows]


def in_every_state(session: Session, manager: Actor) -> None:
    kind = DocumentKind.WARRANTY  # expiring from 60 days before
    here = LinkTarget(property_id=a_property(session).id)
    for title, days in (("expired", -1), ("expiring today", 0), ("expiring", 60), ("valid", 61)):
        a_document(session, here, title=title, kind=kind, valid_through=TODAY + timedelta(days=days))
    a_document(session, here, title="lasting", kind=kind)
    a_document(session, here, title="future", kind=kind, valid_from=TODAY + timedelta(days=1))
    old = a_document(session, title="superseded", valid_through=TODAY)
    a_document(session, here, title="successor", kind=kind, replaces_id=old)
    a_document(session, title="unreviewed")
    a_document(session, title="unreviewed future", valid_from=TODAY + timedelta(days=1))
    a_document(session, title="unreviewed valid", kind=kind, valid_through=TODAY + timedelta(days=61))
    a_document(session, title="unreviewed expired", valid_through=TODAY - timedelta(days=1))
    archive_document(session, manager, document_id=a_document(session, title="archived"), now=NOON)
    session.get_one(Document, a_document(session, title="trashed")).trashed_at = NOON


def test_the_database_and_the_rule_agree_on_every_state(session: Session, manager: Actor):
    in_every_state(session, manager)

    told = {state: titles(session, manager, DocumentFilter(state=state)) for state in DocumentState}

    assert {state: sorted(names) for state, names in told.items()} == {
        DocumentState.EXPIRED: ["expired", "unreviewed expired"],
        DocumentState.EXPIRING: ["expiring", "expiring today"],
        DocumentState.VALID: ["valid"],
        DocumentState.NO_EXPIRATION: ["lasting", "successor"],
        DocumentState.NOT_YET_VALID: ["future"],
        DocumentState.SUPERSEDED: ["superseded"],
        DocumentState.ARCHIVED: ["archived"],
        DocumentState.IN_TRASH: ["trashed"],
        DocumentState.NEEDS_REVIEW: ["unreviewed", "unreviewed future", "unreviewed valid"],
    }
    for state in DocumentState:
        rows = document_rows(
            session, manager, listing=Listing(), today=TODAY, narrowed=DocumentFilter(state=state)
        ).rows
        assert {row.state for row in rows} == {state}
    counts = document_counts_of(session, manager, today=TODAY, narrowed=DocumentFilter())
    assert counts.by_choice["state"][DocumentState.EXPIRING] == 2


def test_archived_documents_are_not_in_the_list(session: Session, manager: Actor):
    in_every_state(session, manager)

    assert not {"archived", "trashed"} & set(titles(session, manager))


def test_lists_are_sorted_as_asked(session: Session, manager: Actor):
    a_document(session, title="b", valid_through=date(2026, 2, 1))
    a_document(session, title="A")
    a_document(session, title="c", valid_through=date(2026, 1, 20))

    assert titles(session, manager, sort="title") == ["A", "b", "c"]
    assert titles(session, manager, sort="title", descending=True) == ["c", "b", "A"]
    assert titles(session, manager, sort="valid_through") == ["c", "b", "A"]
    assert titles(session, manager, sort="no such column") == ["c", "A", "b"]


def test_a_list_comes_in_pages(session: Session, manager: Actor):
    for number in range(27):
        a_document(session, title=f"{number:02}")

    assert titles(session, manager, sort="title", size=25, page=2) == ["25", "26"]


@pytest.mark.parametrize("text", ["brightw", "COI_0017", "plumbing"])
def test_titles_file_names_and_tags_are_searched(session: Session, manager: Actor, text: str):
    a_document(session, title="Brightwater certificate", filename="coi_0017.pdf", tags=("plumbing",))
    a_document(session, title="Another")

    assert titles(session, manager, search=text) == ["Brightwater certificate"]


@pytest.mark.parametrize("text", ["'\";--%_\\\x00", "x" * 100_000, "%", "_"])
def test_any_text_may_be_searched_for(session: Session, manager: Actor, text: str):
    a_document(session, title="Lease")

    assert titles(session, manager, search=text) == []


@pytest.mark.parametrize("text", ["\ud800", "\x00", "  "])
def test_nothing_that_can_be_searched_for_narrows_nothing(session: Session, manager: Actor, text: str):
    a_document(session, title="Lease")

    assert titles(session, manager, search=text) == ["Lease"]


def test_lists_are_narrowed_by_kind_tag_property_reading_and_day(session: Session, manager: Actor):
    unit = a_unit(session)
    a_document(
        session,
        LinkTarget(unit_id=unit.id),
        title="this",
        kind=DocumentKind.PERMIT,
        tags=("roof",),
        valid_through=date(2026, 2, 1),
        pages=("text",),
    )
    a_document(session, title="other", valid_through=date(2026, 2, 2))

    for narrowed in (
        DocumentFilter(kind=DocumentKind.PERMIT),
        DocumentFilter(tag="ROOF"),
        DocumentFilter(property_id=unit.property_id),
        DocumentFilter(outcome=ReadingOutcome.READ),
        DocumentFilter(expiring_through=date(2026, 2, 1)),
    ):
        assert titles(session, manager, narrowed) == ["this"]


def test_lists_show_what_is_within_scope_and_what_belongs_to_nothing(session: Session, manager: Actor):
    mine, other = a_property(session), a_property(session)
    a_document(session, LinkTarget(property_id=mine.id), title="mine")
    a_document(session, LinkTarget(property_id=other.id), title="theirs")
    a_document(session, LinkTarget(person_id=a_person(session).id), title="a vendor's")
    scoped = replace(manager, property_ids=frozenset({mine.id}))

    assert sorted(titles(session, scoped)) == ["a vendor's", "mine"]


def test_a_property_has_the_documents_of_its_units_and_households(session: Session, manager: Actor):
    tenant = a_person(session)
    tenancy = a_tenancy(session, tenant=tenant)
    a_document(session, LinkTarget(property_id=tenancy.property_id), title="of the property")
    a_document(session, LinkTarget(unit_id=tenancy.unit_id), title="of the unit")
    a_document(session, LinkTarget(tenancy_id=tenancy.id), title="of the household", valid_through=TODAY)
    a_document(session, LinkTarget(person_id=tenant.id), title="of the tenant")
    a_document(session, LinkTarget(property_id=a_property(session).id), title="of others")

    def of(**thing: object) -> set[str]:
        rows = documents_of(session, manager, today=TODAY, **thing)  # pyright: ignore[reportArgumentType]
        return {row.title.removeprefix("of the ") for row in rows}

    assert of(property_id=tenancy.property_id) == {"property", "unit", "household"}
    assert of(unit_id=tenancy.unit_id) == {"unit", "household"}
    assert of(tenancy_id=tenancy.id) == {"household"}
    assert of(person_id=tenant.id) == {"household", "tenant"}


def test_a_longer_list_takes_no_more_queries(session: Session, manager: Actor):
    def queries() -> int:
        asked: list[str] = []
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda c, cur, statement, *_: asked.append(statement))
        assert document_rows(session, manager, listing=Listing(), today=TODAY).rows
        return len(asked)

    building = a_property(session)
    a_document(session, LinkTarget(property_id=building.id))
    session.expire_all()
    one = queries()
    a_document(session, LinkTarget(property_id=building.id))
    a_document(session, LinkTarget(property_id=building.id))
    session.expire_all()

    assert queries() == one


def test_a_row_names_the_content_whose_first_page_has_a_picture(session: Session, manager: Actor):
    content = a_content()
    a_document(session, title="With", content=content)
    a_document(session, title="Without")
    session.exec(select(StoredFile).where(StoredFile.sha256 == content)).one().thumbnail_at = NOON

    rows = document_rows(session, manager, listing=Listing(), today=TODAY).rows

    assert {row.title: row.thumbnail for row in rows} == {"With": content[:16], "Without": ""}


def test_lists_tell_what_may_be_destroyed_and_what_is_held(session: Session, manager: Actor):
    here = LinkTarget(property_id=a_property(session).id)
    long_ago = date(2020, 1, 1)
    a_document(session, here, title="old", kind=DocumentKind.WARRANTY, valid_through=long_ago)
    away = a_document(session, here, title="old and put away", kind=DocumentKind.WARRANTY, valid_through=long_ago)
    archive_document(session, manager, document_id=away, now=NOON)
    held = a_document(session, here, title="old and held", kind=DocumentKind.WARRANTY, valid_through=long_ago)
    hold_document(session, manager, document_id=held, version=1, reason="Case", now=NOON)
    a_document(session, here, title="recent", kind=DocumentKind.WARRANTY, valid_through=TODAY)

    assert sorted(titles(session, manager, DocumentFilter(may_go=True))) == ["old", "old and put away"]
    assert titles(session, manager, DocumentFilter(held=True)) == ["old and held"]
    archived = DocumentFilter(may_go=True, state=DocumentState.ARCHIVED)
    assert titles(session, manager, archived) == ["old and put away"]


def test_a_row_tells_the_days_nothing_was_valid_before_it(session: Session, manager: Actor):
    first = a_document(session, title="first", valid_through=date(2025, 1, 10))
    a_document(session, title="second", valid_from=date(2025, 1, 20), replaces_id=first)

    rows = document_rows(session, manager, listing=Listing(), today=TODAY).rows

    assert {row.title: row.gap_days for row in rows} == {"first": 0, "second": 9}
