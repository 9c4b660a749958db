"""From a kept file and a form to a plan, and to the import: the same steps for a rent roll and for balances."""

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound, Refused
from pm_app.portfolio.rules.fields import ImportField
from pm_app.portfolio.rules.importing import kept_file
from pm_app.portfolio.rules.mapping import Mapping
from pm_app.portfolio.rules.reading import RefusedRow
from pm_app.receivables.actions.opening_imports import OpeningFile, import_opening, import_rent_roll
from pm_app.receivables.actions.opening_imports_columns import save_columns
from pm_app.receivables.queries.openings import (
    OPENING_BALANCES,
    RENT_ROLL,
    opening_plan,
    rent_roll_plan,
    saved_columns,
)
from pm_app.receivables.rules.rent_roll.fields import OPENING_FIELDS, ROLL_FIELDS
from pm_app.receivables.rules.rent_roll.opening import OpeningPlan, opening_summary
from pm_app.receivables.rules.rent_roll.plan import RentRollPlan, roll_summary, totals_lines
from pm_app.receivables.rules.rent_roll.reading import read_roll
from pm_app.receivables.rules.rent_roll.sheet import RollSheet, find_table, mapped
from pm_app.runtime import run_now, services, sheet_lines_in
from pm_app.ui.format import parse_day
from pm_app.ui.parts.column_map import chosen_columns

BALANCES = "balances"  # `?what=` of the page; else it is a rent roll


class FileGone(Refused):
    """The file is not kept any more."""


@dataclass(frozen=True)
class Wanted:
    """What is imported: a rent roll or balances, its fields and the name its columns are kept under."""

    purpose: str
    fields: tuple[ImportField, ...]


@dataclass(frozen=True)
class Planned:
    """What an import would do, or did, in words and figures."""

    summary: str
    figures: tuple[tuple[str, str], ...]
    refused: tuple[RefusedRow, ...]
    warnings: tuple[str, ...]
    is_new: bool


def wanted(what: str) -> Wanted:
    """Return what the address asks to import."""
    return Wanted(OPENING_BALANCES, OPENING_FIELDS) if what == BALANCES else Wanted(RENT_ROLL, ROLL_FIELDS)


def kept_bytes(actor: Actor, file_id: str) -> bytes:
    """Return a file this person sent; refuses any other (`FileGone`)."""
    try:
        return b"".join(services().store.chunks(kept_file(actor.user_id, str(UUID(file_id)))))
    except (ValueError, NotFound):
        raise FileGone("This file is no longer kept. Choose it again.") from None


def opened(actor: Actor, file_id: str, what: str) -> tuple[RollSheet, Mapping]:
    """Return the table of a kept file and its columns, as they were said last time or as they are guessed."""
    fields, purpose = wanted(what).fields, wanted(what).purpose
    sheet = find_table(sheet_lines_in([kept_bytes(actor, file_id)]), fields)
    saved = run_now(actor, saved_columns, purpose=purpose, heading=sheet.heading)
    return sheet, mapped(sheet, fields, said=Mapping(()), saved=saved)


def planned(actor: Actor, file_id: str, what: str, form: Dictionary[str, str]) -> Planned:
    """Return what importing the file with the columns of the form would do; nothing is written."""
    content = kept_bytes(actor, file_id)
    sheet, mapping, day = _said(content, what, form)
    if what == BALANCES:
        return _of_opening(run_now(actor, opening_plan, sheet=sheet, mapping=mapping, cut_over_on=day))
    reading = read_roll(sheet, mapping, cut_over_on=day)
    return _of_roll(run_now(actor, rent_roll_plan, reading=reading, cut_over_on=day))


def imported(actor: Actor, file_id: str, file_name: str, what: str, form: Dictionary[str, str], key: UUID) -> Planned:
    """Import the file, keep its columns for the next one like it, and let it go."""
    content = kept_bytes(actor, file_id)
    sheet, mapping, day = _said(content, what, form)
    today, now = services().clock.today(), services().clock.now()
    file = OpeningFile(file_name, sha256(content).hexdigest())
    given = {"request_key": key, "file": file, "cut_over_on": day, "today": today, "now": now}
    if what == BALANCES:
        _, balances = run_now(actor, import_opening, sheet=sheet, mapping=mapping, **given)
        done = _of_opening(balances)
    else:
        reading = read_roll(sheet, mapping, cut_over_on=day)
        _, roll = run_now(actor, import_rent_roll, reading=reading, **given)
        done = _of_roll(roll)
    run_now(actor, save_columns, purpose=wanted(what).purpose, heading=sheet.heading, mapping=mapping, now=now)
    services().store.delete(kept_file(actor.user_id, file_id))
    return done


def _said(content: bytes, what: str, form: Dictionary[str, str]) -> tuple[RollSheet, Mapping, date]:
    fields = wanted(what).fields
    sheet = find_table(sheet_lines_in([content]), fields)
    return sheet, chosen_columns(fields, form, sheet.headers), parse_day(form.get("cut_over", ""), "cut_over")


def _of_roll(plan: RentRollPlan) -> Planned:
    figures = tuple(totals_lines(plan.totals))
    return Planned(roll_summary(plan), figures, plan.refused, plan.warnings, not plan.changes_nothing)


def _of_opening(plan: OpeningPlan) -> Planned:
    return Planned(opening_summary(plan), tuple(plan.figures), plan.refused, plan.warnings, bool(plan.leases))
