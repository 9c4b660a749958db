"""The migrations: they lead from nothing to the tables, and what they guard is guarded, whoever asks."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.books.enums import AccountKind, EntryKind
from pm_app.books.tables import Account, JournalEntry, JournalLine
from pm_app.portfolio.enums import PropertyKind
from pm_app.portfolio.tables import Property
from pm_app.schema import METADATA, is_current, is_ours, migrate, migration_config
from tests.conftest import NOON
from tests.factories.access import a_user
from tests.guarded import ADDED_TO_ONLY, MAY_DELETE, READ_ONLY


@pytest.fixture(scope="module")
def addresses(postgres: EmbeddedPostgres, template: str) -> Iterator[tuple[str, str]]:
    """The app's and the owner's address of a migrated database of this module alone."""
    yield postgres.create_database("guards", template=template)
    postgres.drop_database("guards")


@pytest.fixture
def owner(addresses: tuple[str, str]) -> Iterator[Connection]:
    """The owner of the tables, in the one organization; nothing it does stays."""
    yield from _connected(addresses[1])


@pytest.fixture
def app(addresses: tuple[str, str]) -> Iterator[Connection]:
    """The app's role, in the one organization; nothing it does stays."""
    yield from _connected(addresses[0])


def _connected(url: str) -> Iterator[Connection]:
    engine: Engine = create_engine(url)
    with engine.connect() as connection:
        organization = connection.execute(text("select id from organization")).scalar_one()
        connection.execute(text("select set_config('app.organization_id', :id, false)"), {"id": str(organization)})
        yield connection
        connection.rollback()
    engine.dispose()


def test_there_is_one_newest_migration() -> None:
    scripts = ScriptDirectory.from_config(migration_config("postgresql+psycopg://o@/d", "postgresql+psycopg://a@/d"))

    assert len(scripts.get_heads()) == 1


def test_migrating_an_empty_database_brings_it_up_to_date_and_again_changes_nothing(postgres: EmbeddedPostgres) -> None:
    app_url, owner_url = postgres.create_database("from_nothing")
    before = is_current(app_url)

    migrate(owner_url, app_url)
    migrate(owner_url, app_url)

    assert (before, is_current(app_url)) == (False, True)
    postgres.drop_database("from_nothing")


def test_the_migrated_database_is_what_the_tables_say(owner: Connection) -> None:
    context = MigrationContext.configure(owner, opts={"include_name": is_ours, "compare_type": True})

    assert compare_metadata(context, METADATA) == []


def test_rows_of_every_table_are_kept_within_their_organization_even_from_the_owner(owner: Connection) -> None:
    tables = {name for name, table in METADATA.tables.items() if "organization_id" in table.columns}
    guarded = owner.execute(
        text("select relname from pg_class where relkind = 'r' and relrowsecurity and relforcerowsecurity")
    )

    assert tables - set(guarded.scalars()) == set()
    assert set(METADATA.tables) - tables == {"organization"}


def test_another_organization_sees_nothing_and_without_one_nothing_is_seen(app: Connection) -> None:
    with _session(app) as session:
        a_user(session)
        session.commit()
    count = text("select count(*) from user_account")
    mine = app.execute(count).scalar_one()
    app.execute(text("select set_config('app.organization_id', :id, true)"), {"id": str(uuid4())})
    theirs = app.execute(count).scalar_one()
    app.execute(text("select set_config('app.organization_id', '', true)"))
    nobodys = app.execute(count).scalar_one()

    assert (mine, theirs, nobodys) == (1, 0, 0)


def test_a_row_cannot_be_written_for_another_organization(app: Connection) -> None:
    with pytest.raises(DBAPIError, match="row-level security"):
        app.execute(
            text(
                "insert into user_account (id, organization_id, email, name, role, created_at, version)"
                " values (gen_random_uuid(), gen_random_uuid(), 'a@example.com', 'A', 'manager', now(), 1)"
            )
        )


def test_the_apps_role_has_the_rights_it_needs_and_no_more(app: Connection) -> None:
    tables = inspect(app).get_table_names()
    held = {table: _rights(app, table) for table in tables}

    assert held == {table: _expected_rights(table) for table in tables}


def test_the_apps_role_cannot_change_the_schema_or_lift_the_guards(app: Connection) -> None:
    powers = app.execute(
        text("select rolsuper, rolcreatedb, rolcreaterole, rolbypassrls from pg_roles where rolname = current_user")
    ).one()

    assert tuple(powers) == (False, False, False, False)
    for forbidden in (
        "create table mine (id int)",
        "alter table charge disable trigger all",
        "alter table charge disable row level security",
        "set session_replication_role = replica",
    ):
        with pytest.raises(DBAPIError, match=r"permission denied|must be owner"), app.begin_nested():
            app.execute(text(forbidden))


def test_an_entry_that_does_not_balance_is_refused(app: Connection) -> None:
    _an_entry(app, debit_cents=100_00, credit_cents=99_99)

    with pytest.raises(DBAPIError, match="does not balance"):
        app.execute(text("set constraints all immediate"))


def test_an_entry_with_fewer_lines_than_announced_is_refused(app: Connection) -> None:
    _an_entry(app, debit_cents=100_00, credit_cents=100_00, announced=3)

    with pytest.raises(DBAPIError, match="announced 3 lines and has 2"):
        app.execute(text("set constraints all immediate"))


def test_a_line_added_to_a_posted_entry_is_refused(app: Connection) -> None:
    entry_id = _an_entry(app, debit_cents=100_00, credit_cents=100_00)
    app.execute(text("set constraints all immediate"))

    with pytest.raises(DBAPIError, match="announced 2 lines and has 3"):
        _a_line(app, entry_id, 3, debit_cents=1, credit_cents=0)


@pytest.mark.parametrize("table", sorted(ADDED_TO_ONLY))
@pytest.mark.parametrize("statement", ["update {} set id = id", "delete from {}", "truncate {} cascade"])
def test_the_app_may_not_change_what_was_posted(app: Connection, table: str, statement: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        app.execute(text(statement.format(table)))


@pytest.mark.parametrize("statement", ["update journal_line set debit_cents = 1", "delete from journal_entry"])
def test_not_even_the_owner_may_change_what_was_posted(owner: Connection, statement: str) -> None:
    _an_entry(owner, debit_cents=100_00, credit_cents=100_00)

    with pytest.raises(DBAPIError, match="is only added to"):
        owner.execute(text(statement))


@pytest.mark.parametrize("table", sorted(ADDED_TO_ONLY | {"audit_link"}))
def test_not_even_the_owner_may_empty_what_was_posted(owner: Connection, table: str) -> None:
    with pytest.raises(DBAPIError, match="is only added to"):
        owner.execute(text(f"truncate {table} cascade"))


def test_nothing_is_posted_into_a_closed_period(app: Connection) -> None:
    app.execute(
        text(
            "insert into period_lock (id, locked_through, reason, locked_at)"
            " values (gen_random_uuid(), '2026-01-31', 'closed', now())"
        )
    )

    with pytest.raises(DBAPIError, match="the books are closed through 2026-01-31"):
        _an_entry(app, debit_cents=100_00, credit_cents=100_00)


def test_audit_entries_are_chained_in_one_order(app: Connection) -> None:
    for number in range(3):
        _an_audit_entry(app, did=f"did {number}")
    app.execute(text("set constraints all immediate"))

    links = app.execute(
        text(
            "select l.position, l.previous_hash, l.hash,"
            " encode(sha256(convert_to(concat_ws('|', l.previous_hash, audit_content(e)), 'UTF8')), 'hex') as due"
            " from audit_link l join audit_entry e on e.id = l.audit_entry_id order by l.position"
        )
    ).all()
    assert [link.position for link in links] == [1, 2, 3]
    assert [link.hash for link in links] == [link.due for link in links]
    assert [link.previous_hash for link in links] == ["", links[0].hash, links[1].hash]


def _expected_rights(table: str) -> str:
    if table in READ_ONLY:
        return "select"
    if table in ADDED_TO_ONLY:
        return "select, insert"
    return "select, insert, update, delete" if table in MAY_DELETE else "select, insert, update"


def _rights(connection: Connection, table: str) -> str:
    asked = ("select", "insert", "update", "delete", "truncate", "references", "trigger")
    held = text("select has_table_privilege(:table, :right)")
    return ", ".join(right for right in asked if connection.execute(held, {"table": table, "right": right}).scalar())


def _an_audit_entry(connection: Connection, *, did: str) -> None:
    connection.execute(
        text(
            "insert into audit_entry (id, happened_at, actor_name, did, about_kind, about_id, about_name, details)"
            " values (gen_random_uuid(), now(), 'Ann', :did, 'property', gen_random_uuid(), 'Maple', '{}')"
        ),
        {"did": did},
    )


def _an_entry(connection: Connection, *, debit_cents: int, credit_cents: int, announced: int = 2) -> UUID:
    property_ = Property(name="Maple", kind=PropertyKind.APARTMENTS, address_line="1 Maple Street", created_at=NOON)
    account = Account(number=1000, name="Cash", kind=AccountKind.ASSET)
    entry = JournalEntry(
        entry_year=2026,
        entry_number=1,
        posted_on=NOON.date(),
        recorded_at=NOON,
        recorded_by="Ann",
        kind=EntryKind.CHARGE,
        source_kind="charge",
        source_id=uuid4(),
        entry_key="charge 1",
        line_count=announced,
    )
    with _session(connection) as session:
        session.add_all([property_, account, entry])
        session.flush()
        for position, (debit, credit) in enumerate(((debit_cents, 0), (0, credit_cents)), start=1):
            session.add(_line(entry.id, account.id, property_.id, position, debit, credit))
        session.commit()
        return entry.id


def _a_line(connection: Connection, entry_id: UUID, position: int, *, debit_cents: int, credit_cents: int) -> None:
    with _session(connection) as session:
        first = session.exec(select(JournalLine).where(JournalLine.entry_id == entry_id)).first()
        assert first is not None
        session.add(_line(entry_id, first.account_id, first.property_id, position, debit_cents, credit_cents))
        session.commit()


def _line(entry_id: UUID, account_id: UUID, property_id: UUID, position: int, debit: int, credit: int) -> JournalLine:
    return JournalLine(
        entry_id=entry_id,
        position=position,
        account_id=account_id,
        property_id=property_id,
        debit_cents=debit,
        credit_cents=credit,
    )


def _session(connection: Connection) -> Session:
    """A session in the connection's transaction, whose commit is a savepoint."""
    return Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
