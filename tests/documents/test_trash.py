"""The trash: out of sight at once, back at once, deleted after thirty days unless something stands against it."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.documents.actions.changing import change_document
from pm_app.documents.actions.keeping import hold_document, set_retention
from pm_app.documents.actions.trash import delete_from_trash, restore_from_trash, trash_document
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.dated import dated_documents
from pm_app.documents.queries.details import document_details
from pm_app.documents.queries.search import search_documents
from pm_app.documents.queries.trash import contents_of, to_delete
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.retention import OnLegalHold
from pm_app.documents.tables.documents import Document, DocumentLink, DocumentVersion, StoredFile
from pm_app.documents.tables.pages import DocumentPage
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.messages.actions import queue_message
from pm_app.messages.rules import Enclosed, Mail
from pm_app.receivables.tables.dispositions import Disposition
from tests.conftest import NOON, an_actor
from tests.factories.deposits import a_home_left, an_open_disposition
from tests.factories.documents import a_content, a_document
from tests.factories.portfolio import a_property

TODAY = NOON.date()
LATER = NOON + timedelta(days=31)
A_MONTH_LATER = LATER.date()
LONG_AFTER = date(2040, 1, 1)


@pytest.fixture
def paper(session: Session) -> UUID:
    """A warranty of a property that says something and has expired; kept for a year after that."""
    here = LinkTarget(property_id=a_property(session).id)
    return a_document(
        session,
        here,
        title="Boiler warranty",
        kind=DocumentKind.WARRANTY,
        valid_through=date(2024, 12, 31),
        pages=("The boiler xylographer",),
    )


def found(session: Session, actor: Actor) -> list[str]:
    return [hit.title for hit in search_documents(session, actor, text="xylographer", today=TODAY).rows]


def waiting(session: Session, *, today: date = A_MONTH_LATER, now: datetime = LATER) -> list[UUID]:
    return to_delete(session, SCHEDULER, today=today, now=now, limit=100)


def test_what_is_in_the_trash_is_neither_found_nor_watched(session: Session, manager: Actor, paper: UUID):
    assert found(session, manager) == ["Boiler warranty"]

    trash_document(session, manager, document_id=paper, now=NOON)
    trash_document(session, manager, document_id=paper, now=NOON)

    assert found(session, manager) == []
    assert not dated_documents(session, manager, today=TODAY)
    done = [row.did for row in history_of(session, manager, about_id=paper)]
    assert done.count("moved to the trash") == 1


def test_what_is_restored_is_found_again_at_once(session: Session, manager: Actor, paper: UUID):
    trash_document(session, manager, document_id=paper, now=NOON)

    restore_from_trash(session, manager, document_id=paper, now=NOON)
    restore_from_trash(session, manager, document_id=paper, now=NOON)

    assert found(session, manager) == ["Boiler warranty"]
    assert waiting(session) == []
    assert [row.did for row in history_of(session, manager, about_id=paper)].count("restored from the trash") == 1


def test_a_document_in_the_trash_is_not_changed(session: Session, manager: Actor, paper: UUID):
    trash_document(session, manager, document_id=paper, now=NOON)
    told = document_details(session, manager, document_id=paper, today=TODAY)

    with pytest.raises(NotFound, match="in the trash"):
        change_document(
            session,
            manager,
            document_id=paper,
            version=told.version,
            title="Other",
            kind=told.kind,
            tags=(),
            notes="",
            valid_from=None,
            valid_through=None,
            replaces_id=None,
            now=NOON,
        )


@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.MAINTENANCE])
def test_who_may_not_change_documents_throws_none_away(session: Session, role: Role, paper: UUID):
    with pytest.raises(NotAllowed):
        trash_document(session, an_actor(session, role), document_id=paper, now=NOON)
    with pytest.raises(NotAllowed):
        restore_from_trash(session, an_actor(session, role), document_id=paper, now=NOON)
    with pytest.raises(NotAllowed):
        delete_from_trash(session, an_actor(session, role), document_id=paper, today=TODAY, now=NOON)


def test_it_is_deleted_after_thirty_days_with_all_that_is_its_own(session: Session, manager: Actor, paper: UUID):
    trash_document(session, manager, document_id=paper, now=NOON)
    contents = contents_of(session, SCHEDULER, document_id=paper)

    almost = NOON + timedelta(days=30, seconds=-1)
    assert waiting(session, today=LONG_AFTER, now=almost) == []
    assert waiting(session) == [paper]
    freed = delete_from_trash(session, SCHEDULER, document_id=paper, today=A_MONTH_LATER, now=LATER)

    assert freed == contents
    for table, column in ((Document, "id"), (DocumentVersion, "document_id"), (DocumentPage, "document_id")):
        assert session.exec(select(table).where(getattr(table, column) == paper)).all() == []
    assert session.exec(select(DocumentLink).where(DocumentLink.document_id == paper)).all() == []
    assert session.exec(select(StoredFile).where(StoredFile.sha256 == freed[0])).all() == []
    entry = history_of(session, manager, about_id=paper)[0]
    assert (entry.did, entry.about_name) == ("deleted for good", "Boiler warranty")
    assert freed[0] in entry.details["files"][0]
    assert delete_from_trash(session, SCHEDULER, document_id=paper, today=A_MONTH_LATER, now=LATER) == []


def test_a_content_another_document_has_stays(session: Session, manager: Actor, paper: UUID):
    trash_document(session, manager, document_id=paper, now=NOON)
    content = contents_of(session, SCHEDULER, document_id=paper)[0]
    again = a_document(session, content=content)

    assert delete_from_trash(session, SCHEDULER, document_id=paper, today=A_MONTH_LATER, now=LATER) == []

    assert contents_of(session, SCHEDULER, document_id=again) == [content]


def test_nothing_goes_before_its_retention_ends(session: Session, manager: Actor):
    here = LinkTarget(property_id=a_property(session).id)
    kept = a_document(session, here, kind=DocumentKind.WARRANTY, valid_through=TODAY)  # and a year
    for_good = a_document(session, here, kind=DocumentKind.DEED)
    unreviewed = a_document(session)
    for one in (kept, for_good, unreviewed):
        trash_document(session, manager, document_id=one, now=NOON)

    assert waiting(session, today=date(2027, 1, 15), now=datetime(2027, 1, 15, tzinfo=NOON.tzinfo)) == [unreviewed]
    assert set(waiting(session, today=date(2027, 1, 16))) == {kept, unreviewed}
    version = document_details(session, manager, document_id=for_good, today=TODAY).version
    set_retention(session, manager, document_id=for_good, version=version, until=TODAY, now=NOON)
    assert set(waiting(session)) == {for_good, unreviewed}


def test_a_legal_hold_keeps_it_out_of_the_trash_and_in_it(session: Session, manager: Actor, paper: UUID):
    trash_document(session, manager, document_id=paper, now=NOON)
    hold_document(session, manager, document_id=paper, version=2, reason="Case 24-113", now=NOON)
    assert waiting(session) == []
    assert delete_from_trash(session, SCHEDULER, document_id=paper, today=A_MONTH_LATER, now=LATER) == []

    restore_from_trash(session, manager, document_id=paper, now=NOON)
    with pytest.raises(OnLegalHold, match="Case 24-113"):
        trash_document(session, manager, document_id=paper, now=NOON)


def test_a_chain_is_closed_over_what_is_deleted(session: Session, manager: Actor, paper: UUID):
    first = a_document(session)
    session.get_one(Document, paper).replaces_id = first
    session.flush()
    last = a_document(session, replaces_id=paper)
    enclosed = a_document(session)
    session.get_one(Document, enclosed).came_with_id = paper
    trash_document(session, manager, document_id=paper, now=NOON)

    assert delete_from_trash(session, SCHEDULER, document_id=paper, today=A_MONTH_LATER, now=LATER)

    session.expire_all()
    assert session.get_one(Document, last).replaces_id == first
    assert session.get_one(Document, enclosed).came_with_id is None


def test_a_mail_still_to_be_sent_keeps_what_it_encloses(session: Session, manager: Actor, paper: UUID):
    trash_document(session, manager, document_id=paper, now=NOON)
    mail = Mail(key=str(uuid4()), to_address="a@b.test", to_name="A", subject="S", text="T", html="")
    enclosed = Enclosed(f"documents/{a_content()}", "w.pdf", "application/pdf", 10, paper)
    queue_message(session, SCHEDULER, mail=mail, enclosed=[enclosed], now=NOON)

    assert waiting(session) == []


def test_what_a_deposit_statement_relies_on_stays(session: Session, manager: Actor, paper: UUID):
    trash_document(session, manager, document_id=paper, now=NOON)
    disposition_id = an_open_disposition(session, a_home_left(session))
    session.get_one(Disposition, disposition_id).inspection_document_id = paper
    session.flush()

    assert waiting(session) == []
