"""Changing a document, its editions, what it belongs to; putting it away. Each refusal, and for whom."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import CONSOLE, SCHEDULER, Actor
from pm_app.documents.actions.changing import archive_document, change_document, restore_document
from pm_app.documents.actions.filing import add_version
from pm_app.documents.actions.linking import AlreadyReplaced, link_document, unlink_document
from pm_app.documents.actions.reading import read_again, record_text
from pm_app.documents.enums import DocumentKind, DocumentState, ReadingMethod, ReadingOutcome
from pm_app.documents.queries.details import document_details, document_file, page_texts, unread_file
from pm_app.documents.queries.search import search_documents
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.standing import ValidityOutOfOrder
from pm_app.documents.rules.texts import FileText, PageText
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_content, a_document
from tests.factories.leasing import a_tenancy
from tests.factories.portfolio import a_property
from tests.fakes import read_text

TODAY = date(2026, 1, 15)


def details(session: Session, document_id: UUID):
    return document_details(session, CONSOLE, document_id=document_id, today=TODAY)


def changed(session: Session, actor: Actor, document_id: UUID, **more: Any) -> None:
    given: dict[str, Any] = {
        "version": details(session, document_id).version,
        "title": "Roof warranty",
        "kind": DocumentKind.WARRANTY,
        "tags": [],
        "notes": "",
        "valid_from": None,
        "valid_through": None,
        "replaces_id": None,
        "now": NOON,
    }
    change_document(session, actor, document_id=document_id, **given | more)


def new_edition(session: Session, actor: Actor, document_id: UUID, **more: Any) -> int:
    given: dict[str, Any] = {
        "sha256": a_content(),
        "size_bytes": 5,
        "media_type": "application/pdf",
        "filename": "signed.pdf",
        "version": details(session, document_id).version,
        "now": NOON,
    }
    return add_version(session, actor, document_id=document_id, **given | more)


def test_a_change_is_kept_and_told_with_before_and_after(session: Session, manager: Actor):
    document_id = a_document(session, title="Scan 12")

    changed(session, manager, document_id, valid_through=date(2026, 3, 31), tags=["Roof"])

    told = details(session, document_id)
    assert (told.title, told.kind, told.tags, told.version) == ("Roof warranty", DocumentKind.WARRANTY, ("roof",), 2)
    assert told.valid_through == date(2026, 3, 31)
    entry = history_of(session, manager, about_id=document_id)[0]
    assert entry.details["title"] == ["Scan 12", "Roof warranty"]


def test_a_stale_form_is_refused(session: Session, manager: Actor):
    document_id = a_document(session)
    changed(session, manager, document_id)

    with pytest.raises(Stale, match="Somebody else changed"):
        changed(session, manager, document_id, version=1)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"title": "  "}, Refused),
        ({"valid_from": date(2026, 5, 1), "valid_through": date(2026, 4, 30)}, ValidityOutOfOrder),
        ({"replaces_id": uuid4()}, NotFound),
    ],
    ids=["no title", "wrong order", "replaces nothing"],
)
def test_a_change_that_makes_no_sense_is_refused(
    session: Session, manager: Actor, given: dict[str, Any], refusal: type[Refused]
):
    with pytest.raises(refusal):
        changed(session, manager, a_document(session), **given)


def test_a_replaced_document_is_superseded_until_its_successor_is_archived(session: Session, manager: Actor):
    old = a_document(session, valid_through=date(2026, 1, 1))
    new = a_document(session, replaces_id=old, title="Renewed")

    assert details(session, old).state == DocumentState.SUPERSEDED
    assert getattr(details(session, old).replaced_by, "title", "") == "Renewed"

    archive_document(session, manager, document_id=new, now=NOON)
    assert details(session, old).state == DocumentState.EXPIRED


def test_a_document_is_replaced_once_and_never_by_itself(session: Session, manager: Actor):
    old, other = a_document(session), a_document(session)
    new = a_document(session, replaces_id=old)

    for document_id, replaces_id in ((other, old), (old, old), (old, new)):
        with pytest.raises(AlreadyReplaced):
            changed(session, manager, document_id, replaces_id=replaces_id)


def test_a_new_edition_takes_the_place_of_the_one_before(session: Session, manager: Actor):
    document_id = a_document(session, pages=("Draft of the agreement",))

    number = new_edition(session, manager, document_id)

    told = details(session, document_id)
    assert [(v.number, v.is_current) for v in told.versions] == [(2, True), (1, False)]
    assert (number, told.current.filename, told.current.outcome) == (2, "signed.pdf", None)
    assert page_texts(session, manager, document_id=document_id) == []
    assert search_documents(session, manager, text="draft agreement", today=TODAY).rows == []
    assert document_file(session, manager, document_id=document_id, number=1).filename != "signed.pdf"


def test_an_edition_needs_a_new_file_and_a_fresh_page(session: Session, manager: Actor):
    content = a_content()
    document_id = a_document(session, content=content)

    with pytest.raises(Refused, match="already has"):
        new_edition(session, manager, document_id, sha256=content)
    with pytest.raises(Stale):
        new_edition(session, manager, document_id, version=9)


def test_text_of_an_older_edition_comes_too_late(session: Session, manager: Actor):
    document_id = a_document(session)
    first = details(session, document_id).current.document_version_id
    new_edition(session, manager, document_id)

    record_text(session, SCHEDULER, document_version_id=first, text=read_text("Outdated"), now=NOON)

    assert page_texts(session, manager, document_id=document_id) == []
    assert details(session, document_id).versions[1].outcome == ReadingOutcome.READ


def test_text_is_kept_without_what_no_database_takes(session: Session, manager: Actor):
    document_id = a_document(session, pages=("roof\x00 \ud800leaks",))

    (page,) = page_texts(session, manager, document_id=document_id)

    assert page.body == "roof leaks"
    assert [hit.page for hit in search_documents(session, manager, text="leaks", today=TODAY).rows] == [1]


def test_a_second_reading_replaces_the_first(session: Session, manager: Actor):
    document_id = a_document(session, pages=("one", "two"))
    edition = details(session, document_id).current.document_version_id
    part = FileText(ReadingOutcome.READ_IN_PART, "Page 2 is damaged.", 2, (PageText(1, "1", ReadingMethod.OCR, 90),))

    record_text(session, SCHEDULER, document_version_id=edition, text=part, now=NOON)

    assert [page.body for page in page_texts(session, manager, document_id=document_id)] == ["1"]
    current = details(session, document_id).current
    assert (current.outcome, current.outcome_reason, current.page_count) == (
        ReadingOutcome.READ_IN_PART,
        "Page 2 is damaged.",
        2,
    )


def test_pages_are_given_in_part_where_only_some_are_asked_for(session: Session, manager: Actor):
    document_id = a_document(session, pages=("one", "two", "three"))

    pages = page_texts(session, manager, document_id=document_id, first=2, last=2)

    assert [page.body for page in pages] == ["two"]


def test_a_read_document_waits_for_nothing_until_it_is_to_be_read_again(session: Session, manager: Actor):
    document_id = a_document(session, pages=("one",))
    edition = details(session, document_id).current.document_version_id
    assert unread_file(session, SCHEDULER, document_version_id=edition) is None

    read_again(session, manager, document_id=document_id, now=NOON)

    assert unread_file(session, SCHEDULER, document_version_id=edition) is not None


def test_only_the_office_itself_records_what_was_read(session: Session):
    document_id = a_document(session)
    edition = details(session, document_id).current.document_version_id

    with pytest.raises(NotAllowed):
        record_text(session, an_actor(session, Role.LEASING), document_version_id=edition, text=read_text(), now=NOON)


def test_linking_twice_says_it_once(session: Session, manager: Actor):
    tenancy = a_tenancy(session, name="Castellano")
    document_id = a_document(session)

    for _ in range(2):
        link_document(session, manager, document_id=document_id, target=LinkTarget(tenancy_id=tenancy.id), now=NOON)

    assert [link.name for link in details(session, document_id).links] == ["Castellano"]


def test_a_link_is_taken_away_once(session: Session, manager: Actor):
    document_id = a_document(session, LinkTarget(property_id=a_property(session).id))
    (link,) = details(session, document_id).links

    unlink_document(session, manager, document_id=document_id, document_link_id=link.document_link_id, now=NOON)

    assert details(session, document_id).links == ()
    with pytest.raises(NotFound, match="any more"):
        unlink_document(session, manager, document_id=document_id, document_link_id=link.document_link_id, now=NOON)


def test_a_link_out_of_scope_cannot_be_taken_away(session: Session, manager: Actor):
    mine, other = a_property(session), a_property(session)
    document_id = a_document(session, LinkTarget(property_id=mine.id), LinkTarget(property_id=other.id))
    theirs = next(link for link in details(session, document_id).links if link.property_id == other.id)
    scoped = replace(manager, property_ids=frozenset({mine.id}))

    with pytest.raises(NotFound):
        unlink_document(session, scoped, document_id=document_id, document_link_id=theirs.document_link_id, now=NOON)


def test_archiving_and_restoring_can_be_repeated_and_undone(session: Session, manager: Actor):
    document_id = a_document(session)

    for _ in range(2):
        archive_document(session, manager, document_id=document_id, now=NOON)
    assert details(session, document_id).state == DocumentState.ARCHIVED
    for _ in range(2):
        restore_document(session, manager, document_id=document_id, now=NOON)

    assert details(session, document_id).archived_at is None
    told = [entry.did for entry in history_of(session, manager, about_id=document_id)]
    assert (told.count("archived"), told.count("restored")) == (1, 1)


CHANGES: dict[str, Callable[[Session, Actor, UUID], Any]] = {
    "change": lambda session, actor, document_id: changed(session, actor, document_id),
    "edition": lambda session, actor, document_id: new_edition(session, actor, document_id),
    "archive": lambda session, actor, document_id: archive_document(session, actor, document_id=document_id, now=NOON),
    "restore": lambda session, actor, document_id: restore_document(session, actor, document_id=document_id, now=NOON),
    "read again": lambda session, actor, document_id: read_again(session, actor, document_id=document_id, now=NOON),
}
LOOKS: dict[str, Callable[[Session, Actor, UUID], Any]] = {
    "details": lambda session, actor, document_id: document_details(
        session, actor, document_id=document_id, today=TODAY
    ),
    "file": lambda session, actor, document_id: document_file(session, actor, document_id=document_id),
    "pages": lambda session, actor, document_id: page_texts(session, actor, document_id=document_id),
}


@pytest.mark.parametrize("name", [*CHANGES, *LOOKS])
def test_a_document_of_others_does_not_exist(session: Session, manager: Actor, name: str):
    document_id = a_document(session, LinkTarget(property_id=a_property(session).id), pages=("secret",))
    scoped = replace(manager, property_ids=frozenset({a_property(session).id}))

    with pytest.raises(NotFound, match="does not exist, or it is not yours"):
        (CHANGES | LOOKS)[name](session, scoped, document_id)


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.MAINTENANCE])
def test_who_may_not_change_documents_is_refused(session: Session, name: str, role: Role):
    document_id = a_document(session)

    with pytest.raises(NotAllowed):
        CHANGES[name](session, an_actor(session, role), document_id)


@pytest.mark.parametrize("name", [*CHANGES, *LOOKS])
def test_nobody_sees_or_changes_anything(session: Session, manager: Actor, name: str):
    document_id = a_document(session)

    with pytest.raises(NotAllowed):
        (CHANGES | LOOKS)[name](session, replace(manager, permissions=frozenset()), document_id)
