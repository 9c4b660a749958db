"""Importing a rent roll, or opening balances of leases on file: all of a file or nothing, each file once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import NotAllowed, Refused
from pm_app.kernel.tables import new_id
from pm_app.leasing.queries.tenancies import lock_tenancies
from pm_app.portfolio.rules.mapping import Mapping
from pm_app.portfolio.rules.reading import RefusedRow
from pm_app.receivables.actions.opening_imports_leases import make_leases
from pm_app.receivables.actions.opening_imports_making import Making, OpeningRefused, of_row
from pm_app.receivables.actions.opening_imports_places import make_places
from pm_app.receivables.actions.opening_imports_posting import post_opening
from pm_app.receivables.queries.openings import batch_of_file, opening_plan, rent_roll_plan
from pm_app.receivables.rules.rent_roll.opening import OpeningPlan, opening_summary
from pm_app.receivables.rules.rent_roll.plan import RentRollPlan, roll_summary, totals_lines
from pm_app.receivables.rules.rent_roll.reading import RollReading
from pm_app.receivables.rules.rent_roll.sheet import RollSheet
from pm_app.receivables.tables.openings import OpeningBatch

# One import at a time: two would not see each other's households and add everything twice.
IMPORT_LOCK = 7_316_002


class ImportedBefore(Refused):
    """This very file was imported, and that import stands."""


class CutOverInFuture(Refused):
    """Balances of a day that has not come."""


@dataclass(frozen=True)
class OpeningFile:
    """Which file is imported: its name, and the SHA-256 of its bytes in hexadecimal."""

    filename: str
    sha256: str


def import_rent_roll(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    reading: RollReading,
    file: OpeningFile,
    cut_over_on: date,
    today: date,
    now: datetime,
) -> tuple[UUID, RentRollPlan]:
    """Make the properties, units, people, leases and opening balances of a rent roll; return the batch and the plan.

    What is on file already stays as it is, balances included. Everything that fell due through the cut-over day is in
    the balances: recurring charges are posted from the day after. The same key again does nothing more. Refuses the
    whole file when one row is refused, a file that is imported already (`ImportedBefore`) or has nothing new, and a
    day in the future.
    """
    _begin(session, actor, cut_over_on, today)
    plan = rent_roll_plan(session, actor, reading=reading, cut_over_on=cut_over_on)
    if made := session.exec(select(OpeningBatch.id).where(OpeningBatch.request_key == request_key)).first():
        return made, plan
    _must_be_new(session, actor, file)
    _must_be_whole(plan.refused)
    if plan.changes_nothing:
        raise OpeningRefused("Everything in this file is on file already. Nothing was imported.")
    making = _making(
        session, actor, request_key, file, cut_over_on, _told(roll_summary(plan), totals_lines(plan.totals)), today, now
    )
    unit_ids = make_places(making, plan)
    make_leases(making, plan, unit_ids)
    session.flush()
    return making.batch_id, plan


def import_opening(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    sheet: RollSheet,
    mapping: Mapping,
    file: OpeningFile,
    cut_over_on: date,
    today: date,
    now: datetime,
) -> tuple[UUID, OpeningPlan]:
    """Post what leases on file owed, had prepaid and had deposited at the cut-over; return the batch and the plan.

    The same key again posts nothing more. Refuses the whole file when one row is refused, a file that is imported
    already (`ImportedBefore`), and a day in the future.
    """
    _begin(session, actor, cut_over_on, today)
    plan = opening_plan(session, actor, sheet=sheet, mapping=mapping, cut_over_on=cut_over_on)
    if made := session.exec(select(OpeningBatch.id).where(OpeningBatch.request_key == request_key)).first():
        return made, plan
    _must_be_new(session, actor, file)
    _must_be_whole(plan.refused)
    if not plan.leases:
        raise OpeningRefused("The file has no rows. Nothing was imported.")
    totals = _told(opening_summary(plan), plan.figures)
    making = _making(session, actor, request_key, file, cut_over_on, totals, today, now)
    lock_tenancies(session, actor, tenancy_ids={lease.tenancy_id for lease in plan.leases})
    for lease in plan.leases:
        with of_row(lease.row_numbers[0]):
            post_opening(making, lease.tenancy_id, lease.opening)
    session.flush()
    return making.batch_id, plan


def _begin(session: Session, actor: Actor, cut_over_on: date, today: date) -> None:
    for permission in (Permission.IMPORT_PORTFOLIO, Permission.CHANGE_LEASES, Permission.POST_CHARGES):
        actor.must(permission)
    if actor.property_ids is not None:
        raise NotAllowed("You work on chosen properties only. Ask an administrator to import a rent roll.")
    if cut_over_on > today:
        raise CutOverInFuture("The cut-over day lies in the future. Choose today or an earlier day.", field="cut_over")
    session.connection().execute(select(func.pg_advisory_xact_lock(IMPORT_LOCK)))


def _must_be_new(session: Session, actor: Actor, file: OpeningFile) -> None:
    if before := batch_of_file(session, actor, sha256=file.sha256):
        day = in_words(before.imported_at.date())
        raise ImportedBefore(
            f"This file was imported on {day} by {before.imported_by}. Undo that import first, or leave it as it is."
        )


def _must_be_whole(refused: tuple[RefusedRow, ...]) -> None:
    if refused:
        first = refused[0].problems[0]
        rows = "1 row is" if len(refused) == 1 else f"{len(refused):,} rows are"
        raise OpeningRefused(f"Nothing was imported: {rows} refused. The first: {first}")


def _told(summary: str, figures: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {"summary": summary, "figures": [list(figure) for figure in figures]}


def _making(
    session: Session,
    actor: Actor,
    request_key: UUID,
    file: OpeningFile,
    cut_over_on: date,
    totals: dict[str, Any],
    today: date,
    now: datetime,
) -> Making:
    batch = OpeningBatch(
        id=new_id(),
        request_key=request_key,
        filename=file.filename[:200],
        sha256=file.sha256,
        cut_over_on=cut_over_on,
        totals=totals,
        imported_at=now,
        imported_by=actor.name,
    )
    session.add(batch)
    session.flush()
    record_audit(
        session,
        actor,
        did="imported a file",
        about_kind="opening batch",
        about_id=batch.id,
        about_name=batch.filename,
        now=now,
        details={"cut_over_on": cut_over_on.isoformat(), "summary": totals["summary"]},
    )
    return Making(session, actor, batch.id, cut_over_on, today, now)
