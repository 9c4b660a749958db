"""Setting how the office signs its papers."""

from datetime import datetime

from sqlmodel import Session, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Stale
from pm_app.messages.rules.letterhead import checked_letterhead
from pm_app.messages.tables import Letterhead


def change_letterhead(
    session: Session,
    actor: Actor,
    *,
    office_name: str,
    address: str,
    phone: str,
    email: str,
    website: str,
    footer: str,
    version: int,
    now: datetime,
) -> None:
    """Set how the office signs its papers from now on; `version` is 0 while nobody has.

    Papers that are filed stay as they are. Refuses (`Stale`) when somebody else changed it since it was read.
    """
    actor.must(Permission.SET_POLICIES)
    checked = checked_letterhead(
        office_name=office_name, address=address, phone=phone, email=email, website=website, footer=footer
    )
    kept = session.exec(select(Letterhead).with_for_update()).first()
    if version != (kept.version if kept else 0):
        raise Stale("Somebody else changed the letterhead meanwhile. Reload the page and look again.")
    letterhead = kept or Letterhead(office_name=checked.office_name, version=0)
    letterhead.office_name, letterhead.address = checked.office_name, "\n".join(checked.address_lines)
    letterhead.phone, letterhead.email, letterhead.website = checked.phone, checked.email, checked.website
    letterhead.footer, letterhead.version = checked.footer, letterhead.version + 1
    session.add(letterhead)
    session.flush()
    record_audit(
        session,
        actor,
        did="changed",
        about_kind="letterhead",
        about_id=letterhead.id,
        about_name="the letterhead",
        now=now,
    )
