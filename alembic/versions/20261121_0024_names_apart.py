"""Names of what documents belong to stand apart in the index; amounts and codes stand there as they are written too."""

from collections.abc import Sequence
from pathlib import Path

from alembic import op

revision: str = "d4b71e0f93a2"
down_revision: str | None = "5be2d07c9f41"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FUNCTIONS = Path(__file__).resolve().parent.parent / "sql" / "search_documents.sql"

# Names had the weight of kind and tags. As those are written again, what is left under their weight are the names.
_NAMES_APART = (
    "update document_words w set"
    " facts = ts_filter(w.facts, '{a,c}') || setweight(ts_filter(w.facts, '{b}'), 'D')"
    " || setweight(to_tsvector('document_text', own.words) || to_tsvector('simple', own.words), 'B'),"
    " named = lower(unaccent(concat_ws(' ', d.title, nullif(d.reference, '')))) || E'\\n' || w.named"
    " from document d cross join lateral"
    " (select lower(unaccent(concat_ws(' . ', d.kind, array_to_string(d.tags, ' . ')))) as words) own"
    " where d.id = w.document_id and exists (select from document_link l where l.document_id = d.id)"
)
_AMOUNT = r"(?<![\w.,$])\$?(?:\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d+\.\d\d)(?!\w|[.,]\d)|(?<![\w.,$])\$\d+(?!\w|[.,]\d)"
_CODE = r"[[:alnum:]]+(?:[-/#:\\_]{1,2}[[:alnum:]]+)+"
_SIGNS = {"$": "zs", ",": "zc", ".": "zd", "-": "zh", "/": "zf", "\\": "zb", "_": "zu", "#": "zn", ":": "zo"}


def _as_word(written: str) -> str:
    for sign, letters in _SIGNS.items():
        written = f"replace({written}, '{sign}', '{letters}')"
    return f"'qz' || {written}"


_WRITTEN = (
    "update document_words w set said = w.said || array_to_tsvector(found.words) from ("
    f"select p.document_id, array_agg(distinct {_as_word('told.written')}) as words"
    " from document_page p cross join lateral (select lower(unaccent(left(p.body, 50000))) as body) low"
    " cross join lateral ("
    f" select m[1] as written from regexp_matches(low.body, '{_AMOUNT}', 'g') m"
    f" union select ltrim(m[1], '$') from regexp_matches(low.body, '{_AMOUNT}', 'g') m where m[1] ~ '[,.]'"
    f" union select m[1] from regexp_matches(low.body, '{_CODE}', 'g') m where m[1] ~ '[0-9]' and length(m[1]) <= 40"
    ") told where p.search is not null group by p.document_id) found"
    " where found.document_id = w.document_id and length(w.said) + cardinality(found.words) < 30000"
)
_READ = ("document", "document_link", "document_page")


def upgrade() -> None:
    """Write the rows of the index anew where they hold names, amounts or codes, and make its functions anew."""
    for table in (*_READ, "document_words"):
        op.execute(f"alter table {table} no force row level security")
    op.get_bind().exec_driver_sql(_NAMES_APART)
    op.get_bind().exec_driver_sql(_WRITTEN)
    for table in (*_READ, "document_words"):
        op.execute(f"alter table {table} force row level security")
    op.execute("drop function if exists documents_named(text, integer)")
    op.get_bind().exec_driver_sql(FUNCTIONS.read_text().replace("%", "%%"))
