"""Runs migrations as the owner of the schema, on the connection or address handed in by `pm_app.schema`."""

from sqlalchemy import create_engine, pool, text

from alembic import context
from pm_app.schema import METADATA, is_ours


def run() -> None:
    """Bring the database up to the wanted revision, in one transaction."""
    engine = create_engine(context.config.attributes["owner_url"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        connection.execute(text("set lock_timeout = '5s'"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            include_name=is_ours,
            compare_type=True,
            compare_server_default=False,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
