"""Documents that replace the same one: after each other, and two at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import CONSOLE, Actor
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.documents.actions.changing import archive_document, restore_document
from pm_app.documents.actions.linking import AlreadyReplaced, let_place_go, set_replaced
from pm_app.documents.actions.trash import restore_from_trash, trash_document
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.chains import LostPlace, chain_of, lost_place
from pm_app.documents.queries.details import document_details
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import NotAllowed
from pm_app.runtime import engine_for, organization_of, sessions_for
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property

WAYS = [(archive_document, restore_document), (trash_document, restore_from_trash)]


@pytest.fixture
def sessions(postgres: EmbeddedPostgres, template: str) -> Iterator[sessionmaker[Session]]:
    """Sessions on a database of their own, whose transactions commit and wait as in the app."""
    app_url, _ = postgres.create_database(f"successors_{uuid4().hex[:8]}", template=template)
    engine = engine_for(app_url)
    yield sessions_for(engine)
    engine.dispose()


def opened(sessions: sessionmaker[Session], organization_id: UUID) -> Session:
    session = sessions()
    told = {"id": str(organization_id)}
    session.connection().execute(text("select set_config('app.organization_id', :id, true)"), told)
    return session


def replaced_by(session: Session, document_id: UUID) -> UUID | None:
    told = document_details(session, CONSOLE, document_id=document_id, today=NOON.date())
    return told.replaced_by.document_id if told.replaced_by else None


@pytest.mark.parametrize(("put_away", "take_out"), WAYS, ids=["archived", "trashed"])
def test_a_successor_that_was_put_away_gives_up_its_place(
    session: Session, manager: Actor, put_away: Callable[..., None], take_out: Callable[..., None]
):
    old = a_document(session)
    first, second = a_document(session, replaces_id=old), a_document(session)
    put_away(session, manager, document_id=first, now=NOON)

    set_replaced(session, manager, document_id=second, replaces_id=old, now=NOON)
    take_out(session, manager, document_id=first, now=NOON)

    assert replaced_by(session, old) == second
    told = document_details(session, manager, document_id=first, today=NOON.date())
    assert (told.replaces_id, told.state == "superseded") == (None, False)
    done = [row.did for row in history_of(session, manager, about_id=first)]
    assert done.count("gave up its place to another document") == 1


@pytest.mark.parametrize(("put_away", "take_out"), WAYS, ids=["archived", "trashed"])
def test_one_that_comes_back_knows_which_place_it_lost_until_it_has_another(
    session: Session, manager: Actor, put_away: Callable[..., None], take_out: Callable[..., None]
):
    old = a_document(session, title="Policy 2024")
    first = a_document(session, title="Policy 2025, draft", replaces_id=old)
    put_away(session, manager, document_id=first, now=NOON)
    second = a_document(session, title="Policy 2025", replaces_id=old)
    away = lost_place(session, manager, document_id=first)
    take_out(session, manager, document_id=first, now=NOON)

    back = lost_place(session, manager, document_id=first)
    set_replaced(session, manager, document_id=first, replaces_id=second, now=NOON)

    assert (away, back) == (None, LostPlace(old, "Policy 2024", second, "Policy 2025"))
    assert lost_place(session, manager, document_id=first) is None
    told = chain_of(session, manager, document_id=first, today=NOON.date())
    assert [part.document_id for part in told] == [old, second, first]


def test_a_lost_place_is_let_go_and_of_a_restricted_paper_nothing_is_told(session: Session, manager: Actor):
    here, reader = LinkTarget(property_id=a_property(session).id), an_actor(session, Role.READ_ONLY)
    old = a_document(session, here, kind=DocumentKind.PERMIT)
    first = a_document(session, here, kind=DocumentKind.PERMIT, replaces_id=old)
    trash_document(session, manager, document_id=first, now=NOON)
    second = a_document(session, here, kind=DocumentKind.PERMIT, replaces_id=old)
    restore_from_trash(session, manager, document_id=first, now=NOON)
    session.get_one(Document, second).restricted = True
    session.flush()
    hidden = lost_place(session, reader, document_id=first)

    with pytest.raises(NotAllowed):
        let_place_go(session, reader, document_id=first, now=NOON)
    shown = lost_place(session, manager, document_id=first)
    let_place_go(session, manager, document_id=first, now=NOON)
    session.flush()

    assert (hidden, shown is not None, lost_place(session, manager, document_id=first)) == (None, True, None)
    assert history_of(session, manager, about_id=first)[0].did == "said that it replaces nothing"


@pytest.mark.parametrize("put_away", [put_away for put_away, _ in WAYS], ids=["archived", "trashed"])
def test_a_new_document_takes_the_place_of_one_that_was_put_away(
    session: Session, manager: Actor, put_away: Callable[..., None]
):
    old = a_document(session)
    put_away(session, manager, document_id=a_document(session, replaces_id=old), now=NOON)

    renewed = a_document(session, replaces_id=old)

    assert replaced_by(session, old) == renewed


def test_of_two_renewals_at_once_the_second_is_told(sessions: sessionmaker[Session]):
    organization_id = organization_of(sessions)
    with opened(sessions, organization_id) as session:
        old = a_document(session)
        session.commit()

    def renew(_: int) -> bool:
        with opened(sessions, organization_id) as session:
            try:
                a_document(session, replaces_id=old)
            except AlreadyReplaced:
                return False
            session.commit()
            return True

    with ThreadPoolExecutor(4) as people:
        answers = list(people.map(renew, range(4)))

    assert sorted(answers) == [False, False, False, True]
