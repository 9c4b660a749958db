"""Who sees which documents: by scope, by what they belong to, by how sensitive they are, and not from the trash."""

from dataclasses import replace

import pytest
from sqlmodel import Session, col, select

from pm_app.access.enums import Role
from pm_app.access.rules import GRANTS, Actor
from pm_app.documents.queries.scope import seen_document, visible, visible_ids
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import NotFound
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property


def seen(session: Session, actor: Actor, *, trashed: bool = False) -> set[str]:
    """The titles this actor sees; asked by their ids they are the same."""
    titles = set(session.exec(select(Document.title).where(visible(actor, trashed=trashed))))
    by_id = select(Document.title).where(col(Document.id).in_(visible_ids(actor, trashed=trashed)))
    assert set(session.exec(by_id)) == titles
    return titles


@pytest.fixture
def filed(session: Session) -> LinkTarget:
    """One document of each thing of one property, one of another property, one of nothing."""
    tenancy = a_tenancy(session)
    here = LinkTarget(property_id=tenancy.property_id)
    person = LinkTarget(person_id=a_person(session).id)
    elsewhere = LinkTarget(property_id=a_property(session).id)
    a_document(session, here, title="property")
    a_document(session, LinkTarget(unit_id=tenancy.unit_id), title="unit")
    a_document(session, LinkTarget(tenancy_id=tenancy.id), title="household")
    a_document(session, person, title="person")
    a_document(session, elsewhere, title="elsewhere")
    a_document(session, person, elsewhere, title="person elsewhere")
    a_document(session, LinkTarget(tenancy_id=tenancy.id), here, title="household and property")
    a_document(session, title="nothing")
    return here


EVERY = {"property", "unit", "household", "person", "elsewhere", "person elsewhere", "household and property"}


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        pytest.param(Role.MANAGER, {*EVERY, "nothing"}, id="a manager"),
        pytest.param(Role.READ_ONLY, EVERY, id="who only reads files nothing"),
        pytest.param(
            Role.MAINTENANCE,
            EVERY - {"household", "person"},
            id="maintenance sees no households and no people",
        ),
    ],
)
@pytest.mark.usefixtures("filed")
def test_a_role_sees_the_documents_of_what_it_sees(session: Session, role: Role, expected: set[str]):
    assert seen(session, an_actor(session, role)) == expected


def test_a_scope_narrows_documents_to_its_properties(session: Session, manager: Actor, filed: LinkTarget):
    assert filed.property_id is not None
    scoped = replace(manager, property_ids=frozenset({filed.property_id}))

    assert seen(session, scoped) == {"property", "unit", "household", "household and property", "person"}
    without = replace(scoped, permissions=GRANTS[Role.MAINTENANCE])
    assert seen(session, without) == {"property", "unit", "household and property"}


@pytest.mark.usefixtures("filed")
def test_what_belongs_to_nothing_is_seen_by_who_filed_it(session: Session):
    scoped = replace(an_actor(session, Role.MAINTENANCE), property_ids=frozenset({a_property(session).id}))
    a_document(session, by=scoped, title="filed by me")

    assert seen(session, scoped) == {"filed by me"}


def test_restricted_documents_are_for_those_who_view_sensitive_ones_and_who_filed_them(session: Session):
    reader, worker = an_actor(session, Role.READ_ONLY), an_actor(session, Role.MAINTENANCE)
    here = LinkTarget(property_id=a_property(session).id)
    for title, by in (("the console's", an_actor(session, Role.MANAGER)), ("the worker's", worker)):
        session.get_one(Document, a_document(session, here, by=by, title=title)).restricted = True
    session.flush()

    assert seen(session, an_actor(session, Role.LEASING)) == {"the console's", "the worker's"}
    assert seen(session, reader) == set()
    assert seen(session, worker) == {"the worker's"}


def test_the_trash_is_seen_when_asked_for_by_those_who_change_documents(session: Session, manager: Actor):
    reader = an_actor(session, Role.READ_ONLY)
    document_id = a_document(session, LinkTarget(property_id=a_property(session).id), title="trashed")
    session.get_one(Document, document_id).trashed_at = NOON
    session.flush()

    assert seen(session, manager) == set()
    assert seen(session, manager, trashed=True) == {"trashed"}
    assert seen(session, reader, trashed=True) == set()
    with pytest.raises(NotFound, match="in the trash"):
        seen_document(session, manager, document_id)
    with pytest.raises(NotFound, match="not yours to see"):
        seen_document(session, reader, document_id, trashed=True)
