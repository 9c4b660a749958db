"""Changing several documents at once: all of them alike, or none."""

from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import CONSOLE
from pm_app.documents.actions.several import MOST_AT_ONCE, ChangeOfSeveral, change_several
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.details import DocumentDetails, document_details
from pm_app.documents.rules.naming import LinkTarget
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property


def details(session: Session, document_id: UUID) -> DocumentDetails:
    return document_details(session, CONSOLE, document_id=document_id, today=NOON.date())


def test_tags_kind_and_what_they_belong_to_change_for_all(session: Session, manager):
    building = a_property(session, name="Alder Court")
    first = a_document(session, tags=("new", "2026"))
    second = a_document(session, kind=DocumentKind.PERMIT)
    change = ChangeOfSeveral(("Roof",), ("new",), DocumentKind.INVOICE, LinkTarget(property_id=building.id))

    assert change_several(session, manager, document_ids=[first, second, first], change=change, now=NOON) == 2

    changed = [details(session, each) for each in (first, second)]
    told = [(each.tags, each.kind, [link.name for link in each.links]) for each in changed]
    assert told == [
        (("2026", "roof"), DocumentKind.INVOICE, ["Alder Court"]),
        (("roof",), DocumentKind.INVOICE, ["Alder Court"]),
    ]
    assert "changed" in [row.did for row in history_of(session, manager, about_id=first)]


def test_what_changes_nothing_keeps_its_version(session: Session, manager):
    document_id = a_document(session, tags=("roof",))

    change_several(session, manager, document_ids=[document_id], change=ChangeOfSeveral(("roof",)), now=NOON)

    assert details(session, document_id).version == 1


def test_a_kind_that_is_sensitive_restricts_them(session: Session, manager):
    document_id = a_document(session, LinkTarget(property_id=a_property(session).id))
    reader = an_actor(session, Role.READ_ONLY)
    document_details(session, reader, document_id=document_id, today=NOON.date())

    change = ChangeOfSeveral(kind=DocumentKind.IDENTIFICATION)
    change_several(session, manager, document_ids=[document_id], change=change, now=NOON)

    with pytest.raises(NotFound):
        document_details(session, reader, document_id=document_id, today=NOON.date())


@pytest.mark.parametrize(
    ("ids", "change", "told"),
    [
        ([], ChangeOfSeveral(("roof",)), "Choose the documents"),
        ([UUID(int=1)], ChangeOfSeveral(), "Say what is to change"),
        ([UUID(int=n) for n in range(MOST_AT_ONCE + 1)], ChangeOfSeveral(("roof",)), "At most 500"),
        ([UUID(int=1)], ChangeOfSeveral(("x" * 41,)), "at most 40"),
    ],
    ids=["none chosen", "nothing to change", "too many", "a long tag"],
)
def test_what_makes_no_sense_is_refused(session: Session, manager, ids: list[UUID], change: ChangeOfSeveral, told: str):
    with pytest.raises(Refused, match=told):
        change_several(session, manager, document_ids=ids, change=change, now=NOON)


def test_who_may_not_change_documents_changes_none(session: Session):
    with pytest.raises(NotAllowed):
        change_several(
            session,
            an_actor(session, Role.READ_ONLY),
            document_ids=[uuid4()],
            change=ChangeOfSeveral(("roof",)),
            now=NOON,
        )
