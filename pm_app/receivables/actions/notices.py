"""The register of notices: entering one that was served, and withdrawing it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import add_months, in_words
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.listing import cleaned
from pm_app.leasing.queries.tenancies import TenancyPlace, lock_tenancy
from pm_app.receivables.actions.charges import FormUsedAlready
from pm_app.receivables.actions.dispositions import documents_there
from pm_app.receivables.enums import NoticeKind
from pm_app.receivables.queries.served_notices import NoticeItem, demandable
from pm_app.receivables.tables.arrangements import ServedNotice, ServedNoticeItem

LONGEST_WORDS = 200
MONTHS_BEFORE_START = 12
MONTHS_TO_ACT = 12
DEMANDING = frozenset({NoticeKind.LATE_RENT, NoticeKind.PAY_OR_QUIT})


class NoticeRefused(Refused):
    """A notice that cannot have been served like this."""


@dataclass(frozen=True)
class NewNotice:
    """A notice as it was served: when, how, by whom, what it demands, until when, and which document proves it."""

    kind: NoticeKind
    served_on: date
    method: str = ""
    server: str = ""
    charge_ids: Collection[UUID] = ()
    deadline_on: date | None = None
    document_id: UUID | None = None


def serve_notice(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    tenancy_id: UUID,
    notice: NewNotice,
    today: date,
    now: datetime,
) -> UUID:
    """Enter a notice that was served on a household, and return its id; the same key again enters it once.

    Each charge it demands is kept with what was open of it that day (domain rules §13). Refuses (`NoticeRefused`) days
    in the future or out of order, a demand for money without a charge, and charges that were not open then.
    """
    actor.must(Permission.CHANGE_LEASES if actor.may(Permission.CHANGE_LEASES) else Permission.POST_CHARGES)
    place = lock_tenancy(session, actor, tenancy_id=tenancy_id)
    if made := _made_before(session, request_key, tenancy_id):
        return made
    _check_days(notice, place, today)
    items = _demanded(session, actor, tenancy_id, notice)
    row = ServedNotice(
        request_key=request_key,
        tenancy_id=tenancy_id,
        kind=notice.kind,
        served_on=notice.served_on,
        method=cleaned(notice.method, longest=LONGEST_WORDS, field="method", name="How it was served"),
        server=cleaned(notice.server, longest=LONGEST_WORDS, field="server", name="Who served it"),
        demanded_cents=sum(item.amount_cents for item in items),
        deadline_on=notice.deadline_on,
        document_id=notice.document_id,
        recorded_at=now,
        recorded_by=actor.name,
    )
    with documents_there(session, "document_id"):
        session.add(row)
    _add_items(session, row.id, items)
    _note(session, actor, place, row, f"served a notice: {row.kind.value}", now)
    return row.id


def withdraw_served_notice(session: Session, actor: Actor, *, notice_id: UUID, now: datetime) -> None:
    """Withdraw a notice that was served; one that was withdrawn before is left as it is."""
    actor.must(Permission.CHANGE_LEASES if actor.may(Permission.CHANGE_LEASES) else Permission.POST_CHARGES)
    row = session.get(ServedNotice, notice_id)
    if row is None:
        raise NotFound("This notice does not exist, or it is not yours to see.")
    place = lock_tenancy(session, actor, tenancy_id=row.tenancy_id)
    session.refresh(row)
    if row.withdrawn_at is not None:
        return
    row.withdrawn_at = now
    session.flush()
    _note(session, actor, place, row, f"withdrew a notice: {row.kind.value}", now)


def _add_items(session: Session, notice_id: UUID, items: list[NoticeItem]) -> None:
    for item in items:
        session.add(
            ServedNoticeItem(served_notice_id=notice_id, charge_id=item.charge_id, amount_cents=item.amount_cents)
        )
    session.flush()


def _made_before(session: Session, request_key: UUID, tenancy_id: UUID) -> UUID | None:
    made = session.exec(select(ServedNotice).where(ServedNotice.request_key == request_key)).first()
    if made is not None and made.tenancy_id != tenancy_id:
        raise FormUsedAlready("This form was sent for another household. Reload the page and fill it in again.")
    return made.id if made else None


def _check_days(notice: NewNotice, place: TenancyPlace, today: date) -> None:
    served_on, deadline_on = notice.served_on, notice.deadline_on
    if served_on > today:
        raise NoticeRefused(
            "A notice cannot be served in the future. Choose today or an earlier day.", field="served_on"
        )
    if served_on < add_months(place.starts_on, -MONTHS_BEFORE_START):
        raise NoticeRefused(f"They moved in on {in_words(place.starts_on)}. Please check the day.", field="served_on")
    if deadline_on is not None and deadline_on < served_on:
        raise NoticeRefused("They cannot have to act before it was served. Choose a later day.", field="deadline_on")
    if deadline_on is not None and deadline_on > add_months(served_on, MONTHS_TO_ACT):
        raise NoticeRefused("More than a year to act cannot be right. Please check the day.", field="deadline_on")


def _demanded(session: Session, actor: Actor, tenancy_id: UUID, notice: NewNotice) -> list[NoticeItem]:
    wanted = set(notice.charge_ids)
    if not wanted and notice.kind in DEMANDING:
        raise NoticeRefused("This notice demands money. Tick the charges it demands.", field="charges")
    if not wanted:
        return []
    every = demandable(session, actor, tenancy_id=tenancy_id, served_on=notice.served_on)
    items = [item for item in every if item.charge_id in wanted]
    if len(items) < len(wanted):
        raise NoticeRefused(
            "One of these charges was not due and open on the day of the notice. Tick those that were.",
            field="charges",
        )
    return items


def _note(session: Session, actor: Actor, place: TenancyPlace, row: ServedNotice, did: str, now: datetime) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="tenancy",
        about_id=place.tenancy_id,
        about_name=place.name,
        property_id=place.property_id,
        tenancy_id=place.tenancy_id,
        now=now,
        details={
            "served": row.served_on.isoformat(),
            "demanded_cents": row.demanded_cents or None,
            "until": row.deadline_on.isoformat() if row.deadline_on else None,
        },
    )
