"""Keeping which column means what, for the next file with the same heading."""

from datetime import datetime

from sqlmodel import Session, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.portfolio.rules.mapping import Mapping
from pm_app.receivables.tables.openings import ColumnMap


def save_columns(
    session: Session, actor: Actor, *, purpose: str, heading: str, mapping: Mapping, now: datetime
) -> None:
    """Keep the mapping for files of this purpose with this heading; the last one said is the one that counts."""
    actor.must(Permission.IMPORT_PORTFOLIO)
    columns = {
        source.field: {"columns": list(source.columns), "constant": source.constant} for source in mapping.sources
    }
    wanted = select(ColumnMap).where(ColumnMap.purpose == purpose, ColumnMap.heading == heading)
    kept = session.exec(wanted.with_for_update()).first()
    if kept is None:
        session.add(ColumnMap(purpose=purpose, heading=heading, columns=columns, set_at=now, set_by=actor.name))
    elif kept.columns != columns:
        kept.columns, kept.set_at, kept.set_by, kept.version = columns, now, actor.name, kept.version + 1
    session.flush()
