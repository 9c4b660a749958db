"""Filing: once per content, with everything it belongs to; what is refused, and for whom."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import Actor
from pm_app.documents.actions.changing import archive_document
from pm_app.documents.actions.filing import AlreadyFiled, file_document
from pm_app.documents.enums import DocumentKind, DocumentState
from pm_app.documents.queries.details import document_details
from pm_app.documents.rules.naming import LinkTarget, NotOneThing
from pm_app.documents.rules.standing import ValidityOutOfOrder
from pm_app.documents.tables.documents import StoredFile
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.outbox.actions import take_work
from pm_app.outbox.enums import WorkKind
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_content, a_document
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit

TODAY = date(2026, 1, 15)


def filed(session: Session, actor: Actor, **more: Any) -> UUID:
    given: dict[str, Any] = {
        "request_key": uuid4(),
        "sha256": a_content(),
        "size_bytes": 12,
        "media_type": "application/pdf",
        "filename": "coi_2026-brightwater.pdf",
        "now": NOON,
    }
    return file_document(session, actor, **given | more)


def test_a_filed_document_has_its_file_facts_and_links(session: Session, manager: Actor):
    unit = a_unit(session, name="4B")
    tenancy = a_tenancy(session, unit, name="Castellano")
    person = a_person(session, name="Brightwater Plumbing")

    document_id = filed(
        session,
        manager,
        title="  Certificate \n 2026 ",
        kind=DocumentKind.CERTIFICATE_OF_INSURANCE,
        tags=["Plumbing ", "plumbing", "COI"],
        valid_from=date(2025, 2, 1),
        valid_through=date(2026, 1, 31),
        notes="From the broker\x00",
        links=[LinkTarget(unit_id=unit.id), LinkTarget(tenancy_id=tenancy.id), LinkTarget(person_id=person.id)],
    )

    told = document_details(session, manager, document_id=document_id, today=TODAY)
    assert (told.title, told.tags, told.notes) == ("Certificate 2026", ("plumbing", "coi"), "From the broker")
    assert (told.state, told.valid_through) == (DocumentState.EXPIRING, date(2026, 1, 31))
    assert [(link.kind, link.name) for link in told.links] == [
        ("unit", "4B"),
        ("lease", "Castellano"),
        ("person", "Brightwater Plumbing"),
    ]
    assert (told.current.filename, told.current.number, told.current.outcome) == ("coi_2026-brightwater.pdf", 1, None)
    assert told.filed_by == manager.name


def test_without_a_title_the_file_name_becomes_one(session: Session, manager: Actor):
    document_id = filed(session, manager, filename="C:\\scans\\move_in-inspection 4B.pdf")

    assert document_details(session, manager, document_id=document_id, today=TODAY).title == "Move in inspection 4B"


def test_filing_queues_the_reading(session: Session, manager: Actor):
    document_id = filed(session, manager)

    (work,) = take_work(session, an_actor(session, Role.ADMINISTRATOR), kind=WorkKind.READ_DOCUMENT, now=NOON)

    told = document_details(session, manager, document_id=document_id, today=TODAY)
    assert work.about_id == told.current.document_version_id


def test_filing_is_told_in_the_history_of_the_property(session: Session, manager: Actor):
    unit = a_unit(session)

    filed(session, manager, title="Lease", links=[LinkTarget(unit_id=unit.id)])

    (entry,) = history_of(session, manager, about_id=unit.property_id)
    assert (entry.did, entry.about_kind, entry.about_name) == ("filed", "document", "Lease")


def test_asking_twice_with_one_key_files_once(session: Session, manager: Actor):
    key, content = uuid4(), a_content()

    first = filed(session, manager, request_key=key, sha256=content)

    assert filed(session, manager, request_key=key, sha256=content) == first


def test_the_same_content_is_one_document_and_the_answer_says_which(session: Session, manager: Actor):
    content = a_content()
    first = filed(session, manager, sha256=content, title="Lease 4B")

    with pytest.raises(AlreadyFiled, match=r"already filed, as “Lease 4B”") as refusal:
        filed(session, manager, sha256=content, title="The same again")

    assert refusal.value.document_id == first


def test_content_of_an_archived_document_can_be_filed_again_and_is_stored_once(session: Session, manager: Actor):
    content = a_content()
    archive_document(session, manager, document_id=filed(session, manager, sha256=content), now=NOON)

    filed(session, manager, sha256=content)

    assert len(session.exec(select(StoredFile).where(StoredFile.sha256 == content)).all()) == 1


def test_content_held_out_of_scope_can_be_filed_without_a_word_about_it(session: Session, manager: Actor):
    mine, other = a_property(session), a_property(session)
    content = a_content()
    a_document(session, LinkTarget(property_id=other.id), content=content)
    scoped = replace(manager, property_ids=frozenset({mine.id}))

    filed(session, scoped, sha256=content, links=[LinkTarget(property_id=mine.id)])

    assert len(session.exec(select(StoredFile).where(StoredFile.sha256 == content)).all()) == 1


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"title": "x" * 201}, "title", "at most 200"),
        ({"notes": "x" * 10_001}, "notes", "at most 10,000"),
        ({"tags": ["x" * 41]}, "tags", "at most 40"),
        ({"tags": [f"tag {n}" for n in range(21)]}, "tags", "at most 20"),
        ({"valid_from": date(2026, 2, 1), "valid_through": date(2026, 1, 31)}, "valid_through", "before it becomes"),
        ({"links": [LinkTarget(unit_id=uuid4())]}, "target", "does not exist"),
        ({"replaces_id": uuid4()}, "", "does not exist"),
    ],
    ids=["title", "notes", "tag", "tags", "validity", "unit", "replaced"],
)
def test_what_makes_no_sense_is_refused_and_files_nothing(
    session: Session, manager: Actor, given: dict[str, Any], field: str, sentence: str
):
    with pytest.raises(Refused, match=sentence) as refusal:
        filed(session, manager, **given)

    assert refusal.value.field == field


def test_a_validity_of_one_day_is_allowed(session: Session, manager: Actor):
    day = date(2026, 1, 31)

    assert filed(session, manager, valid_from=day, valid_through=day)


def test_the_wrong_order_has_a_name_of_its_own(session: Session, manager: Actor):
    with pytest.raises(ValidityOutOfOrder):
        filed(session, manager, valid_from=date(2026, 2, 1), valid_through=date(2026, 1, 1))


@pytest.mark.parametrize("named", [{}, {"unit_id": uuid4(), "person_id": uuid4()}], ids=["nothing", "two things"])
def test_a_link_names_exactly_one_thing(named: dict[str, UUID]):
    with pytest.raises(NotOneThing):
        LinkTarget(**named)


@pytest.mark.parametrize("kind", ["property", "unit", "tenancy"])
def test_nothing_can_be_filed_to_what_is_out_of_scope(session: Session, manager: Actor, kind: str):
    tenancy = a_tenancy(session)
    targets = {
        "property": LinkTarget(property_id=tenancy.property_id),
        "unit": LinkTarget(unit_id=tenancy.unit_id),
        "tenancy": LinkTarget(tenancy_id=tenancy.id),
    }
    scoped = replace(manager, property_ids=frozenset({a_property(session).id}))

    with pytest.raises(NotFound):
        filed(session, scoped, links=[targets[kind]])


@pytest.mark.parametrize("role", [Role.READ_ONLY])
def test_who_may_not_file_is_refused(session: Session, role: Role):
    with pytest.raises(NotAllowed):
        filed(session, an_actor(session, role))


def test_maintenance_files_to_a_unit_but_not_to_a_household(session: Session):
    tenancy = a_tenancy(session)
    caretaker = an_actor(session, Role.MAINTENANCE)

    assert filed(session, caretaker, links=[LinkTarget(unit_id=tenancy.unit_id)])
    with pytest.raises(NotAllowed):
        filed(session, caretaker, links=[LinkTarget(tenancy_id=tenancy.id)])
