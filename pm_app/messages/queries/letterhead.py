"""How the office signs its papers."""

from dataclasses import dataclass

from sqlmodel import Session, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.messages.rules.letterhead import Letterhead as Signed
from pm_app.messages.tables import Letterhead


@dataclass(frozen=True)
class LetterheadSet:
    """How the office signs its papers, and the version to hand back with a change."""

    letterhead: Signed
    version: int


def find_letterhead(session: Session, actor: Actor) -> LetterheadSet | None:
    """Return how the office signs its papers, or None while nobody has said it."""
    actor.must(Permission.VIEW_DOCUMENTS)
    kept = session.exec(select(Letterhead)).first()
    if kept is None:
        return None
    address = tuple(kept.address.splitlines())
    signed = Signed(kept.office_name, address, kept.phone, kept.email, kept.website, kept.footer)
    return LetterheadSet(signed, kept.version)
