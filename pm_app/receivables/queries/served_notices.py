"""The register of notices: what was served on a household, and what each demands."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.leasing.queries.states import among
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.receivables.enums import ChargeKind, NoticeKind
from pm_app.receivables.queries.facts import open_items
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.receivables.tables.arrangements import ServedNotice, ServedNoticeItem
from pm_app.receivables.tables.items import Charge


@dataclass(frozen=True)
class NoticeItem:
    """A charge that a notice demands, with what of it was open when it was served."""

    charge_id: UUID
    kind: ChargeKind
    description: str
    due_on: date
    amount_cents: int


@dataclass(frozen=True)
class ServedNoticeRow:
    """A notice that was served; `deadline_on` is the last day on which they may act."""

    notice_id: UUID
    kind: NoticeKind
    served_on: date
    method: str
    server: str
    demanded_cents: int
    items: tuple[NoticeItem, ...]
    deadline_on: date | None
    document_id: UUID | None
    recorded_at: datetime
    recorded_by: str
    withdrawn_at: datetime | None


def served_notices_of(session: Session, actor: Actor, *, tenancy_id: UUID) -> list[ServedNoticeRow]:
    """Return every notice that was served on a household, the newest first, with the charges each demands."""
    actor.must(Permission.VIEW_LEDGER)
    tenancy_place(session, actor, tenancy_id=tenancy_id)
    order = (col(ServedNotice.served_on).desc(), col(ServedNotice.recorded_at).desc())
    rows = session.exec(select(ServedNotice).where(ServedNotice.tenancy_id == tenancy_id).order_by(*order)).all()
    items = _items(session, [row.id for row in rows])
    return [
        ServedNoticeRow(
            row.id,
            row.kind,
            row.served_on,
            row.method,
            row.server,
            row.demanded_cents,
            tuple(items.get(row.id, ())),
            row.deadline_on,
            row.document_id,
            row.recorded_at,
            row.recorded_by,
            row.withdrawn_at,
        )
        for row in rows
    ]


def demandable(session: Session, actor: Actor, *, tenancy_id: UUID, served_on: date) -> list[NoticeItem]:
    """Return the charges that a notice served on a day can demand: due by then, with what was open of each.

    Money that is given back to the household is no demand. Oldest due day first.
    """
    stands = tenancy_position(session, actor, tenancy_id=tenancy_id, as_of=served_on)
    words = {one.charge.charge_id: one.description for one in open_items(session, tenancy_id)}
    return [
        NoticeItem(one.charge_id, one.kind, words.get(one.charge_id, ""), one.due_on, one.open_cents)
        for one in stands.open_charges
        if one.due_on <= served_on and one.kind != ChargeKind.REFUND
    ]


def _items(session: Session, notice_ids: list[UUID]) -> dict[UUID, list[NoticeItem]]:
    rows = session.execute(
        sql_select(
            col(ServedNoticeItem.served_notice_id),
            col(ServedNoticeItem.charge_id),
            col(Charge.kind),
            col(Charge.description),
            col(Charge.due_on),
            col(ServedNoticeItem.amount_cents),
        )
        .join(Charge, col(Charge.id) == col(ServedNoticeItem.charge_id))
        .where(among(ServedNoticeItem.served_notice_id, notice_ids))
        .order_by(col(Charge.due_on), col(Charge.id))
    )
    found: dict[UUID, list[NoticeItem]] = defaultdict(list)
    for notice_id, charge_id, kind, description, due_on, cents in rows:
        found[notice_id].append(NoticeItem(charge_id, ChargeKind(kind), description, due_on, int(cents)))
    return found
