"""What documents are found by stands in a narrow table of its own, and is looked up by functions that use its indexes."""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import context, op

revision: str = "0f7a94c2b6e8"
down_revision: str | None = "c3d90e51a7f6"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FUNCTIONS = Path(__file__).resolve().parent.parent / "sql" / "search_documents.sql"
_ORGANIZATION = "nullif(current_setting('app.organization_id', true), '')::uuid"
# Functions of the owner look these up; without a policy for the owner, no index would be used for them either.
LOOKED_UP = ("document_words", "document_page", "search_word")

_WRITTEN = "unnest(to_tsvector('simple', unaccent(left(p.body, 50000))))"
# The database keeps at most 1 MB of words in a vector: the words are counted by their bytes, with room for the facts.
_FILL = (
    "insert into document_words (id, organization_id, document_id, named, facts, said)"
    " select gen_random_uuid(), d.organization_id, d.id, lower(unaccent(d.title)),"
    " coalesce(ts_filter(d.search, '{a,b,c}'), ''), array_to_tsvector(array("
    "select word from (select word, sum(octet_length(word)) over (order by word) as so_far from ("
    "select lexeme as word from document_page p, unnest(p.search) where p.document_id = d.id"
    f" union select lexeme from document_page p, {_WRITTEN} where p.document_id = d.id and p.search is not null"
    ") said where length(word) between 1 and 60) counted where so_far <= 600000 limit 40000)) from document d"
)
# What typing errors are compared with.
_KNOWN = (
    "insert into search_word (id, organization_id, word)"
    " select gen_random_uuid(), said.organization_id, said.word from (select distinct p.organization_id, lexeme as word"
    f" from document_page p, {_WRITTEN} where p.search is not null) said"
    " where said.word ~ '^[[:alpha:]]{4,40}$' on conflict do nothing"
)


def upgrade() -> None:
    """Make the table, fill it from what is known, and let the functions look things up."""
    op.create_table(
        "document_words",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), server_default=sa.text(_ORGANIZATION), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("named", sa.String(), nullable=False),
        sa.Column("facts", postgresql.TSVECTOR(), nullable=False),
        sa.Column("said", postgresql.TSVECTOR(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_words_document_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_document_words_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_words")),
        sa.UniqueConstraint("document_id", name=op.f("uq_document_words_document_id")),
    )
    # What is ranked by is kept in the row itself; what is only matched, beside it. Pages keep their vector, not their text.
    op.execute("alter table document_words alter column facts set storage main")
    op.execute("alter table document_page alter column search set storage main")
    op.execute("alter table document_page set (toast_tuple_target = 3000)")
    for table in ("document", "document_page"):
        op.execute(f"alter table {table} no force row level security")
    op.execute(_FILL)
    op.execute("alter table search_word no force row level security")
    op.execute(_KNOWN)
    op.execute("alter table search_word force row level security")
    for table in ("document", "document_page"):
        op.execute(f"alter table {table} force row level security")
    _index()
    op.drop_index("ix_document_search", table_name="document")
    op.drop_column("document", "search")
    _guard()


def _index() -> None:
    op.create_index("ix_document_words_facts", "document_words", ["facts"], postgresql_using="gin")
    # What waits to be sorted into the index is read by every search: little of it may wait.
    op.create_index(
        "ix_document_words_all",
        "document_words",
        [sa.text("(said || facts)")],
        postgresql_using="gin",
        postgresql_with={"gin_pending_list_limit": 512},
    )
    op.create_index(
        "ix_document_words_named_trigrams",
        "document_words",
        ["named"],
        postgresql_using="gin",
        postgresql_ops={"named": "gin_trgm_ops"},
    )


def _guard() -> None:
    role = context.config.attributes["app_role"]
    op.execute("alter table document_words enable row level security")
    op.execute("alter table document_words force row level security")
    op.execute(f"create policy own_organization on document_words using (organization_id = (select {_ORGANIZATION}))")
    for table in LOOKED_UP:
        op.execute(f"create policy looked_up_by_the_owner on {table} for select to current_user using (true)")
    op.execute(f'grant select, insert, update on document_words to "{role}"')
    op.get_bind().exec_driver_sql(FUNCTIONS.read_text().replace("%", "%%"))
