"""Which tables the database lets nobody change, and from which the app may delete."""

ADDED_TO_ONLY = {}

MAY_DELETE = {}

READ_ONLY = {
    "organization",
    "alembic_version",
    "audit_link",
}
