"""Two administrators who take each other's rights in the same moment, in transactions that really commit."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col, select

from pm_app.access.actions.users import disable_user
from pm_app.access.enums import Role
from pm_app.access.rules import GRANTS, Actor
from pm_app.access.tables import User
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.kernel.errors import Refused
from pm_app.runtime import engine_for, organization_of, sessions_for
from tests.conftest import NOON
from tests.factories.access import a_user


@pytest.fixture
def sessions(postgres: EmbeddedPostgres, template: str) -> Iterator[sessionmaker[Session]]:
    app_url, _ = postgres.create_database(f"at_once_{uuid4().hex[:8]}", template=template)
    engine = engine_for(app_url)
    yield sessions_for(engine)
    engine.dispose()


def opened(sessions: sessionmaker[Session], organization_id: UUID) -> Session:
    session = sessions()
    session.connection().execute(
        text("select set_config('app.organization_id', :id, true)"), {"id": str(organization_id)}
    )
    return session


def test_one_administrator_is_always_left(sessions: sessionmaker[Session]) -> None:
    organization_id = organization_of(sessions)
    with opened(sessions, organization_id) as session:
        ada, bea = (a_user(session, role=Role.ADMINISTRATOR) for _ in range(2))
        pairs = [(ada.id, bea.id), (bea.id, ada.id)]
        session.commit()

    def disable(pair: tuple[UUID, UUID]) -> bool:
        by = Actor(pair[0], "", "", Role.ADMINISTRATOR, GRANTS[Role.ADMINISTRATOR])
        with opened(sessions, organization_id) as session:
            try:
                disable_user(session, by, user_id=pair[1], now=NOON)
            except Refused:
                return False
            session.commit()
            return True

    with ThreadPoolExecutor(2) as people:
        answers = list(people.map(disable, pairs))

    with opened(sessions, organization_id) as session:
        left = session.exec(select(User.id).where(col(User.disabled_at).is_(None))).all()
    assert (sorted(answers), len(left)) == ([False, True], 1)
