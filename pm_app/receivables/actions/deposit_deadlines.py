"""Setting until when a place wants deposits returned."""

from datetime import date, datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused, Stale
from pm_app.kernel.listing import cleaned
from pm_app.kernel.tables import new_id
from pm_app.receivables.enums import ClockStart, DeadlineCase
from pm_app.receivables.rules.deposit_clock import check_deadline
from pm_app.receivables.tables.dispositions import DepositDeadline

LONGEST_SOURCE = 500
LONGEST_PLACE = 20


def set_deposit_deadline(
    session: Session,
    actor: Actor,
    *,
    jurisdiction: str,
    situation: DeadlineCase,
    starts: ClockStart,
    days: int,
    source: str,
    verified_on: date,
    today: date,
    now: datetime,
    version: int = 0,
) -> None:
    """Set the deadline of a place for a situation, in place of the one that was set before.

    `version` is that of the deadline that was looked at, 0 for a new one. Refuses (`Stale`) one that somebody else
    set meanwhile, implausible days, and a missing source.
    """
    actor.must(Permission.SET_POLICIES)
    place = cleaned(jurisdiction, longest=LONGEST_PLACE, field="jurisdiction", name="The state").upper()
    if not place:
        raise Refused("Write which state it is for, as it stands in the address of the property.", field="jurisdiction")
    source = cleaned(source, longest=LONGEST_SOURCE, field="source", name="The source")
    check_deadline(days, source, verified_on, today)
    row = _row(session, place, situation, starts, now)
    if row.version != max(1, version) or (version == 0) != (row.set_by == ""):
        raise Stale("Somebody set this deadline meanwhile. Look at it again.", field="jurisdiction")
    before = {"days": row.days, "starts": row.starts}
    row.starts, row.days, row.source, row.verified_on = starts, days, source, verified_on
    row.version, row.set_at, row.set_by = version + 1, now, actor.name
    session.flush()
    _note(session, actor, row, before if version else {}, now)


def _row(session: Session, place: str, situation: DeadlineCase, starts: ClockStart, now: datetime) -> DepositDeadline:
    """Return the row of a place and situation, made when it is new, locked until the transaction ends."""
    session.connection().execute(
        insert(DepositDeadline)
        .values(
            id=new_id(),
            jurisdiction=place,
            situation=situation,
            starts=starts,
            days=1,
            source="",
            verified_on=now.date(),
            set_at=now,
            set_by="",
            version=1,
        )
        .on_conflict_do_nothing(index_elements=["organization_id", "jurisdiction", "situation"])
    )
    return session.exec(
        select(DepositDeadline)
        .where(DepositDeadline.jurisdiction == place, DepositDeadline.situation == situation)
        .with_for_update()
    ).one()


def _note(session: Session, actor: Actor, row: DepositDeadline, before: dict[str, object], now: datetime) -> None:
    record_audit(
        session,
        actor,
        did="set a deposit deadline",
        about_kind="deposit deadline",
        about_id=row.id,
        about_name=f"{row.jurisdiction}, {row.situation.value}",
        now=now,
        details={"days": row.days, "starts": row.starts.value, "source": row.source, "before": str(before or "")},
    )
