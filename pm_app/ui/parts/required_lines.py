"""Required documents as lines: what is asked of what, where that stands, and what mends it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import ComplianceState, KindLevel
from pm_app.documents.queries.compliance import ComplianceRow, compliance_of
from pm_app.runtime import run
from pm_app.ui import paths
from pm_app.ui.format import day, days_left, days_tone
from pm_app.ui.theme import tone_of

_NAMED = {
    KindLevel.PROPERTY: "property_id",
    KindLevel.UNIT: "unit_id",
    KindLevel.LEASE: "tenancy_id",
    KindLevel.OWNER: "person_id",
    KindLevel.VENDOR: "person_id",
}
MOST_HERE = 10
_UNDATED = (ComplianceState.MISSING, ComplianceState.NOT_YET_DUE)


@dataclass
class RequiredLine:
    """One required document of one thing, as text. `mends` is file, renew, date, review, ask or nothing."""

    key: str = ""
    name: str = ""
    path: str = ""
    place: str = ""
    kind: str = ""
    kind_value: str = ""
    level: str = ""
    state: str = ""
    tone: str = ""
    on: str = ""
    left: str = ""
    left_tone: str = ""
    document: str = ""
    document_path: str = ""
    document_id: str = ""
    why: str = ""
    mends: str = ""
    may_waive: bool = False
    waiver_id: str = ""
    requirement_id: str = ""
    target: str = ""


def required_lines(rows: Iterable[ComplianceRow], actor: Actor, today: date) -> list[RequiredLine]:
    """Return required documents as lines, each with what this person may do about it."""
    return [_line(row, actor, today) for row in rows]


async def required_here(actor: Actor, today: date, **thing: UUID) -> tuple[list[RequiredLine], str]:
    """Return the first required documents of a thing that are not in order, and what to say of the rest, if any."""
    rows = await run(actor, compliance_of, today=today, **thing)
    rows = [row for row in rows if row.state is not ComplianceState.WAIVED or "property_id" not in thing]
    more = f"All {len(rows)} that are not in order" if len(rows) > MOST_HERE else ""
    return required_lines(rows[:MOST_HERE], actor, today), more


def thing_path(row: ComplianceRow) -> str:
    """Return the address of what a document is required of, at its papers; empty for the company."""
    if row.thing_id is None:
        return ""
    made = {
        KindLevel.PROPERTY: paths.property_path,
        KindLevel.UNIT: paths.unit_path,
        KindLevel.LEASE: paths.lease_path,
    }.get(row.level, paths.person_path)
    return made(row.thing_id, "documents")


def _line(row: ComplianceRow, actor: Actor, today: date) -> RequiredLine:
    state = row.state.value.capitalize()
    on = row.due_on if row.state in _UNDATED else row.through
    mends = _mends(row, actor)
    document_path = paths.document_path(row.document_id) if row.document_id else ""
    return RequiredLine(
        key=f"{row.requirement_id} {row.thing_id}",
        name=row.name,
        path=thing_path(row),
        place=row.place,
        kind=row.kind.value[0].upper() + row.kind.value[1:],
        kind_value=row.kind.value,
        level=row.level.value.capitalize(),
        state=state,
        tone=tone_of(state),
        on=day(on) if on else "",
        left=days_left(on, today) if on else "",
        left_tone=days_tone(on, today) if on else "",
        document=row.document_title,
        document_path=paths.inbox_path(row.document_id) if mends == "review" and row.document_id else document_path,
        document_id=str(row.document_id or ""),
        why=f"{row.waived.reason} ({row.waived.waived_by})" if row.waived else "",
        mends=mends,
        may_waive=_may_waive(row, actor),
        waiver_id=str(row.waived.waiver_id) if row.waived else "",
        requirement_id=str(row.requirement_id),
        target=f"{_NAMED[row.level]}={row.thing_id}" if row.thing_id else "",
    )


def _mends(row: ComplianceRow, actor: Actor) -> str:
    may_file, may_change = actor.may(Permission.FILE_DOCUMENTS), actor.may(Permission.CHANGE_DOCUMENTS)
    renews = "renew" if row.document_id else "file"
    wanted = {
        ComplianceState.MISSING: "file" if may_file else "",
        ComplianceState.NOT_YET_DUE: "file" if may_file else "",
        ComplianceState.EXPIRED: renews if may_file else "",
        ComplianceState.EXPIRING: renews if may_file else "",
        ComplianceState.NO_DATE: "date" if may_change and row.document_id else "",
        ComplianceState.IN_INBOX: "review" if may_file and row.document_id else "",
        ComplianceState.WAIVED: "ask" if may_change else "",
    }
    return wanted.get(row.state, "")


def _may_waive(row: ComplianceRow, actor: Actor) -> bool:
    mended = row.state in (ComplianceState.WAIVED, ComplianceState.IN_ORDER)
    return actor.may(Permission.CHANGE_DOCUMENTS) and row.thing_id is not None and not mended
