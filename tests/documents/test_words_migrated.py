"""Documents of an earlier release are found after the upgrade, however many words they say."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, create_engine, text

from alembic import command
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.documents.queries.written import as_word
from pm_app.schema import migrate, migration_config

BEFORE = "c3d90e51a7f6"
IN_THE_OFFICE = "select set_config('app.organization_id', (select id::text from organization limit 1), false)"
# Two pages with 15,000 words of 40 letters each: more than 1 MB of different words, which no vector can keep.
FILLED = (
    "insert into stored_file (id, sha256, size_bytes, media_type, stored_at)"
    " values (gen_random_uuid(), repeat('a', 64), 1, 'text/plain', now())",
    "insert into document (id, request_key, title, kind, notes, filed_at, filed_by, version, auto_renews, reference,"
    " source, reviewed_by, restricted, legal_hold_by, legal_hold_reason, trashed_by)"
    " values (gen_random_uuid(), gen_random_uuid(), 'House Rules', 'other', '', now(), '', 1, false, '',"
    " 'upload', '', false, '', '', '')",
    "insert into document_version"
    " (id, document_id, number, stored_file_id, filename, added_at, added_by, outcome_reason)"
    " select gen_random_uuid(), d.id, 1, f.id, 'a.txt', now(), '', '' from document d, stored_file f",
    "insert into document_page (id, document_version_id, document_id, number, body, method, quality, search)"
    " select gen_random_uuid(), v.id, v.document_id, page, 'The Résumé of 12 tenants', 'text layer', 100,"
    " array_to_tsvector(array(select 'w' || lpad((page * 100000 + n)::text, 39, '0') from generate_series(1, 15000) n))"
    " from document_version v, generate_series(1, 2) page",
)


@pytest.fixture
def upgraded(postgres: EmbeddedPostgres) -> Iterator[Connection]:
    """The owner's connection to a database that was filled before the upgrade."""
    app_url, owner_url = postgres.create_database("many_words")
    command.upgrade(migration_config(owner_url, app_url), BEFORE)
    engine: Engine = create_engine(owner_url)
    with engine.begin() as connection:
        for statement in (IN_THE_OFFICE, *FILLED):
            connection.execute(text(statement))
    migrate(owner_url, app_url)
    with engine.connect() as connection:
        connection.execute(text(IN_THE_OFFICE))
        yield connection
    engine.dispose()
    postgres.drop_database("many_words")


def test_a_document_that_says_too_much_is_found_by_what_fits(upgraded: Connection) -> None:
    named, words = upgraded.execute(text("select named, length(said) from document_words")).one()

    assert named == "house rules"
    assert 10_000 < words < 30_000


def test_its_words_are_known_to_what_mends_typing_errors(upgraded: Connection) -> None:
    known = upgraded.execute(text("select word from search_word order by word")).scalars().all()

    assert known == ["resume", "tenants"]


BEFORE_NAMES_STOOD_APART = "5be2d07c9f41"
NAMED = (
    *FILLED[:3],
    "insert into property (id, name, kind, address_line, city, region, postal_code, country, notes, management_company,"
    " photo_media_type, extra, created_at, version, requires_renters_insurance)"
    " values (gen_random_uuid(), 'Alder Court', 'apartments', '', '', '', '', '', '', '', '', '{}', now(), 1, false)",
    "insert into document_link (id, document_id, property_id, scope_property_id)"
    " select gen_random_uuid(), d.id, p.id, p.id from document d, property p",
    "insert into document_words (id, document_id, named, facts, said) select gen_random_uuid(), id,"
    " 'house rules alder court', setweight(to_tsvector('simple', 'house rules'), 'A')"
    " || setweight(to_tsvector('simple', 'other alder court'), 'B'), '' from document",
    "insert into document_page (id, document_version_id, document_id, number, body, method, quality, search)"
    " select gen_random_uuid(), id, document_id, 1, 'Rent of $1,250.00, entry GL-44821', 'text layer', 100,"
    " to_tsvector('simple', 'rent') from document_version",
)


def test_names_of_an_earlier_release_stand_apart_and_numbers_as_they_are_written(postgres: EmbeddedPostgres) -> None:
    app_url, owner_url = postgres.create_database("names_together")
    command.upgrade(migration_config(owner_url, app_url), BEFORE_NAMES_STOOD_APART)
    engine: Engine = create_engine(owner_url)
    with engine.begin() as connection:
        for statement in (IN_THE_OFFICE, *NAMED):
            connection.execute(text(statement))
    migrate(owner_url, app_url)
    with engine.connect() as connection:
        connection.execute(text(IN_THE_OFFICE))
        told = connection.execute(
            text(
                "select named, array_to_string(tsvector_to_array(ts_filter(facts, '{a,b,c}')), ' '),"
                " array_to_string(tsvector_to_array(ts_filter(facts, '{d}')), ' '),"
                " array_to_string(tsvector_to_array(said), ' ') from document_words"
            )
        ).one()
    engine.dispose()
    postgres.drop_database("names_together")

    assert told[0] == "house rules\nhouse rules alder court"
    assert set(told[1].split()) == {"house", "rules", "other"}
    assert {"alder", "court"} <= set(told[2].split())
    assert told[3].split() == [as_word("1,250.00"), as_word("gl-44821"), as_word("$1,250.00")]
