"""Documents that replace one another: gaps and overlaps, what is filed next, and what seems to replace what."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import Actor
from pm_app.documents.actions.linking import AlreadyReplaced, set_replaced
from pm_app.documents.actions.trash import trash_document
from pm_app.documents.enums import DocumentKind, DocumentState
from pm_app.documents.queries.chains import chain_of, renewal_of, seems_to_replace
from pm_app.documents.rules.chains import Between, between
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import NotAllowed
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property

TODAY = NOON.date()
COI = DocumentKind.CERTIFICATE_OF_INSURANCE


@pytest.fixture
def here(session: Session) -> LinkTarget:
    return LinkTarget(property_id=a_property(session).id)


def numbered(session: Session, document_id: UUID, reference: str) -> UUID:
    session.get_one(Document, document_id).reference = reference
    session.flush()
    return document_id


@pytest.mark.parametrize(
    ("through", "begins", "expected"),
    [
        pytest.param(date(2025, 6, 1), date(2025, 6, 2), None, id="at once"),
        pytest.param(date(2025, 6, 1), date(2025, 6, 3), (True, date(2025, 6, 2), date(2025, 6, 2), 1), id="one day"),
        pytest.param(
            date(2025, 6, 1), date(2025, 6, 13), (True, date(2025, 6, 2), date(2025, 6, 12), 11), id="eleven days"
        ),
        pytest.param(
            date(2025, 6, 1), date(2025, 6, 1), (False, date(2025, 6, 1), date(2025, 6, 1), 1), id="one day of both"
        ),
        pytest.param(None, date(2025, 6, 1), None, id="without an end"),
        pytest.param(date(2025, 6, 1), None, None, id="without a beginning"),
    ],
)
def test_between_two_documents_lie_a_gap_or_an_overlap(
    through: date | None, begins: date | None, expected: tuple[bool, date, date, int] | None
):
    found = between(through, begins)

    assert (found and (found.is_gap, found.first, found.last, found.days)) == expected


def test_a_chain_is_told_from_any_of_its_documents(session: Session, manager: Actor, here: LinkTarget):
    first = a_document(session, here, kind=COI, valid_from=date(2023, 1, 1), valid_through=date(2023, 12, 31))
    second = a_document(
        session, here, kind=COI, valid_from=date(2024, 1, 12), valid_through=date(2025, 1, 31), replaces_id=first
    )
    third = a_document(
        session, here, kind=COI, valid_from=date(2025, 1, 1), valid_through=date(2026, 12, 31), replaces_id=second
    )
    a_document(session, here, kind=COI)

    for asked in (first, second, third):
        parts = chain_of(session, manager, document_id=asked, today=TODAY)
        assert [part.document_id for part in parts] == [first, second, third]
        assert [part.before for part in parts] == [
            None,
            Between(True, date(2024, 1, 1), date(2024, 1, 11)),
            Between(False, date(2025, 1, 1), date(2025, 1, 31)),
        ]
        assert [part.state for part in parts] == [
            DocumentState.SUPERSEDED,
            DocumentState.SUPERSEDED,
            DocumentState.VALID,
        ]
        assert [part.document_id for part in parts if part.is_this] == [asked]


def test_what_one_does_not_see_is_left_out_of_a_chain(session: Session, manager: Actor, here: LinkTarget):
    first = a_document(session, here, kind=COI, valid_through=date(2023, 12, 31))
    second = a_document(session, here, kind=COI, valid_from=date(2025, 1, 1), replaces_id=first)
    session.get_one(Document, first).restricted = True
    session.flush()

    parts = chain_of(session, an_actor(session, Role.READ_ONLY), document_id=second, today=TODAY)

    assert [(part.document_id, part.before) for part in parts] == [(second, None)]
    trash_document(session, manager, document_id=first, now=NOON)
    assert len(chain_of(session, manager, document_id=second, today=TODAY)) == 1


def test_the_next_document_is_as_the_one_before_and_follows_on(session: Session, manager: Actor, here: LinkTarget):
    one = a_document(session, here, title="Acme COI", kind=COI, tags=("roof",), valid_through=date(2026, 1, 31))
    numbered(session, one, "GL-44821")

    renewal = renewal_of(session, manager, document_id=one)

    assert (renewal.kind, renewal.title, renewal.reference) == (COI, "Acme COI", "GL-44821")
    assert (renewal.tags, renewal.links) == (("roof",), (here,))
    assert (renewal.valid_from, renewal.valid_through) == (date(2026, 2, 1), date(2027, 1, 31))


def test_the_latest_of_the_same_kind_thing_and_number_seems_to_be_replaced(
    session: Session, manager: Actor, here: LinkTarget
):
    oldest = numbered(session, a_document(session, here, kind=COI, valid_through=date(2024, 1, 31)), "GL-1")
    older = numbered(session, a_document(session, here, kind=COI, valid_through=date(2025, 1, 31)), "gl-1")
    numbered(session, a_document(session, here, kind=COI, valid_through=date(2025, 6, 30)), "WC-7")
    numbered(session, a_document(session, here, kind=DocumentKind.PERMIT, valid_through=date(2025, 6, 30)), "GL-1")
    elsewhere = LinkTarget(property_id=a_property(session).id)
    numbered(session, a_document(session, elsewhere, kind=COI, valid_through=date(2025, 6, 30)), "GL-1")
    newest = numbered(session, a_document(session, here, kind=COI, valid_through=date(2026, 1, 31)), "GL-1")

    found = seems_to_replace(session, manager, document_id=newest)

    assert found is not None
    assert found[0] == older
    assert (seems_to_replace(session, manager, document_id=oldest), oldest != older) == (None, True)
    session.get_one(Document, newest).replaces_id = older
    session.flush()
    assert seems_to_replace(session, manager, document_id=newest) is None


def test_what_replaces_what_is_said_once_and_written_down(session: Session, manager: Actor, here: LinkTarget):
    old, new = a_document(session, here, kind=COI), a_document(session, here, kind=COI)
    given: dict[str, Any] = {"document_id": new, "replaces_id": old, "now": NOON}

    set_replaced(session, manager, **given)
    set_replaced(session, manager, **given)

    assert [part.document_id for part in chain_of(session, manager, document_id=old, today=TODAY)] == [old, new]
    done = [row.did for row in history_of(session, manager, about_id=new)]
    assert done.count("replaced the one before with") == 1
    third = a_document(session, here, kind=COI)
    for document_id, replaces_id in ((third, old), (old, new)):
        with pytest.raises(AlreadyReplaced):
            set_replaced(session, manager, document_id=document_id, replaces_id=replaces_id, now=NOON)
    with pytest.raises(NotAllowed):
        set_replaced(session, an_actor(session, Role.READ_ONLY), **given)
