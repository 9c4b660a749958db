"""Which photos properties show, for whoever looks after the objects behind them."""

from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.portfolio.tables import Property


def property_photos(session: Session, actor: Actor) -> dict[str, UUID]:
    """Return the SHA-256 of every photo that a property shows, with one property that shows it, archived ones too."""
    actor.must(Permission.RUN_JOBS)
    shown = select(Property.photo_sha256, Property.id).where(col(Property.photo_sha256).isnot(None))
    return {sha256: property_id for sha256, property_id in session.exec(shown) if sha256}
